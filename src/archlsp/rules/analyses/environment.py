"""Variables of the environment that the code reads and the project's example of them does not name.

Only where the example is kept: it must name every other variable that this file and those beside it read, and these
must be several.
"""

import re
from collections.abc import Iterator
from posixpath import dirname

from archlsp.model.finding import Related
from archlsp.model.languages import language_of
from archlsp.model.text import Span
from archlsp.rules.analysis import Place
from archlsp.rules.neighbours import Neighbours, around
from archlsp.rules.paths import is_test
from archlsp.rules.source import Source

ASKS = frozenset({"not-in-example"})
_NAME = r"[\"'`](?P<{0}>[A-Z][A-Z0-9_]{{2,}})[\"'`]"
_READS = re.compile(
    rf"process\.env(?:\.(?P<dotted>[A-Z][A-Z0-9_]{{2,}})\b|\[{_NAME.format('index')}\])"
    rf"|\bos\.environ(?:\[{_NAME.format('item')}\]|\.get\(\s*{_NAME.format('get')})"
    rf"|\b(?:os\.)?getenv\(\s*{_NAME.format('getenv')}|\bos\.(?:Getenv|LookupEnv)\({_NAME.format('go')}"
    rf"|\bSystem\.getenv\({_NAME.format('java')}|\benv::var(?:_os)?\(\s*{_NAME.format('rust')}"
)
# With a default nobody has to set it; a comparison or a write is no need either.
_DEFAULT = re.compile(r"\s*+[\])]*+\s*+(?:\?\?|\|\||or\b|\.unwrap_or|=(?!=)|[!=]==?|\?)")
_SECOND = re.compile(r"\s*,")
_CALLS = ("get", "getenv", "java")
_COMMENT = re.compile(r"^[ \t]*(?:#|//|\*).*", re.MULTILINE)
_KEY = re.compile(r"^[ \t]*+#?[ \t]*+(?:export[ \t]++)?([A-Z][A-Z0-9_]{2,})[ \t]*=", re.MULTILINE)
# What a platform sets, and what nobody writes down.
_GIVEN = re.compile(
    r"^(?:NODE_ENV|PORT|HOST(?:NAME)?|HOME|PATH|PWD|USER|SHELL|TMP|TEMP|TMPDIR|TZ|LANG|LC_\w+|CI|DEBUG|TERM|LOG_LEVEL|VERSION|ENV"
    r"|(?:AWS|GITHUB|GITLAB|CI|K8S|KUBERNETES|VERCEL|HEROKU|RENDER|RAILWAY|FLY|NPM|npm|GOOGLE|GCP|AZURE|CARGO|RUST|GO|JAVA|PYTHON"
    r"|PYTEST|DJANGO|FLASK|NEXT|OTEL|SENTRY|LAMBDA|FUNCTION|GAE|ECS|DYNO|POD|NODE)_?\w*)$"
)
_EXAMPLES = (".env.example", ".env.sample", ".env.template", ".env.dist", "env.example", ".env.defaults")
_ENOUGH = 5
_MOST = 30


def places(source: Source, asks: frozenset[str]) -> Iterator[Place]:
    """Find the first reading of a variable that the example leaves out, where it leaves out no other."""
    if not asks & ASKS or is_test(source.path):
        return
    own = _read_in(source.text)
    neighbours = around(source, _MOST) if own else None
    example = _example(source.path, neighbours) if neighbours else None
    if not neighbours or not example:
        return
    path, known = example
    missing = [name for name in own if name not in known]
    if len(missing) != 1 or not _is_kept(source.path, set(own) - set(missing), known, neighbours):
        return
    start, end = own[missing[0]]
    span = source.span(start, end)
    related = Related(path, Span.of(0, 0, 0, 0), path)
    yield Place("not-in-example", span, span, {"NAME": missing[0], "EXAMPLE": path}, (related,))


def _is_kept(path: str, others: set[str], known: frozenset[str], neighbours: Neighbours) -> bool:
    for sibling in neighbours.siblings(path):
        others |= neighbours.fact(sibling, names_read) or frozenset()
    return len(others) >= _ENOUGH and others <= known


def names_read(text: str, path: str) -> frozenset[str]:
    """Name the variables that a file reads and must be given."""
    return frozenset() if is_test(path) or language_of(path) is None else frozenset(_read_in(text))


def _read_in(text: str) -> dict[str, tuple[int, int]]:
    """Return the variables that must be given, each with where it is first read."""
    found: dict[str, tuple[int, int]] = {}
    for match in _READS.finditer(text):
        name = next(value for value in match.groupdict().values() if value)
        line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        called = any(match[group] for group in _CALLS)
        defaulted = _DEFAULT.match(text, match.end()) or (called and _SECOND.match(text, match.end()))
        if not (_GIVEN.match(name) or defaulted or _COMMENT.match(line + "x")):
            found.setdefault(name, match.span())
    return found


def _example(path: str, neighbours: Neighbours) -> tuple[str, frozenset[str]] | None:
    """Return the nearest example at or above the file's folder, with the names in it."""
    folder = dirname(path)
    while True:
        for name in _EXAMPLES:
            where = f"{folder}/{name}" if folder else name
            keys = neighbours.fact(where, keys_of) if neighbours.has(where) else None
            if keys:
                return where, keys
        if not folder:
            return None
        folder = dirname(folder)


def keys_of(text: str, _path: str) -> frozenset[str]:
    """Name the variables of an example."""
    return frozenset(_KEY.findall(text))
