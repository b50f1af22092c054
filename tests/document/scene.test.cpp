#include "coalesce/document/scene_document.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <type_traits>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"

using namespace coalesce;
namespace fs = std::filesystem;

namespace {

SceneDocument parse(const std::string& body, const std::vector<Assignment>& assignments = {}) {
    return parse_scene("{\"coalesce\": 1" + (body.empty() ? "" : ", " + body) + "}", "x.json", assignments);
}

std::string refusal_of_text(const std::string& text, const std::vector<Assignment>& assignments = {}) {
    try {
        static_cast<void>(parse_scene(text, "x.json", assignments));
    } catch (const InputError& error) {
        return error.what();
    }
    return "accepted";
}

std::string refusal(const std::string& body) {
    return refusal_of_text("{\"coalesce\": 1, " + body + "}");
}

std::string refused_law(const std::string& law, int dimension = 3) {
    return refusal("\"dimension\": " + std::to_string(dimension) + ", \"tokens\": {\"law\": " + law + "}");
}

}  // namespace

TEST_CASE("a file that only names its version has every default") {
    CHECK(parse("") == SceneDocument{});
    CHECK(parse("\"dimension\": 2").scene.model == Model::standard(2));
    CHECK(parse("\"tokens\": {}, \"view\": {}") == SceneDocument{});
}

TEST_CASE("a full file is read as it says") {
    const SceneDocument document = parse(R"(
        "name": "a", "note": "b\nβ", "dimension": 2,
        "tokens": {"count": 1e4, "seed": 9007199254740992,
                   "law": {"kind": "mixture", "components": [{"weight": 0.5, "mean": [0, 2], "std": 0}, {"mean": [1, 0]}]}},
        "model": {"attention": "unnormalized", "beta": 0, "Q": [[1, 2], [3, 4]], "noise": 0.5, "causal": true},
        "time": {"method": "rk4", "dt": 1e-3, "tolerance": 1e-9, "until": 0, "axis": "log"},
        "solver": {"method": "direct", "tolerance": 1e-2, "precision": "double"},
        "view": {"theme": "light", "colour_by": "speed", "pan": [0.5, -1], "trails": 7, "shell": false})");
    const Scene& scene = document.scene;
    CHECK(scene.note == "b\nβ");
    CHECK(scene.tokens.count == 10000);
    CHECK(scene.tokens.seed == 9007199254740992);
    CHECK(scene.tokens.law == InitialLaw(MixtureLaw{{{0.5, {0, 2, 0}, 0}, {1, {1, 0, 0}, 0.2}}}));
    CHECK(scene.model.attention == Attention::unnormalized);
    CHECK(scene.model.Q(0, 1) == 2);
    CHECK(scene.model.Q(1, 0) == 3);
    CHECK(scene.model.K == Matrix::identity(2));
    CHECK(scene.model.causal);
    CHECK(scene.time.method == Method::rk4);
    CHECK(scene.time.axis == TimeAxis::log);
    CHECK(scene.solver.precision == Precision::double_);
    CHECK(document.view.theme == Theme::light);
    CHECK(document.view.pan == std::array<double, 2>{0.5, -1});
    CHECK(document.view.trails == 7);
    CHECK_FALSE(document.view.shell);
}

TEST_CASE("what is written is read back as the same document, to the last bit") {
    SceneDocument document;
    document.scene.name = "quotes \" and \\ and\nlines";
    document.scene.model.beta = 0.1 + 0.2;
    document.scene.model.V = Matrix::rotation(3, 1);
    document.scene.time.dt = std::numeric_limits<double>::denorm_min();
    document.scene.time.until = 1e300;
    document.scene.tokens.seed = 9007199254740992;
    document.view.yaw = -1.0 / 3;
    const std::vector<InitialLaw> laws{
        UniformLaw{},
        MixtureLaw{{{1.0 / 3, {1, -1e-17, 2}, 0.1}, {2, {0, 1, 0}, 0}}},
        AzimuthalLaw{{{1, -2.5, 0.2}}},
        PointsLaw{{{1, 2, 3}, {1e-300, 0, 0}}, {}},
        PointsLaw{{{1, 2, 3}, {0, 0, 1}}, {0.1, 7}},
        FileLaw{"/data/tokens β.npy"},
    };
    for (const InitialLaw& law : laws) {
        document.scene.tokens.law = law;
        document.scene.tokens.count = std::holds_alternative<PointsLaw>(law) ? 2 : 77;
        const std::string text = to_json(document);
        CAPTURE(text);
        CHECK(parse_scene(text, "again") == document);
        CHECK(to_json(parse_scene(text, "again")) == text);
    }
}

