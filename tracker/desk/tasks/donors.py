"""A donor who was not known so far: a country by any of its names, or another under a code. It records nothing."""

import re

from tracker.desk.importing import Edits
from tracker.desk.tasks.task import Ground, Task, free_key, rows_of
from tracker.desk.tasks.typed import Typed
from tracker.exchange.countries import country_title, find_country, fold


def propose_donor(ground: Ground, name: str) -> tuple[str, str, str]:
    """Key, name and country of who is named: a country's own code, else a free code of the name's letters."""
    country = find_country(name)
    if country:
        return country, country_title(country), country
    words = re.findall("[a-z0-9]+", fold(name))
    code = "".join(word[0] for word in words) if len(words) > 2 else "-".join(words)
    return free_key(code.upper()[:24] or "DONOR", ground.tables["donors"]["donor"]), name.strip(), ""


def add_donor(ground: Ground, *, name: str, key: str = "", kind: str = "", country: str = "") -> Task:
    """A donor; a country's name or code says by itself that it is a government."""
    typed = Typed("donors", ground.locale)
    name = typed.need("name", name, "write who it is: a country, or the name of an organisation")
    proposed, title, state = propose_donor(ground, name)
    key = key.strip() or proposed
    kind = kind or ("government" if state else "other")
    if country.strip():
        state = find_country(country) or country.strip()
    if kind == "government" and not state and find_country(key.split("-")[0]):
        state = find_country(key.split("-")[0])
    donors = ground.tables["donors"]
    known = donors.loc[((donors["donor"] == key) | (donors["name"].str.casefold() == title.casefold())).to_numpy()]
    if len(known):
        is_key = known["donor"].iloc[0] == key
        remedy = "choose it among the donors" + (", or write another code" if is_key else "")
        said = f"{known['name'].iloc[0]} ({known['donor'].iloc[0]}) is among the donors already"
        typed.fault("donor" if is_key else "name", said, remedy, key if is_key else name)
    row = {"donor": key, "name": title, "country": state if kind == "government" else "", "kind": kind}
    frame = rows_of("donors", [row], [-1])
    return Task(Edits(ground.number, {"donors": frame}), {}, typed.problems, f"New donor: {title} ({key})")
