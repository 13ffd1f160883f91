"""The client for one edge."""

from __future__ import annotations

from typing import Optional

from . import _fetching, _following, _submitting
from ._blocking import run
from ._deprecated import deprecated
from ._inferences import Inferences
from ._jobs import Jobs
from ._native_client import NativeClient, Transport, ping, wait_ready
from ._operation import Description, T, blocking


class EdgeClient(NativeClient):
    """A client for one edge. It connects by itself when it is first used, and again after a connection was lost.

        >>> client = EdgeClient("localhost", 55000)
        >>> job = client.jobs.submit_embedded("inspector", "1.0.0", {"input.txt": b"some bytes"})
        >>> client.close()

    With `with`, it is closed at the end of the block:

        >>> with EdgeClient("localhost", 55000) as client:
        ...     job = client.jobs.submit_embedded("inspector", "1.0.0", {"input.txt": b"some bytes"})

    A client is meant to be shared and kept: any number of threads may use one, and their calls run in parallel.
    Closing it cancels those that still run. A process that is forked from one that used a client cannot use it, nor
    another one: there every call raises ForkedProcess.

    Args:
        host: A name, an IPv4 address, or an IPv6 address with or without brackets. No scheme, no port. Or "unix:" and
            the path of a Unix domain socket, as in EdgeClient("unix:/run/edge.sock"): then without port.
        port: 1 to 65535. It means nothing with the path of a socket.
        deadline: How long each call may take that sets no deadline of its own: connecting, sending and receiving
            together, in seconds. None or math.inf: for as long as it takes.
        connect_timeout: How long one attempt to connect may take, within the deadline, in seconds. None: as the deadline.
        transport: What carries the calls. "direct" does the input and output of a call that blocks on its own thread, at
            the least latency, CPU and memory; of the other calls, those with a short message, of 16 KB at most, share a
            connection that one thread of the library serves, and those with a long one have a thread of the library each, 32
            at most. "channel" lets a few threads of the library serve all calls: with "direct" those are streams, and calls
            beyond that. "auto" is "direct" on Linux.
        max_connections: How many connections the direct transport opens at most. It has one for each call that runs; but
            where more of them than two for each processor run at a time, those with a short message share a connection,
            as those that do not block always do. Calls beyond that wait for one, within their deadline.
        idle_timeout: After how many seconds a connection of the direct transport that no call needs is closed; those beyond
            two for each processor, which many calls at a time have left, after 10 at the most. None: never.
        max_receive_bytes: The largest answer to accept; a larger one raises ResourceExhausted. None: 512 MiB. An answer
            for which the process may not have the memory raises OutOfMemory, whatever this says.

        busy_poll: How long a call that blocks looks for its answer, again and again, before its thread sleeps, in seconds; 1
            at most. Where the edge is on the same device and answers within this time, to sleep and be woken may take
            longer than the job itself: 0.0002 spares that, at the price of more of the processor's time. While more calls
            wait than half of the processors, none of them looks; and a client that looks in vain does so less and less
            often. 0: the thread sleeps at once.

    Attributes:
        jobs: Submits jobs, follows them, fetches their results. See Jobs.
        inferences: Asks for inferences, follows them, streams them. See Inferences.
        host, port, origin: Where the edge is; origin is "host:port", or "unix:" and the path.
        closed: Whether close() was called.
    """

    def __init__(self, host: str = "localhost", port: int = 55000, *, deadline: Optional[float] = 30.0,
                 connect_timeout: Optional[float] = 10.0, transport: Transport = "auto", max_connections: int = 256,
                 idle_timeout: Optional[float] = 120.0, max_receive_bytes: Optional[int] = None,
                 busy_poll: float = 0.0) -> None:
        super().__init__(host, port, deadline=deadline, connect_timeout=connect_timeout, transport=transport,
                         max_connections=max_connections, idle_timeout=idle_timeout,
                         max_receive_bytes=max_receive_bytes, busy_poll=busy_poll)

    @property
    def jobs(self) -> Jobs:
        """Submits jobs, follows them, fetches their results.

            >>> client.jobs.get(job).status
            'COMPLETE'
        """
        return Jobs(self)

    @property
    def inferences(self) -> Inferences:
        """Asks for inferences, follows them, streams them.

            >>> client.inferences.get_inference_details(inference).status
            'COMPLETE'
        """
        return Inferences(self)

    def connect(self) -> EdgeClient:
        """Checks host, port and options, and returns this client. There is no need to call it.

            >>> EdgeClient("localhost", 55000).connect()
            <EdgeClient localhost:55000>

        Nothing is sent yet. To know whether the edge is there, use wait_ready().
        """
        self._native
        return self

    def _run(self, description: Description[T]) -> T:
        return run(self, description)

    wait_ready = blocking(wait_ready)
    ping = blocking(ping)

    submit_embedded = deprecated(_submitting.submit_embedded)
    submit_text = deprecated(_submitting.submit_text)
    submit_aws_s3 = deprecated(_submitting.submit_aws_s3)
    get_job_details = deprecated(_following.get_job_details)
    get_all_job_details = deprecated(_following.get_all_job_details)
    block_until_complete = deprecated(_following.block_until_complete)
    get_results = deprecated(_fetching.get_results)
