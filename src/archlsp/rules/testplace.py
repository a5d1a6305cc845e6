"""Where a test of a file belongs, and how its neighbours are written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from posixpath import basename, dirname, join, splitext

from archlsp.model.review import Request
from archlsp.model.surroundings import PlaceOfTest
from archlsp.rules.neighbours import Neighbours, around
from archlsp.rules.source import Source
from archlsp.rules.testfiles import Tests
from archlsp.rules.withheld import Withheld

_LONGEST_SAMPLE = 6_000
_FOLDERS = ("tests", "test", "__tests__", "spec")
_KINDS = ("unit", "unit_tests", "integration", "api")
_SCRIPT = ("{stem}.test{ending}", "{stem}.spec{ending}", "{stem}-test{ending}", "{stem}_test{ending}")
_NAMES: Mapping[str, tuple[str, ...]] = {
    "python": ("test_{stem}.py", "{stem}_test.py"),
    **dict.fromkeys(("javascript", "typescript", "tsx"), _SCRIPT),
    "go": ("{stem}_test.go",),
    "java": ("{stem}Test.java", "{stem}Tests.java", "{stem}IT.java"),
}
_JAVA_CODE, _JAVA_TESTS = "src/main/java", "src/test/java"
_RUST_TESTS = "#[cfg(test)]"
_NOT_FOUND = -1
_DEEPEST = 60
_TELLING = 400
# Names that say nothing without the folder they lie in.
_VAGUE = frozenset(
    {
        "index",
        "main",
        "views",
        "models",
        "service",
        "services",
        "utils",
        "routes",
        "router",
        "schemas",
        "types",
    }
)


def place_of_test(request: Request) -> PlaceOfTest | None:
    """Find the file of a file's tests, or the place where the project would have it; None for what has no tests."""
    neighbours = around(Source.of(request), seconds=0.3)
    if neighbours is None or request.language not in {*_NAMES, "rust"}:
        return None
    places = _Places(request.path, request.language, neighbours, Withheld(request.root or ""))
    if places.is_test():
        return PlaceOfTest(request.path, request.text, _sample(request.text))
    there = places.own()
    if there is None and request.language == "rust":
        return PlaceOfTest(request.path, request.text, _rust_sample(request.text))
    return there or places.new()


@dataclass(frozen=True, slots=True)
class _Places:
    """The places for the tests of one file."""

    path: str
    language: str
    neighbours: Neighbours
    withheld: Withheld

    def is_test(self) -> bool:
        """Tell whether the file is a test itself."""
        return self._pattern_of(basename(self.path)) is not None

    def own(self) -> PlaceOfTest | None:
        """The file that has them already."""
        beside = join(dirname(self.path), "tests.py")
        found = Tests(self.language, self.neighbours).of(self.path)
        if (
            found is None
            and self.language == "python"
            and beside != self.path
            and self.neighbours.has(beside)
        ):
            found = beside  # Django's
        text = self._read(found) if found is not None else None
        return PlaceOfTest(found, text, _sample(text)) if found is not None and text is not None else None

    def new(self) -> PlaceOfTest | None:
        """A file that is named and written as its neighbours are; None where all such names are taken."""
        small: PlaceOfTest | None = None
        for folder in dict.fromkeys(self._folders()):
            for name, pattern in self._tests_in(folder):
                text = self._read(join(folder, name))
                if text:
                    place = self._named(self._mirrored(folder), pattern, _sample(text))
                    if len(text) >= _TELLING:
                        return place
                    small = small or place
        return small or self._named(self._usual_folder(), _NAMES[self.language][0], "")

    def _folders(self) -> Iterator[str]:
        """Where tests may lie: beside the file, then in the folders of tests on the way up, the likest first."""
        folder = dirname(self.path)
        yield folder
        if self.language in {"java", "go"}:
            yield from _upwards(folder.replace(_JAVA_CODE, _JAVA_TESTS, 1))
            return
        parts = folder.split("/") if folder else []
        for level in range(len(parts), -1, -1):
            above, below = "/".join(parts[:level]), parts[level:]
            for name in _FOLDERS:
                for kind in ("", *_KINDS):
                    inside = join(above, name, kind).rstrip("/")
                    for skipped in range(len(below) + 1):
                        yield join(inside, *below[skipped:])

    def _tests_in(self, folder: str) -> Iterator[tuple[str, str]]:
        """The tests of a folder, each with the pattern of its name."""
        if not self.neighbours.spent:
            for name in self.neighbours.listing(folder).files:
                pattern = self._pattern_of(name)
                if pattern is not None:
                    yield name, pattern

    def _pattern_of(self, name: str) -> str | None:
        for pattern in _NAMES.get(self.language, ()):
            before, after = pattern.format(stem="\0", ending=splitext(name)[1]).split("\0")
            if len(name) > len(before + after) and name.startswith(before) and name.endswith(after):
                return pattern
        return None

    def _mirrored(self, folder: str) -> str:
        """Go's tests are beside what they test, Java's in the same package."""
        if self.language == "go":
            return dirname(self.path)
        own = dirname(self.path).replace(_JAVA_CODE, _JAVA_TESTS, 1)
        return own if self.language == "java" and _JAVA_TESTS in folder else folder

    def _usual_folder(self) -> str:
        folder = dirname(self.path)
        if self.language == "java":
            return folder.replace(_JAVA_CODE, _JAVA_TESTS, 1)
        there = self.neighbours.listing("").folders
        return (
            next((name for name in _FOLDERS if name in there), "tests")
            if self.language == "python"
            else folder
        )

    def _named(self, folder: str, pattern: str, sample: str) -> PlaceOfTest | None:
        """A name that nothing has yet; a vague one has its folder's before it, unless the tests' folder says it."""
        stem, ending = splitext(basename(self.path))
        parent = basename(dirname(self.path))
        named = [stem.strip("_") or stem, f"{parent}_{stem}".strip("_")]
        if stem in _VAGUE and parent and basename(folder) != parent:
            named.reverse()
        paths = [join(folder, pattern.format(stem=one, ending=ending)) for one in named]
        free = next((path for path in paths if not self._is_taken(path)), None)
        return None if free is None else PlaceOfTest(free, None, sample)

    def _is_taken(self, path: str) -> bool:
        """Tell whether there is anything of the name, a folder or a link too."""
        there = self.neighbours.listing(dirname(path))
        return basename(path) in there.names or basename(path) in there.folders

    def _read(self, path: str) -> str | None:
        return None if path in self.withheld else self.neighbours.fact(path, whole_text)


def whole_text(text: str, _path: str) -> str:
    """Return a file's text as it is."""
    return text


def _upwards(folder: str) -> Iterator[str]:
    for _ in range(_DEEPEST):
        yield folder
        if not folder or folder.endswith(_JAVA_TESTS):
            return
        folder = dirname(folder)


def _sample(text: str) -> str:
    return text if len(text) <= _LONGEST_SAMPLE else text[:_LONGEST_SAMPLE].rsplit("\n", 1)[0] + "\n"


def _rust_sample(text: str) -> str:
    """Rust's unit tests stand at the end of the code that they test."""
    at = text.rfind(_RUST_TESTS)
    return "" if at == _NOT_FOUND else _sample(text[at:])
