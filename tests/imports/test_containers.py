"""Archives with bounds, encodings by the whole stream: what is taken, and what is refused with a sentence."""

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.imports import archives
from app.imports.errors import FileRefused
from app.imports.files import open_source

TEXT = "code,title\r\nT-1,めっきの検査\r\n"


def _zip(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return buffer.getvalue()


@pytest.fixture
def open_(tmp_path: Path) -> Callable[[bytes], str]:
    """The text of a file with these bytes."""

    def opened(content: bytes) -> str:
        path = tmp_path / "file"
        path.write_bytes(content)
        with open_source(path).open_text() as text:
            return text.read()

    return opened


@pytest.mark.parametrize(
    "content",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp932"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        gzip.compress(TEXT.encode("cp932")),
        _zip({"a/data.csv": TEXT.encode(), "a/data.csv.asc": b"signature", "__MACOSX/a/._data.csv": b"x"}),
    ],
    ids=["utf-8", "bom", "cp932", "utf-16", "utf-16-be", "utf-16 without bom", "gz", "zip with signature"],
)
def test_the_same_text_comes_out_of_every_container_and_encoding(open_: Callable[[bytes], str], content: bytes) -> None:
    assert open_(content) == TEXT


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空"),
        (b" \r\n\r\n", "空"),
        ((TEXT * 3).encode("euc_jp"), "EUC-JP"),
        (TEXT.encode("iso2022_jp"), "ISO-2022-JP"),
        (TEXT.encode("utf-32"), "UTF-32"),
        (gzip.compress(TEXT.encode())[:-12], "壊れているか"),
        (b"\x1f\x8b\x08\x00garbage", "壊れているか"),
        (_zip({"a.csv": TEXT.encode() * 50})[:80], "壊れているか"),
        (_zip({"a.csv": b"1", "b.csv": b"2"}), "1件ではありません（2件）"),
        (_zip({"a.exe": b"1"}), "1件ではありません（0件）"),
        (_zip({f"{n}.csv": b"" for n in range(300)}), "多すぎます（上限200件）"),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",  # packed bytes hold the second of their making
)
def test_what_is_no_such_file_is_refused(open_: Callable[[bytes], str], content: bytes, said: str) -> None:
    with pytest.raises(FileRefused, match=said):
        open_(content)


def test_a_zip_with_a_password_is_refused(open_: Callable[[bytes], str]) -> None:
    content = bytearray(_zip({"a.csv": TEXT.encode()}))
    for at in (content.find(b"PK\x03\x04") + 6, content.find(b"PK\x01\x02") + 8):
        content[at] |= 1
    with pytest.raises(FileRefused, match="パスワード"):
        open_(bytes(content))


@pytest.mark.parametrize("pack", [gzip.compress, lambda content: _zip({"a.csv": content})], ids=["gz", "zip"])
def test_a_bomb_is_refused_once_it_is_seen(
    open_: Callable[[bytes], str], pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "RATIO_FROM", 1024**2)
    with pytest.raises(FileRefused, match="圧縮率"):
        open_(pack(b"1" * 8 * 1024**2))


def test_a_well_packed_small_file_is_no_bomb(open_: Callable[[bytes], str]) -> None:
    assert len(open_(gzip.compress(b"a,b\n" * 200_000))) == 800_000


def test_unpacked_size_has_a_bound(open_: Callable[[bytes], str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED", 1000)
    with pytest.raises(FileRefused, match="展開した大きさ"):
        open_(b"a,b\n" * 300)


def test_bad_bytes_in_utf8_do_not_turn_it_into_shift_jis(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(("漢字の多い文章です。" * 10).encode() + b"\xff\xed\xa0\x80")
    assert open_source(path).encoding.name == "utf-8"
