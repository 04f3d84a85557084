"""What WhatsApp posts becomes Incoming, receipts, or a piece that is kept."""

import copy
import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.base import Delivery, Unreachable, Unreadable, WindowClosed
from bot.channels.loose import loads
from bot.channels.whatsapp.hashes import hex_sha256
from bot.channels.whatsapp.parse import parse_body, read_body
from bot.channels.whatsapp.receipts import receipts_of
from handlers.incoming import Incoming, Kind
from tests import needs

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
AT = datetime(2026, 11, 23, 2, 59, tzinfo=UTC)
OURS = "900555666777888"
PHONE, BSUID = "+6281200000017", "ID.7742910365520184401"
SARI = {"profile": {"name": "Sari"}, "wa_id": "6281200000017", "user_id": BSUID}
HASH = "49f227634806293b0995459bc310b593e1400f41591efcf07e9bced335f41942"


def value(messages: list[Any], contacts: list[Any] | None = None, **more: Any) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "627480000001", "phone_number_id": OURS},
        "contacts": [SARI] if contacts is None else contacts,
        "messages": messages,
        **more,
    }


def body(*values: dict[str, Any], field: str = "messages") -> bytes:
    changes = [{"value": one, "field": field} for one in values]
    return orjson.dumps({"object": "whatsapp_business_account", "entry": [{"id": "9", "changes": changes}]})


def message(type_: str = "text", content: Any = None, id: str = "wamid.A", **more: Any) -> dict[str, Any]:
    return {
        "from": "6281200000017",
        "from_user_id": BSUID,
        "id": id,
        "timestamp": str(int(AT.timestamp())),
        "type": type_,
        type_: {"body": "Halo"} if content is None else content,
        **more,
    }


def parse(raw: bytes) -> list[Incoming]:
    return parse_body(raw, account=OURS, now=NOW)


def unreadable(raw: bytes) -> list[Unreadable]:
    return read_body(raw, account=OURS, now=NOW)[1]


def one(type_: str = "text", content: Any = None, contacts: list[Any] | None = None, **more: Any) -> Incoming:
    [incoming] = parse(body(value([message(type_, content, **more)], contacts)))
    return incoming


def samples() -> list[Path]:
    return sorted(needs.contracts("samples/whatsapp").glob("*.json"))


def test_a_text_carries_who_where_when_and_a_body_of_its_own() -> None:
    incoming = one()

    assert incoming == Incoming(
        channel="whatsapp",
        account=OURS,
        key="wamid.A",
        at=AT,
        address=PHONE,
        also=(BSUID,),
        kind=Kind.TEXT,
        text="Halo",
        ordered=False,
        name="Sari",
        raw=incoming.raw,
    )
    assert parse(incoming.raw) == [incoming]


@pytest.mark.parametrize(
    ("type_", "content", "kind", "text"),
    [
        ("text", {"body": "a\x00b 👍🏽 *tebal*"}, Kind.TEXT, "ab 👍🏽 *tebal*"),
        ("text", {}, Kind.OTHER, ""),
        ("audio", {"id": "1", "voice": True}, Kind.VOICE, ""),
        ("video", {"id": "1", "caption": "jalan"}, Kind.VOICE, "jalan"),
        ("sticker", {"id": "1"}, Kind.STICKER, ""),
        ("location", {"latitude": -2.0, "longitude": 101.5}, Kind.LOCATION, ""),
        ("contacts", [{"phones": [{"phone": "+62 811-1"}]}], Kind.CONTACT, ""),
        ("image", {"mime_type": "image/jpeg"}, Kind.OTHER, ""),
        ("reaction", {"message_id": "wamid.B", "emoji": "👍"}, Kind.SILENT, ""),
        ("edit", {"message": {"type": "text", "text": {"body": "baru"}}}, Kind.EDITED, "baru"),
        ("edit", {"message": {"type": "image", "image": {"caption": "ini"}}}, Kind.EDITED, "ini"),
        ("revoke", {"original_message_id": "wamid.B"}, Kind.EDITED, ""),
        ("request_welcome", {}, Kind.TEXT, "/start"),
        ("order", {"product_items": []}, Kind.OTHER, ""),
        ("unsupported", {}, Kind.OTHER, ""),
        ("newer_than_this", {"x": 1}, Kind.OTHER, ""),
        ("system", {"type": "customer_identity_changed", "body": "x"}, Kind.SILENT, ""),
    ],
)
def test_each_sort_of_message_has_its_kind(type_: str, content: Any, kind: Kind, text: str) -> None:
    incoming = one(type_, content)

    assert (incoming.kind, incoming.text, incoming.files) == (kind, text, ())


