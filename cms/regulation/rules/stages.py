"""Order of the stages and the gate between them: may this notice come now, and from this body?"""

from collections.abc import Iterator

from cms.regulation.rules.case import Case
from cms.regulation.rules.facts import EditionState, PriorNotice
from cms.regulation.rules.verdicts import Finding
from cms.regulation.rules.verdicts import gettext_noop as _
from cms.regulation.schema import Gate, Stage


def internal(case: Case) -> Iterator[Finding]:
    """A list the measure keeps inside the review is never published."""
    stage = case.the_stage
    if not stage.published_here or stage.type == "internal":
        yield Finding(
            _(
                "“%(stage)s”属于内部环节，办法没有规定向社会公布，本平台不予发布。请从依法可发布的环节中另选。"
            ),
            {"stage": stage.name},
            articles=tuple(stage.articles),
            subject=stage.key,
        )


def worded_gate(stage: Stage) -> Gate | None:
    """Return the gate of a stage where the measure itself makes the next step wait for 无异议, else None."""
    return stage.gate if stage.gate is not None and stage.gate.no_objection else None


def _gate_articles(stage: Stage) -> tuple[str, ...]:
    return tuple(stage.articles if stage.gate is None else stage.gate.articles)


def _unconcluded(case: Case, stage: Stage) -> tuple[PriorNotice, ...]:
    return tuple(n for n in case.standing(stage.key) if stage.type == "publicity" and not n.concluded)


def order(case: Case) -> Iterator[Finding]:
    """Each stage this one follows has been published. Those with a worded gate are held by `not_passed`.

    Awards from before the portal were decided by a notice that is not here; their revocation follows none.
    """
    named = case.facts.named_awards
    if named and all(award.before_portal for award in named):
        return
    for earlier in case.predecessors:
        if worded_gate(earlier) is None and not case.standing(earlier.key):
            yield Finding(
                _("尚未发布“%(earlier)s”，不能发布“%(stage)s”。请先完成前一环节。"),
                {"earlier": earlier.name, "stage": case.the_stage.name},
                articles=tuple(earlier.articles),
                subject=earlier.key,
            )


def unconcluded(case: Case) -> Iterator[Finding]:
    """Every notice of an earlier publicity is concluded, all parallel ones included."""
    for earlier in case.predecessors:
        waiting = _unconcluded(case, earlier)
        if waiting and worded_gate(earlier) is None:
            yield Finding(
                _(
                    "“%(earlier)s”还有%(count)d个公示没有办结（%(bodies)s）。请在公示期满后办结，再发布下一环节。"
                ),
                {
                    "earlier": earlier.name,
                    "count": len(waiting),
                    "bodies": _bodies(waiting),
                },
                articles=tuple(earlier.articles),
                subject=earlier.key,
            )


def _bodies(notices: tuple[PriorNotice, ...]) -> str:
    return "、".join(dict.fromkeys(n.publisher_name or n.publisher for n in notices))


def not_passed(case: Case) -> Iterator[Finding]:
    """Where the measure words 无异议, the publicity has been held and concluded; nobody sets this aside."""
    for earlier in case.predecessors:
        gate = worded_gate(earlier)
        if gate is None:
            continue
        if not case.standing(earlier.key):
            sentence = _("办法规定“%(gate)s”，而“%(earlier)s”尚未发布。请先依法公示并办结。")
        elif _unconcluded(case, earlier):
            sentence = _("办法规定“%(gate)s”，而“%(earlier)s”尚未全部办结。请在公示期满后逐一办结。")
        else:
            continue
        yield Finding(
            sentence,
            {"gate": gate.text, "earlier": earlier.name},
            articles=tuple(gate.articles),
            subject=earlier.key,
        )


def provisional_gate(case: Case) -> Iterator[Finding]:
    """An earlier window whose last day is provisional holds the gate until the holiday notice is loaded."""
    for earlier in case.predecessors:
        if any(notice.provisional for notice in case.standing(earlier.key)):
            yield Finding(
                _(
                    "“%(earlier)s”的截止日期是暂定的：相关年份的放假安排尚未录入。"
                    "请由日历管理员录入后，再进入下一环节。"
                ),
                {"earlier": earlier.name},
                articles=_gate_articles(earlier),
                subject=earlier.key,
            )


def _held(case: Case, stage: Stage) -> bool:
    """Whether an objection is open. How many there are is known to those who handle them and to nobody else."""
    return any(notice.held for notice in case.standing(stage.key))


def gate_no_objection(case: Case) -> Iterator[Finding]:
    """Where the measure words 无异议, an open objection holds the gate and nobody overrides it."""
    for earlier in case.predecessors:
        gate = worded_gate(earlier)
        if gate is not None and _held(case, earlier):
            yield Finding(
                _("办法规定“%(gate)s”，而“%(earlier)s”还有异议没有处理完。请等受理机构处理完毕。"),
                {"gate": gate.text, "earlier": earlier.name},
                articles=tuple(gate.articles),
                subject=earlier.key,
            )


def gate_commitment(case: Case) -> Iterator[Finding]:
    """Where the measure does not word 无异议, an open objection holds the gate as the portal's commitment."""
    for earlier in case.predecessors:
        if worded_gate(earlier) is None and _held(case, earlier):
            yield Finding(
                _(
                    "“%(earlier)s”还有异议没有处理完。办法没有写明须无异议，这是平台承诺："
                    "请先处理；确需先行发布的，由发布人写明理由，理由将向社会公开。"
                ),
                {"earlier": earlier.name},
                subject=earlier.key,
            )


