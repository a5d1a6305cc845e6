"""Topics, queues and tasks, with who sends and who takes.

detail: role (produce, consume, declare), system (kafka, rabbitmq, sqs, sns, celery, bullmq, redis, nats, pubsub), and
client or handler.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ast_grep_py import SgNode

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.addresses import setting_of
from archlsp.map.extractors.annotations import annotations
from archlsp.map.extractors.extractor import SCRIPT, Extractor
from archlsp.map.literals import Said
from archlsp.map.page import Call, Page

_PRODUCE, _CONSUME, _DECLARE = "produce", "consume", "declare"
_NAME = re.compile(r"^[\w.:/*#{}$<>-]{1,200}$")


@dataclass(frozen=True, slots=True)
class _Use:
    """A call about a topic: where its name is, by position or by a key, in the arguments or in an object."""

    pattern: str
    modules: tuple[str, ...]
    system: str
    role: str
    at: int = 0
    keys: tuple[str, ...] = ()
    receiver: str = ""


_KAFKA_PY = ("kafka", "aiokafka", "confluent_kafka", "faststream")
_PIKA = ("pika", "aio_pika", "kombu")
_PYTHON = (
    _Use(r"\w*[pP]roducer\w*\.(?:send|send_and_wait|produce)", _KAFKA_PY, "kafka", _PRODUCE, 0, ("topic",)),
    _Use(r"(?:AIO)?KafkaConsumer", _KAFKA_PY, "kafka", _CONSUME, 0, ("topics",)),
    _Use(r"\w*[cC]onsumer\w*\.subscribe", _KAFKA_PY, "kafka", _CONSUME, 0, ("topics",)),
    _Use(r"\w*\.basic_publish", _PIKA, "rabbitmq", _PRODUCE, 1, ("routing_key",)),
    _Use(r"\w*\.basic_consume", _PIKA, "rabbitmq", _CONSUME, 0, ("queue",)),
    _Use(r"\w*\.queue_declare", _PIKA, "rabbitmq", _DECLARE, 0, ("queue",)),
    _Use(r"\w*\.send_task", ("celery",), "celery", _PRODUCE, 0, ("name",)),
    _Use(r"\w*\.xadd", ("redis", "aioredis"), "redis", _PRODUCE, 0, ("name",)),
    _Use(r"\w*\.publish", ("redis", "aioredis"), "redis", _PRODUCE, 0, ("channel",)),
    _Use(r"\w*\.p?subscribe", ("redis", "aioredis"), "redis", _CONSUME, 0, ("channel",), r"pubsub"),
    _Use(r"\w*\.topic_path", ("google.cloud.pubsub_v1", "google.cloud"), "pubsub", _PRODUCE, 1, ("topic",)),
    _Use(
        r"\w*\.subscription_path",
        ("google.cloud.pubsub_v1", "google.cloud"),
        "pubsub",
        _CONSUME,
        1,
        ("subscription",),
    ),
    _Use(r"(?:nc|\w*nats\w*|js)\.publish", ("nats",), "nats", _PRODUCE),
    _Use(r"(?:nc|\w*nats\w*|js)\.subscribe", ("nats",), "nats", _CONSUME),
    _Use(r"\w*\.send_message", ("boto3", "aioboto3"), "sqs", _PRODUCE, -1, ("QueueUrl",)),
    _Use(r"\w*\.receive_message", ("boto3", "aioboto3"), "sqs", _CONSUME, -1, ("QueueUrl",)),
    _Use(r"\w*\.publish", ("boto3", "aioboto3"), "sns", _PRODUCE, -1, ("TopicArn",)),
)
_AMQP = ("amqplib", "amqplib/callback_api", "amqp-connection-manager")
_SCRIPT = (
    _Use(r"\w*[pP]roducer\w*\.send", ("kafkajs",), "kafka", _PRODUCE, -1, ("topic",)),
    _Use(r"\w*[cC]onsumer\w*\.subscribe", ("kafkajs",), "kafka", _CONSUME, -1, ("topic", "topics")),
    _Use(r"\w+\.sendToQueue", _AMQP, "rabbitmq", _PRODUCE),
    _Use(r"\w*[cC]h(?:annel)?\w*\.consume", _AMQP, "rabbitmq", _CONSUME),
    _Use(r"\w*[cC]h(?:annel)?\w*\.publish", _AMQP, "rabbitmq", _PRODUCE),
    _Use(r"\w+\.assertQueue", _AMQP, "rabbitmq", _DECLARE),
    _Use(r"new\s+(?:Queue|Bull)", ("bullmq", "bull"), "bullmq", _PRODUCE),
    _Use(r"new\s+Worker", ("bullmq",), "bullmq", _CONSUME),
    _Use(r"\w*\.xadd|\w*\.xAdd", ("ioredis", "redis"), "redis", _PRODUCE),
    _Use(r"(?:\w*[rR]edis\w*|pub\w*|\w*[pP]ublisher)\.publish", ("ioredis", "redis"), "redis", _PRODUCE),
    _Use(
        r"(?:\w*[rR]edis\w*|sub\w*|\w*[sS]ubscriber)\.p?[sS]ubscribe", ("ioredis", "redis"), "redis", _CONSUME
    ),
    _Use(r"new\s+SendMessageCommand", ("@aws-sdk/client-sqs",), "sqs", _PRODUCE, -1, ("QueueUrl",)),
    _Use(r"new\s+ReceiveMessageCommand", ("@aws-sdk/client-sqs",), "sqs", _CONSUME, -1, ("QueueUrl",)),
    _Use(r"new\s+PublishCommand", ("@aws-sdk/client-sns",), "sns", _PRODUCE, -1, ("TopicArn",)),
    _Use(r"\w*[pP]ub[sS]ub\w*\.topic", ("@google-cloud/pubsub",), "pubsub", _PRODUCE),
    _Use(r"\w*[pP]ub[sS]ub\w*\.subscription", ("@google-cloud/pubsub",), "pubsub", _CONSUME),
)
_AMQP_GO = ("github.com/rabbitmq/amqp091-go", "github.com/streadway/amqp")
_REDIS_GO = ("github.com/redis/go-redis/v9", "github.com/go-redis/redis", "github.com/go-redis/redis/v8")
_NATS_GO = ("github.com/nats-io/nats.go",)
_GO = (
    _Use(r"\w+\.PublishWithContext", _AMQP_GO, "rabbitmq", _PRODUCE, 2),
    _Use(r"\w+\.Publish", _AMQP_GO, "rabbitmq", _PRODUCE, 1),
    _Use(r"\w+\.Consume", _AMQP_GO, "rabbitmq", _CONSUME, 0),
    _Use(r"\w+\.QueueDeclare", _AMQP_GO, "rabbitmq", _DECLARE, 0),
    _Use(r"\w+\.Publish", _REDIS_GO, "redis", _PRODUCE, 1),
    _Use(r"\w+\.Subscribe", _REDIS_GO, "redis", _CONSUME, 1),
    _Use(r"\w+\.Publish", _NATS_GO, "nats", _PRODUCE),
    _Use(r"\w+\.(?:Queue)?Subscribe", _NATS_GO, "nats", _CONSUME),
    _Use(r"\w+\.ConsumePartition", ("github.com/IBM/sarama", "github.com/Shopify/sarama"), "kafka", _CONSUME),
)
_JAVA = (
    _Use(r"\w*[kK]afkaTemplate\.send", ("org.springframework.kafka",), "kafka", _PRODUCE),
    _Use(r"new\s+ProducerRecord(?:<[^()\n]*>)?", ("org.apache.kafka",), "kafka", _PRODUCE),
    _Use(r"\w*[rR]abbitTemplate\.convertAndSend", ("org.springframework.amqp",), "rabbitmq", _PRODUCE, 1),
    _Use(r"\w+\.basicPublish", ("com.rabbitmq.client",), "rabbitmq", _PRODUCE, 1),
    _Use(r"\w+\.basicConsume", ("com.rabbitmq.client",), "rabbitmq", _CONSUME),
    _Use(r"\w+\.queueDeclare", ("com.rabbitmq.client",), "rabbitmq", _DECLARE),
)
_RUST = (
    _Use(r"FutureRecord::to", ("rdkafka",), "kafka", _PRODUCE),
    _Use(r"BaseRecord::to", ("rdkafka",), "kafka", _PRODUCE),
    _Use(r"\w*consumer\w*\.subscribe|\.subscribe", ("rdkafka",), "kafka", _CONSUME),
    _Use(r"\.basic_publish", ("lapin",), "rabbitmq", _PRODUCE, 1),
    _Use(r"\.basic_consume", ("lapin",), "rabbitmq", _CONSUME),
    _Use(r"\.queue_declare", ("lapin",), "rabbitmq", _DECLARE),
)


def _finder(uses: Sequence[_Use]) -> Mapping[_Use, re.Pattern[str]]:
    return {
        use: re.compile(
            rf"(?<![\w$]){use.pattern}(?=\s*\()"
            if use.pattern[0] not in ".\\"
            else rf"{use.pattern}(?=\s*\()"
        )
        for use in uses
    }


_PATTERNS: Mapping[str, Mapping[_Use, re.Pattern[str]]] = {
    "python": _finder(_PYTHON),
    **dict.fromkeys(SCRIPT, _finder(_SCRIPT)),
    "go": _finder(_GO),
    "java": _finder(_JAVA),
    "rust": _finder(_RUST),
}


def _find(page: Page) -> Iterator[Entry]:
    for use, pattern in _PATTERNS[page.language].items():
        if page.imports(*use.modules):
            for call in page.calls(pattern):
                yield from _used(page, use, call)


def _used(page: Page, use: _Use, call: Call) -> Iterator[Entry]:
    given = next((call.keywords[key] for key in use.keys if key in call.keywords), None)
    if given is None and use.at >= 0:
        given = call.given(use.at)
    if given is None or given.kind() == "object":
        said = page.properties(given or call.given(0))
        given = next((said[key] for key in use.keys if key in said), None)
    for node in _items(given):
        yield from _entry(
            page, call.node, page.said(node), page.text_of(node), use.system, use.role, call.name
        )


def _items(node: SgNode | None) -> list[SgNode]:
    """A list of topics, one by one."""
    if node is None:
        return []
    if node.kind() == "reference_expression":
        node = next((child for child in node.children() if child.kind() == "array_expression"), node)
    if node.kind() in {"list", "array", "tuple", "array_expression", "element_value_array_initializer"}:
        return [item for item in node.children() if item.kind() not in {"[", "]", "(", ")", "{", "}", ","}]
    return [node]


def _entry(  # noqa: PLR0913, PLR0917 - what is told of a topic
    page: Page, at: SgNode, said: Said | None, written: str, system: str, role: str, client: str
) -> Iterator[Entry]:
    name, partial = (said.text, not said.whole) if said else ("", True)
    if said is None and (setting := setting_of(written)):
        name = f"{{{setting}}}"
    if name and _NAME.match(name):
        detail = {"role": role, "system": system, "client": client}
        yield page.entry(Kind.TOPIC, _short(name), at, detail, partial=partial)


def _short(name: str) -> str:
    """Of a queue's URL or ARN the name: the account is nobody's business."""
    if name.startswith(("https://sqs.", "arn:aws:")):
        return re.split(r"[:/]", name)[-1]
    return name


_TASK = re.compile(r"@\s*(?:\w+\.)*(?:task|shared_task|periodic_task)\b")
_DELAY = re.compile(r"(?<![\w.])(?:\w+\.)?\w+\.(?:delay|apply_async)(?=\s*\()")


def _find_celery(page: Page) -> Iterator[Entry]:
    """A decorated function is a task; without a name of its own it has its function's."""
    if page.imports("celery"):
        for found in _TASK.finditer(page.code):
            way = page.around(found.start())
            owner = next(
                (branch.node for branch in reversed(way) if branch.kind == "decorated_definition"), None
            )
            decorator = next((branch.node for branch in reversed(way) if branch.kind == "decorator"), None)
            if owner is None or decorator is None or "celery" not in page.code.lower():
                continue
            definition = owner.field("definition")
            function = page.text_of(definition.field("name") if definition else None)
            named = re.search(r"\bname\s*=\s*[\"']([^\"']+)[\"']", page.text_of(decorator))
            detail = {"role": _CONSUME, "system": "celery", "handler": function}
            yield page.entry(Kind.TOPIC, named[1] if named else function, decorator, detail, symbol=function)
    if page.imports("celery") or re.search(
        r"^\s*from\s+[\w.]*tasks\b|^\s*import\s+[\w.]*tasks\b|import\s+tasks\b", page.code, re.MULTILINE
    ):
        for call in page.calls(_DELAY):
            name = call.receiver.rsplit(".", 1)[-1]
            if name.isidentifier() and name not in {"self", "chain", "group", "sig", "signature", "task"}:
                detail = {"role": _PRODUCE, "system": "celery", "client": call.name}
                yield page.entry(Kind.TOPIC, name, call.node, detail)


