"""Lets a page class show what views assemble, without models importing views.

Wagtail asks the page itself for its template context. Views register a function per page class when the app
starts (`cms.apps`); the page calls it through here.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest

Presenter = Callable[[Any, HttpRequest], dict[str, Any]]
_presenters: dict[type, Presenter] = {}


def presenter(page_class: type) -> Callable[[Presenter], Presenter]:
    """Decorator: register the function that assembles the context of that page class."""

    def register(function: Presenter) -> Presenter:
        _presenters[page_class] = function
        return function

    return register


def present(page: Any, request: HttpRequest) -> dict[str, Any]:
    """The context for a page. Raises KeyError for a class nobody registered."""
    return _presenters[type(page)](page, request)
