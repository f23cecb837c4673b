"""The gazetteer: the world's places and their names in one SQLite file, built from pinned packages.

Comes in: package archives and a hand-written supplement. Goes out: places by name.
Must not know: reports, parses.
"""
