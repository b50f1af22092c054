"""Writes the arrays beside this script, as numpy does: python3 make.py. The tests know the numbers."""
import pathlib

import numpy

folder = pathlib.Path(__file__).resolve().parent
# Exact in half precision, and none is as long as another.
rows = numpy.array([[0.5, -1.25, 2], [3, 0.0625, -4], [5, 6, -0.75], [-7, 8, 9.5]])
angles = numpy.array([0, 0.5, -2, 100.25])
masses = numpy.array([1, 2, 0.5, 4])
for size in (2, 4, 8):
    for order in "<>":
        for layout in "CF":
            array = numpy.asarray(rows, dtype=f"{order}f{size}", order=layout)
            numpy.save(folder / f"{'little' if order == '<' else 'big'}-f{size}-{layout}.npy", array)
numpy.save(folder / "angles.npy", angles)
numpy.save(folder / "half.npy", numpy.array([[65504, 2.0**-24, -(2.0**-14)], [1 / 3, -0.0, 1 + 2.0**-10]], dtype="<f2"))
numpy.savez(folder / "stored.npz", tokens=rows, masses=masses, other=numpy.arange(3))
numpy.savez_compressed(folder / "deflated.npz", tokens=numpy.asfortranarray(rows, dtype=">f4"), masses=masses.astype("f2"))
numpy.savez(folder / "angles.npz", tokens=angles)
numpy.savez(folder / "nameless.npz", rows, masses)
numpy.savez(folder / "fewer.npz", tokens=rows, masses=masses[:3])
