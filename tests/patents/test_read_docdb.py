"""EPO exchange documents: a real one, many in a file, and files made to harm."""

import io
import tracemalloc
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.rows import RowProblem
from app.patents.identity import number_keys
from app.patents.readers import read_docdb
from app.patents.readers import reasons as why
from app.patents.readers.exchange import MAX_DEPTH, MAX_TOKEN
from app.patents.records import ApplicantName, Classification, PatentRecord, Scheme

FILE = Path(__file__).parent / "data" / "epo_ops_jp2005533465a.xml"
HEAD = '<exch:exchange-documents xmlns:exch="http://www.epo.org/exchange">'
TAIL = "</exch:exchange-documents>"


def document(
    number: int = 6768620, *, kind: str = "B2", country: str = "JP", title: str = "めっき装置", more: str = ""
) -> str:
    return f"""<exch:exchange-document country="{country}" doc-number="{number}" kind="{kind}" date-publ="20201014">
<exch:bibliographic-data>
 <exch:publication-reference data-format="docdb"><document-id><country>{country}</country><doc-number>{number}</doc-number>
  <kind>{kind}</kind><date>20201014</date></document-id></exch:publication-reference>
 <exch:application-reference data-format="docdb"><document-id><country>JP</country><doc-number>2017187096</doc-number>
  <kind>A</kind><date>20170927</date></document-id></exch:application-reference>
 <exch:patent-classifications>
  <patent-classification><classification-scheme office="JP" scheme="FI"/><classification-symbol>B60R21/00,624@D</classification-symbol></patent-classification>
  <patent-classification><classification-scheme office="EP" scheme="CPCI"/><classification-symbol>B60R  21/00</classification-symbol></patent-classification>
  <patent-classification><classification-scheme office="JP" scheme="FTERM"/><classification-symbol>3B120AA01</classification-symbol></patent-classification>
 </exch:patent-classifications>
 <exch:parties><exch:applicants>
  <exch:applicant sequence="1" data-format="docdb"><exch:applicant-name><name>HITACHI LTD [JP]</name></exch:applicant-name></exch:applicant>
  <exch:applicant sequence="1" data-format="original"><exch:applicant-name><name>株式会社日立製作所</name></exch:applicant-name></exch:applicant>
 </exch:applicants>
 <exch:inventors><exch:inventor><exch:inventor-name><name>YAMADA TARO</name></exch:inventor-name></exch:inventor></exch:inventors></exch:parties>
 <exch:invention-title lang="en">Plating</exch:invention-title><exch:invention-title lang="ja">{title}</exch:invention-title>
</exch:bibliographic-data>
<exch:abstract lang="ja"><exch:p>厚さ1<sub>0</sub>μm{more}</exch:p></exch:abstract></exch:exchange-document>"""


def read(text: str | bytes) -> list[PatentRecord | RowProblem]:
    return list(read_docdb(io.BytesIO(text.encode() if isinstance(text, str) else text)))


def test_a_real_ops_answer() -> None:
    with FILE.open("rb") as file:
        note, record = list(read_docdb(file))

    assert note == RowProblem(1, "invention-title", "", why.TITLE_MISSING, "note")
    assert isinstance(record, PatentRecord)
    assert number_keys(record) == ("jp-app-2005-505120", "jp-trans-2005-533465")
    assert (record.filed_on, record.published_on, record.granted_on) == (date(2003, 7, 11), date(2005, 11, 4), None)
    assert record.facets == ("G06T", "H03M", "H04B", "H04N")
    assert Classification(Scheme.IPC, "G06T9/00") in record.classifications
    assert Classification(Scheme.CPC, "G06T9/005") in record.classifications
    assert record.source_url == "https://worldwide.espacenet.com/patent/search?q=pn%3DJP2005533465A"


def test_a_docdb_document_with_everything() -> None:
    (record,) = read(HEAD + document() + TAIL)

    assert isinstance(record, PatentRecord)
    assert (record.title, record.abstract) == ("めっき装置", "厚さ10μm")
    assert record.applicants == (ApplicantName("株式会社日立製作所", None, "JP"),)
    assert number_keys(record) == ("jp-app-2017-187096", "jp-grant-6768620")
    assert record.classifications == (
        Classification(Scheme.FI, "B60R21/00,624@D"),
        Classification(Scheme.CPC, "B60R21/00"),
    )
    assert (record.filed_on, record.published_on, record.granted_on) == (date(2017, 9, 27), None, None)
    assert record.remarks == ("公報発行日: 2020-10-14",)
    assert "YAMADA" not in repr(record)


