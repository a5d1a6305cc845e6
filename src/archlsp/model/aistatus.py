"""How things stand with the AI, for one folder."""

from dataclasses import dataclass
from enum import StrEnum

from archlsp.model.review import Problem


class AiMode(StrEnum):
    """In which state the AI is for a folder."""

    OFF = "off"
    NO_KEY = "no-key"
    NO_CONSENT = "no-consent"
    READY = "ready"
    ASKING = "asking"
    PAUSED = "paused"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class AiStatus:
    """What the user sees of the AI. PAUSED ends by itself; STOPPED when something is changed.

    `problem` says why, `seconds` when it goes on. `usd_today` is None where a price is not known. `unanchored`:
    answers that quoted nothing in the text, and so were not shown.
    """

    mode: AiMode
    problem: Problem | None = None
    seconds: float | None = None
    usd_today: float | None = 0.0
    tokens_today: int = 0
    daily_usd: float = 0.0
    calls: int = 0
    unanchored: int = 0
    disproved: int = 0
    endpoint: str = ""
    model: str = ""
