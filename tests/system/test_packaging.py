"""What we ship: a source distribution and a wheel, which pip, pipx and uv install, and which then run."""

import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from archlsp import __version__
from editor import Editor

ROOT = Path(__file__).parents[2]
NEEDED = (
    "archlsp/prompts/backend-architect.md",
    "archlsp/settings/settings.schema.json",
    "archlsp/py.typed",
)
PIP = (sys.executable, "-m", "pip", "--python")
# Each makes the command in the folder it is given, from the wheel, with the tools' programs.
INSTALLERS: dict[str, Callable[[Path, Path, Path], tuple[list[str], dict[str, str]]]] = {
    "pip": lambda tools, wheel, folder: (
        [*PIP, str(folder / "venv"), "install", "--quiet", "--no-compile", str(wheel)],
        {},
    ),
    "pipx": lambda tools, wheel, folder: (
        [str(tools / "pipx"), "install", "--quiet", "--python", sys.executable, str(wheel)],
        {"PIPX_HOME": str(folder / "pipx"), "PIPX_BIN_DIR": str(folder / "bin")},
    ),
    "uv": lambda tools, wheel, folder: (
        [str(tools / "uv"), "tool", "install", "--quiet", "--python", sys.executable, str(wheel)],
        {"UV_TOOL_DIR": str(folder / "tools"), "UV_TOOL_BIN_DIR": str(folder / "bin")},
    ),
}


def run(*command: str | Path, **environment: str) -> str:
    """Run a program that must succeed; return what it prints."""
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=300
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def make_venv(folder: Path) -> None:
    """Make a virtual environment that has what we depend on; pip works on it from outside.

    That the dependencies are declared is what uv shows, which installs them in seconds.
    """
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "depends.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")


@pytest.fixture(scope="module")
def tools() -> Path:
    """The programs of a user who installs and builds."""
    return Path(sys.executable).parent


@pytest.fixture(scope="module")
def built(tools: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the source distribution, and with the wheel that was built from it alone."""
    folder = tmp_path_factory.mktemp("dist")
    run(tools / "uv", "build", "--quiet", "--out-dir", folder, ROOT)
    return folder


def wheel_of(folder: Path) -> Path:
    """The one wheel."""
    (wheel,) = folder.glob("*.whl")
    assert wheel.name.startswith(f"archlsp-{__version__}-")
    return wheel


def test_the_wheel_holds_what_the_program_reads(built: Path) -> None:
    """Prompts, rules, their pages and the schema are in it; tests and editors are not."""
    with zipfile.ZipFile(wheel_of(built)) as wheel:
        names = set(wheel.namelist())
    assert set(NEEDED) <= names
    assert any(name.startswith("archlsp/rules/catalog/python/") for name in names)
    assert any(name.startswith("archlsp/docs/rules/") for name in names)
    assert {name.split("/")[0] for name in names} == {"archlsp", f"archlsp-{__version__}.dist-info"}


def test_the_source_distribution_holds_the_editors_and_nothing_that_was_built(built: Path) -> None:
    """Whoever packages archlsp finds the files for each editor, and no installed modules."""
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as source:
        names = {name.partition("/")[2] for name in source.getnames()}
    assert {"editors/emacs/archlsp.el", "editors/vscode/package.json", "LICENSE", "README.md"} <= names
    assert not [name for name in names if "node_modules" in name or name.endswith((".vsix", ".pyc", ".elc"))]


@pytest.mark.timeout(400)
@pytest.mark.parametrize("installer", sorted(INSTALLERS))
def test_an_installed_command_runs(installer: str, tools: Path, built: Path, tmp_path: Path) -> None:
    """The version, the catalog, the doctor, and a server that answers."""
    command, variables = INSTALLERS[installer](tools, wheel_of(built), tmp_path)
    if installer == "pip":
        make_venv(tmp_path / "venv")
    run(*command, **variables)
    program = tmp_path / ("venv/bin" if installer == "pip" else "bin") / "archlsp"
    own = {"HOME": str(tmp_path), "ARCHLSP_STATE_DIR": str(tmp_path / "state"), "PYTHONPATH": ""}
    assert run(program, "--version", **own) == f"archlsp {__version__}\n"
    assert len(json.loads(run(program, "rules", "list", "--format=json", **own))) > 100
    assert "[fail]" not in run(program, "doctor", "--language=en", **own)
    editor = Editor(tmp_path, [str(program), "serve"], own)
    try:
        assert editor.initialize(tmp_path)["serverInfo"]["version"] == __version__
        assert editor.leave() == 0
    finally:
        editor.stop()
