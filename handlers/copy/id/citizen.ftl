welcome =
    Selamat datang di Meja Informasi Publik { $body }.

    Di sini Bapak/Ibu dapat meminta informasi kepada dinas dan kecamatan, tanpa biaya layanan, dan memantau jawabannya.

    Apa yang dapat kami bantu?
welcome-officer =
    Meja Informasi Publik { $body }.

    Apa yang akan dikerjakan?
welcome-unfinished = Ada isian yang belum selesai; jawabannya masih kami simpan.
menu = Apa yang dapat kami bantu?
menu-file = Ajukan permohonan
menu-status = Status permohonan
menu-person = Bicara dengan petugas
menu-resume = Lanjutkan isian
menu-other-language = English
language-chosen = Baik, kita berbahasa Indonesia.
not-understood = Maaf, kami belum mengerti pesan itu. Silakan pilih yang Bapak/Ibu perlukan.
number-unknown = Nomor itu tidak ada di antara permohonan Bapak/Ibu.
group = Demi kerahasiaan, kami hanya melayani di percakapan pribadi: { $link }
help =
    Kami membantu Bapak/Ibu meminta informasi publik kepada { $body }: dokumen, data, anggaran, keputusan. Jawaban paling lambat 10 hari kerja, dan dapat diperpanjang 7 hari kerja dengan alasan tertulis (UU 14/2008 Pasal 22).

    Kata yang selalu dapat diketik:
    menu, status, bantuan, petugas, bahasa, kembali, batal

# Pengajuan
filing-opening = Baik, kita isi permohonan bersama. Sekitar tiga menit, dan boleh dijeda kapan saja.
filing-privacy = Data Bapak/Ibu hanya dipakai untuk melayani permohonan ini (UU 27/2022). Jangan kirim NIK atau foto KTP di percakapan ini.
filing-resumed = Kita lanjutkan isian yang tadi.
ask-kind = Permohonan ini atas nama siapa?
foreign-standing =
    Yang berhak mengajukan permohonan adalah warga negara Indonesia dan badan hukum Indonesia (UU 14/2008 Pasal 1 angka 12).

    Informasi yang sudah diumumkan tetap terbuka bagi siapa pun, dan petugas dapat menunjukkan tempatnya: ketik "petugas".

    Bila Bapak/Ibu mengajukan atas nama warga atau badan hukum Indonesia, pilih salah satu di bawah.
ask-name-person = Siapa nama lengkap Bapak/Ibu?
ask-name-group = Apa nama kelompoknya, dan siapa yang mewakili? Contoh: Kelompok Tani Harapan, diwakili Rina Marlina.
ask-name-legal = Apa nama badan hukumnya, dan siapa yang mewakili? Contoh: Yayasan Sakti Alam, diwakili Rina Marlina.
ask-address = Di mana alamat Bapak/Ibu? Cukup desa, kecamatan, dan kabupaten.
ask-reach = Nomor telepon atau alamat surel yang dapat dihubungi?
ask-information =
    Informasi apa yang Bapak/Ibu butuhkan? Sebutkan tahun dan tempatnya bila ada.

    Boleh beberapa pesan, foto, atau dokumen. Setelah lengkap, ketik "selesai".
identifiers-found = Di tulisan itu ada { $kinds }. Permohonan dibaca beberapa petugas, jadi sebaiknya disamarkan. Bagaimana?
identifiers-mask = Samarkan
identifiers-keep = Biarkan
identifier-nik = NIK
identifier-phone = nomor telepon
identifier-email = alamat surel
ask-purpose = Untuk apa informasi ini akan digunakan? Pilih, atau tulis sendiri.
ask-obtain = Bagaimana Bapak/Ibu ingin memperolehnya?
ask-deliver = Ke mana jawabannya dikirim?
ask-email = Ke alamat surel mana?
ask-agency = Ke mana permohonan ini ditujukan? Dari kata-katanya, yang paling mungkin:
ask-agency-after = Salah pilih tidak apa-apa: petugas akan meneruskannya.
ask-agency-none = Ke mana permohonan ini ditujukan? Ketik nama dinasnya, buka daftar lengkap, atau pilih "Tidak tahu" agar PPID Utama yang mencarikan.
review = Mohon periksa sebelum dikirim:

