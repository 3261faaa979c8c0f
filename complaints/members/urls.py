"""Addresses of the members' own pages, below /admin/complaints/keys/."""

from django.urls import path

from complaints.members import (
    aside_views,
    custody_views,
    interest_views,
    mail_views,
    own_views,
    roster_views,
    rotate_views,
)

app_name = "channel_keys"
urlpatterns = [
    path("", own_views.Home.as_view(), name="home"),
    path("enrol/", own_views.Enrol.as_view(), name="enrol"),
    path("factor/", own_views.Factor.as_view(), name="factor"),
    path("unlock/", own_views.Unlock.as_view(), name="unlock"),
    path("lock/", own_views.Lock.as_view(), name="lock"),
    path("passphrase/", own_views.Passphrase.as_view(), name="passphrase"),
    path("sheet/", own_views.Sheet.as_view(), name="sheet"),
    path("recover/", own_views.Recover.as_view(), name="recover"),
    path("rotate/", rotate_views.Rotate.as_view(), name="rotate"),
    path("waiting/", rotate_views.Waiting.as_view(), name="waiting"),
    path("interests/", interest_views.Interests.as_view(), name="interests"),
    path("mail/", mail_views.Confirm.as_view(), name="mail"),
    path("requests/", custody_views.Requests.as_view(), name="requests"),
    path("requests/<uuid:ask_id>/", custody_views.Answer.as_view(), name="request"),
    path("requests/<uuid:ask_id>/aside/", aside_views.StepAside.as_view(), name="aside"),
    path("bodies/<str:body>/add/", roster_views.Add.as_view(), name="add"),
    path("bodies/<str:body>/remove/<uuid:member_id>/", roster_views.Remove.as_view(), name="remove"),
    path("proposals/<uuid:proposal_id>/sign/", roster_views.Sign.as_view(), name="sign"),
    path("proposals/<uuid:proposal_id>/refuse/", roster_views.Refuse.as_view(), name="refuse"),
]
