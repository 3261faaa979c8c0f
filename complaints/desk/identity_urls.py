"""Addresses of seeing who reported, below /admin/complaints/desk/."""

from django.urls import path

from complaints.desk import identity_views

urlpatterns = [
    path("<uuid:case_id>/identity/", identity_views.IdentityPage.as_view(), name="identity"),
    path("<uuid:case_id>/identity/ask/", identity_views.AskIdentity.as_view(), name="identity_ask"),
    path(
        "<uuid:case_id>/identity/<uuid:disclosure_id>/look/",
        identity_views.Look.as_view(),
        name="identity_look",
    ),
    path(
        "<uuid:case_id>/identity/<uuid:disclosure_id>/drop/",
        identity_views.Drop.as_view(),
        name="identity_drop",
    ),
    path(
        "<uuid:case_id>/identity/<uuid:disclosure_id>/reshare/",
        identity_views.Reshare.as_view(),
        name="identity_reshare",
    ),
]
