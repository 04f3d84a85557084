"""What is loaded from the content pack, what was changed of the calendar since, and the publication list."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel

from storage.tables.columns import time_column
from storage.types import Json


class Content(SQLModel, table=True):
    """A loaded part of the content pack: `body` or `calendar`, as parsed, with the pack's hash."""

    __tablename__ = "content"
    key: str = Field(primary_key=True)
    value: Any = Field(sa_column=Column(Json(), nullable=False))
    digest: str
    loaded_at: datetime = Field(sa_column=time_column())


class Agency(SQLModel, table=True):
    """An OPD of the body, or a body outside it (`external`)."""

    __tablename__ = "agency"
    code: str = Field(primary_key=True)
    name: str
    short: str
    kind: str
    tasks: str = Field(sa_column=Column(Text, nullable=False))
    keywords: Any = Field(sa_column=Column(Json(), nullable=False))
    utama: bool = False
    external: bool = False
    active: bool = True
    position: int = 0


class CalendarChange(SQLModel, table=True):
    """A day added to the calendar, or struck from it, after the content pack was loaded."""

    __tablename__ = "calendar_change"
    day: date = Field(primary_key=True)
    kind: str  # add, strike
    name: str = ""
    source: str
    at: datetime = Field(sa_column=time_column())


class PublicationRow(SQLModel, table=True):
    """A line of the publication list (daftar informasi publik, UU 14/2008 Ps 11(1)a)."""

    __tablename__ = "publication"
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)  # agency, year and folded title: what makes it one
    title: str
    summary: str = Field(sa_column=Column(Text, nullable=False))
    category: str  # berkala, serta-merta, setiap-saat
    agency: str = Field(foreign_key="agency.code")
    year: int | None = None
    article: str
    link: str = Field(sa_column=Column(Text, nullable=False))
    holder: str  # who has it
    maker: str  # who answers for its making
    made_on: str  # as the list writes it: a date, a month, a quarter
    made_at: str
    format: str  # cetak, rekam
    retention: str
    number: str  # in the body's own list
    sample: bool = False
    from_pack: bool = False
    loaded_at: datetime = Field(sa_column=time_column())
