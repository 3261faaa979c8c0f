"""What holds in every environment. Nothing here reads a secret; nothing here imports an app."""

import os
import tempfile
from pathlib import Path
from typing import Any, Literal

from portal import env

ENV = env.Environment(os.environ)

BASE_DIR = Path(__file__).resolve().parent.parent.parent

# Every file the installation writes lives below VAR_DIR, temporary ones too.
VAR_DIR = ENV.directory("VAR_DIR", BASE_DIR / "var")
TMP_DIR = VAR_DIR / "tmp"
VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
TMP_DIR.mkdir(mode=0o700, exist_ok=True)
os.environ["TMPDIR"] = str(TMP_DIR)
tempfile.tempdir = str(TMP_DIR)
FILE_UPLOAD_TEMP_DIR = str(TMP_DIR)

# --- Applications -----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "portal.calendar",
    "portal.home",
    "complaints",
    "search",
    "cms",
    "themes",
    # `wagtail.search` alone: listing `modelsearch` beside it breaks on the first object indexed.
    # Left out on purpose: `wagtail.api.v3` shows live pages that carry no seal; `simple_translation`,
    # `forms`, `redirects`, `embeds` and `search_promotions` are not needed.
    "wagtail.sites",
    "cms.users_config.UsersConfig",
    "wagtail.snippets",
    # The admin's own templates ask for these two. Nothing of theirs is served (see WAGTAILDOCS_SERVE_METHOD).
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_q",
    "captcha",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "portal.privacy.PrivacyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.privacy.channel.ChannelMiddleware",  # before everything that reads a body, a cookie or a session
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.language.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.privacy.csrf.FormCsrfMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

# Hosts of single cities, beside the portal's own; each is the root of a Wagtail site at that city's page.
CITY_HOSTS: tuple[str, ...] = ()

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context_processors.address",
                "themes.context_processors.look",
                "cms.context_processors.cities",
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------------------

DATABASES = {"default": env.database(ENV, VAR_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns about a folder that is not there
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site reads our files
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "portal"}}

# 30 typed entries need about 200 fields: Django's limit of 1,000 stays, long lists come by spreadsheet.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_000

# --- Language and time ------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
USE_I18N = True
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE: Literal["Lax"] = "Lax"

# With USE_TZ instants are stored in UTC whatever TIME_ZONE says; it is the zone they are shown and typed in.
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- Accounts and cookies ---------------------------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "wagtailadmin_login"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "portal.privacy.csrf.failure"
DEFAULT_EXCEPTION_REPORTER_FILTER = "portal.privacy.reporter.EmptyReporterFilter"

# Hosts on which browsers keep `__Host-` cookies without encryption: the machine itself. Nowhere else does the
# confidential channel open over plain http.
CHANNEL_PLAIN_HOSTS: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")

SECURE_CONTENT_TYPE_NOSNIFF = True
# `same-origin` and not `no-referrer`: with the latter Chromium sends no Origin and Django refuses the form.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# --- Wagtail ----------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "公示"
WAGTAIL_I18N_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = [("zh-hans", "简体中文")]
# `True` puts Chinese titles into addresses; with `False` the slug of a notice is made from its stage.
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
WAGTAIL_USER_TIME_ZONES = ["Asia/Shanghai"]
# Off: whoever saves is an author, and an approver who only looks must not become one.
WAGTAIL_AUTOSAVE_INTERVAL = 0
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
# Imported while models load and not changeable afterwards: it must stand in the settings.
WAGTAIL_FINISH_WORKFLOW_ACTION = "cms.publishing.finish"
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILADMIN_NOTIFICATION_USE_HTML = False
# Wagtail's documents and images would show everybody what an editor uploads, without a second person or a
# seal. So their addresses point below MEDIA_URL, which nothing serves; a notice's files have their own way.
WAGTAILDOCS_SERVE_METHOD = "direct"
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "ofd", "pdf", "xlsx"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp"]
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
# The index of the register's search; it can be built anew at any time.
SEARCH_DIR = VAR_DIR / "search"
# Whether every change is taken into it at once. Off in tests, most of which have no index.
SEARCH_FOLLOWS = True
# "": the embedded engine. Otherwise a server on this machine, or one reached by TLS.
ELASTICSEARCH_URL = ENV.server("ELASTICSEARCH_URL", "https://search.example.gov.cn:9200")
ELASTICSEARCH_USER = ENV.text("ELASTICSEARCH_USER", "")
ELASTICSEARCH_PASSWORD = ENV.text("ELASTICSEARCH_PASSWORD", "")
ELASTICSEARCH_CA = ENV.text("ELASTICSEARCH_CA", "")
SEARCH_INDEX_NAME = ENV.text("SEARCH_INDEX_NAME", "gongshi-register")
# What may be done with the register's data, said in every file of a search. "": what the law says of it.
REGISTER_LICENCE = ENV.text("REGISTER_LICENCE", "")
# Wagtail tells people of their tasks by e-mail where the office has a mail server (production: EMAIL_HOST).
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# --- Confidential channel ---------------------------------------------------------------------------------

# Never in the database and never on shared or versioned storage: see docs/explanation/.
CHANNEL_KEYS_DIR = VAR_DIR / "keys"
CHANNEL_SHRED_DIR = VAR_DIR / "shred"
CHANNEL_EVIDENCE_DIR = VAR_DIR / "evidence"
# The name an authenticator app shows beside the account.
OTP_TOTP_ISSUER = "公示"
CAPTCHA_TIMEOUT = 5  # minutes
CAPTCHA_FONT_SIZE = 36
CAPTCHA_CHALLENGE_FUNCT = "complaints.intake.captcha.challenge"
# Who decrypts between the reader and this server (a firewall, a CDN), in words shown before the form. "": nobody.
CHANNEL_DECLARED_PROXY = ENV.text("CHANNEL_DECLARED_PROXY", "")

# --- Jobs -------------------------------------------------------------------------------------------------

# Measured: with `retry` below `timeout` a running task is started again; a long `queue_limit` holds fetched
# tasks past their `retry`. A failing task is given up after `max_attempts`; a missed schedule runs once.
Q_CLUSTER: dict[str, Any] = {
    "name": "portal",
    "orm": "default",
    "workers": 2,
    "queue_limit": 2,
    "bulk": 1,
    "poll": 0.5,
    "timeout": 300,
    "retry": 360,
    "max_attempts": 5,
    "ack_failures": False,
    "catch_up": False,
    "save_limit": 250,
    "recycle": 500,
    "label": "任务",
}
TASKS = {"default": {"BACKEND": "portal.tasks_backend.QueueBackend"}}

# --- Logging ----------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"privacy": {"()": "portal.privacy.LogFilter"}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["privacy"]},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own handlers would print to the console beside ours, and mail errors with request data.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # At DEBUG it prints every query with its values.
        "django.db.backends": {"handlers": [], "level": "WARNING", "propagate": True},
        "django-q": {"handlers": [], "level": "WARNING", "propagate": True},
        # It complains of broken files by quoting them.
        "pypdf": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
