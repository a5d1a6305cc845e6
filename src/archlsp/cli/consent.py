"""`archlsp consent`: whether a folder's code may be sent to the AI's endpoint; given, withdrawn, listed."""

import os
import sys
from pathlib import Path

from archlsp.cli.ai import standing_of
from archlsp.cli.arguments import Parsed, UsageError
from archlsp.cli.language import resolve_settings, root_of
from archlsp.cli.notices import tell
from archlsp.cli.terminal import visible
from archlsp.messages import problem_text, say
from archlsp.store.directory import state_directory
from archlsp.trust.consent import Consents

USAGE = 2


def run(parsed: Parsed, locale: str) -> int:
    """Change or print the list; raises UsageError for a folder that does not exist."""
    consents = Consents(state_directory())
    if parsed.command.name == "consent list":
        sys.stdout.write(_listed(consents, locale))
        return 0
    folder = Path(parsed.operands[0]) if parsed.operands else Path.cwd()
    if not folder.is_dir():
        raise UsageError("usage-no-such-file", path=folder)
    folder = root_of(folder).resolve()
    standing = standing_of(folder, resolve_settings(os.environ, folder, {}).settings, os.environ)
    if standing.fault is not None:
        tell(problem_text(locale, standing.fault))
        return USAGE
    endpoint = standing.endpoint
    try:
        if parsed.command.name == "consent give":
            consents.give(folder, endpoint)
            key = "cli-consent-given"
        else:
            key = "cli-consent-withdrawn" if consents.withdraw(folder, endpoint) else "cli-consent-was-not"
    except OSError as error:
        raise UsageError("usage-cannot-write", path=state_directory(), reason=error.strerror or "") from error
    sys.stdout.write(say(locale, key, folder=visible(str(folder)), endpoint=visible(endpoint)) + "\n")
    return 0


def _listed(consents: Consents, locale: str) -> str:
    lines = []
    for decision in consents.all():
        word = say(locale, "cli-consent-yes" if decision.given else "cli-consent-no")
        lines.append(f"{word}  {visible(decision.folder)}  {visible(decision.origin)}\n")
    return "".join(lines) or say(locale, "cli-consent-none") + "\n"
