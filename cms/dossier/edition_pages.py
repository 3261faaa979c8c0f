"""The readable pages of everything that is not one notice: lists, calendars, earlier acts, awards, people, the log."""

from collections.abc import Iterable, Mapping
from typing import Any

from cms.dossier.blocks import Block, cell, code, facts, grid, moment, name
from cms.dossier.notice_pages import DAY_WORDS, LEAF_WORDS, OBJECTIONS

File = Mapping[str, Any]


def edition_blocks(file: File) -> list[Block]:
    """The edition: its notices, its events, its outcomes."""
    return [
        facts(
            "概况",
            ("奖项", file["scheme"]),
            ("届次", file["edition"]),
            ("主办单位", file["organiser"]),
            ("依据", cell(file["measure"], href="measure/index.html")),
        ),
        notices_grid(file["notices"]),
        grid(
            "公示的结果",
            ("公告", "办结时间", "办结人", "办结意见"),
            (
                (
                    cell(row["title"], href=f"notices/{row['slug']}.html"),
                    moment(row["concluded_at"]),
                    row["concluded_by"],
                    row["outcome"],
                )
                for row in file["notices"]
                if row["has_window"]
            ),
            empty="没有公示。",
        ),
        grid(
            "届次的延期、恢复和终止",
            ("时间", "事项", "公告", "理由"),
            ((moment(row["at"]), row["kind_label"], row["notice"], row["reason"]) for row in file["events"]),
        ),
    ]


def notices_grid(notices: Iterable[File]) -> Block:
    """The notices in the order of publication, drafts at the end."""
    return grid(
        "公告",
        ("公告", "性质", "发布时间", "发布机构", "未办结的异议、投诉举报", "封存摘要"),
        (
            (
                cell(row["title"], href=f"notices/{row['slug']}.html"),
                row["act_label"],
                moment(row["published_at"]) if row["published_at"] else "没有发布",
                row["publisher"],
                OBJECTIONS[row["objections"]],
                code(row["digest"]),
            )
            for row in notices
        ),
    )


def records_blocks(rows: Iterable[File]) -> list[Block]:
    """Earlier acts."""
    return [
        grid(
            "前置事项",
            ("环节", "事项", "办理或答复单位", "完成日期", "文号", "人数", "登记", "撤回"),
            (
                (
                    row["stage_name"],
                    [row["act_name"], *([row["subject"]] if row["subject"] else [])],
                    [each for each in (row["body"], row["publisher"]) if each],
                    row["done_on"],
                    [each for each in (row["document_no"], row["note"]) if each],
                    "" if row["made"] is None else f"{row['made']}人，其中回避{row['recused'] or 0}人",
                    f"{moment(row['recorded_at'])}\n{name(row['recorded_by'])}",
                    f"{moment(row['withdrawn_at'])}\n{name(row['withdrawn_by'])}\n{row['withdrawn_reason']}"
                    if row["withdrawn_at"]
                    else "",
                )
                for row in rows
            ),
            note="登记错了的，写明理由撤回，原登记保留。",
        )
    ]


def overrides_blocks(rows: Iterable[File]) -> list[Block]:
    """Everything set aside with a reason."""
    return [
        grid(
            "说明理由后继续",
            ("公告", "时机", "规则", "问题", "条款", "理由", "作出决定的机构"),
            (
                (
                    cell(row["title"], href=f"notices/{row['notice']}.html"),
                    "办结" if row["when"] == "conclusion" else "发布",
                    code(row["rule"]),
                    row["message"],
                    row["articles"],
                    row["reason"],
                    row["office"],
                )
                for row in rows
            ),
            note="理由和机构名称已随公告向社会公开。",
        )
    ]


def withholdings_blocks(rows: Iterable[File]) -> list[Block]:
    """Everything withheld by law."""
    return [
        grid(
            "依法隐去",
            ("公告", "位置", "依据", "隐去", "复核结果", "复核"),
            (
                (
                    cell(row["title"], href=f"notices/{row['notice']}.html"),
                    f"第{row['leaf'] + 1}项（{LEAF_WORDS.get(row['leaf_type'], row['leaf_type'])}）",
                    row["ground"],
                    f"{moment(row['hidden_at'])}\n{name(row['hidden_by'])}",
                    row["outcome_label"],
                    f"{moment(row['decided_at'])}\n{name(row['decided_by'])}" if row["decided_at"] else "",
                )
                for row in rows
            ),
            note="只记位置、依据、时间和经办人，不含被隐去的内容。",
        )
    ]


