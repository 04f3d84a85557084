# Keberatan (UU 14/2008 Pasal 35-37), jalan ke Komisi Informasi, dan penjelasan tanggal.

menu-objection = Keberatan
button-object = Ajukan keberatan
button-object-own = Keberatan sendiri
button-object-anyway = Tetap ajukan
button-objection = Lihat keberatan
button-publication = Informasi berkala
button-request = Lihat permohonan
button-next = Lanjut
button-use-suggestion = Pakai uraian ini
button-send-objection = Kirim keberatan
button-withdraw-objection = Cabut keberatan
button-response = Baca tanggapan
button-send-response = Kirim tanggapan
button-dispute = Ke Komisi Informasi
button-disputed = Sudah saya ajukan

# Sesudah jawaban, atau tanpa jawaban
answer-next = Bila belum puas, Bapak/Ibu dapat mengajukan keberatan kepada Atasan PPID paling lambat { $until } ({ $article }). Pilih "Ajukan keberatan"; yang sudah kami ketahui langsung terisi.
answer-next-unknown = Bila belum puas, Bapak/Ibu dapat mengajukan keberatan kepada Atasan PPID dalam { $days } hari kerja ({ $article }); tanggal pastinya menunggu kalender kerja. Pilih "Ajukan keberatan"; yang sudah kami ketahui langsung terisi.
answer-next-late = Batas waktu keberatan atas jawaban ini adalah { $until } ({ $article }). Keberatan sesudahnya tetap kami terima dan kami tandai terlambat; Atasan PPID yang memutuskan.
answer-objection-runs = Keberatan Bapak/Ibu nomor { $number } tetap berjalan. Bila jawaban ini sudah memuaskan, keberatan itu dapat dicabut.
objection-silence = Permohonan ini seharusnya dijawab paling lambat { $due }. Bapak/Ibu dapat mengajukan keberatan kepada Atasan PPID sampai { $until } (UU 14/2008 Pasal 36 ayat (1)).
objection-silence-late = Permohonan ini seharusnya dijawab paling lambat { $due }. Batas waktu keberatan, { $until }, sudah lewat; keberatan yang terlambat tetap kami terima dan Atasan PPID yang memutuskan.
objection-silence-unknown = Permohonan ini seharusnya dijawab paling lambat { $due }. Bapak/Ibu dapat mengajukan keberatan kepada Atasan PPID dalam 30 hari kerja sesudahnya (UU 14/2008 Pasal 36 ayat (1)).

# Memulai
objection-what = Keberatan disampaikan kepada Atasan PPID bila permohonan ditolak, tidak dijawab, atau jawabannya tidak sesuai. Atasan PPID menanggapinya paling lambat 30 hari kerja sesudah diterima (UU 14/2008 Pasal 36 ayat (2)).
objection-which = Keberatan atas permohonan yang mana?
objection-no-request = Belum ada permohonan Bapak/Ibu di sini. Tanpa permohonan pun, keberatan dapat diajukan bila informasi yang wajib diumumkan berkala tidak tersedia (UU 14/2008 Pasal 35 ayat (1) huruf b).
objection-early = Permohonan { $number } masih dalam waktunya: dijawab paling lambat { $due }. Bapak/Ibu boleh menunggu sampai tanggal itu, dan boleh juga mengajukan keberatan sekarang.
objection-stands = Keberatan nomor { $number } atas permohonan { $request } masih berjalan. Satu permohonan satu keberatan; tambahan keterangan dapat disampaikan lewat "petugas".
objection-stands-responded = Keberatan nomor { $number } atas permohonan { $request } sudah ditanggapi. Bila belum puas, langkah berikutnya adalah Komisi Informasi.
objection-withdrawn-request = Permohonan { $number } sudah dicabut, jadi tidak ada lagi yang dapat dikeberatkan. Permohonan baru dapat diajukan kapan saja.
objection-opening = Keberatan atas permohonan { $number }. Sekitar dua menit, dan boleh dijeda kapan saja.
objection-opening-until = Keberatan atas permohonan { $number }, dapat diajukan sampai { $until }. Sekitar dua menit, dan boleh dijeda kapan saja.
objection-opening-late = Batas waktu keberatan atas permohonan { $number }, { $until }, sudah lewat. Keberatan ini tetap kami terima dan kami tandai terlambat; Atasan PPID yang memutuskan.

