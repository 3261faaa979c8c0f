"""Why a file cannot be cleaned."""


class NotCleanedError(Exception):
    """The file stays as it is. Nothing of it is in the message."""


class BrokenFileError(NotCleanedError):
    """The file does not follow its own format."""


class OtherFileError(NotCleanedError):
    """The file is of a kind that is not taken apart here."""


class ProtectedFileError(NotCleanedError):
    """The file is encrypted or signed: a change would spoil it."""


class TooMuchError(NotCleanedError):
    """More pixels, pages or parts than are taken apart."""
