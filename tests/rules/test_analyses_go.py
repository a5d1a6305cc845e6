"""Analyses of Go: what is found beyond the rules' examples, and what is left alone."""

import random

import pytest

from archlsp.rules.analyses import go
from archlsp.rules.source import Source


def lines(ask: str, code: str, imports: str = "") -> list[int]:
    """Return the lines, from 1 for the first of `code`, of what an analysis finds."""
    head = "package a\n\nimport (\n" + "".join(f'"{one}"\n' for one in imports.split()) + ")\n"
    source = Source("a/a.go", "go", head + code)
    before = head.count("\n")
    return [place.span.start.line + 1 - before for place in go.places(source, frozenset({ask}))]


def inside(ask: str, code: str, imports: str = "", head: str = "func f()") -> list[int]:
    """Return the lines of what is found inside a function."""
    return [line - 1 for line in lines(ask, f"{head} {{\n{code}\n}}\n", imports)]


@pytest.mark.parametrize(
    "code",
    [
        "var mu sync.Mutex\nuse(mu)",
        "var all [3]sync.Mutex\nother := all",
        "type box struct{ wg sync.WaitGroup }\nvar b *box\ncopied := *b",
        "var list []struct{ once sync.Once }\nfor _, one := range list {\n}",
    ],
)
def test_copied_locks_are_found(code: str) -> None:
    assert len(inside("lock-copied", code, "sync")) == 1


@pytest.mark.parametrize(
    "code",
    [
        "var mu sync.Mutex\nuse(&mu)",
        "mu := sync.Mutex{}",
        "var list []*sync.Mutex\nfor _, one := range list {\n}",
        "var p *sync.Mutex\nq := p",
        "var list []sync.Mutex\nfor i := range list {\nuse(&list[i])\n}",
    ],
)
def test_pointers_to_locks_are_left_alone(code: str) -> None:
    assert inside("lock-copied", code, "sync") == []


