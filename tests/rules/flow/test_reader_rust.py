"""Rust's reader: the shapes that the interpreter relies on, and that no text makes it fall."""

import random
from collections.abc import Iterator

import pytest

from archlsp.rules.flow import ir
from archlsp.rules.flow.readers.rust import read
from archlsp.rules.source import Source

_REAL = """\
//! Orders.
use std::{collections::HashMap, fs::{self, File}, process::Command as Run};
use axum::extract::*;

#[derive(Debug, Clone)]
pub struct Orders<'a> { pool: &'a sqlx::PgPool, pub(crate) limits: HashMap<String, i32>, }

const LIMIT: i64 = 1_000;
static NAME: &str = r#"a "b" c"#;

impl<'a> Store for Orders<'a> {
    #[tracing::instrument(skip(self), name = "list")]
    async fn list(&self, Query(page): Query<Page>, Path(id): Path<i64>) -> Result<Vec<Order>, Error> {
        let mut sql = format!("SELECT {0} FROM {name} WHERE id = {}", COLUMNS, id, name = self.table());
        if let Some(text) = &page.text && text.len() > 1 { sql.push_str(&format!(" AND a = '{text:?}'")); }
        let rows = match sqlx::query_as::<_, Order>(&sql).bind(id).fetch_all(self.pool).await {
            Ok(rows) if rows.is_empty() => return Err(Error::None),
            Ok(rows) => rows,
            Err(Error::Db { source, .. }) | Err(Error::Io(source)) => {
                tracing::error!(%id, ?source, "failed {source}");
                bail!("x");
            }
            other @ Err(_) => other?,
        };
        let (first, [.., last]) = (rows[0].id as usize, &rows[..]) else { return Ok(vec![]) };
        'outer: for (n, row) in rows.iter().enumerate() {
            while let Some(x) = next() { if x { break 'outer; } else if n == 1 { continue; } }
        }
        tokio::spawn(async move { let _ = Run::new("ls").args(["-l", &page.text]).output().await; });
        let total = unsafe { loop { break 3 } };
        let f = |a: &str, Pair { x, y: z }| -> i32 { a.len() as i32 + x };
        Ok(rows.into_iter().map(|row| Order { id: row.id, ..Default::default() }).collect::<Vec<_>>())
    }
}

mod inner { pub fn go(v: impl Into<String>) -> u8 { x.0.1 += 1; *v = !a; <T as Trait>::call(-1, 'c', b"x\\n\\u{e9}") } }
#[cfg(test)]
mod tests { fn hidden() {} }
#[tokio::test]
async fn hidden_too() {}
macro_rules! many { ($x:expr) => { $x } }
"""
_STRANGE = (
    "fn f() { match x { } if let = { } x!{ a => ,"
    "  b.c.await?, d[1], (e), f::<g>(h) } let ; } impl { use ::; struct"
)


def module(text: str) -> ir.Module:
    """Read a text."""
    return read(Source("src/orders.rs", "rust", text))


def function(text: str) -> ir.Function:
    """Read a text that defines one function."""
    define = module(text).body[-1]
    assert isinstance(define, ir.Define)
    assert isinstance(define.what, ir.Function)
    return define.what


def block(text: str) -> ir.Block:
    """Read statements."""
    return function(f"fn f() {{ {text} }}").block


def value(text: str) -> ir.Expr:
    """Read `let x = text;` and return the value."""
    (assign,) = block(f"let x = {text};")
    assert isinstance(assign, ir.Assign)
    assert assign.value is not None
    return assign.value


def everything(what: object) -> Iterator[object]:
    """Walk all of a program, bodies too."""
    pending = [what]
    while pending:
        one = pending.pop()
        yield one
        if isinstance(one, tuple | list):
            pending += one
        elif isinstance(one, ir.Function):
            pending += [one.block, one.params]
        elif isinstance(one, ir.Expr | ir.Stmt | ir.Class | ir.Arg | ir.Module):
            slots = {name for kind in type(one).__mro__ for name in getattr(kind, "__slots__", ())}
            pending += [getattr(one, name) for name in slots - {"node"}]


def shape(expr: object) -> object:
    """An expression in short."""
    if isinstance(expr, ir.Const):
        return expr.value
    if isinstance(expr, ir.Name):
        return f"${expr.id}"
    if isinstance(expr, ir.Attr):
        return f"{shape(expr.base)}.{expr.name}"
    if isinstance(expr, ir.Call):
        return (shape(expr.func), *(shape(arg.value) for arg in expr.args))
    if isinstance(expr, ir.Text):
        return ["text", *map(shape, expr.parts)]
    return type(expr).__name__


