"""QR codes for papers, as pictures that stand in the page itself."""

import segno


def qr_of(address: str) -> str:
    """The QR code of an address as a `data:` picture (SVG), readable with a tenth of it damaged."""
    made: str = segno.make(address, error="m", micro=False).svg_data_uri(border=0, omitsize=True)
    return made
