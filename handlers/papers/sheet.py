"""The paper itself: A4, letterhead, rows, sections, a place to sign, and page numbers."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from handlers.papers.glyphs import ENCODING, MARK, drawable

FONT = "helvetica"
LEFT, RIGHT, TOP, BOTTOM = 25.0, 20.0, 15.0, 20.0  # margins, mm
TEXT, SMALL = 10.5, 8.5  # points
LINE, FINE = 5.1, 4.1  # height of a line of each, mm
LABEL, COLON = 48.0, 4.0  # columns of a row, mm
GREY = 242

_TOTAL = "\x1f"  # stands for the number of pages; `drawable` lets no such character through


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
        self.set_y(12 - BOTTOM)
        self.set_font(FONT, "", SMALL)
        page = self._frame.page.format(page=self.page_no(), pages=_TOTAL)
        self.cell(self.epw / 2, FINE, self._ink(self._frame.printed))
        self.cell(self.epw / 2, FINE, page, align=Align.R)

    def _letterhead(self, frame: Frame) -> None:
        self.set_font(FONT, "", 13)
        self._block(frame.body.upper(), 6, align=Align.C)
        self.set_font(FONT, "B", 14)
        self._block(frame.unit.upper(), 6.4, align=Align.C)
        self.set_font(FONT, "", 9)
        for line in frame.lines:
            self._block(line, 4.3, align=Align.C)
        self.ln(1.6)
        for width, below in ((0.9, 0.9), (0.25, 0.0)):
            self.set_line_width(width)
            self.line(LEFT, self.y, self.w - RIGHT, self.y)
            self.y += below
        self.set_line_width(0.2)
        self.ln(6)

    # -- the text --------------------------------------------------------------------------------

    def title(self, title: str, lines: Iterable[str]) -> None:
        """The name of the paper, its number, and what it rests on."""
        self.set_font(FONT, "B", 12)
        self._block(title.upper(), 5.6, align=Align.C)
        self._plain()
        for line in lines:
            self._block(line, LINE, align=Align.C)
        self.ln(4)

    def paragraph(self, text: str) -> None:
        self._block(text, LINE)
        self.ln(2.2)

    def heading(self, text: str) -> None:
        """A section's name; never the last line of a page."""
        self.ln(1.5)
        self._room(4 * LINE)
        with self._bold():
            self._block(text, LINE)
        self.ln(0.8)

    def row(self, label: str, value: str) -> None:
        """`label : value`; a long value goes on over the next pages."""
        top = self._label(label)
        self._block(value.strip() or "-", LINE, indent=LABEL + COLON)
        self._under(top)

    def ticks(self, label: str, boxes: Sequence[tuple[bool, str]]) -> None:
        """`label : ` and boxes beneath each other, those that hold ticked."""
        top = self._label(label, lines=len(boxes) + 1)
        for ticked, text in boxes:
            self._box(LEFT + LABEL + COLON, self.y + 0.9, ticked=ticked)
            self._block(text, LINE, indent=LABEL + COLON + 5)
        self._under(top)

    def items(self, texts: Iterable[str]) -> None:
        """A numbered list."""
        for number, text in enumerate(texts, start=1):
            self._room(2 * LINE)
            self.cell(6, LINE, f"{number}.", new_x=XPos.LEFT, new_y=YPos.TOP)
            self._block(text, LINE, indent=6)
            self.ln(0.8)

    def notice(self, label: str, value: str, note: str) -> None:
        """What must not be overlooked, in a frame."""
        self.ln(1.2)
        inner = self.epw - 8
        with self._bold():
            heights = [self._height(value, LINE, inner)]
        heights += [self._height(text, LINE, inner) for text in (label, note) if text]
        high = sum(heights) + 5
        self._room(high)
        top = self.y
        self.set_fill_color(GREY)
        self.set_line_width(0.3)
        self.rect(LEFT, top, self.epw, high, style="DF")
        self.set_line_width(0.2)
        self.y = top + 2.5
        self._block(label, LINE, indent=4)
        with self._bold():
            self._block(value, LINE, indent=4)
        if note:
            self._block(note, LINE, indent=4)
        self.y = top + high + 2.5

    def fine_print(self, text: str) -> None:
        self.set_font(FONT, "", SMALL)
        self._block(text, FINE)
        self._plain()
        self.ln(1.5)

    def close(self, words: str, *, left: Sequence[str], right: Sequence[str], name: str) -> None:
        """The last words, what stands at the left, and at the right who signs: kept on one page."""
        half, gap = self.epw / 2 - 2, 20.0
        high = self._height(words, LINE, self.epw) + gap + LINE * (len(right) + 5)
        self.ln(2)
        self._room(high)
        self._block(words, LINE)
        self.ln(4)
        top = self.y
        for line in right:
            self._block(line, LINE, indent=half + 4)
        self.ln(gap)
        self._block(name, LINE, indent=half + 4)
        bottom = self.y
        self.y = top
        self.set_font(FONT, "", SMALL)
        for line in left:
            self._block(line, FINE, indent=0, width=half)
        self._plain()
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
        self.ln(0.9)

    def _box(self, x: float, y: float, *, ticked: bool) -> None:
        side = 3.2
        self.set_line_width(0.25)
        self.rect(x, y, side, side)
        if ticked:
            self.set_line_width(0.45)
            self.line(x + 0.6, y + 0.6, x + side - 0.6, y + side - 0.6)
            self.line(x + 0.6, y + side - 0.6, x + side - 0.6, y + 0.6)
        self.set_line_width(0.2)

    def _block(
        self, text: str, high: float, *, indent: float = 0, width: float = 0, align: Align = Align.L
    ) -> None:
        """Lines of text, over as many pages as they need."""
        self.set_x(LEFT + indent)
        wide = width or self.epw - indent
        self.multi_cell(wide, high, self._ink(text), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _height(self, text: str, high: float, wide: float) -> float:
        lines = self.multi_cell(wide, high, drawable(text), align=Align.L, dry_run=True, output="LINES")
        return high * len(lines)

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
