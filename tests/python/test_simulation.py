import gc
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import threading
import unittest
import xml.dom.minidom

import numpy as np
import reference

import coalesce

SMALL = {"dimension": 3, "tokens": {"count": 400}, "model": {"beta": 8}, "time": {"dt": 0.05, "until": 4}}


class Steps(unittest.TestCase):
    def test_a_step_is_the_layer_of_the_definition(self):
        run = coalesce.Simulation(SMALL)
        x = run.tokens.copy()
        run.step()
        identity = np.eye(3)
        v = reference.velocities(x, 8, identity, identity, identity, np.full(400, 1 / 400), "softmax")
        # The layer moves by V m, whose part along x is lost by the norm up to dt²: tangent steps differ by dt² |v| |m|.
        np.testing.assert_allclose(run.tokens, reference.unit(x + 0.05 * v), atol=0.05**2)
        self.assertGreater(np.abs(run.tokens - x).max(), 0.005)
        self.assertEqual((run.time, run.steps, len(run), run.dimension), (0.05, 1, 400, 3))

    def test_velocities_energy_and_clusters_are_those_of_the_tokens(self):
        run = coalesce.Simulation(SMALL, beta=20)
        run.advance_to(4)
        x, identity = np.asarray(run.tokens), np.eye(3)
        expected = reference.velocities(x, 20, identity, identity, identity, np.full(400, 1 / 400), "softmax")
        np.testing.assert_allclose(run.velocities, expected, atol=2e-5)
        self.assertAlmostEqual(run.energy, np.exp(20 * (x @ x.T - 1)).mean() / 40, delta=1e-7)
        clusters, labels = run.clusters(), run.labels()
        self.assertGreater(len(clusters), 1)
        for k, cluster in enumerate(clusters):
            members = x[labels == k]
            self.assertEqual(cluster["tokens"], len(members))
            self.assertAlmostEqual(cluster["mass"], len(members) / 400)
            centre = members.mean(axis=0)
            np.testing.assert_allclose(cluster["centre"], centre / np.linalg.norm(centre), atol=1e-12)

    def test_run_measures_at_its_times_and_does_not_change_the_motion(self):
        run, other = coalesce.Simulation(SMALL), coalesce.Simulation(SMALL)
        rows = run.run(2, every=0.5)
        np.testing.assert_allclose(rows["time"], [0, 0.5, 1, 1.5, 2])
        self.assertEqual({len(column) for column in rows.values()}, {5})
        self.assertTrue(np.all(np.diff(rows["energy"]) > 0))
        other.advance_to(2)
        np.testing.assert_array_equal(run.tokens, other.tokens)
        np.testing.assert_allclose(run.run(3, every=0.5)["time"], [2, 2.5, 3])
        self.assertLessEqual(len(coalesce.Simulation(SMALL).run(4)["time"]), 1001)

    def test_adaptive_time_merges_two_clusters(self):
        run = coalesce.Simulation("two-clusters", count=200)
        rows = run.run(200)
        self.assertEqual((rows["time"][-1], rows["clusters"][-1]), (200, 1))
        (merge,) = run.merges
        self.assertTrue(0 < merge["time"] < 200)
        self.assertAlmostEqual(sum(merge["masses"]), 1, delta=0.02)
        phases = run.phases
        self.assertEqual((phases[0]["from"], phases[-1]["to"]), (0, 200))
        theory = run.theory
        self.assertEqual(len(theory), 8)
        self.assertTrue(all(("statement" in row) if row["valid"] else row["why_not"] for row in theory))

    def test_ctrl_c_ends_a_run_in_a_state_that_goes_on(self):
        run = coalesce.Simulation(SMALL)
        threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        with self.assertRaises(KeyboardInterrupt):
            run.run(1e9)
        whole = round(run.time / 0.05)
        self.assertEqual(run.steps, whole)
        run.step()
        self.assertEqual(run.steps, whole + 1)


class Views(unittest.TestCase):
    def test_tokens_are_a_read_only_view(self):
        run = coalesce.Simulation(SMALL)
        view = run.tokens
        self.assertTrue(np.shares_memory(view, run.tokens))
        self.assertFalse(view.flags.owndata or view.flags.writeable)
        self.assertEqual(view.shape, (400, 3))
        with self.assertRaises(ValueError):
            view[0, 0] = 1

    def test_a_view_keeps_its_state(self):
        for sets in ({}, {"time.method": "adaptive"}, {"count": 30000, "solver.method": "mesh"}):
            run, twin = coalesce.Simulation(SMALL, **sets), coalesce.Simulation(SMALL, **sets)
            views, copies = [], []
            for _ in range(3):
                views.append(run.tokens)
                copies.append(views[-1].copy())
                run.step()
                twin.step()
            last = run.tokens
            np.testing.assert_array_equal(last, twin.tokens)
            del run
            gc.collect()
            for view, copy in zip(views, copies):
                np.testing.assert_array_equal(view, copy)
            self.assertFalse(np.shares_memory(views[0], views[1]))
            np.testing.assert_array_equal(last, twin.tokens)


