"""Who an applicant is, sealed by the vault; the one-time links to it, and who has looked."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from storage.tables.columns import time_column


class Identity(SQLModel, table=True):
    """What an applicant gave for one request; a second giving takes the place of the first."""

    __tablename__ = "identity"
    id: str = Field(primary_key=True)  # random; what its blobs are bound to
    request_id: int = Field(foreign_key="request.id", unique=True)
    kind: str  # of the applicant: person, group, legal
    masked: str  # the number as it may be shown
    fingerprint: str = Field(index=True)  # keyed hash of the number
    number: bytes = Field(sa_column=Column(LargeBinary, nullable=False))  # sealed
    key_id: str = Field(index=True)  # of the vault's key that sealed the number
    given_at: datetime = Field(sa_column=time_column())


class IdentityFile(SQLModel, table=True):
    """A sealed paper. A row without an identity waits for its file to be removed from the disk."""

    __tablename__ = "identity_file"
    id: str = Field(primary_key=True)  # random; what the blob is bound to
    identity_id: str | None = Field(default=None, foreign_key="identity.id", index=True)
    paper: str
    mime: str
    size: int  # bytes, before sealing
    name: str  # of the sealed file
    key_id: str = Field(index=True)


class IdentityLink(SQLModel, table=True):
    """A one-time link. The token is made of `nonce` and our secret; only its hash is kept."""

    __tablename__ = "identity_link"
    nonce: str = Field(primary_key=True)
    token_hash: str = Field(unique=True)
    request_id: int = Field(foreign_key="request.id", index=True)
    officer_id: int | None = Field(default=None, foreign_key="officer.id")  # None: the applicant's, to give
    channel: str  # where it was asked for
    created_at: datetime = Field(sa_column=time_column())
    expires_at: datetime = Field(sa_column=time_column())
    opened_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    used_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    view_hash: str = ""  # of the cookie that may go on looking until it expires


class IdentityLook(SQLModel, table=True):
    """An officer has looked at an identity (UU 27/2022 Ps 31). Outlives the identity."""

    __tablename__ = "identity_look"
    id: int | None = Field(default=None, primary_key=True)
    request_id: int = Field(foreign_key="request.id", index=True)
    officer_id: int = Field(foreign_key="officer.id")
    at: datetime = Field(sa_column=time_column())
