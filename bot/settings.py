"""What this machine decides: from the environment, else from `.env`, else the default.

    settings = load_settings("serve")     # raises SettingsError, which lists all that is wrong at once

A command only asks for what it needs: `ppid officer invite` runs on a machine without a bot's token.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal, LiteralString
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.channels.limits import WHATSAPP_GRAPH, WHATSAPP_RATE
from handlers.voice import voice_of
from storage.vault import Vault, VaultKeyError, open_vault, read_key, read_keys

Need = Literal["serve", "command", "replay", "backup"]

SECRET_LENGTH = 32  # characters
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]{3,}")  # 123456:AA..., as BotFather gives it out
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # Bot API setWebhook.secret_token
_WHATSAPP_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")  # stands in an address; Meta's have digits only
_HEADER = re.compile(r"[A-Za-z0-9-]+(: ?[A-Za-z0-9-]*)?")  # "Authorization: Bearer", "D360-API-KEY"
_DATABASES = ("sqlite", "sqlite+pysqlite", "postgres", "postgresql", "postgresql+psycopg")
_HERE = ("127.0.0.1", "localhost", "::1")
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


class SettingsError(Exception):
    """Settings that are missing or wrong; `problems` has one sentence for each, and names it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class Settings(BaseSettings):
    """Each setting is the variable of its name in capitals; an empty variable means the default."""

    NEEDED: ClassVar[frozenset[str]] = frozenset()

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True, validate_default=True
    )

    whatsapp_token: SecretStr = SecretStr("")  # before what is needed only with or without it
    telegram_token: SecretStr = SecretStr("")
    telegram_api_url: str = "https://api.telegram.org"  # without a slash at its end
    public_url: str = ""  # where the platforms reach us, without a slash at its end; "": long polling
    telegram_webhook_secret: SecretStr = SecretStr("")
    whatsapp_phone_number_id: str = ""
    whatsapp_app_secret: SecretStr = SecretStr("")
    whatsapp_verify_token: SecretStr = SecretStr("")
    whatsapp_business_account_id: str = ""  # whose the templates are
    whatsapp_api_url: str = WHATSAPP_GRAPH  # with the version, without a slash at its end
    whatsapp_number_url: str = ""  # where the number's own calls go; "": whatsapp_api_url and its id
    whatsapp_auth_header: str = "Authorization: Bearer"  # a Solution Provider's may be "D360-API-KEY"
    whatsapp_rate: Annotated[float, Field(gt=0, le=1000)] = WHATSAPP_RATE  # messages a second
    secret_key: SecretStr = SecretStr("")
    backup_key: SecretStr = SecretStr("")
    data_dir: Path = Path("var")
    database_url: str = Field(default="", repr=False)  # may hold a password; "": a file in data_dir
    listen: str = "127.0.0.1:8080"
    content_dir: Path = Path("content/kerinci")
    timezone: str = ""  # "": the content pack's
    telegram_rate: Annotated[float, Field(gt=0, le=1000)] = 30  # messages a second, all chats together
    vault_keys: SecretStr = SecretStr("")  # "id:base64,…", newest first; "": no identity is taken
    vault_hash_key: SecretStr = SecretStr("")  # base64; by its hashes an identity number is found again
    metrics_token: SecretStr = SecretStr("")  # "": there is no /metrics
    log_level: str = "INFO"

    @property
    def has_telegram(self) -> bool:
        return bool(self.telegram_token.get_secret_value())

    @property
    def has_whatsapp(self) -> bool:
        return bool(self.whatsapp_token.get_secret_value())

    @property
    def host(self) -> str:
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        return int(self.listen.rpartition(":")[2])

    @property
    def vault(self) -> Vault | None:
        """What seals identities; None where no keys are given."""
        keys = self.vault_keys.get_secret_value()
        return open_vault(keys, self.vault_hash_key.get_secret_value()) if keys else None

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be seen anywhere, a log least of all."""
        hidden = (
            *(self.telegram_token, self.telegram_webhook_secret, self.secret_key, self.metrics_token),
            *(self.whatsapp_token, self.whatsapp_app_secret, self.whatsapp_verify_token, self.backup_key),
        )
        known = [secret.get_secret_value() for secret in hidden]
        keys = self.vault_keys.get_secret_value().split(",")
        known += [self.vault_hash_key.get_secret_value(), *(key.partition(":")[2].strip() for key in keys)]
        return tuple(value for value in (*known, make_url(self.database_url).password or "") if value)

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_default(cls, value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, str):
            return value
        return value.strip() or cls.model_fields[str(info.field_name)].default

    @field_validator("telegram_token")
    @classmethod
    def _check_token(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """Needed, unless WhatsApp is there."""
        if not value.get_secret_value():
            if not _given(info, "whatsapp_token"):
                cls._need("telegram_token")
        elif not _TOKEN.fullmatch(value.get_secret_value()):
            raise _wrong("token")
        return value

    @field_validator("secret_key")
    @classmethod
    def _check_secret_key(cls, value: SecretStr) -> SecretStr:
        length = len(value.get_secret_value())
        if not length:
            cls._need("secret_key")
        elif length < SECRET_LENGTH:
            raise _wrong("short", length=str(length), least=str(SECRET_LENGTH))
        return value

    @field_validator("backup_key")
    @classmethod
    def _check_backup_key(cls, value: SecretStr) -> SecretStr:
        if not value.get_secret_value():
            cls._need("backup_key")
            return value
        try:
            read_key(value.get_secret_value())
        except VaultKeyError:
            raise _wrong("backup-key") from None
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _check_webhook_secret(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """Needed with PUBLIC_URL: nothing else tells Telegram's requests from anybody's."""
        secret = value.get_secret_value()
        if not secret and _given(info, "public_url") and _given(info, "telegram_token"):
            cls._need("telegram_webhook_secret")
        elif secret and not _WEBHOOK_SECRET.fullmatch(secret):
            raise _wrong("webhook-secret")
        return value

    @field_validator("whatsapp_phone_number_id", "whatsapp_app_secret", "whatsapp_verify_token")
    @classmethod
    def _check_whatsapp(cls, value: Any, info: ValidationInfo) -> Any:
        """With WHATSAPP_TOKEN all three, without it none: half a channel would be silent."""
        given = value.get_secret_value() if isinstance(value, SecretStr) else value
        if not given and _given(info, "whatsapp_token"):
            cls._need(str(info.field_name))
        elif given and not _given(info, "whatsapp_token"):
            raise _wrong("without-whatsapp")
        elif isinstance(value, str) and given and not _WHATSAPP_ID.fullmatch(given):
            raise _wrong("whatsapp-id")
        return value

    @field_validator("whatsapp_business_account_id")
    @classmethod
    def _check_business_account(cls, value: str) -> str:
        if value and not _WHATSAPP_ID.fullmatch(value):
            raise _wrong("whatsapp-id")
        return value

    @field_validator("whatsapp_auth_header")
    @classmethod
    def _check_auth_header(cls, value: str) -> str:
        if not _HEADER.fullmatch(value):
            raise _wrong("header")
        return value

    @field_validator("vault_keys")
    @classmethod
    def _check_vault_keys(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value():
            _read_keys(value, read_keys)
        return value

    @field_validator("vault_hash_key")
    @classmethod
    def _check_vault_hash_key(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        """Needed with VAULT_KEYS."""
        if value.get_secret_value():
            _read_keys(value, read_key)
        elif _given(info, "vault_keys"):
            raise PydanticCustomError("missing", "missing")
        return value

    @field_validator("telegram_api_url", "whatsapp_api_url")
    @classmethod
    def _check_api_url(cls, value: str) -> str:
        # A server of one's own speaks http (github.com/tdlib/telegram-bot-api).
        return _url(value, schemes=("https", "http"))

    @field_validator("whatsapp_number_url")
    @classmethod
    def _check_number_url(cls, value: str) -> str:
        return _url(value, schemes=("https", "http")) if value else value

    @field_validator("public_url")
    @classmethod
    def _check_public_url(cls, value: str, info: ValidationInfo) -> str:
        """Needed with WhatsApp, which has no other way to bring messages."""
        if not value:
            if _given(info, "whatsapp_token"):
                cls._need("public_url")
            return value
        here = _parts(value)[1] in _HERE
        return _url(value, schemes=("https", "http") if here else ("https",))

    @field_validator("database_url")
    @classmethod
    def _check_database_url(cls, value: str, info: ValidationInfo) -> str:
        if not value:
            return f"sqlite:///{info.data.get('data_dir', 'var')}/ppid.db"
        try:
            url = make_url(value)
        except (ArgumentError, ValueError):
            raise _wrong("database") from None
        if url.drivername not in _DATABASES:
            raise _wrong("database")
        if url.drivername.startswith("sqlite") and url.database in (None, "", ":memory:"):
            raise _wrong("database")
        return value

    @field_validator("listen")
    @classmethod
    def _check_listen(cls, value: str) -> str:
        host, port = _parts(f"//{value}")[1:]
        if not host or port is None or value.rpartition(":")[2] != str(port):
            raise _wrong("listen")
        return value

    @field_validator("timezone")
    @classmethod
    def _check_timezone(cls, value: str) -> str:
        try:
            if value:
                ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: the name of a folder of zones
            raise _wrong("timezone") from None
        return value

    @field_validator("log_level")
    @classmethod
    def _check_log_level(cls, value: str) -> str:
        if value.upper() not in _LEVELS:
            raise _wrong("level", levels=", ".join(_LEVELS))
        return value.upper()

    @classmethod
    def _need(cls, name: str) -> None:
        if name in cls.NEEDED:
            raise PydanticCustomError("missing", "missing")


class _ServeSettings(Settings):
    NEEDED = frozenset(
        {
            *("telegram_token", "secret_key", "telegram_webhook_secret", "public_url"),
            *("whatsapp_phone_number_id", "whatsapp_app_secret", "whatsapp_verify_token"),
        }
    )


class _ReplaySettings(Settings):
    NEEDED = frozenset({"secret_key"})


class _BackupSettings(Settings):
    NEEDED = frozenset({"backup_key"})


_KINDS: dict[Need, type[Settings]] = {
    "serve": _ServeSettings,
    "command": Settings,
    "replay": _ReplaySettings,
    "backup": _BackupSettings,
}


def load_settings(
    need: Need = "command", *, env_file: Path = Path(".env"), given: Mapping[str, Any] = MappingProxyType({})
) -> Settings:
    """The settings, checked; raises SettingsError with every problem.

    `given` (by field) outranks the environment.
    "serve" needs SECRET_KEY and one channel or both: TELEGRAM_TOKEN, and TELEGRAM_WEBHOOK_SECRET where
    PUBLIC_URL is set; WHATSAPP_TOKEN with its number's id, app secret and verify token, and PUBLIC_URL;
    "replay" (old messages anew) needs SECRET_KEY; "backup" needs BACKUP_KEY; "command" needs nothing.
    """
    try:
        return _KINDS[need](_env_file=env_file, **given)
    except ValidationError as error:
        # Not chained: pydantic's own words show the values, secrets as well.
        raise SettingsError([_sentence(e) for e in error.errors(include_url=False)]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([voice_of("id")("setting-file", file=str(env_file), error=str(error))]) from None


def _given(info: ValidationInfo, name: str) -> bool:
    """Whether an earlier setting was given; one that is wrong is not in `data`, but it was."""
    value = info.data.get(name, "wrong")
    return bool(value.get_secret_value() if isinstance(value, SecretStr) else value)


def _read_keys(value: SecretStr, read: Callable[[str], object]) -> None:
    try:
        read(value.get_secret_value())
    except VaultKeyError as error:
        raise PydanticCustomError(
            f"setting-vault-{error.problem}", error.problem, {"id": error.key}
        ) from None


def _wrong(kind: LiteralString, **said: str) -> PydanticCustomError:
    """`kind` ends the copy key of the sentence, `said` are its variables."""
    return PydanticCustomError(f"setting-{kind}", kind, said)


def _sentence(error: ErrorDetails) -> str:
    """NAME = value: what is wrong with it."""
    voice = voice_of("id")
    name = str(error["loc"][0])
    key = error["type"]
    if key == "missing":
        key = f"setting-missing-{name.replace('_', '-')}"
    elif not key.startswith("setting-"):  # the library's own, and only of types that are not text
        key = f"setting-{name.replace('_', '-')}"
    said = {variable: str(value) for variable, value in error.get("ctx", {}).items()}
    shown = _shown(name, error["input"])
    return f"{name.upper()}{shown and f' = {shown}'}: {voice(key, **said)}"


def _shown(name: str, value: Any) -> str:
    """A value as it may be seen; "" where there is none."""
    hidden = voice_of("id")("setting-hidden")
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if not value:
        return ""
    if Settings.model_fields[name].annotation is SecretStr:
        return hidden
    if name != "database_url":
        return str(value)
    try:
        return make_url(value).render_as_string(hide_password=True)
    except (ArgumentError, ValueError):
        return hidden


def _parts(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port; the empty host where it is no URL."""
    try:
        split = urlsplit(url)
        return split.scheme, split.hostname or "", split.port
    except ValueError:
        return "", "", None


def _url(value: str, *, schemes: tuple[LiteralString, ...]) -> str:
    """The URL without a slash at its end; paths are appended to it."""
    scheme, host, _port = _parts(value)
    if scheme not in schemes or not host or any(mark in value for mark in "?#@ "):
        raise _wrong("url" if len(schemes) > 1 else "https-url")
    return value.rstrip("/")
