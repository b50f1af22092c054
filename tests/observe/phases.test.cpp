#include "coalesce/observe/phases.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace coalesce;

namespace {

Model at_beta(double beta) {
    Model model = Model::standard(3);
    model.beta = beta;
    return model;
}

/// Alignment to the xy-plane, heat there with κ = 1/β, pairing.
Scene plane_scene(double beta, double std) {
    Scene scene;
    scene.model = at_beta(beta);
    scene.model.Q = scene.model.V = Matrix::diagonal(3, {1, 1, 0.3});
    scene.tokens.law = AzimuthalLaw{{{1, -1, std}, {1, 1.5, std}}};
    scene.tokens.count = 1000000;  // chance comes later than the collapse
    return scene;
}

Cloud on_equator(const std::vector<double>& angles, std::vector<double> masses) {
    Cloud cloud(3, angles.size());
    for (std::size_t i = 0; i < angles.size(); ++i) cloud.set_token(i, {std::cos(angles[i]), std::sin(angles[i]), 0});
    cloud.set_masses(std::move(masses));
    return cloud;
}

}  // namespace

TEST_CASE("phases follow one another without gap or overlap, and none comes back") {
    // Q^T K = V = diag(1, 1, 0.3), two components of std 0.39: heat
    // collapses at β std²/2 = 1.9; here alignment ends before.
    PhaseTracker tracker(phase_rules(plane_scene(25, 0.39)));  // bounds: 0.04 rad for the residual, 0.02 for the spread
    REQUIRE(tracker.rules().heat_until == doctest::Approx(25 * 0.39 * 0.39 / 2));
    for (double t = 0; t < 40; t += 0.25) {
        PhaseMeasure now{t, 0.5 * std::exp(-2 * t), 0, 0.3, 0.1, 3};
        now.spread = t < 30 ? 0.3 * std::exp(-t / 4) : 0.2;  // a merge widens a cluster for a while
        now.crowding = 1 - 0.9 * std::exp(-t / 8);
        if (t > 35) now.clusters = 1;
        if (t > 36) now.spread = now.mean_speed = 0;
        tracker.observe(now);
    }
    const auto& phases = tracker.phases();
    REQUIRE(phases.size() == 5);
    CHECK(phases[0].name == "alignment");
    CHECK(phases[1].name == "heat");
    CHECK(phases[2].name == "clustering");  // heat has collapsed, and clusters are not points yet
    CHECK(phases[3].name == "pairing");
    CHECK(phases[4].name == "steady");  // nothing is left to pair
    CHECK(phases[0].from == 0);
    CHECK(phases[0].to == 1.5);  // ln(0.5/0.04)/2 = 1.26, seen at the next observation
    CHECK(phases[1].to == 2);
    CHECK(phases[2].to == 11);  // 4 ln(0.3/0.02) = 10.83
    for (std::size_t k = 1; k < 5; ++k) CHECK(phases[k].from == phases[k - 1].to);
    CHECK(phases[4].from == 36.25);
    CHECK(phases[4].to == 39.75);
    for (const Phase& phase : phases) CHECK_FALSE(phase.criterion.empty());
}

TEST_CASE("phases whose end is there at the start are left out") {
    Model points = at_beta(25);
    PhaseTracker clusters(phase_rules(points));
    clusters.observe({0, 0, 0, 0.5, 1e-9, 3});
    REQUIRE(clusters.phases().size() == 1);
    CHECK(clusters.phases()[0].name == "pairing");
    PhaseTracker undefined(phase_rules(plane_scene(25, 0.4)));
    undefined.observe({0, std::nan(""), 0.5, 0.1, 1, 3});
    CHECK(undefined.phases()[0].name == "heat");
}

TEST_CASE("alignment that stalls above its bound is over") {
    PhaseTracker tracker(phase_rules(plane_scene(25, 0.4)));
    for (double t = 0; t <= 30; t += 0.5) tracker.observe({t, 0.2 + 0.3 * std::exp(-t), 0.5, 0.1, 1, 3});
    // Windows of 5 time units: the second lowers the residual from 0.202 to 0.200, by less than 1 %.
    CHECK(tracker.phases()[0].to == 10);
}

