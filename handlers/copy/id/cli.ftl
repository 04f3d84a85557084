# Perintah `ppid`: dibaca petugas TI di terminal.

## Pengaturan

settings-wrong = Pengaturan belum lengkap atau keliru:
settings-where = Isi di lingkungan (environment) atau di berkas .env. Semua pengaturan dijelaskan di .env.example.
setting-hidden = (disembunyikan)
setting-missing-telegram-token = belum diisi, dan WHATSAPP_TOKEN juga belum; salah satu harus ada. Tokennya diberikan oleh @BotFather di Telegram.
setting-missing-secret-key = belum diisi. Buat dengan: python3 -c "import secrets; print(secrets.token_urlsafe(48))"
setting-missing-telegram-webhook-secret = belum diisi, padahal PUBLIC_URL diisi. Buat dengan: python3 -c "import secrets; print(secrets.token_urlsafe(32))"
setting-file = Berkas { $file } tidak dapat dibaca: { $error }
setting-token = bukan token bot Telegram. Bentuknya 123456789:AAxxxx, diberikan oleh @BotFather.
setting-short = baru { $length } karakter, paling sedikit { $least }. Buat dengan: python3 -c "import secrets; print(secrets.token_urlsafe(48))"
setting-webhook-secret = hanya boleh huruf, angka, garis bawah, dan tanda hubung, 1 sampai 256 karakter.
setting-url = harus alamat http:// atau https:// tanpa tanda tanya, #, @, atau spasi.
setting-https-url = harus alamat https:// tanpa tanda tanya, #, @, atau spasi. http:// hanya boleh untuk 127.0.0.1 atau localhost.
setting-database = harus sqlite:///nama-berkas atau postgresql://pengguna:sandi@host/nama.
setting-listen = harus host:port, misalnya 127.0.0.1:8080.
setting-timezone = zona waktu tidak dikenal. Contoh: Asia/Jakarta.
setting-telegram-rate = harus bilangan lebih dari 0 dan paling banyak 1000 (pesan per detik).
setting-missing-public-url = belum diisi, padahal WHATSAPP_TOKEN diisi. WhatsApp hanya dapat mengantar pesan ke alamat https.
setting-missing-whatsapp-phone-number-id = belum diisi, padahal WHATSAPP_TOKEN diisi. Nomornya ada di WhatsApp Manager, bukan nomor teleponnya.
setting-missing-whatsapp-app-secret = belum diisi, padahal WHATSAPP_TOKEN diisi. Lihat App settings, Basic, di halaman aplikasi Meta.
setting-missing-whatsapp-verify-token = belum diisi, padahal WHATSAPP_TOKEN diisi. Buat dengan: python3 -c "import secrets; print(secrets.token_urlsafe(32))"
setting-without-whatsapp = diisi, padahal WHATSAPP_TOKEN belum diisi.
setting-whatsapp-id = harus nomor pengenal dari WhatsApp Manager, hanya angka.
setting-header = harus nama header, misalnya "Authorization: Bearer" atau "D360-API-KEY".
setting-whatsapp-rate = harus bilangan lebih dari 0 dan paling banyak 1000 (pesan per detik).
setting-level = harus salah satu dari { $levels }.

## Basis data

cli-store-away = Basis data tidak dapat dipakai: { $error }
cli-folder = Folder data tidak dapat dibuat: { $error }
cli-db-behind = Basis data belum mutakhir. Jalankan dahulu: ppid db upgrade
cli-db-newer = Basis data dibuat oleh versi ppid yang lebih baru (skema { $revision }). Pasang versi terbaru, jangan menurunkan versi.
cli-db-upgraded = Basis data diperbarui ke skema { $revision }.
cli-db-current = Basis data sudah mutakhir (skema { $revision }).
cli-no-content = Belum ada paket konten. Muat dahulu, misalnya: ppid content load content/kerinci

## ppid deadline

