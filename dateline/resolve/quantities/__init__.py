"""A report and its parse in, every count of people or things out. Must not know: events."""

from dateline.resolve.quantities.find import find_quantities

__all__ = ["find_quantities"]
