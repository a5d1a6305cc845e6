"""How the process ends: by its client, without its client, by a signal; and what it leaves."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from conftest import Start
from editor import SERVE

BUSY = "import requests\n" + "".join(f"def f{i}(u):\n    return requests.get(u)\n" for i in range(40))


def is_gone(process: psutil.Process) -> bool:
    """Tell whether a process ended, waiting for it if need be."""
    try:
        process.wait(10)
    except psutil.TimeoutExpired:
        return False
    return True


def test_item_41_the_end_of_the_input(start: Start) -> None:
    """Without a shutdown 1; the workers go too."""
    editor = start()
    editor.initialize()
    editor.refused("no/such/method")
    children = psutil.Process(editor.process.pid).children(recursive=True)
    assert children
    assert editor.process.stdin is not None
    editor.process.stdin.close()
    assert editor.exit_code() == 1
    assert editor.errors == b""
    assert all(is_gone(child) for child in children)


def test_item_41_the_end_of_the_input_after_shutdown(start: Start) -> None:
    """Some clients close the pipe and send no exit: that is fine."""
    editor = start()
    editor.initialize()
    editor.ask("shutdown")
    assert editor.process.stdin is not None
    editor.process.stdin.close()
    assert editor.exit_code() == 0


@pytest.mark.parametrize("early", [True, False])
def test_item_42_a_dead_parent(start: Start, early: bool) -> None:
    """When the process that the client named is gone, before or after initialize, so are we."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as parent:
        assert parent.stdin is not None
        if early:
            parent.stdin.close()
            parent.wait()
        editor = start()
        editor.initialize(processId=parent.pid)
        if not early:
            editor.refused("no/such/method")
            parent.stdin.close()
            parent.wait()
    assert editor.exit_code() == 1
    assert editor.errors == b""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_item_43_a_signal(start: Start, number: signal.Signals) -> None:
    """It ends the process without a word, and its workers with it."""
    editor = start()
    editor.initialize()
    editor.refused("no/such/method")
    children = psutil.Process(editor.process.pid).children(recursive=True)
    editor.process.send_signal(number)
    assert editor.exit_code() == 128 + number
    assert editor.errors == b""
    assert all(is_gone(child) for child in children)


def test_item_43_a_signal_before_initialize(start: Start) -> None:
    """Nothing has begun yet, and nothing is said."""
    editor = start()
    assert editor.refused("shutdown")["code"] == -32002
    editor.process.send_signal(signal.SIGTERM)
    assert editor.exit_code() == 128 + signal.SIGTERM
    assert editor.errors == b""


def test_item_43_a_client_that_stops_reading(tmp_path: Path) -> None:
    """EPIPE: the process ends without a traceback."""
    reading, writing = os.pipe()
    environment = {**os.environ, "ARCHLSP_STATE_DIR": str(tmp_path / "state")}
    with subprocess.Popen(
        SERVE, stdin=subprocess.PIPE, stdout=writing, stderr=subprocess.PIPE, env=environment
    ) as process:
        os.close(writing)
        assert process.stdin is not None
        assert process.stderr is not None
        body = b'{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}'
        process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        process.stdin.flush()
        os.read(reading, 1)
        os.close(reading)
        body = b'{"jsonrpc":"2.0","id":2,"method":"no/such"}'
        process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        process.stdin.flush()
        assert process.wait(20) == 1
        assert process.stderr.read() == b""


def test_nothing_that_a_child_prints_or_reads_touches_the_protocol(start: Start) -> None:
    """The standard streams of the process are not the protocol's any more."""
    editor = start()
    editor.initialize()
    editor.refused("no/such/method")
    process = Path("/proc") / str(editor.process.pid) / "fd"
    if not process.exists():
        pytest.skip("needs /proc")
    assert (process / "0").readlink() == Path(os.devnull)
    assert (process / "1").readlink() == (process / "2").readlink()
    assert editor.leave() == 0


def test_item_44_a_text_of_ten_megabytes(start: Start, shop: Path) -> None:
    """It is taken, said to be too large for a review, edited, and the server goes on."""
    editor = start()
    editor.initialize(shop)
    text = "x = '漢字と😋'\n" * 500_000
    uri = editor.open(shop / "huge.py", text)
    editor.edit(uri, (499_999, 0), (499_999, 1), "y")
    assert editor.command("archlsp.reviewFile", uri)["state"] == "skipped"
    assert editor.leave() == 0


def test_item_44_five_thousand_requests_at_once(start: Start) -> None:
    """Each is answered, in order."""
    editor = start()
    editor.initialize()
    uri = editor.open("untitled:many", "x = 1\n")
    params = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
    ids = [editor.request("textDocument/hover", params) for _ in range(5_000)]
    editor.answer(ids[-1], 60)
    answered = [message["id"] for message in editor.received if "method" not in message]
    assert answered[-5_000:] == ids
    assert editor.leave() == 0


def test_item_45_reviews_do_not_hold_up_requests(start: Start, shop: Path) -> None:
    """While files are reviewed, requests are answered as they come."""
    for number in range(20):
        (shop / f"busy{number}.py").write_text(BUSY, "utf-8")
    editor = start()
    editor.initialize(shop)
    uri = editor.open(shop / "api.py")
    editor.await_diagnostics(uri)
    review = editor.request("workspace/executeCommand", {"command": "archlsp.reviewRepository"})
    params = {"textDocument": {"uri": uri}, "position": {"line": 0, "character": 0}}
    answered = 0
    while not any(message.get("id") == review and "method" not in message for message in editor.received):
        editor.ask("textDocument/hover", params)
        answered += 1
    # One by one, while the review went on; how long each waits is measured in benchmarks/.
    assert answered >= 20
    assert editor.leave() == 0
