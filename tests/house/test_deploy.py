"""The files of the deployment fit the program, and each other."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
import yaml

from bot.lifecycle import DEADLINE
from bot.serving import Waits
from bot.setting_readers import HEALTH_PATHS
from bot.settings import EXAMPLES, SettingsError, read_settings
from tests.house.tree import ROOT

FOLDER: Final = ROOT / "deploy"
GIVEN: Final = {"PUBLIC_HOST": "hejie.example", "HEJIE_ADMINS": "7005"}
SECRET: Final = {"HEJIE_TOKEN": f"12345678:{'a' * 35}", "HEJIE_WEBHOOK_SECRET": "b" * 32}
TELEGRAM_WAITS: Final = 60
PACKAGES: Final = {"bot", "dialogs", "playbooks", "storage"}
_FILLED = re.compile(r"\$\{(\w+):([?-])([^}]*)\}")


@dataclass(frozen=True)
class Files:
    compose: str
    balancer: str
    image: str
    making: str

    @classmethod
    def read(cls) -> "Files":
        names = ("compose.yaml", "haproxy.cfg", "Dockerfile", "postgres-init.sh")
        return cls(*((FOLDER / name).read_text(encoding="utf-8") for name in names))

    @property
    def services(self) -> dict[str, Any]:
        return dict(yaml.safe_load(self.compose)["services"])

    @property
    def replicas(self) -> dict[str, Any]:
        return {
            name: each for name, each in self.services.items() if "HEJIE_DB" in each.get("environment", ())
        }

    @property
    def bot(self) -> dict[str, Any]:
        return dict(next(iter(self.replicas.values())))

    @property
    def settings(self) -> dict[str, str]:
        """What a replica finds in its environment, as far as it is the program's."""
        found = {name: _filled(value) for name, value in self.bot["environment"].items()}
        return {name: value for name, value in found.items() if name.startswith("HEJIE_")}

    def told(self, pattern: str, text: str | None = None) -> str:
        """Return the group of ``pattern`` where the balancer, or ``text``, is told so; nothing where not."""
        found = re.search(pattern, self.balancer if text is None else text, re.MULTILINE)
        return found[1] if found else ""


def _filled(value: str) -> str:
    return _FILLED.sub(lambda found: GIVEN.get(found[1]) or (found[3] if found[2] == "-" else ""), value)


def faults(files: Files) -> Iterator[str]:
    """Tell what does not fit."""
    yield from _of_settings(files)
    yield from _of_addresses(files)
    yield from _of_health(files)
    yield from _of_waits(files)
    yield from _of_secrets(files)
    yield from _of_the_image(files)


def _of_settings(files: Files) -> Iterator[str]:
    yield from (f"no setting {name}" for name in files.settings.keys() - EXAMPLES.keys())
    try:
        read_settings({**files.settings, **SECRET}, None, needs_token=True)
    except SettingsError as error:
        yield from (each.variable for each in error.problems)


def _of_addresses(files: Files) -> Iterator[str]:
    port = files.settings["HEJIE_LISTEN"].rpartition(":")[2]
    servers = re.findall(r"^    server (\S+) (\S+)$", files.balancer, re.MULTILINE)
    if sorted(servers) != sorted((name, f"{name}:{port}") for name in files.replicas):
        yield "servers of the balancer"
    if files.told(r"^EXPOSE (\d+)", files.image) != port:
        yield "port of the image"
    path = urlsplit(files.settings["HEJIE_WEBHOOK_URL"]).path
    if files.told(r"return status 404 unless \{ path (\S+) \}") != path or path in HEALTH_PATHS:
        yield "path of the webhook"
    port_of_balancer = files.told(r"bind :(\d+)")
    if files.services["balancer"]["ports"] != [f"443:{port_of_balancer}"]:
        yield "published port"
    if any("ports" in each for name, each in files.services.items() if name != "balancer"):
        yield "published beside the balancer"
    database = urlsplit(files.settings["HEJIE_DB"])
    if database.hostname not in files.services or not re.search(
        rf"CREATE DATABASE {database.path[1:]} OWNER {database.username} ", files.making
    ):
        yield "database"


def _of_health(files: Files) -> Iterator[str]:
    here = f"http://127.0.0.1:{files.settings['HEJIE_LISTEN'].rpartition(':')[2]}"
    live, ready = HEALTH_PATHS[:2]
    if f"'{here}{live}'" not in files.told(r"^ +CMD (.*urlopen.*)$", files.image):
        yield "health check of the image"
    if f"'{here}{ready}'" not in files.bot.get("healthcheck", {}).get("test", [""])[-1]:
        yield "health check of a replica"
    if files.told(r"uri (\S+)") != ready:
        yield "health check of the balancer"


def _of_waits(files: Files) -> Iterator[str]:
    seconds = {name: int(files.told(rf"timeout {name} +(\d+)s$")) for name in ("server", "client", "check")}
    if not TELEGRAM_WAITS < seconds["server"] < seconds["client"] <= Waits().idle:
        yield "timeouts"
    if int(files.bot["stop_grace_period"].removesuffix("s")) <= DEADLINE:
        yield "stop_grace_period"
    if "conn-failure" not in files.told(r"retry-on (.*)") or not files.told(r"option (redispatch) 1"):
        yield "no second try"
    if not files.told(r"^ +option (http-buffer-request)$"):
        yield "no second try once half of a delivery was handed on"
    later = re.findall(r"^ +http-error status (\d+) .* hdr Retry-After 1$", files.balancer, re.MULTILINE)
    if sorted(later) != ["502", "503", "504"]:
        yield "no Retry-After"


