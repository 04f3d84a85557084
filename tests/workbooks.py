"""The smallest XLSX files that spreadsheets write: text, numbers, dates, several worksheets."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from typing import Any

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (  # style 1 is a date (format 14)
    f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def xlsx(sheets: Mapping[str, Sequence[Sequence[Any]]], *, far: str = "", coloured: str = "") -> bytes:
    """A workbook of named sheets, each a list of rows; a cell is text, a number, a date or None.

    `far` is one more cell with a number in it, `coloured` one with nothing but a style.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        types = f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>'
        for n in range(len(sheets)):
            types += f'<Override PartName="/xl/worksheets/s{n}.xml" ContentType="{_KIND}.worksheet+xml"/>'
        book.writestr("[Content_Types].xml", f'<Types xmlns="{_PACKAGE}/content-types">{types}</Types>')
        book.writestr("_rels/.rels", _links([("officeDocument", "xl/workbook.xml")]))
        names = "".join(
            f'<sheet name="{escape(name)}" sheetId="{n + 1}" r:id="r{n}"/>' for n, name in enumerate(sheets)
        )
        head = f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><sheets>{names}</sheets></workbook>'
        book.writestr("xl/workbook.xml", head)
        parts = [("worksheet", f"worksheets/s{n}.xml") for n in range(len(sheets))]
        book.writestr("xl/_rels/workbook.xml.rels", _links([*parts, ("styles", "styles.xml")]))
        book.writestr("xl/styles.xml", _STYLES)
        for n, rows in enumerate(sheets.values()):
            lines = "".join(_row(number, cells) for number, cells in enumerate(rows, start=1))
            lines += f'<row><c r="{far}"><v>1</v></c></row>' if far else ""
            lines += f'<row><c r="{coloured}" s="1"/></row>' if coloured else ""
            data = f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'
            book.writestr(f"xl/worksheets/s{n}.xml", data)
    return out.getvalue()


def _links(parts: Sequence[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_RELS}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(parts)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _row(number: int, cells: Sequence[Any]) -> str:
    return (
        f'<row r="{number}">{"".join(_cell(f"{chr(65 + n)}{number}", c) for n, c in enumerate(cells))}</row>'
    )


def _cell(place: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return f'<c r="{place}" s="1"><v>{(value - date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
