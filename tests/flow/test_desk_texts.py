"""What handlers write at the desk: sent, refused, kept as a draft, and carried through a lock without a word lost."""

import datetime as dt
import json
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from cms import clock
from complaints import private_texts as sealed_texts
from complaints.actions import private_texts
from complaints.actions.private_texts import drop
from complaints.desk.forms import TEXT_MAX
from complaints.desk.words import MOVES
from complaints.models import Case, Place, PrivateText
from complaints.private_texts import texts_of
from complaints.reading import open_case
from complaints.templates_for_replies import TEMPLATES, gaps, template, templates_for
from complaints.transitions import Move
from tests.factories import channel as make
from tests.factories.admin import text_of
from tests.factories.bodies import PASSPHRASE
from tests.factories.desk import DESK, at_desk, lock
from tests.factories.offices import make_office
from tests.factories.worked_cases import LATER

TYPED = "第一段，只打了一遍的字。\n第二段<b>“引号”</b>。"


@pytest.fixture
def office(channel_folders: object) -> make.ChannelOffice:
    return make.open_channel(make_office("datong"))


@pytest.fixture
def case(office: make.ChannelOffice) -> Case:
    return make.file_report(make.report("datong"))[1]


@pytest.fixture
def in_time() -> Iterator[None]:
    """While the case's days still run: after them nothing is extended."""
    with clock.at(LATER):
        yield


def url(case: Case, *more: str) -> str:
    return f"{DESK}{case.pk}/" + "".join(f"{part}/" for part in more)


def said(case: Case, office: make.ChannelOffice) -> list[tuple[str, str]]:
    """Kind and text of everything written after the report."""
    hand = office.handlers[case.body][0]
    opened = open_case(Case.objects.get(pk=case.pk), hand.member, hand.keys)
    return [(entry.document["kind"], entry.document["text"]) for entry in opened.entries[1:]]


@pytest.mark.django_db
@pytest.mark.usefixtures("in_time")
def test_every_kind_of_text_is_sent_as_what_it_is(case: Case, office: make.ChannelOffice) -> None:
    client = at_desk(office.handlers[case.body][0])
    for address, data in (
        (("message",), {"text": "请补充。", "seen": "filed"}),
        (("note",), {"text": "已电话核对。", "seen": "filed"}),
        (("decide", "accept"), {"text": "予以受理。", "seen": "filed"}),
        (("extend",), {"text": "情况复杂。", "seen": "accepted", "approved": "on"}),
        (("decide", "uphold"), {"text": "属实。", "seen": "accepted"}),
    ):
        assert client.post(url(case, *address), data).headers["Location"] == url(case), address
    assert said(case, office) == [
        ("message", "请补充。"),
        ("note", "已电话核对。"),
        ("decision", "予以受理。"),
        ("extension", "情况复杂。"),
        ("decision", "属实。"),
    ]
    case.refresh_from_db()
    assert (case.state, bool(case.extended_on), bool(case.ended_on)) == ("upheld", True, True)
    sealed_to_reporter = case.entries.order_by("seq").values_list("reporter_key", flat=True)
    assert [key is not None for key in sealed_to_reporter] == [False, True, False, True, True, True]


@pytest.mark.django_db
def test_what_is_refused_is_kept_and_what_is_sent_is_not(case: Case, office: make.ChannelOffice) -> None:
    hand = office.handlers[case.body][0]
    client, other = at_desk(hand), office.handlers[case.body][1]
    client.post(url(case, "decide", "accept"), {"text": "受理。", "seen": "filed"})
    for data, sentence in (
        ({"text": TYPED, "seen": "filed"}, "案件刚刚有了变化"),
        ({"text": TYPED + "〔机关〕", "seen": "accepted"}, "还有空没有填：机关"),
    ):
        answer = client.post(url(case, "decide", "refer"), data)
        assert sentence in text_of(answer)
        assert "只打了一遍的字" in answer.context["form"]["text"].value()
        kept = texts_of(case, hand)[Place.REFER]
        assert kept.startswith(TYPED)
        drop(case=case, place=Place.REFER, by=hand)
    client.post(url(case, "note"), {"text": TYPED, "do": "keep"})
    assert said(case, office) == [("decision", "受理。")]
    assert TYPED in client.get(url(case, "note")).context["form"]["text"].value()
    assert "没发出的草稿" in text_of(client.get(url(case)))
    assert texts_of(case, other) == {}
    assert "没发出的草稿" not in text_of(at_desk(other).get(url(case)))
    row = PrivateText.objects.get(case=case)
    assert "只打了一遍".encode() not in bytes(row.body) + bytes(row.key)
    client.post(url(case, "note"), {"text": TYPED, "seen": "accepted"})
    assert said(case, office)[-1] == ("note", TYPED)
    assert not PrivateText.objects.exists()


