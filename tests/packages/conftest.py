"""What the tests of the packages share: the packages of this machine, made by `make`, and an emulator."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Iterator

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "interop"))

from running_emulator import running_emulator  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "artifacts/packages"
[VERSION] = re.findall(r'#define EDGE_VERSION "(.*)"', (ROOT / "include/modzy_edge.h").read_text())
MACHINE = os.uname().machine
ARCH, DEBIAN = {"x86_64": ("x64", "amd64"), "aarch64": ("arm64", "arm64")}[MACHINE]
WHEEL = PACKAGES / f"modzy_edge-{VERSION}-py3-none-manylinux_2_29_{MACHINE}.whl"

C_PROGRAM = """
#include <modzy_edge.h>
#include <stdio.h>
#include <stdlib.h>

int main(int count, char **arguments)
{
    edge_client *client = NULL;
    edge_error  *error  = NULL;
    char        *results = NULL;
    edge_input   inputs[]  = {{"input.txt", "some bytes", 10}};
    edge_source  sources[] = {{"my-input", inputs, 1}};

    if (count == 2 && edge_client_create("127.0.0.1", (uint32_t)atoi(arguments[1]), NULL, &client, &error) == EDGE_OK &&
        edge_jobs_run(client, "inspector", "1.0.0", sources, 1, NULL, &results, &error) == EDGE_OK)
        puts(results);
    else
        fprintf(stderr, "%s\\n", edge_error_message(error));
    int failed = results == NULL;
    edge_string_free(results);
    edge_error_free(error);
    edge_client_destroy(client);
    return failed;
}
"""
PYTHON_PROGRAM = """
import sys
from modzy_edge import EdgeClient

with EdgeClient("127.0.0.1", int(sys.argv[1])) as client:
    results = client.jobs.run("inspector", "1.0.0", {"my-input": {"input.txt": b"some bytes"}})
with open("/proc/self/maps") as maps:
    print(next(line.split(maxsplit=5)[5].strip() for line in maps if "libmodzy_edge" in line))
print(results.completed)
"""


def run(*command: object, cwd: "Path | None" = None, status: int = 0, **environment: str) -> str:
    """What a command says, which is to end with this status. It gets nothing of the make and the Python that run the tests."""
    inherited = {name: value for name, value in os.environ.items()
                 if not name.startswith(("MAKE", "PYTHON", "VIRTUAL_ENV", "MODZY_EDGE_")) and name != "MFLAGS"}
    done = subprocess.run([str(word) for word in command], cwd=cwd, env={**inherited, **environment}, text=True,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == status, done.stdout
    return done.stdout


@pytest.fixture(scope="session")
def port() -> Iterator[str]:
    """The port of an emulator that runs until the tests are done."""
    with running_emulator() as port:
        yield str(port)
