"""Who may do what: kept, shown and verified like any other rows, and never among the tables."""

import pytest

from tests.ledgers import NOON, add, faults, names
from tracker.ledger import TOKEN, Grant, LedgerError
from tracker.tables import TABLES

LOGIN = "https://login.example"
ADA = Grant(LOGIN, "17", "editor", "Ada")
TOOL = Grant(TOKEN, "9f86d081", "viewer", "The statistics office")


def give(ledger, grant: Grant, role: str | None = ""):
    """Record a grant, or another role for its holder."""
    role = grant.role if role == "" else role
    return ledger.grant(grant.issuer, grant.subject, role, name=grant.name, author="Eve", now=NOON)


def test_a_grant_is_found_by_issuer_and_subject_both(ledger):
    give(ledger, ADA)
    give(ledger, TOOL)
    assert ledger.grants() == [ADA, TOOL]
    assert ledger.find_grant(LOGIN, "17") == ADA
    assert ledger.find_grant(TOKEN, "9f86d081") == TOOL
    for issuer, subject in ((LOGIN, "9f86d081"), (TOKEN, "17"), (LOGIN, "1"), (LOGIN, ""), ("", "17"), (LOGIN, "17 ")):
        assert ledger.find_grant(issuer, subject) is None


def test_a_changed_grant_replaces_the_one_before(ledger):
    give(ledger, ADA)
    give(ledger, ADA, "viewer")
    assert ledger.grants() == [Grant(LOGIN, "17", "viewer", "Ada")]


def test_a_revoked_grant_is_gone_and_can_be_given_again(ledger):
    give(ledger, ADA)
    give(ledger, TOOL)
    assert give(ledger, ADA, None).number == 3
    assert ledger.find_grant(LOGIN, "17") is None
    assert ledger.grants() == [TOOL]
    give(ledger, ADA, "partner")
    assert ledger.find_grant(LOGIN, "17") == Grant(LOGIN, "17", "partner", "Ada")
    assert ledger.verify() == []


def test_a_grant_that_changes_nothing_writes_nothing(ledger):
    assert give(ledger, ADA, None) is None
    give(ledger, ADA)
    assert give(ledger, ADA) is None
    assert ledger.head().number == 1


def test_a_grant_stands_in_the_log_and_in_its_changeset(ledger):
    for role in ("editor", "viewer", None):
        give(ledger, ADA, role)
    assert [changeset.message for changeset in ledger.changesets()] == [
        "Ada is editor now",
        "Ada is viewer now",
        "Ada may do nothing any more",
    ]
    assert {changeset.author for changeset in ledger.changesets()} == {"Eve"}
    shown = [one for number in (1, 2, 3) for one in ledger.show(number)]
    assert [(one.table, one.key, one.action, one.fields.get("role")) for one in shown] == [
        ("grants", f"{LOGIN}, 17", "added", ("", "editor")),
        ("grants", f"{LOGIN}, 17", "changed", ("editor", "viewer")),
        ("grants", f"{LOGIN}, 17", "retracted", ("viewer", "")),
    ]
    assert ledger.row_history("grants", 1) == shown


def test_a_grant_is_never_among_the_tables(ledger):
    add(ledger, "FRA")
    give(ledger, ADA)
    assert list(ledger.read()) == list(TABLES)
    assert "grants" not in ledger.revisions()
    assert names(ledger) == {1: "FRA"}


def test_a_grant_takes_a_number_of_the_one_sequence_of_rows(ledger):
    give(ledger, ADA)
    add(ledger, "FRA")
    assert names(ledger) == {2: "FRA"}
    assert ledger.verify() == []


@pytest.mark.parametrize("column", ["issuer", "subject", "role", "name"])
def test_an_altered_grant_is_found(ledger, place, column):
    give(ledger, ADA)
    give(ledger, TOOL)
    assert faults(place, f"UPDATE grants SET {column} = 'editor.' WHERE row = 2") == {(2, "grants", 2)}


def test_a_forged_and_a_deleted_grant_are_found(ledger, place):
    give(ledger, ADA)
    give(ledger, TOOL)
    forged = (
        "INSERT INTO grants (row, from_changeset, is_retracted, digest, issuer, subject, role) "
        "VALUES (3, 2, 0, 'x', 'a', 'b', 'editor')"
    )
    assert faults(place, forged) == {(2, None, None), (2, "grants", 3)}
    assert faults(place, "DELETE FROM grants WHERE row = 1") == {(1, None, None)}
    assert faults(place) == set()


@pytest.mark.parametrize("word", ["issuer", "subject", "name"])
def test_a_text_that_no_database_can_hold_is_refused(ledger, word):
    texts = {"issuer": LOGIN, "subject": "17", "name": "Ada", word: "a\0"}
    with pytest.raises(LedgerError, match=f"the {word} holds a character"):
        ledger.grant(texts["issuer"], texts["subject"], "viewer", name=texts["name"], author="Eve", now=NOON)
    assert ledger.head() is None