_LISTENER = re.compile(r"@(?:KafkaListener|RabbitListener|SqsListener|JmsListener|Incoming|Outgoing)\b")
_LISTENED = {
    "KafkaListener": "kafka",
    "RabbitListener": "rabbitmq",
    "SqsListener": "sqs",
    "JmsListener": "jms",
}


def _find_listeners(page: Page) -> Iterator[Entry]:
    for found in annotations(page, _LISTENER):
        system = _LISTENED.get(found.name, "channel")
        given = next(
            (
                found.values[key]
                for key in ("topics", "queues", "destination", "value")
                if key in found.values
            ),
            None,
        )
        role = _PRODUCE if found.name == "Outgoing" else _CONSUME
        for node in _items(given):
            yield from _entry(page, found.node, page.said(node), page.text_of(node), system, role, found.name)


_STRUCT_TOPIC = re.compile(r"\bTopics?\s*:")
_STRUCTS = {
    "Writer": _PRODUCE, "WriterConfig": _PRODUCE, "Message": _PRODUCE, "ProducerMessage": _PRODUCE,
    "ReaderConfig": _CONSUME,
}  # fmt: skip
_KAFKA_GO = ("github.com/segmentio/kafka-go", "github.com/IBM/sarama", "github.com/Shopify/sarama")


