"""What a review by Claude would send, before anything is sent."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archlsp.claude.question.counting import tokens_in
from archlsp.claude.spend.governor import Governor
from archlsp.claude.spend.prices import cost
from archlsp.messages import problem_text, say
from archlsp.model.advice import Payload
from archlsp.model.review import Problem, Request
from archlsp.model.terms import Usage
from archlsp.session.crew import Progress
from archlsp.session.deep import Architect


@dataclass(frozen=True, slots=True)
class Estimate:
    """`likely` is what answers of the usual length would cost, in US dollars, where an unknown price counts as the
    dearest; `most` is the most it can cost, None where a price is not known. `problems`: what will not be asked, why.
    """

    files: int
    questions: int
    tokens: int
    likely: float
    most: float | None
    endpoint: str = ""
    problems: tuple[Problem, ...] = ()


NOTHING = Estimate(0, 0, 0, 0.0, 0.0)


async def estimate_of(
    architect: Architect, governor: Governor, requests: Sequence[Request], progress: Progress
) -> Estimate:
    """Make every question and count; nothing is sent."""
    payloads: list[Payload] = []
    for index, request in enumerate(requests):
        progress(index, len(requests), request.path)
        payloads.append(await architect.payload(request))
    asked = [payload for payload in payloads if payload.body]
    prices = [payload.usd for payload in asked]
    known = [price for price in prices if price is not None]
    problems = dict.fromkeys(
        payload.problem
        for payload in payloads
        if payload.problem is not None and payload.problem.code != "ai-all-remembered"
    )
    return Estimate(
        len(requests),
        len(asked),
        sum(payload.tokens for payload in asked),
        sum(governor.estimate(_model_of(payload), payload.tokens) for payload in asked),
        sum(known) if len(known) == len(prices) else None,
        next((payload.endpoint for payload in payloads if payload.endpoint), ""),
        tuple(problems),
    )


def estimate_of_bodies(bodies: Sequence[Mapping[str, object]], governor: Governor, endpoint: str) -> Estimate:
    """Count questions that are made already."""
    tokens = [tokens_in(json.dumps(body, ensure_ascii=False)) for body in bodies]
    models = [str(body["model"]) for body in bodies]
    longest = [int(str(body.get("max_tokens", 0))) for body in bodies]
    prices = [
        cost(model, Usage(input=count, output=most))
        for model, count, most in zip(models, tokens, longest, strict=True)
    ]
    known = [price for price in prices if price is not None]
    return Estimate(
        len(bodies),
        len(bodies),
        sum(tokens),
        sum(governor.estimate(model, count) for model, count in zip(models, tokens, strict=True)),
        sum(known) if len(known) == len(prices) else None,
        endpoint,
    )


def _model_of(payload: Payload) -> str:
    return str(json.loads(payload.body).get("model", ""))


def estimate_text(estimate: Estimate, locale: str, share: float = 1.0) -> str:
    """Say it in a sentence, and what stands in the way below it. `share` of the usual price is to be paid."""
    lines = [problem_text(locale, problem) for problem in estimate.problems]
    if not estimate.questions:
        return "\n".join([say(locale, "estimate-nothing", files=estimate.files), *lines])
    head = say(
        locale,
        "estimate",
        endpoint=estimate.endpoint,
        files=estimate.files,
        questions=estimate.questions,
        tokens=f"{estimate.tokens:,}",
        price=_price(estimate, locale, share),
    )
    return "\n".join([head, *lines])


def _price(estimate: Estimate, locale: str, share: float) -> str:
    if estimate.most is None:
        return say(locale, "estimate-unknown")
    likely, most = f"{estimate.likely * share:.2f}", f"{estimate.most * share:.2f}"
    return say(locale, "estimate-usd", likely=likely, most=most)
