"""The words that the shop's people, places and products are made of. All persons are invented."""

from __future__ import annotations

# fmt: off
WOMEN = [
    "Siti", "Dewi", "Sri", "Ayu", "Rina", "Wati", "Putri", "Indah", "Lestari", "Ratna", "Fitri", "Nur", "Yuni",
    "Maya", "Citra", "Dian", "Eka", "Intan", "Kartika", "Laras", "Mega", "Nadia", "Nining", "Rahayu", "Retno",
    "Sari", "Tuti", "Wulan", "Yanti", "Zahra", "Anisa", "Bunga", "Desi", "Endang", "Fatimah", "Gita", "Hesti",
    "Ika", "Juwita", "Kurnia", "Lina", "Melati", "Novi", "Oktavia", "Puspita", "Rosa", "Suci", "Tri", "Utami",
    "Vina",
]
MEN = [
    "Budi", "Agus", "Andi", "Bambang", "Dedi", "Eko", "Fajar", "Galih", "Hadi", "Iwan", "Joko", "Kurniawan",
    "Lukman", "Made", "Nyoman", "Oki", "Purnomo", "Rahmat", "Slamet", "Tono", "Umar", "Wahyu", "Yusuf", "Zainal",
    "Arif", "Bayu", "Candra", "Dimas", "Edi", "Ferry", "Gunawan", "Hendra", "Imam", "Jaya", "Krisna", "Linggar",
    "Muhammad", "Nanang", "Pandu", "Rizki", "Sigit", "Teguh", "Untung", "Viktor", "Wayan", "Yoga", "Ahmad", "Ketut",
    "Surya", "Taufik",
]
FAMILIES = [
    "Santoso", "Wijaya", "Susanto", "Hidayat", "Saputra", "Nugroho", "Pratama", "Setiawan", "Rahman", "Siregar",
    "Nasution", "Simanjuntak", "Hutapea", "Lubis", "Harahap", "Tanjung", "Chaniago", "Koto", "Maulana",
    "Firmansyah", "Permana", "Kusuma", "Wibowo", "Hartono", "Suryadi", "Utomo", "Prasetyo", "Handayani",
    "Puspitasari", "Anggraini", "Wulandari", "Kusumawati", "Lestari", "Permatasari", "Maharani", "Mangunsong",
    "Daulay", "Sembiring", "Ginting", "Tarigan", "Pangaribuan", "Sihombing", "Rumengan", "Kalalo", "Tuhumury",
    "Pattiasina", "Daeng", "Patiro", "Hamzah", "Tanuwijaya",
]
# fmt: on
TITLES = {1: ["Ibu", "Hj.", "Dr."], 2: ["Bpk.", "H.", "Dr."]}
DEGREES = ["S.Pd.", "S.E.", "M.M.", "S.T."]
MAIL_DOMAINS = ["surel.example.com", "pesan.example.net", "kantor.example.org"]

# Place, province, first digits of the postal code, share of people.
PLACES = [
    ("Malang", "Jawa Timur", "651", 20.0),
    ("Kabupaten Malang", "Jawa Timur", "651", 5.0),
    ("Surabaya", "Jawa Timur", "602", 18.0),
    ("Sidoarjo", "Jawa Timur", "612", 6.0),
    ("Kediri", "Jawa Timur", "641", 3.0),
    ("Batu", "Jawa Timur", "653", 2.0),
    ("Jakarta Selatan", "DKI Jakarta", "121", 7.0),
    ("Jakarta Barat", "DKI Jakarta", "114", 5.0),
    ("Bandung", "Jawa Barat", "401", 5.0),
    ("Bekasi", "Jawa Barat", "171", 4.0),
    ("Depok", "Jawa Barat", "164", 3.0),
    ("Semarang", "Jawa Tengah", "501", 3.0),
    ("Surakarta", "Jawa Tengah", "571", 2.0),
    ("Yogyakarta", "DI Yogyakarta", "552", 3.0),
    ("Denpasar", "Bali", "801", 2.5),
    ("Makassar", "Sulawesi Selatan", "902", 2.5),
    ("Ujung Pandang", "Sulawesi Selatan", "902", 0.5),
    ("Medan", "Sumatera Utara", "201", 2.5),
    ("Palembang", "Sumatera Selatan", "301", 1.5),
    ("Balikpapan", "Kalimantan Timur", "761", 1.5),
    ("Manado", "Sulawesi Utara", "951", 1.0),
    ("Jayapura", "Papua", "991", 0.5),
]
OCCUPATIONS = ["karyawan swasta", "wiraswasta", "guru", "pelajar", "ibu rumah tangga", "pegawai negeri", "perawat", ""]
ACQUISITION = ["instagram", "tiktok", "google", "referral", "store", "marketplace", ""]

# Category, and its products from the cheapest to the dearest.
CATEGORIES = {
    "Kopi": ["Kopi Sachet", "Kopi Tubruk 100g", "Arabika Gayo 200g", "Robusta Dampit 500g", "Arabika Toraja 1kg"],
    "Teh": ["Teh Celup", "Teh Melati 100g", "Teh Hijau 250g", "Teh Putih", "Set Teh Hadiah"],
    "Camilan": ["Keripik Tempe", "Keripik Apel", "Pia Kacang Hijau", "Brownies Kukus", "Parsel Camilan"],
    "Bumbu": ["Terasi Udang", "Sambal Bawang", "Bumbu Rendang", "Minyak Wijen", "Set Bumbu Nusantara"],
    "Perawatan": ["Sabun Sereh", "Lulur Jawa", "Minyak Kayu Putih", "Serum Wajah", "Set Spa Rumah"],
    "Batik": ["Sapu Tangan Batik", "Masker Batik", "Syal Batik", "Kemeja Batik", "Kain Batik Tulis"],
    "Rumah": ["Tatakan Gelas", "Sarung Bantal", "Lampu Rotan", "Taplak Tenun", "Kursi Rotan"],
    "Anak": ["Buku Mewarnai", "Gasing Kayu", "Baju Anak", "Puzzle Kayu", "Kuda Goyang"],
    "Alat Kopi": ["Saringan Kopi", "Gelas Kopi", "V60 Keramik", "Penggiling Manual", "Ketel Leher Angsa"],
    "Herbal": ["Jahe Instan", "Kunyit Asam", "Madu Hutan 250g", "Beras Kencur", "Paket Jamu"],
    "Tas": ["Tas Lipat", "Dompet Rajut", "Tas Anyam", "Ransel Kanvas", "Tas Kulit"],
    "Musiman": ["Ketupat Hias", "Lilin Natal", "Hampers Kecil", "Hampers Lebaran", "Hampers Mewah"],
}
