"""NIK, telephone numbers and e-mail addresses in free text. All numbers here are invented."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kip.identifiers import find_identifiers, mask_identifiers


def found(text: str) -> list[tuple[str, str]]:
    return [(one.kind, text[one.start : one.end]) for one in find_identifiers(text)]


# -- NIK


@pytest.mark.parametrize(
    "nik",
    [
        "1501021203900001",
        "1501025203900001",  # a woman: day 12 + 40
        "1571013112059999",
        "1501027112050001",  # a woman born on the 31st
        "1501022902040001",  # leap day
        "9471010101000001",
        "1501 0212 0390 0001",
        "150102 120390 0001",
        "1501-0212-0390-0001",
        "15.01.02.120390.0001",
        "1 5 0 1 0 2 1 2 0 3 9 0 0 0 0 1",
    ],
)
@pytest.mark.parametrize("around", ["{}", "NIK saya {}.", "nik:{}, tolong", "({})", "a/n Budi {} Semurup"])
def test_a_nik_is_found_in_any_dress(nik: str, around: str) -> None:
    assert found(around.format(nik)) == [("nik", nik)]


@pytest.mark.parametrize(
    "digits",
    [
        "150102120390001",  # 15 digits
        "15010212039000012",  # 17 digits
        "150102120390000123",  # 18: a NIP or an account
        "0001021203900001",  # no province 00
        "9801021203900001",  # none above 97
        "1500021203900001",  # no regency 00
        "1501001203900001",  # no district 00
        "1501020003900001",  # day 0
        "1501023203900001",  # day 32
        "1501024003900001",  # day 40: no woman is born on day 0
        "1501027203900001",  # day 72
        "1501021200900001",  # month 0
        "1501021213900001",  # month 13
        "1501023104900001",  # 31 April
        "1501023002900001",  # 30 February
        "1501021203900000",  # serial 0
        "4111111111111111",  # a card number: no province 41
        "1501.0212.0390.0001.12",  # grouped, but longer
        "12-1501-0212-0390-0001",
        "1501--0212-0390-0001",
    ],
)
def test_a_number_that_cannot_be_a_nik_is_left_alone(digits: str) -> None:
    assert found(f"nomor {digits} di surat") == []


def test_a_nik_is_found_beside_other_numbers() -> None:
    assert found("tahun 2026 1501021203900001 5 lembar") == [("nik", "1501021203900001")]
    assert found("12 1501021203900001 7102129003000154") == [("nik", "1501021203900001")]
    assert found("tahun 2026 1501 0212 0390 0001") == [("nik", "1501 0212 0390 0001")]


# -- Telephone


@pytest.mark.parametrize(
    "phone",
    [
        "0812345678",
        "081234567890",
        "0812345678901",
        "0812-3456-7890",
        "0812 3456 789",
        "0812.3456.7890",
        "+6281234567890",
        "+62 812-3456-7890",
        "+62 (0)812 3456 7890",
        "+62 0812 3456 7890",
        "+62-812-3456-7890",
        "6281234567890",
        "62 812 3456 7890",
        "+62 748 21005",
        "+62 (21) 5550001",
    ],
)
@pytest.mark.parametrize(
    "around", ["{}", "hubungi {}.", "WA:{} ya", "({})", "wa{}", "{} atau datang langsung"]
)
def test_a_telephone_number_is_found_in_any_dress(phone: str, around: str) -> None:
    assert found(around.format(phone)) == [("phone", phone)]


@pytest.mark.parametrize(
    "text",
    [
        "jam 08.00-16.00 WIB",
        "jam 08.30-10.00 2026",
        "buka 08.15 - 15.45, 17-08-2026",
        "anggaran Rp62.850.000.000",
        "Rp 62 850 000 000",
        "senilai Rp. 62850000000",
        "Perda 8/2026 dan 08/PPID/XI/2026",
        "kode 0812345",  # too short
        "rekening 08123456789012",  # too long
        "rekening 1208123456789",
        "tahun 2024-2026",
        "tanggal 08-12-2026 sampai 09-12-2026",
    ],
)
def test_times_money_and_dates_are_no_telephone_numbers(text: str) -> None:
    assert found(text) == []


def test_two_telephone_numbers_are_two() -> None:
    assert found("081234567890 / 085712345678") == [("phone", "081234567890"), ("phone", "085712345678")]


# -- E-mail


@pytest.mark.parametrize(
    "email",
    ["budi@contoh.id", "Budi.Santoso+ppid@mail.contoh.co.id", "b_s-1%x@a-b.example", "08123456789@contoh.id"],
)
@pytest.mark.parametrize("around", ["{}", "kirim ke {}.", "<{}>", "surel:{}, terima kasih", "mailto:{}"])
def test_an_email_address_is_found_whole(email: str, around: str) -> None:
    assert found(around.format(email)) == [("email", email)]


@pytest.mark.parametrize(
    "text", ["@budi", "budi@", "budi@rumah", "harga @ 5.000", "budi @contoh.id", "a@b.c"]
)
def test_what_has_no_domain_is_no_address(text: str) -> None:
    assert found(text) == []


# -- Together

MIXED = "Saya Budi, NIK 1501 0212 0390 0001, WA +62 812-3456-7890, surel budi@contoh.id. Minta APBD 2026."


def test_all_kinds_are_found_in_order() -> None:
    assert [kind for kind, _ in found(MIXED)] == ["nik", "phone", "email"]


def test_masking_hides_the_identifiers_and_nothing_else() -> None:
    assert mask_identifiers(MIXED) == (
        "Saya Budi, NIK •••• •••• •••• ••••, WA +•• •••-••••-••••, surel ••••@••••••.••. Minta APBD 2026."
    )


def test_a_text_without_identifiers_is_unchanged() -> None:
    text = "Minta salinan DPA Dinas PUPR 2025, perkiraan Rp62.850.000.000, jam 08.00-16.00."

    assert mask_identifiers(text) == text


def test_a_long_hostile_text_is_searched_quickly() -> None:
    began = time.perf_counter()

    for text in ("1 " * 2048, "1" * 4096, "a" * 4096 + "@", "a@" * 2048, "a@" + "b." * 2047, "0812 " * 819):
        find_identifiers(text)

    assert time.perf_counter() - began < 2


TEXTS = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="0123456789 .-+()@ab", max_size=80),
    st.lists(
        st.sampled_from(
            [
                "1501021203900001",
                "1501 0212 0390 0001",
                "081234567890",
                "+62812345678",
                "a.b@c.id",
                "2026",
                "x",
            ]
        ),
        max_size=6,
    ).map(" ".join),
)


@settings(deadline=None)
@given(text=TEXTS)
def test_identifiers_never_overlap_and_come_in_order(text: str) -> None:
    ends = 0
    for one in find_identifiers(text):
        assert ends <= one.start < one.end <= len(text)
        ends = one.end


@settings(deadline=None)
@given(text=TEXTS)
def test_a_masked_text_is_as_long_and_holds_no_identifier(text: str) -> None:
    masked = mask_identifiers(text)

    assert len(masked) == len(text)
    assert find_identifiers(masked) == ()
    assert mask_identifiers(masked) == masked
