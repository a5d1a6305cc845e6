"""The file under review as a program: its classes, how its names and types resolve."""

from collections.abc import Iterator

from archlsp.rules.flow.ir import Attr, Block, Call, Class, Define, Expr, Function, Module, Name
from archlsp.rules.flow.knowledge import Knowledge

_MOST_CANDIDATES = 4


class Program:
    """One module with what its names mean."""

    def __init__(self, module: Module, knowledge: Knowledge) -> None:
        """Collect the classes; nothing is lowered yet."""
        self.module = module
        self.knowledge = knowledge
        self.classes: dict[str, Class] = {found.name: found for found in _classes(module.body)}

    @property
    def functions(self) -> list[Function]:
        """The functions of the module and its classes; those inside others are not read yet."""
        defined = [s.what for s in self.module.body if isinstance(s, Define) and isinstance(s.what, Function)]
        return [*defined, *(function for found in self.classes.values() for function in found.functions)]

    def types_of(self, raw: str | None) -> tuple[str, ...]:
        """Return the qualified names that a type, as written, may have."""
        if not raw:
            return ()
        if raw in self.classes:
            return (raw,)
        head, dot, rest = raw.partition(".")
        known = self.module.imports.get(head)
        if known is not None:
            return (self.alias(known + dot + rest),)
        candidates = [raw, *(f"{wildcard}.{raw}" for wildcard in self.module.wildcards)]
        return tuple(self.alias(name) for name in candidates[: _MOST_CANDIDATES + 1])

    def alias(self, name: str) -> str:
        """Return the name that the knowledge knows something by."""
        return self.knowledge.aliases.get(name, name)

    def dotted(self, expr: Expr) -> str | None:
        """Return the qualified name of a decorator, an annotation or another plain reference."""
        if isinstance(expr, Call):
            return self.dotted(expr.func)
        if isinstance(expr, Name):
            return self.alias(self.module.imports.get(expr.id, expr.id))
        if isinstance(expr, Attr):
            base = self.dotted(expr.base)
            return None if base is None else self.alias(f"{base}.{expr.name}")
        return None

    def method(self, class_name: str, name: str, depth: int = 3) -> Function | None:
        """Find a method of a class of this file, or of a base that is in it, too."""
        found = self.classes.get(class_name)
        if found is None or depth == 0:
            return None
        for function in found.functions:
            if function.name == name:
                return function
        return next(filter(None, (self.method(base, name, depth - 1) for base in found.bases)), None)

    def field_types(self, class_name: str, name: str) -> tuple[str, ...]:
        """Return the declared type of a field of a class of this file."""
        found = self.classes.get(class_name)
        return self.types_of(found.fields.get(name)) if found else ()

    def bases_of(self, class_name: str) -> tuple[str, ...]:
        """Return the qualified names of a class's bases."""
        found = self.classes.get(class_name)
        return tuple(name for base in found.bases for name in self.types_of(base)) if found else ()


def _classes(block: Block) -> Iterator[Class]:
    for statement in block:
        if isinstance(statement, Define) and isinstance(statement.what, Class):
            yield statement.what
