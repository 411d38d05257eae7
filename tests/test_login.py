"""Who may do what on the port, against a real OIDC provider: no message, cookie or address opens what a role does not."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from itsdangerous import URLSafeTimedSerializer
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import InvalidStatus

from tests.browser import serve
from tests.visitors import NOW, PEOPLE, SECRET, Visitor, give_roles, provider, set_up_login, soft_words
from tracker import desk
from tracker.ledger import Ledger

ANYBODY = ("anonymous", "stan", "paul", "vic", "ada")
DAY = "as_of=2009-12-04"


@dataclass
class Office:
    """A dashboard with a login, its ledger, and visitors by name."""

    url: str
    issuer: str
    ledger: Ledger
    visitors: dict[str, Visitor]

    def set_role(self, name: str, role: str | None) -> None:
        if role is None:
            desk.take_role(self.ledger, self.issuer, name, author="test", now=NOW)
        else:
            desk.give_role(self.ledger, self.issuer, name, role, name=name.capitalize(), author="test", now=NOW)

    def cookie(self, *, secret: str = SECRET, age: int = 0, **claims: object) -> str:
        """A login's cookie for the editor, made by somebody who knows how Streamlit makes them."""
        payload = {
            "iss": self.issuer, "sub": "ada", "name": "Ada", "origin": self.url.rstrip("/"), "is_logged_in": True,
            "provider": "default", **claims,
        }  # fmt: skip
        serializer = URLSafeTimedSerializer(secret, salt="_streamlit_user")
        signer = serializer.make_signer(serializer.salt)
        signer.get_timestamp = lambda: int(time.time()) - age  # type: ignore[method-assign]
        value = signer.sign(serializer.dump_payload(json.dumps(payload))).decode()
        xsrf = self.visitors["anonymous"].cookies()
        return f"{xsrf}; _streamlit_user={value}"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    folder = tmp_path_factory.mktemp("office")
    with ExitStack() as stack:
        issuer = stack.enter_context(provider())
        set_up_login(folder, issuer)
        address = f"sqlite:///{folder / 'tracker.db'}"
        ledger, _ = desk.start_ledger(address, desk.data_folder(), author="test", now=NOW)
        stack.enter_context(ledger)
        give_roles(ledger, issuer)
        url = stack.enter_context(serve(folder))
        visitors = {
            name: Visitor(url, None if name == "anonymous" else name) for name in ("anonymous", "stan", *PEOPLE)
        }
        yield Office(url, issuer, ledger, visitors)


def status_of_talk(visitor: Visitor, **how: str | None) -> int:
    try:
        with visitor.talk(**how) as talk:  # type: ignore[arg-type]
            talk.run(DAY)
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        ("GET", "/", (401, 403, 200, 200, 200)),
        ("GET", "/overview", (401, 403, 200, 200, 200)),
        ("GET", "/anything/at/all", (401, 403, 200, 200, 200)),
        ("GET", "/index.html", (401, 403, 200, 200, 200)),
        ("GET", "/_stcore/health", (200, 200, 200, 200, 200)),
        ("GET", "/favicon.png", (200, 200, 200, 200, 200)),
        ("PUT", "/_stcore/upload_file/{session}/1", (401, 403, 403, 403, 204)),
        ("DELETE", "/_stcore/upload_file/{session}/1", (401, 403, 403, 403, 204)),
        ("PUT", "/_stcore/upload_file/{theirs}/1", (401, 403, 403, 403, 403)),
        ("DELETE", "/_stcore/upload_file/{theirs}/1", (401, 403, 403, 403, 403)),
        ("PUT", "/_stcore/upload_file/none/1", (401, 403, 403, 403, 403)),
        ("GET", "/media/abc.csv", (401, 403, 404, 404, 404)),
        ("GET", "/component/x/index.html", (401, 403, 404, 404, 404)),
        ("GET", "/_stcore/metrics", (401, 403, 404, 404, 404)),
        ("GET", "/_stcore/script-health-check", (401, 403, 404, 404, 404)),
        ("GET", "/_stcore/agent/openapi.json", (404,) * 5),
        ("GET", "/app/static/x", (401, 403, 404, 404, 404)),
        ("POST", "/", (405,) * 5),
        ("POST", "/_stcore/agent/interact", (405,) * 5),
        ("OPTIONS", "/_stcore/stream", (405,) * 5),
        ("GET", "/api/v1/gaps", (401,) * 5),
        ("GET", "/static/../_stcore/metrics", (401, 403, 404, 404, 404)),
        ("GET", "/%5Fstcore/metrics", (401, 403, 404, 404, 404)),
    ],
)
def test_every_address_is_open_to_those_it_is_meant_for(
    office: Office, method: str, path: str, expected: tuple[int, ...]
) -> None:
    with ExitStack() as stack:
        sessions = {}
        for name in ("vic", "paul", "ada", "eve"):
            if "{" in path:
                talk = stack.enter_context(office.visitors[name].talk())
                talk.run(DAY)
                sessions[name] = talk.session
        found = []
        for name in ANYBODY:
            asked = path.format(session=sessions.get(name, "none"), theirs=sessions.get("eve"))
            found.append(office.visitors[name].status(method, asked))
    assert tuple(found) == expected


