"""The definitions of a file: which class and function a place is in."""

from collections.abc import Callable, Mapping

from ast_grep_py import SgNode

TextOf = Callable[[SgNode], str]
Namer = Callable[[SgNode, TextOf], str]
_FUNCTION_VALUES = frozenset({"arrow_function", "function_expression", "generator_function", "class"})
_SCRIPT_KINDS = (
    "function_declaration",
    "generator_function_declaration",
    "class_declaration",
    "method_definition",
    "variable_declarator",
    "pair",
)
_TYPED_KINDS = (
    *_SCRIPT_KINDS,
    "public_field_definition",
    "abstract_class_declaration",
    "interface_declaration",
    "internal_module",
)
_KINDS: Mapping[str, tuple[str, ...]] = {
    "python": ("class_definition", "function_definition"),
    "javascript": (*_SCRIPT_KINDS, "field_definition"),
    "typescript": _TYPED_KINDS,
    "tsx": _TYPED_KINDS,
    "go": ("function_declaration", "method_declaration", "type_spec"),
    "java": (
        "class_declaration",
        "interface_declaration",
        "enum_declaration",
        "record_declaration",
        "annotation_type_declaration",
        "method_declaration",
        "constructor_declaration",
    ),
    "rust": ("mod_item", "impl_item", "trait_item", "function_item", "struct_item", "enum_item"),
}


def name_of(node: SgNode, language: str, text_of: TextOf) -> str:
    """Return the name of the definition that a node is, "" where it is none; `text_of` reads a node."""
    kind = node.kind()
    return _NAMES.get(kind, _plain_name)(node, text_of) if kind in _KINDS.get(language, ()) else ""


def _plain_name(node: SgNode, text_of: TextOf) -> str:
    name = node.field("name")
    return text_of(name) if name else ""


def _bound_function(key: str) -> Namer:
    """A function or class that has its name from the variable, key or field it is the value of."""

    def name(node: SgNode, text_of: TextOf) -> str:
        value, label = node.field("value"), node.field(key)
        return text_of(label) if value and label and value.kind() in _FUNCTION_VALUES else ""

    return name


def _method(node: SgNode, text_of: TextOf) -> str:
    receiver = node.field("receiver")
    owner = receiver.find(kind="type_identifier") if receiver else None
    name = _plain_name(node, text_of)
    return f"{text_of(owner)}.{name}" if owner else name


def _rust_impl(node: SgNode, text_of: TextOf) -> str:
    target = node.field("type")
    return text_of(target).split("<", 1)[0] if target else ""


_NAMES: Mapping[str, Namer] = {
    "variable_declarator": _bound_function("name"),
    "pair": _bound_function("key"),
    "public_field_definition": _bound_function("name"),
    "field_definition": _bound_function("property"),
    "method_declaration": _method,
    "impl_item": _rust_impl,
}
