"""Clients of cloud services and of gRPC.

detail: role (sdk, grpc), provider (aws, gcp, azure), service, client, config.
"""

import re
from collections.abc import Iterator

from archlsp.map.entry import Entry, Kind
from archlsp.map.extractors.addresses import address_of
from archlsp.map.extractors.extractor import SCRIPT, Extractor
from archlsp.map.page import Call, Page
from archlsp.rules.importlines import imports_in

_BOTO = re.compile(r"(?<!\w)(?:boto3|\w*[sS]ession(?:\(\))?)\.(?:client|resource|create_client)(?=\s*\()")
_GOOGLE_PYTHON = re.compile(
    r"(?<![\w.])(?:(storage|bigquery|firestore|pubsub_v1|secretmanager|tasks_v2|kms|translate|vision|speech|datastore|logging)\.)(\w*Client)(?=\s*\()"
)
_NEW = re.compile(r"\bnew\s+([A-Z]\w*)(?=\s*\()")
_AWS_V2 = re.compile(r"\bnew\s+AWS\.([A-Z]\w*)(?=\s*\()")
_AZURE = re.compile(
    r"(?<!\w)((?:Blob|Queue|Table|DataLake|Share)ServiceClient|ServiceBusClient|SecretClient|CosmosClient|EventHub(?:Producer|Consumer)Client)(?:\.from_connection_string|\.fromConnectionString)?(?=\s*\()"
)
_GO_SDK = re.compile(r"(?<![\w.])(\w+)\.(?:NewFromConfig|NewClient|New)(?=\()")
_GO_AWS = re.compile(r"^github\.com/aws/aws-sdk-go(?:-v2)?/service/(\w+)$")
_GO_GOOGLE = re.compile(r"^cloud\.google\.com/go/(\w+)(?:/apiv\d\w*)?$")
_JAVA_AWS = re.compile(r"(?<!\w)\w+Client\.(?:builder|create)(?=\()")
_RUST_AWS = re.compile(r"\baws_sdk_(\w+)::Client::new(?=\s*\()")
_PYTHON_STUB = re.compile(r"(?<!\w)(?:\w+_grpc\.)?(\w+)Stub(?=\s*\()")
_GO_STUB = re.compile(r"(?<!\w)\w+\.New(\w+)Client(?=\()")
_JAVA_STUB = re.compile(r"(?<!\w)(\w+)Grpc\.new(?:Blocking|Future|BlockingV2)?Stub(?=\()")
_SCRIPT_STUB = re.compile(r"\bnew\s+[\w.]*?(\w+)(?=\s*\()")
_CONNECTION = re.compile(r"conn|\bcc\b|grpc|svc", re.IGNORECASE)
_RUST_STUB = re.compile(r"(?<!\w)(\w+)Client::connect(?=\s*\()")


def _sdk(page: Page, call: Call, provider: str, service: str) -> Entry:
    service = service.lower().replace("_", "-")
    detail = {"role": "sdk", "provider": provider, "service": service, "client": call.name}
    return page.entry(Kind.CALL, f"{provider} {service}", call.node, detail)


def _python(page: Page) -> Iterator[Entry]:
    if page.imports("boto3", "aioboto3", "botocore", "aiobotocore"):
        for call in page.calls(_BOTO):
            service = page.literal(call.given(0, "service_name"))
            if service:
                yield _sdk(page, call, "aws", service)
    if page.imports("google.cloud"):
        for call in page.calls(_GOOGLE_PYTHON):
            if page.imports(f"google.cloud.{call.receiver}"):
                yield _sdk(page, call, "gcp", re.sub(r"_v\d\w*$", "", call.receiver))
    if page.imports("azure"):
        for call in page.calls(_AZURE):
            yield _sdk(page, call, "azure", _azure(call))


def _azure(call: Call) -> str:
    name = (call.receiver or call.name) if call.name.lower().startswith("from") else call.name
    return re.sub(r"(?:Service|Producer|Consumer)?Client$", "", name)


