"""Roles: what each may do, asked of the ledger at every action, whatever a page or a program believes."""

import hashlib
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests.databases import STORES, new_place
from tracker import desk, terms
from tracker.cli import main
from tracker.desk.access import MAY, AccessError, Actor
from tracker.ledger import TOKEN, Ledger
from tracker.problems import RefusedError

NOW = datetime(2026, 11, 22, tzinfo=UTC)
TODAY = date(2026, 11, 22)
ISSUER = "https://login.example"
PAUL, VIC, ADA, STAN = (Actor(name, ISSUER, name) for name in ("paul", "vic", "ada", "stan"))
ROLES = {PAUL: "partner", VIC: "viewer", ADA: "editor", STAN: None}


@pytest.fixture(params=STORES)
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    made, _ = desk.start_ledger(new_place(request.param, tmp_path), desk.data_folder(), author="test", now=NOW)
    for actor, role in ROLES.items():
        if role:
            desk.give_role(made, ISSUER, actor.subject, role, name=actor.name, author="test", now=NOW)
    with made:
        yield made


def may(ledger: Ledger, actor: Actor, action: str) -> bool:
    try:
        desk.allow(ledger, actor, action)
    except AccessError:
        return False
    return True


def test_each_role_may_do_what_it_says_and_no_more(ledger: Ledger) -> None:
    allowed = {actor.name: [action for action in ("read_partners", "read", "write") if may(ledger, actor, action)]
               for actor in (STAN, PAUL, VIC, ADA)}  # fmt: skip
    assert allowed == {
        "stan": [],
        "paul": ["read_partners"],
        "vic": ["read_partners", "read"],
        "ada": ["read_partners", "read", "write"],
    }
    assert all(may(ledger, desk.LOCAL, action) for action in MAY["editor"])
    assert set(MAY) == set(terms.ROLES)


@pytest.mark.parametrize(
    "claims",
    [{}, {"iss": ISSUER}, {"sub": "ada"}, {"iss": "", "sub": "ada"}, {"iss": ISSUER, "sub": ""}, {"iss": 1, "sub": 2},
     {"iss": TOKEN, "sub": "ada"}, {"iss": None, "sub": None}],
)  # fmt: skip
def test_claims_that_name_nobody_are_nobody_and_not_whoever_sits_at_the_machine(claims: dict[str, object]) -> None:
    assert desk.read_actor(claims) is None


def test_an_identity_is_its_issuer_and_its_subject_together(ledger: Ledger) -> None:
    assert desk.role_of(ledger, Actor("Ada", ISSUER, "ada")) == "editor"
    for other in (Actor("Ada", "https://other.example", "ada"), Actor("ada", ISSUER, "ADA"), Actor("ada", ISSUER, "")):
        assert desk.role_of(ledger, other) is None


def test_a_partner_who_asks_for_what_is_internal_is_refused(ledger: Ledger) -> None:
    view = desk.look(ledger, today=TODAY, audience="partners", actor=PAUL)
    assert set(desk.position(view)["donor"]) == {"RUS"}
    with pytest.raises(AccessError, match="viewer or editor"):
        desk.look(ledger, today=TODAY, audience="internal", actor=PAUL)
    with pytest.raises(AccessError, match="tracker grant"):
        desk.look(ledger, today=TODAY, audience="partners", actor=STAN)
    assert desk.audiences(ledger, PAUL) == ("partners",)
    assert desk.audiences(ledger, VIC) == ("internal", "partners")
    assert desk.audiences(ledger, STAN) == ()


