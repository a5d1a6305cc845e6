"""hadolint: Dockerfiles (run as a program of its own; it is under the GPL)."""

from collections.abc import Iterator

from archlsp.linters.adapter import Adapter
from archlsp.linters.report import Report, items, level, number


def _read(answer: object) -> Iterator[Report]:
    for item in items(answer):
        code = str(item.get("code", ""))
        yield Report(
            code=code,
            message=str(item.get("message", "")),
            line=number(item.get("line"), 1),
            column=number(item.get("column"), 1),
            severity=level(item.get("level")),
            url=f"https://github.com/hadolint/hadolint/wiki/{code}" if code.startswith("DL") else "",
        )


HADOLINT = Adapter(
    name="hadolint",
    program="hadolint",
    languages=frozenset({"dockerfile"}),
    arguments=("--format", "json", "--no-fail", "-"),
    read=_read,
    standard_input=True,
)
