"""The words of a chat message that carry its subject: chat spellings undone, filler left out, stems.

Pure and in memory. Used for whatever a person types freely (routing, questions often asked).
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice
from threading import Lock
from typing import Any

from handlers.knowledge import english

LONGEST = 32  # letters; a longer "word" is a link, a key or a cat on the keyboard
SEPARATE = re.compile(r"[^\W_]+")
LETTERS = re.compile(r"[a-z]")
REPEATED = re.compile(r"([a-z])\1{2,}")  # "jalaaan"; no Indonesian word has three in a row
DOUBLED = re.compile(r"([a-z]{3,})2(?:an|nya)?")  # "obat2an": the 2 says it twice
CLITIC = re.compile(r"(?:nya|nyo|lah|kah|pun|ku|mu)$")
NUMBERED = re.compile(r"([a-z]{3,})\d+")  # "apbd2025", "covid19"


@dataclass(frozen=True, kw_only=True, slots=True)
class Word:
    """One word: as typed, as it is spelt, its stem, and whether any request might have it.

    A filler is its own stem: "berapa" is no form of "apa".
    """

    typed: str
    plain: str
    stem: str
    filler: bool


def words(text: str, *, most: int = 400) -> tuple[Word, ...]:
    """The words of `text` in their order, at most `most`; never raises on any text."""
    typed = (match.group() for match in SEPARATE.finditer(unicodedata.normalize("NFC", text)))
    return tuple(islice(chain.from_iterable(map(_meant, typed)), most))


def is_filler(plain: str) -> bool:
    """Whether any request might have this word, with or without "-nya" and the like."""
    return plain in STOP or CLITIC.sub("", plain) in STOP


@lru_cache(maxsize=8_000)
def _meant(typed: str) -> tuple[Word, ...]:
    """A word as it is spelt out; a shorthand or an English word may stand for two, a number for none."""
    if len(typed) > LONGEST:
        return ()
    plain = _plain(typed)
    if plain in MEANT:
        plains = MEANT[plain].split()
    else:
        plains = [plain] if len(plain) > 1 and LETTERS.search(plain) else []
    return tuple(word_of(typed, plain) for plain in plains)


def word_of(typed: str, plain: str) -> Word:
    """The word that is spelt `plain`, in lower case."""
    filler = is_filler(plain)
    return Word(typed=typed, plain=plain, stem=plain if filler else stem(plain), filler=filler)


def _plain(typed: str) -> str:
    """Lower case, without accents, fancy letters and chat doubling."""
    plain = typed.lower()
    if not plain.isascii():
        spread = unicodedata.normalize("NFKD", plain)
        plain = "".join(letter for letter in spread if not unicodedata.combining(letter)).casefold()
    plain = REPEATED.sub(r"\1", plain)
    twice = DOUBLED.fullmatch(plain) or NUMBERED.fullmatch(plain)
    return twice.group(1) if twice else plain


_lock = Lock()  # a Snowball stemmer keeps the word in itself: one at a time


@lru_cache(maxsize=1)
def _stemmer() -> Any:
    import snowballstemmer  # 110 ms: only a process that ranks pays for it

    return snowballstemmer.stemmer("indonesian")


@lru_cache(maxsize=20_000)
def stem(plain: str) -> str:
    """The Indonesian stem of a word in lower case. Abbreviations and short words stay as they are."""
    if plain in STEMS:
        return STEMS[plain]
    if len(plain) < 5 or not plain.isalpha():
        return plain
    with _lock:
        return str(_stemmer().stemWord(plain))


# Where the stemmer would part a family ("penduduk", "kependudukan") or join strangers ("makan", "makam").
STEMS = {
    "penduduk": "penduduk",
    "kependudukan": "penduduk",
    "pegawai": "pegawai",
    "kepegawaian": "pegawai",
    "perumahan": "rumah",
    "keluarga": "keluarga",
    "sekolahan": "sekolah",
    "sekolah": "sekolah",
    "bersekolah": "sekolah",
    "menyekolahkan": "sekolah",
    "persekolahan": "sekolah",
    "pemerintahan": "perintah",
    "penelitian": "teliti",
    "peneliti": "teliti",
    "meneliti": "teliti",
    "pengadaan": "pengadaan",
    "pengadilan": "pengadilan",
    "peradilan": "pengadilan",
    "mengadili": "pengadilan",
    "pengaduan": "adu",
    "aduan": "adu",
    "mengadu": "adu",
    "kesehatan": "sehat",
    "wisatawan": "wisata",
    "pariwisata": "wisata",
    "kepariwisataan": "wisata",
    "permukiman": "mukim",
    "pemukiman": "mukim",
    "bangunan": "bangunan",
    "pembangunan": "bangun",
    "pertanahan": "tanah",
    "kelahiran": "lahir",
    "kematian": "mati",
    "perusahaan": "perusahaan",
    "kendaraan": "kendaraan",
    "penerangan": "terang",
    "dewan": "dewan",
    "jabatan": "jabat",
    "pejabat": "jabat",
    "menjabat": "jabat",
    "kecamatan": "kecamatan",
    "makanan": "makan",
    "pelatihan": "latih",
    "pemilihan": "pilih",
    "pemilih": "pilih",
    "memilih": "pilih",
}

# Chat shorthand and the Malay of Jambi and Kerinci -> Indonesian. A value may have two words.
_SHORT = """
yg yang; yng yang; sy saya; sya saya; aq saya; sayo saya; awak saya; kito kita; kmi kami; sm sama; samo sama
dg dengan; dgn dengan; dngn dengan; utk untuk; tuk untuk; untk untuk; bwt untuk; klo kalau; kalo kalau
kl kalau; klu kalau; krn karena; karna karena; krna karena; tp tapi; tpi tapi; brp berapa; brapa berapa
berapo berapa; brapo berapa; gmn bagaimana; gimana bagaimana; gmna bagaimana; kayakmano bagaimana
cakmano bagaimana; macammano bagaimana; mano mana; dimano mana; kemano mana; dmn mana; dmna mana; apo apa
siapo siapa; sapo siapa; ngapo mengapa; knp kenapa; knapa kenapa; kpn kapan; bilo kapan; dak tidak
idak tidak; ndak tidak; gak tidak; ga tidak; nggak tidak; ngga tidak; tdk tidak; tak tidak; gk tidak
enggak tidak; dk tidak; blm belum; blum belum; lum belum; sdh sudah; udh sudah; udah sudah; dah sudah
lah sudah; bs bisa; bsa bisa; biso bisa; pacak bisa; nak hendak; mo mau; lg lagi; lgi lagi; jg juga
jgo juga; jugo juga; sj saja; aja saja; bae saja; be saja; nian sangat; sgt sangat; bgt banget; ado ada
adolah ada; tlg tolong; mhn mohon; mf maaf; mksh terima; trims terima; makasih terima; trimakasih terima
tks terima; pd pada; dr dari; dri dari; dlm dalam; thd terhadap; tsb tersebut; trsbt tersebut; spt seperti
sprti seperti; hrs harus; jd jadi; org orang; orng orang; uhang orang; thn tahun; th tahun; tahon tahun
bln bulan; tgl tanggal; hr hari; jml jumlah; jmlh jumlah; jumlh jumlah; lap laporan; dok dokumen
dokumn dokumen; srt surat; jln jalan; jl jalan; jbt jembatan; jmbtn jembatan; kec kecamatan; kcmtn kecamatan
kab kabupaten; kbptn kabupaten; ds desa; prov provinsi; propinsi provinsi; rs rumah sakit; pkm puskesmas
skul sekolah; sklh sekolah; skolah sekolah; skola sekolah; umah rumah; rmh rumah; pmrnth pemerintah
pmerintah pemerintah; pemkab pemerintah kabupaten; pemda pemerintah daerah; angg anggaran; anggrn anggaran
pmbgnn pembangunan; pembgnan pembangunan; pgw pegawai; peg pegawai; pgwai pegawai; kerjo kerja; krj kerja
krja kerja; lokak kerja; begawe kerja; oto mobil; honda motor; hargo harga; rego harga; hrg harga
brsh bersih; aek air; aik air; ayie air; ayik air; banyu air; humo ladang; umo ladang; cabe cabai
cabo cabai; lombok cabai; obyek objek; atlit atlet; akte akta; apotik apotek; ijin izin; ijinnya izin
perijinan perizinan; nasehat nasihat; resiko risiko; jadual jadwal; sertipikat sertifikat; aktip aktif
analisa analisis; praktek praktik; standard standar; pembudidaya budidaya; fhoto foto; poto foto
vidio video; webside website; webset website; websait website; aplikasih aplikasi; wifinya wifi
ambulan ambulans; ambulance ambulans; hoax hoaks; infaq infak; shadaqah sedekah; hp ponsel; ktpel ktp
ektp ktp; ktpnya ktp; kknya kk; bantuanyo bantuan; drg dokter gigi; ambulannya ambulans
imunisasih imunisasi; bljr belajar; mhs mahasiswa; mhsw mahasiswa; msyrkt masyarakat; masy masyarakat
pnddk penduduk; pddk penduduk; msk masuk; ttg tentang; tntg tentang; tntang tentang; mngenai mengenai
kpd kepada; kpada kepada; sbg sebagai; yth hormat; pak bapak; buk ibu; bu ibu
"""

SHORT = {
    short: long
    for entry in re.split(r"[;\n]", _SHORT)
    if entry.strip()
    for short, long in [entry.strip().split(" ", 1)]
}

# Words every request has, whatever its subject: politeness, questions, and "data", "salinan", "tahun".
_STOP = """
abang ada adakah adalah agar agustus akan akhir aku al alamat alangkah alasan amat anda antara apa apabila
apakah apakan apalagi april arti artinya asal assalamu assalamualaikum atas atau bagaimana bagaimanakah bagi
bahan bahwa baik bang banget bantu banyak banyaknya bapak baru bawah beberapa begini begitu belum benar
berapa berapakah beri berikan berikut bersama berupa besar beserta besok biar biasa biasanya bisa bisakah
boleh bolehkah buat bukan bukti bulan bung butuh butuhkan cara caranya contoh cuma dan dapat dapatkah dari
daripada data datanya demi demikian dengan desember detail di dia diberi diberikan dibuat dibutuhkan didapat
digunakan dinas diketahui dimaksud dimana diminta dimohon dipakai diperlukan diri disebut disertai disini
dokumen dokumennya dong dulu email
februari file format formulir fotocopy fotokopi gambaran guna hai hal hallo halo
hanya hari harus hasil hendak hingga hormat ia ibu ikut info informasi informasikan informasinya ingin ini
isi itu iya jadi jangan januari jawaban jelaskan jika juga juli jumat jumlah jumlahnya juni kabupaten kah
kak kakak kalau kali kalian kalo kami kamis kampus kan kapan karena karya kasih ke kebutuhan kemana kemarin
kenapa kepada kepentingan keperluan keterangan ketika kini kira kirim kirimkan kita kuliah kurang lagi lain
lainnya lama lebih lengkap lewat lihat maaf mahasiswa mahasiswi maka makalah maksimal maksud malam mampu
mana maret mas masih masing mau maupun mbak mei melalui melihat memang membantu memberi memberikan membuat
membutuhkan memiliki meminta memohon memperoleh mempunyai mendapat mendapatkan menerima mengajukan mengakses
mengapa mengenai mengetahui menggunakan menjadi menjelaskan menurut menyusun mereka merupakan meski milik
min minggu minimal minta misal misalnya mohon mohonkan mungkin nama namun nanti ngasih nih no nomor november
nya oh ok oke oktober oleh orang pada padahal pagi pakai paling para pasal pasti pdf penjelasan per perihal
perlu permintaan permisi permohonan pernah pertama pertanyaan punya rabu rangka rasa rekap rekapitulasi
rincian saat sabtu saja salinan sama sampai sana sangat satu saudara saya sebagai sebelum sebuah sebut
sebutkan secara sedang sedangkan segera sehingga sejak sekalian sekarang selain selaku selama selamat selasa
seluruh semoga semua senin seperti september sering serta sesuai setelah setiap siang siapa siapakah siapkan
sih silahkan silakan skripsi soal soft softcopy sore sudah supaya tadi tahu tahun tanggal tanya tanyakan
tapi tau telah tentang tentu terbaru terhadap terima terimakasih terkait terkini terlampir terlebih tersebut
tersedia tertentu terus tesis tiap tidak tinggal tolong tsb tugas tujuan undang universitas unja untuk via
waalaikumsalam waktu walau wassalam ya yah yaitu yakni yang
"""

STOP = frozenset(_STOP.split()) | english.FILLERS
MEANT = english.WORDS | SHORT
