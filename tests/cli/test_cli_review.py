"""`archlsp review` as a person and as CI use it."""

import os
import pty
import re
import signal
import subprocess
from pathlib import Path

import pytest

from archlsp.cli.width import width
from command_line import CLEAN, UNSAFE, Folder
from terminal_reading import until

_ANSI = re.compile(r"\x1b\[[0-9;]*m")


def test_an_unchanged_repository_has_nothing_to_review(shop: Folder) -> None:
    """Exit 0, one line, and the way to a full review."""
    done = shop.run("review")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("There is nothing to review.")
    assert "--all" in done.stdout


def test_a_finding_is_shown_with_its_place_code_and_advice(changed: Folder) -> None:
    """Where, what, the culprit underlined, why, what to do; exit 1."""
    done = changed.run("review")
    assert (done.returncode, done.stderr) == (1, "")
    first, code, marks, *rest = done.stdout.splitlines()
    assert re.fullmatch(r"app/settings\.py:5:12: error: .+ \[py-yaml-unsafe-loader\]", first)
    assert code == "     5 │     return yaml.load(text)"
    assert marks == "       │            ^^^^^^^^^^^^^^^"
    assert any(line.startswith("    Why: ") for line in rest)
    assert any(line.startswith("    What to do: ") for line in rest)
    assert "1 findings (error 1)" in rest[-1]


def test_japanese_is_the_default(changed: Folder) -> None:
    """Every sentence of the report is Japanese unless another language is asked for."""
    environment = {**changed.environment, "ARCHLSP_LANGUAGE": ""}
    japanese = Folder(changed.path, environment).run("review")
    assert "エラー" in japanese.stdout
    assert "1 ファイルをレビューし、指摘は 1 件です" in japanese.stdout
    english = Folder(changed.path, environment).run("review", "--language", "en")
    assert not re.search(r"[ぁ-んァ-ヶ一-龠]", english.stdout)


def test_the_underline_stands_under_the_culprit(shop: Folder) -> None:
    """Japanese letters and emoji take two cells, tabs four."""
    shop.write("app/settings.py", "import yaml\n\n\ndef a(b):\n\t名前 = '日本語😀'; c = yaml.load(b)\n")
    done = shop.run("review")
    _, code, marks, *_ = done.stdout.splitlines()
    before = code[: code.index("yaml.load(b)")]
    assert width(before) == marks.index("^")
    assert marks.count("^") == len("yaml.load(b)")


@pytest.mark.parametrize("columns", [40, 60, 200])
def test_lines_are_wrapped_to_the_columns(changed: Folder, columns: int) -> None:
    """COLUMNS is respected by texts and by code; only a word that is longer sticks out."""
    long_line = "    return yaml.load(text)  # " + "長い説明" * 40
    changed.write("app/settings.py", UNSAFE.replace("    return yaml.load(text)", long_line))
    done = changed.run("review", COLUMNS=str(columns), ARCHLSP_LANGUAGE="ja")
    body = done.stdout.splitlines()[1:]
    wide = [line for line in body if width(line) > columns and "://" not in line and "件です" not in line]
    assert wide == []


def test_colour_is_for_terminals_and_for_who_asks(changed: Folder) -> None:
    """None in a pipe; FORCE_COLOR gives it, NO_COLOR wins; the text is the same."""
    plain = changed.run("review").stdout
    coloured = changed.run("review", FORCE_COLOR="1").stdout
    assert "\x1b[" not in plain
    assert "\x1b[" in coloured
    assert _ANSI.sub("", coloured).splitlines()[:-1] == plain.splitlines()[:-1]
    assert "\x1b[" not in changed.run("review", FORCE_COLOR="1", NO_COLOR="1").stdout


@pytest.mark.parametrize(("level", "code"), [("error", 1), ("warning", 1), ("hint", 1), ("never", 0)])
def test_fail_on_decides_the_exit_code(changed: Folder, level: str, code: int) -> None:
    """Findings at or above the level fail the run."""
    assert changed.run("review", "--fail-on", level).returncode == code


