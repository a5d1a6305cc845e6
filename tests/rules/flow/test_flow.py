"""Data flow: what a rule about values finds, through variables, containers, branches and helpers."""

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from archlsp.rules.flow.engine import check_body, matches
from archlsp.rules.match import Match
from archlsp.rules.rule import Rule, rule_of
from archlsp.rules.source import Source

TEXTS = {"title": "t", "why": "w", "fix": "f"}
TAINTED = [{"arg": 0, "is": "tainted"}]
HEAD = """\
import sqlite3
import flask
from flask import request
app = flask.Flask(__name__)
db = sqlite3.connect("x")
ALLOWED = {"name", "age"}
"""


def flow_rule(body: Mapping[str, Any], *, anchors: Sequence[str] = ("execute", "open", "run")) -> Rule:
    """A rule with this body and nothing else of interest."""
    return rule_of(
        {
            "id": "py-probe",
            "version": 1,
            "languages": ["python"],
            "category": "security",
            "severity": "error",
            "confidence": "high",
            "engine": "flow",
            "anchors": list(anchors),
            "message": {"ja": TEXTS, "en": TEXTS},
            "flow": dict(body),
            "examples": {"bad": [], "good": []},
        }
    )


SQL = {"kind": "sql", "calls": [{"name": ["*.execute", "sqlite3.Cursor.execute"], "when": TAINTED}]}


def found(code: str, body: Mapping[str, Any] = SQL) -> list[Match]:
    """What a rule finds in a small Flask program."""
    source = Source("app/orders.py", "python", HEAD + textwrap.dedent(code))
    return sorted(matches(source, [flow_rule(body)]), key=lambda match: match.span.start)


def lines(code: str, body: Mapping[str, Any] = SQL) -> list[str]:
    """The lines of what is found, stripped."""
    text = (HEAD + textwrap.dedent(code)).split("\n")
    return [text[match.span.start.line].strip() for match in found(code, body)]


def view(*body: str) -> str:
    """A handler with these lines."""
    return "@app.route('/x')\ndef view():\n" + "".join(f"    {line}\n" for line in body)


FOLLOWED = {
    "variables": ("q = request.args['q']", "other = q", "db.execute(other)"),
    "text": ("q = request.args.get('q')", "db.execute(f'select {q}')"),
    "concatenation": ("q = 'select ' + request.args['q']", "db.execute(q)"),
    "augmented": ("q = 'select '", "q += request.args['q']", "db.execute(q)"),
    "percent": ("db.execute('select %s' % request.args['q'])",),
    "format": ("db.execute('select {}'.format(request.args['q']))",),
    "join": ("parts = ['a']", "parts.append(request.args['q'])", "db.execute(' '.join(parts))"),
    "dict": ("d = {'a': request.args['q'], 'b': '1'}", "db.execute(d['a'])"),
    "tuple": ("a, b = '1', request.args['q']", "db.execute(b)"),
    "branch": ("q = '1'", "if db:", "    q = request.args['q']", "db.execute(q)"),
    "loop": ("for q in request.args.getlist('q'):", "    db.execute(q)"),
    "try": ("try:", "    q = request.args['q']", "except KeyError:", "    q = ''", "db.execute(q)"),
    "conditional": ("q = request.args['q'] if db else ''", "db.execute(q)"),
    "default": ("db.execute(request.args['q'] or 'x')",),
    "method": ("db.execute(request.args['q'].strip().lower())",),
    "with": ("with db as c:", "    c.execute(request.args['q'])"),
    "nested": ("def inner(x):", "    db.execute(x)", "inner(request.args['q'])"),
}


@pytest.mark.parametrize("name", FOLLOWED)
def test_data_is_followed(name: str) -> None:
    """Untrusted data is known again however it comes to the sink."""
    code = view(*FOLLOWED[name])
    assert len(found(code)) == 1, name


