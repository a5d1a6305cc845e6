"""What git ignores, told without git: compared with `git check-ignore` itself."""

import os
import re
import string
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archlsp.git.ignore import IgnoreRules
from archlsp.git.repository import Repository
from archlsp.git.wildmatch import parse_line
from repositories import TestRepository

Opened = Callable[[Path], Repository]

_NAME = st.text("ab.é", min_size=1, max_size=3).filter(lambda name: name.strip("."))
_PATH = st.lists(_NAME, min_size=1, max_size=4).map("/".join)
_GLYPH = st.sampled_from(
    ["a", "b", ".", "é", "*", "**", "/", "?", "[ab]", "[!a]", "[^b.]", "[a-", "\\", "[]a]", " "]
)
_GLYPHS = st.lists(
    st.one_of(_GLYPH, st.sampled_from(["[[:alpha:]]", "[a-c]", "\\*", "/**/", "**/", "/**"])), max_size=5
)
# Left out: "**" next to anything but a slash (what it means to git hangs on whether letters or a glob come before
# it), and a slash between brackets (which matches nothing but ends no component).
_ODD = re.compile(r"[^/!]\*\*|(?<=.)!\*\*|\*\*+[^/*]|\[[^\]]*/|\[\][^\]]*/")
_LINE = (
    st.tuples(st.sampled_from(["", "", "!", "/"]), _GLYPHS.map("".join), st.sampled_from(["", "", "/"]))
    .map("".join)
    .filter(lambda line: not _ODD.search(line))
)
_LINES = st.lists(_LINE, max_size=4).map(lambda lines: "".join(f"{line}\n" for line in lines))


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> TestRepository:
    """An empty repository that each example fills with ignore files."""
    return TestRepository.create(tmp_path_factory.mktemp("ground"))


def said_by_git(ground: TestRepository, paths: list[str]) -> set[str]:
    """What `git check-ignore` ignores of paths that do not exist, which is to say of files."""
    asked = b"".join(os.fsencode(path) + b"\0" for path in paths)
    answer = ground.git("check-ignore", "-z", "--stdin", "--no-index", given=asked, tolerate="1")
    return set(filter(None, answer.split("\0")))


def rules_of(root: Path) -> IgnoreRules:
    """The rules of a work tree, without a user's own."""
    return IgnoreRules(root, root / ".git" / "info" / "exclude")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    files=st.dictionaries(st.sampled_from(["", "a/", "a/b/"]), _LINES, max_size=3),
    exclude=_LINES,
    paths=st.lists(_PATH, min_size=1, max_size=12, unique=True),
)
def test_the_answer_is_gits(
    ground: TestRepository, files: dict[str, str], exclude: str, paths: list[str]
) -> None:
    """For any patterns in nested ignore files and info/exclude, and any paths."""
    for folder in ("a/b/", "a/", ""):
        ground.write(f"{folder}.gitignore", files.get(folder, ""))
    ground.write(".git/info/exclude", exclude)
    # A path that is another one's folder, or exists, would not be a file to git.
    asked = [path for path in paths if not any(other.startswith(f"{path}/") for other in (*paths, "a/b/"))]
    asked = [path for path in asked if path not in ("a", "a/b")]
    assert rules_of(ground.root).ignored(asked) == said_by_git(ground, asked)


