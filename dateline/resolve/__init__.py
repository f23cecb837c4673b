"""Resolve: which known actor or place a mention means, which days, how many.

Comes in: a report, its parse, the actor list and the gazetteer. Goes out: `Mentions`. Must not know: events.
"""
