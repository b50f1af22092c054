"""Plants violations in a small tree and checks that structure.py finds each, and nothing in the tree without them."""
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import structure  # noqa: E402

CLEAN = {
    "README.md": "See docs/guide.md and `app/desk/panel_NAME.cpp`.\n",
    "docs/guide.md": "The field: `engine/field/field.cpp`, [readme](../README.md), `tests/field/*.test.cpp`.\n",
    "engine/include/coalesce/model/cloud.hpp": "#include <vector>\n",
    "engine/include/coalesce/field/field.hpp": '#include "coalesce/model/cloud.hpp"\n\nstruct Field {\n};\n',
    "engine/include/coalesce/cuda/runtime.hpp": "#include <string>\n",
    "engine/field/sum_kernel.hpp": "#include <hwy/highway.h>\n",
    "engine/field/field.cpp": '#include "coalesce/field/field.hpp"\n#include "field/sum_kernel.hpp"  // see cloud.hpp\n',
    "engine/flow/motion.hpp": '#include "coalesce/field/field.hpp"\n',
    "engine/cuda/direct.cu": '#include "coalesce/cuda/runtime.hpp"\n#include "field/sum_kernel.hpp"\n#include "flow/motion.hpp"\n',
    "app/version.hpp": "",
    "app/view/camera.hpp": '#include <glm/glm.hpp>\n#include "coalesce/model/cloud.hpp"\n#include "version.hpp"\n',
    "app/desk/panel_model.cpp": '#include "view/camera.hpp"\n',
    "app/command/run.cpp": '#include "coalesce/cuda/runtime.hpp"\n#include "coalesce/field/field.hpp"\n',
    "app/main.cpp": '#include "view/camera.hpp"\n',
    "python/src/module.hpp": "#include <nanobind/nanobind.h>\n",
    "python/src/module.cpp": '#include "module.hpp"\n#include "coalesce/field/field.hpp"\n',
    "tests/reference/sums.hpp": "#include <cmath>\n",
    "tests/field/field.test.cpp": '#include "field/sum_kernel.hpp"\n#include "reference/sums.hpp"\n',
}


