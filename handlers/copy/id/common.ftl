# Tombol dan kata yang dipakai di mana-mana.
button-menu = Menu
button-status = Lihat status
button-send = Kirim permohonan
button-send-answer = Kirim jawaban
button-change = Ubah
button-cancel = Batal
button-undo = Urungkan pembatalan
button-done = Selesai
button-why = Kenapa tanggal ini?
button-withdraw = Cabut permohonan
button-answer-again = Baca jawaban

# Yang tidak dapat kami terima, dan apa yang bisa dilakukan.
invalid-choice = Mohon pilih salah satu pilihan di bawah, atau ketik nomornya.
invalid-number = Nomornya 1 sampai { $most }.
invalid-short = Jawabannya terlalu pendek. Mohon tulis sedikitnya { $least } huruf.
invalid-long = Pesan ini terlalu panjang ({ $length } huruf). Paling banyak { $most } huruf; selebihnya boleh dikirim sebagai dokumen.
invalid-no-words = Kami belum menemukan kata di pesan itu. Mohon jawab dengan tulisan.
invalid-sticker = Stikernya bagus, tetapi kami hanya dapat membaca tulisan. Mohon jawab dengan tulisan.
invalid-voice = Maaf, kami belum dapat mendengarkan pesan suara. Mohon tulis jawabannya, atau ketik "petugas" untuk dibantu orang.
invalid-file = Berkas belum diperlukan di sini. Mohon jawab dengan tulisan.
invalid-location = Lokasi belum diperlukan di sini. Mohon jawab dengan tulisan.
invalid-contact = Kontak itu tidak dapat kami pakai. Mohon tulis jawabannya.
invalid-edited = Pesan yang diubah tidak kami baca lagi. Mohon kirim jawaban baru, atau ketik "kembali" untuk mengulang yang sebelumnya.
invalid-other = Maaf, pesan seperti itu belum dapat kami baca. Mohon jawab dengan tulisan.
invalid-reach = Itu belum tampak seperti nomor telepon atau alamat surel. Contoh: 0812 3456 7890 atau nama@contoh.id.
invalid-file-large = Berkas "{ $name }" lebih besar dari { $most } MB, jadi tidak dapat kami terima. Mohon kirim yang lebih kecil, atau bagi menjadi beberapa berkas.
invalid-files-many = Sudah { $most } berkas, paling banyak sebanyak itu. Ketik "selesai" untuk melanjutkan.
invalid-date = Tanggalnya belum terbaca. Contoh: 20-11-2026.
invalid-date-future = Tanggal itu belum tiba.
invalid-date-old = Tanggal itu lebih dari { $days } hari yang lalu. Untuk yang selama itu, hubungi PPID Utama.
idle-file = Berkasnya belum kami simpan, karena belum ada permohonan yang sedang diisi. Pilih "Ajukan permohonan" dahulu, lalu kirim berkasnya saat kami tanya.
old-button = Tombol itu sudah tidak berlaku.
old-button-filed = Tombol itu dari permohonan yang sudah terkirim, nomor { $number }. Tidak ada yang berubah.
old-button-cancelled = Tombol itu dari permohonan yang sudah dibatalkan.
our-fault = Maaf, ada gangguan di pihak kami saat membaca pesan itu. Pesannya sudah kami simpan dan petugas sudah diberi tahu. Bapak/Ibu boleh melanjutkan, atau ketik "menu".
store-away = Mohon maaf, layanan kami sedang terganggu, jadi pesan Bapak/Ibu belum dapat kami catat. Tidak perlu dikirim ulang: begitu layanan pulih, pesan itu masuk sendiri dan kami jawab. Bila sampai besok belum ada jawaban, mohon kirim sekali lagi.
store-away-press = Mohon maaf, layanan kami sedang terganggu, jadi pilihan Bapak/Ibu belum tercatat. Bila nanti belum ada jawaban, mohon pilih sekali lagi.

