# Identitas pemohon: diberikan lewat tautan sekali pakai, tidak pernah di percakapan.
word-identity = identitas, lengkapi identitas, kirim identitas
button-identity = Lengkapi identitas
button-identity-again = Ganti identitas
receipt-identity = Agar petugas dapat memeriksa kelengkapannya, mohon lengkapi identitas lewat tautan aman. Sementara itu permohonan ini tetap berjalan.
receipt-identity-required = Untuk pemeriksaan kelengkapan, petugas memerlukan identitas Bapak/Ibu. Mohon lengkapi lewat tautan aman dalam 3 hari kerja. Sementara itu permohonan ini tetap berjalan.
identity-link =
    Identitas untuk permohonan { $number } dilengkapi di halaman aman milik kami, bukan di percakapan ini. Siapkan { $papers }.

    Tautan ini hanya untuk Bapak/Ibu dan hanya dapat dipakai sekali, sampai { $until }. Jangan diteruskan kepada siapa pun.
identity-papers-person = NIK dan foto KTP
identity-papers-group = surat kuasa kelompok, NIK, dan foto KTP pemberi kuasa
identity-papers-legal = nomor SK pengesahan dan berkas akta badan hukum
identity-at-office = Tanda pengenal dapat ditunjukkan di kantor: { $address }. Mohon jangan dikirim di percakapan ini.
identity-after-filing = Setelah permohonan terdaftar, kami berikan tautan aman untuk itu.
identity-over = Permohonan { $number } sudah selesai, jadi identitas tidak diperlukan lagi.
identity-no-request = Identitas dilengkapi setelah ada permohonan yang terdaftar. Sekarang belum ada yang perlu dikirim.
identity-not-here = Berkas itu tidak kami buka dan tidak kami simpan. Percakapan ini melewati server di luar negeri, sedangkan KTP dan surat pribadi harus terlindung (UU 27/2022). Sebaiknya hapus juga fotonya dari percakapan ini.
identity-not-here-perhaps = Berkas itu tidak kami simpan. Bila itu KTP atau surat pribadi, sebaiknya hapus juga dari percakapan ini, yang melewati server di luar negeri.
identity-not-here-form = Berkas itu tidak kami buka dan tidak kami simpan. Bila itu KTP atau surat pribadi, jangan dikirim di percakapan ini, yang melewati server di luar negeri (UU 27/2022), dan sebaiknya hapus juga fotonya. Di sini cukup jawab dengan tulisan.
identity-number-not-here = Di pesan itu ada nomor yang tampak seperti NIK. Nomor itu tidak kami simpan; sebaiknya hapus juga pesannya, karena percakapan ini melewati server di luar negeri (UU 27/2022).
invalid-nik = Di jawaban itu ada nomor yang tampak seperti NIK, jadi tidak kami simpan. Mohon tulis lagi tanpa nomor itu.
paper-doubt = Apakah berkas ini KTP atau surat pribadi? Bila ya, jangan disimpan di sini.
paper-drop = Ya, jangan simpan
paper-add = Bukan, tambahkan
paper-dropped = Baik, berkas itu tidak kami simpan. Sebaiknya hapus juga dari percakapan ini. Untuk identitas, setelah ini selesai ketik "identitas" dan kami berikan tautan aman. Silakan lanjutkan.
paper-dropped-office = Baik, berkas itu tidak kami simpan. Sebaiknya hapus juga dari percakapan ini. Tanda pengenal cukup ditunjukkan di kantor. Silakan lanjutkan.
papers-by-link = Demi keamanan, KTP dan surat-surat jangan dikirim di percakapan ini: pilih "Lengkapi identitas", atau tunjukkan di kantor ({ $address }).
completing-papers-by-link = KTP dan surat-surat jangan dikirim di sini. Ketik "identitas" untuk mendapat tautan aman.
identity-arrived = Terima kasih, identitas untuk permohonan { $number } sudah kami terima. Hanya petugas yang menangani permohonan ini yang dapat melihatnya.
identity-arrived-more = Masih ada hal lain yang perlu dilengkapi: pilih "Lengkapi".
identity-completes = Identitas sudah dikirim lewat tautan aman.
card-identity = Identitas: sudah kami terima { $date }
event-identity-given = identitas dikirim
event-identity-seen = identitas dilihat

# Untuk petugas
identity-nik = NIK { $number }
identity-decree = SK { $number }
proof-id-card = KTP
proof-mandate = surat kuasa
proof-deed = akta
officer-identity = Identitas: { $number }; { $papers }; dikirim { $date }
officer-identity-none = Identitas: belum ada
officer-identity-needed = Identitas: belum ada (diminta untuk kelengkapan)
officer-identity-same = Nomor yang sama dipakai pada permohonan { $numbers }
officer-identity-arrived = Identitas pemohon untuk permohonan { $number } sudah masuk.
officer-identity-gone = Identitas untuk permohonan ini sudah tidak ada.
officer-identity-no-page = Halaman untuk melihat identitas sedang tidak tersedia. Hubungi admin.
officer-identity-link = Identitas pemohon permohonan { $number } dibuka lewat tautan ini: sekali, dalam { $minutes } menit, hanya untuk Bapak/Ibu. Setiap kali dilihat, tercatat siapa dan kapan.
verb-identity = Lihat identitas
missing-unreadable = Identitas yang dikirim belum terbaca atau belum sesuai
missing-choice-unreadable = Identitas tak terbaca
