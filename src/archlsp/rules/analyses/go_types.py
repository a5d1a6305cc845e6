"""Go's types as the syntax tells them: enough of them to see what is copied, compared and encoded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ast_grep_py import SgNode

Say = Callable[[SgNode], str]
_SIGNS = frozenset(
    {
        "(",
        ")",
        "[",
        "]",
        "*",
        ",",
        "map",
        "struct",
        "interface",
        "chan",
        "<-",
        "comment",
        "...",
        "func",
        "type",
    }
)
_TAGS = frozenset({"raw_string_literal", "interpreted_string_literal"})


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a struct; one that is embedded has its type's name."""

    name: str
    type: "Type"
    tag: str = ""
    embedded: bool = False


@dataclass(frozen=True, slots=True)
class Type:
    """A type. `kind`: named, ptr, slice, array, map, chan, func, struct, iface, tuple, nil.

    `name` of a named one is qualified by its import path. `args`: element types; a map's key comes first.
    """

    kind: str
    name: str = ""
    args: tuple["Type | None", ...] = ()
    fields: tuple[Field, ...] = ()

    @property
    def element(self) -> "Type | None":
        """What a pointer, slice, array, map or channel holds."""
        return self.args[-1] if self.args else None


def named(name: str) -> Type:
    """Return the type of that name."""
    return Type("named", name)


ERROR, STRING, BOOL, INT, NIL = named("error"), named("string"), named("bool"), named("int"), Type("nil")


class TypeReader:
    """Reads nodes of types, resolving the packages' local names."""

    def __init__(self, imports: Mapping[str, str], say: Say) -> None:
        """Keep how names resolve."""
        self._imports = imports
        self._say = say

    def read(self, node: SgNode) -> Type | None:
        """Return the type that a node spells, None when it spells none."""
        kind = node.kind()
        if kind in {"type_identifier", "identifier"}:
            return named(self._say(node))
        if kind == "qualified_type":
            return self._qualified(node)
        read = _READERS.get(kind)
        return read(self, node) if read is not None else None

    def results(self, function: SgNode) -> Type | None:
        """Return the type of what a function gives: of several a tuple, None for nothing."""
        lists = [child for child in function.children() if child.kind() not in _SIGNS]
        lists = [
            child
            for child in lists
            if child.kind() not in {"block", "field_identifier", "identifier", "type_parameter_list"}
        ]
        if function.kind() == "method_declaration":
            lists = lists[1:]
        if len(lists) < 2:  # noqa: PLR2004 - parameters and results
            return None
        if lists[1].kind() != "parameter_list":
            return self.read(lists[1])
        found = tuple(type_ for _, type_ in self.params(lists[1]))
        if not found:
            return None
        return found[0] if len(found) == 1 else Type("tuple", args=found)

    def params(self, node: SgNode) -> list[tuple[str, Type | None]]:
        """Return names and types of a list of parameters or results."""
        found: list[tuple[str, Type | None]] = []
        for child in node.children():
            kind = child.kind()
            if kind in {"parameter_declaration", "variadic_parameter_declaration"}:
                parts = [part for part in child.children() if part.kind() not in _SIGNS]
                if not parts:
                    continue
                type_ = self.read(parts[-1])
                if kind[0] == "v":
                    type_ = Type("slice", args=(type_,))
                found += [(self._say(name), type_) for name in parts[:-1]] or [("", type_)]
        return found

    def _qualified(self, node: SgNode) -> Type:
        package, _, member = self._say(node).partition(".")
        return named(f"{self._imports.get(package, package)}.{member}")

    def _inner(self, node: SgNode) -> list[SgNode]:
        return [child for child in node.children() if child.kind() not in _SIGNS]

    def _pointer(self, node: SgNode) -> Type:
        return Type("ptr", args=(self._last(node),))

    def _last(self, node: SgNode) -> Type | None:
        inner = self._inner(node)
        return self.read(inner[-1]) if inner else None

    def _slice(self, node: SgNode) -> Type:
        return Type("slice", args=(self._last(node),))

    def _array(self, node: SgNode) -> Type:
        return Type("array", args=(self._last(node),))

    def _map(self, node: SgNode) -> Type:
        inner = self._inner(node)
        return Type("map", args=tuple(self.read(child) for child in inner[:2]))

    def _channel(self, node: SgNode) -> Type:
        return Type("chan", args=(self._last(node),))

    def _generic(self, node: SgNode) -> Type | None:
        inner = self._inner(node)
        base = self.read(inner[0]) if inner else None
        return Type("named", base.name, args=(None,)) if base is not None else None

    def _paren(self, node: SgNode) -> Type | None:
        return self._last(node)

    def _struct(self, node: SgNode) -> Type:
        fields: list[Field] = []
        for body in node.children():
            if body.kind() == "field_declaration_list":
                for child in body.children():
                    if child.kind() == "field_declaration":
                        fields += self._fields(child)
        return Type("struct", fields=tuple(fields))

    def _fields(self, node: SgNode) -> list[Field]:
        names: list[str] = []
        type_: Type | None = None
        tag, pointer = "", False
        for child in node.children():
            kind = child.kind()
            if kind == "field_identifier":
                names.append(self._say(child))
            elif kind in _TAGS:
                tag = self._say(child)
            elif kind == "*":
                pointer = True
            elif kind not in _SIGNS:
                type_ = self.read(child)
        known = type_ or named("")
        if names:
            return [Field(name, known, tag) for name in names]
        own = Type("ptr", args=(known,)) if pointer else known
        return [Field(known.name.rsplit(".", 1)[-1], own, tag, embedded=True)]

    def _interface(self, node: SgNode) -> Type:
        methods: list[Field] = []
        for child in node.children():
            kind = child.kind()
            if kind == "method_elem":
                methods.append(Field(self._say(child.children()[0]), self._signature(child)))
            elif kind == "type_elem":
                methods.append(Field(self._say(child), named(self._say(child)), embedded=True))
        return Type("iface", fields=tuple(methods))

    def _signature(self, node: SgNode) -> Type:
        lists = [child for child in node.children() if child.kind() not in _SIGNS | {"field_identifier"}]
        params = tuple(type_ for _, type_ in self.params(lists[0])) if lists else ()
        return Type("func", name=str(len(params)), args=(*params, self.results(node)))

    def _function(self, node: SgNode) -> Type:
        return Type("func", args=(self.results(node),))


_READERS: dict[str, Callable[[TypeReader, SgNode], Type | None]] = {
    "pointer_type": TypeReader._pointer,
    "slice_type": TypeReader._slice,
    "array_type": TypeReader._array,
    "implicit_length_array_type": TypeReader._array,
    "map_type": TypeReader._map,
    "channel_type": TypeReader._channel,
    "generic_type": TypeReader._generic,
    "parenthesized_type": TypeReader._paren,
    "struct_type": TypeReader._struct,
    "interface_type": TypeReader._interface,
    "function_type": TypeReader._function,
}
