"""Settings: environment variables `VOXPOP_*`, read once; unknown names and bad values are refused."""

import re
from collections.abc import Mapping
from ipaddress import ip_network
from typing import Any, get_type_hints
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct

PREFIX = "VOXPOP_"
LEAST_SECRET = 16
"""Characters that a secret has at least."""


class BadSetting(Exception):
    """A setting is missing, unknown or makes no sense; the text says which and what to do."""


class LanguageModel(Struct, frozen=True, kw_only=True):
    """The base URL of an OpenAI-compatible API, a key for it or none, a model's name, and most seconds."""

    url: str
    key: str
    model: str
    seconds: int


class Settings(Struct, frozen=True, kw_only=True):
    """All settings of a process. Lists are separated by commas in the environment."""

    database_url: str
    redis_url: str
    secrets: tuple[str, ...]
    """Sign reader tokens: the newest first, then those retiring."""
    reader_secret: str
    """Makes readers' sheet ids; changing it turns every returning reader into a new one."""
    public_url: str = "http://127.0.0.1:8000"
    host: str = "127.0.0.1"
    port: int = 8000
    processes: int = 1
    allowed_hosts: tuple[str, ...] = ()
    """Host names served beside that of `public_url`."""
    trusted_proxies: tuple[str, ...] = ()
    """Networks (CIDR) whose X-Forwarded-For is believed."""
    reader_budget: int = 300
    """Ballots a reader may cast a minute."""
    network_budget: int = 3000
    """Ballots a network may cast a minute."""
    token_budget: int = 120
    """Reader tokens a network may mint a minute."""
    media: str = "media"
    """Where uploads are kept: a folder, or the s3:// URL of a bucket, whose keys are variables AWS_*."""
    scratch: str = ""
    """A folder on a disk where exports wait to be fetched, or nothing: where temporary files are."""
    media_quota: int = 5000
    """Megabytes of uploads a site may keep."""
    upload_budget: int = 60
    """Uploads a network may send an hour."""
    live_connections: int = 5000
    """Live connections a process keeps at most."""
    lanes: int = 3
    """Connections a process counts ballots on."""
    llm_url: str = ""
    """The base of an OpenAI-compatible API that is asked for more proposals, or nothing."""
    llm_key: str = ""
    llm_model: str = ""
    llm_seconds: int = 30
    """Seconds the same may take."""

    @property
    def language_model(self) -> LanguageModel | None:
        """The language model that is set, or None."""
        if not self.llm_url:
            return None
        return LanguageModel(
            url=self.llm_url, key=self.llm_key, model=self.llm_model, seconds=self.llm_seconds
        )


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read the settings from an environment. Raises BadSetting."""
    fields = get_type_hints(Settings)
    given: dict[str, Any] = {}
    for name, value in environment.items():
        if not name.startswith(PREFIX) or name.startswith(f"{PREFIX}TEST_"):
            continue
        field = name.removeprefix(PREFIX).lower()
        if field not in fields:
            raise BadSetting(f"{name} is not a setting; there are {', '.join(map(variable, fields))}.")
        given[field] = split(value) if fields[field] == tuple[str, ...] else value.strip()
    missing = [
        variable(field)
        for field in ("database_url", "redis_url", "secrets", "reader_secret")
        if field not in given
    ]
    if missing:
        raise BadSetting(
            f"{', '.join(missing)} must be set; the README's section Settings says to what. "
            "In a checkout where `make run` runs, all of them are known."
        )
    try:
        settings = msgspec.convert(given, Settings, strict=False)
    except msgspec.ValidationError as problem:
        told = re.sub(r"`\$\.(\w+).*`", lambda found: variable(found[1]), str(problem))
        raise BadSetting(f"A setting has a wrong form: {told}.") from None
    check(settings)
    return settings


def variable(field: str) -> str:
    """Give the environment variable of a field."""
    return PREFIX + field.upper()


def split(value: str) -> tuple[str, ...]:
    """Read a list separated by commas."""
    return tuple(each.strip() for each in value.split(",") if each.strip())


def check(settings: Settings) -> None:
    """Refuse values that have the right form but make no sense. Never repeats a secret."""
    require(
        settings.database_url.startswith(("postgresql://", "postgres://")),
        "database_url",
        "be a postgresql:// URL",
    )
    require(
        settings.redis_url.startswith(("redis://", "rediss://", "unix://")), "redis_url", "be a redis:// URL"
    )
    strong = bool(settings.secrets) and all(len(each) >= LEAST_SECRET for each in settings.secrets)
    require(strong, "secrets", f"hold secrets of {LEAST_SECRET} characters or more")
    require(
        len(settings.reader_secret) >= LEAST_SECRET,
        "reader_secret",
        f"have {LEAST_SECRET} characters or more",
    )
    url = urlsplit(settings.public_url)
    bare = url.scheme in ("http", "https") and bool(url.hostname) and url.path in ("", "/") and not url.query
    require(bare, "public_url", "be http(s)://host without a path")
    require(0 < settings.port < 65536, "port", "be between 1 and 65535")
    for field in (
        "processes",
        "reader_budget",
        "network_budget",
        "token_budget",
        "media_quota",
        "upload_budget",
        "live_connections",
        "lanes",
        "llm_seconds",
    ):
        require(getattr(settings, field) > 0, field, "be greater than 0")
    check_model(settings.llm_url, settings.llm_model)
    remote = settings.media.startswith("s3://")
    require(
        bool(settings.media) and (remote or "://" not in settings.media),
        "media",
        "be a folder or an s3:// URL",
    )
    for proxy in settings.trusted_proxies:
        require(is_network(proxy), "trusted_proxies", f"be networks such as 10.0.0.0/8, not {proxy!r}")


def read_model(environment: Mapping[str, str]) -> LanguageModel | None:
    """Read what is set of a language model, for a command that needs no other setting. Raises BadSetting."""
    names = ("url", "key", "model", "seconds")
    url, key, name, seconds = (environment.get(variable(f"llm_{each}"), "").strip() for each in names)
    check_model(url, name)
    require(not seconds or (seconds.isdecimal() and int(seconds) > 0), "llm_seconds", "be greater than 0")
    return LanguageModel(url=url, key=key, model=name, seconds=int(seconds or 30)) if url else None


def check_model(url: str, model: str) -> None:
    """Refuse a language model that cannot be asked."""
    if url:
        parts = urlsplit(url)
        plain = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        require(plain, "llm_url", "be the http(s):// base of an API, such as http://127.0.0.1:11434/v1")
        require(bool(model), "llm_model", "name the model that VOXPOP_LLM_URL is asked for")


def require(true: bool, field: str, what: str) -> None:
    """Raise BadSetting unless true."""
    if not true:
        raise BadSetting(f"{variable(field)} must {what}.")


def is_network(text: str) -> bool:
    """Tell whether a text is a network in CIDR notation."""
    try:
        ip_network(text)
    except ValueError:
        return False
    return True
