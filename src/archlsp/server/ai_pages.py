"""What would be sent, and what was spent: two pages."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence

from archlsp.messages import problem_text, say
from archlsp.model.advice import Payload
from archlsp.server.arguments import Arguments
from archlsp.server.desk import Desk
from archlsp.server.markdown import block, cell
from archlsp.server.showing import show_page
from archlsp.server.voice import INFO
from archlsp.store.spending import SpentLine

_DAYS = 30
Result = Mapping[str, object]


async def show_payload(desk: Desk, arguments: Arguments) -> Result:
    """`uri`: show what a save of the document would send now, byte for byte."""
    place = desk.place_of(arguments.text("uri"))
    arguments.done()
    await desk.sessions.ready(place.folder)
    payload = await place.folder.session.payload(place.path)
    locale = place.folder.locale
    if not payload.body:
        text = problem_text(locale, payload.problem) if payload.problem else ""
        desk.voice.must(text, INFO)
        return {"body": "", "reason": text}
    shown = await show_page(desk, "payload", _payload_page(payload, locale))
    return {"body": payload.body.decode(), "endpoint": payload.endpoint, "shown": shown}


def _payload_page(payload: Payload, locale: str) -> str:
    price = say(locale, "payload-no-price") if payload.usd is None else f"${payload.usd:.4f}"
    kinds = ", ".join(f"{kind} x {count}" for kind, count in sorted(payload.redacted.items()))
    facts = {"endpoint": payload.endpoint, "tokens": payload.tokens, "price": price}
    parts = [
        f"# {say(locale, 'payload-heading')}",
        say(locale, "payload-facts", **facts),
        say(locale, "payload-redacted", kinds=kinds) if kinds else say(locale, "payload-nothing-redacted"),
        *(problem_text(locale, problem) for problem in payload.cut),
        *([problem_text(locale, payload.problem)] if payload.problem else []),
        say(locale, "payload-body"),
        block(payload.body.decode(), "json"),
    ]
    return "\n\n".join(parts) + "\n"


async def show_spend(desk: Desk, arguments: Arguments) -> Result:
    """Show what was spent in the last days, by purpose and model."""
    arguments.done()
    lines = await asyncio.to_thread(desk.sessions.spending.by_day, _DAYS)
    locale = desk.voice.locale
    shown = await show_page(desk, "spend", "\n".join(_spend_page(lines, locale)) + "\n")
    return {"days": [_line(line) for line in lines], "shown": shown}


def _spend_page(lines: Sequence[SpentLine], locale: str) -> Iterator[str]:
    yield f"# {say(locale, 'spend-heading')}\n"
    if not lines:
        yield say(locale, "spend-nothing")
        return
    yield f"| {say(locale, 'spend-columns')} |"
    yield "| --- | --- | --- | ---: | ---: | ---: |"
    for line in lines:
        price = f"${line.spent.usd:.4f}" + (" + ?" if line.spent.unpriced else "")
        cells = (line.day, line.purpose, line.model, str(line.spent.calls), f"{line.spent.tokens:,}", price)
        yield "| " + " | ".join(cell(text) for text in cells) + " |"


def _line(line: SpentLine) -> Mapping[str, object]:
    spent = line.spent
    facts = {"day": line.day, "purpose": line.purpose, "model": line.model}
    return {
        **facts,
        "calls": spent.calls,
        "tokens": spent.tokens,
        "usd": spent.usd,
        "unpriced": spent.unpriced,
    }
