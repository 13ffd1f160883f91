"""docs/embedding.md is true: its programs are built and run as they stand there, and what it says of sandboxes is so."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterator, List

import pytest

sys.path.append(str(Path(__file__).resolve().parents[1] / "interop"))

from running_emulator import running_emulator  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS = ROOT / "artifacts"
PAGE = (ROOT / "docs/embedding.md").read_text(encoding="utf-8")
SUBMIT = ROOT / "bindings/c/examples/submit.c"
JOB = re.compile(r'\{"job_identifier":"[0-9a-f-]{36}"')

# Starts a program that may only call what it is given names of; with "-x" no memory may become code either.
SANDBOX = r"""
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOAD(member) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define REFUSE BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS)

int main(int count, char **words)
{
    struct sock_filter filter[] = {
        LOAD(nr),
        /* mmap of what can be written and run, and mprotect of what can be run */
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mmap, 0, 3),
        LOAD(args[2]),
        BPF_STMT(BPF_ALU | BPF_AND | BPF_K, PROT_WRITE | PROT_EXEC),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PROT_WRITE | PROT_EXEC, 4, 0),
        LOAD(nr),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mprotect, 0, 3),
        LOAD(args[2]),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
        REFUSE,
        LOAD(nr),
ALLOWED
        REFUSE,
    };
    struct sock_fprog program = {sizeof filter / sizeof filter[0], filter};

    if (count < 2 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
        perror("seccomp");
        return 77;
    }
    execv(words[1], words + 1);
    return 126;
}
"""


# Java code that the virtual machine has compiled, in which a signal stands for a check of null.
NULLS = """
    public static void main(String[] arguments) {
        Submit.main(arguments);
        int found = 0;
        String[] texts = new String[100000];
        java.util.Arrays.fill(texts, "text");
        for (int i = 0; i < texts.length; i++) length(texts[i]);
        for (int i = 999; i < texts.length; i += 1000) texts[i] = null;
        for (String text : texts) {
            try { length(text); } catch (NullPointerException e) { found++; }
        }
        System.out.println(found);
    }
    static int length(String text) { return text.length(); }
"""


@pytest.fixture(scope="module")
def port() -> Iterator[str]:
    with running_emulator() as port:
        yield str(port)


def blocks(language: str) -> List[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def example(language: str, port: str) -> str:
    """The only example in a language, with the port of the emulator."""
    [block] = blocks(language)
    assert block.count("55000") == 1
    return block.replace("55000", port)


def run(*command: object, cwd: "Path | None" = None, status: int = 0, **environment: str) -> str:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MODZY_EDGE_")) and name != "MFLAGS"}
    done = subprocess.run([str(word) for word in command], cwd=cwd, env={**inherited, **environment}, text=True, timeout=120,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A directory with a program and, as modzy-edge, the library."""
    shutil.copy(SUBMIT, tmp_path / "program.c")
    (tmp_path / "modzy-edge").mkdir()
    for name in ("include", "lib"):
        (tmp_path / "modzy-edge" / name).symlink_to(ARTIFACTS / name)
    return tmp_path


def submit(program: Path, port: str) -> None:
    assert JOB.match(run(program, "127.0.0.1", port, "inspector", "1.0.0", f"text={SUBMIT}"))


def test_by_pkg_config(project: Path, port: str) -> None:
    [command] = [line for line in blocks("sh")[0].splitlines() if line.startswith("cc ")]
    run("sh", "-c", command + f" -Wl,-rpath,{ARTIFACTS}/lib", cwd=project, PKG_CONFIG_PATH=f"{ARTIFACTS}/lib/pkgconfig")
    submit(project / "program", port)


def test_by_cmake(project: Path, port: str) -> None:
    [lists] = blocks("cmake")
    (project / "CMakeLists.txt").write_text(lists + "install(TARGETS program)\n")
    run("cmake", "-S", project, "-B", project / "build", f"-DCMAKE_PREFIX_PATH={ARTIFACTS}", f"-DCMAKE_INSTALL_PREFIX={project}/there")
    run("cmake", "--build", project / "build")
    submit(project / "build/program", port)
    run("cmake", "--install", project / "build")
    (project / "there/lib").mkdir()
    shutil.copy(ARTIFACTS / "lib/libmodzy_edge.so.1", project / "there/lib")
    submit(project / "there/bin/program", port)
    assert f"=> {project}/there/bin/../lib/libmodzy_edge.so.1" in run("ldd", project / "there/bin/program")


@pytest.mark.parametrize("compiler", [name for name in ("gcc", "clang", "clang-14") if shutil.which(name)])
def test_by_make(project: Path, port: str, compiler: str) -> None:
    [makefile] = blocks("make")
    (project / "Makefile").write_text(makefile)
    run("make", "program", f"CC={compiler}", cwd=project)
    submit((project / "program"), port)


def test_loaded_at_run_time(tmp_path: Path) -> None:
    [program] = blocks("c")
    (tmp_path / "program.c").write_text(program)
    run("cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-D_GNU_SOURCE", f"-I{ARTIFACTS}/include", "program.c", "-o", "program", "-ldl", cwd=tmp_path)
    assert re.fullmatch(r"\d+\.\d+\.\d+\n", run(tmp_path / "program", LD_LIBRARY_PATH=f"{ARTIFACTS}/lib"))
    run(tmp_path / "program", status=1)


