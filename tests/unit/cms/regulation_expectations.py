"""What the five measures say, written out by hand from their printed texts."""

from typing import Any

ORG, IND = "organization", "individual"

STAGES = """
datong    申报通知                 call          call               office             -    -       14
datong    受理名单公示             publicity     acceptance-list    office             -    -       17
datong    候选名单公示             publicity     candidates         county_regulator?  >=5  -       20
datong    获奖建议名单公示         publicity     proposed-winners   office             >=5  无异议  21
datong    表彰决定                 decision      commendation       government         -    -       22
datong    撤销公告                 revocation    revocation         government?        -    -       31
taiyuan   发布信息                 call          call               office?            -    -       18(1)
taiyuan   受理组织和个人名单公示   publicity     acceptance-list    office             >=5  -       18(3)
taiyuan   拟获奖组织和个人候选名单 internal      candidate-list     office             -    -       18(7)
taiyuan   拟获奖组织和个人名单公示 publicity     proposed-winners   office           >=5  无异议  13(5),18(8)
taiyuan   通报表彰                 decision      commendation       government         -    -       18(9)
taiyuan   撤销公告                 revocation    revocation         government?        -    -       25,27
xinzhou   申报情况内部公示         internal      internal-publicity applicant?         >=5  无异议  13
xinzhou   受理名单公示             publicity     acceptance-list    market_regulator   -    -       15
xinzhou   获奖建议名单公示         publicity     proposed-winners   market_regulator?  >=5  无异议  17
xinzhou   表彰决定                 decision      commendation       government         -    -       18
xinzhou   撤销公布                 revocation    revocation         government?        -    -       26
hohhot    评审公告                 call          call               office             -    -       16
hohhot    获奖候选名单             internal      candidate-list     review_panel       -    -       18
hohhot    拟奖励名单公示           publicity     proposed-winners   office             ==10 无异议  18,19
hohhot    发文公布                 decision      commendation       government         -    -       19
hohhot    告知整改                 rectification rectification      office             -    -       23
hohhot    撤销公布                 revocation    revocation         government?        -    -       22,24
yuncheng  申报通知                 call          call               office             -    -       14,4
yuncheng  申报情况内部公示         internal      internal-publicity applicant?         >=5  无异议  15
yuncheng  受理名单公示             publicity     acceptance-list    office             -    -       17
yuncheng  候选名单公示             publicity     candidates     receiving_department?  >=5  无异议  19
yuncheng  获奖建议名单公示         publicity     proposed-winners   office             >=5  无异议  20
yuncheng  表彰决定                 decision      commendation       government         -    -       21
yuncheng  撤销公布                 revocation    revocation         government?        -    -       30
"""
"""Measure, name, type, slug, publisher (? where it is not worded), working days, gate, articles."""

INSTRUMENTS = """
datong   同政发〔2022〕1号          normative_document 2022-01-07 2022-01-07 2022-01-07 -
taiyuan  -                          normative_document -          2022-09-14 2022-10-15 2027-10-14
xinzhou  忻政办规〔2025〕1号        normative_document 2025-02-06 2025-02-06 2025-03-01 2030-02-28
hohhot   呼和浩特市人民政府令第2号  government_rule    -          -          2013-11-01 -
yuncheng 运政发〔2023〕14号         normative_document 2023-06-08 2023-06-08 2023-06-09 2028-06-08
"""
"""Measure, document number, kind, days of signature and of printing, first and last day in force."""

CAPS = {
    "datong": {("award", "total", "edition"): 10, ("nominee", "total", "edition"): 20},
    "taiyuan": {("award", "total", "edition"): 5, ("nominee", "total", "edition"): 10},
    "xinzhou": {("award", "total", "edition"): 3, ("nominee", "total", "edition"): 10},
    "hohhot": {("award", ORG, "year"): 3, ("award", IND, "year"): 1},
    "yuncheng": {
        ("award", ORG, "edition"): 4,
        ("award", IND, "edition"): 4,
        ("nominee", ORG, "edition"): 4,
        ("nominee", IND, "edition"): 4,
    },
}

# (tier, kind): (receives money, yuan)
BONUS: dict[str, dict[tuple[str, str], tuple[bool, int | None]]] = {
    "datong": {(t, k): (True, None) for t in ("award", "nominee") for k in (ORG, IND)},
    "taiyuan": {(t, k): (True, None) for t in ("award", "nominee") for k in (ORG, IND)},
    "xinzhou": {
        ("award", ORG): (True, 200_000),
        ("award", IND): (True, 30_000),
        ("nominee", ORG): (False, None),
        ("nominee", IND): (False, None),
    },
    "hohhot": {("award", ORG): (True, 1_000_000), ("award", IND): (True, 100_000)},
    "yuncheng": {
        ("award", ORG): (True, None),
        ("award", IND): (False, None),
        ("nominee", ORG): (True, None),
        ("nominee", IND): (False, None),
    },
}

