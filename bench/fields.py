"""What a sealed value costs beside the bare calls of `cryptography` that do the same work.

    python bench/fields.py        prints one JSON object; microseconds a value, best of several runs

The reference formats the same associated data, draws a nonce and joins the parts: it lacks only the key
file, the suites, the normal spelling and the mask. `ratio` is the worst of seal, open and blind.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import timeit
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hmac import HMAC

from zhibu.kernel import crypto
from zhibu.kernel.crypto import blind, keyfile

PLAIN = b"11010519491231002X"
TEXT = PLAIN.decode()
PLACE = "members_member.id_number"
ROW = "0198f1d2-7a3b-7c4d-8e5f-0123456789ab"
HEADER = b"\1\1\0\0\0\1"
NUMBER, REPEAT = 20_000, 15
LIMIT = 1.5


def microseconds(**ways: Callable[[], object]) -> dict[str, float]:
    """The best time of each, taken in turns so that a busy machine slows all alike."""
    best = dict.fromkeys(ways, float("inf"))
    for _ in range(REPEAT):
        for name, way in ways.items():
            best[name] = min(best[name], timeit.timeit(way, number=NUMBER) / NUMBER * 1e6)
    return best


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["ZHIBU_KEYS"] = str(Path(folder) / "keys.json")
        os.environ.pop("ZHIBU_SUITE", None)
        keyfile.ensure(database_empty=True)
        aead = AESGCM(os.urandom(32))
        key = os.urandom(32)
        blob = crypto.seal(PLAIN, place=PLACE, row=ROW)

        def bare_seal() -> bytes:
            nonce = os.urandom(12)
            return HEADER + nonce + aead.encrypt(nonce, PLAIN, f"{PLACE}:{ROW}:intl:00000001".encode())

        bare_blob = bare_seal()

        def bare_open() -> bytes:
            return aead.decrypt(bare_blob[6:18], bare_blob[18:], f"{PLACE}:{ROW}:intl:00000001".encode())

        def bare_blind() -> bytes:
            mac = HMAC(key, hashes.SHA256())
            mac.update(f"{PLACE}:{TEXT}".encode())
            return mac.finalize()[:16]

        times = microseconds(
            bare_seal=bare_seal,
            seal=lambda: crypto.seal(PLAIN, place=PLACE, row=ROW),
            bare_open=bare_open,
            open=lambda: crypto.unseal(blob, place=PLACE, row=ROW),
            bare_blind=bare_blind,
            blind=lambda: blind.index(TEXT, place=PLACE),
        )
        load = min(timeit.repeat(keyfile.reloaded, number=1, repeat=20)) * 1e6
    names = ("seal", "open", "blind")
    subject = {name: round(times[name], 2) for name in names}
    reference = {name: round(times[f"bare_{name}"], 2) for name in names}
    ratios = {name: round(times[name] / times[f"bare_{name}"], 2) for name in names}
    answer = {
        "unit": "microseconds",
        "reference": reference,
        "subject": subject,
        **{f"{name}_ratio": ratio for name, ratio in ratios.items()},
        "limits": {f"{name}_ratio": LIMIT for name in ratios},
        "within_limits": max(ratios.values()) <= LIMIT,
        "load_key_file": round(load, 1),
    }
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
