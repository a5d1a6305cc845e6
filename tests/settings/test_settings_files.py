"""Reading the files that hold settings, whatever they are."""

import os
from pathlib import Path

import pytest

from archlsp.messages import problem_text
from archlsp.settings.files import repository_layer, user_layer
from archlsp.settings.layers import resolve


def _complaint(root: Path) -> tuple[str, int | None]:
    layer, complaints = repository_layer(root)
    assert layer is None
    (complaint,) = complaints
    assert problem_text("ja", complaint.problem) != complaint.problem.code
    return complaint.problem.code, complaint.span.start.line if complaint.span else None


def test_no_file_says_nothing(tmp_path: Path) -> None:
    """Most repositories have no settings of ours."""
    assert repository_layer(tmp_path) == (None, ())
    assert repository_layer(tmp_path / "gone") == (None, ())


def test_our_own_file_comes_before_pyproject(tmp_path: Path) -> None:
    """archlsp.toml wins; without it [tool.archlsp] counts."""
    (tmp_path / "pyproject.toml").write_text('[tool.archlsp]\nlanguage = "en"\n', encoding="utf-8")
    layer, complaints = repository_layer(tmp_path)
    assert layer is not None
    assert (layer.values, layer.prefix, complaints) == ({"language": "en"}, "tool.archlsp", ())
    (tmp_path / "archlsp.toml").write_text('\ufeffscope = "all"\r\n', encoding="utf-8")
    layer, _ = repository_layer(tmp_path)
    assert layer is not None
    assert (layer.values, layer.source) == ({"scope": "all"}, tmp_path / "archlsp.toml")


@pytest.mark.parametrize("text", ["[project]\n", "archlsp = 1\n", "[tool]\narchlsp = 3\n", "= broken"])
def test_a_pyproject_without_our_table_is_none_of_our_business(tmp_path: Path, text: str) -> None:
    """Not even when it is broken."""
    (tmp_path / "pyproject.toml").write_text(text, encoding="utf-8")
    assert repository_layer(tmp_path) == (None, ())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('language = "ja"\nscope = \n', 1),
        ("a = 1\n\n[ai\n", 2),
        ('x = """\nnever closed\n', 1),
        ("[" * 5_000, 0),
    ],
)
def test_a_broken_file_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    """The complaint points at the line where the file stops being TOML."""
    (tmp_path / "archlsp.toml").write_text(text, encoding="utf-8")
    assert _complaint(tmp_path) == ("settings-file-broken", line)


def test_files_that_are_no_files(tmp_path: Path) -> None:
    """A link out of the repository is not followed, a pipe not waited for, a huge or binary file not parsed."""
    path = tmp_path / "archlsp.toml"
    secret = tmp_path / "secret"
    secret.write_text('language = "en"', encoding="utf-8")
    path.symlink_to(secret)
    assert _complaint(tmp_path) == ("settings-file-link", None)
    path.unlink()
    os.mkfifo(path)
    assert _complaint(tmp_path) == ("settings-file-unreadable", None)
    path.unlink()
    path.mkdir()
    assert _complaint(tmp_path) == ("settings-file-unreadable", None)
    path.rmdir()
    path.write_bytes(b"#" * 300_000)
    assert _complaint(tmp_path) == ("settings-file-large", None)
    path.write_bytes(b'language = "\xff"')
    assert _complaint(tmp_path) == ("settings-file-encoding", None)


def test_the_users_file_may_be_a_link(tmp_path: Path) -> None:
    """Dot files are often kept elsewhere and linked."""
    (tmp_path / "dots").write_text(
        'language = "en"\n[ai]\nbase_url = "https://proxy.example"\n', encoding="utf-8"
    )
    (tmp_path / "archlsp.toml").symlink_to(tmp_path / "dots")
    layer, complaints = user_layer({"ARCHLSP_CONFIG_DIR": str(tmp_path)})
    assert layer is not None
    assert complaints == ()
    assert resolve([layer]).settings.ai.base_url == "https://proxy.example"
    assert user_layer({"ARCHLSP_CONFIG_DIR": str(tmp_path / "none")}) == (None, ())
