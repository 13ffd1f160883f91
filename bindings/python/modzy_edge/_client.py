"""The client for one edge."""

from __future__ import annotations

import warnings
from typing import Any, Dict, Mapping, Optional, Union

from ._inferences import Inferences
from ._job import Job, JobList
from ._job_calls import JobProgress
from ._jobs import Jobs
from ._native import client
from ._native.arguments import POLL_INTERVAL, JobLike, Metadata
from ._native.blocking import run
from ._native.client import Balancing, NativeClient, RetryOptions, Transport
from ._results import Results
from ._tls import TlsOptions


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
            the path of a Unix domain socket, as in EdgeClient("unix:/run/edge.sock"), or "unix-abstract:" and its name
            in Linux's abstract namespace: then without port.
            Several edges are divided by commas, each with or without its port: "edge-1,edge-2:55001".
        port: 1 to 65535. It means nothing with the path of a socket.
        deadline: How long each call may take that sets no deadline of its own: connecting, sending and receiving
            together, in seconds. None or math.inf: for as long as it takes.
        connect_timeout: How long one attempt to connect may take, within the deadline, in seconds. None: as the
            deadline.
        transport: What carries the calls: "direct", the library's own HTTP/2, with the least latency, CPU and memory;
            "channel", that of .NET, to compare with; "auto", which is "direct" on Linux. docs/c.md, "Connections", says
            which calls share a connection.
        max_connections: How many connections the direct transport opens at most. Calls beyond that wait for one, within
            their deadline.
        idle_timeout: After how many seconds an idle connection of the direct transport is closed; those beyond two for
            each processor after 10 at the most. None: never.
        max_receive_bytes: The largest answer to accept; a larger one raises ResourceExhausted. None: 512 MiB. An answer
            for which the process may not have the memory raises OutOfMemory, whatever this says.
        busy_poll: How long a call that blocks polls for its answer before its thread sleeps, in seconds; 1 at most.
            Trades CPU time for latency where the edge is on the same device, 0.0002 for example: see docs/c.md,
            "Latency". 0: the thread sleeps at once.
        max_long_calls: How many calls that do not block, with a message of more than 16 KB, the direct transport makes
            at a time, each with a thread of the library, a connection and half a megabyte. The others wait in order,
            within their deadlines, and take no memory for the message.
        api_key: The API key of the platform, sent with each call as "authorization: ApiKey ...". It appears in no log, no
            error and no repr.
        allow_plaintext_credentials: Whether api_key and "authorization" may be sent to another machine without TLS, so
            that everybody on the way can read them. Otherwise they raise InvalidArgument.
        cancel_on_timeout: Whether a job is cancelled at the edge when the time of a wait for it is up, that of jobs.run
            included: within 2 seconds more; the message of the Timeout says what came of it. Not after a timeout of 0,
            and not for inferences, which cannot be cancelled. Of a submission whose deadline passes, the identifier is
            not known: its Timeout says whether the edge may have taken the job.
        tls: True to speak TLS and check the edge's certificate against the authorities of the system; TlsOptions for
            others, and for a certificate of the client. False: plaintext.
        retry: How failed calls are sent again. None: as RetryOptions().
        proxy: The URL of an HTTP proxy that tunnels to the edge by CONNECT, "http://user:password@host:port". None: that
            of the environment variable grpc_proxy, https_proxy or http_proxy, unless no_grpc_proxy or no_proxy contains
            the edge. "": none. This machine and Unix domain sockets are reached without one.
        keepalive: After how many seconds in which the edge has sent nothing a connection with calls is checked by an
            HTTP/2 PING; 10 at least. 0: never. See docs/c.md, "Keepalive".
        keepalive_timeout: How long the edge may take to answer it before its calls raise Unavailable, in seconds.
        keepalive_when_idle: Whether connections without calls are checked, too (after up to half as long again), and
            all as often as keepalive says: for servers that permit it.
        balancing: Which edge gets a call, if host names several: "pick_first", the first one that responds, or
            "round_robin". A call about a job or an inference goes to the edge that has it.
        metadata: Header fields of each call, by name: str, or bytes for a name that ends with "-bin"; set_metadata
            replaces them. Names have lower-case letters, digits, "-", "_" and "."; gRPC and HTTP reserve some.

    Attributes:
        jobs: Submits jobs, follows them, fetches their results. See Jobs.
        inferences: Asks for inferences, follows them, streams them. See Inferences.
        host, port, origin: Where the edge is; origin is "host:port", or "unix:" and the path.
        closed: Whether close() was called.
    """

    def __init__(self, host: str = "localhost", port: int = 55000, *, deadline: Optional[float] = 30.0,
                 connect_timeout: Optional[float] = 10.0, transport: Transport = "auto", max_connections: int = 256,
                 idle_timeout: Optional[float] = 120.0, max_receive_bytes: Optional[int] = None,
                 busy_poll: float = 0.0, max_long_calls: int = 32, api_key: Optional[str] = None,
                 allow_plaintext_credentials: bool = False, cancel_on_timeout: bool = False,
                 tls: Union[bool, TlsOptions] = False, retry: Optional[RetryOptions] = None,
                 proxy: Optional[str] = None, keepalive: float = 0.0, keepalive_timeout: Optional[float] = 20.0,
                 keepalive_when_idle: bool = False, balancing: Balancing = "pick_first",
                 metadata: Optional[Metadata] = None) -> None:
        super().__init__(host, port, deadline=deadline, connect_timeout=connect_timeout, transport=transport,
                         max_connections=max_connections, idle_timeout=idle_timeout,
                         max_receive_bytes=max_receive_bytes, busy_poll=busy_poll, max_long_calls=max_long_calls,
                         api_key=api_key, allow_plaintext_credentials=allow_plaintext_credentials,
                         cancel_on_timeout=cancel_on_timeout, tls=tls, retry=retry, proxy=proxy, keepalive=keepalive,
                         keepalive_timeout=keepalive_timeout, keepalive_when_idle=keepalive_when_idle,
                         balancing=balancing, metadata=metadata)

    @classmethod
    def from_context(cls, name: Optional[str] = None) -> EdgeClient:
        """Makes a client for an edge by its name in the configuration file of the command line tool modzy-edge.

            >>> with EdgeClient.from_context() as client:
            ...     client.jobs.get(job).status
            'COMPLETE'

        The file is $XDG_CONFIG_HOME/modzy-edge/config.json, or the same below ~/.config; docs/tool.md describes it.
        host is "" and port 0 of such a client: the library has read them.

        Args:
            name: The name of the context. None: the one that the environment variable MODZY_EDGE_CONTEXT names, or else
                the current one of the file.

        Raises:
            NotFound: There is no such file or context.
            InvalidArgument: The file cannot be read, or is wrong. The message names the file and the member.
        """
        client = cls()
        client._use_context(name)
        return client

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

    def set_metadata(self, metadata: Metadata) -> None:
        """Replaces the metadata of all calls, with the api_key: for calls that begin afterwards, and for waits under way.

            >>> client.set_metadata({"authorization": "Bearer 3f2a", "x-tenant": "line-4"})
            >>> client.set_metadata({})

        Args:
            metadata: Header fields, as the argument of EdgeClient.

        Raises:
            InvalidArgument: An entry is invalid, or a credential may not be sent; the client keeps what it had.
        """
        self._set_metadata(metadata)

    def stats(self) -> Dict[str, Any]:
        """What the client has done since it was made. Makes no call.

            >>> stats = client.stats()
            >>> stats["calls"] > 0, stats["calls_in_flight"], sorted(stats["latency"])
            (True, 0, ['max', 'p50', 'p90', 'p99'])

        Calls are those to the edge: a wait makes several, an upload one for each chunk. Streams count as connections
        only. The dict has

        - "calls", of these "calls_in_flight" and "succeeded"; "retries": how often a call was sent again, or to
          another of several edges;
        - "failures": the calls that failed, by the name of their status;
        - "bytes_sent" and "bytes_received" over the network, those of TLS handshakes not counted;
        - "connections": "opened" and "failed" in all, "open" now, of these "idle" without a call;
        - "latency": what the successful calls took, in milliseconds; "p50", "p90" and "p99" are exact to 3 %.
        """
        return self._stats()

    def wait_ready(self, timeout: Optional[float] = 30.0) -> None:
        """Waits until the edge answers. Attempts are repeated until one succeeds or the time is up.

            >>> client.wait_ready(timeout=5)

        Args:
            timeout: How long to wait, in seconds. None: for as long as it takes. 0: one attempt.

        Raises:
            Timeout: There was no answer in time. The message says why the last attempt failed.
            ApiError: Something answers there, but it does not speak gRPC. A gRPC server that is no edge is not noticed
                before the first call to it, which raises Unimplemented.
        """
        run(self, client.wait_ready(timeout))

    def ping(self, timeout: Optional[float] = None) -> float:
        """Makes one whole call to the edge, the cheapest there is, and returns how long it took, in seconds.

            >>> client.ping(timeout=5) < 5
            True

        Connecting is part of it, if there was no connection. To wait for an edge that starts, use wait_ready().

        Args:
            timeout: How long to wait, in seconds; math.inf for as long as it takes. Default: the client's deadline.

        Raises:
            Timeout, Unavailable, or another ApiError: The edge has not answered.
        """
        return run(self, client.ping(timeout))

    def submit_embedded(self, identifier: object, version: str, sources: Mapping[str, Any], explain: bool = False, *,
                        deadline: Optional[float] = None, job_timeout: Optional[float] = None,
                        metadata: Optional[Metadata] = None) -> Job:
        """Deprecated: use client.jobs.submit_embedded.

            >>> job = client.jobs.submit_embedded("inspector", "1.0.0", {"my-input": {"input.txt": b"some bytes"}})
            >>> job.block_until_complete().completed
            1
        """
        _warn_deprecated("submit_embedded")
        return self.jobs.submit_embedded(
            identifier, version, sources, explain, deadline=deadline, job_timeout=job_timeout, metadata=metadata)

    def submit_text(self, identifier: object, version: str, sources: Mapping[str, Any], explain: bool = False, *,
                    deadline: Optional[float] = None, job_timeout: Optional[float] = None,
                    metadata: Optional[Metadata] = None) -> Job:
        """Deprecated: use client.jobs.submit_text.

            >>> job = client.jobs.submit_text("inspector", "1.0.0", {"my-input": {"input.txt": "Grüße, 世界"}})
            >>> job.block_until_complete().status
            'COMPLETE'
        """
        _warn_deprecated("submit_text")
        return self.jobs.submit_text(
            identifier, version, sources, explain, deadline=deadline, job_timeout=job_timeout, metadata=metadata)

    def submit_aws_s3(self, identifier: object, version: str, sources: Mapping[str, Any], access_key_id: str,
                      secret_access_key: str, region: Optional[str] = None, explain: bool = False, *,
                      endpoint: Optional[str] = None, deadline: Optional[float] = None,
                      job_timeout: Optional[float] = None, metadata: Optional[Metadata] = None) -> Job:
        """Deprecated: use client.jobs.submit_aws_s3.

            >>> job = client.jobs.submit_aws_s3(
            ...     "inspector", "1.0.0", {"my-input": {"image": {"bucket": "my-bucket", "key": "/my/picture.jpg"}}},
            ...     access_key_id="AKIDEXAMPLE", secret_access_key="secret", region="us-east-1")
            >>> job.status in ("SUBMITTED", "IN_PROGRESS", "FAILED")
            True
        """
        _warn_deprecated("submit_aws_s3")
        return self.jobs.submit_aws_s3(
            identifier, version, sources, access_key_id, secret_access_key, region, explain, endpoint=endpoint,
            deadline=deadline, job_timeout=job_timeout, metadata=metadata)

    def get_job_details(self, job_identifier: JobLike, *, deadline: Optional[float] = None,
                        metadata: Optional[Metadata] = None) -> Job:
        """Deprecated: use client.jobs.get_job_details.

            >>> client.jobs.get_job_details(job.job_identifier).status
            'COMPLETE'
        """
        _warn_deprecated("get_job_details")
        return self.jobs.get_job_details(job_identifier, deadline=deadline, metadata=metadata)

    def get_all_job_details(self, timeout: Optional[float] = None) -> JobList:
        """Deprecated: use client.jobs.get_all_job_details.

            >>> jobs = client.jobs.get_all_job_details(timeout=5)
            >>> len(jobs) <= jobs.total_count
            True
        """
        _warn_deprecated("get_all_job_details")
        return self.jobs.get_all_job_details(timeout)

    def block_until_complete(self, job_identifier: JobLike, poll_interval: Optional[float] = POLL_INTERVAL,
                             timeout: Optional[float] = 30, *, max_poll_interval: Optional[float] = None,
                             progress: Optional[JobProgress] = None,
                             metadata: Optional[Metadata] = None) -> Job:
        """Deprecated: use client.jobs.block_until_complete.

            >>> job = client.jobs.submit_embedded("inspector", "1.0.0", {"input.txt": b"some bytes"})
            >>> client.jobs.block_until_complete(job, timeout=60).status
            'COMPLETE'
        """
        _warn_deprecated("block_until_complete")
        return self.jobs.block_until_complete(
            job_identifier, poll_interval, timeout, max_poll_interval=max_poll_interval, progress=progress,
            metadata=metadata)

    def get_results(self, job_identifier: JobLike, *, deadline: Optional[float] = None,
                    metadata: Optional[Metadata] = None) -> Results:
        """Deprecated: use client.jobs.get_results.

            >>> results = client.jobs.get_results(job)
            >>> results["results"]["job"]["status"], results.get("failed", 0)
            ('COMPLETE', 0)
        """
        _warn_deprecated("get_results")
        return self.jobs.get_results(job_identifier, deadline=deadline, metadata=metadata)


def _warn_deprecated(name: str) -> None:
    warnings.warn(f"EdgeClient.{name} is deprecated; use client.jobs.{name}", DeprecationWarning, stacklevel=3)
