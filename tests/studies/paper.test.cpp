#include "coalesce/studies/paper.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/error.hpp"
#include "reference/attention.hpp"

using namespace coalesce;
using namespace coalesce::studies;

namespace {

const PaperSpec& spec_of(std::string_view name) {
    return *std::find_if(paper_specs().begin(), paper_specs().end(),
                         [&](const PaperSpec& spec) { return spec.name == name; });
}

PaperRun run_of(std::string_view name, const std::vector<Assignment>& set) {
    return compute_paper(spec_of(name), paper_scene(spec_of(name), set), [](double) {});
}

}  // namespace

TEST_CASE("the paper's figures take the layer steps of the definition") {
    const PaperRun run =
        run_of("ms1b", {"tokens.count=24", "time.dt=0.05", "time.until=0.5", "solver.precision=double"});
    CHECK(run.steps == 10);
    Simulation start(run.document.scene);
    Cloud cloud = start.cloud();
    for (int step = 0; step < 10; ++step) cloud = reference::layer_step(cloud, run.document.scene.model, 0.05);
    REQUIRE(run.panels.size() == spec_of("ms1b").panels.size());
    const Frame& end = run.panels.back().frame;
    REQUIRE(end.size() == 24);
    // Positions of a frame are floats.
    for (std::size_t i = 0; i < 24; ++i)
        for (std::size_t axis = 0; axis < 3; ++axis)
            CHECK(std::abs(end.positions[3 * i + axis] - cloud.token(i)[axis]) < 1e-6);
    CHECK(run.panels.front().frame.time == 0);
    CHECK(end.time == doctest::Approx(0.5));
}

TEST_CASE("the speed of turning is that over the last turn") {
    PaperRun run;
    run.predicted_speed = 0.8;
    // Slow until t = 10, then 0.75: a turn takes 7.9 units of time, and the last 7.9 of 20 are all at 0.75.
    for (int k = 0; k <= 200; ++k) {
        const double time = 0.1 * k;
        run.turned.push_back({time, time < 10 ? 0.1 * time : 1 + 0.75 * (time - 10)});
    }
    CHECK(measured_speed(run) == doctest::Approx(0.75));
    // Without a prediction the speed is that of the last half of the run.
    run.predicted_speed = 0;
    CHECK(measured_speed(run) == doctest::Approx(0.75));
}

TEST_CASE("ms1a: residuals on either side of the bound") {
    PaperRun run = run_of("ms1a", {"tokens.count=10", "time.dt=0.05", "time.until=0.1"});
    run.series.back().alignment = 0.019;
    CHECK(result_of(run).passes());
    run.series.back().alignment = 0.021;
    const Result result = result_of(run);
    CHECK(!result.passes());
    CHECK(result.number("alignment_residual") == 0.021);
    CHECK(result.unit("alignment_residual") == "rad");
    CHECK(result.number("settings.tokens") == 10);
    // Uniform tokens have no heat law to be compared with: its key is left out.
    CHECK(json_text(result).find("heat_w1") == std::string::npos);
}

TEST_CASE("ms2: a cluster at a mean is at no distance from it, one between two means is half their distance off") {
    PaperRun run = run_of("ms2", {"tokens.count=30", "time.dt=0.05", "time.until=0.1"});
    const auto& [u, v] = run.heat.space.basis;
    const auto at = [&, &u = u, &v = v](double angle) {
        return add(scaled(u, std::cos(angle)), scaled(v, std::sin(angle)));
    };
    std::vector<double> means;
    for (const WrappedNormal& component : run.heat.initial)
        means.push_back(std::remainder(component.mean, 2 * std::numbers::pi));
    std::sort(means.begin(), means.end());
    REQUIRE(means.size() >= 2);
    Cluster on, between;
    on.centre = at(means[0]);
    between.centre = at((means[0] + means[1]) / 2);
    on.mass = between.mass = 0.5;
    run.panels.back().frame.clusters = {on};
    CHECK(result_of(run).checks->at(0).value < 1e-7);
    run.panels.back().frame.clusters = {on, between};
    const Result result = result_of(run);
    CHECK(result.checks->at(0).value == doctest::Approx((means[1] - means[0]) / 2));
    CHECK(!result.passes());
    CHECK(std::abs(result.table("clusters").column("elevation").reals()[1]) < 1e-12);
}

TEST_CASE("figures of fixed steps refuse adaptive ones, and those of heat a model without it") {
    CHECK_THROWS_AS(paper_scene(spec_of("ms1a"), {"time.method=adaptive"}), InputError);
    CHECK_THROWS_AS(paper_scene(spec_of("ms3"), {"model.noise=0.1"}), InputError);
    CHECK_THROWS_AS(paper_scene(spec_of("ms3"), {"view.yaw=1"}), InputError);
}
