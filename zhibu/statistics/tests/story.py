"""A random but repeatable story of an invented county: people join, meet, move, die; branches move."""

from __future__ import annotations

import random
from collections import Counter
from copy import copy
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError

from zhibu.meetings.models import Attendance, Meeting
from zhibu.meetings.services import record_meeting, withdraw_meeting
from zhibu.members.codes import code_list
from zhibu.members.models import Member
from zhibu.members.services import record_death, transfer_member
from zhibu.orgs.models import Org
from zhibu.orgs.services import move_org
from zhibu.site.testing.world import World, inside, whole_house

FIRST, LAST = date(2016, 1, 1), date(2026, 11, 20)
WEIGHTS = {"join": 8, "meet": 24, "withdraw": 1, "transfer": 5, "die": 2, "move": 2, "found": 2}


class Story:
    """Every step is a transaction of its own, written through the same services as the pages use."""

    def __init__(self, world: World, seed: int) -> None:
        self.chance = random.Random(seed)
        self.world = copy(world)
        self.world.orgs, self.world.members = dict(world.orgs), dict(world.members)
        self.world.people, self.world.serial = dict(world.people), 100
        self.done: Counter[str] = Counter()
        self.number = 0

    def go_on(self, writes: int) -> None:
        """That many writes more; what the norms or the dates forbid is tried again otherwise."""
        until = self.done.total() + writes
        while self.done.total() < until:
            verb = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            try:
                with inside(whole_house()) as scope:
                    getattr(self, f"_{verb}")(scope)
            except (ValidationError, LookupError):
                continue
            self.done[verb] += 1

    def _day(self) -> date:
        return FIRST + timedelta(days=self.chance.randrange((LAST - FIRST).days + 1))

    def _org(self, *kinds: str) -> Org:
        return self.chance.choice(list(Org.objects.standing().filter(kind__in=kinds).order_by("pk")))

    def _member(self) -> Member:
        return self.chance.choice(list(Member.objects.here().order_by("pk")))

    def _branch_key(self) -> str:
        branch = self._org(Org.Kind.BRANCH)
        self.world.orgs[branch.code] = branch
        return branch.code

    def _join(self, scope: Any) -> None:
        self.number += 1
        born = date(
            self.chance.randrange(1936, 1996), self.chance.randrange(1, 13), self.chance.randrange(1, 29)
        )
        joined = date(born.year + self.chance.randrange(19, 30), self.chance.randrange(1, 13), 1)
        self.world.join(
            f"joined{self.number}",
            self._branch_key(),
            "赵钱孙李周吴郑王"[self.number % 8] + "一二三四五六七八九"[self.number % 9],
            born_on=born,
            joined_on=min(joined, date(2024, 7, 1)),
            from_on=self._day(),
            ethnicity=self.chance.choice(["01", "01", "03", "11"]),
            education=self.chance.choice(list(code_list("education"))),
            occupation=self.chance.choice(list(code_list("occupation"))),
            category=self.chance.choice(["formal", "formal", "formal", "probationary"]),
        )

    def _meet(self, scope: Any) -> None:
        self.number += 1
        group = self.chance.random() < 0.1
        branch = self._org(Org.Kind.GROUP if group else Org.Kind.BRANCH)
        kinds = [k for k in Meeting.Kind if k not in {Meeting.Kind.GROUP, Meeting.Kind.BRANCH_COMMITTEE}]
        held_on = self._day()
        roll = Member.objects.here().filter(branch=branch, memberships__from_on__lte=held_on).distinct()
        record_meeting(
            scope,
            branch,
            kind=Meeting.Kind.GROUP if group else self.chance.choice(kinds),
            topic=f"第{self.number}次",
            held_on=held_on,
            marks={}
            if group
            else {
                m.pk: self.chance.choice(list(Attendance.Mark))
                for m in roll.order_by("pk")
                if self.chance.random() < 0.8
            },
        )

    def _withdraw(self, scope: Any) -> None:
        meeting = self.chance.choice(list(Meeting.objects.standing().order_by("pk")))
        withdraw_meeting(scope, meeting, why="记错了支部")

    def _transfer(self, scope: Any) -> None:
        transfer_member(scope, self._member(), self._org(Org.Kind.BRANCH), on=self._day(), why="工作调动")

    def _die(self, scope: Any) -> None:
        record_death(scope, self._member(), on=self._day())

    def _move(self, scope: Any) -> None:
        moving = self._org(Org.Kind.BRANCH, Org.Kind.PARTY_COMMITTEE)
        move_org(scope, moving, self._org(Org.Kind.PARTY_COMMITTEE), on=self._day(), why="区划调整")

    def _found(self, scope: Any) -> None:
        self.number += 1
        above = self._org(Org.Kind.PARTY_COMMITTEE)
        self.world.orgs[above.code] = above
        kind = self.chance.choice([Org.Kind.BRANCH, Org.Kind.BRANCH, Org.Kind.PARTY_COMMITTEE])
        self.world.found(f"new{self.number}", above.code, kind, f"新建{self.number}", founded_on=self._day())
