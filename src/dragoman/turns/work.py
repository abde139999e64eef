"""What a worker works with: handed to the verbs of this room in one value."""

from collections.abc import Callable
from dataclasses import dataclass, field

from dragoman.agents.base import Agent, Chatbot, Toolbox
from dragoman.agents.gate import Gate
from dragoman.agents.toolbox import ToolContext
from dragoman.base.db import Database
from dragoman.base.errors import ChannelRejected
from dragoman.base.ids import TenantId
from dragoman.channels.base import Channel, Sender
from dragoman.tenants.templates import Templates
from dragoman.turns.fair import Turnstile
from dragoman.turns.pace import PairPace


def _no_link(base_url: str, tenant_id: TenantId, sha256: bytes) -> str:
    raise ChannelRejected(
        "this process has no address that a file could be fetched from", code="no_public_url"
    )


@dataclass(frozen=True, slots=True)
class Work:
    """The collaborators and settings of a worker. Built once, in ``app``."""

    database: Database
    channel: Channel
    sender_for: Callable[[str], Sender]
    """The wire configuration of one of our numbers. Raises ``ChannelAccountProblem`` when it has none."""
    agent_for: Callable[[Chatbot], Agent]
    fallback: Agent
    toolbox_for: Callable[[ToolContext], Toolbox]
    gate: Gate = field(default_factory=Gate)
    """What every reply passes before it is committed."""
    link_to: Callable[[str, TenantId, bytes], str] = _no_link
    """Where the provider with this base URL fetches a shop's bytes. Raises ``ChannelRejected`` when it cannot."""
    templates: Templates | None = None
    """What the shops' templates are, as far as templates are looked after here."""
    about_to_send: Callable[[str], None] = lambda number: None
    """Told which of our numbers a message leaves from, once for each try."""
    quiet_s: float = 1.5
    cap_s: float = 6.0
    agent_deadline_s: float = 60.0
    resend_unknown: bool = False
    unknown_wait_s: float = 120.0
    pair_pace: PairPace = field(default_factory=PairPace)
    stalled_s: float = 5.0
    longest_send_s: float = 60.0
    """No send takes longer (a channel: twice its timeout): a claim that is older was given up."""
    history: int = 16
    turnstile: Turnstile = field(default_factory=Turnstile)
    """Before the database: narrower than its pool, so that whoever is let through finds a connection."""
