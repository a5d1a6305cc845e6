"""The fields of one object of an answer. Nothing in it is believed: not a type, not a length, not an address."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from archlsp.claude.answer.prose import clean, clean_code, clean_line
from archlsp.claude.answer.references import safe_address
from archlsp.model.finding import Confidence, Option, Reference, Severity

Item = Mapping[str, Any]

_LONGEST_LINE = 200
_LONGEST_PROSE = 2_000
_LONGEST_CODE = 4_000
_MOST = 5
_PROSE = ("why", "risk", "mitigation", "recommendation", "test", "monitor")
_CWE = re.compile(r"(?:CWE-?)?0*([1-9][0-9]{0,3})", re.IGNORECASE)

# Servers that drop the schema leave models to the words they know.
_SEVERITIES = {severity.word: severity for severity in Severity} | {
    "critical": Severity.ERROR,
    "high": Severity.ERROR,
    "medium": Severity.WARNING,
    "low": Severity.INFO,
    "information": Severity.INFO,
}
_CONFIDENCES = {confidence.word: confidence for confidence in Confidence}


def text_of(value: Item, name: str) -> str:
    """Return a string as it came; "" where there is none."""
    text = value.get(name)
    return text if isinstance(text, str) else ""


def texts_of(value: Item) -> dict[str, str]:
    """Return what a person reads of a finding, by field, cleaned and clipped."""
    texts = {name: clean(text_of(value, name), _LONGEST_PROSE) for name in _PROSE}
    texts["title"] = clean_line(text_of(value, "title"), _LONGEST_LINE)
    texts["example"] = clean_code(text_of(value, "example"), _LONGEST_CODE)
    return texts


def words_of(value: Item) -> dict[str, str]:
    """Return the texts that a rewritten finding has, leaving out the empty ones."""
    texts = texts_of(value)
    return {name: texts[name] for name in ("title", "why", "recommendation") if texts[name]}


def options_of(value: Item) -> tuple[Option, ...]:
    """Return the ways to solve it."""
    made = (
        Option(
            clean_line(text_of(item, "title"), _LONGEST_LINE),
            clean_line(text_of(item, "trade_off"), 2 * _LONGEST_LINE),
        )
        for item in _objects(value, "options")
    )
    return tuple(option for option in made if option.title)[:_MOST]


def references_of(value: Item) -> tuple[Reference, ...]:
    """Return the documents that may be linked to."""
    made = []
    for item in _objects(value, "references"):
        address = safe_address(text_of(item, "url"))
        if address is not None:
            made.append(Reference(clean_line(text_of(item, "title"), _LONGEST_LINE) or address, address))
    return tuple(dict.fromkeys(made))[:_MOST]


def cwe_of(value: Item) -> tuple[str, ...]:
    """Return the weaknesses, as CWE-89."""
    found = (_CWE.fullmatch(text.strip()) for text in _listed(value, "cwe") if isinstance(text, str))
    return tuple(dict.fromkeys(f"CWE-{match[1]}" for match in found if match))[:_MOST]


def severity_of(value: Item) -> Severity | None:
    """Return the severity; None for a word that is none."""
    return _SEVERITIES.get(text_of(value, "severity").lower())


def confidence_of(value: Item) -> Confidence:
    """Return the confidence; who does not say is not sure."""
    return _CONFIDENCES.get(text_of(value, "confidence").lower(), Confidence.LOW)


def occurrence_of(value: Item) -> int:
    """Return which of equal passages is meant, from 1."""
    number = value.get("occurrence")
    return number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else 1


def _objects(value: Item, name: str) -> Iterator[Item]:
    return (item for item in _listed(value, name) if isinstance(item, dict))


def _listed(value: Item, name: str) -> list[Any]:
    listed = value.get(name)
    return listed[: 4 * _MOST] if isinstance(listed, list) else []
