"""What is done by hand before the pictures, so that every page is there to be seen."""

from __future__ import annotations

from dataclasses import dataclass

from .people import CODE, EXAMINER

SEND = "main form:not([role=search]):not(.filters) button[type=submit]:visible"
LAST = "main form:not([role=search]):not(.filters):last-of-type button[type=submit]:visible"
A_MEMBER, FIRST, TODAY, DIGITS = "@", "1", "0", "#"
# the first on the roster; the first choice of a list; today; the six digits of a phone; {name}: what was kept


@dataclass(frozen=True, slots=True)
class Act:
    """Somebody goes somewhere (or stays), follows links, fills in a form, presses buttons.

    `keep` are things read off the page that came of it, for what follows; `shows` names what stands there
    then, where no address leads to it again.
    """

    who: str
    where: str
    of: tuple[str, ...] = ()
    fill: tuple[tuple[str, str], ...] = ()
    file: tuple[str, str] = ("", "")  # field, which
    press: tuple[str, ...] = (SEND,)
    keep: tuple[tuple[str, str], ...] = ()  # name, where it stands
    shows: str = ""
    refused: bool = False  # it is meant to be


LETTER = (("text", "村东头的桥栏杆坏了。"), ("contact", "13900000000"), ("about", "3"))
WRITTEN = ("main form:has([name=text]) button[type=submit]",)
RECEIPT = (("number", ".receipt div:nth-child(1) dd"), ("word", ".receipt div:nth-child(2) dd"))
TRAINING = (("title", "党务骨干培训"), ("from_on", "2026-11-02"), ("until", "2026-11-03"), ("hours", "12"))
ECHO = (("text", "这次会开得怎么样？"),)
MATTER = (("what", "清南段"), ("owner", FIRST), ("due_on", "2026-12-20"))
NOTES = (("said0", "先清南段。"), ("said1", "党员分段负责。"))
ID = (("number_of", ".facts dd b"), ("whose", "main .head p"))
OWN = "来检查的人自己记得住的一句话"
LET_IN = (
    ("name", "关检查"),
    ("unit", FIRST),
    ("reads_from", "2026-01-01"),
    ("reads_until", "2026-12-31"),
    ("lapses_on", "2027-01-31"),
    ("basis", "年度检查"),
)
ALL_CAME = ("button[name=fill][value=present]", "main button:has-text('记下，去写记录')")
ACTS = (
    Act("", "/voice/", fill=LETTER, press=WRITTEN, keep=RECEIPT, shows="voice.receipt"),
    Act("", "/voice/{number}/", fill=(("word", "{word}"),), shows="voice.told"),
    Act("", "/voice/", press=WRITTEN, shows="voice.say-refused", refused=True),
    Act(
        "",
        "/sign-in/",
        fill=(("code", "7KQ2M-X9RTB"),),
        press=(CODE,),
        shows="guard.sign_in-refused",
        refused=True,
    ),
    Act("member", "/me/messages/", press=(SEND,), shows="reminders.kept"),
    Act(
        "secretary",
        "/members/join/",
        press=("main button:has-text('录入')",),
        shows="members.join-refused",
        refused=True,
    ),
    Act(
        "secretary",
        "/meetings/3/plan/lesson/",
        fill=(("topic", ""), ("held_on", "")),
        press=("main button:has-text('先保存')",),
        shows="meetings.plan-refused",
        refused=True,
    ),
    Act("system", "/proxy/", fill=(("name", "djw.example.cn"),), shows="proxy.written"),
    Act("member", "/me/correct/landline/", fill=(("says", "0000-7000123"), ("why", "换了座机"))),
    Act("officer", "/learning/trainings/new/1/", fill=(*TRAINING, ("people", A_MEMBER))),
    Act("secretary", "/orgs/3/assistants/new/", fill=(("name", "关代办"),), press=(LAST,)),
    Act("system", "/orgs/1/appoint/", fill=(("name", "关干事"), ("office", "officer")), press=(LAST,)),
    # a meeting from its list to its record, with what may follow from it
    Act("secretary", "/meetings/plans/1/roll/", press=ALL_CAME),
    Act("secretary", "/meetings/plans/1/minutes/", fill=NOTES, press=("main button:has-text('写完了')",)),
    Act("secretary", "", of=("a[href$='/echo/new/']",), fill=ECHO),
    Act("secretary", "", of=("a[href$='/scans/new/']",), file=("file", "scan")),
    Act("secretary", "/meetings/44/", of=("a[href*='/matters/new/']",), fill=MATTER),
    # one that is announced, one whose list is being ticked
    Act("secretary", "/meetings/plans/2/", press=("main button:has-text('发通知')",)),
    Act(
        "secretary",
        "/meetings/3/plan/assembly/",
        fill=(("topic", "讨论明年工作"), ("held_on", TODAY)),
        press=("main button:has-text('保存并发通知')", "main button:has-text('开始登记到会')"),
    ),
    # a value that waits for a second person; a sheet that entered, one that is checked, an export
    Act(
        "secretary",
        "/members/",
        of=("table th a", "a[href$='/correct/name/']"),
        fill=(("value", "关改名"), ("why", "户口簿")),
    ),
    Act("secretary", "/exchange/new/", file=("sheet", "401")),
    Act("secretary", "", of=("main a:has-text('下一步')",), press=("main button:has-text('导入')",)),
    Act("secretary", "/exchange/new/", file=("sheet", "411")),
    Act("secretary", "/exchange/reconciliations/new/", file=("sheet", "421")),
    Act("officer", "/members/?unreviewed=1", of=("table th a",), press=()),
    # an export of the national system in which one of ours has another schooling than here
    Act(
        "secretary",
        "/members/?q=fcz",
        of=("table th a", "a[href*='/unseal/id_number/']"),
        fill=(("why", "和全国系统核对"),),
        keep=ID,
        shows="members.unseal-shown",
    ),
    Act("secretary", "/exchange/reconciliations/new/", file=("sheet", "national")),
    # an examiner is let in by two, comes with a slip, and sets up his phone
    Act("officer", "/orgs/1/examiner/", fill=LET_IN, press=("main button:has-text('开通')",)),
    Act(
        "security",
        "/orgs/confirmations/",
        of=("main li:has-text('关检查') a",),
        press=("main button[value=yes]",),
    ),
    Act(
        "system",
        "/accounts/?q=关检查",
        of=("main td.act a",),
        keep=(("code", ".slip-code b"),),
        shows="guard.slip",
    ),
    Act(EXAMINER, "/second-factor/", fill=(("digits", DIGITS),), shows="guard.recovery"),
    Act(EXAMINER, "/password/", fill=(("new", OWN), ("again", OWN))),
    Act(EXAMINER, "/meetings/examination/", press=()),
    Act("security", "/second-factors/?q=关检查", of=("main td.act a",), press=()),
)
