"""Bytes become messages however they arrive: items 18 to 21 of the corner cases, without a server."""

import os
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archlsp.server.framing import LIMIT, FrameError, FrameReader, frame


def read_all(data: bytes, pieces: int = 1 << 16) -> Iterator[bytes | str]:
    """Everything that a reader makes of a stream that arrives in pieces; "refused" for a bad header."""
    reading, writing = os.pipe()

    def feed() -> None:
        for start in range(0, len(data), pieces):
            os.write(writing, data[start : start + pieces])
        os.close(writing)

    thread = threading.Thread(target=feed)
    thread.start()
    frames = FrameReader(reading)
    try:
        while True:
            try:
                body = frames.read()
            except FrameError:
                yield "refused"
                continue
            if body is None:
                return
            yield body
    finally:
        thread.join()
        os.close(reading)


@pytest.mark.parametrize(
    "header",
    [
        b"content-length: 2\r\n\r\n",
        b"CONTENT-LENGTH:2\r\n\r\n",
        b"Content-Length : 2 \r\n\r\n",
        b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: 2\r\n\r\n",
        b"Content-Length: 2\n\n",
        b"\r\n\r\nContent-Length: 2\r\nX-Other: 1\r\n\r\n",
    ],
)
def test_item_18_headers_are_read_with_tolerance(header: bytes) -> None:
    """Case, spaces, other headers and lone line feeds do not matter."""
    assert list(read_all(header + b"{}" + frame(b"[]"))) == [b"{}", b"[]"]


@pytest.mark.parametrize("length", [b"abc", b"", b"-5", b"1e3", b"100000000000", str(LIMIT + 1).encode()])
def test_items_19_and_20_a_wrong_length_is_refused(length: bytes) -> None:
    """The stream goes on at the next good header, also behind a body whose length nobody knows."""
    bad = b"Content-Length: " + length + b"\r\n\r\n"
    assert list(read_all(bad + frame(b"{}"))) == ["refused", b"{}"]
    assert list(read_all(bad + b'{"jsonrpc": "2.0"}' + frame(b"{}"))) == ["refused", b"{}"]


def test_item_21_byte_by_byte() -> None:
    """It makes no difference."""
    assert list(read_all(frame(b'{"a": 1}') + frame("漢".encode()), pieces=1)) == [b'{"a": 1}', "漢".encode()]


def test_a_body_that_is_longer_than_it_says() -> None:
    """What is left of it is skipped."""
    assert list(read_all(b"Content-Length: 2\r\n\r\n{}}}" + frame(b"[]"))) == [b"{}", b"[]"]


def test_a_stream_that_ends_inside_a_body() -> None:
    """Half a message is none."""
    assert list(read_all(b"Content-Length: 20\r\n\r\n{}")) == []


def test_noise_without_end_is_not_kept() -> None:
    """A client that sends anything but the protocol does not eat the memory."""
    noise = b"x" * 300_000
    assert list(read_all(noise + frame(b"{}"))) == [b"{}"]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.binary(max_size=300), max_size=8), st.integers(1, 50))
def test_any_bodies_in_any_pieces(bodies: list[bytes], pieces: int) -> None:
    """Bodies come out as they went in; empty ones too."""
    assert list(read_all(b"".join(map(frame, bodies)), pieces)) == bodies
