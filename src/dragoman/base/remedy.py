"""What to do about a message of ours that did not arrive."""

from enum import StrEnum


class Remedy(StrEnum):
    """What helps. The channel says which, since only it knows the provider's codes; ``turns`` does it."""

    NOTHING = "nothing"
    """It was sent: the provider took the first of two for it."""
    RETRY = "retry"
    """The same words, a little later, as a new message."""
    TEMPLATE = "template"
    """Only an approved template, or the customer's next message: a person is told."""
    STOP_RECIPIENT = "stop_recipient"
    """Nothing reaches this customer; nothing more is sent to him until he writes again."""
    STOP_MARKETING = "stop_marketing"
    """The customer wants no advertising; all else may be sent to him."""
    STOP_SENDER = "stop_sender"
    """Nothing of this number of ours leaves until the operator has mended the account and starts it again."""
    LOOK = "look"
    """A person looks at the message."""
