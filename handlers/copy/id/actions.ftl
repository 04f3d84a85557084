# Tindakan petugas di antara pendaftaran dan jawaban, dan kabarnya kepada pemohon.
word-late = terlambat, lewat tenggat
word-leave = cuti
menu-late = Terlambat
role-system = sistem
more-ask = Tindakan lain untuk permohonan { $number }:
leave-it = Tidak jadi
left-as-it-is = Baik, tidak ada yang berubah.

status-incomplete = menunggu kelengkapan dari pemohon
status-closed = ditutup
event-incomplete = diminta dilengkapi
event-completed = dilengkapi
event-extended = waktu menjawab diperpanjang
event-material-asked = bahan diminta dari { $agency }
event-material-given = bahan diberikan oleh { $agency }
event-closed = ditutup
event-recalculated = tenggat dihitung ulang karena kalender kerja berubah
due-extended = { $date } (sudah diperpanjang { $days } hari kerja menurut { $article })

# Belum lengkap
incomplete-ask = Apa yang masih kurang pada permohonan { $number }? Pilih satu atau lebih, atau tulis sendiri.
incomplete-ask-after = Pemberitahuan ini hanya dapat dikirim dalam 3 hari kerja sejak permohonan dicatat (Perki 1/2021).
incomplete-more =
    Yang masih kurang:
    { $missing }

    Ada lagi? Bila sudah, pilih Selesai.
incomplete-sure =
    Pemohon permohonan { $number } akan diminta melengkapi:
    { $missing }

    Paling lambat { $until } ({ $days } hari kerja). Tenggat jawaban tetap berjalan.
incomplete-send = Kirim pemberitahuan
done-incomplete = Permohonan { $number } dinyatakan belum lengkap. Pemohon diminta melengkapi paling lambat { $until }; tenggat jawaban tetap berjalan.
missing-details = Rincian informasi yang diminta
missing-address = Alamat pemohon
missing-identity-person = KTP atau tanda pengenal lain yang berlaku
missing-identity-group = Surat kuasa dan KTP pemberi kuasa
missing-identity-legal = Akta atau anggaran dasar yang disahkan Menteri Hukum
missing-power = Surat kuasa, bila permohonan diwakilkan
missing-choice-details = Rincian informasi
missing-choice-address = Alamat
missing-choice-identity-person = KTP
missing-choice-identity-group = Kuasa dan KTP
missing-choice-identity-legal = Akta
missing-choice-power = Surat kuasa
notice-incomplete =
    Permohonan { $number } sudah tercatat, tetapi masih perlu dilengkapi:
    { $missing }
notice-incomplete-until = Mohon dilengkapi paling lambat { $until } ({ $days } hari kerja; { $article }). Sesudah itu permohonan dapat tidak ditindaklanjuti, walaupun kelengkapan yang terlambat tetap kami terima.
papers-not-in-chat = Demi keamanan, KTP dan surat-surat jangan dikirim di percakapan ini. Tunjukkan di kantor ({ $address }) atau kirim ke { $email }.
button-complete = Lengkapi
officer-completion = Kelengkapan: { $text }
card-completion = Perlu dilengkapi paling lambat: { $until }
officer-missing = Belum lengkap, ditunggu sampai { $until }: { $missing }
complete-ask =
    Apa yang sudah diterima untuk melengkapi permohonan { $number }? Tulis singkat, misalnya: KTP ditunjukkan di kantor.

    Boleh dengan berkas. Setelah lengkap, ketik "selesai".
done-complete = Permohonan { $number } dinyatakan lengkap.
officer-completed =
    Permohonan { $number } sudah dilengkapi:

    { $text }
officer-completed-late =
    Permohonan { $number } dilengkapi sesudah batas waktunya, dan tetap diterima:

    { $text }
completing-ask =
    Yang perlu dilengkapi pada permohonan { $number }:
    { $missing }

    Tulis di sini, boleh dengan berkas. Setelah lengkap, ketik "selesai".
completing-no-papers = KTP dan surat-surat jangan dikirim di sini; tunjukkan di kantor atau kirim lewat surel kantor.
completed = Terima kasih, kelengkapan permohonan { $number } sudah kami terima dan petugas sudah diberi tahu.
completed-late = Terima kasih. Kelengkapan permohonan { $number } datang sesudah batas waktunya; tetap kami terima, kami tandai terlambat, dan petugas sudah diberi tahu.

