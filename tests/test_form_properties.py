"""The form engine under anything that a person may send."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers import answers, conversations, gathering, reception
from handlers.desk import Desk, open_desk
from handlers.filling import advance, begin
from handlers.form import (
    REVIEW,
    Choice,
    Draft,
    End,
    Form,
    Question,
    Scene,
    Step,
)
from handlers.gathering import Gather
from handlers.incoming import Incoming, Kind, RemoteFile
from handlers.say import DATA_LIMIT, Option, Say
from handlers.voice import GROUPS, voice_of
from tests.rooms import SECRET, room

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
VOICE = voice_of("id")
ID = "d2345678"
quickly = settings(
    max_examples=100,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],  # of a busy machine
)

CONTEXT = {
    "request": 1,
    "objection": 1,
    "number": "001/PPID/XI/2026",
    "information": "daftar sekolah dasar dan jalan rusak",
    "agency": "DISDIK",
    "kind": "person",
    "status": "accepted",
    "due": "2026-12-07",
    "today": "2026-11-23",
    "agencies": ["DISDIK"],
    "suggestion": "Saya meminta daftar sekolah dan belum dijawab.",
    "fit": ["c", "g"],
    "missing": "fotokopi KTP",
    "deputies": [["1", "Wati"]],
    "task": 1,
}
LONG = ("filing", "record", "answer")
FORMS = {known.form.name: known.form for known in reception.conversations._conversations.values()}


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with room() as people:
        yield people.store.read_sync(open_desk, secret=SECRET)


# -- what a person may send -----------------------------------------------------------------------

Message = Callable[[list[Say]], Incoming]  # from all that was said so far, oldest first


def incoming(kind: Kind, **fields: Any) -> Incoming:
    return Incoming(channel="console", account="a", key="1", at=AT, address="w", kind=kind, **fields)


def _typed(text: str) -> Message:
    return lambda heard: incoming(Kind.TEXT, text=text)


def _pressed(data: str) -> Message:
    return lambda heard: incoming(Kind.BUTTON, data=data)


def _option(heard: list[Say], number: int, *, back: int = 0) -> Option | None:
    says = [say for say in heard if say.options]
    if len(says) <= back:
        return None
    options = says[-1 - back].options
    return options[number % len(options)]


def _press_shown(number: int, back: int) -> Message:
    def message(heard: list[Say]) -> Incoming:
        option = _option(heard, number, back=back)
        return incoming(Kind.BUTTON, data=option.data) if option else incoming(Kind.TEXT, text="1")

    return message


def _type_label(number: int) -> Message:
    def message(heard: list[Say]) -> Incoming:
        option = _option(heard, number)
        return incoming(Kind.TEXT, text=option.label if option else "")

    return message


def _file(name: str, size: int, caption: str, album: str) -> Message:
    sent = RemoteFile(ref="r", name=name, mime="application/pdf", size=size)
    return lambda heard: incoming(Kind.FILE, files=(sent,), text=caption, album=album)


WORDS = sorted(
    {word for group in GROUPS for word in VOICE.words(group)} | {"ya", "tidak", "ok", "Kirim permohonan"}
)
ANSWERS = [
    "Rina Marlina",
    "Desa Siulak Gedang, Kecamatan Siulak",
    "0812 3456 7890",
    "rina@contoh.id",
    "Saya minta daftar sekolah dasar yang direhab tahun 2025",
    "NIK 1501014107900001 dan rina@contoh.id",
    "Dinas Pendidikan",
    "20-11-2026",
    "31/02/2026",
    "😀😀😀 👩‍👩‍👧",
    "a" * 10_000,
    "kata " * 2_000,
    "\x00\x01\ud800",
    "\u202e\u200b\u00a0\t",
    "",
    ":",
]
NUMBERS = ["0", "1", "2", "3", "9", "11", "999", "1000", "-1", "1.", "no 2", "²", "１", "१"]
BUTTONS = [
    "",
    ":",
    "::",
    "d",
    ID,
    f"{ID}:",
    f"{ID}:review:send",
    f"{ID}:kind:",
    "d9999999:kind:person",
    "x" * 64,
]
anything = st.one_of(
    st.sampled_from(WORDS + NUMBERS).map(_typed),
    st.sampled_from(ANSWERS).map(_typed),
    st.builds(_press_shown, st.integers(0, 12), st.integers(0, 3)),
    st.builds(_press_shown, st.integers(0, 12), st.just(0)),
    st.builds(_type_label, st.integers(0, 12)),
    st.text(st.characters(), max_size=30).map(_typed),  # surrogates and control characters as well
    st.sampled_from(BUTTONS).map(_pressed),
    st.text(max_size=40).map(_pressed),
    st.sampled_from(sorted(set(Kind) - {Kind.TEXT, Kind.BUTTON, Kind.FILE})).map(
        lambda kind: lambda heard: incoming(kind, text="+62 812 3456 7890")
    ),
    st.builds(
        _file,
        st.sampled_from(["surat.pdf", "", "\x00", "n" * 500]),
        st.sampled_from([0, 1000, 10**9]),
        st.sampled_from(["", "keterangan foto", "k" * 10_000]),
        st.sampled_from(["", "", "album"]),
    ),
)
conversation = st.lists(anything, max_size=25)
well = st.integers(0, 16)  # steps without trouble before it


# -- small forms ----------------------------------------------------------------------------------


def options_of(*ids: str) -> Any:
    return lambda turn: [Choice(id=i, label=f"Pilihan {i}") for i in ids]


def question(name: str, **fields: Any) -> Question:
    return Question(key=name, ask=lambda turn: f"{name}?", label="label-name", **fields)


NOTE = Gather(text_needed=True, shortest=3)
KINDS_OF_QUESTION: dict[str, dict[str, Any]] = {
    "words": {"parse": answers.words(3, 20)},
    "choice": {"options": options_of("a", "b", "c")},
    "either": {"parse": answers.words(3, 20), "options": options_of("a", "b")},
    "gather": {"parse": NOTE.parse, "take": NOTE.take, "options": gathering.choices, "show": gathering.show},
    "after-a": {"options": options_of("x", "y"), "when": lambda answers: answers.get("choice") == "a"},
    "depends": {
        "options": lambda turn: options_of("l", "r")(turn)[: 2 if turn.answers.get("choice") == "b" else 1]
    },
}
QUESTIONS = [question(name, **fields) for name, fields in KINDS_OF_QUESTION.items()]
fewer = question("choice", options=options_of("b", "d"))
some_form = st.builds(
    lambda questions, review: Form(name="some", questions=tuple(questions), review=review),
    st.lists(st.sampled_from([*QUESTIONS, fewer]), min_size=1, unique_by=lambda q: q.key),
    st.sampled_from(["", "review"]),
)


# -- holding a conversation -----------------------------------------------------------------------


def through_json(draft: Draft) -> Draft:
    kept = json.loads(json.dumps([draft.answers, draft.gathered, draft.context]))
    return replace(draft, answers=kept[0], gathered=kept[1], context=kept[2])


class Held:
    """A conversation over one form: each step is checked against what a step has to be."""

    def __init__(self, form: Form, scene: Scene, draft: Draft | None = None) -> None:
        self.form, self.scene = form, scene
        self.heard: list[Say] = []
        new = draft or Draft(id=ID, form=form.name, context=dict(scene.context))
        self.step = self._checked(begin(form, new, scene))

    def send(self, message: Incoming) -> Step:
        before = self.step.draft
        step = advance(self.form, before, message, self.scene)
        assert advance(self.form, through_json(before), message, self.scene) == step
        assert through_json(step.draft) == step.draft
        self.step = self._checked(step)
        return step

    def _checked(self, step: Step) -> Step:
        if step.end is None:
            quiet = bool(step.draft.gathered.get(step.draft.asked)) and not step.says
            assert len(step.says) == 1 or quiet
            self._check_say(step)
        elif step.end is End.DONE:
            assert self.form.pending(step.draft.answers) is None
            json.dumps(self.form.complete(step.draft.answers))
        self.heard += step.says
        return step

    def _check_say(self, step: Step) -> None:
        for say in step.says:
            assert say.text.strip()
            data = [o.data for o in say.options]
            labels = [o.label.casefold() for o in say.options]
            assert len(set(data)) == len(data) and len(set(labels)) == len(labels)
            assert all(
                o.data.startswith(f"{ID}:") and len(o.data.encode()) <= DATA_LIMIT for o in say.options
            )
            assert Say.from_dict(json.loads(json.dumps(say.as_dict()))) == say


def hold(held: Held, messages: list[Message]) -> None:
    for message in messages:
        if held.step.end is not None:
            return
        held.send(message(held.heard))


def helpful(held: Held) -> Incoming:
    """What somebody sends who wants to get through: an option if one is offered, else fitting words."""
    options = held.step.says[-1].options if held.step.says else ()
    by_id = {o.data.partition(":")[2]: o for o in options}
    asked = held.step.draft.asked
    if "cancel:no" in by_id:
        return incoming(Kind.BUTTON, data=by_id["cancel:no"].data)
    if asked == REVIEW:
        send = [o for key, o in by_id.items() if key.startswith("review:send.")]
        return incoming(Kind.BUTTON, data=send[0].data) if send else incoming(Kind.TEXT, text="halo")
    fitting = [o for key, o in by_id.items() if not key.partition(":")[2].startswith(("foreign", "list:"))]
    gathered = held.step.draft.gathered.get(asked) or {}
    enough = "texts" not in gathered or sum(map(len, gathered["texts"])) >= 10
    if gathered.get("chosen") and f"{asked}:done" in by_id:
        return incoming(Kind.BUTTON, data=by_id[f"{asked}:done"].data)
    if fitting and enough:
        done = [o for key, o in by_id.items() if key.endswith(":done")]  # several could be chosen
        return incoming(Kind.BUTTON, data=(done or fitting)[0].data)
    said = {"reach": "0812 3456 7890", "email": "rina@contoh.id", "note": "Catatan panjang"}
    return incoming(Kind.TEXT, text=said.get(asked, "Daftar sekolah"))


def begin_well(held: Held, steps: int) -> None:
    """Go some of the way without trouble, at most to the summary."""
    for _ in range(steps):
        if held.step.end is None and held.step.draft.asked != REVIEW:
            held.send(helpful(held))


SCENE = Scene(voice=VOICE, desk=None)


@quickly
@given(some_form, conversation)
def test_a_small_form_takes_anything(form: Form, messages: list[Message]) -> None:
    hold(Held(form, SCENE), messages)


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_the_desk_takes_anything(name: str, desk: Desk) -> None:
    scene = Scene(voice=VOICE, desk=desk, context=CONTEXT)

    @settings(quickly, max_examples=80 if name in LONG else 25)
    @given(well, conversation)
    def takes(steps: int, messages: list[Message]) -> None:
        held = Held(FORMS[name], scene)
        begin_well(held, steps)
        hold(held, messages)

    takes()


# -- options --------------------------------------------------------------------------------------


def check_options(held: Held) -> None:
    """What was just offered is taken; by its button, its label and its number alike."""
    draft, says = held.step.draft, held.step.says
    for number, option in enumerate(says[-1].options if says else (), start=1):
        pressed = advance(held.form, draft, incoming(Kind.BUTTON, data=option.data), held.scene)
        assert not pressed.says or VOICE("old-button") not in pressed.says[0].text
        ways = [option.label]
        if (
            draft.asked != REVIEW or f":{REVIEW}:" not in option.data
        ):  # there a number is a line of the summary
            ways.append(str(number))
        for way in ways:
            if way.casefold() in VOICE.words("cancel") | VOICE.words("back"):
                continue
            assert advance(held.form, draft, incoming(Kind.TEXT, text=way), held.scene) == pressed, way


@quickly
@given(some_form, conversation)
def test_what_is_offered_can_be_pressed_or_typed(form: Form, messages: list[Message]) -> None:
    held = Held(form, SCENE)
    for message in messages:
        if held.step.end is not None:
            break
        check_options(held)
        held.send(message(held.heard))


@pytest.mark.parametrize("name", FORMS)
def test_what_a_form_of_the_desk_offers_can_be_pressed_or_typed(name: str, desk: Desk) -> None:
    scene = Scene(voice=VOICE, desk=desk, context=CONTEXT)

    @settings(quickly, max_examples=30 if name in LONG else 8)
    @given(well, conversation)
    def offers(steps: int, messages: list[Message]) -> None:
        held = Held(FORMS[name], scene)
        begin_well(held, steps)
        for message in messages:
            if held.step.end is not None:
                break
            check_options(held)
            held.send(message(held.heard))

    offers()


LINE = re.compile(r"(?m)^(\d+)\. (.*)$")


@pytest.mark.parametrize("name", ["filing", "record", "forward"])
def test_the_numbers_of_a_listed_agency_and_of_its_option_are_the_same(name: str, desk: Desk) -> None:
    scene = Scene(voice=VOICE, desk=desk, context=CONTEXT)
    to_the_list = [o for o in _up_to_agencies(FORMS[name], scene).step.says[-1].options if ":list:" in o.data]

    for then in (incoming(Kind.STICKER), incoming(Kind.TEXT, text="zzz"), incoming(Kind.BUTTON, data="old")):
        held = _up_to_agencies(FORMS[name], scene)
        held.send(incoming(Kind.BUTTON, data=to_the_list[0].data))
        (say,) = held.send(then).says
        for number, shown in LINE.findall(say.text):
            code = say.options[int(number) - 1].data.rpartition(":")[2]
            assert shown.startswith(desk.agency_name(code))


def _up_to_agencies(form: Form, scene: Scene) -> Held:
    held = Held(form, scene)
    while held.step.draft.asked != "agency":
        held.send(helpful(held))
    return held


# -- getting through, whatever came before --------------------------------------------------------


def get_through(held: Held) -> None:
    for _ in range(3 * len(held.form.questions) + 6):
        if held.step.end is not None:
            break
        held.send(helpful(held))
    assert held.step.end is End.DONE


@quickly
@given(some_form, conversation)
def test_nobody_is_ever_stuck_in_a_small_form(form: Form, messages: list[Message]) -> None:
    held = Held(form, SCENE)
    hold(held, messages)
    if held.step.end is None:
        get_through(held)


@pytest.mark.parametrize("name", FORMS)
def test_nobody_is_ever_stuck_in_a_form_of_the_desk(name: str, desk: Desk) -> None:
    scene = Scene(voice=VOICE, desk=desk, context=CONTEXT)

    @settings(quickly, max_examples=50 if name in LONG else 15)
    @given(well, conversation)
    def nobody(steps: int, messages: list[Message]) -> None:
        held = Held(FORMS[name], scene)
        begin_well(held, steps)
        hold(held, messages)
        if held.step.end is None:
            get_through(held)

    nobody()


@quickly
@given(some_form, some_form, conversation, conversation)
def test_answers_given_to_one_version_of_a_form_go_on_under_the_next(
    first: Form, second: Form, before: list[Message], after: list[Message]
) -> None:
    held = Held(first, SCENE)
    hold(held, before)
    if held.step.end is End.DONE:
        return
    kept = held.step.draft

    straight_on = Held(second, SCENE, draft=kept)
    straight_on.step, straight_on.heard = Step(draft=kept), list(held.heard)  # no word since the deploy
    hold(straight_on, after)
    if straight_on.step.end is None:
        get_through(straight_on)

    taken_up = Held(second, SCENE, draft=kept)
    still = {q.key for q in second.applicable(taken_up.step.draft.answers)} & set(kept.answers)
    for key in still - {"choice", "after-a", "depends"}:  # whose options may have gone
        assert taken_up.step.draft.answers[key] == kept.answers[key]
    if taken_up.step.end is None:
        get_through(taken_up)


def test_a_filing_of_an_older_form_is_finished_under_todays(desk: Desk) -> None:
    """Reordered, without a question that is asked today, with one and an option that have gone since."""
    today = FORMS["filing"]
    by_key = {q.key: q for q in today.questions}
    gone = question("fax", parse=answers.words(3, 20))
    carrier = replace(by_key["obtain"], options=options_of("soft", "pigeon"))
    older = replace(today, questions=(by_key["name"], gone, by_key["kind"], carrier, by_key["address"]))
    scene = Scene(voice=VOICE, desk=desk, context=CONTEXT)
    held = Held(older, scene)
    for said in ("Rina Marlina", "0748 123", "1", "pilihan pigeon", "Siulak Gedang, Kerinci"):
        held.send(incoming(Kind.TEXT, text=said))

    now = Held(today, scene, draft=held.step.draft)
    get_through(now)

    filed = today.complete(now.step.draft.answers)
    assert (filed["name"], filed["kind"]) == ("Rina Marlina", "person")
    assert filed["obtain"] == "soft" and "fax" not in filed


def test_all_forms_of_the_desk_were_looked_at() -> None:
    assert set(FORMS) == set(conversations._conversations)
