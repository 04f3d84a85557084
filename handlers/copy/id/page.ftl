# Halaman identitas di server kami; dibuka dari tautan sekali pakai.
page-other-language = English
page-back = Kembali ke percakapan
page-give-title = Lengkapi identitas
page-give = Untuk permohonan { $number }. Isian ini langsung ke server kami, disimpan terkunci, dan hanya dapat dilihat petugas yang menangani permohonan ini.
page-title-wrong = Perlu diperbaiki
page-wrong = Ada yang perlu diperbaiki
page-again = Yang sudah benar tetap tersimpan di isian ini, kecuali berkas: mohon pilih berkasnya sekali lagi.
page-send = Kirim identitas
page-wait = Mengirim foto dapat memerlukan beberapa menit. Mohon tunggu sampai halaman berganti.
page-privacy = Bagaimana data ini dijaga
page-privacy-who = Pengendali data: { $controller }.
page-privacy-why = Dipakai hanya untuk { $purpose }. Dasarnya kewajiban hukum dan pelayanan publik (UU 27/2022 Pasal 20 ayat (2) huruf c dan e).
page-privacy-purpose = mencatat, memproses, dan menjawab permohonan informasi publik
page-privacy-how = Nomor dan berkas dienkripsi. Setiap kali petugas melihatnya, dicatat siapa dan kapan. Tidak dikirim lewat Telegram atau WhatsApp.
page-privacy-long = Masa simpan: { $retention }.
page-privacy-rights = Bapak/Ibu berhak melihat, memperbaiki, dan meminta penghapusan data ini (UU 27/2022 Pasal 5 sampai Pasal 13). Hubungi { $contact }.

page-label-nik-person = NIK
page-label-nik-group = NIK pemberi kuasa
page-label-decree-legal = Nomor SK pengesahan badan hukum
page-label-id-card-person = Foto KTP
page-label-id-card-group = Foto KTP pemberi kuasa
page-label-mandate-person = Surat kuasa khusus (hanya bila mewakili orang lain)
page-label-mandate-group = Surat kuasa kelompok
page-label-mandate-legal = Surat kuasa (hanya bila pengurus diwakili orang lain)
page-label-deed-legal = Akta atau anggaran dasar yang disahkan
page-hint-nik = 16 angka, seperti di KTP.
page-hint-decree = Seperti tertulis di SK Kementerian Hukum, misalnya AHU-0012345.AH.01.04.TAHUN 2020.
page-hint-id-card = KTP atau tanda pengenal lain yang berlaku. Foto (JPG, PNG, WebP) atau PDF, paling besar 10 MB. Pastikan tulisannya terbaca.
page-hint-mandate = Foto setiap halaman, atau satu PDF. Paling besar 10 MB tiap berkas.
page-hint-deed = Foto setiap halaman (paling banyak 5), atau satu PDF. Paling besar 10 MB tiap berkas.
page-fault-nothing = Isiannya belum sampai. Mohon isi dan kirim sekali lagi.
page-fault-nik-missing = NIK belum diisi.
page-fault-nik-digits = NIK hanya berisi angka.
page-fault-nik-length = NIK terdiri dari 16 angka. Mohon hitung lagi.
page-fault-nik-region = Angka ke-1 sampai ke-6 (kode wilayah) belum cocok. Mohon periksa lagi.
page-fault-nik-day = Angka ke-7 dan ke-8 (tanggal lahir; perempuan ditambah 40) belum cocok. Mohon periksa lagi.
page-fault-nik-month = Angka ke-9 dan ke-10 (bulan lahir) belum cocok. Mohon periksa lagi.
page-fault-nik-serial = Empat angka terakhir belum cocok. Mohon periksa lagi.
page-fault-decree-missing = Nomor SK belum diisi.
page-fault-decree-shape = Nomor SK belum tampak benar. Salin seperti tertulis di SK, dengan huruf, angka, titik, dan garis.
page-fault-missing-id-card = KTP belum dipilih.
page-fault-missing-mandate = Surat kuasa belum dipilih.
page-fault-missing-deed = Akta atau anggaran dasar belum dipilih.
page-fault-file-large = Ada berkas yang lebih besar dari { $most } MB. Mohon pilih yang lebih kecil, misalnya foto dengan ukuran sedang.
page-fault-files-large = Semua berkas bersama-sama lebih dari { $total } MB. Mohon kurangi atau perkecil.
page-fault-files-many = Paling banyak { $files } berkas di sini. Mohon gabungkan menjadi satu PDF.
page-fault-file-type = Ada berkas yang bukan foto JPG, PNG, atau WebP, dan bukan PDF. Mohon pilih berkas lain.
page-fault-file-heic = Foto jenis HEIC belum dapat dibuka di semua komputer petugas. Mohon kirim sebagai JPG, misalnya lewat tangkapan layar.

page-thanks-title = Terima kasih
page-thanks =
    Identitas sudah kami terima lewat tautan ini, dan kabarnya kami kirim ke percakapan.

    Tautan ini sudah dipakai. Bila ada yang keliru, ketik "identitas" di percakapan untuk mendapat tautan baru.
page-over-title = Tautan ini tidak berlaku lagi
page-over =
    Tautan ini sudah kedaluwarsa atau diganti yang baru. Tidak ada data yang hilang.

    Untuk mendapat tautan baru, ketik "identitas" di percakapan dengan kami.
page-over-officer-title = Tautan ini tidak berlaku lagi
page-over-officer =
    Tautan untuk melihat identitas hanya dapat dipakai sekali, sebentar, dan di peramban yang membukanya.

    Untuk melihatnya lagi, buka permohonannya di percakapan dan pilih "Lihat identitas".
page-busy-title = Mohon tunggu sebentar
page-busy = Terlalu banyak percobaan dari sini. Mohon coba lagi beberapa menit lagi.
page-away-title = Layanan sedang disiapkan
page-away = Halaman ini belum dapat dibuka. Mohon coba lagi satu dua menit lagi; tautannya tetap berlaku.
page-broke-title = Ada gangguan di pihak kami
page-broke = Maaf, halaman ini tidak dapat ditampilkan. Mohon coba lagi nanti; bila tetap begini, tunjukkan identitas di kantor.
page-foreign-title = Isian tidak diterima
page-foreign = Isian itu tidak dikirim dari halaman kami. Mohon buka lagi tautannya dari percakapan.
page-too-much-title = Berkasnya terlalu besar
page-too-much = Berkas yang dikirim jauh melebihi batas, jadi tidak kami baca. Mohon buka lagi tautannya dan pilih foto yang lebih kecil; tautannya tetap berlaku.

page-look-title = Lihat identitas pemohon
page-look = Identitas pemohon permohonan { $number } hanya untuk memeriksa permohonan ini. Setelah dibuka, tautannya tidak dapat dipakai lagi, dan tercatat siapa yang melihat dan kapan.
page-look-open = Buka sekarang
page-shown-title = Identitas pemohon permohonan { $number }
page-shown = Jangan disalin, difoto, atau diteruskan. Halaman ini tertutup sendiri pukul { $until }.
page-open-paper = Buka berkas
page-fact-name = Nama pada permohonan
page-fact-kind = Pemohon
page-fact-nik = NIK
page-fact-decree = Nomor SK pengesahan
page-fact-given = Dikirim
