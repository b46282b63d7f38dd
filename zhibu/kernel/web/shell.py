"""What the frame around a page needs to know: where one is, who one is, where one can go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class NavItem:
    """One place to go. `icon` is a name of the sprite (`static/img/icons.svg`)."""

    label: str
    url: str
    icon: str
    current: bool = False
    badge: int = 0  # how many things wait there; 0 shows nothing
    apart: bool = False  # a rule is drawn before it
    middle: bool = False  # the raised button of a bottom bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Hat:
    """One office under which the person may work; `url` changes to it."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shell:
    """The one object a shell template receives, in the context as `shell`.

    Every attribute has a value that leaves its piece out, so an error page needs `Shell()` alone.
    `nav` is the rail of a desk and the top line of a member's wide screen; `tabs` the bottom bar of a
    phone, at most five (empty: taken from `nav`). `path` is the address of this page with its
    query: the size switch comes back to it. `size` is 0 (normal) to 3, see `size.size_of`.
    """

    title: str = ""
    nav: tuple[NavItem, ...] = ()
    tabs: tuple[NavItem, ...] = ()
    product: str = "支部"
    place: str = ""
    home_url: str = "/"
    person_name: str = ""
    person_url: str = ""
    office: str = ""
    hats: tuple[Hat, ...] = ()
    sign_in_url: str = ""
    sign_out_url: str = ""
    messages_url: str = ""
    unread: int = 0
    size: int = 0
    size_url: str = "/size/"
    path: str = "/"
    today: date | None = None
    demo: bool = False
    search_url: str = ""
    search_words: str = ""
    phone: str = ""  # of the person to ring, offered in 大字版
    help_url: str = "/help/"
    page_help_url: str = ""  # where this very page is explained
    drafts_url: str = ""  # where forms keep what is typed until it is sent
    keys_url: str = ""  # the page that says which keys do what
    complaint_url: str = "/voice/"
    privacy_url: str = "/privacy/"
    language: str = "zh-CN"
    language_url: str = ""  # to the other language, with its own name
    language_label: str = "English"
    has_script: bool = True

    def __post_init__(self) -> None:
        if self.size not in range(4):
            raise ValueError(f"a size is 0 to 3, not {self.size}")
        if len(self.tabs) > 5:
            raise ValueError("a bottom bar holds at most five places")

    @property
    def bottom(self) -> tuple[NavItem, ...]:
        """The places of the bottom bar: the tabs given, or four of `nav` around its middle one."""
        middle = next((item for item in self.nav if item.middle), None)
        if self.tabs or middle is None:
            return self.tabs or self.nav[:5]
        others = tuple(item for item in self.nav if item is not middle)
        return (*others[:2], middle, *others[2:4])
