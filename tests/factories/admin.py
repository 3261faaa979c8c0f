"""Hands for the tests of the office's admin: a logged-in client, the edit form as the browser would send it, what a page says."""

import html
import re
from typing import Any

from django.test import Client
from django.urls import reverse

from cms.models import Notice


def client_of(user: Any) -> Client:
    """A client logged in as that person."""
    client = Client()
    client.force_login(user)
    return client


def edit_url(notice: Notice) -> str:
    """The edit form of a notice."""
    return reverse("wagtailadmin_pages:edit", args=[notice.pk])


def edit_data(client: Client, notice: Notice, **changes: Any) -> dict[str, Any]:
    """What the edit form would send as it stands, with some fields changed."""
    form = client.get(edit_url(notice)).context["form"]
    data: dict[str, Any] = {}
    for name in form.fields:
        value = form[name].value()
        if value is not None and value is not False:
            data[form.add_prefix(name)] = value
    for formset in form.formsets.values():
        data |= {f"{formset.prefix}-{key}": value for key, value in formset.management_form.initial.items()}
    return data | changes


def text_of(response: Any) -> str:
    """The words of a page, tags and entities resolved, white space folded."""
    body = re.sub(r"<(script|style|noscript)\b.*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    words = html.unescape(re.sub(r"<[^>]+>", " ", body))
    return " ".join(words.split())


def messages_of(response: Any) -> str:
    """The messages shown after a redirect was followed, or waiting in the response's request."""
    return " ".join(str(message) for message in response.context["messages"])