@pytest.mark.django_db
def test_no_draft_stands_in_the_place_of_another(case: Case, office: make.ChannelOffice) -> None:
    assert {move.value for move in Move if move is not Move.WITHDRAW} <= set(Place.values)
    pages = (("message",), ("note",), ("decide", "accept"), ("decide", "refuse"), ("identity", "ask"))
    for hand in office.handlers[case.body]:
        client = at_desk(hand)
        for page in pages:
            client.post(url(case, *page), {"text": f"{hand.code} {page}", "do": "keep"})
    for hand in office.handlers[case.body]:
        client = at_desk(hand)
        for page in pages:
            assert client.get(url(case, *page)).context["form"]["text"].value() == f"{hand.code} {page}"
    first = office.handlers[case.body][0]
    at_desk(first).post(url(case, "decide", "accept"), {"text": "受理。", "seen": "filed"})
    left = [len(texts_of(case, hand)) for hand in office.handlers[case.body]]
    assert left == [len(pages) - 1, len(pages)]
    second = office.handlers[case.body][1]
    client = at_desk(second)
    shown = client.get(url(case, "drafts"))
    onward = {place: address for place, _text, address in shown.context["drafts"]}
    assert onward[Place.NOTE] == url(case, "note")
    assert onward[Place.REASON] == url(case, "identity", "ask")
    assert onward[Place.REFUSE] == ""  # forestalled, and still read
    assert f"{second.code} ('decide', 'refuse')" in text_of(shown)
    assert first.code not in text_of(shown)
    client.post(url(case, "drafts"), {"place": "refuse"})
    assert Place.REFUSE not in texts_of(case, second)
    assert client.post(url(case, "drafts"), {"place": "labels"}).status_code == 404
    assert len(texts_of(case, first)) == len(pages) - 1


@pytest.mark.django_db
def test_what_is_sent_too_late_comes_back_after_unlocking(
    case: Case, office: make.ChannelOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = office.handlers[case.body][0]
    client = at_desk(hand)
    lock(client)
    late = client.post(url(case, "message"), {"text": TYPED, "seen": "filed", "do": "send"})
    assert late.status_code == 200
    assert "密钥已经锁定" in text_of(late)
    assert ["text", TYPED] in json.loads(late.context["carried"])
    assert said(case, office) == []
    assert not PrivateText.objects.exists()
    carried = {"onward": late.context["onward"], "carried": late.context["carried"]}
    wrong = client.post(reverse("channel_desk:resume"), {**carried, "passphrase": "not the passphrase"})
    assert json.loads(wrong.context["carried"]) == json.loads(carried["carried"])
    monkeypatch.setattr(
        "complaints.actions.vault_sessions.masters.open_by_passphrase", lambda member, typed: hand.keys
    )
    again = client.post(reverse("channel_desk:resume"), {**carried, "passphrase": PASSPHRASE})
    assert "请再次提交" in text_of(again)
    assert said(case, office) == []  # nothing is sent without a click
    client.post(again.context["onward"], dict(again.context["typed"]))
    assert said(case, office) == [("message", TYPED)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "place", "ended"),
    [
        (("decide", "refuse"), Place.REFUSE, "accepted"),
        (("extend",), Place.EXTEND, "not_upheld"),
        (("identity", "ask"), Place.REASON, "refused"),
    ],
)
def test_what_was_forestalled_is_kept_and_found_again(
    case: Case, office: make.ChannelOffice, address: tuple[str, ...], place: Place, ended: str
) -> None:
    hand = office.handlers[case.body][0]
    client = at_desk(hand)
    Case.objects.update(state=ended)
    client.post(url(case, *address), {"text": TYPED, "do": "drop"})
    assert not PrivateText.objects.exists()  # it was to be thrown away
    late = client.post(url(case, *address), {"text": TYPED.replace("\n", "\r\n"), "seen": "filed"})
    assert late.headers["Location"] == url(case)
    assert texts_of(case, hand) == {place: TYPED}
    told = client.get(url(case))
    assert "您写的内容已存为草稿。" in text_of(told)
    assert url(case, "drafts") in told.content.decode()
    assert "只打了一遍的字" in text_of(client.get(url(case, "drafts")))
    assert said(case, office) == []
    client.post(url(case, "drafts"), {"place": place})
    client.post(url(case, *address), {"text": " ", "seen": "filed"})
    left = text_of(client.get(url(case)))
    assert "已存为草稿" not in left
    assert "没发出的草稿" not in left


