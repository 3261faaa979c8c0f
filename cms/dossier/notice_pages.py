"""The readable page of one notice: what was published, who wrote and approved it, what happened to it since."""

from collections.abc import Iterable, Mapping
from typing import Any

from cms.dossier.blocks import Block, Cell, Words, cell, code, facts, grid, moment, name
from cms.models import ChannelKind
from cms.published import PublishedEntry, PublishedNotice
from cms.regulation.citation import cite

File = Mapping[str, Any]

OBJECTIONS = {"open": "有未办结的", "none": "没有", "": "不适用"}
"""All that the file says of objections and complaints."""

STATUS = {
    "in_progress": "进行中",
    "approved": "批准",
    "rejected": "退回",
    "skipped": "跳过",
    "cancelled": "撤回",
    "needs_changes": "退回修改",
}
LEAF_WORDS = {
    "title": "标题",
    "text": "正文段落",
    "entry": "名单条目",
    "file": "附件",
    "revoked": "被撤销的奖项",
    "reinstated": "恢复的奖项",
}
DAY_WORDS = {
    "workday": "工作日",
    "weekend": "周末",
    "rest": "放假",
    "makeup": "调休上班",
    "local_rest": "地方放假",
    "unknown": "尚无放假安排",
}
CHANNELS = dict(ChannelKind.choices)
TEXT_WORDS = {
    "lead": "正文",
    "procedure": "评审经过",
    "objection": "异议提出办法",
    "closing": "结尾",
    "reason": "理由",
    "remedies": "救济途径",
    "process": "异议、投诉举报的处理流程",
}
ENTRY_HEADS = (
    "序号",
    "奖项",
    "类别",
    "名称或姓名",
    "统一社会信用代码",
    "单位、职务",
    "县（市、区）",
    "行业",
    "推荐单位",
    "证书编号",
)
WITHHELD = "（依法隐去）"


def notice_blocks(file: File, shown: PublishedNotice | None, acts: Iterable[File]) -> list[Block]:
    """Everything on file of a notice; `shown` is None for one that was never published."""
    blocks: list[Block] = [_head(file)]
    if shown is not None:
        blocks += [*_windows(file), *_conclusion(file), *_acts(acts)]
    blocks += [_approvals(file), _workflow(file), _clearings(file)]
    if shown is not None:
        blocks += [
            _withholdings(file),
            *_words(shown),
            *_awards(shown),
            _entries(shown),
            _basis(shown),
            _verdicts(shown),
        ]
    return [*blocks, *_revisions(file)]


def _head(file: File) -> Block:
    seal = file["seal"]
    rows: list[tuple[str, Any]] = [
        ("标题", file["title"]),
        ("公告性质", file["act_label"]),
        ("环节", file["stage_name"]),
        ("发布机构", file["publisher"]),
        ("网址路径", code(file["path"])),
    ]
    if not seal:
        return facts("概况", *rows, ("状态", "草稿，没有发布"))
    return facts(
        "概况",
        *rows,
        ("发布时间", moment(seal["published_at"])),
        ("封存摘要", code(seal["digest"])),
        ("封存件", code(f"seals/{file['slug']}.json", href=f"../seals/{file['slug']}.json")),
        ("后续事项", code(f"seals/{file['slug']}.acts.json", href=f"../seals/{file['slug']}.acts.json")),
        (
            "名单版本",
            cell(f"第{seal['list']}号", href=f"../lists/{seal['list']}.html") if seal["list"] else "",
        ),
        ("更正的公告", file["amends"]),
        ("未办结的异议、投诉举报", OBJECTIONS[file["objections"]]),
    )


