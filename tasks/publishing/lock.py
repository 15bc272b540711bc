"""One writer at a time, by a lock that ends with its process, however it ends.

``flock`` gives that. The lock's file names the holder, for the message to a run that is refused; filelock, which comes
with Prefect, does not say who holds a lock.
"""

from __future__ import annotations

import fcntl
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from schemas.errors import NewsmillError
from tasks.publishing.folders import LOCK

_held: set[int] = set()  # descriptors of the locks that this process holds


@contextmanager
def only_writer(out: Path) -> Iterator[None]:
    """Hold the lock of an output folder, which is made if need be.

    Raises:
        NewsmillError: another run holds it, or the folder cannot be written to.
    """
    lock = _open_lock(out)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(lock, 1000, 0).decode("utf-8", "replace") or "unknown"
        os.close(lock)
        raise NewsmillError(
            f"Another run is writing to {out}: {holder}. Wait for its end, or stop it; the lock ends with it."
        ) from error
    _held.add(lock)
    try:
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"process {os.getpid()} on {socket.gethostname()}".encode(), 0)
        yield
    finally:
        _release_lock(lock)


def _open_lock(out: Path) -> int:
    """The descriptor of the lock's file."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        return os.open(out / LOCK, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError as error:
        raise NewsmillError(
            f"Tables cannot be written to {out} ({error.strerror}: {error.filename}). Name another folder."
        ) from error


def _release_lock(lock: int) -> None:
    if lock in _held:
        _held.remove(lock)
        os.close(lock)


def _release_all() -> None:
    for lock in tuple(_held):
        _release_lock(lock)


# A forked worker inherits the lock, and may outlive a killed parent: it must not go on holding it.
os.register_at_fork(after_in_child=_release_all)
