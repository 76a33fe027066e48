"""The technology's paper: one sheet that introduces it."""

from typing import ClassVar, Final

from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.labels import Label
from app.core.papers import Draft, PaperKind
from app.papers.qr import qr_of
from app.reference import jsic
from app.reference.municipalities import find_municipality
from app.technologies import queries
from app.technologies.states import STAGES

_PROBLEMS: Final = 6  # what stands on one sheet
_KEYWORDS: Final = 10


class TechnologySheet(PaperKind):
    """A technology on one sheet, for fairs and visits."""

    name: ClassVar[str] = "technology-sheet"
    label: ClassVar[Label] = Label("A4の紹介シート", "A4 sheet")
    template: ClassVar[str] = "technologies/papers/sheet.html"
    is_public: ClassVar[bool] = True

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def may(self, session: Session, actor: Actor, subject_id: str) -> bool:
        """Everyone, of technologies that are shown."""
        return bool(queries.list_by_ids(session, [subject_id]))

    def draft(self, session: Session, subject_id: str) -> Draft:
        """What the technology's page says today, as much as a sheet holds."""
        technology = queries.get_technology(session, subject_id)
        address = f"{self._base_url}{self.address(technology.id)}"
        return Draft(
            technology.title,
            {
                "technology": technology,
                "problems": technology.problems[:_PROBLEMS],
                "keywords": technology.keywords[:_KEYWORDS],
                "industry": jsic.find_industry(technology.industry) if technology.industry else None,
                "place": find_municipality(technology.municipality_code) if technology.municipality_code else None,
                "stages": STAGES,
                "address": address,
                "qr": qr_of(address),
            },
        )

    def address(self, subject_id: str) -> str:
        """The technology's page."""
        return f"/technologies/{subject_id}"
