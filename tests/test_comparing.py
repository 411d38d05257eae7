"""What changed, worked out by hand: the bridge as a reader follows it, one record beside another, an undo foreseen."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd
import pytest

from tests.tables import rows_of, tables_of
from tracker import desk, terms
from tracker.briefing.changes import write_changes, write_comparison, write_log
from tracker.desk import AccessError, Actor
from tracker.ledger import Changes, Ledger, LedgerError, create_ledger
from tracker.problems import RefusedError
from tracker.tables import Tables

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FIRM = ["received", "committed", "pledged"]
ISSUER = "https://login.example"
VIC, PAUL = Actor("vic", ISSUER, "vic"), Actor("paul", ISSUER, "paul")
STORY = {
    "budgets": """
        stated_on   amount
        2009-06-01  1000
        2010-02-01  1200
    """,
    "thresholds": """
        stated_on   title  amount  due_on
        2009-06-01  Start  700     2010-06
    """,
    "donors": """
        donor  name
        FRA    France
        RUS    Russia
    """,
    "pledges": """
        pledge  donor  status_on   status     amount
        P       FRA    2009-06-10  expected   200
        P       FRA    2010-01-15  pledged    200
        R       RUS    2009-11-27  pledged    300
        R       RUS    2010-02-20  committed  250
    """,
    "contributions": """
        received_on  donor  pledge  amount
        2010-03-05   RUS    R       100
    """,
}
"""On 31 December 2009: 200 anticipated, 300 announced; by 31 March 2010 the 200 are announced, the 300 became 250 and
signed, 100 of them paid; 1,000 was needed, and 1,200 is since February."""


def open_story(tmp_path: Path, **more: str) -> Ledger:
    ledger = create_ledger(f"sqlite:///{tmp_path / 'story.db'}")
    ledger.commit(Changes(added=tables_of(**{**STORY, **more})), author="Ada", message="First", now=NOW)
    return ledger


@pytest.fixture
def story(tmp_path: Path) -> Iterator[Ledger]:
    with open_story(tmp_path) as ledger:
        yield ledger


def look(ledger: Ledger, as_of: str = "2010-03-31", **asked: object) -> desk.View:
    return desk.look(ledger, today=date(2026, 3, 1), as_of=as_of, **asked)  # type: ignore[arg-type]


def bridge(ledger: Ledger, since: str = "2009-12-31", **asked: object) -> desk.Bridge:
    return desk.find_bridge_of(look(ledger), date.fromisoformat(since), **{"phase": "F", **asked})  # type: ignore[arg-type]


def rewrite(ledger: Ledger, table: str, number: int, message: str = "Again", **fields: object) -> None:
    """Write some fields of a row anew."""
    tables = ledger.read()
    row = tables[table].loc[[number]]
    row = row.assign(**fields).astype(row.dtypes.to_dict())
    ledger.commit(Changes(changed={table: row}), author="Bo", message=message, now=NOW)


def number_of(ledger: Ledger, table: str, **key: str) -> int:
    frame = ledger.read()[table]
    chosen = pd.concat([frame[name] == value for name, value in key.items()], axis=1).all(axis=1)
    return int(frame.index[chosen][0])


# The bridge


def test_steps_lead_from_the_opening_to_the_closing(story: Ledger) -> None:
    """300 announced; 200 more firm; 50 less of Russia's: 450. The payment stays within received, signed and announced."""
    steps = bridge(story).steps(FIRM)
    assert rows_of(steps, "kind", "amount", "before", "after") == [
        ("opening", 300_00, 0, 300_00),
        ("lowered", -50_00, 300_00, 250_00),
        ("firmed", 200_00, 250_00, 450_00),
        ("closing", 450_00, 0, 450_00),
    ]


def test_the_balance_shows_what_is_needed_beside_what_is_counted(story: Ledger) -> None:
    balance = bridge(story).balance(FIRM)
    assert balance is not None
    assert rows_of(balance, "kind", "needed", "counted", "amount", "after") == [
        ("opening", 1000_00, 300_00, 700_00, 700_00),
        ("lowered", 0, -50_00, 50_00, 750_00),
        ("firmed", 0, 200_00, -200_00, 550_00),
        ("restated", 200_00, 0, 200_00, 750_00),
        ("closing", 1200_00, 450_00, 750_00, 750_00),
    ]


