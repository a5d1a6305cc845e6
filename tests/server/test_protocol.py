"""The rules of JSON-RPC and of the protocol's life cycle, against a real server."""

import json

import pytest

from conftest import Start
from editor import Editor

NOWHERE = {"textDocument": {"uri": "untitled:nowhere"}, "position": {"line": 0, "character": 0}}


def alive(server: Editor) -> bool:
    """Tell whether the server still answers."""
    return server.ask("textDocument/hover", NOWHERE) is None


def test_item_3_a_second_initialize_is_refused(server: Editor) -> None:
    """-32600, and the first one stays in force."""
    assert server.refused("initialize", {"processId": None, "capabilities": {}})["code"] == -32600
    assert alive(server)


@pytest.mark.parametrize("params", [{}, [], None, {"x": 1}])
def test_items_5_and_6_an_unknown_method_is_refused(server: Editor, params: object) -> None:
    """-32601, whatever its parameters are."""
    error = server.refused("no/such/method", params)
    assert error["code"] == -32601
    assert "data" not in error


def test_item_6_an_unknown_method_without_params(server: Editor) -> None:
    """The same when the member is missing."""
    server.send({"jsonrpc": "2.0", "id": "bare", "method": "no/such/method"})
    assert server.answer("bare")["error"]["code"] == -32601


def test_item_7_unknown_dollar_messages(server: Editor) -> None:
    """A notification may be ignored, a request must be refused."""
    before = server.mark
    server.notify("$/unknown", {"a": 1})
    server.notify("no/such/notification", {"a": 1})
    assert server.refused("$/unknown", {})["code"] == -32601
    assert alive(server)
    assert all("method" not in message for message in server.received[before:])


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("textDocument/hover", {}),
        ("textDocument/hover", None),
        ("textDocument/hover", [1, 2]),
        ("textDocument/hover", {"textDocument": {"uri": 5}, "position": "x"}),
        ("textDocument/codeAction", {"textDocument": {"uri": "x"}}),
        ("workspace/executeCommand", {"command": "no.such.command"}),
        ("workspace/executeCommand", {}),
        ("codeAction/resolve", {"title": "not ours"}),
    ],
)
def test_item_8_bad_params_are_refused(server: Editor, method: str, params: object) -> None:
    """-32602 without a traceback, and nothing pops up."""
    before = server.mark
    error = server.refused(method, params)
    assert error["code"] == -32602
    assert set(error) == {"code", "message"}
    assert alive(server)
    assert all(message.get("method") != "window/showMessage" for message in server.received[before:])


def test_item_8_bad_notifications_are_dropped(server: Editor) -> None:
    """Nobody waits for an answer, and nothing pops up."""
    before = server.mark
    server.notify("textDocument/didOpen", {"textDocument": {"uri": "untitled:bad"}})
    server.notify("textDocument/didChange", {})
    server.notify("textDocument/didClose", None)
    server.notify("workspace/didRenameFiles", {"files": [{}]})
    assert alive(server)
    assert all("method" not in message for message in server.received[before:])


def test_item_9_shutdown_and_exit(start: Start) -> None:
    """0, and nothing was written to the standard error."""
    editor = start()
    editor.initialize()
    assert editor.leave() == 0
    assert editor.errors == b""


def test_item_10_exit_alone(start: Start) -> None:
    """1: nobody asked for a shutdown."""
    editor = start()
    editor.initialize()
    editor.notify("exit")
    assert editor.exit_code() == 1
    assert editor.errors == b""


def test_item_11_after_shutdown_only_exit_counts(start: Start) -> None:
    """A request gets -32600, a second shutdown too; notifications do nothing."""
    editor = start()
    editor.initialize()
    editor.ask("shutdown", {})
    assert editor.refused("textDocument/hover", NOWHERE)["code"] == -32600
    assert editor.refused("shutdown")["code"] == -32600
    editor.open("untitled:late", "x")
    editor.notify("exit")
    assert editor.exit_code() == 0


def test_item_12_cancelling_what_is_not_there(server: Editor) -> None:
    """An unknown or an answered id, or none at all, is ignored."""
    server.notify("$/cancelRequest", {"id": 999_999})
    server.notify("$/cancelRequest", {"id": "nobody"})
    server.notify("$/cancelRequest", {})
    assert alive(server)


@pytest.mark.parametrize(
    "body", [b"{", b"", b"nonsense", b'{"jsonrpc": "2.0", "id": \xff\xfe}', b"[" * 50_000]
)
def test_items_15_and_17_what_is_no_json_is_refused(server: Editor, body: bytes) -> None:
    """-32700 with a null id: cut off, not UTF-8, or deeper than anybody reads."""
    before = server.mark
    server.raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)
    answer = server.wait_for(lambda m: "error" in m and m["id"] is None, "the refusal", since=before)
    assert answer["error"]["code"] == -32700
    assert alive(server)


