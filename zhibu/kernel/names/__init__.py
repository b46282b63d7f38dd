"""Chinese names in order and found by initials: pinyin sort keys, initials, order by strokes.

The tables are our own, some 300 KB of text read on first use, because a pinyin package costs a web process
58 MB and most of a second.
"""

from .pinyin import by_sound, initials, sort_key, spelling
from .strokes import stroke_count, stroke_key
from .writing import tidy

__all__ = ["by_sound", "initials", "sort_key", "spelling", "stroke_count", "stroke_key", "tidy"]
