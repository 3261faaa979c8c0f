"""Addresses of the way back, below `/complaints/`: neutral words, no code, no number, no text."""

from django.urls import path

from complaints.inbox import head_views, proof_views, views

urlpatterns = [
    path("follow-up/", views.follow_up, name="complaints_follow_up"),
    path("inbox/", views.inbox, name="complaints_inbox"),
    path("inbox/answer/", views.answer, name="complaints_inbox_answer"),
    path("inbox/evidence/", views.evidence, name="complaints_inbox_evidence"),
    path("inbox/identity/", views.identity, name="complaints_inbox_identity"),
    path("inbox/withhold/", views.withhold, name="complaints_inbox_withhold"),
    path("inbox/withdraw/", views.withdraw, name="complaints_inbox_withdraw"),
    path("inbox/proof/", views.proof, name="complaints_inbox_proof"),
    path("inbox/close/", views.close, name="complaints_inbox_close"),
    path("proof/", proof_views.proof, name="complaints_proof"),
    path("proof/key/", proof_views.key, name="complaints_proof_key"),
    path("heads/", head_views.heads, name="complaints_heads"),
    path("heads/<str:day>/", head_views.head, name="complaints_head"),
    path("proof/download/", proof_views.download, name="complaints_proof_download"),
]
