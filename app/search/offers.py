"""What a page of results offers beside them: counts of facets, and places to narrow to."""

from app.core.labels import Label
from app.reference.municipalities import find_municipality, get_municipality, list_areas
from app.search.engine import Found
from app.search.parameters import SearchRequest
from app.search.query import ParsedQuery
from app.search.results import Offer


def facet_counts(found: Found) -> dict[str, dict[str, int]]:
    """The engine's counts; areas are sums of municipalities."""
    facets = {name: dict(counts) for name, counts in found.facets.items()}
    areas = {area.name: 0 for area in list_areas()}
    for code, count in facets.pop("area", {}).items():
        place = find_municipality(code)
        if place is not None and place.area is not None:
            areas[place.area.name] += count
    return {**facets, "area": {name: count for name, count in areas.items() if count}}


def place_offers(request: SearchRequest, query: ParsedQuery) -> tuple[Offer, ...]:
    """Narrow to the places that the words or a post code name, unless they are chosen already."""
    offers: dict[str, Offer] = {}
    codes = [p.municipality.code6 for p in query.places if p.municipality]
    codes += [area.municipality.code6 for area in query.postal_areas]
    for code in dict.fromkeys(codes):
        if code not in request.facets.get("municipality", ()):
            place = get_municipality(code)
            label = Label(f"{place.name}に絞る", f"Only {place.name_en or place.name}")
            offers[code] = Offer(label, request.with_facet("municipality", code))
    for area in (p.area for p in query.places if p.area):
        if area.name not in request.areas:
            label = Label(f"{area.name}に絞る", f"Only the {area.name_en} area")
            offers[area.name] = Offer(label, request.with_facet("area", area.name))
    return tuple(offers.values())[:3]
