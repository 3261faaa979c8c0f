"""Lets a page class show what views assemble, without models importing views.

Wagtail asks the page itself for its template context. Views register a function per page class when the app
starts (`cms.apps`); the page calls it through here.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

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


Document = Callable[[Any, HttpRequest], HttpResponse]
_documents: dict[str, Document] = {}


def document(name: str) -> Callable[[Document], Document]:
    """Decorator: register a document that stands below every sealed notice, such as `seal.json`."""

    def register(function: Document) -> Document:
        _documents[name] = function
        return function

    return register


def document_names() -> frozenset[str]:
    """Names of the documents below a notice."""
    return frozenset(_documents)


def serve_document(seal: Any, request: HttpRequest, name: str) -> HttpResponse:
    """Answer with one document of a seal. Raises KeyError for an unknown name."""
    return _documents[name](seal, request)
