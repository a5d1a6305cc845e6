"""`archlsp rules new NAME`: a rule of the project's own, ready to be filled in."""

import re
import sys
from pathlib import Path

from archlsp.cli.arguments import Parsed, UsageError
from archlsp.cli.language import root_of
from archlsp.messages import say
from archlsp.rules.project import FOLDER, PREFIX

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST = 60
DEFAULT_LANGUAGE = "python"
# A call in each language, so that the new rule works from the start: its examples are run by `rules test`.
_CALLS = {
    "python": ("legacy_pay($$$ARGS)", "legacy_pay(order)", "payments.pay(order)"),
    "javascript": ("legacyPay($$$ARGS)", "legacyPay(order);", "payments.pay(order);"),
    "typescript": ("legacyPay($$$ARGS)", "legacyPay(order);", "payments.pay(order);"),
    "java": ("legacyPay($$$ARGS)", "class A { void b() { legacyPay(order); } }", "class A { }"),
    "rust": ("legacy_pay($$$ARGS)", "fn a() { legacy_pay(order); }", "fn a() { pay(order); }"),
}
_KINDS = {"python": "call", "java": "method_invocation"}


def run(parsed: Parsed, locale: str) -> int:
    """Write the file; raises UsageError for a name that cannot be one, or that is taken."""
    name = parsed.operands[0].removeprefix(PREFIX)
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        raise UsageError("usage-rule-name", name=parsed.operands[0])
    path = root_of(Path.cwd()) / FOLDER / f"{PREFIX}{name}.yml"
    language = parsed.values.get("--for", DEFAULT_LANGUAGE)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(_text(f"{PREFIX}{name}", language, locale))
    except FileExistsError as error:
        raise UsageError("usage-rule-exists", path=path) from error
    except OSError as error:
        raise UsageError("usage-cannot-write", path=path, reason=error.strerror or "") from error
    sys.stdout.write(say(locale, "rules-made", path=path) + "\n")
    return 0


def _text(rule_id: str, language: str, locale: str) -> str:
    pattern, bad, good = _CALLS[language]
    anchor = pattern.partition("(")[0]
    kind = _KINDS.get(language, "call_expression")
    return f"""\
# {say(locale, "rule-template-head")}
id: {rule_id}
version: 1
languages: [{language}]
category: maintainability
severity: warning
confidence: high
engine: pattern
anchors: ["{anchor}"]
message:
  ja:
    title: "{anchor} は使わないでください"
    why: なぜ本番で困るのかを書きます。
    fix: 代わりに何をすればよいかを書きます。
  en:
    title: "Do not use {anchor}"
    why: Say what goes wrong in production.
    fix: Say what to do instead.
pattern:
  rule:
    kind: {kind}
    pattern: {pattern}
examples:
  bad:
    - code: "{bad}"
      at: [1]
  good:
    - code: "{good}"
"""
