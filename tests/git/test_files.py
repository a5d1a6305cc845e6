"""Reading the files of a work tree that nobody has vouched for."""

import os
from pathlib import Path

import psutil
import pytest

from archlsp.git.files import read_text, text_skip_reason

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
JAPANESE = "# 設定を読み込む\nname = 'サーバー'\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp"])
def test_japanese_text_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    """A byte order mark is not part of the text."""
    (tmp_path / "a.py").write_bytes(JAPANESE.encode(encoding))
    assert read_text(tmp_path, "a.py").text == JAPANESE


def test_other_bytes_are_latin_1(tmp_path: Path) -> None:
    """Every byte has a character there, so columns stay right."""
    (tmp_path / "a.py").write_bytes("élan = 'café'\n".encode("latin-1"))
    found = read_text(tmp_path, "a.py")
    assert (found.text, found.encoding) == ("élan = 'café'\n", "latin-1")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"x = 1\n\0", "skip-binary"),
        (b"x\n" * 500_001, "skip-too-large"),
        (b"var a=1;" * 700 + b"\n", "skip-minified"),
        (b"/* licence */\n" + b"var a=1;" * 700 + b"\n", "skip-minified"),
        (POINTER.encode(), "skip-lfs"),
    ],
)
def test_what_is_not_reviewed_is_said(tmp_path: Path, content: bytes, reason: str) -> None:
    """The reason is a key of the messages."""
    (tmp_path / "a.js").write_bytes(content)
    assert (read_text(tmp_path, "a.js").text, read_text(tmp_path, "a.js").skipped) == (None, reason)


@pytest.mark.parametrize(
    "text", ["", "x = 1\n", "data = '" + "x" * 1_200 + "'\n" + "y = 2\n" * 300, POINTER * 20]
)
def test_what_is_reviewed(text: str) -> None:
    """One long line does not make a file minified, and a pointer is short."""
    assert text_skip_reason(text) is None


def test_sql_may_have_long_lines(tmp_path: Path) -> None:
    """An INSERT of many rows is not minified code."""
    (tmp_path / "seed.sql").write_text("INSERT INTO t VALUES " + "(1, 2), " * 900 + "(1, 2);\n")
    assert read_text(tmp_path, "seed.sql").skipped is None


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    """A pipe does not hold us up, a link is not followed, and neither is one on the way."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.py").write_text("secret\n")
    root = tmp_path / "root"
    (root / "folder").mkdir(parents=True)
    os.mkfifo(root / "pipe.py")
    (root / "link.py").symlink_to(outside / "secret.py")
    (root / "away").symlink_to(outside)
    (root / "loop").symlink_to("loop")
    (root / "file.py").write_text("x\n")
    reasons = {
        "pipe.py": "skip-not-regular",
        "folder": "skip-not-regular",
        "link.py": "skip-symlink",
        "away/secret.py": "skip-symlink",
        "loop/x.py": "skip-symlink",
        "loop": "skip-symlink",
        "missing.py": "skip-missing",
        "no/such/file.py": "skip-missing",
        "file.py/x.py": "skip-missing",
        "../outside/secret.py": "skip-not-regular",
        "/etc/passwd": "skip-not-regular",
        "": "skip-not-regular",
        "a\0b.py": "skip-unreadable",
    }
    assert {path: read_text(root, path).skipped for path in reasons} == reasons


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_an_unreadable_file_is_said(tmp_path: Path) -> None:
    """Rather than raised."""
    (tmp_path / "a.py").write_text("x\n")
    (tmp_path / "a.py").chmod(0)
    assert read_text(tmp_path, "a.py").skipped == "skip-unreadable"


def test_reading_leaves_no_descriptor_open(tmp_path: Path) -> None:
    """Whatever comes of it."""
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "deep" / "er" / "a.py").write_text("x\n")
    before = psutil.Process().num_fds()
    for path in ("deep/er/a.py", "deep/er/missing.py", "deep/missing/a.py", "deep/er", "deep/er/a.py/x"):
        read_text(tmp_path, path)
    assert psutil.Process().num_fds() == before
