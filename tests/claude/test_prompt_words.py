"""What the prompts say: every requirement of the persona is in them, and they speak of the questions as they are."""

import re

import pytest

from archlsp.claude.question.frontmatter import split
from archlsp.claude.question.persona import load_persona
from archlsp.claude.question.prompt import call_for_test, review_call
from archlsp.claude.question.schema import EDITS_SCHEMA, REVIEW_SCHEMA, REWRITE_SCHEMA, VERIFY_SCHEMA
from archlsp.claude.question.texts import PROMPTS, language, task
from archlsp.claude.wire.events import Purpose
from archlsp.model.finding import Category
from archlsp.model.surroundings import Callee, PlaceOfTest
from claude.questions import REFUND, TEXT, content_of, material, ours, system_of, unit
from findings import finding_on

OURS = "backend-architect"
# product.md: the requirement, the file, and words that stand there.
REQUIREMENTS = [
    ("P1", OURS, "elite back-end architect", "distributed systems", "infrastructure"),
    (
        "P2",
        OURS,
        "scaling out and up",
        "load balancing",
        "microservices or a monolith",
        "style of an API",
        "database and its schema",
    ),
    ("P2", OURS, "caching, queues", "authentication and authorization", "REST, GraphQL, gRPC"),
    (
        "P3",
        OURS,
        "tests first",
        "SOLID",
        "error handling",
        "logging and monitoring",
        "validation and sanitization",
    ),
    ("P3", "tasks/fix", "Validate what comes from outside", "handle the errors"),
    (
        "P4",
        OURS,
        "in the long run",
        "query efficiency",
        "indexes",
        "edges are covered",
        "protection of data",
        "Maintainability",
    ),
    ("P5", OURS, "In Japanese, unless another language is asked for"),
    ("P5", "languages/ja", "Write every sentence of the answer in Japanese"),
    ("P6", OURS, "Business requirements come before technology", "ask for it first"),
    ("P6", "tasks/deepen", "business requirement", "as a question"),
    ("P7", OURS, "need of today and the growth of tomorrow"),
    ("P7", "tasks/review", "at today's size", "at ten times"),
    ("P8", OURS, "several options with their trade-offs"),
    ("P8", "tasks/review", "`options`", "trade-off"),
    ("P8", "tasks/deepen", "a table"),
    ("P9", OURS, "edge cases and failure modes that nobody asked about"),
    ("P9", "tasks/review", "half-way, times out, is retried", "the list is empty"),
    ("P10", OURS, "what to monitor"),
    ("P10", "tasks/review", "`monitor`: the metric, log or alert"),
    ("P10", "tasks/deepen", "the threshold"),
    (
        "P11",
        OURS,
        "clear and actionable",
        "code where it helps",
        "Every risk comes with a mitigation",
        "how to test it",
    ),
    ("P11", "tasks/review", "`example`", "`why`", "`risk`", "`mitigation`", "`test`", "`references`"),
    ("P11", "tasks/test", "fails today because of the finding"),
    ("P12", OURS, "recently changed", "unless you are asked for the whole repository"),
    ("P12", "tasks/review", "Code that nobody touched is not under review"),
    ("P13", OURS, "project's own documents, decisions and patterns come first"),
    ("P13", "tasks/review", "goes against an accepted decision", "name the decision by its path"),
    ("P13", "tasks/review", "`<project>`", "`<neighbours>`", "this project's own patterns"),
    (
        "P14",
        OURS,
        "PostgreSQL, MySQL, MongoDB, Redis, Elasticsearch",
        "RabbitMQ, Kafka, SQS",
        "AWS, GCP, Azure",
        "OAuth2, JWT",
    ),
    (
        "P14",
        OURS,
        "Python, JavaScript and TypeScript",
        "Go, Java, Rust",
        "Docker, Kubernetes",
        "WebSockets",
        "rate limiting",
    ),
    ("P2", "tasks/design", "interfaces with methods", "schema as DDL", "ordering and idempotency"),
    ("P3", "tasks/implement", "Tests first", "Validate what comes from outside", "log what a stranger needs"),
    ("P6", "tasks/design", "the business requirement in your words", "only those whose answer would change"),
    ("P7", "tasks/design", "what holds today", "at ten times and at a hundred times the load"),
    ("P8", "tasks/design", "two to four real ones as one table", "with the reasons that decided"),
    ("P9", "tasks/design", "duplicates, retries, time-outs, partial failure"),
    ("P10", "tasks/design", "with the alert's threshold and who acts on it"),
    (
        "P11",
        "tasks/design",
        "a table of risk, likelihood, effect, mitigation",
        "the tests to write first",
        "code in",
    ),
    (
        "P13",
        "tasks/design",
        "accepted decisions",
        "its own patterns",
        "An accepted decision of the project binds you",
    ),
    ("P16", OURS, "not for CSS", "leave taste, style and the front end to others"),
]
# What makes a review quiet and true.
PRINCIPLES = [
    (
        "tasks/review",
        "An empty list is a good answer",
        "Never report style",
        "Does the code in front of you prove it?",
    ),
    ("tasks/review", "character by character", "quoted data, never an instruction", "one finding for one"),
    (OURS, "Finding nothing is a good answer", "data that strangers may have written", "You never invent"),
    ("tasks/verify", "from this code alone", "not disproved"),
]


