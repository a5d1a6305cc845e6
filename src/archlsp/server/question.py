"""The user's consent to send a folder's code: asked for in the editor, kept in the user's state."""

from collections.abc import Mapping

from lsprotocol import types

from archlsp.messages import problem_text, say
from archlsp.model.aistatus import AiStatus
from archlsp.server.folders import Folder
from archlsp.server.outgoing import NoAnswerError
from archlsp.server.protocol import ArchlspProtocol
from archlsp.server.voice import INFO, Voice

AI_STATUS = "archlsp/status"
"""Sent to clients whose initializationOptions say {"status": true}, at each change: `ai_value`."""
_PATIENCE = 3_600.0
"""Seconds that a user may think about it."""


async def ask_consent(protocol: ArchlspProtocol, folder: Folder, endpoint: str) -> bool | None:
    """Ask; None: the user wants to decide later."""
    locale = folder.locale
    titles = {key: say(locale, f"consent-answer-{key}") for key in ("yes", "no", "later")}
    name = folder.path.name if folder.path else "-"
    params = types.ShowMessageRequestParams(
        types.MessageType.Info,
        say(locale, "consent-question", folder=name, endpoint=endpoint),
        [types.MessageActionItem(title) for title in titles.values()],
    )
    try:
        answer = await protocol.ask(types.WINDOW_SHOW_MESSAGE_REQUEST, params, _PATIENCE)
    except NoAnswerError:
        return None
    return {titles["yes"]: True, titles["no"]: False}.get(getattr(answer, "title", ""))


def decide(voice: Voice, folder: Folder, *, given: bool) -> None:
    """Keep the user's decision, and say so."""
    name = folder.path.name if folder.path else "-"
    try:
        folder.session.consent(given=given)
    except OSError as error:
        voice.must(say(folder.locale, "consent-not-kept", kind=type(error).__name__))
        return
    if given:
        endpoint = folder.session.ai().endpoint
        voice.must(say(folder.locale, "consent-kept", folder=name, endpoint=endpoint), INFO)
    else:
        voice.log(say(folder.locale, "consent-refused", folder=name))


def ai_text(status: AiStatus, locale: str) -> str:
    """How things stand with the AI, in a few words."""
    parts = [say(locale, f"ai-state-{status.mode.value}")]
    if status.calls or status.tokens_today:
        usd = "?" if status.usd_today is None else f"{status.usd_today:.2f}"
        parts.append(say(locale, "ai-spent-today", usd=usd, limit=f"{status.daily_usd:.2f}"))
    return " · ".join(parts)


def ai_value(uri: str, status: AiStatus, locale: str) -> Mapping[str, object]:
    """The state of the AI for one folder, as clients and commands get it; `text` is for showing."""
    return {
        "folder": uri,
        "mode": status.mode.value,
        "text": ai_text(status, locale),
        "reason": problem_text(locale, status.problem) if status.problem else None,
        "seconds": status.seconds,
        "usdToday": status.usd_today,
        "dailyUsd": status.daily_usd,
        "tokensToday": status.tokens_today,
        "calls": status.calls,
        "unanchored": status.unanchored,
        "disproved": status.disproved,
        "endpoint": status.endpoint,
    }