def _windows(file: File) -> Iterable[Block]:
    for window in file["windows"]:
        title = "补充或变更条目的公示期" if window["entry_key"] else "公示期"
        last = window["last_day"] or f"{window['expected_last_day']}（暂定）"
        yield facts(
            title,
            *([("条目标识", code(window["entry_key"]))] if window["entry_key"] else []),
            ("起算日", window["start"]),
            ("口径", "发布当日计入" if window["policy"] == "include_start" else "发布当日不计入"),
            (
                "工作日数",
                _needed(window),
            ),
            ("第一个计入日", window["first_day"]),
            ("截止日", f"{last} 24时"),
            (
                "日历版本",
                cell(window["calendar_version"], href="../calendar/index.html", look="code"),
            ),
            ("办结时间", moment(window["concluded_at"])),
            ("办结人", name(window["concluded_by"]) if window["concluded_by"] else ""),
            *([("随届次终止", moment(window["ended_at"]))] if window["ended_at"] else []),
        )
        if window["changes"]:
            yield grid(
                "公示期的变更",
                ("时间", "原因", "原截止日", "现截止日", "说明"),
                (
                    (
                        moment(change["at"]),
                        change["cause_label"],
                        _end(change["before"]),
                        _end(change["after"]),
                        change["reason"],
                    )
                    for change in window["changes"]
                ),
            )


def _needed(window: File) -> str:
    exact = "（固定天数）" if window["exact"] else ""
    return f"{window['needed']}个{exact}{'' if window['stated'] else '（办法未规定期限）'}"


def _end(dates: File) -> str:
    return str(dates["last_day"] or f"{dates['expected_last_day']}（暂定）")


def _conclusion(file: File) -> Iterable[Block]:
    done = file["conclusion"]
    if done is None:
        return
    yield facts(
        "办结",
        ("时间", moment(done["at"])),
        ("办结人", name(done["by"])),
        ("办结意见", done["outcome"]),
        (
            "说明理由后办结",
            [f"{row['message']} {row['reason']}（{row['office']}）" for row in done["overrides"]],
        ),
    )
    yield grid(
        "各渠道的核对",
        ("渠道", "号码或地址", "收到", "未办结", "说明"),
        (
            (CHANNELS.get(row["kind"], row["kind"]), row["value"], row["received"], row["open"], row["note"])
            for row in done["attestations"]
        ),
        note="办结人对已公布的每个渠道逐一核对的登记。",
    )


def _acts(acts: Iterable[File]) -> Iterable[Block]:
    yield grid(
        "发布后的事项",
        ("序号", "时间", "事项", "办理人", "依据的公告", "摘要"),
        (
            (
                act["seq"],
                moment(act["at"]),
                act["kind_label"],
                name(act["by"]),
                act["by_seal"],
                code(act["digest"]),
            )
            for act in acts
        ),
        note="原文在 seals 文件夹中，每一项的摘要都包含前一项的摘要。",
    )


def _approvals(file: File) -> Block:
    return grid(
        "批准",
        ("时间", "批准人", "批准内容的摘要", "是否据以发布", "说明理由后继续"),
        (
            (
                moment(each["at"]),
                name(each["by"]),
                code(each["digest"]),
                each["published"],
                [f"{row['reason']}（{row['office']}）" for row in each["overrides"]],
            )
            for each in file["clearances"]
        ),
    )


def _workflow(file: File) -> Block:
    numbers = {each["id"]: each["no"] for each in file["revisions"]}
    return grid(
        "审核过程",
        ("送审", "送审人", "环节", "版本", "审核时间", "审核人", "结果", "意见"),
        (
            (
                moment(state["submitted_at"]),
                name(state["submitted_by"]),
                task["task"],
                f"第{numbers[task['revision']]}次保存" if task["revision"] in numbers else "",
                moment(task["finished_at"]),
                name(task["by"]) if task["finished_at"] else "",
                STATUS.get(task["status"], task["status"]),
                task["comment"],
            )
            for state in file["workflow"]
            for task in state["tasks"]
        ),
    )


def _clearings(file: File) -> Block:
    return grid(
        "误报的排除和附件的确认",
        ("时间", "办理人", "类别", "位置", "所见（已遮盖）", "理由"),
        (
            (
                moment(row["at"]),
                name(row["by"]),
                "附件不含个人信息" if row["kind"] == "file" else "不是个人信息",
                code(row["place"]),
                row["excerpt"],
                row["reason"],
            )
            for row in file["clearings"]
        ),
    )


