"""Settings: defaults that work, every error at once with what to do, and no secret ever printed."""

import logging
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.logs import LineFormatter
from bot.settings import EXAMPLES, Listen, Mode, Settings, SettingsError, Switch, read_settings
from dialogs.ids import PersonId
from dialogs.texts import Language

TOKEN = "123456789:" + "Abcdefghijklmnopqrstuvwxyz_-0123456"
SECRET = "Abcdefghij_-0123"
WEBHOOK = {
    "HEJIE_MODE": "webhook",
    "HEJIE_WEBHOOK_URL": "https://hejie.example/a/b",
    "HEJIE_WEBHOOK_SECRET": SECRET,
}


ANY_PATH = {
    "HEJIE_LIBRARY",
    "HEJIE_KEYS_FILE",
    "HEJIE_SECOND_PLACE",
    "HEJIE_RETENTION",
    "HEJIE_DEADLINES",
    "HEJIE_CRISIS",
}
"""Settings that are wrong only once somebody opens what they name."""
SECRETS = {"HEJIE_TOKEN", "HEJIE_WEBHOOK_SECRET", "HEJIE_KEYS"}


def problems(environment: dict[str, str], *, needs_token: bool = False) -> list[str]:
    with pytest.raises(SettingsError) as raised:
        read_settings(environment, None, needs_token=needs_token)
    return [str(problem) for problem in raised.value.problems]


def test_nothing_set_is_enough_to_try_the_bot() -> None:
    assert read_settings({}, None) == Settings(
        token=None,
        api_url="https://api.telegram.org",
        database="sqlite:///var/hejie.db",
        keys=None,
        keys_file=None,
        second_place=None,
        search_index=Switch.OFF,
        admins=(),
        mode=Mode.POLLING,
        webhook_url=None,
        webhook_secret=None,
        listen=Listen("127.0.0.1", 8080),
        zone=ZoneInfo("Asia/Shanghai"),
        language=Language.ZH,
    )


def test_everything_set_is_read() -> None:
    environment = {
        "HEJIE_TOKEN": f" {TOKEN} ",
        "HEJIE_API_URL": "http://127.0.0.1:9000/",
        "HEJIE_DB": "sqlite:////srv/log.db",
        "HEJIE_SEARCH_INDEX": "on",
        "HEJIE_ADMINS": "12, 34，12",
        "HEJIE_MODE": "webhook",
        "HEJIE_WEBHOOK_URL": "https://hejie.example:8443/telegram",
        "HEJIE_WEBHOOK_SECRET": SECRET,
        "HEJIE_LISTEN": "[::]:0",
        "HEJIE_TZ": "Europe/Berlin",
        "HEJIE_LANG": "en",
        "PATH": "/bin",
    }

    assert read_settings(environment, None, needs_token=True) == Settings(
        token=TOKEN,
        api_url="http://127.0.0.1:9000",
        database="sqlite:////srv/log.db",
        search_index=Switch.ON,
        admins=(PersonId(12), PersonId(34)),
        mode=Mode.WEBHOOK,
        webhook_url="https://hejie.example:8443/telegram",
        webhook_secret=SECRET,
        listen=Listen("::", 0),
        zone=ZoneInfo("Europe/Berlin"),
        language=Language.EN,
    )


OF_A_PASSWORD = "of a password / @ : # ? are %2F %40 %3A %23 %3F"
NO_DATABASE = "HEJIE_DB must begin with sqlite:/// and name a file (a fourth / makes the path absolute)"


def test_all_errors_are_named_at_once() -> None:
    wrong = {
        "HEJIE_TOKEN": "nonsense",
        "HEJIE_API_URL": "telegram",
        "HEJIE_PROXY": "proxy.example:3128",
        "HEJIE_DB": "mysql://x",
        "HEJIE_KEYS": "operating:k1:c2hvcnQ=",
        "HEJIE_SEARCH_INDEX": "yes",
        "HEJIE_SECOND_PERSON": "sometimes",
        "HEJIE_CHAT_FILES": "docx",
        "HEJIE_ADMINS": "wang",
        "HEJIE_MODE": "push",
        "HEJIE_WEBHOOK_URL": "hejie.example",
        "HEJIE_WEBHOOK_SECRET": "guess me",
        "HEJIE_LISTEN": "8080",
        "HEJIE_TZ": "Mars/Olympus",
        "HEJIE_LANG": "fr",
        "HEJIE_BOT_TOKEN": "x",
    }

    said = [each.partition(", for example ") for each in problems(wrong)]

    assert [what for what, _, _ in said] == [
        "HEJIE_BOT_TOKEN is not a setting: did you mean HEJIE_TOKEN?",
        "HEJIE_TOKEN is not a bot token: copy the whole line, a number, a colon and a long word",
        "HEJIE_API_URL must be an address that begins with https://",
        f"HEJIE_PROXY must be http://, a host, a colon and a port; {OF_A_PASSWORD}",
        f"{NO_DATABASE}, or with postgresql:// and name a database",
        "HEJIE_KEYS is no keyring: entry 1 of the keyring is not kind:id:base64 of 32 bytes",
        "HEJIE_SEARCH_INDEX must be on or off",
        "HEJIE_SECOND_PERSON must be on or off",
        "HEJIE_CHAT_FILES must be on or off",
        "HEJIE_ADMINS must be Telegram ids, which are numbers, with commas between them",
        "HEJIE_MODE must be polling or webhook",
        "HEJIE_WEBHOOK_URL must be an address that begins with https://",
        "HEJIE_WEBHOOK_SECRET must be 16 to 256 of A-Z a-z 0-9 _ -, so that nobody guesses it",
        "HEJIE_LISTEN must be an address of this machine, a colon and a port",
        "HEJIE_TZ is not a time zone that we know",
        "HEJIE_LANG must be zh or en",
    ]
    assert [example for _, _, example in said[1:]] == [
        example for name, example in EXAMPLES.items() if name not in ANY_PATH
    ]


