#!/usr/bin/python3
"""Writes the tables of wrong_arguments_test.c: every function of the header, and what can be wrong with its arguments.

    wrong_arguments.py DESCRIPTION OUTPUT

DESCRIPTION is the JSON of scripts/describe_header.py. What is valid is said here by name; a structure or a parameter that is
not named here is zero, and a string "text".
"""

import json
import sys
from pathlib import Path

HANDLES = ("client", "call", "stream", "queue", "log", "error")

# The valid members of a structure, as C. Structures that are not here are zero but for struct_size.
VALID = {
    "edge_metadata": {"name": 'text_of("x-name")', "value": 'text_of("value")', "size": "5"},
    "edge_input": {"key": 'text_of("input.txt")', "data": 'text_of("text")', "size": "4"},
    "edge_source": {"key": 'text_of("job")', "inputs": "&edge_input_0", "input_count": "1"},
    "edge_object": {"key": 'text_of("input.txt")', "container": 'text_of("bucket")', "path": 'text_of("path")'},
    "edge_object_source": {"key": 'text_of("job")', "objects": "&edge_object_0", "object_count": "1"},
    "edge_object_sources": {"sources": "&edge_object_source_0", "source_count": "1"},
    "edge_s3_access": {"access_key_id": 'text_of("id")', "secret_access_key": 'text_of("secret")', "region": 'text_of("us-east-1")'},
    "edge_azure_access": {"storage_account": 'text_of("account")', "storage_account_key": 'text_of("key")'},
    "edge_file": {"source_key": 'text_of("job")', "input_key": 'text_of("input.txt")', "path": 'text_of("/proc/self/cmdline")'},
    "edge_tag": {"key": 'text_of("key")', "value": 'text_of("value")'},
    "edge_inference_input": {"key": 'text_of("input.txt")', "data": 'text_of("text")', "size": "4", "type": "EDGE_INPUT_TEXT"},
    "edge_inference_request": {
        "model_identifier": 'text_of("inspector")', "model_version": 'text_of("1.0.0")', "inputs": "&edge_inference_input_0",
        "input_count": "1", "tags": "&edge_tag_0", "tag_count": "1"},
    "edge_call_options": {"metadata": "&edge_metadata_0", "metadata_count": "1"},
    "edge_submit_options": {"metadata": "&edge_metadata_0", "metadata_count": "1"},
    "edge_wait_options": {"timeout_ms": "50", "metadata": "&edge_metadata_0", "metadata_count": "1"},
    "edge_client_options": {"connect_timeout_ms": "1000"},
}
# Inputs of inferences that lie elsewhere, beside the one above.
ELSEWHERE = {
    "s3": {"data": "NULL", "size": "0", "container": 'text_of("bucket")', "path": 'text_of("path")', "s3": "&edge_s3_access_0",
           "type": "EDGE_INPUT_S3"},
    "azure": {"data": "NULL", "size": "0", "container": 'text_of("c")', "path": 'text_of("path")',
              "azure": "&edge_azure_access_0", "type": "EDGE_INPUT_AZURE"},
}
STRINGS = {"host": "127.0.0.1", "model_identifier": "inspector", "model_version": "1.0.0", "json": '{\\"a\\":[1]}', "pointer": "/a",
           "input_key": "input.txt", "name": "known"}
NUMBERS = {"port": "1", "timeout_ms": "50", "size": "4", "minimum": "EDGE_LOG_OFF"}
# In which variants of an inference input a structure or a member of the input is used: bytes, S3, Azure.
USED_IN = {"edge_s3_access": 2, "edge_azure_access": 4, "data": 1, "size": 1, "container": 6, "path": 6, "s3": 2, "azure": 4}
# Members of options that a function reads, if it is not each function that takes the options.
READ_BY = {"source_size": "edge_source", "input_size": "edge_input", "file_size": "edge_file"}
INFINITE = ("timeout_ms", "deadline_ms", "poll_interval_ms", "max_poll_interval_ms", "connect_timeout_ms", "busy_poll_us")


