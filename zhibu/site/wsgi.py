"""What the web server loads."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhibu.site.settings")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

import zhibu.site.urls  # noqa: E402, F401 - else the first reader waits for all the rooms