# Alasan: UU 14/2008 Pasal 35 ayat (1)
objection-ground-a = Permohonan ditolak karena informasinya dinyatakan dikecualikan (rahasia)
objection-ground-b = Informasi yang wajib diumumkan berkala tidak disediakan
objection-ground-c = Permohonan tidak ditanggapi
objection-ground-d = Tanggapannya tidak sesuai dengan yang diminta
objection-ground-e = Permohonan tidak dipenuhi
objection-ground-f = Biaya yang dikenakan tidak wajar
objection-ground-g = Informasi disampaikan melebihi batas waktu
objection-ground-cited = - { $text } ({ $article } huruf { $letter })
objection-ask-grounds = Apa alasan keberatan Bapak/Ibu? Boleh lebih dari satu: tekan hurufnya, atau ketik, misalnya: a, d.
objection-grounds-fit = Yang sesuai dengan permohonan ini:
objection-grounds-other = Alasan lain:
objection-grounds-noted =
    Sudah kami catat:
    { $grounds }

    Ada alasan lain? Tekan hurufnya; tekan sekali lagi untuk membatalkan. Bila sudah, pilih Lanjut.
objection-grounds-invalid = Mohon tekan atau ketik huruf alasannya, a sampai g, misalnya: a, d.

# Kasus posisi
objection-ask-position =
    Ceritakan apa yang terjadi. Dari catatan kami:

    { $suggestion }

    Pilih "Pakai uraian ini", atau tulis sendiri. Boleh beberapa pesan, foto, atau dokumen; setelah lengkap, ketik "selesai".
suggest-request = Pada { $received } saya mengajukan permohonan { $number } kepada { $agency }: "{ $text }".
suggest-answer = Permohonan itu dijawab pada { $date }: { $decision }.
suggest-ground = Dasarnya { $article } ({ $label }).
suggest-unanswered = Sampai { $today } permohonan itu belum dijawab.
suggest-late = Batas waktu menjawabnya adalah { $due }.
objection-review = Mohon periksa keberatan ini sebelum dikirim:
label-grounds = Alasan
label-position = Yang terjadi
label-unpublished = Informasi yang tidak diumumkan

# Tanpa permohonan: Pasal 35 ayat (1) huruf b
publication-opening =
    Badan publik wajib mengumumkan informasi tertentu secara berkala, sedikitnya setiap enam bulan, misalnya kegiatan, kinerja, dan laporan keuangannya (UU 14/2008 Pasal 9).

    Bila tidak tersedia, Bapak/Ibu dapat mengajukan keberatan tanpa permohonan lebih dahulu.
publication-ask-information =
    Informasi apa yang tidak diumumkan, dan di mana Bapak/Ibu sudah mencarinya?

    Boleh beberapa pesan, foto, atau dokumen. Setelah lengkap, ketik "selesai".
publication-ask-agency = Dinas mana yang seharusnya mengumumkannya? Dari kata-katanya, yang paling mungkin:
publication-ask-agency-after = Bila ragu, pilih "Tidak tahu".
publication-ask-agency-none = Dinas mana yang seharusnya mengumumkannya? Ketik namanya, buka daftar lengkap, atau pilih "Tidak tahu".
publication-ask-name = Siapa nama lengkap Bapak/Ibu, atau nama lembaga dan wakilnya?

# Tanda terima dan kabar untuk pemohon
notice-objection-receipt =
    Keberatan Bapak/Ibu sudah kami terima. Terima kasih.

    Nomor keberatan: { $number }
    Diterima: { $received }
    Ditanggapi Atasan PPID paling lambat: { $due }
objection-receipt-next = Berikutnya: Atasan PPID membaca keberatan ini beserta seluruh riwayatnya. Tanggapannya kami sampaikan di sini.
objection-receipt-late = Keberatan ini masuk setelah batas waktunya, jadi kami tandai terlambat. Atasan PPID yang memutuskan, dan putusannya kami sampaikan di sini.
notice-objection-answered = Tanggapan Atasan PPID atas keberatan { $number }.
notice-objection-closed = Keberatan { $number } ditutup.
objection-ruling = Putusan: { $ruling }.
ruling-upheld = Dikabulkan
ruling-partly = Dikabulkan sebagian
ruling-rejected = Ditolak
objection-upheld-publication = { $agency } diminta mengumumkan informasi itu.
objection-upheld-next = { $agency } diminta melaksanakan putusan ini. Hasilnya kami sampaikan di sini.
old-button-objected = Tombol itu dari keberatan yang sudah terkirim, nomor { $number }. Tidak ada yang berubah.
objection-number-unknown = Nomor itu tidak ada di antara keberatan Bapak/Ibu.

