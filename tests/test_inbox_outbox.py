"""What came in, once; what goes out, in order; what is left for a person to do."""

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, col, select

from storage import contacts, inbox, outbox, tasks
from storage.outbox import DIGEST, NOTICE, REPLY, Delivered, Letter
from storage.store import Store
from storage.tables import Agency, Inbox, Outbox, Request
from tests.migrated import BOTH, beside, migrated

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
HERE = {"channel": "telegram", "account": "bot"}


@pytest.fixture(params=BOTH)
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    with migrated(request) as opened:
        yield opened


# -- the inbox ------------------------------------------------------------------------------------


def test_a_message_is_let_in_once_by_channel_account_and_key(store: Store) -> None:
    def enter(channel: str, account: str, key: str) -> int | None:
        where = {"channel": channel, "account": account, "key": key}
        return store.transact_sync(inbox.enter, **where, at=NOW)

    assert enter("telegram", "bot", "1") is not None
    assert enter("telegram", "bot", "1") is None
    assert all(
        enter(*other) for other in (("web", "bot", "1"), ("telegram", "b", "1"), ("telegram", "bot", "2"))
    )


def test_of_eight_copies_at_once_one_is_let_in(store: Store) -> None:
    start = threading.Barrier(8)
    with beside(store) as other:
        stores = [store, other]

        def enter(who: int) -> int | None:
            start.wait()
            return stores[who % 2].transact_sync(inbox.enter, **HERE, key="1", at=NOW)

        with ThreadPoolExecutor(8) as copies:
            let_in = [id for id in copies.map(enter, range(8)) if id is not None]

    assert len(let_in) == 1


def test_a_failed_message_keeps_its_body_until_it_is_forgotten(store: Store) -> None:
    raw = bytes(range(256))
    id = store.transact_sync(inbox.enter_failed, **HERE, key="1", at=NOW, raw=raw, error="Traceback\nboom")

    again = store.transact_sync(inbox.enter_failed, **HERE, key="1", at=NOW, raw=b"", error="")
    redelivered = store.transact_sync(inbox.enter, **HERE, key="1", at=NOW)
    assert (again, redelivered) == (None, None)
    (kept,) = store.read_sync(inbox.failed)
    assert (kept.id, kept.key, kept.raw, kept.error) == (id, "1", raw, "Traceback\nboom")

    store.transact_sync(inbox.forget, id)
    assert store.read_sync(inbox.failed) == []
    assert store.transact_sync(inbox.enter, **HERE, key="1", at=NOW) is not None


def test_a_message_that_had_its_effect_is_neither_failed_nor_forgotten(store: Store) -> None:
    id = store.transact_sync(inbox.enter, **HERE, key="1", at=NOW)

    assert store.transact_sync(inbox.enter_failed, **HERE, key="1", at=NOW, raw=b"x", error="x") is None
    store.transact_sync(inbox.forget, id)

    assert store.transact_sync(inbox.enter, **HERE, key="1", at=NOW) is None


def test_the_sweep_drops_keys_after_eight_days_and_failed_bodies_after_thirty(store: Store) -> None:
    ages = {"new": 0, "old": 9, "older": 31}
    for key, days in ages.items():
        at = NOW - days * DAY
        store.transact_sync(inbox.enter, **HERE, key=f"done {key}", at=at)
        store.transact_sync(inbox.enter_failed, **HERE, key=f"failed {key}", at=at, raw=b"x", error="x")

    store.transact_sync(inbox.sweep, done_before=NOW - 8 * DAY, failed_before=NOW - 30 * DAY)

    left = store.read_sync(lambda session: set(session.exec(select(Inbox.key))))
    assert left == {"done new", "failed new", "failed old"}


# -- the outbox -----------------------------------------------------------------------------------


@pytest.fixture
def people(store: Store) -> list[int]:
    """Two addresses."""
    return store.transact_sync(meet, ("ani", "budi"))


def meet(session: Session, people: Sequence[str]) -> list[int]:
    return [contacts.meet(session, **HERE, value=who, at=NOW).address for who in people]


def post(store: Store, address: int, text: str, **fields: Any) -> None:
    body = {"text": text}
    store.transact_sync(
        outbox.post, address=address, channel="telegram", payload=body, **({"at": NOW} | fields)
    )


def pending(store: Store, *, now: datetime = NOW, most: int = 99, channel: str = "telegram") -> list[str]:
    return [letter.payload["text"] for letter in letters(store, now=now, most=most, channel=channel)]


def letters(store: Store, *, now: datetime = NOW, most: int = 99, channel: str = "telegram") -> list[Letter]:
    return store.read_sync(outbox.pending, channel=channel, now=now, most=most)


