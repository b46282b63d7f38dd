"""The frame of the command line: what is called, the options of all commands, the exit status."""

from __future__ import annotations

import json
import pkgutil
import sys
from argparse import PARSER, Action, ArgumentError, ArgumentParser, Namespace
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from zhibu.kernel.speech import say as _
from zhibu.kernel.trouble import Trouble

DONE, REFUSED, WRONG_CALL = 0, 1, 2
NO_COMMANDS = {"shell", "ground"}


class Parser(ArgumentParser):
    """Complains in the language of its reader, in one line and the usage."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(WRONG_CALL, _("用法不对：{message}").format(message=message) + "\n")

    def _check_value(self, action: Action, value: Any) -> None:
        """In the words of the platform: what was meant is known, the library would say it in English."""
        if action.choices is None or value in action.choices:
            return
        if action.nargs == PARSER:
            said = _("没有“{word}”这个命令，--help 列出全部命令。").format(word=value)
        else:
            said = _("没有“{word}”，可以写：{choices}").format(
                word=value, choices="、".join(map(str, action.choices))
            )
        raise ArgumentError(None, said)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status."""
    given = list(sys.argv[1:] if argv is None else argv)
    word, known = _command(given), names()
    parser = _parser([word] if word in known else known)
    if word not in known and not {"-h", "--help"} & set(given):
        parser.error(
            _("没有“{word}”这个命令，--help 列出全部命令。").format(word=word)
            if word
            else _("请写上命令，--help 列出全部命令。")
        )
    args = parser.parse_args(given)
    args.json = getattr(args, "json", False) or args.all_json
    args.as_login = getattr(args, "as_login", None) or args.all_as
    try:
        if login := getattr(args, "login", None):
            from . import ground

            ground.django_ready(login)
        status: int = args.run(args)
    except Trouble as trouble:
        return _told(args, trouble)
    except KeyboardInterrupt:
        return REFUSED
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stderr.close()
        return DONE
    return status


def names() -> list[str]:
    """All commands there are, internal ones too."""
    found = (module.name for module in pkgutil.iter_modules([str(Path(__file__).parent)]) if not module.ispkg)
    return sorted(name.replace("_", "-") for name in found if name not in NO_COMMANDS)


def _command(argv: list[str]) -> str:
    """The word that names the command, so that the others need not be loaded; empty if there is none."""
    skip = False
    for word in argv:
        if skip:
            skip = False
        elif word == "--as":
            skip = True
        elif not word.startswith("-"):
            return word
    return ""


def _parser(commands: list[str]) -> Parser:
    parser = Parser(prog="zhibu", description=_("支部：基层党组织的日常工作平台。"))
    parser.add_argument("--json", dest="all_json", action="store_true", help=_("结果以 JSON 输出"))
    parser.add_argument("--as", dest="all_as", metavar="LOGIN", help=_("以哪个登录名办理，记入审计"))
    subparsers = parser.add_subparsers(dest="command", metavar=_("命令"), required=True)
    for name in commands:
        import_module(f".{name.replace('-', '_')}", __package__).add_to(subparsers)
    return parser


def _told(args: Namespace, trouble: Trouble) -> int:
    if args.json:
        print(json.dumps({"problem": trouble.as_json()}, ensure_ascii=False))
    print(trouble, file=sys.stderr)
    return REFUSED
