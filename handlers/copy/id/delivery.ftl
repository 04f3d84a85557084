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
