"""What a pack says in French and Russian, written out by hand; and that all three languages say the same.

Expected texts have ordinary spaces; where a line may not break is a rule of its own. The English is held by the tests
of each module.
"""

import re
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from tests.test_headline import BUDGET, START, cash, gaps_of, paris, promises, vague
from tests.test_points import donor, points
from tests.test_points import paris as paris_points
from tracker import terms
from tracker.briefing.changes import write_changes
from tracker.briefing.headline import target_words, write_headline
from tracker.briefing.language import LANGUAGES, say, speaking
from tracker.briefing.points import write_closing, write_points
from tracker.briefing.words import date_for, date_on

OTHERS = ["fr", "ru"]
NARROW, WIDE = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"


def plain(text: str) -> str:
    """A text with ordinary spaces."""
    return text.replace(NARROW, " ").replace(WIDE, " ")


def both(write: Any) -> tuple[str, str]:
    """What something says in French and in Russian."""
    said = []
    for code in OTHERS:
        with speaking(code):
            said.append(plain(write()))
    return said[0], said[1]


# The ladder


def test_english_has_one_word_for_each_rung() -> None:
    for rung in terms.LADDER:
        assert say(f"rung-{rung.code}") == rung.label
        assert say(f"word-{rung.code}") == say(f"not-{rung.code}") == rung.label.lower()


# The bottom line

