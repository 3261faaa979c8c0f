"""Large text and high contrast by a form without script: one cookie, read back on the next page."""

import pytest
from django.test import Client, RequestFactory, override_settings

from themes.context_processors import look
from themes.display import COOKIE, Display
from themes.identity import SiteIdentity, site_identity


@pytest.mark.parametrize("elder", [False, True])
@pytest.mark.parametrize("contrast", [False, True])
def test_the_cookie_says_what_was_chosen(elder: bool, contrast: bool):
    chosen = Display(elder, contrast)
    assert Display.from_cookies({COOKIE: chosen.cookie}) == chosen


@pytest.mark.parametrize("cookie", ["", "x", "ELDER", "<script>", "contrast,elder", "elderly"])
def test_other_words_mean_nothing(cookie: str):
    assert Display.from_cookies({COOKIE: cookie}) == Display()


def test_one_button_leaves_the_other_choice_alone():
    assert Display(contrast=True).changed({"elder": "on"}) == Display(True, True)
    assert Display(True, True).changed({"contrast": "off"}) == Display(elder=True)
    assert Display(elder=True).changed({"elder": "perhaps"}) == Display(elder=True)


@pytest.fixture
def client() -> Client:
    return Client(enforce_csrf_checks=True)


def test_pressing_the_button_sets_a_cookie_and_goes_back(client: Client):
    response = client.post("/display/", {"elder": "on", "next": "/datong/?page=2"})
    assert (response.status_code, response["Location"]) == (303, "/datong/?page=2")
    cookie = response.cookies[COOKIE]
    assert cookie.value == "elder"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def test_switching_everything_off_forgets_the_cookie(client: Client):
    client.post("/display/", {"elder": "on"})
    response = client.post("/display/", {"elder": "off"})
    assert response.cookies[COOKIE].value == ""
    assert response.cookies[COOKIE]["max-age"] == 0


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "", "datong/"]
)
def test_it_never_leads_elsewhere(client: Client, target: str):
    assert client.post("/display/", {"elder": "on", "next": target})["Location"] == "/"


def test_only_a_form_may_switch(client: Client):
    assert client.get("/display/").status_code == 405


def test_main_root_stands_only_on_a_citys_own_host():
    with override_settings(ALLOWED_HOSTS=["*"], CITY_HOSTS=["datong.example.cn"]):
        at_home = RequestFactory(SERVER_NAME="gongshi.example.cn").get("/")
        in_city = RequestFactory(SERVER_NAME="datong.example.cn").get("/")
        elsewhere = RequestFactory(SERVER_NAME="localhost").get("/")
        assert look(at_home)["main_root"] == ""
        assert look(in_city)["main_root"] == "https://gongshi.example.cn"
        assert look(elsewhere)["main_root"] == ""


def test_the_operator_names_the_site():
    with override_settings(
        SITE_IDENTITY={"organiser": "示例市市场监督管理局（示例）", "phone": "0000-0000000"}
    ):
        identity = site_identity()
    assert identity.organiser == "示例市市场监督管理局（示例）"
    assert identity.domain == "gongshi.example.cn"
    assert identity.full_name == "公示 · 质量奖公示与监督平台"
    assert SiteIdentity(name="公示", subtitle="").full_name == "公示"
    with override_settings(SITE_IDENTITY={"telefone": "1"}), pytest.raises(TypeError):
        site_identity()
