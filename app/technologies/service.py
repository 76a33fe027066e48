"""What is done to technologies: a file's rows into the live rows by the publication rule, so that an owner's edit stays."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.service import record
from app.core import clock
from app.core.actor import Actor, FirmRole, Grant
from app.core.errors import Conflict, NotFound
from app.core.events import RecordsChanged, announce
from app.core.ids import new_id
from app.core.publication import last_imported, record_import, split_imported
from app.publishing.errors import ReadOnly
from app.publishing.policy import is_of_firm
from app.technologies.models import Technology
from app.technologies.queries import TECHNOLOGY
from app.technologies.states import TechnologyStage

EDITORS: Final = (FirmRole.OWNER, FirmRole.EDITOR)
_NOTHING: Final = {"stage": TechnologyStage.UNKNOWN.value, "is_it": False}
"""Values that say nothing, so that a file is free to write over them."""


@dataclass(frozen=True, slots=True)
class TechnologyInput:
    """One technology. Codes: JSIC rev. 14 with its letter, municipality 6 digits, IPC symbols written solid."""

    code: str
    title: str
    summary: str = ""
    description: str = ""
    problems: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    owner_number: str | None = None
    owner_name: str = ""
    ipc: tuple[str, ...] = ()
    industry: str | None = None
    municipality_code: str | None = None
    stage: TechnologyStage = TechnologyStage.UNKNOWN
    url: str = ""
    is_it: bool = False

    def fields(self) -> dict[str, Any]:
        """All but the code in the form in which revisions keep them."""
        values = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}
        del values["code"]
        return values | {"stage": self.stage.value}


@dataclass(slots=True)
class TechnologyCounts:
    """What one batch did, by id. `offered`: by code the fields that the owner had edited, so that theirs stay."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    offered: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unchanged: int = 0


def write_technologies(
    session: Session,
    inputs: Sequence[TechnologyInput],
    source: str,
    *,
    is_sample: bool = False,
    given: frozenset[str] | None = None,
) -> TechnologyCounts:
    """Add technologies, or mend the one with the same code. `given`: the fields that the source has; None: all. Flushes."""
    wanted = {one.code: one for one in inputs}
    ours = {found.code: found for found in session.scalars(select(Technology).where(Technology.code.in_(wanted)))}
    counts = TechnologyCounts()
    for code, one in wanted.items():
        fields = {name: value for name, value in one.fields().items() if given is None or name in given}
        known = ours.get(code)
        technology = known or empty_technology(new_id(), code, source, is_sample=is_sample)
        if known is None:
            session.add(technology)
        is_changed = _write(session, technology, fields, source, counts)
        if known is None:
            counts.added.append(technology.id)
        elif is_changed:
            counts.changed.append(technology.id)
        else:
            counts.unchanged += 1
    session.flush()
    return counts


def withdraw_technology(session: Session, technology: Technology, actor: Actor) -> None:
    """Take it off the site: no list, page, search or download shows it any more. Its owner or an editor; Conflict if it is off."""
    grant = _owners_grant(technology, actor)
    if technology.withdrawn_at is not None:
        raise Conflict("この技術の公開は、もうやめています。")
    technology.withdrawn_at = clock.now()
    _record_move(session, technology, actor, grant, "technology.withdraw")


def reopen_technology(session: Session, technology: Technology, actor: Actor) -> None:
    """Show it again as it was. Its owner or an editor; Conflict if it is shown."""
    grant = _owners_grant(technology, actor)
    if technology.withdrawn_at is None:
        raise Conflict("この技術は、もう公開されています。")
    technology.withdrawn_at = None
    _record_move(session, technology, actor, grant, "technology.reopen")


def may_withdraw(technology: Technology, actor: Actor) -> bool:
    """Owners and editors of the firm whose it is; not who types for it."""
    return technology.owner_number is not None and actor.has_any(EDITORS, technology.owner_number)


def _owners_grant(technology: Technology, actor: Actor) -> Grant:
    """The grant by which the actor does it. NotFound for strangers, ReadOnly for the firm's other people."""
    owner = technology.owner_number
    if not is_of_firm(actor, owner):
        raise NotFound("この技術は見つかりません。公開が終わった可能性があります。")
    grant = actor.grant_for(EDITORS, owner)
    if grant is None:
        raise ReadOnly("公開をやめたり、もう一度公開したりできるのは、企業の責任者か編集者です。")
    return grant


def _record_move(session: Session, technology: Technology, actor: Actor, grant: Grant, action: str) -> None:
    technology.updated_at = clock.now()
    record(session, actor, action, (TECHNOLOGY, technology.id), grant=grant)
    announce(session, RecordsChanged(TECHNOLOGY, (technology.id,)))
    session.flush()


def _write(
    session: Session, technology: Technology, new: Mapping[str, Any], source: str, counts: TechnologyCounts
) -> bool:
    live = {name: getattr(technology, name) for name in new}
    if live == new:
        return False
    last = last_imported(session, TECHNOLOGY, technology.id)
    untold = {name: None for name, nothing in _NOTHING.items() if name not in last and live.get(name) == nothing}
    split = split_imported(live | untold, last, new)
    for name, value in split.written.items():
        setattr(technology, name, value)
    if split.written:
        technology.source, technology.source_on = source, clock.today()
        technology.fresh_on, technology.updated_at = clock.today(), clock.now()
    if split.offered:
        counts.offered[technology.code] = tuple(split.offered)
    record_import(session, TECHNOLOGY, technology.id, source, split)
    return bool(split.written)


def empty_technology(id_: str, code: str, source: str, *, is_sample: bool = False) -> Technology:
    """A row that says nothing yet."""
    lists: dict[str, Any] = {"problems": [], "keywords": [], "ipc": []}
    return Technology(
        id=id_,
        code=code,
        title="",
        summary="",
        description="",
        owner_name="",
        url="",
        stage=TechnologyStage.UNKNOWN.value,
        is_it=False,
        is_sample=is_sample,
        source=source,
        source_on=clock.today(),
        fresh_on=clock.today(),
        updated_at=clock.now(),
        **lists,
    )
