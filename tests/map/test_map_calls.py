"""Calls to other systems, topics, services and settings, and what only looks like one."""

import pytest
from mapping import entries, told

from archlsp.map.entry import Kind
from archlsp.map.facts import facts_of, is_read


def test_http_calls() -> None:
    """A literal host or a setting's name; credentials and queries are never told."""
    python = """
import os, requests
API = "https://api.example.com/v1"
requests.get("https://user:pw@stripe.com/v1/charges?key=abc")
requests.post(f"{API}/orders/{order}")
requests.get(os.environ["STOCK_URL"] + "/items")
requests.get(url)
session.get("orders")
{}.get("https://not-a-call")
"""
    assert told("a.py", python, Kind.CALL) == [
        (4, "https://stripe.com/v1/charges"),
        (5, "https://api.example.com/v1/orders/{order}+"),
        (6, "{STOCK_URL}/items+"),
    ]
    script = (
        "import axios from 'axios';\n"
        "const api = axios.create({ baseURL: process.env.API_URL });\n"
        "fetch('https://a.example/x', { method: 'POST' });\n"
        "fetch('/local');\n"
        "fetch(url);\n"
        "axios.get(`${config.stock.url}/items`);\n"
    )
    found = entries("a.ts", script, Kind.CALL)
    assert [(entry.line, entry.name, entry.detail["method"]) for entry in found] == [
        (2, "{API_URL}", "*"),
        (3, "https://a.example/x", "POST"),
        (6, "{config.stock.url}/items", "GET"),
    ]
    go = (
        "package a\n"
        "\n"
        'import "net/http"\n'
        "\n"
        "func f(ctx context.Context) {\n"
        '\thttp.Get("http://stock:8080/items")\n'
        "\thttp.NewRequestWithContext(ctx, http.MethodPut, cfg.StockURL, nil)\n"
        '\tm.Get("key")\n'
        "}\n"
    )
    assert told("a.go", go, Kind.CALL) == [(6, "http://stock:8080/items"), (7, "{cfg.StockURL}+")]
    java = (
        "import org.springframework.web.client.RestTemplate;\n"
        'class A { void f() { rest.getForObject("https://a.example/x", String.class); map.put("key", 1); } }\n'
        '@FeignClient(name = "stock") interface Stock {}\n'
    )
    assert told("A.java", java, Kind.CALL) == [(2, "https://a.example/x"), (3, "stock+")]
    rust = 'async fn f() { reqwest::get("https://a.example/x").await; map.get("https"); }\n'
    assert told("a.rs", rust, Kind.CALL) == [(1, "https://a.example/x")]


def test_stores() -> None:
    """The kind of store, and the setting or the host."""
    python = """
import os
from sqlalchemy import create_engine
from redis import Redis
engine = create_engine("postgresql+psycopg2://user:secret@db:5432/shop?sslmode=off")
cache = Redis(host=settings.REDIS_HOST, password="x")
other = create_engine(url)
"""
    found = entries("a.py", python, Kind.CALL)
    assert [
        (entry.name, entry.detail["role"], entry.detail.get("url", ""), entry.detail.get("config", ""))
        for entry in found
    ] == [
        ("postgresql", "database", "postgresql+psycopg2://db:5432/shop", ""),
        ("redis", "cache", "", "settings.REDIS_HOST"),
        ("sql", "database", "", ""),
    ]  # fmt: skip
    script = (
        "import { Pool } from 'pg';\n"
        "import mongoose from 'mongoose';\n"
        "const pool = new Pool({ connectionString: process.env.DATABASE_URL });\n"
        "mongoose.connect(config.mongo.url);\n"
        "new Other();\n"
    )
    found = entries("a.ts", script, Kind.CALL)
    assert [(entry.name, entry.detail.get("config")) for entry in found] == [
        ("postgresql", "DATABASE_URL"),
        ("mongodb", "config.mongo.url"),
    ]
    go = (
        "package a\n"
        "\n"
        'import "database/sql"\n'
        "\n"
        'func f() { sql.Open("postgres", os.Getenv("DSN")); file.Open("mysql", 1) }\n'
    )
    assert [(entry.name, entry.detail.get("config")) for entry in entries("a.go", go, Kind.CALL)] == [
        ("postgresql", "DSN")
    ]


