role-pelaksana = PPID Pelaksana
role-utama = PPID Utama
role-atasan = Atasan PPID
role-admin = admin
role-citizen = pemohon
someone = petugas lain
menu-queue = Antrean
menu-record = Catat permohonan
help-officer =
    Untuk petugas:
    antrean: permohonan yang terbuka, tenggat terdekat lebih dahulu
    catat: mendaftarkan permohonan yang datang langsung, lewat telepon, surat, atau surel
    terlambat: semua yang lewat tenggat, menurut dinas
    cuti: sampai kapan, dan siapa yang menggantikan

joined = Selamat bergabung sebagai { $role } { $agency }. Permohonan baru akan kami kirim ke sini begitu masuk.
joined-admin = Selamat bergabung sebagai { $role }. Gangguan yang perlu ditangani akan kami kirim ke sini.
join-refused = Kode itu tidak berlaku: mungkin salah ketik, sudah dipakai, atau sudah kedaluwarsa. Mintalah kode baru kepada PPID Utama.

# Kartu permohonan
officer-card = Permohonan { $number }
officer-from = Pemohon: { $name } ({ $kind })
officer-reach = Alamat: { $address }. Kontak: { $reach }
officer-information = Informasi: { $text }
officer-purpose = Tujuan: { $text }
officer-how = Cara: { $how }
officer-agency = Ditangani: { $agency }
officer-status = Status: { $status }
officer-due = Tenggat: { $due } ({ $left })
officer-files = Lampiran: { $count } berkas
officer-unattended = { $agency } belum punya petugas yang terhubung, jadi permohonan ini ada pada PPID Utama.

# Kabar untuk petugas
officer-new-request = Permohonan baru: { $number }
officer-came-from = Diteruskan oleh { $agency }: { $reason }
officer-forwarded-away = Permohonan { $number } sudah diteruskan ke { $agency }. Tidak ada lagi yang perlu dikerjakan di sini.
officer-refusal-proposed = Usulan penolakan untuk permohonan { $number } menunggu persetujuan PPID Utama. Tenggatnya terus berjalan.
officer-refusal-confirmed = Usulan penolakan untuk permohonan { $number } disetujui PPID Utama dan sudah disampaikan kepada pemohon.
officer-refusal-returned = Usulan penolakan untuk permohonan { $number } dikembalikan PPID Utama. Tenggatnya terus berjalan.
officer-withdrawn = Permohonan { $number } dicabut oleh pemohonnya. Tidak ada lagi yang perlu dikerjakan.
officer-reason = Alasan: { $reason }

verb-accept = Terima
verb-forward = Teruskan
verb-answer = Jawab
verb-confirm = Setujui penolakan
verb-return = Kembalikan
verb-show = Buka permohonan
verb-print = Cetak jawaban
verb-print-receipt = Cetak tanda bukti
verb-task-done = Sudah selesai
verb-task-reply = Balas

queue = Permohonan terbuka ({ $count }), tenggat terdekat lebih dahulu:
queue-more = Dan { $count } lagi.
queue-empty = Tidak ada permohonan yang terbuka.

done-accept = Permohonan { $number } Bapak/Ibu terima.
done-forward = Permohonan { $number } diteruskan ke { $agency }. Tenggatnya tetap.
done-answer = Permohonan { $number } sudah dijawab.
done-proposed = Usulan untuk permohonan { $number } sudah dikirim ke PPID Utama. Pemohon baru diberi tahu setelah disetujui; tenggatnya terus berjalan.
done-confirm = Keputusan untuk permohonan { $number } disetujui.
applicant-told = Pemohon dikabari lewat chat.
applicant-not-told = Pemohon tidak terhubung lewat chat, jadi perlu dikabari langsung.
done-return = Usulan untuk permohonan { $number } dikembalikan kepada dinasnya.

# Meneruskan
forward-ask = Diteruskan ke mana? Dari kata-katanya, yang paling mungkin:
forward-ask-after = Tenggatnya tidak berubah.
forward-ask-none = Diteruskan ke mana? Ketik nama dinasnya, atau buka daftar lengkap.
forward-reason-ask = Apa alasannya? Pilih, atau tulis sendiri.
forward-reason-holds = Dikuasai dinas itu
forward-reason-task = Bukan tugas kami
forward-review = Teruskan permohonan ini?

