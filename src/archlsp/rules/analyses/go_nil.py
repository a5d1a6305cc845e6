"""What is nil and what is not: comparisons that are decided already, dereferences that panic, errors given up."""

import re

from archlsp.rules.analyses.go_at import At, Check
from archlsp.rules.analyses.go_inside import parts_of, statements
from archlsp.rules.analyses.go_ranges import range_targets
from archlsp.rules.analyses.go_types import ERROR, Type
from archlsp.rules.flow.ir import (
    Assign,
    Attr,
    Block,
    Call,
    Cases,
    Collection,
    Const,
    Do,
    Exit,
    Expr,
    Function,
    If,
    Index,
    Lambda,
    Loop,
    Name,
    Op,
    Stmt,
)

DEREFERENCE, DECIDED, SWALLOWED, WRONG_ERROR = (
    "nil-dereference",
    "nil-decided",
    "error-swallowed",
    "wrong-error-returned",
)
_FUNC = 5
_NILLABLE = frozenset({"ptr", "map", "chan", "func", "iface"})
_MAKING = frozenset({"errors.New", "fmt.Errorf"})
_ADDRESS = re.compile(r"(?<!&)&(?!&)\s*(\w+)")
Facts = dict[str, bool]  # name to: is nil


class Nilness:
    """Follows what is known of the variables of one function."""

    def __init__(self, at: At, function: Function) -> None:
        """Leave out what closures assign and what has its address taken."""
        self._at = at
        self._file = at.file
        text = at.file.say(function.node)
        self._loose = set(_ADDRESS.findall(text))
        if "func(" in text[_FUNC:]:
            self._loose |= _closure_assigned(function.block)
        self._types = dict(at.types)
        results = at.file.results(function)
        last = results.args[-1] if results is not None and results.kind == "tuple" else results
        self._gives_error = last == ERROR

    def run(self, block: Block, facts: Facts) -> Facts | None:
        """Follow a block; None when its end is not reached."""
        current: Facts | None = dict(facts)
        for stmt in block:
            if current is None:
                return None
            current = self._step(stmt, current)
        return current

    def _step(self, stmt: Stmt, facts: Facts) -> Facts | None:
        if isinstance(stmt, Assign):
            return self._assign(stmt, facts)
        if isinstance(stmt, If):
            return self._if(stmt, facts)
        if isinstance(stmt, Loop):
            return self._loop(stmt, facts)
        if isinstance(stmt, Cases):
            return self._cases(stmt, facts)
        if isinstance(stmt, Do):
            self._look(stmt.value, facts)
            text = self._file.say(stmt.node)[:200].split("(", 1)[0]
            return (
                None
                if text.rsplit(".", 1)[-1]
                in {"Fatal", "Fatalf", "Fatalln", "FailNow", "Exit", "Goexit", "SkipNow", "Skip", "Skipf"}
                else facts
            )
        if isinstance(stmt, Exit):
            if stmt.value is not None:
                self._look(stmt.value, facts)
            return None
        return facts

    def _assign(self, stmt: Assign, facts: Facts) -> Facts:
        if stmt.value is not None:
            self._look(stmt.value, facts)
        if isinstance(stmt.target, Index):
            self._stored(stmt.target, facts)
        elif isinstance(stmt.target, Attr):
            self._look(stmt.target, facts)
        elif isinstance(stmt.target, Name) and stmt.target.node.kind() == "unary_expression":
            self._look(stmt.target, facts)
            return facts
        self._file.declare(stmt, self._types)
        known = self._without(facts, _assigned(stmt))
        if isinstance(stmt.target, Name) and stmt.target.id not in self._loose and not stmt.op:
            is_nil = self._value(stmt, facts)
            if is_nil is not None:
                known[stmt.target.id] = is_nil
        return known

    def _value(self, stmt: Assign, facts: Facts) -> bool | None:
        """Tell whether what is assigned is nil."""
        value = stmt.value
        type_ = (
            self._file.underlying(self._types.get(stmt.target.id)) if isinstance(stmt.target, Name) else None
        )
        if value is None:
            # nil slices work like empty ones
            return (
                True
                if stmt.node.kind() == "var_spec" and type_ is not None and self._is_nillable(type_)
                else None
            )
        if isinstance(value, Const):
            return True if value.value is None and value.node.kind() == "nil" else None
        if isinstance(value, Name) and value.node.kind() == "identifier":
            return facts.get(value.id)
        kind = value.node.kind()
        if kind == "unary_expression" and self._file.say(value.node)[:1] == "&":
            return False
        if isinstance(value, Call) and (self._file.path(value.func, self._types) in _MAKING or _makes(value)):
            return False
        return (
            False
            if isinstance(value, Lambda) or (isinstance(value, Collection) and value.kind != "tuple")
            else None
        )

    def _is_nillable(self, type_: Type) -> bool:
        return type_.kind in _NILLABLE or type_.name in {"error", "any"}

    def _if(self, stmt: If, facts: Facts) -> Facts | None:
        self._look_at_test(stmt.test, facts, decide=True)
        yes, no = self._split(stmt.test, facts)
        then = self._branch(stmt.then, yes)
        other = self._branch(stmt.other, no)
        self._given_up(stmt, facts)
        joined = _join(then, other)
        scoped = _scoped(stmt)
        return self._without(joined, scoped) if joined is not None and scoped else joined

    def _branch(self, block: Block, facts: Facts | None) -> Facts | None:
        """Follow a way that can be taken; a way that cannot says nothing."""
        if facts is None:
            return None
        types = dict(self._types)
        after = self.run(block, facts)
        declared = {
            name
            for stmt in block
            if isinstance(stmt, Assign) and stmt.node.kind() in {"short_var_declaration", "var_spec"}
            for name in _assigned(stmt)
        }
        self._types = types
        return self._without(after, declared) if after is not None and declared else after

    def _given_up(self, stmt: If, facts: Facts) -> None:
        """`if err != nil { return nil }`: nobody hears of the error."""
        name = _checked_error(stmt.test)
        if not name or not self._gives_error or not stmt.then:
            return
        last = stmt.then[-1]
        if not (isinstance(last, Exit) and last.kind == "return" and last.value is not None):
            return
        value = (
            last.value.items[-1][1] if isinstance(last.value, Collection) and last.value.items else last.value
        )
        if isinstance(value, Const) and value.node.kind() == "nil":
            if not self._is_meant(stmt.then, last, name):
                self._at.report(SWALLOWED, last.node, stmt.node, ERR=name)
        elif (
            isinstance(value, Name)
            and value.id != name
            and facts.get(value.id) is True
            and "err" in value.id.lower()
        ):
            self._at.report(WRONG_ERROR, value.node, last.node, ERR=name, OTHER=value.id)

    def _is_meant(self, then: Block, last: Exit, name: str) -> bool:
        """Tell whether somebody thought about it: says why, does something, looks at the error, gives a value instead."""
        text = self._file.source.text_of(then[0].node.parent() or then[0].node)
        if (
            "//" in text
            or re.search(rf"\b{re.escape(name)}\b", text)
            or any(isinstance(one, Do) for one in then)
        ):
            return True
        items = last.value.items[:-1] if isinstance(last.value, Collection) else ()
        return any(not (isinstance(item, Const) and not item.value) for _, item in items)

    def _loop(self, stmt: Loop, facts: Facts) -> Facts | None:
        current = self.run(stmt.before, facts)
        if stmt.over is not None:
            self._look(stmt.over, facts)
        names = {name for one in statements((*stmt.body, *stmt.step)) for name in _assigned(one)}
        known = self._without(current or {}, names | set(_target_names(stmt.target)))
        before = dict(self._types)
        for target, type_ in range_targets(self._file, stmt, self._types):
            if isinstance(target, Name):
                self._types[target.id] = type_
        if stmt.test is not None:
            self._look_at_test(stmt.test, known, decide=False)
            yes, no = self._split(stmt.test, known)
        else:
            yes, no = known, known
        if yes is not None:
            self.run((*stmt.body, *stmt.step), yes)
        self._types = before
        return known if no is None or any(True for _ in _breaks(stmt.body)) else no

    def _cases(self, stmt: Cases, facts: Facts) -> Facts | None:
        if stmt.subject is not None:
            self._look(stmt.subject, facts)
        types = dict(self._types)
        ends: list[Facts | None] = []
        for label, block in stmt.cases:
            if label is not None:
                self._look(label, facts)
            ends.append(self.run(block, facts))
            self._types = dict(types)
        names = {name for _, block in stmt.cases for one in statements(block) for name in _assigned(one)}
        complete = any(label is None for label, _ in stmt.cases) or stmt.node.kind() == "select_statement"
        if (
            complete
            and all(end is None for end in ends)
            and not any(True for _, b in stmt.cases for _ in _breaks(b))
        ):
            return None
        return self._without(facts, names)

    def _split(self, test: Expr, facts: Facts) -> tuple[Facts | None, Facts | None]:
        """Return what is known when a test holds, and when it does not; None for what cannot be."""
        if isinstance(test, Op) and test.op == "not":
            yes, no = self._split(test.operands[0], facts)
            return no, yes
        if isinstance(test, Op) and test.op in {"and", "or"}:
            return self._split_both(test, facts)
        name, equal = _nil_test(test)
        if not name or name in self._loose:
            return dict(facts), dict(facts)
        known = facts.get(name)
        is_nil = None if known is False else {**facts, name: True}
        is_some = None if known is True else {**facts, name: False}
        return (is_nil, is_some) if equal else (is_some, is_nil)

    def _split_both(self, test: Op, facts: Facts) -> tuple[Facts | None, Facts | None]:
        wanted = test.op == "and"
        way: Facts | None = dict(facts)
        out: Facts | None = None
        first = True
        for operand in test.operands:
            if way is None:
                break
            yes, no = self._split(operand, way)
            way, left = (yes, no) if wanted else (no, yes)
            out = left if first else _join(out, left)
            first = False
        return (way, out) if wanted else (out, way)

    def _look_at_test(self, test: Expr, facts: Facts, *, decide: bool) -> None:
        """Look at the operands in order: each is reached only when those before it allow."""
        if isinstance(test, Op) and test.op in {"and", "or"}:
            way: Facts | None = facts
            for operand in test.operands:
                if way is None:
                    return
                self._look_at_test(operand, way, decide=decide)
                yes, no = self._split(operand, way)
                way = yes if test.op == "and" else no
            return
        name, equal = _nil_test(test)
        if name and decide and name in facts and name not in self._loose:
            self._at.report(DECIDED, test.node, NAME=name, STATE="nil" if facts[name] else "!= nil")
        elif not name:
            self._look(test, facts)

    def _look(self, expr: Expr, facts: Facts, *, called: bool = False) -> None:
        """Report the dereferences of what is nil in an expression."""
        if not facts or isinstance(expr, Const):
            return
        if isinstance(expr, Op) and expr.op in {"and", "or"}:
            self._look_at_test(expr, facts, decide=False)
            return
        if isinstance(expr, Lambda):
            return
        if isinstance(expr, Name):
            self._look_at_name(expr, facts)
        elif isinstance(expr, Attr):
            self._member(expr, facts, called=called)
        elif isinstance(expr, Index):
            base = self._nil_type(expr.base, facts)
            if base is not None and base.kind in {"ptr", "slice"}:
                self._panics(expr, expr.base)
        elif isinstance(expr, Call):
            self._called(expr, facts)
            return
        for part in parts_of(expr):
            self._look(part, facts)

    def _called(self, call: Call, facts: Facts) -> None:
        func = self._nil_type(call.func, facts)
        if func is not None and func.kind == "func":
            self._panics(call, call.func)
        self._look(call.func, facts, called=True)
        for arg in call.args:
            self._look(arg.value, facts)

    def _look_at_name(self, expr: Name, facts: Facts) -> None:
        kind = expr.node.kind()
        if facts.get(expr.id) is True and expr.id not in self._loose:
            text = self._file.say(expr.node)
            if kind == "unary_expression" and text[:1] == "*" and text[1:].strip() == expr.id:
                self._panics(expr, expr)

    def _member(self, expr: Attr, facts: Facts, *, called: bool) -> None:
        base = self._nil_type(expr.base, facts)
        if base is None:
            return
        if base.kind == "ptr":
            if not called or self._file.field(base, expr.name) is not None:
                self._panics(expr, expr.base)
        elif called and (base.kind == "iface" or base.name == "error"):
            self._panics(expr, expr.base)

    def _nil_type(self, base: Expr, facts: Facts) -> Type | None:
        """Return the type of a variable that is nil here."""
        if not isinstance(base, Name) or facts.get(base.id) is not True or base.id in self._loose:
            return None
        if base.node.kind() not in {"identifier", "selector_expression"}:
            return None
        return self._file.underlying(self._types.get(base.id))

    def _stored(self, target: Index, facts: Facts) -> None:
        base = self._nil_type(target.base, facts)
        if base is not None and base.kind == "map":
            self._panics(target, target.base)
        elif base is not None:
            self._look(target, facts)

    def _panics(self, expr: Expr, what: Expr) -> None:
        name = what.id if isinstance(what, Name) else self._at.text(what)
        self._at.report(DEREFERENCE, expr.node, NAME=name)

    def _without(self, facts: Facts, names: set[str]) -> Facts:
        return {name: is_nil for name, is_nil in facts.items() if name not in names}


