"""The rows of a table in text form (CSV, TSV, what spreadsheets save), each with the line that it begins on.

Must not know: what the columns mean.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

DELIMITERS = ",;\t|"
_SAID = re.compile(r'"?sep=(.)"?')  # the line that Excel writes first


class BadTable(ValueError):
    """A table that cannot be read from `line` on; the message says why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def table_rows(text: str, delimiter: str | None = None) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of the header and of each row below that is not blank. Line breaks as in the file.

    `delimiter`: else the mark that divides the header into most cells. Raises BadTable, at the row that it is about:
    a quotation mark that is not closed would make one cell of all that follows.

    >>> list(table_rows('sep=;\\nname;lat\\n\\n"Abu; Kamal";34,45\\n'))
    [(2, ['name', 'lat']), (4, ['Abu; Kamal', '34,45'])]
    """
    # The csv module refuses cells over 128 kB (polygons), and this is the only way to lift that: for all, upwards.
    csv.field_size_limit(max(csv.field_size_limit(), len(text)))
    first = next((line for line in text.splitlines() if line.strip()), "")
    said = _SAID.fullmatch(first)
    if delimiter is None:
        delimiter = said[1] if said else max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            reason = "a quotation mark is not closed" if "end of data" in str(error) else str(error)
            raise BadTable(line, reason) from error
        if said is not None and any(cells):
            said = None
        elif any(cell.strip() for cell in cells):
            yield line, cells
