"""Evaluating calls: which function it is, what the rules say to it, what it gives back."""

from archlsp.rules.flow.conditions import ESCAPED
from archlsp.rules.flow.functions import Arguments, invoke
from archlsp.rules.flow.handlers import run_handler
from archlsp.rules.flow.ir import Attr, Call, Const, Function, Name
from archlsp.rules.flow.library import result_of
from archlsp.rules.flow.machine import Env, Machine
from archlsp.rules.flow.members import attribute, element_of, member_names, with_source
from archlsp.rules.flow.mutators import changed_receiver
from archlsp.rules.flow.nextdoor import Foreign
from archlsp.rules.flow.sites import Given, Site, Telling
from archlsp.rules.flow.targets import ANYTHING, mark, put_back
from archlsp.rules.flow.values import NOTHING, Value

_ITERATING = frozenset(
    {"map", "forEach", "filter", "flatMap", "reduce", "some", "every", "find", "each", "for_each", "mapMulti"}
    | {"and_then", "filter_map", "anyMatch", "allMatch", "removeIf", "computeIfAbsent"}
)


def call(machine: Machine, expr: Call, env: Env) -> Value:
    """Evaluate a call and show it to the rules."""
    receiver, function, names = _callee(machine, expr, env)
    given = tuple(
        Given(arg.value.node, machine.eval(arg.value, env), arg.name, arg.spread) for arg in expr.args
    )
    site = _site(machine, expr, names, given, receiver)
    machine.check_call(site)
    if _is_require(expr):
        return Value(path=str(expr.args[0].value.value).removeprefix("node:"))  # type: ignore[attr-defined]
    returned = _run_functions(machine, site, env)
    result = _result(machine, expr, site, function, env)
    if isinstance(expr.func, Attr) and receiver is not None:
        _change_receiver(machine, expr, site, receiver, env)
    result = _marked_result(machine, site, result)
    if function is not None or site.names[0].startswith("?"):
        _let_escape(expr, env)
    return result.with_origins(returned.all_origins())


def _callee(machine: Machine, expr: Call, env: Env) -> tuple[Value | None, Value | None, tuple[str, ...]]:
    """Return the receiver, the function where it is one of this file, and the names of what is called."""
    if isinstance(expr.func, Attr):
        receiver = machine.eval(expr.func.base, env)
        names = member_names(machine, receiver, expr.func.name)
        return receiver, _method(machine, expr.func, receiver), names
    value = machine.eval(expr.func, env)
    if value.function is not None:
        name = expr.func.id if isinstance(expr.func, Name) else ""
        return None, value, (f"?{name}",)
    if value.path:
        return None, None, (value.path,)
    if value.klass is not None:
        return None, None, (value.klass.name,)
    return None, None, tuple(f"{kind}()" for kind in value.types) or ("?",)


def _method(machine: Machine, func: Attr, receiver: Value) -> Value | None:
    classes = machine.program.classes
    own = receiver.klass is not None or (classes and not classes.keys().isdisjoint(receiver.types))
    if not own and not receiver.items:
        return None
    member = attribute(machine, receiver, func.name, func.node)
    return member if member.function is not None else None


def _site(
    machine: Machine, expr: Call, names: tuple[str, ...], given: tuple[Given, ...], receiver: Value | None
) -> Site:
    base = expr.func.base.node if isinstance(expr.func, Attr) else None
    keywords = {one.name: one for one in given if one.name is not None}
    frame = machine.frame
    told = Telling(machine.source, base)
    site = Site(expr.node, names, given, machine.place, receiver, told, frame.outer, frame.loops)
    site.keywords, site.away = keywords, machine.away > 0
    return site


def _is_require(expr: Call) -> bool:
    named = isinstance(expr.func, Name) and expr.func.id in {"require", "import"}
    return named and len(expr.args) == 1 and isinstance(expr.args[0].value, Const)


def _run_functions(machine: Machine, site: Site, env: Env) -> Value:
    """Run the functions among the arguments: handlers with a request, others as they come."""
    result = NOTHING
    functions = [given for given in site.given if given.value.function is not None]
    if not functions:
        return NOTHING
    entries = machine.knowledge.about(site.names).handlers
    for number, given in enumerate(functions):
        function = given.value.function
        if function is None:
            continue
        entry = next((e for e in entries if _takes(e, number, len(functions))), None)
        if entry is not None:
            run_handler(machine, function, given.value.closure or env, entry)
        elif function.name == "" or given.value.closure is not None:
            result = result.with_origins(_run_callback(machine, site, given.value, function).all_origins())
    return result


