#!/usr/bin/env python3
"""structure.py [ROOT]: checks who may include whom, that no modules include each other, that public headers include the
types they use, and that files cited in comments and documents exist.

Prints a line a finding and ends with status 1 if there is any. ROOT is the checkout, by default the one of this file.
"""
import pathlib
import re
import sys

# A file includes headers of its own folder and of folders to the left of it; app/ includes all public headers of engine/.
ENGINE = ["model", "field", "theory", "observe", "flow", "document", "sweep", "studies", "lesson", "cuda"]
APP = ["", "formula", "chart", "view", "interop", "record", "figure", "lab", "lecture", "desk", "command"]  # "": version.hpp and embedded.hpp, beside main.cpp

# Public headers, which an installed engine has. They include one another and the standard library; the engine's other
# headers are for its own sources and for tests.
PUBLIC = "engine/include/coalesce"
STANDARD = re.compile(r"^[a-z_]+$|^sys/stat[.]h$")

# Folders that only these may include. The reference judges the engine and therefore takes nothing from it.
ONLY_FOR = {"engine/cuda": ["engine/cuda", "app/interop", "app/command", "app/main.cpp", "tests"]}
NOTHING_FROM = {"tests/reference": ["engine", "app"]}
# Headers of a folder's implementation: SIMD kernels and what is compiled once a SIMD target. Device code shares them.
PRIVATE = re.compile(r"^engine/(field|observe)/.*(_kernel|-inl)\.hpp$")
MAY_SEE_PRIVATE = ["engine/cuda", "tests"]
# Libraries of windows and drawing, of which the engine knows nothing.
DRAWING = re.compile(r"^(GL|EGL|GLFW|glad|glm)/|^(imgui|implot)")

# Includes against the order that stand today. One that is gone must leave the list, which can only shrink.
EXCEPTIONS = {
    ("engine/cuda/device_code.hpp", "tests/cuda_on_host/shim.hpp"): "tests compile the kernels for the host",
    ("engine/cuda/cuda_runtime.cpp", "GL/gl.h"): "cuda_gl_interop.h needs the names of OpenGL's types",
}

# Includes that close a circle of modules, files of one stem in one folder. One that is gone must leave the list too.
CIRCLES = {
    ("app/command/command_line", "app/command/checks"): "the command line checks its own options",
    ("app/desk/desk", "app/desk/lab_panel"): "a desk owns the laboratories' windows, which draw themselves",
    ("app/desk/desk", "app/desk/panel_picture"): "a desk owns the dialogue, which draws itself",
    ("engine/field/motion_sums", "engine/field/sum_kernel"): "the kernel fills the sums that the header declares",
    ("engine/flow/live", "engine/flow/live_engine"): "the window's side starts the engine, which speaks its commands",
    ("engine/observe/theory_monitor", "engine/observe/theorem"): "theorems see a run as the monitor's moments",
    ("engine/studies/infinite_width", "engine/studies/gram_block"): "blocks are computed for the laboratory's settings",
}

SOURCE = {".cpp", ".hpp", ".cu", ".cuh"}
SHADER = {".vert", ".frag", ".glsl"}
CITED = re.compile(r"[\w./*-]*[\w*]\.(?:hpp|cpp|cu|md|sh|py|cmake|vert|frag|glsl|script)\b(?![\w(#])")
# Files that the build writes, and files of others: of libraries, and of a repository, whose issue follows its name.
NOT_OURS = re.compile(r"(^|/)(embedded|shipped_scenes|version)\.cpp$|^(boost|CLI|hwy|glm|nlohmann|oneapi)/|^imgui_")
# Parts of a cited name that stand for any: NAME in "panel_NAME.cpp".
ANY = re.compile(r"\\\*|NAME|FIGURE|FOLDER")


def folder_of(path):
    """engine/field/mesh.cpp, engine/include/coalesce/field/field.hpp -> engine/field; app/version.hpp -> app."""
    parts = placed(path).split("/")
    return "/".join(parts[:2]) if len(parts) > 2 else parts[0]


def inside(path, folder):
    return path == folder or path.startswith(folder + "/")


