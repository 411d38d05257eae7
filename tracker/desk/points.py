"""Talking points on a phase, gathered from its figures: for everybody, or for one donor."""

from tracker.briefing.names import donor_names
from tracker.briefing.points import Points, write_closing, write_donor_points, write_points
from tracker.desk.figures import dues, gaps, parts, standings
from tracker.desk.view import View


def points(view: View, phase: str, donor: str | None = None) -> Points:
    """Three points on what stands, what is missing and what comes next; or on what one donor gave, owes, could close.

    They name the rows' sources, and say nothing that the view's audience does not see.
    """
    view.permit()
    missing, owed, stands = gaps(view, None, phase), dues(view, None, phase), standings(view, phase)
    names = donor_names(view.tables["donors"])
    phases = view.tables["phases"].set_index("phase")
    initiatives = view.tables["initiatives"].set_index("initiative")["title"]
    title = f"{initiatives[phases.loc[phase, 'initiative']]}, {phases.loc[phase, 'title']}"
    if donor is None:
        said = write_points(missing, owed, view.tables["events"], names, view.as_of)
    else:
        title = f"{title}: {names.get(donor, donor)}"
        stands = stands[(stands["donor"] == donor).to_numpy()]
        added = parts(view, phase)
        added, owed = added[(added["donor"] == donor).to_numpy()], owed[(owed["donor"] == donor).to_numpy()]
        said = write_donor_points(names.get(donor, donor), missing, added, stands, owed, view.as_of)
    stated = [
        view.tables[name].loc[(view.tables[name]["phase"] == phase).to_numpy(), "source"]
        for name in ("budgets", "thresholds")
    ]
    sources = {str(text) for column in (*stated, stands["source"]) for text in column}
    return Points(title, said, write_closing(view.as_of, view.audience, view.record_mark, sources))
