"""Whether the reply to a request reaches its client.

What a reply carries is booked as delivered when it is made up. Where the client is gone before it is written, that is
taken back, so that whoever asks the same again gets it. Only a transport knows what became of a reply, and the SDK
has no word for it: the two meet in the context of the request.
"""

from collections.abc import Callable
from contextvars import ContextVar


class Handover:
    """The way of one reply to its client."""

    def __init__(self) -> None:
        self._lost = False
        self._take_back: list[Callable[[], object]] = []

    def carries(self, take_back: Callable[[], object]) -> None:
        """The reply has something that is booked as delivered; `take_back` undoes that, and is called at most once."""
        self._take_back.append(take_back)
        if self._lost:
            self.lose()

    def lose(self) -> None:
        """The reply reaches nobody, and nothing that it carries does, now or later."""
        self._lost = True
        while self._take_back:
            self._take_back.pop()()


_current: ContextVar[Handover | None] = ContextVar("handover", default=None)


def begin() -> Handover:
    """The handover of the request that this context is of from now on."""
    handover = Handover()
    _current.set(handover)
    return handover


def current() -> Handover | None:
    """The handover of the request that this context is of."""
    return _current.get()
