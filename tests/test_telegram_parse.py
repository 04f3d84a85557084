"""What Telegram sends becomes Incoming."""

import json
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Update

from bot.channels.telegram.parse import parse_update, pressed
from handlers.incoming import Incoming, Kind
from tests import needs

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
SARI = {"id": 700000001, "is_bot": False, "first_name": "Sari", "language_code": "id"}
CHAT = {"id": 700000001, "first_name": "Sari", "type": "private"}
GROUP = {"id": -1005001, "title": "Petugas PPID", "type": "supergroup"}


def parse(update: Any, username: str = "") -> list[Incoming]:
    return parse_update(orjson.dumps(update), account="123456", now=NOW, username=username)


def one(update: Any, username: str = "") -> Incoming:
    [incoming] = parse(update, username)
    return incoming


def message(chat: dict[str, Any] = CHAT, **content: Any) -> dict[str, Any]:
    return {
        "update_id": 7,
        "message": {"message_id": 1, "from": SARI, "chat": chat, "date": 1795400000, **content},
    }


def sample(name: str) -> bytes:
    return needs.contracts(f"samples/telegram/{name}.json").read_bytes()


def test_a_text_carries_who_where_when_and_the_raw_body() -> None:
    raw = orjson.dumps(message(text="Halo"))

    [incoming] = parse_update(raw, account="123456", now=NOW)

    assert incoming == Incoming(
        channel="telegram",
        account="123456",
        key="7",
        at=datetime.fromtimestamp(1795400000, UTC),
        address="700000001",
        kind=Kind.TEXT,
        text="Halo",
        name="Sari",
        language="id",
        raw=raw,
    )


def test_first_and_last_name_username_and_a_regional_language_are_read() -> None:
    sender = {**SARI, "last_name": "Dewi", "username": "saridewi", "language_code": "pt-BR"}

    incoming = one(message(text="x", **{"from": sender}))

    assert (incoming.name, incoming.username, incoming.language) == ("Sari Dewi", "saridewi", "pt")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("/start", "/start"),
        ("/start abc_DEF-1", "/start abc_DEF-1"),
        ("/antrian@foi_bot", "/antrian"),
        ("/status@FOI_bot 17", "/status 17"),
        ("tulis ke /antrian@foi_bot", "tulis ke /antrian@foi_bot"),
        ("/antrian@other_bot", "/antrian@other_bot"),
        ("👍🏽 *informasi* <b>&", "👍🏽 *informasi* <b>&"),
        ("a\x00b", "ab"),
    ],
)
def test_text_is_kept_as_it_is_but_for_our_own_name_in_a_command(text: str, read: str) -> None:
    assert one(message(text=text), username="foi_bot").text == read


def test_any_name_is_taken_off_a_command_while_our_own_is_not_known() -> None:
    assert one(message(text="/antrian@foi_bot")).text == "/antrian"


def test_a_document_is_a_file_with_its_name_and_caption() -> None:
    document = {"file_id": "BQAC", "file_name": "surat.pdf", "mime_type": "application/pdf", "file_size": 9}

    incoming = one(message(document=document, caption="lampiran"))

    [file] = incoming.files
    assert (incoming.kind, incoming.text) == (Kind.FILE, "lampiran")
    assert (file.ref, file.name, file.mime, file.size) == ("BQAC", "surat.pdf", "application/pdf", 9)


def test_a_document_without_name_type_or_size_is_a_file_all_the_same() -> None:
    [file] = one(message(document={"file_id": "BQAC"})).files

    assert (file.name, file.mime, file.size) == ("dokumen", "application/octet-stream", 0)


