"""What a person can choose on the simulator's page: shops, made-up customers, samples, faults, clocks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShopChoice:
    """A shop that the phone can write to. ``number`` is its WhatsApp number in digits.

    ``sample_phrases`` are offered to be sent with one tap; without any, general ones are.
    """

    slug: str
    brand: str
    number: str
    languages: tuple[str, ...] = ()
    sample_phrases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Customer:
    """A made-up customer. Numbers are from the range that Ofcom keeps for drama: nobody's phone."""

    name: str
    number: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A file that the customer can send. ``file`` is its name in ``static/samples``."""

    key: str
    type: str
    file: str
    content_type: str
    title: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A switch of "Break something": the emulator's fault ``name``, and its value when on (off is 0)."""

    name: str
    on: float
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A position of the emulator's clock, seconds ahead of the real one."""

    offset_seconds: int
    title: str


CUSTOMERS = (
    Customer("Mona", "447700900101"),
    Customer("Karim", "447700900102"),
    Customer("Léa", "447700900103"),
)

GENERAL_PHRASES = (
    "Hello!",
    "What do you sell?",
    "Do you deliver?",
    "I want to talk to a person",
    "مرحبا، شو عندكم؟",
    "Bonjour, vous livrez ?",
)

SAMPLES = (
    Sample("lamp", "image", "lamp.jpg", "image/jpeg", "Picture of a lamp"),
    Sample("cup", "image", "cup.jpg", "image/jpeg", "Picture of a cup"),
    Sample("rug", "image", "rug.jpg", "image/jpeg", "Picture of a rug"),
    Sample("voice-en", "voice", "voice-en.ogg", "audio/ogg", "Voice note in English"),
    Sample("voice-ar", "voice", "voice-ar.ogg", "audio/ogg", "Voice note in Arabic"),
)

FAULTS = (
    Fault("webhook_duplicate", 1, "Same message twice", "The webhook is called twice at once"),
    Fault("webhook_reorder", 1, "Messages out of order", "The second arrives first"),
    Fault("latency_ms", 3000, "Slow provider", "Each answer takes 3 seconds longer"),
    Fault("http_500", 1, "Sending fails: 500", "Server error, until switched off"),
    Fault("http_503", 1, "Sending fails: 503", "Not available, until switched off"),
    Fault("http_429", 1, "Sending fails: 429", "Too many requests, until switched off"),
    Fault("cut", 1, "Accepted, then cut off", "The shop never hears whether it was sent"),
    Fault("fail_delivery", 1, "Not delivered", "Accepted, then reported as undeliverable"),
)

CLOCKS = (Clock(0, "Now"), Clock(23 * 3600, "+23 h"), Clock(25 * 3600, "+25 h"))


def sample_of(key: str) -> Sample | None:
    """The sample with this key, or ``None``."""
    return next((sample for sample in SAMPLES if sample.key == key), None)


def fault_of(name: str) -> Fault | None:
    """The fault switch with this name, or ``None``."""
    return next((fault for fault in FAULTS if fault.name == name), None)
