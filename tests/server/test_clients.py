"""Neovim, Emacs and VS Code, as far as their capabilities go: every message is checked against the specification.

pytest-lsp warns when the server sends what the client did not offer to understand, and warnings are errors here.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import types

from conftest import API, TIMEOUT
from editor import SERVE

CLIENTS = ("neovim@v0.11.0", "emacs@v29.1", "visual_studio_code@v1.65.2")
COLUMN = {"neovim@v0.11.0": 27, "emacs@v29.1": 20, "visual_studio_code@v1.65.2": 21}
"""Where the culprit of API begins, in the units of each client."""


class Client:
    """An editor with these capabilities that has api.py of the shop open."""

    def __init__(self, name: str, lsp: pytest_lsp.LanguageClient, shop: Path) -> None:
        self.name = name
        self.lsp = lsp
        self.uri = (shop / "api.py").as_uri()
        self.applied: list[types.ApplyWorkspaceEditParams] = []

    async def until(
        self, predicate: Callable[[Sequence[types.Diagnostic]], bool]
    ) -> Sequence[types.Diagnostic]:
        """Wait for diagnostics that fit."""
        async with asyncio.timeout(20):
            while not predicate(self.lsp.diagnostics.get(self.uri, ())):
                await self.lsp.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        return self.lsp.diagnostics.get(self.uri, ())

    async def actions(self, where: types.Range) -> Sequence[types.CodeAction | types.Command]:
        """What is offered in a range."""
        context = types.CodeActionContext([])
        params = types.CodeActionParams(types.TextDocumentIdentifier(self.uri), where, context)
        return await self.lsp.text_document_code_action_async(params) or []


def make_client() -> pytest_lsp.LanguageClient:
    """A client that also answers what pytest-lsp's own does not."""
    lsp = pytest_lsp.make_test_lsp_client()

    @lsp.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(_params: types.RegistrationParams) -> None:
        return None

    @lsp.feature(types.WORKSPACE_APPLY_EDIT)
    def apply(_params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        return types.ApplyWorkspaceEditResult(applied=True)

    return lsp


@pytest.fixture(params=CLIENTS)
async def client(request: pytest.FixtureRequest, shop: Path, tmp_path: Path) -> AsyncIterator[Client]:
    """Start the server and open the shop, as each of the editors."""
    environment = {
        **os.environ,
        "ARCHLSP_STATE_DIR": str(tmp_path / "state"),
        "ARCHLSP_CONFIG_DIR": str(tmp_path / "config"),
    }
    config = pytest_lsp.ClientServerConfig(list(SERVE), make_client, environment)
    lsp = await config.start()
    assert isinstance(lsp, pytest_lsp.LanguageClient)
    folder = types.WorkspaceFolder(shop.as_uri(), "shop")
    capabilities = pytest_lsp.client_capabilities(request.param)
    params = types.InitializeParams(
        capabilities, root_uri=shop.as_uri(), workspace_folders=[folder], process_id=os.getpid()
    )
    await lsp.initialize_session(params)
    opened = Client(request.param, lsp, shop)
    item = types.TextDocumentItem(opened.uri, "python", 1, API)
    lsp.text_document_did_open(types.DidOpenTextDocumentParams(item))
    yield opened
    await lsp.shutdown_session()
    await lsp.stop()


async def test_diagnostics_are_at_the_right_columns(client: Client) -> None:
    """Behind Japanese and an emoji, in the units that this client counts in."""
    (diagnostic,) = await client.until(bool)
    assert diagnostic.code == TIMEOUT
    assert diagnostic.range.start == types.Position(5, COLUMN[client.name])


async def test_a_fix_is_offered_and_can_be_applied(client: Client) -> None:
    """At once or when it is chosen, in documentChanges, which all three understand."""
    (diagnostic,) = await client.until(bool)
    offered = await client.actions(diagnostic.range)
    fix = next(action for action in offered if isinstance(action, types.CodeAction) and not action.command)
    if fix.edit is None:
        fix = await client.lsp.code_action_resolve_async(fix)
    assert fix.edit is not None
    assert fix.edit.document_changes is not None
    (change,) = fix.edit.document_changes
    assert isinstance(change, types.TextDocumentEdit)
    assert change.text_document.version == 1


async def test_hover(client: Client) -> None:
    """All three show Markdown."""
    (diagnostic,) = await client.until(bool)
    params = types.HoverParams(types.TextDocumentIdentifier(client.uri), diagnostic.range.start)
    hover = await client.lsp.text_document_hover_async(params)
    assert hover is not None
    assert isinstance(hover.contents, types.MarkupContent)
    assert hover.contents.kind == types.MarkupKind.Markdown


async def test_typing_and_saving(client: Client) -> None:
    """An edit above moves the finding; one inside takes it away."""
    await client.until(bool)
    await change(client, 2, types.Range(types.Position(0, 0), types.Position(0, 0)), "# 先頭\n")
    moved = await client.until(lambda found: bool(found) and found[0].range.start.line == 6)
    inside = types.Position(6, moved[0].range.start.character + 2)
    await change(client, 3, types.Range(inside, inside), "X")
    client.lsp.text_document_did_save(
        types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(client.uri))
    )
    await client.until(lambda found: not found)


async def change(client: Client, version: int, where: types.Range, text: str) -> None:
    """Send one change."""
    identifier = types.VersionedTextDocumentIdentifier(version, client.uri)
    partial = types.TextDocumentContentChangePartial(where, text)
    client.lsp.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [partial]))


@pytest.mark.parametrize(
    "command", ["archlsp.reviewChanges", "archlsp.reviewRepository", "archlsp.showStatus"]
)
async def test_commands(client: Client, command: str) -> None:
    """Each answers, and sends only what the client understands."""
    await client.until(bool)
    result = await client.lsp.workspace_execute_command_async(types.ExecuteCommandParams(command))
    assert result is not None


async def test_dismiss_explain_and_restore(client: Client) -> None:
    """What the other actions do; the finding's data is there to say which one is meant."""
    (diagnostic,) = await client.until(bool)
    assert isinstance(diagnostic.data, dict)
    await run(client, "archlsp.explain", [TIMEOUT, client.uri])
    await run(
        client, "archlsp.dismiss", [client.uri, diagnostic.data["identity"], "false-positive", "社内 API"]
    )
    await client.until(lambda found: not found)
    await run(client, "archlsp.restore", [client.uri])
    await client.until(bool)


async def run(client: Client, command: str, arguments: list[object]) -> None:
    """Run a command."""
    params = types.ExecuteCommandParams(command, arguments)
    ask: Callable[[types.ExecuteCommandParams], Awaitable[object]] = (
        client.lsp.workspace_execute_command_async
    )
    await ask(params)