def _join(one: Facts | None, other: Facts | None) -> Facts | None:
    if one is None or other is None:
        return other if one is None else one
    return {name: is_nil for name, is_nil in one.items() if other.get(name) is is_nil}


def _nil_test(test: Expr) -> tuple[str, bool]:
    """Return the variable that a comparison with nil is about, and whether it asks for nil."""
    if isinstance(test, Op) and test.op in {"==", "!="} and len(test.operands) == 2:  # noqa: PLR2004
        for one, other in (test.operands, test.operands[::-1]):
            if isinstance(one, Name) and one.node.kind() == "identifier" and other.node.kind() == "nil":
                return one.id, test.op == "=="
    return "", False


def _checked_error(test: Expr) -> str:
    name, equal = _nil_test(test)
    return name if name and not equal and "err" in name.lower() else ""


def _assigned(stmt: Stmt) -> set[str]:
    if isinstance(stmt, Assign):
        return set(_target_names(stmt.target))
    return set(_target_names(stmt.target)) if isinstance(stmt, Loop) else set()


def _target_names(target: Expr | None) -> list[str]:
    if isinstance(target, Name):
        return [target.id]
    return (
        [item.id for _, item in target.items if isinstance(item, Name)]
        if isinstance(target, Collection)
        else []
    )


