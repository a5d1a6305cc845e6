"""The real command with a loopback API to ask."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from claude.fake import Answer, FakeApiThread, Reply, fake_api
from command_line import Folder

_FINDING = {
    "about": "",
    "verdict": "new",
    "quote": "yaml.load(text)",
    "occurrence": 1,
    "symbol": "settings",
    "category": "reliability",
    "why": "A damaged file stops the service while it starts.",
    "title": "The settings are not validated",
    "severity": "warning",
    "confidence": "high",
    "risk": "The service does not come up again.",
    "mitigation": "Keep the last good settings.",
    "recommendation": "Check the settings against a schema.",
    "options": [{"title": "A schema", "trade_off": "One more dependency."}],
    "example": "",
    "test": "Load a damaged file.",
    "monitor": "Starts that fail.",
    "references": [],
    "cwe": [],
}
RULE = "[architect-reliability]"
"""How its rule stands in a report."""


def finding(**changes: object) -> dict[str, Any]:
    """What Claude says about the unsafe file."""
    return {**_FINDING, **changes}


@contextmanager
def speaking(folder: Folder, *script: Reply, answer: Reply | None = None) -> Iterator[FakeApiThread]:
    """An API that the folder's command is led to, with a key that nobody may ever see."""
    usual = Answer(findings=[finding()]) if answer is None else answer
    with fake_api(script, answer=usual, key="sk-secret") as api:
        folder.environment |= {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": "sk-secret"}
        yield api
    assert api.refused == []


def review(folder: Folder, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Review with Claude, with consent for this run."""
    done = folder.run("review", "--ai", "--ai-consent", *arguments, **environment)
    assert "sk-secret" not in done.stdout + done.stderr
    return done
