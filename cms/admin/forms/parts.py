"""Small parts that several forms share."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from django import forms
from django.forms.formsets import BaseFormSet

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Label: TypeAlias = "str | _StrPromise"
"""Words of a form, possibly translated only when they are shown."""


def offer(form: forms.BaseForm, name: str, choices: Iterable[tuple[str, Label]]) -> None:
    """Give a choice field of one form its choices."""
    cast(forms.ChoiceField, form.fields[name]).choices = list(choices)


def is_deleted(formset: "BaseFormSet[Any]", form: forms.BaseForm) -> bool:
    """Whether a row of a formset was ticked to be taken out."""
    return bool(formset.can_delete and form in formset.deleted_forms)


def sentences(form: forms.BaseForm) -> str:
    """Everything that is wrong with a form in one line, for a message."""
    return " ".join(str(error) for errors in form.errors.values() for error in errors)
