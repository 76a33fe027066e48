"""Only real pages of the internet become links."""

import pytest

from app.core.web_addresses import is_public_page


@pytest.mark.parametrize(
    "address",
    [
        "https://mito-shisaku.example/",
        "http://www.example.co.jp/a?b=c#d",
        "https://例え.jp/会社",
        "https://a.example:8443/",
        "HTTPS://A.Example/",
    ],
)
def test_pages_of_the_internet(address: str) -> None:
    assert is_public_page(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "www.example.jp",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)//https://a.example",
        "data:text/html,<script>",
        "ftp://a.example/",
        "//a.example/",
        "https://",
        "https://localhost/",
        "https://server.local/",
        "https://db.internal/",
        "http://127.0.0.1/",
        "http://10.0.0.8:8000/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://[::1]/",
        "http://169.254.169.254/latest",
        "https://bank.example@evil.example/",
        "https://a.example\\@b.example/",
        "https://a b.example/",
        "https://a.example/\nX",
        "https://-a.example/",
        "https://a..example/",
        "https://a.example:99999/",
        "https://a.example/" + "x" * 500,
        'https://a.example/"onmouseover="x',
    ],
)
def test_anything_else_is_refused(address: str) -> None:
    assert not is_public_page(address)
