"""The list of trusted folders is the user's alone."""

from pathlib import Path

from archlsp.trust.workspaces import FILE_NAME, TrustedFolders


def test_trust_is_given_and_taken(tmp_path: Path) -> None:
    """It holds for a folder and what is below it, by real path, and for nobody else."""
    trusted = TrustedFolders(tmp_path / "state")
    project = tmp_path / "project"
    (project / "inner").mkdir(parents=True)
    (tmp_path / "link").symlink_to(project)
    assert not trusted.has(project)
    trusted.add(tmp_path / "link")
    assert trusted.has(project)
    assert trusted.has(project / "inner")
    assert not trusted.has(tmp_path)
    assert trusted.remove(project)
    assert not trusted.remove(project)
    assert not trusted.has(project)


def test_a_damaged_list_trusts_nobody(tmp_path: Path) -> None:
    """Nor does one that is a link to somewhere else, or of another shape."""
    trusted = TrustedFolders(tmp_path)
    for content in ("{", "3", '{"a": 1}', "[1, null]"):
        (tmp_path / FILE_NAME).write_text(content, "utf-8")
        assert trusted.all() <= {"a"}
    (tmp_path / FILE_NAME).unlink()
    (tmp_path / "other").write_text(f'["{tmp_path}"]', "utf-8")
    (tmp_path / FILE_NAME).symlink_to(tmp_path / "other")
    assert not trusted.has(tmp_path)


def test_the_list_is_private(tmp_path: Path) -> None:
    """Readable and writable by its owner alone."""
    trusted = TrustedFolders(tmp_path / "state")
    trusted.add(tmp_path)
    assert (tmp_path / "state" / FILE_NAME).stat().st_mode & 0o077 == 0
