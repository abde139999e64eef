"""The ``dragoman`` command. Its groups are imported only when they are used, so that each one starts fast."""

import asyncio
import errno
import importlib
import logging
from pathlib import Path

import click

from dragoman import __version__
from dragoman.base.errors import DragomanError
from dragoman.config.settings import Settings, load_settings

# Where each command lives; a new one is a line here.
_COMMANDS = {
    "actions": "dragoman.doors.cli.actions:actions",
    "agent": "dragoman.doors.cli.agent:agent",
    "backup": "dragoman.doors.cli.database:backup",
    "catalogue": "dragoman.doors.cli.catalogue:catalogue",
    "conversations": "dragoman.doors.cli.conversations:conversations",
    "db": "dragoman.doors.cli.database:db",
    "dead": "dragoman.doors.cli.dead:dead",
    "doctor": "dragoman.doors.cli.doctor:doctor",
    "hooks": "dragoman.doors.cli.hooks:hooks",
    "ledger": "dragoman.doors.cli.ledger:ledger",
    "media": "dragoman.doors.cli.media:media",
    "notices": "dragoman.doors.cli.notices:notices",
    "orders": "dragoman.doors.cli.orders:orders",
    "restore": "dragoman.doors.cli.database:restore",
    "sender": "dragoman.doors.cli.sender:sender",
    "templates": "dragoman.doors.cli.templates:templates",
    "tenant": "dragoman.doors.cli.tenant:tenant",
    "turns": "dragoman.doors.cli.turns:turns",
}


class _Commands(click.Group):
    """A group that finds its commands by name in ``_COMMANDS``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *_COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = _COMMANDS.get(cmd_name)
        if place is None:
            return super().get_command(ctx, cmd_name)
        module, _, name = place.partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def root() -> None:
    """AI sales agents on WhatsApp for many shops at once.

    `dragoman serve` starts everything on this machine. Settings come from the environment and .env, see
    .env.example.
    """
    from dragoman.base import telemetry

    # A command's own words go to standard output; the log of what it did would only get between them.
    telemetry.configure_logging(style="console", level="WARNING")


@root.command()
def serve() -> None:
    """Serve webhooks and answer them, in one process.

    Brings the database up to date first, and loads the example shops into an empty one.
    """
    _serve(with_worker=True)


@root.command()
def web() -> None:
    """Serve webhooks only; workers answer. Run as many as you like."""
    _serve(with_worker=False)


@root.command()
def worker() -> None:
    """Answer only; no port is opened. Run as many as you like, on any machine."""
    from dragoman.app.running import run_worker
    from dragoman.base import telemetry

    settings = _settings()
    telemetry.configure_logging(style=settings.dragoman_log_format, level=settings.dragoman_log_level)
    try:
        _uvloop_run(run_worker(settings))
    except DragomanError as error:
        raise click.ClickException(str(error)) from None


@root.command()
@click.argument("shop")
@click.option("--as", "phone", default="96170000001", show_default=True, help="The customer's phone number.")
@click.option("--model", help="Ask this model, such as openai-chat:NAME [default: whatever the shop asks].")
def chat(shop: str, phone: str, model: str | None) -> None:
    """Talk to SHOP's agent as a customer, in this terminal. Ctrl-D ends.

    Through the real turns, tools and checks, on the shop's own data: what is ordered here is an order. Nothing is sent
    to a provider, and no server may run on the same database meanwhile.
    """
    import sys

    from dragoman.app.chatting import chat as talk

    def read() -> str | None:
        if sys.stdin.isatty():
            click.echo("> ", nl=False)
        line = sys.stdin.readline()
        return line.rstrip("\n") if line else None

    try:
        _uvloop_run(talk(_settings(), shop, phone, model, read, click.echo))
    except DragomanError as error:
        raise click.ClickException(str(error)) from None


@root.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8001, show_default=True)
@click.option(
    "--webhook-url", help="Where messages and reports are posted [default: this Dragoman's webhook]."
)
@click.option(
    "--scenario",
    "scenario_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Play this scenario, print what came of it as JSON, and end.",
)
def emulator(host: str, port: int, webhook_url: str | None, scenario_file: Path | None) -> None:
    """Run the Infobip emulator alone.

    Point a Dragoman at it with DRAGOMAN_EMULATOR_URL=http://HOST:PORT, or with INFOBIP_BASE_URL and any key.
    """
    import json
    from dataclasses import replace

    from dragoman.app.emulating import emulator_options
    from dragoman.base.listening import bind
    from dragoman.channels.emulator.app import serve_emulator
    from dragoman.channels.emulator.scenario import read_scenario

    options = emulator_options(_settings(), alone_on=port)
    if webhook_url:
        options = replace(options, webhook_url=webhook_url)
    try:
        scenario = (
            None if scenario_file is None else read_scenario(scenario_file.read_text(), seed=options.seed)
        )
        for free in bind(host, port, host_name="--host", port_name="--port"):
            free.close()
        click.echo(f"Emulating Infobip on http://{host}:{port}, posting to {options.webhook_url}", err=True)
        serve_emulator(
            host,
            port,
            options,
            scenario,
            on_summary=lambda summary: click.echo(json.dumps(summary, indent=2)),
        )
    except KeyboardInterrupt:  # uvicorn has stopped, and passes on what stopped it
        return
    except DragomanError as error:
        raise click.ClickException(str(error)) from None


@root.command()
def version() -> None:
    """Print the version."""
    click.echo(__version__)


def main(arguments: list[str] | None = None) -> None:
    """Entry point. ``arguments`` default to the command line's."""
    root(args=arguments, prog_name="dragoman")


def _settings() -> Settings:
    try:
        return load_settings()
    except DragomanError as error:
        raise click.ClickException(str(error)) from None


def _serve(*, with_worker: bool) -> None:
    import uvicorn

    from dragoman.app.web import create_app
    from dragoman.base.listening import bind
    from dragoman.channels.emulator.app import ReleasingServer

    settings = _settings()
    try:
        listeners = bind(
            settings.dragoman_host,
            settings.dragoman_port,
            host_name="DRAGOMAN_HOST",
            port_name="DRAGOMAN_PORT",
        )
        app = create_app(settings, with_worker=with_worker)
    except DragomanError as error:
        raise click.ClickException(str(error)) from None
    server = ReleasingServer(
        uvicorn.Config(
            app,
            host=settings.dragoman_host,
            port=settings.dragoman_port,
            loop="uvloop",
            http="httptools",
            ws="none",
            access_log=False,
            log_config=None,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
            lifespan="on",
        ),
        app.state.release,
    )
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    try:
        server.run(listeners)
    except KeyboardInterrupt:  # uvicorn has stopped, and passes on what stopped it
        return
    except OSError as error:  # somebody who started at the same moment was quicker to listen
        if error.errno != errno.EADDRINUSE:
            raise
        taken = f"{settings.dragoman_host}:{settings.dragoman_port}"
        raise click.ClickException(f"DRAGOMAN_PORT: another program uses {taken}") from None
    if not server.started:
        raise SystemExit(1)


def _uvloop_run(body: object) -> None:
    import uvloop

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(body)  # type: ignore[arg-type]