HARMLESS = {
    "constant": ("q = request.args['q']", "q = 'select 1'", "db.execute(q)"),
    "parameter": ("db.execute('select ?', (request.args['q'],))",),
    "number": ("db.execute('select %s' % int(request.args['q']))",),
    "membership": (
        "q = request.args['q']",
        "if q not in ALLOWED:",
        "    return ''",
        "db.execute('order by ' + q)",
    ),
    "inside the branch": ("q = request.args['q']", "if q in ALLOWED:", "    db.execute('order by ' + q)"),
    "equality": ("q = request.args['q']", "if q == 'a':", "    db.execute(q)"),
    "another key": ("d = {'a': request.args['q'], 'b': '1'}", "db.execute(d['b'])"),
    "another element": ("a, b = request.args['q'], '1'", "db.execute(b)"),
    "dead branch": ("q = '1'", "if 2 * 3 > 7:", "    q = request.args['q']", "db.execute(q)"),
    "length": ("db.execute('limit ' + str(len(request.args['q'])))",),
    "comparison": ("db.execute('x' if request.args['q'] == 'a' else 'y')",),
    "looked up": ("row = db.find(request.args['q'])", "db.execute(row)"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_is_harmless_is_not_reported(name: str) -> None:
    """Constants, numbers, checked and separate values are no danger."""
    assert lines(view(*HARMLESS[name])) == [], name


def test_the_way_of_the_data_is_told() -> None:
    """A finding shows where the data came in and the assignments it went through."""
    [match] = found(view("q = request.args['q']", "sql = 'select ' + q", "db.execute(sql)"))
    assert [related.span.start.line for related in match.related] == [8, 8, 9]
    assert match.related[0].message.startswith("request.args")


def test_helpers_are_entered() -> None:
    """A helper of the same file that hands the data on is seen through, two levels deep."""
    code = """\
    def quoted(text):
        return "'" + text + "'"

    def query(name):
        return "select " + quoted(name)

    @app.route("/x")
    def view():
        db.execute(query(request.args["q"]))
    """
    assert lines(code) == ['db.execute(query(request.args["q"]))']


def test_objects_remember_their_fields() -> None:
    """What a constructor put into a field is known in the methods, and so is its type."""
    code = """\
    class Orders:
        def __init__(self):
            self.cursor = sqlite3.connect("x").cursor()

        def find(self):
            self.cursor.execute(request.args["q"])
    """
    body = {"kind": "sql", "calls": [{"name": "sqlite3.Cursor.execute", "when": TAINTED}]}
    assert lines(code, body) == ['self.cursor.execute(request.args["q"])']


def test_a_loop_counts_where_it_is() -> None:
    """A call that a loop repeats through a helper is reported in the loop, not in the helper."""
    code = """\
    def load(key):
        return db.execute("select 1", key)

    def all_of(keys):
        for key in keys:
            load(key)

    def one(key):
        return load(key)
    """
    body = {"calls": [{"name": "*.execute", "when": [{"inside": "loop"}]}]}
    assert lines(code, body) == ["load(key)"]


def test_arguments_are_found_by_position_keyword_and_alias() -> None:
    """`import x as y`, a variable for the flag and either way to give an argument make no difference."""
    code = """\
    import subprocess as sp
    from subprocess import run as go
    flag = True
    def start(name):
        sp.run("ls " + name, shell=flag)
        go(args="ls " + name, shell=True)
        go(["ls", name], shell=False)
        go("ls", shell=True)
    """
    when = [{"arg": "shell", "is": "true"}, {"arg": [0, "args"], "is": "dynamic"}]
    body = {"kind": "command", "calls": [{"name": "subprocess.run", "when": when}]}
    assert lines(code, body) == ['sp.run("ls " + name, shell=flag)', 'go(args="ls " + name, shell=True)']


def test_fixed_hosts_are_no_request_forgery() -> None:
    """Data behind a constant host cannot choose where a request goes."""
    body = {"kind": "url", "calls": [{"name": "*.open", "when": TAINTED}]}
    code = view(
        "q = request.args['q']",
        "db.open(q)",
        "db.open(f'https://{q}/x')",
        "db.open(f'https://api.example/{q}')",
    )
    assert lines(code, body) == ["db.open(q)", "db.open(f'https://{q}/x')"]


def test_missing_and_present_arguments() -> None:
    """An argument that may hide in a spread is not called missing."""
    code = """\
    def start(extra):
        db.run("a")
        db.run("a", timeout=3)
        db.run("a", **extra)
    """
    body = {"calls": [{"name": "*.run", "when": [{"arg": "timeout", "is": "missing"}]}]}
    assert lines(code, body) == ['db.run("a")']


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({}, "calls, assigns or returns is needed"),
        ({"calls": [{"when": []}]}, "name is needed"),
        ({"calls": [{"name": "a", "when": [{"arg": 0, "is": "odd"}]}]}, "odd"),
        ({"calls": [{"name": "a", "when": [{"is": "true"}]}]}, "arg, inside"),
        ({"calls": [{"name": "a", "receiver": "("}]}, "receiver"),
        ({"calls": [{"name": "a"}], "odd": 1}, "odd"),
    ],
)
def test_wrong_bodies_are_named(body: Mapping[str, Any], complaint: str) -> None:
    """Whoever writes a rule is told what is wrong with it."""
    assert complaint in " ".join(check_body(body))
