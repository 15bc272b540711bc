"""Which errors are not a raw file's own, but those of the share or the disk that it is on."""

from __future__ import annotations

import errno
from pathlib import Path

from schemas.errors import AwayError
from tasks.reading.files import as_text

AWAY = {
    errno.EIO, errno.ESTALE, errno.ETIMEDOUT, errno.EHOSTDOWN, errno.EHOSTUNREACH, errno.ENETDOWN, errno.ENETUNREACH,
    errno.ENOTCONN, errno.ECONNREFUSED, errno.ECONNRESET, errno.ECONNABORTED, errno.ESHUTDOWN,
}  # fmt: skip


def stop_if_away(error: OSError, path: Path) -> None:
    """Stop the work if the error of a raw file or folder says that its share or disk is away.

    If such a file became a reject, a share that is away for a minute would cost all its articles. And the file would
    stay a reject, because later runs do not read a file that has not changed.

    Raises:
        AwayError: the share or disk is away.
    """
    if error.errno in AWAY:
        raise AwayError(
            f"{as_text(str(path))} cannot be read at the moment ({error.strerror}), so nothing was published. "
            "Run newsmill again when the share or disk is back. If only this one fails, move it out of the raw folder."
        ) from error
