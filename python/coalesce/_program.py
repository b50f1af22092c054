"""The program `coalesce`: where it is, and how its pictures and films are asked for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Mapping

from ._scene import Scene, assignments, json_of, scene_text

if TYPE_CHECKING:
    from ._simulation import Simulation

OWN = Path(__file__).parent / "bin" / "coalesce"


def is_ours(path: str) -> bool:
    """Tells whether a file is the script that the wheel installs, which would start itself."""
    with open(path, "rb") as file:
        return file.read(2) == b"#!"


def program() -> str:
    """Path of the program: $COALESCE_PROGRAM, else the one in the wheel, else the one on the PATH."""
    named = os.environ.get("COALESCE_PROGRAM")
    if named:
        return named
    if OWN.exists():
        return str(OWN)
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        found = shutil.which("coalesce", path=folder) if folder else None
        if found and not is_ours(found):
            return found
    raise RuntimeError(
        "coalesce: the program is not installed: its libraries were not found when the wheel was built, and neither "
        "PATH nor COALESCE_PROGRAM names it"
    )


def option(name: str, value: Any) -> list[str]:
    """Writes an option of the program: text_scale=2 is --text-scale 2, panels=True is --panels on."""
    flag = "--" + name.replace("_", "-")
    if name == "set":
        if not isinstance(value, Mapping):
            raise ValueError(f"set: found {type(value).__name__}, expected a dictionary of keys and values")
        return [part for item in assignments(value) for part in ("--set", item)]
    if name == "twin":
        twins = [value] if isinstance(value, Mapping) else list(value)
        return [part for twin in twins for part in ("--twin", ",".join(assignments(twin)))]
    if isinstance(value, bool):
        return [flag, "on" if value else "off"]
    if name == "size" and not isinstance(value, str):
        return [flag, f"{int(value[0])}x{int(value[1])}"]
    return [flag, str(value)]


def call(arguments: list[str]) -> None:
    """Runs the program; its one line of complaint becomes an exception."""
    path = program()
    try:
        done = subprocess.run([path, *arguments], capture_output=True, text=True, errors="backslashreplace")
    except OSError as error:
        raise RuntimeError(f"{path}: cannot be started: {error.strerror}") from None
    if done.returncode == 0:
        return
    lines = done.stderr.strip().splitlines() or [f"coalesce: ended with status {done.returncode}"]
    line = lines[-1].removeprefix("coalesce: ")
    raise ValueError(line) if done.returncode == 2 else RuntimeError(line)


def render(scene: Scene | Simulation, path: str | os.PathLike[str], **options: Any) -> None:
    """Writes a picture or a film of a scene, as `coalesce render` does. Needs no display.

    scene: a name, a path, a dictionary, or a Simulation, whose scene is then run from its start.
    path: FILE.png (the last frame), .mp4, .webm, .gif, or folder/ for numbered PNG.
    options: those of `coalesce render --help`, such as seconds=10, size=(1280, 720), panels=True, theme="light",
        until=20, set={"model.beta": 20}.
    Raises ValueError: an unknown option, scene or value. RuntimeError: the run failed, or the program is missing.

    The program is a process of its own: it draws with OpenGL and encodes with libav, which importing this module must
    not need.
    """
    from ._simulation import Simulation

    if isinstance(scene, Simulation):
        scene = scene.scene
    arguments = [part for name, value in options.items() if value is not None for part in option(name, value)]
    with tempfile.TemporaryDirectory(prefix="coalesce-") as folder:
        text, is_text = scene_text(scene)
        if is_text:
            file = Path(folder) / "scene.json"
            file.write_text(text, encoding="utf-8")
            text = str(file)
        call(["render", text, "--out", os.fspath(path), "--quiet", *arguments])


def main() -> None:
    """Entry point of the command `coalesce`."""
    try:
        path = program()
    except RuntimeError as error:
        sys.exit(str(error))
    os.execv(path, [path, *sys.argv[1:]])
