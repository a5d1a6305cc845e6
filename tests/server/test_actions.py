"""Code actions: from our own findings, right for each client, and only while they apply."""

from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from archlsp.server.convert import Units, document_lines
from conftest import API, TIMEOUT, Start, repository
from editor import CAPABILITIES, Editor, Message, range_of

YAML = "import yaml\n\n\ndef load(text):\n    return yaml.load(text)\n"
FIXED = API.replace("get(url)", "get(url, timeout=10)")


def with_actions(**more: object) -> Message:
    """Capabilities whose code actions can do more."""
    text = CAPABILITIES["textDocument"]
    return {**CAPABILITIES, "textDocument": {**text, "codeAction": {**text["codeAction"], **more}}}


def at_api(start: Start, shop: Path, capabilities: Message | None = None) -> tuple[Editor, str, Message]:
    """An editor with api.py open, and its diagnostic."""
    editor = start()
    editor.initialize(shop, capabilities=capabilities)
    uri = editor.open(shop / "api.py")
    return editor, uri, editor.await_diagnostics(uri)[0]


def actions(editor: Editor, uri: str, where: Message, **context: object) -> list[Message]:
    """What is offered; by default for a client that sends no diagnostics along, like ALE."""
    params = {"textDocument": {"uri": uri}, "range": where, "context": {"diagnostics": [], **context}}
    return editor.ask("textDocument/codeAction", params) or []


def applied(text: str, edits: list[Message]) -> str:
    """The text after edits whose columns count UTF-16 units."""
    units = Units("utf-16")
    lines = document_lines(text)
    for edit in sorted(edits, key=lambda edit: edit["range"]["start"]["line"], reverse=True):
        start, end = (types.Position(**edit["range"][side]) for side in ("start", "end"))
        span = units.span(lines, types.Range(start, end))
        head, tail = lines[span.start.line][: span.start.column], lines[span.end.line][span.end.column :]
        lines[span.start.line : span.end.line + 1] = [head + edit["newText"] + tail]
    return "".join(lines)


def fixes(offered: list[Message]) -> list[Message]:
    """The actions that carry or promise an edit."""
    return [action for action in offered if "edit" in action or "data" in action]


def test_a_fix_is_versioned_and_right(start: Start, shop: Path) -> None:
    """documentChanges with the version, exactly at the culprit; without diagnostics from the client."""
    editor, uri, diagnostic = at_api(start, shop)
    cursor = {"start": diagnostic["range"]["start"], "end": diagnostic["range"]["start"]}
    (fix,) = fixes(actions(editor, uri, cursor))
    assert fix["kind"] == "quickfix"
    assert fix["diagnostics"] == [diagnostic]
    (change,) = fix["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": uri, "version": 1}
    assert applied(API, change["edits"]) == FIXED


def test_item_38_without_versions_the_edit_is_a_plain_one(start: Start, shop: Path) -> None:
    """`changes` for a client that knows nothing else."""
    workspace = {**CAPABILITIES["workspace"], "workspaceEdit": {}}
    editor, uri, diagnostic = at_api(start, shop, {**CAPABILITIES, "workspace": workspace})
    (fix,) = fixes(actions(editor, uri, diagnostic["range"]))
    assert set(fix["edit"]) == {"changes"}
    assert applied(API, fix["edit"]["changes"][uri]) == FIXED


def test_annotated_where_the_client_shows_that(start: Start, shop: Path) -> None:
    """A label that the client can show before it applies the edit."""
    capabilities = with_actions(honorsChangeAnnotations=True)
    workspace = {"documentChanges": True, "changeAnnotationSupport": {"groupsOnLabel": True}}
    capabilities["workspace"] = {**CAPABILITIES["workspace"], "workspaceEdit": workspace}
    editor, uri, diagnostic = at_api(start, shop, capabilities)
    (fix,) = fixes(actions(editor, uri, diagnostic["range"]))
    (edit,) = fix["edit"]["documentChanges"][0]["edits"]
    assert fix["edit"]["changeAnnotations"][edit["annotationId"]]["label"] == fix["title"]


def test_an_edit_is_resolved_when_it_is_chosen(start: Start, shop: Path) -> None:
    """Item 13: lazily where the client can, and -32801 when the code changed meanwhile."""
    capabilities = with_actions(dataSupport=True, resolveSupport={"properties": ["edit"]})
    editor, uri, diagnostic = at_api(start, shop, capabilities)
    (fix,) = fixes(actions(editor, uri, diagnostic["range"]))
    assert "edit" not in fix
    resolved = editor.ask("codeAction/resolve", fix)
    assert applied(API, resolved["edit"]["documentChanges"][0]["edits"]) == FIXED
    place = diagnostic["range"]["start"]
    inside = (place["line"], place["character"] + 2)
    editor.edit(uri, inside, inside, "X")
    assert editor.refused("codeAction/resolve", fix)["code"] == -32801


def test_no_fix_for_a_text_that_is_not_there_any_more(start: Start, shop: Path) -> None:
    """The finding is gone with its quote, and so are its actions."""
    editor, uri, diagnostic = at_api(start, shop)
    place = diagnostic["range"]["start"]
    inside = (place["line"], place["character"] + 2)
    editor.edit(uri, inside, inside, "X")
    assert actions(editor, uri, range_of((0, 0), (99, 0))) == []


