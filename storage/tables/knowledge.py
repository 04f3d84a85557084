"""What the desk could not answer, and what it learned from corrections."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from storage.tables.columns import time_column
from storage.types import Json


class Unanswered(SQLModel, table=True):
    """A question that nothing fitted, counted up when it is asked again. It is nobody's: no contact, no
    address, no message leads to it or from it."""

    __tablename__ = "unanswered"
    __table_args__ = (Index("unanswered_last", "last_at"),)
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)  # the text as it is compared
    text: str = Field(sa_column=Column(Text, nullable=False))  # identifiers blotted out
    kind: str = ""  # what kind of ask it was taken for
    language: str = "id"
    count: int = 1
    first_at: datetime = Field(sa_column=time_column())
    last_at: datetime = Field(sa_column=time_column())


class LessonRow(SQLModel, table=True):
    """A correction of the suggested agency: stems of a request, never its text, and who was right.

    Kept with the person whose request it was, and erased with them.
    """

    __tablename__ = "lesson"
    id: int | None = Field(default=None, primary_key=True)
    body: str  # code of the public body
    stems: Any = Field(sa_column=Column(Json(), nullable=False))  # words we know; of others a short hash
    agency: str = Field(foreign_key="agency.code")
    source: str  # forward: by an officer; pick: by the citizen
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True)
    at: datetime = Field(sa_column=time_column())
    undone_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
