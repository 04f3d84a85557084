# Kabar kepada yang menjalankan program: apa yang terjadi, dan apa yang perlu dilakukan.

alert = Ada yang perlu ditangani pada layanan ini.
alert-dead-letter =
    { $count } pesan tidak dapat dikirim dan tidak dicoba lagi.

    Lihat sebabnya: ppid outbox dead
    Setelah diperbaiki, kirim ulang: ppid outbox retry { $id }
alert-failed-message =
    { $count } pesan warga gagal diproses karena gangguan program. Pesannya tersimpan.

    Lihat: ppid inbox failed
    Setelah program diperbaiki, proses ulang: ppid inbox retry
alert-broken-timer =
    { $count } pengingat gagal dibuat karena gangguan program.

    Lihat: ppid tasks
alert-unattended =
    { $count } permohonan tidak memiliki petugas yang dapat dihubungi.

    Undang petugas: ppid officer invite KODE-OPD
alert-unattended-objection =
    { $count } keberatan tidak memiliki Atasan PPID yang dapat dihubungi.

    Undang: ppid officer invite KODE-OPD --role atasan
alert-template =
    { $count } templat WhatsApp belum disetujui, sehingga kabar di luar 24 jam belum dapat dikirim.

    Lihat: ppid whatsapp templates status
alert-outbox-stuck =
    Pesan keluar tertahan lebih dari sepuluh menit. Periksa sambungan ke Telegram atau WhatsApp, lalu catatan program.
alert-store-away-now =
    Basis data tidak dapat dipakai, jadi pesan warga belum tercatat. Pesannya menunggu di Telegram atau WhatsApp dan masuk sendiri setelah pulih.

    Periksa sekarang: ruang penyimpanan, basis data, dan catatan program.
alert-disk-low =
    Ruang penyimpanan hampir habis. Kosongkan atau tambah ruang sebelum layanan berhenti mencatat.
alert-store-away =
    Basis data sempat tidak dapat dipakai. Pesan warga tetap disimpan Telegram atau WhatsApp, lalu masuk sendiri setelah pulih.

    Periksa ruang penyimpanan, basis data, dan catatan program. Lihat: ppid tasks
alert-chain-broken =
    Riwayat permohonan tidak utuh: ada catatan yang berubah atau hilang.

    Periksa: ppid audit
cli-task-template = templat WhatsApp belum disetujui
cli-task-outbox-stuck = pesan keluar tertahan
cli-task-disk-low = ruang penyimpanan hampir habis
cli-task-store-away = basis data sempat tidak dapat dipakai
cli-task-chain-broken = riwayat tidak utuh
