"""Office files and Anki packages are zip files; the same parts shall give the same bytes on any day."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can say


def stable_zip(data: bytes) -> bytes:
    """The zip file ``data`` with its parts in the same order and no time of writing."""
    with ZipFile(BytesIO(data)) as source:
        return zip_parts((name, source.read(name)) for name in source.namelist())


def zip_parts(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip file of (name, content), in this order."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as target:
        for name, content in parts:
            info = ZipInfo(name, FIRST_DAY)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, content)
    return file.getvalue()
