"""A report and its parse in, every time expression with the days it means out. Must not know: events."""

from dateline.resolve.times.find import find_times
from dateline.resolve.times.spotting import time_spans

__all__ = ["find_times", "time_spans"]
