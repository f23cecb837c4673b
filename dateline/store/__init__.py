"""Store: one SQLite file, or a PostgreSQL database, with everything that Dateline knows.

Comes in: codings, events, judgements, filters. Goes out: the same records, found again. Must not know: how a
value is reached, nor which statements are one event.
"""

from dateline.store.filters import EventFilter
from dateline.store.history import History, KeptId
from dateline.store.store import Changes, Counts, Filed, Sought, Store

__all__ = ["Changes", "Counts", "EventFilter", "Filed", "History", "KeptId", "Sought", "Store"]
