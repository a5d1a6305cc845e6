"""A question stays within its tokens; what had to stay out is said."""

from hypothesis import given, settings
from hypothesis import strategies as st

from archlsp.claude.question.documents import Part
from archlsp.claude.question.prompt import fix_call, review_call
from archlsp.messages import problem_text
from archlsp.model.surroundings import Callee, Unit
from claude.questions import CHARGE, README, TEXT, content_of, material, system_of, unit
from findings import finding_on

LINE = "    value = compute(value, other_value)\n"
FINDING = finding_on(TEXT, "import requests")


def long_text(functions: int, lines: int) -> tuple[str, tuple[Unit, ...]]:
    """Functions, each a unit of which one line changed."""
    text = "".join(f"def function_{number}(value):\n{LINE * lines}\n" for number in range(functions))
    height = lines + 2
    units = tuple(
        unit(
            number * height,
            number * height + lines + 1,
            f"function_{number}",
            (number * height + 1, number * height + 2),
        )
        for number in range(functions)
    )
    return text, units


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 8),
    st.integers(1, 60),
    st.integers(0, 30),
    st.integers(6_000, 20_000),
    st.booleans(),
)
def test_the_limit_holds(functions: int, lines: int, documents: int, limit: int, thorough: bool) -> None:
    """By the same estimate that is asked before anything is sent."""
    text, units = long_text(functions, lines)
    parts = tuple(
        Part(f"docs/adr/{number}.md", "decision", "We decided this. " * 60) for number in range(documents)
    )
    of = material(text, units, parts=parts, thorough=thorough, per_review_tokens=limit)
    for built in (review_call(of), fix_call(of, FINDING)):
        assert built.tokens <= limit + 50
        assert len(built.units) >= 1


def test_units_that_do_not_fit_are_said_to_be_missing() -> None:
    """They are asked about later: the answer speaks for those alone that were in the question."""
    text, units = long_text(10, 60)
    built = review_call(material(text, units, parts=(), per_review_tokens=7_000))
    assert 0 < len(built.units) < 10
    assert [problem.code for problem in built.cut] == ["ai-cut-units"]
    asked = content_of(built.call.body)[-1]
    assert all((f'symbol="{one.symbol}"' in asked) == (one in built.units) for one in units)


def test_evidence_about_a_unit_that_does_not_fit_is_left_out() -> None:
    """Nobody could judge it."""
    text, units = long_text(10, 60)
    found = finding_on(text, "def function_9(value):")
    built = review_call(material(text, units, parts=(), evidence=(found,), per_review_tokens=7_000))
    assert units[9] not in built.units
    assert built.evidence == {}


def test_documents_have_a_share_that_does_not_depend_on_the_file() -> None:
    """Or the API's cache would be missed; and what is left out is counted."""
    parts = tuple(
        Part(f"docs/adr/{number}.md", "decision", "We decided this. " * 150) for number in range(40)
    )
    text, units = long_text(6, 60)
    one = review_call(material(parts=(README, *parts), thorough=True, per_review_tokens=30_000))
    other = review_call(
        material(text, units, parts=(README, *parts), thorough=True, per_review_tokens=30_000)
    )
    assert system_of(one.call.body) == system_of(other.call.body)
    (problem,) = one.cut
    assert problem.code == "ai-cut-documents"
    assert README.text in system_of(one.call.body)[1]


def test_a_file_that_does_not_fit_is_an_outline() -> None:
    """On command; and that is said, in both languages."""
    text, units = long_text(40, 60)
    built = review_call(material(text, units[:1], parts=(), thorough=True, per_review_tokens=12_000))
    file, asked = content_of(built.call.body)
    assert LINE not in file
    assert LINE * 60 in asked
    assert [problem.code for problem in built.cut] == ["ai-cut-file"]
    for locale in ("ja", "en"):
        assert "shop/pay.py" in problem_text(locale, built.cut[0])


def test_what_is_called_yields_first() -> None:
    """The file is worth more than definitions elsewhere."""
    callees = tuple(Callee("a.py", f"call_{number}", LINE * 50) for number in range(20))
    one = unit(CHARGE.span.start.line, CHARGE.span.end.line, "charge", (5, 6), callees=callees)
    built = review_call(material(units=(one,), parts=(), per_review_tokens=6_000))
    asked = content_of(built.call.body)[-1]
    assert 0 < asked.count("<definition ") < 20
    assert built.cut == ()


def test_after_a_save_a_long_definition_is_shown_around_its_change() -> None:
    """Its head and the lines near the change; on command all of it."""
    lines = "".join(f"    step_{number}()  # one of the many steps\n" for number in range(400))
    text = f"def long(value):\n{lines}"
    units = (unit(0, 401, "long", (100, 101)),)
    quick = content_of(review_call(material(text, units)).call.body)[-1]
    for shown in ("def long", "step_99()", "step_90()", "step_108()"):
        assert shown in quick
    for left_out in ("step_50()", "step_150()"):
        assert left_out not in quick
    assert quick.count("[...]") == 2
    whole = "".join(content_of(review_call(material(text, units, thorough=True)).call.body))
    assert "step_50()" in whole


def test_after_a_save_what_is_called_is_shown_by_its_beginning() -> None:
    """And no more of it than is worth its tokens."""
    body = "".join(f"    line_{number}()\n" for number in range(100))
    callees = tuple(Callee("shop/far.py", f"far_{n}", f"def far_{n}():\n{body}") for n in range(40))
    units = (unit(3, 6, "charge", (5, 6), callees=callees),)
    quick = content_of(review_call(material(TEXT, units)).call.body)[-1]
    assert "line_3()" in quick
    assert "line_50()" not in quick
    assert 1 < quick.count("<definition") < 20
    whole = content_of(review_call(material(TEXT, units, thorough=True)).call.body)[-1]
    assert "line_50()" in whole


def test_of_many_changed_lines_the_first_and_the_last_are_quoted_again() -> None:
    """The code shows them all."""
    lines = "".join(f"    step_{number}()\n" for number in range(40))
    text = f"def long(value):\n{lines}    return value\n"
    asked = content_of(review_call(material(text, (unit(0, 42, "long", (1, 41)),))).call.body)[-1]
    changed = asked.split("<changed>")[1].split("</changed>")[0]
    assert changed.split() == ["step_0()", "step_1()", "[...]", "step_38()", "step_39()"]
