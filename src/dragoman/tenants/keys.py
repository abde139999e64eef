"""Whose provider key each number sends with, and what is wrong where a key, or what must go with it, is missing."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from dragoman.base.errors import ChannelAccountProblem, ConfigError
from dragoman.base.secrets import Sealer
from dragoman.channels.base import Sender
from dragoman.config.settings import Settings
from dragoman.tenants.routing import RoutingTable
from dragoman.tenants.senders import SenderConfig, api_key_of, webhook_secret_of

EMULATOR_PATH = "/emulator"
EMULATOR_KEY = "emulator"
"""What stands in for a provider key where the emulator stands in for the provider."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of one process: its settings, the variables that shops name, and what opens sealed keys."""

    settings: Settings
    environ: Mapping[str, str] = field(repr=False)
    sealer: Sealer

    def of(self, sender: SenderConfig) -> str | None:
        """The key of one of our numbers, ``None`` when it has none.

        Raises ``ConfigError`` when its sealed key does not open.
        """
        own = self.settings.infobip_api_key
        default = own.get_secret_value() if own else None
        return api_key_of(sender, sealer=self.sealer, environ=self.environ, default=default)

    def sender_of(self, config: SenderConfig, emulator: str) -> Sender:
        """One of our numbers as the channel needs it. Without a key it speaks to the emulator, where there is one.

        ``emulator`` is its address. Raises ``ChannelAccountProblem`` in production (unless the simulator was asked
        for), and for a sealed key that does not open.
        """
        rate = config.rate_per_second or self.settings.infobip_rate_per_second
        try:
            key = self.of(config)
        except ConfigError as error:  # what it cannot open today it may open once the operator has mended it
            raise ChannelAccountProblem(str(error), code="sealed_key") from error
        if key is not None:
            url = config.base_url or self.settings.infobip_base_url
            return Sender(config.number, url, key, rate, config.entity_id, config.application_id)
        if not self.emulated:
            why = f"{config.number} has no provider key: set {config.api_key_env or 'INFOBIP_API_KEY'}"
            raise ChannelAccountProblem(why, code="no_key")
        return Sender(config.number, emulator, EMULATOR_KEY, rate)

    def webhook_secrets(self, table: RoutingTable) -> dict[str, str]:
        """The webhook secret of each number that has one of its own.

        One that does not open is replaced by one that nobody knows: what cannot be checked is not believed.
        """
        found = {}
        for sender in table.senders.values():
            try:
                secret = webhook_secret_of(sender, self.sealer)
            except ConfigError:
                secret = secrets.token_hex(32)
            if secret is not None:
                found[sender.number] = secret
        return found

    def simulated(self, sender: SenderConfig) -> bool:
        """Whether the emulator stands in for the provider, if there is an emulator."""
        try:
            return self.of(sender) is None
        except ConfigError:  # it has a key, if one that does not open
            return False

    @property
    def emulated(self) -> bool:
        """Whether there is an emulator to send to without a key."""
        return self.settings.simulator_enabled or self.settings.dragoman_emulator_url is not None

    def unguarded(self, table: RoutingTable) -> list[str]:
        """A sentence for each number with real customers to whose webhook anybody may post."""
        if self.settings.has_webhook_secret:
            return []
        return [
            f"{sender.brand}, {sender.number}, sends with a real key, so anyone could post messages to /webhook: "
            "set WEBHOOK_TOKEN or another WEBHOOK_ secret, or dragoman tenant set-webhook-secret"
            for sender in table.served.values()
            if not self.simulated(sender) and sender.sealed_webhook_secret is None
        ]

    def missing(self, table: RoutingTable) -> list[str]:
        """A sentence for each number that nothing can be sent from, or whose webhooks cannot be checked."""
        return [why for sender in table.served.values() if (why := self._why_mute(sender))]

    def _why_mute(self, sender: SenderConfig) -> str | None:
        name = f"{sender.brand}, {sender.number}"
        try:
            key, _ = self.of(sender), webhook_secret_of(sender, self.sealer)
        except ConfigError as error:
            return f"{name}: {error}"
        if key is not None or self.emulated:
            return None
        return f"{name}, has no key, so nothing can be sent: set {sender.api_key_env or 'INFOBIP_API_KEY'}"
