import re
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings

TOKEN = "123456:TEST-TOKEN"
KEY = "kunci-rahasia-untuk-uji-coba-saja-1234"
EXAMPLE = Path(__file__).resolve().parents[1] / ".env.example"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def give(monkeypatch: pytest.MonkeyPatch, **settings: str) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


def problems(need: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        load_settings(need)  # type: ignore[arg-type]
    return list(caught.value.problems)


def test_a_command_needs_nothing():
    settings = load_settings("command")

    assert settings.database_url == "sqlite:///var/ppid.db"
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert (settings.host, settings.port) == ("127.0.0.1", 8080)
    assert settings.secrets == ()


def test_serve_names_all_that_is_missing():
    token, key = problems("serve")

    assert token.startswith("TELEGRAM_TOKEN: belum diisi")
    assert key.startswith("SECRET_KEY: belum diisi")


def test_replaying_needs_the_key_but_no_token(monkeypatch):
    (missing,) = problems("replay")
    assert missing.startswith("SECRET_KEY: belum diisi")

    give(monkeypatch, SECRET_KEY=KEY)
    assert load_settings("replay").secret_key.get_secret_value() == KEY


WHATSAPP = {
    "WHATSAPP_TOKEN": "EAAFakeFakeFake",
    "WHATSAPP_PHONE_NUMBER_ID": "900555666777888",
    "WHATSAPP_APP_SECRET": "rahasia-aplikasi",
    "WHATSAPP_VERIFY_TOKEN": "kata-sandi-verifikasi",
    "PUBLIC_URL": "https://ppid.example.go.id",
}


def test_whatsapp_alone_is_enough_to_serve(monkeypatch):
    give(monkeypatch, SECRET_KEY=KEY, **WHATSAPP)

    settings = load_settings("serve")

    assert (settings.has_telegram, settings.has_whatsapp) == (False, True)
    assert settings.whatsapp_api_url == "https://graph.facebook.com/v26.0"
    for name in ("WHATSAPP_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN"):
        assert WHATSAPP[name] in settings.secrets
        assert WHATSAPP[name] not in repr(settings)


@pytest.mark.parametrize("name", [name for name in WHATSAPP if name != "WHATSAPP_TOKEN"])
def test_whatsapp_wants_all_that_belongs_to_it_where_it_is_served(monkeypatch, name):
    give(monkeypatch, SECRET_KEY=KEY, **{**WHATSAPP, name: ""})

    (missing,) = problems("serve")

    assert missing.startswith(f"{name}: belum diisi")
    assert load_settings("command").has_whatsapp


def test_half_of_whatsapp_is_told_and_not_silently_left_out(monkeypatch):
    give(monkeypatch, SECRET_KEY=KEY, TELEGRAM_TOKEN=TOKEN, WHATSAPP_APP_SECRET="rahasia-aplikasi")

    (said,) = problems("serve")

    assert said == "WHATSAPP_APP_SECRET = (disembunyikan): diisi, padahal WHATSAPP_TOKEN belum diisi."


def test_both_channels_want_both_their_secrets(monkeypatch):
    give(monkeypatch, SECRET_KEY=KEY, TELEGRAM_TOKEN=TOKEN, **WHATSAPP)

    (said,) = problems("serve")
    assert said.startswith("TELEGRAM_WEBHOOK_SECRET: belum diisi")

    give(monkeypatch, TELEGRAM_WEBHOOK_SECRET="rahasia_webhook-1")
    settings = load_settings("serve")
    assert settings.has_telegram and settings.has_whatsapp


def test_everything_wrong_is_said_at_once_with_its_name_and_value(monkeypatch):
    give(
        monkeypatch,
        TELEGRAM_TOKEN="bukan-token",
        TELEGRAM_API_URL="ftp://api",
        PUBLIC_URL="http://ppid.example.go.id",
        SECRET_KEY="pendek",
        DATABASE_URL="mysql://ppid:kata-sandi@db/ppid",
        LISTEN="8080",
        TIMEZONE="Asia/Kerinci",
        TELEGRAM_RATE="banyak",
        LOG_LEVEL="berisik",
    )

    said = problems("serve")

    assert [line.split(":")[0] for line in said] == [
        "TELEGRAM_TOKEN = (disembunyikan)",
        "TELEGRAM_API_URL = ftp",
        "PUBLIC_URL = http",
        "TELEGRAM_WEBHOOK_SECRET",
        "SECRET_KEY = (disembunyikan)",
        "DATABASE_URL = mysql",
        "LISTEN = 8080",
        "TIMEZONE = Asia/Kerinci",
        "TELEGRAM_RATE = banyak",
        "LOG_LEVEL = berisik",
    ]
    for secret in ("bukan-token", "pendek", "kata-sandi"):
        assert secret not in "\n".join(said)


def test_a_wrong_value_is_said_to_a_command_too(monkeypatch):
    give(monkeypatch, TELEGRAM_TOKEN="bukan-token")

    (said,) = problems("command")

    assert said.startswith("TELEGRAM_TOKEN")


def test_a_public_url_wants_a_webhook_secret_only_where_it_is_served(monkeypatch):
    give(monkeypatch, PUBLIC_URL="https://ppid.example.go.id/bot/", TELEGRAM_TOKEN=TOKEN, SECRET_KEY=KEY)

    (said,) = problems("serve")
    assert said.startswith("TELEGRAM_WEBHOOK_SECRET: belum diisi")
    assert load_settings("command").public_url == "https://ppid.example.go.id/bot"

    give(monkeypatch, TELEGRAM_WEBHOOK_SECRET="rahasia_webhook-1")
    assert load_settings("serve").telegram_webhook_secret.get_secret_value() == "rahasia_webhook-1"


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080", "http://localhost", "https://ppid.example.go.id:8443"]
)
def test_plain_http_is_public_only_on_this_machine(monkeypatch, url):
    give(monkeypatch, PUBLIC_URL=url)

    assert load_settings().public_url == url


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", "https://"),
        ("PUBLIC_URL", "https://ppid.example.go.id/?a=1"),
        ("PUBLIC_URL", "https://nama:sandi@ppid.example.go.id"),
        ("PUBLIC_URL", "https://[::1"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("TELEGRAM_TOKEN", "123456:ab"),
        ("TELEGRAM_WEBHOOK_SECRET", "ada spasi"),
        ("TELEGRAM_WEBHOOK_SECRET", "a" * 257),
        ("WHATSAPP_BUSINESS_ACCOUNT_ID", "900/../x"),
        ("WHATSAPP_API_URL", "graph.facebook.com"),
        ("WHATSAPP_NUMBER_URL", "https://waba.example?x=1"),
        ("WHATSAPP_AUTH_HEADER", "Authorization: Bearer x"),
        ("WHATSAPP_AUTH_HEADER", "a b"),
        ("WHATSAPP_RATE", "0"),
        ("SECRET_KEY", "x" * 31),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "ppid.db"),
        ("LISTEN", "127.0.0.1:"),
        ("LISTEN", "127.0.0.1:70000"),
        ("LISTEN", ":8080"),
        ("LISTEN", "127.0.0.1:8080/"),
        ("TIMEZONE", "Asia"),
        ("TIMEZONE", "../etc/passwd"),
        ("TELEGRAM_RATE", "0"),
        ("TELEGRAM_RATE", "nan"),
    ],
)
def test_what_cannot_be_right_is_refused(monkeypatch, name, value):
    give(monkeypatch, **{name: value})

    (said,) = problems("command")

    assert said.startswith(name)