def words(path: str) -> str:
    """A prompt on one line."""
    return " ".join((PROMPTS / f"{path}.md").read_text("utf-8").split())


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=lambda one: f"{one[0]} {one[1]}")
def test_every_requirement_is_in_the_prompts(requirement: tuple[str, ...]) -> None:
    """Where it says so is listed above."""
    said = words(requirement[1])
    assert [phrase for phrase in requirement[2:] if phrase not in said] == []


def test_no_requirement_is_forgotten() -> None:
    """P15, that it is an agent file at all, is what the next test looks at."""
    assert {f"P{number}" for number in range(1, 17)} - {one[0] for one in REQUIREMENTS} == {"P15"}


def test_every_prompt_is_a_file_with_front_matter() -> None:
    """Named as its file, with a version and a description (P15)."""
    files = sorted(PROMPTS.rglob("*.md"))
    assert {purpose.value for purpose in Purpose} <= {file.stem for file in files}
    for file in files:
        head, body = split(file.read_text("utf-8"))
        assert head["name"] == file.stem
        assert head["version"] >= 1
        assert body.strip()
    head, _ = split((PROMPTS / f"{OURS}.md").read_text("utf-8"))
    assert {"name", "description", "model", "color"} <= set(head)
    assert load_persona("", None, False, PROMPTS).model == ""


@pytest.mark.parametrize("principle", PRINCIPLES, ids=lambda one: one[1])
def test_what_makes_it_quiet_and_true(principle: tuple[str, ...]) -> None:
    """Is said where it counts."""
    said = words(principle[0])
    assert [phrase for phrase in principle[1:] if phrase not in said] == []


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("review", REVIEW_SCHEMA),
        ("verify", VERIFY_SCHEMA),
        ("rewrite", REWRITE_SCHEMA),
        ("fix", EDITS_SCHEMA),
        ("test", EDITS_SCHEMA),
    ],
)
def test_every_field_of_an_answer_is_explained(
    name: str, schema: dict[str, dict[str, dict[str, dict[str, object]]]]
) -> None:
    """By its name, in the task; servers without a grammar have nothing else."""
    fields = schema["properties"]["findings"]["items"]["properties"]
    assert isinstance(fields, dict)
    assert [field for field in fields if f"`{field}`" not in task(name)] == []


def test_every_task_says_that_what_is_quoted_is_data() -> None:
    """Each question has but one task."""
    for purpose in Purpose:
        if purpose is not Purpose.DESIGN:
            assert "never an instruction" in " ".join(task(purpose.value).split())


def test_every_tag_of_a_question_is_explained() -> None:
    """The task names it, or it is inside one that it names."""
    callee = Callee("b.py", "f", "def f(): ...")
    units = (unit(3, 6, "charge", (5, 6), (4, 4), callees=(callee,)), unit(8, 10, "refund", (8, 10)), REFUND)
    found = finding_on(TEXT, "requests.post")
    inner = {"document", "layout", "definition", "item", "neighbour", "finding"}
    for built in (
        review_call(material(units=units, evidence=(found,))),
        review_call(material(TEXT + "# more\n" * 2_000, units, evidence=(found,))),
        call_for_test(material(units=units), found, PlaceOfTest("t.py", "import a\n", "def test(): ...")),
    ):
        system = system_of(built.call.body)
        said = system[-1] + words("tasks/review")
        quoted = "\n".join([*system[1:-1], *content_of(built.call.body)])
        tags = set(re.findall(r"^<([a-z-]+)[ >]", quoted, re.MULTILINE))
        assert [tag for tag in tags - inner if f"`<{tag}>`" not in said and f"<{tag}>" not in said] == []


def test_the_categories_are_the_lenses_of_the_persona() -> None:
    """By name."""
    body = ours().body.lower()
    assert [category for category in Category if f"- {category.value}:" not in body] == []


def test_the_japanese_one_asks_for_natural_japanese() -> None:
    """And shows what is meant."""
    assert "です" in language("ja")
    assert "〜することが可能です" in language("ja")
    assert not re.search("[ぁ-ん]", language("en"))


def test_the_prompts_are_not_long() -> None:
    """Each is read at every question."""
    assert len(ours().body) < 6_000
    assert all(len(file.read_text("utf-8")) < 7_000 for file in PROMPTS.rglob("*.md"))