def placed(path):
    """The path beside the sources of its folder: engine/include/coalesce/field/field.hpp -> engine/field/field.hpp."""
    return path.replace(PUBLIC + "/", "engine/", 1)


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.files = sorted(
            str(path.relative_to(self.root)) for top in ("engine", "app", "python", "tests", "docs", "shaders", "cmake", ".ci")
            for path in (self.root / top).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
        self.files += [path.name for path in sorted(self.root.iterdir()) if path.is_file()]
        self.known = set(self.files)
        self.names = "\n".join("/" + path for path in self.files)

    def lines(self, path):
        return (self.root / path).read_text(encoding="utf-8", errors="replace").splitlines()

    def included(self, path, name):
        """The file of this tree that #include "name" means, or None."""
        beside = "/".join(path.split("/")[:-1] + [name])
        return next((c for c in (f"engine/include/{name}", f"engine/{name}", f"app/{name}", f"tests/{name}", beside) if c in self.known), None)


def against_order(path, target):
    """Why `path` may not include `target`, or None."""
    source, folder = folder_of(path), folder_of(target)
    if not inside(target, PUBLIC):
        if inside(path, PUBLIC):
            return "a public header includes public ones"
        if inside(path, "app") and inside(target, "engine"):
            return f"app/ includes of the engine what is in {PUBLIC}"
    if inside(path, "python"):
        public = inside(target, PUBLIC) and not inside(target, PUBLIC + "/cuda")
        return None if public or inside(target, "python") else f"python/ includes of the engine what is in {PUBLIC}"
    path, target = placed(path), placed(target)
    for closed, allowed in NOTHING_FROM.items():
        if inside(path, closed) and any(inside(target, each) for each in allowed):
            return f"{closed} includes nothing of {target.split('/')[0]}/"
    if PRIVATE.search(target) and source != folder and not any(inside(path, each) for each in MAY_SEE_PRIVATE):
        return f"it belongs to the implementation of {folder}"
    if folder in ONLY_FOR and not any(inside(path, each) for each in ONLY_FOR[folder]):
        return f"only {', '.join(ONLY_FOR[folder])} include {folder}"
    top, other = path.split("/")[0], target.split("/")[0]
    if top == "tests" or path == "app/main.cpp":
        return None
    if other == "tests" or (top == "engine" and other == "app"):
        return f"{top}/ knows nothing of {other}/"
    order = ENGINE if top == "engine" else APP
    mine = source.removeprefix(top).lstrip("/")
    if mine not in order:
        return f"{source} has no place in the order of folders"
    if top != other:
        return None
    theirs = folder.removeprefix(top).lstrip("/")
    if theirs not in order or order.index(theirs) > order.index(mine):
        return f"the order is {' < '.join(each or top for each in order)}"
    return None


def check_includes(tree):
    used = set()
    for path in tree.files:
        if pathlib.PurePosixPath(path).suffix not in SOURCE:
            continue
        for number, line in enumerate(tree.lines(path), 1):
            include = re.match(r'\s*#\s*include\s+(["<])([^">]+)[">]', line)
            if not include:
                continue
            where = f"{path}:{number}: includes {include[2]}"
            if (path, include[2]) in EXCEPTIONS:
                used.add((path, include[2]))
            elif inside(path, "engine") and DRAWING.match(include[2]):
                yield f"{where}: the engine knows no window"
            elif inside(path, PUBLIC) and include[1] == "<" and not STANDARD.match(include[2]):
                yield f"{where}: a public header includes no library but the standard one"
            if include[1] == "<":
                continue
            target = tree.included(path, include[2])
            if target is None:
                yield f"{where}: there is no such file"
                continue
            if inside(target, PUBLIC) and not include[2].startswith("coalesce/"):
                yield f"{where}: public headers are named coalesce/…"
            why = against_order(path, target)
            if why and (path, target) in EXCEPTIONS:
                used.add((path, target))
            elif why:
                yield f"{where}: {why}"
    for path, target in sorted(set(EXCEPTIONS) - used):
        yield f"{path}: no longer includes {target}: the exception in tests/structure/structure.py can go"


def check_public_types(tree):
    """Finds public headers that use a type without including the header that defines it, directly or through others."""
    code = {path: [re.sub(r"//.*", "", line) for line in tree.lines(path)] for path in tree.files if inside(path, PUBLIC)}
    defined, includes = {}, {}
    for path, lines in code.items():
        includes[path] = [tree.included(path, found[1]) for line in lines if (found := re.match(r'#include "(.*)"', line))]
        for line in lines:
            if found := re.match(r"(?:struct|class|enum class) (\w+)\b(?!;)|using (\w+) =", line):
                defined[found[1] or found[2]] = path
    for path, lines in code.items():
        seen, todo = set(), [path]
        while todo:
            header = todo.pop()
            if header not in seen:
                seen.add(header)
                todo += includes.get(header, [])
        known = {found[1] for line in lines if (found := re.match(r"\s*(?:struct|class|enum class|using) (\w+)", line))}
        for number, line in enumerate(lines, 1):
            for name in re.findall(r"\b[A-Z]\w*", "" if line.startswith("#") else line):
                if name in defined and defined[name] not in seen and name not in known:
                    known.add(name)
                    yield f"{path}:{number}: uses {name} and does not include {defined[name].removeprefix('engine/include/')}"


def circles(graph):
    """The sets of modules that reach each other, by Tarjan's algorithm."""
    index, low, stack, found = {}, {}, [], []

    def visit(module):
        index[module] = low[module] = len(index)
        stack.append(module)
        for other in sorted(graph[module]):
            if other not in index:
                visit(other)
                low[module] = min(low[module], low[other])
            elif other in stack:
                low[module] = min(low[module], index[other])
        if low[module] == index[module]:
            at = stack.index(module)
            found.append(set(stack[at:]))
            del stack[at:]

    for module in sorted(graph):
        if module not in index:
            visit(module)
    return [each for each in found if len(each) > 1]


def check_circles(tree):
    """Modules of a folder that include each other; between folders the order forbids it."""
    def module(path):
        return str(pathlib.PurePosixPath(placed(path)).with_suffix(""))

    graph = {}
    for path in tree.files:
        if pathlib.PurePosixPath(path).suffix not in SOURCE or path.split("/")[0] not in ("engine", "app"):
            continue
        others = graph.setdefault(module(path), set())
        for line in tree.lines(path):
            include = re.match(r'\s*#\s*include\s+"([^"]+)"', line)
            target = include and tree.included(path, include[1])
            if target and folder_of(target) == folder_of(path):
                graph.setdefault(module(target), set())
                others.add(module(target))
        others.discard(module(path))
    whole = circles(graph)
    for source, target in sorted(CIRCLES):
        if target in graph.get(source, ()) and any({source, target} <= each for each in whole):
            graph[source].discard(target)
        else:
            yield f"{source}: closes no circle with {target}: the entry in tests/structure/structure.py can go"
    for each in circles(graph):
        yield f"{min(each)}: includes in a circle: {', '.join(sorted(each))}"


def prose(tree, path):
    """The numbered lines in which a file speaks: documents whole, of sources the comments."""
    suffix = pathlib.PurePosixPath(path).suffix
    if suffix == ".md":
        yield from enumerate(tree.lines(path), 1)
    elif suffix in SOURCE | SHADER:
        for number, line in enumerate(tree.lines(path), 1):
            comment = re.search(r"(?<![:\"'])//+(.*)", line)
            if comment:
                yield number, comment[1]
    elif suffix in {".sh", ".py", ".cmake", ".txt"} or path in {"run", "check"}:
        for number, line in enumerate(tree.lines(path), 1):
            comment = re.match(r"\s*#(?!!)(.*)", line)
            if comment:
                yield number, comment[1]


def exists(tree, path, cited):
    name = re.sub(r"^(\.{0,2}/)+", "", cited)
    if NOT_OURS.search(name):
        return True
    pattern = ANY.sub("[^/\n]*", re.escape(name))
    return re.search(f"/{pattern}$", tree.names, re.MULTILINE) is not None


def check_citations(tree):
    for path in tree.files:
        for number, text in prose(tree, path):
            for cited in CITED.findall(re.sub(r"https?://\S+", "", text)):
                if not exists(tree, path, cited):
                    yield f"{path}:{number}: cites {cited}, which is not there"


def findings(root):
    tree = Tree(root)
    return [*check_includes(tree), *check_circles(tree), *check_public_types(tree), *check_citations(tree)]


if __name__ == "__main__":
    found = findings(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2])
    print("\n".join(found) if found else "structure: no findings")
    sys.exit(1 if found else 0)
