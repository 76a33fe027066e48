"""The register's files: replayed in their order, once, and never half."""

import csv
from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from app.companies.models import Company, CompanyChange
from app.imports.models import ImportRun
from app.imports.service import RowsRefused
from tests.imports.conftest import DATA, Desk

FILE = DATA / "houjin.csv"
LINES = FILE.read_text(encoding="utf-8").splitlines(keepends=True)
ROWS = [next(csv.reader([line])) for line in LINES]


def _file(*rows: list[str]) -> str:
    return "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)


def _row(at: int = 0, **cells: str) -> list[str]:
    names = {
        "number": 1,
        "process": 2,
        "updated": 4,
        "name": 6,
        "prefecture": 9,
        "code": 13,
        "postcode": 15,
        "latest": 23,
    }
    row = list(ROWS[at])
    for name, value in cells.items():
        row[names[name]] = value
    return row


def test_changes_are_replayed_to_the_present(desk: Desk) -> None:
    counts = desk.take("companies", FILE).counts
    assert (counts.rows, counts.added, counts.closed, counts.errors) == (21, 8, 3, 0)
    with desk.read() as session:
        names = dict(session.execute(select(Company.id, Company.name)).all())
        closed = set(session.scalars(select(Company.id).where(Company.closed_on.is_not(None))))
        successor = session.get_one(Company, "8050001027195").successor_number
    assert names == {
        "1050001002386": "株式会社ヨシダ",
        "2050005000138": "茨城県無線漁業協同組合",
        "4050002023362": "有限会社アモールサービス",
        "8040001111719": "株式会社Ｒ＆Ｆ　ｅｃｏｌｏｇｙ",
        "8050001027195": "株式会社ベストランドフードクリエイト",
        "8050001046410": "大恵建設株式会社",
        "9050005000858": "茨城県生活協同組合連合会",
        "9050005010980": "無限責任豆飼負債整理組合",
    }
    assert closed == {"4050002023362", "8050001027195", "9050005010980"}
    assert successor == "9050001016429"


def _numbers() -> set[str]:
    return {row[1] for row in ROWS}


def test_history_only_numbers_are_kept_but_are_no_companies(desk: Desk) -> None:
    desk.take("companies", FILE)
    with desk.read() as session:
        history = set(session.scalars(select(CompanyChange.corporate_number)))
        listed = set(session.scalars(select(Company.id)))
    assert history - listed == {"3050001048345", "4050001035747"}


def test_the_last_current_row_counts_not_the_last_row(desk: Desk) -> None:
    desk.take("companies", FILE)
    with desk.read() as session:
        assert session.get_one(Company, "8050001046410").registry_updated_on == date(2021, 7, 21)


def test_a_second_run_changes_and_announces_nothing(desk: Desk) -> None:
    desk.take("companies", FILE)
    before = desk.dump()
    counts = desk.take("companies", FILE).counts
    assert (counts.added, counts.changed, counts.unchanged, counts.closed) == (0, 0, 8, 0)
    assert desk.dump() == before


def test_every_run_that_writes_stands_in_the_history(desk: Desk) -> None:
    desk.take("companies", FILE, by="u1")
    with desk.read() as session:
        run = session.scalars(select(ImportRun)).one()
        said = (run.kind, run.format, run.file_name, run.by, len(run.sha256))
        assert said == ("companies", "houjin", "houjin.csv", "u1", 64)
        assert run.finished_at is not None
        assert run.counts["added"] == 8


def test_changes_are_announced_by_id(desk: Desk) -> None:
    desk.take("companies", FILE)
    [(kind, ids)] = desk.events()
    assert kind == "company"
    assert sorted(ids) == sorted(_numbers() - {"3050001048345", "4050001035747"})


def test_quiet_announces_nothing(desk: Desk) -> None:
    desk.take("companies", FILE, quiet=True)
    assert desk.events() == []


def test_an_older_file_does_not_turn_back_the_clock(desk: Desk) -> None:
    desk.take("companies", FILE)
    counts = desk.take("companies", _file(_row(0))).counts
    assert (counts.changed, counts.outdated) == (0, 1)


