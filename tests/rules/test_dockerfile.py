"""The Dockerfile engine: instructions as Docker reads them, stages, and what is around an instruction."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruletext import rule_data

from archlsp.rules.dockerfile import check_body, matches
from archlsp.rules.dockertext import instructions, pairs, stages
from archlsp.rules.rule import Rule, rule_of
from archlsp.rules.source import Source

MANY = """\
# syntax=docker/dockerfile:1
ARG VERSION=22
FROM --platform=linux/amd64 node:${VERSION}-slim AS Build
ENV A=b C="d e" \\
    X=1
ENV OLD some words
RUN --mount=type=secret,id=x apt-get update \\
  # a comment

  && apt-get install -y curl
RUN <<EOF
USER nobody
EOF
COPY --chown=a:b --link . .

from build
user 1000
CMD ["node", "server.js"]
"""


def _rule(**body: object) -> Rule:
    return rule_of(
        rule_data(engine="dockerfile", dockerfile=body, pattern=None, anchors=None, languages=["dockerfile"])
    )


def _quotes(text: str, /, **body: object) -> list[str]:
    source = Source("Dockerfile", "dockerfile", text)
    return [source.slice(match.span) for match in matches(source, [_rule(**body)])]


def test_instructions() -> None:
    """Continuations, comments between them, here-documents and the old form of ENV are read as Docker does."""
    found = list(instructions(MANY))
    keywords = ["ARG", "FROM", "ENV", "ENV", "RUN", "RUN", "COPY", "FROM", "USER", "CMD"]
    assert [item.keyword for item in found] == keywords
    update = found[4]
    assert update.flags == {"mount": "type=secret,id=x"}
    assert update.text.split() == ["apt-get", "update", "&&", "apt-get", "install", "-y", "curl"]
    assert MANY[update.start : update.end].startswith("RUN --mount")
    assert MANY[update.start : update.end].endswith("install -y curl")
    assert "USER nobody" in found[5].text
    assert found[6].flags == {"chown": "a:b", "link": ""}
    assert found[9].is_exec_form


def test_every_character_keeps_its_place() -> None:
    """The arguments are as long as in the file; what is no argument is blank."""
    for item in instructions(MANY):
        place = MANY[item.offset : item.offset + len(item.text)]
        assert all(mine in (its, " ") for mine, its in zip(item.text, place, strict=True))


def test_escape_directive() -> None:
    """On Windows the backtick continues a line, and a backslash is a part of a path."""
    text = "# escape=`\nFROM a\nRUN dir c:\\\nRUN one `\n two\n"
    assert [item.text.split() for item in instructions(text)] == [["a"], ["dir", "c:\\"], ["one", "two"]]


def test_unclosed_heredoc_ends_with_its_line() -> None:
    """A here-document that nobody closes does not swallow the file."""
    assert [item.keyword for item in instructions("FROM a\nRUN <<EOF\nUSER b\n")] == ["FROM", "RUN", "USER"]


def test_stages() -> None:
    """A stage knows its image, with ARG's default filled in, and what it is built upon, case aside."""
    build, final = stages(MANY)
    assert (build.name, build.image, build.is_final) == ("Build", "node:22-slim", False)
    assert final.parent is build
    assert (final.base, final.is_final) == ("node:22-slim", True)
    assert [item.keyword for item in final.inherited()][:2] == ["FROM", "ENV"]
    assert stages("ARG X\nFROM ${X}\nFROM ${Y:-alpine:3}")[1].image == "alpine:3"
    assert stages("ARG X\nFROM $X")[0].image == "$X"


def test_pairs() -> None:
    """Names and values of ENV and ARG, in both forms, with their places."""
    env, old = (item for item in instructions(MANY) if item.keyword == "ENV")
    assert [(name, value, MANY[slice(*place)]) for name, value, place in pairs(env)] == [
        ("A", "b", "A=b"),
        ("C", "d e", 'C="d e"'),
        ("X", "1", "X=1"),
    ]
    assert [(name, value) for name, value, _ in pairs(old)] == [("OLD", "some words")]
    (token,) = instructions("ARG TOKEN")
    assert [(name, value) for name, value, _ in pairs(token)] == [("TOKEN", "")]


