"""`ppid chat` and its like, as commands; what they do is tested where it is done."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.processes import KERINCI, environment, ppid


def test_a_chat_is_spoken_and_written_down(tmp_path: Path):
    (tmp_path / "naskah.txt").write_text("# Sapaan.\n", encoding="utf-8")
    options = ("--at", "2026-11-23 09:00", "--script", "naskah.txt", "--transcript", "hasil.txt")

    done = subprocess.run(  # from nothing, and with somebody who types
        [sys.executable, "-m", "bot.cli", "chat", *options],
        input="halo\n",
        cwd=tmp_path,
        env=environment(CONTENT_DIR=str(KERINCI)),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    written = (tmp_path / "hasil.txt").read_text(encoding="utf-8")
    assert written.startswith("# Sapaan.\nwarga: halo\nbot: ")
    assert "[Ajukan permohonan]" in written


async def test_a_chat_as_nobody_s_officer_is_one_sentence(tmp_path: Path):
    said = await ppid("chat", "--officer", "TIDAKADA", folder=tmp_path, status=1, CONTENT_DIR=str(KERINCI))

    assert said.startswith("Percakapan berhenti: ")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--at", "besok"), "Waktu besok tidak dimengerti."),
        (("--at", "2026-02-29 09:00"), "Waktu 2026-02-29 09:00 tidak dimengerti."),
        (("--role", "bupati"), "Peran bupati tidak dikenal."),
        (("--script", "tidak-ada.txt"), "Naskah tidak-ada.txt tidak ada."),
    ],
)
def test_what_a_chat_cannot_begin_with_is_said(words: tuple[str, ...], said: str):
    answer = CliRunner().invoke(app, ["chat", *words])

    assert answer.exit_code == 2
    assert answer.stderr.startswith(said)


async def test_a_demo_without_its_content_names_what_is_missing(tmp_path: Path):
    words = ("demo", "--listen", "127.0.0.1:0")
    said = await ppid(*words, folder=tmp_path, status=1, CONTENT_DIR=str(tmp_path))

    assert str(tmp_path / "body.toml") in said
    assert "Traceback" not in said


async def test_a_demo_where_somebody_listens_already_is_one_sentence(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"

        said = await ppid("demo", "--listen", where, folder=tmp_path, status=1, CONTENT_DIR=str(KERINCI))

    assert f"Tidak dapat mendengarkan di {where}: " in said
    assert "Traceback" not in said