def test_item_16_a_lone_surrogate_comes_and_goes(server: Editor) -> None:
    """It may stand in a text and in an id."""
    uri = server.open("untitled:surrogate", "x = '\ud83d'\n")
    assert server.ask("textDocument/hover", {**NOWHERE, "textDocument": {"uri": uri}}) is None
    server.send({"jsonrpc": "2.0", "id": "\ud83d", "method": "no/such"})
    assert server.answer("\ud83d")["error"]["code"] == -32601
    server.close(uri)
    assert alive(server)


def test_items_18_to_21_strange_headers(server: Editor) -> None:
    """Lower case, no space, byte by byte; a length that is none, or too much, is refused."""
    for number, header in enumerate((b"content-length:%d\r\n\r\n", b"CONTENT-LENGTH: %d\n\n")):
        body = json.dumps({"jsonrpc": "2.0", "id": f"h{number}", "method": "no/such"}).encode()
        for byte in header % len(body) + body:
            server.raw(bytes([byte]))
        assert server.answer(f"h{number}")["error"]["code"] == -32601
    for length in (b"abc", b"100000000000"):
        before = server.mark
        server.raw(b"Content-Length: " + length + b"\r\n\r\n")
        server.wait_for(lambda m: m.get("error", {}).get("code") == -32700, "the refusal", since=before)
    assert alive(server)


@pytest.mark.parametrize(
    "message",
    [
        [],
        [{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}],
        7,
        "text",
        None,
        {},
        {"jsonrpc": "1.0", "method": "x"},
        {"jsonrpc": "2.0"},
        {"jsonrpc": "2.0", "id": None, "method": "shutdown"},
        {"jsonrpc": "2.0", "id": 1.5, "method": "shutdown"},
        {"jsonrpc": "2.0", "id": True, "method": "shutdown"},
        {"jsonrpc": "2.0", "id": {}, "method": "shutdown"},
        {"jsonrpc": "2.0", "method": 5},
    ],
)
def test_item_22_what_is_no_message_is_refused(server: Editor, message: object) -> None:
    """-32600 with a null id: batches, which LSP has none of, scalars, and ids that are none."""
    before = server.mark
    server.send(message)
    answer = server.wait_for(lambda m: "error" in m and m["id"] is None, "the refusal", since=before)
    assert answer["error"]["code"] == -32600
    assert alive(server)


def test_item_22_ids_are_echoed_and_may_come_twice(server: Editor) -> None:
    """A text stays a text, and each of two requests with one id has its answer."""
    before = server.mark
    for _ in range(2):
        server.send({"jsonrpc": "2.0", "id": "42", "method": "textDocument/hover", "params": NOWHERE})
    server.wait_for(lambda m: [x.get("id") for x in server.received[before:]].count("42") == 2, "both")


def test_a_response_to_nothing_is_ignored(server: Editor) -> None:
    """Whatever it holds; also under the id of a request of the client's own."""
    server.send({"jsonrpc": "2.0", "id": "nobody", "result": {"a": 1}})
    server.send({"jsonrpc": "2.0", "id": 1, "error": "nonsense"})
    server.send({"jsonrpc": "2.0", "id": None, "error": {"code": -32700, "message": "?"}})
    assert alive(server)


def test_an_object_inside_a_message_may_look_like_one(server: Editor) -> None:
    """Only the outermost object is a message."""
    inner = {"jsonrpc": "2.0", "id": 5, "method": "shutdown"}
    error = server.refused("workspace/executeCommand", {"command": "archlsp.explain", "arguments": [inner]})
    assert error["code"] == -32602


def test_huge_numbers_in_a_position(server: Editor) -> None:
    """Some clients mean the end of a line by more than the protocol's numbers hold."""
    uri = server.open("untitled:huge", "ab\ncd\n", "plaintext")
    server.edit(uri, (0, 1), (0, 2**32), "X")
    beyond = {"line": 2**40, "character": 2**53}
    assert server.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": beyond}) is None
    server.close(uri)


def test_nothing_of_a_message_is_logged(start: Start) -> None:
    """Neither to the standard error nor to the client: messages hold code."""
    editor = start()
    editor.initialize()
    editor.open("untitled:secret", "password = 'hunter2'\n")
    editor.notify("textDocument/didChange", {"textDocument": {"uri": "hunter2"}, "contentChanges": "hunter2"})
    editor.refused("textDocument/hover", {"position": "hunter2"})
    assert editor.leave() == 0
    assert editor.errors == b""
    assert "hunter2" not in json.dumps(editor.received)