def test_missing_token_is_an_error_only_where_one_is_needed() -> None:
    assert read_settings({"HEJIE_TOKEN": ""}, None).token is None
    assert problems({"HEJIE_TOKEN": " "}, needs_token=True) == [
        "HEJIE_TOKEN is missing: put it into .env, for example 123456789:AAE… as @BotFather gave it"
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("HEJIE_API_URL", "http://telegram.example"),
        ("HEJIE_API_URL", "https://user:pass@telegram.example"),
        ("HEJIE_API_URL", "https://telegram.example/?a=1"),
        ("HEJIE_PROXY", "http://proxy.example"),
        ("HEJIE_PROXY", "http://proxy.example:99999"),
        ("HEJIE_PROXY", "http://user:pass/word@proxy.example:3128"),
        ("HEJIE_PROXY", "socks5://proxy.example:1080"),
        ("HEJIE_DB", "sqlite:///var/"),
        ("HEJIE_DB", "postgresql://user:pass@db/"),
        ("HEJIE_ADMINS", "-5"),
        ("HEJIE_ADMINS", "0"),
        ("HEJIE_ADMINS", "１２"),
        ("HEJIE_MODE", "push"),
        ("HEJIE_WEBHOOK_URL", "http://hejie.example/telegram"),
        ("HEJIE_WEBHOOK_URL", "https://user:pass@hejie.example"),
        ("HEJIE_WEBHOOK_URL", "https://hejie.example/telegram?a=1"),
        ("HEJIE_WEBHOOK_URL", "https://hejie.example/{path}"),
        ("HEJIE_WEBHOOK_URL", "https://hejie.example/healthz"),
        ("HEJIE_WEBHOOK_URL", "https://hejie.example/metrics"),
        ("HEJIE_WEBHOOK_URL", "https://hejie.example:9999/telegram"),
        ("HEJIE_WEBHOOK_URL", "https://hejie.example:99999/telegram"),
        ("HEJIE_WEBHOOK_SECRET", "Abcdefghij_-012"),
        ("HEJIE_WEBHOOK_SECRET", "Abcdefghij_-0123!"),
        ("HEJIE_WEBHOOK_SECRET", "a" * 257),
        ("HEJIE_LISTEN", "0.0.0.0:8080"),
        ("HEJIE_LISTEN", "8080"),
        ("HEJIE_LISTEN", "127.0.0.1:99999"),
        ("HEJIE_LISTEN", "hejie.example:8080"),
        ("HEJIE_TZ", "../etc/passwd"),
        ("HEJIE_TZ", "Asia"),
        ("HEJIE_NONSENSE", "1"),
    ],
)
def test_wrong_value_names_its_variable_and_never_the_value(name: str, text: str) -> None:
    found = problems({name: text})

    assert [each.split()[0] for each in found] == [name]
    assert text not in found[0].partition(", for example ")[0] or text == "1"


def test_examples_are_values_that_we_take() -> None:
    environment = {name: text for name, text in EXAMPLES.items() if name not in SECRETS}

    assert read_settings(environment, None) == Settings(
        proxy="http://proxy.example:3128",
        admins=(PersonId(123456789), PersonId(987654321)),
        keys_file=Path("/var/lib/hejie-keys/keys"),
        second_place=Path("/mnt/other-disk/hejie"),
        retention=Path("/var/lib/hejie/retention.toml"),
        deadlines=Path("/var/lib/hejie/deadlines.toml"),
        crisis=Path("/var/lib/hejie/crisis.toml"),
        search_index=Switch.ON,
        chat_files=Switch.ON,
        library=Path("/var/lib/hejie/library"),
        webhook_url="https://hejie.example/telegram",
    )