TEST_CASE("what is written reads well") {
    SceneDocument document;
    document.scene.tokens.law = MixtureLaw{{{1, {1, 0, 0}, 0.2}, {1, {0, 1, 0}, 0.2}, {1, {0, 0, 1}, 0.2}}};
    const std::string text = to_json(document);
    CHECK(text.find("\n    \"Q\": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],\n") != std::string::npos);
    CHECK(text.find("\n        {\"weight\": 1, \"mean\": [1, 0, 0], \"std\": 0.2},\n") != std::string::npos);
    CHECK(text.find("\n    \"dt\": 0.01,\n    \"tolerance\": 1e-6,\n") != std::string::npos);
    CHECK(text.find("\n  \"time\": {\n") != std::string::npos);
    CHECK(text.substr(text.size() - 7) == "\n  }\n}\n");
    for (std::size_t from = 0; from < text.size();) {
        const std::size_t to = text.find('\n', from);
        CHECK(to - from <= 110);
        from = to + 1;
    }
}

TEST_CASE("texts that are not JSON") {
    const auto refused = [](const std::string& text) { return refusal_of_text(text).substr(8); };  // after "x.json: "
    const std::string value =
        "a value: a number, a text in double quotes, true, false, null, a list [ … ] or an object { … }";
    CHECK(refused("") == "line 1, column 1: found nothing, expected { … }");
    CHECK(refused(" \n ") == "line 1, column 1: found nothing, expected { … }");
    CHECK(refused("{\"coalesce\": 1") ==
          "line 1, column 15: found the end of the file, expected a comma or the closing }");
    CHECK(refused("{\"coalesce\": 1,}") ==
          "line 1, column 16: found “}”, expected another entry after the comma, or no comma");
    CHECK(refused("{\"coalesce\": 1, \"model\": {\"V\": [1, ]}}") ==
          "line 1, column 36: found “]”, expected another entry after the comma, or no comma");
    CHECK(refused("{\n  \"coalesce\": 1\n  \"name\": \"é\"\n}") ==
          "line 3, column 3: found “\"name\"”, expected a comma before it");
    CHECK(refused("{\"coalesce\": 1, \"name\" \"é\"}") ==
          "line 1, column 24: found “\"é\"”, expected a colon between key and value");
    CHECK(refused("{\"name\": \"é\", coalesce: 1}") ==
          "line 1, column 15: found “coalesce”, expected a key in double quotes");
    CHECK(refused("{\"coalesce\": 1, 'name': 2}") == "line 1, column 17: found “'”, expected a key in double quotes");
    CHECK(refused("{\"coalesce\": one}") == "line 1, column 14: found “one”, expected " + value);
    CHECK(refused("{\"coalesce\": 1} x") == "line 1, column 17: found “x”, expected the end of the file");
    CHECK(refused("{\"coalesce\": 1}}") == "line 1, column 16: found “}”, expected the end of the file");
    CHECK(refused("// comment\n{\"coalesce\": 1}") == "line 1, column 1: found “/”, expected " + value);
    CHECK(refused("{\"name\": \"a\nb\"}") ==
          "line 1, column 12: found the end of the line in a text, expected a closing quote before it, or \\n");
    CHECK(refused("{\"name\": \"a") ==
          "line 1, column 12: found the end of the file in a text, expected a closing quote");
    CHECK(refused("{\"note\": \"$\\sqrt{2}$\"}").find("line 1, column 13: found a single backslash, expected two") ==
          0);
    CHECK(refused(std::string("\x7f"
                              "ELF\0\1\2\xff\xfe",
                              9))
              .find("line 1, column 1: found “") == 0);
    CHECK(refused("{\"coalesce\": 1, \"name\": \"\xff\"}") ==
          "line 1, column 26: found a byte that is not UTF-8, expected text in UTF-8");
    for (const std::string& text :
         {std::string(1'000'000, '['), "\"" + std::string(1'000'000, 'x'), std::string(1 << 20, '\0')}) {
        const std::string message = refusal_of_text(text);
        CHECK(message != "accepted");
        CHECK(message.size() < 300);
        CHECK(message.find('\n') == std::string::npos);
    }
    CHECK(refusal_of_text("[1]") == "x.json: found [1], expected an object { … }");
    CHECK(refusal_of_text("null") == "x.json: found null, expected an object { … }");
}

