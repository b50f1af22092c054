#include <doctest/doctest.h>

#include <filesystem>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/model/error.hpp"

using namespace coalesce;

namespace {

const std::string mixture =
    R"({"coalesce": 1, "tokens": {"law": {"kind": "mixture", "components": [{"mean": [1,0,0], "std": 0.1}, {"mean": [0,1,0]}]}}})";
const std::string empty = R"({"coalesce": 1})";

SceneDocument with(const std::string& text, const std::vector<Assignment>& assignments) {
    return parse_scene(text, "x.json", assignments);
}

std::string refusal(const std::string& text, const std::vector<Assignment>& assignments) {
    try {
        static_cast<void>(with(text, assignments));
    } catch (const InputError& error) {
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("assignments lie over the file, later ones over earlier ones") {
    CHECK(with(R"({"coalesce": 1, "model": {"beta": 5}})", {"model.beta=7"}).scene.model.beta == 7);
    CHECK(with(empty, {"model.beta=7", "model.beta=8"}).scene.model.beta == 8);
    CHECK(with(empty, {"tokens.count=1e3"}).scene.tokens.count == 1000);
    CHECK(with(empty, {"model.causal=true"}).scene.model.causal);
    CHECK(with(empty, {"time.method=rk4"}).scene.time.method == Method::rk4);
    CHECK(with(empty, {"time.method=\"rk4\""}).scene.time.method == Method::rk4);
    CHECK(with(empty, {"view.theme=light"}).view.theme == Theme::light);
    CHECK(with(R"({"coalesce": 1, "model": {"beta": -5}})", {"model.beta=7"}).scene.model.beta == 7);
}

TEST_CASE("texts stay texts") {
    CHECK(with(empty, {"name=2026"}).scene.name == "2026");
    CHECK(with(empty, {"name=a=b"}).scene.name == "a=b");
    CHECK(with(empty, {"note="}).scene.note.empty());
    CHECK(with(empty, {"note=\"β\\n\""}).scene.note == "β\n");
}

TEST_CASE("single entries of lists and matrices") {
    const Scene scene = with(mixture, {"tokens.law.components.0.std=0.5", "tokens.law.components.1.mean.2=3"}).scene;
    CHECK(scene.tokens.law == InitialLaw(MixtureLaw{{{1, {1, 0, 0}, 0.5}, {1, {0, 1, 3}, 0.2}}}));
    CHECK(with(empty, {"model.V.0.0=-1"}).scene.model.V == Matrix::diagonal(3, {-1, 1, 1}));
    CHECK(with(empty, {"dimension=2", "model.V.1.1=-1"}).scene.model.V == Matrix::diagonal(2, {1, -1, 0}));
    CHECK(with(empty, {"model.Q=[[0,1,0],[0,0,1],[1,0,0]]"}).scene.model.Q(0, 1) == 1);
    CHECK(with(empty, {"view.pan.1=0.5"}).view.pan == std::array<double, 2>{0, 0.5});
}

TEST_CASE("absent matrices follow the dimension") {
    const SceneDocument document = with(empty, {"dimension=2"});
    CHECK(document.scene.dimension == 2);
    CHECK(document.scene.model == Model::standard(2));
}

TEST_CASE("another kind of law drops the keys that it does not know") {
    CHECK(with(mixture, {"tokens.law.kind=uniform"}).scene.tokens.law == InitialLaw(UniformLaw{}));
    CHECK(with(mixture, {"tokens.law.kind=azimuthal", "tokens.law.components=[{\"mean\": 2}]"}).scene.tokens.law ==
          InitialLaw(AzimuthalLaw{{{1, 2, 0.2}}}));
    CHECK(with(mixture, {"tokens.law.kind=points", "tokens.law.points=[[0,0,2]]"}).scene.tokens.law ==
          InitialLaw(PointsLaw{{{0, 0, 2}}, {}}));
    CHECK(refusal(mixture, {"tokens.law.kind=points"}) ==
          "--set tokens.law.kind=points: tokens.law.points: found nothing, expected a list of points");
    CHECK(refusal(mixture, {"tokens.law.kind=gauss"}) ==
          "--set tokens.law.kind=gauss: found \"gauss\", expected one of \"uniform\", \"mixture\", \"azimuthal\", "
          "\"points\", \"file\"");
}

TEST_CASE("a file named on the command line is where the command line is") {
    const auto here = std::filesystem::current_path();
    const Scene scene =
        parse_scene(empty, "x.json", {"tokens.law.kind=file", "tokens.law.path=a.npy"}, "/somewhere").scene;
    CHECK(scene.tokens.law == InitialLaw(FileLaw{(here / "a.npy").string()}));
    const Scene whole =
        parse_scene(empty, "x.json", {R"(tokens.law={"kind":"file","path":"a.npy"})"}, "/somewhere").scene;
    CHECK(whole.tokens.law == InitialLaw(FileLaw{(here / "a.npy").string()}));
}

TEST_CASE("a wrong value names the assignment that brought it") {
    CHECK(refusal(empty, {"model.beta=-1"}) == "--set model.beta=-1: found -1, expected a number ≥ 0");
    CHECK(refusal(empty, {"time.dt=0"}) == "--set time.dt=0: found 0, expected a number > 0");
    CHECK(refusal(empty, {"model.beta=1e999"}) == "--set model.beta=1e999: found \"1e999\", expected a number ≥ 0");
    CHECK(refusal(empty, {"model.beta=nan"}) == "--set model.beta=nan: found \"nan\", expected a number ≥ 0");
    CHECK(refusal(empty, {"model.beta="}) == "--set model.beta=: found \"\", expected a number ≥ 0");
    CHECK(refusal(empty, {"model.beta={\"a\":1,\"a\":2}"}) ==
          "--set model.beta={\"a\":1,\"a\":2}: found \"{\\\"a\\\":1,\\\"a\\\":2}\", expected a number ≥ 0");
    CHECK(refusal(empty, {"tokens.count=2.5"}) ==
          "--set tokens.count=2.5: found 2.5, expected a whole number from 1 to 100000000");
    CHECK(refusal(mixture, {"tokens.law.components.0.std=-1"}) ==
          "--set tokens.law.components.0.std=-1: found -1, expected a number ≥ 0");
    CHECK(refusal(empty, {"tokens.law={\"kind\":\"mixture\",\"components\":[{\"mean\":[1,0]}]}"}) ==
          "--set tokens.law={\"kind\":\"mixture\",\"components\":[{\"mean\":[1,0]}]}: "
          "tokens.law.components.0.mean: found [1,0], expected a list of 3 numbers");
    CHECK(refusal(empty, {"model.V.0.0=x"}) ==
          "--set model.V.0.0=x: model.V: found [[\"x\",0,0],[0,1,0],[0,0,1]], expected a 3×3 matrix of numbers since "
          "dimension is 3");
    CHECK(refusal(mixture, {"model.beta=3", "dimension=2"}) ==
          "x.json: tokens.law.components.0.mean: found [1,0,0], expected a list of 2 numbers");
}

TEST_CASE("assignments that lead nowhere") {
    CHECK(refusal(empty, {"model.betta=1"}) ==
          "--set model.betta=1: found an unknown key, the nearest known one is model.beta");
    CHECK(refusal(empty, {"beta=1"}) == "--set beta=1: found an unknown key, the nearest known one is model.beta");
    CHECK(refusal(empty, {"modle.beta=1"}) ==
          "--set modle.beta=1: modle: found an unknown key, the nearest known one is model");
    for (const char* const assignment : {"model.beta", "=3", ""}) {
        CHECK(refusal(empty, {assignment}) ==
              std::string("--set ") + assignment +
                  ": found no key and value, expected key=value, for instance model.beta=30");
    }
    CHECK(refusal(mixture, {"tokens.law.components.2.std=1"}) ==
          "--set tokens.law.components.2.std=1: tokens.law.components has 2 entries counted from 0, found \"2\"");
    CHECK(refusal(mixture, {"tokens.law.components.x.std=1"}) ==
          "--set tokens.law.components.x.std=1: tokens.law.components has 2 entries counted from 0, found \"x\"");
    CHECK(refusal(empty, {"tokens.law.components.0.std=1"}) ==
          "--set tokens.law.components.0.std=1: tokens.law.components is not there");
    CHECK(refusal(R"({"coalesce": 1, "model": {"beta": 5}})", {"model.beta.x=1"}) ==
          "--set model.beta.x=1: model.beta is neither an object nor a list");
    CHECK(refusal(empty, {"model..beta=1"}) ==
          "--set model..beta=1: found an empty name in the key, expected names with dots between them");
    CHECK(refusal(empty, {"name=\xff"}).find("found bytes that are not UTF-8") != std::string::npos);
    CHECK(refusal("[]", {"model.beta=1"}) == "x.json: found [], expected an object { … }");
    CHECK(refusal(empty, {"note=" + std::string(100'000, 'x'), "model.beta=" + std::string(100'000, 'y')}).size() <
          300);
}

// Found by the fuzzer: messages quoted an assignment with its line breaks.
TEST_CASE("line breaks in keys and assignments do not break the message's line") {
    CHECK(refusal(empty, {"a\nb"}) ==
          "--set a?b: found no key and value, expected key=value, for instance model.beta=30");
    CHECK(refusal(empty, {"model.be\nta=3"}) ==
          "--set model.be?ta=3: found an unknown key, the nearest known one is model.beta");
    CHECK(refusal(empty, {"model.beta.\n=3", "model.beta.x.\r=3"}).find_first_of("\n\r") == std::string::npos);
    CHECK(refusal("{\"coalesce\": 1, \"na\\nme\": 1}", {}) ==
          "x.json: na?me: found an unknown key, the nearest known one is name");
}
