"""Texts of a repository inside of Markdown: nothing in them becomes a link, an image, markup or a new row."""

from urllib.parse import quote

from archlsp.map.entry import Entry

_LONGEST = 300


def code(text: str) -> str:
    """Put a text into a code span that it cannot leave; a bar would end a table's cell."""
    flat = "".join(character if character.isprintable() else " " for character in text)
    flat = " ".join(flat.split())[:_LONGEST].replace("|", "¦")
    if not flat:
        return ""
    fence = "`" * (_longest_run(flat) + 1)
    padding = " " if flat.startswith("`") or flat.endswith("`") else ""
    return f"{fence}{padding}{flat}{padding}{fence}"


def place_link(entry: Entry) -> str:
    """A place that an editor can open, relative to the workspace folder."""
    target = quote(entry.path.encode("utf-8", "surrogatepass"), safe="/._-")
    return f"[{code(f'{entry.path}:{entry.line}').replace('[', '(').replace(']', ')')}](./{target}#L{entry.line})"


def _longest_run(text: str) -> int:
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    return longest
