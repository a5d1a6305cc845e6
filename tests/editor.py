"""A scripted editor: a real server process, raw JSON-RPC, and waiting for what is expected instead of sleeping."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

Message = dict[str, Any]
PATIENCE = 30.0
"""Seconds after which something that was awaited is not going to happen."""

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
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["", "quickfix", "source.fixAll"]}},
            "isPreferredSupport": True,
        },
    },
    "workspace": {
        "applyEdit": True,
        "workspaceFolders": True,
        "workspaceEdit": {"documentChanges": True},
        "fileOperations": {"didRename": True, "didDelete": True},
    },
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
}
SERVE = (sys.executable, "-m", "archlsp", "serve")


class NeverHappenedError(AssertionError):
    """What was awaited did not come in time; the message lists what came instead."""


class Editor:
    """One server process. `answers` maps a request of the server's to what the editor replies."""

    def __init__(
        self,
        state: Path,
        command: Sequence[str] = SERVE,
        environment: Mapping[str, str] | None = None,
        root: Path | None = None,
    ) -> None:
        """Start the server; `state` is where it keeps what it remembers."""
        variables = {
            **os.environ,
            "ARCHLSP_STATE_DIR": str(state / "state"),
            "ARCHLSP_CONFIG_DIR": str(state / "config"),
            **(environment or {}),
        }
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=root,
            env=variables,
        )
        self.received: list[Message] = []
        self.errors = b""
        self.answers: dict[str, Callable[[Any], Any]] = {}
        self.silent: set[str] = set()
        self.texts: dict[str, str] = {}
        self._versions: dict[str, int] = {}
        self._next = 0
        self._ended = False
        self._news = threading.Condition()
        self._threads = [
            threading.Thread(target=target, daemon=True) for target in (self._read, self._listen)
        ]
        for thread in self._threads:
            thread.start()

    # ------------------------------------------------------------------ the wire

    def raw(self, data: bytes) -> None:
        """Write bytes as they are."""
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, message: object) -> None:
        """Write any JSON value as a message."""
        body = json.dumps(message).encode()
        self.raw(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def notify(self, method: str, params: object = None) -> None:
        """Send a notification."""
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: object = None) -> int:
        """Send a request; return its id."""
        self._next += 1
        self.send({"jsonrpc": "2.0", "id": self._next, "method": method, "params": params})
        return self._next

    def answer(self, message_id: object, seconds: float = PATIENCE) -> Message:
        """Wait for the response with this id."""
        return self.wait_for(
            lambda m: "method" not in m and "id" in m and m["id"] == message_id,
            f"answer {message_id}",
            seconds,
        )

    def ask(self, method: str, params: object = None) -> Any:  # noqa: ANN401 - any JSON
        """Send a request and return its result; an error is one."""
        answer = self.answer(self.request(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    def refused(self, method: str, params: object = None) -> Message:
        """Send a request and return the error that it must get."""
        answer = self.answer(self.request(method, params))
        assert "error" in answer, answer
        error: Message = answer["error"]
        return error

    def wait_for(
        self, matches: Callable[[Message], bool], what: str, seconds: float = PATIENCE, since: int = 0
    ) -> Message:
        """Wait for a message among all that were received after the first `since`."""
        end = time.monotonic() + seconds
        with self._news:
            while True:
                for message in self.received[since:]:
                    if matches(message):
                        return message
                left = end - time.monotonic()
                if left <= 0 or self._ended:
                    raise NeverHappenedError(f"{what}; {self._digest()}")
                self._news.wait(left)

    def _digest(self) -> str:
        came = [str(message.get("method", message.get("id"))) for message in self.received]
        last = json.dumps(self.received[-1:], ensure_ascii=False)[:1000]
        return f"came: {came[-12:]}; the last: {last}; standard error: {self.errors[-2000:]!r}"

    def notification(
        self,
        method: str,
        predicate: Callable[[Any], bool] = lambda params: True,
        since: int = 0,
        seconds: float = PATIENCE,
    ) -> Any:  # noqa: ANN401 - any JSON
        """Wait for a notification or a request of the server's; return its parameters."""

        def matches(message: Message) -> bool:
            return message.get("method") == method and predicate(message.get("params"))

        return self.wait_for(matches, method, seconds, since).get("params")

    def all(self, method: str) -> list[Any]:
        """The parameters of every such message so far."""
        with self._news:
            return [message.get("params") for message in self.received if message.get("method") == method]

    @property
    def mark(self) -> int:
        """How many messages were received so far."""
        with self._news:
            return len(self.received)

    # ------------------------------------------------------------------ a session

    def initialize(
        self, *folders: Path | str, capabilities: Message | None = None, **more: object
    ) -> Message:
        """Open a session on folders; return the server's answer."""
        uris = [folder if isinstance(folder, str) else folder.as_uri() for folder in folders]
        params = {
            "processId": os.getpid(),
            "rootUri": uris[0] if uris else None,
            "workspaceFolders": [{"uri": uri, "name": uri} for uri in uris] or None,
            "capabilities": CAPABILITIES if capabilities is None else capabilities,
            **more,
        }
        result: Message = self.ask("initialize", params)
        self.notify("initialized", {})
        return result

    def open(self, document: Path | str, text: str | None = None, language: str = "python") -> str:
        """Open a document; a file's text is read unless one is given. Returns the URI."""
        uri = document if isinstance(document, str) else document.as_uri()
        if text is None:
            assert isinstance(document, Path)
            text = document.read_bytes().decode()
        self.texts[uri] = text
        self._versions[uri] = 1
        item = {"uri": uri, "languageId": language, "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return uri

    def change(self, uri: str, *changes: Message, version: int | None = None) -> None:
        """Send changes as they are."""
        self._versions[uri] = version if version is not None else self._versions.get(uri, 0) + 1
        identifier = {"uri": uri, "version": self._versions[uri]}
        self.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": list(changes)})

    def edit(self, uri: str, start: tuple[int, int], end: tuple[int, int], text: str) -> None:
        """Replace a range, in the client's units."""
        self.change(uri, {"range": range_of(start, end), "text": text})

    def replace(self, uri: str, text: str) -> None:
        """Replace a whole text."""
        self.texts[uri] = text
        self.change(uri, {"text": text})

    def save(self, uri: str) -> None:
        """Say that a document was saved; its file is the caller's business."""
        self.notify("textDocument/didSave", {"textDocument": {"uri": uri}})

    def close(self, uri: str) -> None:
        """Close a document."""
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def await_diagnostics(
        self,
        document: Path | str,
        predicate: Callable[[list[Message]], bool] = bool,
        since: int = 0,
        seconds: float = PATIENCE,
    ) -> list[Message]:
        """Wait until diagnostics that fit were published for a document; return them."""
        uri = document if isinstance(document, str) else document.as_uri()
        params = self.notification(
            "textDocument/publishDiagnostics",
            lambda params: params["uri"] == uri and predicate(params["diagnostics"]),
            since,
            seconds,
        )
        found: list[Message] = params["diagnostics"]
        return found

    def command(self, name: str, *arguments: object) -> Any:  # noqa: ANN401 - any JSON
        """Run a command; return its result."""
        return self.ask("workspace/executeCommand", {"command": name, "arguments": list(arguments)})

    def leave(self) -> int:
        """Shut the server down as the protocol wants it; return the exit code."""
        self.ask("shutdown")
        self.notify("exit")
        return self.exit_code()

    def exit_code(self, seconds: float = PATIENCE) -> int:
        """Wait for the end of the process."""
        code = self.process.wait(seconds)
        for thread in self._threads:
            thread.join(seconds)
        return code

    def stop(self) -> None:
        """Make sure that nothing is left of it."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for thread in self._threads:
            thread.join(PATIENCE)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue

    # ------------------------------------------------------------------ threads

    def _read(self) -> None:
        while (message := self._message()) is not None:
            if "method" in message and "id" in message and message["method"] not in self.silent:
                self._reply(message)
            with self._news:
                self.received.append(message)
                self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()

    def _message(self) -> Message | None:
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        body = self.process.stdout.read(length) if length else b""
        return json.loads(body) if body else None

    def _reply(self, message: Message) -> None:
        answer = self.answers.get(message["method"], _refuse_nothing)
        try:
            self.send({"jsonrpc": "2.0", "id": message["id"], "result": answer(message.get("params"))})
        except (BrokenPipeError, ValueError):
            return

    def _listen(self) -> None:
        assert self.process.stderr is not None
        while chunk := self.process.stderr.read1(65536):  # type: ignore[attr-defined]
            self.errors += chunk


def _refuse_nothing(_params: object) -> None:
    return None


def range_of(start: tuple[int, int], end: tuple[int, int]) -> Message:
    """A range from two (line, character) pairs."""
    return {
        "start": {"line": start[0], "character": start[1]},
        "end": {"line": end[0], "character": end[1]},
    }


def rules(diagnostics: list[Message]) -> list[str]:
    """The rules of diagnostics."""
    return [diagnostic["code"] for diagnostic in diagnostics]
