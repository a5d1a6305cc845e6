"""What the names that a JavaScript or TypeScript file imports stand for."""

from collections.abc import Callable

from ast_grep_py import SgNode

from archlsp.rules.flow.ir import Attr, Call, Collection, Const, Expr, Name

_NODE = "node:"


def of_statement(node: SgNode, text: Callable[[SgNode], str], found: dict[str, str]) -> None:
    """Add the names of an import statement."""
    module = ""
    clauses: list[SgNode] = []
    for child in node.children():
        kind = child.kind()
        if kind == "string":
            module = _module(text(child))
        elif kind == "import_clause":
            clauses += child.children()
        elif kind == "import_require_clause":
            _of_require_clause(child, text, found)
    for clause in clauses:
        kind = clause.kind()
        if kind == "identifier":
            found[text(clause)] = module
        elif kind == "namespace_import":
            found[text(clause.children()[-1])] = module
        elif kind == "named_imports":
            _of_names(clause, module, text, found)


def _of_names(node: SgNode, module: str, text: Callable[[SgNode], str], found: dict[str, str]) -> None:
    for child in node.children():
        if child.kind() != "import_specifier":
            continue
        names = [text(part) for part in child.children() if part.is_named()]
        if names:
            found[names[-1]] = module if names[0] == "default" else f"{module}.{names[0]}"


def _of_require_clause(node: SgNode, text: Callable[[SgNode], str], found: dict[str, str]) -> None:
    parts = node.children()
    for part in parts:
        if part.kind() == "string":
            found[text(parts[0])] = _module(text(part))


def of_require(target: Expr, value: Expr, found: dict[str, str]) -> bool:
    """Add the names of `const fs = require("fs").promises` and the like; tell whether it was one."""
    path = _required(value)
    if path is None:
        return False
    if isinstance(target, Name):
        found[target.id] = path
        return True
    if not isinstance(target, Collection):
        return False
    for key, part in target.items:
        if isinstance(key, Const) and isinstance(part, Name):
            found[part.id] = f"{path}.{key.value!s}"
    return True


def _required(value: Expr) -> str | None:
    if isinstance(value, Attr):
        base = _required(value.base)
        return base if base is None or value.name == "default" else f"{base}.{value.name}"
    if isinstance(value, Call) and isinstance(value.func, Name) and value.func.id == "require":
        given = value.args[0].value if value.args else None
        if isinstance(given, Const) and isinstance(given.value, str):
            return given.value.removeprefix(_NODE)
    return None


def _module(text: str) -> str:
    return text.strip("'\"").removeprefix(_NODE)