def test_a_view_gives_nothing_more_once_its_reader_has_lost_the_role(ledger: Ledger, tmp_path: Path) -> None:
    view = desk.look(ledger, today=TODAY, actor=VIC)
    assert len(desk.gaps(view))
    desk.give_role(ledger, ISSUER, "vic", "partner", name="", author="test", now=NOW)
    asks = [
        lambda: desk.gaps(view),
        lambda: desk.position(view),
        lambda: desk.timeline(view),
        lambda: desk.dues(view),
        lambda: desk.movements(view),
        lambda: desk.standings(view, "PPI-3"),
        lambda: desk.parts(view, "PPI-3"),
        lambda: desk.portfolio(view),
        lambda: desk.bridge(view, date(2009, 9, 30), date(2009, 12, 31)),
        lambda: desk.evidence(view, "PPI-3", terms.RUNGS),
        lambda: desk.export_path(view, tmp_path / "book.xlsx", now=NOW),
        lambda: desk.export_path(view, tmp_path / "book", now=NOW),
        lambda: desk.gather(view, now=NOW),
    ]
    for ask in asks:
        with pytest.raises(AccessError):
            ask()
    assert list(tmp_path.glob("book*")) == []
    desk.take_role(ledger, ISSUER, "vic", author="test", now=NOW)
    with pytest.raises(AccessError):
        desk.look(ledger, today=TODAY, audience="partners", actor=VIC)


def test_a_token_is_kept_as_its_digest_only_and_cannot_write(ledger: Ledger) -> None:
    token = desk.make_token(ledger, name="Excel", role="partner", author="test", now=NOW)
    other = desk.make_token(ledger, name="Excel", role="partner", author="test", now=NOW)
    assert token != other
    assert token not in str(ledger.grants()) + str(ledger.changesets())
    assert desk.role_of(ledger, desk.bearer(token)) == "partner"
    assert desk.role_of(ledger, desk.bearer(token + "x")) is None
    # The digest, which an administrator sees, is not itself a key.
    assert desk.role_of(ledger, desk.bearer(hashlib.sha256(token.encode()).hexdigest())) is None
    with pytest.raises(RefusedError, match="partner or viewer"):
        desk.make_token(ledger, name="Robot", role="editor", author="test", now=NOW)
    with pytest.raises(RefusedError, match="tracker token"):
        desk.give_role(ledger, TOKEN, "x", "editor", name="", author="test", now=NOW)
    gone = desk.take_role(ledger, TOKEN, hashlib.sha256(token.encode()).hexdigest()[:10], author="test", now=NOW)
    assert gone.name == "Excel"
    assert desk.role_of(ledger, desk.bearer(token)) is None
    assert desk.role_of(ledger, desk.bearer(other)) == "partner"


def test_giving_and_taking_roles_stands_in_the_log(ledger: Ledger) -> None:
    assert desk.give_role(ledger, ISSUER, "vic", "viewer", name="", author="test", now=NOW) is None
    made = desk.give_role(ledger, ISSUER, "vic", "editor", name="", author="Boss", now=NOW)
    assert made is not None
    assert (made.author, made.message) == ("Boss", "vic is editor now")
    desk.take_role(ledger, ISSUER, "vic", author="Boss", now=NOW)
    with pytest.raises(RefusedError, match="tracker grants"):
        desk.take_role(ledger, ISSUER, "vic", author="Boss", now=NOW)
    with pytest.raises(RefusedError, match="not a role"):
        desk.give_role(ledger, ISSUER, "vic", "king", name="", author="Boss", now=NOW)
    with pytest.raises(RefusedError, match="issuer and a subject"):
        desk.give_role(ledger, ISSUER, " ", "viewer", name="", author="Boss", now=NOW)
    assert ledger.verify() == []


def test_roles_and_tokens_by_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["tracker", *words])
        with pytest.raises(SystemExit) as end:
            main()
        assert not end.value.code, capsys.readouterr().err
        return capsys.readouterr().out

    run("init")
    run("grant", "--role", "viewer", "--name", "Ada", "--", ISSUER, "-1234")
    token = run("token", "--name", "Excel", "--role", "viewer").strip()
    assert token.startswith("trk_")
    digest = hashlib.sha256(token.encode()).hexdigest()
    assert run("grants", "--format", "csv") == (
        f"issuer,subject,role,name\n{ISSUER},'-1234,viewer,Ada\ntoken,{digest},viewer,Excel\n"
    )
    assert token not in run("grants")
    run("revoke", "token", digest[:12])
    run("revoke", "--", ISSUER, "-1234")
    assert run("grants", "--format", "json").strip() == "[]"
