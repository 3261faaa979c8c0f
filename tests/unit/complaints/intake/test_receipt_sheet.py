"""The code to take along: the digits and how to use them, nothing that says what for."""

import re

import segno

from complaints import vault
from complaints.intake.receipt_sheet import as_download, code_picture

CODE = vault.receipt_code(bytes(range(32)))


def test_the_picture_draws_the_24_digits_and_nothing_else() -> None:
    drawn = code_picture(CODE)
    dark = {(int(x) - 4, int(y) - 4) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", drawn.path)}
    matrix = segno.make_qr(CODE, error="m").matrix
    assert dark == {(x, y) for y, row in enumerate(matrix) for x, on in enumerate(row) if on}
    assert drawn.side == len(matrix) + 8
    assert re.sub(r"M\d+ \d+h1v1h-1z", "", drawn.path) == ""


def test_the_file_names_no_place_and_tells_how_to_come_back() -> None:
    sheet = as_download(CODE)
    assert sheet["Content-Type"] == "text/plain; charset=utf-8"
    assert sheet["Content-Disposition"] == 'attachment; filename="beiwang.txt"'
    text = sheet.content.decode()
    assert vault.format_code(CODE) in text.splitlines()
    assert "不能找回" in text
    for word in ("举报", "投诉", "异议", "市", "http", "质量奖"):
        assert word not in text
