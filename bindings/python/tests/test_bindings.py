"""The ctypes declarations are those of the header."""

import ctypes
import importlib.util
import platform
import subprocess
from pathlib import Path
from types import ModuleType

import pytest
from mypy import api

import generate_bindings
from generate_bindings import Described, ctype, describe
from modzy_edge._native import declarations

LATER = """
typedef struct edge_later_call edge_later_call;
typedef enum edge_part { EDGE_PART_HEAD = 1, EDGE_PART_TAIL = -2 } edge_part;
#define EDGE_LATER_BYTES UINT64_MAX
typedef uint64_t edge_size;
struct edge_node { struct edge_node *next; edge_size size; };
struct edge_inner { double ratio; char name[12]; };
union edge_value { int64_t number; const char *text; };
typedef struct {
    uint32_t struct_size;
    bool on;
    struct edge_inner inner;
    struct edge_inner pair[2];
    edge_input input;
    union edge_value value;
    edge_part part;
    int (*compare)(const void *left, const void *right);
} edge_later;
typedef bool (*edge_later_progress)(edge_later_call *call, edge_size done, const struct edge_node *node, void *user_data);
int edge_later_fd(const edge_later_call *call);
edge_status edge_later_take_bytes(edge_later_call *call, uint8_t **out_bytes, size_t *out_size, edge_error **out_error);
edge_status edge_later_start(edge_later options, edge_later_progress progress, char ***out_names, edge_part part,
                             edge_later_call **out_call);
void edge_nothing(void);
"""


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def assert_layouts(header: Described, module: ModuleType) -> None:
    records = [record for record in header["records"] if record["layouts"]]
    assert records
    for record in records:
        declared, layout = getattr(module, record["name"]), record["layouts"][platform.machine()]
        assert ctypes.sizeof(declared) == layout["size"], record["name"]
        assert [(member["name"], place) for member, place in zip(record["members"], layout["members"])] == [
            (name, {"offset": getattr(declared, name).offset, "size": getattr(declared, name).size})
            for name, _ in declared._fields_], record["name"]


def test_the_checked_in_file_is_what_the_header_gives() -> None:
    generated = generate_bindings.generate(describe(generate_bindings.HEADER))
    assert generated == generate_bindings.OUTPUT.read_text(encoding="utf-8"), "run make generate"


def test_structures_are_laid_out_as_the_compiler_does() -> None:
    assert_layouts(describe(generate_bindings.HEADER), declarations)


def test_the_version_of_the_package_is_that_of_the_header() -> None:
    import modzy_edge
    assert f'#define EDGE_VERSION "{modzy_edge.__version__}"\n' in generate_bindings.HEADER.read_text(encoding="utf-8")


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """The header with things added as later versions may add them."""
    text = generate_bindings.HEADER.read_text(encoding="utf-8")
    head, separator, tail = text.rpartition("#ifdef __cplusplus")
    path = tmp_path / "modzy_edge.h"
    path.write_text(head + LATER + separator + tail, encoding="utf-8")
    return path


def test_additions_to_the_header_are_understood(later: Path, tmp_path: Path) -> None:
    header = describe(later)
    output = tmp_path / "later_bindings.py"
    output.write_text(generate_bindings.generate(header), encoding="utf-8")
    module = load(output)

    assert_layouts(header, module)
    assert (module.EDGE_PART_HEAD, module.EDGE_PART_TAIL) == (1, -2)
    assert module.EDGE_LATER_BYTES == 2 ** 64 - 1
    value = module.edge_later(on=True)
    value.pair[1].ratio = 0.5
    value.inner.name = b"name"
    value.value.number = 7
    assert (value.on, value.pair[1].ratio, value.inner.name, value.value.number) == (True, 0.5, b"name", 7)

    called = []
    progress = module.edge_later_progress(lambda call, done, node, data: called.append((done, node[0].size)) or True)
    assert progress(None, 5, ctypes.pointer(module.edge_node(None, 9)), None) is True
    assert called == [(5, 9)]

    functions = {function["name"]: (ctype(function["returns"]), [ctype(each["type"]) for each in function["parameters"]])
                 for function in header["functions"]}
    assert functions["edge_later_fd"][0] == "ctypes.c_int"
    assert functions["edge_later_take_bytes"][1] == [
        "ctypes.POINTER(edge_later_call)", "ctypes.POINTER(ctypes.POINTER(ctypes.c_uint8))",
        "ctypes.POINTER(ctypes.c_size_t)", "ctypes.POINTER(ctypes.POINTER(edge_error))"]
    assert functions["edge_later_start"][1][:4] == [
        "edge_later", "edge_later_progress", "ctypes.POINTER(ctypes.POINTER(ctypes.c_char_p))", "edge_part"]
    assert functions["edge_nothing"] == ("None", [])


def test_what_is_generated_from_additions_is_typed(later: Path, tmp_path: Path) -> None:
    output = tmp_path / "later_bindings.py"
    output.write_text(generate_bindings.generate(describe(later)), encoding="utf-8")
    text, errors, status = api.run(["--strict", "--python-version", "3.9", str(output), "--cache-dir",
                                    str(tmp_path / "cache")])
    assert status == 0, text + errors


@pytest.mark.parametrize("declaration", [
    "struct edge_bits { unsigned low : 3; };", "int edge_printf(const char *format, ...);",
    "struct edge_outer { struct edge_inner { int a; } inner; };", "struct edge_hidden { struct { int a; }; };",
    "long double edge_long(void);", "struct edge_tail { int size; char data[]; };"])
def test_what_cannot_be_declared_is_refused(declaration: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "odd.h"
    path.write_text(declaration, encoding="utf-8")
    with pytest.raises(subprocess.CalledProcessError):
        describe(path)
    assert "odd.h: " in capfd.readouterr().err


@pytest.mark.parametrize("kind", [
    declarations.edge_source, declarations.edge_input, declarations.edge_object_source, declarations.edge_object])
def test_what_sources_are_packed_into_is_three_machine_words(kind: type) -> None:
    word = ctypes.sizeof(ctypes.c_void_p)
    assert [getattr(kind, name).offset for name, _ in kind._fields_] == [0, word, 2 * word]
    assert ctypes.sizeof(kind) == 3 * word
