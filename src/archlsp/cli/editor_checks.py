"""The doctor's look at editors: which are here, and whether they know of archlsp. Reads their files; runs nothing."""

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from archlsp.cli.checks import Check, Level
from archlsp.messages import say

_MOST_FILES = 300
_LARGEST = 1_000_000
_NAME = b"archlsp"


@dataclass(frozen=True, slots=True)
class Editor:
    """`places` are patterns of files below the home folder, or below the configuration folder where they begin with @.

    A place whose own name has "archlsp" in it is enough; else the file's text is looked at.
    """

    name: str
    folder: str
    programs: tuple[str, ...]
    places: tuple[str, ...]


_EXTENSIONS = (".vscode", ".vscode-server", ".vscode-oss", ".cursor", ".windsurf", ".local/share/code-server")
_MAC = "Library/Application Support"
EDITORS = (
    Editor(
        "VS Code",
        "vscode",
        ("code", "codium", "cursor", "windsurf", "code-server"),
        tuple(f"{place}/extensions/*archlsp*" for place in _EXTENSIONS),
    ),
    Editor("Neovim", "neovim", ("nvim",), ("@nvim/*.lua", "@nvim/*.vim", "@nvim/[lap]*/**/*.lua")),
    Editor("Vim", "vim", ("vim",), (".vimrc", ".vim/vimrc", ".vim/*.json", "@vim/vimrc", ".vim/*/*.vim")),
    Editor(
        "Emacs",
        "emacs",
        ("emacs",),
        (
            ".emacs",
            ".emacs.el",
            ".emacs.d/*.el",
            "@emacs/*.el",
            ".emacs.d/elpa/archlsp*",
            "@doom/*.el",
            ".doom.d/*.el",
        ),
    ),
    Editor("Kate", "kate", ("kate",), ("@kate/lspclient/settings.json",)),
    Editor("Kakoune", "kakoune", ("kak",), ("@kak/kakrc", "@kak/autoload/**/*.kak")),
    Editor("Helix", "helix", ("hx", "helix"), ("@helix/languages.toml",)),
    Editor(
        "Zed",
        "zed",
        ("zed", "zeditor"),
        (".local/share/zed/extensions/installed/archlsp", f"{_MAC}/Zed/extensions/installed/archlsp"),
    ),
    Editor(
        "Sublime Text",
        "sublime",
        ("subl", "sublime_text"),
        tuple(
            f"{place}/Packages/User/LSP.sublime-settings"
            for place in ("@sublime-text", f"{_MAC}/Sublime Text")
        ),
    ),
    Editor(
        "JetBrains",
        "jetbrains",
        ("idea", "pycharm", "goland", "webstorm", "rustrover", "rider", "clion", "phpstorm"),
        tuple(f"{place}/JetBrains/*/options/*.xml" for place in ("@", _MAC)),
    ),
)


def editors_checks(_folder: Path, locale: str) -> Iterator[Check]:
    """One line for each editor that is here; none of them is a fault, since nobody uses all."""
    found = False
    for editor in EDITORS:
        program = next(filter(None, map(shutil.which, editor.programs)), None)
        if program is None:
            continue
        found = True
        place = configured_in(editor, os.environ)
        if place is not None:
            yield Check(Level.OK, say(locale, "doctor-editor", editor=editor.name, path=place))
        else:
            text = say(locale, "doctor-editor-missing", editor=editor.name, program=program)
            yield Check(Level.OK, text, _advice(editor, locale))
    if not found:
        yield Check(Level.OK, say(locale, "doctor-editors-none"), say(locale, "doctor-editors-none-advice"))


def _advice(editor: Editor, locale: str) -> str:
    key = "doctor-editor-advice-vscode" if editor.folder == "vscode" else "doctor-editor-advice"
    return say(locale, key, folder=editor.folder)


def configured_in(editor: Editor, environ: Mapping[str, str]) -> Path | None:
    """The first file of an editor's configuration that speaks of archlsp; None for none."""
    home = Path(environ.get("HOME") or Path.home())
    configuration = Path(environ.get("XDG_CONFIG_HOME") or home / ".config")
    for place in editor.places:
        base = configuration if place.startswith("@") else home
        try:
            listed = islice(base.glob(place.removeprefix("@").removeprefix("/")), _MOST_FILES)
            found = next((path for path in listed if _speaks_of_us(path)), None)
        except OSError:
            continue
        if found is not None:
            return found
    return None


def _speaks_of_us(path: Path) -> bool:
    if _NAME.decode() in path.name:
        return True
    try:
        with path.open("rb") as stream:
            return _NAME in stream.read(_LARGEST)
    except OSError:
        return False
