"""The questions as the API gets them: allowed, equal bytes when equal, and the same beginning from save to save."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlsp.claude.payload import wire_bytes
from archlsp.claude.question.documents import Part
from archlsp.claude.question.material import Material
from archlsp.claude.question.persona import Persona
from archlsp.claude.question.prompt import (
    QUICK,
    THOROUGH,
    Built,
    call_for_test,
    deepen_call,
    fix_call,
    models_of,
    prompt_version,
    review_call,
    rewrite_call,
    verify_call,
)
from archlsp.claude.wire.events import Purpose, Reads
from archlsp.model.surroundings import Callee, PlaceOfTest, Unit
from archlsp.model.terms import Terms
from claude.fake.refusals import refusals
from claude.fake.strict import problems
from claude.questions import CHARGE, REFUND, TEXT, content_of, material, ours, system_of, unit
from findings import finding_on

POST = 'requests.post("http://payments", json=order)'
FINDING = finding_on(TEXT, POST, rule="py-timeout")
PLACE = PlaceOfTest(
    "tests/test_pay.py", "import pytest\n\n\ndef test_a():\n    pass\n", "def test_a():\n    pass"
)
LONG = (
    TEXT + "\n\n" + "".join(f"def other_{number}():\n    return {number} * 2\n\n\n" for number in range(200))
)


def every_call(of: Material) -> Iterator[Built]:
    """Each question there is."""
    yield review_call(of)
    yield verify_call(of, [FINDING])
    yield rewrite_call(of, [FINDING])
    yield deepen_call(of, FINDING)
    yield fix_call(of, FINDING)
    yield call_for_test(of, FINDING, PLACE)
    yield call_for_test(of, FINDING, PlaceOfTest("tests/test_pay.py"))


@pytest.mark.parametrize("effort", ["", "low"])
@pytest.mark.parametrize("parts", [(), (Part("README.md", "readme", "# Shop"),)])
@pytest.mark.parametrize("thorough", [False, True])
def test_the_api_takes_every_question(effort: str, parts: tuple[Part, ...], thorough: bool) -> None:
    """Against the SDK's own types, and what the real API refuses beyond them."""
    for built in every_call(material(parts=parts, effort=effort, thorough=thorough)):
        body = built.call.body
        assert problems("stream", body) == []
        assert refusals("create", body) == []
        assert all(part["text"] for part in body["system"])
        assert built.call.reads is (Reads.TEXT if built.call.purpose is Purpose.DEEPEN else Reads.OBJECTS)


def test_equal_material_makes_equal_bytes() -> None:
    """No time, no random id, no order of a set."""
    first = [wire_bytes(built.call.body) for built in every_call(material(evidence=(FINDING,)))]
    again = [wire_bytes(built.call.body) for built in every_call(material(evidence=(FINDING,)))]
    assert first == again


@pytest.mark.parametrize("thorough", [False, True])
def test_the_next_save_of_a_function_has_the_same_cached_part(thorough: bool) -> None:
    """After a save everything before the units is as it was; on command, everything before the file."""
    before = review_call(material(LONG, thorough=thorough))
    after = review_call(material(LONG.replace("json=order", "json=order, timeout=3"), thorough=thorough))
    assert system_of(before.call.body) == system_of(after.call.body)
    assert before.call.prefix == after.call.prefix
    one, other = content_of(before.call.body), content_of(after.call.body)
    assert (one[0] == other[0]) is not thorough
    assert one[-1] != other[-1] or thorough


def test_two_files_share_what_is_read_first() -> None:
    """Persona, project and task do not depend on the file."""
    one, other = review_call(material()), review_call(material(LONG, path="shop/other.py"))
    assert system_of(one.call.body) == system_of(other.call.body)
    assert one.call.prefix == other.call.prefix
    assert one.call.prefix != review_call(material(thorough=True)).call.prefix


def test_marks_of_the_cache() -> None:
    """An hour for what the project shares, minutes for the file, nothing for what is asked."""
    body = review_call(material()).call.body
    marks = [part.get("cache_control") for part in (*body["system"], *body["messages"][0]["content"])]
    hour, minutes = ({"type": "ephemeral", "ttl": ttl} for ttl in ("1h", "5m"))
    assert marks == [None, hour, hour, minutes, None]


def test_a_long_file_is_an_outline_after_a_save_and_whole_on_command() -> None:
    """In both the changed definition is there, once."""
    for thorough in (False, True):
        file, asked = content_of(review_call(material(LONG, (CHARGE,), thorough=thorough)).call.body)
        assert ("return 7 * 2" in file) is thorough
        assert "def other_7():" in file
        assert (file + asked).count('total = order["total"]') == 1
        assert '<unit symbol="charge">' in asked
        assert f"<changed>\n    return {POST}\n</changed>" in asked


def test_definitions_that_are_new_are_not_quoted_twice() -> None:
    """Their first line tells which they are."""
    new = unit(3, 6, "charge", (3, 6))
    (file, asked) = content_of(review_call(material(units=(new,))).call.body)
    assert POST in file
    assert POST not in asked
    assert (
        '<unit symbol="charge" changed="all of it">\n<begins>\ndef charge(order):\n</begins>\n</unit>'
        in asked
    )


def test_removed_lines_are_said_to_be_removed() -> None:
    """By the line that they stood below."""
    (_, asked) = content_of(review_call(material(units=(unit(3, 6, "charge", (5, 5)),))).call.body)
    assert '<removed-below>\n    total = order["total"]\n</removed-below>' in asked


