"""Production: everything from the environment. It refuses to start while something is missing."""

from portal import env
from portal.settings.base import *  # noqa: F403
from portal.settings.base import ENV

DEBUG = False
DEVELOPMENT = False

SECRET_KEY = ENV.required("SECRET_KEY", "签名密钥，至少 50 个随机字符", "（用 openssl rand -base64 48 生成）")
if len(SECRET_KEY) < 50:
    raise env.SettingError(
        "环境变量 SECRET_KEY 太短。请用 openssl rand -base64 48 生成一个新的，不少于 50 个字符。"
    )
ALLOWED_HOSTS = ENV.hosts("ALLOWED_HOSTS", "gongshi.example.gov.cn")
CITY_HOSTS = tuple(host.strip() for host in ENV.text("CITY_HOSTS", "").split(",") if host.strip())
CANONICAL_ORIGIN = ENV.origin("CANONICAL_ORIGIN", "https://gongshi.example.gov.cn")
WAGTAILADMIN_BASE_URL = CANONICAL_ORIGIN
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS]

# Mail goes to the office's own relay, and nowhere where none is named.
if EMAIL_HOST := ENV.text("EMAIL_HOST", ""):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_PORT = ENV.integer("EMAIL_PORT", 25, low=1, high=65535)
    EMAIL_USE_TLS = ENV.flag("EMAIL_USE_TLS", True)
    EMAIL_TIMEOUT = 10
    DEFAULT_FROM_EMAIL = ENV.required("EMAIL_FROM", "发信地址", "gongshi@example.gov.cn")

# nginx ends TLS on the same machine and overwrites this header (deploy/nginx/).
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
# The two probes are asked over plain HTTP from the machine itself.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
# One host, one answer: browsers keep what the last page said, the channel's pages and all others alike.
SECURE_HSTS_SECONDS = ENV.integer("HSTS_SECONDS", 2 * 365 * 24 * 3600, low=0, high=2 * 365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENV.flag("HSTS_SUBDOMAINS", True)
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_SECURE = True

SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # X-Frame-Options is set by portal.privacy, for each path as it needs
    "security.W005",  # HSTS_SUBDOMAINS=0 is for a portal whose name other hosts stand below
    "security.W021",  # the browsers' preload list is the office's to decide about
]

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
