"""What an edition of each city has to look like, written out by hand from the printed measures.

A row is a published step: the key of its stage, the name the measure gives it, the body that publishes, how long
(`>=5`, `==10`, `?` where the measure states no period, `-` where the step is no publicity), the articles its public
page quotes. `ACTS` names what has to be on record before a step, each with its article. Nothing here is read from
the measures' data files.
"""

from dataclasses import dataclass

CITIES = ("datong", "taiyuan", "xinzhou", "hohhot", "yuncheng")

CALL, ACCEPTANCE = "application_notice", "acceptance_list"
CANDIDATES, WINNERS, DECISION = "candidate_publicity", "proposed_winner_publicity", "commendation_decision"


@dataclass(frozen=True)
class Step:
    """A published step of an edition. `days` is ">=5", "==10", "?" or "-"."""

    key: str
    name: str
    body: str
    days: str
    basis: tuple[str, ...]

    @property
    def least(self) -> int | None:
        """The number of working days stated; None where the measure states none or the step has no window."""
        return int(self.days[2:]) if self.days[:2] in (">=", "==") else None

    @property
    def exact(self) -> bool:
        """Whether more days are refused like fewer."""
        return self.days.startswith("==")

    @property
    def is_publicity(self) -> bool:
        """Whether the step opens a window."""
        return self.days != "-"


def _steps(table: str) -> tuple[Step, ...]:
    rows = [line.split() for line in table.strip().splitlines()]
    return tuple(Step(row[0], row[1], row[2], row[3], tuple(row[4].split(","))) for row in rows)


EDITIONS: dict[str, tuple[Step, ...]] = {
    "datong": _steps(
        """
        application_notice        申报通知         大同市标准化和质量强市领导小组办公室                 -   9,10,11,13,14,15
        acceptance_list           受理名单公示     大同市标准化和质量强市领导小组办公室                 ?   7(5),17,29
        candidate_publicity       候选名单公示     各县区（含大同经济技术开发区）市场监督管理部门       >=5 7(5),20,29
        proposed_winner_publicity 获奖建议名单公示 大同市标准化和质量强市领导小组办公室                 >=5 7(5),21,29
        commendation_decision     表彰决定         大同市人民政府                                       -   22,23
        """
    ),
    "taiyuan": _steps(
        """
        application_notice        发布信息                 太原市标准化和质量强市领导小组办公室 -   3,7,9,10,11,17,18(1)
        acceptance_list           受理组织和个人名单公示   太原市标准化和质量强市领导小组办公室 >=5 13(6),18(3)
        proposed_winner_publicity 拟获奖组织和个人名单公示 太原市标准化和质量强市领导小组办公室 >=5 13(5),13(6),18(8)
        commendation_decision     通报表彰                 太原市人民政府                       -   18(9),19
        """
    ),
    "xinzhou": _steps(
        """
        acceptance_list           受理名单公示     忻州市市场监督管理局 ?   6,15,25
        proposed_winner_publicity 获奖建议名单公示 忻州市市场监督管理局 >=5 6,17,25
        commendation_decision     表彰决定         忻州市人民政府       -   18,19
        """
    ),
    "hohhot": _steps(
        """
        application_notice        评审公告       呼和浩特市市长质量奖评审办公室 -    4,6,11,12,13,16
        proposed_winner_publicity 拟奖励名单公示 呼和浩特市市长质量奖评审办公室 ==10 18,19
        commendation_decision     发文公布       呼和浩特市人民政府             -    19,20
        """
    ),
    "yuncheng": _steps(
        """
        application_notice        申报通知         运城市标准化和质量强市领导小组办公室 -   3,4,10,11,12,14,15
        acceptance_list           受理名单公示     运城市标准化和质量强市领导小组办公室 ?   7,17,28
        candidate_publicity       候选名单公示     申报材料接收部门                     >=5 7,19,28
        proposed_winner_publicity 获奖建议名单公示 运城市标准化和质量强市领导小组办公室 >=5 7,20,28
        commendation_decision     表彰决定         运城市人民政府                       -   21,22
        """
    ),
}

GATES: dict[tuple[str, str], str] = {
    ("datong", WINNERS): "22",
    ("taiyuan", WINNERS): "18(9)",
    ("xinzhou", WINNERS): "18",
    ("hohhot", WINNERS): "19",
    ("yuncheng", CANDIDATES): "20",
    ("yuncheng", WINNERS): "21",
}
"""Publicities after which the measure words 无异议, with the article that does; after the others the gate is the
portal's commitment."""