def _of_secrets(files: Files) -> Iterator[str]:
    known = yaml.safe_load(files.compose)["secrets"]
    seen = {
        (name, each if isinstance(each, str) else each["source"]): f"/run/secrets/{each}"
        if isinstance(each, str)
        else each["target"]
        for name, service in files.services.items()
        for each in service.get("secrets", ())
    }
    if {secret for _, secret in seen} != known.keys():
        yield "secrets"
    here = {target for (name, _), target in seen.items() if name in files.replicas}
    wanted = {
        files.settings["HEJIE_KEYS_FILE"],
        files.bot["environment"]["PGPASSFILE"],
        f"{files.bot['working_dir']}/.env",
    }
    if here != wanted:
        yield "secrets of a replica"
    if SECRET.keys() & files.settings.keys() or re.search(r"(?i)password: (?!/)", files.compose):
        yield "secret in the open"
    if files.told(r"crt (\S+)") != seen.get(("balancer", "tls")):
        yield "certificate"


def _of_the_image(files: Files) -> Iterator[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    least = project["requires-python"].removeprefix(">=")
    if files.told(r"^ARG BASE=python:([\d.]+)-slim", files.image) != least:
        yield "Python"
    if "--require-hashes --requirement requirements.lock" not in files.image:
        yield "hashes"
    if set(re.findall(r"^COPY (\w+) \1$", files.image, re.MULTILINE)) != PACKAGES:
        yield "packages"
    if not re.search(r"^hejie:\$\{\w+:-\w+\}$", files.bot["image"]):
        yield "tag of the image"
    user = files.told(r"^USER (\d+):\d+$", files.image)
    if user in {"", "0"} or f"--owner {user} " not in files.image:
        yield "user"
    if "second-place:/var/lib/hejie-second" not in map(_filled, files.bot["volumes"]) or not re.search(
        rf"--mode 700 .*{re.escape(files.settings['HEJIE_SECOND_PLACE'])}", files.image
    ):
        yield "second place"


def test_files_fit_the_program_and_each_other() -> None:
    assert list(faults(Files.read())) == []
    assert len(Files.read().replicas) == 2


@pytest.mark.parametrize(
    ("file", "line", "broken", "found"),
    [
        ("compose", "HEJIE_LANG: ", "HEJIE_LANGUAGE: ", "no setting HEJIE_LANGUAGE"),
        ("compose", "HEJIE_MODE: webhook", "HEJIE_MODE: hook", "HEJIE_MODE"),
        ("compose", "0.0.0.0:8080", "0.0.0.0:8081", "servers of the balancer"),
        ("compose", "\n  bot-2:", "\n  bot-3:", "servers of the balancer"),
        ("compose", "}/telegram", "}/hook", "path of the webhook"),
        ("compose", '"443:8443"', '"443:443"', "published port"),
        ("compose", "@postgres/hejie", "@postgres/other", "database"),
        ("compose", "grace_period: 20s", "grace_period: 10s", "stop_grace_period"),
        ("compose", "target: /run/hejie/.env", "target: /run/.env", "secrets of a replica"),
        ("compose", "HEJIE_DB: ", "HEJIE_TOKEN: '1'\n    HEJIE_DB: ", "secret in the open"),
        ("compose", "/run/secrets/tls.pem", "/run/secrets/tls", "certificate"),
        ("compose", "    - pgpass\n", "", "secrets"),
        ("balancer", "path /telegram", "path_beg /", "path of the webhook"),
        ("balancer", "uri /readyz", "uri /healthz", "health check of the balancer"),
        ("compose", "8080/readyz", "8080/healthz", "health check of a replica"),
        ("image", "8080/healthz", "8080/health", "health check of the image"),
        ("balancer", "option http-buffer-request", "", "no second try once half of a delivery was handed on"),
        ("balancer", 'status 503 content-type text/plain string "later" hdr', "status 500", "no Retry-After"),
        ("compose", "hejie:${TAG:-latest}", "hejie", "tag of the image"),
        ("balancer", "timeout server 65s", "timeout server 30s", "timeouts"),
        ("balancer", "option redispatch 1", "", "no second try"),
        ("image", "python:3.11-slim", "python:3.10-slim", "Python"),
        ("image", "--require-hashes ", "", "hashes"),
        ("image", "COPY storage storage\n", "", "packages"),
        ("image", "USER 10001:10001", "USER 0:0", "user"),
        ("image", " /var/lib/hejie-second", "", "second place"),
        ("making", "OWNER hejie", "OWNER postgres", "database"),
    ],
)
def test_planted_fault_is_found(file: str, line: str, broken: str, found: str) -> None:
    files = Files.read()
    text = getattr(files, file)
    assert line in text

    assert found in list(faults(replace(files, **{file: text.replace(line, broken)})))


def test_rules_of_the_firm_can_be_mounted_where_their_comment_names_them() -> None:
    files, mount = Files.read(), "./rules:/etc/hejie:ro"
    mounted = replace(files, compose=files.compose.replace(f"#- {mount}", f"- {mount}"))
    told = re.findall(r"HEJIE_RETENTION=(/\S+)/retention.toml$", files.compose, re.MULTILINE)

    assert mount not in files.bot["volumes"]
    assert mounted.bot["volumes"] == [*files.bot["volumes"], mount]
    assert told == [mount.split(":")[1]]


def test_nothing_gets_into_the_image_that_is_not_named() -> None:
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_in = {line[1:] for line in lines if line.startswith("!")}

    assert next(line for line in lines if not line.startswith("#")) == "*"
    assert let_in == PACKAGES | {"LICENSE", "README.md", "pyproject.toml", "requirements.lock"}


def test_every_blank_of_the_compose_file_is_in_its_example() -> None:
    named = re.findall(r"^(\w+)=", (FOLDER / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)

    assert {name for name, *_ in _FILLED.findall(Files.read().compose)} == set(named)
