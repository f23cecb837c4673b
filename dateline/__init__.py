"""Dateline: reports about armed conflict in, a database of events with their evidence out."""

__version__ = "0.1.0"
