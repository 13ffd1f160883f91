"""Where things are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "bench"
BUILD = ROOT / "build" / "bench"
CERTIFICATE = BUILD / "edge.pem"
KEY = BUILD / "edge.key"
LIBRARY = ROOT / "artifacts" / "lib" / "libmodzy_edge.so.1"
RESULTS = BENCH / "results"
PUBLISHED = RESULTS / "published.json"
DOCUMENT = ROOT / "docs" / "performance.md"
CHART = ROOT / "docs" / "performance.svg"
