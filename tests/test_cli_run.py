"""`ppid chat` and its like, as commands; what they do is tested where it is done."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.rooms import PROJECT


def ppid(*words: str, said: str = "", cwd: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """The real command, as one types it."""
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "CONTENT_DIR": str(PROJECT / "content/kerinci")}
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *words],
        input=said,
        cwd=cwd,
        env=environment | settings,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_chat_is_spoken_and_written_down(tmp_path: Path):
    (tmp_path / "naskah.txt").write_text("# Sapaan.\n", encoding="utf-8")
    options = ("--at", "2026-11-23 09:00", "--script", "naskah.txt", "--transcript", "hasil.txt")

    done = ppid("chat", *options, said="halo\n", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    written = (tmp_path / "hasil.txt").read_text(encoding="utf-8")
    assert written.startswith("# Sapaan.\nwarga: halo\nbot: ")
    assert "[Ajukan permohonan]" in written


def test_a_chat_as_nobody_s_officer_is_one_sentence(tmp_path: Path):
    done = ppid("chat", "--officer", "TIDAKADA", cwd=tmp_path)

    assert done.returncode == 1
    assert done.stderr.startswith("Percakapan berhenti: ")
    assert done.stderr.count("\n") == 1


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


def test_a_demo_without_its_content_names_what_is_missing(tmp_path: Path):
    done = ppid("demo", "--listen", "127.0.0.1:0", cwd=tmp_path, CONTENT_DIR=str(tmp_path))

    assert done.returncode == 1
    assert str(tmp_path / "body.toml") in done.stderr
    assert "Traceback" not in done.stderr


def test_a_demo_where_somebody_listens_already_is_one_sentence(tmp_path: Path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"

        done = ppid("demo", "--listen", where, cwd=tmp_path)

    assert done.returncode == 1
    assert f"Tidak dapat mendengarkan di {where}: " in done.stderr
    assert "Traceback" not in done.stderr
