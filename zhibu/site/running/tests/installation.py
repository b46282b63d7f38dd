"""`zhibu up` in a process of its own, as tests look at it from outside."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[4]


def hear_everything():
    """Signals that whoever started the suite ignores (nohup, a shell's &) are heard as at a terminal."""
    for word in (signal.SIGHUP, signal.SIGINT):
        signal.signal(word, signal.SIG_DFL)


class Installation:
    """`zhibu up` in a process of its own, on a free port."""

    def __init__(self, folder):
        self.data = folder / "data"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.said = (folder / "said").open("w+")
        self.process = None
        self.given = {}

    @property
    def environ(self):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ZHIBU_")}
        place = {"ZHIBU_DATA": str(self.data), "ZHIBU_PORT": str(self.port), "PYTHONPATH": str(REPOSITORY)}
        return kept | place | {"CI": "1"} | self.given

    def call(self, *arguments):
        command = [sys.executable, "-P", "-m", "zhibu", *arguments]
        return subprocess.run(command, env=self.environ, capture_output=True, text=True, timeout=120)

    def start(self, *arguments):
        """Start `zhibu up`, or what else is named, and wait for its ready line; what it says."""
        command = [sys.executable, "-P", "-m", "zhibu", *(arguments or ["up"])]
        self.process = subprocess.Popen(
            command,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=self.said,
            text=True,
            preexec_fn=hear_everything,
        )
        line = self.process.stdout.readline()
        assert line.startswith("zhibu ready "), Path(self.said.name).read_text()
        return json.loads(line.removeprefix("zhibu ready "))

    def children(self):
        """Process ids of everything below the supervisor, by what they are."""
        found = {}
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
            except OSError:
                continue
            if parent == self.process.pid:
                kind = "database" if "/postgres " in command else command.rsplit(" ", 1)[-1]
                found[kind] = int(entry.name)
        return found

    def answers(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5) as reply:
                return reply.status == 200
        except OSError:
            return False

    def stop(self, word=signal.SIGINT):
        if self.process and self.process.poll() is None:
            self.process.send_signal(word)
        return self.process.wait(60) if self.process else None

    def close(self):
        self.stop()
        self.said.close()
