"""Every field of our models is classified: personal data or not."""

import pytest
from django.apps import apps
from django.db.models import Model

from tests.architecture.repository import APPS

CLASSES = {"personal", "not_personal"}


def our_models() -> list[type[Model]]:
    return [model for model in apps.get_models() if model.__module__.split(".")[0] in APPS]


def test_there_are_models_to_classify() -> None:
    assert our_models()


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_field_is_classified(model: type[Model]) -> None:
    """A new field fails here until somebody has thought about whom it says something of."""
    classified = vars(model).get("field_classes", {})
    own = {field.name for field in model._meta.local_concrete_fields} | {
        field.name for field in model._meta.local_many_to_many
    }
    links_to_parents = {field.name for field in model._meta.parents.values() if field}
    unclassified = own - links_to_parents - {"id"} - set(classified)
    assert unclassified == set(), "add these to field_classes"
    assert set(classified) - own == set(), "these are no fields any more"
    assert set(classified.values()) <= CLASSES