def test_replies_go_before_notices_and_those_before_digests_each_as_it_was_written(
    store: Store, people: list[int]
) -> None:
    others = store.transact_sync(meet, ("cici", "dedi", "evi"))
    texts = (("d1", DIGEST), ("n1", NOTICE), ("r1", REPLY), ("n2", NOTICE), ("r2", REPLY))
    for address, (text, priority) in zip([*people, *others], texts, strict=True):
        post(store, address, text, priority=priority)

    assert pending(store) == ["r1", "r2", "n1", "n2", "d1"]
    assert pending(store, most=2) == ["r1", "r2"]
    assert pending(store, channel="web") == []


def test_of_one_address_only_the_first_letter_may_go_whatever_its_priority(
    store: Store, people: list[int]
) -> None:
    ani, budi = people
    for number in range(300):
        post(store, ani, f"a{number}", priority=DIGEST if number == 0 else REPLY)
    post(store, budi, "b", priority=NOTICE)

    assert pending(store) == ["b", "a0"]


def test_a_letter_is_what_was_posted(store: Store, people: list[int]) -> None:
    body = {"text": "halo 😀", "options": [["m:menu", "Menu"]]}
    where = {"address": people[0], "channel": "telegram", "payload": body}
    store.transact_sync(outbox.post, **where, at=NOW, notice="answered", cause=7)

    (letter,) = letters(store)

    assert (letter.address, letter.to, letter.payload) == (people[0], "ani", body)
    assert (letter.parts_sent, letter.attempts, letter.notice, letter.request) == (0, 0, "answered", None)
    assert (letter.created_at, letter.next_at, letter.void) == (NOW, NOW, False)


def test_a_letter_that_waits_for_another_try_holds_up_its_address_and_no_other(
    store: Store, people: list[int]
) -> None:
    ani, budi = people
    post(store, ani, "first")
    post(store, ani, "second")
    post(store, ani, "third", priority=NOTICE)
    post(store, budi, "other")
    first = letters(store)[0]

    store.transact_sync(outbox.retry, first.id, at=NOW + MINUTE, parts=2, error="429 " + "x" * 900)
    assert pending(store) == ["other"]
    assert store.read_sync(outbox.next_try, channel="telegram", now=NOW - MINUTE) == NOW

    (again, *_) = letters(store, now=NOW + MINUTE)
    assert (again.id, again.attempts, again.parts_sent) == (first.id, 1, 2)
    assert pending(store, now=NOW + MINUTE) == ["first", "other"]


def test_a_later_letter_that_waits_holds_up_nothing_earlier(store: Store, people: list[int]) -> None:
    post(store, people[0], "now", priority=NOTICE)
    post(store, people[0], "later", at=NOW + MINUTE)

    assert pending(store) == ["now"]


@pytest.mark.parametrize("end", ["sent", "dead", "void"])
def test_a_letter_that_has_ended_makes_room_for_the_next(store: Store, people: list[int], end: str) -> None:
    post(store, people[0], "first")
    post(store, people[0], "second")
    id = letters(store)[0].id
    store.transact_sync(outbox.retry, id, at=NOW + MINUTE, parts=0, error="later")
    assert pending(store) == []

    if end == "sent":
        store.transact_sync(outbox.mark_sent, id, at=NOW, parts=1, platform_id="55")
    elif end == "dead":
        store.transact_sync(outbox.bury, id, at=NOW, error="403")
    else:
        store.transact_sync(outbox.void, id, at=NOW)

    assert pending(store) == ["second"]


def test_letters_are_marked_together_as_each_would_be_by_itself(store: Store, people: list[int]) -> None:
    for person in people:
        for text in ("first", "second", "third"):
            post(store, person, text)
    marks = [
        Delivered(id=id, at=NOW + id * MINUTE, parts=id, platform_id=f"platform's {id}") for id in (1, 2, 4)
    ]

    store.transact_sync(outbox.mark_all_sent, marks)

    with Session(store.engine) as session:
        rows = session.exec(select(Outbox).where(Outbox.state == "sent").order_by(col(Outbox.id))).all()
    found = [(row.id, row.sent_at, row.parts_sent, row.platform_id) for row in rows]
    assert found == [(mark["id"], mark["at"], mark["parts"], mark["platform_id"]) for mark in marks]
    assert len(pending(store)) == 2


def test_the_next_try_is_the_earliest_of_the_channel(store: Store, people: list[int]) -> None:
    assert store.read_sync(outbox.next_try, channel="telegram", now=NOW - MINUTE) is None
    post(store, people[0], "b", at=NOW + 2 * MINUTE)
    post(store, people[1], "a", at=NOW + MINUTE)

    assert store.read_sync(outbox.next_try, channel="telegram", now=NOW - MINUTE) == NOW + MINUTE
    assert store.read_sync(outbox.next_try, channel="web", now=NOW - MINUTE) is None


