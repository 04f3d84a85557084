# ppid faq: tanya jawab yang dimuat, dan pertanyaan yang belum ada jawabannya.
cli-help-faq = Tanya jawab, dan pertanyaan yang belum terjawab.
cli-help-faq-list = Daftar tanya jawab yang dimuat.
cli-help-faq-language = Bahasa: id atau en.
cli-help-faq-check = Periksa teks satu paket konten tanpa memuatnya.
cli-help-faq-unanswered = Pertanyaan yang tidak dapat dijawab, yang paling sering ditanyakan lebih dahulu.
cli-help-faq-most = Paling banyak sekian baris.
cli-help-faq-drop = Hapus satu pertanyaan yang sudah ditangani.
cli-help-faq-drop-id = Nomor pertanyaan (lihat: ppid faq unanswered).
cli-no-faq = Tidak ada tanya jawab dalam bahasa itu.
cli-faq =
    { $slug }  { $question }
      { $articles }  keyakinan { $confidence }  diperiksa { $checked }
cli-faq-wrong = Paket konten { $folder } belum dapat dimuat:
cli-faq-doubtful = Paket konten { $folder } dapat dimuat, tetapi periksa dahulu:
cli-faq-sound = { $count } teks diperiksa, tidak ada yang meragukan.
cli-no-unanswered = Tidak ada pertanyaan yang belum terjawab.
cli-unanswered = { $id }  { $count } kali  terakhir { $last }  { $kind }  { $text }
cli-unanswered-dropped = Pertanyaan { $id } dihapus.
cli-no-such-unanswered = Tidak ada pertanyaan dengan nomor { $id }.
cli-bad-most = --most harus bilangan bulat 1 atau lebih, bukan { $value }.
cli-bad-unanswered = Nomor pertanyaan harus bilangan bulat 1 atau lebih, bukan { $value }.
cli-kind-info = permohonan informasi
cli-kind-layanan = layanan
cli-kind-pengaduan = pengaduan
cli-kind-eksternal = badan lain
cli-kind-desa = desa
cli-kind-tidak_jelas = belum jelas
cli-kind-keberatan = keberatan
cli-kind-sensitif = mungkin dikecualikan
cli-kind-legal_standing = warga asing
