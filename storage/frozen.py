"""Values that are made for every message: frozen to the type checker, and to nobody else."""

from dataclasses import dataclass
from typing import TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, kw_only_default=True)
def frozen(cls: type[T]) -> type[T]:
    """As `dataclass(frozen=True, kw_only=True, slots=True)`, but only mypy sees to the first of these: Python
    would set each field by way of `object.__setattr__`, which took a twentieth of a form's step."""
    return dataclass(kw_only=True, slots=True, unsafe_hash=True)(cls)