def test_a_photo_is_read_in_its_largest_size_and_knows_its_album() -> None:
    sizes = [{"file_id": "B", "width": 1280, "height": 960}, {"file_id": "A", "width": 90, "height": 67}]

    incoming = one(message(photo=sizes, media_group_id="139"))

    assert (incoming.kind, incoming.files[0].ref, incoming.album) == (Kind.FILE, "B", "139")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"voice": {"file_id": "A"}}, Kind.VOICE),
        ({"audio": {"file_id": "A"}}, Kind.VOICE),
        ({"video": {"file_id": "A"}}, Kind.VOICE),
        ({"video_note": {"file_id": "A"}}, Kind.VOICE),
        ({"sticker": {"file_id": "A"}}, Kind.STICKER),
        ({"animation": {"file_id": "A"}, "document": {"file_id": "A"}}, Kind.STICKER),
        ({"dice": {"emoji": "🎲", "value": 4}}, Kind.STICKER),
        ({"game": {"title": "x"}}, Kind.STICKER),
        ({"location": {"latitude": -2, "longitude": 101}}, Kind.LOCATION),
        ({"venue": {"title": "x"}, "location": {"latitude": -2, "longitude": 101}}, Kind.LOCATION),
        ({"poll": {"question": "?"}}, Kind.OTHER),
        ({"checklist": {"title": "?"}}, Kind.OTHER),
        ({"story": {"id": 1}}, Kind.OTHER),
        ({"something_new": {"x": 1}}, Kind.OTHER),
        ({"document": {}}, Kind.OTHER),
        ({"document": {"file_name": "no id"}}, Kind.OTHER),
        ({}, Kind.OTHER),
    ],
)
def test_each_sort_of_message_has_its_kind_and_only_files_carry_files(content: Any, kind: Kind) -> None:
    incoming = one(message(**content))

    assert (incoming.kind, incoming.files, incoming.album) == (kind, (), "")


@pytest.mark.parametrize(
    "happened",
    ["pinned_message", "message_auto_delete_timer_changed", "chat_background_set", "forum_topic_created"],
)
def test_what_happens_without_anybody_speaking_is_no_message(happened: str) -> None:
    assert parse(message(**{happened: {"x": 1}})) == []


def test_a_phone_number_is_read_only_from_ones_own_contact_card() -> None:
    own = one(message(contact={"phone_number": "6281", "user_id": 700000001}))
    other = one(message(contact={"phone_number": "6282", "user_id": 700000002}))
    unknown = one(message(contact={"phone_number": "6283"}))

    assert [i.kind for i in (own, other, unknown)] == [Kind.CONTACT] * 3
    assert [i.text for i in (own, other, unknown)] == ["6281", "", ""]


def test_an_edit_is_stamped_with_the_time_of_the_edit() -> None:
    changed = message(text="revisi")["message"] | {"edit_date": 1795400060}

    incoming = one({"update_id": 7, "edited_message": changed})

    assert (incoming.kind, incoming.text) == (Kind.EDITED, "revisi")
    assert incoming.at == datetime.fromtimestamp(1795400060, UTC)


def test_a_press_is_stamped_now_because_its_message_carries_the_date_it_was_sent() -> None:
    shown = {"message_id": 100, "chat": CHAT, "date": 1795399990}

    incoming = one(
        {"update_id": 7, "callback_query": {"id": "q", "from": SARI, "data": "a:b", "message": shown}}
    )

    assert (incoming.kind, incoming.data, incoming.at) == (Kind.BUTTON, "a:b", NOW)
    assert pressed(incoming.raw) is not None


def test_a_press_on_a_message_that_is_gone_or_was_never_ours_is_answered_in_private() -> None:
    gone = {"message_id": 100, "chat": CHAT, "date": 0}
    on_gone = {"update_id": 7, "callback_query": {"id": "q", "from": SARI, "data": "x", "message": gone}}
    inline = {"update_id": 8, "callback_query": {"id": "q", "from": SARI, "inline_message_id": "9"}}

    assert one(on_gone).address == one(inline).address == "700000001"
    assert one(inline).private
    for update in (on_gone, inline):
        press = pressed(orjson.dumps(update))
        assert press is not None and press.message == 0


def test_a_press_in_a_group_is_not_private() -> None:
    shown = {"message_id": 100, "chat": GROUP, "date": 1795399990}

    incoming = one({"update_id": 7, "callback_query": {"id": "q", "from": SARI, "message": shown}})

    assert (incoming.address, incoming.private) == ("-1005001", False)


def test_what_is_no_press_has_nothing_to_acknowledge() -> None:
    assert pressed(orjson.dumps(message(text="x"))) is None
    assert pressed(b"") is None


@pytest.mark.parametrize(("status", "kind"), [("kicked", Kind.BLOCKED), ("member", Kind.UNBLOCKED)])
def test_stopping_and_coming_back_are_told_apart(status: str, kind: Kind) -> None:
    change = {"chat": CHAT, "from": SARI, "date": 1795400000, "new_chat_member": {"status": status}}

    assert one({"update_id": 7, "my_chat_member": change}).kind is kind


