"""The shape of an answer: which sections it has, and which are missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlsp.design.sections import FOR_A_DESIGN, HEADINGS, Section, shape_of
from design.answers import answer


@pytest.mark.parametrize("locale", ["ja", "en"])
def test_an_answer_in_its_shape_misses_nothing(locale: str) -> None:
    """In either language, with numbers before its headings or without."""
    for number in ("", "1. ", "３. "):
        text = "\n".join(
            f"## {number}{HEADINGS[locale][section]}\n\n{section} の話です。\n"
            for section in (Section.UNDERSTOOD, *FOR_A_DESIGN)
        )
        assert shape_of(text).missing() == ()


@pytest.mark.parametrize("section", [Section.UNDERSTOOD, *FOR_A_DESIGN])
def test_what_is_missing_is_named(section: Section) -> None:
    """Also where there is a heading with nothing below."""
    assert shape_of(answer(section)).missing() == (section,)
    assert shape_of(answer(**{section.value: " "})).missing() == (section,)


def test_options_are_a_table() -> None:
    """Else they cannot be compared."""
    assert shape_of(answer(options="案 1 と案 2 があります。")).missing() == (Section.OPTIONS,)


def test_headings_in_code_are_code() -> None:
    """A shell comment starts no section."""
    text = answer(design="```sh\n## 推奨\n```\n設計です。")
    assert "設計です。" in shape_of(text).parts[Section.DESIGN]


def test_an_answer_that_asks_needs_no_design() -> None:
    """Understood and questions are the whole of it."""
    titles = HEADINGS["ja"]
    text = f"## {titles[Section.UNDERSTOOD]}\n\nわかりました。\n\n## {titles[Section.QUESTIONS]}\n\n1. 誰がですか。\n"
    shape = shape_of(text)
    assert shape.only_asks
    assert shape.missing() == ()


@given(st.text(st.sampled_from("#` ~\n設計|-x0."), max_size=60))
def test_any_text_has_a_shape(text: str) -> None:
    """Whatever the model wrote."""
    shape_of(text).missing()