# case: (subjects, recovered, ban unit, ban value, counted from, grounds)
REVOCATION: dict[str, dict[str, tuple[Any, ...]]] = {
    "datong": {"single": ((ORG, IND), ("证书", "奖牌或奖章", "奖金"), "cycles", 3, "revocation_year", 4)},
    "taiyuan": {
        "fraud": ((ORG, IND), ("奖牌", "证书", "奖励金"), "cycles", 3, None, 1),
        "later_event": ((ORG,), (), "cycles", 3, None, 3),
    },
    "xinzhou": {"single": ((ORG, IND), ("奖牌", "证书", "奖金"), "cycles", 3, "revocation_year", 4)},
    "hohhot": {
        "fraud": ((ORG, IND), ("奖牌(奖杯)", "证书", "奖金"), None, None, None, 1),
        "later_event": ((ORG, IND), (), "years", 5, None, 4),
    },
    "yuncheng": {"single": ((ORG, IND), ("证书", "奖牌或奖章", "奖金"), "cycles", 3, "revocation_year", 4)},
}

# years between editions, "in principle", barred editions, validity of an award,
# years asked of an organisation and of a person
RHYTHM = {
    "datong": (5, False, 2, None, 3, 3),
    "taiyuan": (3, True, 2, None, 3, 3),
    "xinzhou": (3, False, 2, None, 3, 3),
    "hohhot": (1, False, None, 3, 3, 8),
    "yuncheng": (5, False, 2, None, 3, 10),
}

# objections go to, complaints go to, kept secret for, supervision group set up by, third party, recusal
ROUTES: dict[str, tuple[Any, ...]] = {
    "datong": ("office", "office", ("异议者", "举报人"), "office", True, True),
    "taiyuan": ("office", None, None, None, True, False),
    "xinzhou": ("market_regulator", "supervision_group", ("举报人",), "market_regulator", True, True),
    "hohhot": (None, None, None, None, False, False),
    "yuncheng": ("leading_group", "supervision_group", ("举报人",), "leading_group", True, True),
}

# acts that have to be on record before the notice of a stage, * where the measure says 必要时
ACTS = {
    "datong": {
        "acceptance_list": ["formal_check", "written_consultation_if_necessary*"],
        "candidate_publicity": ["departments_consulted"],
        "proposed_winner_publicity": ["lead_body_deliberation"],
        "commendation_decision": ["joint_report_with_hr", "government_decision"],
        "revocation_announcement": ["verified", "government_decision"],
    },
    "taiyuan": {
        "application_notice": ["government_approval"],
        "acceptance_list": ["formal_check"],
        "candidate_list": ["review_reports"],
        "proposed_winner_publicity": ["lead_body_deliberation"],
        "commendation_decision": ["government_decision"],
        "revocation_announcement": ["verified", "government_decision"],
    },
    "xinzhou": {
        "acceptance_list": ["formal_check", "written_consultation"],
        "proposed_winner_publicity": ["departments_consulted"],
        "commendation_decision": ["joint_report_with_hr", "government_decision"],
        "revocation_announcement": ["verified", "government_decision"],
    },
    "hohhot": {
        "candidate_list": ["review_reports"],
        "proposed_winner_publicity": ["lead_body_deliberation", "verification_visit"],
        "commendation_decision": ["committee_chair_approval", "government_decision"],
        "revocation_announcement": ["verified", "committee_study", "government_decision"],
    },
    "yuncheng": {
        "application_notice": ["higher_approval"],
        "acceptance_list": ["formal_check", "written_consultation"],
        "candidate_publicity": ["departments_consulted"],
        "proposed_winner_publicity": ["lead_body_deliberation"],
        "commendation_decision": ["joint_report_with_hr", "government_decision"],
        "revocation_announcement": ["verified", "government_decision"],
    },
}

# before which list, all, public institutions, enterprises
CONSULTED: dict[str, tuple[Any, ...] | None] = {
    "datong": (
        "candidate_publicity",
        {"公安"},
        {"组织人事", "纪检监察"},
        {"生态环境", "人力资源和社会保障", "税务", "市场监管", "应急管理"},
    ),
    "taiyuan": None,
    "xinzhou": (
        "proposed_winner_publicity",
        set(),
        {"公安", "纪检监察", "组织人事"},
        {"公安", "人力资源社会保障", "生态环境", "应急管理", "税务"},
    ),
    "hohhot": None,
    "yuncheng": (
        "candidate_publicity",
        {"公安"},
        {"纪检监察", "组织人事"},
        {"人力资源社会保障", "生态环境", "应急管理", "市场监管", "税务"},
    ),
}
