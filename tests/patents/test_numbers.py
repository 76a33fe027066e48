"""Every notation of a number leads to one key, and nothing but a number is taken for one."""

import pytest

from app.patents.numbers import (
    NumberKind,
    PatentNumber,
    find_numbers,
    from_docdb,
    from_key,
    parse_number,
    registration_from_digits,
)

K = NumberKind

NOTATIONS = [
    # applications
    ("特願2005-123456", "jp-app-2005-123456"),
    ("特願2005123456", "jp-app-2005-123456"),
    ("特許出願2005-123456号", "jp-app-2005-123456"),
    ("特願平3-143231", "jp-app-1991-143231"),
    ("特願平03-143231", "jp-app-1991-143231"),
    ("特願平成3年第143231号", "jp-app-1991-143231"),
    ("特願1991-143231", "jp-app-1991-143231"),
    ("特願平3143231", "jp-app-1991-143231"),
    ("特願平元-1", "jp-app-1989-000001"),
    ("特願昭64-1", "jp-app-1989-000001"),
    ("特願令2-12345", "jp-app-2020-012345"),
    ("特願2020-12345", "jp-app-2020-012345"),
    ("特願２０２０－１２３４５", "jp-app-2020-012345"),
    ("特 願 2005 - 123456", "jp-app-2005-123456"),
    ("特願2005‐123456", "jp-app-2005-123456"),
    ("特願2005−123456", "jp-app-2005-123456"),
    ("特願2005ー123456", "jp-app-2005-123456"),
    ("特願2005—123456", "jp-app-2005-123456"),
    ("特願2005─123456", "jp-app-2005-123456"),
    ("特願2005-1234567", "jp-app-2005-1234567"),
    ("JP20050505120", "jp-app-2005-505120"),
    # publications
    ("特開平3-143231", "jp-pub-1991-143231"),
    ("特開平３－１４３２３１", "jp-pub-1991-143231"),
    ("特開H03-143231", "jp-pub-1991-143231"),
    ("特開昭60-123456", "jp-pub-1985-123456"),
    ("特開2019-061579", "jp-pub-2019-061579"),
    ("特開2019-61579号公報", "jp-pub-2019-061579"),
    ("特開2019-061579(P2019-061579A)", "jp-pub-2019-061579"),
    ("「特開2019-061579」", "jp-pub-2019-061579"),
    ("JPH03143231A", "jp-pub-1991-143231"),
    ("JPH03143231", "jp-pub-1991-143231"),
    ("ＪＰＨ０３１４３２３１Ａ", "jp-pub-1991-143231"),
    ("jph03143231a", "jp-pub-1991-143231"),
    ("JPH3-143231A", "jp-pub-1991-143231"),
    ("JP-A-3-143231", "jp-pub-1991-143231"),
    ("JP3143231A", "jp-pub-1991-143231"),
    ("JPS60123456A", "jp-pub-1985-123456"),
    ("JP60123456A", "jp-pub-1985-123456"),
    ("JPH0512345A", "jp-pub-1993-012345"),
    ("JP2019061579A", "jp-pub-2019-061579"),
    ("JP2019-061579A", "jp-pub-2019-061579"),
    ("JP 2019-061579 A", "jp-pub-2019-061579"),
    ("JP2019061579", "jp-pub-2019-061579"),
    # translations, international publications
    ("特表2005-533465", "jp-trans-2005-533465"),
    ("特表平3-500123", "jp-trans-1991-500123"),
    ("JP 2005533465 A", "jp-trans-2005-533465"),
    ("JPH03500123A", "jp-trans-1991-500123"),
    ("再表2005/123456", "wo-intl-2005-123456"),
    ("再表２００５／１２３４５６", "wo-intl-2005-123456"),
    ("再公表2005-123456", "wo-intl-2005-123456"),
    ("WO2005/123456", "wo-intl-2005-123456"),
    ("WO 2005/123456 A1", "wo-intl-2005-123456"),
    ("WO2005123456A1", "wo-intl-2005-123456"),
    ("WO2005123456", "wo-intl-2005-123456"),
    ("JPWO2005123456A1", "wo-intl-2005-123456"),
    ("国際公開第2005/123456号パンフレット", "wo-intl-2005-123456"),
    ("国際公開第WO2005/123456号", "wo-intl-2005-123456"),
    ("再表99/12345", "wo-intl-1999-012345"),
    ("WO9912345A1", "wo-intl-1999-012345"),
    ("WO03012345A1", "wo-intl-2003-012345"),
    # examined and granted
    ("特公平3-12345", "jp-exam-1991-012345"),
    ("JPH0312345B2", "jp-exam-1991-012345"),
    ("特許第6768620号", "jp-grant-6768620"),
    ("特許6768620", "jp-grant-6768620"),
    ("特許第6,768,620号公報", "jp-grant-6768620"),
    ("特許第６，７６８，６２０号", "jp-grant-6768620"),
    ("特許第6768620号(B2)", "jp-grant-6768620"),
    ("特許番号第6768620号", "jp-grant-6768620"),
    ("特許第1号", "jp-grant-1"),
    ("JP6768620B2", "jp-grant-6768620"),
    ("JP6768620", "jp-grant-6768620"),
    ("JP1234567C", "jp-grant-1234567"),
    # utility models, designs, trade marks
    ("実願昭60-12345", "jp-uapp-1985-012345"),
    ("実開昭60-123456", "jp-upub-1985-123456"),
    ("実全昭60-123456", "jp-upub-1985-123456"),
    ("JPS60123456U", "jp-upub-1985-123456"),
    ("実公平3-12345", "jp-uexam-1991-012345"),
    ("JPH0312345Y2", "jp-uexam-1991-012345"),
    ("実登3000001", "jp-ugrant-3000001"),
    ("実用新案登録第3000001号", "jp-ugrant-3000001"),
    ("登録実用新案第3000001号公報", "jp-ugrant-3000001"),
    ("JP3000001U", "jp-ugrant-3000001"),
    ("意願2005-12345", "jp-dapp-2005-012345"),
    ("意匠登録第1234567号", "jp-dgrant-1234567"),
    ("商願2005-12345", "jp-tapp-2005-012345"),
    ("商標登録第5123456号", "jp-tgrant-5123456"),
    # other offices
    ("US20010000943A1", "us-pub-2001-0000943"),
    ("US 2001/0000943 A1", "us-pub-2001-0000943"),
    ("US2001000943A1", "us-pub-2001-0000943"),
    ("US6337117B1", "us-grant-6337117"),
    ("US 6,337,117 B1", "us-grant-6337117"),
    ("USD435854S1", "us-dgrant-435854"),
    ("USRE38123E", "us-reissue-38123"),
    ("US201816123456A", "us-app-2018-16123456"),
    ("EP1234567A1", "ep-pub-1234567"),
    ("EP1234567B1", "ep-grant-1234567"),
    ("CN101234567A", "cn-pub-101234567"),
    ("KR10-2020-0012345A", "kr-pub-1020200012345"),
]

