"""Writes seed inputs for the fuzzers: FOLDER/scene, FOLDER/lesson, FOLDER/npy, FOLDER/npz
and FOLDER/table, from assets and from the formats' corners."""

import io
import pathlib
import struct
import sys
import zipfile

folder, assets = map(pathlib.Path, sys.argv[1:])

scenes = {path.name: path.read_bytes() for path in assets.glob("scenes/*.json")}
small = b'{"coalesce": 1, "tokens": {"law": %s}}'
laws = [
    b'{"kind": "points", "points": [[1, 0, 0], [0, 2, 0]], "masses": [1, 2]}',
    b'{"kind": "file", "path": "tokens.npy"}',
    b'{"kind": "azimuthal", "components": [{"weight": 1, "mean": 2, "std": 0}]}',
]
scenes |= {f"law{i}": small % law for i, law in enumerate(laws)}
events = [
    b'[{"time": 1, "push": {"tokens": [3, 4], "rotation": [0, 0, 1]}}, {"time": 2, "remove": {"tokens": [4]}}]',
    b'[{"time": 0, "add": {"centre": [0, 0, 1], "angle": 0.3, "count": 7, "seed": 2}}]',
    b'[{"time": 5, "push": {"cap": {"centre": [1, 0, 0], "angle": 3}, "rotation": [1e3, 0, 0]}}]',
]
scenes |= {f"events{i}": b'{"coalesce": 1, "events": %s}' % event for i, event in enumerate(events)}
assignments = [b"model.V.0.0=-1", b"tokens.law.kind=uniform", b"dimension=2", b"tokens.law.points.1.2=5", b"view.pan.0=1e999"]
scenes |= {f"set{i}": text + b"\0" + small % laws[0] for i, text in enumerate(assignments)}

lessons = {path.name: path.read_bytes() for path in assets.glob("lessons/*.json")}
steps = [
    b'{"scene": %s, "set": {"model": {"V": [[1, 0, 0], [0, 2, 0], [0, 0, 1]]}, "tokens.law.masses.0": 3}}' % (small % laws[0]),
    b'{"scene": "ms3", "set": {"dimension": 3, "model.V.2.2": -1}, "over": 1}, {"seek": 1, "until": {"phase": "heat"}}',
    b'{"lab": {"name": "infinite-width", "set": {"n": 64}}, "until": {"seconds": 1}, "point_at": ["n"]}, {"scene": "ms4", "twin": {"model.beta": 2}}',
]
lessons |= {f"steps{i}": b'{"coalesce_lesson": 1, "steps": [%s]}' % step for i, step in enumerate(steps)}


def npy(version, descr, order, shape, payload):
    header = ("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n" % (descr, order, shape)).encode()
    length = struct.pack("<H" if version == 1 else "<I", len(header))
    return b"\x93NUMPY" + bytes([version, 0]) + length + header + bytes(payload)


arrays = {
    "float64": npy(1, "<f8", "False", "(2, 3)", 48),
    "float32": npy(2, "<f4", "False", "(4, 2)", 32),
    "version3": npy(3, "<f8", "False", "(1, 1)", 8),
    "fortran": npy(1, "<f8", "True", "(2, 3)", 48),
    "huge": npy(1, "<f8", "False", "(1000000000000000000, 3)", 48),
    "flat": npy(1, "<f8", "False", "(6,)", 48),
    "half": npy(1, ">f2", "True", "(2, 3)", 12),
}


def npz(method, **entries):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in entries.items():
            archive.writestr(zipfile.ZipInfo(name + ".npy"), data, method)
    return file.getvalue()


rows, masses = npy(1, "<f8", "False", "(2, 2)", [1] * 32), npy(1, "<f4", "False", "(2,)", [1] * 8)
archives = {
    "stored": npz(zipfile.ZIP_STORED, tokens=rows, masses=masses),
    "deflated": npz(zipfile.ZIP_DEFLATED, tokens=rows, masses=masses),
    "angles": npz(zipfile.ZIP_STORED, tokens=masses),
    "other": npz(zipfile.ZIP_STORED, arr_0=rows),
}

tables = {
    "commas": b"x,y,z\n0.5,-1,2e-3\n",
    "semicolons": b"\xef\xbb\xbf\"x\";\"y\"\r\n0,5;+1\r\n",
    "blanks": b"# rows\n 1\t0 0.25\n\n0 1 0",
    "not finite": b"nan inf\n",
}

for name, files in (("scene", scenes), ("lesson", lessons), ("npy", arrays), ("npz", archives), ("table", tables)):
    (folder / name).mkdir(parents=True, exist_ok=True)
    for file, data in files.items():
        (folder / name / file).write_bytes(data)