TEST_CASE("where no theorem holds a phase is named after measurements") {
    Model model = at_beta(25);
    model.causal = true;
    const auto last = [&](const Model& of, const auto& crowding, double speed) {
        PhaseTracker tracker(phase_rules(of));
        for (double t = 0; t <= 20; t += 0.5) tracker.observe({t, 0, 1e-6, crowding(t), speed, 4});
        for (const Phase& phase : tracker.phases()) {
            CHECK(phase.name != "heat");
            CHECK(phase.name != "pairing");
            CHECK(phase.name != "alignment");
        }
        return tracker.phases().back().name;
    };
    const auto rising = [](double t) { return 0.1 + 0.02 * t; };
    const auto falling = [](double t) { return 0.9 - 0.02 * t; };
    const auto constant = [](double) { return 0.5; };
    CHECK(last(model, rising, 0.1) == "clustering");
    CHECK(last(model, falling, 0.1) == "spreading");
    CHECK(last(model, constant, 0.1) == "turning");
    CHECK(last(model, constant, 1e-6) == "steady");
    model.noise = 0.1;
    CHECK(last(model, constant, 0.1) == "mixing");
    model.V = 0.0 * model.V;
    CHECK(last(model, constant, 0) == "mixing");
    model.noise = 0;
    CHECK(last(model, constant, 0) == "steady");
}

TEST_CASE("a changed model is judged anew and the past stays") {
    PhaseTracker tracker(phase_rules(at_beta(25)));
    tracker.observe({0, 0, 0.3, 0.1, 1, 3});
    tracker.observe({2, 0, 0.001, 0.2, 0.1, 3});
    tracker.observe({3, 0, 0.001, 0.2, 0.1, 3});
    CHECK(tracker.phases().back().name == "pairing");
    Model repelling = at_beta(25);
    repelling.V = -1.0 * repelling.V;
    tracker.restart(phase_rules(repelling));
    tracker.restart(phase_rules(repelling));  // a dragged slider leaves no trail of empty phases
    tracker.observe({3, 0, 0.3, 0.2, 1, 3});
    tracker.observe({5, 0, 0.3, 0.1, 1, 3});
    REQUIRE(tracker.phases().size() == 3);
    CHECK(tracker.phases()[1].to == 3);
    CHECK(tracker.phases()[2].name == "spreading");  // the law is no longer known: no heat
    CHECK(tracker.phases()[2].from == 3);
    CHECK(tracker.phases()[2].to == 5);
}

TEST_CASE("the spread in the circle E_max is that of azimuths, gaps and the turn at π included") {
    const double reach = 0.3;
    // Two clusters, one across ±π, with deviations 0.1 and 0.05.
    const std::vector<double> angles{3.1, -2.983185307179586, 0.2, 0.3};
    CHECK(spread_within_circle(angles, {}, reach) == doctest::Approx(std::sqrt((2 * 0.01 + 2 * 0.0025) / 4)));
    const std::vector<double> masses{0.1, 0.1, 0.4, 0.4};
    CHECK(spread_within_circle(angles, masses, reach) == doctest::Approx(std::sqrt(0.2 * 0.01 + 0.8 * 0.0025)));
    std::vector<double> ring;
    for (int k = 0; k < 100; ++k) ring.push_back(-M_PI + k * 2 * M_PI / 100);
    CHECK(spread_within_circle(ring, {}, reach) > 1);
    CHECK(spread_within_circle(std::vector<double>{1.0}, {}, reach) == 0);
}

TEST_CASE("the spread is the root mean square angle from the centre of one's cluster") {
    const Cloud cloud = on_equator({0, 0.2, 3, 3.1}, {1, 1, 1, 1});
    const Clustering clusters = link_clusters(cloud, 0.3);
    REQUIRE(clusters.clusters.size() == 2);
    CHECK(spread_within(cloud, clusters) == doctest::Approx(std::sqrt((2 * 0.01 + 2 * 0.0025) / 4)));
}

namespace {

/// Merges of states linked at 0.3 rad.
class Observed {
  public:
    void at(double time, const Cloud& cloud) {
        Clustering clustering = link_clusters(cloud, 0.3);
        identities_.track(clustering);
        tracker_.observe(time, clustering, 0.3);
    }
    const std::vector<Merge>& merges() const { return tracker_.merges(); }

  private:
    ClusterTracker identities_;
    MergeTracker tracker_;
};

}  // namespace

