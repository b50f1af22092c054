#include "studies/staircase.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "reference/two_body.hpp"

using namespace coalesce;
using namespace coalesce::studies;

TEST_CASE("staircase: the nearest pair meets at the time of two tokens alone") {
    StaircaseSettings settings = staircase_settings({});
    settings.betas = {500};
    const Staircase study = compute_staircase(settings, [](double) {});
    REQUIRE(study.runs.size() == 1);
    const Staircase::Run& run = study.runs[0];
    REQUIRE(run.merges.size() == 4);
    // The others are e^{-500·0.03} as strong. From 0.2002 rad to one that passes in no time.
    const double apart = std::abs(run.angles[2].front() - run.angles[3].front());
    const long double time = reference::log_meeting_time(500, 0.5, apart, 1e-3);
    CHECK(std::log10(run.merges[0].time) == doctest::Approx(static_cast<double>(time / std::log(10.0L))).epsilon(1e-3));
    // Two of five tokens of mass 1/5; all mass is in the last two clusters.
    CHECK(run.merges[0].masses[0] == doctest::Approx(0.2));
    CHECK(run.merges[3].masses[0] + run.merges[3].masses[1] == doctest::Approx(1));
    // 2βE of clusters far apart is Σ mass²: 1 for a single one.
    CHECK(run.energy.back() == doctest::Approx(1).epsilon(1e-9));
    CHECK(run.partitions[0] == std::vector<std::size_t>{0, 1, 2, 2, 4});
}

TEST_CASE("staircase: a merge of another pair and a time off by a hundredth are not met") {
    Staircase study;
    study.settings = staircase_settings({});
    Staircase::Run run;
    run.beta = 500;
    run.angles = {{0.0}, {0.1}};
    run.merges = {{.time = 1e10}};
    run.partitions = {{0, 0}};
    run.predicted.resize(1);
    run.predicted[0].i = 0;
    run.predicted[0].j = 1;
    run.predicted[0].log10_time = 10.001;
    study.runs = {run};
    Result result = result_of(study);
    CHECK(result.passes());
    CHECK(result.table("runs.0.merges").column("predicted_log10_time").reals() == std::vector<double>{10.001});
    study.runs[0].predicted[0].log10_time = 10.01;
    CHECK(result_of(study).checks->at(1).value == doctest::Approx(0.01));
    CHECK(!result_of(study).passes());
    study.runs[0] = run;
    study.runs[0].partitions = {{0, 1}};
    CHECK(result_of(study).checks->at(0).value == 1);
    // No merge at all is worse than any error.
    study.runs[0].merges.clear();
    CHECK(std::isinf(result_of(study).checks->at(1).value));
}
