"""Django's error reports, emptied for the confidential channel."""

from collections.abc import ItemsView
from types import TracebackType
from typing import Any

from django.http import HttpRequest
from django.views.debug import SafeExceptionReporterFilter

from portal.privacy.places import is_unlogged


class EmptyReporterFilter(SafeExceptionReporterFilter):
    """Gives a report nothing of a request of the channel: no form, no header, no cookie, no variable of any frame.

    The stock filter hides what is named like a secret; here every name may hold what somebody confided. It works
    with DEBUG too, where the stock one shows everything.
    """

    def get_safe_request_meta(self, request: HttpRequest) -> dict[str, Any]:
        """No header, address or variable of the server."""
        return {} if _hidden(request) else super().get_safe_request_meta(request)

    def get_safe_cookies(self, request: HttpRequest) -> dict[str, Any]:
        """No cookie."""
        return {} if _hidden(request) else super().get_safe_cookies(request)

    def get_post_parameters(self, request: HttpRequest | None) -> dict[str, Any]:
        """No field, not even its name."""
        return {} if _hidden(request) else super().get_post_parameters(request)

    def get_traceback_frame_variables(
        self, request: HttpRequest | None, tb_frame: TracebackType
    ) -> ItemsView[str, Any]:
        """No variable of any frame."""
        return {}.items() if _hidden(request) else super().get_traceback_frame_variables(request, tb_frame)


def _hidden(request: HttpRequest | None) -> bool:
    return request is not None and is_unlogged(request.path)
