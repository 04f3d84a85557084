"""What we say becomes WhatsApp messages: few, within Meta's limits, and valid by its own document."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.base import Outgoing, OutgoingFile, Template
from bot.channels.limits import units
from bot.channels.whatsapp import render
from handlers.say import Option
from tests.whatsapp_contract import assert_obeys, examples, obeys_where_known, problems

PDF = OutgoingFile(name="surat.pdf", mime="application/pdf", path=Path("surat.pdf"))
PNG = OutgoingFile(name="foto papan.png", mime="image/png", path=Path("foto.png"))
ZIP = OutgoingFile(name="data.zip", mime="application/zip", path=Path("data.zip"))
LONG = "Saya ingin membaca seluruh daftar dinas terlebih dahulu"


def options(*labels: str) -> tuple[Option, ...]:
    return tuple(Option(data=f"d:k:{index}", label=label) for index, label in enumerate(labels))


def sendable(fields: dict[str, Any], file: OutgoingFile | None) -> dict[str, Any]:
    """The payload as the channel completes it."""
    body = {"messaging_product": "whatsapp", "recipient_type": "individual", "to": "+6281200000017", **fields}
    if file is not None:
        holder = body["interactive"]["header"] if body["type"] == "interactive" else body
        holder[holder["type"]] = {**holder[holder["type"]], "id": "1037543291543636"}
    return body


def messages(outgoing: Outgoing) -> list[dict[str, Any]]:
    """The messages of an Outgoing; each obeys Meta's document, where that is there."""
    calls = render.parts(outgoing)
    obeys_where_known(sendable(call.fields, call.file) for call in calls)
    return [call.fields for call in calls]


def choices(text: str, *labels: str, language: str = "id") -> dict[str, Any]:
    [sent] = messages(Outgoing(text=text, options=options(*labels), language=language))
    interactive: dict[str, Any] = sent["interactive"]
    return interactive


def rows(interactive: dict[str, Any]) -> list[tuple[str, ...]]:
    [section] = interactive["action"]["sections"]
    return [tuple(row[key] for key in ("title", "description") if key in row) for row in section["rows"]]


def test_a_short_text_is_one_message_without_a_preview_of_links() -> None:
    [sent] = messages(Outgoing(text=" Lihat https://example.go.id \n"))

    assert sent == {"type": "text", "text": {"body": "Lihat https://example.go.id", "preview_url": False}}


def test_nothing_to_say_is_no_call() -> None:
    assert messages(Outgoing(text=" \n ", options=options("Ya"))) == []


def test_up_to_three_short_options_are_buttons_under_the_text() -> None:
    shown = choices("Kirim?", "Ya, kirim", "Ubah", "Batal")

    assert (shown["type"], shown["body"]["text"]) == ("button", "Kirim?")
    assert [button["reply"] for button in shown["action"]["buttons"]] == [
        {"id": "d:k:0", "title": "Ya, kirim"},
        {"id": "d:k:1", "title": "Ubah"},
        {"id": "d:k:2", "title": "Batal"},
    ]


@pytest.mark.parametrize(
    ("text", "labels", "kind"),
    [
        ("x" * 1024, ("x" * 20,), "button"),
        ("x" * 1025, ("Ya",), "list"),
        ("🙏" * 512, ("Ya",), "button"),
        ("🙏" * 513, ("Ya",), "list"),
        ("x" * 4096, ("Ya",), "list"),
        ("?", ("x" * 21,), "list"),
        ("?", ("a", "b", "c", "d"), "list"),
        ("?", ("sama", "sama"), "list"),
        ("?", tuple("abcdefghij"), "list"),
    ],
)
def test_text_and_options_go_in_one_message_as_what_holds_them(
    text: str, labels: tuple[str, ...], kind: str
) -> None:
    shown = choices(text, *labels)

    assert (shown["type"], shown["body"]["text"]) == (kind, text)


def test_a_label_too_long_for_a_row_stands_whole_below_its_title() -> None:
    shown = choices("Dinas mana?", "Dinas Pendidikan", LONG, "Lainnya", "Batal")

    assert rows(shown) == [
        ("Dinas Pendidikan",),
        ("Saya ingin membaca…", LONG),
        ("Lainnya",),
        ("Batal",),
    ]
    assert shown["action"]["button"] == "Pilih"
    assert choices("Which?", *"abcd", language="en")["action"]["button"] == "Choose"


