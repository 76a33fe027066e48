"""Reading a PDF back."""

from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import IndirectObject


def reader(pdf: bytes) -> PdfReader:
    """The PDF taken apart."""
    return PdfReader(BytesIO(pdf))


def text_of(pdf: bytes) -> str:
    """What it says, without the breaks of lines."""
    return "".join(page.extract_text() for page in reader(pdf).pages).replace("\n", "")


def fonts_of(pdf: bytes) -> set[tuple[str, bool]]:
    """(name without its subset's tag, whether it is embedded) of all fonts that any page uses."""
    found: set[tuple[str, bool]] = set()
    for page in reader(pdf).pages:
        for font in _value(page["/Resources"]).get("/Font", {}).values():
            whole = _value(font)
            inner = _value(_value(whole["/DescendantFonts"])[0]) if "/DescendantFonts" in whole else whole
            descriptor = _value(inner["/FontDescriptor"])
            found.add(
                (whole["/BaseFont"].partition("+")[2], any(f"/FontFile{n}" in descriptor for n in ("", "2", "3")))
            )
    return found


def _value(thing: Any) -> Any:
    return thing.get_object() if isinstance(thing, IndirectObject) else thing
