# Surat yang dicetak: tanda bukti penerimaan (UU 14/2008 Pasal 22 ayat 4) dan pemberitahuan tertulis
# (Pasal 22 ayat 7). Bahasa resmi; pemohon disebut "Pemohon", dan tidak ada kata yang hanya cocok di chat.

# Kepala, kaki, dan tanda tangan
sheet-unit = Pejabat Pengelola Informasi dan Dokumentasi (PPID)
sheet-phone = Telepon { $phone }
sheet-email = , surel { $email }
sheet-running = { $title }, nomor { $number }
sheet-number = Nomor pendaftaran: { $number }
sheet-page = Halaman { $page } dari { $pages }
sheet-printed = Dicetak { $at }
sheet-place = ..............................
sheet-place-date = { $place }, { $date }
sheet-signature = ( .................................................. )
sheet-signature-nip =
    ( .................................................. )
    NIP
sheet-translation = Terjemahan.
sheet-lost = Tanda [?] menggantikan huruf atau gambar yang tidak dapat dicetak. Teks aslinya tersimpan utuh pada permohonan nomor { $number } dan dapat diminta kepada petugas.

# Pemohon dan permohonannya
sheet-name = { $name } ({ $kind })
sheet-kind-person = perorangan
sheet-kind-group = kelompok orang
sheet-kind-legal = badan hukum
sheet-channel-telegram = Telegram
sheet-channel-whatsapp = WhatsApp
sheet-channel-web = Chat di laman PPID
sheet-channel-console = Konsol
sheet-channel-walk-in = Datang langsung
sheet-channel-phone = Telepon
sheet-channel-letter = Surat
sheet-channel-email = Surel (email)
sheet-by-chat = Lewat chat ({ $channel })
sheet-obtain-soft = Salinan digital
sheet-obtain-hard = Salinan cetak
sheet-obtain-see = Melihat di tempat
sheet-deliver-email = Surel (email)
sheet-deliver-pickup = Diambil di kantor
sheet-deliver-post = Pos
sheet-none = Tidak ada
sheet-none-yet = Belum ada
sheet-unknown = Belum diketahui
sheet-free = Tidak ada (gratis)
sheet-commission = Komisi Informasi

sheet-label-name = Nama pemohon
sheet-label-address = Alamat
sheet-label-reach = Kontak
sheet-label-received = Tanggal diterima
sheet-label-channel = Diterima lewat
sheet-label-information = Informasi yang diminta
sheet-label-enclosed = Berkas dari pemohon
sheet-label-purpose = Tujuan penggunaan
sheet-label-obtain = Cara memperoleh
sheet-label-deliver = Cara menerima
sheet-label-agency = Ditangani oleh
sheet-label-recovery = Kode pemulihan
sheet-recovery = { $code } (simpan; bila ponsel hilang, ketik di chat baru: pulihkan { $number } { $code })
sheet-label-files = Berkas terlampir
sheet-label-decision = Keputusan:

# Tanda bukti penerimaan
sheet-receipt-title = Tanda Bukti Penerimaan Permohonan Informasi Publik
sheet-receipt-basis = (UU 14/2008 tentang Keterbukaan Informasi Publik, Pasal 22 ayat (4))
sheet-receipt-opening = Telah kami terima dan daftarkan permohonan informasi publik sebagai berikut.
sheet-due = Dijawab paling lambat:
sheet-due-period = { $days } hari kerja sejak diterima ({ $article })
sheet-due-unknown = Menunggu kalender kerja { $year }
sheet-receipt-next = Yang terjadi berikutnya
sheet-next-check = Petugas memeriksa permohonan. Bila informasinya dikuasai unit kami yang lain, permohonan diteruskan ke sana dan tenggatnya tetap.
sheet-next-answer = Pemohon menerima pemberitahuan tertulis: diberikan atau tidak, alasannya, bentuk dan cara penyampaiannya, serta biayanya bila ada.
sheet-next-extension = Tenggat dapat diperpanjang satu kali, paling lama { $days } hari kerja, dengan alasan tertulis ({ $article }).
sheet-next-extended = Bila diperpanjang penuh, jawaban paling lambat { $date }.
sheet-receipt-rights = Hak pemohon
sheet-right-free = Layanan ini tanpa biaya. Biaya penyalinan atau pengiriman, bila ada, diberitahukan lebih dahulu (UU 14/2008 Pasal 22 ayat (7) huruf g).
sheet-right-objection = Bila permohonan ditolak, tidak ditanggapi, ditanggapi tidak sebagaimana diminta, tidak dipenuhi, dijawab lewat waktu, atau dikenai biaya yang tidak wajar, Pemohon dapat mengajukan keberatan tertulis kepada Atasan PPID dalam { $days } hari kerja (UU 14/2008 Pasal 35 dan Pasal 36).
sheet-right-dispute = Bila tanggapannya belum memuaskan, atau tidak ada dalam { $silence } hari kerja, sengketa dapat diajukan ke { $commission } dalam { $days } hari kerja (UU 14/2008 Pasal 37).
sheet-receipt-closing = Mohon simpan tanda bukti ini; nomornya dipakai untuk menanyakan perkembangan permohonan.
sheet-receipt-signer = Petugas layanan informasi,
sheet-code-use = Kode pemeriksaan. Keaslian tanda bukti ini dapat ditanyakan kepada petugas dengan menyebut nomor pendaftaran dan kode ini.

