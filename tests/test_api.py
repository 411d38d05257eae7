"""Figures for other programs: the command line's own bytes, for whom they are meant, and a reason for every refusal."""

import base64
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from typer.main import get_command

from tests.visitors import soft_words
from tracker import desk
from tracker.cli import app, main
from tracker.desk.asking import PARAMETERS
from tracker.exchange.rows import FIGURES
from tracker.ledger import Ledger, open_ledger
from tracker.web.api import api_routes
from tracker.web.login import Login

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ASKED = [
    ("gaps", "phase=PPI-3&as_of=2009-12-04", "--phase PPI-3 --as-of 2009-12-04"),
    ("gaps", "initiative=PPI&currency=EUR&rates=as-of", "--initiative PPI --currency EUR --rates as-of"),
    ("gaps", "", ""),
    ("position", "as_of=2009-12-04&audience=partners", "--as-of 2009-12-04 --audience partners"),
    ("timeline", "by=year&phase=PPI-3&as_of=2009-12", "--by year --phase PPI-3 --as-of 2009-12"),
    ("bridge", "from=2009-09-30&to=2009-12-31&reported=1", "--from 2009-09-30 --to 2009-12-31 --reported 1"),
    ("dues", "as_of=2010-06-30", "--as-of 2010-06-30"),
    ("outlook", "phase=PPI-3&as_of=2009-12-04", "--phase PPI-3 --as-of 2009-12-04"),
    (
        "asks",
        "phase=PPI-3&as_of=2009-12-04&by=equally&fresh=true&round=50000&cap=300000",
        "--phase PPI-3 --as-of 2009-12-04 --by equally --fresh --round 50000 --cap 300000",
    ),
    ("movements", "phase=PPI-3&known_at=1&rates=step", "--phase PPI-3 --known-at 1 --rates step"),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A ledger with a rate of exchange, so that other currencies can be asked for; nobody writes into it."""
    tmp_path = tmp_path_factory.mktemp("api")
    folder = tmp_path / "figures"
    folder.mkdir()
    for file in desk.data_folder().glob("*.csv"):
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "rates.csv").write_text("currency,on,per_usd,source,note\nEUR,2009-11-01,0.68,,\n", encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'tracker.db'}"
    desk.start_ledger(url, folder, author="test", now=NOW)[0].close()
    return url


@pytest.fixture(scope="module")
def ledger(address: str) -> Iterator[Ledger]:
    with open_ledger(address) as opened:
        yield opened


@pytest.fixture
def own(address: str, tmp_path: Path) -> Iterator[Ledger]:
    """A copy of the ledger, to write into."""
    shutil.copy(address.removeprefix("sqlite:///"), tmp_path / "own.db")
    with open_ledger(f"sqlite:///{tmp_path / 'own.db'}") as opened:
        yield opened


def client(ledger: Ledger, login: Login | None, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setattr("tracker.web.api.login", lambda: login)
    return TestClient(Starlette(routes=[*api_routes(lambda: ledger)]))


@pytest.fixture
def local(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The API without a login, behind the gate that the dashboard has."""
    return client(ledger, None, monkeypatch)


@pytest.fixture
def shared(own: Ledger, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The API of a dashboard with a login."""
    return client(own, Login("https://funding.example", ("default",)), monkeypatch)


Run = Callable[[str], str]


@pytest.fixture
def run(address: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    def run(words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["tracker", "--ledger", address, *words.split()])
        with pytest.raises(SystemExit) as end:
            main()
        assert not end.value.code
        return capfdbinary.readouterr().out.decode()

    return run


@pytest.mark.parametrize("suffix", ["json", "csv"])
@pytest.mark.parametrize(("figure", "asked", "options"), ASKED)
def test_the_rows_are_the_command_line_s_byte_for_byte(
    local: TestClient, run: Run, figure: str, asked: str, options: str, suffix: str
) -> None:
    answer = local.get(f"/api/v1/{figure}.{suffix}?{asked}")
    assert answer.status_code == 200, answer.text
    assert answer.text == run(f"{figure} {options} --format {suffix}")
    assert len(answer.text) > 10
    assert answer.headers["content-type"].partition(";")[0] == {"json": "application/json", "csv": "text/csv"}[suffix]
    if suffix == "json":
        assert local.get(f"/api/v1/{figure}?{asked}").content == answer.content


def test_every_figure_and_option_of_the_command_line_can_be_asked_for() -> None:
    assert set(PARAMETERS) == set(FIGURES)
    group = get_command(app)
    for figure, names in PARAMETERS.items():
        params = group.get_command(None, figure).params  # type: ignore[attr-defined]
        options = {option.opts[0].removeprefix("--").replace("-", "_") for option in params}
        # What names a file of this machine, or asks for more than one table, is the command line's alone.
        assert set(names) == options - {"format", "help", "assume", "scenario", "part", "sheets"}


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("gaps?phse=PPI-3", "no parameter 'phse'; it takes initiative, phase"),
        ("gaps?phase=PPI-9", "there is no phase 'PPI-9'; there are PPI-1"),
        ("gaps?phase=PPI-1&phase=PPI-2", "'phase' is given twice"),
        ("gaps?phase=", "'phase' is empty"),
        ("gaps?as_of=tomorrow", "write it as 2009-12-04"),
        ("gaps?audience=everybody", "use internal or partners"),
        ("gaps?rates=spot", "use step or as-of"),
        ("gaps?currency=XXX", "no rates of exchange for 'XXX'"),
        ("gaps?known_at=99", "the newest is 1"),
        ("timeline?by=week", "use month or quarter or year"),
        ("timeline?rates=step", "timeline has no parameter 'rates'"),
        ("bridge?from=2009-09-30", "needs the parameter 'to'"),
        ("bridge?from=2009-12-31&to=2009-09-30", "swap the two dates"),
        ("dues?currency=USD", "dues has no parameter 'currency'"),
        ("movements?token=x", "movements has no parameter 'token'"),
        ("outlook?assume=a.toml", "outlook has no parameter 'assume'"),
        ("asks?phase=PPI-3", "nobody who may be asked has given anything yet"),
        ("asks?phase=PPI-3&by=rota", "there is no key 'rota'; use one of past giving, equally, by hand"),
        ("asks?phase=PPI-3&by=equally&floor=many", "'many' is not an amount"),
        ("asks?phase=PPI-3&by=equally&target=END", "PPI-3 has no target 'END'; there are"),
        ("asks?phase=PPI-3&by=equally&counting=sure", "'sure' is not a rung; use received"),
        ("asks?by=equally&fresh=perhaps", "use true or false"),
    ],
)
def test_what_cannot_be_answered_is_said_with_its_remedy(local: TestClient, asked: str, told: str) -> None:
    answer = local.get(f"/api/v1/{asked}")
    assert answer.status_code == 400
    assert told in json.loads(answer.text)["message"]


def test_other_addresses_and_methods_are_refused(local: TestClient) -> None:
    for path in (
        "/api",
        "/api/",
        "/api/v1",
        "/api/v1/",
        "/api/v1/gap",
        "/api/v1/gaps.xml",
        "/api/v2/gaps",
        "/api/gaps",
    ):
        assert local.get(path).status_code == 404, path
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        answer = local.request(method, "/api/v1/gaps")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")
    head = local.head("/api/v1/gaps.csv")
    assert (head.status_code, head.text) == (200, "")


def test_an_answer_that_has_not_changed_is_not_sent_again(local: TestClient) -> None:
    first = local.get("/api/v1/gaps")
    again = local.get("/api/v1/gaps", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert local.get("/api/v1/gaps?audience=partners").headers["etag"] != first.headers["etag"]
    assert "Record 1" in first.headers["x-tracker-view"]


def basic(token: str, user: str = "excel") -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{token}".encode()).decode()}


def test_with_a_login_a_reader_needs_a_token(shared: TestClient, own: Ledger) -> None:
    token = desk.make_token(own, name="Excel", role="viewer", author="test", now=NOW)
    url = "/api/v1/gaps?as_of=2009-12-04"
    nobody = shared.get(url)
    assert nobody.status_code == 401
    assert nobody.headers["www-authenticate"].startswith("Basic ")
    assert "tracker token" in json.loads(nobody.text)["message"]
    bearer = shared.get(url, headers={"Authorization": f"Bearer {token}"})
    assert bearer.status_code == 200
    assert shared.get(url, headers=basic(token)).content == bearer.content
    assert shared.get(f"{url}&token={token}").status_code == 401
    for wrong in (
        {"Authorization": f"Bearer {token[:-1]}"}, {"Authorization": "Bearer "}, {"Authorization": token},
        {"Authorization": "Basic !!"}, {"Authorization": f"Digest {token}"}, basic(""), basic("x"),
        {"Authorization": "Basic " + base64.b64encode(b"\xff:\xff").decode()},
    ):  # fmt: skip
        assert shared.get(url, headers=wrong).status_code == 401, wrong
    desk.take_role(own, "token", desk.bearer(token).subject, author="test", now=NOW)
    assert shared.get(url, headers=basic(token)).status_code == 401


def test_a_partner_s_token_gets_no_byte_about_softer_money(shared: TestClient, own: Ledger) -> None:
    token = desk.make_token(own, name="Partner", role="partner", author="test", now=NOW)
    headers = {"Authorization": f"Bearer {token}"}
    for figure in FIGURES:
        dates = "from=2009-01-01&to=2009-12-31" if figure == "bridge" else "as_of=2009-12-04"
        for suffix in ("json", "csv"):
            answer = shared.get(f"/api/v1/{figure}.{suffix}?{dates}", headers=headers)
            assert answer.status_code == (403 if figure == "asks" else 200)  # nobody outside is told who may be asked
            assert soft_words(answer.text + str(answer.headers)) == []
            assert "400000.00" not in answer.text
            refused = shared.get(f"/api/v1/{figure}.{suffix}?{dates}&audience=internal", headers=headers)
            assert refused.status_code == 403
            assert soft_words(refused.text) == []
    for asked in ("gaps?phase=x", "gaps?currency=x", "gaps?known_at=9", "gaps?x=1", "position?initiative=FRA"):
        assert soft_words(shared.get(f"/api/v1/{asked}", headers=headers).text) == []


def test_without_a_login_a_token_still_narrows_what_is_read(own: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    local = client(own, None, monkeypatch)
    token = desk.make_token(own, name="Partner", role="partner", author="test", now=NOW)
    said = local.get("/api/v1/position?as_of=2009-12-04", headers={"Authorization": f"Bearer {token}"})
    assert soft_words(said.text) == []
    assert local.get("/api/v1/gaps", headers={"Authorization": "Bearer nobody's"}).status_code == 401