def test_what_is_called_is_there_once() -> None:
    """Two units that call the same."""
    callee = Callee("shop/http.py", "post", "def post(url):\n    return url\n")
    units = tuple(
        unit(one.span.start.line, one.span.end.line, one.symbol, callees=(callee,))
        for one in (CHARGE, REFUND)
    )
    (_, asked) = content_of(review_call(material(units=units)).call.body)
    assert asked.count('<definition path="shop/http.py" symbol="post">') == 1


def test_evidence_is_named_in_reading_order_and_only_where_it_is_asked_about() -> None:
    """What the rules found elsewhere in the file is nobody's business here."""
    late = finding_on(TEXT, 'requests.delete(f"http://payments/{order}")', rule="py-late")
    top = finding_on(TEXT, "import requests", rule="py-import")
    built = review_call(material(evidence=(late, FINDING, top)))
    assert {name: one.rule for name, one in built.evidence.items()} == {"R1": "py-timeout", "R2": "py-late"}
    (_, asked) = content_of(built.call.body)
    assert '<item id="R1" rule="py-timeout"' in asked
    assert "py-import" not in asked


def test_models() -> None:
    """The user's, else the persona's, else a quick one after a save and a thorough one on command."""
    plain = Persona("p", "1", "body")
    assert models_of(Terms(), plain) == (QUICK, THOROUGH)
    assert models_of(Terms(thorough=True), plain) == (THOROUGH,)
    assert models_of(Terms(), Persona("p", "1", "body", "claude-opus-5-5")) == ("claude-opus-5-5",)
    assert models_of(Terms(model="local", provider="bedrock"), plain) == ("local",)
    assert models_of(Terms(provider="bedrock"), plain)[0] == f"anthropic.{QUICK}"


@pytest.mark.parametrize(
    ("terms", "small"),
    [
        ({"thorough": True}, QUICK),
        ({"thorough": True, "provider": "bedrock"}, f"anthropic.{QUICK}"),
        ({"model": "local"}, "local"),
    ],
)
def test_small_questions_go_to_a_small_model(terms: Mapping[str, Any], small: str) -> None:
    """Unless the user chose one."""
    for built in (verify_call(material(**terms), [FINDING]), rewrite_call(material(**terms), [FINDING])):
        assert built.call.body["model"] == small


def test_small_questions_are_short() -> None:
    """Other words take no code; disproving takes no documents, unless the same model has just read them."""
    of = material(thorough=True)
    assert "<project>" not in "".join(system_of(verify_call(of, [FINDING]).call.body))
    assert "<project>" in "".join(system_of(verify_call(material(), [FINDING]).call.body))
    words = "".join(
        [
            *system_of(rewrite_call(of, [FINDING]).call.body),
            *content_of(rewrite_call(of, [FINDING]).call.body),
        ]
    )
    assert "<file" not in words.replace("`<file", "")
    assert "<project>" not in words


@pytest.mark.parametrize(
    ("locale", "said", "unsaid"), [("ja", "です", "Answer in English"), ("en", "English", "です")]
)
def test_the_language_is_said_first_and_last(locale: str, said: str, unsaid: str) -> None:
    """In the task, and in the last line."""
    for built in every_call(material(locale=locale)):
        task = system_of(built.call.body)[-1]
        last = content_of(built.call.body)[-1].split("\n")[-1]
        assert said in task
        assert said in last
        assert unsaid not in task + last


def test_the_test_question_shows_how_tests_are_written_and_what_is_imported() -> None:
    """For a new file there is no head."""
    (_, asked) = content_of(call_for_test(material(), FINDING, PLACE).call.body)
    assert '<tests path="tests/test_pay.py" file="existing">\n<head>\nimport pytest' in asked
    assert "<sample>\ndef test_a():" in asked
    (_, asked) = content_of(call_for_test(material(), FINDING, PlaceOfTest("t.py")).call.body)
    assert '<tests path="t.py" file="new">' in asked
    assert "<head>" not in asked


def test_half_a_character_can_be_sent() -> None:
    """An editor may send a lone surrogate."""
    body = review_call(material(TEXT.replace("payments", "pay\ud83d"))).call.body
    json.loads(wire_bytes(body))


def test_the_version_of_the_prompts_is_a_digest() -> None:
    """Of their words, and so the same in every process."""
    assert prompt_version() == prompt_version()
    assert len(prompt_version()) == 16


@given(
    st.lists(
        st.sampled_from(["", "  ", "x = 1", "\ty()", "</file>", "<unit>", "日本語", "a\r"]),
        min_size=1,
        max_size=12,
    ),
    st.data(),
)
def test_every_changed_line_is_in_the_question(lines: list[str], data: st.DataObject) -> None:
    """Whatever the text: quoted as it stands, in the file or as a unit."""
    text = "".join(line + "\n" for line in lines)
    total = len(text.splitlines())
    start = data.draw(st.integers(0, max(0, total - 1)))
    end = data.draw(st.integers(start, total))
    whole = Unit(unit(0, total, "", (start, end)).span, "", unit(0, total, "", (start, end)).hunks)
    body = review_call(material(text, (whole,), persona=ours())).call.body
    said = "".join(content_of(body))
    for line in text.splitlines()[start:end]:
        assert line.strip() in said
