"""Makes the environment in .venv from the locked requirements. Knows the standard library only.

    prepare.py run        what an installation needs
    prepare.py dev        what developers and tests need besides
    prepare.py browser    Chromium (without windows) and Chinese fonts, for the tests that look at pages

Finished work is stamped, so that a second call costs nothing; unfinished work is done again.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
PACKAGES = ("chromium-headless-shell", "fonts-noto-cjk")
BROWSERS = (
    "/usr/bin/chromium-headless-shell",
    "/usr/bin/chromium",
)  # the first opens pages three times faster


def main() -> int:
    what = sys.argv[1] if len(sys.argv) == 2 else ""
    if what == "browser":
        return browser()
    if what not in {"run", "dev"}:
        return fail(__doc__ or "")
    if stamped(what):
        return 0
    lock = os.open(
        ROOT / "bin", os.O_RDONLY
    )  # two scripts started at once: the second waits, then sees the stamp
    fcntl.flock(lock, fcntl.LOCK_EX)
    return 0 if stamped(what) else install(what)


# ---- packages


def install(what: str) -> int:
    if not usable():
        if importlib.util.find_spec("ensurepip") is None:
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            return fail(
                f"这个 Python（{sys.executable}）缺少 venv，建不了运行环境。\n"
                f"Debian、Ubuntu 上请执行：sudo apt install python{version}-venv，然后再来一次。"
            )
        say("正在建立运行环境 .venv …")
        done = subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)], stdout=sys.stderr)
        if done.returncode != 0:
            return fail("运行环境没有建成，原因见上面几行。")
    say(
        "正在安装组件（第一次要一两分钟）…"
        if what == "run"
        else "正在安装开发和测试用的组件（第一次要几分钟）…"
    )
    call = [PYTHON, "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    call += ["--require-hashes", "--requirement", locked(what)]
    if subprocess.run(call, stdout=sys.stderr).returncode != 0:
        return fail("组件没有装好，原因见上面几行。请检查网络（或 pip 的镜像设置），然后再来一次：会接着装。")
    site = Path(sysconfig.get_path("purelib", "venv", {"base": str(VENV), "platbase": str(VENV)}))
    (site / "zhibu.pth").write_text(f"{ROOT}\n", "utf-8")
    subprocess.run(
        [PYTHON, "-I", "-m", "compileall", "-qq", "-x", "tests", ROOT / "zhibu"], stdout=sys.stderr
    )
    for each in ("run", "dev") if what == "dev" else ("run",):
        stamp(each).write_text(fingerprint(each), "utf-8")
    say("组件已装好。")
    return 0


def usable() -> bool:
    """Whether .venv holds a Python of this version with pip, be it half filled."""
    if not PYTHON.exists():
        return False
    check = f"import sys, pip; sys.exit(sys.version_info[:2] != {tuple(sys.version_info[:2])})"
    return subprocess.run([PYTHON, "-I", "-c", check], capture_output=True).returncode == 0


def stamped(what: str) -> bool:
    try:
        return PYTHON.exists() and stamp(what).read_text("utf-8") == fingerprint(what)
    except OSError:
        return False


def stamp(what: str) -> Path:
    return VENV / f"zhibu-{what}.stamp"


def fingerprint(what: str) -> str:
    """Changes with the lock file, the version of Python and the place of the repository."""
    lines = [locked(what).read_bytes(), os.fsencode(ROOT), b"%d.%d" % sys.version_info[:2]]
    return hashlib.sha256(b"\n".join(lines)).hexdigest()


def locked(what: str) -> Path:
    return ROOT / "requirements" / f"{what}.txt"


# ---- the browser of the tests


def browser() -> int:
    missing = []
    if not Path(os.environ.get("ZHIBU_CHROMIUM", BROWSERS[0])).exists():
        missing.append(PACKAGES[0])
    if not has_chinese_font():
        missing.append(PACKAGES[1])
    if not missing:
        return 0
    by_hand = f"sudo apt-get install {' '.join(missing)}"
    if not shutil.which("apt-get"):
        return fail(
            f"浏览器测试还需要：{'、'.join(missing)}。请用系统的软件包管理器安装（Debian：{by_hand}）。"
        )
    if os.geteuid() == 0:
        prefix = []
    elif shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        prefix = ["sudo", "-n"]
    else:
        return fail(f"浏览器测试还需要：{'、'.join(missing)}。请执行：{by_hand}")
    say(f"正在安装 {'、'.join(missing)} …")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    subprocess.run([*apt, "update"], stdout=sys.stderr)
    call = [*apt, "install", "-y", "--no-install-recommends", *missing]
    if subprocess.run(call, stdout=sys.stderr).returncode == 0:
        return 0
    if missing == [PACKAGES[0]] and Path(BROWSERS[1]).exists():
        say(f"没有装成 {PACKAGES[0]}，测试改用 {BROWSERS[1]}，会慢一些。")
        return 0
    return fail(f"没有装成。请执行：{by_hand}")


def has_chinese_font() -> bool:
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True)
        return bool(listed.stdout.strip())
    return any(Path("/usr/share/fonts").rglob("NotoSansCJK*"))


# ---- what it says


def say(message: str) -> None:
    print(message, file=sys.stderr, flush=True)


def fail(message: str) -> int:
    say(message)
    return 1


if __name__ == "__main__":
    sys.exit(main())
