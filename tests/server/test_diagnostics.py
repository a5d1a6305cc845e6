"""What the editor shows, and when: pushed once, or pulled, never both."""

import json
from pathlib import Path
from urllib.parse import unquote, urlsplit

from conftest import API, TIMEOUT, Start, git, repository
from editor import CAPABILITIES, Editor, Message, rules

PULLING: Message = {
    **CAPABILITIES,
    "textDocument": {**CAPABILITIES["textDocument"], "diagnostic": {"relatedDocumentSupport": False}},
    "workspace": {**CAPABILITIES["workspace"], "diagnostics": {"refreshSupport": True}},
}
SECOND = "\n\ndef again(url):\n    return requests.post(url, data={})\n"


def published(editor: Editor, uri: str) -> list[Message]:
    """Everything that was pushed for a document."""
    return [params for params in editor.all("textDocument/publishDiagnostics") if params["uri"] == uri]


def test_a_finding_is_exactly_on_the_culprit(start: Start, shop: Path) -> None:
    """The range counts as the client counts; every field that the client knows is there."""
    editor = start()
    editor.initialize(shop)
    uri = editor.open(shop / "api.py")
    (diagnostic,) = editor.await_diagnostics(uri)
    line = API.splitlines()[5]
    units = line.encode("utf-16-le")
    place = diagnostic["range"]
    start_unit, end_unit = place["start"]["character"] * 2, place["end"]["character"] * 2
    assert place["start"]["line"] == place["end"]["line"] == 5
    assert units[start_unit:end_unit].decode("utf-16-le") == "requests.get(url)"
    assert diagnostic["source"] == "archlsp"
    assert diagnostic["code"] == TIMEOUT
    assert diagnostic["severity"] == 2
    page, _, rule = diagnostic["codeDescription"]["href"].partition("#")
    assert f"## {rule}" in Path(unquote(urlsplit(page).path)).read_text("utf-8").splitlines()
    assert diagnostic["data"]["identity"]
    assert published(editor, uri)[-1]["version"] == 1


def test_item_38_a_client_that_knows_less_gets_less(start: Start, shop: Path) -> None:
    """Neither a version nor a link nor related places for who did not ask for them."""
    editor = start()
    editor.initialize(shop, capabilities={})
    uri = editor.open(shop / "api.py")
    (diagnostic,) = editor.await_diagnostics(uri)
    assert "version" not in published(editor, uri)[-1]
    assert "codeDescription" not in diagnostic
    assert "relatedInformation" not in diagnostic


def test_typing_moves_a_finding_and_editing_it_takes_it_away(start: Start, shop: Path) -> None:
    """Lines above move it; a touched quote is gone at once, before any review."""
    editor = start()
    editor.initialize(shop)
    uri = editor.open(shop / "api.py")
    editor.await_diagnostics(uri)
    mark = editor.mark
    editor.edit(uri, (0, 0), (0, 0), "# 一\n# 二\n")
    moved = editor.await_diagnostics(uri, since=mark)
    assert moved[0]["range"]["start"]["line"] == 7
    mark = editor.mark
    editor.edit(uri, (7, 24), (7, 25), "RR")
    editor.await_diagnostics(uri, lambda found: found == [], since=mark)


def test_an_unsaved_text_is_reviewed_while_typing(start: Start, shop: Path) -> None:
    """What was typed counts, not what is on the disk."""
    editor = start()
    editor.initialize(shop)
    uri = editor.open(shop / "api.py")
    editor.await_diagnostics(uri)
    editor.edit(uri, (6, 0), (6, 0), SECOND)
    found = editor.await_diagnostics(uri, lambda found: len(found) == 2)
    assert rules(found) == [TIMEOUT, TIMEOUT]


def test_a_save_of_the_same_publishes_nothing(start: Start, shop: Path) -> None:
    """An identical set is not sent again; after a reopening it is, for the client may have dropped it."""
    editor = start()
    editor.initialize(shop)
    uri = editor.open(shop / "api.py")
    editor.await_diagnostics(uri)
    editor.save(uri)
    editor.command("archlsp.reviewFile", uri)
    assert len(published(editor, uri)) == 1
    mark = editor.mark
    editor.close(uri)
    editor.open(shop / "api.py")
    editor.await_diagnostics(uri, since=mark)


def test_a_file_that_is_not_open_is_published_too(start: Start, tmp_path: Path) -> None:
    """At the start, with columns in the client's units; and when it changes on disk."""
    shop = repository(tmp_path / "shop", {"services/配送.py": API})
    editor = start()
    editor.initialize(shop)
    uri = (shop / "services" / "配送.py").as_uri()
    (diagnostic,) = editor.await_diagnostics(uri)
    assert diagnostic["range"]["start"]["character"] == 21
    (shop / "services" / "配送.py").write_text(API + SECOND, "utf-8")
    editor.await_diagnostics(uri, lambda found: len(found) == 2)
    git(shop, "add", "-A")
    git(shop, "commit", "-q", "-m", "second")