NO_NUMBERS = [
    "",
    "6768620",
    "2020123456",
    "1234567890123",
    "T1234567890123",
    "310-0011",
    "〒310-0011",
    "03-1234-5678",
    "特許",
    "特許3件",
    "特許12345件",
    "特許2005年",
    "特許310-0011",
    "特願",
    "特願2005",
    "特願2005-",
    "特願2005-0",
    "特願平32-12345",
    "特願昭65-12345",
    "特願1600-12345",
    "特願2005-12345678",
    "特願2005-123456の分割",
    "JP",
    "JP310-0011",
    "JP2019-1",
    "JPY1234567",
    "USD435854",
    "US$1,234,567",
    "NO1234567",
    "ISO9001",
    "IN123456",
    "JIS B 0601",
    "PCT/JP2005/012345",
    "WO1234567890123",
    "\0",
    "特願2005-123456" * 1000,
]


@pytest.mark.parametrize(("text", "key"), NOTATIONS)
def test_every_notation_has_its_key(text: str, key: str) -> None:
    number = parse_number(text)

    assert number is not None
    assert number.key == key
    assert from_key(key) == number


@pytest.mark.parametrize("text", NO_NUMBERS)
def test_nothing_else_is_a_number(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize("text", [t for t in NO_NUMBERS if "の分割" not in t and len(t) < 1000])
def test_nothing_else_is_found_in_a_query(text: str) -> None:
    assert find_numbers(f"金型 {text} を探す") == []


@pytest.mark.parametrize(
    ("text", "display", "docdb"),
    [
        ("JPH03143231A", "特開平3-143231", "JPH03143231A"),
        ("JPS60123456A", "特開昭60-123456", "JPS60123456A"),
        ("特開2019-61579", "特開2019-061579", "JP2019061579A"),
        ("特表2005-533465", "特表2005-533465", "JP2005533465A"),
        ("特許6768620", "特許第6768620号", "JP6768620B2"),
        ("特公平3-12345", "特公平3-012345", "JPH0312345B2"),
        ("実登3000001", "実用新案登録第3000001号", "JP3000001U"),
        ("再表2005/123456", "WO2005/123456", "WO2005123456A1"),
        ("再表99/12345", "WO1999/012345", None),
        ("特願平3-143231", "特願平3-143231", None),
        ("特開昭64-1234", "特開平1-001234", None),
        ("US20010000943A1", "US2001/0000943", "US20010000943A1"),
        ("US6337117B1", "US6337117", "US6337117"),
        ("USD435854S1", "USD435854S", "USD435854S1"),
        ("US201816123456A", "US出願2018-16123456", None),
        ("EP1234567B1", "EP1234567B", "EP1234567B"),
    ],
)
def test_how_a_number_is_written(text: str, display: str, docdb: str | None) -> None:
    number = parse_number(text)

    assert number is not None
    assert (number.display_ja, number.docdb) == (display, docdb)


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("2020123456", K.APPLICATION, "jp-app-2020-123456"),
        ("2020-123456", K.APPLICATION, "jp-app-2020-123456"),
        ("平3-143231", K.APPLICATION, "jp-app-1991-143231"),
        ("平3-143231", K.PUBLICATION, "jp-pub-1991-143231"),
        ("2005/123456", K.REPUBLICATION, "wo-intl-2005-123456"),
        ("6768620", K.GRANT, "jp-grant-6768620"),
        ("JP2005505120A", K.APPLICATION, "jp-app-2005-505120"),
        ("特開2005-123456", K.APPLICATION, "jp-pub-2005-123456"),
    ],
)
def test_the_caller_may_say_what_digits_are(text: str, kind: NumberKind, key: str) -> None:
    number = parse_number(text, kind=kind)

    assert number is not None
    assert number.key == key