# Menjawab
answer-ask-decision = Apa keputusan untuk permohonan { $number }?
answer-ask-holder = Badan publik mana yang menguasainya? Tulis namanya bila diketahui (UU 14/2008 Pasal 22 ayat (7) huruf b).
answer-holder-unknown = Tidak diketahui
answer-undocumented = Belum terdokumentasi
answer-ask-ground = Apa dasarnya? Pilih huruf UU 14/2008 Pasal 17:
answer-ask-other-law = Undang-undang dan pasal mana yang melarangnya? Contoh: UU 24/2013 Pasal 79.
answer-ask-test = Nomor atau tanggal uji konsekuensinya (UU 14/2008 Pasal 19)?
answer-test-none = Belum ada
answer-ask-redaction = Bagian mana yang dihitamkan, dan mengapa (UU 14/2008 Pasal 22 ayat (7) huruf e)?
answer-ask-text-given = Tulis jawabannya, dan kirim berkasnya bila ada. Setelah lengkap, ketik "selesai".
answer-ask-text-partly = Tulis jawabannya, dan kirim berkas yang sudah dihitamkan. Setelah lengkap, ketik "selesai".
answer-ask-text-refused = Tulis alasannya dengan bahasa yang mudah: apa akibatnya bila dibuka. Setelah lengkap, ketik "selesai".
answer-ask-text-not-held = Tulis penjelasan untuk pemohon. Setelah lengkap, ketik "selesai".
answer-ask-format = Dalam bentuk apa, dan bagaimana disampaikan? Pilih, atau tulis sendiri.
answer-format-asked = Sesuai permohonan
answer-ask-cost = Ada biaya penyalinan atau pengiriman? Bila ada, tulis jumlah dan cara membayarnya.
answer-review = Mohon periksa jawaban ini sebelum dikirim:
return-ask = Apa alasan usulan penolakan permohonan { $number } dikembalikan?

# Mencatat
record-ask-channel = Permohonan ini datang lewat apa?
channel-walk-in = Datang langsung
channel-phone = Telepon
channel-letter = Surat
channel-email = Surel (email)
record-ask-day = Kapan diterima? Pilih, atau ketik tanggalnya, misalnya 20-11-2026.
record-today = Hari ini
record-yesterday = Kemarin
record-ask-kind = Siapa pemohonnya?
record-ask-name = Nama lengkap pemohon?
record-ask-address = Alamat pemohon?
record-ask-reach = Nomor telepon atau alamat surel pemohon?
record-no-reach = Tidak ada
record-ask-information =
    Informasi apa yang diminta? Salin sesuai permohonannya.

    Boleh beberapa pesan, foto suratnya, atau dokumen. Setelah lengkap, ketik "selesai".
record-ask-purpose = Apa tujuannya? Pilih, atau tulis sendiri.
record-ask-obtain = Bagaimana pemohon ingin memperolehnya?
record-ask-deliver = Ke mana jawabannya disampaikan?
record-ask-agency = Ditujukan ke mana?
record-ask-agency-after = Tenggatnya dihitung sejak tanggal diterima.
record-ask-agency-none = Ditujukan ke mana? Ketik nama dinasnya, atau buka daftar lengkap.
record-review = Mohon periksa sebelum didaftarkan:
record-send = Daftarkan
recorded =
    Sudah terdaftar.

    Nomor: { $number }
    Ditujukan ke: { $agency }
    Dijawab paling lambat: { $due }

    Mohon serahkan tanda buktinya kepada pemohon.
paper-answer = Jawaban permohonan { $number }, siap dicetak.
paper-receipt = Tanda bukti permohonan { $number }, siap dicetak.
paper-answer-file = jawaban-{ $number }.pdf
paper-receipt-file = tanda-bukti-{ $number }.pdf

# Tugas
task-deliver =
    Jawaban permohonan { $number } perlu disampaikan langsung kepada { $name }.

    Alamat: { $address }. Kontak: { $reach }

    Sampaikan lewat surat, surel, atau telepon, lalu pilih "Sudah selesai".
task-talk =
    { $name } ingin bicara dengan petugas:

    { $text }
person-unnamed = Seorang warga
task-reply-ask = Tulis balasannya. Warga menerimanya atas nama petugas.
task-replied = Balasan sudah dikirim.
task-unreachable = Warga ini tidak dapat dihubungi lewat chat lagi, jadi balasannya belum terkirim.
task-done = Tugas ditandai selesai.
task-was-done = Tugas itu sudah diselesaikan.

# Yang tidak dapat dilakukan
refused-not-yours = Permohonan itu tidak ada di dinas Bapak/Ibu.
refused-wrong-role = Tindakan itu bukan wewenang peran Bapak/Ibu.
refused-already-done = Permohonan ini sudah selesai, jadi tidak dapat diubah lagi.
refused-already-accepted = Permohonan ini sudah diterima.
refused-awaits-confirmation = Usulan penolakannya sedang menunggu PPID Utama.
refused-nothing-proposed = Tidak ada usulan penolakan yang menunggu.
refused-same-agency = Permohonan ini sudah ada di dinas itu.
refused-forward-limit = Permohonan ini sudah dua kali diteruskan. Dari sini hanya PPID Utama yang dapat memindahkannya.
refused-ground-missing = Penolakan harus menyebut dasarnya (UU 14/2008 Pasal 17).
refused-other-law-missing = Pasal 17 huruf j harus menyebut undang-undang lain yang melarangnya.
refused-text-missing = Jawabannya belum ditulis.
refused-reason-missing = Alasannya belum ditulis.
refused-redaction-missing = Mohon tulis bagian yang dihitamkan dan alasannya.
refused-stale = Permohonan ini sudah berubah sejak pesan itu dikirim.
last-change = Terakhir: { $what }, oleh { $who }, { $at }.

# Tindakan lain
verb-more = Lainnya
verb-give = Beri bahan
verb-incomplete = Nyatakan belum lengkap
verb-complete = Nyatakan lengkap
verb-extend = Perpanjang waktu
verb-ask = Minta bahan ke dinas
verb-close = Tutup permohonan
