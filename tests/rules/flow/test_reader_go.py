"""Go's reader: the shapes that the interpreter relies on, and that no text makes it fall."""

import random
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import pytest

from archlsp.rules.flow import ir
from archlsp.rules.flow.readers.go import read
from archlsp.rules.source import Source

_WHOLE = """package api

import (
    "context"
    exec2 "os/exec"
    . "strings"
    _ "embed"

    "github.com/golang-jwt/jwt/v5"
    "gopkg.in/yaml.v3"
    "github.com/redis/go-redis/v9"
)

const limit, name = 3, "x" + "y"

var db *sql.DB

type Store struct {
    *Base
    db, replica *sql.DB
    names       []string `json:"names"`
}

type Finder interface {
    Find(ctx context.Context) (string, error)
}

func (s *Store) Find(ctx context.Context, id string, rest ...string) (out string, err error) {
    rows, err := s.db.QueryContext(ctx, "SELECT "+id, rest)
    if err != nil {
        return "", err
    } else if rows == nil {
        panic("no rows")
    }
    defer rows.Close()
    for i, name := range s.names {
        s.names[i] += name
    }
    for i := 0; i < 3; i++ {
        continue
    }
    for {
        break
    }
    switch v := ctx.Value(1).(type) {
    case string, *int:
        use(v)
    default:
    }
    switch {
    case id == "a":
        return "", nil
    }
    select {
    case v, ok := <-done:
        use(v, ok)
    case done <- 1:
    }
    go func(n int) { use(n) }(1)
    value, ok := s.cache[id]
    text, ok := v.(string)
    options := &Options{Secure: true, Tags: []Tag{{Name: "a"}}, Env: map[string]string{"k": id}}
    json.NewDecoder(body).Decode(&options)
    return fmt.Sprintf("%d %s", id, name), nil
}
"""


def module(text: str) -> ir.Module:
    """Read a text."""
    return read(Source("api/store.go", "go", text))


def body(text: str) -> ir.Block:
    """Read the statements of a function."""
    define = module(f"package a\n\nfunc f() {{\n{text}\n}}\n").body[-1]
    assert isinstance(define, ir.Define)
    assert isinstance(define.what, ir.Function)
    return define.what.block


def value(text: str) -> ir.Expr:
    """Read an expression."""
    stmt = body(f"x = {text}")[0]
    assert isinstance(stmt, ir.Assign)
    assert stmt.value is not None
    return stmt.value


def everything(what: object) -> Iterator[object]:
    """Walk all of a program, bodies too."""
    pending = [what]
    while pending:
        one = pending.pop()
        yield one
        if isinstance(one, tuple | list):
            pending += one
        elif isinstance(one, ir.Function):
            pending += [one.params, one.block]
        elif is_dataclass(one):
            pending += [getattr(one, item.name) for item in fields(one) if item.name != "node"]


def test_imports_are_filed_under_the_names_of_their_packages() -> None:
    found = module(_WHOLE)
    assert found.imports == {
        "context": "context",
        "exec2": "os/exec",
        "jwt": "github.com/golang-jwt/jwt",
        "yaml": "gopkg.in/yaml",
        "redis": "github.com/redis/go-redis",
    }
    assert found.wildcards == ("strings",)


def test_a_struct_has_its_fields_its_embedded_types_and_its_methods() -> None:
    classes = [
        s.what for s in module(_WHOLE).body if isinstance(s, ir.Define) and isinstance(s.what, ir.Class)
    ]
    store = next(found for found in classes if found.name == "Store")
    assert store.fields == {"Base": "Base", "db": "sql.DB", "replica": "sql.DB", "names": None}
    assert store.bases == ("Base",)
    (find,) = store.functions
    assert find.owner == "Store"
    assert find.receiver is not None
    assert (find.receiver.name, find.receiver.type) == ("s", "Store")
    assert [(param.name, param.type, param.kind) for param in find.params] == [
        ("ctx", "context.Context", ""),
        ("id", "string", ""),
        ("rest", None, "rest"),
    ]
    assert find.returns == "string"


def test_methods_of_a_type_of_another_file_get_a_class_of_their_own() -> None:
    (define,) = module("package a\n\nfunc (s *Store) Save() {}\n").body
    assert isinstance(define, ir.Define)
    assert isinstance(define.what, ir.Class)
    assert define.what.name == "Store"


def test_text_is_put_together_from_the_left() -> None:
    found = value('"SELECT " + name + " FROM t"')
    assert isinstance(found, ir.Text)
    assert [type(part) for part in found.parts] == [ir.Const, ir.Name, ir.Const]


