"""The key file: where it lies, who may read it, how it is made, read and grown. Never inside the data folder.

    {"format": "zhibu-keys/1", "suite": "intl", "installation": "…", "written": "…", "kek": base64,
     "generations": [{"id": "1a2b3c4d", "created": "…", "secret": wrapped}],
     "blind": [{"suite": "intl", "created": "…", "secret": wrapped}]}

Secrets other than the key-encryption key are wrapped by it, so that it can move into a key service later.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidTag

from .errors import KeyFileError
from .keyring import SECRET_BYTES, BlindKey, Generation, Keyring
from .suites import INTL, NONCE_BYTES, SUITES, Aead, Suite, suite_named

FORMAT = "zhibu-keys/1"
LOOK_AGAIN_SECONDS = 5.0  # so a process that seals notices a rotation soon without a file access per value


def path() -> Path:
    """Where the key file lies: ZHIBU_KEYS, else beside the data folder as `<ZHIBU_DATA>-keys.json`.

    Beside and not inside: a backup or a copy of the data folder must not carry the keys along. Named after
    the data folder: two installations never share a file. Raises KeyFileError (unset) without either.
    """
    if named := os.environ.get("ZHIBU_KEYS"):
        return Path(named).expanduser().absolute()
    if data := os.environ.get("ZHIBU_DATA"):
        return path_beside(Path(data))
    raise KeyFileError("unset", None, "neither ZHIBU_KEYS nor ZHIBU_DATA is set")


def path_beside(data: Path) -> Path:
    """The default place of the key file that belongs to a data folder."""
    data = data.expanduser().absolute()
    return data.with_name(f"{data.name}-keys.json")


def exists() -> bool:
    """Whether there is a key file at its place; False also where no place is set."""
    try:
        return path().exists()
    except KeyFileError:
        return False


def check(place: Path) -> None:
    """Raise KeyFileError (missing, exposed) unless the file is there and its owner alone may read it."""
    try:
        mode = place.stat().st_mode
    except FileNotFoundError:
        raise KeyFileError("missing", place, f"the key file {place} is missing") from None
    if mode & 0o077:
        raise KeyFileError("exposed", place, f"others may read the key file {place}: chmod 600")


def load(place: Path, suite: Suite = INTL) -> Keyring:
    """Read a key file; `suite` is the one that new values are sealed with.

    Raises KeyFileError: missing, exposed, damaged.
    """
    check(place)
    try:
        held = json.loads(place.read_text("utf-8"))
        if held["format"] != FORMAT:
            raise ValueError(f"unknown format {held['format']!r}")
        kek = base64.b64decode(held["kek"], validate=True)
        wrapper = _wrapper(kek, SUITES[held["suite"]])
        ring = Keyring(
            installation=str(held["installation"]),
            suite=suite,
            kek=kek,
            generations=tuple(
                Generation(int(g["id"], 16), g["created"], _unwrap(wrapper, g["secret"], g["id"]))
                for g in held["generations"]
            ),
            blinds=tuple(
                BlindKey(SUITES[b["suite"]], b["created"], _unwrap(wrapper, b["secret"], b["suite"]))
                for b in held["blind"]
            ),
        )
    except (ValueError, KeyError, TypeError, IndexError, InvalidTag) as wrong:
        raise KeyFileError(
            "damaged", place, f"the key file {place} is damaged: {type(wrong).__name__}"
        ) from wrong
    if len(kek) != SECRET_BYTES or not ring.installation or not ring.generations or not ring.blinds:
        raise KeyFileError("damaged", place, f"the key file {place} is damaged: something is absent")
    return ring


def ensure(*, database_empty: bool) -> Keyring:
    """The keys of this installation; made now only if its database is empty too.

    A missing file beside a database with rows is an error and never made anew: what is sealed there
    would be lost without anybody noticing.
    """
    if not exists() and database_empty:
        create(path(), suite_named(_suite_name()))
    return reloaded()


def create(place: Path, suite: Suite = INTL) -> Keyring:
    """Make a new key file, mode 0600, whole or not at all. Raises KeyFileError (exists)."""
    kek = secrets.token_bytes(SECRET_BYTES)
    ring = Keyring(
        installation=base64.b32encode(secrets.token_bytes(5)).decode().lower(),
        suite=suite,
        kek=kek,
        generations=(_new_generation(),),
        blinds=(BlindKey(suite, _now(), secrets.token_bytes(SECRET_BYTES)),),
    )
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = _write_draft(place, ring)
    try:
        os.link(draft, place)  # unlike a rename, never over a file that is there
    except FileExistsError:
        raise KeyFileError("exists", place, f"there is a key file at {place} already") from None
    finally:
        draft.unlink()
    _flush_folder(place.parent)
    return ring


def add_generation(place: Path, suite: Suite = INTL) -> Keyring:
    """Add a newest generation of data keys to the file; older ones still open what they sealed."""
    with _alone(place):
        ring = load(place, suite)
        return _rewrite(place, replace(ring, generations=(*ring.generations, _new_generation())))


def add_blind_key(place: Path, suite: Suite = INTL) -> Keyring:
    """Add a newest key of the blind indexes; lookups try the older ones too until they are dropped."""
    with _alone(place):
        ring = load(place, suite)
        key = BlindKey(suite, _now(), secrets.token_bytes(SECRET_BYTES))
        return _rewrite(place, replace(ring, blinds=(*ring.blinds, key)))


def drop_older_generations(place: Path, suite: Suite = INTL) -> Keyring:
    """Forget every generation but the newest. What they sealed is lost, in older backups too."""
    with _alone(place):
        ring = load(place, suite)
        return _rewrite(place, replace(ring, generations=ring.generations[-1:]))


def drop_older_blind_keys(place: Path, suite: Suite = INTL) -> Keyring:
    """Forget every blind key but the newest, once all indexes are made anew."""
    with _alone(place):
        ring = load(place, suite)
        return _rewrite(place, replace(ring, blinds=ring.blinds[-1:]))


_ring: Keyring | None = None
_read: tuple[Path, str, int] | None = None
_look_again = 0.0


def current() -> Keyring:
    """The keys of this process, read once and again after the file has changed. Raises KeyFileError."""
    ring = _ring
    if ring is None or time.monotonic() > _look_again:
        return _looked_at()
    return ring


def held() -> Keyring:
    """The keys as this process has them: enough for opening, where a missing key is noticed anyway."""
    return _ring or current()


def reloaded() -> Keyring:
    """The keys as the file holds them now."""
    global _ring
    _ring = None
    return _looked_at()


def derived(label: str) -> bytes:
    """32 bytes of their own for each label, the same as long as the installation keeps its key file."""
    return current().derived(label)


def _looked_at() -> Keyring:
    global _ring, _read, _look_again
    place, suite = path(), _suite_name()
    try:
        now = (place, suite, place.stat().st_mtime_ns)
    except FileNotFoundError:
        if _ring is not None and _read is not None and _read[0] == place:
            return _ring  # a running process goes on with the keys it has; the doctor complains
        now = (place, suite, 0)
    if _ring is None or now != _read:
        _ring, _read = load(place, suite_named(suite)), now
    _look_again = time.monotonic() + LOOK_AGAIN_SECONDS
    return _ring


def _suite_name() -> str:
    return os.environ.get("ZHIBU_SUITE") or INTL.name


def _new_generation() -> Generation:
    return Generation(secrets.randbits(32), _now(), secrets.token_bytes(SECRET_BYTES))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _wrapper(kek: bytes, suite: Suite) -> Aead:
    return suite.aead(suite.derive(kek, info=b"zhibu wrap", length=suite.key_bytes))


def _wrap(wrapper: Aead, secret: bytes, name: str) -> str:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return base64.b64encode(nonce + wrapper.encrypt(nonce, secret, name.encode())).decode()


def _unwrap(wrapper: Aead, wrapped: str, name: str) -> bytes:
    blob = base64.b64decode(wrapped, validate=True)
    return wrapper.decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], name.encode())


def _write_draft(place: Path, ring: Keyring) -> Path:
    draft = place.with_name(f".{place.name}.{secrets.token_hex(4)}")
    wrapper = _wrapper(ring.kek, ring.suite)
    held = {
        "format": FORMAT,
        "suite": ring.suite.name,
        "installation": ring.installation,
        "written": _now(),
        "kek": base64.b64encode(ring.kek).decode(),
        "generations": [
            {"id": f"{g.id:08x}", "created": g.created, "secret": _wrap(wrapper, g.secret, f"{g.id:08x}")}
            for g in ring.generations
        ],
        "blind": [
            {"suite": b.suite.name, "created": b.created, "secret": _wrap(wrapper, b.secret, b.suite.name)}
            for b in ring.blinds
        ],
    }
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        os.fchmod(descriptor, 0o600)  # whatever the umask says
        json.dump(held, file, indent=1)
        file.flush()
        os.fsync(descriptor)
    return draft


def _rewrite(place: Path, ring: Keyring) -> Keyring:
    _write_draft(place, ring).replace(place)
    _flush_folder(place.parent)
    return ring


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Only one process at a time rewrites the file; the lock is on the folder and leaves nothing behind."""
    descriptor = os.open(place.parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