def _takes(entry: object, number: int, count: int) -> bool:
    which = entry.get("arg", "any") if isinstance(entry, dict) else "any"
    return which == "any" or (which == "last" and number == count - 1) or which == number


def _run_callback(machine: Machine, site: Site, value: Value, function: Function) -> Value:
    first = element_of(site.receiver) if site.receiver is not None else NOTHING
    name = site.names[0].rsplit(".", 1)[-1]
    if name in _ITERATING:
        with machine.looping():
            return invoke(machine, value, Arguments([first]), site.node)
    given = Arguments([first] if first.origins else [])
    return invoke(machine, value, given, site.node, callback=True)


def _result(machine: Machine, expr: Call, site: Site, function: Value | None, env: Env) -> Value:
    if function is not None and function.function is not None:
        if machine.is_deep:
            return _passed_on(site)
        result = invoke(machine, function, Arguments.of(site), site.node)
        known = machine.knowledge.about(site.names).own_sanitizer
        return result.cleaned(known["kinds"]) if known else result
    constructed = machine.program.classes.get(site.names[0])
    if constructed is not None:
        return Value(types=(constructed.name,), items=_fields(site), origins=_passed_on(site).origins)
    beside = _from_next_door(machine, site)
    if beside is not None:
        return beside
    value = result_of(machine, site, is_new=expr.new)
    return with_source(machine, value, site.names, expr.node)


def _from_next_door(machine: Machine, site: Site) -> Value | None:
    """Enter a function of another file, where something that matters is handed to it."""
    if machine.next_door is None or machine.away or machine.is_deep or not _matters(site):
        return None
    about = machine.knowledge.about(site.names)
    if about.result_types or about.sanitizer or about.source or about.taint or about.builds:
        return None
    for foreign, owner, name in machine.next_door.find(site.names):
        with machine.at(foreign):
            env = _top_level(machine, foreign)
            function = foreign.program.method(owner, name) if owner else None
            value = Value(function=function) if function is not None else _exported(env, name)
            if value is not None and value.function is not None:
                return invoke(machine, value, Arguments.of(site), site.node)
    return None


def _matters(site: Site) -> bool:
    return any(given.value.built or given.value.all_origins() for given in site.given)


def _top_level(machine: Machine, foreign: Foreign) -> Env:
    """Run the top level of another file once, unheard, for what its names stand for."""
    if foreign.globals is None:
        foreign.globals = machine.globals = {}
        muted, machine.muted = machine.muted, True
        for statement in foreign.program.module.body:
            machine.run((statement,), foreign.globals)
        machine.muted = muted
    return foreign.globals


def _exported(env: Env, name: str) -> Value | None:
    """Find a function by its name, or by the one that it is exported by."""
    module = env.get("module", NOTHING).items or {}
    exports = (env.get("exports", NOTHING).items, getattr(module.get("exports"), "items", None))
    found = [env.get(name), *(items.get(name) for items in exports if items)]
    return next((value for value in found if value is not None and value.function is not None), None)


def _fields(site: Site) -> dict[object, Value] | None:
    """A composite literal's fields are known by name."""
    return {name: given.value for name, given in site.keywords.items()} or None


def _passed_on(site: Site) -> Value:
    result = NOTHING
    for given in site.given:
        result = result.with_origins(given.value.all_origins())
    return result


def _change_receiver(machine: Machine, expr: Call, site: Site, receiver: Value, env: Env) -> None:
    if not isinstance(expr.func, Attr):
        return
    changed = mark(machine, site, changed_receiver(machine, receiver, expr.func.name, site))
    if changed is not receiver:
        put_back(machine, expr.func.base, changed, env, expr.node)


def _marked_result(machine: Machine, site: Site, result: Value) -> Value:
    entries = machine.knowledge.about(site.names).marks
    if not entries and (site.receiver is None or not site.receiver.marks):
        return result
    marks = {
        entry["mark"]
        for entry in entries
        if entry.get("on") == "result" and ANYTHING.hold(entry.get("when", ()), site)
    }
    receiver = site.receiver
    if receiver is not None and receiver.marks and not result.is_constant:
        marks |= receiver.marks - {ESCAPED}  # a builder gives itself back
    return result.but(marks=result.marks | marks) if marks else result


def _let_escape(expr: Call, env: Env) -> None:
    """An object that was handed to a function that is no library's may have been treated there."""
    for arg in expr.args:
        if isinstance(arg.value, Name) and arg.value.id in env:
            value = env[arg.value.id]
            if value.types:
                env[arg.value.id] = value.but(marks=value.marks | {ESCAPED})
