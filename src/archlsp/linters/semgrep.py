"""semgrep: with the project's own configuration, and without asking the network."""

import re
from collections.abc import Iterator

from archlsp.linters.adapter import Adapter
from archlsp.linters.report import Report, items, level, number
from archlsp.model.finding import Category

_CWE = re.compile(r"CWE-[1-9][0-9]*")
_CODE = frozenset({"python", "javascript", "typescript", "tsx", "go", "java", "rust"})


def _read(answer: object) -> Iterator[Report]:
    for item in items(answer, "results"):
        extra = item.get("extra") or {}
        about = extra.get("metadata") or {}
        start, end = item.get("start") or {}, item.get("end") or {}
        cwe = tuple(dict.fromkeys(_CWE.findall(str(about.get("cwe", "")))))
        yield Report(
            code=str(item.get("check_id", "")),
            message=str(extra.get("message", "")),
            line=number(start.get("line"), 1),
            column=number(start.get("col"), 1),
            end_line=number(end.get("line"), 1),
            end_column=number(end.get("col"), 1),
            severity=level(extra.get("severity")),
            category=Category.SECURITY if cwe else Category.MAINTAINABILITY,
            cwe=cwe,
            bytes=True,
        )


SEMGREP = Adapter(
    name="semgrep",
    program="semgrep",
    languages=_CODE,
    arguments=(
        *("scan", "--json", "--quiet", "--metrics", "off", "--disable-version-check"),
        *("--config", ".semgrep.yml", "{path}"),
    ),
    read=_read,
    needs=(".semgrep.yml",),
)