@pytest.mark.parametrize(
    ("type_", "content", "read"),
    [
        ("button", {"payload": "m:see:7", "text": "Baca"}, (Kind.BUTTON, "m:see:7", "Baca")),
        ("button", {"text": "Baca"}, (Kind.TEXT, "", "Baca")),
        (
            "interactive",
            {"type": "button_reply", "button_reply": {"id": "d1:who:self", "title": "Perorangan"}},
            (Kind.BUTTON, "d1:who:self", "Perorangan"),
        ),
        (
            "interactive",
            {"type": "list_reply", "list_reply": {"id": "d1:agency:DISDIK", "title": "Dinas Pendidikan"}},
            (Kind.BUTTON, "d1:agency:DISDIK", "Dinas Pendidikan"),
        ),
        (
            "interactive",
            {"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent", "response_json": "{}"}},
            (Kind.OTHER, "", ""),
        ),
        ("interactive", {"type": "button_reply"}, (Kind.OTHER, "", "")),
    ],
)
def test_a_button_carries_its_data_and_without_it_its_label_counts_as_typed(
    type_: str, content: Any, read: tuple[Kind, str, str]
) -> None:
    incoming = one(type_, content)

    assert (incoming.kind, incoming.data, incoming.text) == read


BASE64 = "SfInY0gGKTsJlUWbwxC1k+FAD0FZHvzwfpvO0zX0GUI="  # HASH, as Meta writes it in some places


@pytest.mark.parametrize(
    ("type_", "content", "name", "mime", "digest"),
    [
        ("document", {"filename": "a.pdf", "mime_type": "application/pdf"}, "a.pdf", "application/pdf", ""),
        ("document", {"mime_type": "application/pdf"}, "dokumen.pdf", "application/pdf", ""),
        ("document", {}, "dokumen.bin", "application/octet-stream", ""),
        ("image", {"mime_type": "image/png; x=y", "sha256": HASH.upper()}, "foto.png", "image/png", HASH),
        ("image", {"mime_type": "image/jpeg", "sha256": BASE64}, "foto.jpg", "image/jpeg", HASH),
    ],
)
def test_a_file_has_a_name_a_type_and_a_reference_with_its_hash(
    type_: str, content: Any, name: str, mime: str, digest: str
) -> None:
    incoming = one(type_, {"id": "7", "caption": "lampiran", **content})

    [file] = incoming.files
    assert (incoming.kind, incoming.text) == (Kind.FILE, "lampiran")
    assert (file.name, file.mime, file.ref, file.size) == (name, mime, f"7|{digest}", 0)


def test_a_hash_is_read_in_hex_and_in_base64_and_nothing_else() -> None:
    assert hex_sha256(HASH.upper()) == HASH
    assert [hex_sha256(said) for said in ("", "abc", "ab" * 31, "====", "é")] == [""] * 5


# -- who it is ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sender", "contact", "address", "also"),
    [
        ({"from": "6281200000017"}, None, PHONE, ()),
        ({"from": "+62 812-0000-0017"}, None, PHONE, ()),
        ({"from_user_id": BSUID}, None, BSUID, ()),
        ({"from": BSUID}, None, BSUID, ()),
        ({"from": BSUID}, {"wa_id": BSUID}, BSUID, ()),
        ({"from": BSUID}, {"user_id": BSUID, "wa_id": "6281200000017"}, PHONE, (BSUID,)),
        ({"from_user_id": BSUID}, {"user_id": BSUID, "wa_id": "6281200000017"}, PHONE, (BSUID,)),
        ({"from": "6281200000017"}, {"wa_id": "6281200000017", "user_id": BSUID}, PHONE, (BSUID,)),
        ({}, {"wa_id": "6281200000017", "user_id": BSUID}, PHONE, (BSUID,)),
        ({"from": "6281200000017"}, {"wa_id": "6281200000099", "user_id": BSUID}, PHONE, ()),
        ({"from": "<WA_ID>"}, None, "<WA_ID>", ()),
    ],
)
def test_names_are_one_person_only_where_the_platform_puts_them_side_by_side(
    sender: dict[str, str], contact: dict[str, str] | None, address: str, also: tuple[str, ...]
) -> None:
    said = {"id": "wamid.A", "type": "text", "text": {"body": "Halo"}, **sender}

    [incoming] = parse(body(value([said], [] if contact is None else [contact])))

    assert (incoming.address, incoming.also) == (address, also)
    assert parse(incoming.raw) == [incoming]


