"""What is taken in and what is refused; a refusal leaves nothing behind."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage

from app.core.errors import InvalidInput
from app.files.intake import clean_name, take_attachment, take_picture
from app.files.store import FileStore


@pytest.fixture
def store(tmp_path: Path) -> FileStore:
    return FileStore(tmp_path / "files")


def _upload(content: bytes, name: str) -> FileStorage:
    return FileStorage(BytesIO(content), filename=name)


def _picture(size: tuple[int, int] = (40, 20), format_: str = "JPEG", **kwargs: object) -> bytes:
    target = BytesIO()
    Image.new("RGB", size, "navy").save(target, format_, **kwargs)
    return target.getvalue()


def _archive(entries: dict[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_a_picture_loses_what_is_not_seen(store: FileStore) -> None:
    exif = Image.Exif()
    exif[0x010F] = "secret camera"
    sent = _picture(exif=exif) + b"<script>hidden behind</script>"
    prepared = take_picture(_upload(sent, "写真.jpg"), store, None)
    kept = store.path(prepared.sha256).read_bytes()
    assert b"secret camera" not in kept
    assert b"script" not in kept
    assert (prepared.name, prepared.width, prepared.height) == ("写真.jpg", 40, 20)


def test_forty_megapixels_become_a_bounded_picture(store: FileStore) -> None:
    prepared = take_picture(_upload(_picture((7300, 5500)), "phone.jpeg"), store, None)
    assert (prepared.width, prepared.height) == (1600, 1205)


def test_a_picture_of_a_hundred_megapixels_is_refused(store: FileStore) -> None:
    with pytest.raises(InvalidInput, match="6,000万画素"):
        take_picture(_upload(_picture((11_000, 9_200), "PNG"), "wall.png"), store, None)


def test_a_lying_picture_is_mended_by_its_orientation(store: FileStore) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by 90 degrees
    prepared = take_picture(_upload(_picture((40, 20), exif=exif), "a.jpg"), store, None)
    assert (prepared.width, prepared.height) == (20, 40)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7 ...", "a.pdf.exe"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg"),
        (b"MZ\x90\x00", "a.pdf"),
        (b"%PDF-1.7", "a.png"),
        (b"<html>", "a.docx"),
        (_archive({"mimetype": b"x"}), "a.xlsx"),
        (_archive({"xl/workbook.xml": b"x", "xl/vbaProject.bin": b"x"}), "a.xlsx"),
        (_archive({"word/document.xml": b"0" * 40_000_000}), "a.docx"),
        (_archive({f"xl/{n}.xml": b"0" * 9_000 for n in range(250)} | {"xl/workbook.xml": b"x"}), "a.xlsx"),
        (b"", "a.pdf"),
        (b"%PDF-1.7" + b"0" * (10 * 1024 * 1024), "a.pdf"),
        (b"x", ""),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",  # packed bytes hold the second of their making
)
def test_what_is_not_what_it_says_is_refused_and_leaves_nothing(store: FileStore, content: bytes, name: str) -> None:
    with pytest.raises(InvalidInput):
        take_attachment(_upload(content, name), store, None)
    assert list(store.all_hashes()) == []


def test_an_attachment_is_kept_as_it_came(store: FileStore) -> None:
    sheet = _archive({"xl/workbook.xml": b"<workbook/>"})
    prepared = take_attachment(_upload(sheet, "見積書.xlsx"), store, None)
    assert store.path(prepared.sha256).read_bytes() == sheet
    assert (prepared.name, prepared.scan, prepared.size) == ("見積書.xlsx", "unscanned", len(sheet))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\taro\\図面.pdf", "図面.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x.pdf"),
        ("見" * 300 + ".pdf", "見" * 196 + ".pdf"),
        (None, "file"),
        ("ｆｉｌｅ．ｐｄｆ", "file.pdf"),
    ],
)
def test_names_are_data(sent: str | None, kept: str) -> None:
    assert clean_name(sent) == kept
