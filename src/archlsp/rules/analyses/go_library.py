"""What the members of Go's standard library and of a few others give: types, as far as the analyses ask."""

from archlsp.rules.analyses.go_types import BOOL, ERROR, INT, STRING, Type, named
from archlsp.rules.analyses.go_words import words

_BYTES = Type("slice", args=(named("byte"),))
_CONTEXT = named("context.Context")


def _pointer(name: str) -> Type:
    return Type("ptr", args=(named(name),))


def _with_error(*types: Type) -> Type:
    return Type("tuple", args=(*types, ERROR))


_CANCEL = Type("tuple", args=(_CONTEXT, named("context.CancelFunc")))
_RESPONSE = _with_error(_pointer("net/http.Response"))
_REQUEST = _with_error(_pointer("net/http.Request"))
_ROWS = _with_error(_pointer("database/sql.Rows"))
_FILE = _with_error(_pointer("os.File"))
_SLOG = _pointer("log/slog.Logger")
_ATTR = named("log/slog.Attr")

VALUES: dict[str, Type | None] = {
    **dict.fromkeys(
        ("io.EOF", "io.ErrUnexpectedEOF", "database/sql.ErrNoRows", "os.ErrNotExist", "os.ErrExist"), ERROR
    ),
    **dict.fromkeys(
        ("context.Canceled", "context.DeadlineExceeded", "net/http.ErrServerClosed", "io/fs.ErrNotExist"),
        ERROR,
    ),
    **dict.fromkeys(("os.Stdout", "os.Stderr", "os.Stdin"), _pointer("os.File")),
    "net/http.DefaultClient": _pointer("net/http.Client"),
    "math.Pi": named("float64"),
}

RESULTS: dict[str, Type | None] = {
    **dict.fromkeys(
        ("errors.New", "fmt.Errorf", "errors.Join", "errors.Unwrap", "context.Context.Err"), ERROR
    ),
    **dict.fromkeys(
        ("github.com/pkg/errors.New", "github.com/pkg/errors.Wrap", "github.com/pkg/errors.Errorf"), ERROR
    ),
    **dict.fromkeys(
        ("fmt.Sprintf", "fmt.Sprint", "fmt.Sprintln", "strings.Join", "os.Getenv", "strconv.Itoa"), STRING
    ),
    **dict.fromkeys(("strings.TrimSpace", "strings.ToLower", "strings.ToUpper", "strings.Replace"), STRING),
    **dict.fromkeys(
        ("strings.Contains", "strings.HasPrefix", "strings.HasSuffix", "errors.Is", "errors.As"), BOOL
    ),
    "strconv.Atoi": _with_error(INT),
    **dict.fromkeys(
        ("os.ReadFile", "io.ReadAll", "io/ioutil.ReadFile", "io/ioutil.ReadAll", "encoding/json.Marshal"),
        _with_error(_BYTES),
    ),
    **dict.fromkeys(
        ("context.Background", "context.TODO", "context.WithValue", "context.WithoutCancel"), _CONTEXT
    ),
    **dict.fromkeys(("context.WithCancel", "context.WithTimeout", "context.WithDeadline"), _CANCEL),
    **dict.fromkeys(("net/http.Get", "net/http.Post", "net/http.Head", "net/http.PostForm"), _RESPONSE),
    **dict.fromkeys(("net/http.Client.Get", "net/http.Client.Post", "net/http.Client.Head"), _RESPONSE),
    **dict.fromkeys(("net/http.Client.Do", "net/http.Client.PostForm"), _RESPONSE),
    **dict.fromkeys(("net/http.NewRequest", "net/http.NewRequestWithContext"), _REQUEST),
    "net/http.Request.WithContext": _pointer("net/http.Request"),
    "net/http.Request.Context": _CONTEXT,
    "database/sql.Open": _with_error(_pointer("database/sql.DB")),
    "database/sql.OpenDB": _pointer("database/sql.DB"),
    **dict.fromkeys(
        ("database/sql.DB.Begin", "database/sql.DB.BeginTx"), _with_error(_pointer("database/sql.Tx"))
    ),
    "database/sql.DB.Conn": _with_error(_pointer("database/sql.Conn")),
    **{
        f"database/sql.{owner}.{name}": result
        for owner in ("DB", "Tx", "Conn", "Stmt")
        for name, result in (
            ("Query", _ROWS),
            ("QueryContext", _ROWS),
            ("QueryRow", _pointer("database/sql.Row")),
            ("QueryRowContext", _pointer("database/sql.Row")),
            ("Prepare", _with_error(_pointer("database/sql.Stmt"))),
            ("PrepareContext", _with_error(_pointer("database/sql.Stmt"))),
        )
    },
    **dict.fromkeys(("os.Open", "os.Create", "os.OpenFile", "os.CreateTemp"), _FILE),
    "encoding/json.NewEncoder": _pointer("encoding/json.Encoder"),
    "encoding/json.NewDecoder": _pointer("encoding/json.Decoder"),
    **dict.fromkeys(("log/slog.New", "log/slog.Default", "log/slog.With", "log/slog.Logger.With"), _SLOG),
    "log/slog.Logger.WithGroup": _SLOG,
    **dict.fromkeys(
        (
            f"log/slog.{name}"
            for name in words("String Int Int64 Uint64 Bool Float64 Any Duration Time Group")
        ),
        _ATTR,
    ),
    "time.Now": named("time.Time"),
    **dict.fromkeys(("time.Since", "time.Until"), named("time.Duration")),
    **dict.fromkeys(
        ("go.uber.org/zap.NewNop", "go.uber.org/zap.NewExample", "go.uber.org/zap.L", "go.uber.org/zap.Must"),
        _pointer("go.uber.org/zap.Logger"),
    ),
    **dict.fromkeys(
        ("go.uber.org/zap.NewProduction", "go.uber.org/zap.NewDevelopment"),
        _with_error(_pointer("go.uber.org/zap.Logger")),
    ),
    **dict.fromkeys(
        ("go.uber.org/zap.S", "go.uber.org/zap.Logger.Sugar"), _pointer("go.uber.org/zap.SugaredLogger")
    ),
    **dict.fromkeys(
        ("go.uber.org/zap.SugaredLogger.With", "go.uber.org/zap.SugaredLogger.Named"),
        _pointer("go.uber.org/zap.SugaredLogger"),
    ),
    **dict.fromkeys(
        (
            "github.com/go-logr/logr.FromContextOrDiscard",
            "github.com/go-logr/logr.Discard",
            "github.com/go-logr/logr.New",
            "github.com/go-logr/logr.Logger.WithName",
            "github.com/go-logr/logr.Logger.WithValues",
            "github.com/go-logr/logr.Logger.V",
            "k8s.io/klog.Background",
        ),
        named("github.com/go-logr/logr.Logger"),
    ),
}
