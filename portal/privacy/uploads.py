"""Files are refused everywhere in the channel and at its desk, until a view that seals them says otherwise.

``ChannelMiddleware`` puts ``RefusingHandler`` before every request of either prefix; setting handlers reads nothing.
A view for evidence replaces the list before anything reads ``request.POST``. So no view can be written that
lets Django put a file of a reporter into memory or a temporary file by forgetting something.
"""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest


class RefusingHandler(FileUploadHandler):
    """Drops every part that is a file, keeps the other fields, and remembers that it did (``refused``)."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.refused = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count the part and skip it: the parser reads on to the next field and keeps nothing."""
        self.refused += 1
        raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Nothing, so that no handler after this one sees the bytes either."""
        return None

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        """No file comes of it."""
        return None


def refuse_files(request: HttpRequest) -> None:
    """Let ``RefusingHandler`` be the only upload handler of the request. Reads nothing of its body."""
    request.upload_handlers = [RefusingHandler(request)]


def files_refused(request: HttpRequest) -> int:
    """How many file parts the refusing handler has dropped; asked after ``request.POST`` has been read."""
    return sum(handler.refused for handler in request.upload_handlers if isinstance(handler, RefusingHandler))
