"""What same.sh compares: flattened JSON, folders of records, and the times of two programs. Standard library only."""
import json
import pathlib
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import zlib

# What no two runs share: seconds of the wall clock, and which program it was.
UNSHARED = ("seconds", "version", "commit", "program", "steps_per_second")
# The mean difference, of 255, below which two pictures count as the same: golden pictures of this renderer move by
# 1e-4 when the field is computed in double (tests/golden/CMakeLists.txt, in its unit of 1).
SAME_PICTURE = 0.13
SLOWER = 1.03


def flatten(value, path=""):
    """Lines "path = value", a line a number, in the order of the file."""
    if isinstance(value, dict):
        for key, member in value.items():
            if not any(word in key for word in UNSHARED):
                yield from flatten(member, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from flatten(member, f"{path}[{index}]")
    else:
        yield f"{path} = {json.dumps(value)}"


def pixels(file):
    """Width, height, channels and bytes of an 8-bit PNG that is not interlaced."""
    data = pathlib.Path(file).read_bytes()
    packed, at, width, height, channels = b"", 8, 0, 0, 0
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", body)
            channels = {0: 1, 2: 3, 4: 2, 6: 4}.get(colour, 0)
            if depth != 8 or interlaced or not channels:
                raise ValueError(f"{file}: found depth {depth}, colour {colour}, expected 8 bits of grey or RGB")
        if kind == b"IDAT":
            packed += body
        at += size + 12
    raw, stride = zlib.decompress(packed), width * channels
    rows, above = [], bytearray(stride)
    for y in range(height):
        kind = raw[y * (stride + 1)]
        row = bytearray(raw[y * (stride + 1) + 1 : (y + 1) * (stride + 1)])
        if kind == 2:
            row = bytearray((a + b) & 255 for a, b in zip(row, above))
        elif kind:
            for x in range(stride):
                left = row[x - channels] if x >= channels else 0
                up, corner = above[x], above[x - channels] if x >= channels else 0
                if kind == 1:
                    row[x] = (row[x] + left) & 255
                elif kind == 3:
                    row[x] = (row[x] + (left + up) // 2) & 255
                else:
                    a, b, c = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
                    row[x] = (row[x] + (left if a <= b and a <= c else up if b <= c else corner)) & 255
        rows.append(bytes(row))
        above = row
    return width, height, channels, b"".join(rows)


def picture_difference(a, b):
    """Mean difference of bytes, of 255; None where the pictures differ in size."""
    first, second = pixels(a), pixels(b)
    if first[:3] != second[:3]:
        return None
    return sum(abs(x - y) for x, y in zip(first[3], second[3])) / len(first[3])


def compare_text(name, a, b):
    found = 0
    left, right = a.read_text().splitlines(), b.read_text().splitlines()
    for index in range(max(len(left), len(right))):
        x = left[index] if index < len(left) else "(none)"
        y = right[index] if index < len(right) else "(none)"
        if x != y:
            found += 1
            if found <= 5:
                print(f"{name}:{index + 1}\n  - {x}\n  + {y}")
    if found > 5:
        print(f"{name}: {found} lines differ")
    return found


def compare(first, second):
    first, second = pathlib.Path(first), pathlib.Path(second)
    files = {f.relative_to(root) for root in (first, second) for f in root.rglob("*") if f.is_file()}
    if not files:
        sys.exit(f"same.sh: {first}: found no record, expected a folder of `same.sh record`")
    differing = 0
    for name in sorted(files):
        a, b = first / name, second / name
        if not a.exists() or not b.exists():
            print(f"{name}: only in {first if a.exists() else second}")
            differing += 1
        elif name.suffix == ".png":
            if a.read_bytes() == b.read_bytes():
                continue
            difference = picture_difference(a, b)
            if difference is None or difference > SAME_PICTURE:
                differing += 1
                print(f"{name}: " + ("sizes differ" if difference is None else f"mean difference {difference:.3g} of 255"))
        else:
            differing += compare_text(name, a, b) > 0
    print(f"{len(files)} files compared, {differing} differ")
    return 1 if differing else 0


def bench_rows(program, arguments):
    """Nanoseconds a step by row; a row is named by everything but what was measured."""
    text = subprocess.run([program, "bench", "--json", "--quiet", *arguments], check=True, capture_output=True).stdout
    rows = {}
    for row in json.loads(text):
        if row.get("seconds_per_step"):
            rows[" ".join(str(row.get(key)) for key in ("tokens", "dimension", "beta", "asked"))] = row["seconds_per_step"]
    return rows


def bench(old, new, rounds):
    """Prints the median step of both programs by row, one number of tokens after the other, and the ratios new/old.

    The programs alternate within a number of tokens, so that a drift of the clock over minutes reaches both. A third
    one is a copy of the old program: its ratio is what chance does to medians. Other load only ever adds time, so that
    the smallest times are the steadier ones, and the verdict is theirs.
    """
    slower = 0
    print(f"{'tokens dimension beta solver':36} {'old (s)':>10} {'new (s)':>10} {'medians':>8} {'control':>8} {'minima':>8}",
          flush=True)
    with tempfile.TemporaryDirectory() as folder:
        control = shutil.copy(old, pathlib.Path(folder) / "control")
        programs = [old, new, control]
        for tokens in ("1000", "10000", "100000", "1000000"):
            times = {program: {} for program in programs}
            for turn in range(rounds):
                for program in programs[turn % 3:] + programs[:turn % 3]:
                    for row, seconds in bench_rows(program, ["--tokens", tokens]).items():
                        times[program].setdefault(row, []).append(seconds)
            for row in [row for row in times[old] if row in times[new]]:
                before, after, copied = (statistics.median(times[program][row]) for program in programs)
                least = min(times[new][row]) / min(times[old][row])
                slower += least > SLOWER
                print(f"{row:36} {before:10.3g} {after:10.3g} {after / before:8.3f} {copied / before:8.3f} {least:8.3f}"
                      + ("  slower" if least > SLOWER else ""), flush=True)
    return 1 if slower else 0


if __name__ == "__main__":
    command, *words = sys.argv[1:]
    if command == "flatten":
        print("\n".join(flatten(json.load(open(words[0])))))
    elif command == "compare":
        sys.exit(compare(*words))
    elif command == "bench":
        sys.exit(bench(words[0], words[1], int(words[2])))