def _withholdings(file: File) -> Block:
    return grid(
        "依法隐去",
        ("位置", "依据", "隐去时间", "提出人", "复核结果", "复核时间", "复核人"),
        (
            (
                f"第{row['leaf'] + 1}项（{LEAF_WORDS.get(row['leaf_type'], row['leaf_type'])}）",
                row["ground"],
                moment(row["hidden_at"]),
                name(row["hidden_by"]),
                row["outcome_label"],
                moment(row["decided_at"]),
                name(row["decided_by"]) if row["decided_by"] else "",
            )
            for row in file["withholdings"]
        ),
        note="只记位置、依据、时间和经办人，不含被隐去的内容。",
    )


def _words(shown: PublishedNotice) -> Iterable[Block]:
    for block in shown.texts:
        paragraphs = (WITHHELD,) if block.withheld else block.paragraphs
        yield Words(f"公布的内容：{TEXT_WORDS.get(block.key, block.key)}", paragraphs)


def _awards(shown: PublishedNotice) -> Iterable[Block]:
    if shown.awards:
        yield grid(
            "所涉奖项",
            ("获奖记录", "届次、奖项", "获奖者", "查明的情况", "情形", "条款", "收回、追缴"),
            (
                (
                    code(award.record),
                    f"{award.edition_name} {award.tier_name}",
                    WITHHELD if award.withheld else "、".join(award.joint_names) or award.name,
                    WITHHELD if award.withheld else award.finding,
                    award.ground_text,
                    [_place(ref) for ref in award.articles],
                    list(award.recover),
                )
                for award in shown.awards
            ),
        )


def _entries(shown: PublishedNotice) -> Block:
    return grid(
        "公布的名单",
        ENTRY_HEADS,
        (_entry(entry) for entry in shown.entries),
        note=f"另有{shown.secret_count}个条目依法不公开，只计数量。" if shown.secret_count else "",
        empty="本公告没有名单。",
    )


def _entry(entry: PublishedEntry) -> tuple[Any, ...]:
    if entry.withheld:
        return (entry.no, "", "", WITHHELD, *("",) * (len(ENTRY_HEADS) - 4))
    holders = "、".join(entry.joint_names) or entry.name
    place = " ".join(filter(None, (entry.unit, entry.post)))
    columns = (entry.uscc, place, entry.district, entry.industry, entry.recommender)
    return (
        entry.no,
        entry.tier_name,
        entry.kind_label,
        holders,
        *columns,
        entry.certificate_no,
    )


def _basis(shown: PublishedNotice) -> Block:
    return grid(
        "依据的条款（封存时的原文）",
        ("条款", "原文"),
        ((cell(each.label, href=f"../measure/index.html#{each.anchor}"), each.text) for each in shown.basis),
    )


def _verdicts(shown: PublishedNotice) -> Block:
    return grid(
        "发布时的提示和说明理由后继续的事项",
        ("规则", "内容", "条款", "理由", "作出决定的机构"),
        (
            (
                code(each.rule),
                each.message,
                [_place(ref) for ref in each.articles],
                each.override_reason,
                each.override_office,
            )
            for each in shown.verdicts
        ),
    )


def _place(ref: str) -> str:
    """An article of the measure as a sentence names it; a law is named already."""
    return cite(ref) if ref[:1].isdigit() else ref


def _revisions(file: File) -> Iterable[Block]:
    yield grid(
        "草稿的各次保存",
        ("次序", "时间", "保存人", "改动的栏目"),
        (
            (each["no"], moment(each["at"]), name(each["by"]), [row["label"] for row in each["changed"]])
            for each in file["revisions"]
        ),
        note="每次保存都记保存人；保存过草稿的人不能批准。以下逐次列出改动。",
    )
    for each in file["revisions"]:
        if each["changed"]:
            yield grid(
                f"第{each['no']}次保存的改动（{moment(each['at'])}，{name(each['by'])}）",
                ("栏目", "原为", "改为"),
                (
                    (row["label"], _side(row, "before", "old"), _side(row, "after", "new"))
                    for row in each["changed"]
                ),
            )


def _side(row: File, side: str, look: str) -> Cell:
    value = row[side]
    if row["field"] == "entry_list" and value:
        return cell(f"第{value}号名单版本", href=f"../lists/{value}.html", look=look)
    return cell(value, look=look)
