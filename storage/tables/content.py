"""What is loaded from the content pack, and what was changed of the calendar since."""

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