# Kartu keberatan
objection-card = Keberatan { $number }
objection-about-request = Permohonan: { $number } ({ $agency })
objection-about-publication = Informasi berkala yang tidak diumumkan ({ $agency })
objection-card-due = Ditanggapi paling lambat: { $due } ({ $left })
objection-card-dispute = Ke Komisi Informasi paling lambat: { $until } ({ $left })
objection-card-late = Masuk setelah batas waktunya; Atasan PPID yang memutuskan.
objection-card-grounds = Alasan:
objection-card-unpublished = Yang tidak diumumkan:
objection-card-position = Yang terjadi:
objection-state = Keberatan { $number }: { $state }.
status-objections = Keberatan Bapak/Ibu ({ $count }):
objection-status-lodged = menunggu tanggapan Atasan PPID
objection-status-responded = sudah ditanggapi Atasan PPID
objection-status-disputed = diajukan ke Komisi Informasi
objection-status-closed = ditutup
event-objection-lodged = keberatan diterima
event-objection-answered = ditanggapi Atasan PPID
event-dispute-filed = sengketa diajukan ke Komisi Informasi
event-objection-closed = ditutup
objection-happened = { $what }: { $more }

# Mencabut
objection-withdraw-sure = Cabut keberatan { $number }? Yang sudah dicabut tidak ditanggapi lagi.
objection-withdraw-kept = Baik, keberatan tetap berjalan.
objection-closed-withdrawn = dicabut oleh pemohon
objection-closed-lapsed = batas waktu ke Komisi Informasi sudah lewat

# Ke Komisi Informasi: UU 14/2008 Pasal 37-40; Perki 1/2013
commission = Komisi Informasi
dispute-next = Bila masih diperlukan, langkah berikutnya adalah penyelesaian sengketa informasi di { $commission }, diajukan paling lambat { $until } ({ $article }).
dispute-next-late = Batas waktu ke { $commission }, { $until }, sudah lewat ({ $article }). Apakah masih diterima, Komisi yang menentukan; silakan tanyakan langsung.
dispute-next-unknown = Bila masih diperlukan, langkah berikutnya adalah penyelesaian sengketa informasi di { $commission }, diajukan dalam { $days } hari kerja. Tanggal pastinya menunggu kalender kerja.
dispute-not-yet = Atasan PPID masih dapat menanggapi sampai { $due }. { $commission } menerima sengketa sesudah keberatan ditanggapi, atau sesudah tanggal itu lewat tanpa tanggapan (UU 14/2008 Pasal 37).
dispute-after-objection = Sengketa informasi diajukan kepada Komisi Informasi sesudah keberatan (UU 14/2008 Pasal 37). Jadi mulailah dari keberatan.
dispute-heading = Persiapan ke { $commission }, keberatan { $number }.
dispute-free = Tidak ada biayanya (Perki 1/2013 Pasal 12).
dispute-papers = Yang diminta (Perki 1/2013 Pasal 11):
dispute-there = ✓ { $what }
dispute-missing = ○ { $what }: siapkan sendiri, jangan dikirim lewat chat
dispute-not-needed = – { $what }
dispute-identity-person = Fotokopi KTP atau paspor
dispute-identity-group = Surat kuasa dan fotokopi KTP pemberi kuasa
dispute-identity-legal = Anggaran dasar yang sudah disahkan Menteri Hukum dan tercatat di Berita Negara
dispute-request = Tanda bukti permohonan { $number }, diterima { $received }
dispute-request-publication = Bukti permohonan tidak diperlukan, karena keberatan ini tentang informasi berkala
dispute-answer = Pemberitahuan tertulis (jawaban), { $date }
dispute-no-answer = Pemberitahuan tertulis (jawaban) tidak ada, karena permohonan belum dijawab
dispute-objection = Tanda terima keberatan { $number }, diterima { $received }
dispute-response = Tanggapan Atasan PPID, { $date }
dispute-silence = Tanpa tanggapan Atasan PPID sampai { $due }; tanggalnya ada di tanda terima keberatan
dispute-letter = Permohonannya tertulis, dengan formulir Komisi atau surat: identitas, alasan, dan apa yang dimohonkan (Perki 1/2013 Pasal 9 dan 10).
dispute-way-mediation = Di sana dimulai dengan mediasi, yaitu mencari kesepakatan (UU 14/2008 Pasal 40 ayat (2)).
dispute-way-adjudication = Penolakan karena informasi dikecualikan langsung diperiksa dan diputus di sana (ajudikasi), tanpa mediasi (UU 14/2008 Pasal 40 ayat (2)).
dispute-way-both = Penolakan karena informasi dikecualikan langsung diperiksa dan diputus (ajudikasi); alasan yang lain dimulai dengan mediasi, yaitu mencari kesepakatan (UU 14/2008 Pasal 40 ayat (2)).
dispute-then = Untuk diketahui: Komisi memulai paling lambat { $start } hari kerja setelah menerima, dan menyelesaikan paling lambat { $end } hari kerja (UU 14/2008 Pasal 38).
dispute-recorded-already = Sengketa atas keberatan { $number } sudah tercatat sebelumnya. Tidak ada yang berubah.
dispute-recorded = Sudah kami catat: sengketa atas keberatan { $number } diajukan ke Komisi Informasi. Komisi memulai paling lambat { $start } hari kerja setelah menerima, dan menyelesaikan paling lambat { $end } hari kerja (UU 14/2008 Pasal 38).

