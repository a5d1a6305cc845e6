"""Rust: literals, paths and the text of a format string."""

import re

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Const, Expr, Name, Text

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "\\": "\\", '"': '"', "'": "'"}
_ESCAPE = re.compile(r"\\(?:u\{[0-9a-fA-F]{1,6}\}|x[0-9a-fA-F]{2}|\n\s*|.)", re.DOTALL)
_RAW = re.compile(r'^b?c?r(#*)"')
_NUMBER = re.compile(r"^[\d_]+")
_HOLE = re.compile(r"\{\{|\}\}|\{([A-Za-z_]\w*|\d*)(?::[^{}]*)?\}")


def literal(node: SgNode, kind: str, text: str) -> Const:
    """Read a literal."""
    if kind in {"string_literal", "raw_string_literal", "char_literal"}:
        return Const(node, string_of(text))
    if kind == "boolean_literal":
        return Const(node, text == "true")
    found = _NUMBER.match(text)
    if kind == "integer_literal" and found and not text.startswith(("0x", "0b", "0o")):
        return Const(node, int(found[0].replace("_", "") or "0"))
    return Const(node, 0)


def string_of(text: str) -> str:
    """Return what a string literal says."""
    raw = _RAW.match(text)
    if raw:
        return text[raw.end() : -1 - len(raw[1])]
    body = text[text.find(text[-1]) + 1 : -1] if len(text) > 1 else ""
    return _ESCAPE.sub(_unescaped, body) if "\\" in body else body


def _unescaped(found: re.Match[str]) -> str:
    inner = found[0][1:]
    if inner[0] in "ux" and len(inner) > 1:
        code = int(inner.strip("ux{}"), 16)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else "\ufffd"  # noqa: PLR2004
    return "" if inner[0] == "\n" else _ESCAPES.get(inner, inner)


def formatted(node: SgNode, form: Expr, operands: list[Expr], named: dict[str, Expr]) -> Expr:
    """Put the operands of `format!` into its text, in order; what is named in the braces is a variable."""
    if not isinstance(form, Const) or not isinstance(form.value, str):
        return Text(node, (form, *operands, *named.values()))
    parts: list[Expr] = []
    last, following = 0, iter(operands)
    for hole in _HOLE.finditer(form.value):
        if hole[1] is None:
            continue
        if hole.start() > last:
            parts.append(Const(form.node, form.value[last : hole.start()]))
        last = hole.end()
        part = _operand(form, hole[1], operands, named) if hole[1] else next(following, None)
        if part is not None:
            parts.append(part)
    if last == 0:
        return form
    return Text(node, (*parts, Const(form.node, form.value[last:])) if form.value[last:] else tuple(parts))


def _operand(form: Expr, name: str, operands: list[Expr], named: dict[str, Expr]) -> Expr | None:
    if name.isdigit():
        return operands[int(name)] if int(name) < len(operands) else None
    return named.get(name) or Name(form.node, name)
