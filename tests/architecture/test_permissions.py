"""The table of roles is complete, its page is current, and the groups of old schemes learn what a release brings."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command

from cms.role_groups import after_migrate, missing_permissions
from cms.roles import DOORS, INSTALLATION_ROLES, ROLES, SCHEME_ROLES, WITHHOLD, group_name
from tests.factories.offices import make_office
from tests.permission_table.render import PAGE, desk_views, endings_views, keys_views, page, views

OURS = ("cms", "complaints", "workcalendar")


def declared() -> set[str]:
    """Full names of the permissions our models declare beside Django's own four."""
    return {
        f"{model._meta.app_label}.{codename}"
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for codename, _name in model._meta.permissions
    }


def test_every_declared_permission_has_a_role() -> None:
    assert WITHHOLD in declared()
    assert declared() - {full for role in ROLES.values() for full in role.models} == set()


def test_every_view_of_the_admin_names_its_door() -> None:
    every = (*views(), *keys_views(), *desk_views(), *endings_views())
    assert [name for name, _address, view in every if view.door is None] == []


def test_every_door_opens_to_somebody() -> None:
    assert [door.key for door in DOORS if not any(door.admits(role) for role in ROLES.values())] == []


def test_the_page_is_as_new_as_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.permission_table"


@pytest.mark.django_db
def test_every_permission_of_the_table_exists() -> None:
    assert missing_permissions() == set()


@pytest.mark.django_db
def test_groups_of_a_scheme_taken_in_long_ago_get_what_a_release_brings() -> None:
    office = make_office("datong")
    publishers = Group.objects.get(name=group_name(office.regulation.city, "publisher"))
    other = Permission.objects.get(content_type__app_label="cms", codename="view_seal")
    publishers.permissions.set([other])
    publishers.page_permissions.all().delete()
    Group.objects.filter(name__in=[role.label for role in INSTALLATION_ROLES]).delete()

    for _time in range(2):
        call_command("migrate", verbosity=0)

    names = {
        f"{permission.content_type.app_label}.{permission.codename}"
        for permission in publishers.permissions.select_related("content_type")
    }
    assert names == {*ROLES["publisher"].permissions, "cms.view_seal"}
    assert publishers.page_permissions.filter(page=office.scheme).count() == len(ROLES["publisher"].pages)
    for role in INSTALLATION_ROLES:
        assert Group.objects.get(name=role.label).permissions.count() == len(role.permissions)


@pytest.mark.django_db
def test_nothing_is_granted_while_a_permission_is_not_migrated_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    office = make_office("datong")
    publishers = Group.objects.get(name=group_name(office.regulation.city, "publisher"))
    publishers.permissions.clear()
    Permission.objects.filter(codename="enter_history").delete()
    # As with a registry that stops before the model that declares it.
    monkeypatch.setattr(apps.get_model("cms", "HistoryBatch")._meta, "permissions", [])
    after_migrate()
    assert not publishers.permissions.exists()


def test_the_roles_of_a_scheme_come_first() -> None:
    assert [role.label for role in SCHEME_ROLES] == ["编辑", "审核", "发布", "审计"]
