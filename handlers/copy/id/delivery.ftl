# Kiriman yang mungkin sampai dua kali, tertunda, atau tidak sampai.
sent-twice = (Pesan ini kami kirim ulang karena kiriman pertamanya tidak pasti sampai. Bila sudah pernah diterima, abaikan saja.)
window-no-opt-in = Pemohon belum mengizinkan kabar lewat WhatsApp, dan lebih dari 24 jam tidak menulis kepada kami.
window-no-template = Lebih dari 24 jam sejak pemohon terakhir menulis, dan templat WhatsApp untuk kabar ini belum disetujui Meta.
delivery-uncertain = Sudah dua kali dikirim, tetapi platformnya tidak memberi kepastian.
delivery-silent = Sudah dikirim, tetapi { $days } hari kemudian belum juga sampai di telepon pemohon.
delivery-unread = Pemohon sudah diberi tahu ada kabar, tetapi { $days } hari kemudian belum membukanya.

# Boleh dikabari lewat WhatsApp?
label-news = Kabar lewat WhatsApp
news-yes = Boleh
news-no = Jangan
news-given = boleh. Dengan mengirim, Bapak/Ibu setuju { $body } mengabari permohonan ini lewat WhatsApp; bila tidak, ketik nomor baris ini
news-refused = jangan. Setelah 24 jam tanpa pesan dari Bapak/Ibu, kabarnya disampaikan lewat surat, surel, atau telepon
ask-news = Bolehkah { $body } mengirim kabar tentang permohonan ini lewat WhatsApp, juga bila Bapak/Ibu sudah lama tidak menulis?

# Perintah
cli-help-whatsapp = Templat WhatsApp yang disetujui Meta, dan jumlah pesan sebulan.
cli-help-templates = Templat pesan: pesan yang boleh dikirim setelah 24 jam.
cli-help-templates-push = Ajukan templat yang belum ada pada Meta.
cli-help-templates-status = Lihat mana yang sudah disetujui Meta.
cli-help-cost = Hitung pesan WhatsApp sebulan, menurut golongan biayanya.
cli-help-month = Bulan yang dihitung, misalnya 2026-11. Tanpa ini: bulan ini.
cli-no-whatsapp = WhatsApp belum disetel. Isi WHATSAPP_TOKEN dan lainnya.
cli-no-templates = Paket isi belum memuat templates.toml. Muat dahulu: ppid content load
cli-templates-pushed = { $count } templat, { $new } di antaranya baru diajukan.
cli-templates-refused = Yang ditolak Meta saat diajukan:
cli-templates-away = Meta tidak dapat ditanya: { $error }
cli-templates-waiting = { $count } templat belum disetujui. Peninjauan Meta biasanya kurang dari 24 jam.
cli-templates-all = Semua templat sudah disetujui.
cli-template = { $name } ({ $language }): { $status }
cli-template-why = { $name } ({ $language }): { $status }: { $reason }
cli-template-missing = belum diajukan
cli-template-approved = disetujui
cli-template-pending = sedang ditinjau
cli-template-rejected = ditolak
cli-template-paused = dihentikan sementara karena mutunya
cli-template-disabled = dinonaktifkan
cli-bad-month = Bulan ditulis seperti 2026-11, bukan { $value }.
cli-cost-none = Tidak ada pesan WhatsApp pada { $month }.
cli-cost-heading = Pesan WhatsApp { $month }
cli-cost-line = { $category }: { $messages } pesan, { $charged } dikenai biaya, { $failed } gagal
cli-cost-unknown = belum ada keterangan
cli-cost-total = Seluruhnya dikenai biaya: { $charged }