def test_two_labels_that_begin_alike_are_told_apart() -> None:
    shown = choices("Mana?", f"{LONG} A", f"{LONG} B")

    assert rows(shown) == [("Saya ingin membaca…", f"{LONG} A"), ("2. Saya ingin membaca…", f"{LONG} B")]


def test_a_label_too_long_for_a_row_at_all_stands_in_the_text_with_its_number() -> None:
    label = f"{LONG}, lalu memilih sendiri"

    shown = choices("Mana?", "Ya", label)

    assert shown["body"]["text"] == f"Mana?\n\n2. {label}"
    assert len(rows(shown)[1][1]) <= 72


def test_options_beyond_ten_are_numbered_in_the_text() -> None:
    shown = choices("Mana?", *(f"Pilihan {n}" for n in range(1, 14)))

    assert shown["body"]["text"] == "Mana?\n\n11. Pilihan 11\n12. Pilihan 12\n13. Pilihan 13"
    assert len(rows(shown)) == 10


def test_the_same_choice_twice_is_offered_once() -> None:
    same = (Option(data="m:menu", label="Menu"), Option(data="m:menu", label="Kembali ke menu"))

    [sent] = messages(Outgoing(text="?", options=same))

    assert rows(sent["interactive"]) == [("Menu",)]


def test_a_long_text_is_cut_at_sentences_and_the_last_piece_has_the_buttons() -> None:
    text = "Satu kalimat saja. " * 300

    first, last = messages(Outgoing(text=text, options=options("Ya")))

    assert first["text"]["body"].endswith("Satu kalimat saja.") and len(first["text"]["body"]) > 4000
    assert last["interactive"]["type"] == "list" and len(last["interactive"]["body"]["text"]) > 1024


# -- files -------------------------------------------------------------------------------------------


def test_a_paper_carries_the_text_as_its_caption() -> None:
    [sent] = messages(Outgoing(text="Ini tanda terimanya.", files=(PDF,)))

    assert sent == {
        "type": "document",
        "document": {"filename": "surat.pdf", "caption": "Ini tanda terimanya."},
    }


def test_a_paper_stands_above_text_and_buttons_in_the_same_message() -> None:
    [call] = render.parts(Outgoing(text="Sudah dijawab.", options=options("Baca"), files=(PDF,)))

    assert call.file == PDF
    assert call.fields["interactive"]["header"] == {"type": "document", "document": {"filename": "surat.pdf"}}
    assert_obeys(sendable(call.fields, call.file))


def test_buttons_without_a_text_stand_under_the_name_of_the_file() -> None:
    [sent] = messages(Outgoing(text="", options=options("Ya"), files=(PNG,)))

    assert (sent["interactive"]["body"]["text"], sent["interactive"]["header"]["type"]) == (
        "foto papan.png",
        "image",
    )


@pytest.mark.parametrize(
    ("outgoing", "kinds"),
    [
        (Outgoing(text="", files=(PDF, PNG)), ["document", "image"]),
        (Outgoing(text="Ini.", files=(PNG, PDF)), ["image", "document"]),
        (Outgoing(text="x" * 1025, files=(PDF,)), ["text", "document"]),
        (Outgoing(text="Ini.", files=(ZIP,)), ["text", "document"]),
        (Outgoing(text="Ini.", options=options(*"abcd"), files=(PDF,)), ["interactive", "document"]),
        (Outgoing(text="Ini.", options=options("Ya"), files=(PDF, PNG)), ["interactive", "image"]),
    ],
)
def test_a_file_goes_along_where_it_surely_can_and_else_by_itself(
    outgoing: Outgoing, kinds: list[str]
) -> None:
    assert [sent["type"] for sent in messages(outgoing)] == kinds


# -- templates ---------------------------------------------------------------------------------------


