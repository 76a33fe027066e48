"""Brings app/translations/en/messages.po up to date with the texts in code and templates: `make messages`.

New texts come in empty, texts that are gone go out. The house test fails until every text has its English.
"""

import re
import sys
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

APP: Final = Path(__file__).resolve().parents[1] / "app"
PO: Final = APP / "translations" / "en" / "messages.po"
JAPANESE: Final = re.compile("[、-〟぀-ヿ一-鿿（）：｜]")
# Besides gettext's own names: the first argument of a refusal is its msgid, `msgid` marks a letter's sentences, `phrase` any other.
NAMES: Final = ("_", "_l", "gettext", "lazy_gettext", "msgid", "phrase", "Refusal")
_CLASS: Final = re.compile(r"^class (\w+)\(([\w, ]+)\):", re.MULTILINE)
METHODS: Final = [("**.py", "python"), ("**/templates/**.html", "jinja2")]


def keywords() -> dict[str, None]:
    """What calls carry a msgid first: gettext's names, and every refusal of the code."""
    bases = {name: base for path in APP.glob("**/*.py") for name, base in _CLASS.findall(path.read_text("utf-8"))}
    known = set(NAMES)
    while found := {name for name, base in bases.items() if name not in known and known & set(base.split(", "))}:
        known |= found
    return dict.fromkeys(sorted(known))


def msgids() -> set[str]:
    """Every Japanese text of code and templates."""
    found = extract_from_dir(str(APP), METHODS, {"**/templates/**.html": {"silent": "false"}}, keywords=keywords())
    return {message for _, _, message, _, _ in found if isinstance(message, str) and JAPANESE.search(message)}


def english() -> dict[str, str]:
    """Text → its English, empty where there is none yet."""
    if not PO.exists():
        return {}
    catalogue = read_po(BytesIO(PO.read_bytes()), locale="en")
    return {str(message.id): str(message.string) for message in catalogue if message.id}


def main() -> int:
    """Write the catalogue anew, in the order of the texts; the number of texts without English."""
    known = english()
    catalogue = Catalog(locale="en", project="Musubiba", charset="utf-8")
    for text in sorted(msgids()):
        catalogue.add(text, known.get(text, ""))
    with PO.open("wb") as target:
        write_po(target, catalogue, width=0, no_location=True, omit_header=False)
    missing = [message.id for message in catalogue if message.id and not message.string]
    print(*missing, sep="\n")
    return len(missing)


if __name__ == "__main__":
    sys.exit(1 if main() else 0)
