"""The terms on which a model may be asked about a folder, as the settings give them."""

from archlsp.model.terms import Terms
from archlsp.settings.settings import Settings


def terms_of(settings: Settings, trusted: bool) -> Terms | None:
    """Make the terms from settings, before consent; None: the AI is off. `trusted`: the user trusts the folder."""
    ai = settings.ai
    if ai.enabled == "off":
        return None
    return Terms(
        paid=True,
        provider=ai.provider,
        base_url=ai.base_url,
        model=ai.model,
        effort=ai.effort,
        persona=ai.persona,
        trusted=trusted,
        verify=ai.verify,
        key_command=ai.key_command,
        max_findings=ai.budget.max_findings,
        per_review_tokens=ai.budget.per_review_tokens,
        per_design_tokens=ai.budget.per_design_tokens,
        daily_usd=ai.budget.daily_usd,
    )
