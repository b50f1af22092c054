#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numbers>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/studies/paper.hpp"
#include "command/reproduced.hpp"

using namespace coalesce;
using namespace coalesce::test;
namespace fs = std::filesystem;

TEST_CASE("ms1a: tokens on two points") {
    const Folder folder("1a");
    const auto json = reproduced(folder, "ms1a", {"tokens.count=300", "time.dt=0.05"});
    CHECK(json["figure"] == "ms1a");
    CHECK(json["settings"]["tokens"] == 300);
    CHECK(json["steps"] == 240);
    // Uniform tokens are 1 rad from a line on average; 5 standard errors of 300 tokens, sqrt((π - 3)/300).
    CHECK(std::abs(json["panels"][0]["alignment"].get<double>() - 1) < 5 * std::sqrt((std::numbers::pi - 3) / 300));
    CHECK(json["alignment_residual"].get<double>() < 0.02);
    CHECK(!json.contains("rotation_speed"));
}

TEST_CASE("ms1b: the circle keeps rotating at the eigenvalues' speed") {
    const Folder folder("1b");
    const auto json = reproduced(folder, "ms1b", {"tokens.count=300", "time.dt=0.05"});
    const double predicted = json["rotation_speed"]["predicted_from_eigenvalues"];
    const double measured = json["rotation_speed"]["measured"];
    CHECK(predicted == doctest::Approx(0.8));  // imaginary part of the pair, |K^T Q x| = 1
    // A layer step turns by atan(b dt/(1 + a dt)), a dt = 0.05 short of b dt; the kernel takes another 1/(2β) = 2 %.
    CHECK(std::abs(measured / predicted - 1) < 0.09);
    CHECK(json["alignment_residual"].get<double>() < 0.05);
}

TEST_CASE("ms2: clusters at the means of backward heat") {
    const Folder folder("2");
    const auto json = reproduced(folder, "ms2", {"tokens.count=1000", "time.dt=0.05"});
    CHECK(json["heat"]["collapse_time"].get<double>() == doctest::Approx(0.2));
    REQUIRE(json["clusters"].size() == 3);
    for (const auto& cluster : json["clusters"]) {
        CHECK(cluster["distance"].get<double>() < 0.1);
        CHECK(std::abs(cluster["elevation"].get<double>()) < 0.01);
    }
}

TEST_CASE("ms3: W1 to forward heat at every panel") {
    const Folder folder("3");
    const auto json = reproduced(folder, "ms3", {"tokens.count=4000"});
    CHECK(json["settings"]["method"] == "rk4");
    CHECK(json["settings"].contains("chosen"));
    CHECK(json["panels"].size() == 6);
    // The figure requires 0.02 of 5·10^4 tokens; sampling of 4000 adds about 0.02.
    for (const auto& panel : json["panels"]) CHECK(panel["heat_w1"].get<double>() < 0.04);
    CHECK(json["panels"][5]["time"].get<double>() == doctest::Approx(5));
}

TEST_CASE("what is chosen for ms3 follows the paper's layer steps") {
    const studies::PaperSpec& spec = studies::paper_specs()[3];
    REQUIRE(spec.name == "ms3");
    Simulation layer(load_scene("ms3", {"tokens.count=1500", "time.dt=0.002"}).scene);
    std::vector<Assignment> assignments = spec.assignments;
    assignments.emplace_back("tokens.count=1500");
    Simulation chosen(load_scene("ms3", assignments).scene);
    layer.advance_to(1);
    chosen.advance_to(1);
    double farthest = 0;
    for (std::size_t i = 0; i < 1500; ++i) {
        farthest = std::max(farthest, angle_between(layer.cloud().token(i), chosen.cloud().token(i)));
    }
    // Tokens move by at most about 0.3 rad in this time; the layer step errs by dt = 0.2 %, times e^{2/e} for the
    // growth of differences.
    CHECK(farthest < 0.3 * 0.002 * 2.1 * 2);
}

TEST_CASE("a figure takes the steps of `run`, whatever panels and rows it has") {
    for (const char* name : {"ms1b", "ms3"}) {
        CAPTURE(name);
        const auto known = std::find_if(studies::paper_specs().begin(), studies::paper_specs().end(),
                                        [&](const studies::PaperSpec& spec) { return spec.name == name; });
        REQUIRE(known != studies::paper_specs().end());
        // 1201 steps, the last a quarter of one: every other gives a row, and panels fall between rows.
        const SceneDocument document =
            load_scene(name, {"tokens.count=60", "time.dt=0.01", "time.until=12.0025", "solver.precision=double"});
        Simulation plain(document.scene);
        while (plain.time() < document.scene.time.until) plain.step_towards(document.scene.time.until);
        REQUIRE(plain.steps() == 1201);
        std::vector<float> places, speeds;
        plain.measure();  // speeds belong to the present state
        plain.copy_tokens(places, speeds);
        for (const std::vector<double>& panels :
             {std::vector<double>{1}, {0, 0.1, 0.123, 0.5, 0.77, 1}, {0, 0.2, 0.4, 0.6, 0.8, 1}}) {
            studies::PaperSpec spec = *known;
            spec.panels = panels;
            const studies::PaperRun run = studies::compute_paper(spec, document, [](double) {});
            CHECK(run.steps == plain.steps());
            CHECK(run.series.back().time == document.scene.time.until);
            REQUIRE(run.panels.size() == panels.size());
            CHECK(run.panels.back().frame.positions == places);
            CHECK(run.panels.back().frame.now.energy == plain.measure().energy);
        }
    }
}

TEST_CASE("the user's settings win over the figure's") {
    const Folder folder("wins");
    const auto json = reproduced(folder, "ms3", {"tokens.count=200", "time.dt=0.25", "time.until=1"});
    CHECK(json["settings"]["dt"] == 0.25);
    CHECK(json["steps"] == 4);
}

TEST_CASE("wrong input is named and leaves nothing behind") {
    const Folder folder("wrong");
    const std::string out = folder.path.string();
    CHECK(refusal({"ms9", "--out", out}).find("reproduce: found \"ms9\", expected all or one of ms1a ms1b ms2 ms3") ==
          0);
    CHECK(refusal({"ms1a", "--out", out, "--set", "time.method=adaptive"}).find("expected layer or rk4") !=
          std::string::npos);
    CHECK(refusal({"ms3", "--out", out, "--set", "model.noise=0.1"}) ==
          "reproduce ms3: there is no heat law to compare with: noise is on");
    CHECK(refusal({"ms1a", "--out", out, "--set", "model.bata=1"}).find("model.beta") != std::string::npos);
    CHECK_THROWS_AS(reproduce({"ms1a", "--out", out, "--theme", "sepia"}), command::UsageError);
    CHECK_THROWS_AS(reproduce({"ms1a"}), command::UsageError);
    CHECK(!fs::exists(folder.path));
}
