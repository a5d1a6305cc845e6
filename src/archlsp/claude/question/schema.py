"""The shapes of answers, as JSON Schema.

Only what the API's grammar keeps to: every object closed, every field required, no lengths, no numbers' limits. All
of it is checked again when an answer is read: servers other than Anthropic's may drop the schema without a word.
"""

from collections.abc import Mapping
from typing import Any

from archlsp.model.finding import Category, Confidence, Severity

Schema = dict[str, Any]


def _text(description: str = "") -> Schema:
    return {"type": "string", "description": description} if description else {"type": "string"}


def _one_of(*words: str) -> Schema:
    return {"enum": list(words)}


def _list(items: Schema, description: str = "") -> Schema:
    schema: Schema = {"type": "array", "items": items}
    return {**schema, "description": description} if description else schema


def _object(properties: Mapping[str, Schema]) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }


def _answer(properties: Mapping[str, Schema]) -> Schema:
    return _object({"findings": _list(_object(properties))})


REVIEW_SCHEMA: Schema = _answer(
    {
        "about": _text(
            "The id of the evidence that this is about, such as R1; empty for a finding of your own."
        ),
        "verdict": _one_of("new", "confirms", "refutes"),
        "quote": _text(
            "The code it is about, copied verbatim from the file: the culprit alone, at most a few lines."
        ),
        "occurrence": {
            "type": "integer",
            "description": "Which one, where the quote is more than once in the unit; 1 is the first.",
        },
        "symbol": _text("The name of the definition that the quote is in; empty at the top level."),
        "category": _one_of(*(category.value for category in Category)),
        "why": _text("The reasoning, from the code."),
        "title": _text("The problem in one line."),
        "severity": _one_of(*(severity.word for severity in Severity)),
        "confidence": _one_of(*(confidence.word for confidence in Confidence)),
        "risk": _text(),
        "mitigation": _text(),
        "recommendation": _text(),
        "options": _list(
            _object({"title": _text(), "trade_off": _text()}), "Empty where there is no choice."
        ),
        "example": _text("Code alone, without a fence; empty where it would not help."),
        "test": _text("How to test it."),
        "monitor": _text("What to watch in production."),
        "references": _list(_object({"title": _text(), "url": _text()})),
        "cwe": _list(_text("Such as CWE-89.")),
    }
)
"""What a review says: one object for each finding, or for each verdict on a finding of the rules."""

IMPROVE_SCHEMA: Schema = _answer(
    {
        **REVIEW_SCHEMA["properties"]["findings"]["items"]["properties"],
        "replacement": _text(
            "What to write instead of the quote; empty where the change does not fit there."
        ),
    }
)
"""What is said of code that is to be made better: a finding, and the edit where one is right."""

VERIFY_SCHEMA: Schema = _answer(
    {
        "id": _text("The id of the finding."),
        "why": _text("What in the code proves it wrong, or why nothing does."),
        "disproved": {"type": "boolean"},
    }
)
"""What the code itself says against findings."""

REWRITE_SCHEMA: Schema = _answer(
    {"id": _text("The id of the finding."), "title": _text(), "why": _text(), "recommendation": _text()}
)
"""The same findings in the language that was asked for."""

EDITS_SCHEMA: Schema = _answer(
    {
        "path": _text("The file to change or to make, as it was given."),
        "quote": _text(
            "The code to replace, copied verbatim, and long enough to be in the file exactly once; "
            "empty for a new file, or to add to the end of a test file."
        ),
        "replacement": _text("What stands there instead, with its indentation."),
    }
)
"""A fix or a test as edits."""
