"""`zhibu token create`: a token by which a program calls the API under one person's grant."""

from __future__ import annotations

import getpass
import json
import sys
from argparse import ArgumentParser, Namespace
from typing import Any

from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

DONE = 0


def add_to(subparsers: Any) -> None:
    """Hang `token create` under the subparsers of `zhibu`."""
    parser: ArgumentParser = subparsers.add_parser("token", help=_("接口令牌"))
    parser.set_defaults(run=run, login="work")
    actions = parser.add_subparsers(dest="action", required=True)
    create = actions.add_parser("create", help=_("给一个账号生成令牌，只显示这一次"))
    create.add_argument("--login", dest="whose", required=True, metavar="LOGIN", help=_("谁的"))
    create.add_argument(
        "--office", metavar="CODE", help=_("以哪个职务，如 secretary、member；默认范围最大的")
    )
    create.add_argument("--name", default=_("命令行生成"), help=_("用途"))
    create.add_argument("--days", type=int, default=90, help=_("几天内有效，1–365"))
    create.add_argument("--json", action="store_true", help=_("输出 JSON"))


def run(args: Namespace) -> int:
    """Exit status 0 with the token on stdout, 1 where the login or the office is not there.

    The keeper of the machine makes one for anybody; who acts as a login makes the own only.
    """
    from django.core.exceptions import ValidationError
    from django.db import transaction

    from zhibu.guard.selectors import NoSuchLogin, person_by_login
    from zhibu.guard.services import make_token
    from zhibu.kernel.scope import DOOR, wear
    from zhibu.site import scopes

    if args.as_login and args.as_login != args.whose:
        raise Trouble(
            "duty", _("令牌只能由本人办理，不能以 {login} 的名义给别人办。").format(login=args.as_login)
        )
    try:
        with transaction.atomic():
            wear(DOOR)
            person = person_by_login(args.whose)
            hats = scopes.grants(person)
            hat = _chosen(hats, args.office) if args.office else scopes.widest(hats)
            scope = scopes.house(args.as_login or getpass.getuser())
            wear(scope)
            secret = make_token(scope, person, name=args.name, days=args.days, appointment=hat.appointment)
    except NoSuchLogin:
        raise Trouble("login", _("没有登录名 {login}，或者账号已关闭。").format(login=args.whose)) from None
    except ValidationError as problem:
        raise Trouble("refused", " ".join(problem.messages)) from None
    if args.json:
        body = {"token": secret, "login": args.whose, "office": hat.office, "days": args.days}
        print(json.dumps(body, ensure_ascii=False))
    else:
        print(secret)
        print(_("请现在保存，以后看不到了。职务变动、改密码、关闭账号，它立即失效。"), file=sys.stderr)
    return DONE


def _chosen(hats: tuple[Any, ...], office: str) -> Any:
    for hat in hats:
        if hat.office == office:
            return hat
    held = "、".join(hat.office for hat in hats)
    raise Trouble("office", _("没有担任 {office}；可用的有：{held}。").format(office=office, held=held))