# Untuk petugas
officer-objection-filed = Keberatan baru: { $number }
officer-objection-settled = Keberatan { $number } sudah ditanggapi Atasan PPID.
officer-dispute-filed = Pemohon mengajukan sengketa ke Komisi Informasi, keberatan { $number }.
officer-objection-closed = Keberatan { $number } ditutup. Tidak ada lagi yang perlu ditanggapi.
objection-no-superior = Atasan PPID belum terhubung dengan layanan ini. Mohon keberatan ini segera diteruskan kepadanya.
objection-agency-now = Atasan PPID yang menanggapi. Selama keberatan berjalan, jawaban yang lebih lengkap masih dapat diberikan.
objection-agency-publication = Atasan PPID yang menanggapi. Bila informasinya sudah ada, mohon segera diumumkan.
objection-settled-upheld = Mohon informasinya segera diberikan dengan "Jawab". Pemohon sudah diberi tahu bahwa keberatannya dikabulkan.
objection-settled-partly = Mohon bagian yang dikabulkan segera diberikan dengan "Jawab". Pemohon sudah diberi tahu.
objection-settled-rejected = Tidak ada yang perlu dikerjakan. Pemohon sudah diberi tahu, dan dapat mengajukan sengketa ke Komisi Informasi.
objection-settled-publication = Mohon informasi itu segera diumumkan. Pemohon sudah diberi tahu.
objection-from = Pemohon keberatan: { $name }
objection-story-late = Masuk setelah batas waktu keberatan: tetap diterima, dan Bapak/Ibu yang memutuskan.
objection-story-position =
    Yang terjadi menurut pemohon:
    { $text }
objection-story-unpublished =
    Yang tidak diumumkan menurut pemohon:
    { $text }
objection-story-purpose = Tujuan penggunaan: { $text }
objection-story-request =
    Yang diminta pada { $received }:
    { $text }
objection-story-answer = Dijawab { $date }:
objection-story-unanswered = Belum dijawab. Tenggatnya { $due }.
verb-objection-respond = Tanggapi
verb-objection-lapse = Tutup keberatan
verb-objection-show = Buka keberatan
objection-queue = Keberatan yang menunggu tanggapan ({ $count }), tenggat terdekat lebih dahulu:
objection-queue-empty = Tidak ada keberatan yang menunggu tanggapan.
ruling-ask = Apa putusan atas keberatan { $number }?
ruling-ask-text-upheld = Tulis alasannya, dan apa yang harus diberikan kepada pemohon. Boleh dengan berkas; setelah lengkap, ketik "selesai".
ruling-ask-text-partly = Tulis alasannya: bagian mana yang diberikan, dan bagian mana yang tidak. Boleh dengan berkas; setelah lengkap, ketik "selesai".
ruling-ask-text-rejected = Tulis alasannya; alasan tertulis wajib disertakan (UU 14/2008 Pasal 36 ayat (3)). Boleh dengan berkas; setelah lengkap, ketik "selesai".
ruling-review = Mohon periksa tanggapan ini sebelum dikirim:
label-ruling = Putusan
label-response = Alasan
done-respond = Tanggapan atas keberatan { $number } sudah dikirim kepada pemohon, dan dinasnya sudah diberi tahu.
done-objection-lapse = Keberatan { $number } ditutup.
task-deliver-objection-receipt =
    Tanda terima keberatan { $number } perlu disampaikan langsung kepada { $name }.

    Alamat: { $address }. Kontak: { $reach }

    Sampaikan lewat surat, surel, atau telepon, lalu pilih "Sudah selesai".
