"""The reader of JavaScript and TypeScript: the shapes that are relied on, and that no text makes it fall."""

import random
from collections.abc import Iterator

import pytest

from archlsp.rules.flow import ir
from archlsp.rules.flow.readers.javascript import read
from archlsp.rules.source import Source

_REAL = """
import express, { Router as R } from "express";
import * as path from "node:path";
import cfg = require("./config");
const { exec: run, spawn } = require("child_process");
const fs = require("fs").promises;
@Controller("orders")
export default class Orders extends Base<Row> implements Closable {
  @Inject() private readonly cache: Cache.Store = new Cache();
  static #made?: number;
  constructor(private readonly db: Pool, @Body() body: Dto, page?: number = 3, ...rest: string[]) { super(); }
  @Get("/:id") async one(@Param("id") id: string): Promise<Order> { return this.db.query(`select ${id}`); }
  close = async () => { await this.db.end(); };
  get size() { return 1; }
}
export const list = async <T,>(request, reply) => reply?.send?.(request.query["page"])!;
module.exports = { list, other: function (req, res) { res.send("a" + req.body.name + 'b'); } };
for (const [k, v] of Object.entries(m)) { if (k === "a" || v) continue; else break; }
for (let i = 0, n = 3; i < n; i++) total += i;
for await (const row of rows) use(row);
for (const key in map) delete map[key];
do { x ||= y ?? z; } while ((m = re.exec(text)) !== null);
switch (kind) { case "a": case "b": one(); break; default: two(); }
try { risky(); } catch ({ message }) { log(message); } finally { done(); }
label: while (true) { break label; }
enum Color { Red = 1, Green }
namespace Inner { export function helper() { return <T>value as Other; } }
const t = tag`x ${1} y`, r = /a+(b)/gi, o = { a, [b]: 1, "c-d": 2, m() {}, get z() { return 1; }, ...s };
function* gen({ a, b: [c, , d] = [] }: P = {}, ...more) { yield* a; yield c, d; }
if (a) b(); else if (c) { d(); } else e();
export { a as b }; export * from "./z"; export default list;
const page = <div onClick={() => go(1)} {...props}>{items.map((x) => <b key={x}>{x}</b>)}</div>;
"""


def module(text: str, language: str = "typescript") -> ir.Module:
    """Read a text."""
    return read(Source("src/orders.ts", language, text))


def value(text: str) -> ir.Expr:
    """Read `x = text` and return the value."""
    assign = module(f"const x = {text};").body[-1]
    assert isinstance(assign, ir.Assign)
    assert assign.value is not None
    return assign.value


def function(text: str) -> ir.Function:
    """Read a text that defines one function."""
    define = module(text).body[0]
    assert isinstance(define, ir.Define)
    assert isinstance(define.what, ir.Function)
    return define.what


def klass(text: str) -> ir.Class:
    """Read a text that defines one class."""
    define = module(text).body[0]
    assert isinstance(define, ir.Define)
    assert isinstance(define.what, ir.Class)
    return define.what


def functions_of(thing: object) -> Iterator[ir.Function]:
    """Yield every function below, its body read."""
    if isinstance(thing, ir.Function):
        yield thing
        yield from functions_of(thing.block)
    elif isinstance(thing, tuple | list):
        for part in thing:
            yield from functions_of(part)
    elif isinstance(thing, ir.Expr | ir.Stmt | ir.Arg | ir.Class | ir.Handler):
        for name in thing.__dataclass_fields__:
            if name != "node":
                yield from functions_of(getattr(thing, name))


def test_imports_of_every_form() -> None:
    """Local names stand for dotted ones; `node:` is dropped."""
    assert module(_REAL).imports == {
        "express": "express",
        "R": "express.Router",
        "path": "path",
        "cfg": "./config",
        "run": "child_process.exec",
        "spawn": "child_process.spawn",
        "fs": "fs.promises",
    }


def test_require_inside_a_function_stays_a_call() -> None:
    """Only the top level makes imports: another function may give the name another meaning."""
    read_module = module("function f() { const fs = require('fs'); fs.readFile(a); }")
    assert read_module.imports == {}
    assert isinstance(next(functions_of(read_module.body)).block[0], ir.Assign)


def test_text_is_built_by_templates_and_plus() -> None:
    """Strings, templates and sums with a string are Text; a sum of unknowns is an operator."""
    assert isinstance(value("`a ${b} c`"), ir.Text)
    built = value("'a' + b + `c${d}`")
    assert isinstance(built, ir.Text)
    assert [type(part) for part in built.parts] == [ir.Const, ir.Name, ir.Const, ir.Name]
    assert isinstance(value("a + b"), ir.Op)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("'a\\n\\x41\\u{1F600}'", "a\nA\U0001f600"),
        ("`it's`", "it's"),
        ("1_000", 1000),
        ("0xff", 255),
        ("-2.5", -2.5),
    ],
)
def test_literals(text: str, expected: object) -> None:
    """What a literal stands for."""
    found = value(text)
    assert isinstance(found, ir.Const)
    assert found.value == expected


