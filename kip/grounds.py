"""The grounds a body may refuse on (UU 14/2008 Ps 17), and those a person may object on (Ps 35(1))."""

from enum import StrEnum


class Ground(StrEnum):
    """A letter of UU 14/2008 Ps 17; the value is the letter, `label` the law's own subject in short."""

    A = "a"
    B = "b"
    C = "c"
    D = "d"
    E = "e"
    F = "f"
    G = "g"
    H = "h"
    I = "i"  # noqa: E741 - the law's own letter
    J = "j"

    @property
    def article(self) -> str:
        """The article as officers quote it."""
        return f"UU 14/2008 Ps 17 huruf {self.value}"

    @property
    def label(self) -> str:
        """What the letter protects, in the law's words, shortened (law text; not translated copy)."""
        return _LABELS[self]

    @property
    def needs_other_law(self) -> bool:
        """Letter j refuses by another statute, which has to be named."""
        return self is Ground.J


_LABELS = {
    Ground.A: "menghambat proses penegakan hukum",
    Ground.B: "hak kekayaan intelektual dan persaingan usaha tidak sehat",
    Ground.C: "pertahanan dan keamanan negara",
    Ground.D: "kekayaan alam Indonesia",
    Ground.E: "ketahanan ekonomi nasional",
    Ground.F: "hubungan luar negeri",
    Ground.G: "akta otentik yang bersifat pribadi dan wasiat",
    Ground.H: "rahasia pribadi",
    Ground.I: "memorandum atau surat antarbadan publik yang dirahasiakan",
    Ground.J: "tidak boleh diungkapkan berdasarkan undang-undang lain",
}


class ObjectionGround(StrEnum):
    """A letter of UU 14/2008 Ps 35(1); the value is the letter."""

    REFUSED = "a"  # penolakan atas dasar alasan pengecualian Ps 17
    NOT_PUBLISHED = "b"  # tidak disediakannya informasi berkala, Ps 9; needs no request
    NOT_ANSWERED = "c"  # tidak ditanggapinya permintaan
    NOT_AS_ASKED = "d"  # ditanggapi tidak sebagaimana yang diminta
    NOT_FULFILLED = "e"  # tidak dipenuhinya permintaan
    COST = "f"  # pengenaan biaya yang tidak wajar
    LATE = "g"  # penyampaian melebihi waktu yang diatur

    @property
    def article(self) -> str:
        """The article as it is quoted."""
        return f"UU 14/2008 Ps 35(1) huruf {self.value}"

    @property
    def mediable(self) -> bool:
        """Whether mediation comes first at the Commission (Ps 40(2)); letter a goes to adjudication."""
        return self is not ObjectionGround.REFUSED
