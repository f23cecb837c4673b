"""Registers of actors that others keep: what their files say, in one form, to be joined to the list.

Comes in: a CAMEO actor dictionary, the UCDP actor data set, a CSV of the user's own. Goes out: entries and what
is wrong with them, then rows of a list that `ActorList.load` reads. Must not know: texts, the database, settings.
"""

from dateline.resolve.actors.registers.entry import Entry, Finding, Register
from dateline.resolve.actors.registers.joining import Joined, join, write_list
from dateline.resolve.actors.registers.reading import read_register

__all__ = ["Entry", "Finding", "Joined", "Register", "join", "read_register", "write_list"]
