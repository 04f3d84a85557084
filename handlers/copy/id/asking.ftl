# Pertanyaan di luar formulir: dijawab, ditunjukkan jalannya, atau dibantu diajukan.
word-thanks = terima kasih, terimakasih, makasih, makasi, trims, ok makasih, oke makasih, oke terima kasih, ok terima kasih, siap terima kasih, tq, ok, oke, baik, siap
thanks = Terima kasih kembali. Ada lagi yang dapat kami bantu?
faq-articles = Dasar: { $articles }
faq-helps = Apakah ini menjawab?
faq-yes = Ya
faq-no = Bukan
faq-helped = Senang dapat membantu. Ada lagi yang diperlukan?
faq-nothing = Baik, itu belum menjawab. Pertanyaannya kami catat tanpa nama, supaya kelak ada jawabannya. Sekarang, Bapak/Ibu dapat mengajukannya sebagai permohonan, atau bertanya kepada petugas.
asked-nothing = Kami belum punya jawaban untuk itu. Pertanyaannya kami catat tanpa nama, supaya kelak ada jawabannya. Sekarang, Bapak/Ibu dapat mengajukannya sebagai permohonan, atau bertanya kepada petugas.
asked-unclear = Kami ingin membantu, tetapi belum jelas informasi apa yang dimaksud. Dokumen atau data tentang apa, di mana, dan tahun berapa?
asked-file-anyway = Tetap ajukan
filing-carried = Kami bantu ajukan. Yang tadi ditulis sudah kami catat sebagai informasi yang diminta; masih dapat diubah sebelum dikirim.
filing-carried-part = Kami bantu ajukan. Yang tadi ditulis sudah kami catat, dan nanti kita periksa bersama.
ask-information-carried =
    Yang kami catat: { $text }

    Ada tambahan? Kirim saja. Bila sudah lengkap, pilih Selesai.

# Daftar informasi publik.
published-heading = Mungkin sudah tersedia:
published-sample = { $whose } (data contoh)
published-open = Buka nomor { $number }
published-else = Bila bukan ini yang dicari, ajukan permohonan; tulisan tadi kami bawa.
published-enough = Bila ini sudah cukup, ketik "batal". Bila belum, kita lanjutkan.
published-no-link = Belum ada tautannya; dapat dilihat di { $agency }.
published-gone = Informasi itu sudah tidak ada di daftar kami.

# Pertanyaan di pintu dinas.
door-yes = Ya
door-no = Bukan
door-still = Permohonan tetap boleh diajukan.
door-go-on = Tetap ajukan
door-other = Pilih dinas lain
