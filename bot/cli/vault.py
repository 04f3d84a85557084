"""`ppid vault`: the keys that identities are sealed with."""

from typing import TYPE_CHECKING

import typer

from bot.cli.database import opened, settings_for
from bot.cli.terminal import say, stop, voice

if TYPE_CHECKING:
    from bot.settings import Settings
    from storage.vault import Vault

app = typer.Typer(no_args_is_help=True)


@app.command("new-key", help=voice("cli-help-vault-new-key"))
def new_key() -> None:
    """Lines for .env: the new key before the old ones, and the key of the hashes where there is none."""
    from storage.vault import new_key

    settings = settings_for("command")
    old = settings.vault_keys.get_secret_value()
    ids = {entry.partition(":")[0].strip() for entry in old.split(",")}
    number = next(n for n in range(1, 10_000) if f"k{n}" not in ids)
    print(f"VAULT_KEYS={','.join(part for part in (f'k{number}:{new_key()}', old) if part)}")
    if not settings.vault_hash_key.get_secret_value():
        print(f"VAULT_HASH_KEY={new_key()}")


@app.command(help=voice("cli-help-vault-rotate"))
def rotate() -> None:
    from storage import rotation
    from storage.vault import SealedFiles

    settings = settings_for("command")
    vault = vault_of(settings)
    with opened(settings) as store:
        done = rotation.rotate(store, vault, SealedFiles(settings.data_dir / "identity"))
    say("cli-vault-rotated", numbers=str(done.numbers), files=str(done.files), id=vault.newest)
    if done.failed:
        stop("cli-vault-failed", lines=done.failed, keys=", ".join(done.still_needed))
    free = [id for id in vault.key_ids if id != vault.newest and id not in done.still_needed]
    if done.still_needed:  # given meanwhile, by a server that still has the old keys first
        stop("cli-vault-still-needed", keys=", ".join(done.still_needed))
    if free:
        say("cli-vault-free", keys=", ".join(free))


def vault_of(settings: "Settings") -> "Vault":
    """The vault of the settings, or the end."""
    vault = settings.vault
    if vault is None:
        stop("cli-vault-none", status=2)
    return vault
