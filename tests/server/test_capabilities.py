"""What the reception promises is what pygls would have said about the server that then runs."""

import json
from pathlib import Path
from typing import Any

import pytest
import pytest_lsp
from lsprotocol import converters, types
from pygls.capabilities import ServerCapabilitiesBuilder
from pygls.protocol import default_converter

from archlsp.server import capabilities as ours
from archlsp.server.app import register
from archlsp.server.client import Client
from archlsp.server.desk import Host
from archlsp.server.protocol import ArchlspProtocol
from server.ai_session import Start

CANNED = Path(pytest_lsp.__file__).parent / "clients"
CLIENTS = ("neovim_v0.11.0", "emacs_v29.1", "visual_studio_code_v1.65.2")
PULLING = {
    "textDocument": {"diagnostic": {"dynamicRegistration": False}},
    "workspace": {"diagnostics": {"refreshSupport": True}},
}
BARE: dict[str, Any] = {}


def canned(name: str) -> dict[str, Any]:
    """The capabilities that an editor really sends."""
    loaded: dict[str, Any] = json.loads((CANNED / f"{name}.json").read_text("utf-8"))["capabilities"]
    return loaded


def pygls_says(client: dict[str, Any]) -> dict[str, Any]:
    """What pygls computes from the registered handlers."""
    host = Host("archlsp", "0", protocol_cls=ArchlspProtocol, converter_factory=default_converter)
    register(host, Client.read({"capabilities": client}))
    manager = host.protocol.fm
    converter = converters.get_converter()
    structured = converter.structure(client, types.ClientCapabilities)
    built = ServerCapabilitiesBuilder(
        structured,
        set(manager.features) | set(manager.builtin_features),
        manager.feature_options,
        sorted(manager.commands),
        types.TextDocumentSyncKind.Incremental,
        None,
        ServerCapabilitiesBuilder.choose_position_encoding(structured),
    ).build()
    said: dict[str, Any] = json.loads(json.dumps(converter.unstructure(built)))
    said["textDocumentSync"] = {key: on for key, on in said["textDocumentSync"].items() if on is not False}
    return said


@pytest.mark.parametrize("client", [*map(canned, CLIENTS), PULLING, BARE], ids=[*CLIENTS, "pulling", "bare"])
def test_pygls_computes_the_same(client: dict[str, Any]) -> None:
    """Two ways to the same answer, so that neither can be forgotten when the other changes."""
    assert ours.server_capabilities(client) == pygls_says(client)


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (None, "utf-16"),
        ([], "utf-16"),
        (["utf-8", "utf-16"], "utf-8"),
        (["utf-32", "utf-8"], "utf-32"),
        (["utf-7", "utf-8"], "utf-8"),
        (["utf-7"], "utf-16"),
        ("utf-8", "utf-16"),
        ([[], {}, 5], "utf-16"),
    ],
)
def test_item_23_the_clients_first_choice_that_we_know(offered: object, chosen: str) -> None:
    """UTF-16 when nothing fits or nothing makes sense."""
    assert ours.position_encoding({"general": {"positionEncodings": offered}}) == chosen


@pytest.mark.parametrize("name", CLIENTS)
def test_these_clients_are_pushed_to(name: str) -> None:
    """None of them says that it can be told to pull again."""
    assert "diagnosticProvider" not in ours.server_capabilities(canned(name))


def test_item_38_a_client_that_can_nothing() -> None:
    """Every fallback at once."""
    client = Client.read({"capabilities": {}})
    assert client.encoding == "utf-16"
    assert client.folders == ()
    assert not any(
        (
            client.pulls,
            client.code_actions,
            client.versioned_edits,
            client.applies_edits,
            client.shows_documents,
        )
    )


@pytest.mark.parametrize(
    ("params", "folders"),
    [
        ({"workspaceFolders": [{"uri": "file:///a"}, {"uri": "file:///b"}], "rootUri": "file:///c"}, 2),
        ({"workspaceFolders": None, "rootUri": "file:///c"}, 1),
        ({"workspaceFolders": [], "rootUri": "file:///c"}, 0),
        ({"rootUri": None, "rootPath": "/c d"}, 1),
        ({"rootUri": None}, 0),
        ({"workspaceFolders": [7, {"uri": 7}, {}]}, 0),
    ],
)
def test_item_35_which_folders_are_open(params: dict[str, Any], folders: int) -> None:
    """The list counts; the one root only where there is no list."""
    assert len(Client.read({"capabilities": {}, **params}).folders) == folders


def test_a_plugin_may_add_to_what_its_client_says(start: Start) -> None:
    """In its own options, where the client lets it say nothing else: such as how columns are counted."""
    editor = start()
    more = {"capabilities": {"general": {"positionEncodings": ["utf-8"]}, "workspace": 3}}
    answer = editor.initialize(initializationOptions=more)
    assert answer["capabilities"]["positionEncoding"] == "utf-8"
    assert editor.all("window/showMessage") == []
