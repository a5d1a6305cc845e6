"""What the doctor says about the editors of a machine."""

import subprocess
import sys
from pathlib import Path

import pytest

from archlsp.cli.editor_checks import EDITORS

# By editor: a file as a user who followed its page has it.
SET_UP = {
    "vscode": (".vscode/extensions/archlsp.archlsp-0.1.0/package.json", "{}"),
    "neovim": (".config/nvim/init.lua", 'vim.lsp.enable("archlsp")\n'),
    "vim": (".vimrc", "source ~/archlsp/editors/vim/ale/archlsp.vim\n"),
    "emacs": (".emacs.d/init.el", "(require 'archlsp)\n"),
    "kate": (".config/kate/lspclient/settings.json", '{"servers": {"archlsp": {}}}'),
    "kakoune": (".config/kak/kakrc", "source ~/archlsp/editors/kakoune/archlsp.kak\n"),
    "helix": (".config/helix/languages.toml", "[language-server.archlsp]\n"),
    "zed": (".local/share/zed/extensions/installed/archlsp/extension.toml", ""),
    "sublime": (".config/sublime-text/Packages/User/LSP.sublime-settings", '{"clients": {"archlsp": {}}}'),
    "jetbrains": (".config/JetBrains/GoLand2025.1/options/lsp.xml", "<a name='archlsp'/>"),
}


def doctor(home: Path, programs: Path, folder: Path) -> str:
    """Run it for a user with this home and these programs; return what it prints in English."""
    done = subprocess.run(
        [sys.executable, "-m", "archlsp", "doctor", "--language=en"],
        cwd=folder,
        env={"HOME": str(home), "PATH": f"{programs}:/usr/bin:/bin", "COLUMNS": "300", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    return done.stdout


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder on the PATH with each editor's first program."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for editor in EDITORS:
        program = folder / editor.programs[0]
        program.write_text("#!/bin/sh\nexit 1\n", encoding="ascii")
        program.chmod(0o755)
    return folder


def test_editors_that_are_set_up_are_told_from_those_that_are_not(tmp_path: Path, programs: Path) -> None:
    """With the file that says so; for the others, what to read. Nothing of it is trouble."""
    before = doctor(tmp_path, programs, tmp_path)
    for editor in EDITORS:
        assert f"{editor.name} (" in before
        assert f"editors/{editor.folder}/README.md" in before
    for path, text in SET_UP.values():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    after = doctor(tmp_path, programs, tmp_path)
    for editor in EDITORS:
        assert f"{editor.name}: set up ({tmp_path}" in after, editor.name
    assert "editors/" not in after.replace(str(tmp_path), "")


def test_every_editor_has_its_page() -> None:
    """The advice leads to a page that is there."""
    pages = Path(__file__).parents[2] / "editors"
    assert {editor.folder for editor in EDITORS} == {path.parent.name for path in pages.glob("*/README.md")}
    assert set(SET_UP) == {editor.folder for editor in EDITORS}
