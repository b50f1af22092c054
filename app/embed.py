"""Writes a C++ file that holds the given files as byte arrays, found by name through coalesce::embedded_file()."""

import pathlib
import sys

output, *files = map(pathlib.Path, sys.argv[1:])
lines = ['#include "embedded.hpp"', "", "namespace coalesce {", "namespace {", ""]
for index, file in enumerate(files):
    data = file.read_bytes()
    lines.append(f"alignas(16) const unsigned char data_{index}[] = {{")
    lines += [",".join(map(str, data[at : at + 64])) + "," for at in range(0, len(data), 64)]
    lines += ["0};", ""]
lines += ["}  // namespace", "", "std::string_view embedded_file(std::string_view name) {"]
for index, file in enumerate(files):
    lines.append(
        f'    if (name == "{file.name}") return {{reinterpret_cast<const char*>(data_{index}), {file.stat().st_size}}};'
    )
lines += ["    return {};", "}", "", "}  // namespace coalesce", ""]
output.write_text("\n".join(lines))
