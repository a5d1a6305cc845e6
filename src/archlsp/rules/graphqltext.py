"""A GraphQL schema as definitions with places.

Only types are read; operations, fragments and the definitions of directives are passed over. Nothing here can fail:
what is no definition is left out up to the next one, so a half-typed file still has all its others.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from archlsp.rules.graphqltoken import Range, Token, tokens

_KEYWORDS = frozenset(
    {"type", "interface", "input", "enum", "union", "scalar", "directive", "schema", "extend"}
)
_WITH_FIELDS = frozenset({"type", "interface", "input"})
_PAIRS = {"(": ")", "[": "]", "{": "}"}
_CLOSING = frozenset(_PAIRS.values())
_WITH_ARGUMENTS = frozenset({"type", "interface"})
_DEEPEST_TYPE = 8


@dataclass(frozen=True, slots=True)
class Type:
    """What a field gives or takes: `said` without blanks, as in `[Order!]!`."""

    said: str
    range: Range

    @property
    def name(self) -> str:
        """The named type inside."""
        return self.said.strip("[]!")

    @property
    def is_list(self) -> bool:
        """Tell whether it is a list."""
        return self.said.startswith("[")

    @property
    def is_required(self) -> bool:
        """Tell whether it is never null."""
        return self.said.endswith("!")


@dataclass(frozen=True, slots=True)
class Directive:
    """One `@name(...)`; `arguments` are the names of what it is given."""

    name: str
    range: Range
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A field, an argument, a value of an enum or a member of a union; the last two have no type."""

    name: str
    range: Range
    type: Type | None = None
    arguments: tuple["Field", ...] = ()
    directives: tuple[Directive, ...] = ()
    has_default: bool = False


@dataclass(frozen=True, slots=True)
class Definition:
    """A type of the schema, or what an `extend` adds to one. `kind` is its keyword."""

    kind: str
    name: str
    range: Range
    is_extension: bool
    fields: tuple[Field, ...] = ()
    directives: tuple[Directive, ...] = ()


def definitions(text: str) -> list[Definition]:
    """Read a schema."""
    return list(_Reader(text).definitions())


class _Reader:
    """Walks over the tokens once; each method reads what it is named for, or nothing."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(tokens(text))
        self._at = 0
        self._end = Token("", "", len(text))

    @property
    def _next(self) -> Token:
        return self._tokens[self._at] if self._at < len(self._tokens) else self._end

    def _take(self, *wanted: str) -> Token | None:
        """Read the next token where it is one of those wanted, or a name where nothing is said."""
        token = self._next
        if token.text in wanted if wanted else token.kind == "name":
            self._at += 1
            return token
        return None

    def definitions(self) -> Iterator[Definition]:
        while self._at < len(self._tokens):
            found = self._definition() if self._next.text in _KEYWORDS else None
            if found is not None:
                yield found
            elif self._next.text not in _KEYWORDS:
                self._pass_over()

    def _pass_over(self) -> None:
        """Go behind the next token, or the whole of what it opens."""
        closing = [_PAIRS[self._next.text]] if self._next.text in _PAIRS else []
        self._at += 1
        while closing and self._at < len(self._tokens):
            sign = self._next.text
            if sign in _PAIRS:
                closing.append(_PAIRS[sign])
            elif sign in _CLOSING:
                closing.pop()
            self._at += 1

    def _definition(self) -> Definition | None:
        is_extension = self._take("extend") is not None
        keyword = self._take(*_KEYWORDS)
        name = None if keyword is None or keyword.text == "schema" else self._take()
        if keyword is None or (name is None and keyword.text != "schema"):
            return None
        if self._take("implements"):
            while self._take("&") or self._take():
                pass
        directives = self._directives()
        place = (name or keyword).range
        fields = self._content(keyword.text)
        return Definition(keyword.text, name.text if name else "", place, is_extension, fields, directives)

    def _content(self, keyword: str) -> tuple[Field, ...]:
        if keyword == "union":
            return self._members()
        if self._take("{") is None:
            return ()
        found = []
        while self._next.text not in {"}", ""} and not self._begins_another():
            field = self._field(keyword)
            if field is not None:
                found.append(field)
            elif self._next.text != "}" and self._next.kind != "name":
                self._pass_over()
        self._take("}")
        return tuple(found)

    def _begins_another(self) -> bool:
        """Tell whether a definition begins here although the one before it is not closed, as while it is typed."""
        start = self._next.start
        if self._next.text not in _KEYWORDS or (start > 0 and self._text[start - 1] != "\n"):
            return False
        following = self._tokens[self._at + 1 : self._at + 2]
        return bool(following) and following[0].kind == "name"

    def _members(self) -> tuple[Field, ...]:
        found = []
        if self._take("="):
            self._take("|")
            while (member := self._take()) is not None:
                found.append(Field(member.text, member.range))
                if self._take("|") is None:
                    break
        return tuple(found)

    def _field(self, keyword: str) -> Field | None:
        name = self._take()
        if name is None:
            return None
        if keyword not in _WITH_FIELDS and self._next.text != ":":
            return Field(name.text, name.range, directives=self._directives())
        arguments = self._arguments() if keyword in _WITH_ARGUMENTS else ()
        if self._take(":") is None or (kind := self._type()) is None:
            return None
        has_default = self._take("=") is not None
        if has_default:
            self._pass_over()
        return Field(name.text, name.range, kind, arguments, self._directives(), has_default)

    def _arguments(self) -> tuple[Field, ...]:
        found = []
        if self._take("("):
            while self._next.text not in {")", "}", ""}:
                argument = self._field("input")
                if argument is not None:
                    found.append(argument)
                else:
                    self._at += 1
            self._take(")")
        return tuple(found)

    def _type(self) -> Type | None:
        start = self._next.start
        opened = 0
        while opened < _DEEPEST_TYPE and self._take("["):
            opened += 1
        name = self._take()
        if name is None:
            return None
        said = "[" * opened + name.text + ("!" if self._take("!") else "")
        for _ in range(opened):
            if self._take("]") is None:
                return None
            said += "]" + ("!" if self._take("!") else "")
        last = self._tokens[self._at - 1]
        return Type(said, (start, last.range[1]))

    def _directives(self) -> tuple[Directive, ...]:
        found = []
        while (sign := self._take("@")) is not None:
            name = self._take()
            if name is None:
                break
            found.append(Directive(name.text, (sign.start, name.range[1]), self._given()))
        return tuple(found)

    def _given(self) -> tuple[str, ...]:
        """Read what a directive is given: the names before colons."""
        if self._next.text != "(":
            return ()
        start = self._at
        self._pass_over()
        inside = self._tokens[start : self._at]
        return tuple(word.text for word, sign in pairwise(inside) if sign.text == ":" and word.kind == "name")
