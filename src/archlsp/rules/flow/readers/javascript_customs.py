"""What JavaScript without types tells by custom: a function of (req, res) handles a request.

Such a parameter gets the type that the knowledge knows. A declared type always wins.
"""

from collections.abc import Sequence

from archlsp.rules.flow.ir import Param

_REQUESTS = frozenset({"req", "request"})
_ANSWERS = {
    **dict.fromkeys(("res", "resp", "response"), ("express.Request", "express.Response")),
    "reply": ("fastify.FastifyRequest", "fastify.FastifyReply"),
    "h": ("@hapi/hapi.Request", "@hapi/hapi.ResponseToolkit"),
}
_PARENTS = frozenset({"parent", "root", "obj", "source", "rootValue"})
_PAIRS = {
    ("ctx", "next"): ("koa.Context", None),
    ("event", "context"): ("aws-lambda.Event", None),
    ("event", "callback"): ("aws-lambda.Event", None),
}
# For reach.py: the words without which a parameter does not get the type; those with dots between them together.
CUSTOMS = {
    "express.Request": ("req", "res", "reply", "request.resp", "request.response"),
    "express.Response": ("res", "resp", "response"),
    "fastify.FastifyRequest": ("reply",),
    "fastify.FastifyReply": ("reply",),
    "@hapi/hapi.Request": ("request.h",),
    "@hapi/hapi.ResponseToolkit": ("request.h",),
    "koa.Context": ("ctx.next",),
    "aws-lambda.Event": ("event.context", "event.callback", "event.handler", "event.lambdaHandler"),
    "graphql.Arguments": ("args", "input", "_", *sorted(_PARENTS)),
}


def add_customary_types(params: Sequence[Param], function: str = "") -> None:
    """Set the types that nobody wrote down; `function` is the name of whose parameters they are."""
    names = [param.name.lstrip("_") for param in params]
    for at, param in enumerate(params):
        following = names[at + 1] if at + 1 < len(names) else ""
        is_request = names[at] in _REQUESTS or (param.pattern is not None and following in {"res", "reply"})
        if is_request and following in _ANSWERS:
            _set(params[at : at + 2], _ANSWERS[following])
        elif names[at] == "req" and param.type is None:
            param.type = "express.Request"
        elif at == 0 and (names[at], following) in _PAIRS:
            _set(params[:2], _PAIRS[names[at], following])
    if names[:1] == ["event"] and function in {"handler", "lambdaHandler"}:
        _set(params[:1], ("aws-lambda.Event",))
    if len(params) > 1 and _is_resolver(params, names):
        _set(params[1:2], ("graphql.Arguments",))


def _is_resolver(params: Sequence[Param], names: Sequence[str]) -> bool:
    blank = not names[0] and params[0].pattern is None
    if names[0] in _PARENTS or blank:
        return names[1] in {"args", "input"} or (params[1].pattern is not None and len(params) > 2)  # noqa: PLR2004
    return False


def _set(params: Sequence[Param], types: Sequence[str | None]) -> None:
    for param, known in zip(params, types, strict=False):
        if param.type is None and not param.annotations:
            param.type = known
