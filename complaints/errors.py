"""What can go wrong with a channel, a draft or a case. No message ever holds anything a reporter gave."""


class ChannelError(Exception):
    """Base of the channel's errors."""


class ChannelClosed(ChannelError):  # noqa: N818 - a state of affairs, told to the reader as such
    """Nobody eligible holds a key, or something unsafe was found: nothing may be typed or filed."""


class DraftGone(ChannelError):  # noqa: N818
    """The draft has expired, was filed already, or never existed."""


class CaseGone(ChannelError):  # noqa: N818
    """The case is not in the state that the action expects, or its keys are destroyed: show the page again."""


class NotAllowed(ChannelError):  # noqa: N818
    """The transition table gives this actor no such move."""


class LimitReached(ChannelError):  # noqa: N818
    """More files, bytes or entries than the channel takes; `code` names which limit."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