@pytest.mark.django_db
def test_what_was_forestalled_while_the_keys_were_locked_is_kept_as_well(
    case: Case, office: make.ChannelOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = office.handlers[case.body]
    client = at_desk(first)
    lock(client)
    late = client.post(url(case, "decide", "refuse"), {"text": TYPED, "seen": "filed"})
    at_desk(second).post(url(case, "decide", "accept"), {"text": "受理。", "seen": "filed"})
    monkeypatch.setattr(
        "complaints.actions.vault_sessions.masters.open_by_passphrase", lambda member, typed: first.keys
    )
    carried = {"onward": late.context["onward"], "carried": late.context["carried"]}
    again = client.post(reverse("channel_desk:resume"), {**carried, "passphrase": PASSPHRASE})
    client.post(again.context["onward"], dict(again.context["typed"]))
    assert texts_of(case, first) == {Place.REFUSE: TYPED}
    assert said(case, office) == [("decision", "受理。")]


@pytest.mark.django_db
def test_what_is_to_be_kept_is_never_sent(case: Case, office: make.ChannelOffice) -> None:
    hand = office.handlers[case.body][0]
    client = at_desk(hand)
    longest = "字\r\n" * (TEXT_MAX // 2 - 1) + "完"
    client.post(url(case, "message"), {"text": longest, "do": "keep"})
    assert texts_of(case, hand)[Place.MESSAGE] == longest.replace("\r\n", "\n")
    drop(case=case, place=Place.MESSAGE, by=hand)
    answer = client.post(url(case, "message"), {"text": "信。" + " " * 70_000, "do": "keep"})
    assert said(case, office) == []
    assert "草稿没有存成" in text_of(answer)
    assert answer.context["form"]["text"].value().startswith("信。")
    assert not PrivateText.objects.exists()


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_not_carried(case: Case, office: make.ChannelOffice) -> None:
    client = at_desk(office.handlers[case.body][0])
    for onward in ("https://elsewhere.example/", "//elsewhere.example/", "/admin/", f"{DESK}nowhere", ""):
        data = {"onward": onward, "carried": "[]", "passphrase": PASSPHRASE}
        assert client.post(reverse("channel_desk:resume"), data).status_code == 404, onward
    broken = {"onward": DESK, "carried": "{", "passphrase": PASSPHRASE}
    assert client.post(reverse("channel_desk:resume"), broken).status_code == 404


@pytest.mark.django_db
def test_a_text_to_begin_with_joins_what_was_typed(case: Case, office: make.ChannelOffice) -> None:
    client: Client = at_desk(office.handlers[case.body][0])
    shown = client.post(url(case, "message"), {"text": "您好。", "do": "use:ask_more", "seen": "filed"})
    text = shown.context["form"]["text"].value()
    chosen = template("ask_more")
    assert chosen is not None
    assert text == f"您好。\n\n{chosen.text}"
    assert (
        client.post(url(case, "message"), {"do": "use:accept"}).status_code == 404
    )  # it belongs to a decision
    assert said(case, office) == []


@pytest.mark.django_db
def test_a_label_is_its_authors_alone_and_a_swapped_row_opens_nothing(
    case: Case, office: make.ChannelOffice
) -> None:
    first, second = office.handlers[case.body]
    client = at_desk(first)
    assert "最多8个标签" in text_of(
        client.post(url(case, "labels"), {"labels": "一 二 三 四 五 六 七 八 九"})
    )
    client.post(url(case, "labels"), {"labels": "等 回函、下周,等"})
    assert sealed_texts.labels_by_case([case.pk], first)[case.pk] == ("等", "回函", "下周")
    row = PrivateText.objects.get()
    assert row.member_id == first.member.pk
    row.member = second.member
    row.save()
    assert sealed_texts.labels_by_case([case.pk], second)[case.pk] == ()
    private_texts.set_labels(case=case, labels=(), by=second, now=LATER + dt.timedelta(days=1))
    assert not PrivateText.objects.exists()


def test_every_decision_has_a_text_and_every_text_a_use() -> None:
    uses = {move.value for move in Move if move is not Move.WITHDRAW} | {"message", "extension"}
    assert {each.use for each in TEMPLATES} == uses
    assert len({each.key for each in TEMPLATES}) == len(TEMPLATES)
    for use in ("uphold", "dismiss"):  # a petitioner is told of the review and its thirty days
        assert any("第三十五条" in each.text and "三十日内" in each.text for each in templates_for(use)), use
    for use in uses - {"message"}:
        assert all(gaps(each.text) for each in templates_for(use)), use  # no decision is sent as it stands
    moves = {move.value: MOVES[move] for move in Move if move is not Move.WITHDRAW}
    assert not [each for each in TEMPLATES if each.title == moves.get(each.use)]  # two buttons, two names


@pytest.mark.django_db
def test_after_the_end_nothing_is_asked_of_somebody_who_cannot_answer(
    case: Case, office: make.ChannelOffice
) -> None:
    client = at_desk(office.handlers[case.body][0])
    asking, cannot = "use:ask_more", "不能再答复或者补充材料"
    before = client.get(url(case, "message"))
    assert asking in before.content.decode()
    assert cannot not in text_of(before)
    Case.objects.update(state="upheld")
    after = client.get(url(case, "message"))
    assert asking not in after.content.decode()
    assert cannot in text_of(after)
