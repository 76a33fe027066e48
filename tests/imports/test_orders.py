"""Public orders: day, title and number are one order, whether the firm is known yet or not."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from app.companies.models import PublicOrder
from tests.imports.conftest import DATA, Desk

HEADER = "date_of_order,title,amount,government_departments,joint_signatures,corporate_number\n"
ROW = "2018-02-20T00:00:00+09:00,発動発電機の撤去,842400,防衛省,,4050002017315\n"


def test_the_official_file_is_taken_once(desk: Desk) -> None:
    counts = desk.take("orders", DATA / "orders.csv").counts
    assert (counts.rows, counts.added, counts.notes) == (7, 6, 1)
    before = desk.dump()
    counts = desk.take("orders", DATA / "orders.csv").counts
    assert (counts.added, counts.changed, counts.unchanged) == (0, 0, 6)
    assert desk.dump() == before


def test_a_row_that_stands_twice_is_told_with_the_other(desk: Desk) -> None:
    [note] = desk.take("orders", DATA / "orders.csv").first_problems
    assert (note.row, note.column, note.severity) == (7, "title", "note")
    assert note.reason == "同じものが8行目にもあるため、そちらを採りました。"


def test_every_column_is_kept(desk: Desk) -> None:
    desk.take(
        "orders",
        HEADER + '2018-03-31T23:30:00+00:00,機器　保守,"1,842,400",防衛省,甲社;乙社,４０５０００２０１７３１５\n',
    )
    with desk.read() as session:
        order = session.scalars(select(PublicOrder)).one()
        assert (order.ordered_on, order.title, order.amount_yen) == (date(2018, 4, 1), "機器　保守", 1_842_400)
        assert (order.department, order.joint_signatures, order.corporate_number) == (
            "防衛省",
            "甲社;乙社",
            "4050002017315",
        )
        assert order.source == "gBizINFO（経済産業省）"


def test_a_new_amount_changes_the_order(desk: Desk) -> None:
    desk.take("orders", HEADER + ROW)
    assert desk.take("orders", HEADER + ROW.replace("842400", "900000")).counts.changed == 1
    with desk.read() as session:
        assert session.scalars(select(PublicOrder.amount_yen)).all() == [900_000]


def test_the_firm_of_an_order_is_announced(desk: Desk) -> None:
    number = "1050001002386"
    desk.take("companies", DATA / "houjin.csv", quiet=True)
    desk.take("orders", HEADER + ROW + ROW.replace("4050002017315", number))
    assert desk.events() == [("company", [number])]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("4050002017315", "4050002017316", "2行目 corporate_number「4050002017316」: 法人番号の検査数字が合いません"),
        ("4050002017315", "405000201731", "法人番号は13桁です（12桁）"),
        ("4050002017315", "", "法人番号がありません"),
        ("2018-02-20T00:00:00+09:00", "2018-02-31", "2行目 date_of_order「2018-02-31」: 日付として読めません"),
        ("2018-02-20T00:00:00+09:00", "", "日付がありません"),
        ("842400", "八十万", "2行目 amount「八十万」: 数として読めません"),
        ("842400", "-1", "あり得ない大きさ"),
        ("発動発電機の撤去", "", "2行目 title: 値がありません"),
        ("発動発電機の撤去", "長" * 501, "長すぎます（501文字、上限500文字）"),
    ],
)
def test_wrong_values_are_refused_by_name(refused: Callable[..., str], old: str, new: str, said: str) -> None:
    assert said in refused("orders", HEADER + ROW.replace(old, new))


def test_a_cut_file_changes_nothing(refused: Callable[..., str]) -> None:
    whole = (DATA / "orders.csv").read_bytes()
    assert "行目" in refused("orders", whole[: len(whole) - 6])


def test_another_kind_of_file_is_refused_with_its_beginning(refused: Callable[..., str]) -> None:
    told = refused("orders", DATA / "gbizinfo.csv")
    assert "corporateid,corporatename" in told
    assert "gBizINFO調達情報CSV" in told
