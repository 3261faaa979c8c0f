"""Awards of a scheme elsewhere, taken in from a file: 未经核实, they decide nothing."""

import csv
import io
from typing import Any

from cms.actions.imports import check_import, confirm_import, start_import
from cms.models import ImportKind
from portal.demo import rosters
from portal.demo.holders import MARK

FILE = "其他奖项获奖情况（示例）.csv"
HEADINGS = ("单位名称", "奖项名称", "等次", "届次或年度", "地区", "级别", "状态", "说明", "来源")
AWARD = "示例行业协会质量标杆（示例）"
WON = (rosters.DATONG_FIRST[0], rosters.XINZHOU[1], rosters.YUNCHENG_INDUSTRY[0])


def take_in(year: int, publisher: Any) -> None:
    """Three rows of an award that no city here gives, won in that year: uploaded, checked, confirmed."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEADINGS)
    writer.writerows(
        (
            each.name + MARK,
            AWARD,
            "标杆单位",
            f"{year}年度",
            each.district,
            "行业",
            "获奖",
            "抄自网页，没有核实",
            "示例行业协会网站（示例）",
        )
        for each in WON
    )
    run = start_import(
        kind=ImportKind.EXTERNAL, file_name=FILE, content=text.getvalue().encode("utf-8-sig"), by=publisher
    )
    check_import(run_id=run.pk, check_no=run.check_no)
    run.refresh_from_db()
    confirm_import(run=run, by=publisher)