@pytest.mark.parametrize(
    ("patterns", "ignored", "kept"),
    [
        ("*.log\n!keep.log\n", ["a.log", "x/b.log"], ["keep.log", "x/keep.log", "log"]),
        ("/build\n", ["build", "build/x"], ["x/build"]),
        ("build/\n", ["build/x", "x/build/y"], ["build", "x/build"]),
        ("build/\n!build/keep.py\n", ["build/keep.py"], []),
        ("/*\n!/src/\n", ["a.py", "lib/a.py"], ["src/a.py"]),
        ("doc/**/*.md\n", ["doc/a.md", "doc/x/y/a.md"], ["a.md", "x/doc/a.md"]),
        ("a/**\n!a/b\n", ["a/c"], ["a/b"]),
        ("**/cache\n", ["cache/x", "x/y/cache/z"], ["cached"]),
        (
            "# comment\n\\#literal\n\\!literal\ntrailing\\ \n",
            ["#literal", "!literal", "trailing "],
            ["comment"],
        ),
        ("crlf.txt\r\n", ["crlf.txt"], []),
        ("[a-c]?.py\n", ["bx.py"], ["dx.py", "b.py", "a/.py"]),
        (".git\n", [".git/config", "sub/.git"], [".github/x"]),
    ],
)
def test_patterns_as_people_write_them(
    tmp_path: Path, patterns: str, ignored: list[str], kept: list[str]
) -> None:
    """The cases of git's own manual page, and those that other tools get wrong."""
    (tmp_path / ".gitignore").write_bytes(patterns.encode())
    assert rules_of(tmp_path).ignored([*ignored, *kept]) == set(ignored)


def test_folders_are_asked_for_with_a_slash(tmp_path: Path) -> None:
    """As git does for a path that exists."""
    (tmp_path / ".gitignore").write_text("build/\n")
    assert rules_of(tmp_path).ignored(["build/", "x/build/", "src/"]) == {"build/", "x/build/"}


def test_a_changed_ignore_file_counts_at_once(tmp_path: Path) -> None:
    """Without anybody telling."""
    rules = rules_of(tmp_path)
    assert not rules.ignored(["a.py"])
    (tmp_path / ".gitignore").write_text("*.py\n")
    assert rules.ignored(["a.py"]) == {"a.py"}


def test_a_tracked_file_is_not_ignored(made: TestRepository, opened: Opened) -> None:
    """Even though a pattern hits it, or its folder."""
    made.write(".gitignore", "build/\n*.log\n")
    made.write("build/kept.py", "k\n")
    made.git("add", "-f", "build/kept.py")
    repository = opened(made.root)
    asked = ["build/kept.py", "build/other.py", "a.log", "app.py", "build/", "lib/"]
    assert repository.ignored(asked) == {"build/other.py", "a.log"}
    made.git("rm", "-q", "--cached", "build/kept.py")
    assert "build/kept.py" in repository.ignored(asked)


def test_an_ignore_file_that_is_a_link_or_a_pipe_is_not_read(tmp_path: Path) -> None:
    """Git follows no link there, and a pipe would never end."""
    (tmp_path / "elsewhere").write_text("*.py\n")
    (tmp_path / ".gitignore").symlink_to("elsewhere")
    (tmp_path / "sub").mkdir()
    os.mkfifo(tmp_path / "sub" / ".gitignore")
    assert not rules_of(tmp_path).ignored(["a.py", "sub/a.py"])


@pytest.mark.parametrize(
    "pattern", ["*a" * 200 + "b", "**/" * 200 + "b", "a/**/" * 100 + "b", "[" * 500, "?*" * 300]
)
@pytest.mark.timeout(30)
def test_no_pattern_is_slow(pattern: str) -> None:
    """One that a repository brings along must not hold us up."""
    parsed = parse_line(pattern)
    for _ in range(20):
        if parsed is not None:
            assert not parsed.matches(["a" * 250] * 60, folder=False)


@given(st.text(string.printable + "é\x00", max_size=40))
def test_any_line_can_be_read(line: str) -> None:
    """Or is left out; nothing is raised."""
    parsed = parse_line(line)
    assert parsed is None or parsed.matches(["a", "b"], folder=True) in (True, False)


def test_folders_are_all_but_the_ignored_ones(made: TestRepository, opened: Opened) -> None:
    """Empty ones and untracked ones too, but no other repository's."""
    made.write(".gitignore", "node_modules/\n")
    made.write("node_modules/x/y.js", "y\n")
    made.write("fresh/deep/a.py", "a\n")
    made.write("fresh/node_modules/z.js", "z\n")
    (made.root / "empty" / "inner").mkdir(parents=True)
    (made.root / "loop").symlink_to(made.root)
    assert opened(made.root).folders() == ("", "empty", "empty/inner", "fresh", "fresh/deep", "lib")
