"""Exceptions: bad *use* raises one of these; bad *data* becomes a `Problem` record instead (see model.py).

DatelineError
├── UsageError         what was asked for cannot be done as asked; the message says what to do
│   └── NotFound       an id, file or format that is not there
├── FetchError         a web address could not be read (refused, too large, too slow, not there)
├── MissingData        a data set that Dateline needs is not on this machine (gazetteer, language model)
└── StoreError         the database cannot be opened, or is of another version
"""


class DatelineError(Exception):
    """Base of every exception raised on purpose; the command line prints it as one plain line."""


class UsageError(DatelineError):
    """The request itself is wrong."""


class NotFound(UsageError):
    """Something named in the request does not exist."""


class FetchError(DatelineError):
    """A web address could not be read."""


class MissingData(DatelineError):
    """A data set or model is not installed; the message names the command that installs it."""


class StoreError(DatelineError):
    """The database cannot be used as it is."""
