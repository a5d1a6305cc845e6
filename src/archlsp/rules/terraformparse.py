"""HCL as values: the body of a file, or one expression of it (JSON in a heredoc is one, too).

What cannot be parsed is skipped up to the end of its line, so that the blocks around it still count.
"""

from archlsp.rules.terraformcursor import OPENING, Cursor
from archlsp.rules.terraformlex import HEREDOC, LINE, NUMBER, SIGN, STRING, WORD, Token, tokens
from archlsp.rules.terraformtree import Items, Mapping, Scalar, Unknown, Value, entry

_AFTER = frozenset({",", "]", "}", ")", ":", "=", "=>"})
_DEEPEST = 60
_CONSTANTS = {"true": "true", "false": "false", "null": None}
# Functions that give back what they get, as far as a rule is concerned.
_TRANSPARENT = frozenset(
    {"jsonencode", "tolist", "toset", "tomap", "sensitive", "nonsensitive", "tostring", "yamlencode"}
)


def parse_body(text: str) -> Mapping:
    """Read a whole file."""
    return _Parser(text, tokens(text)).body(0)


def parse_expression(text: str, start: int, stop: int) -> Value:
    """Read the expression between two offsets of a text."""
    parser = _Parser(text, tokens(text, start, stop))
    parser.skip_lines()
    return parser.expression(0, lines_end=False)


