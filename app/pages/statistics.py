"""「数字で見る」: what the site holds, by place, trade and month, as map, bars and tables."""

from typing import Final

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from app.companies import queries as companies
from app.core import clock
from app.pages import queries
from app.reference import jsic
from app.reference.municipalities import list_areas, list_municipalities
from app.reference.shapes import CREDIT, outlines
from app.web.access import public
from app.web.charts import bars_of, step_of, steps_of
from app.web.i18n import language
from app.web.templating import number
from app.web.transaction import reads

blueprint = Blueprint("statistics", __name__)
_MONTHS: Final = 12


@blueprint.get("/stats")
@public
@reads
def show(session: Session) -> ResponseReturnValue:
    """Companies by municipality and area, profiles by trade, changes of the register by month."""
    by_place = companies.count_by_municipality(session)
    places = list_municipalities()
    counts = {place.code6: by_place.get(place.code6, 0) for place in places}
    steps = steps_of(counts.values())
    is_japanese = language() == "ja"
    rows = sorted(
        (
            (
                p.code6,
                p.name if is_japanese else p.name_en,
                counts[p.code6],
                step_of(counts[p.code6], steps),
                f"/search?municipality={p.code6}&type=company",
            )
            for p in places
        ),
        key=lambda row: (-row[2], row[0]),
    )
    kinds = current_app.extensions["kinds"]
    return render_template(
        "pages/stats.html",
        counts=[(kinds[name], count) for name, count in queries.count_kinds(session, kinds)],
        outlines=outlines(),
        rows=rows,
        texts={code: _("%(total)s社", total=number(count)) for code, count in counts.items()},
        steps=steps,
        areas=[(area, sum(counts[p.code6] for p in places if p.area == area)) for area in list_areas()],
        trades=bars_of(_trades(session, is_japanese=is_japanese)),
        months=bars_of(queries.count_changes_by_month(session, clock.today(), _MONTHS), last_is_open=True),
        credit=CREDIT,
        today=clock.today(),
    )


def _trades(session: Session, *, is_japanese: bool) -> dict[str, int]:
    """Profiles by JSIC division, as its letter with its name cut short, the most frequent eight."""
    found = queries.count_profiles_by_division(session)
    ranked = sorted(found.items(), key=lambda entry: (-entry[1], entry[0]))[:8]
    names = {letter: jsic.find_industry(letter) for letter, _count in ranked}
    return {
        f"{letter} {(industry.name if is_japanese else industry.name_en)[:5] if industry else ''}".strip(): found[
            letter
        ]
        for letter, industry in names.items()
    }
