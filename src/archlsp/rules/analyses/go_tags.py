"""Tags of structs: those that cannot be read, and two fields of the same name."""

import re

from ast_grep_py import SgNode

from archlsp.rules.analyses.go_at import At, Check
from archlsp.rules.flow.ir import Define, Stmt
from archlsp.rules.flow.readers.go_types import text_value

MALFORMED, DUPLICATE, UNEXPORTED = "struct-tag-malformed", "struct-tag-duplicate", "struct-tag-unexported"
_TAG = re.compile(r'^(?:[^\s":]+:"(?:[^"\\]|\\.)*"(?: +(?=\S)|\s*$))*$')
_PAIR = re.compile(r'(?<![^\s":])([^\s":]++):"((?:[^"\\]|\\.)*)"')
_EMPTY = re.compile(r"\s*\{\s*\}|\w")
_CODECS = ("json", "xml", "yaml", "bson")


def tags(at: At, stmt: Stmt) -> None:
    """Look at the struct that a statement declares."""
    if not isinstance(stmt, Define) or stmt.node.kind() != "type_spec":
        return
    declared = stmt.node.children()[-1]
    if declared.kind() != "struct_type":
        return
    seen: dict[tuple[str, str], str] = {}
    for node in _fields(declared):
        tag = next((child for child in node.children() if child.kind().endswith("string_literal")), None)
        if tag is not None:
            _field(at, node, tag, seen)


def _fields(declared: SgNode) -> list[SgNode]:
    return [
        child
        for body in declared.children()
        if body.kind() == "field_declaration_list"
        for child in body.children()
        if child.kind() == "field_declaration"
    ]


def _field(at: At, node: SgNode, tag: SgNode, seen: dict[tuple[str, str], str]) -> None:
    text = text_value(at.file.source.text_of(tag))
    if ":" in text and not _TAG.match(text):
        at.report(MALFORMED, tag, node, TAG=text)
        return
    for key, value in _PAIR.findall(text):
        if key not in _CODECS:
            continue
        name, _, options = value.partition(",")
        if key in {"json", "xml"} and any(option != option.strip() for option in options.split(",")):
            at.report(MALFORMED, tag, node, TAG=text)
            return
        if key in {"json", "xml"} and name != "-" and _is_hidden(node):
            at.report(UNEXPORTED, tag, node, NAME=at.file.source.text_of(node.children()[0]), CODEC=key)
            return
        if not name or name == "-" or (key == "xml" and ("attr" in value or ">" in value)):
            continue
        before = seen.setdefault((key, name), at.file.source.text_of(node.children()[0]))
        if before != at.file.source.text_of(node.children()[0]):
            at.report(DUPLICATE, tag, node, NAME=name, CODEC=key, OTHER=before)


def _is_hidden(node: SgNode) -> bool:
    first = node.children()[0]
    return first.kind() == "field_identifier" and first.text()[:1].islower()


def _is_declared(text: str, start: int, end: int) -> bool:
    """Tell whether a type of that name is declared there, with something in it: `[]struct{..}` has no name."""
    before = text[max(0, start - 3) : start].rstrip()
    return (before[-1:].isalnum() or before[-1:] in {"_", "]"}) and not _EMPTY.match(text, end)


_CHECK = Check(("struct",), statement=tags, fits=_is_declared)
CHECKS = {MALFORMED: _CHECK, DUPLICATE: _CHECK, UNEXPORTED: _CHECK}
