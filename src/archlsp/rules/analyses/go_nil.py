"""What is nil and what is not: comparisons that are decided already, dereferences that panic, errors given up."""

import re
from collections.abc import Callable

from archlsp.rules.analyses.go_at import At, Check
from archlsp.rules.analyses.go_facts import (
    Facts,
    assigned,
    breaks,
    closure_assigned,
    join,
    makes,
    scoped,
    split,
    target_names,
    without,
)
from archlsp.rules.analyses.go_inside import statements
from archlsp.rules.analyses.go_nilglance import places
from archlsp.rules.analyses.go_nilness import DECIDED, DEREFERENCE, Uses
from archlsp.rules.analyses.go_ranges import range_targets
from archlsp.rules.analyses.go_swallowed import SWALLOWED, WRONG_ERROR, given_up
from archlsp.rules.analyses.go_types import ERROR, Type
from archlsp.rules.analyses.go_words import words
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
    Function,
    If,
    Index,
    Lambda,
    Loop,
    Name,
    Stmt,
)

_FUNC = 5
_ENDING = words("Fatal Fatalf Fatalln FailNow Exit Goexit SkipNow Skip Skipf")
_NILLABLE = frozenset({"ptr", "map", "chan", "func", "iface"})
_MAKING = frozenset({"errors.New", "fmt.Errorf"})
_ADDRESS = re.compile(r"(?<!&)&(?!&)\s*(\w+)")


class Nilness:
    """Follows what is known of the variables of one function."""

    def __init__(self, at: At, function: Function) -> None:
        """Leave out what closures assign and what has its address taken."""
        self._at = at
        self._file = at.file
        text = at.file.say(function.node)
        self._loose = set(_ADDRESS.findall(text))
        if "func(" in text[_FUNC:]:
            self._loose |= closure_assigned(function.block)
        self._uses = Uses(at, self._loose)
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
        step = _STEPS.get(type(stmt))
        return step(self, stmt, facts) if step is not None else facts

    def _do(self, stmt: Do, facts: Facts) -> Facts | None:
        self._uses.look(stmt.value, facts)
        called = self._file.say(stmt.node)[:200].split("(", 1)[0]
        return None if called.rsplit(".", 1)[-1] in _ENDING else facts

    def _exit(self, stmt: Exit, facts: Facts) -> None:
        if stmt.value is not None:
            self._uses.look(stmt.value, facts)

    def _assign(self, stmt: Assign, facts: Facts) -> Facts:
        if stmt.value is not None:
            self._uses.look(stmt.value, facts)
        if isinstance(stmt.target, Index):
            self._uses.stored(stmt.target, facts)
        elif isinstance(stmt.target, Attr):
            self._uses.look(stmt.target, facts)
        elif isinstance(stmt.target, Name) and stmt.target.node.kind() == "unary_expression":
            self._uses.look(stmt.target, facts)
            return facts
        self._file.declare(stmt, self._uses.types)
        known = without(facts, assigned(stmt))
        if isinstance(stmt.target, Name) and stmt.target.id not in self._loose and not stmt.op:
            is_nil = self._value(stmt, facts)
            if is_nil is not None:
                known[stmt.target.id] = is_nil
        return known

    def _value(self, stmt: Assign, facts: Facts) -> bool | None:
        """Tell whether what is assigned is nil."""
        value = stmt.value
        type_ = (
            self._file.underlying(self._uses.types.get(stmt.target.id))
            if isinstance(stmt.target, Name)
            else None
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
        if isinstance(value, Call) and (
            self._file.path(value.func, self._uses.types) in _MAKING or makes(value)
        ):
            return False
        return (
            False
            if isinstance(value, Lambda) or (isinstance(value, Collection) and value.kind != "tuple")
            else None
        )

    def _is_nillable(self, type_: Type) -> bool:
        return type_.kind in _NILLABLE or type_.name in {"error", "any"}

    def _if(self, stmt: If, facts: Facts) -> Facts | None:
        self._uses.test(stmt.test, facts, decide=True)
        yes, no = split(stmt.test, facts, self._loose)
        then = self._branch(stmt.then, yes)
        other = self._branch(stmt.other, no)
        if self._gives_error:
            given_up(self._at, stmt, facts)
        joined = join(then, other)
        own = scoped(stmt)
        return without(joined, own) if joined is not None and own else joined

    def _branch(self, block: Block, facts: Facts | None) -> Facts | None:
        """Follow a way that can be taken; a way that cannot says nothing."""
        if facts is None:
            return None
        types = dict(self._uses.types)
        after = self.run(block, facts)
        declared = {
            name
            for stmt in block
            if isinstance(stmt, Assign) and stmt.node.kind() in {"short_var_declaration", "var_spec"}
            for name in assigned(stmt)
        }
        self._uses.types = types
        return without(after, declared) if after is not None and declared else after

    def _loop(self, stmt: Loop, facts: Facts) -> Facts | None:
        current = self.run(stmt.before, facts)
        if stmt.over is not None:
            self._uses.look(stmt.over, facts)
        names = {name for one in statements((*stmt.body, *stmt.step)) for name in assigned(one)}
        known = without(current or {}, names | set(target_names(stmt.target)))
        before = dict(self._uses.types)
        for target, type_ in range_targets(self._file, stmt, self._uses.types):
            if isinstance(target, Name):
                self._uses.types[target.id] = type_
        if stmt.test is not None:
            self._uses.test(stmt.test, known, decide=False)
            yes, no = split(stmt.test, known, self._loose)
        else:
            yes, no = known, known
        if yes is not None:
            self.run((*stmt.body, *stmt.step), yes)
        self._uses.types = before
        return known if no is None or any(True for _ in breaks(stmt.body)) else no

    def _cases(self, stmt: Cases, facts: Facts) -> Facts | None:
        if stmt.subject is not None:
            self._uses.look(stmt.subject, facts)
        types = dict(self._uses.types)
        ends: list[Facts | None] = []
        for label, block in stmt.cases:
            if label is not None:
                self._uses.look(label, facts)
            ends.append(self.run(block, facts))
            self._uses.types = dict(types)
        names = {name for _, block in stmt.cases for one in statements(block) for name in assigned(one)}
        complete = any(label is None for label, _ in stmt.cases) or stmt.node.kind() == "select_statement"
        if (
            complete
            and all(end is None for end in ends)
            and not any(True for _, b in stmt.cases for _ in breaks(b))
        ):
            return None
        return without(facts, names)


def _function(at: At, function: Function) -> None:
    text = at.file.say(function.node)
    if "nil" not in text and "var " not in text:
        return
    if "goto " in text:
        return
    Nilness(at, function).run(function.block, {})


_STEPS: dict[type[Stmt], Callable[..., Facts | None]] = {
    Assign: Nilness._assign,
    If: Nilness._if,
    Loop: Nilness._loop,
    Cases: Nilness._cases,
    Do: Nilness._do,
    Exit: Nilness._exit,
}
_CHECK = Check((), function=_function, places=places)
CHECKS = {DEREFERENCE: _CHECK, DECIDED: _CHECK, SWALLOWED: _CHECK, WRONG_ERROR: _CHECK}
