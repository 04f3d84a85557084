# Satu orang di beberapa chat, ponsel yang hilang, dan batas sehari.
channel-telegram = Telegram
channel-whatsapp = WhatsApp
channel-web = chat di laman PPID
channel-console = konsol

# Menghubungkan
menu-link = Hubungkan { $channel }
link-chat = { $channel } ({ $name })
link-other-chat = chat yang satunya
link-code =
    Agar permohonan dan kabarnya juga sampai di { $where }, ketik ini di sana dalam { $minutes } menit:

    hubungkan { $code }

    Kode ini hanya untuk Bapak/Ibu sendiri. Siapa pun yang memakainya dapat membaca permohonan Bapak/Ibu.
link-wrong = Kode itu tidak dikenal, sudah dipakai, atau sudah lewat waktunya. Ketik "hubungkan" di chat yang satunya untuk kode baru.
link-same = Kedua chat ini sudah satu.
link-own = Kode itu dari chat ini sendiri. Ketik di chat yang satunya.
link-sure = Kode ini dari { $chat }. Hubungkan dengan chat ini? Permohonan, isian, dan kabar lalu menjadi satu.
link-sure-holder =
    Kode Bapak/Ibu baru saja diketik di { $chat }. Hubungkan dengan chat ini? Permohonan, isian, dan kabar lalu menjadi satu.

    Bila itu bukan Bapak/Ibu, pilih Jangan.
link-office-there = Perhatian: chat yang satunya lalu dapat bekerja sebagai { $office }.
link-office-here = Perhatian: chat ini lalu dapat bekerja sebagai { $office }.
link-yes = Ya, hubungkan
link-no = Jangan
link-waits = Baik. Sekarang pilih "Ya, hubungkan" juga di { $chat }.
link-done = Kedua chat sudah terhubung. Kabar kami kirim ke chat yang terakhir dipakai. Ketik "lepaskan" bila ingin memisahkannya lagi.
link-refused = Baik, tidak dihubungkan. Kodenya tidak berlaku lagi.
link-refused-there = Chat yang satunya tidak setuju, jadi tidak dihubungkan.
link-stays = Baik, tetap terhubung.
link-release = Lepaskan
release-none = Chat ini tidak terhubung dengan chat lain.
release-which = Yang mana yang dilepaskan?
release-number = Lepaskan { $number }
release-sure = Lepaskan { $chat }? Yang dibawanya kembali ke sana; yang diajukan sesudah terhubung tetap di chat yang satunya.
release-yes = Ya, lepaskan
release-no = Tidak jadi
release-done = Kedua chat sudah dipisahkan.
code-too-often = Sudah beberapa kali kodenya keliru. Mohon coba lagi satu jam lagi, atau bicara dengan petugas.

# Ponsel hilang
receipt-recovery = Kode pemulihan: { $code }. Simpan di luar ponsel. Bila ponsel hilang, ketik di chat baru: pulihkan { $number } { $code }
recover-how =
    Bila ponsel hilang atau nomornya berganti, ketik nomor permohonan dan kode pemulihan dari tanda terima. Contoh:

    pulihkan 001/PPID/I/2026 ABCD-EFGH-JKMN

    Petugas memeriksa dahulu, baru permohonannya pindah ke chat ini. Bila kodenya tidak ada lagi, petugas dapat membantu.
recover-wrong = Nomor dan kode itu tidak cocok. Mohon periksa lagi tanda terimanya, atau bicara dengan petugas.
recover-here = Permohonan itu memang ada di chat ini.
recover-asked = Terima kasih. Petugas kami akan memastikan bahwa permohonan { $number } milik Bapak/Ibu, lalu memindahkannya ke chat ini. Hasilnya kami kabarkan di sini.
recover-owner = Ada yang meminta memindahkan permohonan { $number } ke { $chat }, karena ponselnya hilang. Petugas akan memeriksa. Bila itu bukan Bapak/Ibu, segera beri tahu petugas.
recover-yes =
    Permohonan { $number } dan yang lain milik Bapak/Ibu sekarang ada di chat ini. Chat yang lama tidak dapat membukanya lagi.

    Kode pemulihan yang baru: { $code }
recover-no =
    Maaf, petugas belum dapat memastikan bahwa permohonan { $number } milik Bapak/Ibu, jadi belum dipindahkan. Silakan datang dengan kartu identitas, atau telepon:

    { $address }
    Telepon { $phone }
chat-lost = Ponsel dari chat ini dilaporkan hilang, jadi permohonannya sudah pindah ke chat lain. Bila ponselnya kembali, ketik "hubungkan" di chat yang baru, lalu kodenya di sini. Atau ketik "petugas".
task-recover =
    Ada yang meminta memindahkan permohonan { $number } ke chat baru, { $chat }: ponselnya hilang, dan kode tanda terimanya benar.

    Pemohon: { $name }
    Alamat: { $address }
    Kontak: { $reach }

    Kode saja belum cukup. Pastikan dahulu siapa orangnya: telepon kontak di atas, atau lihat kartu identitasnya di kantor. Setelah disetujui, chat yang lama tidak dapat membuka apa pun lagi.
verb-task-approve = Setujui
verb-task-refuse = Tolak
recover-approved = Permohonan { $number } sudah dipindahkan. Pemohon sudah dikabari.
recover-refused = Tidak dipindahkan. Pemohon permohonan { $number } sudah dikabari.
recover-own = Ini menyangkut chat Bapak/Ibu sendiri; mohon petugas lain yang memutuskan.

# Batas, dan pesan yang terlambat
came-late =
    Pesan ini ditulis sebelum pertanyaan di bawah, jadi belum kami jadikan jawaban:

    "{ $text }"

    Bila itu memang jawabannya, mohon kirim sekali lagi.
text-too-long = Pesan itu terlalu panjang untuk dibaca sekaligus. Mohon bagi menjadi beberapa pesan, atau kirim sebagai dokumen.
too-fast = Pesannya datang cepat sekali. Semuanya tetap kami simpan, tetapi jawabannya kami tahan sebentar. Satu menit lagi, ketik "menu" untuk melanjutkan.
filed-enough = Hari ini sudah { $most } yang Bapak/Ibu kirim, paling banyak sebanyak itu sehari. Isian ini kami simpan; mulai besok dapat dikirim dengan tombol yang sama. Bila mendesak: telepon { $phone }.
person-enough =
    Pesan Bapak/Ibu hari ini sudah banyak yang kami sampaikan; petugas membacanya satu per satu. Bila mendesak:

    { $office }