class Scenes(unittest.TestCase):
    def test_keys_by_any_of_their_names(self):
        for sets in ({"model.beta": 7}, {"model_beta": 7}, {"beta": 7}):
            self.assertEqual(coalesce.scene("ms4", **sets)["model"]["beta"], 7)
        self.assertEqual(coalesce.Simulation(SMALL, V=2 * np.eye(3)).scene["model"]["V"][1], [0, 2, 0])

    def test_a_scene_makes_the_same_run_again(self):
        first = coalesce.Simulation("ms1a", count=100, seed=5)
        second = coalesce.Simulation(first.scene)
        first.step()
        second.step()
        np.testing.assert_array_equal(first.tokens, second.tokens)

    def test_own_tokens(self):
        x = np.random.default_rng(1).normal(size=(50, 2))
        masses = np.arange(1, 51)
        run = coalesce.Simulation({"model": {"beta": 9}}, tokens=x, masses=masses)
        np.testing.assert_allclose(run.tokens, reference.unit(x), atol=1e-15)
        v = reference.velocities(reference.unit(x), 9, *[np.eye(2)] * 3, masses / masses.sum(), "softmax")
        np.testing.assert_allclose(run.velocities, v, atol=1e-6)

    def test_saved_files_are_the_programs(self):
        run = coalesce.Simulation("ms3", count=64)
        with tempfile.TemporaryDirectory() as folder:
            run.save(pathlib.Path(folder) / "scene.json")
            run.save(folder + "/tokens.npy")
            np.testing.assert_array_equal(np.load(folder + "/tokens.npy"), run.tokens)
            self.assertEqual(coalesce.scene(folder + "/scene.json"), run.scene)
            program = os.environ.get("COALESCE_PROGRAM")
            if program:
                subprocess.run([program, "run", "scene.json", "--until", "0.01", "--out", "r", "--quiet"], cwd=folder, check=True)
                run.advance_to(0.01)
                np.testing.assert_array_equal(np.load(folder + "/r/tokens.npy"), run.tokens)

    def test_refusals(self):
        def refused(line, kind, call, *arguments, **named):
            with self.assertRaises(kind) as caught:
                call(*arguments, **named)
            self.assertEqual(str(caught.exception), line)

        make = coalesce.Simulation
        refused("--set model.beta=-3: found -3, expected a number ≥ 0", ValueError, make, "ms2", beta=-3)
        refused("bet: an unknown key, the nearest known one is model.beta", ValueError, make, "ms2", bet=3)
        refused("method: found several keys of that name, expected one of solver.method, time.method", ValueError, make, "ms2", method="direct")
        refused("scene: found int, expected a name, a path or a dictionary", ValueError, make, 3)
        refused("tokens: found no token, expected at least one", ValueError, make, {}, tokens=np.zeros((0, 3)))
        refused("tokens: row 0: found the zero vector, expected a direction", ValueError, make, {}, tokens=np.zeros((2, 3)))
        run = make(SMALL)
        refused("until: found nan, expected a number ≥ 0", ValueError, run.run, float("nan"))
        refused("every: found 0, expected a number > 0", ValueError, run.run, 1, every=0)
        refused("t: found inf, expected a number ≥ 0", ValueError, run.advance_to, float("inf"))
        refused("x.txt: found another ending, expected .json for the scene or .npy for the tokens", ValueError, run.save, "x.txt")
        refused("/nowhere/x.npy: cannot be written: No such file or directory", RuntimeError, run.save, "/nowhere/x.npy")
        with self.assertRaisesRegex(ValueError, "^nope: found neither a file nor a shipped scene"):
            make("nope")


class Pictures(unittest.TestCase):
    def test_a_notebook_shows_a_picture_with_numbers(self):
        for scene in (SMALL, {"dimension": 2, "tokens": {"count": 5}}, {**SMALL, "name": "<b> & co"}):
            run = coalesce.Simulation(scene)
            text = run._repr_html_()
            picture = xml.dom.minidom.parseString(text[text.index("<svg") : text.index("</svg>") + 6])
            drawn = sum(path.getAttribute("d").count("M") for path in picture.getElementsByTagName("path"))
            self.assertEqual(drawn, len(run))
            self.assertNotIn("<b> & co", text)
        self.assertEqual(repr(run), "<coalesce.Simulation '<b> & co': 400 tokens on S^2, t = 0>")


if __name__ == "__main__":
    unittest.main()
