"""Secrets: where they are read from, and that they are struck out of messages."""

from pathlib import Path

import pytest

from workspaces import secrets
from workspaces.errors import ConfigurationError


@pytest.fixture(autouse=True)
def nothing_filled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(secrets, "_filled", set())


def test_places_are_filled_wherever_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "abc/def")
    declared = {"auth": {"token": "${SHOP_TOKEN}", "n": 1}, "headers": ["x-${SHOP_TOKEN}"]}
    assert secrets.filled(declared) == {"auth": {"token": "abc/def", "n": 1}, "headers": ["x-abc/def"]}
    assert secrets.filled("db://u:${SHOP_TOKEN}@h", in_url=True) == "db://u:abc%2Fdef@h"


def test_a_file_may_hold_the_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SHOP_TOKEN", raising=False)
    monkeypatch.setenv("SHOP_TOKEN_FILE", str(tmp_path / "token"))
    with pytest.raises(ConfigurationError, match="The file that SHOP_TOKEN_FILE names cannot be read"):
        secrets.filled("${SHOP_TOKEN}")
    (tmp_path / "token").write_text("from a file\n")
    assert secrets.filled("${SHOP_TOKEN}") == "from a file"


def test_what_was_filled_in_is_struck_out_as_it_is_and_as_a_url_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_TOKEN", "abc/def")
    secrets.filled("${SHOP_TOKEN}", in_url=True)
    assert secrets.without_secrets("no abc/def, no abc%2Fdef, but abc") == "no ***, no ***, but abc"


def test_short_values_strike_out_no_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_USER", "a")
    secrets.filled("${SHOP_USER}")
    assert secrets.without_secrets("a database") == "a database"
