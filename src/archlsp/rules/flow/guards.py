"""What a condition says of the variables in it, on either way."""

import re
from collections.abc import Iterable, Iterator

from archlsp.rules.flow.ir import Attr, Await, Call, Collection, Const, Expr, Index, Name, Op, Text
from archlsp.rules.flow.machine import Env, Machine
from archlsp.rules.flow.values import ALL, UNKNOWN, Value, constant

_SOUNDS_LIKE_A_GUARD = re.compile(
    r"(?i)valid|allow|white_?list|safe|sanit|permit|trusted|verif|is_?(local|internal|relative|numeric|digit|alnum)"
    r"|isalnum|isdigit|isnumeric|isidentifier|authoriz"
)
_MEMBERSHIP = frozenset(
    {"includes", "contains", "has", "indexOf", "containsKey", "hasOwnProperty", "binarySearch"}
)
_VALIDATORS = frozenset(
    {"fullmatch", "match", "matches", "test", "MatchString", "is_match", "Match"}
    | {"isinstance", "equals", "equalsIgnoreCase", "Equal"}
)
_PREFIX = frozenset({"startswith", "startsWith", "HasPrefix", "starts_with", "is_relative_to"})
_SAME_PLACE = frozenset(
    {
        "normalize",
        "toAbsolutePath",
        "toRealPath",
        "getCanonicalPath",
        "getCanonicalFile",
        "getAbsolutePath",
        "toPath",
        "toString",
    }
)
_PLACE_KINDS = ("path", "redirect", "url")
Facts = Iterator[tuple[Expr, tuple[str, ...], object]]


def refined(machine: Machine, test: Expr, env: Env, *, holds: bool) -> Env:
    """Return the variables as they are where `test` holds, or does not; the same object when nothing is learnt."""
    learnt: Env = {}
    for subject, kinds, const in _facts(machine, test, holds, {**env}):
        root = _root(subject)
        if root is None or root not in env:
            continue
        value = learnt.get(root, env[root])
        if const is not UNKNOWN and isinstance(subject, Name):
            learnt[root] = Value(
                const=const, types=value.types, marks=value.marks, prefix=constant(const).prefix
            )
        elif isinstance(subject, Name | Call):
            learnt[root] = value.cleaned(kinds)
    return {**env, **learnt} if learnt else env


def _facts(machine: Machine, test: Expr, holds: bool, env: Env) -> Facts:
    """Yield (what, kinds of sinks it is harmless for, its constant) that follow from the test."""
    if isinstance(test, Await):
        yield from _facts(machine, test.value, holds, env)
    elif isinstance(test, Op) and test.op == "not":
        yield from _facts(machine, test.operands[0], not holds, env)
    elif isinstance(test, Op) and test.op == ("and" if holds else "or"):
        for operand in test.operands:
            yield from _facts(machine, operand, holds, env)
    elif isinstance(test, Op) and len(test.operands) == 2:  # noqa: PLR2004
        yield from _comparison(test, holds)
    elif isinstance(test, Call):
        yield from _call(machine, test, holds)


def _comparison(test: Op, holds: bool) -> Facts:
    left, right = test.operands
    equal = (test.op in {"==", "is"} and holds) or (test.op in {"!=", "is not"} and not holds)
    if equal:
        for one, other in ((left, right), (right, left)):
            if isinstance(other, Const) and other.value is not None:
                yield one, (ALL,), other.value
    elif test.op in {"in", "not in"}:
        yield from _membership(left, right, inside=(test.op == "in") is holds)
    elif _is_search(left) and test.op in {"<", "==", ">=", ">", "!="}:
        yield from _found_by_index(test, holds)


def _membership(left: Expr, right: Expr, *, inside: bool) -> Facts:
    if isinstance(left, Const):
        # `".." in name`: the way on which it is not there has no climbing in it.
        if not inside and left.value in {"..", "../", "/", "\\"}:
            yield right, ("path",), UNKNOWN
    elif inside and isinstance(right, Name | Attr | Collection | Call | Index):
        yield left, (ALL,), UNKNOWN


def _is_search(expr: Expr) -> bool:
    return isinstance(expr, Call) and isinstance(expr.func, Attr) and expr.func.name == "indexOf"


def _found_by_index(test: Op, holds: bool) -> Facts:
    """`list.indexOf(x) === -1` and its kin."""
    call, number = test.operands
    if not isinstance(call, Call) or not isinstance(number, Const | Op) or not call.args:
        return
    missing = (test.op in {"==", "<"}) is holds
    if not missing:
        yield call.args[0].value, (ALL,), UNKNOWN


def _call(machine: Machine, test: Call, holds: bool) -> Facts:
    name = (
        test.func.name if isinstance(test.func, Attr) else test.func.id if isinstance(test.func, Name) else ""
    )
    subjects = [given.value for given in test.args]
    known = machine.knowledge.guards.first((machine.program.dotted(test.func) or name, f"?.{name}"))
    if known is not None:
        if holds is not known.get("negative", False):
            yield from _each(subjects, tuple(known["kinds"]))
    elif not holds:
        if name in {"contains", "includes"} and _climbs(subjects) and isinstance(test.func, Attr):
            yield test.func.base, ("path",), UNKNOWN
    elif name in _PREFIX:
        of = (
            test.func.base
            if isinstance(test.func, Attr) and len(subjects) == 1
            else subjects[0]
            if subjects
            else None
        )
        if of is not None:
            yield of, _PLACE_KINDS, UNKNOWN
    else:
        yield from _validation(name, test, subjects)


def _validation(name: str, test: Call, subjects: list[Expr]) -> Facts:
    receiver = [test.func.base] if isinstance(test.func, Attr) else []
    if name in _MEMBERSHIP and receiver and not _climbs(subjects):
        yield from _each(subjects, (ALL,))
    elif name in _VALIDATORS or _SOUNDS_LIKE_A_GUARD.search(name):
        yield from _each([*subjects, *receiver], (ALL,))


def _climbs(subjects: Iterable[Expr]) -> bool:
    return any(isinstance(one, Const) and one.value in {"..", "../", "/", "\\"} for one in subjects)


def _each(subjects: Iterable[Expr], kinds: tuple[str, ...]) -> Facts:
    for subject in subjects:
        yield subject, kinds, UNKNOWN


def _root(subject: Expr) -> str | None:
    if isinstance(subject, Name):
        return subject.id
    if isinstance(subject, Text) and len(subject.parts) == 1:
        return _root(subject.parts[0])
    if isinstance(subject, Call) and isinstance(subject.func, Attr) and subject.func.name in _SAME_PLACE:
        return _root(subject.func.base)
    return None
