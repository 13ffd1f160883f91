"""Our Python package. BENCH_BUSY_POLL_US is the option busy_poll, in microseconds."""

import os
import sys

import modzy_edge
from harness import INPUT, MODEL, SOURCE, VERSION, main

target = sys.argv[1]
tls = modzy_edge.TlsOptions(ca_file=os.environ["BENCH_CA"]) if target.startswith("tls:") else False
host, port = (target, 0) if target.startswith("unix:") else target.removeprefix("tls:").rsplit(":", 1)
busy_poll = int(os.environ.get("BENCH_BUSY_POLL_US", "0")) / 1e6

with modzy_edge.EdgeClient(host, int(port), busy_poll=busy_poll, tls=tls) as client:
    submit_embedded = client.jobs.submit_embedded

    def frames(data: bytes, count: int) -> None:
        request = client.inferences.build_inference_request(
            MODEL, VERSION, modzy_edge.InputSource(key=INPUT, data=data))
        received = sum(1 for _ in client.inferences.stream(request for _ in range(count)))
        if received != count:
            sys.exit(f"{received} of {count} inferences were received")

    main(lambda data: submit_embedded(MODEL, VERSION, {SOURCE: {INPUT: data}}),
         [os.path.dirname(modzy_edge.__file__)], frames)
