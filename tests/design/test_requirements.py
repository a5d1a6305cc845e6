"""Each requirement of the persona, from the prompt to the section of an answer that shows it."""

import re

import pytest

from archlsp.claude.question.texts import PROMPTS
from archlsp.design.sections import FOR_A_DESIGN, HEADINGS, Section

# Where a design answer shows it. Missing: P1, P5, P12, P14 and P16 are not a section but the whole of an answer
# (who speaks, in which language, about what), P15 is the agent file: `tests/claude/test_prompt_words.py`.
SHOWN = {
    "P2": (Section.DESIGN, Section.SECURITY),
    "P3": (Section.TESTS, Section.DESIGN),
    "P4": (Section.SECURITY, Section.EDGES, Section.TESTS),
    "P6": (Section.UNDERSTOOD, Section.QUESTIONS),
    "P7": (Section.GROWTH, Section.ROLLOUT),
    "P8": (Section.OPTIONS, Section.RECOMMENDATION),
    "P9": (Section.EDGES,),
    "P10": (Section.MONITORING,),
    "P11": (Section.RISKS, Section.TESTS, Section.REFERENCES),
    "P13": (Section.RECOMMENDATION, Section.DESIGN),
}
ELSEWHERE = {"P1", "P5", "P12", "P14", "P15", "P16"}


def test_no_requirement_is_forgotten() -> None:
    """Each is shown by a section, or is said above to be all of the answer."""
    assert SHOWN.keys() | ELSEWHERE == {f"P{number}" for number in range(1, 17)}


@pytest.mark.parametrize("section", list(Section))
def test_every_section_is_asked_for(section: Section) -> None:
    """The prompt says what belongs into it, under a heading that there is in both languages."""
    prompt = (PROMPTS / "tasks" / "design.md").read_text("utf-8")
    assert re.search(rf"^- {section.value}: .{{40}}", prompt, re.MULTILINE)
    assert all(HEADINGS[locale][section] for locale in ("ja", "en"))


@pytest.mark.parametrize("requirement", sorted(SHOWN))
def test_a_design_cannot_leave_it_out(requirement: str) -> None:
    """One of its sections at least is missed where it is not there, or is asked for by name."""
    checked = {Section.UNDERSTOOD, *FOR_A_DESIGN, Section.OPTIONS, Section.QUESTIONS, Section.GROWTH}
    assert checked & set(SHOWN[requirement])
