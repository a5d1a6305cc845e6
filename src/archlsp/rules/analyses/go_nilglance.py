"""Which functions may have something for the checks of nil (go_nil.py), told from their text.

Following what is nil through every function is most of what Go's analyses would cost, and nearly all functions only
hand errors on. So the tests and assignments of each name are looked at first, by the indentation that gofmt gives:
an assignment rules what comes after it in its block. Where the layout cannot be trusted, the function is followed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_ADDRESS = re.compile(r"&(?!&)\s*(\w+)")
# The sign is looked for, not the name before it, which begins like everything else.
_SIGN = re.compile(
    r"([!=:]?)=\s*(?:(nil)\b|"
    r"(&|make\(|new\(|func\b|struct\b|map\[|\[|\w+\.(?:New|Errorf)\(|[\w.]+(?:\[[^\n]*\])?\{)"
    r"|([A-Za-z_]\w*)[ \t]*(?=$|[;}/]))",
    re.MULTILINE,
)
_NAME_BEFORE = re.compile(r"(?<![\w.])([A-Za-z_]\w*)\s*$")
_NIL_FIRST = re.compile(r"nil\s*([=!])=\s*(\w+)")
_LONGEST = 50
_GIVES = re.compile(r"\w+(?:, *\w+)* *(?::|[-+*/|&^%]|<<|>>|&\^)?=[^=]")
_DECLARES = re.compile(r"\w+(?:, *\w+)* [\w*\[]")
_BEFORE_GIVEN = re.compile(r"(\t*)(if |switch |case |var )?(?:\w+, *)*")
_VAR = re.compile(r"var (\w+(?:, *\w+)*)[ \t]*([^\n]*)")
_NEVER_NIL = re.compile(
    r"(?:\[|struct\b|(?:string|bool|byte|rune|u?int\d*|uintptr|float\d\d|complex\d+|\w+\.\w+)\s*(?:$|//))"
)
_IF = re.compile(r"\t*(?:\} else )?if ")
_HEAD = re.compile(r"\t*(?:(?:\} else )?if |case |[)}])")
_STEP = re.compile(r"^\t*for [^\n]*;[^\n]*;[^\n{]*\w[.\[(]", re.MULTILINE)
# A line below an opening brace that is no deeper: nobody has run gofmt yet.
_MISLAID = re.compile(r"^(\t*+)\S[^\n]*\{[ \t]*\n\1(?!\t|\n|[)}]|case |default:)", re.MULTILINE)
_RAW = re.compile(r"`[^`]*`")
_QUOTED = re.compile(r"[\"'][^\"'`\n]*`")
_ELSE = re.compile(r"\t*\} else\b")
_ENDS_WITH_NIL = re.compile(r"\bnil[ \t]*(?:\n|[;}]|\Z)")
_RETURNED = re.compile(r"(?:\breturn|,)\s*(\w*[eE][rR][rR]\w*)[ \t]*(?:\n|[;}]|\Z)")
_GOES_ON = tuple("([{,+-*/&|.=%^<>")
_NO_NAMES = frozenset({"true", "false", "iota"})
_COPIED = 2
_UNSURE = ("`", "/*", "\n ", "var (", "\r")
_BEFORE_VALUE = ("=", "(", ":", "{", ",")


def places(text: str) -> Iterator[int]:
    """Yield a place in each function, and in each closure around which there is none, that may have something."""
    begin, outside = text.find("\nfunc "), 0
    while begin >= 0:
        following = text.find("\nfunc ", begin + 1)
        limit = following if following >= 0 else len(text)
        end = text.find("\n}\n", begin, limit + 1)
        # A one-line function, or one that a text or comment with a line of its own cuts in two.
        if end < 0 or _has(text, _UNSURE, begin, end):
            end = limit
        yield from _values(text, outside, begin)
        part = text[begin:end]
        if is_worth_following(part):
            yield begin + 1
            yield from _closures(text, begin, end)
        outside, begin = end, following
    yield from _values(text, outside, len(text))


def _has(text: str, words: tuple[str, ...], begin: int, end: int) -> bool:
    return any(text.find(word, begin, end) >= 0 for word in words)


def _values(text: str, begin: int, end: int) -> Iterator[int]:
    """Yield the closures outside of functions; the types of functions stand behind a name."""
    return (
        at
        for at in _closures(text, begin, end)
        if text[max(begin, at - 20) : at].rstrip().endswith(_BEFORE_VALUE)
    )


def _closures(text: str, begin: int, end: int) -> Iterator[int]:
    at = text.find("func(", begin, end)
    while at >= 0:
        yield at
        at = text.find("func(", at + 1, end)


def is_worth_following(part: str) -> bool:
    """Tell whether a function may have something."""
    if "nil" not in part and "var " not in part:
        return False
    if "`" in part and not _QUOTED.search(part):
        part = _RAW.sub('""', part)
    if any(word in part for word in _UNSURE) or _STEP.search(part) or _MISLAID.search(part):
        return True
    return _Function(part).may()


@dataclass(frozen=True, slots=True)
class _Known:
    """Where something becomes known of a name: a test (`sign` and its line) or an assignment."""

    at: int
    over: int = 0
    sign: str = ""
    line: "_Line | None" = None


@dataclass(frozen=True, slots=True)
class _Line:
    """The line of a test: where it ends, where the block below it ends, whether an else follows."""

    text: str
    end: int
    block: int
    has_else: bool

    def hides(self, sign: str, at: int) -> bool:
        """Tell whether the name is not nil at a place after the test, for all that the test says."""
        returned = self.text.lstrip("\t").startswith("return ") and not self.text.endswith(_GOES_ON)
        plain = _IF.match(self.text) is not None and self.text.endswith("{")
        if "!(" in self.text or not (plain or returned):
            return False
        if at < self.end:
            return ("&&" if sign == "=" else "||") not in self.text
        if sign == "!":
            return returned or at < self.block
        return returned or (at >= self.block and not self.has_else)


@dataclass(frozen=True, slots=True)
class _Given:
    """An assignment: where it begins, where it is over, up to where it rules."""

    at: int
    over: int
    until: int


class _Function:
    """The tests and assignments of one function's names."""

    def __init__(self, part: str) -> None:
        self._part = part
        self._tests: dict[str, list[_Known]] = {}
        self._nil: dict[str, list[_Known]] = {}
        self._some: dict[str, list[_Known]] = {}
        self._given: dict[str, list[_Given]] = {}
        self._copies: list[tuple[str, str, _Known]] = []
        self._read()

    def _read(self) -> None:
        part = self._part
        for found in _SIGN.finditer(part):
            name = self._name_before(found.start())
            if name:
                self._note(name, found)
        for found in _NIL_FIRST.finditer(part):
            self._test(found[2], found[1], found)
        for found in _VAR.finditer(part):
            if part[found.start() - 1] in "\t ;{" and found[2][:1] != "=" and not _NEVER_NIL.match(found[2]):
                for name in found[1].split(","):
                    self._nil.setdefault(name.strip(), []).append(_Known(found.start()))
        self._forget_copies()
        self._forget_loose()
        for name in self._tests.keys() | self._nil.keys():
            self._given[name] = list(self._assignments(name))

    def _name_before(self, at: int) -> str:
        found = _NAME_BEFORE.search(self._part, max(0, at - _LONGEST), at)
        return found[1] if found else ""

    def _note(self, name: str, found: re.Match[str]) -> None:
        sign, nil, some, copied = found.groups()
        known = _Known(found.start() - len(name) - 1)
        if sign in {"!", "="}:
            if nil:
                self._test(name, sign, found)
        elif nil:
            self._nil.setdefault(name, []).append(known)
        elif some:
            self._some.setdefault(name, []).append(known)
        elif copied not in _NO_NAMES:
            self._copies.append((name, copied, known))

    def _test(self, name: str, sign: str, found: re.Match[str]) -> None:
        known = _Known(found.start(), found.end(), sign, self._line(found.start()))
        self._tests.setdefault(name, []).append(known)

    def _forget_copies(self) -> None:
        """Keep the copies of what may be known."""
        known = self._tests.keys() | self._nil.keys() | self._some.keys()
        for _ in range(_COPIED):
            known |= {name for name, copied, _ in self._copies if copied in known}
        for name, copied, place in self._copies:
            if copied in known:
                self._nil.setdefault(name, []).append(place)

    def _forget_loose(self) -> None:
        """What has its address taken is not followed, but for the error that a test is about."""
        part = self._part
        if "&" not in part or "func(" in part[len("\nfunc (") :]:
            return
        for found in _ADDRESS.finditer(part):
            name = found[1]
            if part[found.start() - 1] != "&":
                self._nil.pop(name, None)
                self._some.pop(name, None)
                if "err" not in name.lower():
                    self._tests.pop(name, None)

    def _assignments(self, name: str) -> Iterator[_Given]:
        """Yield the assignments of a name that rule what follows in the block."""
        part = self._part
        at = part.find(name)
        while at >= 0:
            gives = _GIVES.match(part, at)
            if gives or _DECLARES.match(part, at):
                start = part.rfind("\n", 0, at) + 1
                before = _BEFORE_GIVEN.fullmatch(part, start, at)
                if before and (gives or before[2] == "var ") and not part[at + len(name)].isalnum():
                    depth, until = len(before[1]), self._next(at)
                    until = _block_end(part, until, depth + (before[2] == "case "))
                    yield _Given(start, self._over(at, depth, headed=bool(before[2])), until)
            at = part.find(name, at + 1)

    def may(self) -> bool:
        """Tell whether a test may be decided, something nil be used, or an error be lost."""
        return (
            any(self._is_decided(name, tests) for name, tests in self._tests.items())
            or any(self._is_used(name) for name in self._tests.keys() | self._nil.keys())
            or any(self._is_lost(name, tests) for name, tests in self._tests.items() if "err" in name.lower())
        )

    def _is_decided(self, name: str, tests: list[_Known]) -> bool:
        known = [*tests, *self._nil.get(name, ()), *self._some.get(name, ())]
        return len(known) > 1 and any(
            any(since <= one.at < test.at for one in known)
            for test in tests
            for since in [self._since(name, test.at)]
        )

    def _since(self, name: str, at: int, *, over: bool = False) -> int:
        """Return from where on what became known of a name holds at a place."""
        ruling = (
            one.at for one in self._given.get(name, ()) if (one.over if over else one.at) <= at < one.until
        )
        return max(ruling, default=-1)

    def _is_used(self, name: str) -> bool:
        known = [*self._tests.get(name, ()), *self._nil.get(name, ())]
        for use in _uses(self._part, name):
            since = self._since(name, use, over=True)
            for one in known:
                if since <= one.at < use and not (one.line and one.line.hides(one.sign, use)):
                    return True
        return False

    def _is_lost(self, name: str, tests: list[_Known]) -> bool:
        """Tell whether nil or another error is given back where this one is there."""
        others = {
            one for one in self._tests.keys() | self._nil.keys() if one != name and "err" in one.lower()
        }
        for test in tests:
            if test.line is None or test.sign != "!":
                continue
            trusted = _HEAD.match(test.line.text) is not None
            end = max(test.line.block, test.line.end) if trusted else len(self._part)
            if others and any(one in others for one in _RETURNED.findall(self._part, test.over, end)):
                return True
            silent = _next_mention(self._part, name, test.over, end)
            if _ENDS_WITH_NIL.search(self._part, test.over, silent):
                return True
        return False

    def _line(self, at: int) -> _Line:
        part = self._part
        start, end = part.rfind("\n", 0, at) + 1, self._next(at)
        text = part[start:end].rstrip()
        depth = len(text) - len(text.lstrip("\t"))
        block = _block_end(part, end, depth + 1)
        return _Line(text, end, block, _ELSE.match(part, block) is not None)

    def _next(self, at: int) -> int:
        """Return where the next line begins."""
        end = self._part.find("\n", at)
        return end + 1 if end >= 0 else len(self._part)

    def _over(self, at: int, depth: int, *, headed: bool) -> int:
        """Return where a statement is over, which may go on below its first line."""
        end = self._next(at)
        line = self._part[at:end].rstrip()
        while line.endswith(_GOES_ON) and not (headed and line.endswith("{")) and end < len(self._part):
            begin = _block_end(self._part, end, depth + 1)
            end = self._next(begin)
            line = self._part[begin:end].rstrip()
        return end


