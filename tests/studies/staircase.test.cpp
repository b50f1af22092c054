#include "coalesce/studies/staircase.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "reference/two_body.hpp"

using namespace coalesce;
using namespace coalesce::studies;

namespace {

const Staircase& two_runs() {
    static const Staircase study = [] {
        StaircaseSettings settings = staircase_settings({});
        settings.betas = {500, 1000};
        return compute_staircase(settings, [](double) {});
    }();
    return study;
}

}  // namespace

TEST_CASE("the first merge comes when the two nearest tokens alone would meet") {
    for (const Staircase::Run& run : two_runs().runs) {
        CAPTURE(run.beta);
        std::vector<double> start;
        for (const std::vector<double>& row : run.angles) start.push_back(row.front());
        std::sort(start.begin(), start.end());
        double nearest = std::numbers::pi;
        for (std::size_t i = 1; i < start.size(); ++i) nearest = std::min(nearest, start[i] - start[i - 1]);
        // The law of two stops at 1-ρ = 1/β. What follows takes some of the units of time that the wait has e^{10} of,
        // and the other three pull by e^{-β(cos 0.20 - cos 0.27)} = e^{-8} of the two's own weights.
        const long double expected =
            reference::log_meeting_time(run.beta, 0.5, nearest, std::acos(1 - 1 / run.beta)) / std::log(10.0L);
        REQUIRE_FALSE(run.merges.empty());
        CHECK(std::abs(std::log10(run.merges[0].time) - static_cast<double>(expected)) < Staircase::allowed_error);
    }
}

TEST_CASE("between merges the energy is the sum of squared masses, and it never falls") {
    for (const Staircase::Run& run : two_runs().runs) {
        CAPTURE(run.beta);
        REQUIRE(run.merges.size() == 4);
        REQUIRE(run.log_time.size() == run.energy.size());
        // Every merge replaces a² + b² by (a + b)².
        double plateau = 5 * 0.04;
        for (std::size_t k = 0; k < run.merges.size(); ++k) {
            plateau += 2 * run.merges[k].masses[0] * run.merges[k].masses[1];
            const double from = std::log10(run.merges[k].time);
            const double to = k + 1 < run.merges.size() ? std::log10(run.merges[k + 1].time) : run.log_time.back();
            const auto middle = std::lower_bound(run.log_time.begin(), run.log_time.end(), (from + to) / 2);
            REQUIRE(middle != run.log_time.end());
            // Two clusters that wait a time 10^w add e^{-β(1-ρ)}, about 10^-w; the shortest wait left is over 10^6.
            CHECK(run.energy[static_cast<std::size_t>(middle - run.log_time.begin())] ==
                  doctest::Approx(plateau).epsilon(1e-4));
        }
        CHECK(plateau == doctest::Approx(1).epsilon(1e-12));
        // MP: attention climbs its energy; steps with an error of 1e-9 a unit of time keep that up to rounding.
        for (std::size_t k = 1; k < run.energy.size(); ++k) CHECK(run.energy[k] >= run.energy[k - 1] * (1 - 1e-7));
    }
}

TEST_CASE("twice the inverse temperature squares the waits") {
    const auto& runs = two_runs().runs;
    // log t = β(1-ρ) + O(log β), the same places: log10 t doubles but for some log10 of β.
    for (std::size_t k = 0; k < 4; ++k) {
        const double cold = std::log10(runs[1].merges[k].time), warm = std::log10(runs[0].merges[k].time);
        CHECK(std::abs(cold - 2 * warm) < 2 * std::log10(1000.0));
    }
}

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
