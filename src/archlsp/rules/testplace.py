"""Where a test of a file belongs, and how its neighbours are written."""

from collections.abc import Iterator
from posixpath import basename, dirname, join, splitext

from archlsp.model.review import Request
from archlsp.model.surroundings import PlaceOfTest
from archlsp.rules.neighbours import Neighbours, around
from archlsp.rules.source import Source
from archlsp.rules.testfiles import Tests

_LONGEST_SAMPLE = 6_000
_FOLDERS = ("tests", "test", "__tests__", "spec")
_NAMES = {
    "python": ("test_{stem}.py",),
    "javascript": ("{stem}.test.js", "{stem}.spec.js"),
    "typescript": ("{stem}.test.ts", "{stem}.spec.ts"),
    "tsx": ("{stem}.test.tsx", "{stem}.spec.tsx"),
    "go": ("{stem}_test.go",),
    "java": ("{stem}Test.java",),
    "rust": ("{stem}_test.rs",),
}


def place_of_test(request: Request) -> PlaceOfTest | None:
    """Find the file of a file's tests, or the place where the project would have it; None for what has no tests."""
    source = Source.of(request)
    names = _NAMES.get(request.language)
    neighbours = around(source)
    if names is None or neighbours is None:
        return None
    there = Tests(request.language, neighbours).of(request.path)
    if there is not None:
        text = neighbours.fact(there, _whole)
        if text is not None:
            return PlaceOfTest(there, text, _sample(text))
    return _new_place(request.path, names, neighbours)


def _new_place(path: str, names: tuple[str, ...], neighbours: Neighbours) -> PlaceOfTest | None:
    stem = splitext(basename(path))[0]
    for folder in _folders(path, neighbours):
        other = _another_test(folder, names, neighbours)
        if other is not None:
            pattern, sample = other
            return PlaceOfTest(_join(folder, pattern.format(stem=stem)), None, sample)
    folder = _usual_folder(path, neighbours)
    return PlaceOfTest(_join(folder, names[0].format(stem=stem)), None)


def _folders(path: str, neighbours: Neighbours) -> Iterator[str]:
    """Beside the file, then in folders of tests on the way up."""
    folder = dirname(path)
    yield folder
    if "src/main/java" in folder:
        yield folder.replace("src/main/java", "src/test/java", 1)
    while True:
        for name in _FOLDERS:
            place = _join(folder, name)
            if neighbours.listing(place).files:
                yield place
        if not folder:
            return
        folder = dirname(folder)


def _another_test(folder: str, names: tuple[str, ...], neighbours: Neighbours) -> tuple[str, str] | None:
    """How a test beside it is named and written."""
    for pattern in names:
        before, after = pattern.split("{stem}")
        for name in neighbours.listing(folder).files:
            if name.startswith(before) and name.endswith(after) and len(name) > len(before + after):
                text = neighbours.fact(_join(folder, name), _whole)
                if text:
                    return pattern, _sample(text)
    return None


def _usual_folder(path: str, neighbours: Neighbours) -> str:
    folder = dirname(path)
    if path.endswith(".java"):
        return folder.replace("src/main/java", "src/test/java", 1)
    has_tests = neighbours.listing("tests").files or path.endswith(".py")
    return "tests" if has_tests and not path.endswith((".go", ".rs")) else folder


def _sample(text: str) -> str:
    return text if len(text) <= _LONGEST_SAMPLE else text[:_LONGEST_SAMPLE].rsplit("\n", 1)[0] + "\n"


def _whole(text: str, _path: str) -> str:
    return text


def _join(folder: str, name: str) -> str:
    return join(folder, name) if folder else name
