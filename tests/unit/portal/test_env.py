"""Settings from the environment: right values, and errors that name the variable and the remedy."""

from pathlib import Path
from typing import Any

import pytest

from portal.env import Environment, SettingError, database, postgres_database

ORIGIN = "https://gongshi.example.gov.cn"


def test_a_text_is_trimmed_and_an_empty_one_counts_as_not_set() -> None:
    environment = Environment({"A": "  x ", "B": "  "})
    assert environment.text("A", "default") == "x"
    assert environment.text("B", "default") == "default"
    assert environment.text("C", "default") == "default"


@pytest.mark.parametrize("values", [{}, {"SECRET_KEY": " "}])
def test_a_missing_setting_says_what_to_set_and_how(values: dict[str, str]) -> None:
    with pytest.raises(SettingError) as error:
        Environment(values).required("SECRET_KEY", "签名密钥", "abc")
    message = str(error.value)
    assert "SECRET_KEY=abc" in message
    assert "签名密钥" in message
    assert "请设置" in message


@pytest.mark.parametrize(("word", "meant"), [("1", True), ("YES", True), ("off", False), ("0", False)])
def test_flags(word: str, meant: bool) -> None:
    assert Environment({"DEBUG": word}).flag("DEBUG", not meant) is meant


def test_an_unknown_word_is_no_flag() -> None:
    with pytest.raises(SettingError, match="DEBUG=1"):
        Environment({"DEBUG": "maybe"}).flag("DEBUG", False)


@pytest.mark.parametrize("text", ["x", "-1", "0", "65536", "8000.5", "８０００"])
def test_a_port_out_of_range_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match="1 至 65535"):
        Environment({"PORT": text}).integer("PORT", 8000, low=1, high=65535)


def test_integers() -> None:
    assert Environment({"PORT": "9000"}).integer("PORT", 8000, low=1, high=65535) == 9000
    assert Environment({}).integer("PORT", 8000, low=1, high=65535) == 8000


def test_hosts_are_exact_names() -> None:
    assert Environment({"H": "a.cn, b.cn"}).hosts("H", "x.cn") == ["a.cn", "b.cn"]


@pytest.mark.parametrize("host", ["*", ".a.cn", "*.a.cn", "https://a.cn", "a.cn/x"])
def test_a_host_that_is_no_exact_name_is_refused(host: str) -> None:
    with pytest.raises(SettingError, match="通配符"):
        Environment({"H": f"ok.cn,{host}"}).hosts("H", "x.cn")


@pytest.mark.parametrize("text", [ORIGIN, ORIGIN + "/"])
def test_the_canonical_address_has_no_trailing_slash(text: str) -> None:
    assert Environment({"O": text}).origin("O", ORIGIN) == ORIGIN


@pytest.mark.parametrize("text", ["http://a.cn", "a.cn", "https://", "https://a.cn/path", "https://a.cn?q=1"])
def test_a_canonical_address_that_is_no_https_origin_is_refused(text: str) -> None:
    with pytest.raises(SettingError, match="https://"):
        Environment({"O": text}).origin("O", ORIGIN)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9200",
        "http://localhost:9200/",
        "http://[::1]:9200",
        "https://search.example.cn:9200/es",
    ],
)
def test_a_server_on_this_machine_or_by_tls_may_be_asked(address: str) -> None:
    assert Environment({"SERVER": address}).server("SERVER", "https://x:1") == address.rstrip("/")
    assert Environment({"SERVER": " "}).server("SERVER", "https://x:1") == ""


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://search.example.cn:9200", "没有加密"),
        ("https://gongshi:secret@search.example.cn:9200", "不带用户名和口令"),
        ("https://search.example.cn", "带端口"),
        ("search.example.cn:9200", "带端口"),
        ("https://[::1:9200", "带端口"),
    ],
)
def test_no_other_server_is_asked_and_no_password_shown(address: str, why: str) -> None:
    with pytest.raises(SettingError, match=why) as refused:
        Environment({"SERVER": address}).server("SERVER", "https://x:1")
    assert "secret" not in str(refused.value)


def test_a_folder_is_absolute(tmp_path: Path) -> None:
    assert Environment({"V": "var"}).directory("V", tmp_path).is_absolute()
    assert Environment({}).directory("V", tmp_path) == tmp_path.resolve()


def test_sqlite_is_the_default_and_durable(tmp_path: Path) -> None:
    settings = database(Environment({}), tmp_path)
    assert settings["NAME"] == tmp_path / "portal.sqlite3"
    assert settings["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
        assert pragma in settings["OPTIONS"]["init_command"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (
            "postgresql://u:p%40ss@db.example.cn:5433/portal?sslmode=verify-full",
            {
                "NAME": "portal",
                "USER": "u",
                "PASSWORD": "p@ss",
                "HOST": "db.example.cn",
                "PORT": "5433",
                "OPTIONS": {"sslmode": "verify-full"},
            },
        ),
        (
            "postgres:///portal?host=/var/run/postgresql",
            {"NAME": "portal", "USER": "", "HOST": "/var/run/postgresql", "PORT": "", "OPTIONS": {}},
        ),
    ],
)
def test_postgresql_urls(url: str, expected: dict[str, Any]) -> None:
    settings = database(Environment({"DATABASE_URL": url}), Path("/unused"))
    assert {key: settings[key] for key in expected} == expected


@pytest.mark.parametrize(
    "url", ["mysql://u:secret@h/n", "postgresql://u:secret@h", "postgresql://u:secret@h:port/n", "secret"]
)
def test_a_wrong_database_url_is_refused_without_showing_its_password(url: str) -> None:
    with pytest.raises(SettingError, match="DATABASE_URL") as error:
        postgres_database(url)
    assert "secret" not in str(error.value)
