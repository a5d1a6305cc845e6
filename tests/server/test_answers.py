"""Every request gets its answer, whatever its handler does: the protocol alone, with handlers made to fail."""

import asyncio
import json
from typing import Any

import pytest
from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified
from pygls.protocol import default_converter

from archlsp.server.arguments import Arguments
from archlsp.server.client import Client
from archlsp.server.desk import Host
from archlsp.server.documents import Document, Edits
from archlsp.server.outgoing import NoAnswerError
from archlsp.server.progress import Progress, Report, StoppedError, with_progress
from archlsp.server.protocol import ArchlspProtocol

CODE = "charge(card)"


class Told:
    """Remembers what the protocol told, and what it sent."""

    def __init__(self) -> None:
        self.events: list[tuple[object, ...]] = []
        self.sent: list[dict[str, Any]] = []
        self.news = asyncio.Event()

    def opened(self, document: Document) -> None:
        self.events.append(("opened", document.source))

    def changed(self, document: Document, edits: Edits) -> None:
        self.events.append(("changed", document.source, edits))

    def closed(self, document: Document) -> None:
        self.events.append(("closed", document.source))

    def folders_changed(self, event: types.WorkspaceFoldersChangeEvent) -> None:
        self.events.append(("folders", len(event.added)))

    def ended(self, code: int) -> None:
        self.events.append(("ended", code))

    def crashed(self, where: str, error: BaseException) -> None:
        self.events.append(("crashed", where, type(error).__name__))

    def write(self, body: bytes) -> None:
        self.sent.append(json.loads(body))
        self.news.set()


class Wire:
    """A protocol whose other end is the test."""

    def __init__(self) -> None:
        self.told = Told()
        self.host = Host("test", "0", protocol_cls=ArchlspProtocol, converter_factory=default_converter)
        self.protocol = self.host.protocol
        self.protocol.adopt(Client.read({"capabilities": {}}), self.told, self.told)

    def send(self, **message: object) -> None:
        self.protocol.receive(json.dumps({"jsonrpc": "2.0", **message}).encode())

    def hover(self) -> dict[str, Any]:
        params = {"textDocument": {"uri": "x"}, "position": {"line": 0, "character": 0}}
        self.send(id=1, method="textDocument/hover", params=params)
        return self.told.sent[-1]

    def command(self, name: str) -> None:
        self.send(id=7, method="workspace/executeCommand", params={"command": name})

    async def sent(self, index: int) -> dict[str, Any]:
        """Wait until so many messages were sent."""
        async with asyncio.timeout(10):
            while len(self.told.sent) <= index:
                self.told.news.clear()
                await self.told.news.wait()
        return self.told.sent[index]


@pytest.fixture
def wire() -> Wire:
    """A protocol that a client has initialized."""
    return Wire()


def test_item_14_an_exception_is_an_error_response(wire: Wire) -> None:
    """-32603 with the kind of error; neither its text nor a traceback, and the next request works."""

    @wire.host.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(_params: types.HoverParams) -> None:
        raise ValueError(CODE)

    answer = wire.hover()
    assert answer["error"] == {"code": -32603, "message": "Internal error: ValueError"}
    assert wire.told.events == [("crashed", "textDocument/hover", "ValueError")]
    assert wire.hover()["error"]["code"] == -32603


async def test_item_14_also_in_an_async_handler(wire: Wire) -> None:
    """An exception that comes later is an error response too."""

    @wire.host.command("fail")
    async def fail(_arguments: Arguments) -> None:
        raise KeyError(CODE)

    wire.command("fail")
    assert (await wire.sent(0))["error"] == {"code": -32603, "message": "Internal error: KeyError"}


def test_a_result_that_is_no_json_is_an_error_response(wire: Wire) -> None:
    """The client does not wait for ever, and nothing pops up."""

    @wire.host.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(_params: types.HoverParams) -> object:
        return {"contents": {1, 2}}

    assert wire.hover()["error"]["code"] == -32603
    assert len(wire.told.sent) == 1


def test_item_13_a_stale_result_is_said_to_be_one(wire: Wire) -> None:
    """-32801, with the sentence that the handler chose."""

    @wire.host.feature(types.TEXT_DOCUMENT_HOVER)
    def hover(_params: types.HoverParams) -> None:
        raise JsonRpcContentModified("changed")

    assert wire.hover()["error"] == {"code": -32801, "message": "changed"}
    assert wire.told.events == []


def test_an_exception_in_a_notification_is_told_and_not_shown(wire: Wire) -> None:
    """Nobody asked, so nobody is answered."""

    @wire.host.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def did_save(_params: types.DidSaveTextDocumentParams) -> None:
        raise OSError(CODE)

    wire.send(method="textDocument/didSave", params={"textDocument": {"uri": "x"}})
    assert wire.told.events == [("crashed", "textDocument/didSave", "OSError")]
    assert wire.told.sent == []