# Tanda terima dan kabar
notice-receipt =
    Permohonan Bapak/Ibu sudah kami terima. Terima kasih.

    Nomor: { $number }
    Ditujukan ke: { $agency }
    Diterima: { $received }
    Dijawab paling lambat: { $due }
unattended = Petugas { $agency } belum terhubung dengan layanan ini, jadi PPID Utama yang menanganinya lebih dahulu.
receipt-next = Berikutnya: petugas memeriksa permohonan ini. Setiap perkembangan kami kabarkan di sini.
notice-accepted =
    Permohonan { $number } mulai dikerjakan oleh { $agency }.

    Dijawab paling lambat { $due }.
notice-forwarded =
    Permohonan { $number } diteruskan ke { $agency }.

    Tenggatnya tetap: { $due }.
notice-withdrawn = Permohonan { $number } sudah dicabut. Bila masih diperlukan, Bapak/Ibu dapat mengajukan yang baru.

# Jawaban
answer-heading = Jawaban atas permohonan { $number } dari { $agency }.
answer-decision = Keputusan: { $decision }.
answer-held-by = Informasi ini dikuasai oleh: { $body }. Permohonan dapat diajukan ke sana (UU 14/2008 Pasal 22 ayat (7) huruf b).
answer-not-documented = Informasi ini belum dikuasai atau belum didokumentasikan (UU 14/2008 Pasal 6 ayat (3) huruf e).
answer-ground = Dasar: { $article } ({ $label }).
answer-redaction = Yang dihitamkan: { $text }
answer-test = Uji konsekuensi: { $reference }
answer-no-test = Uji konsekuensi: belum ada.
answer-how = Bentuk dan cara: { $format }
answer-cost = Biaya: { $cost }
answer-free = Gratis

# Status
status-none = Bapak/Ibu belum pernah mengajukan permohonan dari sini.
status-list = Permohonan Bapak/Ibu ({ $count }):
status-more = Dan { $count } lagi yang lebih lama. Ketik nomornya untuk melihat.
list-line =
    { $number }, { $state }
    { $text }
card-number = Permohonan { $number }
card-agency = Ditangani: { $agency }
card-status = Status: { $status }
card-due = Paling lambat: { $due } ({ $left })
card-asked = Yang diminta:
timeline = Perjalanannya:
timeline-line = { $at }: { $what }
event-submitted = terdaftar
event-accepted = mulai dikerjakan
event-forwarded = diteruskan ke { $agency }
event-answered = dijawab: { $decision }
event-withdrawn = dicabut
event-refusal-proposed = penolakan diusulkan
event-refusal-returned = usulan penolakan dikembalikan

# Mencabut
withdraw-sure = Cabut permohonan { $number }? Yang sudah dicabut tidak dikerjakan lagi.
withdraw-yes = Ya, cabut
withdraw-no = Tidak jadi
withdraw-kept = Baik, permohonan tetap berjalan.
withdraw-none = Tidak ada permohonan yang sedang berjalan.
withdraw-which = Permohonan mana yang dicabut?

# Bicara dengan petugas
office =
    { $address }
    Telepon { $phone }
    { $hours }
person-ask =
    Petugas kami dapat dihubungi di:

    { $office }

    Atau tulis pesannya di sini, nanti petugas membalas lewat chat ini.
person-passed-on = Pesan Bapak/Ibu sudah kami sampaikan. Petugas membalas di sini pada jam kerja.
person-kept =
    Pesan Bapak/Ibu sudah kami simpan untuk petugas. Bila mendesak, silakan hubungi:

    { $office }
person-cancel = Batal menulis kepada petugas?
person-cancelled = Baik, pesan tidak jadi dikirim.
person-reply =
    Balasan petugas:

    { $text }
person-again = Balas petugas
