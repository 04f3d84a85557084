"""What needs a person is told to the operator, once, with what to do."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.room import Room
from bot.watch import keep, stuck
from handlers.alerting import KINDS, alert, operators
from handlers.voice import voice_of
from storage import contacts, outbox, tasks
from tests.rooms import room, wib

SAID = voice_of("id")


@pytest.fixture
def people() -> Iterator[Room]:
    with room() as opened:
        yield opened


def opens(people: Room, kind: str, key: str) -> None:
    people.store.transact_sync(tasks.open_task, kind=kind, key=key, now=people.at)


def hears(people: Room) -> list[tuple[str, str]]:
    people.store.transact_sync(alert, people.desk, people.at)
    return [(who, say.text) for who, say in people.listen()]


def test_an_operator_is_told_once_with_what_to_do(people: Room) -> None:
    people.direct("masuk admin DISKOMINFO admin Andi", wib)
    people.listen()
    opens(people, "dead-letter", "17")
    opens(people, "dead-letter", "18")

    told = hears(people)

    assert told == [("admin", f"{SAID('alert')}\n\n{SAID('alert-dead-letter', count='2', id='17')}")]
    assert "ppid outbox retry 17" in told[0][1]
    assert hears(people) == []


def test_a_storm_of_one_kind_is_one_message_an_hour_and_another_kind_does_not_wait(people: Room) -> None:
    people.direct("masuk admin DISKOMINFO admin Andi", wib)
    people.listen()
    opens(people, "failed-message", "1")
    assert len(hears(people)) == 1
    opens(people, "failed-message", "2")
    opens(people, "unattended", "3")

    assert [text for _, text in hears(people)] == [
        f"{SAID('alert')}\n\n{SAID('alert-unattended', count='1', id='3')}"
    ]
    people.at += timedelta(hours=1)
    assert [text for _, text in hears(people)] == [
        f"{SAID('alert')}\n\n{SAID('alert-failed-message', count='1', id='2')}"
    ]


def test_without_an_admin_the_utama_is_told_and_without_either_it_waits(people: Room) -> None:
    opens(people, "broken-timer", "5")
    assert hears(people) == []
    people.direct("masuk utama DISKOMINFO utama Sari", wib)
    people.listen()

    assert [who for who, _ in hears(people)] == ["utama"]


def test_the_same_people_are_kept_in_mind_for_when_the_database_is_away(people: Room) -> None:
    people.direct("masuk utama DISKOMINFO utama Sari", wib)
    people.direct("masuk admin DISKOMINFO admin Andi", wib)

    [known] = people.store.read_sync(operators, people.desk, people.at)

    assert (known.channel, known.address, known.language) == ("console", "admin", "id")


def test_what_a_citizen_or_an_officer_has_to_do_is_no_alert(people: Room) -> None:
    people.direct("masuk admin DISKOMINFO admin Andi", wib)
    people.listen()
    opens(people, "talk", "1")
    opens(people, "deliver", "2")

    assert hears(people) == []


def test_a_condition_is_told_once_while_it_holds_and_again_when_it_comes_back(people: Room) -> None:
    people.direct("masuk admin DISKOMINFO admin Andi", wib)
    people.listen()
    people.speak("warga", "halo")
    waiting = people.store.transact_sync(a_letter, people)
    people.at += timedelta(minutes=11)

    def look() -> int:
        found = people.store.read_sync(stuck, people.at)
        people.store.transact_sync(keep, found, people.at)
        told = people.store.transact_sync(alert, people.desk, people.at)
        people.listen()
        return told

    assert (look(), look()) == (1, 0)
    people.store.transact_sync(outbox.void, waiting, at=people.at)
    assert look() == 0
    assert people.store.read_sync(tasks.unfinished) == []
    people.store.transact_sync(a_letter, people)
    people.at += timedelta(minutes=11)
    assert look() == 1


def a_letter(session: Session, people: Room) -> int:
    """A letter on a channel that nobody sends for; its id."""
    person = contacts.meet(session, channel="telegram", account="1", value="5", at=people.at)
    outbox.post(session, address=person.address, channel="telegram", payload={"text": "a"}, at=people.at)
    return outbox.pending(session, channel="telegram", now=people.at, most=1)[0].id


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_words(language: str, kind: str) -> None:
    voice = voice_of(language)
    assert voice.has(f"alert-{kind}") and voice.has(f"cli-task-{kind}")
