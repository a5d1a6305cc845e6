"""Design questions in an editor: the document that grows, what is kept of it, and what follows from it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from markdown_it import MarkdownIt

from archlsp.design.sections import HEADINGS, Section, shape_of
from archlsp.messages import say
from claude.fake import Answer, FakeApiThread, fake_api
from claude.items import item
from design.answers import answer
from editor import Editor
from server.ai_session import CULPRIT, Start, annotated, begin
from server.conftest import API, repository

AUTH = """\
from fastapi import FastAPI

app = FastAPI()


@app.post("/auth/login")
def login(name: str) -> str:
    return name
"""
QUESTION = "在庫管理の API を設計してください"
WITH_ANSWERS = {"answers": True}


@dataclass
class Studio:
    """A client that shows answers itself, with consent given and nothing left to review."""

    editor: Editor
    api: FakeApiThread
    shop: Path
    uri: str

    def will(self, *replies: Any) -> None:  # noqa: ANN401 - of the loopback API
        """Have the next questions answered so."""
        self.api.api.script.clear()
        self.api.api.script.extend(replies)
        self._before, self._shown = len(self.api.bodies), len(self.editor.all("archlsp/answer"))
        self._edits = len(self.editor.all("workspace/applyEdit"))

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """What was asked since."""
        return self.api.bodies[self._before :]

    @property
    def shown(self) -> list[dict[str, Any]]:
        """The states of answers that were shown since."""
        return self.editor.all("archlsp/answer")[self._shown :]

    @property
    def edits(self) -> list[dict[str, Any]]:
        """The edits that were proposed since."""
        return [asked["edit"] for asked in self.editor.all("workspace/applyEdit")[self._edits :]]

    def design(self, question: str = QUESTION, **more: object) -> Any:  # noqa: ANN401 - any JSON
        """Ask, and wait for the end."""
        return design(self.editor, question, **more)

    def whole(self) -> str:
        """The newest state of the newest answer."""
        return str(self.shown[-1]["markdown"])


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    """One server for many questions: three processes take their time to start."""
    shop = repository(tmp_path_factory.mktemp("design") / "shop", {"api.py": API, "auth.py": AUTH})
    (shop / "docs" / "adr").mkdir(parents=True)
    (shop / "docs" / "adr" / "0007-use-postgres.md").write_text("# Use PostgreSQL\n\n## Status\n\nAccepted\n")
    editors: list[Editor] = []

    def start(**options: Any) -> Editor:  # noqa: ANN401 - of Editor
        editors.append(Editor(shop.parent / "home", **options))
        return editors[-1]

    with fake_api() as api:
        editor, uri = begin(start, api, shop, client=WITH_ANSWERS, capabilities=annotated())
        editor.command("archlsp.enableAi")
        editor.notification(
            "archlsp/status", lambda status: status["mode"] == "ready" and status["calls"] == 1
        )
        yield Studio(editor, api, shop, uri)
    editors[0].stop()


def asked(start: Start, api: FakeApiThread, shop: Path, **more: Any) -> tuple[Editor, str]:  # noqa: ANN401
    """A session of a client that shows answers itself."""
    return begin(start, api, shop, client=WITH_ANSWERS, **more)


def design(editor: Editor, question: str = QUESTION, **more: object) -> Any:  # noqa: ANN401 - any JSON
    """Ask, and wait for the end."""
    return editor.command("archlsp.design", {"question": question, **more})


def last(editor: Editor) -> dict[str, Any]:
    """The newest state of the newest answer."""
    shown: dict[str, Any] = editor.all("archlsp/answer")[-1]
    return shown


def file_of(uri: str) -> Path:
    """The file of a URI."""
    return Path(unquote(urlsplit(uri).path))


def test_an_answer_grows_while_it_is_written(start: Start, api: FakeApiThread, shop: Path) -> None:
    """The question stands there at once, the first words as soon as they come; places are links, or gone."""
    editor, uri = asked(start, api, shop)
    api.api.answer = Answer(text=answer(), fault="hold", chunk=4, after=3)
    request = editor.request(
        "workspace/executeCommand",
        {"command": "archlsp.design", "arguments": [{"question": QUESTION, "uri": uri}]},
    )
    first = editor.notification("archlsp/answer")
    assert first["state"] == "streaming"
    assert QUESTION in first["markdown"]
    grown = editor.notification("archlsp/answer", lambda shown: "理解" in shown["markdown"])
    assert grown["state"] == "streaming"
    api.go()
    result = editor.answer(request)["result"]
    assert (result["state"], result["id"]) == ("complete", first["id"])
    whole = last(editor)["markdown"]
    assert f"[`api.py:5`]({(shop / 'api.py').as_uri()}#L5)" in whole
    assert "nowhere.py" not in whole
    assert say("ja", "design-removed", count=1) in whole
    assert not shape_of(whole).missing()
    assert file_of(result["uri"]).read_text("utf-8") == whole


def test_a_client_that_only_opens_documents_gets_one(start: Start, api: FakeApiThread, shop: Path) -> None:
    """Opened once, when it has the question in it; at the end it holds everything."""
    editor, _ = begin(start, api, shop)
    api.api.answer = Answer(text=answer())
    result = design(editor)
    (shown,) = editor.all("window/showDocument")
    assert shown["uri"] == result["uri"]
    assert result["shown"] is True
    assert "sequenceDiagram" in file_of(result["uri"]).read_text("utf-8")
    assert editor.all("archlsp/answer") == []


def test_a_client_that_cannot_open_documents_is_told_where_it_is(
    start: Start, api: FakeApiThread, shop: Path
) -> None:
    """Nothing is lost because an editor is simple."""
    editor, _ = begin(start, api, shop, capabilities={**annotated(), "window": {}})
    api.api.answer = Answer(text=answer())
    result = design(editor)
    path = str(file_of(result["uri"]))
    assert any(path in one["message"] for one in editor.all("window/showMessage"))


def test_what_had_arrived_before_a_cancel_is_kept(start: Start, api: FakeApiThread, shop: Path) -> None:
    """It is marked; and it can be opened again after a restart of the server."""
    editor, _ = asked(start, api, shop)
    api.api.answer = Answer(text=answer(), fault="hold", chunk=8, after=20)
    request = editor.request(
        "workspace/executeCommand", {"command": "archlsp.design", "arguments": [{"question": QUESTION}]}
    )
    editor.notification("archlsp/answer", lambda shown: "店舗の担当者" in shown["markdown"])
    assert editor.command("archlsp.cancel")["cancelled"] >= 1
    assert editor.answer(request)["result"]["state"] == "cancelled"
    kept = last(editor)
    assert say("ja", "design-state-cancelled") in kept["markdown"]
    assert "店舗の担当者" in kept["markdown"]
    assert editor.leave() == 0
    again, _ = asked(start, api, shop)
    (listed,) = again.command("archlsp.designs")["designs"]
    assert (listed["id"], listed["state"], listed["question"]) == (kept["id"], "cancelled", QUESTION)
    assert again.command("archlsp.openDesign", {"id": kept["id"]})["id"] == kept["id"]
    assert last(again)["markdown"] == kept["markdown"]


def test_sections_that_are_missing_are_asked_for_once(studio: Studio) -> None:
    """The shape is checked, and what still is missing is said."""
    titles = HEADINGS["ja"]
    more = f"## {titles[Section.TESTS]}\n\n- `test_twice`: 二度目は何も変わりません。\n"
    studio.will(Answer(text=answer(Section.TESTS, Section.MONITORING)), Answer(text=more))
    studio.design()
    assert len(studio.bodies) == 2
    wanted = studio.bodies[1]["messages"][-1]["content"][-1]["text"]
    assert titles[Section.TESTS] in wanted
    assert titles[Section.EDGES] not in wanted
    assert "test_twice" in studio.whole()
    assert say("ja", "design-missing", names=titles[Section.MONITORING]) in studio.whole()


def test_an_answer_that_asks_back_is_whole(studio: Studio) -> None:
    """What is missing would change the design: nothing is made up, and the follow-up goes on from it, cached."""
    titles = HEADINGS["ja"]
    asking = (
        f"## {titles[Section.UNDERSTOOD]}\n\n認証が必要です。\n\n"
        f"## {titles[Section.QUESTIONS]}\n\n1. 利用者は社内だけですか。\n"
    )
    studio.will(Answer(text=asking), Answer(text=answer()))
    first = studio.design("新しいユーザー認証システムの API を設計してください")
    assert len(studio.bodies) == 1
    studio.editor.command("archlsp.designFollowUp", {"question": "社内だけです", "id": first["id"]})
    before, after = studio.bodies
    assert after["system"] == before["system"]
    context = before["messages"][0]["content"][0]
    assert "`auth.py:6`" in context["text"]
    assert after["messages"][0]["content"][0] == context
    assert "利用者は社内だけですか" in after["messages"][1]["content"][0]["text"]
    assert studio.shown[-1]["follows"] == first["id"]
    assert "認証" in studio.whole()


def test_an_answer_in_another_language_is_asked_for_again(studio: Studio) -> None:
    """Once, as soon as it can be told."""
    english = "## Understood\n\n" + "The shop needs to know its stock, and every clerk must see it.\n" * 12
    studio.will(Answer(text=english), Answer(text=answer()))
    assert studio.design()["state"] == "complete"
    assert "every clerk" not in studio.whole()
    assert not shape_of(studio.whole()).missing()


@pytest.mark.parametrize(("stop", "code"), [("max_tokens", "ai-cut-short"), ("refusal", "ai-refused")])
def test_an_answer_that_ends_early_is_kept_and_said_to_be(studio: Studio, stop: str, code: str) -> None:
    """With the reason."""
    studio.will(Answer(text=answer()[:200], stop=stop))
    assert studio.design()["state"] == "failed"
    assert say("ja", code) in studio.whole()
    assert "店舗の担当者" in studio.whole()


def test_a_refusal_before_the_first_word_gives_the_offline_answer(studio: Studio) -> None:
    """With the reason."""
    studio.will("refusal")
    assert studio.design()["state"] == "offline"
    assert say("ja", "ai-refused") in studio.whole()


def test_hostile_markdown_is_harmless(studio: Studio) -> None:
    """No HTML, images, commands or links to strangers, not even while it is being written."""
    evil = (
        "<script>x</script> ![x](https://evil.example/a.png) [押す](command:rm) [見る](https://evil.example)"
    )
    studio.will(Answer(text=answer(understood=evil + " 在庫の話です。"), chunk=5))
    studio.design()
    for shown in studio.shown:
        html = MarkdownIt("commonmark").enable("table").render(shown["markdown"])
        for wrong in ("<script", "<img", 'href="command:', 'href="https://evil'):
            assert wrong not in html


def test_an_answer_becomes_a_record_of_the_decision(studio: Studio) -> None:
    """A new file with the next number, previewed, never applied by itself."""
    studio.will(Answer(text=answer()))
    studio.design()
    saved = studio.editor.command("archlsp.saveAsAdr")
    assert saved["applied"]
    assert saved["path"].startswith("docs/adr/0008-")
    (edit,) = studio.edits
    create, change = edit["documentChanges"]
    assert create["kind"] == "create"
    text = change["edits"][0]["newText"]
    assert "在庫" in text
    assert "file://" not in text
    assert not (studio.shop / saved["path"]).exists()


def test_a_design_is_implemented_tests_first(studio: Studio) -> None:
    """One edit of several files: what is new is created, what is there is changed where it fits once."""
    test = {"path": "tests/test_stock.py", "quote": "", "replacement": "def test_stock():\n    assert True\n"}
    new = {"path": "stock.py", "quote": "", "replacement": "def reserve(sku):\n    return sku\n"}
    old = {"path": "api.py", "quote": "import requests", "replacement": "import requests\n\nimport stock"}
    studio.will(Answer(text=answer()), Answer(findings=[test, new, old]))
    studio.design()
    made = studio.editor.command("archlsp.implement")
    assert made["applied"]
    assert made["paths"] == ["tests/test_stock.py", "stock.py", "api.py"]
    (edit,) = studio.edits
    kinds = [change.get("kind") for change in edit["documentChanges"]]
    assert kinds == ["create", None, "create", None, None]
    assert all(one["needsConfirmation"] for one in edit["changeAnnotations"].values())
    assert '<file path="api.py">' in studio.bodies[1]["messages"][0]["content"][0]["text"]
    assert not (studio.shop / "stock.py").exists()


@pytest.mark.parametrize(
    "path", ["../outside.py", ".github/workflows/x.yml", "/etc/cron.d/x", "a/../../x.py", ".git/hooks/x"]
)
def test_edits_of_forbidden_places_are_refused_as_a_whole(studio: Studio, path: str) -> None:
    """Nothing of the set is shown."""
    fine = {"path": "stock.py", "quote": "", "replacement": "x = 1\n"}
    evil = {"path": path, "quote": "", "replacement": "x = 1\n"}
    studio.will(Answer(text=answer()), Answer(findings=[fine, evil]))
    studio.design()
    params = {"command": "archlsp.implement", "arguments": [{}]}
    assert path.rsplit("/", 1)[-1] in studio.editor.refused("workspace/executeCommand", params)["message"]
    assert studio.edits == []


def test_edits_that_do_not_parse_are_refused_as_a_whole(studio: Studio) -> None:
    """With the name of the file."""
    broken = {"path": "stock.py", "quote": "", "replacement": "def reserve(:\n"}
    studio.will(Answer(text=answer()), Answer(findings=[broken]))
    studio.design()
    params = {"command": "archlsp.implement", "arguments": [{}]}
    assert "stock.py" in studio.editor.refused("workspace/executeCommand", params)["message"]
    assert studio.edits == []


def test_a_selection_is_improved_with_an_edit(studio: Studio) -> None:
    """A finding with a fix, for lines that are selected; how many there are now counts it, too."""
    better = item(
        CULPRIT,
        title="待ち続けます",
        category="performance",
        replacement='return "🚚 配送" + requests.get(url, timeout=5).text',
    )
    studio.will(Answer(findings=[better]))
    editor, uri = studio.editor, studio.uri
    told = editor.command("archlsp.improve", {"uri": uri, "startLine": 3, "endLine": 6})
    assert "improve" in studio.bodies[0]["system"][-1]["text"]
    found = editor.await_diagnostics(uri, lambda seen: any("待ち続けます" in one["message"] for one in seen))
    assert told["findings"] == len(found)
    (culprit,) = [one for one in found if "待ち続けます" in one["message"]]
    params = {
        "textDocument": {"uri": uri},
        "range": culprit["range"],
        "context": {"diagnostics": [culprit]},
    }
    titles = [action["title"] for action in editor.ask("textDocument/codeAction", params)]
    assert say("ja", "action-fix", title="待ち続けます") in titles


def test_the_inventory_is_shown_as_a_page(studio: Studio) -> None:
    """With links that lead into the repository."""
    shown = studio.editor.command("archlsp.showMap")
    assert shown["shown"] is True
    assert shown["markdown"].startswith("# ")


def test_an_answer_that_is_not_there_is_said_in_a_sentence(studio: Studio) -> None:
    """And what to do."""
    studio.will(Answer(text=answer()))
    studio.design()
    for name, arguments, key in (
        ("design", {}, "design-question-missing"),
        ("designFollowUp", {"question": "続き", "id": "nope"}, "design-unknown"),
        ("openDesign", {"id": "../../x"}, "design-unknown"),
        ("implement", {"id": "nope"}, "design-unknown"),
    ):
        params = {"command": f"archlsp.{name}", "arguments": [arguments]}
        assert studio.editor.refused("workspace/executeCommand", params)["message"] == say("ja", key)


def test_without_a_key_there_is_an_honest_answer(start: Start, api: FakeApiThread, shop: Path) -> None:
    """From rules and the inventory; nothing is sent. Nothing was asked before, and that is said, too."""
    editor = start(environment={"HTTPS_PROXY": api.url, "ANTHROPIC_API_KEY": ""})
    editor.initialize(shop, initializationOptions=WITH_ANSWERS)
    params = {"command": "archlsp.saveAsAdr", "arguments": []}
    assert editor.refused("workspace/executeCommand", params)["message"] == say("ja", "design-none")
    result = design(editor, "新しいユーザー認証システムの API を設計してください")
    assert result["state"] == "offline"
    shown = last(editor)["markdown"]
    assert say("ja", "design-state-offline") in shown
    assert say("ja", "ai-no-key") in shown
    assert api.connections == 0