# Perpanjangan
extend-ask = Mengapa perlu waktu lebih lama? Alasan tertulis wajib disampaikan kepada pemohon ({ $article }). Pilih, atau tulis sendiri.
extend-reason-not-held = Informasi yang diminta belum dikuasai atau didokumentasikan, sehingga perlu waktu untuk menghimpunnya
extend-reason-undecided = Belum dapat diputuskan apakah informasinya dikecualikan; masih melalui uji konsekuensi (UU 14/2008 Pasal 19)
extend-choice-not-held = Belum dikuasai
extend-choice-undecided = Uji konsekuensi
extend-sure =
    Permohonan { $number } akan diperpanjang. Ini hanya dapat satu kali.

    Tenggat sekarang: { $old }
    Tenggat baru: { $new }
    Alasan: { $reason }
extend-sure-unknown =
    Permohonan { $number } akan diperpanjang { $days } hari kerja sesudah tenggatnya, yang masih menunggu kalender. Ini hanya dapat satu kali.

    Alasan: { $reason }
extend-yes = Perpanjang
done-extend = Permohonan { $number } diperpanjang. Tenggatnya sekarang { $due }.
notice-extended =
    Jawaban untuk permohonan { $number } memerlukan waktu lebih lama.

    Alasan: { $reason }

    Dijawab paling lambat: { $due }. Perpanjangan hanya dapat satu kali.

# Bahan dari dinas lain
material-ask = Bahan diminta dari dinas mana? Dari kata-katanya, yang paling mungkin:
material-ask-after = Permohonannya tetap ditangani di sini, dan tenggatnya tidak berubah.
material-ask-none = Bahan diminta dari dinas mana? Ketik namanya, atau buka daftar lengkap.
material-ask-what = Bahan apa yang diminta dari { $agency }?
material-review = Minta bahan ini?
material-send = Minta bahan
label-material = Bahan
done-ask = Bahan untuk permohonan { $number } diminta dari { $agency }, paling lambat { $due }. Tenggat jawabannya tetap.
officer-material-asked = { $agency } meminta bahan untuk permohonan { $number }.
officer-in-place-of = Bapak/Ibu menerimanya sebagai pengganti petugas { $agency }.
asked-for = Bahan yang diminta: { $text }
asked-given = Sudah diberikan. Terima kasih.
material-give = Tulis bahan untuk permohonan { $number }, dan kirim berkasnya bila ada. Setelah lengkap, ketik "selesai".
done-give = Bahan untuk permohonan { $number } sudah dikirim ke { $agency }. Terima kasih.
officer-material-given =
    { $agency } memberi bahan untuk permohonan { $number }:

    { $text }
officer-ask-open = Bahan dari { $agency }, ditunggu sampai { $due }: { $text }
officer-ask-given = Bahan dari { $agency }, sudah diberikan { $date }: { $text }
queue-asks = Bahan yang diminta dinas lain ({ $count }):

# Menutup
close-reason-answered = Sudah dijawab, dan masa untuk mengajukan keberatan sudah lewat (30 hari kerja, UU 14/2008 Pasal 36 ayat (1))
close-reason-incomplete = Tidak dilengkapi dalam waktunya (3 hari kerja, Perki 1/2021)
close-sure =
    Permohonan { $number } akan ditutup, dan tidak dapat dibuka lagi.

    Alasan: { $reason }
done-close = Permohonan { $number } ditutup.
notice-closed =
    Permohonan { $number } ditutup.

    Alasan: { $reason }

    Bila informasinya masih diperlukan, Bapak/Ibu dapat mengajukan permohonan baru.

# Kalender berubah
notice-recalculated =
    Kalender kerja berubah ({ $source }), sehingga tanggal untuk { $number } dihitung ulang.