async def test_item_12_a_cancelled_command_stops(wire: Wire) -> None:
    """-32800, and the work itself is cancelled, not only forgotten."""
    stopped = asyncio.Event()

    @wire.host.command("long")
    async def long(_arguments: Arguments) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    wire.command("long")
    await asyncio.sleep(0)
    wire.send(method="$/cancelRequest", params={"id": 7})
    assert (await wire.sent(0))["error"]["code"] == -32800
    assert stopped.is_set()


async def test_shutdown_cancels_what_runs(wire: Wire) -> None:
    """Work that nobody waits for any more stops, and shutdown is answered."""

    @wire.host.command("long")
    async def long(_arguments: Arguments) -> None:
        await asyncio.Event().wait()

    wire.command("long")
    await asyncio.sleep(0)
    wire.send(id=8, method="shutdown")
    assert (await wire.sent(0)) == {"jsonrpc": "2.0", "id": 8, "result": None}
    assert (await wire.sent(1))["error"]["code"] == -32800


async def test_item_40_a_client_that_never_replies(wire: Wire) -> None:
    """A question of ours ends by itself, and its late answer is ignored."""
    with pytest.raises(NoAnswerError):
        await wire.protocol.ask("workspace/diagnostic/refresh", None, 0.01)
    question = wire.told.sent[0]
    wire.send(id=question["id"], result=None)
    assert wire.hover()["error"]["code"] == -32601


@pytest.mark.parametrize("reply", [{"error": {"code": -32601, "message": "no"}}, {"error": 5}, {"result": 5}])
async def test_a_client_that_refuses(wire: Wire, reply: dict[str, object]) -> None:
    """An error, or a result of the wrong shape, is no answer."""
    params = types.ApplyWorkspaceEditParams(types.WorkspaceEdit())
    asking = asyncio.ensure_future(wire.protocol.ask(types.WORKSPACE_APPLY_EDIT, params, 10))
    question = await wire.sent(0)
    wire.send(id=question["id"], **reply)
    with pytest.raises(NoAnswerError):
        await asking


async def test_item_37_progress_is_cancelled_by_its_token(wire: Wire) -> None:
    """The work stops, the progress ends, and the token means nothing afterwards."""
    progress = Progress(wire.protocol, "title", "token")

    async def work(report: Report) -> None:
        report(1, 4, "file.py")
        await asyncio.Event().wait()

    running = asyncio.ensure_future(with_progress(progress, True, work))
    begin = await wire.sent(0)
    assert begin["params"]["value"]["kind"] == "begin"
    assert begin["params"]["value"]["cancellable"] is True
    wire.send(method="window/workDoneProgress/cancel", params={"token": "nobody's"})
    wire.send(method="window/workDoneProgress/cancel", params={"token": "token"})
    with pytest.raises(StoppedError):
        await running
    assert wire.told.sent[-1]["params"]["value"] == {"kind": "end"}
    assert wire.protocol.cancellable == {}
    wire.send(method="window/workDoneProgress/cancel", params={"token": "token"})
    assert wire.told.events == []


async def test_short_work_shows_no_progress(wire: Wire) -> None:
    """What is done within a second is not worth a bar."""

    async def work(_report: Report) -> int:
        return 5

    assert await with_progress(Progress(wire.protocol, "title", None), True, work) == 5
    assert wire.told.sent == []


def test_documents_are_followed(wire: Wire) -> None:
    """Opened, changed and closed, in the text as it is; a second open closes the first."""
    item = {"uri": "file:///x.py", "languageId": "python", "version": 1, "text": "a\n"}
    wire.send(method="textDocument/didOpen", params={"textDocument": item})
    where = {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 1}}
    identifier = {"uri": "file:///x.py", "version": 2}
    change = {"textDocument": identifier, "contentChanges": [{"range": where, "text": "b"}]}
    wire.send(method="textDocument/didChange", params=change)
    wire.send(method="textDocument/didOpen", params={"textDocument": {**item, "text": "c"}})
    wire.send(method="textDocument/didClose", params={"textDocument": {"uri": "file:///x.py"}})
    wire.send(method="textDocument/didClose", params={"textDocument": {"uri": "file:///x.py"}})
    assert [event[:2] for event in wire.told.events] == [
        ("opened", "a\n"),
        ("changed", "b\n"),
        ("closed", "b\n"),
        ("opened", "c"),
        ("closed", "c"),
    ]


def test_exit_tells_whether_there_was_a_shutdown(wire: Wire) -> None:
    """Items 9 and 10."""
    wire.send(method="exit")
    wire.send(id=1, method="shutdown")
    wire.send(method="exit")
    assert wire.told.events == [("ended", 1), ("ended", 0)]
