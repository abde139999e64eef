"""The emulator that a process brings, and the proofs that it shows to our own door."""

from typing import Any

from dragoman.app.process import Process, webhook_path
from dragoman.channels.emulator.options import EmulatorOptions
from dragoman.channels.emulator.shared import SharedEmulator
from dragoman.config.settings import Settings
from dragoman.doors.origin import checks_of


def emulator_of(process: Process, options: EmulatorOptions | None) -> SharedEmulator | None:
    """The emulator of this home as this process has it: none in production, unless the simulator was asked for.

    Without ``options`` this process never holds it.
    """
    settings = process.settings
    if settings.dragoman_emulator_url is not None or not settings.simulator_enabled:
        return None
    return SharedEmulator(settings.home / "emulator", options, front=process.emulator_url())


def emulator_options(settings: Settings, *, alone_on: int | None = None) -> EmulatorOptions:
    """An emulator that posts to this Dragoman's webhook, with the proof that it asks for.

    The built-in one has the home's journal, whichever process holds it. One that runs alone has a journal of its own,
    named by the port that it is ``alone_on``.
    """
    journal = "journal.jsonl" if alone_on is None else f"journal-{alone_on}.jsonl"
    return EmulatorOptions(
        webhook_url=settings.local_url + webhook_path(settings),
        settings={"security": _proofs(settings)},
        journal=settings.home / "emulator" / journal,
    )


def _proofs(settings: Settings) -> dict[str, Any]:
    """What the emulator's webhooks show, so that our own door lets them in."""
    checks = checks_of(settings)
    proofs: dict[str, Any] = {}
    if checks.basic:
        proofs["basic"] = dict(zip(("username", "password"), checks.basic[0], strict=True))
    if checks.header is not None:
        proofs["headers"] = {checks.header[0]: checks.header[1][0]}
    if checks.bearer is not None:
        proofs["oauth"] = {
            "token_url": f"{settings.local_url}/oauth/token",
            "client_id": checks.bearer.client_id,
            "client_secret": checks.bearer.secrets[0],
        }
    if (how := checks.signature) is not None:
        proofs["hmac"] = {
            "secret": checks.signing_secrets[0],
            "header": how.header,
            "algorithm": how.algorithm,
            "prefix": how.prefix,
            "encoding": how.encoding,
            "timestamp_header": how.timestamp_header,
        }
    return proofs
