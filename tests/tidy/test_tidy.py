"""Rules of CONTRIBUTING.md that hold for every file of the repository."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Names and phrases that were given up for the terms of the RFCs and of gRPC. A word in one of these stays where it is a
# user's.
GIVEN_UP = re.compile(
    r"\b(SharedConnection|DirectConnection|StartedCall|BlockedCall|AnswerHeaders|RecentHeaders|ReplyFraming|RequestMessage|"
    r"StagedMessage|SentFields|MessagePrefix|FrameFlood|NoHeaders|PlainTimer|CallThreads|LocalFailure|RpcFailure|PipeTexts|UnaryPipe|"
    r"DuplexPipe|LoanRequest|UseCount|Remembered|little_room|odd_files)\b"
    r"|\b(in vain|in the stead of|makes anew|made anew|has come to|give[sn]? way|for want of|who looks|whoever looks)\b"
)
MAX_LINES = 400
# Each method of this class is a signature and its documentation; the calls are in other files.
LONG_FILES = {"bindings/python/modzy_edge/_jobs.py"}
MAX_COLUMNS = {"tests": 160, "scripts": 150}  # else 120
TEXT = {".cs", ".c", ".h", ".hpp", ".cpp", ".cc", ".py", ".sh", ".md", ".proto", ".cmake", ".props", ".csproj", ".txt", ""}
CODE = {".cs", ".c", ".h", ".hpp", ".cpp", ".cc", ".py", ".sh"}
GENERATED = re.compile(r"\bGenerated from\b")


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


FILES = tracked()
TEXTS = {path: path.read_text(encoding="utf-8") for path in FILES if path.suffix in TEXT and path != Path(__file__)}


def is_generated(path: Path) -> bool:
    return GENERATED.search(TEXTS[path][:400]) is not None or path.name.startswith("PublicAPI.")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_term_that_was_given_up() -> None:
    found = [
        f"{name(path)}:{number}: {match[0]}"
        for path, text in TEXTS.items()
        for number, line in enumerate(text.splitlines(), 1)
        for match in [GIVEN_UP.search(line)]
        if match
    ]
    assert not found, "\n".join(found)


def test_no_long_file() -> None:
    long = [
        f"{name(path)}: {lines} lines"
        for path, text in TEXTS.items()
        if path.suffix in CODE and path.parent != ROOT / "include" and not is_generated(path)
        and name(path) not in LONG_FILES
        for lines in [text.count("\n")]
        if lines > MAX_LINES
    ]
    assert not long, "\n".join(long)


def test_no_long_line() -> None:
    # Strings and URLs are not broken, nor the backslashes of a macro.
    long = [
        f"{name(path)}:{number}: {len(line)} columns"
        for path, text in TEXTS.items()
        if path.suffix in CODE and not is_generated(path)
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > max((MAX_COLUMNS.get(part, 120) for part in path.parts), default=120)
        and '"' not in line and "://" not in line and not line.endswith("\\")
    ]
    assert not long, f"{len(long)} lines\n" + "\n".join(long)


def test_every_page_of_the_documentation_can_be_reached_from_the_README() -> None:
    reached: set[Path] = set()
    pending = [ROOT / "README.md"]
    while pending:
        page = pending.pop()
        if page in reached or page not in TEXTS:
            continue
        reached.add(page)
        links = [(page.parent / link).resolve() for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", TEXTS[page])]
        pending += [link / "README.md" if link.is_dir() else link for link in links]
    missing = [name(path) for path in TEXTS if path.suffix == ".md" and path not in reached and not path.is_relative_to(ROOT / "packaging")]
    assert not missing, "\n".join(missing)


def test_every_link_between_files_leads_somewhere() -> None:
    broken = [
        f"{name(page)}: {link}"
        for page, text in TEXTS.items()
        if page.suffix == ".md"
        for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", re.sub(r"```.*?```", "", text, flags=re.DOTALL))
        if not (page.parent / link).exists()
    ]
    assert not broken, "\n".join(broken)


@pytest.mark.parametrize("folder", ["scripts", "tests/c", "bench/driver", "bench/native", "bindings/c", "demo"])
def test_every_file_is_named_by_another(folder: str) -> None:
    texts = {path: text for path, text in TEXTS.items() if path.suffix != ".md"}
    unnamed = [
        name(path)
        for path in FILES
        if path.is_relative_to(ROOT / folder)
        and path.name not in ("__init__.py", "CMakeLists.txt", "README.md")
        and not any(path.stem in text for other, text in texts.items() if other != path)
    ]
    assert not unnamed, "\n".join(unnamed)


def test_every_csharp_project_is_in_the_solution() -> None:
    solution = TEXTS.get(ROOT / "Modzy.Edge.sln") or (ROOT / "Modzy.Edge.sln").read_text(encoding="utf-8")
    projects = [path for path in FILES if path.suffix == ".csproj" and path.parts[-3] in ("src", "tests")]
    missing = [name(path) for path in projects if path.name not in solution]
    compiled = (ROOT / "tests/Modzy.Edge.Tests.slnf").read_text(encoding="utf-8")
    missing += [f"{name(path)} (tests/Modzy.Edge.Tests.slnf)" for path in projects if path.stem.endswith(".Tests") and path.name not in compiled]
    assert not missing, "\n".join(missing)


def test_every_status_has_a_section_on_its_causes() -> None:
    header = TEXTS[ROOT / "include/modzy_edge.h"]
    page = TEXTS[ROOT / "docs/errors.md"]
    statuses = re.findall(r"^    (EDGE_[A-Z_]+) = (\d+),?$", header[header.index("EDGE_OK = 0") - 4:], re.MULTILINE)[:20]
    headings = "\n".join(line for line in page.splitlines() if line.startswith("## "))
    missing = [status for status, number in statuses if number != "0" and f"{number} {status}" not in headings]
    assert statuses[1] == ("EDGE_CANCELLED", "1")
    assert not missing, missing


def test_the_log_messages_of_a_project_are_in_one_class() -> None:
    """The generator of .NET writes several classes in another order at each build, and so the build would not be repeatable."""
    files = [path for path in TEXTS if path.suffix == ".cs" and path.is_relative_to(ROOT / "src") and "[LoggerMessage(" in TEXTS[path]]
    projects = [path.relative_to(ROOT / "src").parts[0] for path in files]
    assert len(files) >= 2 and len(set(projects)) == len(projects), files
