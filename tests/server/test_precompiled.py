"""What attrs compiled is kept: faster, never different, and never somebody else's code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = """
import sys
from importlib import import_module
from pathlib import Path
from archlsp.server.precompiled import import_faster

import_faster(lambda: import_module("lsprotocol.types"), Path(sys.argv[1]))
from attr import _make
from lsprotocol import types
from lsprotocol.converters import get_converter

assert "compile" not in vars(_make)
place = types.Range(types.Position(1, 2), types.Position(3, 4))
diagnostic = types.Diagnostic(place, "text", severity=types.DiagnosticSeverity.Error)
assert get_converter().structure(get_converter().unstructure(diagnostic), types.Diagnostic) == diagnostic
try:
    types.Position(-1, 0)
except ValueError:
    print(repr(diagnostic))
"""


def run(folder: Path, **environment: str) -> str:
    """Import lsprotocol in a process of its own, and use it."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", SCRIPT, str(folder)]
    done = subprocess.run(
        command, env={**variables, **environment}, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def kept(folder: Path) -> Path:
    """The one file of the cache."""
    (place,) = folder.iterdir()
    return place


def test_the_second_import_is_the_same(tmp_path: Path) -> None:
    """With the cache and without, the classes do the same; the file is the owner's alone and not written again."""
    folder = tmp_path / "code"
    first = run(folder)
    before = kept(folder).stat()
    assert before.st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert run(folder) == first
    assert kept(folder).stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize("damage", [b"", b"short", b"\0" * 100_000])
def test_a_damaged_file_is_replaced(tmp_path: Path, damage: bytes) -> None:
    """It is not even looked into."""
    folder = tmp_path / "code"
    run(folder)
    whole = kept(folder).read_bytes()
    kept(folder).write_bytes(damage)
    run(folder)
    assert len(kept(folder).read_bytes()) == len(whole)


def test_a_file_cut_short_is_replaced(tmp_path: Path) -> None:
    """A digest tells that something is missing."""
    folder = tmp_path / "code"
    run(folder)
    whole = kept(folder).read_bytes()
    kept(folder).write_bytes(whole[: len(whole) // 2])
    run(folder)
    assert len(kept(folder).read_bytes()) == len(whole)


def test_a_file_that_others_may_write_is_not_read(tmp_path: Path) -> None:
    """It is made anew, for its owner alone."""
    folder = tmp_path / "code"
    run(folder)
    kept(folder).chmod(0o666)
    run(folder)
    assert kept(folder).stat().st_mode & 0o777 == 0o600


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """Whatever it leads to is neither read nor written."""
    folder = tmp_path / "code"
    run(folder)
    elsewhere = tmp_path / "elsewhere"
    place = kept(folder)
    place.rename(elsewhere)
    place.symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    run(folder)
    assert elsewhere.read_bytes() == before
    assert not kept(folder).is_symlink()


def test_a_cache_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    """The import takes its time, that is all."""
    (tmp_path / "file").write_text("in the way", "utf-8")
    assert "Diagnostic" in run(tmp_path / "file")


def test_nothing_is_kept_where_python_keeps_nothing(tmp_path: Path) -> None:
    """Who does not want compiled files from Python does not want ours."""
    run(tmp_path / "code", PYTHONDONTWRITEBYTECODE="1")
    assert not (tmp_path / "code").exists()
