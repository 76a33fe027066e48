"""The fictional technologies as rows."""

import random
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.companies.models import Company
from app.companies.numbers import number_of
from app.core import clock
from app.core.ids import new_id
from app.demo.firms import days_ago
from app.demo.trades import Entry
from app.technologies.models import Technology
from app.technologies.states import TechnologyStage, parse_stage

SOURCE: Final = "見本データ（架空の技術）"
_SEED: Final = 20261124


def write_technologies(session: Session, technologies: Sequence[Entry]) -> None:
    """Add the technologies that are not there yet; ids are the same in every demo."""
    known = set(session.scalars(select(Technology.code)))
    owners = {row.id: row for row in session.execute(select(Company.id, Company.name, Company.municipality_code))}
    chance = random.Random(_SEED)  # noqa: S311 - ids of fictional records
    for entry in technologies:
        id_ = new_id(chance.choice)
        if entry["code"] in known:
            continue
        owner = owners[number_of(entry["owner"])]
        session.add(
            Technology(
                id=id_,
                code=entry["code"],
                title=entry["title"],
                summary=entry["summary"],
                description=entry["description"].strip(),
                problems=list(entry["problems"]),
                keywords=list(entry["keywords"]),
                owner_number=owner.id,
                owner_name=owner.name,
                ipc=list(entry["ipc"]),
                industry=entry["industry"],
                municipality_code=owner.municipality_code,
                stage=parse_stage(entry["stage"]) or TechnologyStage.UNKNOWN,
                is_it=entry["it"],
                is_sample=True,
                source=SOURCE,
                source_on=clock.today(),
                fresh_on=clock.today() - days_ago(entry["code"], 330),
                updated_at=clock.now(),
            )
        )
    session.flush()
