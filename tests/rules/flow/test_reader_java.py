"""Java's reader: the shapes that the interpreter relies on, and that no text makes it fall."""

import random
from dataclasses import fields, is_dataclass

import pytest

from archlsp.rules.flow import ir
from archlsp.rules.flow.readers.java import read
from archlsp.rules.source import Source

_REAL = """package shop.orders;

import java.util.*;
import jakarta.servlet.http.HttpServletRequest;
import static java.util.Map.entry;

@RestController
public class Orders<T extends Item> extends Base<T> implements Closeable {
    private static final Map<String, List<Long>> KNOWN = new HashMap<>();
    private final JdbcTemplate jdbc;
    enum State { OPEN("o"), DONE { boolean last() { return true; } }; State(String... codes) {} }
    record Line(@Valid String name, int count) { Line { Objects.requireNonNull(name); } }
    static { KNOWN.put("a", List.of(1L)); }

    public Orders(JdbcTemplate jdbc) { super(jdbc); this.jdbc = jdbc; }

    @GetMapping("/orders") List<String> of(@RequestParam("n") final String name, int... rest) throws IOException {
        String sql = "a" + name + 'c' + 1, other;
        var text = \"\"\"
            select "x" \\
            from t\\n\"\"\";
        for (int i = 0, j = 1; i < rest.length; i++, j--) { sql += rest[i]; }
        for (Map.Entry<String, Long> e : KNOWN.entrySet()) if (e == null) continue; else break;
        outer: while ((other = next()) != null) { do { --i; } while (i > 0); }
        try (var in = open(); reader) { use(in); } catch (IOException | SQLException e) { throw e; } finally { done(); }
        switch (name) { case "a": case "b": sql = "x"; break; default: sql = "y"; }
        int k = switch (name) { case "a", "b" -> 1; case String s when s.isEmpty() -> { yield 2; } default -> 3; };
        if (name instanceof String s && !s.isEmpty() || rest instanceof Line(String a, var b)) return s;
        synchronized (this) { assert k > 1 : "small"; }
        run(() -> name, x -> { return x; }, (a, b) -> a, String::valueOf, this::of, int[]::new);
        new Thread(new Runnable() { int left; @Override public void run() { of(name); } }).start();
        int[][] grid = new int[3][4], rows = {{1}, {2}}; grid[0][1] = rows[1][0] = 0x1F + 0b1 + 017;
        class Local { void hidden() {} }
        return cond ? ((List<String>) null) : Orders.super.of(name);
    }
}
"""


def module(text: str) -> ir.Module:
    """Read a text."""
    return read(Source("src/main/java/shop/Orders.java", "java", text))


def klass(text: str, name: str) -> ir.Class:
    """Read a text and return one of its classes."""
    found = [one.what for one in module(text).body if isinstance(one, ir.Define)]
    return next(one for one in found if isinstance(one, ir.Class) and one.name == name)


def block(statements: str) -> ir.Block:
    """Read the body of a method that has two parameters, in a class with a field and a helper."""
    text = f"class A {{ String kept; void helper() {{}} void m(String p, int n) {{ {statements} }} }}"
    return klass(text, "A").functions[1].block


def value(text: str) -> ir.Expr:
    """Read an expression."""
    assign = block(f"Object x = {text};")[-1]
    assert isinstance(assign, ir.Assign)
    assert assign.value is not None
    return assign.value


def walk(what: object) -> None:
    """Go through everything, bodies too."""
    if isinstance(what, ir.Function):
        walk(what.block)
    if isinstance(what, list | tuple):
        for one in what:
            walk(one)
    elif is_dataclass(what):
        for one in fields(what):
            if one.name not in {"node", "_block", "lower"}:
                walk(getattr(what, one.name))


def test_imports_tell_what_names_stand_for() -> None:
    """Single and static imports by name, packages by what is known of them, Jakarta under its old name."""
    found = module(_REAL)
    assert found.wildcards == ("java.util",)
    assert found.imports["HttpServletRequest"] == "javax.servlet.http.HttpServletRequest"
    assert found.imports["entry"] == "java.util.Map.entry"
    assert found.imports["HashMap"] == "java.util.HashMap"
    assert found.imports["Runtime"] == "java.lang.Runtime"


