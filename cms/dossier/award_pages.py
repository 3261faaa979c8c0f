"""The readable pages of awards, of what became of them, and of the office's follow-up."""

from collections.abc import Iterable, Mapping
from typing import Any

from cms.dossier.blocks import Block, code, grid, moment, name

File = Mapping[str, Any]


def awards_blocks(rows: Iterable[File]) -> list[Block]:
    """Awards and what became of them."""
    listed = list(rows)
    events = [(row, event) for row in listed for event in row["events"]]
    return [
        grid(
            "获奖记录",
            (
                "编号",
                "奖项",
                "获奖者",
                "单位、职务",
                "证书编号",
                "获奖日期",
                "文号",
                "奖金",
                "有效期至",
                "决定",
            ),
            (
                (
                    code(row["public_id"]),
                    row["tier_name"],
                    "（依法隐去）" if row["withheld"] else "、".join(row["joint_names"]) or row["name"],
                    "" if row["withheld"] else " ".join(filter(None, (row["unit"], row["post"]))),
                    "" if row["withheld"] else row["certificate_no"],
                    row["awarded_on"],
                    row["doc_no"],
                    [row["bonus_state_label"] if row["bonus_cny"] is None else f"{row['bonus_cny']}元"],
                    row["valid_through"],
                    row["decision"],
                )
                for row in listed
            ),
            empty="本届还没有获奖记录。",
        ),
        grid(
            "获奖以后的事项",
            ("编号", "时间", "事项", "公告", "情形", "条款", "收回、追缴", "不得申报", "理由", "办理人"),
            (
                (
                    code(row["public_id"]),
                    moment(event["at"]),
                    event["kind_label"],
                    event["notice"],
                    event["ground_text"],
                    event["articles"],
                    event["recover"],
                    event["ban_wording"],
                    event["reason"],
                    name(event["by"]),
                )
                for row, event in events
            ),
        ),
    ]


def follow_ups_blocks(rows: Iterable[File]) -> list[Block]:
    """What the office did about winners."""
    return [
        grid(
            "获奖后监督（内部记录）",
            ("获奖记录", "获奖者", "事项", "办理", "情况", "处理意见", "文号、送达、期限", "登记"),
            (
                (
                    code(row["record"]),
                    row["holder"],
                    row["kind_label"],
                    f"{row['done_on']}\n{row['body_name']}",
                    row["findings"],
                    row["outcome_label"],
                    [each for each in (row["document_no"], row["served_on"], row["due_on"]) if each],
                    f"{moment(row['recorded_at'])}\n{name(row['recorded_by'])}",
                )
                for row in rows
            ),
            note="巡访、检查、重大情况报告和整改告知只在机关内部使用，不向社会公开。",
        )
    ]