def test_elsewhere_the_day_of_a_b_document_is_that_of_grant() -> None:
    (record,) = read(HEAD + document(1234567, kind="B1", country="EP") + TAIL)

    assert isinstance(record, PatentRecord)
    assert record.granted_on == date(2020, 10, 14)


def test_an_unreadable_number_refuses_its_document_only() -> None:
    bad = document().replace("2017187096", "x").replace("6768620", "なし")
    found = read(HEAD + bad + document() + TAIL)

    assert found[0] == RowProblem(1, "exchange-document", "JPなしB2", why.NO_NUMBER)
    assert [item.row for item in found] == [1, 2]


def test_a_wrong_day_refuses_its_document_only() -> None:
    found = read(HEAD + document().replace("20170927", "20170931") + document() + TAIL)

    assert found[0] == RowProblem(1, "date", "20170931", why.DAY_UNREADABLE)
    assert [item.row for item in found] == [1, 2]


ENTITIES = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
EXTERNAL = '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", why.XML_BROKEN),
        ("not xml", why.XML_BROKEN),
        ("\0\0", why.XML_BROKEN),
        ('<?xml version="1.0" encoding="nothing"?><a/>', why.XML_BROKEN),
        ("<a/>", why.XML_WITHOUT_DOCUMENTS),
        (ENTITIES + HEAD + TAIL, why.XML_ENTITIES),
        (EXTERNAL + HEAD + "&a;" + TAIL, why.XML_ENTITIES),
        ("<a>" * (MAX_DEPTH + 1), why.XML_TOO_DEEP),
        (HEAD + "<!--" + "x" * (MAX_TOKEN + 200_000), why.XML_TOO_LARGE),
        (HEAD + '<a b="' + "x" * (MAX_TOKEN + 200_000), why.XML_TOO_LARGE),
    ],
    ids=["empty", "text", "nul", "encoding", "none", "entities", "external", "deep", "comment", "attribute"],
)
def test_a_file_that_cannot_be_read(text: str, reason: str) -> None:
    assert read(text) == [RowProblem(1, "XML", "", reason)]


def test_a_file_cut_off_gives_what_came_before() -> None:
    whole = (HEAD + document() + document() + TAIL).encode()
    found = read(whole[: len(whole) - 300])

    assert isinstance(found[0], PatentRecord)
    assert found[1:] == [RowProblem(2, "XML", "", why.XML_BROKEN)]


def test_a_huge_field_is_cut_with_a_note() -> None:
    note, record = read(HEAD + document(more="あ" * 3_000_000) + TAIL)

    assert note == RowProblem(1, "exchange-document", "", why.CUT, "note")
    assert isinstance(record, PatentRecord)
    assert len(record.abstract) == 20_000


class Endless(io.RawIOBase):
    """A file of many documents that is never whole in memory."""

    def __init__(self, count: int) -> None:
        self._parts: Iterator[bytes] = self._bytes(count)

    @staticmethod
    def _bytes(count: int) -> Iterator[bytes]:
        yield HEAD.encode()
        for number in range(count):
            yield document(3_000_000 + number).encode()
        yield TAIL.encode()

    def read(self, size: int = -1) -> bytes:
        return next(self._parts, b"")


def test_memory_stays_flat() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            assert sum(isinstance(item, PatentRecord) for item in read_docdb(Endless(count))) == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(50)

    assert peak(1_000) < 2 * peak(100)


@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda t: (HEAD + document(title=t) + TAIL).encode("utf-8", "replace")),
    )
)
def test_random_bytes_never_raise(data: bytes) -> None:
    for item in read(data):
        assert isinstance(item, PatentRecord | RowProblem)


@given(st.integers(0, 3_000))
def test_a_file_cut_anywhere_never_raises(length: int) -> None:
    whole = (HEAD + document() + TAIL).encode()
    found = read(whole[:length])

    assert length >= len(whole) or isinstance(found[-1], RowProblem)
