"""What happens in the child process: an IATI activity file is streamed, and what of it concerns us comes back as texts.

No entity is resolved, no document type read, nothing fetched; an activity is forgotten once it was read, so that the
memory taken follows from what comes back and not from the file's size.
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from tracker.exchange.archive import refusal
from tracker.exchange.iati.codes import INCOMING, OURS, OUTGOING

_FORGET = (
    "result",
    "location",
    "document-link",
    "contact-info",
    "planned-disbursement",
    "conditions",
    "fss",
    "crs-add",
    "country-budget-items",
)
"""Children of an activity that are large and say nothing to us."""
_TAGS = ("transaction", "budget", "iati-activity", *_FORGET)
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PREFIX = f"{{{OURS}}}"
LONGEST = 16 << 20
"""libxml2 itself takes no more than 10 MB for one text."""
_ANEW = "ask its publisher for the file, or download it again"
_KNOWN = frozenset(INCOMING) | frozenset(OUTGOING)
TRANSACTION = (
    "activity",
    "line",
    "code",
    "ref",
    "date",
    "amount",
    "currency",
    "provider",
    "provider_name",
    "provider_type",
    "channel",
    "own",
)
BUDGET = ("activity", "line", "code", "start", "end", "amount", "currency", "stated_on", "own")
ACTIVITY = (
    "line",
    "identifier",
    "title",
    "publisher",
    "publisher_name",
    "currency",
    "starts_on",
    "ends_on",
    "updated",
    "parent",
    "parent_title",
    "funders",
    "receivers",
    "own",
)


def parse_activities(name: str, path: str, *, outgoing: bool = False) -> dict[str, Any]:
    """Read an activity file: columns of texts for activities, budgets and transactions of one direction.

    Out: `activities`, `budgets`, `transactions`, each a dict of lists by the names of `ACTIVITY`, `BUDGET` and
    `TRANSACTION`; `rates` (currency, on, per_usd); `others`, how many transactions of which code were left out;
    `negatives`, how many values are below 0, by code; `version`, `generated`. A file that is no such file, that is
    damaged or declares a document type is a RefusedError.
    """
    with open(path, "rb") as opened:
        version, generated, is_ours = _look(name, _Watched(name, opened))
        opened.seek(0)
        file = _Watched(name, opened)
        try:
            return {
                **_Reader(OUTGOING if outgoing else INCOMING, is_ours=is_ours).read(file),
                "version": version,
                "generated": generated,
            }
        except etree.XMLSyntaxError as error:
            raise _damaged(name, error) from None


class _Watched:
    """A file whose tags are watched: libxml2 would keep a tag that does not end in memory, however long it grows."""

    def __init__(self, name: str, file: BinaryIO) -> None:
        self._name, self._file, self._open = name, file, 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes; a RefusedError where nothing ended in `LONGEST` of them."""
        piece = self._file.read(size)
        end = piece.rfind(b">")
        self._open = self._open + len(piece) if end < 0 else len(piece) - end
        if self._open > LONGEST:
            raise refusal(self._name, f"a text or attribute in it is longer than {LONGEST >> 20} MB", _ANEW)
        return piece


def _look(name: str, file: _Watched) -> tuple[str, str, bool]:
    """A file's version, when it was made, and whether it is our own, by its first element alone."""
    parser = etree.XMLPullParser(events=("start",), **_CAREFUL)
    try:
        while piece := file.read(1 << 14):
            parser.feed(piece)
            for _, root in parser.read_events():
                return _judge(name, root)
        parser.close()
    except etree.XMLSyntaxError as error:
        raise _damaged(name, error) from None
    raise refusal(name, "it holds no element", _ANEW)


_CAREFUL: dict[str, Any] = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "dtd_validation": False,
    "remove_comments": True,
    "remove_pis": True,
}


def _judge(name: str, root: Any) -> tuple[str, str, bool]:
    document = root.getroottree().docinfo
    if document.internalDTD is not None or document.externalDTD is not None or document.doctype:
        raise refusal(
            name,
            "it declares a document type, as no IATI file does and entity bombs do",
            "do not open it; ask its publisher for the file",
        )
    tag = etree.QName(root).localname
    if tag != "iati-activities":
        what = "an IATI file of organisations" if tag == "iati-organisations" else f"XML of another kind (<{tag[:40]}>)"
        raise refusal(name, f"it is {what}, not of activities", "name an IATI activity file")
    version = root.get("version", "")
    if not version.startswith("2."):
        said = f"version {version}" if version else "no version"
        raise refusal(
            name,
            f"it says that it is of {said} of the IATI standard; 2.01 to 2.03 are read",
            "ask its publisher for a file of version 2.03",
        )
    return version, root.get("generated-datetime", ""), OURS in root.nsmap.values()


def _damaged(name: str, error: etree.XMLSyntaxError) -> Exception:
    """What libxml2 says, in one line, without what it quotes of the file."""
    line = error.lineno or 1
    said = str(error.msg or "it ends too early").split("\n")[0][:160]
    return refusal(name, f"it cannot be read as XML from line {line} on ({said})", _ANEW)