@pytest.mark.parametrize(
    ("before", "after", "count"),
    [
        ("left", "member", 1),
        ("kicked", "administrator", 1),
        ("member", "administrator", 0),
        ("member", "left", 0),
    ],
)
def test_in_a_group_only_being_added_is_told(before: str, after: str, count: int) -> None:
    change = {
        "chat": GROUP,
        "from": SARI,
        "date": 1795400000,
        "old_chat_member": {"status": before},
        "new_chat_member": {"status": after},
    }

    told = parse({"update_id": 7, "my_chat_member": change}, username="foi_bot")

    assert [(i.kind, i.private, i.link) for i in told] == [
        (Kind.OTHER, False, "https://t.me/foi_bot")
    ] * count


def test_a_group_message_is_not_private_and_names_the_link_to_the_bot() -> None:
    incoming = one(message(GROUP, text="/antrian"), username="foi_bot")

    assert (incoming.address, incoming.private, incoming.link) == ("-1005001", False, "https://t.me/foi_bot")
    assert one(message(text="x"), username="foi_bot").link == ""


def test_a_groups_service_messages_are_nothing() -> None:
    assert parse(message(GROUP, new_chat_title="x")) == []
    assert parse(message(GROUP, migrate_from_chat_id=-5001)) == []


def test_a_group_that_became_a_supergroup_has_moved() -> None:
    incoming = one(message({**GROUP, "id": -5001, "type": "group"}, migrate_to_chat_id=-1005001))

    assert (incoming.kind, incoming.address, incoming.text) == (Kind.MOVED, "-5001", "-1005001")


def test_another_bot_is_not_spoken_to_in_private_but_an_anonymous_admin_is_heard() -> None:
    robot = {**SARI, "is_bot": True}

    assert parse(message(text="x", **{"from": robot})) == []
    assert len(parse(message(GROUP, text="x", **{"from": robot}))) == 1


def test_a_kind_of_update_newer_than_this_program_is_kept_where_somebody_can_be_answered() -> None:
    new = {"chat": CHAT, "from": SARI, "date": 1795400000}

    assert one({"update_id": 7, "future_kind": new}).kind is Kind.OTHER
    assert parse({"update_id": 7, "future_kind": {**new, "chat": GROUP}}) == []
    assert parse({"update_id": 7, "business_message": new}) == []


@pytest.mark.parametrize("date", [0, -1, None, "x", True, 10**17, 1795400000.5])
def test_a_stamp_that_makes_no_sense_is_now(date: Any) -> None:
    assert one(message(text="x", date=date)).at == NOW


@pytest.mark.parametrize(
    "raw",
    [b"", b"null", b"[]", b'"x"', b"{", b"\xff", b"{}", b'{"update_id": "7"}', b'{"update_id": true}'],
)
def test_what_is_no_update_is_nothing(raw: bytes) -> None:
    assert parse_update(raw, account="123456", now=NOW) == []


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
NAMES = (
    "message edited_message callback_query my_chat_member chat from id type private text caption photo "
    "document file_id date data contact user_id migrate_to_chat_id new_chat_member status update_id"
)
FIELDS = st.sampled_from(NAMES.split())
SHAPED = st.recursive(
    ANYTHING, lambda inner: st.dictionaries(FIELDS, inner, max_size=6) | st.lists(inner, max_size=3)
)


@given(SHAPED)
def test_parse_never_raises_whatever_the_json(update: Any) -> None:
    for body in (update, {"update_id": 1, "message": update}, {"update_id": 1, "callback_query": update}):
        for incoming in parse_update(json.dumps(body).encode(), account="123456", now=NOW):
            assert incoming.at.tzinfo is not None and incoming.address


@given(st.binary())
def test_parse_never_raises_whatever_the_bytes(raw: bytes) -> None:
    assert parse_update(raw, account="123456", now=NOW) == [] or raw.strip().startswith(b"{")


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(leaf for key, item in inner for leaf in _leaves(item, (*path, key)))]


