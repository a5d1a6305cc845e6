"""Go's functions that are not even read: only such in which nothing can be found."""

import pytest

from archlsp.rules.analyses.go_lockglance import places as lock_places
from archlsp.rules.analyses.go_nilglance import is_worth_following, places


def worth(code: str) -> bool:
    """Tell whether a function with this body is worth following; four spaces stand for a tab."""
    body = "".join(f"\t{line}\n" for line in code.replace("    ", "\t").strip().split("\n"))
    return is_worth_following(f"\nfunc f() error {{\n{body}")


@pytest.mark.parametrize(
    "code",
    [
        "a, err := g()\nif err != nil {\n    return err\n}\nb, err := h()\nif err != nil {\n    return err\n}",
        "if err := g(); err != nil {\n    return err\n}\nif err := h(); err != nil {\n    return err\n}",
        "if p == nil {\n    return nil\n}\nuse(p.name)",
        "if p != nil && p.ok {\n    use(p.name)\n}",
        "var err error\nerr = g()\nuse(err.Error())",
        "return o != nil && o.ok",
        "if err != nil {\n    log(err)\n    return nil\n}",
    ],
)
def test_functions_that_hand_errors_on_are_left_out(code: str) -> None:
    assert not worth(code)


@pytest.mark.parametrize(
    "code",
    [
        "if err != nil {\n    return err\n}\nif err != nil {\n    return nil\n}",
        "if err != nil {\n    return err\n}\nif a {\n    err = g()\n}\nif err != nil {\n    return err\n}",
        "switch a {\ncase 1:\n    err = g()\n}\nif err == nil && err != nil {\n    return err\n}",
        "if p != nil {\n    return nil\n}\nuse(p.name)",
        "if p == nil {\n    use(p.name)\n}",
        "if p == nil || ok {\n    a()\n} else {\n    b()\n}\nuse(p.name)",
        "var p *T\nuse(*p)",
        "if err != nil {\n    return nil\n}",
        "if err != nil {\n    return a, nil\n}",
        "if nil != err {\n    return nil\n}",
        "if err != nil {\n    return err2\n}\nif err2 != nil {\n    return err2\n}",
        "p = nil\np = p.next",
        "c := '`'\nif p != nil {\n    a()\n}",
        "for p := a; p != nil; p = p.next {\n    p = nil\n}",
    ],
)
def test_functions_that_may_have_something_are_followed(code: str) -> None:
    assert worth(code)


def test_code_that_is_not_formatted_is_followed() -> None:
    assert is_worth_following("\nfunc f() {\nif err != nil {\nerr = g()\n}\nif err != nil {\nreturn\n}\n")


def test_closures_outside_of_functions_are_followed() -> None:
    text = "package a\n\nvar f = func() error {\n\treturn nil\n}\n\ntype g func(int)\n"
    assert [text[at : at + 5] for at in places(text)] == ["func("]


COUNTER = 'package a\n\nimport "sync"\n\ntype counter struct {\n\tmu sync.Mutex\n\tn  int\n}\n\n'


@pytest.mark.parametrize(
    "code",
    [
        "func (c *counter) add() {\n\tc.mu.Lock()\n\tc.n++\n}\n",
        "func (c *counter) use() {\n\tlock(&c.mu)\n}\n",
        "func made() *counter {\n\treturn &counter{}\n}\n",
        "// A counter by value.\nfunc f() {\n\tc := new(counter)\n\tc.add()\n}\n",
    ],
)
def test_locks_behind_pointers_are_not_looked_for(code: str) -> None:
    assert lock_places(COUNTER + code) == []


@pytest.mark.parametrize(
    "code",
    [
        "func f(c *counter) {\n\tuse(*c)\n}\n",
        "func f(c *counter) {\n\tmu := c.mu\n}\n",
        "func f() {\n\tvar wg sync.WaitGroup\n\tuse(wg)\n}\n",
        "var all sync.Mutex\n\nfunc f() {\n\tuse(all)\n}\n",
        "type outer struct {\n\tinner counter\n}\n\nfunc f(o *outer) {\n\tuse(o.inner)\n}\n",
    ],
)
def test_copies_of_locks_are_looked_for(code: str) -> None:
    assert lock_places(COUNTER + code)


@pytest.mark.parametrize(
    "code",
    [
        "func f(c counter) {}\n",
        "func f() (\n\tint,\n) counter {\n}\n",
        "type other counter\n",
        "func (l *own) Lock() {}\n",
    ],
)
def test_locks_that_may_be_anywhere(code: str) -> None:
    assert lock_places(COUNTER + code) is None
    assert lock_places(COUNTER.replace('"sync"', 'other "sync"')) is None
