"""Forks, and the end of the interpreter: each in a process of its own, with every warning an error."""

import signal
import threading
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background has it ignored

import pytest

from edge_fixtures import run_python
from edge_server import EdgeServer
from wire import messages

BEGIN = """
import multiprocessing, os, sys, threading, time, traceback, warnings
import modzy_edge
from modzy_edge import EdgeClient
port = int(sys.argv[1])
warnings.filterwarnings("ignore", ".*multi-threaded.*fork", DeprecationWarning)  # it is what is tested here

def use(client):
    return client.jobs.submit_embedded("m", "1.0.0", {"input": b""}).status

def in_child(function):
    pid = os.fork()
    if pid == 0:
        status = 1
        try:
            status = function() or 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    assert os.waitpid(pid, 0)[1] == 0

def refused(call):
    try:
        call()
    except modzy_edge.ForkedProcess as error:
        assert (error.code, error.status) == (101, "FORKED_PROCESS")
        assert 'set_start_method("spawn")' in error.message, error.message
    else:
        raise AssertionError("no ForkedProcess")
"""


def run(code: str, edge: EdgeServer, *arguments: object) -> str:
    done = run_python(BEGIN + code, edge.port, *arguments)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def test_a_forked_child_is_told_so(edge: EdgeServer) -> None:
    run("""
client = EdgeClient("127.0.0.1", port)
job = client.jobs.submit_embedded("m", "1.0.0", {"input": b""})

def child():
    refused(lambda: use(client))
    refused(job.refresh)
    refused(job.block_until_complete)
    refused(client.wait_ready)
    refused(client.connect)
    refused(lambda: use(EdgeClient("127.0.0.1", port)))
    assert client._handle is None
    client.close()

in_child(child)
in_child(lambda: in_child(child))
print(use(client))
""", edge)
    assert len(edge.requests("SubmitJob")) == 2


def test_the_library_is_not_called_in_a_forked_child(edge: EdgeServer) -> None:
    run("""
import ctypes
from modzy_edge._native import library
clients = [EdgeClient("127.0.0.1", port).connect() for _ in range(3)]
functions = library.start()
for name in list(vars(functions)):
    real = getattr(functions, name)
    def spy(*arguments, name=name, real=real, parent=os.getpid()):
        if os.getpid() != parent:
            os.write(2, f"{name} was called in the child\\n".encode())
        return real(*arguments)
    setattr(functions, name, spy)

def child():
    global clients
    clients.pop().close()
    clients.pop()
    try:
        use(clients[0])
    except modzy_edge.ForkedProcess:
        pass
    sys.exit(0)                     # with all that happens at the end of an interpreter

pid = os.fork()
if pid == 0:
    child()
assert os.waitpid(pid, 0)[1] == 0
""", edge)


def test_a_child_may_use_what_its_parent_has_not_used(edge: EdgeServer) -> None:
    run("""
client = EdgeClient("127.0.0.1", port)
in_child(lambda: print(use(client)))
in_child(lambda: print(use(client)))
print(use(client))
""", edge)
    assert len(edge.requests("SubmitJob")) == 3