TEST_CASE("what JSON leaves open is refused") {
    CHECK(refusal("\"model\": {\"beta\": 1, \"beta\": 2}") ==
          "x.json: model.beta: found the key twice, expected it once");
    CHECK(refusal("\"name\": \"a\", \"name\": \"a\"") == "x.json: name: found the key twice, expected it once");
    CHECK(refused_law(R"({"kind": "mixture", "components": [{"mean": [1,0,0]}, {"std": 1, "std": 2}]})") ==
          "x.json: tokens.law.components.1.std: found the key twice, expected it once");
    CHECK(refusal("\"model\": {\"beta\": 1e999}") ==
          "x.json: model.beta: found 1e999, expected a number that a double can hold");
    CHECK(refusal("\"model\": {\"Q\": [[1, 0, 0], [0, -1e400, 0], [0, 0, 1]]}") ==
          "x.json: model.Q.1.1: found -1e400, expected a number that a double can hold");
    CHECK(refusal("\"model\": {\"beta\": " + std::string(400, '9') + "}").find("model.beta: found 999") !=
          std::string::npos);
    CHECK(refusal("\"model\": {\"beta\": NaN}").find("found “NaN”, expected a value: a number") != std::string::npos);
    CHECK(refusal("\"model\": {\"beta\": Infinity}").find("found “Infinity”, expected") != std::string::npos);
    CHECK(refusal("\"note\": " + std::string(40, '[') + std::string(40, ']')).find("nested deeper than 16") !=
          std::string::npos);
}

TEST_CASE("the version") {
    CHECK(refusal_of_text("{}") == "x.json: coalesce: found nothing, expected the format version 1");
    CHECK(refusal_of_text("{\"coalesce\": 2}") == "x.json: coalesce: found 2, expected the format version 1");
    CHECK(refusal_of_text("{\"coalesce\": \"1\"}") == "x.json: coalesce: found \"1\", expected the format version 1");
    CHECK(refusal_of_text("{\"coalesce\": true}") == "x.json: coalesce: found true, expected the format version 1");
}

TEST_CASE("unknown keys name the nearest known one") {
    CHECK(refusal("\"model\": {\"betta\": 1}") ==
          "x.json: model.betta: found an unknown key, the nearest known one is model.beta");
    CHECK(refusal("\"modle\": {}") == "x.json: modle: found an unknown key, the nearest known one is model");
    CHECK(refusal("\"beta\": 3") == "x.json: beta: found an unknown key, the nearest known one is model.beta");
    CHECK(refusal("\"model.beta\": 3") == "x.json: found the key \"model.beta\", expected \"model\": {\"beta\": …}");
    CHECK(refusal("\"view\": {\"color_by\": \"mass\"}") ==
          "x.json: view.color_by: found an unknown key, the nearest known one is view.colour_by");
    CHECK(refused_law("{\"kind\": \"uniform\", \"componets\": []}") ==
          "x.json: tokens.law.componets: found an unknown key, the nearest known one is tokens.law.kind");
    CHECK(refused_law(R"({"kind": "mixture", "components": [{"mean": [1, 0, 0], "sdt": 1}]})") ==
          "x.json: tokens.law.components.0.sdt: found an unknown key, the nearest known one is "
          "tokens.law.components.0.std");
    CHECK(refusal("\"" + std::string(1'000'000, 'k') + "\": 1").size() < 300);
    CHECK(refusal("\"\": 1").find("found an unknown key") != std::string::npos);
}

