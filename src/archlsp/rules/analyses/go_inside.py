"""What is inside of blocks and expressions."""

from collections.abc import Callable, Iterator, Sequence

from archlsp.rules.flow.ir import (
    Assign,
    Attr,
    Await,
    Block,
    Call,
    Cases,
    Choice,
    Collection,
    Do,
    Exit,
    Expr,
    If,
    Index,
    Loop,
    Op,
    Other,
    Stmt,
    Text,
)


def statements(block: Block) -> Iterator[Stmt]:
    """Yield the statements of a block and those inside them; closures keep theirs."""
    for stmt in block:
        yield stmt
        if isinstance(stmt, If):
            yield from statements(stmt.then)
            yield from statements(stmt.other)
        elif isinstance(stmt, Loop):
            yield from statements((*stmt.before, *stmt.body, *stmt.step))
        elif isinstance(stmt, Cases):
            for _, inner in stmt.cases:
                yield from statements(inner)


def expressions(stmt: Stmt) -> Iterator[Expr]:
    """Yield what a statement itself computes, outermost first."""
    roots: list[Expr | None] = []
    if isinstance(stmt, Assign):
        roots = [stmt.value, stmt.target]
    elif isinstance(stmt, Do | Exit):
        roots = [stmt.value]
    elif isinstance(stmt, If):
        roots = [stmt.test]
    elif isinstance(stmt, Loop):
        roots = [stmt.over, stmt.test]
    elif isinstance(stmt, Cases):
        roots = [stmt.subject, *(label for label, _ in stmt.cases)]
    for root in roots:
        if root is not None:
            yield from inside(root)


def inside(expr: Expr) -> Iterator[Expr]:
    """Yield an expression and those inside it; closures keep theirs."""
    yield expr
    for part in parts_of(expr):
        yield from inside(part)


def calls(block: Block) -> Iterator[Call]:
    """Yield the calls of a block; those of closures inside are theirs."""
    for stmt in statements(block):
        for expr in expressions(stmt):
            if isinstance(expr, Call):
                yield expr


def parts_of(expr: Expr) -> Sequence[Expr]:
    """Return the expressions directly inside one; a closure is none of them."""
    read = _PARTS.get(type(expr))
    return read(expr) if read is not None else ()


def _call_parts(expr: Call) -> Sequence[Expr]:
    return [expr.func, *[arg.value for arg in expr.args]]


def _collection_parts(expr: Collection) -> Sequence[Expr]:
    return [part for item in expr.items for part in item if part is not None]


_PARTS: dict[type[Expr], Callable[..., Sequence[Expr]]] = {
    Call: _call_parts,
    Index: lambda expr: (expr.base, expr.key),
    Collection: _collection_parts,
    Attr: lambda expr: (expr.base,),
    Await: lambda expr: (expr.value,),
    Text: lambda expr: expr.parts,
    Other: lambda expr: expr.parts,
    Op: lambda expr: expr.operands,
    Choice: lambda expr: expr.options,
}