def test_clouds_and_grpc() -> None:
    """The service's name; a stub's class is a client, a servicer is none."""
    python = (
        "import boto3, grpc\n"
        "from google.cloud import storage\n"
        's3 = boto3.client("s3")\n'
        "client = storage.Client()\n"
        "stub = orders_pb2_grpc.OrdersStub(channel)\n"
        "class Servicer(orders_pb2_grpc.OrdersServicer): ...\n"
        "name = boto3.client(service)\n"
    )
    assert [name for _, name in told("a.py", python, Kind.CALL)] == ["aws s3", "gcp storage", "grpc Orders"]
    script = (
        "import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3';\n"
        "const a = new S3Client({});\n"
        "new PutObjectCommand({});\n"
    )
    assert told("a.ts", script, Kind.CALL) == [(2, "aws s3")]
    go = (
        "package a\n"
        "\n"
        "import (\n"
        '\t"github.com/aws/aws-sdk-go-v2/service/sqs"\n'
        '\t"google.golang.org/grpc"\n'
        ")\n"
        "\n"
        'func f() { sqs.NewFromConfig(cfg); pb.NewOrdersClient(conn); http.NewClient(x); errors.New("x") }\n'
    )
    assert [name for _, name in told("a.go", go, Kind.CALL)] == ["aws sqs", "grpc Orders"]


def test_topics() -> None:
    """Who sends and who takes; a method of the same name elsewhere is no queue."""
    python = """
from celery import shared_task
from kafka import KafkaProducer, KafkaConsumer
producer.send("orders", b"x")
consumer = KafkaConsumer("orders", "returns")
@shared_task(name="mail.send")
def send_mail(): ...
send_mail.delay(1)
mailer.send("not a topic at all")
"""
    found = entries("a.py", python, Kind.TOPIC)
    assert [(entry.line, entry.name, entry.detail["role"], entry.detail["system"]) for entry in found] == [
        (4, "orders", "produce", "kafka"),
        (5, "orders", "consume", "kafka"),
        (6, "mail.send", "consume", "celery"),
        (8, "send_mail", "produce", "celery"),
    ]
    script = "import { Queue, Worker } from 'bullmq';\nnew Queue('mail');\nnew Worker('mail', job);\nnew Queue();\n"
    assert [(entry.name, entry.detail["role"]) for entry in entries("a.ts", script, Kind.TOPIC)] == [
        ("mail", "produce"),
        ("mail", "consume"),
    ]
    java = 'class A {\n  @KafkaListener(topics = {"orders", "${topics.returns}"}) void on(Order o) {}\n}\n'
    assert [name for _, name in told("A.java", java, Kind.TOPIC)] == ["${topics.returns}", "orders"]
    go = (
        "package a\n"
        "\n"
        'import "github.com/segmentio/kafka-go"\n'
        "\n"
        'var w = kafka.Writer{Topic: "orders"}\n'
        'var c = other.Config{Topic: "none"}\n'
    )
    assert told("a.go", go, Kind.TOPIC) == [(5, "orders")]


def test_services() -> None:
    """Compose, Kubernetes, images and entry points; a workflow's service containers are none."""
    compose = (
        "services:\n"
        "  api:\n"
        "    build: ./api\n"
        "    ports: ['80:80']\n"
        "    depends_on: [db]\n"
        "  db:\n"
        "    image: postgres:16\n"
        "volumes:\n"
        "  data: {}\n"
    )
    found = entries("compose.yaml", compose, Kind.SERVICE)
    assert [(entry.line, entry.name, dict(entry.detail)) for entry in found] == [
        (
            2,
            "api",
            {"source": "compose", "type": "service", "build": "./api", "ports": "80:80", "depends": "db"},
        ),
        (6, "db", {"source": "compose", "type": "service", "image": "postgres:16"}),
    ]
    kubernetes = (
        "apiVersion: batch/v1\n"
        "kind: CronJob\n"
        "metadata:\n"
        "  name: nightly\n"
        "spec:\n"
        "  schedule: '0 3 * * *'\n"
        "  jobTemplate:\n"
        "    spec:\n"
        "      template:\n"
        "        spec:\n"
        "          containers:\n"
        "            - image: shop/nightly:1\n"
        "---\n"
        "apiVersion: v1\n"
        "kind: Secret\n"
        "metadata:\n"
        "  name: keys\n"
    )
    [cron] = entries("k8s/cron.yaml", kubernetes, Kind.SERVICE)
    assert (cron.name, cron.detail["schedule"], cron.detail["image"]) == (
        "nightly",
        "0 3 * * *",
        "shop/nightly:1",
    )
    docker = (
        "FROM golang:1.22 AS build\n"
        "RUN go build\n"
        "FROM gcr.io/distroless/base\n"
        "EXPOSE 8080\n"
        'ENTRYPOINT ["/app", "--port", "8080"]\n'
    )
    [image] = entries("cmd/api/Dockerfile", docker, Kind.SERVICE)
    assert (image.name, image.detail["command"], image.detail["ports"]) == (
        "cmd/api",
        "/app --port 8080",
        "8080",
    )
    assert told("cmd/api/main.go", "package main\n\nfunc main() {\n}\n", Kind.SERVICE) == [(3, "cmd/api")]
    assert told("lib/main.go", "package lib\n\nfunc main() {\n}\n", Kind.SERVICE) == []
    assert told("package.json", '{"name": "shop", "scripts": {"start": "node server.js"}}', Kind.SERVICE) == [
        (1, "shop")
    ]
    assert told("package.json", '{"name": "lib", "scripts": {"test": "jest"}}', Kind.SERVICE) == []


