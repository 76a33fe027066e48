"""Every notation leads to one page; a merged record's address answers 301."""

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.core import clock
from app.core.unit_of_work import unit_of_work
from app.patents.models import Patent, PatentNumberRow, PatentRedirect
from app.patents.numbers import parse_number

OLD = "jp-app-1989-296837"


def _add(app: Flask) -> None:
    with unit_of_work(app.extensions["database"]) as session:
        keys = [number.key for text in ("特願平1-296837", "特開平3-143231") if (number := parse_number(text))]
        session.add(
            Patent(
                id=keys[0],
                title="見本の装置",
                stage="lapsed",
                source="J-PlatPat",
                source_on=date(2026, 11, 24),
                updated_at=clock.now(),
                numbers=[PatentNumberRow(key=key, position=n) for n, key in enumerate(keys)],
            )
        )
        session.flush()
        session.add(PatentRedirect(old_id="jp-pub-1991-999999", patent_id=keys[0]))


@pytest.mark.parametrize(
    "notation",
    [
        "特開平3-143231",
        "JPH03143231A",
        "特開平３－１４３２３１",
        "特開平3-143231号公報",
        "jp-pub-1991-143231",
        "特願平1-296837",
    ],
)
def test_any_notation_of_any_number_leads_to_the_page(app: Flask, client: FlaskClient, notation: str) -> None:
    _add(app)
    answer = client.get(f"/patents/{notation}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/patents/{OLD}")


def test_the_page_shows_all_numbers(app: Flask, client: FlaskClient) -> None:
    _add(app)
    page = client.get(f"/patents/{OLD}").text
    assert "特願平1-296837" in page
    assert "特開平3-143231" in page
    assert "JPH03143231A" in page


def test_the_address_of_a_merged_record_leads_to_the_one_that_stayed(app: Flask, client: FlaskClient) -> None:
    _add(app)
    answer = client.get("/patents/jp-pub-1991-999999")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/patents/{OLD}")


@pytest.mark.parametrize("id_", ["0", "abc", "特許9999999", "99999999999999999999", "WO2005/1", "a/b/c"])
def test_an_unknown_number_is_a_404(client: FlaskClient, id_: str) -> None:
    assert client.get(f"/patents/{id_}").status_code == 404