def test_a_class_has_fields_bases_annotations_and_methods() -> None:
    """Nested classes stand beside it, generics are dropped, static blocks are methods."""
    found = klass(_REAL, "Orders")
    assert found.bases == ("Base", "Closeable")
    assert found.fields == {"KNOWN": "Map", "jdbc": "JdbcTemplate"}
    assert [one.name for one in found.functions] == ["<start>", "Orders", "of"]
    assert isinstance(found.decorators[0], ir.Name)
    assert found.decorators[0].id == "RestController"
    assert klass(_REAL, "State").fields["OPEN"] == "State"
    assert klass(_REAL, "Line").fields == {"name": "String", "count": "int"}


def test_classes_of_the_same_name_are_told_apart() -> None:
    """Both are there."""
    names = [one.what.name for one in module("class A {} class A {}").body if isinstance(one, ir.Define)]
    assert names == ["A", "A'"]


def test_parameters_carry_types_annotations_and_rest() -> None:
    """A text parameter of a controller's method is bound to the query without being annotated."""
    of = klass(_REAL, "Orders").functions[2]
    assert [(one.name, one.type, one.kind) for one in of.params] == [
        ("name", "String", ""),
        ("rest", "int", "rest"),
    ]
    assert isinstance(of.params[0].annotations[0], ir.Call)
    assert of.returns == "List"
    plain = klass("class A { @GetMapping String m(String q, Model model) { } }", "A").functions[0]
    assert [len(one.annotations) for one in plain.params] == [1, 0]


def test_a_collection_of_numbers_is_as_harmless_as_numbers() -> None:
    """List<Long> is Long to a parameter, List<String> is a list."""
    found = klass("class A { void m(List<Long> ids, List<String> names) {} }", "A").functions[0]
    assert [one.type for one in found.params] == ["Long", "List"]


def test_bare_names_are_locals_fields_or_types() -> None:
    """A field and a method of the class are members of `this`, a parameter hides them."""
    field, param = value("kept"), value("p")
    assert isinstance(field, ir.Attr)
    assert isinstance(field.base, ir.Name)
    assert (field.base.id, field.name) == ("this", "kept")
    assert isinstance(param, ir.Name)
    call = value("helper()")
    assert isinstance(call, ir.Call)
    assert isinstance(call.func, ir.Attr)


def test_a_nested_class_sees_the_outer_one() -> None:
    """The outer class's members are members of its name."""
    text = "class A { static String K; static void f() {} class B { void m() { f(); use(K); } } }"
    do, use = klass(text, "B").functions[0].block
    assert isinstance(do, ir.Do)
    assert isinstance(do.value, ir.Call)
    assert isinstance(do.value.func, ir.Attr)
    assert isinstance(do.value.func.base, ir.Name)
    assert do.value.func.base.id == "A"
    assert isinstance(use, ir.Do)
    assert isinstance(use.value, ir.Call)
    assert isinstance(use.value.args[0].value, ir.Attr)


@pytest.mark.parametrize(
    ("text", "constant"),
    [
        ('"a\\tb\\u0041"', "a\tbA"),
        ("'x'", "x"),
        ("0x1FL", 31),
        ("0b101", 5),
        ("1_000", 1000),
        ("017", 15),
        ("1.5e3f", 1500.0),
        ("-4", -4),
        ("true", True),
        ("null", None),
        ('"""\n        a\n         b\n        """', "a\n b\n"),
    ],
)
def test_literals(text: str, constant: object) -> None:
    """A literal is its value."""
    found = value(text)
    assert isinstance(found, ir.Const)
    assert found.value == constant


def test_text_is_joined_and_other_sums_are_not() -> None:
    """One text with all parts in order; a sum of unknown things stays an operator."""
    found = value('"a" + p + n + "b"')
    assert isinstance(found, ir.Text)
    assert len(found.parts) == 4
    assert isinstance(value("p + n"), ir.Op)


