"""Uses of what is nil."""

from archlsp.rules.analyses.go_at import At
from archlsp.rules.analyses.go_facts import Facts, nil_test, split
from archlsp.rules.analyses.go_file import GoFile
from archlsp.rules.analyses.go_inside import parts_of
from archlsp.rules.analyses.go_types import Type
from archlsp.rules.flow.ir import Attr, Call, Const, Expr, Index, Lambda, Name, Op

DEREFERENCE, DECIDED = "nil-dereference", "nil-decided"


class Uses:
    """Reports dereferences of what is nil and tests that are decided. `loose` variables are not followed."""

    def __init__(self, at: At, loose: set[str]) -> None:
        """Begin with the types that are known around a function."""
        self._at = at
        self._file: GoFile = at.file
        self._loose = loose
        self.types = dict(at.types)

    def test(self, test: Expr, facts: Facts, *, decide: bool) -> None:
        """Look at the operands in order: each is reached only when those before it allow."""
        if isinstance(test, Op) and test.op in {"and", "or"}:
            way: Facts | None = facts
            for operand in test.operands:
                if way is None:
                    return
                self.test(operand, way, decide=decide)
                yes, no = split(operand, way, self._loose)
                way = yes if test.op == "and" else no
            return
        name, _ = nil_test(test)
        if name and decide and name in facts and name not in self._loose:
            self._at.report(DECIDED, test.node, NAME=name, STATE="nil" if facts[name] else "!= nil")
        elif not name:
            self.look(test, facts)

    def look(self, expr: Expr, facts: Facts, *, called: bool = False) -> None:
        """Report the dereferences of what is nil in an expression."""
        if not facts or isinstance(expr, Const):
            return
        if isinstance(expr, Op) and expr.op in {"and", "or"}:
            self.test(expr, facts, decide=False)
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
            self.look(part, facts)

    def _called(self, call: Call, facts: Facts) -> None:
        func = self._nil_type(call.func, facts)
        if func is not None and func.kind == "func":
            self._panics(call, call.func)
        self.look(call.func, facts, called=True)
        for arg in call.args:
            self.look(arg.value, facts)

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
        return self._file.underlying(self.types.get(base.id))

    def stored(self, target: Index, facts: Facts) -> None:
        """Look at an assignment to an element."""
        base = self._nil_type(target.base, facts)
        if base is not None and base.kind == "map":
            self._panics(target, target.base)
        elif base is not None:
            self.look(target, facts)

    def _panics(self, expr: Expr, what: Expr) -> None:
        name = what.id if isinstance(what, Name) else self._at.text(what)
        self._at.report(DEREFERENCE, expr.node, NAME=name)
