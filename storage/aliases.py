"""The names of one address. A platform may know an account by its phone number, which can pass to somebody
else, and by user ids, which cannot: where the two disagree, the user id decides.

`value` is where we write to: the number while it is known, else a user id. Other names are aliases. A name
that begins with "+" is a phone number.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from storage import joins
from storage.frozen import frozen
from storage.sql import on_postgres, select, write

_FIND = select(
    "SELECT id, contact_id, value FROM address"
    " WHERE channel = :channel AND account = :account AND value = :name UNION ALL"
    " SELECT a.id, a.contact_id, a.value FROM address_alias l JOIN address a ON a.id = l.address_id"
    " WHERE l.channel = :channel AND l.account = :account AND l.alias = :name"
)
_NEWEST = select("SELECT id, alias FROM address_alias WHERE address_id = :address ORDER BY id DESC LIMIT 1")
_ADD = write(
    "INSERT INTO address_alias (channel, account, alias, address_id)"
    " VALUES (:channel, :account, :name, :address) ON CONFLICT (channel, account, alias) DO NOTHING"
)
_DROP = write("DELETE FROM address_alias WHERE channel = :channel AND account = :account AND alias = :name")
_VALUE = write("UPDATE address SET value = :value WHERE id = :id")
_LEFT = write("UPDATE address SET value = :value, reachable = false WHERE id = :id")
_GONE = write("DELETE FROM address WHERE id = :id")
_TURN = write("SELECT pg_advisory_xact_lock(1886545267)")  # one at a time: two may learn the same names


@frozen
class Place:
    """Which bot or number of ours, on which channel."""

    channel: str
    account: str

    def named(self, name: str) -> dict[str, str]:
        return {"channel": self.channel, "account": self.account, "name": name}


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """An address that a name leads to."""

    id: int
    contact: int
    value: str


def is_phone(name: str) -> bool:
    return name.startswith("+")


def find(session: Session, place: Place, name: str) -> Known | None:
    """The address of this name, if we know it."""
    row = session.execute(_FIND, place.named(name)).first()
    return None if row is None else Known(id=row.id, contact=row.contact_id, value=row.value)


def settle(session: Session, place: Place, names: Sequence[str]) -> int | None:
    """The address that all these names of one account lead to, and from now on do; None for a new account.

    Two addresses that the platform says are one account become one, and so do their contacts. A number that
    comes with another user id than before has passed to somebody else: whoever had it keeps their user id.
    """
    _take_turn(session)
    phone = next((name for name in names if is_phone(name)), "")
    users = [name for name in names if not is_phone(name)]
    accounts = _found(session, place, users)
    holder = find(session, place, phone) if phone else None
    if holder is not None and holder not in accounts:
        nameless = _newest_user(session, holder) is None
        if nameless and not any(is_phone(known.value) for known in accounts):
            accounts.append(holder)
        else:
            _give_up_number(session, place, holder)
    if not accounts:
        return None
    numbers = (known.value for known in accounts if is_phone(known.value))
    value = phone or next(numbers, accounts[0].value)
    return _unite(session, place, accounts, value=value, users=users)


def moved(session: Session, place: Place, names: Sequence[str], new: str) -> int | None:
    """The platform says that an account has a new name: its address, or None where we do not know it.

    Messages from the new name may have come before this word of it: then the two are one from now on.
    A number that the platform no longer gives beside a new user id may be somebody else's tomorrow.
    """
    _take_turn(session)
    phone = new if is_phone(new) else next((name for name in names if is_phone(name)), "")
    users = [name for name in (*names, new) if not is_phone(name)]
    by_trust = sorted(names, key=is_phone)
    accounts = _found(session, place, by_trust)[:1]
    if not accounts:
        return None
    there = find(session, place, new)
    if there is not None and there not in accounts:
        accounts.append(there)
    holder = find(session, place, phone) if phone else None
    if holder is not None and holder not in accounts:
        _give_up_number(session, place, holder)
    return _unite(session, place, accounts, value=phone or new, users=users)


def learn(session: Session, place: Place, address: int, names: Iterable[str]) -> None:
    """Let these names lead to an address."""
    for name in names:
        session.execute(_ADD, place.named(name) | {"address": address})


def _found(session: Session, place: Place, names: Iterable[str]) -> list[Known]:
    found = (find(session, place, name) for name in names)
    return list(dict.fromkeys(known for known in found if known is not None))


def _unite(
    session: Session, place: Place, accounts: Sequence[Known], *, value: str, users: Sequence[str]
) -> int:
    """One address out of those that were found, with all their user ids, reached at `value`."""
    first, *rest = accounts
    for gone in rest:
        _merge(session, first, gone)
    session.execute(_DROP, place.named(value))
    session.execute(_VALUE, {"id": first.id, "value": value})
    were = [known.value for known in accounts if not is_phone(known.value)]
    learn(session, place, first.id, (name for name in dict.fromkeys((*users, *were)) if name != value))
    return first.id


def _merge(session: Session, into: Known, gone: Known) -> None:
    """One row for two addresses, one contact for their two: the one that has requests."""
    if into.contact != gone.contact:
        theirs = joins.works(session, gone.contact) and not joins.works(session, into.contact)
        kept, other = (gone.contact, into.contact) if theirs else (into.contact, gone.contact)
        joins.take_over(session, kept=kept, other=other)
    joins.repoint(session, "address", old=gone.id, new=into.id)
    session.execute(_GONE, {"id": gone.id})


def _give_up_number(session: Session, place: Place, holder: Known) -> None:
    """Somebody else has the number now: who had it is reached at their user id, or no more."""
    user = _newest_user(session, holder)
    if user is None:
        session.execute(_LEFT, {"id": holder.id, "value": f"?{holder.id}"})
    else:
        session.execute(_DROP, place.named(user))
        session.execute(_VALUE, {"id": holder.id, "value": user})


def _newest_user(session: Session, known: Known) -> str | None:
    row = session.execute(_NEWEST, {"address": known.id}).first()
    return None if row is None else str(row.alias)


def _take_turn(session: Session) -> None:
    if on_postgres(session):
        session.execute(_TURN)
