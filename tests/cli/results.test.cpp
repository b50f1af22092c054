#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/child.hpp"
#include "coalesce/document/scene_document.hpp"
#include "coalesce/lesson/lesson.hpp"
#include "coalesce/model/npy.hpp"
#include "coalesce/model/npz.hpp"
#include "coalesce/model/text.hpp"
#include "reference/attention.hpp"

using namespace coalesce;
using namespace coalesce::test;

namespace {

using Words = std::vector<std::string>;

void run(const std::string& scene, const std::string& out, const Words& more = {}) {
    Words arguments{"run", scene, "--out", out};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = coalesce_run(arguments);
    CAPTURE(outcome.err);
    REQUIRE(outcome.code == 0);
    CHECK(outcome.err.empty());  // no progress line without a terminal
}

const Words little{"--backend", "cpu", "--set", "tokens.count=300", "--until", "0.2"};

Words with(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

}  // namespace

TEST_CASE("run writes the files, columns and keys of the contract") {
    const Scratch scratch;
    run("welcome", scratch / "o", little);
    for (const char* file : {"scene.json", "initial.npy", "tokens.npy", "series.csv", "summary.json"}) {
        CAPTURE(file);
        CHECK(std::filesystem::is_regular_file(scratch.path / "o" / file));
    }
    const auto entries = std::distance(std::filesystem::directory_iterator(scratch.path / "o"), {});
    CHECK(entries == 5);

    const NpyArray tokens = read_npy(scratch.path / "o/tokens.npy");
    CHECK(tokens.rows == 300);
    CHECK(tokens.columns == 3);

    const std::string csv = content(scratch / "o/series.csv");
    const std::string header = csv.substr(0, csv.find('\n')) + ",";
    for (const char* column : {"time,", "energy,", "clusters,", "alignment,", "mean_speed,", "dt,"}) {
        CAPTURE(column);
        CHECK(header.find(column) != std::string::npos);
    }

    const auto summary = nlohmann::json::parse(content(scratch / "o/summary.json"));
    CHECK(summary.at("steps") == 20);  // 0.2 at dt = 0.01
    CHECK(summary.at("time") == doctest::Approx(0.2).epsilon(1e-12));
    CHECK(summary.at("wall_seconds").get<double>() > 0);
    CHECK(summary.at("steps_per_second").get<double>() > 0);
    CHECK(summary.at("backend") == "cpu");
    CHECK(summary.at("solver") == "direct");
    CHECK(summary.at("precision") == "float");
    // Bound of the float field in units of ‖V‖: 5e-7·(1 + β‖Q^T K‖), here β = 70 and Q = K = Id.
    CHECK(summary.at("field_error").get<double>() < 5e-7 * 71);
    CHECK(summary.at("phases").is_array());
    CHECK(summary.at("merges").is_array());
    REQUIRE_FALSE(summary.at("lineage").empty());
    const auto& branch = summary.at("lineage")[0];
    CHECK(branch.at("born") == 0);
    CHECK(branch.at("parent").is_null());
    CHECK(branch.at("mass") > 0);
    for (const char* key : {"identity", "ended", "heir"}) CHECK(branch.contains(key));
}

TEST_CASE("one seed, one result: again, with other threads, and from the written scene") {
    for (const char* scene : {"welcome", "kuramoto", "unnormalised"}) {
        CAPTURE(scene);
        const Scratch scratch;
        const Words seeded = with(little, {"--seed", "7"});
        run(scene, scratch / "a", with(seeded, {"--threads", "1"}));
        run(scene, scratch / "b", with(seeded, {"--threads", "2"}));
        run(scratch / "a/scene.json", scratch / "c");
        run(scene, scratch / "d", with(little, {"--seed", "8"}));
        const std::string tokens = content(scratch / "a/tokens.npy");
        CHECK(tokens == content(scratch / "b/tokens.npy"));
        CHECK(tokens == content(scratch / "c/tokens.npy"));
        CHECK(content(scratch / "a/scene.json") == content(scratch / "c/scene.json"));
        CHECK(tokens != content(scratch / "d/tokens.npy"));
    }
}

TEST_CASE("masses.npy is there when masses differ, and not left over from an earlier run") {
    const Scratch scratch;
    const std::string points = R"(tokens.law={"kind":"points","points":[[1,0,0],[0,1,0]],"masses":)";
    run("welcome", scratch / "o", {"--set", points + "[1,3]}", "--until", "0.02"});
    CHECK(std::filesystem::exists(scratch / "o/masses.npy"));
    run("welcome", scratch / "o", {"--set", points + "[2,2]}", "--until", "0.02"});
    CHECK_FALSE(std::filesystem::exists(scratch / "o/masses.npy"));
}

TEST_CASE("a run of no time keeps the initial tokens") {
    const Scratch scratch;
    run("ms2", scratch / "o", {"--set", "tokens.count=50", "--until", "0"});
    CHECK(content(scratch / "o/tokens.npy") == content(scratch / "o/initial.npy"));
}

TEST_CASE("field agrees with the reference sum") {
    const Scratch scratch;
    for (const char* precision : {"float", "double"})
        for (const char* scene : {"ms1b", "ms2", "ms3", "unnormalised"}) {
            CAPTURE(scene);
            CAPTURE(precision);
            const Words set{"tokens.count=200", std::string("solver.precision=") + precision};
            const Outcome outcome =
                coalesce_run({"field", scene, "--out", scratch / "v.npy", "--set", set[0], "--set", set[1]});
            REQUIRE(outcome.code == 0);
            const Scene s = load_scene(scene, set).scene;
            const Cloud cloud = draw(s.tokens.law, s.dimension, 200, static_cast<std::uint64_t>(s.tokens.seed));
            const std::vector<Vec3> expected = reference::velocities(cloud, s.model);
            const NpyArray found = read_npy(scratch.path / "v.npy");
            REQUIRE(found.rows == 200);
            REQUIRE(found.columns == static_cast<std::size_t>(s.dimension));
            double worst = 0;
            for (std::size_t i = 0; i < found.rows; ++i)
                for (std::size_t k = 0; k < found.columns; ++k)
                    worst = std::max(worst, std::abs(found.values[i * found.columns + k] - expected[i][k]));
            // Bounds of the direct field in units of ‖V‖; ‖Q^T K‖ ≤ 2 for these scenes.
            const double unit = spectral_norm(s.model.V) * (1 + 2 * s.model.beta);
            CHECK(worst <= (s.solver.precision == Precision::double_ ? 5e-15 : 5e-7) * unit);
        }
}

TEST_CASE("scenes lists name and title, and every one of them runs") {
    const Outcome listed = coalesce_run({"scenes"});
    CHECK(listed.code == 0);
    std::istringstream lines(listed.out);
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        const std::string name = line.substr(0, line.find(' '));
        CAPTURE(name);
        CHECK(line.find_first_not_of(' ', name.size()) != std::string::npos);
        const Scratch scratch;
        run(name, scratch / "o",
            {"--set", "tokens.count=20", "--set", "solver.method=direct", "--set", "time.method=layer", "--until",
             "0.02"});
    }
    CHECK(count >= 10);
}

