"""``make bench``: acknowledgements, whole messages, latency, CPU, memory; beside a bare application.

Figures of one machine say little, so ratios to the bare application (the same run, server and database) come with
them. Load generator and emulator are processes of their own and counted apart; receipts are off.
"""

import argparse
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from bench.guard import looks
from bench.parse import speeds
from bench.products import import_figures
from bench.search import OTHERS, search_figures
from dragoman.base.db import DatabaseUrls

ROOT = Path(__file__).resolve().parents[1]
_PRODUCTS = 100_000


@dataclass(frozen=True)
class Figures:
    """One measurement: what the load generator saw, and the CPU seconds of each side."""

    load: dict[str, float]
    process_cpu_s: float
    database_cpu_s: float
    statements: int

    def per_message(self, cpu_s: float) -> float:
        """CPU milliseconds a message."""
        return cpu_s * 1000 / max(1, self.load["count"])


def main() -> None:
    """Runs every measurement and prints the table."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("--seconds", type=float, default=8.0, help="length of each measurement")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; the median is shown")
    parser.add_argument(
        "--only", choices=["parse", "memory", "acks", "whole", "paced", "import", "search", "guard"]
    )
    options = parser.parse_args()
    print(f"# {os.cpu_count()} cores, Python {sys.version.split()[0]}\n")
    if options.only in (None, "parse"):
        _parsing(options.seconds)
    if options.only in (None, "guard"):
        _guarding(options.seconds)
    if options.only in ("parse", "guard"):
        return
    home = Path(tempfile.mkdtemp(prefix="dragoman-bench-", dir="/var/tmp"))
    home.chmod(0o755)
    try:
        with _bench(home) as bench:
            bench.report(options.seconds, options.runs, options.only)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _parsing(seconds: float) -> None:
    """How fast webhooks are read: in this process, without a server."""
    for kind, per_s in speeds(min(seconds, 2.0)).items():
        print(f"parse, {kind}: {per_s:,.0f} inbound messages/s of CPU time", flush=True)


def _guarding(seconds: float) -> None:
    """How long the guard looks at a reply: in this process, of CPU time."""
    for kind, ms in looks(min(seconds, 2.0)).items():
        print(f"guard, {kind}: {ms:.2f} ms of CPU time a reply", flush=True)


@contextmanager
def _bench(home: Path) -> Iterator["Bench"]:
    from dragoman.base.embedded import start_embedded
    from dragoman.base.migrate import migrate

    server = start_embedded(home)
    try:
        migrate(server.urls)
        with psycopg.connect(server.admin_url, autocommit=True) as admin:
            admin.execute("CREATE DATABASE bare OWNER dragoman_owner")
        bare_url = server.urls.owner.replace("@/dragoman?", "@/bare?")
        yield Bench(home, server.urls, server.admin_url, bare_url, server.data)
    finally:
        server.release()


@dataclass(frozen=True)
class Bench:
    """One embedded database and the processes that are measured on it."""

    home: Path
    urls: DatabaseUrls
    admin_url: str
    bare_url: str
    data: Path

    def report(self, seconds: float, runs: int, only: str | None) -> None:
        """Measures and prints."""
        print(f"\nembedded PostgreSQL, median of {runs}\n")
        if only in (None, "memory"):
            self._memory()
        if only in (None, "acks"):
            self._acks(seconds, runs)
        if only in (None, "whole"):
            for label, commands in (
                ("one process (serve)", ["serve"]),
                ("two processes (web, worker)", ["web", "worker"]),
            ):
                self._whole(label, commands, seconds, runs)
        if only in (None, "paced"):
            self._paced(seconds, runs)
        if only in (None, "import"):
            self._import()
        if only in (None, "search"):
            self._search()

    def _search(self) -> None:
        found = search_figures(self.urls, self._admin_url_here, _PRODUCTS)
        print(
            f"search in {_PRODUCTS:,} products among {OTHERS:,} shops: median {found.median_ms:.0f} ms, "
            f"95 % under {found.p95_ms:.0f} ms, worst {found.worst_ms:.0f} ms; in a shop of twenty products: "
            f"{found.small_median_ms:.1f} and {found.small_p95_ms:.1f} ms; indexed in {found.index_seconds:.0f} s; "
            f"{found.found_among_five:.3f} of what is asked for found among the first five",
            flush=True,
        )

    def _import(self) -> None:
        found = import_figures(self.urls, self.home, _PRODUCTS, self._database_cpu)
        for label, figures in found.items():
            print(
                f"import of {_PRODUCTS:,} products, {label}: {figures.seconds:.1f} s; "
                f"CPU {figures.process_cpu_s:.1f} s here and {figures.database_cpu_s:.1f} s in the database",
                flush=True,
            )

    def _memory(self) -> None:
        port = _free_port()
        started = time.perf_counter()
        with self._processes({}, ["serve"], port) as processes:
            ready_s = time.perf_counter() - started
        started = time.perf_counter()
        with self._processes({}, ["serve"], port) as processes:
            again_s = time.perf_counter() - started
            time.sleep(3)
            memory = sum(p.memory_info().rss for p in processes) / 1024**2
        print(f"start {ready_s:.1f} s, second start {again_s:.1f} s, idle memory of serve {memory:.0f} MB\n")

    def _acks(self, seconds: float, runs: int) -> None:
        rows = []
        for connections in (1, 32):
            load = ["acks", seconds, connections]
            bare = self._median(lambda: self._measure(["-m", "bench.bare"], load), runs)  # noqa: B023
            ours = self._median(lambda: self._measure(["web"], load), runs)  # noqa: B023
            rows.append(("bare", connections, bare))
            rows.append(("dragoman web", connections, ours))
            ratio = ours.load["per_s"] / bare.load["per_s"]
            print(f"acknowledgements, {connections} connections: dragoman / bare = {ratio:.2f}")
        _table("acknowledgements", rows)
        self._forget_the_backlog()

    @property
    def _admin_url_here(self) -> str:
        """Whoever administers the server, in Dragoman's database."""
        return self.admin_url.replace("@/postgres?", "@/dragoman?")

    def _forget_the_backlog(self) -> None:
        """Nobody answered what was only acknowledged; what is measured next must not have to."""
        with psycopg.connect(self._admin_url_here, autocommit=True) as admin:
            admin.execute("DELETE FROM procrastinate_jobs")
            admin.execute("DELETE FROM conversation_due")
            admin.execute("UPDATE conversations SET answered_through_seq = last_inbound_seq")

    def _whole(self, label: str, commands: list[str], seconds: float, runs: int) -> None:
        result = self._median(lambda: self._measure(commands, ["whole", None, seconds, 32]), runs)
        _table(f"whole messages, 32 customers who wait, {label}", [("dragoman", 32, result)])

    def _paced(self, seconds: float, runs: int) -> None:
        result = self._median(
            lambda: self._measure(["serve"], ["paced", None, seconds, 100], warm=True), runs
        )
        _table("100 messages a second, one process (serve)", [("dragoman", 100, result)])

    def _median(self, measure: "object", runs: int) -> Figures:
        results = [measure() for _ in range(runs)]  # type: ignore[operator]
        results.sort(key=lambda figures: figures.load["per_s"] if figures.load["per_s"] else 0)
        return results[len(results) // 2]

    def _measure(self, commands: list[str], load: list[object], *, warm: bool = False) -> Figures:
        port, emulator_port = _free_port(), _free_port()
        with (
            self._emulator(emulator_port, port) as environment,
            self._processes(environment, commands, port) as mine,
        ):
            if warm:  # so that the customers are known: most who write have written before
                _load(load, port, emulator_port)
            before = self._cpu(mine), self._database_cpu(), self._statements()
            result = _load(load, port, emulator_port)
            after = self._cpu(mine), self._database_cpu(), self._statements()
        return Figures(result, after[0] - before[0], after[1] - before[1], after[2] - before[2])

    @contextmanager
    def _emulator(self, port: int, webhook_port: int) -> Iterator[dict[str, str]]:
        url = f"http://127.0.0.1:{port}"
        hook = f"http://127.0.0.1:{webhook_port}/webhook"
        place = Path(tempfile.mkdtemp(dir=self.home))
        command = ["-m", "dragoman", "emulator", "--port", str(port), "--webhook-url", hook]
        process = _start(command, {"DRAGOMAN_HOME": str(place)})
        try:
            _wait_for(f"{url}/_emulator/state", process)
            quiet = json.dumps(
                {"delivered_after_s": None, "seen_after_s": None, "enforce_window": False}
            ).encode()
            request = urllib.request.Request(f"{url}/_emulator/settings", quiet, method="PATCH")
            urllib.request.urlopen(request).read()
            yield {"DRAGOMAN_EMULATOR_URL": url}
        finally:
            _stop(process)

    @contextmanager
    def _processes(
        self, environment: dict[str, str], commands: list[str], port: int
    ) -> Iterator[list[psutil.Process]]:
        settings = {
            "DRAGOMAN_HOME": str(self.home),
            "DRAGOMAN_PORT": str(port),
            "DRAGOMAN_SHOPS": str(ROOT / "bench" / "shops"),
            "DRAGOMAN_LOG_LEVEL": "WARNING",
            "DEBOUNCE_SECONDS": "0",
            "WHATSAPP_PAIR_INTERVAL_SECONDS": "0",
            "INFOBIP_RATE_PER_SECOND": "4000",
            "BENCH_DATABASE_URL": self.bare_url,
            "BENCH_PORT": str(port),
            **environment,
        }
        bare = commands[0] == "-m"
        lines = [commands] if bare else [["-m", "dragoman", name] for name in commands]
        if not bare and commands != ["serve"]:
            self._load_shops(settings)
        started = [_start(line, settings) for line in lines]
        try:
            _wait_for(f"http://127.0.0.1:{port}/{'' if bare else 'health/ready'}", started[0])
            time.sleep(1.0)
            yield [psutil.Process(process.pid) for process in started]
        finally:
            for process in started:
                _stop(process)

    def _load_shops(self, settings: dict[str, str]) -> None:
        files = [str(path) for path in sorted((ROOT / "bench" / "shops").glob("*.yaml"))]
        command = [sys.executable, "-m", "dragoman", "tenant", "apply", *files]
        subprocess.run(command, env={**os.environ, **settings}, cwd=ROOT, check=True, capture_output=True)

    def _cpu(self, processes: list[psutil.Process]) -> float:
        return sum(sum(p.cpu_times()[:2]) for p in processes)

    def _database_cpu(self) -> float:
        """CPU seconds of the whole server: live backends, and those that have ended (counted by their parent)."""
        parent = psutil.Process(int((self.data / "postmaster.pid").read_text().splitlines()[0]))
        times = parent.cpu_times()
        total = times.user + times.system + times.children_user + times.children_system
        for child in parent.children(recursive=True):
            with _gone():
                total += sum(child.cpu_times()[:2])
        return total

    def _statements(self) -> int:
        with psycopg.connect(self.admin_url, autocommit=True) as admin:
            row = admin.execute("SELECT sum(xact_commit) FROM pg_stat_database").fetchone()
        return int(row[0]) if row else 0


def _load(load: list[object], port: int, emulator_port: int) -> dict[str, float]:
    """Runs the load generator as a process of its own; what it saw."""
    arguments = [str(emulator_port) if a is None else str(a) for a in load[1:]]
    command = [sys.executable, "-m", "bench.load", str(load[0]), str(port), *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"the load generator failed:\n{done.stderr[-2000:]}")
    result: dict[str, float] = json.loads(done.stdout)
    return result


@contextmanager
def _gone() -> Iterator[None]:
    try:
        yield
    except psutil.NoSuchProcess:
        return


def _table(title: str, rows: list[tuple[str, int, Figures]]) -> None:
    print(f"\n## {title}\n")
    print(
        "| | at once | per s | p50 ms | p95 ms | p99 ms | CPU ms process | CPU ms database | commits a message |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for name, concurrency, f in rows:
        print(
            f"| {name} | {concurrency} | {f.load['per_s']:.0f} | {f.load['p50_ms']} | {f.load['p95_ms']} "
            f"| {f.load['p99_ms']} | {f.per_message(f.process_cpu_s):.2f} | {f.per_message(f.database_cpu_s):.2f} "
            f"| {f.statements / max(1, f.load['count']):.2f} |",
            flush=True,
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _start(line: list[str], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, *line], env={**os.environ, **environment}, cwd=ROOT)


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"a process ended while starting (status {process.returncode})")
        try:
            urllib.request.urlopen(url).read()
        except urllib.error.HTTPError as error:
            if error.code == 404:
                return
        except OSError:
            pass
        else:
            return
        time.sleep(0.05)
    raise SystemExit(f"{url} did not answer within 30 s")


if __name__ == "__main__":
    main()