def test_imports_are_dotted() -> None:
    imports = module("use a::b::{c, d as e, f::{self, g}};\nuse h;\nuse i::j::*;\n")
    assert imports.imports == {"c": "a.b.c", "e": "a.b.d", "f": "a.b.f", "g": "a.b.f.g", "h": "h"}
    assert imports.wildcards == ("i.j",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"a\\n\\"b"', 'a\n"b'),
        ('r#"a "b""#', 'a "b"'),
        ("1_000u32", 1000),
        ("std::fs::read(&path)?", ("$std.fs.read", "$path")),
        ("x.y.to_string().as_bytes()", "$x.y"),
        ("Some(a.b())", "Other"),
        ('format!("a{}b{c}{0:?}{{", x.y, c = f(1))', ["text", "a", "$x.y", "b", ("$f", 1), "$x.y", "{{"]),
        ('format!("a {name}")', ["text", "a ", "$name"]),
        ('format!("plain")', "plain"),
        ("T { a: 1, b }", ("$T", 1, "$b")),
        ('log::info!(user = %x, "hi {y}")', ("$log.info", "$x", ["text", "hi ", "$y"])),
        ("f::<T>(*x as i32, -1)", ("$f", "$x", "Op")),
    ],
)
def test_expressions(text: str, expected: object) -> None:
    assert shape(value(text)) == expected


def test_a_match_assigns_in_every_arm() -> None:
    subject, cases = block("let x = match f() { Ok(v) => v, Err(e) => return e };")
    assert isinstance(subject, ir.Assign)
    assert isinstance(cases, ir.Cases)
    (_, first), (label, last) = cases.cases
    assert [shape(one.target) for one in first if isinstance(one, ir.Assign)] == ["$v", "$x"]
    assert isinstance(last[-1], ir.Exit)
    assert label is None


def test_an_if_assigns_in_both_ways() -> None:
    (decision,) = block("let x = if a { 1 } else { 2 };")
    assert isinstance(decision, ir.If)
    assert [
        shape(way[0].value) for way in (decision.then, decision.other) if isinstance(way[0], ir.Assign)
    ] == [1, 2]


def test_the_last_expression_is_returned() -> None:
    assert isinstance(block("f(); g()")[-1], ir.Exit)
    assert isinstance(block("f(); g();")[-1], ir.Do)


def test_extractors_are_annotations_and_what_they_hold_has_their_type() -> None:
    found = function("async fn f(State(db): State<sqlx::PgPool>, Path(id): Path<i64>, q: web::Query<Q>) { }")
    assert [(param.name, param.type) for param in found.params] == [
        ("db", "State"),
        ("id", "i64"),
        ("q", "web.Query"),
    ]
    assert [shape(param.annotations[0]) for param in found.params] == ["$State", "$Path", "$web.Query"]
    (assign,) = found.block
    assert isinstance(assign, ir.Assign)
    assert (shape(assign.target), assign.type) == ("$db", "sqlx.PgPool")
    assert found.is_async


def test_methods_belong_to_their_types() -> None:
    define = module('impl A { #[get("/x")] fn m(&self) {} }\nstruct A { pub b: Vec<C> }').body[0]
    assert isinstance(define, ir.Define)
    assert isinstance(define.what, ir.Class)
    (method,) = define.what.functions
    assert (method.name, method.owner, [p.name for p in method.params]) == ("m", "A", ["self"])
    assert [shape(one) for one in method.decorators] == [("$get", "/x")]
    assert define.what.fields == {"b": "Vec"}


def test_tests_are_left_out() -> None:
    names = {one.name for one in everything(module(_REAL)) if isinstance(one, ir.Function)}
    assert "list" in names
    assert not names & {"hidden", "hidden_too"}


def test_async_blocks_and_closures_are_functions() -> None:
    call = value("spawn(async move { f() })")
    assert isinstance(call, ir.Call)
    (arg,) = call.args
    assert isinstance(arg.value, ir.Lambda)
    assert arg.value.function.is_async
    closure = value("|(a, b), c: &str| a + c")
    assert isinstance(closure, ir.Lambda)
    assert [param.name for param in closure.function.params] == ["_", "c"]


@pytest.mark.parametrize("seed", range(12))
def test_no_text_makes_it_fall(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    for text in (_REAL, _STRANGE, _REAL + _STRANGE):
        list(everything(module(text)))
        list(everything(module(text[: chance.randrange(len(text))])))
        list(everything(module(text[chance.randrange(len(text)) :])))
        words = text.split(" ")
        chance.shuffle(words)
        list(everything(module(" ".join(words))))
        at = chance.randrange(len(text))
        list(everything(module(text[:at] + chance.choice("(){}[]|&:;,!#'\"<>é") + text[at + 1 :])))
