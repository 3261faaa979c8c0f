"""A page about a case with one form: shown, checked, carried out, or shown again with what is wrong."""

import abc
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.debug import sensitive_variables

from complaints.desk.base import CaseView


class OneFormView(CaseView, abc.ABC):
    """Says which form, and what is done with it."""

    @abc.abstractmethod
    def form(self, data: Any = None) -> forms.Form:
        """The form, filled with what is sent or with what holds now."""

    @abc.abstractmethod
    def fulfil(self, form: Any) -> HttpResponseBase:
        """Do what the valid form asks for, and answer. Raises what the action raises: it stands beside the form then."""

    @sensitive_variables()
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """The form."""
        return self.page(self.form())

    @sensitive_variables()
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        """Do it, or say what is wrong."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        return self.carry_out(form, lambda: self.fulfil(form))
