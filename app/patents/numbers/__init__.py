"""Numbers of patents, utility models, designs and trade marks in every notation that people and files use.

`parse_number` reads one, `find_numbers` finds them in a text, `PatentNumber` writes them (key, Japanese, DOCDB).
Sources: INPIT, J-PlatPat help 「各種番号の入力形式」; EPO, DOCDB number formats; WIPO standards ST.3, ST.6 and ST.16.
"""

from app.patents.numbers.docdb import from_docdb
from app.patents.numbers.kinds import NumberKind
from app.patents.numbers.number import PatentNumber, from_key
from app.patents.numbers.reading import find_numbers, parse_number, registration_from_digits

__all__ = [
    "NumberKind",
    "PatentNumber",
    "find_numbers",
    "from_docdb",
    "from_key",
    "parse_number",
    "registration_from_digits",
]
