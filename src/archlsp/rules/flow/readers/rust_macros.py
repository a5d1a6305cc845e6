"""Rust: macros. The grammar leaves their arguments as tokens, so they are read here as far as expressions go."""

from collections.abc import Sequence

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Arg, Attr, Await, Call, Collection, Const, Expr, Index, Name, Op, Other
from archlsp.rules.flow.readers.rust_text import formatted, literal
from archlsp.rules.source import Source

LITERALS = frozenset(
    {
        "string_literal",
        "raw_string_literal",
        "char_literal",
        "integer_literal",
        "float_literal",
        "boolean_literal",
    }
)
COMMENTS = frozenset({"line_comment", "block_comment"})
_TEXTS = frozenset({"format", "concat", "format_args"})
_FORMATTING = frozenset(
    {"println", "eprintln", "print", "eprint", "write", "writeln", "panic", "bail", "anyhow", "ensure"}
    | {"trace", "debug", "info", "warn", "error"}
)
_NAMES = frozenset(
    {"identifier", "self", "crate", "super", "type_identifier", "primitive_type", "field_identifier"}
)
_SIGILS = frozenset({"&", "*", "mut", "%", "?", "!", "move", "ref", "dyn", "-"})
_DEEPEST = 40


class Macros:
    """Reads calls of macros."""

    def __init__(self, source: Source) -> None:
        """Read from this source."""
        self.source = source
        self.say = source.text_of

    def macro(self, node: SgNode, func: Expr, tree: SgNode | None) -> Expr:
        """Read a call of the macro `func`."""
        name = func.name if isinstance(func, Attr) else func.id if isinstance(func, Name) else ""
        args = self.arguments(tree) if tree is not None else []
        if name == "vec":
            return Collection(node, "list", tuple((None, arg.value) for arg in args))
        if name in _TEXTS and args:
            return self._text(node, args)
        if name in _FORMATTING:
            args = self._told(node, args)
        return Call(node, func, tuple(args))

    def _told(self, node: SgNode, args: list[Arg]) -> list[Arg]:
        """Make one text of the format and what follows it; what stands before it stays."""
        for number, arg in enumerate(args):
            if isinstance(arg.value, Const) and isinstance(arg.value.value, str) and arg.name is None:
                return [*args[:number], Arg(self._text(node, args[number:]))]
        return args

    def _text(self, node: SgNode, args: list[Arg]) -> Expr:
        operands = [arg.value for arg in args[1:] if arg.name is None]
        named = {arg.name: arg.value for arg in args[1:] if arg.name is not None}
        return formatted(node, args[0].value, operands, named)

    def arguments(self, tree: SgNode, depth: int = 0) -> list[Arg]:
        """Read the tokens between a macro's brackets as arguments."""
        found: list[Arg] = []
        chunk: list[tuple[SgNode, str]] = []
        for token in tree.children()[1:-1]:
            kind = token.kind()
            if kind in COMMENTS:
                continue
            if kind in {",", ";", "=>"}:
                self._argument(chunk, found, depth)
                chunk = []
            else:
                chunk.append((token, kind))
        self._argument(chunk, found, depth)
        return found

    def _argument(self, tokens: list[tuple[SgNode, str]], found: list[Arg], depth: int) -> None:
        if not tokens or depth > _DEEPEST:
            return
        name = None
        if len(tokens) > 2 and tokens[1][1] == "=" and tokens[0][1] == "identifier":  # noqa: PLR2004
            name, tokens = self.say(tokens[0][0]), tokens[2:]
        found.append(Arg(_Tokens(self, tokens, depth).expression(), name))


class _Tokens:
    """Reads an expression from tokens: a primary with what is appended, and what an operator joins to it."""

    def __init__(self, macros: Macros, tokens: Sequence[tuple[SgNode, str]], depth: int) -> None:
        self._macros = macros
        self._tokens = tokens
        self._depth = depth
        self._at = 0

    def expression(self) -> Expr:
        parts: list[Expr] = []
        plus = True
        while self._at < len(self._tokens):
            token, kind = self._tokens[self._at]
            if kind in _SIGILS:
                self._at += 1
            elif (primary := self._primary(token, kind)) is not None:
                parts.append(self._postfix(primary))
            else:
                plus = plus and kind == "+"
                self._at += 1
        first = self._tokens[0][0]
        if len(parts) == 1:
            return parts[0]
        return Op(first, "+", tuple(parts)) if plus and len(parts) > 1 else Other(first, tuple(parts))

    def _primary(self, token: SgNode, kind: str) -> Expr | None:
        if kind in _NAMES:
            found: Expr = Name(token, self._macros.say(token))
        elif kind in LITERALS:
            found = literal(token, kind, self._macros.say(token))
        elif kind == "token_tree":
            found = self._group(token)
        else:
            return None
        self._at += 1
        return found

    def _group(self, tree: SgNode) -> Expr:
        args = self._macros.arguments(tree, self._depth + 1)
        return args[0].value if len(args) == 1 else Other(tree, tuple(arg.value for arg in args))

    def _postfix(self, found: Expr) -> Expr:
        while self._at < len(self._tokens):
            token, kind = self._tokens[self._at]
            following = self._tokens[self._at + 1] if self._at + 1 < len(self._tokens) else None
            if kind == "token_tree":
                found = self._applied(found, token)
            elif kind == "?":
                self._at += 1
            elif kind == "!" and following is not None and following[1] == "token_tree":
                found = self._macros.macro(found.node, found, following[0])
                self._at += 2
            elif kind in {".", "::"} and following is not None:
                found = self._member(found, following)
            else:
                return found
        return found

    def _applied(self, found: Expr, tree: SgNode) -> Expr:
        self._at += 1
        args = tuple(self._macros.arguments(tree, self._depth + 1))
        opening = self._macros.say(tree)[:1]
        if opening == "[" and args:
            return Index(tree, found, args[0].value)
        return Call(tree, found, args) if opening == "(" else found

    def _member(self, found: Expr, following: tuple[SgNode, str]) -> Expr:
        self._at += 2
        node, kind = following
        text = self._macros.say(node)
        if text == "await":
            return Await(node, found)
        if kind == "integer_literal":
            return Index(node, found, Const(node, int(text) if text.isdigit() else 0))
        return Attr(node, found, text) if kind in _NAMES else found
