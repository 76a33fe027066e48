"""What files say about a firm's profile, into the live row by the publication rule: an owner's edit always stays.

A profile's fields have one form as JSON (`fields_of`), in which revisions keep them and in which they are compared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session, selectinload

from app.companies.models import (
    Company,
    CompanyCapability,
    CompanyCertificate,
    CompanyEquipment,
    CompanyIndustry,
    CompanyProfile,
)
from app.core import clock
from app.core.publication import last_imported, record_import, split_imported

PROFILE: Final = "company"
"""The kind under which revisions of a profile stand; the subject is the company's id."""


@dataclass(frozen=True, slots=True)
class CertificateInput:
    """A certificate; `expires_on` None if it does not expire."""

    name: str
    number: str = ""
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class CapabilityInput:
    """A process with its bounds; see models.CompanyCapability for units."""

    process: str
    materials: tuple[str, ...] = ()
    size_min: float | None = None
    size_max: float | None = None
    size_unit: str = ""
    tolerance: str = ""
    weight_max_kg: float | None = None
    lot_min: int | None = None
    lot_max: int | None = None
    remark: str = ""


@dataclass(frozen=True, slots=True)
class EquipmentInput:
    """A machine."""

    name: str
    count: int = 1
    remark: str = ""


@dataclass(frozen=True, slots=True)
class ProfileInput:
    """What a source says of one firm's profile; None: it says nothing about this field. Capital in yen, staff in people."""

    company_id: str
    summary: str | None = None
    strengths: str | None = None
    problems: tuple[str, ...] | None = None
    keywords: tuple[str, ...] | None = None
    staff: int | None = None
    capital_yen: int | None = None
    founded_on: date | None = None
    website: str | None = None
    languages: tuple[str, ...] | None = None
    industries: tuple[str, ...] | None = None  # JSIC rev. 14 with its letter, the main one first
    certificates: tuple[CertificateInput, ...] | None = None
    capabilities: tuple[CapabilityInput, ...] | None = None
    equipment: tuple[EquipmentInput, ...] | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing at all."""
        return not _given(self)


_SCALARS: Final = (
    "summary",
    "strengths",
    "problems",
    "keywords",
    "staff",
    "capital_yen",
    "website",
    "languages",
    "pictures",
)
_PARTS: Final[dict[str, tuple[type[Any], type[Any]]]] = {
    "certificates": (CertificateInput, CompanyCertificate),
    "capabilities": (CapabilityInput, CompanyCapability),
    "equipment": (EquipmentInput, CompanyEquipment),
}


@dataclass(slots=True)
class ProfileCounts:
    """What one batch did, by company id. `offered`: fields that the owner had edited, so that theirs stay."""

    added: list[str]
    changed: list[str]
    offered: dict[str, tuple[str, ...]]
    unknown: list[str]  # no such company
    unchanged: int = 0


def write_profiles(
    session: Session, inputs: Sequence[ProfileInput], source: str, *, is_sample: bool = False
) -> ProfileCounts:
    """Write what the source says, each field only while its value is still what the last import wrote.

    Refused values are offered to the owner. Companies must exist; `unknown` names those that do not.
    """
    given = {one.company_id: one for one in inputs if not one.is_empty}
    companies = set(session.scalars(select(Company.id).where(Company.id.in_(given))))
    profiles = whole_profiles(session, given)
    counts = ProfileCounts([], [], {}, [id_ for id_ in given if id_ not in companies])
    for id_ in sorted(companies):
        known = profiles.get(id_)
        profile = known or new_profile(session, id_, source, is_sample=is_sample)
        is_changed = _write(session, profile, _given(given[id_]), source, counts)
        if known is None:
            counts.added.append(id_)
        elif is_changed:
            counts.changed.append(id_)
        else:
            counts.unchanged += 1
    touched = [*counts.added, *counts.changed]
    session.flush()
    if touched:
        session.execute(update(Company).where(Company.id.in_(touched)).values(updated_at=clock.now()))
    return counts


def _write(session: Session, profile: CompanyProfile, new: dict[str, Any], source: str, counts: ProfileCounts) -> bool:
    live = fields_of(profile)
    if all(live[name] == value for name, value in new.items()):
        return False
    split = split_imported(live, last_imported(session, PROFILE, profile.company_id), new)
    write_fields(profile, split.written)
    if split.written:
        profile.source, profile.fresh_on, profile.updated_at = source, clock.today(), clock.now()
    if split.offered:
        counts.offered[profile.company_id] = tuple(split.offered)
    record_import(session, PROFILE, profile.company_id, source, split)
    return bool(split.written)


def fields_of(profile: CompanyProfile) -> dict[str, Any]:
    """All fields of the live row in the form in which revisions keep them. Needs the parts loaded."""
    values = {name: getattr(profile, name) for name in _SCALARS}
    values["founded_on"] = profile.founded_on.isoformat() if profile.founded_on else None
    values["industries"] = [industry.code for industry in profile.industries]
    for name, (shape, _) in _PARTS.items():
        names = [part.name for part in fields(shape)]
        values[name] = [_json({key: getattr(row, key) for key in names}) for row in getattr(profile, name)]
    return values


def _given(one: ProfileInput) -> dict[str, Any]:
    values = {name: value for name, value in asdict(one).items() if name != "company_id" and value is not None}
    return {name: _json(value) for name, value in values.items()}


def _json(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _json(inner) for key, inner in value.items()}
    return [_json(inner) for inner in value] if isinstance(value, list | tuple) else value


def write_fields(profile: CompanyProfile, values: Mapping[str, Any]) -> None:
    """Set those fields of the live row that `values` names, from the form in which revisions keep them."""
    for name, value in values.items():
        if name == "founded_on":
            profile.founded_on = date.fromisoformat(value) if value else None
        elif name == "industries":
            profile.industries = _industries(profile, value)
        elif name in _PARTS:
            setattr(profile, name, [_part(_PARTS[name][1], one) for one in value])
        else:
            setattr(profile, name, value)


def _industries(profile: CompanyProfile, codes: Sequence[str]) -> list[CompanyIndustry]:
    """Rows that stay are kept, so that no key is taken out and put in again in one flush."""
    standing = {industry.code: industry for industry in profile.industries}
    rows = [standing.get(code) or CompanyIndustry(code=code) for code in dict.fromkeys(codes)]
    for position, row in enumerate(rows):
        row.position = position
    return rows


def _part(model: type[Any], values: dict[str, Any]) -> Any:  # noqa: ANN401 - one of three models
    expires_on = values.get("expires_on")
    return model(**(values | {"expires_on": date.fromisoformat(expires_on)} if expires_on else values))


def new_profile(session: Session, id_: str, source: str, *, is_sample: bool = False) -> CompanyProfile:
    """An empty live row of a company that has none."""
    profile = empty_profile(id_, source, is_sample=is_sample)
    session.add(profile)
    return profile


def empty_profile(id_: str, source: str, *, is_sample: bool = False) -> CompanyProfile:
    """A profile that says nothing, of no session: for a preview, or to be added."""
    lists = ("problems", "keywords", "languages", "pictures", "industries", *_PARTS)
    empty: dict[str, Any] = {name: [] for name in lists}
    return CompanyProfile(
        company_id=id_,
        summary="",
        strengths="",
        website="",
        is_sample=is_sample,
        source=source,
        fresh_on=clock.today(),
        updated_at=clock.now(),
        **empty,
    )


def whole_profiles(session: Session, ids: Iterable[str]) -> dict[str, CompanyProfile]:
    """Profiles by company id with all their parts loaded."""
    parts = (
        CompanyProfile.industries,
        CompanyProfile.certificates,
        CompanyProfile.capabilities,
        CompanyProfile.equipment,
    )
    query = select(CompanyProfile).options(*(selectinload(part) for part in parts))
    found = session.scalars(query.where(CompanyProfile.company_id.in_(list(ids))))
    return {profile.company_id: profile for profile in found}