def test_a_milder_severity_does_not_fail(changed: Folder) -> None:
    """A finding below the level is shown and does not count."""
    changed.write("archlsp.toml", '[severity]\npy-yaml-unsafe-loader = "hint"\n')
    done = changed.run("review")
    assert done.returncode == 0
    assert "hint: " in done.stdout
    changed.write("archlsp.toml", '[severity]\npy-yaml-unsafe-loader = "off"\n')
    assert "no findings" in changed.run("review").stdout


def test_each_scope(shop: Folder) -> None:
    """--staged, --worktree, --base, --since and --all see what they say."""
    shop.git("switch", "-qc", "feature")
    shop.write("app/one.py", UNSAFE)
    shop.commit()
    shop.write("app/two.py", UNSAFE)
    shop.git("add", "-A")
    shop.write("app/three.py", UNSAFE)
    seen = {}
    for options in (["--staged"], ["--worktree"], ["--base", "main"], ["--since", "2d"], ["--all"], []):
        report = shop.run("review", *options).stdout
        seen[" ".join(options)] = set(re.findall(r"^app/(\w+)\.py:", report, re.MULTILINE))
    assert seen == {
        "--staged": {"two"},
        "--worktree": {"two", "three"},
        "--base main": {"one", "two", "three"},
        "--since 2d": {"one", "two", "three"},
        "--all": {"one", "two", "three"},
        "": {"one", "two", "three"},
    }


def test_paths_narrow_the_review(changed: Folder) -> None:
    """Files and folders, relative to where the command runs, also from another folder."""
    changed.write("lib/other.py", UNSAFE)
    assert changed.run("review", "lib").stdout.count("[py-yaml-unsafe-loader]") == 1
    assert changed.run("review", "settings.py", at="app").stdout.startswith("app/settings.py:5")
    assert changed.run("review", at="lib").stdout.count("[py-yaml-unsafe-loader]") == 2
    elsewhere = Folder(changed.path.parent, changed.environment)
    assert elsewhere.run("review", "shop").stdout.count("[py-yaml-unsafe-loader]") == 2


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["reveiw"], "review"),
        (["review", "app/setings.py"], "app/settings.py"),
        (["review", "--fromat", "json"], "--format"),
        (["review", "--format", "jsno"], "json"),
        (["review", "--fail-on", "eror"], "error"),
        (["rules", "lst"], "list"),
        (["explain", "py-yaml-laod"], "py-yaml-unsafe-loader"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_the_nearest_name(
    shop: Folder, arguments: list[str], meant: str
) -> None:
    """Exit 2 and a hint, in both languages; nothing on stdout."""
    english = shop.run(*arguments)
    assert (english.returncode, english.stdout) == (2, "")
    assert f"Did you mean “{meant}”?" in english.stderr
    assert f"もしかして「{meant}」ですか?" in shop.run(*arguments, ARCHLSP_LANGUAGE="ja").stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["review", "--base"],
        ["review", "--base="],
        ["review", "--base", "--all"],
        ["review", "--base", "no-such-branch"],
        ["review", "--since", "yesterday"],
        ["review", "--staged", "--all"],
        ["review", "--fix=yes"],
        ["review", "app", ".."],
        ["explain"],
        ["explain", "a", "b"],
        ["doctor", "x"],
        ["frobnicate"],
    ],
)
def test_wrong_usage_is_exit_2_with_a_sentence(shop: Folder, arguments: list[str]) -> None:
    """Whatever is wrong with the command line."""
    done = shop.run(*arguments)
    assert done.returncode == 2
    assert (done.stderr + done.stdout).strip()


def test_outside_of_git_what_is_named_is_reviewed(folder: Folder) -> None:
    """Said once; without a name there is nothing to do."""
    folder.write("a.py", UNSAFE)
    nothing = folder.run("review")
    assert (nothing.returncode, nothing.stdout) == (2, "")
    assert "not a git repository" in nothing.stderr
    named = folder.run("review", "a.py")
    assert (named.returncode, named.stderr.count("\n")) == (1, 1)
    assert named.stdout.startswith("a.py:5:12")
    assert folder.run("review", ".").returncode == 1