TEST_CASE("wrong types say what was found and what is expected") {
    CHECK(refusal("\"model\": {\"beta\": \"30\"}") == "x.json: model.beta: found \"30\", expected a number ≥ 0");
    CHECK(refusal("\"model\": {\"beta\": null}") == "x.json: model.beta: found null, expected a number ≥ 0");
    CHECK(refusal("\"model\": {\"causal\": 1}") == "x.json: model.causal: found 1, expected true or false");
    CHECK(refusal("\"model\": 3") == "x.json: model: found 3, expected an object");
    CHECK(refusal("\"name\": 3") == "x.json: name: found 3, expected a text");
    CHECK(refusal("\"tokens\": {\"law\": \"uniform\"}") ==
          "x.json: tokens.law: found \"uniform\", expected an object with a \"kind\"");
    CHECK(refusal("\"time\": {\"method\": \"euler\"}") ==
          "x.json: time.method: found \"euler\", expected one of \"layer\", \"rk4\", \"adaptive\"");
    CHECK(refusal("\"view\": {\"pan\": [1]}") == "x.json: view.pan: found [1], expected a list of 2 numbers");
}

TEST_CASE("numbers out of range") {
    CHECK(refusal("\"model\": {\"beta\": -1}") == "x.json: model.beta: found -1, expected a number ≥ 0");
    CHECK(refusal("\"model\": {\"noise\": -0.1}") == "x.json: model.noise: found -0.1, expected a number ≥ 0");
    CHECK(refusal("\"time\": {\"dt\": 0}") == "x.json: time.dt: found 0, expected a number > 0");
    CHECK(refusal("\"time\": {\"dt\": -0.01}") == "x.json: time.dt: found -0.01, expected a number > 0");
    CHECK(refusal("\"time\": {\"until\": -1}") == "x.json: time.until: found -1, expected a number ≥ 0");
    const std::string count = ", expected a whole number from 1 to 100000000";
    CHECK(refusal("\"tokens\": {\"count\": 0}") == "x.json: tokens.count: found 0" + count);
    CHECK(refusal("\"tokens\": {\"count\": -5}") == "x.json: tokens.count: found -5" + count);
    CHECK(refusal("\"tokens\": {\"count\": 1.5}") == "x.json: tokens.count: found 1.5" + count);
    CHECK(refusal("\"tokens\": {\"count\": 100000001}") == "x.json: tokens.count: found 100000001" + count);
    CHECK(refusal("\"tokens\": {\"count\": 1e300}") == "x.json: tokens.count: found 1e+300" + count);
    CHECK(refusal("\"tokens\": {\"count\": 18446744073709551615}") ==
          "x.json: tokens.count: found 18446744073709551615" + count);
    CHECK(refusal("\"tokens\": {\"seed\": -1}") ==
          "x.json: tokens.seed: found -1, expected a whole number from 0 to 9007199254740992");
    CHECK(refusal("\"dimension\": 4") == "x.json: dimension: found 4, expected a whole number from 2 to 3");
}

TEST_CASE("matrices of the wrong size or kind") {
    const std::string three = ", expected a 3×3 matrix of numbers since dimension is 3";
    CHECK(refusal("\"model\": {\"Q\": [[1, 0], [0, 1]]}") == "x.json: model.Q: found [[1,0],[0,1]]" + three);
    CHECK(refusal("\"model\": {\"K\": [[1, 0, 0], [0, 1], [0, 0, 1]]}") ==
          "x.json: model.K: found [[1,0,0],[0,1],[0,0,1]]" + three);
    CHECK(refusal("\"model\": {\"V\": [1, 0, 0]}") == "x.json: model.V: found [1,0,0]" + three);
    CHECK(refusal("\"model\": {\"V\": 2}") == "x.json: model.V: found 2" + three);
    CHECK(refusal("\"model\": {\"V\": [[1,0,0],[0,\"1\",0],[0,0,1]]}") ==
          "x.json: model.V: found [[1,0,0],[0,\"1\",0],[0,0,1]]" + three);
    CHECK(refusal("\"dimension\": 2, \"model\": {\"V\": [[1,0,0],[0,1,0],[0,0,1]]}") ==
          "x.json: model.V: found [[1,0,0],[0,1,0],[0,0,1]], expected a 2×2 matrix of numbers since dimension is 2");
    CHECK(refusal("\"model\": {\"V\": [[1,0,0],[0,1e200,0],[0,0,1]]}") ==
          "x.json: model.V: found the entry 1e+200, expected numbers of magnitude ≤ 1e+100");
}

