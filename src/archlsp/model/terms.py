"""On which terms a model may be asked about a file, and what came of asking."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terms:
    """What the user allows for one folder, resolved from settings, consent and trust.

    `paid`: the model may be asked now; otherwise only what is remembered may be shown. `thorough`: asked for by a
    command, not by a save. `provider` is "anthropic", "bedrock" or "vertex". An empty `base_url`, `model` or `effort`
    leaves the choice to us. `persona`: the name or file of an agent file, "" for ours. `trusted`: one of the
    project's own may be used. `verify` is "off", "errors" or "on". `key_command`: a program and its arguments that
    print the key. Limits: tokens and findings of one review, tokens of what one design question is asked
    with, US dollars of one day.
    """

    paid: bool = False
    thorough: bool = False
    provider: str = "anthropic"
    base_url: str = ""
    model: str = ""
    effort: str = ""
    persona: str = ""
    trusted: bool = False
    verify: str = "errors"
    key_command: tuple[str, ...] = ()
    max_findings: int = 3
    per_review_tokens: int = 60_000
    per_design_tokens: int = 30_000
    daily_usd: float = 2.0


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of one answer as the API counts them; the total input is the sum of all but `output`."""

    input: int = 0
    cache_write_5m: int = 0
    cache_write_1h: int = 0
    cache_read: int = 0
    output: int = 0

    @property
    def total(self) -> int:
        """Everything that went in and came out."""
        return self.input + self.cache_write_5m + self.cache_write_1h + self.cache_read + self.output
