"""The composition root: settings in, running pieces out. Nothing else builds what others are handed."""

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
import uvicorn
from procrastinate import App as Engine
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

from dragoman.agents.base import Agent
from dragoman.agents.registry import agent_for
from dragoman.agents.toolbox import ShopToolbox
from dragoman.base import telemetry
from dragoman.base.connect import open_database
from dragoman.base.db import Database
from dragoman.base.errors import ChannelAccountProblem, ConfigError
from dragoman.base.ids import TenantId
from dragoman.base.jobs import STALLED_S, make_engine
from dragoman.base.secrets import Sealer
from dragoman.channels.base import Sender
from dragoman.channels.emulator.app import Emulator, create_emulator
from dragoman.channels.emulator.options import EmulatorOptions
from dragoman.channels.infobip.client import InfobipChannel
from dragoman.config.settings import Settings, read_environment
from dragoman.doors.health import Vitals, health_routes
from dragoman.doors.webhook import Checks, WebhookDoor
from dragoman.doors.worker import Worker, register_tasks
from dragoman.tenants import apply, routing
from dragoman.tenants.routing import RoutingTable, SenderConfig
from dragoman.tenants.shop_file import find_shop_files, load_shop_file
from dragoman.turns.intake import Intake
from dragoman.turns.work import Work

EMULATOR_PATH = "/emulator"
log = structlog.get_logger()


@dataclass(slots=True)
class Running:
    """One running process: what the doors reach for. Filled while starting, empty before and after."""

    settings: Settings
    database: Database | None = None
    intake: Intake | None = None
    worker: Worker | None = None
    table: RoutingTable | None = None

    def the_database(self) -> Database:
        """The open database. Raises ``ConfigError`` while the process starts or stops."""
        if self.database is None:
            raise ConfigError("this process is starting or stopping")
        return self.database

    def route(self, to_number: str) -> Any:
        """Where a message to that number goes, by the table of this moment."""
        return self.table.route(to_number) if self.table is not None else None

    def clients(self) -> int:
        """How many numbers this process serves."""
        return len(self.table.senders) if self.table is not None else 0

    def worker_alive(self) -> bool | None:
        """Whether the worker runs; ``None`` for a process without one."""
        return self.worker.alive if self.worker is not None else None
