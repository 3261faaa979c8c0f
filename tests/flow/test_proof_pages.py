"""A proof of filing in the hands of somebody else: the page, the command, and openssl as the page tells to run it."""

import datetime as dt
import html
import json
import re
import shutil
import subprocess
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from complaints import keystore, vault
from complaints.proofs import FILE_NAME, KEY_NAME, public_key_of_pem, public_key_pem

SALT = bytes(range(32))
CONTENTS = {"city": "datong", "facts": "示例", "files": []}


@pytest.fixture
def proof(channel_folders: Path) -> str:
    installation = vault.Installation.create(keystore.keys_folder() / keystore.INSTALLATION_KEY)
    canonical = vault.canonical_json(CONTENTS)
    return vault.make_proof(installation, filed=dt.date(2026, 11, 20), salt=SALT, canonical=canonical)


def changed(proof: str) -> str:
    return proof.replace("filed: 2026-11-20", "filed: 2026-11-19")


def verify(path: Path, **options: Any) -> str:
    out = StringIO()
    call_command("proof", "verify", str(path), stdout=out, **options)
    return out.getvalue()


def test_the_page_tells_a_genuine_proof_from_a_changed_one(client: Client, proof: str) -> None:
    good = client.post(reverse("complaints_proof"), {"proof": proof.replace("\n", "\r\n")}).content.decode()
    bad = client.post(reverse("complaints_proof"), {"proof": changed(proof)}).content.decode()
    assert "签名有效" in good
    assert "2026年11月20日" in good
    assert "核验不通过" in bad
    assert "签名有效" not in bad


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_verifies_it_by_the_very_lines_of_the_page(
    client: Client, proof: str, tmp_path: Path
) -> None:
    page = client.get(reverse("complaints_proof")).content.decode()
    blocks = [html.unescape(each) for each in re.findall(r"<code>(.*?)</code>", page, re.DOTALL)]
    commands, pem = blocks
    key = client.get(reverse("complaints_proof_key"))
    assert key.content.decode() == pem
    (tmp_path / KEY_NAME).write_bytes(key.content)
    for text, status in ((proof, 0), (changed(proof), 1)):
        (tmp_path / FILE_NAME).write_text(text, encoding="utf-8")
        ran = subprocess.run(
            ["/bin/sh", "-e", "-c", commands], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert ran.returncode == status, ran.stderr
        assert ("Signature Verified Successfully" in ran.stdout) is (status == 0)


def test_the_command_verifies_offline_and_compares_contents(proof: str, tmp_path: Path) -> None:
    file, contents, key = tmp_path / FILE_NAME, tmp_path / "contents.json", tmp_path / KEY_NAME
    file.write_text(proof, encoding="utf-8")
    contents.write_text(json.dumps(CONTENTS, indent=2), encoding="utf-8")
    key.write_text(public_key_pem(keystore.installation().public), encoding="utf-8")
    assert "签名有效" in verify(file)
    (keystore.keys_folder() / keystore.INSTALLATION_KEY).unlink()
    assert "相符" in verify(file, key=[key], salt=SALT.hex(), contents=contents)
    contents.write_text(json.dumps({**CONTENTS, "facts": "别的"}), encoding="utf-8")
    with pytest.raises(CommandError, match="不符"):
        verify(file, key=[key], salt=SALT.hex(), contents=contents)
    file.write_text(changed(proof), encoding="utf-8")
    with pytest.raises(CommandError, match="核验不通过"):
        verify(file, key=[key])
    with pytest.raises(CommandError, match="安装密钥"):
        verify(file)


def test_a_proof_shown_once_can_be_taken_along_and_nothing_else(client: Client, proof: str) -> None:
    address = reverse("complaints_proof_download")
    taken = client.post(address, {"proof": proof.replace("\n", "\r\n")})
    assert taken.content.decode() == proof
    assert taken["Content-Disposition"] == f'attachment; filename="{FILE_NAME}"'
    assert client.post(address, {"proof": changed(proof)}).status_code == 400


@pytest.mark.parametrize(
    "text", ["", "-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----", public_key_pem(bytes(31)), "AAAA"]
)
def test_only_a_key_of_this_kind_is_taken(text: str) -> None:
    with pytest.raises(vault.Refused):
        public_key_of_pem(text)
    assert public_key_of_pem(public_key_pem(SALT)) == SALT
