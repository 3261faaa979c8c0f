"""The words of the calendar: a sentence for every problem of a notice, a label for every kind of day."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.calendar.notice_files import RowUnit
from portal.calendar.notices import NoticeDayKind, NoticeProblem
from portal.calendar.workdays import CountingPolicy, DayKind

KIND_LABELS: Mapping[DayKind, Promise] = {
    DayKind.WORKDAY: _("工作日"),
    DayKind.WEEKEND: _("周末休息"),
    DayKind.REST: _("放假"),
    DayKind.MAKEUP: _("调休上班"),
    DayKind.LOCAL_REST: _("地方放假"),
    DayKind.UNKNOWN: _("暂无数据"),
}
"""What each kind of day is called."""

KIND_MARKS: Mapping[DayKind, Promise] = {
    DayKind.WORKDAY: _("班"),
    DayKind.WEEKEND: _("休"),
    DayKind.REST: _("休"),
    DayKind.MAKEUP: _("班"),
    DayKind.LOCAL_REST: _("休"),
    DayKind.UNKNOWN: _("未定"),
}
"""The mark in a month's picture, so that colour is never the only signal."""

NOTICE_KIND_LABELS: Mapping[NoticeDayKind, Promise] = {
    NoticeDayKind.REST: _("休"),
    NoticeDayKind.WORK: _("班"),
}

POLICY_LABELS: Mapping[CountingPolicy, Promise] = {
    CountingPolicy.EXCLUDE_START: _("起算日不计入，从次日起数"),
    CountingPolicy.INCLUDE_START: _("起算日计入（起算日本身是工作日时）"),
}

WEEKDAYS: tuple[Promise, ...] = (
    _("星期一"),
    _("星期二"),
    _("星期三"),
    _("星期四"),
    _("星期五"),
    _("星期六"),
    _("星期日"),
)
"""Names by ``date.weekday()``."""

WEEKDAYS_SHORT: tuple[Promise, ...] = (
    pgettext_lazy("weekday", "一"),
    pgettext_lazy("weekday", "二"),
    pgettext_lazy("weekday", "三"),
    pgettext_lazy("weekday", "四"),
    pgettext_lazy("weekday", "五"),
    pgettext_lazy("weekday", "六"),
    pgettext_lazy("weekday", "日"),
)
"""Headings of a month's columns, by ``date.weekday()``."""

PROBLEMS: Mapping[str, Promise] = {
    # The notice as a whole
    "scope_format": _("适用地区“%(value)s”不是行政区划代码。全国通知请留空；地方通知请填六位数字。"),
    "scope_name_missing": _("地方通知缺少地区名称。请填写该行政区划代码对应的名称。"),
    "scope_name_unwanted": _("全国通知不填地区名称。请清空这一栏，或填写适用地区的行政区划代码。"),
    "year_range": _("年份应在%(first)d年至%(last)d年之间。请检查是否输错。"),
    "title_missing": _("缺少通知标题。请照原文填写，如“国务院办公厅关于2026年部分节假日安排的通知”。"),
    "source_url_scheme": _("原文网址应以 https:// 或 http:// 开头。请复制完整网址，没有则留空。"),
    "example_year_known": _("%(year)d年已有正式数据，不能再录入示例安排。请取消“示例”，按正式通知录入。"),
    "year_differs": _("文件是%(found)d年的安排，表单上的年份是%(year)d年。请更正年份或换一个文件。"),
    "unchanged": _("内容与现行第%(version)d版完全相同，不必再保存。如要更正，请改动后再提交。"),
    "stale": _("在您核对期间，这一年的安排已被更新为第%(version)d版。请重新打开录入页，对照新版本再提交。"),
    # Days
    "no_days": _("没有任何日期。请逐行填写放假日和调休上班日，或上传文件。"),
    "too_many_days": _("共有%(count)d天，超过上限%(limit)d天。通知只含放假日和调休上班日，请删去其余日期。"),
    "no_rest": _("没有%(year)d年的放假日。没有放假日的文件不是放假安排，请核对年份和内容。"),
    "statutory_missing": _(
        "缺少《全国年节及纪念日放假办法》第二条规定的放假日：%(days)s。请对照通知原文补全后再提交。"
    ),
    "next_year": _("%(day)s属于下一年。请把它录入%(year)d年的通知。"),
    "wrong_year": _("%(day)s不在%(year)d年内（可以含上一年12月的日期）。请更正日期或年份。"),
    "local_work": _("%(day)s是上班日。地方通知只能增加放假日，不能安排调休上班，请删去这一行。"),
    "work_on_weekday": _("%(day)s是星期一至星期五，本来就上班。只有周末才能标“班”，请更正日期或改标“休”。"),
    "name_missing": _("%(day)s缺少节日名称。请在行末写上名称，如“春节”。"),
    "name_too_long": _("节日名称超过%(limit)d个字。请只写节日名称，如“春节”。"),
    "name_unprintable": _("节日名称含有无法显示的字符。请重新输入名称。"),
    "duplicate": _("%(day)s与第%(first)d行重复。请保留一行，删去另一行。"),
    "bad_date": _("“%(value)s”不是有效日期。请写成 2027-02-05 的形式。"),
    "bad_kind": _("类别“%(value)s”无法识别。请写“休”（放假日）或“班”（调休上班日）。"),
    "bad_stretch": _("“%(first)s 至 %(last)s”不是有效的起止日期。请把较早的日期写在前面，且不要跨度过大。"),
    "line_shape": _("“%(value)s”无法识别。请每行依次写日期、“休”或“班”、节日名称，用空格隔开。"),
    # Files
    "file_too_large": _("文件超过%(limit)d KB。放假安排只有几十行，请确认选对了文件。"),
    "file_encoding": _("文件编码无法识别。请另存为 UTF-8 或 GB18030 编码的 CSV 或 JSON 文件。"),
    "file_empty": _("文件是空的。请确认选对了文件。"),
    "csv_shape": _("CSV 文件的引号不成对。请用电子表格软件打开，重新另存为 CSV。"),
    "csv_heading": _("表头缺少或重复了这些列：%(missing)s。请把表头写成“日期,类别,名称”。"),
    "csv_cells": _("这一行只有%(count)d格，应有%(wanted)d格。请补全日期、类别和名称。"),
    "json_syntax": _("第%(line)d行附近的 JSON 语法有误。请检查那里的引号、逗号和括号。"),
    "json_shape": _("JSON 结构不对。请提供一个对象，其中 days 是日期列表，每项含 date、kind、name。"),
    "json_day": _("这一项不完整。请写全 date、name，以及 kind（rest 或 work）或 isOffDay（true 或 false）。"),
    "json_no_days": _("文件中的 days 是空的，没有任何日期，不能作为放假安排。请换用含有放假日的文件。"),
    "placeholder": _(
        "文件没有列明依据的通知（papers 为空），是尚未公布放假安排时的占位文件，不能当作放假安排。"
        "请等通知公布后再导入。"
    ),
}
"""A sentence for each ``NoticeProblem.code``: what is wrong, and what to do."""


def sentence(problem: NoticeProblem, row_unit: RowUnit = RowUnit.LINE) -> str:
    """The problem in the reader's language, beginning with the row where there is one."""
    text = str(PROBLEMS[problem.code]) % problem.params
    if problem.row is None:
        return text
    pattern = (
        gettext("第%(row)d项：%(text)s") if row_unit is RowUnit.ITEM else gettext("第%(row)d行：%(text)s")
    )
    return pattern % {"row": problem.row, "text": text}
