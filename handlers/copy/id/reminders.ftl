# Pengingat: dikirim pada jam kerja, bukan jawaban atas pesan seseorang.
reminder-was-late = Terlambat disampaikan; seharusnya { $date }.

# Untuk pemohon
reminder-halfway =
    Belum ada kabar baru tentang permohonan { $number }, jadi kami sampaikan keadaannya: permohonan itu ada di { $agency }, dan separuh waktunya sudah berjalan.

    Dijawab paling lambat { $due } ({ $left }).
reminder-completion =
    Permohonan { $number } masih menunggu kelengkapan dari Bapak/Ibu, paling lambat { $until } ({ $left }).

    Yang kurang: { $missing }

    Bila tidak dilengkapi, permohonan ini dapat tidak ditindaklanjuti ({ $article }).
reminder-silence =
    Mohon maaf, permohonan { $number } belum dijawab sampai batas waktunya, { $due } ({ $answer_article }).

    Karena itu Bapak/Ibu berhak mengajukan keberatan kepada Atasan PPID, paling lambat { $until } ({ $article }). Permohonannya tetap berjalan dan tetap harus dijawab.
reminder-objection-window = Bila belum puas dengan jawaban permohonan { $number }, Bapak/Ibu masih dapat mengajukan keberatan sampai { $until }, { $left } ({ $article }).
reminder-objection-window-silent = Permohonan { $number } masih belum dijawab. Bapak/Ibu dapat mengajukan keberatan sampai { $until }, { $left } ({ $article }).
reminder-objection-silence = Mohon maaf, keberatan { $number } belum ditanggapi Atasan PPID sampai batas waktunya, { $due } ({ $article }).
reminder-dispute-window = Bila keberatan { $number } belum selesai bagi Bapak/Ibu, permohonan penyelesaian sengketa ke { $commission } dapat diajukan sampai { $until }, { $left } ({ $article }).

# Untuk petugas
reminder-due =
    Tenggat permohonan { $number } ({ $agency }): { $due }, { $left }.
    Status: { $status }
    { $information }
reminder-late =
    Permohonan { $number } ({ $agency }) belum dijawab. Tenggatnya { $due }, { $left }.
    Status: { $status }
    { $information }
reminder-objection-due-today = Tenggat menanggapi keberatan { $number } terhadap { $agency }: { $due }, { $left } ({ $article }).
reminder-objection-late = Keberatan { $number } terhadap { $agency } belum ditanggapi. Tenggatnya { $due }, { $left } ({ $article }).
reminder-calendar =
    Kalender kerja { $years } belum dimuat, sehingga tenggat yang jatuh pada tahun itu belum dapat dihitung.

    Bila keputusan hari libur dan cuti bersamanya (SKB 3 Menteri) sudah terbit, tambahkan tahun itu ke calendar.toml di paket isi, lalu muat ulang paketnya.

# Ringkasan pagi
digest-heading = Ringkasan kerja { $date }
digest-agency = { $agency }, permohonan terbuka: { $count }
digest-counts = Permohonan terbuka: { $open }. Terlambat: { $late }. Jatuh tempo dalam { $days } hari kerja: { $soon }.
digest-proposed = Usulan penolakan yang menunggu persetujuan: { $count }.
digest-late = Permohonan yang terlambat: { $count }
digest-objections = Keberatan yang menunggu tanggapan: { $count }
digest-asks = Bahan yang diminta dinas lain:
digest-line = • { $number }, { $left }: { $text }
digest-line-soon = • { $days } HARI KERJA LAGI, { $number }: { $text }
digest-line-today = • HARI INI, { $number }: { $text }
digest-line-late = • TERLAMBAT { $days } hari kerja, { $number }: { $text }

cli-task-broken-timer = pengingat yang gagal dikirim karena gangguan program
