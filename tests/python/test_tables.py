import os
import tempfile
import unittest

import numpy as np

import coalesce


class Labs(unittest.TestCase):
    def test_equal_angles(self):
        found = coalesce.lab("equiangular", n=32, beta=2, rho=0.5, until=1)
        rho, times = found["series"]["rho_theory"], found["series"]["time"]
        # dρ/dt = 2(1-ρ)((n-1)ρ+1)/(e^{β(1-ρ)}+n-1), 0.489 at the start.
        slope = (rho[1] - rho[0]) / (times[1] - times[0])
        self.assertAlmostEqual(slope, 2 * 0.5 * (31 * 0.5 + 1) / (np.exp(1) + 31), delta=0.01)
        self.assertEqual(found["summary"]["settings"]["n"], 32)
        self.assertLess(found["summary"]["largest_difference"], 1e-8)

    def test_refusals(self):
        with self.assertRaisesRegex(ValueError, "^--set n=0: found 0, expected a whole number from 2 to 1000000000000$"):
            coalesce.lab("equiangular", n=0)
        with self.assertRaisesRegex(ValueError, "^lab: found physics, expected a laboratory"):
            coalesce.lab("physics")


class Sweeps(unittest.TestCase):
    sweep = {
        "scene": {"dimension": 2, "tokens": {"count": 100}},
        "axes": [{"key": "model.beta", "values": [5, 50]}, {"key": "model.attention", "values": ["softmax", "unnormalized"]}],
        "seeds": 2,
        "until": 3,
        "measure": ["clusters", "energy"],
    }

    def test_rows_are_those_of_single_runs(self):
        table = coalesce.sweep(self.sweep)
        self.assertEqual(list(table), ["model.beta", "model.attention", "seed", "clusters", "energy", "status"])
        np.testing.assert_array_equal(table["model.beta"], [5] * 4 + [50] * 4)
        self.assertEqual(set(table["status"]), {"done"})
        run = coalesce.Simulation(self.sweep["scene"], beta=50, attention="unnormalized", seed=2)
        run.advance_to(3)
        self.assertEqual((table["seed"][-1], table["energy"][-1], table["clusters"][-1]), (2, run.energy, len(run.clusters())))
        np.testing.assert_array_equal(coalesce.sweep(self.sweep, jobs=1)["energy"], table["energy"])

    def test_refusals(self):
        for change, line in (
            ({"axes": []}, "sweep: axes: found 0, expected one to three"),
            ({"axes": [{"key": "model.beta", "values": []}]}, "sweep: axes.0.values: found an empty list, expected at least one value"),
        ):
            with self.assertRaises(ValueError) as caught:
                coalesce.sweep({**self.sweep, **change})
            self.assertEqual(str(caught.exception), line)
        with self.assertRaisesRegex(ValueError, "^sweep: found str, expected a dictionary$"):
            coalesce.sweep("sweep.json")


@unittest.skipUnless(os.environ.get("COALESCE_PROGRAM"), "the program is not built")
class Render(unittest.TestCase):
    def test_a_picture_of_a_dictionary(self):
        with tempfile.TemporaryDirectory() as folder:
            path = folder + "/picture.png"
            coalesce.render({"tokens": {"count": 50}}, path, size=(320, 200), until=0.1, panels=False, set={"beta": 9})
            with open(path, "rb") as file:
                head = file.read(24)
            self.assertEqual(head[:8], b"\x89PNG\r\n\x1a\n")
            self.assertEqual((int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")), (320, 200))
            coalesce.render(coalesce.Simulation("ms3", count=50), path, size=(200, 100), until=0.1)

    def test_refusals(self):
        with self.assertRaisesRegex(ValueError, "^nope: found neither a file nor a shipped scene"):
            coalesce.render("nope", "x.png")
        with self.assertRaisesRegex(ValueError, "colour"):
            coalesce.render("ms3", "x.png", colour="red")
        with self.assertRaises(RuntimeError):
            coalesce.render("ms3", "/nowhere/x.png", size=(64, 64), until=0.01, set={"count": 10})


if __name__ == "__main__":
    unittest.main()