def _uses(part: str, name: str) -> Iterator[int]:
    """Yield where a name is dereferenced, as far as its neighbours show."""
    at = part.find(name)
    while at >= 0:
        before, after = part[at - 1 : at], part[at + len(name) : at + len(name) + 1]
        if after in {".", "[", "("}:
            if not (before.isalnum() or before in {"_", "."}):
                yield at
        elif before == "*" and not (after.isalnum() or after == "_"):
            yield at
        at = part.find(name, at + 1)


def _next_mention(part: str, name: str, begin: int, end: int) -> int:
    """Return where a name or a comment comes next."""
    comment = part.find("//", begin, end)
    if comment >= 0:
        end = comment
    at = part.find(name, begin, end)
    while at >= 0:
        around = part[at - 1 : at] + part[at + len(name) : at + len(name) + 1]
        if not any(one.isalnum() or one == "_" for one in around):
            return at
        at = part.find(name, at + 1, end)
    return end


def _block_end(part: str, begin: int, depth: int) -> int:
    """Return where the first line that is less deep begins."""
    found = _deeper(depth).match(part, begin)
    return found.end() if found else begin


@lru_cache(maxsize=64)
def _deeper(depth: int) -> re.Pattern[str]:
    return re.compile(rf"(?:\t{{{depth}}}[^\n]*(?:\n|\Z)|[ \t]*\n)*")