class _Reader:
    """Collects what concerns us; rows of one kind lie in lists beside each other, equal texts once."""

    def __init__(self, wanted: dict[str, str], *, is_ours: bool) -> None:
        self._wanted, self._is_ours = wanted, is_ours
        self.activities: dict[str, list[Any]] = {column: [] for column in ACTIVITY}
        self.budgets: dict[str, list[Any]] = {column: [] for column in BUDGET}
        self.transactions: dict[str, list[Any]] = {column: [] for column in TRANSACTION}
        self._add = [self.transactions[column].append for column in TRANSACTION]
        self._others: Counter[str] = Counter()
        self._negatives: Counter[str] = Counter()
        self._rates: list[tuple[str, str, str]] = []
        self._texts: dict[str, str] = {}
        self._count = 0

    def read(self, file: _Watched) -> dict[str, Any]:
        """All of a file."""
        events = etree.iterparse(file, events=("end",), tag=(*_TAGS, _PREFIX + "rate"), **_CAREFUL)
        for _, element in events:
            tag = element.tag
            if tag == "transaction":
                self._read_transaction(element)
            elif tag == "iati-activity":
                self._read_activity(element)
                self._count += 1
                parent = element.getparent()
                element.clear()
                while parent is not None and element.getprevious() is not None:
                    del parent[0]
                continue
            elif tag == "budget":
                self._read_budget(element)
            elif tag == _PREFIX + "rate":
                self._rates.append((element.get("currency", ""), element.get("on", ""), element.get("per-usd", "")))
            element.clear(keep_tail=True)
        return {
            "activities": self.activities,
            "budgets": self.budgets,
            "transactions": self.transactions,
            "rates": self._rates,
            "others": dict(self._others),
            "negatives": dict(self._negatives),
        }

    def _once(self, text: str | None) -> str:
        """A text, of which equal ones are kept once."""
        return "" if not text else self._texts.setdefault(text, text)

    def _read_transaction(self, element: Any) -> None:
        found: dict[str, Any] = {}
        for child in element:
            found.setdefault(child.tag, child)
        kind, value = found.get("transaction-type"), found.get("value")
        code = "" if kind is None else kind.get("code", "").strip()
        amount = "" if value is None else (value.text or "").strip()
        if amount.startswith("-"):
            self._negatives[code if code in _KNOWN else "other"] += 1
        if code not in self._wanted:
            self._others[self._once(code[:8])] += 1
            return
        date, provider = found.get("transaction-date"), found.get("provider-org")
        channel = found.get("disbursement-channel")
        once = self._once
        row = (
            self._count,
            element.sourceline or 0,
            once(code),
            (element.get("ref") or "").strip(),
            "" if date is None else once(_dated(date)),
            once(amount),
            "" if value is None else once((value.get("currency") or "").strip()),
            "" if provider is None else once((provider.get("ref") or "").strip()),
            "" if provider is None else once(_narrative(provider)),
            "" if provider is None else once(provider.get("type")),
            "" if channel is None else once(channel.get("code")),
            _own(element, provider) if self._is_ours else None,
        )
        for add, text in zip(self._add, row, strict=True):
            add(text)

    def _read_budget(self, element: Any) -> None:
        value, start, end = (element.find(tag) for tag in ("value", "period-start", "period-end"))
        amount = "" if value is None else (value.text or "").strip()
        if amount.startswith("-"):
            self._negatives["budget"] += 1
        row = (
            self._count,
            element.sourceline or 0,
            element.get("type") or "1",
            "" if start is None else _dated(start, "iso-date"),
            "" if end is None else _dated(end, "iso-date"),
            amount,
            "" if value is None else (value.get("currency") or "").strip(),
            "" if value is None else _dated(value, "value-date"),
            _own(element, None),
        )
        for column, text in zip(BUDGET, row, strict=True):
            self.budgets[column].append(text)

    def _read_activity(self, element: Any) -> None:
        dates: dict[str, str] = {}
        for date in element.iterchildren("activity-date"):
            dates.setdefault(date.get("type", ""), _dated(date))
        publisher = element.find("reporting-org")
        parent = next(
            (one.get("ref", "") for one in element.iterchildren("related-activity") if one.get("type") == "1"), ""
        )
        language = element.get(_LANG, "")
        row = (
            element.sourceline or 0,
            (element.findtext("iati-identifier") or "").strip(),
            _narrative(element.find("title"), language),
            "" if publisher is None else publisher.get("ref", "").strip(),
            _narrative(publisher, language),
            element.get("default-currency", "").strip(),
            dates.get("2") or dates.get("1", ""),
            dates.get("4") or dates.get("3", ""),
            element.get("last-updated-datetime", "")[:10],
            parent.strip(),
            "",
            list(_organisations(element, "1", language)),
            list(_organisations(element, "4", language)),
            _own(element, None),
        )
        for column, text in zip(ACTIVITY, row, strict=True):
            self.activities[column].append(text)


def _dated(element: Any, attribute: str = "iso-date") -> str:
    """A date as it is known: our own files say where it is known to the month or year only."""
    return element.get(_PREFIX + "on") or (element.get(attribute) or "").strip()[:10]


def _narrative(element: Any, language: str = "") -> str:
    """What an element says: in English, else in its activity's language, else in the first that it has."""
    if element is None:
        return ""
    said: dict[str, str] = {}
    for narrative in element.iterchildren("narrative"):
        text = " ".join((narrative.text or "").split())
        if text:
            said.setdefault(narrative.get(_LANG, language).lower()[:2], text)
    return said.get("en") or said.get(language.lower()[:2]) or next(iter(said.values()), "")


def _organisations(activity: Any, role: str, language: str) -> Iterator[tuple[str, str, str]]:
    for one in activity.iterchildren("participating-org"):
        if one.get("role") == role:
            yield one.get("ref", "").strip(), _narrative(one, language), one.get("type", "")


def _own(element: Any, provider: Any) -> dict[str, str] | None:
    """The attributes of our own namespace, without it; None where there are none."""
    found = None
    for part in (element, provider):
        if part is not None:
            for name, text in part.attrib.items():
                if name.startswith(_PREFIX):
                    found = {} if found is None else found
                    found[name[len(_PREFIX) :]] = text
    return found
