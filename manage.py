#!/usr/bin/env python3
"""Run a management command of the portal: ``manage.py help`` lists them."""

import os
import sys


def main() -> None:
    """Choose the embedded settings unless the environment names others, then hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as missing:
        raise SystemExit("找不到 Django。请先运行 make setup，再用 .venv/bin/python manage.py。") from missing
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