class Table:
    def __init__(self, described):
        self.records = {record["name"]: record for record in described["records"] if record["layouts"]}
        self.enumerations = {each["name"] for each in described["typedefs"]} - {"edge_status"}
        self.functions = described["functions"]

    def pointee(self, kind):
        target = kind.get("to", {})
        return target.get("name") if kind["kind"] == "pointer" and target.get("kind") in ("record", "typedef") else None

    def kind(self, name, described, record=""):
        """What is tried in place of a value: the kinds of wrong_arguments_test.c."""
        spelling, abi = described["c"], described["abi"]
        pointee = self.pointee(described)
        if pointee and pointee.removeprefix("edge_") in HANDLES:
            return "HANDLE"
        if spelling == "const char *@":
            return "PATH" if name.endswith("_file") or (name == "path" and record == "edge_file") else "STRING"
        if spelling.endswith("_callback @"):
            return "CALLBACK"
        if abi == "ptr":
            return "POINTER"
        if name == "struct_size":
            return "STRUCT_SIZE"
        if name.startswith("reserved"):
            return "RESERVED"
        if described["kind"] == "typedef" and described.get("name") in self.enumerations:
            return "ENUMERATION"
        if name.endswith("_count") or name == "size":
            return "COUNT"
        if name.endswith("_size"):
            return "ELEMENT_SIZE" if abi == "u16" else "COUNT"
        return "DURATION" if name in INFINITE else "NUMBER"

    def reach(self, kind, found, function):
        """The structures that a parameter leads to, as far as the function reads them."""
        name = self.pointee(kind)
        if name not in self.records or name in found or (name == "edge_wait_options" and "_submit_" in function):
            return
        if name == "edge_wait_options" and function.startswith("edge_jobs_open"):
            return
        found.append(name)
        for member in self.records[name]["members"]:
            self.reach(member["type"], found, function)


def required(documents, parameter):
    """Whether the header says that it must not be NULL."""
    said = json.dumps(documents)
    return '"' + parameter + '"' in said and "Not NULL" in json.dumps(documents.get("parameters", {}).get(parameter, ""))


def initialisers(table):
    lines = []
    for name in table.records:
        lines.append(f"static {name} {name}_0;")
    lines += ["", "static void make_valid(void)", "{"]
    for name, record in table.records.items():
        lines.append(f"    memset(&{name}_0, 0, sizeof {name}_0);")
        members = [member["name"] for member in record["members"]]
        if "struct_size" in members:
            lines.append(f"    {name}_0.struct_size = sizeof {name}_0;")
        valid = {member["name"]: f"&{table.pointee(member['type'])}_0" for member in record["members"]
                 if (table.pointee(member["type"]) or "").endswith("_options")}
        lines += [f"    {name}_0.{member} = {value};" for member, value in {**valid, **VALID.get(name, {})}.items()]
    return lines + ["}", ""]


def variants():
    lines = ["static void make_variant(int variant)", "{"]
    for number, members in enumerate(ELSEWHERE.values(), start=1):
        lines.append(f"    if (variant == {number}) {{")
        lines += [f"        edge_inference_input_0.{member} = {value};" for member, value in members.items()]
        lines.append("    }")
    return lines + ["}", ""]


def members(table):
    lines = ["static const part parts[] = {"]
    first = {}
    for name, record in table.records.items():
        first[name] = len(lines) - 1
        for member, layout in zip(record["members"], record["layouts"]["x86_64"]["members"]):
            kind = table.kind(member["name"], member["type"], name)
            lines.append(f'    {{"{member["name"]}", KIND_{kind}, &{name}_0, offsetof({name}, {member["name"]}), '
                         f'{layout["size"]}, false, "{name}"}},')
    return lines + ["};", ""], first


def argument(table, parameter):
    name, described = parameter["name"], parameter["type"]
    pointee = table.pointee(described)
    kind = table.kind(name, described)
    if kind == "HANDLE":
        return f"(uintptr_t)valid_{pointee.removeprefix('edge_')}"
    if name.startswith("out_"):
        return f"(uintptr_t)out_of({'true' if name == 'out_error' else 'false'})"
    if pointee in table.records:
        return f"(uintptr_t)&{pointee}_0"
    if kind == "STRING":
        return f'(uintptr_t)text_of("{STRINGS.get(name, "text")}")'
    if kind == "CALLBACK":
        return f"(uintptr_t){name}_of_{described['c'].split('_')[1]}"
    if kind == "POINTER":
        return '(uintptr_t)text_of("text")'
    return NUMBERS.get(name, "1" if kind == "COUNT" else "0")


