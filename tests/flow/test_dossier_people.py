"""Staff names outlive their accounts: the file prints what everybody was called when they acted."""

from pathlib import Path
from typing import Any

import pytest
from django.db.models import ProtectedError

from cms import clock
from cms.actions.account_names import AccountKept
from cms.models import AccountName
from cms.selectors.account_names import NameBook
from tests.factories import notices as make
from tests.factories.dossiers import archive_of, verify
from tests.factories.offices import DEFAULT_AT, Office, make_office, person

pytestmark = pytest.mark.django_db


def rename(user: Any, name: str) -> None:
    """A new name, as the admin saves it."""
    user.first_name = name
    user.save()


def named_office() -> Office:
    """An office whose people had names from the day their accounts were opened."""
    person("hohhot-editor", first_name="示例撰稿甲")
    person("hohhot-publisher", first_name="示例发布甲")
    person("hohhot-approver-1", first_name="示例审核甲1")
    return make_office("hohhot")


def test_a_file_prints_the_names_of_that_time_after_everybody_was_renamed_and_left(tmp_path: Path) -> None:
    office = named_office()
    stage = make.first_publicity(office.regulation)
    edition = make.run_up(office, stage.key, at=DEFAULT_AT)
    seal = make.publish(office, edition, stage.key, at=DEFAULT_AT)
    make.conclude(office, seal, at=make.after_window(seal))
    before = archive_of(edition)
    for user in (office.editor, office.publisher, office.approver):
        rename(user, "示例改名乙")
        user.username = f"gone-{user.pk}"
        user.is_active = False
        user.save()
        with pytest.raises((AccountKept, ProtectedError)):
            user.delete()
    after = archive_of(edition)
    # Accounts and new names are in the list of people and nowhere else.
    assert {name for name in after.names if before.read(name) != after.read(name)} == {
        "people.json",
        "people.html",
        "index.html",
        "manifest.json",
        "SHA256SUMS",
    }
    file = after.json(f"notices/{seal.notice.slug}.json")
    assert {revision["by"]["name"] for revision in file["revisions"]} == {"示例撰稿甲"}
    assert [clearance["by"]["name"] for clearance in file["clearances"]] == ["示例审核甲1"]
    assert {task["by"]["name"] for state in file["workflow"] for task in state["tasks"]} == {"示例审核甲1"}
    assert file["conclusion"]["by"]["name"] == "示例发布甲"
    assert file["windows"][0]["concluded_by"]["name"] == "示例发布甲"
    acts = after.json(f"seals/{seal.notice.slug}.acts.json")
    assert {act["by"]["name"] for act in acts} == {"示例发布甲"}
    assert {line["by"]["name"] for line in after.json("log.json") if line["by"]} == {
        "示例撰稿甲",
        "示例发布甲",
        "示例审核甲1",
    }
    people = {person["id"]: person for person in after.json("people.json")}
    editor = people[office.editor.pk]
    assert [each["name"] for each in editor["names"]][-2:] == ["示例改名乙", "示例改名乙"]
    assert editor["accounts"] == ["hohhot-editor", f"gone-{office.editor.pk}"]
    assert {name for each in editor["acted"] for name in each["names"]} == {"示例撰稿甲"}
    assert verify(after.unpack(tmp_path)).returncode == 0


def test_who_acts_after_a_renaming_acts_under_the_new_name() -> None:
    office = named_office()
    stage = office.regulation.published_stages[0]
    edition = make.run_up(office, stage.key, at=DEFAULT_AT)
    with clock.at(DEFAULT_AT):
        notice = make.draft(office, edition, stage.key)
    rename(office.editor, "示例撰稿乙")
    draft = notice.get_latest_revision_as_object()
    draft.closing = "特此通知。"
    draft.save_revision(user=office.editor, changed=True)
    revisions = archive_of(edition).json(f"notices/{notice.slug}.json")["revisions"]
    assert [revision["by"]["name"] for revision in revisions] == ["示例撰稿甲", "示例撰稿乙"]
    assert AccountName.objects.filter(user_id=office.editor.pk).count() == 2
    assert NameBook().account(office.editor.pk, None)["name"] == "示例撰稿乙"  # type: ignore[index]
