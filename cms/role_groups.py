"""Draws the groups from the table of roles: when a scheme begins, and for all of them after every `migrate`.

After `migrate`, because a release may bring permissions that the groups of schemes taken in long ago must get, and the
rows of permissions themselves are only made at that moment. Permissions are added, never taken away: what an office
gave a group beside the table stays.
"""

import json
from typing import Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS

from cms.roles import INSTALLATION_ROLES, ROLES, SCHEME_ROLES, Role, group_name


def grant(name: str, role: Role, *, scheme_page: int | None = None, apps: Any = installed) -> Any:
    """The group of that name with everything its role may do, in the scheme whose page has that key. Idempotent."""
    group, _created = apps.get_model("auth", "Group").objects.get_or_create(name=name)
    group.permissions.add(*(_permission(full, apps) for full in role.permissions))
    page_permissions = apps.get_model("wagtailcore", "GroupPagePermission").objects
    for verb in role.pages if scheme_page is not None else ():
        page_permissions.get_or_create(
            group=group, page_id=scheme_page, permission=_permission(f"wagtailcore.{verb}_page", apps)
        )
    return group


def grant_scheme(city: str, scheme_page: int, *, apps: Any = installed) -> None:
    """The groups of one scheme."""
    for role in SCHEME_ROLES:
        grant(group_name(city, role.key), role, scheme_page=scheme_page, apps=apps)


def after_migrate(using: str = DEFAULT_DB_ALIAS, apps: Any = installed, **kwargs: Any) -> None:
    """Answer `post_migrate` of `cms`: the groups of the installation and of every scheme. `apps` are the models as migrated.

    A database that is migrated only in part, or back, lacks tables or permissions: then nothing is granted yet.
    """
    if using != DEFAULT_DB_ALIAS:
        return
    try:
        scheme_pages, measures = (apps.get_model("cms", name) for name in ("SchemePage", "Measure"))
        # Another receiver of the same signal makes the permissions; its turn may come later than ours.
        for label in ("auth", "cms", "complaints", "wagtailcore", "workcalendar"):
            create_permissions(installed.get_app_config(label), verbosity=0, using=using, apps=apps)
    except LookupError:
        return
    if missing_permissions(apps=apps):
        return
    for role in INSTALLATION_ROLES:
        grant(role.label, role, apps=apps)
    for scheme in scheme_pages.objects.all():
        newest = measures.objects.filter(scheme_code=scheme.slug).order_by("-version").first()
        if newest is not None:
            grant_scheme(json.loads(newest.doc_json)["city"], scheme.pk, apps=apps)


def missing_permissions(*, apps: Any = installed) -> set[str]:
    """Full names of the table's permissions that no migrated model declares."""
    rows = apps.get_model("auth", "Permission").objects.values_list("content_type__app_label", "codename")
    known = {f"{label}.{codename}" for label, codename in rows}
    return {full for role in ROLES.values() for full in role.permissions} - known


def _permission(full: str, apps: Any) -> Any:
    """A permission by its full name. Raises DoesNotExist for one that no model declares."""
    label, codename = full.split(".")
    return apps.get_model("auth", "Permission").objects.get(content_type__app_label=label, codename=codename)
