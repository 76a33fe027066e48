"""Make app/search/data/sudachi.tsv from Sudachi's synonym source: the groups of the fields that we use, nouns that always expand.

    python scripts/make_synonyms.py PATH/sudachi_synonyms.txt

Sudachi synonym dictionary, Works Applications, Apache License 2.0; column meanings: its FORMAT_synonyms.md.
"""

import csv
import sys
from pathlib import Path
from typing import Final

FIELDS: Final = {"(IT)", "(ビジネス)", "()"}  # others (shops, persons, firms, …) pull in what nobody meant
NOUN: Final = "1"
ALWAYS: Final = "0"
OUT: Final = Path(__file__).parent.parent / "app" / "search" / "data" / "sudachi.tsv"


def main(source: Path) -> None:
    """Read, keep, write; one group a line: field, then its words."""
    groups: dict[str, list[str]] = {}
    fields: dict[str, str] = {}
    with source.open(encoding="utf-8", newline="") as lines:
        for row in csv.reader(line for line in lines if line.strip()):
            group, noun, control, field, word = row[0], row[1], row[2], row[7], row[8]
            if field in FIELDS and noun == NOUN and control == ALWAYS and "\t" not in word:
                groups.setdefault(group, []).append(word)
                fields[group] = max(fields.get(group, ""), field.strip("()"))
    kept = [(fields[key], words) for key, words in groups.items() if len(words) > 1]
    with OUT.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines("\t".join([field or "一般", *words]) + "\n" for field, words in kept)
    print(f"{len(kept):,} groups, {sum(len(words) for _, words in kept):,} words")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
