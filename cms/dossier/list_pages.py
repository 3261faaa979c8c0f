"""The readable page of one version of a list."""

from collections.abc import Mapping
from typing import Any

from cms.dossier.blocks import Block, cell, code, facts, grid, moment, name
from cms.dossier.notice_pages import ENTRY_HEADS

File = Mapping[str, Any]
KINDS = {"organization": "组织", "individual": "个人"}


def list_blocks(file: File, names: Mapping[str, str]) -> list[Block]:
    """One version of a list. `names` are those of the measure's stages and tiers, by key."""
    parent = file["parent"]
    blocks: list[Block] = [
        facts(
            f"第{file['id']}号名单版本",
            ("环节", names.get(file["stage_key"], file["stage_key"])),
            ("上一版本", cell(f"第{parent}号", href=f"{parent}.html") if parent else ""),
            ("生成时间", moment(file["made_at"])),
            ("生成人", name(file["made_by"])),
            ("来源文件", file["source_name"]),
            ("来源文件 SHA-256", code(file["source_sha256"])),
            ("内容摘要", code(file["digest"])),
        )
    ]
    if file["changes"]:
        blocks.append(_list_changes(file))
    rows = (
        (
            row["no"],
            names.get(row["tier"], row["tier"]),
            KINDS.get(row["kind"], ""),
            *(("（依法不公开）", *("",) * 6) if row["withheld"] else _columns(row)),
        )
        for row in file["rows"]
    )
    return [*blocks, grid(f"条目（{len(file['rows'])}个）", ENTRY_HEADS, rows)]


def _columns(row: File) -> tuple[Any, ...]:
    holders = "、".join(row["joint_names"]) or row["name"]
    place = " ".join(filter(None, (row["unit"], row["post"])))
    return (
        holders,
        row["uscc"],
        place,
        row["district"],
        row["industry"],
        row["recommender"],
        row["certificate_no"],
    )


def _list_changes(file: File) -> Block:
    numbers = {row["key"]: row["no"] for row in file["rows"]}
    changes = file["changes"]
    rows: list[tuple[Any, ...]] = [("新增", numbers[key], code(key), "") for key in changes["added"]]
    rows += [("移出", "", code(key), "") for key in changes["removed"]]
    rows += [
        (
            "变更",
            numbers[each["key"]],
            code(each["key"]),
            [f"{column}：{pair['before']} → {pair['after']}" for column, pair in each["columns"].items()],
        )
        for each in changes["changed"]
    ]
    return grid("与上一版本的差别", ("差别", "序号", "条目标识", "栏目"), rows)
