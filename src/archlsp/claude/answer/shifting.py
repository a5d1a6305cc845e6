"""Code that a model wrote at one depth of indentation, moved to another."""

from collections.abc import Sequence


def shifted(quote: Sequence[str], real: Sequence[str], replacement: Sequence[str]) -> list[str] | None:
    """Indent `replacement` as `real` is against `quote`, the same lines at another depth.

    None where the lines are not all moved by the same, or a line of the replacement lies further out than the quote.
    """
    source, target = _indent(quote[0]), _indent(real[0])
    for told, line in zip(quote, real, strict=True):
        if line.strip() and _moved(told, source, target) != line:
            return None
    moved = [_moved(line, source, target) for line in replacement]
    return None if None in moved else [line for line in moved if line is not None]


def _moved(line: str, source: str, target: str) -> str | None:
    if not line.strip():
        return ""
    return target + line.removeprefix(source) if line.startswith(source) else None


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]
