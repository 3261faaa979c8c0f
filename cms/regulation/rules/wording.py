"""Plain words for what a measure asks: periods, gates, levels and the places in its text.

Sentences are message ids with parameters, as in verdicts: pass `gettext` to translate, nothing for Chinese.
"""

from collections.abc import Iterable

from cms.regulation.citation import cite
from cms.regulation.rules.verdicts import Level, Phrase, Translate, gettext_noop
from cms.regulation.schema import Cap, Regulation, Stage

_ = gettext_noop

LEVEL_NAMES: dict[Level, Phrase] = {
    Level.BLOCK: Phrase(_("不能发布")),
    Level.WARN: Phrase(_("请核对")),
    Level.NOTE: Phrase(_("说明")),
}

BASIS_NAMES: dict[str, Phrase] = {
    "measure": Phrase(_("办法规定")),
    "law": Phrase(_("法律法规规定")),
    "commitment": Phrase(_("平台承诺")),
}


def label(ref: str) -> str:
    """Return the place as a Chinese sentence names it: "18(8)" is 第十八条第（八）项."""
    return cite(ref)


def labels(refs: Iterable[str]) -> str:
    """Return several places joined for a sentence: 第十八条第（八）项、第二十条."""
    return "、".join(cite(ref) for ref in refs)


def period_words(stage: Stage, translate: Translate = gettext_noop) -> str:
    """Say how long a publicity lasts, with the article; 期限未规定 where silent, "" for no publicity."""
    if stage.type != "publicity" and stage.scope != "applicant_organization":
        return ""
    if stage.period is None:
        return translate(_("期限未规定（%(places)s）")) % {"places": labels(stage.articles)}
    sentence = _("公示期为%(days)d个工作日，不多不少（%(places)s）")
    if not stage.period.exact:
        sentence = _("公示期不少于%(days)d个工作日（%(places)s）")
    return translate(sentence) % {
        "days": stage.period.working_days,
        "places": labels(stage.period.articles),
    }


def gate_words(stage: Stage, translate: Translate = gettext_noop) -> str:
    """Say what the step after this one waits for; "" for a stage that is no publicity."""
    if stage.type != "publicity":
        return ""
    if stage.gate is not None and stage.gate.no_objection:
        sentence = _("期满、办结且无异议后，方可进入下一环节（%(places)s：“%(words)s”）")
        return translate(sentence) % {"places": labels(stage.gate.articles), "words": stage.gate.text}
    return translate(_("期满并办结后，方可进入下一环节；有异议未处理完的暂不进行（平台承诺，办法未规定）"))


def cap_words(regulation: Regulation, cap: Cap, translate: Translate = gettext_noop) -> str:
    """Say how many places a tier has: 质量奖组织和个人合计每届不超过10个（第三条）."""
    sentences = {
        ("organization", "edition"): _("%(tier)s：组织每届不超过%(most)d个（%(places)s）"),
        ("organization", "year"): _("%(tier)s：组织每年不超过%(most)d个（%(places)s）"),
        ("individual", "edition"): _("%(tier)s：个人每届不超过%(most)d个（%(places)s）"),
        ("individual", "year"): _("%(tier)s：个人每年不超过%(most)d个（%(places)s）"),
        ("total", "edition"): _("%(tier)s：组织和个人每届合计不超过%(most)d个（%(places)s）"),
        ("total", "year"): _("%(tier)s：组织和个人每年合计不超过%(most)d个（%(places)s）"),
    }
    return translate(sentences[cap.kind, cap.per]) % {
        "tier": regulation.tier(cap.tier).name,
        "most": cap.max,
        "places": labels(cap.articles),
    }


def stage_words(regulation: Regulation, key: str, translate: Translate = gettext_noop) -> tuple[str, ...]:
    """Say in plain sentences what the measure makes of a stage: who publishes, how long, what comes before.

    Raises KeyError for an unknown stage.
    """
    stage = regulation.stage(key)
    body = next((body.name for body in regulation.bodies if body.key == stage.publisher), stage.publisher)
    places = labels(stage.articles_for("publisher"))
    if not stage.published_here:
        who, places = _("不在本平台发布（%(places)s）"), labels(stage.articles)
    elif stage.publisher_stated:
        who = _("由%(body)s发布（%(places)s）")
    else:
        who = _("发布机关未规定，平台按条文理解为%(body)s（%(places)s）")
    before = [
        translate(_("发布前：%(act)s（%(places)s）")) % {"act": act.text, "places": labels(act.articles)}
        for act in stage.requires
        if not act.optional
    ]
    publisher = translate(who) % {"body": body, "places": places}
    sentences = (publisher, period_words(stage, translate), gate_words(stage, translate), *before)
    return tuple(words for words in sentences if words)