def test_what_is_said_of_the_file() -> None:
    [commands] = [block for block in blocks("sh") if "readelf -d" in block]
    needed, glibc, foreign, *_ = run("bash", "-c", "readelf -d lib/libmodzy_edge.so.1 | grep NEEDED | tr '\\n' ' '; echo; "
                                     + "\n".join(commands.splitlines()[1:4]), cwd=ARTIFACTS).splitlines()
    assert set(re.findall(r"\[(.*?)\]", needed)) <= {f"lib{name}" for name in ("c.so.6", "m.so.6", "dl.so.2", "rt.so.1", "pthread.so.0")} | {
        "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}
    assert re.fullmatch(r"GLIBC_\d\.\d+", glibc)
    assert foreign == "1"


def needs(*programs: str) -> "pytest.MarkDecorator":
    missing = [name for name in programs if not shutil.which(name)]
    return pytest.mark.skipif(bool(missing), reason=f"{', '.join(missing)} is not installed")


@needs("rustc")
def test_rust(tmp_path: Path, port: str) -> None:
    (tmp_path / "main.rs").write_text(example("rust", port))
    run("rustc", "--edition", "2021", "-D", "warnings", "main.rs", "-L", f"native={ARTIFACTS}/lib", "-l", "modzy_edge", cwd=tmp_path)
    assert JOB.match(run(tmp_path / "main", LD_LIBRARY_PATH=f"{ARTIFACTS}/lib"))


@needs("go")
def test_go(tmp_path: Path, port: str) -> None:
    (tmp_path / "main.go").write_text(example("go", port))
    paths = {"PKG_CONFIG_PATH": f"{ARTIFACTS}/lib/pkgconfig", "LD_LIBRARY_PATH": f"{ARTIFACTS}/lib", "GOFLAGS": "-mod=mod",
             "GO111MODULE": "off", "GOCACHE": str(ROOT / "build/go")}
    assert JOB.match(run("go", "run", "main.go", cwd=tmp_path, **paths))


@needs("javac")
@pytest.mark.skipif(not Path("/usr/share/java/jna.jar").exists(), reason="libjna-java is not installed")
def test_java(tmp_path: Path, port: str) -> None:
    (tmp_path / "Submit.java").write_text(example("java", port))
    (tmp_path / "Nulls.java").write_text(f"public final class Nulls {{{NULLS}}}")
    run("javac", "-cp", "/usr/share/java/jna.jar", "Submit.java", "Nulls.java", cwd=tmp_path)
    job, nulls = run("java", "-cp", "/usr/share/java/jna.jar:.", f"-Djna.library.path={ARTIFACTS}/lib", "Nulls", cwd=tmp_path).splitlines()
    assert JOB.match(job) and nulls == "100"


@needs("luajit")
def test_lua(tmp_path: Path, port: str) -> None:
    (tmp_path / "submit.lua").write_text(example("lua", port))
    assert JOB.match(run("luajit", tmp_path / "submit.lua", LD_LIBRARY_PATH=f"{ARTIFACTS}/lib"))


def sandbox(directory: Path, names: List[str]) -> Path:
    allowed = "".join(f"#ifdef SYS_{name}\n BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_{name}, 0, 1), "
                      f"BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),\n#endif\n" for name in names)
    (directory / "sandbox.c").write_text(SANDBOX.replace("ALLOWED", allowed))
    run("cc", "-Wall", "-Werror", "sandbox.c", "-o", "sandbox", cwd=directory)
    return directory / "sandbox"


def system_calls() -> List[str]:
    [names] = [block.split() for block in blocks("text") if "epoll_create1" in block]
    return names


def test_the_system_calls_that_it_needs(tmp_path: Path, port: str) -> None:
    large = tmp_path / "large"
    large.write_bytes(os.urandom(3_000_000))
    sealed = sandbox(tmp_path, system_calls())
    words = ["127.0.0.1", port, "inspector", "1.0.0"]
    assert JOB.match(run(sealed, ARTIFACTS / "bin/submit", *words, f"image={large}"))
    run(sealed, ARTIFACTS / "bin/watch", "--host", "127.0.0.1", "--port", port, *words[2:], large, SUBMIT, large)
    assert '"COMPLETE"' in run(sealed, ARTIFACTS / "bin/camera", *words, SUBMIT, SUBMIT)
    # Which it would not, if the filter did nothing.
    run(sandbox(tmp_path, [name for name in system_calls() if name != "connect"]), ARTIFACTS / "bin/submit", *words,
        f"image={large}", status=-31)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can change the root directory")
def test_an_empty_root(tmp_path: Path, port: str) -> None:
    for line in run("ldd", ARTIFACTS / "bin/submit").splitlines():
        found = re.search(r"(/\S+) \(0x", line)
        if found:
            there = tmp_path / "lib" / Path(found[1]).name
            if "ld-linux" in there.name:
                there = tmp_path / found[1].lstrip("/")
            there.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(found[1], there)
    shutil.copy(ARTIFACTS / "bin/submit", tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) in (["lib", "lib64", "submit"], ["lib", "submit"])
    assert JOB.match(run("chroot", tmp_path, "/submit", "127.0.0.1", port, "inspector", "1.0.0", "text=/submit", LD_LIBRARY_PATH="/lib"))


@pytest.mark.parametrize("limit", ["-v 100000", "-n 5"])
def test_limits(port: str, limit: str) -> None:
    run("bash", "-c", f'ulimit {limit}; exec "$0" "$@"', ARTIFACTS / "bin/submit", "127.0.0.1", port, "inspector", "1.0.0", f"text={SUBMIT}")
