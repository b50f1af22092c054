"""Writes a C++ file that holds the given files as byte arrays, found by name through coalesce::embedded_file().

A shader's line `#include "other.glsl"` stands for the text of that file beside it: OpenGL knows no such thing."""

import pathlib
import re
import sys

output, *files = map(pathlib.Path, sys.argv[1:])


def contents(file):
    data = file.read_bytes()
    if file.suffix not in (".vert", ".frag"):
        return data
    return re.sub(rb'^#include "(.*)"\n', lambda line: (file.parent / line[1].decode()).read_bytes(), data, flags=re.M)


lines = ['#include "embedded.hpp"', "", "namespace coalesce {", "namespace {", ""]
for index, file in enumerate(files):
    data = contents(file)
    lines.append(f"alignas(16) const unsigned char data_{index}[] = {{")
    lines += [",".join(map(str, data[at : at + 64])) + "," for at in range(0, len(data), 64)]
    lines += ["0};", ""]
lines += ["}  // namespace", "", "std::string_view embedded_file(std::string_view name) {"]
for index, file in enumerate(files):
    lines.append(
        f'    if (name == "{file.name}") return {{reinterpret_cast<const char*>(data_{index}), {len(contents(file))}}};'
    )
lines += ["    return {};", "}", "", "}  // namespace coalesce", ""]
output.write_text("\n".join(lines))
