"""Addresses of the pages about who holds a case."""

from django.urls import path

from complaints.desk import key_views

urlpatterns = [
    path("seats/", key_views.SeatAll.as_view(), name="seats"),
    path("<uuid:case_id>/recuse/", key_views.Recuse.as_view(), name="recuse"),
    path("<uuid:case_id>/transfer/", key_views.Transfer.as_view(), name="transfer"),
    path("<uuid:case_id>/seat/", key_views.Seat.as_view(), name="seat"),
]
