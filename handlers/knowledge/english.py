"""Common English words of public administration, as the Indonesian words that people here would use.

Only words that are not Indonesian too: "air" is water, "man" a school, "data" and "hotel" the same.
"""

import re

_WORDS = """
budget anggaran; budgets anggaran; spending belanja; expenditure belanja; expenditures belanja
expense belanja; expenses belanja; revenue pendapatan; revenues pendapatan; income pendapatan; tax pajak
taxes pajak; levy retribusi; levies retribusi; debt utang; finance keuangan; finances keuangan
financial keuangan; audited audited; assets aset; property tanah; treasury perbendaharaan; report laporan
reports laporan; document dokumen; documents dokumen; copy salinan; copies salinan; list daftar
number jumlah; numbers jumlah; amount jumlah; figures angka; statistics statistik; statistical statistik
annual tahunan; realization realisasi; realisation realisasi; plan rencana; plans rencana
planning perencanaan; development pembangunan; strategic strategis; regulation peraturan
regulations peraturan; bylaw perda; decree keputusan; law hukum; legal hukum; policy kebijakan
policies kebijakan; agreement perjanjian; agreements perjanjian; contract kontrak; contracts kontrak
contractor kontraktor; contractors kontraktor; procurement pengadaan; tender tender; tenders tender
bidder penawar; bidders peserta tender; bid penawaran; bids penawaran; auction lelang; estimate perkiraan
estimates perkiraan; goods barang; grant hibah; grants hibah; road jalan; roads jalan; street jalan
streets jalan; bridge jembatan; bridges jembatan; building bangunan; buildings bangunan
drainage drainase; irrigation irigasi; spatial tata ruang; zoning zonasi; construction konstruksi
repair perbaiki; repairs perbaikan; fix perbaiki; repaired perbaiki; fixed diperbaiki; damaged rusak
broken rusak; pothole berlubang; potholes berlubang; flood banjir; floods banjir; flooded banjir
landslide longsor; landslides longsor; earthquake gempa; earthquakes gempa; eruption erupsi
volcano gunung api; disaster bencana; disasters bencana; evacuation evakuasi; rainfall curah hujan
climate iklim; environment lingkungan; environmental lingkungan; pollution pencemaran; waste sampah
garbage sampah; trash sampah; rubbish sampah; collected diangkut; smelly bau; dirty kotor; river sungai
rivers sungai; lake danau; water air; sewage limbah; forest hutan; forestry kehutanan
conservation konservasi; mining tambang; mine tambang; mines tambang; quarry galian; school sekolah
schools sekolah; primary sekolah dasar; elementary sekolah dasar; teacher guru; teachers guru
student siswa; students siswa; pupils siswa; education pendidikan; kindergarten paud
scholarship beasiswa; scholarships beasiswa; enrolment pendaftaran; enrollment pendaftaran
hospital rumah sakit; hospitals rumah sakit; clinic puskesmas; clinics puskesmas; doctor dokter
doctors dokter; nurse perawat; nurses perawat; midwife bidan; health kesehatan; disease penyakit
diseases penyakit; vaccine vaksin; vaccination vaksinasi; immunization imunisasi; medicine obat
medicines obat; medical medis; patient pasien; patients pasien; tuberculosis tuberkulosis
ambulance ambulans; nutrition gizi; malnutrition gizi buruk; midwives bidan; population penduduk
residents penduduk; inhabitants penduduk; birth kelahiran; births kelahiran; death kematian
deaths kematian; divorce perceraian; certificate akta; identity ktp; card kartu; family keluarga
marriage perkawinan; married menikah; newborn bayi; census sensus; poverty kemiskinan; poor miskin
welfare sosial; aid bantuan; assistance bantuan; recipient penerima; recipients penerima
beneficiaries penerima; disability disabilitas; disabled disabilitas; elderly lansia; women perempuan
woman perempuan; violence kekerasan; children anak; child anak; gender gender; employee pegawai
employees pegawai; staff pegawai; officer petugas; officers petugas; official pejabat; officials pejabat
salary gaji; salaries gaji; recruitment rekrutmen; vacancy lowongan; vacancies lowongan; job kerja
jobs kerja; unemployment pengangguran; unemployed pengangguran; wage upah; wages upah; labor tenaga kerja
labour tenaga kerja; worker pekerja; workers pekerja; training pelatihan; migrant pekerja migran
farmer petani; farmers petani; agriculture pertanian; agricultural pertanian; rice beras; paddy padi
potato kentang; potatoes kentang; chili cabai; vegetables sayuran; fertilizer pupuk; fertiliser pupuk
seed benih; seeds benih; harvest panen; coffee kopi; cinnamon kayu manis; tea teh; palm sawit
rubber karet; plantation perkebunan; plantations perkebunan; livestock ternak; cattle sapi; cow sapi
cows sapi; goat kambing; goats kambing; poultry unggas; fish ikan; fishery perikanan; fisheries perikanan
fishermen nelayan; food pangan; price harga; prices harga; market pasar; markets pasar; trader pedagang
trade perdagangan; traders pedagang; cooperative koperasi; cooperatives koperasi; industry industri
enterprise usaha; enterprises usaha; business usaha; businesses usaha; permit izin; permits izin
license izin; licenses izin; licence izin; licences izin; licensing perizinan; investment investasi
investments investasi; company perusahaan; companies perusahaan; tourism pariwisata; tourist wisatawan
tourists wisatawan; visitor pengunjung; visitors pengunjung; culture budaya; cultural budaya
heritage cagar budaya; museum museum; tradition tradisi; traditions tradisi; archive arsip
archives arsip; archival arsip; photo foto; photos foto; library perpustakaan; libraries perpustakaan
book buku; books buku; transport perhubungan; transportation perhubungan; traffic lalu lintas
parking parkir; vehicle kendaraan; vehicles kendaraan; streetlight lampu jalan; streetlights lampu jalan
airport bandara; sport olahraga; sports olahraga; athlete atlet; athletes atlet; youth pemuda
scout pramuka; stadium stadion; website website; application aplikasi; password password
network jaringan; secret rahasia; confidential rahasia; security keamanan; village desa; villages desa
fund dana; funds dana; subdistrict kecamatan; district kecamatan; districts kecamatan; regency kabupaten
regent bupati; mayor walikota; province provinsi; provincial provinsi; governor gubernur; council dewan
parliament dewan; councillor anggota dewan; councillors anggota dewan; meeting rapat; meetings rapat
minutes risalah; audit audit; auditor auditor; inspection pemeriksaan; corruption korupsi; police polisi
prosecutor kejaksaan; court pengadilan; prison lapas; election pemilu; elections pemilu; voter pemilih
voters pemilih; vote suara; votes suara; land tanah; deed sertifikat tanah; religion agama
religious keagamaan; mosque masjid; mosques masjid; church gereja; churches gereja; hajj haji
pilgrimage haji; zakat zakat; climbing pendakian; hiking pendakian; summit pendakian; tiger harimau
tigers harimau; wildlife satwa; motorcycle motor; motorbike motor; stolen pencurian; housing perumahan
house rumah; houses rumah; slum kumuh; slums kumuh; settlement permukiman; sanitation sanitasi
service pelayanan; services pelayanan; counter loket; opening buka; complaint pengaduan
complaints pengaduan; complain mengadukan; rude kasar; bribe suap; bribes suap; illegal liar
noisy bising; slow lambat; terrible buruk; request permintaan; requested minta; rejected ditolak
refused ditolak; refusal penolakan; denied ditolak; reject menolak; refuse menolak; answered dijawab
answer jawaban; reply jawaban; replied dibalas; response tanggapan; responded ditanggapi
ignored diabaikan; incomplete tidak lengkap; late terlambat; overdue terlambat; objection keberatan
object keberatan; appeal keberatan; dispute sengketa; never tidak pernah; not tidak; didn tidak
hasn belum; haven belum; yet belum; apply mengajukan; register mendaftar; renew perpanjang
replace mengganti; lost hilang; obtain mendapatkan; make membuat; requirements persyaratan
requirement syarat; procedure prosedur; fee biaya; fees biaya; cost biaya; costs biaya; name nama
names nama; address alamat; addresses alamat; phone nomor telepon; telephone nomor telepon; father ayah
mother ibu saya; wife istri; husband suami; neighbour tetangga; neighbor tetangga; personal pribadi
record rekam; records rekam; account rekening; opened dibuka; finished selesai; evaluation evaluasi
announced diumumkan; total total; average rata rata; quality kualitas; map peta; maps peta; target target
structure struktur; organization organisasi; organisation organisasi
"""

WORDS = {
    word: meant
    for entry in re.split(r"[;\n]", _WORDS)
    if entry.strip()
    for word, meant in [entry.strip().split(" ", 1)]
}
"""English word -> one or more Indonesian ones."""

_FILLERS = """
about after also and any are ask asking because been being best but can could current dear do does for
from get give good had has have he hello her here hi his how however if in into is it its just kindly
know like me may more most much my need needs new now of on one or our out please provide public really
regarding regards requesting see send she should sir so some than thank thanks that the their them there
these they this those through till to today until very want was we were what when where which while who
whom whose why will with without within would year years you your
"""

FILLERS = frozenset(_FILLERS.split())
