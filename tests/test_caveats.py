"""Whoever quotes a gap is told what it leaves out, in the language of the rest."""

from tests.test_headline import gaps_of
from tracker.briefing.caveats import write_caveats
from tracker.briefing.language import speaking

ABROAD = "status_on  status  amount  currency\n2010-01-01  pledged  500  NOK"


def test_an_unknown_requirement_and_money_without_a_rate_are_named() -> None:
    gaps = gaps_of(pledges=ABROAD)
    assert write_caveats(gaps) == [
        "F: the requirement is unknown; coverage and gap cannot be told.",
        "F, requirement: NOK 500.00 is missing from it for want of a rate of exchange.",
    ]
    expected = {
        "fr": [
            "F : le besoin n’est pas connu ; ni la couverture ni le déficit ne peuvent être indiqués.",
            "F, besoin total : il y manque, faute de taux de change, 500 NOK.",
        ],
        "ru": [
            "F: потребность неизвестна; ни покрытие, ни дефицит указать нельзя.",
            "F, полная потребность: из-за отсутствия обменного курса не учтено 500 NOK.",
        ],
    }
    for code, texts in expected.items():
        with speaking(code):
            assert [text.replace("\N{NO-BREAK SPACE}", " ") for text in write_caveats(gaps)] == texts


def test_where_all_is_known_there_is_no_caveat() -> None:
    gaps = gaps_of(budgets="stated_on  amount\n2010-01-01  900")
    assert write_caveats(gaps) == []
    assert write_caveats(gaps.iloc[:0]) == []
