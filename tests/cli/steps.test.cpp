#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/child.hpp"
#include "coalesce/document/scene_document.hpp"
#include "coalesce/model/npy.hpp"
#include "reference/attention.hpp"

using namespace coalesce;
using namespace coalesce::test;

namespace {

using Words = std::vector<std::string>;

/// Fifty tokens on a circle, which V turns while it contracts them.
const std::string scene = R"({"coalesce": 1, "dimension": 2, "tokens": {"count": 50},
    "model": {"beta": 4, "V": [[1, -0.8], [0.8, 1]]}, "time": {"method": "layer", "dt": 0.1, "until": 210},
    "solver": {"precision": "double"}})";

struct Run {
    std::uint64_t steps;
    nlohmann::json phases, merges, lineage;
    std::vector<double> times, lengths;  ///< times of rows, and lengths of the steps before them
    std::string tokens;                  ///< bytes of tokens.npy
    Cloud cloud{2, 0};
};

Run run(const Scratch& scratch, const Words& more) {
    store(scratch / "scene.json", scene);
    Words words{"run", scratch / "scene.json", "--backend", "cpu", "--out", scratch / "o"};
    words.insert(words.end(), more.begin(), more.end());
    const Outcome outcome = coalesce_run(words);
    CAPTURE(outcome.err);
    REQUIRE(outcome.code == 0);
    const auto summary = nlohmann::json::parse(content(scratch / "o/summary.json"));
    Run run{summary.at("steps"),
            summary.at("phases"),
            summary.at("merges"),
            summary.at("lineage"),
            {},
            {},
            content(scratch / "o/tokens.npy")};
    std::istringstream csv(content(scratch / "o/series.csv"));
    std::string line;
    std::getline(csv, line);
    while (std::getline(csv, line)) {
        std::istringstream row(line);
        std::vector<std::string> fields;
        for (std::string field; std::getline(row, field, ',');) fields.push_back(field);
        run.times.push_back(std::stod(fields.at(0)));
        run.lengths.push_back(std::stod(fields.at(6)));
    }
    const NpyArray tokens = read_npy(scratch.path / "o/tokens.npy");
    run.cloud = Cloud(2, tokens.rows);
    for (std::size_t i = 0; i < tokens.rows; ++i)
        run.cloud.set_token(i, {tokens.values[2 * i], tokens.values[2 * i + 1], 0});
    return run;
}

}  // namespace

TEST_CASE("run takes a step a layer, also where there are more layers than rows") {
    const Scratch scratch;
    const Run linear = run(scratch, {});
    CHECK(linear.steps == 2100);
    CHECK(linear.times.front() == 0);
    CHECK(linear.times.back() == 210);
    CHECK(linear.times.size() <= 2002);
    CHECK(linear.times.size() > 1900);
    for (const double time : linear.times) CHECK(std::abs(time / 0.1 - std::round(time / 0.1)) < 1e-9);

    // Layer by layer from the definition, in double. V's eigenvalues have modulus 1.3: a rounding grows for a few
    // turns, then the crowd turns as one and its angle keeps the error.
    Cloud expected(2, 50);
    const NpyArray initial = read_npy(scratch.path / "o/initial.npy");
    for (std::size_t i = 0; i < 50; ++i) expected.set_token(i, {initial.values[2 * i], initial.values[2 * i + 1], 0});
    const Model model = parse_scene(scene, "test", {}).scene.model;
    for (int layer = 0; layer < 2100; ++layer) expected = reference::layer_step(expected, model, 0.1);
    for (std::size_t i = 0; i < 50; ++i) CHECK(angle_between(linear.cloud.token(i), expected.token(i)) < 1e-9);
}

TEST_CASE("a run is the same whatever its rows are") {
    const Scratch scratch;
    const Run linear = run(scratch, {}), by_decades = run(scratch, {"--set", "time.axis=log"});
    CHECK(by_decades.times != linear.times);
    CHECK(by_decades.steps == linear.steps);
    CHECK(by_decades.tokens == linear.tokens);
    CHECK(by_decades.phases == linear.phases);
    CHECK(by_decades.merges == linear.merges);
    CHECK(by_decades.lineage == linear.lineage);
    // Rows have another stride, up to the end of the shorter run.
    const Run half = run(scratch, {"--until", "105"});
    CHECK(half.steps == 1050);
    for (std::size_t k = 0; k < half.merges.size(); ++k) CHECK(half.merges[k] == linear.merges[k]);
    for (std::size_t k = 0; k < half.phases.size(); ++k) CHECK(half.phases[k]["from"] == linear.phases[k]["from"]);
}

TEST_CASE("only the last layer is shorter, and only where the end is no whole number of layers") {
    const Scratch scratch;
    const Run run_on = run(scratch, {"--until", "210.05"});
    CHECK(run_on.steps == 2101);
    CHECK(run_on.times.back() == 210.05);
    CHECK(run_on.lengths.back() == doctest::Approx(0.05));
    for (std::size_t k = 1; k + 1 < run_on.lengths.size(); ++k) CHECK(run_on.lengths[k] == 0.1);
    CHECK(run(scratch, {"--until", "0"}).times == std::vector<double>{0});
}
