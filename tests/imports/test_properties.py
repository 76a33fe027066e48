"""Whatever stands in the cells: every importer reads its file to the end and raises nothing."""

import csv
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.companies.readers.houjin import COLUMNS
from app.imports.files import open_source
from app.imports.formats import FORMATS
from app.patents.readers.headed import COLUMNS as PATENT_COLUMNS

_COMPANY = (
    "corporate_number name postcode address municipality closed_on capital staff website keywords founded_on industries"
)
_HEADERS = {
    ("companies", "houjin"): "",
    ("companies", "gbizinfo"): "corporateID corporateType corporateName corporateKana cityID location moddate",
    ("companies", "headed"): _COMPANY,
    ("companies", "gbizinfo-json"): "corporate_number name location capital_stock employee_number industry",
    ("orders", "gbizinfo"): "date_of_order title amount government_departments joint_signatures corporate_number",
    ("patents", "headed"): " ".join(PATENT_COLUMNS),
    ("patents", "gbizinfo"): "date title company corporate_number application_number",
    ("patents", "jplatpat"): "文献番号 出願番号 出願日 発明の名称 出願人/権利者 FI 公開番号",
    ("technologies", "headed"): "code title problems owner_corporate_number ipc industry municipality stage url",
}
_ODD = (
    "1050001002386 T1050001002386 2026-11-24 0000-00-00 9999-12-31T23:59:59-23:59 1e9 ٣ Null -1 特願2005-300001 E2446 8201 082015"
    " 茨城県水戸市 =1+1 a|b、c 9999999999999999999999999 ㍻3年 0 １２３"
)
_CELLS = st.one_of(st.text(max_size=30), st.sampled_from(_ODD.split()))


@pytest.mark.parametrize(("kind", "name"), list(_HEADERS))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_reading_never_raises(tmp_path: Path, kind: str, name: str, data: st.DataObject) -> None:
    header = _HEADERS[kind, name].split()
    width = len(header) or len(COLUMNS)
    rows = data.draw(st.lists(st.lists(_CELLS, min_size=width, max_size=width), min_size=1, max_size=3))
    path = tmp_path / "file"
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        if name == "gbizinfo-json":
            json.dump([dict(zip(header, row, strict=True)) for row in rows], file)
        else:
            csv.writer(file).writerows([header, *rows] if header else rows)
    known = next(known for known in FORMATS[kind] if known.name == name)
    for found in known.importer("08").read(open_source(path)):
        assert found.record is None or found.keys
        assert found.record is not None or found.problems
