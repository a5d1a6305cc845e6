"""Python's reader: the shapes that the interpreter relies on, and that no text makes it fall."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from archlsp.rules.flow import ir
from archlsp.rules.flow.readers.python import read
from archlsp.rules.source import Source

_HERE = Path(__file__)
_REAL = tuple(
    path.read_text(encoding="utf-8")
    for path in (
        _HERE,
        *sorted((_HERE.parents[3] / "src/archlsp/rules/flow/readers").glob("python*.py")),
    )
)
_STRANGE = "match x:\n case {'a': b, **r} if z: p\n case [q, *w] | C(k=v) as n: p\nexec 'a'\nprint >>f, x\n"


def module(text: str) -> ir.Module:
    """Read a text."""
    return read(Source("app/orders.py", "python", text))


def value(text: str) -> ir.Expr:
    """Read `x = text` and return the value."""
    assign = module(f"x = {text}\n").body[-1]
    assert isinstance(assign, ir.Assign)
    assert assign.value is not None
    return assign.value


def function(text: str) -> ir.Function:
    """Read a text that defines one function."""
    define = module(text).body[-1]
    assert isinstance(define, ir.Define)
    assert isinstance(define.what, ir.Function)
    return define.what


def klass(text: str) -> ir.Class:
    """Read a text that defines one class."""
    define = module(text).body[-1]
    assert isinstance(define, ir.Define)
    assert isinstance(define.what, ir.Class)
    return define.what


def everything(what: object) -> Iterator[object]:
    """Walk all of a program, bodies too."""
    pending = [what]
    while pending:
        one = pending.pop()
        yield one
        if isinstance(one, tuple | list):
            pending += one
        elif isinstance(one, ir.Function):
            pending += [one.block, one.params, one.decorators]
        elif type(one).__module__ == ir.__name__:
            pending += [getattr(one, name) for name in type(one).__slots__ if name != "lower"]


def words(expr: ir.Expr) -> list[object]:
    """Say what a text is made of."""
    assert isinstance(expr, ir.Text)
    return [
        part.value if isinstance(part, ir.Const) else part.id if isinstance(part, ir.Name) else "?"
        for part in expr.parts
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'a\\n\\x41\\u3042'", "a\nA\u3042"),
        ("r'\\d'", "\\d"),
        ("b'a'", b"a"),
        ("'''a'b'''", "a'b"),
        ("''", ""),
        ("'a' \"b\"", "ab"),
        ("f'a{{b'", "a{b"),
        ("'日本'", "日本"),
        ("-1_000", -1000),
        ("0x10", 16),
        ("1.5", 1.5),
        ("True", True),
        ("None", None),
    ],
)
def test_literals_are_constants(text: str, expected: object) -> None:
    """A literal says what Python would say."""
    found = value(text)
    assert isinstance(found, ir.Const)
    assert found.value == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f'a{b}c{{'", ["a", "b", "c{"]),
        ("'a' + b + 'c'", ["a", "b", "c"]),
        ("'a %s' % b", ["a %s", "b"]),
        ("'a %s %s' % (b, c)", ["a %s %s", "b", "c"]),
        ("'a %(k)s' % {'k': b}", ["a %(k)s", "b"]),
        ("('a' f'{b}')", ["a", "b"]),
        ("f'{b!r:>{w}}'", ["b"]),
    ],
)
def test_texts_are_made_of_parts(text: str, expected: list[object]) -> None:
    """Every way to build a string is a Text."""
    assert words(value(text)) == expected


def test_a_sum_of_variables_is_left_to_the_interpreter() -> None:
    """Nobody knows yet whether it is text."""
    found = value("a + b")
    assert isinstance(found, ir.Op)
    assert found.op == "+"


def test_or_is_a_choice_as_a_value_and_an_operator_as_a_condition() -> None:
    """A default is a value, a guard is a test."""
    assert isinstance(value("a or b"), ir.Choice)
    condition = module("if a or not b: pass\n").body[0]
    assert isinstance(condition, ir.If)
    assert isinstance(condition.test, ir.Op)
    assert condition.test.op == "or"


def test_a_chain_of_comparisons_is_a_conjunction() -> None:
    """a < b not in c."""
    found = value("a < b not in c")
    assert isinstance(found, ir.Op)
    assert [operand.op for operand in found.operands if isinstance(operand, ir.Op)] == ["<", "not in"]


def test_imports() -> None:
    """Local names and what they stand for; an import in a function is an assignment in it."""
    found = module(
        "import os.path\nimport a.b as c\nfrom x.y import z as w, v\nfrom . import m\nfrom ..p import q\n"
        "from s import *\ndef f():\n    from late import a as os\n"
    )
    assert found.imports == {
        "os": "os", "c": "a.b", "w": "x.y.z", "v": "x.y.v", "m": ".m", "q": "..p.q",
    }  # fmt: skip
    assert found.wildcards == ("s",)
    define = found.body[-1]
    assert isinstance(define, ir.Define)
    assert isinstance(define.what, ir.Function)
    assign = define.what.block[0]
    assert isinstance(assign, ir.Assign)
    assert isinstance(assign.value, ir.Name)
    assert assign.value.id == "late.a"
    assert found.imports["os"] == "os"


def test_parameters_have_types_defaults_and_annotations() -> None:
    """Optional, unions and strings are unwrapped; Annotated gives what it is annotated with."""
    found = function(
        "def f(a, b: Optional[m.B], c: 'C' = 1, d: D | None = None, *args, e: Annotated[str, Query(1)], "
        "l: list[int], **kw): pass\n"
    )
    assert [(param.name, param.type, param.kind) for param in found.params] == [
        ("a", None, ""), ("b", "m.B", ""), ("c", "C", ""), ("d", "D", ""), ("args", None, "rest"),
        ("e", "str", ""), ("l", "list", ""), ("kw", None, "keywords"),
    ]  # fmt: skip
    assert isinstance(found.params[2].default, ir.Const)
    assert isinstance(found.params[5].annotations[0], ir.Call)


def test_a_decorated_async_function() -> None:
    """Decorators are expressions."""
    found = function("@app.get('/x')\nasync def f() -> Response: return 1\n")
    assert found.is_async
    assert found.returns == "Response"
    assert isinstance(found.decorators[0], ir.Call)
    assert isinstance(found.block[0], ir.Exit)


def test_a_class_has_bases_methods_fields_and_initial_values() -> None:
    """Methods know their owner."""
    found = klass(
        "class A(B, x.C[int], metaclass=M):\n    '''doc'''\n    a: int\n    b: list[str] = 3\n"
        "    c = d = 4\n    @property\n    def m(self): pass\n    async def n(self): pass\n"
    )
    assert found.bases == ("B", "x.C")
    assert [(method.name, method.owner) for method in found.functions] == [("m", "A"), ("n", "A")]
    assert found.fields == {"a": "int", "b": "list", "c": None, "d": None}
    assert [init.target.id for init in found.inits if isinstance(init.target, ir.Name)] == ["b", "d", "c"]


def test_a_comprehension_is_a_loop_that_returns_its_element() -> None:
    """So its condition guards and its calls are in a loop."""
    calls = [one for one in everything(value("[f(x) for x in xs if x]")) if isinstance(one, ir.Loop)]
    assert len(calls) == 1
    inner = calls[0].body[0]
    assert isinstance(inner, ir.If)
    assert isinstance(inner.then[0], ir.Exit)


def test_a_walrus_assigns_before_the_statement() -> None:
    """The test sees the name."""
    assign, condition = module("if (n := q()): pass\n").body
    assert isinstance(assign, ir.Assign)
    assert isinstance(condition, ir.If)
    assert isinstance(condition.test, ir.Name)


def test_try_with_and_loops() -> None:
    """Handlers have types and a name; with has targets."""
    attempt = module("try: a()\nexcept (A, b.C) as e: c()\nexcept: d()\nelse: f()\nfinally: g()\n").body[0]
    assert isinstance(attempt, ir.Try)
    assert [(handler.types, handler.name) for handler in attempt.handlers] == [
        (("A", "b.C"), "e"),
        ((), None),
    ]
    assert len(attempt.other) == len(attempt.last) == 1
    scope = module("async with (a() as b, c()): pass\n").body[0]
    assert isinstance(scope, ir.With)
    assert [target is None for target, _ in scope.items] == [False, True]


def test_a_case_binds_what_the_subject_carries() -> None:
    """A literal is compared, a name takes everything."""
    cases = module("match q:\n    case 'a': f()\n    case {'k': v}: g(v)\n    case _: h()\n").body[0]
    assert isinstance(cases, ir.Cases)
    first, second, third = cases.cases
    assert isinstance(first[0], ir.Const)
    assert isinstance(second[1][0], ir.Assign)
    assert third[0] is None


@pytest.mark.parametrize("text", _REAL)
def test_truncated_files_are_read(text: str) -> None:
    """Whatever an editor holds while somebody types."""
    chance = random.Random(7)  # noqa: S311 - a test's variety
    for _ in range(12):
        list(everything(module(text[: chance.randrange(len(text))])))


@pytest.mark.parametrize("text", (*_REAL, _STRANGE))
def test_shuffled_lines_and_words_are_read(text: str) -> None:
    """What no grammar allows."""
    chance = random.Random(11)  # noqa: S311 - a test's variety
    lines, tokens = text.splitlines(keepends=True), text.split(" ")
    for _ in range(4):
        chance.shuffle(lines)
        chance.shuffle(tokens)
        list(everything(module("".join(lines))))
        list(everything(module(" ".join(tokens))))
