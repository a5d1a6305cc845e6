"""A loopback server that speaks the Messages API of Anthropic, for tests: `from claude.fake import FakeApi`.

    async with FakeApi(script=["429", Answer(findings=[...])]) as api:   # inside a test's event loop
    with fake_api(answer=Answer(findings=[])) as api:                    # in a thread: for servers and CLIs started
        terms = Terms(paid=True, base_url=api.url)

Every `POST /v1/messages` takes the next reply of `script`, then `answer` (by default: no findings). A reply is

- an `Answer`: `findings=[...]` (sent as {"findings": [...]}), or `text="..."`, or `value={...}` for another object;
  `stop="max_tokens"`, `thinking=True`, `chunk=` characters a delta; `fault=` what happens after `after` deltas
  (see `faults.FAULTS`: "reset", "drop", "cut", "error", "overloaded", "bad-json", "pings", "stall", "drip",
  "flood", "hold"); "hold" waits for `api.go()`, and then goes on
- the name of a whole reply (see `replies.REPLIES`): "429", "429-long", "529", "500", "401", "403", "404", "credit",
  "spend-limit", "too-long", "413", "hang", "reset", "html", "redirect", "gzip-bomb", "refusal", "max_tokens", ...
- a `Status(status, type, message, retry_after=...)`
- a function of the parsed body that returns one of these.

Everything else is answered by itself: count_tokens, batches (ended at the second look), models. Requests are
validated against the SDK's own parameter types, and refused (400) where the real API refuses them, so a test that
gets a FaultKind.BAD_REQUEST has built a wrong body: `api.refused` says why. Cache figures in the usage come from the
prefixes that were really sent.

What a test looks at: `api.url`; `api.requests` (each with `path`, `headers`, `raw` bytes and parsed `body`),
`api.bodies` (those of /v1/messages alone); `api.connections`, how many sockets were opened; `api.abandoned`, how many
answers the client hung up on. `await api.until(lambda: api.abandoned == 1)` waits without sleeping (in a thread:
`api.wait(lambda: ...)`). `key="..."` demands that key, `only_x_api_key=True` demands it in that header;
`tls=` an SSL context makes it https.
"""

from claude.fake.replies import Answer, Reply, Status
from claude.fake.server import FakeApi, Seen
from claude.fake.threaded import FakeApiThread, fake_api

__all__ = ["Answer", "FakeApi", "FakeApiThread", "Reply", "Seen", "Status", "fake_api"]
