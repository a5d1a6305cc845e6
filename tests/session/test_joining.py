"""What the rules and Claude say of the same place is one finding."""

from dataclasses import replace

from archlsp.model.finding import Category, Confidence, Finding, Severity, Verdict
from archlsp.session.joining import joined
from findings import finding_on

TEXT = "a = load(url)\nb = 2\n"


def rules() -> Finding:
    """What the rules found."""
    found = finding_on(TEXT, "load(url)")
    return replace(found, why="because", cwe=("CWE-918",), confidence=Confidence.MEDIUM)


def claude(verdict: Verdict = Verdict.NONE, quote: str = "load(url)", rule: str = "py-rule") -> Finding:
    """What Claude says."""
    found = finding_on(TEXT, quote, rule=rule)
    return replace(found, source="claude", verdict=verdict, title="deeper", why="in depth", fixes=())


def test_confirmed_keeps_identity_and_fix_and_takes_the_better_text() -> None:
    """One finding, the rule's identity and fixes, Claude's words."""
    (one,) = joined([rules(), claude(Verdict.CONFIRMED)])
    assert (one.identity, one.fixes) == (rules().identity, rules().fixes)
    assert (one.title, one.why, one.verdict) == ("deeper", "in depth", Verdict.CONFIRMED)


def test_a_bare_verdict_leaves_the_rules_words() -> None:
    """Texts that were in the wrong language are not there; the rule's stay."""
    bare = replace(claude(Verdict.CONFIRMED), title="", why="")
    (one,) = joined([rules(), bare])
    assert (one.title, one.why) == ("title", "because")


def test_refuted_is_not_gone() -> None:
    """A warning becomes a hint, an error a warning: text in the code may have talked Claude into it."""
    (hint,) = joined([rules(), claude(Verdict.REFUTED)])
    assert (hint.severity, hint.verdict) == (Severity.HINT, Verdict.REFUTED)
    (warning,) = joined([replace(rules(), severity=Severity.ERROR), claude(Verdict.REFUTED)])
    assert warning.severity is Severity.WARNING


def test_the_same_found_again_is_shown_once() -> None:
    """Claude does not always say that it confirms: same lines, category and weakness are the same finding."""
    again = replace(claude(rule="architect-reliability", quote="a = load(url)"), cwe=("CWE-918",))
    (one,) = joined([rules(), again])
    assert one.identity == rules().identity


def test_another_weakness_on_the_line_stands_alone() -> None:
    """Another category or another weakness is another finding."""
    other = replace(claude(rule="architect-security"), category=Category.SECURITY)
    assert len(joined([rules(), other])) == 2
    weakness = replace(claude(rule="architect-reliability"), cwe=("CWE-400",))
    assert len(joined([rules(), weakness])) == 2


def test_a_verdict_on_what_is_gone_is_dropped() -> None:
    """The rule does not find it any more, so there is nothing to confirm."""
    assert joined([claude(Verdict.CONFIRMED)]) == ()
