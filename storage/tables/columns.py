"""Kinds of columns that the tables share."""

from typing import Any

from sqlalchemy import BigInteger, Column, Integer

from storage.types import UtcTime

_BIG = BigInteger().with_variant(Integer(), "sqlite")  # only INTEGER counts by itself there


def time_column(nullable: bool = False) -> Any:
    return Column(UtcTime(), nullable=nullable)


def big(**options: Any) -> Any:
    return Column(_BIG, **options)