def calendar_blocks(
    windows: Iterable[File], calendars: Iterable[File], notices: Iterable[File]
) -> list[Block]:
    """Calendars, notices and every derivation day by day."""
    which = {"announced": "发布时公告的", "moved": "变更后的", "entry": "补充或变更条目的"}
    blocks: list[Block] = [
        grid(
            "所用的日历版本",
            ("版本", "来源", "能否重建"),
            (
                (
                    code(each["version"]),
                    [
                        each["library"],
                        *(f"{year}年：{data['source']}" for year, data in each["years"].items()),
                    ],
                    "按所附放假日重建" if each["rebuilt"] else "日历数据库已更新，只能按推算表核对",
                )
                for each in calendars
            ),
        ),
        grid(
            "所用的放假通知",
            ("通知", "文号", "成文日期", "录入", "放假和调休", "SHA-256"),
            (
                (
                    [each["terms"]["title"], f"第{each['version']}版"],
                    each["terms"]["doc_no"],
                    each["terms"]["issued_on"],
                    f"{moment(each['made_at'])}\n{name(each['made_by'])}",
                    [f"{row['date']} {row['name']}{_day_kind(row)}" for row in each["terms"]["days"]],
                    code(each["sha256"]),
                )
                for each in notices
            ),
            empty="没有用到录入的放假通知，日期都来自随系统安装的日历数据库。",
        ),
    ]
    for window in windows:
        derivation = window["derivation"]
        blocks.append(
            grid(
                f"{window['notice']}：{which[window['which']]}公示期，"
                f"自{derivation['start']}起{derivation['needed']}个工作日",
                ("日期", "性质", "说明", "计入第几日", "依据"),
                (
                    (row["day"], DAY_WORDS[row["kind"]], row["name"], row["number"] or "", row["source"])
                    for row in derivation["days"]
                ),
            )
        )
    return blocks


def _day_kind(row: File) -> str:
    return "上班" if row["kind"] == "work" else "放假"


def files_blocks(rows: Iterable[File]) -> list[Block]:
    """Attachments."""
    return [
        grid(
            "附件",
            ("文件", "字节", "上传", "所在公告", "SHA-256"),
            (
                (
                    cell(_names(row), href=row["path"]),
                    row["size"],
                    f"{moment(row['made_at'])}\n{name(row['made_by'])}",
                    [slug for slug, _name in row["sealed_in"]] or "只在草稿中出现过，不附",
                    code(row["sha256"]),
                )
                for row in rows
            ),
            note="随公告发布的附件全部在内；只在草稿中出现过、没有批准发布的，只列名称和摘要。",
        )
    ]


def _names(row: File) -> str:
    names = dict.fromkeys(label for _slug, label in (*row["sealed_in"], *row["drafted_in"]))
    return "、".join(names) + ("（系统中已缺失）" if row["missing"] else "")


def people_blocks(rows: Iterable[File]) -> list[Block]:
    """Everybody named."""
    return [
        grid(
            "办理人",
            ("编号", "账号", "姓名（自何时起）", "办理事项和当时的姓名"),
            (
                (
                    row["id"],
                    row["accounts"],
                    [f"{each['name']}（{moment(each['since'])}起）" for each in row["names"]],
                    [f"{each['as']}：{'、'.join(each['names'])}" for each in row["acted"]],
                )
                for row in rows
            ),
            note="姓名是办理当时登记的姓名。账号后来改名、停用，不影响这里的记载。",
        )
    ]


def log_blocks(rows: Iterable[File]) -> list[Block]:
    """The audit log."""
    return [
        grid(
            "系统日志",
            ("时间", "办理人", "事项", "公告", "内容"),
            (
                (
                    moment(row["at"]),
                    name(row["by"]),
                    row["action_label"],
                    cell(row["notice"], href=f"notices/{row['notice']}.html") if row["notice"] else "",
                    "\n".join(_log_words(row["data"])),
                )
                for row in rows
            ),
            note="届次页面和各公告的日志，按时间先后。导出本档案的记录留在系统日志中，不在此列。",
        )
    ]


LOG_WORDS = {
    "act": "事项",
    "awards": "获奖记录数",
    "cause": "原因",
    "comment": "意见",
    "digest": "摘要",
    "leaf": "封存件第几项",
    "list": "名单版本",
    "measure": "办法版本",
    "number": "第几届",
    "place": "位置",
    "public_id": "编号",
    "reason": "理由",
    "record": "获奖记录",
    "rows": "条目数",
    "rule": "规则",
    "sha256": "SHA-256",
    "size": "字节",
    "stage": "环节",
    "before": "原为",
    "after": "改为",
}


def _log_words(data: File) -> list[str]:
    """What a line of the log says; stages and acts by their names where the measure has one."""
    named = {key.removesuffix("_name") for key in data if key.endswith("_name")}
    return [
        f"{LOG_WORDS.get(key.removesuffix('_name'), key)}：{_log_value(value)}"
        for key, value in data.items()
        if key not in named
    ]


def _log_value(value: Any) -> str:
    return "、".join(str(each) for each in value.values() if each) if isinstance(value, dict) else str(value)


def contents_blocks(sections: Iterable[Any], lists: Iterable[Any], notices: Iterable[File]) -> list[Block]:
    """What the first page lists: sections, notices, versions of lists."""
    heads = ("内容", "数量", "数据文件")
    return [
        notices_grid(notices),
        grid("目录", heads, map(_content, sections)),
        grid("名单版本", heads, map(_content, lists)),
    ]


def _content(section: Any) -> tuple[Any, ...]:
    return (cell(section.title, href=section.page), section.count, code(section.data, href=section.data))
