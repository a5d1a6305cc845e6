"""A test that Claude proposes for a file that has tests already: nothing in that file is lost."""

from pathlib import Path
from typing import Any

import pytest

from claude.fake import Answer, FakeApiThread
from editor import Editor
from server.ai_session import Start, annotated, ready

PATH = "tests/test_api.py"
OLD = "import api\n\n\ndef test_first():\n    assert api  # 日本語\n"
NEW = "def test_notify():\n    assert api.notify\n"
PROPOSED = Answer(findings=[{"path": PATH, "quote": "", "replacement": NEW}])


@pytest.fixture
def tests(shop: Path) -> Path:
    """The file that has the tests of api.py."""
    path = shop / PATH
    path.parent.mkdir()
    path.write_text(OLD, "utf-8")
    return path


def written(editor: Editor, text: str) -> str:
    """What the text is once the editor has made the one edit that it was asked to make."""
    (asked,) = editor.all("workspace/applyEdit")
    (change,) = asked["edit"]["documentChanges"]
    (edit,) = change["edits"]
    lines = [*text.splitlines(keepends=True), ""]
    start, end = edit["range"]["start"], edit["range"]["end"]
    assert (start["character"], end["character"]) == (0, 0)
    return "".join(lines[: start["line"]]) + edit["newText"] + "".join(lines[end["line"] :])


def test_a_test_is_added_to_what_is_there(start: Start, api: FakeApiThread, shop: Path, tests: Path) -> None:
    """The edit touches nothing above the new test."""
    editor, uri, identity = ready(start, api, shop, capabilities=annotated())
    api.api.answer = PROPOSED
    assert editor.command("archlsp.writeTest", uri, identity)["path"] == PATH
    assert written(editor, tests.read_text("utf-8")) == OLD + "\n\n" + NEW


def test_what_was_typed_and_not_saved_is_kept(
    start: Start, api: FakeApiThread, shop: Path, tests: Path
) -> None:
    """The text of the open document counts, and the edit is for its version."""
    editor, uri, identity = ready(start, api, shop, capabilities=annotated())
    typed = OLD + "\n\ndef test_typed():\n    assert True\n"
    other = editor.open(tests)
    editor.replace(other, typed)
    api.api.answer = PROPOSED
    assert editor.command("archlsp.writeTest", uri, identity)["path"] == PATH
    assert written(editor, typed) == typed + "\n\n" + NEW
    target = editor.all("workspace/applyEdit")[0]["edit"]["documentChanges"][0]["textDocument"]
    assert target["version"] is not None


def test_a_file_that_changed_while_claude_wrote_is_left_alone(
    start: Start, api: FakeApiThread, shop: Path, tests: Path
) -> None:
    """The user is told to ask again; no edit is proposed."""
    editor, uri, identity = ready(start, api, shop, capabilities=annotated())

    def change(_body: Any) -> Answer:  # noqa: ANN401 - as it came
        tests.write_text("# made anew\n", "utf-8")
        return PROPOSED

    api.api.answer = change
    asked = {"command": "archlsp.writeTest", "arguments": [uri, identity]}
    assert "もう一度実行" in editor.refused("workspace/executeCommand", asked)["message"]
    assert editor.all("workspace/applyEdit") == []
    assert tests.read_text("utf-8") == "# made anew\n"
