"""Every page of the house as somebody who may see it, in every look: pictures and what is wrong.

The demonstration's pages are found as people find them, by links; where no link leads (a sheet that is being
checked, a meeting at work), it is first brought about by hand. What the house serves and nobody reached is
named.
"""

from .every import take_all, told_of

__all__ = ["take_all", "told_of"]