def test_every_rung_of_the_example_adds_up(tmp_path: Path) -> None:
    ledger, _ = desk.start_ledger(f"sqlite:///{tmp_path}/e.db", desk.data_folder("example"), author="Ada", now=NOW)
    with ledger:
        view = desk.look(ledger, today=date(2026, 11, 22))
        for phase in ("ALT-1", "ALT-2", "BLO-2", "LAB-2", "TRT-1"):
            for since in (date(2021, 12, 31), date(2026, 6, 30)):
                made = desk.find_bridge_of(view, since, phase=phase)
                assert made.residue == 0
                steps = made.steps(view.rungs)
                assert steps["amount"].iloc[:-1].sum() == steps["amount"].iloc[-1]


def test_a_bridge_that_lacks_a_cent_says_so(story: Ledger) -> None:
    made = bridge(story)
    made.cells.loc[0, "amount"] += 1
    assert made.residue == 1


def test_an_initiative_s_phases_are_added_up_and_owe_no_balance(tmp_path: Path) -> None:
    more = {"pledges": STORY["pledges"].rstrip() + "\n", "phases": "phase\nF\nG"}
    with open_story(tmp_path, **more) as ledger:
        made = desk.find_bridge_of(look(ledger), date(2009, 12, 31), initiative="I")
        assert int(made.steps(FIRM)["amount"].iloc[-1]) == 450_00
        assert made.balance(FIRM) is None


def test_turnover_sets_nothing_off(story: Ledger) -> None:
    """On announced, 200 came and 250 left: by the bridge alone it would be 50 less."""
    assert rows_of(bridge(story).turnover, "gained", "lost", kind="firmed", rung="pledged") == [(200_00, -250_00)]


def test_late_entries_stand_apart_from_the_printed_opening(story: Ledger) -> None:
    """Russia's 300 of November becomes 320 in a second changeset: 20 was recorded late."""
    rewrite(story, "pledges", number_of(story, "pledges", pledge="R", status="pledged"), amount=320_00)
    made = bridge(story, reported="1")
    assert rows_of(made.steps(FIRM), "kind", "amount")[:3] == [
        ("opening", 300_00), ("late entries", 20_00), ("lowered", -70_00),
    ]  # fmt: skip
    assert made.residue == 0
    late = desk.evidence(made.behind(terms.LATE_ENTRIES), "F", FIRM)
    assert sorted(late.movements["amount"]) == [-300_00, 320_00]
    assert sum(late.sums.values()) == 20_00
    assert desk.evidence(made.behind(terms.OPENING), "F", FIRM).sums == {"USD": 300_00}


def test_what_no_longer_holds_is_a_late_entry_too(story: Ledger) -> None:
    """A row that is gone explains the difference without being shown as one that stands."""
    gone = number_of(story, "pledges", pledge="P", status="expected")
    story.commit(Changes(retracted={"pledges": [gone]}), author="Bo", message="Never said", now=NOW)
    made = bridge(story, reported="1")
    late = desk.evidence(made.behind(terms.LATE_ENTRIES), "F", terms.RUNGS)
    assert sum(late.sums.values()) == -200_00
    assert late.rows == {}


def test_a_record_of_before_the_phase_opens_on_nothing(story: Ledger) -> None:
    made = bridge(story, reported="0")
    assert rows_of(made.steps(FIRM), "kind", "amount")[:2] == [("opening", 0), ("late entries", 300_00)]
    assert desk.evidence(made.behind(terms.OPENING), "F", FIRM).sums == {}


def test_each_step_opens_into_the_movements_that_it_is_the_sum_of(story: Ledger) -> None:
    made = bridge(story)
    for row in made.cells.itertuples():
        is_kind = row.kind in terms.MOVEMENT_KINDS
        found = desk.evidence(
            made.behind(str(row.kind)), "F", [str(row.rung)], kind=str(row.kind) if is_kind else None,
            since="2009-12-31" if is_kind else None,
        )  # fmt: skip
        assert sum(found.sums.values()) == row.amount, row


# In words


def say(ledger: Ledger, since: str, until: str = "2010-03-31") -> tuple[str, ...]:
    view = look(ledger, until)
    start = date.fromisoformat(since)
    made = desk.find_bridge_of(view, start, phase="F")
    then = desk.gaps(desk.at_day(view, start), None, "F")
    return write_changes(
        made.turnover, made.arrivals, start, view.as_of, "USD", gaps_then=then, gaps_now=desk.gaps(view, None, "F")
    )


