"""Go: composite literals, make and new."""

from collections.abc import Callable

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Arg, Attr, Call, Collection, Const, Expr, Name, Other
from archlsp.rules.flow.readers.go_types import type_name

_PUNCTUATION = frozenset({"(", ")", "{", "}", ",", ":", "comment"})
_MAPS = frozenset({"map_type"})
_LISTS = frozenset({"slice_type", "array_type", "implicit_length_array_type"})


class Literals:
    """Reads what makes a value of a type; whoever derives from it reads the expressions inside."""

    say: Callable[[SgNode], str]

    def expr(self, node: SgNode) -> Expr:
        """Read an expression."""
        raise NotImplementedError

    def made(self, node: SgNode, head: str, given: SgNode) -> Expr:
        """Read `new(T)` and `make(T, ..)`."""
        args = [child for child in given.children() if child.kind() not in _PUNCTUATION]
        if head == "new" and args:
            return Call(node, self.named_type(args[0]), (), new=True)
        if len(args) == 1 and args[0].kind() == "map_type":
            return Collection(node, "dict", ())
        values = tuple(Arg(self.expr(arg)) for arg in args)
        return Call(node, Name(node, head), values)

    def named_type(self, node: SgNode) -> Expr:
        """Read the name of a type."""
        name = type_name(node, self.say)
        if name is None:
            return Other(node, ())
        package, dot, member = name.partition(".")
        return Attr(node, Name(node, package), member) if dot else Name(node, name)

    def composite(self, node: SgNode) -> Expr:
        """Read `T{..}`."""
        children = [child for child in node.children() if child.kind() != "comment"]
        return self._literal(node, children[0], children[-1])

    def _literal(self, node: SgNode, type_: SgNode | None, body: SgNode) -> Expr:
        """Read `T{..}`; an element that leaves out its type has that of the list or map around it."""
        kind = type_.kind() if type_ is not None else ""
        if type_ is not None and kind in _MAPS | _LISTS:
            inner = type_.children()[-1]
            items = tuple(self._item(element, inner) for element in body.children() if _is_element(element))
            return Collection(node, "dict" if kind in _MAPS else "list", items)
        func = self.named_type(type_) if type_ is not None else Other(node, ())
        args = [self._item(element, None) for element in body.children() if _is_element(element)]
        return Call(node, func, tuple(_field(key, value) for key, value in args), new=True)

    def _item(self, element: SgNode, type_: SgNode | None) -> tuple[Expr | None, Expr]:
        if element.kind() != "keyed_element":
            return None, self._element(element, type_)
        children = [child for child in element.children() if child.kind() not in _PUNCTUATION]
        key = self._element(children[0], None)
        return key, self._element(children[-1], type_)

    def _element(self, element: SgNode, type_: SgNode | None) -> Expr:
        inner = element.children()[0] if element.kind() == "literal_element" else element
        if inner.kind() != "literal_value":
            return self.expr(inner)
        if type_ is not None and type_.kind() == "pointer_type":
            type_ = type_.children()[-1]
        return self._literal(inner, type_, inner)


def _is_element(node: SgNode) -> bool:
    return node.kind() in {"literal_element", "keyed_element"}


def _field(key: Expr | None, value: Expr) -> Arg:
    if isinstance(key, Name):
        return Arg(value, key.id)
    if isinstance(key, Const) and isinstance(key.value, str):
        return Arg(value, key.value)
    return Arg(value)
