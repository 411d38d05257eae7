"""Puts donors' keys where a file writes their names, in every table that refers to donors."""

from dataclasses import replace

import pandas as pd

from tracker.exchange.names import find_marks, resolve_donors, strip_mark
from tracker.exchange.reading import Reading
from tracker.problems import Problem
from tracker.tables import TABLES

_NEEDED = ("donor", "name", "country", "aliases")


def name_donors(reading: Reading, donors: pd.DataFrame) -> Reading:
    """The same reading with each donor's name, alias or ISO code replaced by the donor's key.

    In: a reading, and the ledger's checked table of donors (it may be empty); the reading's own donors count too. A
    name that is not certain stays as it is, with a problem that says who may be meant.
    """
    known = _known(reading, donors)
    frames, problems, remarks = dict(reading.frames), list(reading.problems), list(reading.remarks)
    for name, frame in reading.frames.items():
        if name not in TABLES:
            continue
        for column in TABLES[name].columns:
            if column.reference != "donors" or column.name not in frame.columns:
                continue
            texts = frame[column.name].astype("str").fillna("")
            odd = texts[~texts.isin(known["donor"]) & (texts != "")]
            if odd.empty:
                continue
            keys, faults = resolve_donors(odd, known)
            for text, mark in find_marks(odd, keys, faults).items():
                remarks.append(f"{name}: '{text}' was read as {strip_mark(text)[0]}, without the mark {mark}")
            for position, text in zip(odd.index.tolist(), odd, strict=True):
                if text in faults:
                    fault = faults[text]
                    found = Problem(name, str(fault), fault.remedy, row=int(position), column=column.name, value=text)
                    problems.append(reading.locate(found))
            changed = texts.copy()
            changed.loc[keys.index[keys != ""]] = keys[keys != ""]
            frames[name] = frames[name].assign(**{column.name: changed})
    return replace(reading, frames=frames, problems=problems, remarks=remarks)


def _known(reading: Reading, donors: pd.DataFrame) -> pd.DataFrame:
    own = reading.frames.get("donors", pd.DataFrame())
    own = own.reindex(columns=list(_NEEDED), fill_value="").astype("str").fillna("") if len(own) else None
    ledger = donors.reindex(columns=list(_NEEDED), fill_value="").astype("str").fillna("")
    joined = pd.concat([own, ledger], ignore_index=True) if own is not None else ledger
    return joined.drop_duplicates("donor").reset_index(drop=True)