cli-bad-date = Tanggal { $value } tidak dimengerti. Tulis tahun-bulan-tanggal, misalnya 2026-11-23.
cli-bad-days = --working-days harus bilangan bulat 1 atau lebih, bukan { $value }.
cli-no-calendar = Kalender kerja tidak dapat dibaca: { $file }: { $error }
cli-bad-calendar = Kalender kerja keliru:
cli-unknown-year = Kalender kerja tahun { $year } belum dimuat, jadi tenggatnya belum dapat dihitung. Tambahkan tahun { $year } beserta SKB-nya di bagian [years] berkas { $file }, lalu ulangi.
cli-day-start = { $day }: mulai, tidak dihitung
cli-day-start-off = { $day }: mulai, tidak dihitung; { $name } ({ $kind }, { $source })
cli-day-working = { $day }: hari ke-{ $number }
cli-day-struck = { $day }: hari ke-{ $number }, tetap hari kerja ({ $source })
cli-day-weekend = { $day }: tidak dihitung, akhir pekan
cli-day-weekend-off = { $day }: tidak dihitung, akhir pekan; { $name } ({ $kind }, { $source })
cli-day-off = { $day }: tidak dihitung, { $name } ({ $kind }, { $source })
cli-off-public = libur nasional
cli-off-joint_leave = cuti bersama
cli-off-body = libur setempat

## ppid content load

cli-no-folder = Folder { $folder } tidak ada.
cli-content-wrong = Paket konten { $folder } belum dapat dimuat, tidak ada yang diubah:
cli-content-loaded = { $name }: dimuat { $agencies } perangkat daerah, { $external } badan lain, kalender kerja { $years }.
cli-content-same = { $name }: sudah dimuat, tidak ada perubahan.

## ppid officer

cli-bad-role = Peran { $value } tidak dikenal. Pilih salah satu: { $roles }.
cli-bad-hours = --hours harus bilangan bulat 1 atau lebih, bukan { $value }.
cli-no-agency = Perangkat daerah { $code } tidak dikenal.
cli-near-agencies = Mungkin yang dimaksud:
cli-agency = { $code }  { $name }
cli-invited = Undangan { $role } untuk { $agency }, berlaku sekali, sampai { $until }. Minta petugas mengirim pesan ini kepada bot: gabung { $code }
cli-role-pelaksana = PPID Pelaksana
cli-role-utama = PPID Utama
cli-role-atasan = Atasan PPID
cli-role-admin = admin
cli-no-officers = Belum ada petugas. Undang dengan: ppid officer invite KODE --role pelaksana
cli-officer = { $id }  { $agency }  { $role }  { $name }  sejak { $since }
cli-officer-revoked = { $id }  { $agency }  { $role }  { $name }  sejak { $since }, dicabut { $until }
cli-revoked = Hak petugas { $id } dicabut.
cli-no-officer = Tidak ada petugas aktif dengan nomor { $id }.

## ppid inbox, outbox, tasks

cli-no-failed = Tidak ada pesan yang gagal diproses.
cli-failed = { $id }  { $channel }  { $message }  { $error }
cli-retry-what = Sebutkan nomor pesan (lihat: ppid inbox failed) atau --all, salah satu saja.
cli-no-such-failed = Tidak ada pesan gagal dengan nomor { $id }.
cli-replayed = Pesan { $id } diproses ulang. Balasannya dikirim oleh ppid serve.
cli-failed-again = Pesan { $id } gagal lagi: { $error }
cli-unreadable = Pesan { $id } tidak dapat dibaca lagi dari kanal { $channel }.
cli-no-dead = Tidak ada kiriman yang mati.
cli-dead = { $id }  { $channel }  { $notice }  dicoba { $attempts } kali  ditulis { $at }  { $error }
cli-dead-request = { $id }  { $channel }  { $notice }  permohonan { $number }  dicoba { $attempts } kali  ditulis { $at }  { $error }
cli-revived = Kiriman { $id } akan dicoba lagi oleh ppid serve.
cli-no-such-dead = Tidak ada kiriman mati dengan nomor { $id }.
cli-no-tasks = Tidak ada tugas yang terbuka.
cli-no-task = Tidak ada tugas terbuka dengan nomor { $id }.
cli-task-done = Tugas { $id } ditandai selesai.
cli-task = { $id }  { $kind }  { $at }  { $text }
cli-task-request = { $id }  { $kind }  { $at }  permohonan { $number }  { $text }
cli-task-talk = hubungi warga
cli-task-recover = pulihkan chat
cli-task-deliver = sampaikan langsung
cli-task-dead-letter = kiriman mati
cli-task-failed-message = pesan gagal diproses
cli-task-unattended = tidak ada petugas
cli-notice-reply = balasan
cli-notice-receipt = tanda terima
cli-notice-new-request = permohonan baru
cli-notice-accepted = kabar diterima petugas
cli-notice-forwarded = kabar diteruskan
cli-notice-forwarded-away = kabar diteruskan
cli-notice-answered = jawaban permohonan
cli-notice-refusal-proposed = usul penolakan
cli-notice-refusal-confirmed = penolakan disetujui
cli-notice-refusal-returned = penolakan dikembalikan
cli-notice-withdrawn = kabar dicabut

