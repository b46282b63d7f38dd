"""`python -m zhibu.kernel.web.tests.gallery [PICTURES…]`: look at the gallery, or take pictures of it.

Without arguments it serves on 127.0.0.1:8040 until Ctrl-C. With arguments like 390-light-0 (width, light or
dark, size of letters) it takes a picture of every page into the folder ZHIBU_SHOTS.
"""

from __future__ import annotations

import os
import sys
import threading

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhibu.site.settings")
django.setup()

from zhibu.kernel.web.tests.browser import launch, shot  # noqa: E402
from zhibu.kernel.web.tests.gallery import book  # noqa: E402
from zhibu.kernel.web.tests.gallery.server import serving  # noqa: E402


def main(pictures: list[str]) -> None:
    if not pictures:
        with serving(8040) as address:
            print("\n".join(f"{address}/{name}" for name in book.PAGES))
            threading.Event().wait()
    with serving() as address, launch() as browser:
        for picture in pictures:
            width, scheme, size = picture.split("-")
            page = browser.new_context(
                viewport={"width": int(width), "height": 900},
                color_scheme="dark" if scheme == "dark" else "light",
            ).new_page()
            for name in book.PAGES:
                page.goto(f"{address}/{name}?size={size}")
                print(shot(page, f"{name}.{picture}"))


if __name__ == "__main__":
    main(sys.argv[1:])