def test_each_message_of_a_batch_has_its_own_contact() -> None:
    budi = {"profile": {"name": "Budi", "username": "budi.k"}, "user_id": "ID.2"}
    second = {"from_user_id": "ID.2", "id": "wamid.B", "type": "text", "text": {"body": "Hai"}}

    first, other = parse(body(value([message(), second], [budi, SARI])))

    assert (first.name, first.username, first.address) == ("Sari", "", PHONE)
    assert (other.name, other.username, other.address) == ("Budi", "budi.k", "ID.2")
    assert orjson.loads(first.raw)["entry"][0]["changes"][0]["value"]["contacts"] == [SARI]


def test_a_contact_card_gives_a_number_only_where_it_is_the_senders_own() -> None:
    own = [{"phones": [{"phone": "+62 812-0000-0017", "wa_id": "6281200000017"}]}]
    asked = [{"phones": [{"phone": "+6281200000055"}]}]

    assert one("contacts", own).text == PHONE
    assert one("contacts", asked, origin="contact_request").text == "+6281200000055"
    assert one("contacts", asked).text == ""


def test_a_changed_number_moves_the_person() -> None:
    system = {"type": "user_changed_number", "wa_id": "6281200000099", "body": "x"}

    incoming = one("system", system, contacts=[])

    assert (incoming.kind, incoming.address, incoming.text) == (Kind.MOVED, PHONE, "+6281200000099")


def test_a_changed_user_id_moves_the_user_id_and_keeps_the_number() -> None:
    system = {
        "type": "user_changed_user_id",
        "user_id": "ID.2",
        "body": "User Sari changed from ID.1 to ID.2",
    }
    said = {"from": "6281200000017", "id": "wamid.A", "type": "system", "system": system}
    update = {
        "wa_id": "6281200000017",
        "user_id": {"previous": "ID.1", "current": "ID.2"},
        "timestamp": "1795000000",
    }

    for raw in (body(value([said], [])), body({"user_id_update": [update]}, field="user_id_update")):
        [incoming] = parse(raw)

        assert (incoming.kind, incoming.address, incoming.text, incoming.also) == (
            Kind.MOVED,
            "ID.1",
            "ID.2",
            (PHONE,),
        )
        assert parse(incoming.raw) == [incoming]


def test_a_name_that_reads_like_a_change_moves_nobody_else() -> None:
    told = "User changed from ID.VICTIM to ID.2 changed from ID.1 to ID.2"
    system = {"type": "user_changed_user_id", "user_id": "ID.2", "body": told}

    assert one("system", system, contacts=[]).address == "ID.1"


def test_a_user_id_that_replaces_one_nobody_names_belongs_to_the_number() -> None:
    incoming = one("system", {"type": "user_changed_user_id", "user_id": "ID.2"}, contacts=[])

    assert (incoming.kind, incoming.address, incoming.also, incoming.text) == (
        Kind.MOVED,
        PHONE,
        (BSUID,),
        "ID.2",
    )


def test_what_has_no_id_has_the_same_key_whenever_it_comes() -> None:
    update = {"wa_id": "62812", "user_id": {"previous": "ID.1", "current": "ID.2"}}
    other = {"wa_id": "62813", "user_id": {"previous": "ID.3", "current": "ID.4"}}

    [alone] = parse(body({"user_id_update": [update]}, field="user_id_update"))
    [again, next_] = parse(body({"user_id_update": [update, other]}, field="user_id_update"))

    assert alone.key == again.key != next_.key