# Pemberitahuan tertulis; huruf a sampai g menurut Pasal 22 ayat (7)
sheet-answer-title = Pemberitahuan Tertulis atas Permohonan Informasi Publik
sheet-answer-basis = (UU 14/2008 tentang Keterbukaan Informasi Publik, Pasal 22 ayat (7))
sheet-answer-opening = Menanggapi permohonan informasi publik yang kami terima pada { $received }, dengan ini kami sampaikan pemberitahuan sebagai berikut.
sheet-decision-given = Informasi diberikan seluruhnya
sheet-decision-partly = Informasi diberikan sebagian; bagian yang dikecualikan tidak diberikan
sheet-decision-refused = Permohonan ditolak karena informasinya dikecualikan
sheet-decision-not-held = Informasi tidak dapat diberikan karena tidak berada di bawah penguasaan kami
sheet-decision-undocumented = Informasi tidak dapat diberikan karena belum dikuasai atau belum didokumentasikan
sheet-answer-a = A. Informasi yang dapat diberikan
sheet-answer-b = B. Informasi yang tidak dapat diberikan
sheet-a-held = a. Penguasaan informasi
sheet-held-us = Kami, yaitu { $agency }
sheet-held-other = Badan publik lain
sheet-held-not-held = Tidak di bawah penguasaan kami
sheet-held-undocumented = Belum dikuasai atau belum didokumentasikan
sheet-b-holder = b. Badan publik yang menguasai
sheet-c-reason = c. Alasan
sheet-reason-exempt = Dikecualikan (UU 14/2008 Pasal 17)
sheet-reason-not-held = Tidak dikuasai
sheet-reason-undocumented = Belum didokumentasikan (UU 14/2008 Pasal 6 ayat (3) huruf e)
sheet-c-ground = Dasar pengecualian
sheet-ground = { $article }: { $label }
sheet-c-other-law = Undang-undang lain
sheet-c-test = Uji konsekuensi (Pasal 19)
sheet-d-material = d. Materi yang diberikan
sheet-d-explanation = Penjelasan
sheet-e-redaction = e. Penghitaman dan alasannya
sheet-f-format = f. Bentuk dan cara penyampaian
sheet-g-cost = g. Biaya dan cara pembayaran
sheet-answer-next = Bila Pemohon berkeberatan
sheet-objection = Keberatan tertulis dapat diajukan kepada Atasan PPID paling lambat { $until }, yaitu { $days } hari kerja sejak pemberitahuan ini ({ $article }), dengan salah satu alasan dalam UU 14/2008 Pasal 35 ayat (1).
sheet-objection-reply = Atasan PPID menanggapi secara tertulis paling lama { $days } hari kerja sejak keberatan diterima ({ $article }).
sheet-answer-closing = Demikian pemberitahuan ini disampaikan. Keberatan dan pertanyaan ditujukan ke alamat di kepala surat.
sheet-signer-utama = PPID Utama,
sheet-signer-pelaksana = PPID Pelaksana,
