"""The questions, as bodies of the Messages API.

What changes least comes first: persona, project and task (cached an hour), the file (five minutes), and last what is
asked. There is no time and no random id in it, so equal questions are equal bytes and the API's cache is hit.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from archlsp.claude.question.blocks import block, joined
from archlsp.claude.question.counting import tokens_in
from archlsp.claude.question.filling import Filled, Need, fill
from archlsp.claude.question.material import Material, evidence_block, findings_block
from archlsp.claude.question.outline import head_of
from archlsp.claude.question.persona import Persona
from archlsp.claude.question.schema import (
    EDITS_SCHEMA,
    IMPROVE_SCHEMA,
    REVIEW_SCHEMA,
    REWRITE_SCHEMA,
    VERIFY_SCHEMA,
)
from archlsp.claude.question.texts import language, task, versions
from archlsp.claude.wire.events import Call, Purpose, Reads
from archlsp.model.finding import Finding
from archlsp.model.review import Problem
from archlsp.model.surroundings import PlaceOfTest, Unit
from archlsp.model.terms import Terms

QUICK, THOROUGH = "claude-haiku-5-5", "claude-sonnet-5-5"
"""What is asked after a save and for small questions; what is asked on command."""
_LAYOUT = "2"
"""How questions are put together; another number makes other questions of the same words."""
_LAST_WORDS = {
    "ja": "必要なことだけを、自然な日本語(です・ます)で答えてください。コードと識別子はそのまま書きます。",
    "en": "Answer in English, and say only what is needed.",
}
_MOST_OUT = {Purpose.VERIFY: 6_000, Purpose.REWRITE: 6_000}  # what a model thinks counts too
_USUAL_MOST_OUT = 12_000
_MOST_EVIDENCE = 20
_CLOUDS = {"bedrock": "anthropic.{}"}
_SCHEMAS = {
    Purpose.REVIEW: REVIEW_SCHEMA,
    Purpose.IMPROVE: IMPROVE_SCHEMA,
    Purpose.VERIFY: VERIFY_SCHEMA,
    Purpose.REWRITE: REWRITE_SCHEMA,
    Purpose.FIX: EDITS_SCHEMA,
    Purpose.TEST: EDITS_SCHEMA,
}


@dataclass(frozen=True, slots=True)
class Built:
    """A question. `evidence`: findings by the ids it uses; `units` are those it holds; `cut` says what was left out.

    `tokens` is an estimate of what goes in.
    """

    call: Call
    evidence: Mapping[str, Finding]
    units: tuple[Unit, ...]
    cut: tuple[Problem, ...]
    tokens: int


def prompt_version() -> str:
    """A digest of everything the prompts say."""
    said = (_LAYOUT, versions(), json.dumps(_LAST_WORDS))
    return hashlib.blake2b("\0".join(said).encode(), digest_size=8).hexdigest()


def model_of(terms: Terms, persona: Persona) -> str:
    """The model that a review asks: the setting's, else the persona's, else by how it was asked for."""
    return models_of(terms, persona)[0]


def models_of(terms: Terms, persona: Persona) -> tuple[str, ...]:
    """The models whose remembered answers will do, the one to ask first; a thorough one will always do."""
    if terms.model:
        return (terms.model,)
    if persona.model:
        return (shaped(persona.model, terms),)
    names = (THOROUGH,) if terms.thorough else (QUICK, THOROUGH)
    return tuple(shaped(name, terms) for name in names)


def review_call(material: Material) -> Built:
    """Ask for a review of the units, or how they can be improved."""
    purpose = Purpose.IMPROVE if material.request.improves else Purpose.REVIEW
    material = material.veiled()
    named = tuple((f"R{number}", one) for number, one in enumerate(_near(material, material.units), 1))
    most = evidence_block(named, material.redactor)
    filled = fill(material, _need(material, purpose, most, is_quick=not _terms(material).thorough))
    kept = {one.identity for one in _near(material, filled.units)}
    named = tuple((name, one) for name, one in named if one.identity in kept)
    asked = (filled.calls, evidence_block(named, material.redactor), filled.asked)
    return _built(material, purpose, filled, asked, dict(named))


def verify_call(material: Material, findings: Sequence[Finding]) -> Built:
    """Ask what the code disproves: the code alone, so a model that has not read the documents need not do so."""
    small = _small(material)
    return _about(small, findings, Purpose.VERIFY, has_project=small.model == material.model)


def rewrite_call(material: Material, findings: Sequence[Finding]) -> Built:
    """Ask for the same in the right language; that takes no code."""
    material = _small(material).veiled()
    named = _named(findings)
    nothing = Filled("", "", (), "", "", ())
    listed = findings_block(named, material.redactor)
    return _built(material, Purpose.REWRITE, nothing, (listed,), dict(named))


def deepen_call(material: Material, finding: Finding) -> Built:
    """Ask for an explanation as Markdown."""
    return _about(material, [finding], Purpose.DEEPEN)


def fix_call(material: Material, finding: Finding) -> Built:
    """Ask for a fix as edits."""
    return _about(material, [finding], Purpose.FIX)


def call_for_test(material: Material, finding: Finding, place: PlaceOfTest) -> Built:
    """Ask for a test as an edit."""
    material = material.veiled()
    hide = material.redactor.redact
    state = "new" if place.text is None else "existing"
    pieces = [
        block("head", hide(head_of(place.text))) if place.text else "",
        block("sample", hide(place.sample)) if place.sample else "",
    ]
    tests = block("tests", joined(pieces), path=place.path, file=state)
    return _about(material, [finding], Purpose.TEST, tests)


def _about(
    material: Material,
    findings: Sequence[Finding],
    purpose: Purpose,
    more: str = "",
    *,
    has_project: bool = True,
) -> Built:
    """Ask about findings, with the file they are in."""
    material = material.veiled()
    named = _named(findings)
    listed = joined([more, findings_block(named, material.redactor)])
    filled = fill(material, _need(material, purpose, listed, has_project=has_project))
    asked = (filled.calls, filled.asked, listed)
    return _built(material, purpose, filled, asked, dict(named))


def _built(
    material: Material,
    purpose: Purpose,
    filled: Filled,
    asked: Sequence[str],
    evidence: Mapping[str, Finding],
) -> Built:
    system = [
        {"type": "text", "text": material.persona.body},
        *([_kept(filled.project, "1h")] if filled.project else ()),
        _kept(_task(purpose, material.locale), "1h"),
    ]
    question = {"type": "text", "text": joined([*asked, _LAST_WORDS[material.locale]])}
    content = [*([_kept(filled.file, "5m")] if filled.file else ()), question]
    schema = _SCHEMAS.get(purpose)
    output: dict[str, Any] = {"format": {"type": "json_schema", "schema": schema}} if schema else {}
    if material.effort:
        output["effort"] = material.effort
    body: dict[str, Any] = {
        "max_tokens": _MOST_OUT.get(purpose, _USUAL_MOST_OUT),
        "messages": [{"content": content, "role": "user"}],
        "model": material.model,
        **({"output_config": output} if output else {}),
        "stream": True,
        "system": system,
    }
    shared = hashlib.blake2b(json.dumps([material.model, system]).encode(), digest_size=12).hexdigest()
    call = Call(purpose, body, Reads.OBJECTS if schema else Reads.TEXT, shared)
    tokens = sum(tokens_in(str(part["text"])) for part in (*system, *content))
    return Built(call, evidence, filled.units, filled.cut, tokens)


def _need(
    material: Material, purpose: Purpose, fixed: str, *, has_project: bool = True, is_quick: bool = False
) -> Need:
    taken = (material.persona.body, _task(purpose, material.locale), _LAST_WORDS[material.locale], fixed)
    return Need(_terms(material).per_review_tokens, sum(map(tokens_in, taken)), has_project, is_quick)


def _task(purpose: Purpose, locale: str) -> str:
    return joined([task(purpose.value), language(locale)])


def _kept(text: str, how_long: str) -> dict[str, Any]:
    """A block up to which the API remembers what it has read."""
    return {"type": "text", "text": text, "cache_control": {"type": "ephemeral", "ttl": how_long}}


def _small(material: Material) -> Material:
    """The same for a small question: of a small model, unless the user or the persona chose one."""
    terms = _terms(material)
    ours = {shaped(QUICK, terms), shaped(THOROUGH, terms)}
    return replace(material, model=shaped(QUICK, terms)) if material.model in ours else material


def shaped(model: str, terms: Terms) -> str:
    """The name that a provider has for a model of Anthropic's."""
    return _CLOUDS.get(terms.provider, "{}").format(model) if model.startswith("claude-") else model


def _terms(material: Material) -> Terms:
    return material.request.terms or Terms()


def _named(findings: Sequence[Finding]) -> tuple[tuple[str, Finding], ...]:
    return tuple((f"F{number}", finding) for number, finding in enumerate(findings, 1))


def _near(material: Material, units: Sequence[Unit]) -> list[Finding]:
    """The findings of the rules that lie in what is asked about."""
    found = (
        one for one in material.request.evidence if any(unit.span.overlaps(one.extent) for unit in units)
    )
    worst = sorted(found, key=lambda one: (one.severity, -one.confidence))[:_MOST_EVIDENCE]
    return sorted(worst, key=lambda one: one.anchor.span)
