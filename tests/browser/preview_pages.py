"""Renders every public page from samples, without a database, so that people can look at them.

Run `python -m tests.browser.preview_pages FOLDER`, then serve FOLDER with `python -m http.server`.
"""

import os
import shutil
import sys
from pathlib import Path

import django

LOOKS = ("", "elder", "contrast")
OURS = ("portal/", "themes/")


def copy_static(folder: Path) -> None:
    """Put the portal's style sheets, scripts and pictures beside the pages."""
    from django.contrib.staticfiles.finders import get_finders

    for finder in get_finders():
        for path, storage in finder.list([]):
            if path.startswith(OURS):
                target = folder / "static" / path
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(storage.path(path), target)


def write_pages(folder: Path) -> None:
    """One HTML file for each case, language and display choice."""
    from django.template.loader import render_to_string
    from django.test import RequestFactory
    from django.utils import translation

    from tests.factories.public_cases import cases

    for case in cases():
        for code in ("zh-hans", "en"):
            for look in LOOKS:
                request = RequestFactory().get(case.path)
                request.COOKIES["display"] = look
                with translation.override(code):
                    request.LANGUAGE_CODE = code
                    page = render_to_string(case.template, case.context, request)
                name = "-".join(part for part in (case.name, "en" if code == "en" else "", look) if part)
                (folder / f"{name}.html").write_text(page, encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
    django.setup()
    copy_static(Path(sys.argv[1]))
    write_pages(Path(sys.argv[1]))
