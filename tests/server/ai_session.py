"""Sessions of a scripted editor with Claude in them: the key is there, and the user answers the question of consent."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from archlsp.messages import say
from claude.fake import FakeApiThread
from editor import CAPABILITIES, Editor

Start = Callable[..., Editor]
CULPRIT = 'return "🚚 配送" + requests.get(url).text'
WITH_STATUS = {"status": True}


def annotated() -> dict[str, Any]:
    """A client that shows edits before they are made, and can make files."""
    workspace = {
        **CAPABILITIES["workspace"],
        "workspaceEdit": {
            "documentChanges": True,
            "resourceOperations": ["create"],
            "changeAnnotationSupport": {},
        },
    }
    text = dict(CAPABILITIES["textDocument"])
    text["codeAction"] = {**text["codeAction"], "honorsChangeAnnotations": True}
    return {**CAPABILITIES, "workspace": workspace, "textDocument": text}


def begin(
    start: Start,
    api: FakeApiThread,
    shop: Path,
    answer: str = "yes",
    client: dict[str, Any] | None = None,
    **more: Any,  # noqa: ANN401 - of `initialize`
) -> tuple[Editor, str]:
    """A session with a key, in which the user answers the question of consent so."""
    editor = start(environment={"ANTHROPIC_API_KEY": "key", "ANTHROPIC_BASE_URL": api.url})
    title = say("ja", f"consent-answer-{answer}")
    editor.answers["window/showMessageRequest"] = lambda _params: {"title": title}
    editor.answers["workspace/applyEdit"] = lambda _params: {"applied": True}
    editor.answers["window/showDocument"] = lambda _params: {"success": True}
    options = {**WITH_STATUS, **(client or {}), "ai": {"delayMs": 0, "verify": "off"}}
    editor.initialize(shop, initializationOptions=options, **more)
    uri = editor.open(shop / "api.py")
    editor.await_diagnostics(uri)
    return editor, uri


def claudes(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The diagnostics that are Claude's own."""
    return [one for one in found if one["code"].startswith("architect-")]


def ready(start: Start, api: FakeApiThread, shop: Path, **more: Any) -> tuple[Editor, str, str]:  # noqa: ANN401
    """A session in which Claude has found something; the identity of that."""
    editor, uri = begin(start, api, shop, **more)
    editor.command("archlsp.enableAi")
    (found,) = claudes(editor.await_diagnostics(uri, lambda found: bool(claudes(found))))
    return editor, uri, found["data"]["identity"]
