"""An import writes a profile field only while its value is what the last import wrote."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.publication import ImportedFields, Revision, last_imported, record_import, split_imported


def test_an_empty_field_is_free_to_write() -> None:
    assert split_imported({"staff": None}, {}, {"staff": 5}) == ImportedFields({"staff": 5}, {})


def test_a_field_that_only_imports_touched_is_overwritten() -> None:
    assert split_imported({"staff": 5}, {"staff": 5}, {"staff": 6}) == ImportedFields({"staff": 6}, {})


def test_a_field_that_the_owner_edited_is_offered_only() -> None:
    assert split_imported({"staff": 7}, {"staff": 5}, {"staff": 6}) == ImportedFields({}, {"staff": 6})


def test_a_field_that_the_owner_wrote_first_is_offered_only() -> None:
    assert split_imported({"staff": 7}, {}, {"staff": 6}) == ImportedFields({}, {"staff": 6})


def test_a_field_that_the_owner_emptied_is_offered_only() -> None:
    assert split_imported({"staff": None}, {"staff": 5}, {"staff": 6}) == ImportedFields({}, {"staff": 6})


def test_an_equal_value_is_neither_written_nor_offered() -> None:
    assert split_imported({"staff": 7}, {"staff": 5}, {"staff": 7}) == ImportedFields({}, {})


def test_what_imports_wrote_is_remembered_field_by_field(session: Session) -> None:
    record_import(session, "company", "x", "gbizinfo", ImportedFields({"staff": 5, "website": "a"}, {}))
    record_import(session, "company", "x", "gbizinfo", ImportedFields({"staff": 6}, {}))
    assert last_imported(session, "company", "x") == {"staff": 6, "website": "a"}


def test_the_same_offer_stands_once(session: Session) -> None:
    for _ in range(2):
        record_import(session, "company", "x", "gbizinfo", ImportedFields({}, {"staff": 6}))
    offers = session.scalars(select(Revision).where(Revision.state == "offered")).all()
    assert [offer.fields for offer in offers] == [{"staff": 6}]