# Kembali dan batal.
back-at-start = Ini pertanyaan pertama.
back-to-form = Kita lanjutkan yang tadi.
cancel-sure = Yakin ingin membatalkan? Isian ini dapat dikembalikan dalam satu hari.
cancel-yes = Ya, batalkan
cancel-no = Tidak, lanjutkan
cancel-kept = Baik, kita lanjutkan.
cancel-undone = Pembatalan diurungkan. Kita lanjutkan.
cancel-nothing = Tidak ada yang sedang diisi, jadi tidak ada yang dibatalkan.
cancelled = Isian dibatalkan. Belum ada yang dikirim.
undo-nothing = Tidak ada pembatalan yang dapat diurungkan.

# Ringkasan.
review-how = Bila ada yang keliru, ketik nomornya.
review-which = Yang mana yang diubah?

# Kumpulan pesan dan berkas.
gathered = Sudah kami catat ({ $what }). Ada tambahan? Kirim saja. Bila sudah lengkap, pilih Selesai.
gather-texts = { $count } pesan
gather-files = { $count } berkas
gather-more = Mohon tulis sedikit lebih jelas, sedikitnya { $least } huruf. Setelah itu ketik "selesai".
gather-text-needed = Berkasnya sudah kami terima. Mohon tulis juga keterangannya, sedikitnya { $least } huruf.

# Memilih dinas.
agency-line = { $number }. { $name } (karena: { $words })
agency-line-plain = { $number }. { $name }
agency-list = Daftar lengkap
agency-more = Berikutnya
agency-unknown = Tidak tahu
agency-utama = PPID Utama (membantu mencarikan dinas yang tepat)
agency-page = Daftar dinas dan kecamatan, halaman { $page } dari { $pages }. Pilih, atau ketik namanya.
agency-found = Apakah salah satu dari ini?
agency-not-found = Kami belum menemukan dinas dengan nama itu.

# Tenggat.
due = { $date } ({ $days } hari kerja menurut { $article })
due-unknown = menunggu kalender kerja { $year }
left-days = { $days } hari kerja lagi
left-today = hari ini
left-late = lewat { $days } hari kerja
left-unknown = menunggu kalender
why = Mengapa tanggal itu? Dihitung { $days } hari kerja ({ $article }), Senin sampai Jumat tanpa hari libur dan cuti bersama.
why-start = { $date }: awal hitungan, belum dihitung
why-counted = { $date }: hari ke-{ $number }
why-skipped = { $date }: tidak dihitung, { $reason }
why-weekend = akhir pekan
why-end = Jadi, paling lambat { $date }.

# Status permohonan.
status-submitted = sudah terdaftar, menunggu petugas
status-accepted = sedang dikerjakan petugas
status-proposed = sedang diperiksa PPID Utama
status-answered = sudah dijawab
status-withdrawn = dicabut pemohon

# Pilihan formulir.
kind-person = Perorangan
kind-group = Kelompok orang
kind-legal = Badan hukum
kind-foreign = Warga/lembaga asing
obtain-soft = Salinan digital
obtain-hard = Salinan cetak
obtain-see = Melihat di tempat
deliver-chat = Lewat chat ini
deliver-email = Surel (email)
deliver-pickup = Diambil di kantor
deliver-post = Pos
purpose-study = Penelitian atau kuliah
purpose-oversight = Mengawasi layanan publik
purpose-personal = Keperluan pribadi
purpose-work = Pekerjaan atau usaha
reach-chat = lewat chat ini
reach-chat-only = Cukup lewat chat ini
decision-given = Diberikan seluruhnya
decision-partly = Diberikan sebagian
decision-refused = Ditolak
decision-not-held = Tidak dikuasai

# Nama isian di ringkasan.
label-kind = Pemohon
label-name = Nama
label-address = Alamat
label-reach = Kontak
label-information = Informasi
label-purpose = Tujuan
label-obtain = Cara memperoleh
label-deliver = Cara menerima
label-email = Surel
label-agency = Ditujukan ke
label-reason = Alasan
label-decision = Keputusan
label-held-by = Yang menguasai
label-ground = Dasar
label-other-law = Undang-undang lain
label-test = Uji konsekuensi
label-redaction = Yang dihitamkan
label-text = Isi jawaban
label-format = Bentuk dan cara
label-cost = Biaya
label-channel = Diterima lewat
label-day = Tanggal diterima

# Kata yang ditambahkan WhatsApp sendiri: tombol yang membuka daftar pilihan.
whatsapp-choose = Pilih
