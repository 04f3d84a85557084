"""What the desk could not answer: the gaps in its knowledge."""

from datetime import datetime

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from storage.tables.columns import time_column


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
