"""What Python's import statements bind."""

from collections.abc import Callable

from ast_grep_py import SgNode


def imported(node: SgNode, text: Callable[[SgNode], str]) -> tuple[dict[str, str], list[str]]:
    """Return what one statement binds, local name to qualified name, and the modules it imports whole."""
    module = node.field("module_name")
    source = None if module is None else text(module).replace(" ", "")
    names: dict[str, str] = {}
    for child in node.field_children("name"):
        if child.kind() == "aliased_import":
            first, last = child.named_children()[0], child.named_children()[-1]
            names[text(last)] = _joined(source, text(first))
        elif source is None:
            # `import a.b` binds a.
            top = text(child).partition(".")[0]
            names[top] = top
        else:
            names[text(child)] = _joined(source, text(child))
    is_whole = source and any(child.kind() == "wildcard_import" for child in node.named_children())
    return names, [source] if source and is_whole else []


def _joined(source: str | None, name: str) -> str:
    if source is None:
        return name
    return source + name if source.endswith(".") else f"{source}.{name}"
