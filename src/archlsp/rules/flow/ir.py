"""A program as all languages share it: what the readers make of a syntax tree and the interpreter runs.

Names are dotted in every language: `os.path.join`, `child_process.exec`, `os/exec.Command` (Go: import path, dot,
member), `java.sql.Statement.execute`, `std.process.Command.new` (Rust's `::` is a dot). A reader never raises on
strange code: what it does not know becomes `Other` with the expressions inside it, so that a flow is not lost.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from ast_grep_py import SgNode


@dataclass(slots=True, eq=False)
class Expr:
    """An expression; `node` is its place."""

    node: SgNode


@dataclass(slots=True, eq=False)
class Const(Expr):
    """A literal without anything computed in it: text (unescaped as far as simple), number, truth, None/null/nil."""

    value: str | int | float | bool | bytes | None


@dataclass(slots=True, eq=False)
class Name(Expr):
    """A variable, function, class or imported module. `this` and `self` are plain names."""

    id: str


@dataclass(slots=True, eq=False)
class Attr(Expr):
    """`base.name`, `base?.name`, `base::name`, `base->name`."""

    base: Expr
    name: str


@dataclass(slots=True, eq=False)
class Index(Expr):
    """`base[key]`."""

    base: Expr
    key: Expr


@dataclass(slots=True, eq=False)
class Arg:
    """An argument: `name` for a keyword (or a field of a composite literal), `spread` for *x, **x, ...x."""

    value: Expr
    name: str | None = None
    spread: bool = False


@dataclass(slots=True, eq=False)
class Call(Expr):
    """A call, a constructor (`new`), a composite literal with a type (Go's T{..}, Rust's T {..}), a macro (Rust).

    A method call has an `Attr` as `func`.
    """

    func: Expr
    args: tuple[Arg, ...]
    new: bool = False


@dataclass(slots=True, eq=False)
class Text(Expr):
    """A string made of parts in order: f-string, template literal, `+` where a side is surely a string.

    `formatted`: the parts are put in by a formatter (`%`, `.format`) and the first part is the format.
    """

    parts: tuple[Expr, ...]
    formatted: bool = False


@dataclass(slots=True, eq=False)
class Op(Expr):
    """An operator: `op` is the sign as Python writes it (`and or not == != < in is + - * / %`); JS `===` is `==`."""

    op: str
    operands: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class Collection(Expr):
    """A literal list, tuple, set (`keys` all None) or dict, object, map. As a target: destructuring.

    An item is (key, value); a spread has `Other` around its value.
    """

    kind: str
    items: tuple[tuple[Expr | None, Expr], ...]


@dataclass(slots=True, eq=False)
class Choice(Expr):
    """One of several: conditional expression (`test`), `a or b`/`a ?? b` (test None), match as an expression."""

    test: Expr | None
    options: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class Lambda(Expr):
    """A function without a name, as a value."""

    function: "Function"


@dataclass(slots=True, eq=False)
class Await(Expr):
    """`await x`, `x.await`, `<-ch`."""

    value: Expr


@dataclass(slots=True, eq=False)
class Other(Expr):
    """Anything else; what its parts carry, it carries. A comprehension is one with `element` and `loops` in `parts`."""

    parts: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class Stmt:
    """A statement; `node` is its place."""

    node: SgNode


Block = tuple[Stmt, ...]


@dataclass(slots=True, eq=False)
class Assign(Stmt):
    """`target = value`; `op` is the sign of an augmented one (`+`). `type` is what was declared, as in `Param`.

    A declaration without a value has None.
    """

    target: Expr
    value: Expr | None
    op: str = ""
    type: str | None = None


@dataclass(slots=True, eq=False)
class Do(Stmt):
    """An expression as a statement; `how`: "" or "go" (goroutine), "defer", "yield", "assert", "delete"."""

    value: Expr
    how: str = ""


@dataclass(slots=True, eq=False)
class If(Stmt):
    """Two ways; an `elif` is an If alone in `other`."""

    test: Expr
    then: Block
    other: Block = ()


@dataclass(slots=True, eq=False)
class Cases(Stmt):
    """switch, match, select: `subject` may be None; a case is (its pattern or value or None for default, block)."""

    subject: Expr | None
    cases: tuple[tuple[Expr | None, Block], ...]


@dataclass(slots=True, eq=False)
class Loop(Stmt):
    """for each (`target` in `over`), or while/for with `test`. `before` runs once, `step` after each round."""

    body: Block
    target: Expr | None = None
    over: Expr | None = None
    test: Expr | None = None
    before: Block = ()
    step: Block = ()


@dataclass(slots=True, eq=False)
class Handler:
    """An except or catch: names of types (none: all), the variable, the block."""

    node: SgNode
    types: tuple[str, ...]
    name: str | None
    body: Block


@dataclass(slots=True, eq=False)
class Try(Stmt):
    """try with handlers, `other` (Python's else) and `last` (finally)."""

    body: Block
    handlers: tuple[Handler, ...] = ()
    other: Block = ()
    last: Block = ()


@dataclass(slots=True, eq=False)
class With(Stmt):
    """with, try-with-resources, `using`, synchronized: each item is (variable or None, expression)."""

    items: tuple[tuple[Expr | None, Expr], ...]
    body: Block


@dataclass(slots=True, eq=False)
class Exit(Stmt):
    """`kind`: return, raise (throw, panic), break, continue."""

    kind: str
    value: Expr | None = None


@dataclass(slots=True, eq=False)
class Define(Stmt):
    """A function or class that gets its name here."""

    what: "Function | Class"


@dataclass(slots=True, eq=False)
class Param:
    """A parameter. `type` is the declared type's dotted name as written, without generics, pointers, `?`.

    `annotations` are calls or names: Java's @RequestParam("x"), Nest's @Body(), Python's Annotated[...] parts.
    `kind`: "" | "rest" (*args, ...xs) | "keywords" (**kw). A destructured parameter has its `pattern`.
    """

    name: str
    type: str | None = None
    default: Expr | None = None
    annotations: tuple[Expr, ...] = ()
    kind: str = ""
    pattern: Expr | None = None


@dataclass(slots=True, eq=False)
class Function:
    """A function, method (`owner` is its class's name), lambda or closure.

    `decorators` are Call or Name/Attr expressions, also Java's annotations and Nest's decorators. `lower` reads the
    body when it is first needed. `receiver`: the name of the object's own variable (Go), else None.
    """

    node: SgNode
    name: str
    params: tuple[Param, ...]
    lower: Callable[[], Block]
    owner: str | None = None
    decorators: tuple[Expr, ...] = ()
    is_async: bool = False
    returns: str | None = None
    receiver: Param | None = None
    _block: Block | None = None

    @property
    def block(self) -> Block:
        """The body."""
        if self._block is None:
            self._block = self.lower()
        return self._block


@dataclass(slots=True, eq=False)
class Class:
    """A class, struct or trait's implementation. `fields`: name to declared type (dotted, as in Param), None unknown.

    `inits` are the fields' initial values, in order, as assignments to plain names.
    """

    node: SgNode
    name: str
    bases: tuple[str, ...] = ()
    functions: tuple[Function, ...] = ()
    fields: dict[str, str | None] = field(default_factory=dict)
    inits: tuple[Assign, ...] = ()
    decorators: tuple[Expr, ...] = ()


@dataclass(slots=True, eq=False)
class Module:
    """A file. `imports`: local name to dotted qualified name. `wildcards`: modules imported whole (`java.sql`).

    `body` is what runs at the top level, definitions included; functions inside functions come with those.
    """

    imports: dict[str, str]
    body: Block
    wildcards: tuple[str, ...] = ()
