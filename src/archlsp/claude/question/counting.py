"""How many tokens a text has, without asking: an estimate that is rather too high."""

_CHARACTERS_A_TOKEN = 3.0


def tokens_in(text: str) -> int:
    """Estimate: three ASCII characters a token, one of any other kind."""
    plain = len(text.encode("ascii", "ignore"))
    return max(1, round(plain / _CHARACTERS_A_TOKEN + (len(text) - plain)))