## ppid chat, ppid demo

cli-bad-at = Waktu { $value } tidak dimengerti. Tulis misalnya "2026-11-23 09:00".
cli-no-script = Naskah { $file } tidak ada.
cli-chat-wrong = Percakapan berhenti: { $error }
cli-cannot-listen = Tidak dapat mendengarkan di { $listen }: { $error }

## Bantuan (ppid --help)

cli-help = Meja layanan informasi publik (PPID) di dalam chat.
cli-help-serve = Jalankan bot di Telegram, WhatsApp, atau keduanya, sampai dihentikan.
cli-help-demo = Coba seluruh layanan di peramban, tanpa token dan tanpa jaringan.
cli-help-chat = Berbicara dengan bot di terminal, atau putar naskah percakapan.
cli-help-deadline = Hitung tenggat dalam hari kerja dan jelaskan setiap harinya.
cli-help-content = Paket konten badan publik.
cli-help-content-load = Muat paket konten; boleh diulang.
cli-help-officer = Petugas dan undangannya.
cli-help-invite = Buat kode undangan sekali pakai; kodenya ada di baris terakhir.
cli-help-officers = Daftar petugas.
cli-help-revoke = Cabut hak seorang petugas.
cli-help-inbox = Pesan yang gagal diproses.
cli-help-failed = Daftar pesan yang gagal.
cli-help-retry = Proses ulang pesan yang gagal.
cli-help-outbox = Kiriman yang tidak dapat dikirim.
cli-help-dead = Daftar kiriman mati.
cli-help-revive = Coba kirim sekali lagi.
cli-help-tasks = Daftar tugas yang terbuka.
cli-help-task-done = Tandai tugas selesai.
cli-help-db = Basis data.
cli-help-db-upgrade = Mutakhirkan skema basis data.
cli-help-start = Tanggal mulai, misalnya 2026-11-23; tidak ikut dihitung.
cli-help-days = Jumlah hari kerja.
cli-help-calendar = Folder paket konten yang berisi calendar.toml.
cli-help-folder = Folder paket konten, misalnya content/kerinci.
cli-help-agency = Kode perangkat daerah, misalnya DISDIK.
cli-help-role = pelaksana, utama, atasan, atau admin.
cli-help-hours = Undangan berlaku sekian jam; tanpa ini menurut paket konten.
cli-help-officer-id = Nomor petugas, lihat: ppid officer list.
cli-help-failed-id = Nomor pesan, lihat: ppid inbox failed.
cli-help-all = Semua pesan yang gagal.
cli-help-dead-id = Nomor kiriman, lihat: ppid outbox dead.
cli-help-task-id = Nomor tugas, lihat: ppid tasks.
cli-help-listen = Tempat mendengarkan; tanpa ini menurut LISTEN.
cli-help-as-officer = Berbicara sebagai petugas perangkat daerah ini.
cli-help-name = Nama yang berbicara.
cli-help-transcript = Tulis percakapan ke berkas ini.
cli-help-script = Putar naskah percakapan dari berkas ini.
cli-help-at = Waktu mulai, misalnya "2026-11-23 09:00".