def test_a_page_can_be_talked_to_with_a_role_only(office: Office) -> None:
    assert [status_of_talk(office.visitors[name]) for name in ANYBODY] == [403, 403, 101, 101, 101]


def test_a_visitor_without_a_role_learns_who_they_are_and_nothing_else(office: Office) -> None:
    said = office.visitors["stan"].get("/").text
    assert office.issuer in said
    assert f"tracker grant --role viewer -- {office.issuer} stan" in said
    assert "Paris" not in said
    assert soft_words(said) == []
    assert "Log in" in office.visitors["anonymous"].get("/").text


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:1", "http://localhost:8501", "https://evil.example", "null", None]
)
def test_a_page_from_elsewhere_cannot_talk_with_a_reader_s_cookies(office: Office, origin: str | None) -> None:
    assert status_of_talk(office.visitors["ada"], origin=origin) == 403


@pytest.mark.parametrize(
    "forged",
    [
        {"secret": "some other secret of another server"},
        {"age": 40 * 24 * 3600},
        {"origin": "http://elsewhere.example"},
        {"is_logged_in": False},
        {"is_logged_in": "yes"},
        {"iss": ""},
        {"sub": ""},
        {"iss": None, "sub": None},
        {"iss": ["x"]},
        {"iss": "token"},
        {"iss": "http://another.example"},
        {"sub": "ADA"},
    ],
)
def test_a_forged_cookie_opens_nothing(office: Office, forged: dict[str, object]) -> None:
    cookies = office.cookie(**forged)  # type: ignore[arg-type]
    anonymous = office.visitors["anonymous"]
    assert status_of_talk(anonymous, cookies=cookies) == 403
    assert anonymous.get("/overview", Cookie=cookies).status_code in (401, 403)


def test_a_cookie_s_signature_is_checked_to_the_last_letter(office: Office) -> None:
    cookie = office.cookie()
    assert status_of_talk(office.visitors["anonymous"], cookies=cookie) == 101
    for cut in (cookie[:-1], cookie[:-3] + "AAA", cookie.replace("_streamlit_user=", "_streamlit_user=A")):
        assert status_of_talk(office.visitors["anonymous"], cookies=cut) == 403
    name = office.cookie().replace("_streamlit_user=", "_streamlit_user_tokens=")
    assert status_of_talk(office.visitors["anonymous"], cookies=name) == 403


def test_a_viewer_sees_what_is_internal_and_a_partner_s_traffic_never_holds_it(office: Office) -> None:
    with office.visitors["vic"].talk() as talk:
        assert "France" in talk.run(DAY)
    with office.visitors["paul"].talk() as talk:
        assert "Russian Federation" in talk.run(DAY)
        for query in ("audience=internal", f"{DAY}&audience=internal&known_at=1", "audience=INTERNAL", "audience="):
            assert "Russian Federation" in talk.run(query)
        page = "0" * 32
        talk.run(DAY, page)
        talk.run(f"{DAY}&audience=internal", "main")
        talk.run(DAY, audience="internal")
        for key in ("$$ID-0000-audience", "$$WIDGET_ID-0-audience", "audience"):
            talk.run(DAY, **{key: "internal"})
        assert soft_words(talk.heard.decode("utf-8", "replace")) == []