LATE = "pledge  status_on  status  amount  due_on\nP  2010-01-01  committed  900  2010-09"
ABROAD = (
    "pledge  status_on  status  amount  currency\nP  2010-01-01  pledged  500  NOK\nQ  2010-01-01  pledged  90  SEK"
)
EARMARKED = {
    "thresholds": "stated_on  amount  due_on  components\n2010-01-01  700  2010-06  Training",
    "contributions": "received_on  amount  component\n2010-01-05  400  Equipment",
}
ZERO = "stated_on  amount\n2010-01-01  0"
NOT_YET = ("Le démarrage n’est pas encore couvert.", "Стартовая потребность ещё не покрыта.")
NOTHING = (
    "Sur les 700 $ nécessaires pour juin 2010, rien n’est reçu, signé ni annoncé.",
    "Из 700 долл. США, необходимых к июню 2010 года, ничего не получено, не подписано и не объявлено.",
)
NOTHING_COUNTS = (
    "Sur les 700 $ nécessaires pour juin 2010, rien de comptabilisable n’est reçu, signé ni annoncé. Il manque la "
    "totalité.",
    "Из 700 долл. США, необходимых к июню 2010 года, ничего из того, что может быть учтено, не получено, не подписано "
    "и не объявлено. Не хватает всей суммы.",
)
CASES: dict[str, tuple[dict[str, Any], str, str]] = {
    "covered in cash, exactly": (
        {"thresholds": START, "contributions": cash(700)},
        "Le démarrage est couvert par les fonds reçus. 700 $ sont reçus, soit exactement ce qui est nécessaire pour "
        "juin 2010.",
        "Стартовая потребность покрыта полученными средствами. Получено 700 долл. США, то есть ровно столько, сколько "
        "необходимо к июню 2010 года.",
    ),
    "covered in cash, and more": (
        {
            "thresholds": START,
            "contributions": cash(750),
            "pledges": promises(committed=100, pledged=20),
            "target": "T",
        },
        "Le démarrage est couvert par les fonds reçus. 750 $ sont reçus, soit 50 $ de plus que les 700 $ nécessaires "
        "pour juin 2010 ; en outre, 100 $ sont signés et 20 $ sont annoncés.",
        "Стартовая потребность покрыта полученными средствами. Получено 750 долл. США, что на 50 долл. США больше "
        "700 долл. США, необходимых к июню 2010 года; кроме того, подписаны обязательства на сумму 100 долл. США и "
        "объявлено 20 долл. США.",
    ),
    "covered if what is signed is paid": (
        {"thresholds": START, "pledges": promises(committed=700)},
        "Le démarrage ne sera couvert que si ce qui est signé est versé. Rien n’est reçu ; 700 $ sont signés, soit "
        "exactement ce qui est nécessaire pour juin 2010. Rien n’en a encore été versé.",
        "Стартовая потребность будет покрыта, только если подписанные обязательства будут выполнены. Ничего не "
        "получено; подписаны обязательства на сумму 700 долл. США, то есть ровно столько, сколько необходимо к июню "
        "2010 года. Из этих средств пока ничего не выплачено.",
    ),
    "covered if what is signed and announced is paid": (
        {"thresholds": START, "pledges": promises(committed=300, pledged=500)},
        "Le démarrage ne sera couvert que si tout ce qui est signé et annoncé est versé. Rien n’est reçu ; 300 $ sont "
        "signés et 500 $ sont annoncés, soit au total 100 $ de plus que les 700 $ nécessaires pour juin 2010. Rien "
        "n’en a encore été versé.",
        "Стартовая потребность будет покрыта, только если все подписанные обязательства и объявленные взносы будут "
        "выплачены. Ничего не получено; подписаны обязательства на сумму 300 долл. США и объявлено 500 долл. США, что "
        "в сумме на 100 долл. США больше 700 долл. США, необходимых к июню 2010 года. Из этих средств пока ничего не "
        "выплачено.",
    ),
    "partly paid": (
        {"thresholds": START, "contributions": cash(250), "pledges": promises(committed=450)},
        "Le démarrage ne sera couvert que si ce qui est signé est versé. 250 $ sont reçus et 450 $ sont signés, soit "
        "au total exactement ce qui est nécessaire pour juin 2010. Il reste 450 $ à verser.",
        "Стартовая потребность будет покрыта, только если подписанные обязательства будут выполнены. Получено "
        "250 долл. США и подписаны обязательства на сумму 450 долл. США, что в сумме составляет ровно столько, сколько "
        "необходимо к июню 2010 года. Остаётся выплатить 450 долл. США.",
    ),
    "covered if anticipated money comes as well": (
        {"thresholds": START, "pledges": promises(pledged=400, expected=300)},
        f"{NOT_YET[0]} Rien n’est reçu ni signé ; 400 $ sont annoncés sur les 700 $ nécessaires pour juin 2010. Il ne "
        "serait couvert que si ce qui est attendu se concrétisait aussi.",
        f"{NOT_YET[1]} Ничего не получено и не подписано; объявлено 400 долл. США из 700 долл. США, необходимых к "
        "июню 2010 года. Она была бы покрыта, только если бы поступили также и ожидаемые средства.",
    ),
    "covered if possible money comes alone": (
        {"thresholds": START, "pledges": promises(prospective=700)},
        f"{NOT_YET[0]} {NOTHING[0]} Il ne serait couvert que si tout ce qui n’est que possible se concrétisait.",
        f"{NOT_YET[1]} {NOTHING[1]} Она была бы покрыта, только если бы поступили все средства, которые пока лишь "
        "возможны.",
    ),
    "nothing promised": (
        {"thresholds": START},
        f"{NOT_YET[0]} {NOTHING[0]} Rien d’autre n’est en vue : il manque la totalité.",
        f"{NOT_YET[1]} {NOTHING[1]} Других поступлений не предвидится: не хватает всей суммы.",
    ),
    "nothing more in sight": (
        {"thresholds": START, "contributions": cash(100), "pledges": promises(committed=200)},
        f"{NOT_YET[0]} 100 $ sont reçus et 200 $ sont signés sur les 700 $ nécessaires pour juin 2010 ; rien d’autre "
        "n’est annoncé. Rien d’autre n’est en vue : il manque 400 $.",
        f"{NOT_YET[1]} Получено 100 долл. США и подписаны обязательства на сумму 200 долл. США из 700 долл. США, "
        "необходимых к июню 2010 года; больше ничего не объявлено. Других поступлений не предвидится: не хватает "
        "400 долл. США.",
    ),
    "not covered even then": (
        {"thresholds": START, "pledges": promises(pledged=200, expected=100, prospective=50)},
        f"{NOT_YET[0]} Rien n’est reçu ni signé ; 200 $ sont annoncés sur les 700 $ nécessaires pour juin 2010. En "
        "comptant tout ce qui est en vue, il manque 350 $.",
        f"{NOT_YET[1]} Ничего не получено и не подписано; объявлено 200 долл. США из 700 долл. США, необходимых к "
        "июню 2010 года. С учётом всех предвидимых поступлений не хватает 350 долл. США.",
    ),
    "approximate": (
        {"thresholds": START, "pledges": vague("500", "-")},
        "Le démarrage ne sera couvert que si ce qui est annoncé est versé. Rien n’est reçu ni signé ; environ 700 $ "
        "sont annoncés au regard des 700 $ nécessaires pour juin 2010. Rien n’en a encore été versé. S’il n’en venait "
        "que le minimum, il manquerait 200 $.",
        "Стартовая потребность будет покрыта, только если объявленные взносы будут выплачены. Ничего не получено и не "
        "подписано; объявлено около 700 долл. США при 700 долл. США, необходимых к июню 2010 года. Из этих средств пока "
        "ничего не выплачено. Если поступит лишь минимум, не хватит 200 долл. США.",
    ),
    "late": (
        {"thresholds": START, "pledges": LATE},
        f"{NOT_YET[0]} {NOTHING_COUNTS[0]} Un montant supplémentaire de 900 $ n’est dû qu’après cette date et n’est "
        "pas compté.",
        f"{NOT_YET[1]} {NOTHING_COUNTS[1]} Не учтена ещё одна сумма, подлежащая выплате лишь после этой даты: "
        "900 долл. США.",
    ),
    "earmarked": (
        EARMARKED,
        f"{NOT_YET[0]} {NOTHING_COUNTS[0]} Un montant supplémentaire de 400 $ est affecté à d’autres fins et ne peut "
        "pas être compté.",
        f"{NOT_YET[1]} {NOTHING_COUNTS[1]} Не может быть учтена ещё одна сумма, предназначенная для других целей: "
        "400 долл. США.",
    ),
    "without a rate": (
        {"thresholds": START, "pledges": ABROAD},
        f"{NOT_YET[0]} {NOTHING_COUNTS[0]} Non compté, faute de taux de change : 500 NOK et 90 SEK.",
        f"{NOT_YET[1]} {NOTHING_COUNTS[1]} Не учтено из-за отсутствия обменного курса: 500 NOK и 90 SEK.",
    ),
    "short by a cent": (
        {"budgets": "stated_on  amount\n2010-01-01  2000000", "contributions": cash("1999999.99")},
        "Le besoin total n’est pas encore couvert. 1 999 999,99 $ sont reçus sur les 2 M$ nécessaires ; rien d’autre "
        "n’est signé ni annoncé. Rien d’autre n’est en vue : il manque 0,01 $.",
        "Полная потребность ещё не покрыта. Получено 1 999 999,99 долл. США из необходимых 2 млн долл. США; больше "
        "ничего не подписано и не объявлено. Других поступлений не предвидится: не хватает 0,01 долл. США.",
    ),
    "a requirement nobody knows": (
        {"contributions": cash(50), "pledges": promises(expected=100)},
        "Le montant nécessaire n’est pas connu. 50 $ sont reçus et 100 $ sont attendus.",
        "Размер необходимых средств неизвестен. Получено 50 долл. США и ожидается 100 долл. США.",
    ),
    "nothing known to partners": (
        {"audience": "partners"},
        "Le montant nécessaire n’est pas connu. Rien n’est reçu, signé ni annoncé.",
        "Размер необходимых средств неизвестен. Ничего не получено, не подписано и не объявлено.",
    ),
    "a requirement of zero": (
        {"budgets": ZERO},
        "Rien n’est nécessaire, selon le budget en vigueur. Rien n’est en vue.",
        "Согласно действующему бюджету, средства не требуются. Никаких поступлений не предвидится.",
    ),
    "a threshold without a rate": (
        {"thresholds": "stated_on  amount  currency\n2010-01-01  700  NOK"},
        "Le montant nécessaire pour le démarrage n’est pas connu. Rien n’est en vue.",
        "Размер стартовой потребности неизвестен. Никаких поступлений не предвидится.",
    ),
    "a threshold of zero": (
        {"thresholds": "stated_on  amount\n2010-01-01  0", "target": "T"},
        "Le démarrage ne nécessite aucun financement. Rien n’est en vue.",
        "Стартовая потребность равна нулю. Никаких поступлений не предвидится.",
    ),
    "the date past": (
        {"on": "2010-07-01", "thresholds": START, "pledges": promises(pledged=400)},
        "L’échéance (juin 2010) est passée, et le démarrage n’est pas couvert. Rien n’est reçu ni signé ; 400 $ sont "
        "annoncés sur les 700 $ nécessaires pour juin 2010. Rien d’autre n’est en vue : il manque 300 $.",
        "Срок (июнь 2010 года) истёк, и стартовая потребность не покрыта. Ничего не получено и не подписано; объявлено "
        "400 долл. США из 700 долл. США, необходимых к июню 2010 года. Других поступлений не предвидится: не хватает "
        "300 долл. США.",
    ),
    "to partners": (
        {"audience": "partners", "thresholds": START, "pledges": promises(pledged=200, expected=100)},
        f"{NOT_YET[0]} Rien n’est reçu ni signé ; 200 $ sont annoncés sur les 700 $ nécessaires pour juin 2010. En "
        "comptant tout ce qui est annoncé, il manque 500 $.",
        f"{NOT_YET[1]} Ничего не получено и не подписано; объявлено 200 долл. США из 700 долл. США, необходимых к "
        "июню 2010 года. С учётом всего объявленного не хватает 500 долл. США.",
    ),
    "possible money that counts": (
        {
            "thresholds": "stated_on  amount  due_on  counts\n2010-01-01  700  2010-06-15  prospective",
            "pledges": promises(prospective=400),
        },
        f"{NOT_YET[0]} Rien n’est reçu, signé, annoncé ni attendu ; 400 $ sont possibles sur les 700 $ nécessaires pour "
        "le 15 juin 2010. En comptant tout ce qui est en vue, il manque 300 $.",
        f"{NOT_YET[1]} Ничего не получено, не подписано, не объявлено и не ожидается; возможно поступление 400 долл. "
        "США из 700 долл. США, необходимых к 15 июня 2010 года. С учётом всех предвидимых поступлений не хватает "
        "300 долл. США.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_bottom_line_in_french_and_russian(case: str) -> None:
    asked, *expected = CASES[case]
    target = asked.get("target")
    gaps, on = (
        gaps_of(**{name: text for name, text in asked.items() if name != "target"}),
        asked.get("on", "2010-02-01"),
    )
    assert list(both(lambda: write_headline(gaps, date.fromisoformat(on), target).text)) == expected


def test_the_paris_pact_in_french_and_russian() -> None:
    assert both(lambda: " ".join(paris("2009-12-04"))) == (
        f"{NOT_YET[0]} Rien n’est reçu ni signé ; 200 000 $ sont annoncés sur les 700 000 $ nécessaires pour juin "
        "2010. En comptant tout ce qui est en vue, il manque au moins 200 000 $ environ. Prochaine occasion de "
        "solliciter des fonds : Policy Consultative Group, mars 2010 (tentative).",
        f"{NOT_YET[1]} Ничего не получено и не подписано; объявлено 200 000 долл. США из 700 000 долл. США, "
        "необходимых к июню 2010 года. С учётом всех предвидимых поступлений не хватает как минимум около 200 000 "
        "долл. США. Ближайшая возможность обратиться за взносами: Policy Consultative Group, март 2010 года "
        "(tentative).",
    )


def test_one_unit_of_money_agrees_with_its_verb() -> None:
    """One dollar is singular in French, 21 dollars are in Russian; millions never are."""

    gaps = gaps_of(contributions=cash(1))

    def write(amount: int) -> str:
        return write_headline(gaps.assign(counted=amount * 100), date(2010, 2, 1)).sentences[1]

    assert both(lambda: write(1)) == ("1 $ est reçu.", "Получен 1 долл. США.")
    assert both(lambda: write(21)) == ("21 $ sont reçus.", "Получен 21 долл. США.")
    assert both(lambda: write(11)) == ("11 $ sont reçus.", "Получено 11 долл. США.")
    assert both(lambda: write(1_000_001)) == ("1 M$ sont reçus.", "Получено 1 млн долл. США.")


def test_a_title_stays_as_written_and_only_the_start_has_a_name() -> None:
    assert both(lambda: target_words("Second tranche", "T")) == (
        "le seuil « Second tranche »", "потребность «Second tranche»",
    )  # fmt: skip
    assert both(lambda: target_words("Training", "T")) == ("le seuil « Training »", "потребность «Training»")
    assert both(lambda: target_words("Requirement", "T")) == ("le seuil « Requirement »", "потребность «Requirement»")
    assert both(lambda: target_words("Start", "T", "target-of")) == ("le démarrage", "стартовой потребности")


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_stands_in_the_case_that_its_sentence_asks_for(month: int) -> None:
    stem = ["январ", "феврал", "март", "апрел", "ма", "июн", "июл", "август", "сентябр", "октябр", "ноябр", "декабр"]
    dative, locative = ("у", "е") if month in (3, 8) else ("ю", "е")
    text = f"2010-{month:02}"
    with speaking("ru"):
        assert date_for(text) == f"к {stem[month - 1]}{dative} 2010 года"
        assert date_on(text) == f"в {stem[month - 1]}{locative} 2010 года"
    with speaking("fr"):
        assert date_for(text).startswith("pour ")
        assert date_on(f"{text}-01").startswith("le 1er ")
    assert date_for(text) == pd.Timestamp(text).strftime("for %B %Y")


# What changed

FACTS = {
    ("new", "received", 5000): ("50 $ ont été reçus", "поступило 50 долл. США"),
    ("new", "received", -5000): (
        "des paiements ont été annulés à hauteur de 50 $", "отменены платежи на сумму 50 долл. США",
    ),
    ("arrival", "committed", 5000): (
        "50 $ ont été nouvellement signés", "подписаны новые обязательства на сумму 50 долл. США",
    ),
    ("arrival", "pledged", 5000): (
        "50 $ ont été nouvellement annoncés", "объявлены новые взносы на сумму 50 долл. США",
    ),
    ("arrival", "expected", 100): (
        "1 $ est désormais attendu", "появились ожидаемые поступления на сумму 1 долл. США",
    ),
    ("arrival", "prospective", 5000): (
        "50 $ sont désormais jugés possibles", "появились возможные поступления на сумму 50 долл. США",
    ),
    ("softened", "pledged", 5000): ("50 $ ne sont plus qu’annoncés", "теперь лишь объявлено 50 долл. США"),
    ("softened", "prospective", 100): (
        "1 $ n’est plus que possible", "теперь лишь возможно поступление 1 долл. США",
    ),
    ("refunded", "received", -5000): ("50 $ ont été restitués", "возвращено 50 долл. США"),
    ("withdrawn", "pledged", -5000): ("50 $ ont été retirés", "отозваны обещанные средства на сумму 50 долл. США"),
    ("withdrawn", "expected", -5000): (
        "50 $ ne sont plus attendus ni envisagés", "отпали ожидавшиеся поступления на сумму 50 долл. США",
    ),
    ("raised", "pledged", 5000): (
        "les promesses antérieures ont augmenté de 50 $", "ранее обещанные суммы увеличились на 50 долл. США",
    ),
    ("lowered", "expected", -5000): (
        "les attentes antérieures ont diminué de 50 $", "ранее ожидавшиеся суммы уменьшились на 50 долл. США",
    ),
    ("moved", "pledged", 5000): ("50 $ ont été réaffectés ici", "сюда перенесены средства на сумму 50 долл. США"),
    ("moved", "pledged", -5000): (
        "50 $ ont été réaffectés ailleurs", "в другое место перенесены средства на сумму 50 долл. США",
    ),
    ("exchange", "pledged", -5000): (
        "les taux de change ont retranché 50 $", "за счёт курсовой разницы убыло 50 долл. США",
    ),
    ("stated", "requirement", 290_000_000): (
        "un besoin de 2,9 M$ a été établi", "заявлена потребность в размере 2,9 млн долл. США",
    ),
    ("restated", "requirement", -5000): ("le besoin a diminué de 50 $", "потребность уменьшилась на 50 долл. США"),
}  # fmt: skip


def changes_of(*facts: tuple[str, str, int], vague: bool = False, form: str = "cash", late: int = 0) -> str:
    steps = [
        (kind, rung, form, max(amount, 0), min(amount, 0), vague) for kind, rung, amount in facts if kind != "arrival"
    ]
    came = [(rung, form, amount, vague) for kind, rung, amount in facts if kind == "arrival"]
    turnover = pd.DataFrame(steps, columns=["kind", "rung", "form", "gained", "lost", "vague"])
    arrivals = pd.DataFrame(came, columns=["rung", "form", "gained", "vague"])
    return " ".join(write_changes(turnover, arrivals, date(2009, 12, 31), date(2010, 3, 31), "USD", late=late))


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"{fact[0]} {fact[1]} {fact[2]}")
def test_each_change_in_french_and_russian(fact: tuple[str, str, int]) -> None:
    french, russian = FACTS[fact]
    assert both(lambda: changes_of(fact)) == (
        f"Depuis le 31 décembre 2009, {french}.", f"С 31 декабря 2009 года {russian}.",
    )  # fmt: skip
    about_french, about_russian = both(lambda: changes_of(fact, vague=True))
    assert "environ" in about_french
    assert "de environ" not in about_french
    assert re.search("около|примерно на", about_russian)
    assert "на около" not in about_russian


def test_many_changes_and_none_and_those_in_kind() -> None:
    many = [*list(FACTS)[:1], *list(FACTS)[2:10]]
    french, russian = both(lambda: changes_of(*many, late=100))
    assert french.endswith(
        "et 3 autres changements figurent dans le tableau. D’après ce qui a été enregistré depuis, le montant de "
        "départ dépassait de 1 $ celui qui avait été imprimé."
    )
    assert russian.endswith(
        "и ещё 3 изменения показаны в таблице. С учётом более поздних записей на начало периода числилось на 1 долл. "
        "США больше, чем было напечатано."
    )
    assert both(changes_of) == (
        "Rien n’a changé depuis le 31 décembre 2009.", "С 31 декабря 2009 года ничего не изменилось.",
    )  # fmt: skip
    assert both(lambda: changes_of(("new", "received", 5000), form="in_kind")) == (
        "Aucun mouvement de fonds depuis le 31 décembre 2009. En nature, 50 $ ont été reçus.",
        "С 31 декабря 2009 года движения денежных средств не было. В натуральной форме: поступило 50 долл. США.",
    )


def gap_changes(*then_now: int, counts: str = "pledged", quiet: bool = False, late: tuple[int, int] = (0, 0)) -> str:
    """What became of a threshold's gap, then and now; and of a requirement of 2,900 dollars, of which nothing came."""
    frames = []
    for gap, later in zip(then_now, late, strict=True):
        rows = [
            {"target": "T", "title": "Start", "required": 70_000, "gap": gap, "late": later, "counted": 70_000 - gap},
            {"target": "requirement", "title": "", "required": 290_000, "gap": 290_000, "late": 0, "counted": 0},
        ]
        shared = {"phase": "F", "currency": "USD", "due_on": "", "approximate": False}
        frames.append(
            pd.DataFrame(
                [
                    {
                        **shared,
                        **row,
                        "counting": rung,
                        "is_headline": rung == counts,
                        "counted": row["counted"] * is_it,
                    }
                    for row in rows
                    for rung, is_it in (("received", 0), (counts, 1))
                ]
            )
        )
    none = pd.DataFrame(columns=["kind", "rung", "form", "gained", "lost", "vague"])
    moved = pd.DataFrame(
        [] if quiet else [("new", "received", "cash", 5000, 0, False)],
        columns=["kind", "rung", "form", "gained", "lost", "vague"],
    )
    days = date(2009, 12, 31), date(2010, 3, 31)
    return " ".join(write_changes(moved, none, *days, "USD", gaps_then=frames[0], gaps_now=frames[1]))


@pytest.mark.parametrize(
    ("asked", "french", "russian"),
    [
        (
            {"then_now": (70_000, 50_000)},
            "50 $ ont été reçus ; il manque désormais 500 $ pour couvrir le démarrage. Le déficit s’est réduit de "
            "200 $, passant de 700 $ à 500 $, en comptant les fonds annoncés ou plus sûrs.",
            "поступило 50 долл. США; для покрытия стартовой потребности теперь не хватает 500 долл. США. Дефицит "
            "сократился на 200 долл. США, с 700 долл. США до 500 долл. США, считая объявленные и более надёжные "
            "средства.",
        ),
        (
            {"then_now": (50_000, 70_000), "counts": "committed"},
            "50 $ ont été reçus ; il manque désormais 700 $ pour couvrir le démarrage. Le déficit s’est creusé de "
            "200 $, passant de 500 $ à 700 $, en comptant les fonds signés ou plus sûrs.",
            "поступило 50 долл. США; для покрытия стартовой потребности теперь не хватает 700 долл. США. Дефицит "
            "увеличился на 200 долл. США, с 500 долл. США до 700 долл. США, считая подписанные и более надёжные "
            "средства.",
        ),
        (
            {"then_now": (50_000, 0), "late": (0, 900)},
            "50 $ ont été reçus ; il ne manque plus rien pour couvrir le démarrage, en comptant les fonds annoncés ou "
            "plus sûrs. Le déficit de 500 $ est comblé. Un montant de 9 $ n’est dû qu’après cette date et n’est pas "
            "compté.",
            "поступило 50 долл. США; для покрытия стартовой потребности средств теперь достаточно, считая объявленные "
            "и более надёжные средства. Дефицит в размере 500 долл. США покрыт. Не учтена сумма, подлежащая выплате "
            "лишь после этой даты: 9 долл. США.",
        ),
        (
            {"then_now": (0, 50_000)},
            "50 $ ont été reçus ; il manque désormais 500 $ pour couvrir le démarrage. Auparavant, il ne manquait rien.",
            "поступило 50 долл. США; для покрытия стартовой потребности теперь не хватает 500 долл. США. Прежде "
            "дефицита не было.",
        ),
        (
            {"then_now": (50_000, 50_000), "quiet": True},
            "Rien n’a changé depuis le 31 décembre 2009 ; il manque toujours 500 $ pour couvrir le démarrage. Il "
            "manque toujours 2 900 $ pour couvrir le besoin total.",
            "С 31 декабря 2009 года ничего не изменилось; для покрытия стартовой потребности по-прежнему не хватает "
            "500 долл. США. Для покрытия полной потребности по-прежнему не хватает 2 900 долл. США.",
        ),
    ],
)
def test_what_became_of_the_gap_in_french_and_russian(asked: dict[str, Any], french: str, russian: str) -> None:
    then_now = asked.pop("then_now")
    said = both(lambda: gap_changes(*then_now, **asked))
    asked["then_now"] = then_now
    starts = ("Depuis le 31 décembre 2009, ", "С 31 декабря 2009 года ")
    assert tuple(text.removeprefix(start) for text, start in zip(said, starts, strict=True)) == (
        french, russian.removeprefix(starts[1]),
    )  # fmt: skip


# Talking points


def test_the_paris_pact_s_points_in_french_and_russian() -> None:
    assert both(lambda: "\n".join(paris_points()[1:])) == (
        "En comptant tout ce qui est en vue, il manque au moins 200 000 $ environ. Au total, il faut 2,9 M$ : le "
        "montant reçu, signé ou annoncé en représente 6,9 %, et il manque 2,7 M$.\n"
        "Aucune date de versement n’est indiquée pour ce qui est promis. Prochaine occasion de solliciter des fonds : "
        "Policy Consultative Group, mars 2010 (tentative).",
        "С учётом всех предвидимых поступлений не хватает как минимум около 200 000 долл. США. В целом требуется "
        "2,9 млн долл. США: получено, подписано или объявлено 6,9 % этой суммы, не хватает 2,7 млн долл. США.\n"
        "Сроки выплаты обещанного не указаны. Ближайшая возможность обратиться за взносами: Policy Consultative Group, "
        "март 2010 года (tentative).",
    )


PAID = "received_on amount\n2010-01-05 3000"
SIGNED = "status_on status amount\n2010-01-05 committed 2900"
DUE = "status_on status amount due_on\n2010-01-05 committed 50 {}"


@pytest.mark.parametrize(
    ("which", "texts", "french", "russian"),
    [
        (1, {"budgets": BUDGET, "contributions": PAID}, "Il ne manque rien.", "Средств достаточно."),
        (
            1, {"contributions": PAID},
            "Le besoin n’étant pas connu, ni la couverture ni le déficit ne peuvent être indiqués.",
            "Поскольку потребность неизвестна, ни покрытие, ни дефицит указать нельзя.",
        ),
        (
            1, {"budgets": BUDGET, "pledges": SIGNED},
            "Sur les 2 900 $ nécessaires, rien n’a encore été versé.",
            "Из необходимых 2 900 долл. США пока ничего не выплачено.",
        ),
        (
            1,
            {"budgets": BUDGET, "pledges": SIGNED, "contributions": "received_on pledge amount\n2010-01-06 P 400"},
            "Sur les 2 900 $ nécessaires, il reste 2 500 $ à verser.",
            "Из необходимых 2 900 долл. США остаётся выплатить 2 500 долл. США.",
        ),
        (
            1, {"thresholds": START, "pledges": "status_on status amount\n2010-01-05 expected 700"},
            "Le démarrage ne serait couvert que si ce qui est attendu se concrétisait. Le montant nécessaire pour "
            "l’ensemble de la phase n’est pas connu.",
            "Стартовая потребность была бы покрыта, только если бы поступили ожидаемые средства. Сколько требуется на "
            "весь этап, неизвестно.",
        ),
        (
            1, {"thresholds": START, "budgets": BUDGET},
            "Rien d’autre n’est en vue : il manque la totalité. Au total, il faut 2 900 $ ; rien n’en est reçu, signé "
            "ni annoncé.",
            "Других поступлений не предвидится: не хватает всей суммы. В целом требуется 2 900 долл. США; из этой "
            "суммы ничего не получено, не подписано и не объявлено.",
        ),
        (
            2, {"budgets": BUDGET, "pledges": DUE.format("2010-03-01")},
            "Aucun versement n’est en retard ; le prochain est dû le 1er mars 2010 : 50 $, France.",
            "Просроченных выплат нет; ближайшая должна поступить 1 марта 2010 года: 50 долл. США, France.",
        ),
        (
            2, {"budgets": BUDGET, "pledges": DUE.format("2010-08")},
            "Aucun versement n’est en retard ; le prochain est dû en août 2010 : 50 $, France.",
            "Просроченных выплат нет; ближайшая должна поступить в августе 2010 года: 50 долл. США, France.",
        ),
        (
            2, {"budgets": BUDGET, "pledges": DUE.format("2010-01-31")},
            "Versements en retard : 50 $ (France).", "Просроченные выплаты: 50 долл. США (France).",
        ),
        (2, {"budgets": BUDGET}, "Aucun versement n’est en attente.", "Невыплаченных сумм нет."),
    ],
)  # fmt: skip
def test_each_point_in_french_and_russian(which: int, texts: dict[str, str], french: str, russian: str) -> None:
    names = {"donors": "donor name\nFRA France"}
    assert both(lambda: points(**texts, **names)[which]) == (french, russian)


@pytest.mark.parametrize(
    ("texts", "french", "russian"),
    [
        (
            {"thresholds": START, "pledges": "status_on status amount\n2010-01-05 expected 200"},
            "France : rien n’est reçu, signé ni annoncé ; 200 $ sont attendus. Rien n’est dû, puisque rien n’est annoncé "
            "ni signé. Pour le démarrage, sur les 700 $ nécessaires pour juin 2010, rien n’est reçu, signé ni annoncé. "
            "Une fois annoncé, ce qui est attendu (200 $) ramènerait ce déficit à 500 $.",
            "France: ничего не получено, не подписано и не объявлено; ожидается 200 долл. США. Ничего не причитается, "
            "так как ничего не объявлено и не подписано. Для покрытия стартовой потребности из 700 долл. США, "
            "необходимых к июню 2010 года, ничего не получено, не подписано и не объявлено. При объявлении ожидаемое "
            "(200 долл. США) сократило бы этот дефицит до 500 долл. США.",
        ),
        (
            {
                "budgets": BUDGET, "pledges": "status_on status amount\n2010-01-01 committed 100",
                "instalments": "pledge due_on amount\nP 2010-01-10 40\nP 2010-01-20 30\nP 2010-03-01 30",
                "contributions": "received_on pledge amount\n2010-01-11 P 20",
            },
            "France : 20 $ sont reçus et 80 $ sont signés. Versements en retard : 50 $ (2 versements, première "
            "échéance : 10 janvier 2010). Le prochain versement, de 30 $, est dû le 1er mars 2010. Sur les 2 900 $ "
            "nécessaires au total, il manque encore 2 800 $, en comptant ce qui est reçu, signé ou annoncé.",
            "France: получено 20 долл. США и подписаны обязательства на сумму 80 долл. США. Просроченные выплаты: "
            "50 долл. США (число выплат — 2, срок первой — 10 января 2010 года). Следующая выплата, 30 долл. США, "
            "должна поступить 1 марта 2010 года. На весь этап из необходимых 2 900 долл. США не хватает 2 800 долл. "
            "США с учётом того, что получено, подписано или объявлено.",
        ),
    ],
)  # fmt: skip
def test_what_is_said_to_a_donor_in_french_and_russian(texts: dict[str, str], french: str, russian: str) -> None:
    assert both(lambda: " ".join(donor(**texts))) == (french, russian)


def test_the_closing_line_in_french_and_russian() -> None:
    assert both(lambda: write_closing(date(2009, 12, 1), "internal", "7f3a", ["A", "B", "C", "D"])) == (
        "Au 1er déc. 2009 · INTERNE · 7f3a · Sources : A, B, C et 1 de plus",
        "По состоянию на 1 дек. 2009 г. · ДЛЯ ВНУТРЕННЕГО ПОЛЬЗОВАНИЯ · 7f3a · Источники: A, B, C и ещё 1",
    )
    assert both(lambda: write_closing(date(2009, 12, 4), "partners", "7f3a", [])) == (
        "Au 4 déc. 2009 · PARTENAIRES · 7f3a · Sans source",
        "По состоянию на 4 дек. 2009 г. · ДЛЯ ПАРТНЁРОВ · 7f3a · Источник не указан",
    )


# All languages say the same


@st.composite
def gap_tables(draw: st.DrawFn) -> pd.DataFrame:
    """The gaps of one phase at each rung, as the model gives them, for a threshold and the requirement."""
    rungs = draw(st.sampled_from([terms.RUNGS, terms.PUBLISHED]))
    amounts = st.sampled_from([0, 0, 1, 100, 2_100, 50_000, 99_950, 123_450, 20_000_000, 199_999_999, 290_000_000])
    parts = [draw(amounts) for _ in rungs]
    vague = [draw(st.booleans()) for _ in rungs]
    late, excluded = draw(amounts), draw(amounts)
    unconverted = draw(st.sampled_from([(), (("NOK", 50_000),), (("NOK", 50_000), ("SEK", 9_000))]))
    title = draw(st.sampled_from(["Start", "Second tranche", "CND"]))
    due_on = draw(st.sampled_from(["", "2010", "2010-06", "2010-06-01", "2009-03-21"]))
    ends_on = draw(st.sampled_from(["", "2009-12", "2012"]))
    frames = []
    for target, due in (("T", due_on), (terms.REQUIREMENT, "")):
        required = draw(st.sampled_from([None, 0, 100, 70_000, 200_000_000, 290_000_000, sum(parts)]))
        counts = draw(st.sampled_from(rungs))
        for number, rung in enumerate(rungs):
            counted = sum(parts[: number + 1])
            is_vague = any(vague[: number + 1])
            frames.append(
                {
                    "phase": "F", "target": target, "title": title if target == "T" else "", "due_on": due,
                    "currency": "USD", "required": required, "counting": rung, "is_headline": rung == counts,
                    "counted": counted, "low": counted // 2 if is_vague else counted, "high": counted,
                    "approximate": is_vague, "late": late if due else 0, "excluded": excluded,
                    "unconverted": unconverted, "ends_on": ends_on,
                    "gap": None if not required else max(required - counted, 0),
                    "coverage": None if not required else counted / required,
                }
            )  # fmt: skip
    return pd.DataFrame(frames).astype({"required": "Int64", "gap": "Int64", "coverage": "Float64"})


AMOUNT = {
    "en": (re.compile(r"(\$|€|NOK|SEK)\u00a0?([\d,]+(?:\.\d+)?)(bn|M)?"), (2, 3, 1)),
    "fr": (re.compile(r"([\d\u202f]+(?:,\d+)?)\u00a0(?:(Md|M)\u00a0?)?(\$|€|NOK|SEK)"), (1, 2, 3)),
    "ru": (re.compile(r"(\d[\d\u00a0]*(?:,\d+)?)\u00a0(?:(млрд|млн)\u00a0)?(долл\.\u00a0США|NOK|SEK)"), (1, 2, 3)),
}
SAME = {"млн": "M", "млрд": "bn", "Md": "bn", "долл.\u00a0США": "$", None: ""}


def amounts_of(text: str, code: str) -> list[tuple[str, ...]]:
    """The amounts of money in a text: digits, unit and currency."""
    pattern, order = AMOUNT[code]
    found = []
    for match in pattern.finditer(text):
        number, unit, sign = (match[group] for group in order)
        plain_number = number.replace(",", "" if code == "en" else ".").replace(NARROW, "").replace(WIDE, "")
        found.append((plain_number, SAME.get(unit, unit), SAME.get(sign, sign)))
    return sorted(found)


def check_text(text: str, code: str) -> None:
    """Whole sentences, no gap left open, and no line that breaks where it must not."""
    assert text, code
    for wrong in ("  ", "..", ". .", " .", " ,", "{", "<NA>", " nan", ": :"):
        assert wrong not in text, (wrong, text)
    for sentence in re.split(r"(?<=\.) (?=[^ ])", text):
        assert sentence[0].isupper() or sentence[0].isdigit() or sentence[0] in "“$−N", text
    assert text.endswith("."), text
    if code == "fr":
        assert not re.search(r"[^\u00a0][;:?!%»]|«[^\u00a0]|\d [MkM$€]|'", text), text
    if code == "ru":
        assert not re.search(r"\d (?:млн|млрд|долл|евро|NOK)|долл\. |\d %", text), text
        assert not re.search(r"[A-Za-z]", re.sub(r"«[^»]*»|NOK|SEK", "", text)), text


@settings(max_examples=40, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate])
@given(gap_tables())
def test_every_language_says_the_same_amounts_of_any_gaps(gaps: pd.DataFrame) -> None:
    dues = pd.DataFrame(columns=["form", "overdue", "amount", "fulfilled", "due_on", "donor", "currency", "pledge"])
    events = pd.DataFrame(columns=["event", "on", "ends_on", "title", "phase", "kind"])
    found: dict[str, list[list[tuple[str, ...]]]] = {}
    for code in LANGUAGES:
        with speaking(code):
            texts = [write_headline(gaps, date(2010, 2, 1), target).text for target in ("T", terms.REQUIREMENT)]
            texts.extend(write_points(gaps, dues, events, {}, date(2010, 2, 1)))
        for text in texts:
            check_text(text, code)
        found[code] = [amounts_of(text, code) for text in texts]
    assert found["en"] == found["fr"] == found["ru"]