def test_what_changed_is_said_the_most_firm_money_first(story: Ledger) -> None:
    """Since December: 250 signed, 200 announced; then 100 paid, 50 less promised; the start was 400 short, now 250."""
    assert say(story, "2009-12-31") == (
        "Since 31 December 2009, $250 was newly signed and $200 was newly announced; the start is now $250 short.",
        "Also, $100 was received, earlier promises shrank by $50 and the requirement rose by $200.",
        "The gap narrowed by $150, from $400 to $250, counting money announced or firmer.",
        "The full requirement is $750 short, $50 more than then.",
    )


def test_one_thing_that_changed_is_said_alone(story: Ledger) -> None:
    assert say(story, "2009-12-31", "2010-01-31")[0] == (
        "Since 31 December 2009, $200 was newly announced; the start is now $200 short."
    )


def test_nothing_that_changed_is_said_with_what_is_still_missing(story: Ledger) -> None:
    assert say(story, "2009-12-01", "2009-12-31") == (
        "Nothing changed since 1 December 2009; the start is still $400 short.",
        "The full requirement is still $700 short.",
    )


def test_money_moves_while_the_gap_stays(story: Ledger) -> None:
    assert say(story, "2010-02-28")[0] == "Since 28 February 2010, $100 was received; the start is still $250 short."


def test_a_gap_that_closes_is_said(tmp_path: Path) -> None:
    more = {"thresholds": STORY["thresholds"].replace("700", "400")}
    with open_story(tmp_path, **more) as ledger:
        said = say(ledger, "2009-12-31")
    assert said[0].endswith("; nothing is missing any more of the start, counting money announced or firmer.")
    assert "The gap of $100 closed." in said


def test_soft_money_is_told_after_firm_money_and_about_is_said_of_vague_money(tmp_path: Path) -> None:
    more = {
        "pledges": """
            pledge  donor  status_on   status       amount  approximate
            P       FRA    2010-01-10  prospective  900     yes
            R       RUS    2010-01-11  pledged      5       -
        """,
        "contributions": "received_on donor amount\n2009-01-01 RUS 1",
    }
    with open_story(tmp_path, **more) as ledger:
        assert say(ledger, "2009-12-31", "2010-01-31")[0] == (
            "Since 31 December 2009, $5 was newly announced and about $900 was newly seen as possible; "
            "the start is now $694 short."
        )


def test_without_a_requirement_no_gap_is_told(tmp_path: Path) -> None:
    none = {"budgets": "stated_on amount\n2020-01-01 1", "thresholds": "stated_on amount\n2020-01-01 1"}
    with open_story(tmp_path, **none) as ledger:
        assert say(ledger, "2010-02-28") == (
            "Since 28 February 2010, $100 was received.", "What is needed is not known.",
        )  # fmt: skip


def test_in_kind_is_told_apart(tmp_path: Path) -> None:
    more = {
        "pledges": "pledge donor status_on status amount form\nP FRA 2010-01-10 committed 70 in_kind",
        "contributions": "received_on donor amount\n2009-01-01 RUS 1",
    }
    with open_story(tmp_path, **more) as ledger:
        said = say(ledger, "2009-12-31", "2010-01-31")
    assert said[0] == "No cash moved since 31 December 2009; the start is still $699 short."
    assert said[-1] == "In kind, $70 was newly signed."


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "Nothing is recorded yet."),
        (1, "1 changeset is recorded, by Ada on 1 March 2026."),
        (1200, "1,200 changesets are recorded, the last by Ada on 1 March 2026."),
    ],
)
def test_how_much_is_recorded_is_said(count: int, said: str) -> None:
    assert write_log(count, "Ada", "2026-03-01") == (said,)


# One record beside another


def compare(ledger: Ledger, known_at: str = "1", **asked: object) -> desk.Comparison:
    return desk.compare_records(look(ledger, **asked), known_at, "F")  # type: ignore[arg-type]


def say_difference(found: desk.Comparison) -> tuple[str, ...]:
    number = found.then.record.number if found.then.record else 0
    return write_comparison(found.gaps, found.standings, "T", number, "2026-03-01", date(2010, 3, 31))