def test_culprits() -> None:
    """The culprit is a match, a group of it, a pair, an image or the instruction, up to the end of its first line."""
    assert _quotes(MANY, instruction=["RUN"], text="apt-get update") == ["apt-get update"]
    assert _quotes(MANY, instruction=["RUN"], text=r"(?P<culprit>install)\s+-y") == ["install"]
    assert _quotes(MANY, instruction=["RUN"], text="install", report="instruction") == [
        "RUN --mount=type=secret,id=x apt-get update"
    ]
    assert _quotes(MANY, instruction=["ENV"], pair={"name": "^c$", "not-value": "x"}) == ['C="d e"']
    assert _quotes(MANY, instruction=["FROM"], image="^node:22") == ["node:${VERSION}-slim"]


def test_stage_conditions() -> None:
    """Final stage, base image, form, flags, the last of its kind, and what comes before and after."""
    assert _quotes(MANY, instruction=["FROM"], stage="final", report="instruction") == ["build"]
    assert _quotes(MANY, instruction=["CMD"], **{"not-base": "^node"}) == []
    assert _quotes(MANY, instruction=["CMD"], form="shell", text="node") == []
    assert _quotes(MANY, instruction=["COPY"], text=r"\.", **{"flags-lack": ["chown"]}) == []
    assert _quotes(MANY, instruction=["ENV"], last=True, pair={}) == ["OLD some words"]
    assert _quotes(
        MANY, instruction=["USER"], text="1000", later=[{"instruction": ["CMD"], "text": "node"}]
    ) == ["1000"]
    assert (
        _quotes(MANY, instruction=["USER"], text="1000", **{"not-earlier": [{"instruction": ["COPY"]}]}) == []
    )
    assert _quotes(MANY, instruction=["USER"], text="1000", **{"not-later": [{"instruction": ["COPY"]}]}) == [
        "1000"
    ]


def test_extent_and_symbol() -> None:
    """The extent is the instruction or its stage; the symbol is the stage's name, or its image."""
    source = Source("Dockerfile", "dockerfile", MANY)
    (own,) = matches(source, [_rule(instruction=["COPY"])])
    assert source.slice(own.extent) == "COPY --chown=a:b --link . ."
    assert own.symbol == "Build"
    (wide,) = matches(source, [_rule(instruction=["USER"], extent="stage")])
    assert source.slice(wide.extent) == 'from build\nuser 1000\nCMD ["node", "server.js"]'
    assert wide.symbol == "build"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({"text": "a"}, "instruction"),
        ({"instruction": ["RUN"], "any": [{"text": "("}]}, "text"),
        ({"instruction": ["ENV"], "pair": {"name": "["}}, "name"),
        ({"instruction": ["ENV"], "later": [{"instruction": ["RUN"], "text": "*"}]}, "later"),
    ],
)
def test_wrong_bodies(body: Mapping[str, object], reason: str) -> None:
    """What the schema cannot see is said when the rule is read."""
    assert reason in check_body(body)[0]


@given(st.text(alphabet=st.sampled_from("FROMUN \\`\n\r\t#<\"'[]=$-aé🍣"), max_size=80))
def test_any_text_is_a_dockerfile(text: str) -> None:
    """Reading never fails, and instructions follow one another."""
    end = 0
    for item in instructions(text):
        assert end <= item.start < item.end <= len(text)
        end = item.end
    stages(text)


STAGES = """\
FROM node:22 AS base
RUN one
FROM base AS build
RUN two
FROM base AS dev-tools
RUN three
FROM alpine:3 AS Build
COPY --from=Build a b
CMD first
CMD second
FROM base
COPY --from=build /app /app
RUN --mount=type=bind,from=1,target=/x four
"""


def test_images_and_workshops() -> None:
    """What files are only copied from is no image, and neither is what is named for development."""
    assert _quotes(STAGES, instruction=["RUN"], stage="image", text=r"\w+$") == ["one", "four"]
    assert [stage.is_image for stage in stages(STAGES)] == [True, False, True, False, True]


def test_names_and_sources_of_stages() -> None:
    """A name that is taken, a copy out of the very stage, an instruction that a later one replaces."""
    assert _quotes(STAGES, instruction=["FROM"], name="repeated") == ["alpine:3"]
    assert _quotes(STAGES, **{"instruction": ["COPY"], "from": "self", "report": "instruction"}) == [
        "COPY --from=Build a b"
    ]
    assert _quotes(STAGES, instruction=["CMD"], last=False, text=r"\w+") == ["first"]


def test_many_stages_end_quickly() -> None:
    """Looking for the uses of stages does not compare each with each."""
    assert len(stages("".join(f"FROM a AS s{n}\nCOPY --from=s{n} a b\n" for n in range(20_000)))) == 20_000