@pytest.mark.parametrize(
    ("listen", "host", "port"),
    [("0.0.0.0:80", "0.0.0.0", 80), ("[::1]:8080", "::1", 8080), ("localhost:0", "localhost", 0)],
)
def test_where_to_listen_is_a_host_and_a_port(monkeypatch, listen, host, port):
    give(monkeypatch, LISTEN=listen)

    settings = load_settings()

    assert (settings.host, settings.port) == (host, port)


def test_the_environment_outranks_the_file_and_the_file_the_default(monkeypatch):
    Path(".env").write_text("LISTEN=127.0.0.1:9001\nLOG_LEVEL=debug\n", encoding="utf-8")
    give(monkeypatch, LISTEN="127.0.0.1:9002")

    settings = load_settings()

    assert (settings.listen, settings.log_level, settings.timezone) == ("127.0.0.1:9002", "DEBUG", "")


def test_an_empty_variable_in_the_environment_means_the_default(monkeypatch):
    Path(".env").write_text("PUBLIC_URL=https://ppid.example.go.id\n", encoding="utf-8")
    give(monkeypatch, PUBLIC_URL="", LISTEN=" ", TELEGRAM_RATE="")

    settings = load_settings()

    assert (settings.public_url, settings.listen, settings.telegram_rate) == ("", "127.0.0.1:8080", 30)


def test_an_env_file_that_is_no_text_is_named():
    Path(".env").write_bytes(b"LISTEN=\xff\xfe\n")

    (said,) = problems("command")

    assert ".env" in said


def test_the_database_lies_in_the_data_folder_unless_it_is_told_otherwise(monkeypatch, tmp_path):
    give(monkeypatch, DATA_DIR=str(tmp_path))
    assert load_settings().database_url == f"sqlite:///{tmp_path}/ppid.db"

    give(monkeypatch, DATABASE_URL="postgresql://ppid:kata-sandi@db/ppid")
    assert load_settings().database_url == "postgresql://ppid:kata-sandi@db/ppid"


def test_no_secret_shows_in_a_repr(monkeypatch):
    give(
        monkeypatch,
        TELEGRAM_TOKEN=TOKEN,
        SECRET_KEY=KEY,
        TELEGRAM_WEBHOOK_SECRET="rahasia-webhook",
        DATABASE_URL="postgresql://ppid:kata-sandi@db/ppid",
    )

    settings = load_settings("serve")

    assert settings.secrets == (TOKEN, "rahasia-webhook", KEY, "kata-sandi")
    for secret in settings.secrets:
        assert secret not in repr(settings)
        assert secret not in str(settings)


def test_the_example_has_every_setting_with_its_default():
    shown = re.findall(r"^#?([A-Z_]+)=(.*)$", EXAMPLE.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(name for name, _value in shown) == sorted(name.upper() for name in Settings.model_fields)

    Path("all").write_text("\n".join(f"{name}={value}" for name, value in shown), encoding="utf-8")
    assert load_settings(env_file=Path("all")) == load_settings()