def _script(page: Page) -> Iterator[Entry]:
    modules = {
        name: line.module
        for line in imports_in(page.code, page.language)
        for pair in line.names
        for name in pair
    }
    requires = re.findall(
        r"\b(?:const|let|var)\s+\{([^}]*)\}\s*=\s*require\(\s*[\"']([^\"']+)[\"']", page.code
    )
    modules |= {
        name.strip().split(":")[-1].strip(): module for names, module in requires for name in names.split(",")
    }
    for call in page.calls(_NEW):
        module = modules.get(call.name, "")
        if module.startswith("@aws-sdk/client-") and call.name.endswith("Client"):
            yield _sdk(page, call, "aws", module.removeprefix("@aws-sdk/client-"))
        elif module.startswith("@google-cloud/") and call.receiver == "":
            yield _sdk(page, call, "gcp", module.removeprefix("@google-cloud/"))
        elif module.startswith("@azure/") and call.name.endswith("Client") and "identity" not in module:
            yield _sdk(page, call, "azure", module.removeprefix("@azure/"))
    if page.imports("aws-sdk"):
        for call in page.calls(_AWS_V2):
            if call.name not in {
                "Credentials",
                "Config",
                "Endpoint",
                "SharedIniFileCredentials",
                "HttpRequest",
            }:
                yield _sdk(page, call, "aws", call.name)


def _go(page: Page) -> Iterator[Entry]:
    packages: dict[str, tuple[str, str]] = {}
    for line in imports_in(page.code, "go"):
        for provider, pattern in (("aws", _GO_AWS), ("gcp", _GO_GOOGLE)):
            if found := pattern.match(line.module):
                named = [name for pair in line.names for name in pair if name]
                packages[named[-1] if named else found[1]] = (provider, found[1])
                packages.setdefault(found[1], (provider, found[1]))
    for call in page.calls(_GO_SDK) if packages else ():
        if call.receiver in packages:
            yield _sdk(page, call, *packages[call.receiver])


def _java(page: Page) -> Iterator[Entry]:
    if page.imports("software.amazon.awssdk.services"):
        for call in page.calls(_JAVA_AWS):
            found = re.match(r"(\w+?)(?:Async)?Client$", call.receiver)
            if found and page.imports(f"software.amazon.awssdk.services.{found[1].lower()}"):
                yield _sdk(page, call, "aws", found[1])


def _rust(page: Page) -> Iterator[Entry]:
    for call in page.calls(_RUST_AWS):
        yield _sdk(page, call, "aws", call.receiver.removeprefix("aws_sdk_").split("::")[0])


def _stub(page: Page, call: Call, service: str, at: int = 0) -> Entry:
    address = address_of(page.said(call.given(at)), page.text_of(call.given(at)))
    detail = {
        "role": "grpc",
        "service": service,
        "client": call.name,
        "config": address.config if address else "",
    }
    return page.entry(Kind.CALL, f"grpc {service}", call.node, detail)


def _python_stubs(page: Page) -> Iterator[Entry]:
    if page.imports("grpc") or "_pb2_grpc" in page.code:
        for call in page.calls(_PYTHON_STUB):
            if len(call.arguments) == 1:
                yield _stub(page, call, call.name.removesuffix("Stub"))


def _go_stubs(page: Page) -> Iterator[Entry]:
    for call in page.calls(_GO_STUB) if page.imports("google.golang.org/grpc") else ():
        if len(call.arguments) == 1 and _CONNECTION.search(page.text_of(call.arguments[0])):
            yield _stub(page, call, call.name.removeprefix("New").removesuffix("Client"))


def _java_stubs(page: Page) -> Iterator[Entry]:
    for call in page.calls(_JAVA_STUB) if page.imports("io.grpc") else ():
        yield _stub(page, call, call.receiver.rsplit(".", 1)[-1].removesuffix("Grpc"))


def _script_stubs(page: Page) -> Iterator[Entry]:
    for call in page.calls(_SCRIPT_STUB) if page.imports("@grpc/grpc-js", "grpc") else ():
        if "redentials" in page.text_of(call.given(1)):
            yield _stub(page, call, call.name.removesuffix("Client"))


def _rust_stubs(page: Page) -> Iterator[Entry]:
    for call in page.calls(_RUST_STUB):
        yield _stub(page, call, call.receiver.rsplit("::", 1)[-1].removesuffix("Client"))


EXTRACTORS = (
    Extractor(("python",), _python, ("boto", "google.cloud", "azure")),
    Extractor(SCRIPT, _script, ("aws-sdk", "@google-cloud/", "@azure/")),
    Extractor(("go",), _go, ("aws-sdk-go", "cloud.google.com/go")),
    Extractor(("java",), _java, ("awssdk",)),
    Extractor(("rust",), _rust, ("aws_sdk_",)),
    Extractor(("python",), _python_stubs, ("Stub(",)),
    Extractor(("go",), _go_stubs, ("google.golang.org/grpc",)),
    Extractor(("java",), _java_stubs, ("io.grpc",)),
    Extractor(SCRIPT, _script_stubs, ("grpc",)),
    Extractor(("rust",), _rust_stubs, ("tonic",)),
)
