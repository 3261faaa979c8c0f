"""Addresses below `/api/v1/`."""

from django.urls import path

from search.api import views
from search.api.answering import view_of
from search.api.resources import RESOURCES

urlpatterns = [
    path("", views.page, name="api"),
    path("openapi.json", views.openapi, name="api_openapi"),
    *(path(each.route, view_of(each), name=f"api_{each.name}") for each in RESOURCES),
    path("busy/", views.busy, name="api_busy"),
    path("dumps/<str:date>/<str:name>", views.dump_file, name="api_dump_file"),
    path("<path:rest>", views.nothing, name="api_nothing"),
]
