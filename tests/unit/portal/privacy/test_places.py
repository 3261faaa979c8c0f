"""Which part of the site a path belongs to."""

import pytest

from portal.privacy.places import Place, is_admin, is_unlogged, place_of


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/", Place.PUBLIC),
        ("/datong/2026/", Place.PUBLIC),
        ("/complaints-of-2025/", Place.PUBLIC),
        ("/static/portal/css/base.css", Place.PUBLIC),
        ("/files/aa/list.pdf", Place.FILE),
        ("/admin/", Place.ADMIN),
        ("/admin/complaints-list/", Place.ADMIN),
        ("/complaints", Place.CHANNEL),
        ("/complaints/", Place.CHANNEL),
        ("/complaints/captcha/abc/", Place.CHANNEL),
        ("//complaints//new/", Place.CHANNEL),
        ("/admin/complaints", Place.DESK),
        ("/admin//complaints/keys/", Place.DESK),
    ],
)
def test_a_path_has_one_place(path: str, place: Place) -> None:
    assert place_of(path) is place
    assert is_unlogged(path) is place.confidential
    assert is_admin(path) is (place in (Place.ADMIN, Place.DESK))
