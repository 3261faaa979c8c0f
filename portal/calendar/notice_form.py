"""The form in which a clerk enters a holiday notice."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from portal.calendar.actions import check_notice
from portal.calendar.forms import DATE_FORMATS
from portal.calendar.notice_files import MAX_BYTES, ReadNotice, as_text, read_file, read_text
from portal.calendar.notices import NoticeProblem, NoticeTerms
from portal.calendar.wording import sentence

MAX_TEXT = 20_000


class HolidayNoticeForm(forms.Form):
    """The terms of one notice, its days typed or uploaded.

    When the form is valid, ``terms`` holds the notice; every problem the rules find stands at its field.
    """

    year = forms.IntegerField(
        label=_("年份"),
        error_messages={"required": _("请填写年份，如2027。"), "invalid": _("年份应是四位数字，如2027。")},
    )
    scope = forms.CharField(
        label=_("适用地区代码"),
        required=False,
        max_length=6,
        help_text=_(
            "国务院办公厅的全国通知请留空；地方通知填六位行政区划代码，地方通知只能在全国安排之外增加放假日。"
        ),
    )
    scope_name = forms.CharField(
        label=_("适用地区名称"), required=False, max_length=60, help_text=_("地方通知必填，全国通知留空。")
    )
    title = forms.CharField(
        label=_("通知标题"), max_length=200, error_messages={"required": _("请照原文填写通知标题。")}
    )
    doc_no = forms.CharField(label=_("文号"), required=False, max_length=80)
    issued_on = forms.DateField(
        label=_("成文日期"),
        input_formats=DATE_FORMATS,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "required": _("请填写成文日期，如 2026-11-04。"),
            "invalid": _("这不是有效日期。请写成 2026-11-04 的形式。"),
        },
    )
    source_url = forms.CharField(
        label=_("原文网址"), required=False, max_length=500, help_text=_("公众可以从这里核对原文。")
    )
    days_text = forms.CharField(
        label=_("放假和调休上班的日期"),
        required=False,
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=_(
            "每行一天或一段：日期、“休”或“班”、节日名称，用空格隔开，"
            "如“2027-05-01 至 2027-05-05 休 劳动节”、“2027-05-08 班 劳动节”。请写全整年的安排。"
        ),
    )
    file = forms.FileField(
        label=_("或上传文件"),
        required=False,
        allow_empty_file=True,
        help_text=_(
            "CSV（列：日期、类别、名称）或 JSON（含 holiday-cn 格式）。"
            "上传了文件就以文件为准，不看上面逐行填写的内容。"
        ),
    )
    note = forms.CharField(
        label=_("备注"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("更正旧版本时，请写明更正了什么、依据是什么；备注会公开。"),
    )
    is_example = forms.BooleanField(
        label=_("示例"),
        required=False,
        help_text=_("虚构的演示安排。凡用到它的地方都会标明“示例”；这一年有正式数据时不能录入。"),
    )

    terms: NoticeTerms | None = None

    def clean(self) -> dict[str, Any]:
        """Read the days and put the notice before the rules."""
        data = super().clean() or self.cleaned_data
        upload = data.get("file")
        read = _read(upload, data.get("days_text", ""))
        days_field = "days_text" if upload is None else "file"
        self._report(read.problems, days_field, read)
        if "year" in data and read.year not in (None, data["year"]):
            params = {"found": read.year, "year": data["year"]}
            self._report([NoticeProblem("year_differs", "year", params=params)], days_field, read)
        if self.errors:
            return data
        terms = _terms(data, read)
        self._report(check_notice(terms, read.days), days_field, read)
        if not self.errors:
            self.terms = terms
        return data

    def _report(
        self, problems: list[NoticeProblem] | tuple[NoticeProblem, ...], days_field: str, read: ReadNotice
    ) -> None:
        for problem in problems:
            at_days = problem.field in ("days", "file")
            self.add_error(days_field if at_days else problem.field, sentence(problem, read.row_unit))


def initial_of(terms: NoticeTerms) -> dict[str, Any]:
    """The form's initial values that show *terms* for correction."""
    return {
        "year": terms.year,
        "scope": terms.scope,
        "scope_name": terms.scope_name,
        "title": terms.title,
        "doc_no": terms.doc_no,
        "issued_on": terms.issued_on,
        "source_url": terms.source_url,
        "days_text": as_text(terms.days),
        "note": terms.note,
        "is_example": terms.is_example,
    }


def _read(upload: "UploadedFile[bytes] | None", text: str) -> ReadNotice:
    if upload is None:
        return read_text(text)
    return read_file(upload.read(MAX_BYTES + 1))


def _terms(data: Mapping[str, Any], read: ReadNotice) -> NoticeTerms:
    issued_on: dt.date = data["issued_on"]
    return NoticeTerms(
        scope=data["scope"],
        scope_name=data["scope_name"],
        year=data["year"],
        title=data["title"],
        doc_no=data["doc_no"],
        issued_on=issued_on,
        source_url=data["source_url"] or next(iter(read.papers), ""),
        days=tuple(sorted(each.day for each in read.days)),
        note=data["note"],
        is_example=data["is_example"],
    )
