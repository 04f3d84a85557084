"""The conversation that every peer holds: ten steps, three of them buttons, thirteen calls."""

import os

TOKEN = os.environ["PEER_TOKEN"]
API = os.environ["PEER_API"]  # http://127.0.0.1:port
PORT = int(os.environ["PEER_PORT"])
FOLDER = os.environ["PEER_FOLDER"]
SECRET = os.environ["PEER_SECRET"]
PATH = "/telegram/webhook"

# key of the answer, and the question that asks for it
QUESTIONS = (
    ("name", "Siapa nama lengkap Bapak/Ibu?"),
    ("address", "Di mana alamat Bapak/Ibu?"),
    ("reach", "Nomor telepon atau surel?"),
    ("information", "Informasi apa yang Bapak/Ibu butuhkan?"),
    ("purpose", "Untuk apa informasi ini digunakan?"),
    ("obtain", "Bagaimana ingin memperolehnya?"),
    ("deliver", "Ke mana jawabannya dikirim?"),
    ("agency", "Ke dinas mana?"),
    ("sure", "Mohon periksa. Kirim?"),
)
BUTTONS = {
    "obtain": ("Salinan digital", "Salinan cetak"),
    "deliver": ("Lewat chat ini", "Surel"),
    "sure": ("Kirim permohonan", "Batal"),
}
KEYS = tuple(key for key, _ in QUESTIONS)
ASK = dict(QUESTIONS)


def done(number: int) -> str:
    return f"Permohonan diterima. Nomor: {number:03}/PPID/2026"
