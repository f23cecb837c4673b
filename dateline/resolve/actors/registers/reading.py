"""A register's file in, its entries out: tells the three forms apart by what stands in the file.

Must not know: what the list already has.
"""

from __future__ import annotations

import re
from pathlib import Path

from dateline.decode import NotText, decode
from dateline.errors import NotFound, UsageError
from dateline.resolve.actors.registers.cameo import read_cameo
from dateline.resolve.actors.registers.entry import Register
from dateline.resolve.actors.registers.tables import columns_of, is_ucdp, read_plain, read_ucdp

_CAMEO = re.compile(r"^[^#;\n\[]*\[(?:---|[A-Z]{3}[A-Z0-9]*)[^\]\n]*\]", re.MULTILINE)
EXPECTED = (
    "Expected a CAMEO actor dictionary (NAME_ [CODE]), the UCDP actor data set as CSV (ActorId, NameData, Org …) "
    "or a CSV with a column 'name'."
)


def read_register(path: Path) -> Register:
    """Read one register, in UTF-8, UTF-16, Windows-1252 (in which UCDP's tables come) or as it looks.

    Raises NotFound for a file that is not there, UsageError for one of no known form.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise NotFound(f"{path} cannot be read: {error.strerror}.") from error
    try:
        text = decode(data).text.replace("\r\n", "\n").replace("\r", "\n")
    except NotText as error:
        raise UsageError(
            f"{path} is {error} and no register of actors that Dateline knows. {EXPECTED}"
        ) from error
    columns = columns_of(text)
    if is_ucdp(columns):
        return read_ucdp(text)
    if "name" in columns:
        return read_plain(text)
    if _CAMEO.search(text):
        return read_cameo(text)
    raise UsageError(f"{path} is no register of actors that Dateline knows. {EXPECTED}")