TEST_CASE("laws that a file may not ask for") {
    CHECK(refused_law("{}") ==
          "x.json: tokens.law.kind: found nothing, expected one of \"uniform\", \"mixture\", "
          "\"azimuthal\", \"points\", \"file\"");
    CHECK(refused_law("{\"kind\": \"gauss\"}") ==
          "x.json: tokens.law.kind: found \"gauss\", expected one of "
          "\"uniform\", \"mixture\", \"azimuthal\", \"points\", \"file\"");
    CHECK(refused_law("{\"kind\": \"azimuthal\", \"components\": [{\"mean\": 1}]}", 2) ==
          "x.json: tokens.law.kind: found \"azimuthal\" with dimension 2, expected dimension 3 (S^2)");
    CHECK(refused_law("{\"kind\": \"mixture\"}") ==
          "x.json: tokens.law.components: found nothing, expected a list of components");
    CHECK(refused_law("{\"kind\": \"mixture\", \"components\": []}") ==
          "x.json: tokens.law.components: found no components, expected at least one");
    CHECK(refused_law("{\"kind\": \"mixture\", \"components\": [{\"std\": 1}]}") ==
          "x.json: tokens.law.components.0.mean: found nothing, expected a list of 3 numbers");
    CHECK(refused_law("{\"kind\": \"mixture\", \"components\": [{\"mean\": [1, 0, 0], \"std\": -0.2}]}") ==
          "x.json: tokens.law.components.0.std: found -0.2, expected a number ≥ 0");
    CHECK(refused_law("{\"kind\": \"mixture\", \"components\": [{\"mean\": [1, 0, 0], \"weight\": 0}]}") ==
          "x.json: tokens.law.components.0.weight: found 0, expected a number > 0");
    CHECK(refused_law("{\"kind\": \"mixture\", \"components\": [{\"mean\": [0, 0, 0]}]}") ==
          "x.json: tokens.law.components.0.mean: found the zero vector, expected a direction");
    CHECK(refused_law("{\"kind\": \"mixture\", \"components\": [{\"mean\": [1, 0, 0]}]}", 2) ==
          "x.json: tokens.law.components.0.mean: found [1,0,0], expected a list of 2 numbers");
    CHECK(refused_law("{\"kind\": \"azimuthal\", \"components\": [{\"mean\": [1, 0, 0]}]}") ==
          "x.json: tokens.law.components.0.mean: found [1,0,0], expected a longitude in radians");
    CHECK(refused_law("{\"kind\": \"points\", \"points\": []}") ==
          "x.json: tokens.law.points: found no points, expected at least one");
    CHECK(refused_law("{\"kind\": \"points\", \"points\": [[1, 0, 0], [1, 0]]}") ==
          "x.json: tokens.law.points.1: found [1,0], expected a list of 3 numbers");
    CHECK(refused_law("{\"kind\": \"points\", \"points\": [[1, 0, 0], [0, 0, 0]]}") ==
          "x.json: tokens.law.points.1: found the zero vector, expected a direction");
    CHECK(refused_law("{\"kind\": \"points\", \"points\": [[1, 0, 0]], \"masses\": [1, 1]}") ==
          "x.json: tokens.law.masses: found 2 masses for 1 points, expected one a point");
    CHECK(refused_law("{\"kind\": \"points\", \"points\": [[1, 0, 0]], \"masses\": [0]}") ==
          "x.json: tokens.law.masses.0: found 0, expected a number > 0");
    CHECK(refused_law("{\"kind\": \"points\", \"points\": [[1, 0, 0]], \"masses\": []}") ==
          "x.json: tokens.law.masses: found 0 masses for 1 points, expected one a point");
    CHECK(refused_law("{\"kind\": \"file\"}") ==
          "x.json: tokens.law.path: found nothing, expected the name of a token file (.npy, .npz, .csv, .txt)");
    CHECK(refused_law("{\"kind\": \"file\", \"path\": \"\"}") ==
          "x.json: tokens.law.path: found an empty text, expected the name of a token file (.npy, .npz, .csv, .txt)");
}