def test_a_partner_who_sends_a_viewer_s_own_messages_gets_what_partners_see(office: Office) -> None:
    """The switch between audiences has an id that everybody can know; a viewer's page tells it."""
    with office.visitors["vic"].talk() as talk:
        told = talk.run(f"{DAY}&audience=partners")
    ids = {word for word in told.replace("\x12", " ").split() if "audience" in word and "$$ID" in word}
    found = {word[word.index("$$ID") :].split("-audience")[0] + "-audience" for word in ids}
    assert found
    with office.visitors["paul"].talk() as talk:
        talk.run(DAY)
        for key in found:
            message = BackMsg()
            message.rerun_script.query_string = f"{DAY}&audience=internal"
            widget = message.rerun_script.widget_states.widgets.add(id=key)
            widget.string_array_value.data.append("internal")
            talk.send(message)
            assert "Russian Federation" in talk.hear()
            message.rerun_script.widget_states.widgets[0].int_array_value.data.append(0)
            talk.send(message)
            talk.hear()
        assert soft_words(talk.heard.decode("utf-8", "replace")) == []


def test_messages_that_no_page_sends_are_not_passed_on(office: Office) -> None:
    """Streamlit would clear the caches of all readers, or tell of the repository, for anybody who asks."""
    with office.visitors["paul"].talk() as talk:
        talk.run(DAY)
        for kind in ("clear_cache", "load_git_info", "set_run_on_save", "debug_shutdown_runtime"):
            message = BackMsg()
            setattr(message, kind, True)
            talk.send(message)
        asked = BackMsg()
        asked.file_urls_request.request_id = "1"
        asked.file_urls_request.file_names.append("a.xlsx")
        talk.send(asked)
        talk.kinds.clear()
        talk.hear(seconds=1)
        assert set(talk.kinds) <= {"session_status_changed"}
        assert "Russian Federation" in talk.run(DAY)


def test_a_revoked_role_is_gone_at_the_next_action(office: Office) -> None:
    visitor = office.visitors["vic"]
    with visitor.talk() as talk:
        assert "France" in talk.run(DAY)
        office.set_role("vic", None)
        try:
            assert soft_words(talk.run(DAY)) == []
            assert talk.is_closed
            assert status_of_talk(visitor) == 403
            assert visitor.get("/").status_code == 403
            assert visitor.get("/media/abc.csv").status_code == 403
        finally:
            office.set_role("vic", "viewer")
    assert status_of_talk(visitor) == 101


def test_a_viewer_who_becomes_a_partner_takes_nothing_along(office: Office) -> None:
    visitor = office.visitors["vic"]
    with visitor.talk() as talk:
        assert "France" in talk.run(f"{DAY}&audience=internal")
        office.set_role("vic", "partner")
        try:
            assert soft_words(talk.run(f"{DAY}&audience=internal")) == []
            assert talk.is_closed
            with visitor.talk(session=talk.session) as again:
                said = again.run(f"{DAY}&audience=internal")
                assert "Russian Federation" in said
                assert soft_words(said) == []
        finally:
            office.set_role("vic", "viewer")


def test_nobody_takes_over_another_reader_s_page(office: Office) -> None:
    with office.visitors["vic"].talk() as theirs:
        theirs.run(DAY)
        with office.visitors["paul"].talk(session=theirs.session) as talk:
            assert soft_words(talk.run(DAY)) == []
            assert talk.session != theirs.session
    with office.visitors["paul"].talk(session=theirs.session) as talk:
        assert soft_words(talk.run(DAY)) == []
        assert talk.session != theirs.session


def test_an_upload_needs_the_token_that_only_the_page_can_read(office: Office) -> None:
    ada = office.visitors["ada"]
    with ada.talk() as talk:
        talk.run(DAY)
        path = f"/_stcore/upload_file/{talk.session}/9"
        files = {"file": ("a.csv", b"donor\n", "text/csv")}
        assert ada.client.put(path, files=files).status_code == 403
        assert ada.client.put(path, files=files, headers={"X-Xsrftoken": "2|00|00|1"}).status_code == 403
        elsewhere = {"X-Xsrftoken": ada.xsrf, "Origin": "https://evil.example"}
        assert ada.client.put(path, files=files, headers=elsewhere).status_code == 403
        assert ada.status("PUT", path) == 204


def test_whoever_logs_out_is_out(office: Office) -> None:
    visitor = Visitor(office.url, "paul")
    assert visitor.get("/").status_code == 200
    visitor.get("/auth/logout")
    assert visitor.get("/").status_code == 401