@pytest.mark.contracts
@pytest.mark.parametrize("wrong", [None, "", 0, -1, "x", [], {}, [{}], True, 1.5, 2**60])
def test_a_sample_with_any_part_replaced_or_missing_still_parses(wrong: Any) -> None:
    for path in sorted(needs.contracts("samples/telegram").glob("*.json")):
        for leaf in _leaves(json.loads(path.read_bytes())):
            for gone in (False, True):
                update = json.loads(path.read_bytes())
                inner = update
                for key in leaf[:-1]:
                    inner = inner[key]
                if not leaf:
                    update = wrong
                elif gone:
                    del inner[leaf[-1]]
                else:
                    inner[leaf[-1]] = wrong

                parse(update)


EXPECTED = {
    "callback_query_inaccessible_message": (Kind.BUTTON, "700000001", "draft:42:confirm"),
    "callback_query_private": (Kind.BUTTON, "700000001", "draft:42:confirm"),
    "group_anonymous_admin": (Kind.TEXT, "-1005001", "/setuju"),
    "group_bot_added": (Kind.OTHER, "-5001", ""),
    "group_migrate_to_supergroup": (Kind.MOVED, "-5001", "-1005001"),
    "my_chat_member_blocked_by_user": (Kind.BLOCKED, "700000001", ""),
    "my_chat_member_unblocked": (Kind.UNBLOCKED, "700000001", ""),
    "private_contact_shared_other_person": (Kind.CONTACT, "700000001", ""),
    "private_contact_shared_own": (Kind.CONTACT, "700000001", "628120000000"),
    "private_document_over_20mb": (Kind.FILE, "700000001", ""),
    "private_document_pdf": (Kind.FILE, "700000001", "lampiran"),
    "private_edited_message": (Kind.EDITED, "700000001", "revisi"),
    "private_location": (Kind.LOCATION, "700000001", ""),
    "private_photo_album_part": (Kind.FILE, "700000001", ""),
    "private_reply_to_bot": (Kind.TEXT, "700000001", "Budi"),
    "private_start_deeplink_64": (Kind.TEXT, "700000001", "/start " + "a" * 64),
    "private_start_plain": (Kind.TEXT, "700000001", "/start"),
    "private_text_emoji_utf16": (Kind.TEXT, "700000001", "👍🏽 permohonan *informasi* <b>&"),
    "private_voice": (Kind.VOICE, "700000001", ""),
    "supergroup_forum_topic_command": (Kind.TEXT, "-1005001", "/antrian"),
    "supergroup_migrate_from": None,
    "unknown_update_kind": None,
}


@pytest.mark.contracts
@pytest.mark.parametrize("name", EXPECTED)
def test_every_sample_is_read_as_what_it_is(name: str) -> None:
    read = parse_update(sample(name), account="123456", now=NOW)

    expected = EXPECTED[name]
    assert [(i.kind, i.address, i.text or i.data) for i in read] == ([expected] if expected else [])


@pytest.mark.contracts
def test_no_sample_is_forgotten() -> None:
    found = {path.stem for path in needs.contracts("samples/telegram").glob("*.json")}

    assert found == EXPECTED.keys()


@pytest.mark.contracts
@pytest.mark.parametrize("name", EXPECTED)
def test_the_librarys_own_parser_reads_the_same(name: str) -> None:
    raw = sample(name)
    update = Update.de_json(json.loads(raw), None)
    assert update is not None

    for incoming in parse_update(raw, account="123456", now=NOW):
        assert incoming.key == str(update.update_id)
        assert update.effective_chat is not None and incoming.address == str(update.effective_chat.id)
        assert incoming.private == (update.effective_chat.type == "private")
        if update.effective_user:
            assert incoming.name == update.effective_user.full_name
            assert incoming.username == (update.effective_user.username or "")
        if update.callback_query:
            assert incoming.data == update.callback_query.data
            continue
        if (member := update.my_chat_member) is not None:
            assert incoming.at == member.date
            continue
        said = update.effective_message
        assert said is not None
        assert incoming.at == (said.edit_date or said.date)
        if incoming.kind is Kind.TEXT:
            assert said.text is not None and incoming.text == said.text.replace("@foi_bot", "")
        if incoming.kind is Kind.FILE:
            theirs = said.document or said.photo[-1]
            assert (incoming.files[0].ref, incoming.files[0].size) == (theirs.file_id, theirs.file_size)
            assert incoming.album == (said.media_group_id or "")
