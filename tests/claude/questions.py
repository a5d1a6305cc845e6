"""Material for questions, for tests."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from archlsp.claude.question.documents import Part
from archlsp.claude.question.material import Material
from archlsp.claude.question.persona import Persona, load_persona
from archlsp.claude.question.project import Project
from archlsp.claude.question.prompt import model_of
from archlsp.model.finding import Finding
from archlsp.model.review import Request
from archlsp.model.scope import Hunk
from archlsp.model.surroundings import Callee, Surroundings, Unit
from archlsp.model.terms import Terms
from archlsp.model.text import Span
from archlsp.trust.redaction import Redactor

README = Part("README.md", "readme", "# Shop\n\nTakes orders, ships them, and tells the warehouse.")
TEXT = """\
import requests


def charge(order):
    total = order["total"]
    return requests.post("http://payments", json=order)


def refund(order):
    return requests.delete(f"http://payments/{order}")
"""


def ours() -> Persona:
    """The persona of the project."""
    return load_persona("", None, False, Path("/nowhere"))


def unit(
    start: int, end: int, symbol: str, *hunks: tuple[int, int], callees: tuple[Callee, ...] = ()
) -> Unit:
    """A unit of whole lines."""
    return Unit(Span.of(start, 0, end, 0), symbol, tuple(Hunk(*hunk) for hunk in hunks), callees)


CHARGE, REFUND = unit(3, 6, "charge", (5, 6)), unit(8, 10, "refund", (9, 10))


def material(
    text: str = TEXT,
    units: tuple[Unit, ...] = (CHARGE, REFUND),
    *,
    parts: tuple[Part, ...] = (README,),
    evidence: tuple[Finding, ...] = (),
    locale: str = "ja",
    persona: Persona | None = None,
    path: str = "shop/pay.py",
    effort: str = "",
    **terms: Any,  # noqa: ANN401 - any field of Terms
) -> Material:
    """Everything a question is made of; `terms` are those of the request."""
    given = Terms(paid=True, **terms)
    request = Request(
        path, "python", text, (), 1, locale, terms=given, evidence=evidence, surroundings=Surroundings(units)
    )
    who = persona or ours()
    project = Project(parts, "shop/ (10+ entries)", "digest")
    return Material(who, project, request, units, model_of(given, who), effort, locale, Redactor(b"salt" * 8))


def system_of(body: Mapping[str, Any]) -> list[str]:
    """The texts of the system prompt."""
    return [part["text"] for part in body["system"]]


def content_of(body: Mapping[str, Any]) -> list[str]:
    """The texts of the one message."""
    (message,) = body["messages"]
    return [part["text"] for part in message["content"]]
