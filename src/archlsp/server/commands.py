"""The commands about findings, and the table of all: check the arguments, ask a session, say what came of it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from pygls.exceptions import JsonRpcContentModified, JsonRpcInvalidParams

from archlsp.messages import say
from archlsp.server.actions import find_fix
from archlsp.server.advice import deepen, review_selection, suggest_fix, write_test
from archlsp.server.ai_pages import show_payload, show_spend
from archlsp.server.arguments import Arguments, BadArgumentError
from archlsp.server.consent import cancel, disable_ai, enable_ai
from archlsp.server.design import (
    design,
    design_follow_up,
    designs,
    implement,
    improve,
    open_design,
    save_as_adr,
    show_map,
)
from archlsp.server.desk import Desk, Host
from archlsp.server.edits import workspace_edit
from archlsp.server.proposing import applied
from archlsp.server.reviews import review_changes, review_file, review_repository
from archlsp.server.showing import show_page
from archlsp.server.status import show_status
from archlsp.server.voice import INFO
from archlsp.store.dismissal import DismissalKind

Result = Mapping[str, object]
Command = Callable[[Desk, Arguments], Awaitable[Result]]


async def dismiss(desk: Desk, arguments: Arguments) -> Result:
    """`uri`, `identity`, `kind`, `reason`: hide a finding."""
    place = desk.place_of(arguments.text("uri"))
    identity = arguments.text("identity")
    kind = arguments.choice("kind", DismissalKind, DismissalKind.HERE)
    reason = arguments.optional_text("reason") or ""
    arguments.done()
    done = await place.folder.session.dismiss(place.path, identity, kind, reason)
    if not done:
        desk.voice.must(say(place.folder.locale, "unknown-finding"), INFO)
    return {"dismissed": done}


async def restore(desk: Desk, arguments: Arguments) -> Result:
    """`uri`, `identity`, `rule`: show again what was dismissed in a file; all of it without the latter two."""
    place = desk.place_of(arguments.text("uri"))
    identity, rule = arguments.optional_text("identity"), arguments.optional_text("rule")
    arguments.done()
    count = await place.folder.session.restore(place.path, identity, rule)
    desk.voice.log(say(place.folder.locale, "restored-note", count=count))
    return {"restored": count}


async def apply_fix(desk: Desk, arguments: Arguments) -> Result:
    """`uri`, `identity`, `fix` (its number): for clients whose code actions are bare commands."""
    uri, identity, index = (
        arguments.text("uri"),
        arguments.text("identity"),
        arguments.optional_number("fix"),
    )
    arguments.done()
    locale = desk.place_of(uri).folder.locale
    found = find_fix(desk, uri, identity, index)
    if found is None:
        raise JsonRpcContentModified(say(locale, "fix-outdated"))
    document, fix = found
    edit = workspace_edit(document, [fix], fix.title, desk.client)
    done = desk.client.applies_edits and await applied(desk, edit, fix.title)
    if not done:
        desk.voice.must(say(locale, "edit-refused"))
    return {"applied": done}


async def explain(desk: Desk, arguments: Arguments) -> Result:
    """`rule`, and `uri` of a document whose finding says it best: open the rule's page, or log it."""
    rule, uri = arguments.text("rule"), arguments.optional_text("uri")
    arguments.done()
    place = desk.place_of(uri) if uri else None
    findings = place.folder.session.findings(place.path) if place else ()
    locale = place.folder.locale if place else desk.voice.locale
    text = await asyncio.to_thread(desk.pages.of_rule, rule, locale, findings)
    if text is None:
        raise BadArgumentError("unknown-rule", rule=rule)
    shown = await show_page(desk, rule, text)
    return {"rule": rule, "markdown": text, "shown": shown}


ALL: Mapping[str, Command] = {
    "archlsp.applyFix": apply_fix,
    "archlsp.cancel": cancel,
    "archlsp.deepen": deepen,
    "archlsp.design": design,
    "archlsp.designFollowUp": design_follow_up,
    "archlsp.designs": designs,
    "archlsp.disableAi": disable_ai,
    "archlsp.dismiss": dismiss,
    "archlsp.enableAi": enable_ai,
    "archlsp.explain": explain,
    "archlsp.implement": implement,
    "archlsp.improve": improve,
    "archlsp.openDesign": open_design,
    "archlsp.restore": restore,
    "archlsp.reviewChanges": review_changes,
    "archlsp.reviewFile": review_file,
    "archlsp.reviewRepository": review_repository,
    "archlsp.reviewSelection": review_selection,
    "archlsp.saveAsAdr": save_as_adr,
    "archlsp.showMap": show_map,
    "archlsp.showPayload": show_payload,
    "archlsp.showSpend": show_spend,
    "archlsp.showStatus": show_status,
    "archlsp.suggestFix": suggest_fix,
    "archlsp.writeTest": write_test,
}


def handler(command: Command) -> Callable[[Host, Arguments], Awaitable[Result]]:
    """Make a handler of a command: a wrong argument is answered in the user's language."""

    async def handle(ls: Host, arguments: Arguments) -> Result:
        try:
            return await command(ls.desk, arguments)
        except BadArgumentError as bad:
            raise JsonRpcInvalidParams(say(ls.desk.voice.locale, bad.key, **bad.values)) from None

    return handle