def test_without_git_what_is_named_is_reviewed(changed: Folder) -> None:
    """A container may have no git at all."""
    done = changed.run("review", "app/settings.py", PATH="/nonexistent")
    assert done.stdout.startswith("app/settings.py:5:12")
    assert "git" in done.stderr


def test_files_that_are_not_reviewed_are_named_with_the_reason(changed: Folder) -> None:
    """Binary, too large, excluded: silence would look like a clean bill."""
    changed.write("blob.py", b"\x00\x01\x02")
    changed.write("big.py", "x = 1\n" * 300_000)
    changed.write("gen/out.py", UNSAFE)
    changed.write("archlsp.toml", 'exclude = ["gen/"]\n')
    report = changed.run("review").stdout
    assert "Files not reviewed: 3" in report
    for name in ("blob.py: ", "big.py: ", "gen/out.py: "):
        assert f"\n  {name}" in report


def test_wrong_settings_are_told_with_their_place_and_the_review_goes_on(changed: Folder) -> None:
    """Exit 2: CI must not stay green on a configuration that does not do what it says."""
    changed.write("archlsp.toml", '[ai]\nbase_url = "https://evil.example"\n')
    done = changed.run("review")
    assert done.returncode == 2
    assert done.stderr.startswith("archlsp: archlsp.toml:2:1: ")
    assert "[py-yaml-unsafe-loader]" in done.stdout
    changed.write("archlsp.toml", 'language = "ja"\nscope = \n')
    broken = changed.run("review")
    assert broken.returncode == 2
    assert "archlsp.toml:2:1" in broken.stderr
    assert "line 2" in broken.stderr


def test_the_repository_chooses_the_language(changed: Folder) -> None:
    """Unless the environment does, also when another repository is named from outside."""
    changed.write("archlsp.toml", 'language = "en"\n')
    quiet = Folder(changed.path.parent, {**changed.environment, "ARCHLSP_LANGUAGE": ""})
    assert "What to do" in quiet.run("review", "shop").stdout


def test_nothing_in_the_code_drives_the_terminal(shop: Folder) -> None:
    """Escape sequences and characters that turn the text around are spelled out, in names and in code."""
    shop.write("app/\x1b[31mred.py", UNSAFE.replace("(text)\n", "('\x1b]0;owned\x07\u202e')\n"))
    for form in ("text", "github"):
        done = shop.run("review", "--format", form)
        assert "py-yaml-unsafe-loader" in done.stdout
        assert not set("\x1b\x07\u202e") & set(done.stdout + done.stderr)


def test_a_file_name_that_is_no_text(shop: Folder) -> None:
    """Names are bytes; a report about them does not fail."""
    (Path(os.fsdecode(os.fsencode(shop.path) + b"/\xff.py"))).write_text(UNSAFE, encoding="utf-8")
    for form in ("text", "json", "sarif", "github"):
        assert shop.run("review", "--format", form).returncode == 1


def test_a_dismissed_finding_is_counted_and_not_shown(changed: Folder) -> None:
    """What the editor dismissed is dismissed here too."""
    import json  # noqa: PLC0415 (one test's)

    from archlsp.store.dismissal import Dismissal, DismissalKind  # noqa: PLC0415
    from archlsp.store.ledger import Ledger  # noqa: PLC0415

    (found,) = json.loads(changed.run("review", "--format", "json").stdout)["findings"]
    ledger = Ledger.open(Path(changed.environment["ARCHLSP_STATE_DIR"]))
    kind = DismissalKind.FALSE_POSITIVE
    ledger.dismiss(
        str(changed.path), Dismissal(found["path"], found["identity"], found["rule"], kind, "ok", 1.0)
    )
    ledger.close()
    done = changed.run("review")
    assert done.returncode == 0
    assert "1 dismissed findings are not shown." in done.stdout