@pytest.mark.parametrize("text", ["*p", "&p", "(p)", "[]byte(p)", "p.(T)"])
def test_what_is_written_around_an_operand_is_only_its_node(text: str) -> None:
    found = value(text)
    assert isinstance(found, ir.Name)
    assert found.node.text() == text


def test_a_composite_literal_is_a_call_with_named_arguments() -> None:
    found = value('&http.Cookie{Name: "a", Parts: []Part{{Size: 1}}, Env: map[string]string{"k": v}}')
    assert isinstance(found, ir.Call)
    assert found.new
    assert [arg.name for arg in found.args] == ["Name", "Parts", "Env"]
    parts, env = found.args[1].value, found.args[2].value
    assert isinstance(parts, ir.Collection)
    part = parts.items[0][1]
    assert isinstance(part, ir.Call)
    assert isinstance(part.func, ir.Name)
    assert part.func.id == "Part"
    assert isinstance(env, ir.Collection)
    assert env.kind == "dict"


def test_the_second_of_comma_ok_is_not_the_value() -> None:
    first, second = body("v, ok := m[k]")
    assert isinstance(first, ir.Assign)
    assert isinstance(first.value, ir.Index)
    assert isinstance(second, ir.Assign)
    assert isinstance(second.value, ir.Other)


def test_several_results_are_a_target_of_several() -> None:
    (stmt,) = body("v, err := load()")
    assert isinstance(stmt, ir.Assign)
    assert isinstance(stmt.target, ir.Collection)
    assert isinstance(stmt.value, ir.Call)


def test_decoding_fills_its_target() -> None:
    call, filled = body("json.NewDecoder(r.Body).Decode(&v)")
    assert isinstance(call, ir.Do)
    assert isinstance(filled, ir.Assign)
    assert isinstance(filled.target, ir.Name)
    assert filled.target.id == "v"


def test_a_switch_without_a_subject_is_a_chain_of_ifs() -> None:
    (stmt,) = body("switch {\ncase a:\n\tx()\ncase b:\n\ty()\ndefault:\n\tz()\n}")
    assert isinstance(stmt, ir.If)
    (other,) = stmt.other
    assert isinstance(other, ir.If)
    assert len(other.other) == 1


def test_a_typed_case_declares_the_variable_anew() -> None:
    (stmt,) = body("switch v := x.(type) {\ncase *http.Request:\n\tuse(v)\n}")
    assert isinstance(stmt, ir.Cases)
    first = stmt.cases[0][1][0]
    assert isinstance(first, ir.Assign)
    assert first.type == "http.Request"


@pytest.mark.parametrize(
    ("text", "kinds"), [("panic(err)", ["raise"]), ("log.Fatal(err)", ["raise"]), ("return", ["return"])]
)
def test_what_ends_a_function_is_an_exit(text: str, kinds: list[str]) -> None:
    assert [stmt.kind for stmt in body(text) if isinstance(stmt, ir.Exit)] == kinds


def test_a_number_in_a_format_is_a_number() -> None:
    found = value('fmt.Sprintf("%d %s", id, name)')
    assert isinstance(found, ir.Call)
    wrapped = found.args[1].value
    assert isinstance(wrapped, ir.Call)
    assert isinstance(wrapped.func, ir.Name)
    assert wrapped.func.id == "int"
    assert isinstance(found.args[2].value, ir.Name)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("0o750", 0o750),
        ("0777", 0o777),
        ("1_000", 1000),
        ("-3", -3),
        ("0x1F", 31),
        ('"a\\tb\\x41"', "a\tbA"),
        ("`a\\t`", "a\\t"),
    ],
)
def test_literals_say_what_they_stand_for(text: str, wanted: object) -> None:
    found = value(text)
    assert isinstance(found, ir.Const)
    assert found.value == wanted


def test_no_text_makes_the_reader_fall() -> None:
    chance = random.Random(7)  # noqa: S311 - not for secrets
    lines = _WHOLE.split("\n")
    for _ in range(60):
        chance.shuffle(lines)
        cut = _WHOLE[: chance.randrange(len(_WHOLE))]
        for text in (cut, "\n".join(lines), cut[::-1]):
            assert list(everything(module(text).body)) is not None


def test_a_text_outside_ascii_is_read_as_it_is() -> None:
    found = value('"値" + 名前')
    assert isinstance(found, ir.Text)
    first = found.parts[0]
    assert isinstance(first, ir.Const)
    assert first.value == "値"
