"""The question before a report (channel.md §4.3): a picture of digits, or a question in words for whoever cannot see it.

It only makes crude flooding dearer; the limits do the rest. Rows are those of django-simple-captcha: challenge, answer,
expiry, no person. A row is used up by deleting it, so that two requests at once cannot both pass with it.
Challenges come from `secrets`: the library's picture view seeds the shared `random` with a public key.
"""

import datetime as dt
import secrets
from dataclasses import dataclass
from enum import StrEnum

from captcha.conf import settings as captcha_settings
from captcha.models import CaptchaStore
from captcha.views import captcha_image
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from complaints.intake import questions

DIGITS = 5
_LETTERS = "23456789"  # 0 and 1 are mistaken for letters


class Way(StrEnum):
    """How the question is asked."""

    PICTURE = "picture"
    WORDS = "words"


@dataclass(frozen=True)
class Challenge:
    """A question on a page. `words` is empty for a picture."""

    key: str
    way: Way
    words: str = ""


def challenge() -> tuple[str, str]:
    """Text of a picture and its answer; the function that CAPTCHA_CHALLENGE_FUNCT names."""
    text = "".join(secrets.choice(_LETTERS) for _ in range(DIGITS))
    return text, text


def issue(way: Way, *, now: dt.datetime, instead_of: str = "") -> Challenge:
    """A new question, valid for five minutes. Every issue clears away what has expired, and the one it replaces.

    A row tells when somebody opened the form; so none outlives its use.
    """
    CaptchaStore.objects.filter(Q(expiration__lte=now) | Q(hashkey=instead_of)).delete()
    code, answer = questions.draw() if way is Way.WORDS else challenge()
    key = secrets.token_hex(20)
    until = now + dt.timedelta(minutes=captcha_settings.CAPTCHA_TIMEOUT)
    CaptchaStore.objects.create(challenge=code, response=answer, hashkey=key, expiration=until)
    return Challenge(key, way, questions.in_words(code) if way is Way.WORDS else "")


def standing(key: str, *, now: dt.datetime) -> Challenge | None:
    """The question of a page that came back for another reason, if it may still be answered."""
    row = CaptchaStore.objects.filter(hashkey=key, expiration__gt=now).first()
    if row is None:
        return None
    asked = questions.is_question(row.challenge)
    return Challenge(
        key, Way.WORDS if asked else Way.PICTURE, questions.in_words(row.challenge) if asked else ""
    )


def consume(key: str, answer: str, *, now: dt.datetime) -> bool:
    """Whether the answer is right; the question is used up either way, by exactly one of several at once."""
    row = CaptchaStore.objects.filter(hashkey=key, expiration__gt=now).first()
    deleted, _ = CaptchaStore.objects.filter(hashkey=key).delete()
    if row is None or deleted != 1:
        return False
    return secrets.compare_digest(questions.number_typed(answer).encode(), row.response.encode())


@require_safe
def picture(request: HttpRequest, key: str) -> HttpResponse:
    """The picture of a question, from this very host. 410 when it is used up, expired, or no picture."""
    row = CaptchaStore.objects.filter(hashkey=key).first()
    if row is None or questions.is_question(row.challenge):
        return HttpResponse(status=410)
    response: HttpResponse = captcha_image(request, key, scale=2)
    return response
