"""Several readers at once meet no error; the whole load is measured by `python -m tests.soak.sessions`."""

from tests.soak.sessions import measure


def test_readers_who_click_at_the_same_time_meet_no_error() -> None:
    measured = measure(sessions=5, seconds=4, every=1)
    assert measured.errors == []
    assert len(measured.waits) >= 5
    assert measured.megabytes < 1000