def test_settings_that_are_read() -> None:
    """Names and harmless defaults; a default that looks secret is not told, and what is assigned is not read."""
    python = (
        "import os\n"
        'a = os.environ["DATABASE_URL"]\n'
        'b = os.getenv("PORT", "8080")\n'
        'c = os.environ.get("API_TOKEN", "hunter2")\n'
        'os.environ["WRITTEN"] = "1"\n'
        'd = {}.get("NOT_ENV")\n'
        'e = cache.get("NEITHER")\n'
    )
    found = entries("a.py", python, Kind.CONFIG)
    assert [(entry.line, entry.name, entry.detail.get("default")) for entry in found] == [
        (2, "DATABASE_URL", None),
        (3, "PORT", "8080"),
        (4, "API_TOKEN", None),
    ]
    script = (
        "const port = process.env.PORT || '3000';\n"
        "const k = process.env['KEY'] ?? 'abc';\n"
        "process.env.SET = '1';\n"
        "// process.env.COMMENT\n"
    )
    found = entries("a.js", script, Kind.CONFIG)
    assert [(entry.name, entry.detail.get("default")) for entry in found] == [("PORT", "3000"), ("KEY", None)]
    go = 'package a\n\nvar x = os.Getenv("HOME_URL")\n\ntype C struct {\n\tPort int `env:"PORT" envDefault:"80"`\n}\n'
    found = entries("a.go", go, Kind.CONFIG)
    assert [(entry.name, entry.detail.get("default")) for entry in found] == [
        ("HOME_URL", None),
        ("PORT", "80"),
    ]
    java = 'class A { @Value("${shop.limit:10}") int a; @Value("#{b.x}") int x; String h = System.getenv("HOST"); }\n'
    assert [name for _, name in told("A.java", java, Kind.CONFIG)] == ["shop.limit", "HOST"]
    rust = 'fn f() { std::env::var("DATABASE_URL"); let p = env!("BUILD_ID"); let v = env!("CARGO_PKG_VERSION"); }\n'
    assert [name for _, name in told("a.rs", rust, Kind.CONFIG)] == ["DATABASE_URL", "BUILD_ID"]
    pydantic = (
        "from pydantic_settings import BaseSettings\n"
        "class S(BaseSettings):\n"
        "    model_config = {}\n"
        "    database_url: str\n"
        "    port: int = 80\n"
        "class Other(Base):\n"
        "    x: int\n"
    )
    assert [name for _, name in told("s.py", pydantic, Kind.CONFIG)] == ["DATABASE_URL", "PORT"]


def test_settings_that_are_declared() -> None:
    """Names alone, never a value."""
    found = entries(
        ".env.example", "# A=1\nDATABASE_URL=postgres://user:pw@db/shop\nexport PORT=80\n", Kind.CONFIG
    )
    assert [(entry.line, entry.name, dict(entry.detail)) for entry in found] == [
        (2, "DATABASE_URL", {"role": "declare", "source": "dotenv"}),
        (3, "PORT", {"role": "declare", "source": "dotenv"}),
    ]
    compose = (
        "services:\n"
        "  api:\n"
        "    image: a\n"
        "    environment:\n"
        "      - PASSWORD=hunter2\n"
        "  db:\n"
        "    image: b\n"
        "    environment:\n"
        "      USER: shop\n"
    )
    found = entries("compose.yml", compose, Kind.CONFIG)
    assert [(entry.name, entry.detail["service"]) for entry in found] == [("PASSWORD", "api"), ("USER", "db")]
    assert not any("hunter2" in str(entry) for entry in found)


@pytest.mark.parametrize("path", [".env", ".env.production", "config/prod.env", ".npmrc", ".netrc"])
def test_files_of_secrets_are_not_looked_at(path: str) -> None:
    """Their values are nobody's business, so neither are their names."""
    assert not is_read(path)
    assert facts_of(path, "TOKEN=1\n") == []
