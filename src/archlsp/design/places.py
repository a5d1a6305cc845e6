"""Places in the repository that an answer names: linked where they exist, removed and counted where they do not."""

import re
from pathlib import Path
from urllib.parse import quote

from archlsp.claude.question.reading import is_secret
from archlsp.git.plain import read_plain

_LARGEST = 4 << 20
_FILE = (
    r"[\w@+~.-]{1,200}\.(?:py|pyi|[cm]?[jt]sx?|go|java|kt|rs|sql|md|rst|adoc|txt|ya?ml|json|toml|ini|cfg|conf|properties"
    r"|proto|graphqls?|tf|hcl|sh|xml|gradle|prisma|api|html|css|mod|lock|env)|Dockerfile|Makefile"
)
_PATH = rf"(?:[\w@+~.()\[\]-]{{1,120}}/){{0,40}}(?:{_FILE})|(?:[\w@+~.-]{{1,120}}/){{1,40}}[\w@+~.-]{{1,120}}"
_PLACE = re.compile(rf"`(?P<path>{_PATH}):(?P<line>\d{{1,7}})(?:[-–](?P<end>\d{{1,7}}))?`")
_BARE = re.compile(
    rf"(?<![\w/.:@`-])(?P<path>(?:[\w@+~.-]{{1,120}}/){{0,40}}(?:{_FILE})):(?P<line>\d{{1,7}})(?:-(?P<end>\d{{1,7}}))?(?![\w`])"
)
# As Markdown reads a line: an escaped backtick opens nothing, a span of code ends with as many as it began with.
_SPAN = re.compile(
    r"\\`+|(?P<code>(?<!`)(?P<run>`+)(?!`).+?(?<!`)(?P=run)(?!`))|(?P<link>\[[^\[\]\n]*\]\([^()\s]*\))"
)
_FENCE = re.compile(r"`{3,}")
_GONE = "\0"
_JOIN = r"[ \t]?(?:[,、;・]|と|や|および|and|or)[ \t]?"
_EMPTY = re.compile(
    rf"[ \t]*[(（\[]\s*{_GONE}(?:{_JOIN}{_GONE})*\s*[)）\]]|{_GONE}{_JOIN}(?=[`\[])|{_JOIN}[ \t]?{_GONE}"
)
_LEFT_OUT = "…"


class Places:
    """Blocking: looks at files. `removed` counts the places that do not exist; `linked` lists those that do."""

    def __init__(self, root: Path) -> None:
        """`root` is the workspace folder; nothing outside of it exists."""
        self._root = root.resolve()
        self._lengths: dict[str, int] = {}
        self.removed = 0
        self.linked: list[tuple[str, int]] = []

    def checked(self, markdown: str) -> str:
        """Check the places in whole lines of safe Markdown, those in code blocks left alone."""
        lines: list[str] = []
        fence = ""
        for line in markdown.replace(_GONE, "").split("\n"):
            run = _FENCE.match(line)
            if run is not None and (not fence or line.strip() == fence):
                fence = "" if fence else run[0]
                lines.append(line)
            else:
                lines.append(line if fence else self._line(line))
        return "\n".join(lines)

    def exists(self, path: str, line: int) -> bool:
        """Tell whether a file has so many lines."""
        return 1 <= line <= self._length(path)

    def address(self, path: str, line: int, end: int | None = None) -> str:
        """The address that editors open at a line."""
        lines = f"L{line}-L{end}" if end else f"L{line}"
        return f"{self._root.as_uri()}/{quote(path)}#{lines}"

    def _line(self, line: str) -> str:
        if ":" not in line:
            return line
        parts: list[str] = []
        end = 0
        for token in _SPAN.finditer(line):
            parts += [_BARE.sub(self._shown, line[end : token.start()]), self._token(token)]
            end = token.end()
        marked = "".join([*parts, _BARE.sub(self._shown, line[end:])])
        return _EMPTY.sub("", marked).replace(_GONE, _LEFT_OUT) if _GONE in marked else marked

    def _token(self, token: re.Match[str]) -> str:
        place = _PLACE.fullmatch(token.group()) if token["code"] else None
        return self._shown(place) if place is not None else token.group()

    def _shown(self, match: re.Match[str]) -> str:
        path = match["path"].removeprefix("./")
        line, end = int(match["line"]), match["end"]
        if not self.exists(path, line):
            self.removed += 1
            return _GONE
        self.linked.append((path, line))
        last = min(int(end), self._length(path)) if end and int(end) > line else None
        shown = f"{path}:{line}-{last}" if last else f"{path}:{line}"
        return f"[`{shown}`]({self.address(path, line, last)})"

    def _length(self, path: str) -> int:
        known = self._lengths.get(path)
        if known is None:
            known = self._lengths[path] = self._count(path)
        return known

    def _count(self, path: str) -> int:
        if is_secret(path) or path.startswith(("/", "~")) or ".." in path.split("/"):
            return 0
        place = self._root / path
        try:
            if place.resolve() != place:
                return 0
        except (OSError, ValueError, RuntimeError):
            return 0
        content = read_plain(place, _LARGEST)
        if content is None:
            return 0
        return content.count(b"\n") + (not content.endswith(b"\n"))
