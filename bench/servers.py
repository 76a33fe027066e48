"""Starting servers on free ports, waiting until they answer, and ending exactly these processes."""

import http.client
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.world import ROOT

_BIN: Final = ROOT / ".venv" / "bin"
_PATIENCE: Final = 120.0  # seconds


@dataclass(frozen=True, slots=True)
class Server:
    """One running server."""

    name: str
    port: int
    pid: int


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str) -> str:
    """A program of the virtual environment."""
    return str(_BIN / name)


@contextmanager
def running(command: Sequence[str], environment: Mapping[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A process that ends with the block: asked first, then made to."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as output:
        process = subprocess.Popen(command, env=dict(environment), cwd=ROOT, stdout=output, stderr=output)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def gunicorn(
    name: str, app: str, environment: Mapping[str, str], workers: int, threads: int, log: Path
) -> Iterator[Server]:
    """gunicorn as `make serve` runs it; ready when it answers."""
    port = free_port()
    settings = {"PORT": str(port), "WEB_CONCURRENCY": str(workers), "THREADS": str(threads)}
    shape = ["--workers", str(workers), "--threads", str(threads), "--bind", f"127.0.0.1:{port}"]
    own = app.startswith(("wsgi", "bench.sites"))
    command = [
        program("gunicorn"),
        *(["--config", "gunicorn.conf.py"] if own else ["--keep-alive", "15", "--config", "/dev/null"]),
    ]
    with running([*command, *shape, app], {**environment, **settings}, log) as process:
        wait_for(port, "/", process)
        yield Server(name, port, process.pid)


def wait_for(port: int, path: str, process: "subprocess.Popen[bytes]") -> float:
    """Seconds until the first 200; RuntimeError if the process ends or nothing comes for two minutes."""
    started = time.perf_counter()
    while time.perf_counter() - started < _PATIENCE:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with status {process.returncode}; see its log in bench/out/logs")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return time.perf_counter() - started
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(0.02)
    raise RuntimeError("the server never answered; see its log in bench/out/logs")