def test_a_fork_while_other_threads_open_and_use_clients(edge: EdgeServer) -> None:
    run("""
def work():
    while not stop:
        with EdgeClient("127.0.0.1", port) as client:
            use(client)

stop = False
shared = EdgeClient("127.0.0.1", port).connect()
threads = [threading.Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for _ in range(20):
    in_child(lambda: (refused(lambda: use(shared)), shared.close()) and None)
stop = True
for thread in threads:
    thread.join()
""", edge)


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_multiprocessing(method: str, edge: EdgeServer, tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(BEGIN + """
def work(number):
    with EdgeClient("127.0.0.1", port) as client:
        return use(client)

if __name__ == "__main__":
    use(EdgeClient("127.0.0.1", port))
    context = multiprocessing.get_context(sys.argv[2])
    with context.Pool(2) as pool:
        try:
            print(pool.map(work, range(4)))
        except modzy_edge.ForkedProcess as error:
            print("ForkedProcess", error.message)
        pool.close()
        pool.join()
""", encoding="utf-8")
    done = run_python(f"import runpy, sys; sys.argv[0] = {str(program)!r}; "
                      f"runpy.run_path(sys.argv[0], run_name='__main__')", edge.port, method)
    assert done.returncode == 0, done.stderr
    if method == "fork":
        assert done.stdout.startswith("ForkedProcess This process was forked")
    else:
        assert done.stdout == "['SUBMITTED', 'SUBMITTED', 'SUBMITTED', 'SUBMITTED']\n"


@pytest.mark.parametrize("end", ["pass", "sys.exit(0)", "client.close()", "del client", "client.self = client",
                                 "sys.modules['kept'] = client; del client"])
def test_the_interpreter_ends_with_a_client_open(end: str, edge: EdgeServer) -> None:
    run(f"client = EdgeClient('127.0.0.1', port)\nassert use(client) == 'SUBMITTED'\n{end}", edge)


def test_the_interpreter_ends_while_a_daemon_thread_calls(edge: EdgeServer) -> None:
    arrived, released = threading.Event(), threading.Event()
    edge.script("GetJob", *[lambda _: (arrived.set(), released.wait(30))] * 8)
    run("""
client = EdgeClient("127.0.0.1", port)
def call():
    try:
        client.jobs.get("job-1")
    except modzy_edge.Cancelled:
        pass
for _ in range(8):
    threading.Thread(target=call, daemon=True).start()
while len(threading.enumerate()) < 9:
    pass
time.sleep(1)                       # so that most of them are in the library
""", edge)
    assert arrived.is_set()
    released.set()


def test_the_interpreter_ends_while_a_daemon_thread_makes_clients(edge: EdgeServer) -> None:
    run("""
def call():
    while True:
        try:
            use(EdgeClient("127.0.0.1", port))
        except (modzy_edge.Cancelled, modzy_edge.InvalidHandle):
            pass
for _ in range(4):
    threading.Thread(target=call, daemon=True).start()
time.sleep(0.3)
""", edge)


def test_a_client_in_a_finaliser_at_the_very_end(edge: EdgeServer) -> None:
    run("""
import atexit
class Late:
    def __init__(self):
        self.client = EdgeClient("127.0.0.1", port).connect()
    def __del__(self):
        self.client.close()
        try:
            use(self.client)
        except modzy_edge.InvalidHandle:
            pass
late = Late()
atexit.register(lambda: late.client.closed)
""", edge)


@pytest.mark.parametrize("call", ["client.jobs.block_until_complete('job-1', timeout=None)", "client.wait_ready(None)"])
def test_ctrl_c_interrupts_waiting_at_once(call: str, edge: EdgeServer) -> None:
    if "wait_ready" in call:
        edge.stop()
    else:
        in_progress = messages().jobs.JobDetails(job_identifier="job-1", status="IN_PROGRESS")
        edge.script("GetJob", *[in_progress] * 1000)
    done = run_python(BEGIN + f"""
import signal
import threading
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background has it ignored
client = EdgeClient("127.0.0.1", port)
threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
try:
    {call}
except KeyboardInterrupt:
    print("interrupted")
""", edge.port)
    assert (done.returncode, done.stdout, done.stderr) == (0, "interrupted\n", "")


def test_ctrl_c_that_nobody_catches_ends_the_program(edge: EdgeServer) -> None:
    in_progress = messages().jobs.JobDetails(job_identifier="job-1", status="IN_PROGRESS")
    edge.script("GetJob", *[in_progress] * 1000)
    done = run_python(BEGIN + """
import signal
import threading
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests in the background has it ignored
threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
EdgeClient("127.0.0.1", port).jobs.block_until_complete("job-1", timeout=None)
""", edge.port)
    assert done.returncode == -signal.SIGINT and done.stderr.endswith("\nKeyboardInterrupt\n")
