"""Pictures: decoded and encoded anew, so that nothing of the sent file survives but what is to be seen.

No metadata (place, camera), no hidden data behind the picture, bounded in pixels. A phone's 40 megapixels are taken.
"""

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from PIL import Image, ImageOps, UnidentifiedImageError

from app.core.errors import InvalidInput

LONGEST_SIDE: Final = 1600  # pixels of the kept picture
MOST_PIXELS: Final = 60_000_000  # of the sent one
_FORMATS: Final = ("JPEG", "PNG")
_QUALITY: Final = 82


@dataclass(frozen=True, slots=True)
class Picture:
    """An encoded picture."""

    content: bytes
    media_type: str
    width: int
    height: int


def encode_anew(content: bytes) -> Picture:
    """The same picture, upright, at most LONGEST_SIDE pixels, without anything else. InvalidInput if it is none or too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=_FORMATS) as sent:
                if sent.width * sent.height > MOST_PIXELS:
                    raise InvalidInput("写真が大きすぎます（6,000万画素まで）。小さくしてからお送りください。")
                sent.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG: decode no finer than needed
                upright = ImageOps.exif_transpose(sent)
                upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
                return _encode(upright)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InvalidInput("写真として読み取れませんでした。JPEGかPNGの写真を選んでください。") from error


def _encode(picture: Image.Image) -> Picture:
    has_alpha = "A" in picture.getbands() or "transparency" in picture.info
    plain = picture.convert("RGBA" if has_alpha else "RGB")
    clean = Image.new(plain.mode, plain.size)
    clean.paste(plain)
    target = BytesIO()
    if has_alpha:
        clean.save(target, "PNG", optimize=True)
    else:
        clean.save(target, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    media_type = "image/png" if has_alpha else "image/jpeg"
    return Picture(target.getvalue(), media_type, clean.width, clean.height)