namespace {

template <class... Laws>
void check_kinds(std::type_identity<std::variant<Laws...>>) {
    const std::map<std::string_view, std::string> examples{
        {"uniform", ""},
        {"mixture", R"(, "components": [{"mean": [1, 0, 0]}])"},
        {"azimuthal", R"(, "components": [{"mean": 1}])"},
        {"points", R"(, "points": [[1, 0, 0]])"},
        {"file", R"(, "path": "x.npy")"},
    };
    const std::string unknown = refused_law(R"({"kind": "unheard-of"})");
    const auto check_one = [&]<class Law>(std::type_identity<Law>) {
        CAPTURE(Law::kind);
        CHECK(kind_of(Law{}) == Law::kind);
        CHECK(unknown.find("\"" + std::string(Law::kind) + "\"") != std::string::npos);
        const std::string law = R"({"kind": ")" + std::string(Law::kind) + "\"" + examples.at(Law::kind) + "}";
        const SceneDocument document = parse(R"("tokens": {"law": )" + law + "}");
        CHECK(std::holds_alternative<Law>(document.scene.tokens.law));
    };
    (check_one(std::type_identity<Laws>{}), ...);
    CHECK(examples.size() == sizeof...(Laws));
}

}  // namespace

TEST_CASE("every law is read by its word, and the refusal of an unknown word lists them all") {
    check_kinds(std::type_identity<InitialLaw>{});
}

TEST_CASE("points know their own number") {
    const SceneDocument document =
        parse(R"("tokens": {"count": 500, "law": {"kind": "points", "points": [[1,0,0],[0,1,0]]}})");
    CHECK(document.scene.tokens.count == 2);
}

TEST_CASE("a document is checked as a file is") {
    SceneDocument document;
    document.scene.model.beta = -1;
    CHECK_THROWS_WITH_AS(validate(document, "edit"), "edit: model.beta: found -1, expected a number ≥ 0", InputError);
    document = {};
    document.scene.dimension = 2;
    CHECK_THROWS_WITH_AS(validate(document, "edit"),
                         "edit: model.Q: found a 3×3 matrix, expected 2×2 since dimension is 2", InputError);
    document = {};
    document.scene.tokens.law = MixtureLaw{};
    CHECK_THROWS_WITH_AS(validate(document, "edit"),
                         "edit: tokens.law.components: found no components, expected at least one", InputError);
    CHECK_NOTHROW(validate({}, "edit"));
}

TEST_CASE("attention is read in either spelling and written in the format's") {
    for (const std::string word : {"unnormalized", "unnormalised"}) {
        const SceneDocument read = parse(R"("model": {"attention": ")" + word + "\"}");
        CHECK(read.scene.model.attention == Attention::unnormalized);
        CHECK(to_json(read).find("\"unnormalized\"") != std::string::npos);
        CHECK(parse("", {"model.attention=" + word}).scene.model.attention == Attention::unnormalized);
    }
    CHECK(refusal(R"("model": {"attention": "normalised"})") ==
          "x.json: model.attention: found \"normalised\", expected one of \"softmax\", \"unnormalized\"");
}

TEST_CASE("scene files on disk") {
    const PrivateFolder own;
    const fs::path& folder = own.path();
    const fs::path path = folder / "a.json";
    SceneDocument document;
    document.scene.name = "on disk";
    document.scene.tokens.law = FileLaw{"data/../tokens.npy"};
    write_scene(document, path);
    // The path is relative to the scene's folder, whatever the working directory.
    const SceneDocument read = read_scene(path);
    CHECK(read.scene.tokens.law == InitialLaw(FileLaw{(folder / "tokens.npy").string()}));
    write_scene(read, folder / "b.json");
    CHECK(read_scene(folder / "b.json") == read);

    write_file(path, "{\"coalesce\": 1, \"model\": {\"beta\": -1}}");
    CHECK_THROWS_WITH_AS(read_scene(path), (path.string() + ": model.beta: found -1, expected a number ≥ 0").c_str(),
                         InputError);
    fs::resize_file(path, (64u << 20) + 1);  // sparse
    CHECK_THROWS_WITH_AS(read_scene(path),
                         (path.string() + ": found 67108865 bytes, expected at most 67108864").c_str(), InputError);
    CHECK_THROWS_WITH_AS(read_scene(folder), (folder.string() + ": found a folder, expected a file").c_str(),
                         InputError);
    fs::remove_all(folder);
    CHECK_THROWS_WITH_AS(read_scene(path), (path.string() + ": No such file or directory").c_str(), InputError);
}
