#!/usr/bin/python3
"""Compiles and runs the example in the comment of each function of modzy_edge.h, and the same with its async variant.

    examples_test.py DESCRIPTION LIBRARY PORT

DESCRIPTION is what scripts/describe_header.py writes, PORT that of an emulator.

Each example runs in a process of its own. It must leave `error` as it should be, keep no handle, free what it was given,
and print what the comment behind the printing line says ("..." stands for anything).
"""

from __future__ import annotations

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import textwrap
import unittest

HERE = pathlib.Path(__file__).resolve().parent
COMPILER = [os.environ.get("CC", "cc"), "-std=c99", "-Wall", "-Wextra", "-pedantic", "-Werror"]
JOBS = {"edge_jobs_append": "open_job", "edge_jobs_close": "open_job", "edge_jobs_cancel": "running_job",
        "edge_call_cancel": "running_job"}
WITH_AN_ERROR = {"edge_error_code", "edge_error_message", "edge_error_detail_json", "edge_error_is_retriable"}
ENVIRONMENT = {name: "example" for name in (
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_KEY")}


def with_async_variant(name: str, parameters: list[str], example: str, comment: str) -> str:
    """The example with each call of the function as a call of its async variant, waited for; `comment` documents the variant."""
    kind = re.search(r"edge_call_take_(\w+)|no result to take", comment)[1] or "none"
    if "out_vote" in parameters:
        kind = "vote"
    if "out_round_trip_us" in parameters:
        kind = "ping"
    code, rest = "", example
    while (at := re.search(rf"\b{name}\(", rest)) is not None:
        arguments, end = split_arguments(rest, at.end())
        outs = [argument for parameter, argument in zip(parameters, arguments) if parameter.startswith("out_")]
        if kind == "bytes" and "out_content_type" not in parameters:
            outs.insert(2, "NULL")
        started = ", ".join([*arguments[: len(arguments) - sum(p.startswith("out_") for p in parameters)],
                             "&begun", arguments[-1]])
        code += f"{rest[:at.start()]}finish_{kind}({name}_start({started}), {', '.join(outs)})"
        rest = rest[end:]
    return code + rest


def split_arguments(code: str, start: int) -> tuple[list[str], int]:
    """The arguments of the call whose parenthesis opens before `start`, and where it ends."""
    arguments, depth, begin = [], 0, start
    for token in re.finditer(r'"(?:\\.|[^"\\])*"|[(){},]', code[start:]):
        at = start + token.start()
        if token[0] in "({":
            depth += 1
        elif token[0] in ")}" and depth > 0:
            depth -= 1
        elif token[0] == "," and depth == 0 or token[0] == ")":
            arguments.append(code[begin:at].strip())
            begin = at + 1
            if token[0] == ")":
                return arguments, begin
    raise ValueError(f"a call without an end: {code[start:]}")


def uses(code: str, variable: str) -> bool:
    """Whether an example takes a variable from its setting."""
    return re.search(rf"\b{variable}\b", re.sub(r'"[^"]*"|//.*', "", code)) is not None \
        and re.search(rf"\*{variable} *= NULL;", code) is None


def program(name: str, code: str, line: int) -> str:
    """The example as a function of C, in its setting; functions that it defines come before."""
    defined = re.match(r"static .*?^}\n", code, re.DOTALL | re.MULTILINE)
    before = defined[0] if defined else ""
    job = JOBS.get(name.removesuffix("_start"), "complete_job")
    setting = [
        f"edge_client *client = {'NULL' if '&client' in code else 'the_client()'};",
        f"edge_error *error = {'the_error()' if name.startswith('edge_error_') else 'NULL'};",
        f"const char *id = {f'{job}(client)' if uses(code, 'id') or uses(code, 'call') else 'NULL'};",
        f"const char *inference_id = {'complete_inference(client)' if uses(code, 'inference_id') else 'NULL'};",
        f"edge_stream *stream = {'the_stream(client)' if uses(code, 'stream') else 'NULL'};",
        f"edge_call *call = {'the_call(client, id)' if uses(code, 'call') else 'NULL'};",
        "(void)id, (void)inference_id;",
    ]
    has_error = "true" if name in WITH_AN_ERROR else "false"
    return "\n".join([
        f'#line {line} "modzy_edge.h"', before, f"static int run_{name}(void)", "{", *setting, "{",
        f'#line {line + before.count(chr(10))} "modzy_edge.h"', code[len(before):], "}",
        f'return ended("{name}", client, error, stream, call, {has_error});', "}", ""])


def expectation(code: str) -> str | None:
    """What an example says that it prints, as a regular expression; None if it does not print."""
    said = re.findall(r"^ *(?:puts|f?printf)\(.*;\s*// (.*)$", code, re.MULTILINE)
    if said:
        return "".join(".*".join(map(re.escape, each.split("..."))) + ".*" for each in said)
    return "." if re.search(r"\bputs\(|\bprintf\(|, stdout\)", code) else None


class Examples(unittest.TestCase):
    description: pathlib.Path
    library: pathlib.Path
    port: str

    @classmethod
    def setUpClass(cls) -> None:
        described = json.loads(cls.description.read_text(encoding="utf-8"))
        functions = {each["name"]: each for each in described["functions"]}
        cls.examples = {}
        for name, function in functions.items():
            of = functions[name.removesuffix("_start")]
            example = of["docs"]["example"] or {"code": "", "line": 0}
            cls.examples[name] = example["code"], example["line"]
            if of is not function:
                parameters = [parameter["name"] for parameter in of["parameters"]]
                comment = function["docs"]["text"][0]["text"]
                cls.examples[name] = with_async_variant(of["name"], parameters, example["code"], comment), example["line"]
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.directory = pathlib.Path(directory.name)
        for file in ("monday.wav", "tuesday.wav"):
            (cls.directory / file).write_bytes(b"RIFF" + bytes(1 << 16))

    def test_every_function_has_one_that_calls_it(self) -> None:
        self.assertGreater(len(self.examples), 50)
        without = [name for name, (code, _) in self.examples.items() if not re.search(rf"\b{name}\(", code)]
        self.assertEqual([], without, "these have no example in their comment that calls them")

    def test_they_are_short(self) -> None:
        self.assertEqual([], [name for name, (code, _) in self.examples.items() if code.count("\n") > 14])

    def test_they_free_what_they_are_given(self) -> None:
        frees = {"char": "edge_string_free", "void": "edge_bytes_free", "edge_stream": "edge_stream_destroy",
                 "edge_call": "edge_call_destroy", "edge_queue": "edge_queue_destroy", "edge_log": "edge_log_destroy"}
        for name, (code, _) in self.examples.items():
            for kind, variable in re.findall(r"^ *(\w+) *\*(\w+) *= NULL;", code, re.MULTILINE):
                with self.subTest(function=name, variable=variable):
                    self.assertIn(f"{frees[kind]}({variable})", code)

    def test_they_compile_and_run(self) -> None:
        executable = self.compiled()
        for name, (code, _) in self.examples.items():
            with self.subTest(function=name):
                self.check_run(executable, name, code)

    def compiled(self) -> pathlib.Path:
        table = ", ".join(f'{{"{name}", run_{name}}}' for name in self.examples)
        source = self.directory / "examples.c"
        source.write_text("\n".join([
            '#include "examples_setting.h"', '#include "examples_async.h"',
            *(program(name, code, line) for name, (code, line) in self.examples.items()),
            f"static const struct {{ const char *name; int (*run)(void); }} examples[] = {{{table}}};",
            "int main(int argc, char **argv)", "{", "for (size_t i = 0; i < sizeof examples / sizeof *examples; i++)",
            "if (argc == 2 && strcmp(argv[1], examples[i].name) == 0)", "return examples[i].run();", "return 2;", "}", ""]),
            encoding="utf-8")
        executable = source.with_suffix("")
        include = HERE.parents[1] / "include"
        done = subprocess.run([*COMPILER, f"-I{include}", f"-I{HERE}", source, self.library, "-o", executable],
                              capture_output=True, text=True, check=False)
        self.assertEqual(0, done.returncode, f"the examples do not compile\n{done.stderr}")
        return executable

    def check_run(self, executable: pathlib.Path, name: str, code: str) -> None:
        configuration = pathlib.Path(self.directory, "modzy-edge", "config.json")
        configuration.parent.mkdir(exist_ok=True)
        configuration.write_text('{"contexts": {"camera-7": {"host": "localhost"}}}', encoding="utf-8")
        done = subprocess.run(
            [executable, name], cwd=self.directory, capture_output=True, text=True, timeout=60, check=False,
            env=os.environ | ENVIRONMENT | {"MODZY_EDGE_PORT": self.port, "LD_LIBRARY_PATH": str(self.library.parent),
                                            "XDG_CONFIG_HOME": str(self.directory)})
        what = f"the example of {name}:\n\n{textwrap.indent(code, '    ')}\n\nprinted:\n{done.stdout}{done.stderr}"
        self.assertEqual(0, done.returncode, what)
        expected = expectation(code)
        if expected is None:
            self.assertEqual("", done.stdout, what)
        else:
            self.assertRegex(done.stdout, re.compile(f"^{expected}", re.DOTALL), what)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    Examples.description, Examples.library = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    Examples.port = sys.argv[3]
    unittest.main(argv=sys.argv[:1])
