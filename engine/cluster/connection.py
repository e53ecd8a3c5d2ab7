"""The connection to a scheduler that runs already, or to one that is started here with its workers."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..runtime.limits import available_cores

if TYPE_CHECKING:
    from distributed import Client
    from distributed.security import Security

PACKAGES = ("distributed>=2024.5", "cryptography>=41")
"""Of the extra `cluster` in pyproject.toml."""
SECONDS_TO_CONNECT = 10
LOOPBACK = "127.0.0.1"
PORT = 8786
"""On which Dask's schedulers listen unless told otherwise."""
MOST_WORKERS = 256
DASK_SETTINGS = {
    "distributed.admin.large-graph-warning-threshold": "1 GB",
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}
"""Pictures are large, and a local cluster has no pages to show."""


@dataclass(frozen=True)
class ClusterSettings:
    """Which cluster to use.

    Attributes
    ----------
    address : of a scheduler, such as tls://server:8786, or its scheduler file; None: a local cluster
    workers : of a local cluster
    tls_ca, tls_cert, tls_key : files in PEM format for a connection by TLS; without them Dask's own configuration holds

    Raises
    ------
    InputError
        They do not go together.
    """

    address: str | None = None
    workers: int | None = None
    tls_ca: Path | None = None
    tls_cert: Path | None = None
    tls_key: Path | None = None

    def __post_init__(self) -> None:
        if (self.address is None) == (self.workers is None):
            raise InputError(
                "A cluster has an address or a number of workers.",
                "Give --cluster or --workers, not both.",
                code="cluster-choice",
            )
        if self.workers is not None and not 1 <= self.workers <= MOST_WORKERS:
            raise InputError(
                "There cannot be {count} workers.",
                "Give a number from 1 to {most}.",
                code="cluster-workers",
                count=self.workers,
                most=MOST_WORKERS,
            )
        given = [file for file in (self.tls_ca, self.tls_cert, self.tls_key) if file is not None]
        if given and (len(given) < 3 or self.address is None):
            raise InputError(
                "A connection by TLS needs an address and three files.",
                "Give --cluster, --tls-ca, --tls-cert and --tls-key together.",
                code="cluster-tls",
            )
        for file in given:
            if not file.is_file():
                raise InputError(
                    "{file} does not exist.", "Check the name and the folder.", code="cluster-file", file=str(file)
                )


@contextmanager
def connected(settings: ClusterSettings, threads: int = 0) -> Iterator[Client]:
    """A client of the cluster; a local one ends with it.

    Parameters
    ----------
    threads : of each worker of a local cluster; 0: the cores, divided

    Raises
    ------
    InputError
        Dask is not installed, or no scheduler answers.
    """
    _check_installed()
    import dask
    from distributed import Client

    with dask.config.set(DASK_SETTINGS), _quiet(), ExitStack() as stack:
        if settings.address is None:
            cluster, security = _local_cluster(settings.workers or 1, threads)
            stack.enter_context(cluster)
            yield stack.enter_context(Client(cluster, security=security))
        else:
            yield stack.enter_context(_remote_client(settings))


def _check_installed() -> None:
    """Raise InputError where a package of the extra is missing."""
    try:
        import cryptography  # noqa: F401
        import distributed  # noqa: F401
    except ModuleNotFoundError as error:
        raise InputError(
            "Clusters need the package {package}, which is not installed.",
            "Install it with {command}.",
            code="cluster-package",
            package=error.name or "distributed",
            command=f"{sys.executable} -m pip install " + " ".join(f'"{package}"' for package in PACKAGES),
        ) from None


def _local_cluster(workers: int, threads: int) -> tuple[Any, Security]:
    """Processes on this machine, each with its share of the cores; no other user of it can give them anything to do."""
    from distributed import LocalCluster
    from distributed.security import Security

    security = Security.temporary()
    cluster = LocalCluster(
        n_workers=workers,
        threads_per_worker=threads or max(1, available_cores() // workers),
        processes=True,
        host=LOOPBACK,
        protocol="tls://",
        security=security,
        dashboard_address=f"{LOOPBACK}:0",
        scheduler_kwargs={"dashboard": False},
        silence_logs=logging.CRITICAL,
    )
    return cluster, security


def _remote_client(settings: ClusterSettings) -> Client:
    from distributed import Client

    address = full_address(settings.address or "")
    security = _security(settings, address)
    place = {"scheduler_file": address} if address.endswith(".json") else {"address": address}
    try:
        return Client(**place, security=security, timeout=SECONDS_TO_CONNECT, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError, asyncio.TimeoutError) as error:
        raise InputError(
            "No scheduler answers at {address}: {reason}.",
            "Start one with `dask scheduler`, or check the address and the files for TLS.",
            code="cluster-address",
            address=address,
            reason=(str(error) or type(error).__name__).splitlines()[0].rstrip("."),
        ) from error


def full_address(address: str) -> str:
    """An address with protocol and port, or a scheduler file as it is.

    Raises
    ------
    InputError
        It is neither.
    """
    if address.endswith(".json"):
        if not Path(address).is_file():
            raise InputError(
                "{file} does not exist.", "Check the name and the folder.", code="cluster-file", file=address
            )
        return address
    found = re.fullmatch(r"(?:(tcp|tls)://)?([\w.-]+|\[[\da-fA-F:.]+\])(?::(\d+))?/?", address)
    if found is None:
        raise InputError(
            "{address} is not the address of a scheduler.",
            "Give one such as tcp://server:8786 or tls://server:8786.",
            code="cluster-no-address",
            address=address,
        )
    return f"{found[1] or 'tcp'}://{found[2]}:{found[3] or PORT}"


def _security(settings: ClusterSettings, address: str) -> Security:
    """The given certificates, or those of Dask's own configuration."""
    from distributed.security import Security

    if settings.tls_ca is not None:
        files = {
            "tls_ca_file": settings.tls_ca,
            "tls_client_cert": settings.tls_cert,
            "tls_client_key": settings.tls_key,
        }
        return Security(**{name: str(file) for name, file in files.items()}, require_encryption=True)
    security = Security()
    if address.startswith("tls://") and not security.get_connection_args("client").get("ssl_context"):
        raise InputError(
            "A connection to {address} needs certificates.",
            "Give --tls-ca, --tls-cert and --tls-key, or set them in Dask's configuration.",
            code="cluster-no-certificates",
            address=address,
        )
    return security


@contextmanager
def _quiet() -> Iterator[None]:
    """Let Dask say nothing in this process, unless all is logged: what users need to know is said in our own words."""
    if logging.getLogger().isEnabledFor(logging.DEBUG):
        yield
        return
    from distributed.versions import VersionMismatchWarning

    names = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in ("distributed", "tornado")]
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", VersionMismatchWarning)
            yield
    finally:
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)
