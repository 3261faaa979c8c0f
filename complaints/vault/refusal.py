"""The one answer of the vault to anything it will not do."""


class Refused(Exception):  # noqa: N818 - reads as the fact it states
    """Not opened, not accepted, not made. It never says why: the reason would tell a forger how far he came.

    Raised without cause or context (`raise Refused from None`), so that a traceback carries nothing of the libraries
    below and none of their arguments.
    """

    def __init__(self) -> None:
        super().__init__("refused")
