import os
import signal
import threading
import time
import unittest

import numpy as np
import reference

import coalesce


def random_cloud(seed, count, dimension):
    random = np.random.default_rng(seed)
    x = reference.unit(random.normal(size=(count, dimension)))
    masses = random.random(count) ** 4 + 0.01
    return x, random.normal(size=(3, dimension, dimension)), masses / masses.sum()


class Foreign:
    """An array of another library: nothing but DLPack."""

    def __init__(self, array):
        self.array = array

    def __dlpack__(self, **options):
        return self.array.__dlpack__(**options)

    def __dlpack_device__(self):
        return self.array.__dlpack_device__()


class OnDevice(Foreign):
    def __dlpack_device__(self):
        return (2, 0)


class Agreement(unittest.TestCase):
    def check(self, count, solver, bound):
        """`bound` is in units of ‖V‖."""
        for dimension in (2, 3):
            for attention in ("softmax", "unnormalized"):
                x, (Q, K, V), masses = random_cloud(count, count, dimension)
                found = coalesce.attention(x, 3.0, Q, K, V, masses, attention, solver)
                expected = reference.velocities(x, 3.0, Q, K, V, masses, attention)
                error = np.abs(found - expected).max() / np.linalg.norm(V, 2)
                self.assertLess(error, bound, f"d = {dimension}, {attention}, {solver}")
                # Against velocities that do not depend on masses, the difference is above the bound.
                even = coalesce.attention(x, 3.0, Q, K, V, None, attention, solver)
                self.assertGreater(np.abs(even - found).max() / np.linalg.norm(V, 2), 3 * bound)

    def test_few_tokens_agree_to_rounding(self):
        # Differences in double precision: some 1e-15 β‖B‖ a velocity, β‖B‖ up to 50 here.
        self.check(200, "auto", 1e-13)

    def test_many_tokens_agree_to_single_precision(self):
        # 5e-7 (1 + β‖QᵀK‖), the bound up to which `auto` takes single precision, is 3e-5 here.
        self.check(2000, "direct", 3e-5)

    def test_mesh_keeps_its_tolerance(self):
        self.check(4000, "mesh", 1e-4)


class Arrays(unittest.TestCase):
    def setUp(self):
        self.x, _, _ = random_cloud(1, 300, 3)
        self.v = coalesce.attention(self.x, 5.0)

    def test_result_is_a_new_array_in_c_order(self):
        self.assertEqual(self.v.dtype, np.float64)
        self.assertTrue(self.v.flags.c_contiguous and self.v.flags.writeable)

    def test_any_order_of_memory_gives_the_same_bits(self):
        for other in (np.asfortranarray(self.x), np.repeat(self.x, 2, axis=0)[::2], Foreign(self.x), self.x.tolist()):
            np.testing.assert_array_equal(coalesce.attention(other, 5.0), self.v)
        self.x.flags.writeable = False
        np.testing.assert_array_equal(coalesce.attention(self.x, 5.0), self.v)

    def test_float32_comes_back_as_float32(self):
        for single in (self.x.astype(np.float32), Foreign(self.x.astype(np.float32))):
            found = coalesce.attention(single, 5.0)
            self.assertEqual(found.dtype, np.float32)
            # Tokens are off by 6e-8 at most, and a velocity by β times that.
            self.assertLess(np.abs(found - self.v).max(), 1e-6)

    def test_rows_are_scaled_to_unit_length(self):
        np.testing.assert_allclose(coalesce.attention(3 * self.x, 5.0), self.v, atol=1e-14)


class Refusals(unittest.TestCase):
    def refused(self, line, *arguments, **named):
        with self.assertRaises(ValueError) as caught:
            coalesce.attention(*arguments, **named)
        self.assertEqual(str(caught.exception), line)

    def test_one_line_names_what_is_wrong(self):
        x = np.eye(3)
        self.refused("x: found no token, expected at least one", np.zeros((0, 3)), 1)
        self.refused("x: found shape 4×5, expected N×2 or N×3", np.zeros((4, 5)), 1)
        self.refused("x: found shape 1000000, expected N×2 or N×3", np.zeros(1000000), 1)
        self.refused("x: found shape 3×3×1, expected N×2 or N×3", x[:, :, None], 1)
        self.refused("x: row 1: found a coordinate that is not finite", [[1, 0], [0, np.nan]], 1)
        self.refused("x: row 2: found the zero vector, expected a direction", np.diag([1.0, 1, 0]), 1)
        self.refused("x: found numbers of type complex128, expected float32 or float64", x.astype(complex), 1)
        self.refused("x: found numbers of type float16, expected float32 or float64", x.astype(np.float16), 1)
        self.refused("x: found str, expected an array of numbers", "tokens", 1)
        self.refused("x: found an array on a device, expected one on the CPU", OnDevice(x), 1)
        self.refused("beta: found -1, expected a number ≥ 0", x, -1)
        self.refused("beta: found nan, expected a number ≥ 0", x, np.nan)
        self.refused("Q: found shape 2×2, expected 3×3 since x has 3 columns", x, 1, np.eye(2))
        self.refused("V: found an entry that is not finite", x, 1, V=np.full((3, 3), np.inf))
        self.refused("masses: found shape 2, expected one number for each of 3 tokens", x, 1, masses=[1, 2])
        self.refused("masses[2]: found -1.000000, expected a finite number > 0", x, 1, masses=[1, 2, -1])
        self.refused('attention: found "hard", expected one of "softmax", "unnormalized"', x, 1, attention="hard")
        self.refused('solver: found "fast", expected one of "auto", "direct", "mesh"', x, 1, solver="fast")
        self.refused("tolerance: found 0, expected a number > 0 and ≤ 1", x, 1, tolerance=0)


class Threads(unittest.TestCase):
    def test_other_threads_run_meanwhile(self):
        x, _, _ = random_cloud(2, 20000, 3)
        ticks, over = [], threading.Event()

        def tick():
            while not over.wait(0.001):
                ticks.append(time.monotonic())

        thread = threading.Thread(target=tick)
        thread.start()
        start = time.monotonic()
        coalesce.attention(x, 5.0, solver="direct")
        end = time.monotonic()
        over.set()
        thread.join()
        # Held, the GIL would leave at most a tick at either end.
        self.assertGreater(sum(start < at < end for at in ticks), 4)

    def test_ctrl_c_ends_a_long_call(self):
        x, _, _ = random_cloud(3, 2000000, 3)
        timer = threading.Timer(0.3, lambda: os.kill(os.getpid(), signal.SIGINT))
        timer.start()
        # All pairs would take minutes.
        with self.assertRaises(KeyboardInterrupt):
            coalesce.attention(x, 5.0, solver="direct")


if __name__ == "__main__":
    unittest.main()
