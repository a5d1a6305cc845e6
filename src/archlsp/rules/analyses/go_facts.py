"""What is known of variables: which are nil, which are not."""

import re
from collections.abc import Container

from archlsp.rules.analyses.go_inside import parts_of, statements
from archlsp.rules.flow.ir import (
    Assign,
    Block,
    Call,
    Collection,
    Exit,
    Expr,
    Function,
    If,
    Lambda,
    Loop,
    Name,
    Op,
    Stmt,
)

Facts = dict[str, bool]  # name to: is nil


def join(one: Facts | None, other: Facts | None) -> Facts | None:
    """Return what holds on both ways."""
    if one is None or other is None:
        return other if one is None else one
    return {name: is_nil for name, is_nil in one.items() if other.get(name) is is_nil}


def nil_test(test: Expr) -> tuple[str, bool]:
    """Return the variable that a comparison with nil is about, and whether it asks for nil."""
    if isinstance(test, Op) and test.op in {"==", "!="} and len(test.operands) == 2:  # noqa: PLR2004
        for one, other in (test.operands, test.operands[::-1]):
            if isinstance(one, Name) and one.node.kind() == "identifier" and other.node.kind() == "nil":
                return one.id, test.op == "=="
    return "", False


def checked_error(test: Expr) -> str:
    """Return the error that a test finds to be there."""
    name, equal = nil_test(test)
    return name if name and not equal and "err" in name.lower() else ""


def assigned(stmt: Stmt) -> set[str]:
    """Return the variables that a statement gives a value."""
    if isinstance(stmt, Assign):
        return set(target_names(stmt.target))
    return set(target_names(stmt.target)) if isinstance(stmt, Loop) else set()


def target_names(target: Expr | None) -> list[str]:
    """Return the variables in a target."""
    if isinstance(target, Name):
        return [target.id]
    return (
        [item.id for _, item in target.items if isinstance(item, Name)]
        if isinstance(target, Collection)
        else []
    )


def closure_assigned(block: Block) -> set[str]:
    """Return the variables that closures give values."""
    found: set[str] = set()
    for stmt in statements(block):
        for function in closures(stmt):
            for inner in statements(function.block):
                if isinstance(inner, Assign) and inner.node.kind() != "short_var_declaration":
                    found |= assigned(inner)
            found |= closure_assigned(function.block)
    return found


def closures(stmt: Stmt) -> list[Function]:
    """Return the closures in a statement."""
    values = [getattr(stmt, name, None) for name in ("value", "test", "over", "subject")]
    found: list[Function] = []
    pending = [value for value in values if isinstance(value, Expr)]
    while pending:
        expr = pending.pop()
        if isinstance(expr, Lambda):
            found.append(expr.function)
        else:
            pending += parts_of(expr)
    return found


def scoped(stmt: If) -> set[str]:
    """Return the variables that an if declares before its test."""
    children = stmt.node.children()
    if len(children) < 4 or children[1].kind() != "short_var_declaration":  # noqa: PLR2004
        return set()
    return set(re.findall(r"\w+", children[1].text().split(":=", 1)[0]))


def breaks(block: Block) -> list[Stmt]:
    """Return the breaks in a block."""
    return [stmt for stmt in statements(block) if isinstance(stmt, Exit) and stmt.kind == "break"]


def makes(call: Call) -> bool:
    """Tell whether a call is `make`."""
    return isinstance(call.func, Name) and call.func.id == "make"


def without(facts: Facts, names: Container[str]) -> Facts:
    """Return what is known of the other variables."""
    return {name: is_nil for name, is_nil in facts.items() if name not in names}


def split(test: Expr, facts: Facts, loose: Container[str]) -> tuple[Facts | None, Facts | None]:
    """Return what is known when a test holds, and when it does not; None for what cannot be."""
    if isinstance(test, Op) and test.op == "not":
        yes, no = split(test.operands[0], facts, loose)
        return no, yes
    if isinstance(test, Op) and test.op in {"and", "or"}:
        return _split_both(test, facts, loose)
    name, equal = nil_test(test)
    if not name or name in loose:
        return dict(facts), dict(facts)
    known = facts.get(name)
    is_nil = None if known is False else {**facts, name: True}
    is_some = None if known is True else {**facts, name: False}
    return (is_nil, is_some) if equal else (is_some, is_nil)


def _split_both(test: Op, facts: Facts, loose: Container[str]) -> tuple[Facts | None, Facts | None]:
    wanted = test.op == "and"
    way: Facts | None = dict(facts)
    out: Facts | None = None
    first = True
    for operand in test.operands:
        if way is None:
            break
        yes, no = split(operand, way, loose)
        way, left = (yes, no) if wanted else (no, yes)
        out = left if first else join(out, left)
        first = False
    return (way, out) if wanted else (out, way)
