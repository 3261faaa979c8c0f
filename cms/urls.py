"""Addresses of `cms` beside the page tree. They stand before it: an edition cannot be called `measure`."""

from django.urls import path

from cms import feeds, site_map
from cms.views import apply_check, citing, documents, files, measures, register, verify

urlpatterns = [
    path("feed.atom", feeds.NoticeFeed(), name="feed"),
    path("windows.ics", feeds.windows, name="windows"),
    path("sitemap.xml", site_map.sitemap, name="sitemap_xml"),
    path("robots.txt", site_map.robots, name="robots"),
    path("verify/", verify.verify, name="verify"),
    path("verify/verify_seal.py", verify.verify_script, name="verify_script"),
    path("register/awards/<slug:public_id>/", register.award, name="award"),
    path("register/awards/<slug:public_id>/cite.bib", citing.award_bibtex, name="award_bibtex"),
    path("files/<str:sha256>/<str:name>", files.notice_file, name="notice_file"),
    path("<slug:city>/feed.atom", feeds.NoticeFeed(), name="scheme_feed"),
    path("<slug:city>/windows.ics", feeds.windows, name="scheme_windows"),
    path("<slug:city>/register/", register.scheme_register, name="scheme_register"),
    path("<slug:city>/register/awards.csv", register.scheme_table, name="scheme_register_table"),
    path("<slug:city>/apply-check/", apply_check.apply_check, name="apply_check"),
    path("<slug:city>/measure/", measures.measure, name="measure"),
    path("<slug:city>/measure/v<int:version>/", measures.measure, name="measure_version"),
    path("<slug:city>/<slug:edition>/feed.atom", feeds.NoticeFeed(), name="edition_feed"),
    path(
        "<slug:scheme>/<slug:edition>/<slug:notice>/<str:name>",
        documents.notice_document,
        name="notice_document",
    ),
]