def _closure_assigned(block: Block) -> set[str]:
    found: set[str] = set()
    for stmt in statements(block):
        for function in _closures(stmt):
            for inner in statements(function.block):
                if isinstance(inner, Assign) and inner.node.kind() != "short_var_declaration":
                    found |= _assigned(inner)
            found |= _closure_assigned(function.block)
    return found


def _closures(stmt: Stmt) -> list[Function]:
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


def _scoped(stmt: If) -> set[str]:
    """Return the variables that an if declares before its test."""
    children = stmt.node.children()
    if len(children) < 4 or children[1].kind() != "short_var_declaration":  # noqa: PLR2004
        return set()
    return set(re.findall(r"\w+", children[1].text().split(":=", 1)[0]))


def _breaks(block: Block) -> list[Stmt]:
    return [stmt for stmt in statements(block) if isinstance(stmt, Exit) and stmt.kind == "break"]


def _makes(call: Call) -> bool:
    return isinstance(call.func, Name) and call.func.id == "make"


def _function(at: At, function: Function) -> None:
    text = at.file.say(function.node)
    if "nil" not in text and "var " not in text:
        return
    if "goto " in text:
        return
    Nilness(at, function).run(function.block, {})


_CHECK = Check(("nil", "var "), function=_function)
CHECKS = {DEREFERENCE: _CHECK, DECIDED: _CHECK, SWALLOWED: _CHECK, WRONG_ERROR: _CHECK}
