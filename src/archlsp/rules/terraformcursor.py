"""A place among the words of HCL, and the ways to move on from it."""

from archlsp.rules.terraformlex import LINE, SIGN, WORD, Token

OPENING, CLOSING = frozenset("([{"), frozenset(")]}")
_END = Token(LINE, "\n", -1, -1)


class Cursor:
    """Moves over words; behind the last one there is an end of line."""

    def __init__(self, words: list[Token]) -> None:
        """Begin at the first word."""
        self.words = words
        self.at = 0
        self.count = len(words)
        self.end = words[-1].end if words else 0

    @property
    def before(self) -> int:
        """Where the word before this place ends."""
        return self.words[self.at - 1].end if 0 < self.at <= self.count else self.end

    def here(self) -> Token:
        """Return the word at this place."""
        return self.words[self.at] if self.at < self.count else _END

    def sees(self, sign: str) -> bool:
        """Tell whether this sign comes next."""
        word = self.here()
        return word.kind == SIGN and word.text == sign

    def take(self, sign: str) -> bool:
        """Step over a sign where it comes next."""
        if self.sees(sign):
            self.at += 1
            return True
        return False

    def skip_lines(self) -> None:
        """Go on to the next word."""
        while self.at < self.count and self.words[self.at].kind == LINE:
            self.at += 1

    def sees_for(self) -> bool:
        """Tell whether the brackets hold a `for` expression."""
        at = self.at
        while at < self.count and self.words[at].kind == LINE:
            at += 1
        return at < self.count and self.words[at].kind == WORD and self.words[at].text == "for"

    def close(self, sign: str) -> int:
        """Step over the closing sign; return where it ends."""
        self.skip_lines()
        end = self.here().end if self.at < self.count else self.end
        return end if self.take(sign) else self.before

    def skip_for(self, closing: str) -> int:
        """Skip it; return where it ends."""
        depth = 0
        while self.at < self.count:
            word = self.words[self.at]
            self.at += 1
            if word.kind != SIGN:
                continue
            if word.text in OPENING:
                depth += 1
            elif word.text in CLOSING:
                if depth == 0 and word.text == closing:
                    return word.end
                depth -= 1
        return self.end

    def skip_rest(self, *, lines_end: bool) -> int:
        """Go to what closes an expression; return where its last word ends."""
        depth, end = 0, self.before
        while self.at < self.count:
            word = self.words[self.at]
            if word.kind == SIGN and word.text in OPENING:
                depth += 1
            elif word.kind == SIGN and word.text in CLOSING:
                if depth == 0:
                    break
                depth -= 1
            elif depth == 0 and (
                (word.kind == LINE and lines_end) or (word.kind == SIGN and word.text == ",")
            ):
                break
            end = word.end
            self.at += 1
        return end