def test_item_34_close_clears_what_needs_the_open_text(start: Start) -> None:
    """A document without a file has no findings once it is closed."""
    editor = start()
    editor.initialize()
    uri = editor.open("untitled:Untitled-1", API)
    assert rules(editor.await_diagnostics(uri)) == [TIMEOUT]
    mark = editor.mark
    editor.close(uri)
    editor.await_diagnostics(uri, lambda found: found == [], since=mark)


def test_item_34_close_of_a_file_leaves_what_is_on_the_disk(start: Start, shop: Path) -> None:
    """The unsaved finding goes, the saved one stays."""
    editor = start()
    editor.initialize(shop)
    uri = editor.open(shop / "api.py", API + SECOND)
    editor.await_diagnostics(uri, lambda found: len(found) == 2)
    mark = editor.mark
    editor.close(uri)
    editor.await_diagnostics(uri, lambda found: len(found) == 1, since=mark)


def test_item_32_documents_that_are_no_files(start: Start) -> None:
    """They are reviewed from their synced text, in the language that the client names."""
    editor = start()
    editor.initialize()
    for uri in ("untitled:Untitled-1", "vscode-vfs://github/a/b.py", "vscode-notebook-cell:/a/b.ipynb#W0"):
        editor.open(uri, API)
        assert rules(editor.await_diagnostics(uri)) == [TIMEOUT]


def test_a_loose_file_is_reviewed_whole(start: Start, tmp_path: Path) -> None:
    """Without a folder every line of an open file counts."""
    loose = tmp_path / "loose.py"
    loose.write_text(API, "utf-8")
    editor = start()
    editor.initialize()
    assert rules(editor.await_diagnostics(editor.open(loose))) == [TIMEOUT]


def test_the_wrong_setting_is_shown_in_its_file(start: Start, shop: Path) -> None:
    """With a clear sentence, on the key; it goes when the file is mended."""
    file = shop / "archlsp.toml"
    file.write_text('language = "en"\nscoop = "all"\n', "utf-8")
    editor = start()
    editor.initialize(shop)
    (wrong,) = editor.await_diagnostics(file)
    assert wrong["range"]["start"] == {"line": 1, "character": 0}
    assert "scope" in wrong["message"]
    uri = editor.open(file, language="toml")
    file.write_text('language = "en"\n', "utf-8")
    mark = editor.mark
    editor.save(uri)
    editor.await_diagnostics(file, lambda found: found == [], since=mark)
    api = editor.open(shop / "api.py")
    found = editor.await_diagnostics(
        api, lambda found: "timeout" in found[0]["message"].lower() if found else False
    )
    assert found[0]["message"].isascii()


def test_a_client_that_pulls_is_not_pushed_to(start: Start, shop: Path) -> None:
    """It is told when there is news, and gets it when it asks; asking twice gives "unchanged"."""
    editor = start()
    answer = editor.initialize(shop, capabilities=PULLING)
    assert answer["capabilities"]["diagnosticProvider"]["workspaceDiagnostics"] is True
    uri = editor.open(shop / "api.py")
    identifier = {"textDocument": {"uri": uri}}
    report = editor.ask("textDocument/diagnostic", identifier)
    mark = 0
    while not report["items"]:
        editor.notification("workspace/diagnostic/refresh", since=mark)
        mark = editor.mark
        report = editor.ask("textDocument/diagnostic", identifier)
    assert rules(report["items"]) == [TIMEOUT]
    again = editor.ask("textDocument/diagnostic", {**identifier, "previousResultId": report["resultId"]})
    assert again["kind"] == "unchanged"
    whole = editor.ask("workspace/diagnostic", {"previousResultIds": []})
    assert [item["uri"] for item in whole["items"]] == [uri]
    known = [{"uri": uri, "value": whole["items"][0]["resultId"]}]
    waiting = editor.request("workspace/diagnostic", {"previousResultIds": known})
    editor.replace(uri, "")
    news = editor.answer(waiting)["result"]
    assert news["items"][0]["items"] == []
    assert editor.all("textDocument/publishDiagnostics") == []
    held = editor.request("workspace/diagnostic", {"previousResultIds": []})
    editor.ask("shutdown")
    editor.answer(held)
    editor.notify("exit")
    assert editor.exit_code() == 0


def test_nothing_is_said_about_a_clean_file(start: Start, shop: Path) -> None:
    """An empty set that follows nothing is not sent."""
    (shop / "clean.py").write_text("x = 1\n", "utf-8")
    editor = start()
    editor.initialize(shop)
    uri = editor.open(shop / "clean.py")
    assert editor.command("archlsp.reviewFile", uri)["state"] == "reviewed"
    assert published(editor, uri) == []
    assert json.dumps(editor.all("window/showMessage")) == "[]"
