"""Rows that a text statement brought or wrote, as the tables' own objects, no query put together."""

from collections.abc import Mapping
from typing import Any, TypeVar

from sqlalchemy.orm import class_mapper, make_transient_to_detached
from sqlmodel import Session, SQLModel

T = TypeVar("T", bound=SQLModel)


def loaded(session: Session, table: type[T], values: Mapping[str, Any]) -> T:
    """The row with `values` of all columns by their names, as if the session had read it and let it go.

    It is changed as any other: set, `session.add`, flush. What the session has of that row already is given
    instead, as it is there.
    """
    mapper = class_mapper(table)
    key = mapper.identity_key_from_primary_key(tuple(values[column.name] for column in mapper.primary_key))
    known: T | None = session.identity_map.get(key)
    if known is not None:
        return known
    row: T = mapper.class_manager.new_instance()
    row.__dict__.update(values)
    make_transient_to_detached(row)
    return row
