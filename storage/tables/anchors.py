"""What the daily anchors hold: where every chain of events stood."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from storage.tables.columns import time_column


class Anchor(SQLModel, table=True):
    """The hash over all chain heads of a day, itself chained."""

    __tablename__ = "anchor"
    day: date = Field(primary_key=True)
    heads: int  # chains that have grown since the anchor before
    heads_hash: str
    previous: str = Field(unique=True)  # hash of the anchor before: one chain, whoever makes them
    hash: str
    made_at: datetime = Field(sa_column=time_column())
    told_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class AnchorHead(SQLModel, table=True):
    """How far one chain had grown at an anchor; chains that had not are not repeated."""

    __tablename__ = "anchor_head"
    subject: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    day: date = Field(index=True)
    hash: str
