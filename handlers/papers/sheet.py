"""The paper itself: A4, letterhead, rows, sections, a place to sign, and page numbers."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from handlers.papers.glyphs import ENCODING, MARK, drawable

FONT = "helvetica"
CODES = "courier"  # where 0 and O, 1 and l must not be taken for each other
LEFT, RIGHT, TOP, BOTTOM = 25.0, 20.0, 13.0, 16.0  # margins, mm
TEXT, SMALL = 10.0, 8.0  # points
LINE, FINE = 4.8, 3.8  # height of a line of each, mm
LABEL, COLON = 53.0, 4.0  # columns of a row, mm
COLUMN_LINES, COLUMN_LETTERS = 12, 60  # a longer value leaves its column, and takes the whole width
SIGNATURE = 15.0  # room to sign, mm
GREY = 243  # of 255: light enough for a copier

_TOTAL = "\x1f\x1f\x1f"  # stands for up to 999 pages; `drawable` lets no such character through


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """What is printed around the text of one part: letterhead, head of later pages, foot."""

    body: str
    unit: str
    lines: tuple[str, ...]  # office, address, telephone
    running: str
    page: str  # with {page} and {pages}
    printed: str


class Sheet(FPDF):
    """A paper in the making. Every text is drawn as far as the fonts can (handlers.papers.glyphs)."""

    def __init__(self, *, title: str, language: str, made: datetime) -> None:
        super().__init__(format="A4")
        self.core_fonts_encoding = ENCODING
        self.set_margins(LEFT, TOP, RIGHT)
        self.c_margin = 0.0
        self.set_auto_page_break(True, margin=BOTTOM)
        self.alias_nb_pages(_TOTAL)
        self.set_title(title)
        self.set_lang(language)
        self.set_creation_date(made)
        self.lost = False  # whether MARK had to be printed since the part began
        self._frame: Frame | None = None
        self._next: Frame | None = None

    def begin(self, frame: Frame) -> None:
        """Start a part on a new page, with its letterhead."""
        self._next = frame
        self.lost = False
        self.add_page()
        self._plain()

    # -- around the text -------------------------------------------------------------------------

    def header(self) -> None:
        if self._next is not None:
            self._frame, self._next = self._next, None
            self._letterhead(self._frame)
        elif self._frame is not None:
            self.set_font(FONT, "", SMALL)
            self._block(self._frame.running, FINE)
            self.set_line_width(0.2)
            self.line(LEFT, self.y + 1, self.w - RIGHT, self.y + 1)
            self.ln(6)

    def footer(self) -> None:
        if self._frame is None:
            return
        self.set_y(8 - BOTTOM)
        self.set_font(FONT, "", SMALL)
        page = self._frame.page.format(page=self.page_no(), pages=_TOTAL)
        self.cell(self.epw / 2, FINE, page)
        self.cell(self.epw / 2, FINE, self._ink(self._frame.printed), align=Align.R)

    def _letterhead(self, frame: Frame) -> None:
        self.set_font(FONT, "", 13)
        self._block(frame.body.upper(), 6, align=Align.C)
        self.set_font(FONT, "B", 14)
        self._block(frame.unit.upper(), 6.4, align=Align.C)
        self.set_font(FONT, "", 9)
        for line in frame.lines:
            self._block(line, 4.3, align=Align.C)
        self.ln(1.4)
        for width, below in ((0.9, 0.9), (0.25, 0.0)):
            self.set_line_width(width)
            self.line(LEFT, self.y, self.w - RIGHT, self.y)
            self.y += below
        self.set_line_width(0.2)
        self.ln(5)

    # -- the text --------------------------------------------------------------------------------

    def headline(self, title: str, lines: Iterable[str]) -> None:
        """The name of the paper, its number, and what it rests on."""
        self.set_font(FONT, "B", 12)
        self._block(title.upper(), 5.6, align=Align.C)
        self._plain()
        for line in lines:
            self._block(line, LINE, align=Align.C)
        self.ln(3.5)

    def paragraph(self, text: str) -> None:
        self._block(text, LINE)
        self.ln(1.8)

    def heading(self, text: str) -> None:
        """A section's name; its first row stands with it."""
        self.ln(1.5)
        self._room(7 * LINE)
        with self._bold():
            self._block(text, LINE)
        self.ln(0.8)

    def row(self, label: str, value: str) -> None:
        """`label : value`; a long value goes on over the next pages."""
        value = value.strip() or "-"
        end = self._label(label)
        if sum(1 + len(line) // COLUMN_LETTERS for line in value.splitlines()) <= COLUMN_LINES:
            self._block(value, LINE, indent=LABEL + COLON)
            self._under(end)
        else:
            self._under(end)
            self._block(value, LINE)
            self.ln(1.2)

    def ticks(self, label: str, boxes: Sequence[tuple[bool, str]]) -> None:
        """`label : ` and boxes beneath each other, those that hold ticked."""
        end = self._label(label, lines=len(boxes) + 1)
        for ticked, text in boxes:
            self._box(LEFT + LABEL + COLON, self.y + 0.7, ticked=ticked)
            self._block(text, LINE, indent=LABEL + COLON + 5)
        self._under(end)

    def items(self, texts: Iterable[str]) -> None:
        """A numbered list."""
        for number, text in enumerate(texts, start=1):
            self._room(2 * LINE)
            self.cell(5, LINE, f"{number}.", new_x=XPos.LEFT, new_y=YPos.TOP)
            self._block(text, LINE, indent=5)
            self.ln(0.5)

    def notice(self, label: str, value: str, note: str) -> None:
        """What must not be overlooked, in a frame."""
        self.ln(1.2)
        aside = 4 + self.get_string_width(drawable(label)) + 2
        with self._bold():
            lines = self._lines(value, self.epw - aside)
        high = (lines + (1 if note else 0)) * LINE + 4
        self._room(high)
        top = self.y
        self.set_fill_color(GREY)
        self.set_line_width(0.3)
        self.rect(LEFT, top, self.epw, high, style="DF")
        self.set_line_width(0.2)
        self.y = top + 2
        self._block(label, LINE, indent=4)
        self.y = top + 2
        with self._bold():
            self._block(value, LINE, indent=aside)
        if note:
            self._block(note, LINE, indent=4)
        self.y = top + high + 1.5

    def fine_print(self, text: str) -> None:
        self.ln(0.8)
        self.set_font(FONT, "", SMALL)
        self._block(text, FINE)
        self._plain()
        self.ln(1.5)

    def close(self, words: str, signer: Sequence[str], name: str, *, code: str = "", about: str = "") -> None:
        """The last words, and beneath them at the right who signs, at the left a code: kept on one page."""
        half = self.epw / 2
        lines = self._lines(words, self.epw) + len(signer) + self._lines(name, half)
        self.ln(1.5)
        self._room(lines * LINE + 3 + SIGNATURE)
        self._block(words, LINE)
        self.ln(3)
        top = self.y
        for line in signer:
            self._block(line, LINE, indent=half + 4)
        self.ln(SIGNATURE)
        self._block(name, LINE, indent=half + 4)
        if code:
            bottom, self.y = self.y, top
            self._code(code, about, half - 6)
            self.y = max(bottom, self.y)

    # -- pieces ----------------------------------------------------------------------------------

    def _label(self, label: str, *, lines: int = 2) -> tuple[int, float]:
        """Print a row's label; the page and height where its end lies. The cursor stays at its top."""
        self._room(lines * LINE)
        page, top = self.page, self.y
        self._block(label, LINE, width=LABEL - 1)
        bottom = self.y
        self.set_xy(LEFT + LABEL, top)
        self.cell(COLON, LINE, ":")
        self.set_xy(LEFT, top)
        return page, bottom

    def _under(self, label: tuple[int, float]) -> None:
        page, bottom = label
        if self.page == page:
            self.y = max(self.y, bottom)
        self.ln(0.6)

    def _box(self, x: float, y: float, *, ticked: bool) -> None:
        side = 3.3
        self.set_line_width(0.25)
        self.rect(x, y, side, side)
        if ticked:
            self.set_line_width(0.45)
            self.line(x + 0.6, y + 0.6, x + side - 0.6, y + side - 0.6)
            self.line(x + 0.6, y + side - 0.6, x + side - 0.6, y + 0.6)
        self.set_line_width(0.2)

    def _code(self, code: str, about: str, wide: float) -> None:
        top = self.y
        self.set_xy(LEFT, top + 2.5)
        self.set_font(CODES, "B", 13)
        self.cell(wide, 6, self._ink(code), align=Align.C, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.set_font(FONT, "", SMALL)
        self._block(about, FINE, indent=3, width=wide - 6)
        self.rect(LEFT, top, wide, self.y + 2.5 - top)
        self._plain()

    def _block(
        self, text: str, high: float, *, indent: float = 0, width: float = 0, align: Align = Align.L
    ) -> None:
        """Lines of text, over as many pages as they need."""
        self.set_x(LEFT + indent)
        wide = width or self.epw - indent
        self.multi_cell(wide, high, self._ink(text), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _lines(self, text: str, wide: float) -> int:
        """How many lines the text takes in the font of now."""
        lines = self.multi_cell(wide, LINE, drawable(text), align=Align.L, dry_run=True, output="LINES")
        assert isinstance(lines, list)
        return len(lines)

    def _room(self, high: float) -> None:
        if self.will_page_break(high):
            self.add_page()

    def _ink(self, text: str) -> str:
        drawn = drawable(text)
        self.lost = self.lost or drawn.count(MARK) > text.count(MARK)
        return drawn

    def _plain(self) -> None:
        self.set_font(FONT, "", TEXT)

    @contextmanager
    def _bold(self) -> Iterator[None]:
        self.set_font(FONT, "B", TEXT)
        yield
        self._plain()