ACTS: dict[tuple[str, str], dict[str, str]] = {
    ("datong", CALL): {},
    ("datong", ACCEPTANCE): {"formal_check": "17"},
    ("datong", CANDIDATES): {"departments_consulted": "20"},
    ("datong", WINNERS): {"lead_body_deliberation": "21"},
    ("datong", DECISION): {"joint_report_with_hr": "22", "government_decision": "22"},
    ("taiyuan", CALL): {"government_approval": "18(1)"},
    ("taiyuan", ACCEPTANCE): {"formal_check": "18(3)"},
    ("taiyuan", WINNERS): {"lead_body_deliberation": "18(8)"},
    ("taiyuan", DECISION): {"government_decision": "18(9)"},
    ("xinzhou", ACCEPTANCE): {
        "formal_check": "15",
        "written_consultation": "15",
        "internal_publicity": "13",
        "no_state_secret_declared": "15",
    },
    ("xinzhou", WINNERS): {"departments_consulted": "17"},
    ("xinzhou", DECISION): {"joint_report_with_hr": "18", "government_decision": "18"},
    ("hohhot", CALL): {},
    ("hohhot", WINNERS): {
        "lead_body_deliberation": "18",
        "verification_visit": "18",
        "organization.self_report_data_years": "11(2)",
    },
    ("hohhot", DECISION): {"committee_chair_approval": "19", "government_decision": "19"},
    ("yuncheng", CALL): {"higher_approval": "4"},
    ("yuncheng", ACCEPTANCE): {
        "formal_check": "17",
        "written_consultation": "17",
        "internal_publicity": "15",
        "no_state_secret_declared": "17",
    },
    ("yuncheng", CANDIDATES): {"departments_consulted": "19"},
    ("yuncheng", WINNERS): {"lead_body_deliberation": "20"},
    ("yuncheng", DECISION): {"joint_report_with_hr": "21", "government_decision": "21"},
}
"""What has to be on record before a step and refuses it when missing."""

CONSULTED: dict[tuple[str, str], tuple[str, str]] = {
    ("datong", CANDIDATES): ("公安", "20"),
    ("xinzhou", WINNERS): ("公安", "17"),
    ("yuncheng", CANDIDATES): ("公安", "19"),
}
"""A department without whose reply the step is refused, and the article that names it."""

RECUSAL = {"datong": "33", "xinzhou": "27", "yuncheng": "32"}
"""Measures that have staff with an interest withdraw; elsewhere declarations are the portal's commitment."""

MEDIA = {("taiyuan", WINNERS): "18(8)", ("hohhot", CALL): "16", ("hohhot", WINNERS): "19"}
"""Steps for which the measure words a medium: without one on record the office is warned."""

INTERNAL = {
    "taiyuan": ("candidate_list",),
    "hohhot": ("candidate_list", "rectification_notice"),
    "xinzhou": ("internal_publicity",),
    "yuncheng": ("internal_publicity",),
}
"""Steps that never become a notice."""

CAPS: dict[str, tuple[str, dict[tuple[str, str], int]]] = {
    "datong": ("3", {("award", "total"): 10, ("nominee", "total"): 20}),
    "taiyuan": ("8", {("award", "total"): 5, ("nominee", "total"): 10}),
    "xinzhou": ("4", {("award", "total"): 3, ("nominee", "total"): 10}),
    "hohhot": ("5", {("award", "organization"): 3, ("award", "individual"): 1}),
    "yuncheng": (
        "4",
        {
            ("award", "organization"): 4,
            ("award", "individual"): 4,
            ("nominee", "organization"): 4,
            ("nominee", "individual"): 4,
        },
    ),
}
"""The article on the places and how many there are of a tier and kind; total counts both kinds together."""

BARS = {"datong": "12", "taiyuan": "6", "xinzhou": "11", "yuncheng": "13"}
"""The article that keeps a winner out of the two editions that follow; Hohhot has none."""

PARALLEL = {
    "datong": ("示例甲县市场监督管理局（示例）", "示例乙县市场监督管理局（示例）"),
    "yuncheng": ("示例甲县市场监督管理局（示例）", "示例市工业和信息化局（示例）"),
}
"""Where several bodies publish candidate lists side by side: two of them, invented."""

OFFICES = {
    "datong": "大同市标准化和质量强市领导小组办公室",
    "taiyuan": "太原市标准化和质量强市领导小组办公室",
}

OBJECTIONS: dict[str, str | None] = {
    **OFFICES,
    "xinzhou": "忻州市市场监督管理局",
    "hohhot": None,
    "yuncheng": "运城市标准化和质量强市领导小组",
}
"""Who deals with objections to a list; Hohhot names nobody."""

COMPLAINTS: dict[str, str | None] = {
    "datong": OFFICES["datong"],
    "taiyuan": None,
    "xinzhou": "监督组",
    "hohhot": None,
    "yuncheng": "监督组",
}
"""Who receives complaints; Taiyuan and Hohhot have no rule."""

THIRD_PARTY = "示例质量评价中心（示例）"
THIRD_PARTY_ALLOWED = frozenset({"datong", "taiyuan", "xinzhou", "yuncheng"})
"""Where the review may be entrusted; the notice then names to whom. Hohhot does not speak of it."""
