"""What the web server's worker loads: the application, in a process that ends with the server."""

from zhibu.kernel.postgres.parent import die_with_parent
from zhibu.site.wsgi import application

__all__ = ["application"]

die_with_parent()
