"""The form engine, one behaviour at a time: small forms of its own, then every form of the desk."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from handlers import answers, conversations, gathering, reception
from handlers.agency_choice import PAGE
from handlers.citizen.filing import FILING
from handlers.desk import Desk, open_desk
from handlers.filling import advance, begin
from handlers.form import (
    CANCEL,
    REVIEW,
    Choice,
    Draft,
    End,
    Form,
    Invalid,
    Question,
    Scene,
    Stay,
    Turn,
)
from handlers.gathering import LONGEST, MOST_FILES, Gather
from handlers.incoming import Incoming, Kind, RemoteFile
from handlers.say import DATA_LIMIT, Say
from handlers.voice import LANGUAGES, Voice, voice_of
from storage.files import FILE_LIMIT
from tests.rooms import SECRET, room

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
VOICE = voice_of("id")
SCENE = Scene(voice=VOICE, desk=None)
NOTES = Gather(text_needed=True, shortest=5)


def colours(*known: str) -> Any:
    return lambda turn: [Choice(id=c, label=c.capitalize()) for c in known]


def wants_shade(answers: Mapping[str, Any]) -> bool:
    return answers.get("colour") == "red"


def shades(turn: Turn) -> list[Choice]:
    """Light is for red only."""
    red = [Choice(id="light", label="Muda")] if turn.answers.get("colour") == "red" else []
    return [*red, Choice(id="dark", label="Tua")]


NAME = Question(key="name", ask=lambda turn: "Nama?", parse=answers.words(3, 20), label="label-name")
COLOUR = Question(key="colour", ask=lambda turn: "Warna?", options=colours("red", "blue"), label="label-kind")
SHADE = Question(key="shade", ask=lambda turn: "Gelap?", options=shades, label="label-obtain")
NOTE = Question(
    key="note",
    ask=lambda turn: "Catatan?",
    parse=NOTES.parse,
    take=NOTES.take,
    options=gathering.choices,
    label="label-information",
    show=gathering.show,
)
SMALL = Form(name="small", questions=(NAME, COLOUR, SHADE, NOTE), review="review")
PLAIN = Form(name="plain", questions=(NAME, COLOUR))  # no summary


def text(words: str) -> Incoming:
    return incoming(Kind.TEXT, text=words)


def press(data: str) -> Incoming:
    return incoming(Kind.BUTTON, data=data)


def file(name: str = "surat.pdf", *, size: int = 1000, caption: str = "", album: str = "") -> Incoming:
    sent = RemoteFile(ref=f"ref {name}", name=name, mime="application/pdf", size=size)
    return incoming(Kind.FILE, files=(sent,), text=caption, album=album)


def incoming(kind: Kind, **fields: Any) -> Incoming:
    return Incoming(channel="console", account="a", key="1", at=AT, address="w", kind=kind, **fields)


class Talk:
    """One form being filled in; what was said last, and the draft as it went through JSON."""

    def __init__(
        self, form: Form = SMALL, answers: dict[str, Any] | None = None, scene: Scene = SCENE
    ) -> None:
        self.form, self.scene = form, scene
        self.step = begin(form, Draft(id="d2345678", form=form.name, answers=answers or {}), scene)

    def __call__(self, *said: str | Incoming) -> "Talk":
        for one in said:
            message = text(one) if isinstance(one, str) else one
            self.step = advance(self.form, through_json(self.step.draft), message, self.scene)
        return self

    def deploy(self, form: Form) -> "Talk":
        """Go on with another version of the form."""
        self.form = form
        self.step = begin(form, through_json(self.step.draft), self.scene)
        return self

    @property
    def draft(self) -> Draft:
        return self.step.draft

    @property
    def answers(self) -> dict[str, Any]:
        return self.step.draft.answers

    @property
    def said(self) -> Say:
        (said,) = self.step.says
        return said

    @property
    def labels(self) -> list[str]:
        return [o.label for o in self.said.options]

    def button(self, label: str) -> Incoming:
        return press(next(o.data for o in self.said.options if o.label == label))


def through_json(draft: Draft) -> Draft:
    return replace(
        draft,
        answers=json.loads(json.dumps(draft.answers)),
        gathered=json.loads(json.dumps(draft.gathered)),
    )


FILLED = ("Rina", "red", "muda", "catatan panjang", "selesai")


# -- questions in order ---------------------------------------------------------------------------


def test_a_form_asks_the_first_question_without_an_answer() -> None:
    assert Talk().said.text == "Nama?"
    assert Talk(answers={"name": "Rina"}).said.text == "Warna?"
    assert Talk(answers={"colour": "red"}).said.text == "Nama?"


def test_a_form_without_a_summary_ends_with_its_last_answer() -> None:
    talk = Talk(PLAIN)("Rina", "red")

    assert talk.step.end is End.DONE and talk.step.says == ()
    assert PLAIN.complete(talk.answers) == {"name": "Rina", "colour": "red"}


def test_a_form_with_a_summary_ends_only_when_it_is_sent() -> None:
    talk = Talk()(*FILLED)

    assert talk.step.end is None and talk.draft.asked == REVIEW
    assert talk("kirim permohonan").step.end is End.DONE
    assert SMALL.complete(talk.answers) == {
        "name": "Rina",
        "colour": "red",
        "shade": "light",
        "note": {"text": "catatan panjang", "files": []},
    }


@pytest.mark.parametrize("said", ["1", "1.", "no 1", "Red", "  RED ", "red.", "/red"])
def test_an_option_can_be_typed_by_number_or_label(said: str) -> None:
    assert Talk()("Rina", said).answers["colour"] == "red"


def test_an_option_can_be_pressed() -> None:
    talk = Talk()("Rina")

    assert talk(talk.button("Blue")).answers["colour"] == "blue"


@pytest.mark.parametrize("said", ["3", "0", "-1", "²", "１", "99999", "green", "", "…", "😀"])
def test_what_is_no_option_is_asked_again(said: str) -> None:
    talk = Talk()("Rina", said)

    assert talk.said.text == f"{VOICE('invalid-choice')}\n\nWarna?"
    assert talk.labels == ["Red", "Blue"]


@pytest.mark.parametrize(
    "kind", [Kind.STICKER, Kind.VOICE, Kind.FILE, Kind.LOCATION, Kind.CONTACT, Kind.EDITED, Kind.OTHER]
)
def test_a_message_without_words_is_told_so_and_the_question_asked_again(kind: Kind) -> None:
    for before in ((), ("Rina",)):
        talk = Talk()(*before)
        question = talk.said.text
        assert talk(incoming(kind)).said.text == f"{VOICE(f'invalid-{kind.value}')}\n\n{question}"


@pytest.mark.parametrize(
    "data",
    [
        "d9999999:colour:red",  # another draft
        "d2345678:shade:dark",  # a question not open now
        "d2345678:name:red",
        "d2345678:colour:green",
        "d2345678:colour:",
        "d2345678:colour",
        "d2345678",
        ":::",
        "",
        "x" * DATA_LIMIT,
    ],
)
def test_a_button_that_belongs_to_nothing_open_says_so_and_changes_nothing(data: str) -> None:
    talk = Talk()("Rina")(press(data))

    assert talk.said.text == f"{VOICE('old-button')}\n\nWarna?"
    assert talk.answers == {"name": "Rina"}


def test_a_free_answer_is_tidied_and_measured() -> None:
    assert Talk()("  Rina \t Marlina ").answers["name"] == "Rina Marlina"
    assert Talk()("ab").said.text.startswith(VOICE("invalid-short", least="3"))
    assert Talk()("a" * 21).said.text.startswith(VOICE("invalid-long", most="20", length="21"))
    assert Talk()("?!").said.text.startswith(VOICE("invalid-no-words"))


def test_an_answer_that_rules_another_out_has_that_one_asked_again() -> None:
    talk = Talk()("Rina", "red", "muda", "catatan panjang", "selesai", "2", "blue")

    assert talk.said.text == "Gelap?" and talk.labels == ["Tua"]
    assert talk("tua").draft.asked == REVIEW


def test_questions_that_do_not_apply_are_neither_asked_nor_sent() -> None:
    sometimes = replace(SHADE, when=wants_shade)
    form = Form(name="some", questions=(NAME, COLOUR, sometimes))

    assert Talk(form)("Rina", "blue").step.end is End.DONE
    talk = Talk(form, {"name": "Rina", "shade": "dark"})("blue")
    assert form.complete(talk.answers) == {"name": "Rina", "colour": "blue"}


# -- answers in several messages ------------------------------------------------------------------


def test_messages_and_files_are_gathered_until_done() -> None:
    talk = Talk(answers={"name": "Rina", "colour": "red", "shade": "dark"})
    assert talk.said.options == ()  # nothing to be done with yet

    talk("halaman satu", file("a.pdf", caption="halaman dua"))
    assert talk.labels == [VOICE("button-done")]
    talk("Selesai!")

    note = talk.answers["note"]
    assert note["text"] == "halaman satu\nhalaman dua"
    assert note["files"] == [["ref a.pdf", "a.pdf", "application/pdf", 1000, "console", "a"]]
    assert talk.draft.gathered == {}


@pytest.mark.parametrize("done", ["selesai", "Selesai.", "SUDAH", "done", "1"])
def test_done_can_be_said_in_many_ways(done: str) -> None:
    talk = Talk(answers={"name": "Rina", "colour": "red", "shade": "dark"})

    assert talk("catatan panjang", done).answers["note"]["text"] == "catatan panjang"


def test_done_too_early_asks_for_more_and_loses_nothing() -> None:
    talk = Talk(answers={"name": "Rina", "colour": "red", "shade": "dark"})("ada", "selesai")
    assert VOICE("gather-more", least="5") in talk.said.text

    talk(file(), "lagi", "selesai")

    assert talk.answers["note"]["text"] == "ada\nlagi" and len(talk.answers["note"]["files"]) == 1


def test_files_alone_are_not_enough_where_words_are_needed() -> None:
    talk = Talk(answers={"name": "Rina", "colour": "red", "shade": "dark"})(file(), "selesai")

    assert VOICE("gather-text-needed", least="5") in talk.said.text


def test_an_album_is_answered_once() -> None:
    talk = Talk(answers={"name": "Rina", "colour": "red", "shade": "dark"})
    first = talk(file("1.jpg", album="x")).step
    second = talk(file("2.jpg", album="x")).step
    other = talk(file("3.jpg", album="y")).step

    assert [len(s.says) for s in (first, second, other)] == [1, 0, 1]
    assert len(talk.draft.gathered["note"]["files"]) == 3


def test_too_much_is_refused_and_what_was_there_stays() -> None:
    talk = Talk(answers={"name": "Rina", "colour": "red", "shade": "dark"})("kata " * 2000)

    talk("kata " * 500)
    assert VOICE("invalid-long", most=str(LONGEST), length="2499") in talk.said.text
    talk(file(caption="kata " * 500))
    assert VOICE("invalid-long", most=str(LONGEST), length="2499") in talk.said.text
    talk(file(size=FILE_LIMIT + 1))
    assert VOICE("invalid-file-large", most="20", name="surat.pdf") in talk.said.text
    talk(*(file(f"{n}.pdf") for n in range(MOST_FILES)))
    assert len(talk.draft.gathered["note"]["files"]) == MOST_FILES
    talk(file())
    assert VOICE("invalid-files-many", most=str(MOST_FILES)) in talk.said.text
    talk("selesai")

    assert len(talk.answers["note"]["text"]) == 9999 and len(talk.answers["note"]["files"]) == MOST_FILES


# -- kembali --------------------------------------------------------------------------------------


def test_kembali_takes_the_last_answer_back() -> None:
    talk = Talk()("Rina", "red", "kembali")

    assert talk.said.text == "Warna?" and talk.answers == {"name": "Rina"}
    assert talk("sebelumnya").said.text == "Nama?"
    assert talk("kembali").said.text == f"{VOICE('back-at-start')}\n\nNama?"
    assert talk.answers == {}


def test_kembali_at_the_summary_asks_the_last_question_again() -> None:
    talk = Talk()(*FILLED, "kembali")

    assert talk.said.text == "Catatan?" and "note" not in talk.answers


def test_kembali_while_gathering_begins_that_answer_anew_and_no_other() -> None:
    talk = Talk(answers={"name": "Rina", "colour": "red", "shade": "dark"})("salah ketik", file(), "kembali")

    assert talk.said.text == "Catatan?" and talk.said.options == ()
    assert "shade" in talk.answers
    assert talk("kembali").said.text == "Gelap?"


def test_kembali_never_skips_over_the_question_before_the_open_one() -> None:
    added = Form(name="v2", questions=(NAME, SHADE, COLOUR), review="review")
    talk = Talk(added, {"name": "Rina", "colour": "red"})
    assert talk.said.text == "Gelap?"

    assert talk("kembali").said.text == "Nama?"
    assert talk.answers == {"colour": "red"}


# -- the summary ----------------------------------------------------------------------------------


def test_the_summary_numbers_every_answer() -> None:
    lines = Talk()(*FILLED).said.text.splitlines()

    assert [line for line in lines if line[:1].isdigit()] == [
        f"1. {VOICE('label-name')}: Rina",
        f"2. {VOICE('label-kind')}: red",
        f"3. {VOICE('label-obtain')}: light",
        f"4. {VOICE('label-information')}: catatan panjang",
    ]


@pytest.mark.parametrize("way", ["1", "1.", "nomor 1", "Nama", "button"])
def test_an_answer_is_changed_by_number_by_name_or_by_button(way: str) -> None:
    talk = Talk()(*FILLED)

    if way == "button":
        talk(talk.button(VOICE("button-change")))
        assert talk.labels[0] == f"1. {VOICE('label-name')}"
        talk(talk.button(talk.labels[0]))
    else:
        talk(way)
    assert talk.said.text == "Nama?"

    talk("Marlina")
    assert talk.draft.asked == REVIEW and talk.answers["name"] == "Marlina"
    assert list(SMALL.complete(talk.answers)) == ["name", "colour", "shade", "note"]


def test_a_number_that_is_not_in_the_summary_says_how_many_there_are() -> None:
    for number in ("0", "5", "99"):
        assert Talk()(*FILLED, number).said.text.startswith(VOICE("invalid-number", most="4"))


def test_the_old_answer_stands_until_there_is_a_new_one() -> None:
    talk = Talk()(*FILLED, "1", "??", "kembali")
    assert talk.draft.asked == REVIEW and talk.answers["name"] == "Rina"

    talk("1", "batal", VOICE("cancel-no"), "kembali")
    assert talk.draft.asked == REVIEW and talk.answers["name"] == "Rina"

    talk("4", "catatan baru", "kembali", "kembali")  # the first begins the answer anew
    assert talk.draft.asked == REVIEW and talk.answers["note"]["text"] == "catatan panjang"


def test_the_old_answer_survives_a_pause_and_a_deploy() -> None:
    asked_more = replace(SMALL, questions=(SHADE, NAME, COLOUR, NOTE))
    talk = Talk()(*FILLED, "1").deploy(SMALL)
    assert talk.said.text == "Nama?"
    assert talk("kembali").answers["name"] == "Rina"

    talk = Talk(answers={"name": "Rina", "colour": "red", "note": {"text": "x", "files": []}})
    talk = Talk(replace(SMALL, questions=(NAME, COLOUR, NOTE)), talk.answers)("1").deploy(asked_more)
    assert talk.said.text == "Gelap?"  # new, and before the one under change
    assert talk("tua").said.text == "Nama?"
    assert talk("kembali").answers["name"] == "Rina"


def test_after_a_change_kembali_takes_the_last_question_back_as_ever() -> None:
    talk = Talk()(*FILLED, "1", "Marlina", "kembali")

    assert talk.said.text == "Catatan?" and talk.answers["name"] == "Marlina"


def test_the_send_button_of_an_older_summary_sends_nothing() -> None:
    talk = Talk()(*FILLED)
    old = talk.button(VOICE("button-send"))
    talk("1", "Marlina")
    new = talk.button(VOICE("button-send"))

    assert talk(old).step.end is None
    assert talk.said.text.startswith(VOICE("old-button"))
    assert talk(new).step.end is End.DONE


def test_a_summary_that_was_changed_back_is_what_its_old_button_showed() -> None:
    talk = Talk()(*FILLED)
    old = talk.button(VOICE("button-send"))

    assert talk("1", "Marlina", "1", "Rina", old).step.end is End.DONE


def test_a_greeting_at_the_summary_sends_nothing() -> None:
    for said in ("halo", "ya", "ok", "selesai", "tidak"):
        talk = Talk()(*FILLED, said)
        assert talk.step.end is None and talk.said.text.startswith(VOICE("invalid-choice"))


# -- batal ----------------------------------------------------------------------------------------


def test_batal_asks_first() -> None:
    talk = Talk()("Rina", "batal")

    assert talk.step.end is None and talk.said.text == VOICE("cancel-sure")
    assert talk.labels == [VOICE("cancel-yes"), VOICE("cancel-no")]


@pytest.mark.parametrize("yes", ["1", "ya, batalkan", "button"])
def test_a_cancelled_form_keeps_its_answers_to_be_brought_back(yes: str) -> None:
    talk = Talk()("Rina", "batal")
    talk(talk.button(VOICE("cancel-yes")) if yes == "button" else yes)

    assert talk.step.end is End.CANCELLED and talk.answers == {"name": "Rina"}
    assert talk.deploy(SMALL).said.text == "Warna?"


def test_a_cancel_that_was_not_meant_goes_on_where_it_was() -> None:
    gathering_notes = Talk(answers={"name": "Rina", "colour": "red", "shade": "dark"})
    gathering_notes("halaman satu", "batal", "2")

    assert gathering_notes.said.text == f"{VOICE('cancel-kept')}\n\nCatatan?"
    assert gathering_notes("selesai").answers["note"]["text"] == "halaman satu"


def test_neither_a_stray_word_nor_an_old_button_answers_are_you_sure() -> None:
    talk = Talk()("Rina", "batal", "mungkin")
    assert talk.said.text == f"{VOICE('invalid-choice')}\n\n{VOICE('cancel-sure')}"

    talk(press("d2345678:colour:red"))
    assert talk.said.text == f"{VOICE('old-button')}\n\n{VOICE('cancel-sure')}"
    assert talk.step.end is None and talk.answers == {"name": "Rina"}


def test_coming_back_later_asks_the_question_and_not_whether_to_cancel() -> None:
    talk = Talk()("Rina", "batal")
    sure = talk.button(VOICE("cancel-yes"))
    talk.deploy(SMALL)

    assert talk.said.text == "Warna?"
    assert talk(sure).step.end is None and talk.said.text.startswith(VOICE("old-button"))


# -- another version of the form ------------------------------------------------------------------


def test_a_question_that_was_added_is_asked_and_one_that_was_removed_is_forgotten() -> None:
    second = Form(name="small", questions=(COLOUR, SHADE, NOTE), review="review")
    talk = Talk(PLAIN)("Rina").deploy(second)

    talk("red", "muda", "catatan panjang", "selesai", "kirim permohonan")

    assert list(second.complete(talk.answers)) == ["colour", "shade", "note"]


def test_an_option_that_was_removed_is_asked_for_again_at_once() -> None:
    only_blue = replace(
        SMALL, questions=(NAME, replace(COLOUR, options=colours("blue", "green")), SHADE, NOTE)
    )

    at_the_summary = Talk()(*FILLED).deploy(only_blue)
    assert at_the_summary.said.text == "Warna?"

    waiting = Talk()(*FILLED)  # the message comes before anything was asked again
    step = advance(only_blue, waiting.draft, waiting.button(VOICE("button-send")), SCENE)
    assert step.end is None and step.says[0].text == "Warna?"


def test_a_removed_option_does_not_end_a_form_without_a_summary() -> None:
    shorter = replace(PLAIN, questions=(replace(COLOUR, options=colours("blue")), NAME))
    talk = Talk(replace(PLAIN, questions=(COLOUR, NAME)))("red").deploy(shorter)

    assert talk.said.text == "Warna?"
    assert talk("blue", "Rina").step.end is End.DONE


def test_what_was_typed_for_a_question_that_is_gone_is_not_taken_for_another() -> None:
    talk = Talk()("Rina", "red")
    talk.form = replace(SMALL, questions=(NAME, COLOUR, NOTE))
    assert talk("tua").said.text == "Catatan?" and talk.draft.gathered == {}

    last = Talk(answers={"name": "Rina", "colour": "red", "note": {"text": "x", "files": []}})
    last.form = replace(SMALL, questions=(NAME, COLOUR, NOTE))
    assert last("1").draft.asked == REVIEW  # and not: change number 1


def test_what_was_typed_is_taken_for_the_question_that_was_asked_and_not_for_a_newer_one() -> None:
    town = replace(NAME, key="town", ask=lambda turn: "Kota?")
    talk = Talk()
    talk.form = replace(SMALL, questions=(town, NAME, COLOUR))

    talk("Rina")

    assert talk.answers == {"name": "Rina"} and talk.said.text == "Kota?"


def test_a_number_typed_at_the_summary_is_not_taken_for_an_option_that_is_asked_for_again() -> None:
    talk = Talk()(*FILLED)
    talk.form = replace(SMALL, questions=(NAME, replace(COLOUR, options=colours("blue")), SHADE, NOTE))

    assert talk("1").said.text == "Warna?" and "colour" not in talk.answers


# -- how a form is built --------------------------------------------------------------------------


@pytest.mark.parametrize("key", [REVIEW, CANCEL, ""])
def test_a_form_may_not_use_the_engines_own_keys(key: str) -> None:
    with pytest.raises(ValueError, match="engine's own"):
        Form(name="bad", questions=(replace(NAME, key=key),))


def test_a_form_may_not_ask_one_key_twice() -> None:
    with pytest.raises(ValueError, match="distinct"):
        Form(name="bad", questions=(NAME, NAME))


def test_a_key_leaves_room_for_its_options() -> None:
    Form(name="good", questions=(replace(NAME, key="k" * 30),))

    with pytest.raises(ValueError, match="leaves a button under"):
        Form(name="bad", questions=(replace(NAME, key="k" * 31),))


def test_a_question_can_say_more_before_it_takes_an_option() -> None:
    def take(choice: str, turn: Turn) -> Any:
        return Stay(state=None, text="Belum bisa.") if choice == "red" else choice

    form = Form(name="stay", questions=(replace(COLOUR, take=take),))
    talk = Talk(form)("red")

    assert talk.said.text == "Belum bisa." and talk.labels == ["Red", "Blue"] and talk.answers == {}
    assert talk("blue").step.end is End.DONE


# -- reading what was typed -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("  dua   kata  ", "dua kata"),
        ("tab\tdan\u00a0spasi\u2003lebar", "tab dan spasi lebar"),
        ("baris\r\nkedua", "baris\nkedua"),
        ("satu\n\n\n\n\ndua", "satu\n\ndua"),
        ("nol\x00bel\x07", "nolbel"),
        ("arah\u202ekebalik\ud800", "arahkebalik"),
        ("\n\n", ""),
    ],
)
def test_text_is_tidied_without_joining_words(typed: str, tidied: str) -> None:
    assert answers.tidy(typed) == tidied


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0812-3456-7890", "081234567890"),
        ("+62 (748) 123.456", "+62748123456"),
        ("rina@contoh.id", "rina@contoh.id"),
        (" Rina.M+ppid@mail.contoh.co.id ", "Rina.M+ppid@mail.contoh.co.id"),
    ],
)
def test_a_phone_or_an_email_is_taken(typed: str, kept: str) -> None:
    assert answers.phone_or_email(text(typed), turn()) == kept


@pytest.mark.parametrize(
    "typed", ["123", "0812", "8" * 16, "rina@contoh", "rina@@contoh.id", "rina contoh.id", "@b.c", "a@b..c"]
)
def test_what_is_neither_is_refused(typed: str) -> None:
    with pytest.raises(Invalid, match="invalid-reach"):
        answers.phone_or_email(text(typed), turn())


def test_a_shared_contact_is_read_as_a_number() -> None:
    assert (
        answers.phone_or_email(incoming(Kind.CONTACT, text="+62 812-3456-7890"), turn()) == "+6281234567890"
    )
    for shared, why in (("", "invalid-contact"), ("x\x00" * 500, "invalid-reach")):
        with pytest.raises(Invalid, match=why):
            answers.phone_or_email(incoming(Kind.CONTACT, text=shared), turn())


def turn() -> Turn:
    return Turn(answers={}, state=None, scene=SCENE)


# -- the desk's own forms -------------------------------------------------------------------------


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with room() as people:
        yield people.store.read_sync(open_desk, secret=SECRET)


FORMS = [known.form for known in conversations._conversations.values()]  # as `register` was told
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
SAID = {
    "information": {"text": "daftar sekolah dasar dan jalan rusak di Kecamatan Siulak", "files": []},
    "text": {"text": "Terlampir.", "files": []},
    "position": {"text": "Laporan keuangan tahun 2025 tidak diumumkan.", "files": []},
    "ruling": "upheld",
    "agency": "DISDIK",
    "missing": "fotokopi KTP",
    "reason": "menunggu data",
    "decision": "partly",
    "ground": "j",
    "kind": "person",
    "obtain": "soft",
    "deliver": "email",
}


def spoken() -> list[Voice]:
    """The voices of all languages whose copy is written."""
    return [voice for voice in map(voice_of, LANGUAGES) if voice.has("button-menu")]


def test_every_form_of_the_desk_is_registered() -> None:
    assert reception.conversations is conversations
    assert {form.name for form in FORMS} >= {
        "filing",
        "withdraw",
        "talk",
        "forward",
        "answer",
        "return",
        "record",
    }


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_button_of_every_form_fits_its_limit(form: Form, desk: Desk) -> None:
    pages = range(-(-len(desk.agencies) // PAGE))
    gathered = {"texts": ["x"], "files": [], "album": ""}
    listed = [{"found": list(desk.agencies)}, *({"page": page} for page in pages)]
    gathers = [gathered, gathered | {"identifiers": True}]
    states: dict[str, list[Any]] = {"agency": listed, "information": gathers, "text": gathers}
    states |= {"position": gathers, "grounds": [{"chosen": list("abcdefg")}]}
    for voice in spoken():
        scene = Scene(voice=voice, desk=desk, context=CONTEXT)
        for question in form.questions:
            for state in (None, *states.get(question.key, ())):
                shown = question.options(Turn(answers=SAID, state=state, scene=scene))
                labels = [c.label.casefold() for c in shown]
                assert all(labels) and len(set(labels)) == len(labels), (question.key, labels)
                for choice in shown:
                    data = f"d2345678:{question.key}:{choice.id}"
                    assert len(data.encode()) <= DATA_LIMIT, data


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_every_question_can_be_asked_and_every_choice_shown(form: Form, desk: Desk) -> None:
    for voice in spoken():
        scene = Scene(voice=voice, desk=desk, context=CONTEXT)
        for question in form.questions:
            asked = Turn(answers=SAID, state=None, scene=scene)
            assert question.ask(asked).strip()
            assert not question.label or scene.voice(question.label)
            for choice in question.options(asked):
                value = question.take(choice.id, asked)
                assert isinstance(value, Stay) or question.show(value, asked)


def test_a_foreigner_is_told_who_may_ask_and_can_still_choose(desk: Desk) -> None:
    scene = Scene(voice=VOICE, desk=desk)
    talk = Talk(FILING, scene=scene)("4")

    assert talk.said.text == VOICE("foreign-standing") and talk.answers == {}
    assert talk("badan hukum").answers == {"kind": "legal"}


def test_an_email_address_is_asked_for_only_where_none_is_known(desk: Desk) -> None:
    by_email = ("1", "Rina Marlina", "Siulak Gedang, Kerinci", "0812 3456 7890", "daftar sekolah dasar")
    ways = ("selesai", "penelitian atau kuliah", "1", "surel (email)")
    talk = Talk(FILING, scene=Scene(voice=VOICE, desk=desk))(*by_email, *ways)
    assert talk.said.text == VOICE("ask-email")

    talk("rina@contoh.id", "tidak tahu", "4", "rina@contoh.id")

    assert talk.draft.asked == REVIEW
    assert "email" not in FILING.complete(talk.answers)


def test_identity_numbers_in_the_text_are_asked_about_before_they_go_on(desk: Desk) -> None:
    opening = ("1", "Rina Marlina", "Siulak Gedang, Kerinci", "1")
    nik = "tolong data bantuan atas NIK 1501014107900001"
    talk = Talk(FILING, scene=Scene(voice=VOICE, desk=desk))(*opening, nik, "selesai")
    assert talk.labels == [VOICE("identifiers-mask"), VOICE("identifiers-keep")]

    talk(VOICE("identifiers-mask"))

    assert "1501014107900001" not in json.dumps(talk.answers)
