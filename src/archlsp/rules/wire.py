"""Requests, findings and problems as JSON, for the pipes between the server and a worker."""

from dataclasses import asdict

from archlsp.model.finding import (
    Anchor,
    Category,
    Confidence,
    Edit,
    Finding,
    Fix,
    Option,
    Reference,
    Related,
    Severity,
    Verdict,
)
from archlsp.model.review import Problem, Request
from archlsp.model.scope import Hunk
from archlsp.model.surroundings import Callee, PlaceOfTest, Surroundings, Unit
from archlsp.model.text import Span
from archlsp.workers.frames import Value


def request_value(request: Request) -> Value:
    """Encode a request."""
    hunks = None if request.hunks is None else [[hunk.start, hunk.end] for hunk in request.hunks]
    return {
        "path": request.path,
        "language": request.language,
        "text": request.text,
        "hunks": hunks,
        "generation": request.generation,
        "locale": request.locale,
        "shipped": request.shipped,
        "base": request.base,
        "root": request.root,
        "changed": request.changed,
    }


def request_of(value: Value) -> Request:
    """Decode a request."""
    hunks = value["hunks"]
    recent = None if hunks is None else tuple(Hunk(start, end) for start, end in hunks)
    return Request(
        path=value["path"],
        language=value["language"],
        text=value["text"],
        hunks=recent,
        generation=value["generation"],
        locale=value["locale"],
        shipped=value["shipped"],
        base=value["base"],
        root=value["root"],
        changed=tuple(value["changed"]),
    )


def problem_value(problem: Problem) -> Value:
    """Encode a problem."""
    return {"code": problem.code, "detail": [list(pair) for pair in problem.detail]}


def problem_of(value: Value) -> Problem:
    """Decode a problem."""
    return Problem(value["code"], tuple((key, said) for key, said in value["detail"]))


def finding_value(finding: Finding) -> Value:
    """Encode a finding: its fields by name, spans as objects, numbers for severity and confidence."""
    return asdict(finding)


def finding_of(value: Value) -> Finding:
    """Decode a finding."""
    fields = dict(value)
    anchor = value["anchor"]
    fields["anchor"] = Anchor(**{**anchor, "span": _span(anchor["span"])})
    fields["extent"] = _span(value["extent"])
    fields["category"] = Category(value["category"])
    fields["severity"] = Severity(value["severity"])
    fields["confidence"] = Confidence(value["confidence"])
    fields["cwe"] = tuple(value["cwe"])
    fields["options"] = tuple(Option(**item) for item in value["options"])
    fields["references"] = tuple(Reference(**item) for item in value["references"])
    fields["related"] = tuple(Related(**{**item, "span": _span(item["span"])}) for item in value["related"])
    fields["fixes"] = tuple(_fix(item) for item in value["fixes"])
    fields["verdict"] = Verdict(value["verdict"])
    return Finding(**fields)


def _fix(value: Value) -> Fix:
    edits = tuple(Edit(_span(item["span"]), item["expected"], item["text"]) for item in value["edits"])
    return Fix(value["title"], edits, value["safe"])


def _span(value: Value) -> Span:
    start, end = value["start"], value["end"]
    return Span.of(start["line"], start["column"], end["line"], end["column"])


def surroundings_value(surroundings: Surroundings) -> Value:
    """Encode surroundings."""
    return asdict(surroundings)


def surroundings_of_value(value: Value) -> Surroundings:
    """Decode surroundings."""
    return Surroundings(tuple(_unit(unit) for unit in value["units"]))


def _unit(value: Value) -> Unit:
    hunks = tuple(Hunk(item["start"], item["end"]) for item in value["hunks"])
    callees = tuple(Callee(**item) for item in value["callees"])
    return Unit(_span(value["span"]), value["symbol"], hunks, callees, value["silent"])


def place_of_test_value(place: PlaceOfTest | None) -> Value:
    """Encode where a test belongs."""
    return {"place": None if place is None else asdict(place)}


def place_of_test_of(value: Value) -> PlaceOfTest | None:
    """Decode where a test belongs."""
    place = value["place"]
    return None if place is None else PlaceOfTest(**place)
