"""A small editor's side of the Language Server Protocol over stdio, for the demo and the benchmarks.

It speaks plain JSON-RPC, answers what a server asks, and remembers when each message arrived.
"""

import contextlib
import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Message = dict[str, Any]

CAPABILITIES: Message = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "synchronization": {"didSave": True},
        "publishDiagnostics": {
            "relatedInformation": True,
            "versionSupport": True,
            "codeDescriptionSupport": True,
            "dataSupport": True,
        },
        "hover": {"contentFormat": ["markdown"]},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source.fixAll"]}},
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
    },
    "workspace": {
        "applyEdit": True,
        "configuration": True,
        "workspaceFolders": True,
        "workspaceEdit": {"documentChanges": True},
    },
    "window": {"workDoneProgress": True, "showMessage": {}},
}


@dataclass
class Received:
    """A notification and the time, in seconds of `time.perf_counter`, at which it arrived."""

    at: float
    method: str
    params: Any


@dataclass
class Client:
    """One server process and the conversation with it."""

    command: Sequence[str]
    root: Path
    environment: Mapping[str, str] | None = None
    received: list[Received] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start the server."""
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=self.root,
            env={**_environment(), **(self.environment or {})},
        )
        self._changed = threading.Condition()
        self._answers: dict[int, tuple[float, Message]] = {}
        self._id = 0
        self._ended = False
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def initialize(self, capabilities: Message | None = None, **options: object) -> Message:
        """Shake hands; return the server's capabilities."""
        answer = self.request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": self.root.as_uri(),
                "workspaceFolders": [{"uri": self.root.as_uri(), "name": self.root.name}],
                "capabilities": CAPABILITIES if capabilities is None else capabilities,
                **options,
            },
        )
        self.notify("initialized", {})
        return dict(answer["capabilities"])

    def request(self, method: str, params: object, timeout: float = 60.0) -> Any:  # noqa: ANN401 - JSON
        """Ask and wait; raise RuntimeError on an error answer."""
        self._id += 1
        mine = self._id
        self._send({"jsonrpc": "2.0", "id": mine, "method": method, "params": params})
        self._wait(lambda: mine in self._answers, timeout, method)
        _, answer = self._answers.pop(mine)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer.get("result")

    def notify(self, method: str, params: object) -> float:
        """Tell; return the time just before: an answer may be here before we run again."""
        before = time.perf_counter()
        self._send({"jsonrpc": "2.0", "method": method, "params": params})
        return before

    def open(self, path: Path, language: str) -> float:
        """Open a file with its text on disk."""
        text = path.read_text(encoding="utf-8")
        document = {"uri": path.as_uri(), "languageId": language, "version": 1, "text": text}
        return self.notify("textDocument/didOpen", {"textDocument": document})

    def change(self, path: Path, version: int, changes: Sequence[Message]) -> float:
        """Send content changes."""
        document = {"uri": path.as_uri(), "version": version}
        params = {"textDocument": document, "contentChanges": list(changes)}
        return self.notify("textDocument/didChange", params)

    def save(self, path: Path, text: str) -> float:
        """Write the file and say so; return when."""
        path.write_text(text, encoding="utf-8")
        return self.notify("textDocument/didSave", {"textDocument": {"uri": path.as_uri()}})

    def diagnostics(
        self,
        path: Path,
        since: float,
        accept: Callable[[Message], bool] = lambda _params: True,
        timeout: float = 30.0,
    ) -> Received:
        """The first publication for `path` after `since` that is accepted."""

        def match() -> Received | None:
            for message in self.received:
                wanted = message.method == "textDocument/publishDiagnostics" and message.at >= since
                if wanted and message.params["uri"] == path.as_uri() and accept(message.params):
                    return message
            return None

        self._wait(lambda: match() is not None, timeout, f"diagnostics of {path.name}")
        found = match()
        assert found is not None  # noqa: S101 - `_wait` has just seen it
        return found

    def latest(self, path: Path) -> Received:
        """What is shown for `path` now. Raises IndexError when nothing was ever published."""
        about = [m for m in self.received if m.method == "textDocument/publishDiagnostics"]
        return [m for m in about if m.params["uri"] == path.as_uri()][-1]

    def close(self, timeout: float = 10.0) -> int:
        """Shut down politely; return the exit code."""
        self.request("shutdown", None)
        self.notify("exit", None)
        code = self.process.wait(timeout)
        self._give_back()
        return code

    def kill(self) -> None:
        """End the server without asking."""
        self.process.kill()
        self.process.wait()
        self._give_back()

    def _give_back(self) -> None:
        self._reader.join(5)
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _wait(self, done: Callable[[], bool], timeout: float, what: str) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: done() or self._ended, timeout) or not done():
                state = "the server has ended" if self._ended else f"nothing within {timeout:.0f} s"
                raise TimeoutError(f"{what}: {state}")

    def _send(self, message: Message) -> None:
        body = json.dumps(message).encode()
        assert self.process.stdin is not None  # noqa: S101 - it was asked for as a pipe
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _read(self) -> None:
        while (message := self._next()) is not None:
            now = time.perf_counter()
            with self._changed:
                if "method" not in message:
                    self._answers[message["id"]] = (now, message)
                else:
                    self.received.append(Received(now, message["method"], message.get("params")))
                self._changed.notify_all()
            if "method" in message and "id" in message:
                self._send({"jsonrpc": "2.0", "id": message["id"], "result": _reply(message)})
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def _next(self) -> Message | None:
        stream = self.process.stdout
        assert stream is not None  # noqa: S101 - it was asked for as a pipe
        length = 0
        while (line := stream.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        if not length:
            return None
        message: Message = json.loads(stream.read(length))
        return message


def _environment() -> dict[str, str]:
    """Ours, but with compiled modules kept: that is how everybody but some build machines runs Python."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _reply(message: Message) -> object:
    if message["method"] == "workspace/configuration":
        return [None for _ in message["params"]["items"]]
    if message["method"] == "workspace/applyEdit":
        return {"applied": True}
    return None
