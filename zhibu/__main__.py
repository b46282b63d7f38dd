"""`python -m zhibu`: one command a file in zhibu/site/commands, loaded only when it is called."""

from __future__ import annotations

import sys

from zhibu.site.commands.shell import main

if __name__ == "__main__":
    sys.exit(main())
