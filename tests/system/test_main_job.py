"""The main job with nothing replaced: a repository, the server process, an editor's messages."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

import psutil
import pytest
from scripts.demo import play, repository
from scripts.lsp import Client


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The demo's back end."""
    return repository.create(tmp_path)


@contextmanager
def serving(folder: Path, state: Path) -> Iterator[Client]:
    """A server that is gone afterwards, whatever happens."""
    command = [sys.executable, "-m", "archlsp", "serve"]
    client = Client(command, folder, {"ARCHLSP_STATE_DIR": str(state)})
    try:
        client.initialize()
        yield client
    finally:
        if client.process.poll() is None:
            client.kill()


def eventually(condition: Callable[[], bool], seconds: float = 20) -> bool:
    """Tell whether something becomes true in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


def worker_of(client: Client) -> psutil.Process:
    """The process in which the rules run."""

    def workers() -> list[psutil.Process]:
        children = psutil.Process(client.process.pid).children(recursive=True)
        return [child for child in children if any("worker" in word for word in child.cmdline())]

    assert eventually(lambda: bool(workers()))
    return workers()[0]


def test_the_demo_plays_to_its_end(shop: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Opening, fixing, editing and saving show what they should, and the server leaves with 0."""
    monkeypatch.setenv("ARCHLSP_STATE_DIR", str(tmp_path / "state"))
    shown = io.StringIO()
    with redirect_stdout(shown):
        assert play.session(shop) == 0
    text = shown.getvalue()
    for expected in ("orders/api.py", "charge.ts", "store.go", "InvoiceService.java", "0002_order_notes.sql"):
        assert expected in text
    assert "code action" in text


def test_a_killed_worker_is_replaced(shop: Path, tmp_path: Path) -> None:
    """kill -9 of the worker: the next save is reviewed by a new one, and nothing else is noticed."""
    path = shop / "orders" / "api.py"
    with serving(shop, tmp_path / "state") as client:
        opened = client.open(path, "python")
        before = client.diagnostics(path, opened).params["diagnostics"]
        worker_of(client).send_signal(signal.SIGKILL)
        text = path.read_text("utf-8") + "\n\ndef again(url):\n    return requests.get(url)\n"
        client.change(path, 2, [{"text": text}])
        saved = client.save(path, text)
        after = client.diagnostics(path, saved, lambda params: len(params["diagnostics"]) > len(before))
        assert after.params["version"] == 2
        assert client.close() == 0


def test_a_killed_server_leaves_nothing_behind(shop: Path, tmp_path: Path) -> None:
    """kill -9 of the server in mid-review: its children end by themselves, and the next server works."""
    state = tmp_path / "state"
    with serving(shop, state) as client:
        client.open(shop / "orders" / "api.py", "python")
        worker_of(client)
        children = psutil.Process(client.process.pid).children(recursive=True)
        client.kill()
        assert eventually(
            lambda: not any(child.is_running() and child.status() != "zombie" for child in children)
        )
    with serving(shop, state) as client:
        opened = client.open(shop / "orders" / "api.py", "python")
        assert client.diagnostics(shop / "orders" / "api.py", opened).params["diagnostics"]
        assert client.close() == 0


def test_two_servers_on_one_repository(shop: Path, tmp_path: Path) -> None:
    """Two editors at once see the same; a dismissal in one is known to the other at its next save."""
    path = shop / "orders" / "api.py"
    state = tmp_path / "state"
    with serving(shop, state) as one, serving(shop, state) as two:
        diagnostics = one.diagnostics(path, one.open(path, "python")).params["diagnostics"]
        others = two.diagnostics(path, two.open(path, "python")).params["diagnostics"]
        assert [d["code"] for d in diagnostics] == [d["code"] for d in others]
        dismissed = diagnostics[0]["data"]["identity"]
        arguments = [path.as_uri(), dismissed, "here", "wanted"]
        asked = time.perf_counter()
        one.request("workspace/executeCommand", {"command": "archlsp.dismiss", "arguments": arguments})
        one.diagnostics(path, asked, lambda params: len(params["diagnostics"]) == len(diagnostics) - 1)
        text = path.read_text("utf-8") + "\n"
        two.change(path, 2, [{"text": text}])
        saved = two.save(path, text)
        two.diagnostics(path, saved, lambda params: len(params["diagnostics"]) == len(diagnostics) - 1)
        assert one.close() == 0
        assert two.close() == 0


def test_the_users_repository_is_left_as_it_was(shop: Path, tmp_path: Path) -> None:
    """A session writes nothing into .git: neither the index nor a lock nor a configuration."""

    def snapshot() -> dict[str, tuple[int, int]]:
        files = [file for file in (shop / ".git").rglob("*") if file.is_file()]
        return {str(file): (file.stat().st_mtime_ns, file.stat().st_size) for file in files}

    before = snapshot()
    with serving(shop, tmp_path / "state") as client:
        path = shop / "orders" / "api.py"
        client.diagnostics(path, client.open(path, "python"))
        assert client.close() == 0
    assert snapshot() == before


def test_the_sample_review_on_the_command_line(shop: Path, tmp_path: Path) -> None:
    """`archlsp review` finds what the editor shows, and says so with exit code 1 at --fail-on."""
    environment = {**os.environ, "ARCHLSP_STATE_DIR": str(tmp_path / "state"), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "archlsp", "review", "--fail-on", "warning"]
    done = subprocess.run(command, cwd=shop, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "orders/api.py" in done.stdout