def test_nothing_recorded_since_differs_in_nothing(story: Ledger) -> None:
    story.commit(Changes(added={"donors": story.read()["donors"].iloc[:1].assign(donor="USA")}), author="Bo",
                 message="Another donor", now=NOW)  # fmt: skip
    found = compare(story)
    assert found.is_same
    assert say_difference(found) == ("Nothing recorded since changeset 1 changes this phase as of 31 March 2010.",)


def test_a_promise_that_was_recorded_otherwise_names_what_differs_and_who_made_it_so(story: Ledger) -> None:
    rewrite(story, "pledges", number_of(story, "pledges", pledge="P", status="pledged"), amount=150_00)
    rewrite(story, "pledges", number_of(story, "pledges", pledge="P", status="pledged"), status="committed")
    found = compare(story)
    differing = found.standings[(found.standings["difference"] != "same").to_numpy()]
    assert rows_of(differing, "pledge", "rung_then", "rung_now", "amount_then", "amount_now", "causes") == [
        ("P", "pledged", "committed", 200_00, 150_00, (2, 3))
    ]
    assert {"rung", "amount"} <= set(differing["differing"].iloc[0])
    start = rows_of(found.gaps, "gap_then", "gap_now", "causes", target="T", counting="pledged")
    assert start == [(250_00, 300_00, (2, 3))]
    assert say_difference(found) == (
        "As recorded on 1 March 2026, $250 was missing of the start; as recorded now, $300 is missing.",
        "Standings since changeset 1: 1 changed.",
    )


def test_what_came_and_what_went_are_told_apart(story: Ledger) -> None:
    """Russia's payment is taken out: no cash is left, and its signed promise is open again."""
    gone = [int(story.read()["contributions"].index[0])]
    story.commit(Changes(retracted={"contributions": gone}), author="Bo", message="Not ours", now=NOW)
    found = compare(story)
    assert rows_of(found.standings, "donor", "pledge", "difference", "causes")[:2] == [
        ("RUS", "", "gone", (2,)), ("RUS", "R", "changed", (2,)),
    ]  # fmt: skip
    assert rows_of(found.rows, "table", "row", "difference", "causes") == [("contributions", gone[0], "gone", (2,))]


def test_a_requirement_stated_anew_is_caused_by_its_own_changeset(story: Ledger) -> None:
    rewrite(story, "pledges", number_of(story, "pledges", pledge="P", status="expected"), note="Said on the phone")
    rewrite(story, "budgets", number_of(story, "budgets", stated_on="2010-02-01"), amount=1500_00)
    found = compare(story)
    changed = found.gaps[(found.gaps["difference"] == "changed").to_numpy()]
    assert set(changed["target"]) == {terms.REQUIREMENT}
    assert rows_of(changed, "required_then", "required_now")[0] == (1200_00, 1500_00)
    assert all(3 in causes for causes in changed["causes"])


def test_before_the_first_changeset_everything_was_added_since(story: Ledger) -> None:
    found = compare(story, "0")
    assert set(found.gaps["difference"]) == {"added"}
    assert set(found.standings["difference"]) == {"added"}
    assert say_difference(found)[0] == "Of the start nothing was recorded then; as recorded now, $250 is missing."


def test_only_readers_of_the_history_compare(story: Ledger) -> None:
    desk.give_role(story, ISSUER, "vic", "viewer", name="Vic", author="Ada", now=NOW)
    desk.give_role(story, ISSUER, "paul", "partner", name="Paul", author="Ada", now=NOW)
    assert compare(story, actor=VIC).is_same
    with pytest.raises(AccessError, match="not for the role of partner"):
        compare(story, actor=PAUL, audience="partners")
    for ask in (
        lambda: desk.read_log(story, PAUL), lambda: desk.written_fields(story, 1, PAUL),
        lambda: desk.row_fields(story, "pledges", 1, PAUL), lambda: desk.count_written(story, 1, PAUL),
    ):  # fmt: skip
        with pytest.raises(AccessError):
            ask()


def test_a_record_that_is_none_is_refused_with_the_remedy(story: Ledger) -> None:
    with pytest.raises(RefusedError, match="there is no changeset 9; the newest is 1"):
        compare(story, "9")


# The log


