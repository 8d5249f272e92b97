"""What can go wrong outside.

OutsideError                    anything below; `facts` may be logged, never secrets
├── Unavailable                 busy, time-out, 5xx, connection refused: try again later
│   └── RateLimited             a limit was met: not before `retry_after` seconds
├── TokenRefused                the access token is no longer valid: fetch one and try once more
├── RecipientGone               this person or chat can't be reached: drop the message, keep the fact
├── OutOfSight                  this person is outside what the app may see: whether he is still there can't be told
├── CardClosed                  the message can't be changed or recalled any more: send a new one
├── Misconfigured               the admin must do something in the platform's console: `remedy` says what
│   └── ContentBlocked          the company's or the platform's audit keeps the content back: send a line without it
├── QuotaExhausted              the month's or day's allowance is used up: only an admin can help
├── Refused                     the platform says that our request is wrong: our fault, don't repeat
│   ├── TooLarge                an answer or a file is larger than we, or the platform, take
│   └── UploadGone              what was uploaded is not kept any more: upload it again
└── CallbackRejected            what arrived is not from the platform, or malformed: answer `status`, no effect
"""

from __future__ import annotations


class OutsideError(Exception):
    """An outside service did not do what was asked."""

    def __init__(self, message: str, **facts: object) -> None:
        super().__init__(message)
        self.facts = facts


class Unavailable(OutsideError):
    """The service is busy or out of reach; the same call may succeed later."""


class RateLimited(Unavailable):
    """A limit of the platform was met."""

    def __init__(self, message: str, *, retry_after: float, **facts: object) -> None:
        super().__init__(message, retry_after=retry_after, **facts)
        self.retry_after = retry_after


class TokenRefused(OutsideError):
    """The platform no longer accepts the access token."""


class RecipientGone(OutsideError):
    """The person or chat is unknown, has left, or is outside the app's scope."""


class OutOfSight(OutsideError):
    """The app may not see this person; the platform doesn't tell whether he is still with the company."""


class CardClosed(OutsideError):
    """The platform's own limit for changing or recalling this message has ended."""


class Misconfigured(OutsideError):
    """Something must be set in the platform's console; `remedy` is a Chinese sentence for the admin."""

    def __init__(self, message: str, *, remedy: str, **facts: object) -> None:
        super().__init__(message, **facts)
        self.remedy = remedy


class ContentBlocked(Misconfigured):
    """The audit of messages, the company's or the platform's, refuses this content; `remedy` says what can be done."""


class QuotaExhausted(OutsideError):
    """The platform's allowance for the period is used up."""


class Refused(OutsideError):
    """The platform calls the request wrong; repeating it would not help."""


class TooLarge(Refused):
    """More bytes than are taken."""


class UploadGone(Refused):
    """The platform no longer has what was uploaded to it."""


class CallbackRejected(OutsideError):
    """An inbound request that is not acted on; `status` is the HTTP status to answer."""

    def __init__(self, message: str, *, status: int, **facts: object) -> None:
        super().__init__(message, **facts)
        self.status = status
