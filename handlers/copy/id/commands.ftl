# Menu perintah dan profil bot di Telegram.
# Nama perintah sama di kedua bahasa; yang diterjemahkan hanya keterangannya.
# Batas Telegram: keterangan perintah 256, profil 512, profil singkat 120 karakter.

command-start = Mulai, dan lihat menu
command-ajukan = Ajukan permohonan informasi publik
command-status = Lihat status permohonan
command-bantuan = Cara memakai layanan ini
command-petugas = Minta dihubungi petugas
command-bahasa = Ganti bahasa (English)
command-batal = Batalkan isian yang sedang berjalan
command-antrean = Khusus petugas: antrean permohonan
command-catat = Khusus petugas: catat permohonan yang datang langsung

# $body adalah nama badan publik.
profile-description =
    Meja layanan informasi publik (PPID) { $body }.

    Di sini Bapak/Ibu dapat mengajukan permohonan informasi publik menurut UU Nomor 14 Tahun 2008, mengikuti jalannya, dan menerima jawabannya. Gratis.

    Tekan Mulai (Start) untuk memulai.
profile-short = Layanan informasi publik (PPID) { $body }.