def repeated(case: Case) -> Iterator[Finding]:
    """One body publishes one notice of a stage; what follows is a correction, an extension or a restart."""
    facts = case.facts
    for notice in case.parallel:
        if (notice.publisher, notice.publisher_name) == (facts.publisher_body, facts.publisher_name):
            yield Finding(
                _("%(body)s在本届已发布“%(stage)s”。如需改动，请发布更正、延期或重新公示的公告。"),
                {"body": facts.publisher_name or facts.publisher_body, "stage": case.the_stage.name},
                articles=tuple(case.the_stage.articles),
            )
            return


def publisher(case: Case) -> Iterator[Finding]:
    """The body that publishes is the one the measure names."""
    stage, facts = case.the_stage, case.facts
    if stage.publisher_stated and facts.publisher_body != stage.publisher:
        yield Finding(
            _("“%(stage)s”应由%(stated)s发布，现填的是%(chosen)s。请改为办法规定的机关。"),
            {
                "stage": stage.name,
                "stated": _body_name(case, stage.publisher),
                "chosen": _body_name(case, facts.publisher_body) or facts.publisher_name,
            },
            articles=stage.articles_for("publisher"),
            subject="publisher_body",
        )


def publisher_reason(case: Case) -> Iterator[Finding]:
    """Where the measure leaves the body unsaid, another than the one read from it needs a reason."""
    stage, facts = case.the_stage, case.facts
    if stage.publisher_stated or facts.publisher_body == stage.publisher or facts.publisher_reason.strip():
        return
    yield Finding(
        _("办法没有写明“%(stage)s”由谁发布，平台按条文理解为%(default)s。改由其他机关发布的，请写明理由。"),
        {"stage": stage.name, "default": _body_name(case, stage.publisher)},
        articles=stage.articles_for("publisher"),
        subject="publisher_reason",
    )


def _body_name(case: Case, key: str) -> str:
    return next((body.name for body in case.regulation.bodies if body.key == key), key)


def media(case: Case) -> Iterator[Finding]:
    """Where the measure words a channel such as 新闻媒体, the medium used is on record."""
    channel = case.the_stage.channel
    if channel is not None and not case.facts.media.strip():
        yield Finding(
            _("办法规定“%(stage)s”要通过“%(channel)s”，仅在本平台发布还不够。请填写所用媒体和刊发日期。"),
            {"stage": case.the_stage.name, "channel": channel.text},
            articles=tuple(channel.articles),
            subject="media",
        )


def edition_postponed(case: Case) -> Iterator[Finding]:
    """While an edition stands still, no notice of a stage goes out and no window begins anew."""
    if case.facts.edition_state is EditionState.POSTPONED:
        yield Finding(_("本届评选已暂缓。请先发布恢复评选的公告，再继续。"))


def edition_ended(case: Case) -> Iterator[Finding]:
    """An edition ended without a result takes no further notice of a stage."""
    if case.facts.edition_state is EditionState.ENDED:
        yield Finding(_("本届评选已终止，不能再发布。如需评选，请新建一届。"))


def third_party_named(case: Case) -> Iterator[Finding]:
    """An entrusted third party is named in the notice."""
    facts = case.facts
    if facts.third_party_entrusted and not facts.third_party.strip():
        rule = case.regulation.instrument.third_party_review
        yield Finding(
            _("评选工作已委托第三方机构，但没有写明机构名称。请填写受托机构全称。"),
            articles=() if rule is None else tuple(rule.articles),
            subject="third_party",
        )


def third_party_allowed(case: Case) -> Iterator[Finding]:
    """A measure that rules out entrusting the review is obeyed."""
    rule = case.regulation.instrument.third_party_review
    if rule is not None and not rule.allowed and _entrusted(case):
        yield Finding(
            _("办法不允许委托第三方机构承担评选工作。请改由办法规定的机构承担。"),
            articles=tuple(rule.articles),
            subject="third_party",
        )


def third_party_unstated(case: Case) -> Iterator[Finding]:
    """A measure that does not speak of third parties: the office is asked to be sure."""
    if case.regulation.instrument.third_party_review is None and _entrusted(case):
        yield Finding(
            _("办法对委托第三方机构未规定。请核对委托依据，并在公告中写明。"), subject="third_party"
        )


def _entrusted(case: Case) -> bool:
    return case.facts.third_party_entrusted or bool(case.facts.third_party.strip())


def panel_size(case: Case) -> Iterator[Finding]:
    """Where the measure sets the size of a review panel, the panel on record keeps to it."""
    review, size = case.regulation.review, case.facts.panel_size
    if review is None or (review.panel_min is None and review.panel_max is None) or not case.is_award_list:
        return
    low, high = review.panel_min or 1, review.panel_max
    if size is None:
        sentence = _("办法规定了评审组人数，请登记本届评审组的实际人数。")
    elif size < low or (high is not None and size > high):
        sentence = _("登记的评审组人数为%(size)d人，与办法规定不符。请核对。")
    else:
        return
    articles = dict.fromkeys((*review.articles_for("panel_min"), *review.articles_for("panel_max")))
    yield Finding(sentence, {"size": size or 0}, articles=tuple(articles), subject="panel_size")