def test_a_type_with_its_own_lock_is_not_to_be_copied() -> None:
    code = "type guard struct{}\nfunc (*guard) Lock() {}\nfunc (*guard) Unlock() {}\n"
    code += "func take(g guard) {}\nfunc give(g *guard) {}\n"
    assert lines("lock-copied", code) == [4]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("if p == nil {\nprint(p.X)\n}", [2]),
        ("if p != nil {\nreturn\n}\nprint(p.X)", [4]),
        ("if p == nil {\np = &T{}\n}\nprint(p.X)", []),
        ("if p == nil || p.X == 1 {\nreturn\n}\nprint(p.X)", []),
        ("if p == nil && p.X == 1 {\nreturn\n}", [1]),
        ("if p == nil {\np.Method()\n}", []),
        ("for p == nil {\np = next()\n}\nprint(p.X)", []),
        ("if p == nil {\nset(&p)\nprint(p.X)\n}", []),
        ("if p == nil {\ngoto end\n}\nend:\nprint(p.X)", []),
        ("var m map[string]int\nm[k] = 1", [2]),
        ("var m map[string]int\nprint(m[k])", []),
        ("var err error\nfunc() { err = run() }()\nprint(err.Error())", []),
        ("var err error\nprint(err.Error())", [2]),
    ],
)
def test_nil_is_followed(code: str, found: list[int]) -> None:
    code = f"type T struct{{ X int }}\nfunc f(p *T, k string) {{\n{code}\n}}\n"
    assert [line - 2 for line in lines("nil-dereference", code)] == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("err := a()\nif err != nil {\nreturn\n}\nif err != nil {\nreturn\n}", [5]),
        ("err := a()\nif err != nil {\nreturn\n}\nerr = b()\nif err != nil {\nreturn\n}", []),
        ("err := a()\nif err := b(); err != nil {\nreturn\n}\nif err != nil {\nreturn\n}", []),
        ("err := a()\nfor err != nil {\nerr = a()\n}", []),
        ("err := a()\nswitch {\ncase err != nil:\nreturn\n}\nif err != nil {\nreturn\n}", [6]),
    ],
)
def test_decided_comparisons_are_found(code: str, found: list[int]) -> None:
    assert inside("nil-decided", code) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("if err != nil {\nreturn nil\n}", [2]),
        ("if err != nil {\nlog(err)\nreturn nil\n}", []),
        ("if err != nil {\n// there is nothing to do\nreturn nil\n}", []),
        ("if err != nil && known(err) {\nreturn nil\n}", []),
        ("if err != nil {\nreturn err\n}", []),
    ],
)
def test_swallowed_errors_are_found(code: str, found: list[int]) -> None:
    assert inside("error-swallowed", code, head="func f(err error) error") == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("_, cancel := context.WithCancel(ctx)\nif x {\nreturn\n}\ncancel()", [1]),
        ("_, cancel := context.WithCancel(ctx)\ndefer cancel()\nif x {\nreturn\n}", []),
        ("_, cancel := context.WithCancel(ctx)\nstop(cancel)\nreturn", []),
        ("_, cancel := context.WithCancel(ctx)\nif x {\npanic(x)\n}\ncancel()", []),
        ("for {\n_, cancel := context.WithCancel(ctx)\nif x {\ncontinue\n}\ncancel()\n}", []),
        ("for _, x := range y {\n_, cancel := context.WithCancel(ctx)\nuse(x)\n_ = cancel\n}", [2]),
        ("_, cancel := context.WithCancel(ctx)\nswitch x {\ncase 1:\ncancel()\ndefault:\nreturn\n}", [1]),
        ("_, cancel := context.WithCancel(ctx)\nselect {\ncase <-x:\ncancel()\n}", []),
        ("_, s.cancel = context.WithCancel(ctx)", []),
    ],
)
def test_lost_cancel_functions_are_found(code: str, found: list[int]) -> None:
    assert inside("cancel-lost", code, "context") == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('slog.Info("m", "k")', [1]),
        ('slog.Info("m", "k", 1)', []),
        ('slog.Info("m", pairs...)', []),
        ('slog.Info("m", unknown)', []),
        ('slog.Info("m", unknown, 1, slog.Int("a", 1))', []),
        ('l := slog.With("k", 1)\nl.Warn("m", 2, 3)', [2]),
        ('slog.ErrorContext(ctx, "m", slog.String("k", "v"), "x")', [1]),
        ('type key string\nvar k key = "k"\nslog.Info("m", k, 1)', [3]),
        ('s := zap.S()\ns.Infow("m", "k")\ns.Infof("m", "k")', [2]),
    ],
)
def test_pairs_of_logs(code: str, found: list[int]) -> None:
    assert inside("log-pairs", code, "log/slog go.uber.org/zap") == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("b, _ := json.Marshal(v)", [1]),
        ("b, err := json.Marshal(v)", []),
        ("var n int\nb, _ := json.Marshal(n)", []),
        ("var m map[string]float64\nb, _ := json.Marshal(m)", [2]),
        ("b, _ := json.Marshal(other)", []),
        ("type safe struct{ Name string; hidden any }\nvar s safe\nb, _ := json.Marshal(s)", []),
        ("type loop struct{ Next *loop }\nvar s loop\nb, _ := json.Marshal(s)", []),
        ("enc := json.NewEncoder(w)\nenc.Encode(v)", [2]),
    ],
)
def test_dropped_errors_of_encoding(code: str, found: list[int]) -> None:
    assert inside("encode-error-dropped", code, "encoding/json", "func f(v any)") == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("json.Unmarshal(b, &v)", []),
        ("json.Unmarshal(b, v)", []),
        ("var m map[string]int\njson.Unmarshal(b, m)", [2]),
        ("var s struct{ A int }\nxml.NewDecoder(r).Decode(s)", [2]),
        ("var o other.Kind\njson.Unmarshal(b, o)", []),
    ],
)
def test_targets_of_decoding(code: str, found: list[int]) -> None:
    head = "func f(v any, b []byte)"
    assert inside("decode-without-pointer", code, "encoding/json encoding/xml x/other", head) == found


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("go func() {\nt.Fatal(1)\n}()", [2]),
        ("go func() {\nt.Error(1)\n}()", []),
        ("t.Run(name, func(t *testing.T) {\nt.Fatal(1)\n})", []),
        ("go func() {\nt.Run(name, func(t *testing.T) {\nt.Fatal(1)\n})\n}()", []),
        ("go func(t fake) {\nt.Fatal(1)\n}(x)", []),
        ("check := func() {\nt.FailNow()\n}\ngo check()", [4]),
        ("go require.NoError(t, err)\ngo func() {\nrequire.NoError(t, err)\n}()", [3]),
    ],
)
def test_ends_of_tests_in_goroutines(code: str, found: list[int]) -> None:
    imports = "testing github.com/stretchr/testify/require"
    assert inside("test-ended-in-goroutine", code, imports, "func TestF(t *testing.T)") == found


@pytest.mark.parametrize(
    ("tag", "ask", "found"),
    [
        ('json:"a,omitempty" db:"a"', "struct-tag-malformed", []),
        ('json:"a"   db:"a"', "struct-tag-malformed", []),
        ('json:"a", db:"a"', "struct-tag-malformed", [2]),
        ("json:a", "struct-tag-malformed", [2]),
        ('validate:"a=\\"b\\""', "struct-tag-malformed", []),
        ("words about it", "struct-tag-malformed", []),
    ],
)
def test_tags(tag: str, ask: str, found: list[int]) -> None:
    assert lines(ask, f"type t struct {{\n\tA int `{tag}`\n}}\n") == found


def test_no_text_makes_an_analysis_fall() -> None:
    text = """package a

type T struct { *T; mu sync.Mutex; C complex128 `json:"c"` }

func (t *T) f(ctx context.Context, v any) (x *T, err error) {
    defer func() { recover() }()
    for k, v := range t.items { go t.run(k, v) }
    if x := v.(T); x.mu != nil && err == nil || !ok { return nil, nil }
    switch e := err.(type) { case nil: default: errors.As(e, e) }
    ctx, cancel := context.WithCancel(ctx)
    a, b = b, a; a[1], *p = json.Marshal(func() {}), <-ch
    slog.Info("m", nil, T{1, 2}, k...)
}
"""
    chance = random.Random(3)  # noqa: S311 - not for secrets
    pieces = text.split(" ")
    for _ in range(80):
        chance.shuffle(pieces)
        for broken in (
            text[: chance.randrange(len(text))],
            " ".join(pieces),
            text[chance.randrange(len(text)) :],
        ):
            assert list(go.places(Source("a.go", "go", broken), go.ASKS)) is not None
