"""Go: the heads of functions."""

from collections.abc import Callable

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Block, Function, Param
from archlsp.rules.flow.readers.go_types import type_name

_PUNCTUATION = frozenset({"(", ")", ",", "comment", "..."})


class Heads:
    """Reads functions; whoever derives from it reads their bodies."""

    say: Callable[[SgNode], str]

    def block(self, node: SgNode | None) -> Block:
        """Read the statements of a block."""
        raise NotImplementedError

    def params(self, node: SgNode | None) -> tuple[Param, ...]:
        """Read a list of parameters; those without a name have ""."""
        if node is None:
            return ()
        found: list[Param] = []
        for child in node.children():
            kind = child.kind()
            if kind == "parameter_declaration":
                found += self._declared(child)
            elif kind == "variadic_parameter_declaration":
                found += self._declared(child, "rest")
        return tuple(found)

    def function(self, node: SgNode, name: str = "", owner: str | None = None) -> Function:
        """Read a function's head; its body is read when somebody asks."""
        lists, body, result = [], None, None
        for child in node.children():
            kind = child.kind()
            if kind == "parameter_list":
                lists.append(child)
            elif kind == "block":
                body = child
            elif kind.endswith("_type") or kind == "type_identifier":
                result = child
        receiver = self.params(lists.pop(0)) if node.kind() == "method_declaration" and lists else ()
        returns = type_name(result, self.say) if result else self._first_result(lists[1:])
        return Function(
            node,
            name,
            self.params(lists[0]) if lists else (),
            lambda: self.block(body),
            owner=owner,
            returns=returns,
            receiver=receiver[0] if receiver else None,
        )

    def _first_result(self, results: list[SgNode]) -> str | None:
        declared = self.params(results[0]) if results else ()
        return declared[0].type if declared else None

    def _declared(self, node: SgNode, kind: str = "") -> list[Param]:
        children = [child for child in node.children() if child.kind() not in _PUNCTUATION]
        if not children:
            return []
        *names, last = children
        type_ = None if kind else type_name(last, self.say)
        if not names:
            return [Param("", type_, kind=kind)]
        return [Param(self.say(name), type_, kind=kind) for name in names]
