"""The admin API about scenarios: begin one, see how it goes, stop it."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dragoman.base.errors import ConfigError
from dragoman.channels.emulator.admin_reading import own_url, route
from dragoman.channels.emulator.provider import Provider
from dragoman.channels.emulator.scenario import Scenario, read_scenario
from dragoman.channels.emulator.scenario_run import Play, play, summary

_MAX_WAIT_S = 60.0


class Stage:
    """Where one scenario at a time is played."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider
        self._play: Play | None = None
        self._task: asyncio.Task[None] | None = None

    def routes(self) -> list[Route]:
        """The routes, relative to the emulator's root."""
        return [
            route("scenario", self._begin, "POST"),
            route("scenario", self._show, "GET"),
            route("scenario", self._stop, "DELETE"),
        ]

    def begin(self, scenario: Scenario, base_url: str) -> Play:
        """Starts playing. Raises ``ConfigError`` while another one is played."""
        if self._play is not None and self._play.running:
            raise ConfigError("a scenario is being played; stop it first")
        self._play = Play(scenario)
        self._task = asyncio.get_running_loop().create_task(
            play(self._provider, scenario, base_url, self._play)
        )
        return self._play

    async def stop(self) -> None:
        """Ends the scenario that is played, if there is one."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _begin(self, request: Request) -> Response:
        scenario = read_scenario(await request.body(), seed=self._provider.options.seed)
        base_url = self._provider.options.public_url or own_url(request)
        return JSONResponse(summary(self._provider, self.begin(scenario, base_url)), 202)

    async def _show(self, request: Request) -> Response:
        try:
            wait_s = min(float(request.query_params.get("wait", 0)), _MAX_WAIT_S)
        except ValueError:
            raise ConfigError("wait must be a number") from None
        if self._play is None:
            raise ConfigError("no scenario has been played")
        try:
            await asyncio.wait_for(self._play.ended.wait(), wait_s)
        except TimeoutError:
            pass
        return JSONResponse(summary(self._provider, self._play))

    async def _stop(self, request: Request) -> Response:
        await self.stop()
        return Response(status_code=204)
