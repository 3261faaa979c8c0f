"""The attachments of the demonstration are real files of their kind, readable and without anybody's data."""

from cms.attachment_checks import check_upload
from cms.attachment_text import read_text
from portal.demo.files import DemoFile, guide_pdf, pdf_of, recommendation_xlsx


def text_of(file: DemoFile) -> str:
    found = read_text(check_upload(file.name, file.content), file.content)
    assert found.readable
    return found.text


def test_the_pdf_is_taken_in_and_its_chinese_text_is_read() -> None:
    text = text_of(guide_pdf("大同市质量奖"))
    assert "大同市质量奖申报须知（示例）" in text
    assert "不产生任何效力" in text


def test_every_line_given_stands_in_the_pdf() -> None:
    lines = ("第一行", "ABC 123", "〔2026〕《》")
    file = DemoFile("a.pdf", "a", pdf_of(lines))
    assert [line for line in lines if line not in text_of(file)] == []


def test_the_spreadsheet_is_taken_in_with_its_headings() -> None:
    text = text_of(recommendation_xlsx("大同市质量奖"))
    for heading in ("统一社会信用代码", "推荐单位", "大同市质量奖推荐汇总表（示例）"):
        assert heading in text
