"""What a person has to do, and the files that people send and get."""

from datetime import datetime

from sqlalchemy import Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables.columns import big, time_column


class Task(SQLModel, table=True):
    """Something a person has to do outside the request's own steps."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        Index(
            "task_open",
            "kind",
            "id",
            sqlite_where=text("done_at IS NULL"),
            postgresql_where=text("done_at IS NULL"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    kind: (
        str  # talk, deliver, dead-letter, failed-message, ...; its name in the list is copy, cli-task-<kind>
    )
    key: str  # what makes it one: the same kind and key is the same task
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True)
    request_id: int | None = Field(default=None, foreign_key="request.id")
    text: str = Field(default="", sa_column=Column(Text, nullable=False))
    created_at: datetime = Field(sa_column=time_column())
    done_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))
    done_by: int | None = None
    alerted_at: datetime | None = Field(default=None, sa_column=time_column(nullable=True))  # the operator


class StoredFile(SQLModel, table=True):
    """A file: where it lies with the platform, and with us once it has been fetched."""

    __tablename__ = "stored_file"
    __table_args__ = (
        Index(
            "stored_file_remote",
            "id",
            sqlite_where=text("state = 'remote'"),
            postgresql_where=text("state = 'remote'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id", index=True)
    channel: str = ""
    account: str = ""
    ref: str = Field(default="", sa_column=Column(Text, nullable=False))  # the platform's own id
    name: str
    mime: str = ""
    size: int = Field(default=0, sa_column=big(nullable=False))
    sha256: str = ""  # names the bytes under DATA_DIR/files
    state: str = "remote"  # remote, kept, lost
    created_at: datetime = Field(sa_column=time_column())


class PlatformFile(SQLModel, table=True):
    """A file of ours that lies with a platform, so that it need not be uploaded again."""

    __tablename__ = "platform_file"
    channel: str = Field(primary_key=True)
    account: str = Field(primary_key=True)
    sha256: str = Field(primary_key=True)
    ref: str = Field(sa_column=Column(Text, nullable=False))  # the platform's own id
    at: datetime = Field(sa_column=time_column())