@pytest.mark.parametrize("text", ["1234567890123", "310-0011", "20201234567", "9999123456", "abc"])
def test_digits_of_another_shape_are_no_application(text: str) -> None:
    assert parse_number(text, kind=K.APPLICATION) is None


@pytest.mark.parametrize(
    ("text", "serial"),
    [("6768620", 6768620), ("６７６８６２０", 6768620), ("6,768,620", 6768620), ("第6768620号", 6768620)],
)
def test_registration_from_digits(text: str, serial: int) -> None:
    assert registration_from_digits(text) == PatentNumber("JP", K.GRANT, None, serial)


@pytest.mark.parametrize("text", ["", "123", "1234567890123", "310-0011", "0000000", "特願2005-123456"])
def test_registration_from_other_text_is_none(text: str) -> None:
    assert registration_from_digits(text) is None


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        (("JP", "2005505120", "A"), "jp-app-2005-505120"),
        (("JP", "JP20050505120", "A"), "jp-app-2005-505120"),
        (("JP", "27835391", "A"), "jp-app-1991-278353"),
        (("JP", "1234590", "U"), None),
        (("JP", "19900012345", "U"), "jp-uapp-1990-012345"),
        (("US", "201816123456", "A"), "us-app-2018-16123456"),
        (("US", "39636302", "P"), None),
        (("EP", "05012345", "A"), "ep-app-5012345"),
        (("WO", "2003US21714", "W"), None),
        (("", "", ""), None),
    ],
)
def test_applications_in_docdb_parts(parts: tuple[str, str, str], key: str | None) -> None:
    number = from_docdb(*parts, application=True)

    assert (number.key if number else None) == key


def test_numbers_are_found_where_they_stand() -> None:
    query = "メッキ 特開平３－１４３２３１と特許第6,768,620号公報、JP 2005533465 A 再表２００５／１２３４５６の 1234567890123 310-0011"

    found = [(query[start:end], number.key) for start, end, number in find_numbers(query)]

    assert found == [
        ("特開平３－１４３２３１", "jp-pub-1991-143231"),
        ("特許第6,768,620号公報", "jp-grant-6768620"),
        ("JP 2005533465 A", "jp-trans-2005-533465"),
        ("再表２００５／１２３４５６", "wo-intl-2005-123456"),
    ]


@pytest.mark.parametrize(("text", "key"), NOTATIONS)
def test_every_notation_is_found_in_a_query(text: str, key: str) -> None:
    found = find_numbers(f"めっき {text} 装置")

    if not text.startswith("特 願"):  # blanks inside a word are for files only
        assert [number.key for _, _, number in found] == [key]


@pytest.mark.parametrize(
    "key",
    ["", "jp", "jp-app-1991-143", "jp-app-143231", "JP-app-1991-143231", "jp-grant-06768620", "jp-grant-1991-123456",
     "wo-pub-2005-123456", "wo-intl-1950-123456", "jp-nothing-1991-143231", "jp-reissue-123456", "jp-app-１９９１-143231",
     "jp-app-1991-143231\n", "us-pub-2001-000943", "../../etc/passwd"],
)  # fmt: skip
def test_another_spelling_is_no_key(key: str) -> None:
    assert from_key(key) is None