def test_lists_and_maps_that_begin_empty_are_literals() -> None:
    """So that their elements can be followed."""
    for text, kind, count in (
        ("new ArrayList<String>()", "list", 0),
        ("new java.util.HashMap<>()", "dict", 0),
        ("List.of(p, n)", "list", 2),
        ("new String[] {p}", "list", 1),
    ):
        found = value(text)
        assert isinstance(found, ir.Collection)
        assert (found.kind, len(found.items)) == (kind, count)


def test_assignments_and_patterns_within_expressions_come_first() -> None:
    """What an expression declares or changes is a statement before it."""
    statements = block("String s; if ((s = next()) != null && p instanceof String t) use(t); n++;")
    assert [type(one).__name__ for one in statements] == ["Assign", "Assign", "Assign", "If", "Assign"]
    assert isinstance(statements[1], ir.Assign)
    assert statements[1].type == "String"


def test_a_loop_asks_again_after_each_round() -> None:
    """What the condition assigns is assigned before the loop and after each round."""
    loop = block("String s; while ((s = next()) != null) use(s);")[-1]
    assert isinstance(loop, ir.Loop)
    assert len(loop.before) == len(loop.step) == 1


def test_switches() -> None:
    """Old ones fall through, new ones leave; one with a value assigns to a variable of its own."""
    old = block('switch (p) { case "a": case "b": n = 1; break; default: n = 2; }')[0]
    assert isinstance(old, ir.Cases)
    assert [len(body) for _, body in old.cases] == [0, 2, 1]
    new, assign = block('int k = switch (p) { case "a", "b" -> 1; default -> { yield 2; } };')
    assert isinstance(new, ir.Cases)
    assert isinstance(new.cases[0][0], ir.Collection)
    assert isinstance(assign, ir.Assign)
    assert isinstance(assign.value, ir.Name)


def test_resources_are_opened_inside_the_try() -> None:
    """With inside Try, with the declared type told to the block."""
    found = block("try (Reader r = open(p)) { use(r); } catch (A | B e) { } finally { n = 1; }")[0]
    assert isinstance(found, ir.Try)
    assert isinstance(found.body[0], ir.With)
    assert found.handlers[0].types == ("A", "B")
    assert len(found.last) == 1


def test_anonymous_classes_and_lambdas_are_functions() -> None:
    """The methods of an anonymous class are arguments by name; a lambda's expression is returned."""
    found = value("new Runnable() { public void run() { use(p); } }")
    assert isinstance(found, ir.Call)
    assert found.args[0].name == "run"
    shown = value("x -> x + p")
    assert isinstance(shown, ir.Lambda)
    assert isinstance(shown.function.block[0], ir.Exit)


def test_what_fills_an_array_is_assigned_to_it() -> None:
    """A random initialisation vector is not the array of zeros any more."""
    filled = block("byte[] iv = new byte[16]; random.nextBytes(iv);")[1]
    assert isinstance(filled, ir.Assign)


def test_a_number_is_all_that_is_left_of_a_call() -> None:
    """A declared number and a cast to one take nothing else with them; a random number keeps its origin."""
    for text in ("int x = read();", "Object x = (int) read();"):
        assign = block(text)[0]
        assert isinstance(assign, ir.Assign)
        assert isinstance(assign.value, ir.Call)
        assert isinstance(assign.value.func, ir.Name)
        assert assign.value.func.id == "int"
    kept = block("int x = random.nextInt();")[0]
    assert isinstance(kept, ir.Assign)
    assert isinstance(kept.value, ir.Call)
    assert isinstance(kept.value.func, ir.Attr)


def test_real_code_is_read_whole() -> None:
    """Every construct of the sample is known: nothing is left over as an unknown statement."""
    walk(module(_REAL).body)


@pytest.mark.parametrize("seed", range(40))
def test_broken_code_is_read_without_an_error(seed: int) -> None:
    """Truncated, shuffled and spoiled text."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    lines = _REAL.splitlines(keepends=True)
    shuffled = "".join(chance.sample(lines, len(lines)))
    spoiled = list(_REAL)
    for _ in range(30):
        spoiled[chance.randrange(len(spoiled))] = chance.choice('(){};,."\\<>=é漢')
    for text in (_REAL[: chance.randrange(len(_REAL))], shuffled, "".join(spoiled)):
        walk(module(text).body)