task-deliver-objection-answered =
    Tanggapan atas keberatan { $number } perlu disampaikan langsung kepada { $name }.

    Alamat: { $address }. Kontak: { $reach }

    Sampaikan lewat surat, surel, atau telepon, lalu pilih "Sudah selesai".

# Yang tidak dapat dilakukan
objection-refused-not-yours = Keberatan itu tidak ada pada Bapak/Ibu.
objection-refused-already-done = Keberatan ini sudah selesai, jadi tidak dapat diubah lagi.
objection-refused-stale = Keberatan ini sudah berubah sejak pesan itu dikirim.
objection-refused-too-early-to-close = Keberatan ini baru dapat ditutup setelah batas waktu ke Komisi Informasi lewat.
refused-reasons-missing = Keberatan harus menyebut alasannya (UU 14/2008 Pasal 35 ayat (1)).
refused-objection-runs = Atas permohonan ini sudah ada keberatan yang berjalan.
refused-responded-already = Keberatan ini sudah ditanggapi.
refused-no-response-yet = Atasan PPID masih dapat menanggapi; sengketa diajukan sesudahnya (UU 14/2008 Pasal 37).

# Mengapa tanggal ini?
explain-answer = Menjawab permohonan: dihitung sejak permohonan diterima, { $start }.
explain-extension = Perpanjangan waktu menjawab: dihitung sejak 10 hari kerja yang pertama berakhir, { $start }.
explain-completion = Melengkapi permohonan: dihitung sejak pemberitahuan belum lengkap, { $start }.
explain-objection_window = Mengajukan keberatan: dihitung sejak alasannya ditemukan, { $start }.
explain-objection_answer = Menanggapi keberatan: dihitung sejak keberatan diterima, { $start }.
explain-dispute_window = Mengajukan sengketa: dihitung sejak tanggapan Atasan PPID, atau sejak waktunya berakhir tanpa tanggapan, { $start }.
explain-struck = { $date }: hari ke-{ $number }, tetap hari kerja menurut { $source }
explain-sourced = { $name } ({ $source })
explain-also = akhir pekan, juga { $name }
explain-stretch-counted = { $first } sampai { $last }: hari ke-{ $from } sampai ke-{ $to }
explain-stretch-skipped = { $first } sampai { $last }: tidak dihitung, { $reason }
explain-totals = Sejak { $start } ada { $skipped } hari yang tidak dihitung: akhir pekan, hari libur, dan cuti bersama.
explain-decree = { $decree } untuk { $year }
explain-decrees = Hari libur dan cuti bersama menurut { $sources }.
explain-unknown = Tanggalnya belum dapat dipastikan: hitungannya sampai ke tahun { $year }, sedangkan hari libur dan cuti bersama { $year } belum dimuat (yang ada: { $known }). Begitu dimuat, tanggalnya kami kabarkan.
explain-not-verified = Hitungan ini mengikuti praktik yang lazim menurut Perki 1/2021; bunyi pasalnya masih kami pastikan.
explain-late-objection = Keberatan yang masuk sesudah tanggal itu tetap diterima dan ditandai terlambat; Atasan PPID yang memutuskan.
explain-nothing = Saat ini tidak ada tanggal yang sedang dihitung.

# ppid explain
cli-notice-objection-receipt = tanda terima keberatan
cli-notice-objection-filed = keberatan baru
cli-notice-objection-answered = tanggapan keberatan
cli-notice-objection-settled = putusan keberatan untuk dinas
cli-notice-objection-closed = keberatan ditutup
cli-notice-dispute-filed = sengketa diajukan
cli-task-deliver-objection = kabar keberatan perlu disampaikan langsung
cli-task-unattended-objection = keberatan tanpa Atasan PPID yang terhubung
cli-help-explain = Jelaskan setiap tenggat sebuah permohonan atau keberatan, hari demi hari
cli-help-explain-number = nomor permohonan atau keberatan, misalnya 001/PPID/XI/2026
cli-explain-unknown-number = Tidak ada permohonan atau keberatan bernomor { $number }.
cli-explain-waiting = menunggu kalender { $year }