def _find_structs(page: Page) -> Iterator[Entry]:
    """`kafka.Writer{Topic: "orders"}`."""
    for found in _STRUCT_TOPIC.finditer(page.code) if page.imports(*_KAFKA_GO) else ():
        way = page.around(found.start())
        literal = next((branch.node for branch in reversed(way) if branch.kind == "composite_literal"), None)
        kind = page.text_of(literal.field("type")) if literal else ""
        role = _STRUCTS.get(kind.rsplit(".", 1)[-1]) if "." in kind else None
        given = page.properties(literal.field("body") if literal else None).get("Topic")
        if role and literal is not None and given is not None:
            yield from _entry(page, literal, page.said(given), page.text_of(given), "kafka", role, kind)


EXTRACTORS = (
    Extractor(
        ("python",),
        _find,
        ("kafka", "pika", "celery", "redis", "pubsub", "nats", "boto3", "faststream", "kombu"),
    ),
    Extractor(("python",), _find_celery, ("celery", ".delay(", "apply_async(")),
    Extractor(SCRIPT, _find, ("kafkajs", "amqp", "bull", "redis", "client-sqs", "client-sns", "pubsub")),
    Extractor(("go",), _find, ("amqp", "redis", "nats", "sarama")),
    Extractor(("go",), _find_structs, ("kafka-go", "sarama")),
    Extractor(("java",), _find, ("kafka", "amqp", "rabbitmq")),
    Extractor(("java",), _find_listeners, ("Listener", "@Incoming", "@Outgoing")),
    Extractor(("rust",), _find, ("rdkafka", "lapin")),
)
