"""Before the server is there: what the reception answers, drops and survives."""

import time

import pytest

from archlsp import __version__
from conftest import Start
from editor import CAPABILITIES


def test_item_1_a_request_before_initialize_is_refused(start: Start) -> None:
    """-32002, and the server waits on."""
    editor = start()
    assert editor.refused("textDocument/hover", {})["code"] == -32002
    assert editor.refused("shutdown")["code"] == -32002
    assert editor.refused("no/such/method")["code"] == -32002
    assert editor.initialize()["serverInfo"] == {"name": "archlsp", "version": __version__}
    assert editor.leave() == 0


def test_item_2_a_notification_before_initialize_is_dropped(start: Start) -> None:
    """It is not kept for later either: the document is not open afterwards."""
    editor = start()
    uri = editor.open("file:///early.py", "x = 1\n")
    editor.notify("initialized", {})
    editor.notify("$/cancelRequest", {"id": 1})
    editor.initialize()
    position = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
    assert editor.ask("textDocument/hover", position) is None
    assert editor.leave() == 0


@pytest.mark.parametrize(
    "params", [None, [], {}, {"processId": None}, {"capabilities": None}, {"capabilities": []}]
)
def test_item_4_initialize_without_capabilities_is_refused(start: Start, params: object) -> None:
    """-32602, and a better one is taken."""
    editor = start()
    assert editor.refused("initialize", params)["code"] == -32602
    assert "capabilities" in editor.initialize()


def test_item_10_exit_before_initialize(start: Start) -> None:
    """Nobody asked for a shutdown: 1."""
    editor = start()
    editor.notify("exit")
    assert editor.exit_code() == 1
    assert editor.errors == b""


def test_item_41_the_end_of_the_input_before_initialize(start: Start) -> None:
    """The client is gone; so are we."""
    editor = start()
    assert editor.process.stdin is not None
    editor.process.stdin.close()
    assert editor.exit_code() == 1
    assert editor.errors == b""


def test_nonsense_before_initialize(start: Start) -> None:
    """Items 15, 17, 19, 20, 22: each gets its answer, and then initialize works."""
    editor = start()
    for body in (b"{", b"\xff\xfe", b"[" * 50_000):
        editor.raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    editor.raw(b"Content-Length: abc\r\n\r\nContent-Length: 100000000000\r\n\r\n")
    editor.send([])
    editor.send(7)
    editor.send({"jsonrpc": "2.0", "id": 1.5, "method": "initialize", "params": {"capabilities": {}}})
    editor.send({"jsonrpc": "2.0", "id": "text", "method": "initialize", "params": {}})
    editor.send({"jsonrpc": "2.0", "id": 99, "result": None})
    editor.wait_for(lambda m: m.get("id") == "text", "the answer to the last one")
    codes = [message["error"]["code"] for message in editor.received]
    assert codes == [-32700, -32700, -32700, -32700, -32700, -32600, -32600, -32600, -32602]
    assert "capabilities" in editor.initialize()
    assert editor.leave() == 0


def test_a_text_id_is_answered_as_text(start: Start) -> None:
    """Item 22: an id is echoed as it came."""
    editor = start()
    params = {"processId": None, "capabilities": {}}
    editor.send({"jsonrpc": "2.0", "id": "1", "method": "initialize", "params": params})
    answer = editor.wait_for(lambda m: "result" in m, "initialize")
    assert answer["id"] == "1"


def test_everything_at_once(start: Start) -> None:
    """A whole session in one write: nothing is lost between the reception and the server, and the order is kept."""
    editor = start()
    initialize = editor.request("initialize", {"processId": None, "capabilities": CAPABILITIES})
    editor.notify("initialized", {})
    editor.open("untitled:x", "import requests\nrequests.get('x')\n")
    editor.edit("untitled:x", (1, 0), (1, 0), "y = ")
    symbols = editor.request("textDocument/documentSymbol", {})
    again = editor.request("initialize", {"processId": None, "capabilities": {}})
    shutdown = editor.request("shutdown")
    after = editor.request("textDocument/hover", {})
    editor.notify("exit")
    assert editor.exit_code() == 0
    ids = [message["id"] for message in editor.received if "method" not in message]
    assert ids == [initialize, symbols, again, shutdown, after]
    assert editor.answer(symbols)["error"]["code"] == -32601
    assert editor.answer(again)["error"]["code"] == -32600
    assert editor.answer(shutdown)["result"] is None
    assert editor.answer(after)["error"]["code"] == -32600
    assert editor.errors == b""


def test_initialize_is_answered_before_pygls_is_imported(start: Start) -> None:
    """The second request waits for the server itself; the first did not."""
    editor = start()
    editor.initialize()
    first = time.perf_counter() - editor.started
    editor.refused("no/such/method", {})
    second = time.perf_counter() - editor.started
    assert first < second / 2
    assert editor.leave() == 0


def test_nonsense_in_the_capabilities_is_not_said(start: Start) -> None:
    """A client that gets one capability wrong has the default there and can work."""
    editor = start()
    answer = editor.initialize(
        capabilities={
            "general": {"positionEncodings": "utf-8"},
            "textDocument": 7,
            "window": {"showDocument": []},
        }
    )
    assert answer["capabilities"]["positionEncoding"] == "utf-16"
    assert editor.refused("no/such/method")["code"] == -32601
    assert editor.leave() == 0