def test_the_log_is_paged_newest_first(story: Ledger) -> None:
    row = number_of(story, "pledges", pledge="P", status="expected")
    for note in ("a", "b", "c"):
        rewrite(story, "pledges", row, note=note)
    pages = [[one.number for one in desk.read_log(story, start=start, size=3).changesets] for start in (0, 3, 99)]
    assert pages == [[4, 3, 2], [1], [1]]
    assert desk.count_written(story, 4) == {"pledges": 1}
    assert [(line["field"], line["before"], line["after"]) for line in desk.written_fields(story, 4)] == [
        ("note", "b", "c")
    ]
    assert [line["changeset"] for line in desk.row_fields(story, "pledges", row) if line["field"] == "note"] == [
        2,
        3,
        4,
    ]
    with pytest.raises(RefusedError, match="there is no changeset 5"):
        desk.find_changeset(story, 5)


# An undo foreseen


def undo(ledger: Ledger, number: int, *, dry_run: bool, request: str = "", actor: Actor = desk.LOCAL) -> desk.Receipt:
    return desk.undo_with_receipt(
        ledger, number, author="Bo", message="Back", now=NOW, dry_run=dry_run, request=request, actor=actor
    )


def test_an_undo_is_told_before_it_is_made(story: Ledger) -> None:
    row = number_of(story, "pledges", pledge="P", status="pledged")
    rewrite(story, "pledges", row, amount=150_00)
    told = undo(story, 2, dry_run=True)
    assert (told.status, told.counts["changed"], len(story.changesets())) == ("dry run", 1, 2)
    assert told.lines == [
        {"table": "pledges", "sheet": "Pledges", "at": None, "row": row, "action": "changed", "key": "P 2010-01-15",
         "fields": [{"cell": None, "column": "amount", "before": "150.00", "after": "200.00"}]}
    ]  # fmt: skip
    assert desk.total_lines(told) == [("F, announced, USD", "150.00", "200.00")]
    made = undo(story, 2, dry_run=False, request="once")
    assert (made.status, made.changeset.number if made.changeset else 0) == ("committed", 3)
    assert int(story.read()["pledges"].loc[row, "amount"]) == 200_00


def test_rows_that_go_and_come_back_are_told(story: Ledger) -> None:
    gone = number_of(story, "contributions", donor="RUS")
    story.commit(Changes(retracted={"contributions": [gone]}), author="Bo", message="m", now=NOW)
    back = undo(story, 2, dry_run=False)
    assert [(line["action"], line["row"]) for line in back.lines] == [("restored", gone)]
    assert [(line["action"], line["row"]) for line in undo(story, 3, dry_run=True).lines] == [("retracted", gone)]


def test_what_cannot_be_undone_is_refused_in_the_dry_run_too(story: Ledger) -> None:
    row = number_of(story, "pledges", pledge="P", status="pledged")
    rewrite(story, "pledges", row, amount=150_00)
    for dry_run in (True, False):
        with pytest.raises(LedgerError, match=rf"pledges row {row} \(P, 2010-01-15\) was written again in changeset 2"):
            undo(story, 1, dry_run=dry_run)
    assert len(story.changesets()) == 2


def test_an_undo_that_leaves_unsound_tables_is_refused_with_the_problems(story: Ledger) -> None:
    """The donor of changeset 2 pledges in changeset 3: without it, the pledge has no donor."""
    donors, pledges = (story.read()[name].iloc[:1] for name in ("donors", "pledges"))
    story.commit(Changes(added={"donors": donors.assign(donor="USA")}), author="Bo", message="m", now=NOW)
    mine = pledges.assign(pledge="U", donor="USA")
    story.commit(Changes(added={"pledges": mine}), author="Bo", message="m", now=NOW)
    with pytest.raises(RefusedError, match="what is left would not be sound") as refused:
        undo(story, 2, dry_run=True)
    assert [(problem.table, problem.column) for problem in refused.value.problems] == [("pledges", "donor")]


def test_only_editors_foresee_an_undo(story: Ledger) -> None:
    desk.give_role(story, ISSUER, "vic", "viewer", name="Vic", author="Ada", now=NOW)
    with pytest.raises(AccessError, match="changing the ledger is not for the role of viewer"):
        undo(story, 1, dry_run=True, actor=VIC)


def test_a_past_view_keeps_its_tables(story: Ledger) -> None:
    """Looking at another day of the same record must not look at another record."""
    rewrite(story, "pledges", number_of(story, "pledges", pledge="P", status="pledged"), amount=150_00)
    then: Tables = desk.at_day(look(story, known_at="1"), date(2010, 2, 1)).tables
    assert 150_00 not in set(then["pledges"]["amount"])