# -- when, and for whom -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "stamp", [None, "", "<TIMESTAMP>", "-5", "0", "99999999999", "१२३", 10**15, [], True]
)
def test_a_stamp_that_is_none_is_now(stamp: Any) -> None:
    assert one(timestamp=stamp).at == NOW


def test_the_earlier_written_comes_first_whatever_the_order() -> None:
    late = message(id="wamid.2", timestamp="1795000060")
    early = message(id="wamid.1", timestamp="1795000000")

    assert [incoming.key for incoming in parse(body(value([late]), value([early])))] == ["wamid.1", "wamid.2"]


def test_a_body_for_another_number_says_so_and_one_for_none_is_ours() -> None:
    theirs = value([message()], metadata={"phone_number_id": "111"})
    nobodys = value([message()], metadata=None)

    assert [parse(body(one))[0].account for one in (theirs, nobodys)] == ["111", OURS]


def test_what_was_not_written_to_us_just_now_is_not_read() -> None:
    for field in ("history", "smb_message_echoes", "message_template_status_update"):
        assert parse(body({"message_echoes": [message()]}, field=field)) == []
    assert parse(body(value([message()]), field="smb_message_echoes")) == []


# -- what is broken ---------------------------------------------------------------------------------


def test_one_broken_message_leaves_the_others_and_is_kept() -> None:
    nobody = {"id": "wamid.X", "type": "text", "text": {"body": "?"}}
    raw = body(value([message(id="wamid.1"), nobody, 7, message(id="wamid.2")], []))

    assert [incoming.key for incoming in parse(raw)] == ["wamid.1", "wamid.2"]
    pieces = unreadable(raw)
    assert [orjson.loads(p.raw)["entry"][0]["changes"][0]["value"]["messages"] for p in pieces] == [
        [nobody],
        [7],
    ]
    assert all(parse(piece.raw) == [] for piece in pieces)


@pytest.mark.parametrize(
    "raw", [b"{", b"7", b"null", b'"x"', b"{}", b'{"entry": {}}', b"\xff\xfe\x00", b"[" * 5000]
)
def test_a_body_that_is_none_is_kept_whole(raw: bytes) -> None:
    assert parse(raw) == []
    assert [piece.raw for piece in unreadable(raw)] == [raw]


def test_half_an_emoji_makes_nothing_else_unreadable() -> None:
    raw = json.dumps(
        {
            "entry": [
                {"changes": [{"value": value([message(content={"body": "\ud83d!"})]), "field": "messages"}]}
            ]
        }
    )

    [incoming] = parse(raw.encode())

    assert incoming.text == "\ufffd!"
    assert loads(b'{"a": NaN}') is None


NASTY = st.sampled_from([None, True, 0, -1, 1.5, "", "x", "\x00", [], {}, [[]], [None], {"x": {}}, "9" * 400])


