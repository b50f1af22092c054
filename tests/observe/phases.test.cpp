#include "observe/phases.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace coalesce;

namespace {

Model at_beta(double beta) {
    Model model = Model::standard(3);
    model.beta = beta;
    return model;
}

/// One token a cluster, on the equator.
Clustering clusters_of(const Cloud& cloud, double angle) {
    return link_clusters(cloud, angle);
}

Cloud on_equator(const std::vector<double>& angles, std::vector<double> masses) {
    Cloud cloud(3, angles.size());
    for (std::size_t i = 0; i < angles.size(); ++i) cloud.set_token(i, {std::cos(angles[i]), std::sin(angles[i]), 0});
    cloud.set_masses(std::move(masses));
    return cloud;
}

}  // namespace

TEST_CASE("phases follow one another without gap or overlap, and none comes back") {
    PhaseTracker tracker(at_beta(25));  // bounds: 0.04 rad for the residual, 0.02 for the spread
    for (double t = 0; t < 40; t += 0.25) {
        const double residual = 0.5 * std::exp(-t);
        const double spread = t < 30 ? 0.3 * std::exp(-t / 4) : 0.2;  // a merge widens a cluster for a while
        tracker.observe(t, residual, spread);
    }
    const auto& phases = tracker.phases();
    REQUIRE(phases.size() == 3);
    CHECK(phases[0].name == "alignment");
    CHECK(phases[1].name == "heat");
    CHECK(phases[2].name == "pairing");
    CHECK(phases[0].from == 0);
    CHECK(phases[0].to == 2.75);  // ln(0.5/0.04) = 2.53, seen at the next observation
    CHECK(phases[1].to == 11);    // 4 ln(0.3/0.02) = 10.83
    CHECK(phases[1].from == phases[0].to);
    CHECK(phases[2].from == phases[1].to);
    CHECK(phases[2].to == 39.75);
    for (const Phase& phase : phases) CHECK(phase.criterion.find("rad") != std::string::npos);
    CHECK(tracker.pairing());
}

TEST_CASE("phases whose end is there at the start are left out") {
    PhaseTracker clusters(at_beta(25));
    clusters.observe(0, 0, 0);
    REQUIRE(clusters.phases().size() == 1);
    CHECK(clusters.phases()[0].name == "pairing");
    PhaseTracker sphere(at_beta(25));
    sphere.observe(0, 0, 0.5);
    CHECK(sphere.phases()[0].name == "heat");
    PhaseTracker undefined(at_beta(25));
    undefined.observe(0, std::nan(""), 0.5);
    CHECK(undefined.phases()[0].name == "heat");
}

TEST_CASE("alignment that stalls above its bound is over") {
    PhaseTracker tracker(at_beta(25));
    for (double t = 0; t <= 30; t += 0.5) tracker.observe(t, 0.2 + 0.3 * std::exp(-t), 0.5);
    REQUIRE(tracker.phases().size() == 2);
    // Windows of 5 time units: the second lowers the residual from 0.202 to 0.200, by less than 1 %.
    CHECK(tracker.phases()[0].to == 10);
}

TEST_CASE("a changed model is judged anew and the past stays") {
    PhaseTracker tracker(at_beta(25));
    tracker.observe(0, 0, 0.3);
    tracker.observe(2, 0, 0.001);
    tracker.observe(3, 0, 0.001);
    Model repelling = at_beta(25);
    repelling.V = -1.0 * repelling.V;
    tracker.restart(repelling);
    tracker.restart(repelling);  // a dragged slider leaves no trail of empty phases
    tracker.observe(3, 0, 0.3);
    tracker.observe(5, 0, 0.3);
    REQUIRE(tracker.phases().size() == 3);
    CHECK(tracker.phases()[1].to == 3);
    CHECK(tracker.phases()[2].name == "heat");
    CHECK(tracker.phases()[2].from == 3);
    CHECK(tracker.phases()[2].to == 5);
}

TEST_CASE("the spread is the root mean square angle from the centre of one's cluster") {
    const Cloud cloud = on_equator({0, 0.2, 3, 3.1}, {1, 1, 1, 1});
    const Clustering clusters = clusters_of(cloud, 0.3);
    REQUIRE(clusters.clusters.size() == 2);
    CHECK(spread_within(cloud, clusters) == doctest::Approx(std::sqrt((2 * 0.01 + 2 * 0.0025) / 4)));
}

TEST_CASE("merges have the masses and the angle that the two had apart; stragglers make no entry") {
    MergeTracker tracker;
    const std::vector<double> masses{0.5, 0.3, 0.195, 0.005};
    tracker.observe(1, clusters_of(on_equator({0, 1, 2, 3}, masses), 0.3));
    CHECK(tracker.merges().empty());
    tracker.observe(2, clusters_of(on_equator({0, 1.4, 2, 3}, masses), 0.3));
    tracker.observe(3, clusters_of(on_equator({0, 1.8, 1.9, 2}, masses), 0.3));
    REQUIRE(tracker.merges().size() == 1);
    CHECK(tracker.merges()[0].time == 3);
    CHECK(tracker.merges()[0].masses[0] == doctest::Approx(0.3));
    CHECK(tracker.merges()[0].masses[1] == doctest::Approx(0.195));
    CHECK(tracker.merges()[0].angle == doctest::Approx(0.6));
    tracker.observe(9, clusters_of(on_equator({0, 0.1, 0.1, 0.1}, masses), 0.3));
    REQUIRE(tracker.merges().size() == 2);
    CHECK(tracker.merges()[1].masses[0] == doctest::Approx(0.5));
    CHECK(tracker.merges()[1].masses[1] == doctest::Approx(0.5));
}

TEST_CASE("three clusters that meet at once merge two by two, the nearest first") {
    MergeTracker tracker;
    tracker.observe(1, clusters_of(on_equator({0, 0.5, 0.9}, {0.5, 0.3, 0.2}), 0.3));
    tracker.observe(2, clusters_of(on_equator({0.4, 0.5, 0.6}, {0.5, 0.3, 0.2}), 0.3));
    REQUIRE(tracker.merges().size() == 2);
    CHECK(tracker.merges()[0].masses[0] == doctest::Approx(0.3));
    CHECK(tracker.merges()[0].angle == doctest::Approx(0.4));
    CHECK(tracker.merges()[1].masses[0] == doctest::Approx(0.5));
    CHECK(tracker.merges()[1].masses[1] == doctest::Approx(0.5));
}