def test_a_template_fills_its_places_in_one_line_each_and_its_button_carries_data() -> None:
    template = Template(name="ppid_answered_id", language="id", fields=("012/PPID\nXI", " "), data="m:see:7")

    [sent] = messages(Outgoing(text="tidak ikut", template=template))

    body, button = sent["template"]["components"]
    assert [value["text"] for value in body["parameters"]] == ["012/PPID XI", "-"]
    assert button["parameters"] == [{"type": "payload", "payload": "m:see:7"}]
    assert (sent["template"]["name"], sent["template"]["language"]) == ("ppid_answered_id", {"code": "id"})


def test_a_template_without_places_has_no_components() -> None:
    [sent] = messages(Outgoing(text="", template=Template(name="halo", language="en")))

    assert sent["template"] == {"name": "halo", "language": {"code": "en"}}


# -- Meta's document -----------------------------------------------------------------------------------

# Shops and forms, which the repairs leave alone, and two that forgot their own type.
_NOT_OURS = {
    *("Send Catalog Template Message", "Send Flow Template Message", "Send Multi-Product Message"),
    *("Send Order Details Message", "Send Order Status Message"),
    *("Send Reply to List Message", "Send Text Message with Preview URL"),
}


def asking(*labels: str, **changed: Any) -> dict[str, Any]:
    [call] = render.parts(Outgoing(text="?", options=options(*labels)))
    return {"type": "interactive", "interactive": {**call.fields["interactive"], **changed}}


@pytest.mark.contracts
def test_the_repaired_document_takes_its_own_examples() -> None:
    refused = {name: said for name, value in examples().items() if (said := problems(value))}

    assert set(refused) == _NOT_OURS, refused
    assert len(examples()) == 50


@pytest.mark.contracts
@pytest.mark.parametrize(
    "payload",
    [
        {"type": "text", "text": {"body": "x" * 4097}},
        {"type": "text", "text": {"body": ""}},
        {"type": "text", "text": {"body": "x"}, "image": {"id": "1"}},
        {"type": "text", "text": {"body": "x", "format": "bold"}},
        {"type": "document", "document": {"filename": "a.pdf"}},
        {"type": "document", "document": {"id": "1", "caption": "x" * 1025}},
        asking("Ya", body={"text": "x" * 1025}),
        asking(*"abcd", body={"text": "x" * 4097}),
        asking(*"abcd", note="x"),
        {"type": "template", "template": {"name": "a"}},
        {"type": "voice", "voice": {}},
    ],
)
def test_the_repaired_document_refuses_what_meta_refuses(payload: dict[str, Any]) -> None:
    assert problems(sendable(payload, None))


LABELS = st.text(st.sampled_from("abc 🙏é\n"), min_size=1, max_size=90).filter(str.strip)
FILES = st.lists(st.sampled_from([PDF, PNG, ZIP]), max_size=2)


@given(
    text=st.text(st.sampled_from("ab. \n🙏é"), max_size=60).map(lambda text: text * 25)
    | st.text(max_size=40),
    labels=st.lists(LABELS, max_size=14),
    files=FILES,
)
@settings(max_examples=60)
def test_whatever_we_say_obeys_and_no_choice_is_lost(
    text: str, labels: list[str], files: list[OutgoingFile]
) -> None:
    outgoing = Outgoing(text=text, options=options(*labels), files=tuple(files))

    sent = messages(outgoing)

    shown = [choice for message in sent for choice in _shown(message)]
    if sent:
        assert [id for id, _ in shown] == [option.data for option in outgoing.options[:10]]
    titles = [title for _, title in shown]
    assert len(set(titles)) == len(titles)
    said = "\n".join(_said(message) for message in sent)
    if sent and text.strip():
        assert all(f"{number}. " in said for number in range(11, len(labels) + 1))
    assert all(units(_said(message)) <= 4096 for message in sent)


def _shown(message: dict[str, Any]) -> list[tuple[str, str]]:
    action = message.get("interactive", {}).get("action", {})
    replies = [button["reply"] for button in action.get("buttons", [])]
    listed = [row for section in action.get("sections", []) for row in section["rows"]]
    return [(choice["id"], choice["title"]) for choice in (*replies, *listed)]


def _said(message: dict[str, Any]) -> str:
    content = message[message["type"]]
    if message["type"] == "interactive":
        return str(content["body"]["text"])
    return str(content.get("body") or content.get("caption") or "")