def read_members(table, record, reached, first):
    """The members that a function reads, as ranges of parts: begin, count, and the variants in which it does, as bits."""
    ranges = []
    for index, member in enumerate(table.records[record]["members"]):
        name = member["name"]
        needed = READ_BY.get(name) if record == "edge_submit_options" else None
        if needed and needed not in reached:
            continue
        variants = 1
        if "edge_inference_input" in reached:
            variants = USED_IN.get(record, 7)
            if record == "edge_inference_input":
                variants = USED_IN.get(name, 7)
        if ranges and sum(ranges[-1][:2]) == first + index and ranges[-1][2] == variants:
            ranges[-1] = (ranges[-1][0], ranges[-1][1] + 1, variants)
        else:
            ranges.append((first + index, 1, variants))
    return ranges


def functions(table, first):
    calls, valid, rows, params = [], [], [], []
    for number, function in enumerate(table.functions):
        name, declared = function["name"], function["parameters"]
        passed = []
        for index, parameter in enumerate(declared):
            spelling = parameter["type"]["c"].replace("@", "").strip()
            abi = parameter["type"]["abi"]
            passed.append(f"({spelling})(uintptr_t)a[{index}]" if abi == "ptr" else f"({spelling})a[{index}]")
        call = f"{name}({', '.join(passed)})"
        returns = function["returns"]["c"].replace("@", "").strip()
        body = f"return {call};" if returns == "edge_status" else f"(void)a, (void){call}; return EDGE_OK;"
        if returns == "void":
            body = f"{call}; (void)a; return EDGE_OK;"
        calls.append(f"static edge_status call_{number}(const uint64_t *a) {{ {body} }}")
        valid.append(f"    case {number}:")
        valid += [f"        a[{i}] = {argument(table, parameter)};" for i, parameter in enumerate(declared)]
        if name.startswith("edge_jobs_run"):  # which takes the metadata of edge_submit_options only
            valid.append("        edge_wait_options_0.metadata_count = 0;")
        valid.append("        break;")
        begin = len(params)
        reached = []
        base = next((f for f in table.functions if f["name"] == name.removesuffix("_start")), function)
        documents = {**(base["docs"] or {}), "parameters": {**((base["docs"] or {}).get("parameters") or {}),
                                                            **((function["docs"] or {}).get("parameters") or {})}}
        for index, parameter in enumerate(declared):
            kind = table.kind(parameter["name"], parameter["type"])
            if parameter["name"].startswith("out_"):
                kind = "OUT"
            if kind == "POINTER" and parameter["name"] == "user_data":
                kind = "NUMBER"
            must = "true" if required(documents, parameter["name"]) else "false"
            params.append(f'    {{"{parameter["name"]}", KIND_{kind}, NULL, {index}, 8, {must}, ""}},')
            if not parameter["name"].startswith("out_"):
                table.reach(parameter["type"], reached, name)
        spans = [span for each in reached for span in read_members(table, each, reached, first[each])]
        spans_text = ", ".join(f"{{{a}, {n}, {v}}}" for a, n, v in spans)
        reports = "true" if returns == "edge_status" and any(p["name"] == "out_error" for p in declared) else "false"
        ends = "true" if name.endswith(("_free", "_destroy", "_cancel")) else "false"
        rows.append(f'    {{"{name}", call_{number}, {begin}, {len(declared)}, {{{spans_text or "{0, 0, 0}"}}}, '
                    f'{len(spans)}, {reports}, {ends}}},')
    return [*calls, "", "static void make_arguments(int function, uint64_t *a)", "{", "    switch (function) {", *valid,
            "    }", "}", "", "static const part parameters[] = {", *params, "};", "", "static const function functions[] = {",
            *rows, "};", ""]


def main():
    table = Table(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    parts, first = members(table)
    Path(sys.argv[2]).write_text("\n".join(
        ["/* Written by wrong_arguments.py. */", *initialisers(table), *variants(), *parts, *functions(table, first)]), encoding="utf-8")


if __name__ == "__main__":
    main()