def test_a_reader_that_goes_away_is_no_error(changed: Folder) -> None:
    """`archlsp review | head -1` prints one line and nothing else."""
    for number in range(40):
        changed.write(f"app/more{number}.py", UNSAFE)
    with subprocess.Popen(
        changed.command("review"),
        cwd=changed.path,
        env=changed.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.parametrize("target", ["/dev/full", None])
def test_a_broken_stdout_is_one_sentence(changed: Folder, target: str | None) -> None:
    """A full disk behind the redirection, or no stdout at all: exit 3, no traceback; details only when asked for."""
    redirect = f">{target}" if target else ">&-"
    for debug in ("", "1"):
        done = subprocess.run(
            ["sh", "-c", f'exec "$@" {redirect}', "sh", *changed.command("review")],
            cwd=changed.path,
            env={**changed.environment, "ARCHLSP_DEBUG": debug},
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stderr.count("\n")) == (3, 1)
        assert done.stderr.startswith("archlsp: Stopped because of something unexpected")
    log = Path(changed.environment["ARCHLSP_STATE_DIR"], "debug.log")
    assert "Traceback" in log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_state_directory_that_cannot_be_used_is_said(changed: Folder) -> None:
    """The review works without it."""
    done = changed.run("review", ARCHLSP_STATE_DIR="/dev/null/state")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "cannot be written" in done.stderr


def test_a_deleted_current_folder_is_a_sentence(shop: Folder) -> None:
    """The shell still stands in a folder that is gone."""
    gone = shop.path / "gone"
    gone.mkdir()
    done = subprocess.run(
        ["sh", "-c", 'rmdir "$PWD"; exec "$@"', "sh", *shop.command("review")],
        cwd=gone,
        env=shop.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1


def test_ctrl_c_keeps_what_was_found_and_says_that_it_is_partial(shop: Folder) -> None:
    """The bar shows on the terminal; the signal reaches the workers as well, as from a keyboard."""
    for number in range(1_500):
        shop.write(f"app/m{number:04}.py", UNSAFE * 20)
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        shop.command("review"),
        cwd=shop.path,
        env={**shop.environment, "TERM": "xterm"},
        stdout=subprocess.PIPE,
        stderr=theirs,
        start_new_session=True,
        text=True,
    ) as process:
        os.close(theirs)
        bar = until(ours, b"/1500 app/")
        until(ours, b"/1500 app/")
        os.killpg(process.pid, signal.SIGINT)
        output, _ = process.communicate(timeout=60)
    os.close(ours)
    assert "━".encode() in bar or "─".encode() in bar
    assert process.returncode == 3
    assert "these results are partial" in output
    assert 0 < output.count("[py-yaml-unsafe-loader]") < 1_500 * 20


def test_no_bar_in_a_pipe(changed: Folder) -> None:
    """A log file is no place for a bar."""
    assert changed.run("review").stderr == ""


def test_fix_applies_what_is_safe_and_reports_the_rest(changed: Folder) -> None:
    """The text, its line ends, its mark and its mode stay as they are but for the fix."""
    crlf = b"\xef\xbb\xbf" + UNSAFE.replace("\n", "\r\n").encode()
    script = changed.write("app/run.py", crlf)
    script.chmod(0o751)
    done = changed.run("review", "--fix")
    assert done.returncode == 0
    assert done.stdout.count("Fixed: app/") == 2
    assert (changed.path / "app/settings.py").read_text(encoding="utf-8") == CLEAN
    assert script.read_bytes() == crlf.replace(b"yaml.load", b"yaml.safe_load")
    assert script.stat().st_mode & 0o777 == 0o751
    assert sorted(path.name for path in (changed.path / "app").iterdir()) == ["run.py", "settings.py"]


def test_fix_does_not_touch_files_that_run_by_themselves(shop: Folder) -> None:
    """A repository may want us to change what its next test run executes."""
    shop.write("setup.py", UNSAFE)
    done = shop.run("review", "--fix", "--fail-on", "never")
    assert (shop.path / "setup.py").read_text(encoding="utf-8") == UNSAFE
    assert "setup.py is not fixed" in done.stderr
    assert done.returncode == 3


def test_fix_leaves_a_file_alone_that_is_not_utf8(shop: Folder) -> None:
    """It could not be written back byte by byte."""
    content = UNSAFE.replace("text", "t").encode() + "# 日本語の説明\n".encode("cp932")
    shop.write("app/old.py", content)
    done = shop.run("review", "--fix")
    assert (shop.path / "app/old.py").read_bytes() == content
    assert "could not be fixed" in done.stderr