moved-line = { $what }: { $new } (sebelumnya { $old })
moved-answer = Dijawab paling lambat
moved-extension = Dijawab paling lambat
moved-completion = Dilengkapi paling lambat
moved-objection_window = Keberatan paling lambat
moved-objection_answer = Ditanggapi Atasan PPID paling lambat
moved-dispute_window = Ke Komisi Informasi paling lambat
officer-recalculated = Kalender kerja berubah ({ $source }). Tenggat yang bergeser:
officer-recalculated-line = { $number }: { $new } (sebelumnya { $old })
officer-recalculated-direct = { $number } (pemohon perlu dikabari langsung): { $new } (sebelumnya { $old })
officer-recalculated-more = Dan { $count } lagi. Buka antrean untuk melihat semuanya.

# Lewat tenggat
late-requests = Lewat tenggat: { $count } permohonan di { $agencies } dinas. Yang paling lama lebih dahulu.
late-agency = { $agency }: { $count } permohonan, yang terlama { $left }
late-agencies-more = Dan { $count } dinas lagi.
late-asks = Bahan yang belum diberikan: { $count }
late-ask = { $agency }, untuk { $number }: { $left }
late-objections = Keberatan yang belum ditanggapi Atasan PPID: { $count }
late-nothing = Tidak ada yang lewat tenggat.

# Cuti
away-tomorrow = Besok
away-ask = Cuti sampai tanggal berapa (hari terakhir)? Pilih, atau ketik, misalnya 20-11-2026.
away-past = Tanggal itu sudah lewat.
away-long = Paling lama satu tahun. Untuk yang lebih lama, hubungi PPID Utama.
away-ask-deputy = Siapa yang menggantikan selama cuti? Kabar permohonan akan dikirim kepadanya.
away-ask-no-deputy = Belum ada petugas lain yang dapat menggantikan. Selama cuti, permohonan baru ada pada PPID Utama.
away-nobody = Tanpa pengganti
away-deputy-line = { $name }, { $agency }
away-noted = Selamat beristirahat. Sampai { $until } kabar permohonan dikirim kepada { $deputy }. Bila kembali lebih awal, ketik "cuti".
away-noted-alone = Selamat beristirahat sampai { $until }. Tanpa pengganti dan tanpa petugas lain, permohonan dinas ini ada pada PPID Utama. Bila kembali lebih awal, ketik "cuti".
away-now = Bapak/Ibu tercatat cuti sampai { $until }. Pengganti: { $deputy }.
away-back = Saya sudah kembali
away-change = Ubah cuti
away-is-back = Selamat bekerja kembali. Kabar permohonan dikirim ke sini lagi.
away-not = Bapak/Ibu tidak sedang cuti.
away-deputy = { $name } ({ $agency }) cuti sampai { $until }, dan Bapak/Ibu menggantikannya. Kabar permohonannya akan dikirim ke sini.
away-deputy-back = { $name } ({ $agency }) sudah kembali. Kabar permohonannya tidak lagi dikirim ke sini.
unattended-away = Petugas { $agency } sedang cuti, jadi PPID Utama yang menanganinya lebih dahulu.
task-deliver-notice =
    Pemberitahuan untuk permohonan { $number } perlu disampaikan langsung kepada { $name }.

    Alamat: { $address }. Kontak: { $reach }

    Isinya:

    { $text }

    Sampaikan lewat surat, surel, atau telepon, lalu pilih "Sudah selesai".

# Yang tidak dapat dilakukan
refused-completeness-late = Kelengkapan hanya dapat diminta dalam 3 hari kerja sejak permohonan dicatat (Perki 1/2021), dan hanya sekali pada satu waktu. Permohonannya tetap harus dijawab.
refused-not-incomplete = Permohonan ini tidak sedang menunggu kelengkapan.
refused-extended-already = Permohonan ini sudah pernah diperpanjang, dan perpanjangan hanya dapat satu kali (UU 14/2008 Pasal 22 ayat (8)).
refused-extension-late = Perpanjangan hanya dapat diberitahukan selama 10 hari kerja untuk menjawab belum lewat (UU 14/2008 Pasal 22 ayat (8)). Permohonannya perlu segera dijawab.
refused-already-asked = Bahan dari dinas itu sudah diminta dan masih ditunggu.
refused-not-asked = Tidak ada bahan yang sedang diminta dari dinas Bapak/Ibu untuk permohonan ini.
refused-too-early-to-close = Permohonan baru dapat ditutup setelah dijawab dan masa keberatannya lewat, atau bila tidak dilengkapi sampai batas waktunya.
