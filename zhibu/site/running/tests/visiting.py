"""Somebody who asks pages of a running installation, and what each costs it in processor time."""

import os
import re
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Visitor:
    """A browser without a screen, signed in."""

    def __init__(self, url, login, password):
        self.url = url
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        token = TOKEN.search(self.get("/sign-in/"))[1]
        form = {"csrfmiddlewaretoken": token, "way": "password", "login": login, "password": password}
        self._open("/sign-in/", urllib.parse.urlencode(form).encode())

    def get(self, path):
        return self._open(path).decode()

    def _open(self, path, body=None):
        asked = urllib.request.Request(self.url + path, body, {"Referer": self.url + path})
        with self.opener.open(asked, timeout=30) as reply:
            assert reply.status == 200 and (path == "/sign-in/" or "sign-in" not in reply.url), path
            return reply.read()


def those_who_serve(supervisor):
    """Process ids of the web server and of its connections to the database; not of the worker behind."""
    parents, called = {}, {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            called[int(entry.name)] = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        parents[int(entry.name)] = int(fields[1])

    def ours(pid):
        line = [pid]
        while line[-1] in parents and line[-1] != supervisor:
            line.append(parents[line[-1]])
        if line[-1] != supervisor or len(line) < 2:
            return False
        child = called.get(line[-2], "")
        return " serve" in child or ("postgres" in child and "zhibu_web" in called.get(pid, ""))

    return [pid for pid in parents if ours(pid)]


def spent(serving):
    """Seconds of processor time they have used so far."""
    total = 0
    for pid in serving:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue  # a connection that was let go
        total += int(fields[11]) + int(fields[12])
    return total / TICKS
