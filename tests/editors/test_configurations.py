"""The configurations we ship for editors that are not run here, against what those editors document.

The facts are small and quoted by name: which keys an editor knows in the place where ours are, and of which type.
"""

import json
import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from archlsp.server.capabilities import COMMANDS
from editor import CAPABILITIES, Editor
from editors.conftest import ROOT

EDITORS = ROOT / "editors"
COMMAND = ["archlsp", "serve"]
# File types that every one of these editors shall hand to archlsp, by a word that names them there.
BACK_END = (
    "python",
    "go",
    "javascript",
    "typescript",
    "java",
    "rust",
    "yaml",
    "dockerfile",
    "sql",
    "graphql",
)
TEXT, FLAG, NUMBER = {"type": "string"}, {"type": "boolean"}, {"type": "number"}
TEXTS = {"type": "array", "items": TEXT, "minItems": 1}
ANYTHING: dict[str, Any] = {}


def only(required: str = "", /, **properties: Any) -> dict[str, Any]:  # noqa: ANN401 - a JSON schema
    """The schema of an object that has no other keys; `_` in a name stands for `-`."""
    return {
        "type": "object",
        "properties": {name.replace("_", "-"): schema for name, schema in properties.items()},
        "required": required.split(),
        "additionalProperties": False,
    }