def test_optional_chaining_and_types_are_dropped() -> None:
    """`a?.b!["c"]?.(1) as T` is a call of an element of a member."""
    found = value('(a?.b!["c"]?.(1) as T)')
    assert isinstance(found, ir.Call)
    assert isinstance(found.func, ir.Index)
    assert isinstance(found.func.base, ir.Attr)


def test_assignment_inside_an_expression_comes_first() -> None:
    """What a condition assigns is assigned before it."""
    first, second = module("if ((m = next())) use(m);").body
    assert isinstance(first, ir.Assign)
    assert isinstance(second, ir.If)


def test_functions_are_hoisted() -> None:
    """A function can be called above its definition."""
    first, second = module("go(); function go() {}").body
    assert isinstance(first, ir.Define)
    assert isinstance(second, ir.Do)


def test_handlers_by_custom() -> None:
    """(req, res) has the types of Express, whatever the parameters' names' case of underscore; a type wins."""
    assert [param.type for param in function("function f(req, res, next) {}").params][:2] == [
        "express.Request",
        "express.Response",
    ]
    assert function("function f(_req, res) {}").params[0].type == "express.Request"
    assert function("function f({ body }, res, next) {}").params[0].type == "express.Request"
    assert function("function f(request, reply) {}").params[0].type == "fastify.FastifyRequest"
    assert function("function f(req: Mine, res) {}").params[0].type == "Mine"
    assert function("function f(ctx, next) {}").params[0].type == "koa.Context"


def test_constructor_properties_are_fields() -> None:
    """A parameter with a modifier is a field, and the constructor sets it."""
    found = klass("class A { constructor(private readonly db: Pool, plain: string) {} }")
    assert found.fields == {"db": "Pool"}
    assert isinstance(found.functions[0].block[0], ir.Assign)


def test_nest_decorators() -> None:
    """Decorators of classes, methods and parameters are expressions."""
    text = '@Controller("a") class A { @Get("/x") one(@Query("q") q: string, @Body() dto: Dto) {} }'
    found = klass(text)
    method = found.functions[0]
    assert isinstance(found.decorators[0], ir.Call)
    assert isinstance(method.decorators[0], ir.Call)
    assert [len(param.annotations) for param in method.params] == [1, 1]
    assert [param.type for param in method.params] == ["string", "Dto"]


def test_type_names_lose_what_wraps_them() -> None:
    """Promise, Partial, null and generics tell nothing of a value."""
    params = function(
        "function f(a: Promise<Pool>, b: null | pg.Client, c: Array<X>, d: string[], e: any) {}"
    ).params
    assert [param.type for param in params] == ["Pool", "pg.Client", "Array", None, None]


def test_switch_keeps_its_cases() -> None:
    """Cases stand in order; the interpreter falls through."""
    found = module("switch (a) { case 1: case 2: go(); break; default: stop(); }").body[0]
    assert isinstance(found, ir.Cases)
    assert [label is None for label, _ in found.cases] == [False, False, True]


def test_export_default_and_module_exports_have_functions() -> None:
    """A handler that is exported without a name is read."""
    for text in ("export default (req, res) => {};", "module.exports = function (req, res) {};"):
        assert [found.params[0].type for found in functions_of(module(text).body)] == ["express.Request"]


def test_long_sum_and_real_code() -> None:
    """A sum of a thousand parts and every syntax at once."""
    assert isinstance(value(" + ".join(["'a'", *["b"] * 1000])), ir.Text)
    for language in ("tsx", "typescript", "javascript"):
        assert len(list(functions_of(module(_REAL, language).body))) > 3


@pytest.mark.parametrize("language", ["javascript", "typescript", "tsx"])
def test_broken_text_never_raises(language: str) -> None:
    """Cut off anywhere, and shuffled by lines, it is still read."""
    chance = random.Random(7)  # noqa: S311 - not a secret
    lines = _REAL.splitlines()
    for at in range(0, len(_REAL), 29):
        list(functions_of(module(_REAL[:at], language).body))
    for _ in range(40):
        chance.shuffle(lines)
        list(functions_of(module("\n".join(lines), language).body))
    for _ in range(60):
        place, length = chance.randrange(len(_REAL)), chance.randrange(12)
        list(functions_of(module(_REAL[:place] + _REAL[place + length :], language).body))