def nodes(tree: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) below `tree`."""
    below = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    return [pair for key, child in below for pair in ((tree, key), *nodes(child))]


@given(seed=st.integers(0, 10**6), nasty=NASTY, times=st.integers(1, 3))
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_broken_nothing_raises_and_no_well_formed_sibling_is_lost(
    seed: int, nasty: Any, times: int
) -> None:
    chance = random.Random(seed)
    broken = json.loads(chance.choice(samples()).read_bytes())
    for _ in range(times):
        container, key = chance.choice(nodes(broken))
        container[key] = copy.deepcopy(nasty)
    sound = [{"value": value([message(id=f"wamid.{n}")]), "field": "messages"} for n in (1, 2)]
    entries = broken.get("entry")
    if isinstance(entries, list):
        entries.insert(chance.randrange(len(entries) + 1), {"id": "9", "changes": sound[:1]})
        inner = next(
            e["changes"] for e in entries if isinstance(e, dict) and isinstance(e.get("changes"), list)
        )
        inner.insert(chance.randrange(len(inner) + 1), sound[1])
        wanted = {"wamid.1", "wamid.2"}
    else:
        wanted = set()
    raw = orjson.dumps(broken)

    found = parse(raw)

    assert wanted <= {incoming.key for incoming in found}
    assert all(parse(incoming.raw) == [incoming] for incoming in found)
    for piece in unreadable(raw):
        assert parse(piece.raw) == []
    receipts_of(raw, account=OURS, now=NOW)


# -- receipts ---------------------------------------------------------------------------------------


def status(state: str, **more: Any) -> dict[str, Any]:
    return {"id": "wamid.Z", "status": state, "timestamp": str(int(AT.timestamp())), **more}


def test_statuses_become_receipts_with_our_tag_and_what_they_cost() -> None:
    pricing = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "utility"}
    free = {**pricing, "type": "free_customer_service", "category": "service"}
    told = [
        status("delivered", biz_opaque_callback_data="out:7", pricing=pricing),
        status("read", pricing=free),
        status("played", pricing={"billable": True, "category": "service"}),
        status("sent"),
        status("deleted"),
        {"status": "sent"},
        7,
    ]

    found = receipts_of(body(value([], statuses=told)), account=OURS, now=NOW)

    assert [(r.delivery, r.tag, r.category, r.charged) for r in found] == [
        (Delivery.DELIVERED, "out:7", "utility", True),
        (Delivery.READ, "", "service", False),
        (Delivery.READ, "", "service", True),
        (Delivery.SENT, "", "", False),
    ]
    assert {(r.id, r.at) for r in found} == {("wamid.Z", AT)}


@pytest.mark.parametrize(("code", "means"), [(131047, WindowClosed), (131049, Unreachable)])
def test_a_failed_one_says_what_it_means(code: int, means: type) -> None:
    failed = status("failed", errors=[{"code": code, "title": "x", "error_data": {"details": "why"}}])

    [receipt] = receipts_of(body(value([], statuses=[failed])), account=OURS, now=NOW)

    assert receipt.delivery is Delivery.FAILED
    assert isinstance(receipt.result, means)
    assert receipt.result.reason == f"{code}: why"


def test_receipts_of_another_number_are_not_ours() -> None:
    theirs = value([], statuses=[status("sent")], metadata={"phone_number_id": "111"})

    assert receipts_of(body(theirs), account=OURS, now=NOW) == []


# -- Meta's own ---------------------------------------------------------------------------------------


@pytest.mark.contracts
def test_every_sample_is_read_without_a_loss() -> None:
    for path in samples():
        raw = path.read_bytes()
        values = [change["value"] for entry in orjson.loads(raw)["entry"] for change in entry["changes"]]
        written = sum(len(v.get("messages", [])) + len(v.get("user_id_update", [])) for v in values)
        told = sum(len(v.get("statuses", [])) for v in values)

        found = parse(raw)
        account = values[0]["metadata"]["phone_number_id"]
        assert (len(found), unreadable(raw)) == (written, []), path.name
        assert len(receipts_of(raw, account=account, now=NOW)) == told, path.name
        assert all(parse(incoming.raw) == [incoming] for incoming in found), path.name


@pytest.mark.contracts
@pytest.mark.parametrize(
    ("name", "kind", "address", "also"),
    [
        ("bsuid_text_username_no_phone", Kind.TEXT, BSUID, ()),
        ("bsuid_text_username_with_phone", Kind.TEXT, PHONE, (BSUID,)),
        ("bsuid_system_user_changed_user_id", Kind.MOVED, "US.111", (PHONE,)),
        ("bsuid_user_id_update", Kind.MOVED, "US.111", (PHONE,)),
        ("openapi_system_message", Kind.MOVED, "+16505551234", ()),
        ("openapi_reaction_message", Kind.SILENT, "+16505551234", ()),
        ("openapi_unsupported_message", Kind.OTHER, "+16505551234", ()),
        ("postman_received_unknown_messages", Kind.OTHER, "+16315555555", ()),
    ],
)
def test_a_sample_is_what_it_is(name: str, kind: Kind, address: str, also: tuple[str, ...]) -> None:
    [incoming] = parse(needs.contracts(f"samples/whatsapp/{name}.json").read_bytes())

    assert (incoming.kind, incoming.address, incoming.also) == (kind, address, also)