class Structure(unittest.TestCase):
    def findings(self, changed=None):
        with tempfile.TemporaryDirectory() as folder:
            for path, text in {**CLEAN, **(changed or {})}.items():
                file = pathlib.Path(folder, path)
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text, encoding="utf-8")
            return structure.findings(folder)

    def setUp(self):
        self.exceptions, structure.EXCEPTIONS = structure.EXCEPTIONS, {}
        self.circles, structure.CIRCLES = structure.CIRCLES, {}

    def tearDown(self):
        structure.EXCEPTIONS, structure.CIRCLES = self.exceptions, self.circles

    def assert_found(self, path, text, part):
        found = self.findings({path: text})
        self.assertEqual(len(found), 1, found)
        self.assertIn(part, found[0])
        self.assertTrue(found[0].startswith(path + ":"), found)

    def test_clean(self):
        self.assertEqual(self.findings(), [])

    def test_includes_against_the_order(self):
        for path, text, part in [
            ("engine/include/coalesce/model/cloud.hpp", '#include "coalesce/field/field.hpp"\n', "model < field"),
            ("engine/field/field.cpp", '#include "flow/motion.hpp"\n', "model < field"),
            ("engine/field/field.cpp", '#include "view/camera.hpp"\n', "engine/ knows nothing of app/"),
            ("python/src/module.cpp", '#include "field/sum_kernel.hpp"\n', "python/ includes of the engine what is in"),
            ("python/src/module.cpp", '#include "view/camera.hpp"\n', "python/ includes of the engine what is in"),
            ("engine/flow/motion.hpp", '#include "reference/sums.hpp"\n', "engine/ knows nothing of tests/"),
            ("engine/flow/motion.hpp", '#include "field/sum_kernel.hpp"\n', "implementation of engine/field"),
            ("engine/flow/motion.hpp", "#include <GLFW/glfw3.h>\n", "the engine knows no window"),
            ("engine/flow/motion.hpp", '#include "flow/gone.hpp"\n', "no such file"),
            ("engine/odd/odd.hpp", '#include "coalesce/model/cloud.hpp"\n', "no place in the order"),
            ("app/view/camera.hpp", '#include "coalesce/cuda/runtime.hpp"\n', "only engine/cuda, app/interop, app/command"),
            ("app/version.hpp", '#include "view/camera.hpp"\n', "app < formula < chart < view"),
            ("app/view/camera.hpp", '  #  include "desk/panel_model.cpp"\n', "app < formula < chart < view"),
            ("tests/reference/sums.hpp", '#include "coalesce/model/cloud.hpp"\n', "nothing of engine/"),
        ]:
            with self.subTest(path=path, text=text):
                self.assert_found(path, text, part)

    def test_what_is_public(self):
        public = "engine/include/coalesce/field/field.hpp"
        for path, text, part in [
            (public, '#include "field/sum_kernel.hpp"\n', "a public header includes public ones"),
            (public, "#include <hwy/highway.h>\n", "no library but the standard one"),
            (public, "#include <nlohmann/json_fwd.hpp>\n", "no library but the standard one"),
            (public, '#include "../model/cloud.hpp"\n', "there is no such file"),
            ("engine/flow/motion.hpp", '#include "include/coalesce/model/cloud.hpp"\n', "named coalesce/"),
            ("app/view/camera.hpp", '#include "field/sum_kernel.hpp"\n', "app/ includes of the engine"),
            ("app/command/run.cpp", '#include "flow/motion.hpp"\n', "app/ includes of the engine"),
            ("app/main.cpp", '#include "flow/motion.hpp"\n', "app/ includes of the engine"),
        ]:
            with self.subTest(path=path, text=text):
                self.assert_found(path, text, part)
        self.assertEqual(self.findings({public: "#include <memory>\n#include <sys/stat.h>\n"}), [])

    def test_types_of_public_headers(self):
        self.assert_found("engine/include/coalesce/model/law.hpp",
                          '#include "coalesce/model/cloud.hpp"\n\nField uniform();  // no Cloud\nField again();\n',
                          "3: uses Field and does not include coalesce/field/field.hpp")
        for text in ['#include "coalesce/field/field.hpp"\nField field();\n', "struct Field;\nField& field();\n",
                     "struct Law {\n    using Field = int;\n    Field field;\n};\n", "// Field\n"]:
            with self.subTest(text=text):
                self.assertEqual(self.findings({"engine/include/coalesce/theory/law.hpp": text}), [])

    def test_exceptions_must_be_needed(self):
        pair = ("app/view/camera.hpp", "engine/include/coalesce/cuda/runtime.hpp")
        structure.EXCEPTIONS = {pair: "a reason"}
        self.assertEqual(self.findings({pair[0]: '#include "coalesce/cuda/runtime.hpp"\n'}), [])
        self.assertEqual(len(self.findings()), 1)

    def test_circles(self):
        planted = {"engine/flow/live.hpp": '#include "flow/motion.hpp"\n', "engine/flow/live.cpp": '#include "live.hpp"\n',
                   "engine/flow/motion.cpp": '#include "flow/live.hpp"\n'}
        found = self.findings(planted)
        self.assertEqual(len(found), 1, found)
        self.assertIn("engine/flow/live, engine/flow/motion", found[0])
        structure.CIRCLES = {("engine/flow/motion", "engine/flow/live"): "a reason"}
        self.assertEqual(self.findings(planted), [])
        # An entry that closes no circle must go, whether its include is there or not.
        self.assertEqual(len(self.findings()), 1)
        self.assertEqual(len(self.findings({**planted, "engine/flow/live.hpp": ""})), 1)

    def test_longer_circles(self):
        folder = {f"app/view/{a}.hpp": f'#include "view/{b}.hpp"\n' for a, b in [("a", "b"), ("b", "c"), ("c", "d")]}
        self.assertEqual(self.findings({**folder, "app/view/d.hpp": ""}), [])
        found = self.findings({**folder, "app/view/d.hpp": "", "app/view/d.cpp": '#include "view/a.hpp"\n'})
        self.assertEqual(len(found), 1, found)
        self.assertIn("app/view/a, app/view/b, app/view/c, app/view/d", found[0])

    def test_citations(self):
        for path, text in [
            ("docs/guide.md", "See `engine/field/gone.cpp`.\n"),
            ("docs/guide.md", "See [it](missing.md).\n"),
            ("engine/flow/motion.hpp", "int speed;  // as in old_field.hpp\n"),
            ("engine/flow/motion.hpp", "/// Bound of tests/field/gone.test.cpp.\n"),
            ("tests/run.sh", "# Reads what gone.py wrote.\n"),
        ]:
            with self.subTest(path=path, text=text):
                self.assert_found(path, text, "is not there")
        for text in ("// https://example.org/other.hpp\n", 'const char* name = "other.cpp";\n', "// boost/other.hpp\n"):
            with self.subTest(text=text):
                self.assertEqual(self.findings({"engine/flow/motion.hpp": text}), [])


if __name__ == "__main__":
    unittest.main()