def test_process_99_removes(desk: Desk) -> None:
    desk.take("companies", FILE)
    desk.take("companies", _file(_row(14, process="99", updated="2026-01-01", latest="0")))
    with desk.read() as session:
        assert session.get_one(Company, "1050001002386").removed_on is not None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_any_encoding_gives_the_same_rows(desk: Desk, encoding: str) -> None:
    desk.take("companies", "".join(LINES).encode(encoding))
    with desk.read() as session:
        assert session.get_one(Company, "8040001111719").name == "株式会社Ｒ＆Ｆ　ｅｃｏｌｏｇｙ"


def test_gzip_is_unpacked(desk: Desk) -> None:
    assert desk.take("companies", desk.zipped(FILE.read_bytes())).counts.added == 8


def test_a_lost_leading_zero_is_repaired_and_said(desk: Desk) -> None:
    outcome = desk.take("companies", _file(_row(0, code="8", process="1")))
    assert outcome.counts.added == 1
    assert [(p.row, p.column, p.value, p.severity) for p in outcome.first_problems] == [
        (1, "process", "1", "note"),
        (1, "prefectureCode", "8", "note"),
    ]
    with desk.read() as session:
        assert session.get_one(Company, "1050001002386").prefecture_code == "08"


def test_a_flipped_digit_is_refused_with_its_row(desk: Desk, refused: Callable[..., str]) -> None:
    told = refused("companies", _file(_row(0), _row(1, number="2050005000139")))
    assert "1件の誤り" in told
    assert "2行目 corporateNumber「2050005000139」" in told


def test_skip_errors_takes_the_good_rows(desk: Desk) -> None:
    file = _file(_row(0), _row(1, number="2050005000139"), _row(2)[:29], _row(9))
    counts = desk.take("companies", file, skip_errors=True).counts
    assert (counts.rows, counts.added, counts.errors) == (4, 2, 2)


@pytest.mark.parametrize("size", [0.1, 0.5, 0.9])
def test_a_file_cut_anywhere_changes_nothing(desk: Desk, refused: Callable[..., str], size: float) -> None:
    whole = FILE.read_bytes()
    cut = whole[: int(len(whole) * size)]
    assert "行目" in refused("companies", cut)


def test_a_file_cut_before_its_last_character_is_noticed(refused: Callable[..., str]) -> None:
    assert "途中で切れています" in refused("companies", "".join(LINES).rstrip("\r\n")[:-1])


def test_wrong_characters_are_noticed_by_the_prefecture(refused: Callable[..., str]) -> None:
    assert "都道府県名がコードと合いません" in refused("companies", _file(_row(0, prefecture="栃木県")))


def test_prefecture_narrows_but_follows_who_moves_away(desk: Desk) -> None:
    away = _row(14, prefecture="東京都", code="13", updated="2026-01-01")
    other = _row(1, prefecture="東京都", code="13")
    counts = desk.take("companies", _file(_row(0), away, other), prefecture="08").counts
    assert (counts.added, counts.outside) == (0, 2)
    desk.take("companies", _file(_row(0)))
    assert desk.take("companies", _file(away, other), prefecture="08").counts.changed == 1
    with desk.read() as session:
        assert dict(session.execute(select(Company.id, Company.prefecture_code)).all()) == {"1050001002386": "13"}


def test_a_dry_run_tells_and_changes_nothing(desk: Desk) -> None:
    before = desk.dump()
    counts = desk.take("companies", FILE, dry_run=True).counts
    assert (counts.added, counts.closed) == (8, 3)
    assert desk.dump() == before
    assert desk.count(ImportRun) == 0


def test_the_report_names_row_column_value_and_reason_without_formulas(desk: Desk) -> None:
    report = desk.folder / "report.csv"
    with pytest.raises(RowsRefused):
        desk.take("companies", _file(_row(0, postcode="=1+1")), report=report)
    assert report.read_bytes().startswith(b"\xef\xbb\xbf")
    with report.open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["row", "column", "value", "reason", "severity"],
            ["1", "postCode", "'=1+1", "郵便番号は7桁で書かれている列です。", "error"],
        ]
