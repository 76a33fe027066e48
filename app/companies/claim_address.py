"""Where a claimed firm is: as the register says, or as a sole trader without a number wrote it."""

from app.companies.kind import address_of
from app.companies.queries.claims import ClaimRow
from app.reference.municipalities import find_municipality, get_prefecture


def claim_address(row: ClaimRow) -> str:
    """The address in one line."""
    if row.company:
        return address_of(row.company)
    assert row.trader is not None
    place = find_municipality(row.trader.municipality_code)
    if place is None:
        return row.trader.street
    return f"{get_prefecture(place.prefecture_code).name}{place.name}{row.trader.street}"


def claim_postcode(row: ClaimRow) -> str:
    """Seven digits, or nothing where none is known."""
    return row.company.postcode if row.company else row.trader.postcode if row.trader else ""
