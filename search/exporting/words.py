"""Words of the files. They are Chinese for every reader, as the data is: a file is passed on and compared. Pure.

They are those of the pages; a test compares them.
"""

from search.facets import Status

UNVERIFIED = "未经核实"
VERIFIED = "本站名册"
WITHHELD = "（依法隐去）"

STATUS = {
    Status.VALID: "有效",
    Status.EXPIRED: "有效期满",
    Status.REVOKED: "已撤销",
    Status.STRUCK: "已移出决定",
    Status.UNVERIFIED: UNVERIFIED,
}
KIND = {"organization": "组织", "individual": "个人"}
ORIGIN = {"decision": "表彰决定", "before_portal": "上线前记录", "external": "其他奖项"}
EVENT = {
    "revoked": "撤销",
    "reinstated": "恢复",
    "struck": "移出决定",
    "corrected": "更正",
    "changed": "变更",
}