@pytest.mark.parametrize("name", sorted(SECRETS))
def test_example_of_a_secret_cannot_be_used_as_one(name: str) -> None:
    assert [each.split()[0] for each in problems({name: EXAMPLES[name]})] == [name]


@pytest.mark.parametrize("name", ["HEJIE_WEBHOOK_URL", "HEJIE_WEBHOOK_SECRET"])
def test_webhook_needs_an_address_and_a_secret(name: str) -> None:
    assert problems({**WEBHOOK, name: ""}) == [
        f"{name} is missing: HEJIE_MODE=webhook needs it, for example {EXAMPLES[name]}"
    ]


@pytest.mark.parametrize("listen", ["0.0.0.0:8080", "[::]:8080", "10.0.0.5:80", "127.0.0.1:8080"])
def test_webhook_may_listen_to_other_machines(listen: str) -> None:
    settings = read_settings({**WEBHOOK, "HEJIE_LISTEN": listen}, None)

    assert settings.listen.port in {80, 8080}


def test_pages_of_a_bot_that_polls_are_for_this_machine_alone() -> None:
    [said] = problems({"HEJIE_LISTEN": "0.0.0.0:8080"})

    assert said.startswith(
        "HEJIE_LISTEN must be this machine alone (127.0.0.1 or localhost) unless HEJIE_MODE=webhook: "
    )


@pytest.mark.parametrize("password", ["pa/ss", "12/34", "pa?ss", "pa#ss", "pa[ss"])
def test_password_that_would_be_taken_for_a_place_is_refused_and_not_repeated(password: str) -> None:
    (said,) = problems({"HEJIE_DB": f"postgresql://hejie:{password}@db.example/hejie"})

    assert said.startswith("HEJIE_DB is no address that can be told apart: write / as %2F")
    assert password not in said


def test_password_of_the_database_is_a_secret() -> None:
    url = "postgresql://hejie:open%2Fsesame@db-1:5432,db-2/hejie?search_path=hejie"
    settings = read_settings({"HEJIE_DB": url}, None)

    assert settings.secrets == ("open%2Fsesame", "open/sesame")
    assert "sesame" not in repr(settings)


def test_password_to_the_proxy_is_hidden_too() -> None:
    settings = read_settings({"HEJIE_PROXY": "http://hejie:open%2Fsesame@proxy.example:3128/"}, None)

    assert settings.proxy == "http://hejie:open%2Fsesame@proxy.example:3128"
    assert settings.secrets == ("open%2Fsesame", "open/sesame")
    assert "sesame" not in repr(settings)


def test_proxy_is_not_asked_for_what_is_on_this_machine() -> None:
    both = {"HEJIE_PROXY": "http://proxy.example:3128", "HEJIE_API_URL": "http://127.0.0.1:9000"}

    assert problems(both) == [
        "HEJIE_PROXY is for a Bot API elsewhere, and HEJIE_API_URL is on this machine: remove one of them"
    ]


def test_secrets_are_never_printed() -> None:
    settings = read_settings({"HEJIE_TOKEN": TOKEN, **WEBHOOK}, None)
    almost = problems({"HEJIE_TOKEN": TOKEN + "!", "HEJIE_WEBHOOK_SECRET": SECRET + "!"})

    assert settings.secrets == (TOKEN, SECRET)
    for secret in (TOKEN[10:], SECRET):
        assert secret not in repr(settings)
        assert secret not in "".join(almost)


def test_secret_of_the_webhook_is_hidden_in_the_log() -> None:
    settings = read_settings(WEBHOOK, None)
    record = logging.makeLogRecord({"name": "bot", "msg": f"got {SECRET}"})

    assert '"got [hidden]"' in LineFormatter(settings.secrets).format(record)
    assert SECRET in LineFormatter().format(record)


def test_env_file_fills_in_what_the_environment_leaves_out(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(
        "HEJIE_LANG=en\nHEJIE_TZ='Europe/Paris' # local\nHEJIE_ADMINS=\nOTHER=1\n", encoding="utf-8"
    )

    settings = read_settings({"HEJIE_TZ": "Asia/Tokyo"}, file)

    assert settings == Settings(language=Language.EN, zone=ZoneInfo("Asia/Tokyo"))


def test_env_file_that_is_not_there_is_no_error(tmp_path: Path) -> None:
    assert read_settings({}, tmp_path / ".env") == Settings()


def test_env_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_bytes(b"HEJIE_LANG=\xff\xfe\n")

    with pytest.raises(SettingsError, match="cannot be read: it must be UTF-8 text"):
        read_settings({}, file)
