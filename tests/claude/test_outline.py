"""The outline of a long file: what there is, in every language, without the bodies."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlsp.claude.question.outline import ELIDED, head_of, outline

FILES = {
    "python": (
        """\
import os
from a import (
    b,
)

LIMIT = 3


@app.get('/x')
async def x(y):
    z = 1
    return z


class A(B):
    def m(self):
        return 1
""",
        """\
import os
from a import (
[...]
LIMIT = 3
@app.get('/x')
async def x(y):
[...]
class A(B):
    def m(self):
[...]
""",
    ),
    "typescript": (
        """\
import { a } from 'a';
export class S {
  constructor(private a: A) {
    this.a = a;
  }
  async run(id: string) {
    if (id) {
      return 1;
    }
  }
}
export const f = () => {
  g();
};
router.get('/x', f);
""",
        """\
import { a } from 'a';
export class S {
  constructor(private a: A) {
[...]
  async run(id: string) {
[...]
export const f = () => {
[...]
router.get('/x', f);
""",
    ),
    "go": (
        """\
package a

import (
\t"fmt"
)

type T struct {
\tA int
}

func (t *T) Run(ctx context.Context) error {
\treturn nil
}
""",
        """\
package a
import (
[...]
type T struct {
[...]
func (t *T) Run(ctx context.Context) error {
[...]
""",
    ),
    "java": (
        """\
package a;
@RestController
public class C {
    @GetMapping("/x/{id}")
    public X get(@PathVariable Long id) {
        return repo.get(id);
    }
}
""",
        """\
package a;
@RestController
public class C {
    @GetMapping("/x/{id}")
    public X get(@PathVariable Long id) {
[...]
""",
    ),
    "rust": (
        """\
use a::b;

pub(crate) async fn run(a: A) -> B {
    let b = a;
    b
}

impl T for U {
    fn go(&self) {}
}
""",
        """\
use a::b;
pub(crate) async fn run(a: A) -> B {
[...]
impl T for U {
    fn go(&self) {}
[...]
""",
    ),
    "terraform": (
        """\
resource "a" "b" {
  name = "x"
}
""",
        """\
resource "a" "b" {
[...]
""",
    ),
    "sql": (
        """\
CREATE TABLE a (
  id int
);
""",
        """\
CREATE TABLE a (
[...]
""",
    ),
    "yaml": (
        """\
kind: Service
spec:
  ports:
    - 1
""",
        """\
kind: Service
spec:
[...]
""",
    ),
}


@pytest.mark.parametrize("language", sorted(FILES))
def test_heads_stay_and_bodies_go(language: str) -> None:
    """For every language that is reviewed."""
    text, expected = FILES[language]
    assert outline(text) == expected.rstrip()


def test_a_change_in_a_body_changes_nothing() -> None:
    """The next question begins with the same bytes."""
    text, _ = FILES["python"]
    assert outline(text) == outline(text.replace("    z = 1\n", "    z = 1\n    w = 2\n"))


@pytest.mark.parametrize(
    "line",
    [
        "public " * 40,
        "static " + "(" * 300,
        "    " + "a(" * 150 + "{",
        "@a" + "," * 300,
        "x" * 400,
        "- " * 200,
        "\t" * 400 + "x",
    ],
)
def test_hostile_lines_cost_little(line: str) -> None:
    """Time grows with the number of lines alone."""
    began = time.process_time()
    outline((line + "\n") * 4_000)
    assert time.process_time() - began < 2


@given(st.text())
def test_every_line_is_one_of_the_file(text: str) -> None:
    """Or says that something is left out."""
    lines = {line.rstrip() for line in text.splitlines()}
    said = outline(text).split("\n")
    assert all(line in {"", ELIDED} or any(full.startswith(line) for full in lines) for line in said)


def test_the_head_of_a_file() -> None:
    """Forty lines; that there are more is to be seen."""
    assert head_of("a\nb") == "a\nb"
    assert head_of("a\n" * 50).split("\n")[-2:] == ["a", ELIDED]
