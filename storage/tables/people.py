"""People, where they can be written to, and who of them acts for an agency."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.tables.columns import time_column
from storage.types import Json


class Contact(SQLModel, table=True):
    """A person we talk with, by however many addresses."""

    __tablename__ = "contact"
    id: int | None = Field(default=None, primary_key=True)
    language: str = "id"
    language_chosen: bool = False
    created_at: datetime = Field(sa_column=time_column())
    menu: Any = Field(default=None, sa_column=Column(Json(), nullable=True))  # last options shown
    draft_id: str | None = None  # the conversation under way


class Address(SQLModel, table=True):
    """Where a contact can be written to: one chat of one channel."""

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("channel", "account", "value"),)
    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    channel: str
    account: str
    value: str
    name: str = ""
    username: str = ""
    reachable: bool = True
    last_inbound_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    minute: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # of the epoch, written in last
    messages: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # in that minute
    wrong_codes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})  # in the hour that began
    wrong_since: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    lost_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))  # phone was lost


class AddressAlias(SQLModel, table=True):
    """Another name that the platform has for an address (WhatsApp: a user id, beside the phone number)."""

    __tablename__ = "address_alias"
    __table_args__ = (UniqueConstraint("channel", "account", "alias"),)
    id: int | None = Field(default=None, primary_key=True)
    channel: str
    account: str
    alias: str
    address_id: int = Field(foreign_key="address.id", index=True)


class ChatLink(SQLModel, table=True):
    """A one-time code that joins the chat where it is typed to the chat that asked for it."""

    __tablename__ = "chat_link"
    id: int | None = Field(default=None, primary_key=True)
    code_hash: str = Field(unique=True)
    address_id: int = Field(foreign_key="address.id", index=True)  # who asked for it
    typed_by: int | None = Field(default=None, foreign_key="address.id", index=True)  # where it was typed
    state: str = "open"  # open, typed, agreed (there), done, refused
    created_at: datetime = Field(sa_column=time_column())
    expires_at: datetime = Field(sa_column=time_column())


class ContactJoin(SQLModel, table=True):
    """Two contacts that became one: what the other one brought, so that it can go back."""

    __tablename__ = "contact_join"
    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    other_id: int = Field(foreign_key="contact.id", index=True)  # left behind, empty
    kind: str  # code, recovery
    brought: Any = Field(sa_column=Column(Json(), nullable=False))  # {"request": [1, 2], ...}
    officer_id: int | None = Field(default=None, foreign_key="officer.id")  # who approved a recovery
    joined_at: datetime = Field(sa_column=time_column())
    undone_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class Officer(SQLModel, table=True):
    """A contact who acts for an agency."""

    __tablename__ = "officer"
    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id", index=True)
    agency: str = Field(foreign_key="agency.code", index=True)
    role: str
    name: str = ""
    away_until: date | None = None
    deputy_id: int | None = Field(default=None, foreign_key="officer.id")
    joined_at: datetime = Field(sa_column=time_column())
    revoked_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))


class Invitation(SQLModel, table=True):
    """A one-time code; only its hash is kept."""

    __tablename__ = "invitation"
    code_hash: str = Field(primary_key=True)
    agency: str = Field(foreign_key="agency.code")
    role: str
    created_at: datetime = Field(sa_column=time_column())
    expires_at: datetime = Field(sa_column=time_column())
    used_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    used_by: int | None = Field(default=None, foreign_key="officer.id")
