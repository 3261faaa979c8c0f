"""Walks the intake pages as a browser without scripts does: reads a page's form, fills it in, presses a button."""

from collections.abc import Sequence
from typing import Any

from captcha.models import CaptchaStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.factories.html import parse
from tests.factories.shown_page import CODE, EVIDENCE, FILE, WRITE, Page


class Walk:
    """A reporter with a browser of their own; CSRF is checked as on the live site."""

    def __init__(self, city: str = "datong") -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.city = city
        self.page = self._page(self.client.get("/complaints/new/"))

    def press(self, address: str, form: str = "", files: Sequence[bytes] = (), **typed: Any) -> Page:
        """Send the form standing at `form` (the address itself unless told) with what is typed over it."""
        values = self.page.form(form or address) | {
            name: value if isinstance(value, list) else [value] for name, value in typed.items()
        }
        sent: dict[str, Any] = {name: value for name, value in values.items() if value != [None]}
        if (form or address) == EVIDENCE:
            sent["files"] = [
                SimpleUploadedFile(f"cailiao-{n}.bin", content) for n, content in enumerate(files)
            ]
            answer = self.client.post(address, sent)
        else:
            pairs = [(name, each) for name, value in sent.items() for each in value]
            answer = self.client.post(address, _encoded(pairs), "application/x-www-form-urlencoded")
        self.page = self._page(answer)
        return self.page

    def choose(self) -> Page:
        """From the guidance to the empty form."""
        return self.press(WRITE, city=self.city)

    def go_on(self, **typed: Any) -> Page:
        """Page 1 filled in, its question answered rightly."""
        values: dict[str, Any] = {"kind": "staff", "facts": "经过（示例）。", "naming": "anonymous", **typed}
        offered = "f-notice_0" in {each.attrs.get("id") for each in self.page.root.all("input")}
        if offered and "notice" not in self.page.form(WRITE):
            values.setdefault("notice", "none")
        if "answer" not in values and (question := self.question):
            values["answer"] = question.response
        return self.press(WRITE, action="next", **values)

    @property
    def question(self) -> CaptchaStore | None:
        """The row of the question on the page."""
        key = self.page.form(WRITE).get("question", [""])[0]
        return CaptchaStore.objects.filter(hashkey=key).first()

    def to_code(self) -> Page:
        """From page 2 to page 3."""
        return self.press(CODE, form=EVIDENCE, action="next")

    def file(self, **typed: Any) -> Page:
        """Page 3 with the tick and the last digits right."""
        return self.press(FILE, **{"copied": "yes", "last_digits": self.page.code[-4:], **typed})

    @staticmethod
    def _page(answer: Any) -> Page:
        html = answer.content.decode()
        return Page(answer.status_code, parse(html.replace("<!DOCTYPE html>", "")), html, answer.cookies)


def _encoded(pairs: Sequence[tuple[str, str]]) -> str:
    from urllib.parse import urlencode

    return urlencode(pairs)
