"""What the web server's worker loads: the application, in a process that ends with the server.

On a first start it is loaded while the database is made, and answers when that is done.
"""

from zhibu.kernel.postgres.parent import die_with_parent
from zhibu.site.loading import kept
from zhibu.site.running.settled import await_keys, await_settled

die_with_parent()
await_keys()  # the settings take their secret from them

with kept():
    from zhibu.site.wsgi import application

await_settled()

__all__ = ["application"]