def each(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of an object whose keys are free names."""
    return {"type": "object", "additionalProperties": schema, "minProperties": 1}


# Kate handbook, LSP Client Plugin, configuration of servers.
KATE = {
    "type": "object",
    "properties": {
        "servers": each(
            only(
                "command highlightingModeRegex",
                command=TEXTS,
                commandDebug=TEXTS,
                path=TEXTS,
                root=TEXT,
                rootIndicationFileNames=TEXTS,
                rootIndicationFilePatterns=TEXTS,
                url=TEXT,
                use=TEXT,
                highlightingModeRegex=TEXT,
                documentLanguageId={"type": ["string", "boolean"]},
                initializationOptions=ANYTHING,
                settings=ANYTHING,
                environment=ANYTHING,
            )
        )
    },
    "required": ["servers"],
}
# Helix book, chapter Languages: keys of a language and of a language server.
HELIX = only(
    "language-server language",
    language_server=each(
        only(
            "command",
            command=TEXT,
            args=TEXTS,
            config=ANYTHING,
            timeout=NUMBER,
            environment=ANYTHING,
            required_root_patterns=TEXTS,
        )
    ),
    language={
        "type": "array",
        "items": only("name language-servers", name=TEXT, language_servers=TEXTS),
    },
)
# Zed documentation, Developing Extensions: the manifest.
ZED = only(
    "id name version schema_version authors description repository language_servers",
    id=TEXT,
    name=TEXT,
    version=TEXT,
    authors=TEXTS,
    description=TEXT,
    repository=TEXT,
)
ZED["properties"] |= {
    "schema_version": {"const": 1},
    "language_servers": each(only("name languages", name=TEXT, languages=TEXTS)),
}
# Zed documentation, Configuring Languages: the settings of a server.
ZED_SETTINGS = only(
    "lsp",
    lsp=each(
        {
            "type": "object",
            "properties": {
                "binary": only("", path=TEXT, arguments=TEXTS, env=ANYTHING),
                "initialization_options": ANYTHING,
                "settings": ANYTHING,
            },
            "additionalProperties": False,
        }
    ),
)
# LSP for Sublime Text, Client Configuration.
SUBLIME_CLIENT = only(
    "enabled command selector",
    enabled=FLAG,
    command=TEXTS,
    selector=TEXT,
    initializationOptions=ANYTHING,
    settings=ANYTHING,
    env=ANYTHING,
)
SUBLIME = only("clients", clients=each(SUBLIME_CLIENT))
SUBLIME_COMMANDS = {
    "type": "array",
    "items": only("caption command args", caption=TEXT, command={"const": "lsp_execute"}, args=ANYTHING),
}
# LSP4IJ, User-defined language server: a template's template.json.
_FILE_TYPE = only("patterns", name=TEXT, patterns=TEXTS)
JETBRAINS = only(
    "name programArgs fileTypeMappings",
    id=TEXT,
    name=TEXT,
    description=TEXT,
    programArgs={"type": "object", "additionalProperties": TEXT, "required": ["default"]},
    expandConfiguration=FLAG,
    languageMappings={"type": "array"},
    fileTypeMappings={
        "type": "array",
        "items": only("fileType languageId", fileType=_FILE_TYPE, languageId=TEXT),
    },
)

FILES: dict[str, dict[str, Any]] = {
    "kate/settings.json": KATE,
    "helix/languages.toml": HELIX,
    "zed/extension.toml": ZED,
    "zed/settings.json": ZED_SETTINGS,
    "sublime/LSP.sublime-settings": SUBLIME,
    "sublime/archlsp.sublime-commands": SUBLIME_COMMANDS,
    "jetbrains/archlsp/template.json": JETBRAINS,
}


def read(name: str) -> Any:  # noqa: ANN401 - JSON or TOML
    """A configuration as its editor reads it."""
    text = (EDITORS / name).read_text(encoding="utf-8")
    return tomllib.loads(text) if name.endswith(".toml") else json.loads(text)


@pytest.mark.parametrize("name", sorted(FILES))
def test_an_editor_knows_every_key(name: str) -> None:
    """Nothing is misspelt or in the wrong place."""
    jsonschema.Draft202012Validator(FILES[name]).validate(read(name))


def commands() -> dict[str, list[str]]:
    """By editor, what it starts."""
    helix = read("helix/languages.toml")["language-server"]["archlsp"]
    kakoune = kakoune_server((EDITORS / "kakoune/archlsp.kak").read_text(encoding="utf-8"))
    return {
        "kate": read("kate/settings.json")["servers"]["archlsp"]["command"],
        "helix": [helix["command"], *helix["args"]],
        "kakoune": [kakoune["command"], *kakoune["args"]],
        "sublime": read("sublime/LSP.sublime-settings")["clients"]["archlsp"]["command"],
        "jetbrains": read("jetbrains/archlsp/template.json")["programArgs"]["default"].split(),
    }


def kakoune_server(text: str) -> dict[str, Any]:
    """The server in the TOML that kakoune-lsp gets; its keys are those of its README."""
    found = re.search(r"lsp_servers %\{(.*?)\n    \}", text, re.DOTALL)
    assert found
    server: dict[str, Any] = tomllib.loads(found.group(1))["archlsp"]
    assert set(server) <= {"command", "args", "envs", "root_globs", "settings_section", "single_instance"}
    return server


@pytest.mark.parametrize("editor", sorted(commands()))
def test_every_editor_starts_the_same_server(editor: str) -> None:
    """All of them by name, from the PATH."""
    assert commands()[editor] == COMMAND


LANGUAGES = {
    "kate": "kate/settings.json",
    "helix": "helix/languages.toml",
    "kakoune": "kakoune/archlsp.kak",
    "zed": "zed/extension.toml",
    "sublime": "sublime/LSP.sublime-settings",
    "jetbrains": "jetbrains/archlsp/template.json",
}


@pytest.mark.parametrize("editor", sorted(LANGUAGES))
def test_every_editor_hands_over_back_end_code(editor: str) -> None:
    """No language of the catalog is forgotten in one of them."""
    text = (EDITORS / LANGUAGES[editor]).read_text(encoding="utf-8").lower()
    short = {"javascript": r"source\.js", "typescript": r"source\.ts"} if editor == "sublime" else {}
    missing = [word for word in BACK_END if not re.search(rf"\b{short.get(word, word)}\b", text)]
    assert missing == []


def test_kate_knows_the_modes_by_name() -> None:
    """The expression fits the names of highlighting modes, and not those that only begin alike."""
    pattern = re.compile(read("kate/settings.json")["servers"]["archlsp"]["highlightingModeRegex"])
    modes = ("Python", "JavaScript React (JSX)", "TypeScript", "SQL (PostgreSQL)", "Dockerfile", "YAML")
    assert all(pattern.search(mode) for mode in modes)
    assert not any(pattern.search(mode) for mode in ("CSS", "Markdown", "GoLang Template", "Javadoc"))


def test_helix_keeps_the_servers_of_a_language() -> None:
    """Helix replaces the list as a whole: where a language has servers of its own, ours comes last."""
    by_name = {one["name"]: one["language-servers"] for one in read("helix/languages.toml")["language"]}
    assert all(servers[-1] == "archlsp" for servers in by_name.values())
    assert {"gopls", "archlsp"} <= set(by_name["go"])


def test_sublime_runs_commands_that_exist() -> None:
    """A palette's entry names one of the server's commands."""
    named = {one["args"]["command_name"] for one in read("sublime/archlsp.sublime-commands")}
    named |= set(re.findall(r"archlsp\.\w+", (EDITORS / "kakoune/archlsp.kak").read_text(encoding="utf-8")))
    assert named <= set(COMMANDS)


@pytest.mark.parametrize(
    "options",
    [
        read("sublime/LSP.sublime-settings")["clients"]["archlsp"]["initializationOptions"],
        read("zed/settings.json")["lsp"]["archlsp"]["initialization_options"],
        read("jetbrains/archlsp/initializationOptions.json"),
    ],
    ids=["sublime", "zed", "jetbrains"],
)
def test_the_server_takes_the_options(options: dict[str, Any], tmp_path: Path) -> None:
    """A real server has nothing to say against them."""
    editor = Editor(tmp_path)
    try:
        editor.initialize(tmp_path, capabilities=CAPABILITIES, initializationOptions=options)
        editor.command("archlsp.showStatus")
        assert [message for message in editor.all("window/showMessage") if message["type"] <= 2] == []
        assert editor.leave() == 0
    finally:
        editor.stop()


def test_kakoune_reads_the_file(tmp_path: Path) -> None:
    """A real Kakoune: a Python file gets our server beside the one that was there, another file does not."""
    done = subprocess.run(
        [ROOT / "scripts" / "editors" / "install-others"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    (tmp_path / "a.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "a.css").write_text("a {}\n", encoding="utf-8")
    # What kakoune-lsp declares and does, before and after our file is read.
    before = """
        declare-option str lsp_servers
        define-command -params 2 lsp-execute-command %{ echo -to-file asked.txt -- %arg{1} %arg{2} }
        hook global BufSetOption filetype=python %{ set-option buffer lsp_servers "[ruff]
args = ['server']
" }
    """
    after = """
        edit a.py
        set-option buffer filetype python
        echo -to-file python.txt -- %opt{lsp_servers}
        edit a.css
        set-option buffer filetype css
        echo -to-file css.txt -- %opt{lsp_servers}
        archlsp-design '配送は "非同期" に?'
        kill! 0
    """
    (tmp_path / "kakrc").write_text(
        f"{before}\nsource {EDITORS / 'kakoune/archlsp.kak'}\n{after}", encoding="utf-8"
    )
    ran = subprocess.run(
        ["kak", "-n", "-ui", "dummy", "-e", "source kakrc"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        env={"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "XDG_RUNTIME_DIR": str(tmp_path)},
    )
    assert ran.returncode == 0, ran.stderr
    assert list(tomllib.loads((tmp_path / "python.txt").read_text(encoding="utf-8"))) == ["ruff", "archlsp"]
    assert (tmp_path / "css.txt").read_text(encoding="utf-8").strip() == ""
    command, _, asked = (tmp_path / "asked.txt").read_text(encoding="utf-8").partition(" ")
    assert command == "archlsp.design"
    assert json.loads(asked) == [{"question": '配送は "非同期" に?'}]


def test_every_folder_has_a_page_in_both_languages() -> None:
    """Japanese first, then English."""
    for folder in sorted(path for path in EDITORS.iterdir() if path.is_dir()):
        text = (folder / "README.md").read_text(encoding="utf-8")
        assert re.search(r"[぀-ヿ]", text), folder
        assert re.search(r"\n---\n", text), folder


def test_versions_are_in_step() -> None:
    """One version in every manifest that we ship."""
    version = re.search(r'__version__ = "(.+?)"', (ROOT / "src/archlsp/__init__.py").read_text("utf-8"))
    assert version
    header = re.search(r"^;; Version: (.+)$", (EDITORS / "emacs/archlsp.el").read_text("utf-8"), re.MULTILINE)
    assert header
    found = {
        "package": version[1],
        "emacs": header[1],
        "zed": read("zed/extension.toml")["version"],
        "cargo": tomllib.loads((EDITORS / "zed/Cargo.toml").read_text("utf-8"))["package"]["version"],
        "vscode": json.loads((EDITORS / "vscode/package.json").read_text("utf-8"))["version"],
    }
    assert set(found.values()) == {version[1]}, found
