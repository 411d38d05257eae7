"""Donors as people name them: exact in three languages, never nearly."""

import pandas as pd
import pytest

from tracker.exchange.countries import find_country
from tracker.exchange.names import resolve_donors, strip_mark
from tracker.exchange.naming import name_donors
from tracker.exchange.reading import Place, Reading

DONORS = pd.DataFrame(
    [
        ("FRA", "France", "FRA", ""), ("RUS", "Russian Federation", "RUS", "Russia"), ("AUT", "Austria", "AUT", "Österreich"),
        ("USA-INL", "United States, INL", "USA", "INL; United States"), ("KOR", "Republic of Korea", "KOR", ""),
        ("DEU-AA", "Foreign Office", "DEU", ""), ("DEU-BMZ", "Development Ministry", "DEU", ""), ("ACME", "Acme Fund", "", "Fund"),
        ("BETA", "Beta", "", "Fund"),
    ],
    columns=["donor", "name", "country", "aliases"],
)  # fmt: skip


def resolve(text: str) -> tuple[str, str]:
    keys, faults = resolve_donors(pd.Series([text], dtype="str"), DONORS)
    fault = faults.get(text)
    return keys.iloc[0], f"{fault}; {fault.remedy}" if fault else ""


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("FRA", "FRA"), ("fra", "FRA"), ("France", "FRA"), ("FRANCE ", "FRA"), ("FR", "FRA"), ("Франция", "FRA"), ("La France", ""),
        ("République française", "FRA"), ("Россия", "RUS"), ("Russie", "RUS"), ("the Russian  Federation", "RUS"),
        ("US", "USA-INL"), ("USA", "USA-INL"), ("U.S.A.", "USA-INL"), ("États-Unis", "USA-INL"), ("Etats Unis", "USA-INL"),
        ("United\nStates", "USA-INL"), ("Соединённые Штаты", "USA-INL"), ("AT", "AUT"), ("oesterreich", ""), ("OSTERREICH", "AUT"),
        ("South Korea", "KOR"), ("Korea, Republic of", "KOR"), ("INL", "USA-INL"), ("n/a", ""), ("", ""), ("TBC", ""),
    ],
)  # fmt: skip
def test_a_name_is_found_by_key_alias_code_and_country_in_three_languages(text: str, key: str) -> None:
    assert resolve(text)[0] == key


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Frnace", "'Frnace' is not a donor; did you mean France (FRA)?"),
        ("Austira", "'Austira' is not a donor; did you mean Austria (AUT)?"),
        ("Korea", "'Korea' is not a donor; did you mean Republic of Korea (KOR) or North Korea (PRK)?"),
        ("Congo", "did you mean Congo - Brazzaville (COG) or Congo - Kinshasa (COD)?"),
        ("UK", "'UK' is United Kingdom (GBR), which is not among the donors; add a row to donors: GBR, United Kingdom"),
        ("EU", "'EU' is not a donor; write a donor's key, name or alias"), ("No", "'No' is not a donor"),
        ("NA", "'NA' is Namibia (NAM), which is not among the donors"),
        ("Germany", "which is not among the donors; write the key of the one that is meant, such as Foreign Office (DEU-AA) or"),
        ("Fund", "'Fund' may be Acme Fund (ACME) or Beta (BETA); write the key that is meant"),
        ("Ukrane", "did you mean Ukraine (UKR)?"),
    ],
)  # fmt: skip
def test_a_near_miss_is_suggested_and_never_taken(text: str, said: str) -> None:
    """Fuzzy matching took US for Austria, UK for Ukraine, Korea for North Korea and EU for Réunion."""
    key, fault = resolve(text)
    assert key == ""
    assert said in fault


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("NA", "NAM"), ("n/a", ""), ("No", ""), ("NO", "NOR"), ("no", ""), ("Türkiye", "TUR"), ("Turkey", "TUR"), ("Holy See", "VAT"),
        ("Slovak Republic", "SVK"), ("Côte d’Ivoire", "CIV"), ("Guinea", "GIN"), ("Czech Republic", "CZE"), ("Great Britain", "GBR"),
        ("Iran (Islamic Republic of)", "IRN"), ("Republic of Moldova", "MDA"), ("Niger", "NER"), ("Nigeria", "NGA"), ("Korea", ""),
    ],
)  # fmt: skip
def test_a_country_is_its_code_or_an_exact_name(text: str, code: str) -> None:
    assert find_country(text) == code


@pytest.mark.parametrize(
    ("text", "name", "mark"),
    [
        ("France*", "France", "*"), ("France¹", "France", "¹"), ("France (a)", "France", "(a)"), ("France a/", "France", "a/"),
        ("France **", "France", "**"), ("France [1]", "France", "[1]"), ("Korea (Republic of)", "Korea (Republic of)", ""), ("*", "*", ""),
    ],
)  # fmt: skip
def test_footnote_marks_are_stripped(text: str, name: str, mark: str) -> None:
    assert strip_mark(text) == (name, mark)
    if name == "France":
        assert resolve(text)[0] == "FRA"


def test_names_in_a_reading_become_keys_with_faults_and_marks_said() -> None:
    frame = pd.DataFrame({"donor": ["France*", "US", "Frnace", "NEW"]}, index=[2, 3, 4, 5], dtype="str")
    added = pd.DataFrame({"donor": ["NEW"], "name": ["New one"]}, index=[2], dtype="str")
    given = Reading({"pledges": frame, "donors": added}, {"pledges": Place("Pledges", {"donor": "E"})})
    named = name_donors(given, DONORS)
    assert named.frames["pledges"]["donor"].tolist() == ["FRA", "USA-INL", "Frnace", "NEW"]
    assert [str(problem) for problem in named.problems] == [
        "Pledges!E4, donor: 'Frnace' is not a donor; did you mean France (FRA)?"
    ]
    assert named.remarks == ["pledges: 'France*' was read as France, without the mark *"]
    assert given.frames["pledges"]["donor"].tolist() == ["France*", "US", "Frnace", "NEW"]
    assert given.problems == []