def test_a_cursor_beside_the_culprit(start: Start, shop: Path) -> None:
    """Neovim sends the line's diagnostics with a cursor that is elsewhere on the line."""
    editor, uri, diagnostic = at_api(start, shop)
    cursor = range_of((5, 0), (5, 0))
    assert actions(editor, uri, cursor) == []
    assert len(fixes(actions(editor, uri, cursor, diagnostics=[diagnostic]))) == 1


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        (None, {"quickfix"}),
        (["quickfix"], {"quickfix"}),
        (["quickfix.none"], set()),
        ([""], {"quickfix"}),
        (["refactor"], set()),
        (["source"], set()),
    ],
)
def test_only_the_kinds_that_were_asked_for(start: Start, shop: Path, only: Any, kinds: set[str]) -> None:  # noqa: ANN401
    """A kind stands for everything below it."""
    editor, uri, diagnostic = at_api(start, shop)
    context = {} if only is None else {"only": only}
    assert {action["kind"] for action in actions(editor, uri, diagnostic["range"], **context)} == kinds


def test_all_safe_fixes_at_once(start: Start, tmp_path: Path) -> None:
    """source.fixAll takes the safe ones of the whole file, and leaves the others."""
    shop = repository(
        tmp_path / "shop", {"api.py": API + "\n\n" + YAML + YAML.replace("def load", "def more")}
    )
    editor = start()
    editor.initialize(shop)
    uri = editor.open(shop / "api.py")
    editor.await_diagnostics(uri, lambda found: len(found) == 3)
    nowhere = range_of((0, 0), (0, 0))
    (action,) = actions(editor, uri, nowhere, only=["source.fixAll"])
    assert action["kind"] == "source.fixAll.archlsp"
    edits = action["edit"]["documentChanges"][0]["edits"]
    assert len(edits) == 2
    assert all("timeout" not in edit["newText"] for edit in edits)


def test_the_documents_own_line_ends_are_kept(start: Start, tmp_path: Path) -> None:
    """A fix for a CRLF file finds its text and writes CRLF."""
    shop = repository(tmp_path / "shop", {})
    text = API.replace("\n", "\r\n")
    (shop / "api.py").write_bytes(text.encode())
    editor, uri, diagnostic = at_api(start, shop)
    (fix,) = fixes(actions(editor, uri, diagnostic["range"]))
    assert applied(text, fix["edit"]["documentChanges"][0]["edits"]) == FIXED.replace("\n", "\r\n")


def test_item_38_bare_commands_for_a_client_without_literals(start: Start, shop: Path) -> None:
    """The fix is a command that has the edit applied."""
    editor, uri, diagnostic = at_api(start, shop, {"workspace": {"applyEdit": True}})
    offered = actions(editor, uri, diagnostic["range"])
    assert all(isinstance(command["command"], str) for command in offered)
    fix = next(command for command in offered if command["command"] == "archlsp.applyFix")
    editor.answers["workspace/applyEdit"] = lambda _params: {"applied": True}
    assert editor.command(fix["command"], *fix["arguments"]) == {"applied": True}
    (request,) = editor.all("workspace/applyEdit")
    assert applied(API, request["edit"]["changes"][uri]) == FIXED


def test_item_39_an_edit_that_the_client_refuses(start: Start, shop: Path) -> None:
    """It is said, and it is the command's result."""
    editor, uri, diagnostic = at_api(start, shop)
    editor.answers["workspace/applyEdit"] = lambda _params: {"applied": False}
    result = editor.command("archlsp.applyFix", uri, diagnostic["data"]["identity"], 0)
    assert result == {"applied": False}
    editor.notification("window/showMessage")


def test_item_38_a_client_that_applies_no_edits(start: Start, shop: Path) -> None:
    """It is not even asked."""
    editor, uri, diagnostic = at_api(start, shop, {})
    result = editor.command("archlsp.applyFix", uri, diagnostic["data"]["identity"])
    assert result == {"applied": False}
    assert editor.all("workspace/applyEdit") == []


def test_the_other_actions(start: Start, shop: Path) -> None:
    """Dismiss in three ways, and the rule's page."""
    editor, uri, diagnostic = at_api(start, shop)
    commands = [
        action["command"] for action in actions(editor, uri, diagnostic["range"]) if "command" in action
    ]
    assert [(command["command"], command["arguments"][-1]) for command in commands] == [
        ("archlsp.dismiss", "here"),
        ("archlsp.dismiss", "rule-in-file"),
        ("archlsp.dismiss", "false-positive"),
        ("archlsp.explain", uri),
    ]
    assert all(TIMEOUT in command["title"] for command in commands)


def test_no_fix_in_a_file_that_is_obeyed(start: Start, tmp_path: Path) -> None:
    """The finding is shown, but a file that runs on its own is changed by its owner alone."""
    shop = repository(tmp_path / "shop", {"setup.py": API})
    editor = start()
    editor.initialize(shop)
    uri = editor.open(shop / "setup.py")
    (diagnostic,) = editor.await_diagnostics(uri)
    assert fixes(actions(editor, uri, diagnostic["range"])) == []


def test_hover_says_everything(start: Start, shop: Path) -> None:
    """Markdown on the culprit, nothing beside it; plain text for who cannot show Markdown."""
    editor, uri, diagnostic = at_api(start, shop)
    on = {"textDocument": {"uri": uri}, "position": diagnostic["range"]["start"]}
    hover = editor.ask("textDocument/hover", on)
    assert hover["contents"]["kind"] == "markdown"
    assert hover["range"] == diagnostic["range"]
    assert "timeout" in hover["contents"]["value"]
    assert editor.ask("textDocument/hover", {**on, "position": {"line": 0, "character": 0}}) is None
    other, uri, diagnostic = at_api(start, shop, {})
    plain = other.ask(
        "textDocument/hover", {"textDocument": {"uri": uri}, "position": diagnostic["range"]["start"]}
    )
    assert plain["contents"]["kind"] == "plaintext"
    assert "**" not in plain["contents"]["value"]