class _Parser(Cursor):
    def __init__(self, text: str, words: list[Token]) -> None:
        super().__init__(words)
        self._text = text

    def body(self, depth: int) -> Mapping:
        """Read attributes and blocks up to the closing brace, or the end."""
        body = Mapping(self.here().start, self.end)
        while self.at < self.count:
            word = self.words[self.at]
            self.at += 1
            if word.kind == SIGN and word.text == "}":
                body.end = word.start
                break
            if word.kind in {WORD, STRING}:
                self._statement(body, word, depth)
            elif word.kind != LINE:
                self.skip_rest(lines_end=True)
        return body

    def expression(self, depth: int, *, lines_end: bool) -> Value:
        """Read one expression; `lines_end` outside of brackets, where the end of a line closes it."""
        first = self.here()
        value = self._primary(first, depth)
        if not lines_end:
            self.skip_lines()
        following = self.here()
        if following.kind == LINE or (following.kind == SIGN and following.text in _AFTER):
            return value
        end = self.skip_rest(lines_end=lines_end)
        return Unknown(max(first.start, 0), end)

    def _statement(self, body: Mapping, word: Token, depth: int) -> None:
        if self.take("=") or self.take(":"):
            value = self.expression(depth + 1, lines_end=True)
            body.entries.append(entry(word.text, word.start, word.end, value))
            return
        labels: list[str] = []
        while self.here().kind in {WORD, STRING}:
            labels.append(self.here().text)
            self.at += 1
        if not self.sees("{"):
            self.skip_rest(lines_end=True)
            return
        head_end = self.words[self.at - 1].end
        self.at += 1
        self._block(body, word, labels, head_end, depth)

    def _block(self, body: Mapping, word: Token, labels: list[str], head_end: int, depth: int) -> None:
        if depth > _DEEPEST:
            self.at -= 1
            self.skip_rest(lines_end=True)
            return
        inner = self.body(depth + 1)
        inner.labels = tuple(labels)
        inner.start, inner.end = word.start, min(inner.end + 1, len(self._text))
        key = word.text
        if key == "dynamic" and labels:
            key, inner = labels[0], _content(inner)
        body.entries.append(entry(key, word.start, head_end, inner))

    def _primary(self, word: Token, depth: int) -> Value:
        if depth > _DEEPEST:
            return Unknown(max(word.start, 0), self.skip_rest(lines_end=True))
        if word.kind == LINE or (word.kind == SIGN and word.text in _AFTER):
            return Unknown(max(word.start, 0), max(word.start, 0))
        self.at += 1
        if word.kind in {HEREDOC, NUMBER}:
            whole = "${" not in word.text and "%{" not in word.text
            return Scalar(word.start, word.end, word.text, whole)
        readers = {STRING: self._string, WORD: self._name, SIGN: self._sign}
        return readers[word.kind](word, depth) if word.kind in readers else Unknown(word.start, word.end)

    def _sign(self, word: Token, depth: int) -> Value:
        if word.text == "[":
            return self._list(word, depth)
        if word.text == "{":
            return self._object(word, depth)
        if word.text == "(":
            self.skip_lines()
            value = self.expression(depth + 1, lines_end=False)
            self.close(")")
            return value
        if word.text == "-" and self.here().kind == NUMBER:
            number = self.here()
            self.at += 1
            return Scalar(word.start, number.end, f"-{number.text}")
        return Unknown(word.start, self.skip_rest(lines_end=True))

    def _string(self, word: Token, depth: int) -> Value:
        text = word.text
        if "${" not in text and "%{" not in text:
            return Scalar(word.start, word.end, text.replace('\\"', '"') if "\\" in text else text)
        if text.startswith("${") and text.endswith("}") and text.count("${") == 1:
            # "${var.x}": the way that references were written once.
            inner = _Parser(self._text, tokens(self._text, word.start + 3, word.end - 2))
            if depth < _DEEPEST:
                return inner.expression(depth + 1, lines_end=False)
        return Scalar(word.start, word.end, text, whole=False)

    def _name(self, word: Token, depth: int) -> Value:
        if word.text in _CONSTANTS and not (self.sees(".") or self.sees("(")):
            return Scalar(word.start, word.end, _CONSTANTS[word.text])
        end = word.end
        while True:
            if self.take("."):
                end = self.here().end
                self.at += 1
            elif self.sees("["):
                end = self._bracket()
            else:
                break
        if self.sees("("):
            return self._call(word, depth)
        return Unknown(word.start, end, self._text[word.start : end])

    def _bracket(self) -> int:
        self.at += 1
        self.skip_rest(lines_end=False)
        end = self.here().end
        self.close("]")
        return end

    def _call(self, word: Token, depth: int) -> Value:
        self.at += 1
        arguments, end = self._until(")", depth)
        if word.text in _TRANSPARENT and len(arguments) == 1:
            return arguments[0]
        if word.text == "concat":
            return Items(word.start, end, arguments)
        if word.text == "merge":
            return _merged(word.start, end, arguments)
        return Unknown(word.start, end)

    def _list(self, word: Token, depth: int) -> Value:
        if self.sees_for():
            end = self.skip_for("]")
            return Unknown(word.start, end)
        items, end = self._until("]", depth)
        return Items(word.start, end, items)

    def _until(self, closing: str, depth: int) -> tuple[list[Value], int]:
        items: list[Value] = []
        while self.at < self.count:
            self.skip_lines()
            if self.sees(closing):
                break
            before = self.at
            items.append(self.expression(depth + 1, lines_end=False))
            if not self.take(",") and not self.sees(closing):
                self.at += self.at == before or self.here().text in _AFTER
        return items, self.close(closing)

    def _object(self, word: Token, depth: int) -> Value:
        if self.sees_for():
            return Unknown(word.start, self.skip_for("}"))
        found = Mapping(word.start, self.end)
        while self.at < self.count:
            self.skip_lines()
            if self.take(","):
                continue
            if self.sees("}") or self.at >= self.count:
                break
            self._pair(found, depth)
        found.end = self.close("}")
        return found

    def _pair(self, found: Mapping, depth: int) -> None:
        word = self.here()
        self.at += 1
        is_name = word.kind in {WORD, STRING, NUMBER}
        if is_name and (self.take("=") or self.take(":")):
            self.skip_lines()
            value = self.expression(depth + 1, lines_end=True)
            found.entries.append(entry(word.text, word.start, word.end, value))
        else:
            found.whole = False
            self.at -= word.kind == SIGN and word.text in OPENING
            before = self.at
            self.skip_rest(lines_end=True)
            self.at += self.at == before and not self.sees("}")


def _content(block: Mapping) -> Mapping:
    """A dynamic block is as many blocks as its list has: its content stands for one."""
    for item in block.entries:
        if item.key == "content" and isinstance(item.value, Mapping):
            content = item.value
            content.start, content.end = block.start, block.end
            return content
    return Mapping(block.start, block.end, whole=False)


def _merged(start: int, end: int, parts: list[Value]) -> Value:
    found = Mapping(start, end)
    for part in parts:
        if isinstance(part, Mapping):
            found.entries += part.entries
            found.whole = found.whole and part.whole
        else:
            found.whole = False
    return found
