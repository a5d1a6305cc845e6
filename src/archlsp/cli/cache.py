"""`archlsp cache [clear]`: the remembered answers of the AI."""

import sys

from archlsp.cli.arguments import Parsed
from archlsp.cli.notices import tell
from archlsp.cli.terminal import visible
from archlsp.messages import problem_text, say
from archlsp.store.answers import Answers
from archlsp.store.ledger import Ledger

TROUBLE = 3


def run(parsed: Parsed, locale: str) -> int:
    """Count the answers, or forget them all; 3 where the ledger cannot be used."""
    ledger = Ledger.open()
    try:
        answers = Answers(ledger)
        if parsed.command.name == "cache clear":
            said = say(locale, "cache-cleared", count=answers.clear())
        else:
            said = say(locale, "cache-shown", count=answers.count(), path=visible(str(ledger.path)))
        if ledger.problem is not None:
            tell(problem_text(locale, ledger.problem))
            return TROUBLE
    finally:
        ledger.close()
    sys.stdout.write(said + "\n")
    return 0