def test_a_guarded_letter_is_void_when_its_request_has_moved_on(store: Store, people: list[int]) -> None:
    id = store.transact_sync(a_request)
    guard = ("submitted", "accepted")
    post(store, people[0], "reminder", request=id, guard=guard, priority=NOTICE)
    post(store, people[1], "notice", request=id, priority=NOTICE)
    assert [letter.void for letter in letters(store)] == [False, False]

    store.transact_sync(lambda session: set_status(session, id, "answered"))
    assert [(letter.payload["text"], letter.void) for letter in letters(store)] == [
        ("reminder", True),
        ("notice", False),
    ]

    store.transact_sync(lambda session: set_status(session, id, "accepted"))
    assert [letter.void for letter in letters(store)] == [False, False]


def a_request(session: Session) -> int:
    session.add(Agency(code="DISDIK", name="Dinas", short="D", kind="dinas", tasks="", keywords=[]))
    session.flush()
    request = Request(
        number="1",
        token="t",
        draft_id="d1",
        channel="telegram",
        agency="DISDIK",
        status="submitted",
        received_at=NOW,
        processed_at=NOW,
        due_on=date(2026, 12, 7),
        applicant_kind="person",
        applicant_name="Rina",
        applicant_address="",
        applicant_reach="",
        information="",
        purpose="",
        obtain="soft",
        deliver="chat",
    )
    session.add(request)
    session.flush()
    assert request.id is not None
    return request.id


def set_status(session: Session, id: int, status: str) -> None:
    request = session.get(Request, id)
    assert request is not None
    request.status = status
    session.add(request)


def test_a_dead_letter_is_kept_and_can_be_sent_once_more(store: Store, people: list[int]) -> None:
    post(store, people[0], "x", notice="answered")
    id = letters(store)[0].id
    store.transact_sync(outbox.retry, id, at=NOW, parts=1, error="timeout")
    store.transact_sync(outbox.bury, id, at=NOW, error="blocked")
    (dead,) = store.read_sync(outbox.dead)
    assert (dead.id, dead.notice, dead.error, dead.created_at) == (id, "answered", "blocked", NOW)

    assert store.transact_sync(outbox.revive, id, at=NOW + MINUTE) is True
    assert store.transact_sync(outbox.revive, id, at=NOW + MINUTE) is False
    assert pending(store) == []
    (letter,) = letters(store, now=NOW + MINUTE)
    assert (letter.attempts, letter.parts_sent) == (0, 1)  # what has gone out is not sent again
    assert store.read_sync(outbox.dead) == []


def test_the_sweep_forgets_what_was_sent_long_ago_and_keeps_what_was_not(
    store: Store, people: list[int]
) -> None:
    texts = ("sent", "void", "dead", "pending")
    for address, text in zip(store.transact_sync(meet, texts), texts, strict=True):
        post(store, address, text)
    ids = {letter.payload["text"]: letter.id for letter in letters(store)}
    store.transact_sync(outbox.mark_sent, ids["sent"], at=NOW, parts=1, platform_id="")
    store.transact_sync(outbox.void, ids["void"], at=NOW)
    store.transact_sync(outbox.bury, ids["dead"], at=NOW, error="x")

    store.transact_sync(outbox.sweep, before=NOW)
    assert len(store.read_sync(lambda session: session.exec(select(Outbox.id)).all())) == 4
    store.transact_sync(outbox.sweep, before=NOW + MINUTE)

    left = store.read_sync(lambda session: set(session.exec(select(Outbox.state))))
    assert left == {"dead", "pending"}


# -- tasks ----------------------------------------------------------------------------------------


def test_the_same_task_is_opened_once(store: Store) -> None:
    task = store.transact_sync(tasks.open_task, kind="talk", key="d1", now=NOW, text="tolong telepon")
    assert task is not None and (task.text, task.created_at, task.done_at) == ("tolong telepon", NOW, None)

    assert store.transact_sync(tasks.open_task, kind="talk", key="d1", now=NOW) is None
    assert store.transact_sync(tasks.open_task, kind="deliver", key="d1", now=NOW) is not None


def test_a_task_that_eight_open_at_once_is_opened_once_and_breaks_nobody(store: Store) -> None:
    start = threading.Barrier(8)

    def open_it(_: int) -> bool:
        start.wait()
        return store.transact_sync(tasks.open_task, kind="talk", key="d1", now=NOW) is not None

    with ThreadPoolExecutor(8) as people:
        assert sum(people.map(open_it, range(8))) == 1


def test_a_finished_task_is_not_open_any_more(store: Store) -> None:
    for key in ("1", "2"):
        store.transact_sync(tasks.open_task, kind="talk", key=key, now=NOW)

    def finish(session: Session) -> None:
        task = tasks.unfinished(session)[0]
        tasks.finish(session, task, now=NOW + MINUTE, officer=3)

    store.transact_sync(finish)

    assert [task.key for task in store.read_sync(tasks.unfinished)] == ["2"]
    done = store.read_sync(tasks.get, 1)
    assert done is not None and (done.done_at, done.done_by) == (NOW + MINUTE, 3)
    assert [store.read_sync(tasks.get, id) for id in (0, 9, 2**31, 2**63)] == [None] * 4
