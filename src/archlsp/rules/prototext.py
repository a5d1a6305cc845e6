"""A .proto file as messages, enums and services with places.

Nothing here can fail: a statement that is none of those known is passed over, so a half-typed file still has all its
other definitions.
"""

from dataclasses import dataclass, field

from archlsp.rules.prototoken import Range, Token, tokens

_LABELS = frozenset({"optional", "required", "repeated"})
_PAIRS = {"(": ")", "[": "]", "{": "}", "<": ">"}
_CLOSING = frozenset(_PAIRS.values())
_DEEPEST = 30
MAX_NUMBER = 536_870_911


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a message or a value of an enum (no type). `number` is None where it is no number yet."""

    name: str
    range: Range
    number: int | None
    number_range: Range
    type: str = ""
    label: str = ""
    oneof: str = ""


@dataclass(frozen=True, slots=True)
class Rpc:
    """A method of a service; types as written."""

    name: str
    range: Range
    request: str
    response: str
    streams: tuple[bool, bool]


@dataclass(slots=True)
class Block:
    """A message, enum or service. `name` is dotted for what is inside of a message."""

    kind: str
    name: str
    range: Range
    fields: list[Field] = field(default_factory=list)
    rpcs: list[Rpc] = field(default_factory=list)
    reserved_numbers: list[Range] = field(default_factory=list)
    reserved_names: set[str] = field(default_factory=set)
    allows_alias: bool = False


@dataclass(slots=True)
class File:
    """A whole file; `syntax` is "proto2" where it says nothing, and the edition where it names one."""

    syntax: str = "proto2"
    package: str = ""
    package_range: Range = (0, 0)
    blocks: list[Block] = field(default_factory=list)


def read(text: str) -> File:
    """Read a .proto file."""
    return _Reader(text).file()


class _Reader:
    """Walks over the tokens once; each method reads what it is named for, or nothing."""

    def __init__(self, text: str) -> None:
        self._tokens = list(tokens(text))
        self._at = 0
        self._end = Token("", "", len(text))
        self._file = File()

    def _peek(self, ahead: int = 0) -> Token:
        return self._tokens[self._at + ahead] if self._at + ahead < len(self._tokens) else self._end

    def _take(self, *wanted: str) -> Token | None:
        token = self._peek()
        if token.text and token.text in wanted:
            self._at += 1
            return token
        return None

    def file(self) -> File:
        while self._at < len(self._tokens):
            word = self._peek().text
            if word in {"syntax", "edition"} and self._peek(1).text == "=":
                self._file.syntax = self._peek(2).text.strip("\"'")
                self._statement()
            elif word == "package":
                self._file.package, self._file.package_range = self._peek(1).text, self._peek(1).range
                self._statement()
            elif not self._block("", 0):
                self._statement()
                self._take("}")
        return self._file

    def _block(self, outside: str, depth: int) -> bool:
        """Read a message, enum or service, where one begins."""
        kind, name = self._peek(), self._peek(1)
        if (
            kind.text not in {"message", "enum", "service"}
            or name.kind != "name"
            or self._peek(2).text != "{"
        ):
            return False
        self._at += 3
        block = Block(kind.text, f"{outside}{name.text}", name.range)
        self._file.blocks.append(block)
        if depth < _DEEPEST:
            self._body(block, "", depth)
        return True

    def _body(self, block: Block, oneof: str, depth: int) -> None:
        while self._peek().text not in {"}", ""}:
            if self._block(f"{block.name}.", depth + 1):
                continue
            if self._peek().text == "oneof" and self._peek(2).text == "{":
                name = self._peek(1).text
                self._at += 3
                if depth < _DEEPEST:
                    self._body(block, name, depth + 1)
            else:
                self._member(block, oneof)
        self._take("}")

    def _member(self, block: Block, oneof: str) -> None:
        word = self._peek().text
        if word == "reserved":
            self._reserved(block)
        elif word == "option" and self._peek(1).text == "allow_alias":
            block.allows_alias = self._peek(3).text == "true"
        elif word == "rpc" and block.kind == "service":
            self._rpc(block)
        elif block.kind == "enum" and self._peek(1).text == "=":
            number, place = self._number(2)
            block.fields.append(Field(word, self._peek().range, number, place))
        elif block.kind == "message" and self._field(block, oneof):
            return
        self._statement()

    def _number(self, ahead: int) -> tuple[int | None, Range]:
        is_negative = self._peek(ahead).text == "-"
        token = self._peek(ahead + is_negative)
        try:
            number = int(token.text, 8 if token.text[:1] == "0" and token.text.isdigit() else 0)
        except ValueError:
            return None, token.range
        return -number if is_negative else number, token.range

    def _field(self, block: Block, oneof: str) -> bool:
        """Read a field; tell whether that was all, as where its line is still being typed."""
        label = self._peek().text if self._peek().text in _LABELS else ""
        ahead = 1 if label else 0
        kind = self._peek(ahead).text
        if kind == "map" and self._peek(ahead + 1).text == "<":
            inside = [self._peek(ahead + step).text for step in (2, 4)]
            kind, ahead = f"map<{inside[0]},{inside[1]}>", ahead + 5
        name, sign = self._peek(ahead + 1), self._peek(ahead + 2)
        if name.kind == "name" and sign.text == "=" and kind not in {"option", "extensions"}:
            number, place = self._number(ahead + 3)
            block.fields.append(Field(name.text, name.range, number, place, kind, label, oneof))
        elif name.kind == "name" and sign.kind == "name" and kind not in {"option", "extensions"}:
            self._at += ahead + 2
            return True
        return False

    def _reserved(self, block: Block) -> None:
        self._at += 1
        while self._peek().text not in {";", "}", ""}:
            token = self._peek()
            if token.kind == "string" or (token.kind == "name" and token.text != "to"):
                block.reserved_names.add(token.text.strip("\"'"))
            elif token.kind == "number":
                self._reserved_range(block)
            self._at += 1

    def _reserved_range(self, block: Block) -> None:
        first, _ = self._number(0)
        last = first
        if self._peek(1).text == "to":
            last = MAX_NUMBER if self._peek(2).text == "max" else self._number(2)[0]
            self._at += 2
        if first is not None and last is not None:
            block.reserved_numbers.append((first, last))

    def _rpc(self, block: Block) -> None:
        name = self._peek(1)
        at, sides, streams = 2, [], []
        for _ in range(2):
            at += self._peek(at).text == "returns"
            at += self._peek(at).text == "("
            is_stream = self._peek(at).text == "stream"
            streams.append(is_stream)
            sides.append(self._peek(at + is_stream).text)
            at += is_stream + 2
        block.rpcs.append(Rpc(name.text, name.range, sides[0], sides[1], (streams[0], streams[1])))

    def _statement(self) -> None:
        """Go behind the end of a statement, or of the braces it has; a closing brace of others is left."""
        closing: list[str] = []
        while self._at < len(self._tokens):
            sign = self._peek().text
            if not closing and sign == "}":
                return
            self._at += 1
            if sign in _PAIRS and sign != "<":
                closing.append(_PAIRS[sign])
            elif closing and sign in _CLOSING and sign != ">":
                closing.pop()
                if sign == "}" and not closing:
                    return
            elif sign == ";" and not closing:
                return