TEST_CASE("lessons lists name, title and minutes") {
    const Outcome listed = coalesce_run({"lessons"});
    CHECK(listed.code == 0);
    std::istringstream lines(listed.out);
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        CAPTURE(line);
        const std::string name = line.substr(0, line.find(' '));
        CHECK(is_shipped_lesson(name));
        const Lesson lesson = load_lesson(name);
        CHECK(line.find(lesson.title) != std::string::npos);
        CHECK(line.ends_with(" " + decimal_text(lesson.minutes) + " min"));
    }
    CHECK(count >= 9);
}

TEST_CASE("bench prints a JSON list of the contract's objects") {
    const Outcome outcome = coalesce_run({"bench", "--json", "--tokens", "200", "--beta", "30", "--dimension", "3"});
    REQUIRE(outcome.code == 0);
    const auto list = nlohmann::json::parse(outcome.out);
    REQUIRE(list.size() == 1);
    for (const char* key :
         {"solver", "dimension", "tokens", "beta", "threads", "seconds_per_step", "pairs_per_second", "field_error"}) {
        CAPTURE(key);
        CHECK(list[0].contains(key));
    }
}

TEST_CASE("reproduce writes the picture and the numbers of a figure, and says what was asked") {
    const Scratch scratch;
    const Outcome outcome = coalesce_run({"reproduce", "staircase", "--out", scratch / "o"});
    REQUIRE(outcome.code == 0);
    CHECK(outcome.err.empty());
    CHECK(outcome.out.find(": met") != std::string::npos);
    CHECK(content(scratch / "o/staircase.png").substr(1, 3) == "PNG");
    const auto json = nlohmann::json::parse(content(scratch / "o/staircase.json"));
    CHECK(json.at("figure") == "staircase");
    CHECK(json.at("pass") == true);
    CHECK(std::distance(std::filesystem::directory_iterator(scratch.path / "o"), {}) == 2);

    const Outcome refused = coalesce_run({"reproduce", "staircase", "--out", scratch / "r", "--seed", "2"});
    CHECK(refused.code == 2);
    CHECK(refused.err.find("tokens.seed") != std::string::npos);
    CHECK(!std::filesystem::exists(scratch.path / "r"));
}

