"""A register's file in, its entries out: tells the three forms apart by what stands in the file.

Must not know: what the list already has.
"""

from __future__ import annotations

import re
from pathlib import Path

from dateline.errors import NotFound, UsageError
from dateline.resolve.actors.registers.cameo import read_cameo
from dateline.resolve.actors.registers.entry import Register
from dateline.resolve.actors.registers.tables import header_of, is_ucdp, read_plain, read_ucdp

_CAMEO = re.compile(r"^[^#;\n\[]*\[(?:---|[A-Z]{3}[A-Z0-9]*)[^\]\n]*\]", re.MULTILINE)
EXPECTED = (
    "Expected a CAMEO actor dictionary (NAME_ [CODE]), the UCDP actor data set as CSV (ActorId, NameData, Org …) "
    "or a CSV with a column 'name'."
)


def read_register(path: Path) -> Register:
    """Read one register. UTF-8, else Windows-1252, in which UCDP's tables come.

    Raises NotFound for a file that is not there, UsageError for one of no known form.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NotFound(f"{path} cannot be read: {error.strerror}.") from error
    text = _decoded(data).replace("\r\n", "\n").replace("\r", "\n")
    columns, _ = header_of(text)
    if is_ucdp(columns):
        return read_ucdp(text)
    if "name" in columns:
        return read_plain(text)
    if _CAMEO.search(text):
        return read_cameo(text)
    raise UsageError(f"{path} is no register of actors that Dateline knows. {EXPECTED}")


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")
