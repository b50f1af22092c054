"""check_types.py PACKAGE CACHE: mypy accepts the package and a user's script, and refuses wrong ones; the stub of the compiled part has
the names that are there."""

import ast
import pathlib
import subprocess
import sys
import tempfile

package, here = pathlib.Path(sys.argv[1]), pathlib.Path(__file__).parent
WRONG = {
    "coalesce.attention([[1, 0]], 1.0, solver=3)": "arg-type",
    "coalesce.Simulation('ms2').step(1)": "call-arg",
    "coalesce.Simulation('ms2').tokens.nothing": "attr-defined",
    "number: int = coalesce.Simulation('ms2').energy": "assignment",
    "coalesce.Simulation('ms2').phases[0]['start']": "typeddict-item",
    "coalesce.spin()": "attr-defined",
}


def mypy(*files):
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", sys.argv[2], *map(str, files)],
        capture_output=True, text=True, env={"MYPYPATH": str(package.parent), "PATH": "/usr/bin:/bin"}
    )
    return done.returncode, done.stdout


status, said = mypy(package, here / "typed_use.py")
if status:
    sys.exit(said)
with tempfile.TemporaryDirectory() as folder:
    file = pathlib.Path(folder) / "wrong.py"
    file.write_text("import coalesce\n" + "\n".join(WRONG) + "\n")
    said = mypy(file)[1]
    for line, (code, kind) in enumerate(WRONG.items(), 2):
        if not any(f"wrong.py:{line}:" in each and f"[{kind}]" in each for each in said.splitlines()):
            sys.exit(f"mypy does not refuse {code} as {kind}:\n{said}")

sys.path.insert(0, str(package.parent))
from coalesce import _engine  # noqa: E402


def names(body):
    for item in body:
        if isinstance(item, (ast.FunctionDef, ast.ClassDef)):
            yield item.name
        elif isinstance(item, ast.AnnAssign):
            yield item.target.id


def public(thing):
    return {name for name in dir(thing) if not name.startswith("_")}


stub = ast.parse((package / "_engine.pyi").read_text())
run = next(item for item in stub.body if isinstance(item, ast.ClassDef))
for where, told, there in (
    ("_engine", set(names(stub.body)), public(_engine)),
    ("_engine.Simulation", set(names(run.body)) - {"__init__"}, public(_engine.Simulation)),
):
    if told != there:
        sys.exit(f"{where}: the stub has {sorted(told - there)} too many and lacks {sorted(there - told)}")
