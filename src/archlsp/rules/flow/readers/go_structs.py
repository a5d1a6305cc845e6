"""Go: declared types as classes."""

from collections.abc import Callable, Iterator

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Class
from archlsp.rules.flow.readers.go_types import type_name


class Structs:
    """Reads type declarations."""

    say: Callable[[SgNode], str]

    def structs(self, node: SgNode) -> Iterator[Class]:
        """Read the types of one declaration: structs with their fields, interfaces with what they embed."""
        for spec in node.children():
            kind = spec.kind()
            if kind == "type_spec_list":
                yield from self.structs(spec)
            elif kind == "type_spec":
                yield self._class(spec)

    def _class(self, node: SgNode) -> Class:
        children = node.children()
        found = Class(node, self.say(children[0]))
        body = children[-1]
        if body.kind() == "struct_type":
            bases: list[str] = []
            for child in body.children()[-1].children():
                if child.kind() == "field_declaration":
                    self._field(child, found.fields, bases)
            found.bases = tuple(bases)
        elif (name := type_name(body, self.say)) is not None:
            found.bases = (name,)
        return found

    def _field(self, node: SgNode, fields: dict[str, str | None], bases: list[str]) -> None:
        names: list[str] = []
        type_: str | None = None
        for child in node.children():
            kind = child.kind()
            if kind == "field_identifier":
                names.append(self.say(child))
            elif kind in {"raw_string_literal", "interpreted_string_literal"}:
                break
            elif kind not in {"*", ",", "comment"}:
                type_ = type_name(child, self.say)
        if not names and type_ is not None:
            bases.append(type_)
            names = [type_.rsplit(".", 1)[-1]]
        fields.update(dict.fromkeys(names, type_))
