"""Quoted data in a question: between tags that the data cannot close, as it stands, since it will be quoted back.

The name of a tag depends on what it holds and on nothing else, so that equal data makes equal bytes.
"""

import re
from collections.abc import Iterable

# A model takes `</ FILE` for an end as well, so here it is one.
_END = re.compile(r"<[ \t]{0,8}/[ \t]{0,8}([A-Za-z]+(?:-[0-9]+)?)")


def block(tag: str, content: str, **attributes: str) -> str:
    """Put content between tags: `<tag a="...">` ... `</tag>`, the tag numbered where the content has its end in it."""
    sound = content.encode("utf-8", "replace").decode()  # half a character cannot be sent
    taken = {name.lower() for name in _END.findall(sound)}
    name, number = tag, 1
    while name in taken:
        number += 1
        name = f"{tag}-{number}"
    said = "".join(f' {key}="{_attribute(value)}"' for key, value in attributes.items())
    return f"<{name}{said}>\n{sound}\n</{name}>"


def joined(blocks: Iterable[str]) -> str:
    """Put blocks one after the other, leaving out the empty ones."""
    return "\n".join(one for one in blocks if one)


def _attribute(value: str) -> str:
    """Paths and names may hold anything."""
    shown = "".join(letter if letter.isprintable() and letter not in '<>"' else "?" for letter in value[:300])
    return shown
