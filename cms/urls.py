"""Addresses of `cms` beside the page tree."""

from django.urls import path

from cms.views import documents

urlpatterns = [
    path("<slug:scheme>/<slug:edition>/<slug:notice>/<str:name>", documents.notice_document, name="notice_document"),
]
