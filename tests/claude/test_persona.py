"""Who answers: agent files as people have them, from where they may come, and what is said of broken ones."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archlsp.claude.question.frontmatter import FrontMatterError, split
from archlsp.claude.question.persona import OURS, PersonaError, load_persona, read_persona
from archlsp.messages import problem_text

AGENT = """\
---
name: reviewer
description: Use this agent when: code was written. Examples: <example>user: "Look at it" assistant: 'I will'</example>
  More of it: here
tools: Read, Grep, mcp__x
model: opus
color: purple
permissionMode: plan
---

You review.
"""


def agents(folder: Path, name: str = "reviewer", text: str = AGENT) -> Path:
    """Put an agent file into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{name}.md"
    file.write_text(text, encoding="utf-8")
    return file


def code_of(file: Path) -> str:
    """What is said of a broken file; there is a sentence for it in both languages."""
    with pytest.raises(PersonaError) as raised:
        read_persona(file)
    problem = raised.value.problem
    for locale in ("ja", "en"):
        assert file.name in problem_text(locale, problem)
    return problem.code + "".join(f":{value}" for key, value in problem.detail if key in {"line", "key"})


def test_ours_is_used_when_none_is_chosen(tmp_path: Path) -> None:
    """It leaves the model to the settings."""
    persona = load_persona("", None, False, tmp_path)
    assert (persona.name, persona.model) == (OURS, "")
    assert persona.version
    assert persona.body.startswith("You are")
    assert load_persona(OURS, None, False, tmp_path) == persona


def test_an_agent_file_of_the_usual_format_is_read(tmp_path: Path) -> None:
    """Keys that are not ours are kept quiet about, and a description that is no YAML breaks nothing."""
    agents(tmp_path / "agents")
    persona = load_persona("reviewer", None, False, tmp_path)
    assert (persona.name, persona.model, persona.body) == ("reviewer", "claude-opus-5-5", "You review.")


def test_a_projects_file_is_used_only_when_it_is_trusted(tmp_path: Path) -> None:
    """The user's own file of the same name goes first."""
    agents(tmp_path / "repo" / ".claude" / "agents")
    with pytest.raises(PersonaError) as raised:
        load_persona("reviewer", tmp_path / "repo", False, tmp_path / "user")
    assert raised.value.problem.code == "persona-missing"
    assert load_persona("reviewer", tmp_path / "repo", True, tmp_path / "user").body == "You review."
    agents(tmp_path / "user" / "agents", text="Mine.")
    assert load_persona("reviewer", tmp_path / "repo", True, tmp_path / "user").body == "Mine."


def test_a_link_in_a_project_is_not_followed(tmp_path: Path) -> None:
    """Neither of the file nor of a folder above it."""
    outside = agents(tmp_path / "elsewhere", text="Secret.")
    folder = tmp_path / "repo" / ".claude"
    folder.mkdir(parents=True)
    (folder / "agents").symlink_to(outside.parent, target_is_directory=True)
    with pytest.raises(PersonaError):
        load_persona("reviewer", tmp_path / "repo", True, tmp_path / "user")


@pytest.mark.parametrize(
    "name", ["../x", "a/b", ".hidden", "~nobody-at-all/x", "a\0b", "x" * 500, "a\nb", "tasks/review"]
)
def test_a_name_is_not_a_way_to_other_files(tmp_path: Path, name: str) -> None:
    """It is missing, and that is said."""
    with pytest.raises(PersonaError) as raised:
        load_persona(name, tmp_path, True, tmp_path)
    assert raised.value.problem.code == "persona-missing"


def test_the_users_own_file_by_its_path(tmp_path: Path) -> None:
    """Without front matter all of it is the prompt, and the name that of the file."""
    file = agents(tmp_path, "mine", "\ufeffYou are kind.\r\nAnd brief.\r\n")
    persona = load_persona(str(file), None, False, tmp_path / "user")
    assert (persona.name, persona.body) == ("mine", "You are kind.\nAnd brief.")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("---\nname: a\n\nYou review.\n", "persona-not-closed"),
        ("---\nname: [a\n---\nYou review.\n", "persona-broken:3"),
        ("---\nname: a\n\tb: c\n---\nYou review.\n", "persona-broken:3"),
        ("---\n- a\n- b\n---\nYou review.\n", "persona-broken:2"),
        ("---\nname: {a: b}\n---\nYou review.\n", "persona-wrong-type:name"),
        ("---\nmodel: [x]\n---\nYou review.\n", "persona-wrong-type:model"),
        ("---\nname: a\n---\n\n", "persona-empty"),
        ("x" * 200_001, "persona-too-large"),
    ],
)
def test_a_broken_file_is_told_clearly(tmp_path: Path, text: str, code: str) -> None:
    """With its name, and the line or the key."""
    assert code_of(agents(tmp_path, "broken", text)) == code


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    """As is one that is gone."""
    file = agents(tmp_path)
    file.write_bytes(b"\xff\xfe\x00")
    assert code_of(file) == "persona-unreadable"
    file.unlink()
    assert code_of(file) == "persona-unreadable"


def test_windows_line_ends_and_dates(tmp_path: Path) -> None:
    """Are as good as others; a version may be any plain value."""
    text = AGENT.replace("tools:", "version: 2026-01-02\ntools:").replace("\n", "\r\n")
    persona = read_persona(agents(tmp_path, text=text))
    assert (persona.version, persona.body) == ("2026-01-02", "You review.")


def test_a_bomb_is_harmless(tmp_path: Path) -> None:
    """Aliases that grow are never written out."""
    rows = "\n".join(
        f"a{number}: &a{number} [{', '.join([f'*a{number - 1}'] * 9)}]" for number in range(1, 12)
    )
    file = agents(tmp_path, text=f"---\na0: &a0 [x]\n{rows}\nversion: *a11\n---\nYou review.\n")
    began = time.process_time()
    assert read_persona(file).version == ""
    assert time.process_time() - began < 1


@given(
    st.text()
    | st.lists(
        st.sampled_from(["---", "\n", "name: ", "a", ": ", "description:", "\t", "&a ", "*a", "\r"])
    ).map("".join)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing else happens."""
    try:
        head, body = split(text)
    except FrontMatterError as error:
        assert error.line >= 0
    else:
        assert isinstance(dict(head), dict)
        assert body in text