TEST_CASE("a check that is not met ends reproduce and lab with exit code 1, all files written") {
    const Scratch scratch;
    // Uniform tokens are a radian from the two points; half a unit of time brings none within 0.02.
    const Outcome outcome = coalesce_run(
        {"reproduce", "ms1a", "--out", scratch / "o", "--until", "0.5", "--set", "tokens.count=100", "--quiet"});
    CHECK(outcome.code == 1);
    CHECK(outcome.out.find("at most 0.02: NOT MET") != std::string::npos);
    CHECK(outcome.err.starts_with("coalesce: ms1a: final alignment residual (rad): found "));
    CHECK(outcome.err.ends_with(", expected at most 0.02\n"));
    CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
    CHECK(nlohmann::json::parse(content(scratch / "o/ms1a.json")).at("pass") == false);
    CHECK(content(scratch / "o/ms1a.png").substr(1, 3) == "PNG");

    // Five samples a width: KL scatters by more than it falls from n = 256 to 1024.
    const Outcome lab = coalesce_run({"lab", "infinite-width", "--figure", "1", "--out", scratch / "l", "--seed", "3",
                                      "--set", "samples=5", "--quiet"});
    CHECK(lab.code == 1);
    CHECK(lab.out.find("NOT MET") != std::string::npos);
    CHECK(nlohmann::json::parse(content(scratch / "l/summary.json")).at("pass") == false);
    CHECK(std::filesystem::exists(scratch.path / "l/figure-1.png"));
    CHECK(std::filesystem::exists(scratch.path / "l/kl.csv"));
}

TEST_CASE("an option without effect is accepted, changes nothing and says so in the help") {
    const Scratch scratch;
    const auto line_of = [](const Words& command, const std::string& option) {
        Words words = command;
        words.emplace_back("--help");
        const std::string help = coalesce_run(words).out;
        const std::size_t at = help.find("  " + option + " ");
        REQUIRE(at != std::string::npos);
        return help.substr(at, 120);
    };
    CHECK(line_of({"field"}, "--until").find("No effect") != std::string::npos);
    CHECK(line_of({"field"}, "--backend").find("No effect") != std::string::npos);
    CHECK(line_of({"run"}, "--until").find("No effect") == std::string::npos);
    for (const char* name : {"equiangular", "single-location", "infinite-width"}) {
        CAPTURE(name);
        CHECK(line_of({"lab", name}, "--backend").find("No effect") != std::string::npos);
        const bool random = std::string(name) != "equiangular";
        CHECK((line_of({"lab", name}, "--seed").find("No effect") == std::string::npos) == random);
    }
    const auto velocities = [&](const Words& more) {
        Words words{"field", "welcome", "--out", scratch / "v.npy", "--set", "tokens.count=50"};
        words.insert(words.end(), more.begin(), more.end());
        REQUIRE(coalesce_run(words).code == 0);
        return content(scratch / "v.npy");
    };
    CHECK(velocities({"--until", "3", "--backend", "cpu"}) == velocities({}));
    const auto series = [&](const Words& more) {
        Words words{"lab", "equiangular", "--out", scratch / "l", "--set", "n=8"};
        words.insert(words.end(), more.begin(), more.end());
        REQUIRE(coalesce_run(words).code == 0);
        return content(scratch / "l/series.csv");
    };
    CHECK(series({"--seed", "7"}) == series({}));
}

TEST_CASE("help explains itself and ends with an example") {
    CHECK(coalesce_run({"--version"}).out.rfind("coalesce ", 0) == 0);
    for (const char* command : {"scenes", "lessons", "run", "field", "render", "reproduce", "bench", "gpu-check"}) {
        CAPTURE(command);
        const Outcome outcome = coalesce_run({command, "--help"});
        CHECK(outcome.code == 0);
        CHECK(outcome.out.find("Usage: coalesce") != std::string::npos);
        CHECK(outcome.out.find("  coalesce " + std::string(command)) > outcome.out.find("Example"));
        CHECK(outcome.out.find("Example") != std::string::npos);
    }
}

TEST_CASE("a run of an archive with masses keeps them, and its folder runs again to the same bits") {
    const Scratch scratch;
    // Masses whose scaling does not return the same bits when it is repeated.
    std::vector<double> tokens, masses;
    for (int i = 0; i < 50; ++i) {
        tokens.push_back(std::cos(i));
        tokens.push_back(std::sin(i));
        masses.push_back(0.1 + 0.3 * i);
    }
    write_npz(scratch.path / "t.npz", tokens, 50, 2, masses);
    store(scratch / "scene.json",
          R"({"coalesce": 1, "dimension": 2, "tokens": {"law": {"kind": "file", "path": "t.npz"}}})");
    REQUIRE(coalesce_run({"run", scratch / "scene.json", "--until", "0.5", "--quiet", "--out", scratch / "a"}).code ==
            0);
    std::filesystem::remove(scratch.path / "t.npz");
    std::filesystem::rename(scratch.path / "a", scratch.path / "moved");
    REQUIRE(coalesce_run({"run", scratch / "moved/scene.json", "--quiet", "--out", scratch / "b"}).code == 0);
    for (const char* file : {"initial.npz", "initial.npy", "tokens.npy", "masses.npy", "series.csv"}) {
        CAPTURE(file);
        CHECK(content(scratch / (std::string("moved/") + file)) == content(scratch / (std::string("b/") + file)));
    }
    const NpzTokens initial = read_npz(scratch.path / "b/initial.npz");
    CHECK(initial.masses.size() == 50);
    CHECK(initial.masses == read_npy(scratch.path / "b/masses.npy").values);
    CHECK(initial.masses[10] / initial.masses[0] == doctest::Approx(31).epsilon(1e-12));
}