TEST_CASE("merges have the masses and the angle that the two had apart; stragglers make no entry") {
    Observed observed;
    const std::vector<double> masses{0.5, 0.3, 0.195, 0.005};
    observed.at(1, on_equator({0, 1, 2, 3}, masses));
    CHECK(observed.merges().empty());
    observed.at(2, on_equator({0, 1.4, 2, 3}, masses));
    observed.at(3, on_equator({0, 1.8, 1.9, 2}, masses));
    REQUIRE(observed.merges().size() == 1);
    CHECK(observed.merges()[0].time == 3);
    CHECK(observed.merges()[0].masses[0] == doctest::Approx(0.3));
    CHECK(observed.merges()[0].masses[1] == doctest::Approx(0.195));
    CHECK(observed.merges()[0].angle == doctest::Approx(0.6));
    observed.at(9, on_equator({0, 0.1, 0.1, 0.1}, masses));
    REQUIRE(observed.merges().size() == 2);
    CHECK(observed.merges()[1].masses[0] == doctest::Approx(0.5));
    CHECK(observed.merges()[1].masses[1] == doctest::Approx(0.5));
}

TEST_CASE("three clusters that meet at once merge two by two, the nearest first") {
    Observed observed;
    observed.at(1, on_equator({0, 0.5, 0.9}, {0.5, 0.3, 0.2}));
    observed.at(2, on_equator({0.4, 0.5, 0.6}, {0.5, 0.3, 0.2}));
    REQUIRE(observed.merges().size() == 2);
    CHECK(observed.merges()[0].masses[0] == doctest::Approx(0.3));
    CHECK(observed.merges()[0].angle == doctest::Approx(0.4));
    CHECK(observed.merges()[1].masses[0] == doctest::Approx(0.5));
    CHECK(observed.merges()[1].masses[1] == doctest::Approx(0.5));
}

TEST_CASE("a part that leaves and falls back makes no entry until it has stood apart") {
    Observed observed;
    const std::vector<double> masses{0.5, 0.3, 0.2};
    const auto with_third_at = [&](double angle) { return on_equator({0, 0.1, angle}, masses); };
    observed.at(0, with_third_at(0.2));
    for (int k = 0; k < 50; ++k) {  // noise throws it out and back
        observed.at(1 + k, with_third_at(0.45));
        observed.at(1.5 + k, with_third_at(0.2));
    }
    CHECK(observed.merges().empty());
    observed.at(60, with_third_at(0.45));
    observed.at(61, with_third_at(1.2));  // 1.1 rad from the others' centre, more than twice 0.3
    observed.at(62, with_third_at(0.45));
    observed.at(63, with_third_at(0.2));
    REQUIRE(observed.merges().size() == 1);
    CHECK(observed.merges()[0].masses[1] == doctest::Approx(0.2));
    // The same two, that near again, are the same event.
    observed.at(64, with_third_at(0.45));
    observed.at(65, with_third_at(0.2));
    CHECK(observed.merges().size() == 1);
}

TEST_CASE("a name that only the model suggests is not known before the crowding has been compared") {
    // A nearly even crowd at β = 4: it moves slowly, and by definition it clusters once its crowding has grown by 1 %.
    Scene scene;
    scene.model = at_beta(4);
    scene.tokens.law = UniformLaw{};
    for (const double growth : {1e-4, 0.02, -0.02}) {
        CAPTURE(growth);
        PhaseTracker tracker(phase_rules(scene));
        bool compared = false;
        for (double t = 0; t < 12; t += 0.25) {
            tracker.observe({t, NAN, 1.2, 0.03 * std::exp(growth * t), 0.01, 1});
            const Phase& phase = tracker.phases().back();
            // The window is five units of time, 1/‖V‖ = 1, long where tokens move by less than the reach of 0.3 rad.
            if (t < 5) {
                CHECK_FALSE(phase.known);
                continue;
            }
            compared |= phase.known;
            if (phase.known && growth != 1e-4) CHECK(phase.name == (growth > 0 ? "clustering" : "spreading"));
        }
        CHECK(compared);
    }
    // A theorem's name rests on its assumptions, and noise alone on the model: both are known at once.
    PhaseTracker aligns(phase_rules(plane_scene(25, 0.39)));
    aligns.observe({0, 0.5, 0.3, 0.1, 1, 3});
    CHECK(aligns.phases().back().name == "alignment");
    CHECK(aligns.phases().back().known);
    scene.model.V = Matrix::diagonal(3, {0, 0, 0});
    scene.model.noise = 0.1;
    PhaseTracker mixes(phase_rules(scene));
    mixes.observe({0, NAN, 1.2, 0.03, 0.01, 1});
    CHECK(mixes.phases().back().name == "mixing");
    CHECK(mixes.phases().back().known);
}
