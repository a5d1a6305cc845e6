"""The key, and when anything is sent at all."""

import asyncio
import logging
import os
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from archlsp.claude.wire.events import Ended, Fault, FaultKind
from archlsp.workers.frames import pack
from archlsp.workers.process import _BOOT, _SOURCES
from claude.fake import Answer, FakeApi
from claude.wires import FINDINGS, KEY, call, end, everything, new_line, terms, values

SAID = Answer(findings=FINDINGS)


async def test_nothing_is_started_or_sent_before_a_question() -> None:
    """Making a line starts nothing, getting its worker ready connects to nothing."""
    async with FakeApi() as api:
        line = new_line()
        line.problem(terms(api.url))
        assert line.pid is None
        await line.prepare()
        worker = psutil.Process(line.pid)
        assert [one for one in worker.net_connections() if one.type.name == "SOCK_STREAM"] == []
        assert api.connections == 0
        await everything(line, call(), terms(api.url))
        assert api.connections == 1
        await line.close()


async def test_the_key_is_in_no_environment_no_argument_and_no_log(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It goes through the pipe, and to the API."""
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("ANTHROPIC_LOG", "debug")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    async with FakeApi(["401", SAID], key=KEY) as api:
        line = new_line(environ=dict(os.environ))
        events = await everything(line, call("secret code"), terms(api.url))
        events += await everything(line, call("secret code"), terms(api.url, model="other"))
        worker = psutil.Process(line.pid)
        environ = worker.environ()
        assert not [name for name in environ if name.startswith("ANTHROPIC")]
        assert environ["HTTPS_PROXY"] == "http://127.0.0.1:9"
        assert KEY not in repr((environ, worker.cmdline(), events, line))
        await line.close()
    assert KEY not in caplog.text
    assert "secret code" not in caplog.text
    assert api.requests[0].headers["authorization"] == f"Bearer {KEY}"


async def test_a_token_is_a_key_and_is_sent_in_both_headers() -> None:
    """Some servers of other makers look at x-api-key alone."""
    async with FakeApi([SAID], key=KEY, only_x_api_key=True) as api:
        line = new_line(environ={"ANTHROPIC_AUTH_TOKEN": KEY})
        assert isinstance(end(await everything(line, call(), terms(api.url))), Ended)
        assert api.requests[0].headers["authorization"] == f"Bearer {KEY}"
        await line.close()


async def test_a_command_prints_the_key(tmp_path: Path) -> None:
    """Its first line counts; it is run once; when its key is refused it is run again."""
    keys = tmp_path / "keys"
    keys.write_text("old\n")
    script = f"print(open({str(keys)!r}).read(), end=''); open({str(tmp_path / 'runs')!r}, 'a').write('x')"
    on_terms = {"key_command": (sys.executable, "-c", script)}
    async with FakeApi(answer=SAID, key="old") as api:
        line = new_line(environ={})
        on = terms(api.url, **on_terms)
        for _ in range(2):
            assert values(await everything(line, call(), on)) == FINDINGS
        keys.write_text("new\nand a second line\n")
        api._key = "new"
        assert values(await everything(line, call(), on)) == FINDINGS
        assert (tmp_path / "runs").read_text() == "xx"
        await line.close()


async def test_without_a_key_nothing_is_sent_to_anthropic() -> None:
    """A command that prints nothing useful stops the line, and it is said why."""
    line = new_line(environ={})
    on = terms("", key_command=("/nonexistent/program",))
    assert await everything(line, call(), on) == [Fault(FaultKind.NO_KEY)]
    problem = line.problem(on)
    assert problem is not None
    assert problem.code == "ai-fault-no-key"
    await line.close()


async def test_a_server_on_this_machine_needs_no_key_and_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A local model is asked directly."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with FakeApi([SAID]) as api:
        line = new_line(environ={})
        assert values(await everything(line, call(), terms(api.url + "/v1/"))) == FINDINGS
        await line.close()


async def test_a_proxy_is_used_for_what_is_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """The proxy of the user's environment gets the request for another host."""
    async with FakeApi([SAID]) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.delenv("NO_PROXY", raising=False)
        monkeypatch.delenv("no_proxy", raising=False)
        line = new_line()
        await everything(line, call(), terms("http://model.example.test"))
        assert proxy.requests[0].path == "http://model.example.test/v1/messages"
        await line.close()


def _certificate(folder: Path) -> tuple[Path, ssl.SSLContext]:
    """A certificate that nobody knows, as a company's own authority would sign it."""
    key, certificate = folder / "key.pem", folder / "certificate.pem"
    made = ["-keyout", str(key), "-out", str(certificate), "-subj", "/CN=archlsp test", "-days", "2"]
    extension = ["-addext", "subjectAltName=IP:127.0.0.1"]
    new = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"]
    subprocess.run([*new, *made, *extension], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes the certificate")
async def test_a_certificate_of_the_users_own_is_trusted_where_they_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown certificate is a matter of configuration, and SSL_CERT_FILE is the way to configure it."""
    certificate, context = _certificate(tmp_path)
    async with FakeApi([SAID], tls=context) as api:
        line = new_line()
        assert await everything(line, call(), terms(api.url)) == [Fault(FaultKind.CONFIGURATION)]
        await line.close()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        line = new_line()
        assert values(await everything(line, call(), terms(api.url))) == FINDINGS
        assert api.bodies == [call().body]
        await line.close()


async def test_an_address_that_is_none_is_a_matter_of_configuration() -> None:
    """Nothing is started for it."""
    line = new_line()
    on = terms("ftp://example.test")
    assert await everything(line, call(), on) == [Fault(FaultKind.CONFIGURATION)]
    assert line.pid is None
    problem = line.problem(on)
    assert problem is not None
    assert problem.code == "ai-endpoint-invalid"


async def test_a_cloud_without_its_package_or_region_is_a_matter_of_configuration() -> None:
    """The clients of the clouds are extras."""
    line = new_line(environ={"CLOUD_ML_REGION": "global", "AWS_REGION": "eu-west-1"})
    for provider in ("vertex", "bedrock"):
        on = terms("http://127.0.0.1:9", provider=provider)
        assert await everything(line, call(), on) == [Fault(FaultKind.CONFIGURATION)]
    assert not [name for name in psutil.Process(line.pid).environ() if name.startswith(("AWS_", "CLOUD_"))]
    await line.close()


@pytest.mark.parametrize("last", [b"", b"\x00\x00", pack({"id": 1, "do": "cancel"})])
async def test_the_worker_ends_with_its_standard_input(last: bytes) -> None:
    """Also when it is cut in the middle of a frame."""
    command = (sys.executable, "-I", "-c", _BOOT, _SOURCES, "archlsp.claude.wire.worker", "5")
    process = await asyncio.create_subprocess_exec(*command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    _, _ = await asyncio.wait_for(process.communicate(last), 30)
    assert process.returncode == 0


def test_the_server_never_imports_the_sdk() -> None:
    """Neither the SDK nor its HTTP client is in a process that has a line."""
    script = (
        "import sys, archlsp.claude.wire.line;"
        "print([name for name in sys.modules if name.split('.')[0] in ('anthropic', 'httpx2', 'pydantic')])"
    )
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, text=True)
    assert printed.stdout == "[]\n"
