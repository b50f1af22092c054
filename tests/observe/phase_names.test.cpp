#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/simulation.hpp"
#include "coalesce/observe/theory_monitor.hpp"
#include "coalesce/theory/pairing.hpp"
#include "coalesce/theory/phase_rules.hpp"

using namespace coalesce;

namespace {

/// Phases and merges of a checked run.
struct Looked {
    std::vector<Phase> phases;
    std::vector<Merge> merges;
};

const Comparison& row(const std::vector<Comparison>& rows, const char* name) {
    return *std::find_if(rows.begin(), rows.end(), [&](const Comparison& each) { return each.name == name; });
}

bool has(const std::string& text, const char* part) {
    return text.find(part) != std::string::npos;
}

/// Compares phases, the regime line and the theorems' rows with one another after every step.
Looked checked_run(Scene scene, double until) {
    scene.time.until = until;
    Simulation simulation(scene);
    TheoryMonitor monitor(scene, simulation.initial_cloud());
    const std::string regime = describe_regime(scene.model);
    CAPTURE(scene.name);
    CAPTURE(regime);
    std::size_t seen = 0;
    const auto look = [&] {
        const double residual = simulation.measure().alignment;
        if (simulation.phases().size() == seen && simulation.time() < until) return;
        seen = simulation.phases().size();
        const Phase& now = simulation.phases().back();
        CAPTURE(now.name);
        CAPTURE(now.from);
        CAPTURE(simulation.time());
        CHECK_FALSE(now.criterion.empty());
        const auto rows = monitor.compare({simulation.time(), simulation.cloud(), simulation.width_clustering(),
                                           residual, simulation.phases(), simulation.merges()},
                                          0);
        // A theorem's name requires that its row holds there and that the regime line announces it.
        if (now.name == "alignment") {
            CHECK(row(rows, "alignment to E_max").valid);
            CHECK(has(regime, "tokens align"));
        }
        if (now.name == "heat") {
            CHECK((row(rows, "heat limit").valid || now.to >= phase_rules(scene).heat_until));
            CHECK(has(regime, "ward heat"));
        }
        if (now.name == "pairing") CHECK(row(rows, "pairing law").valid);
        // A refusal excludes a phase of that name, now and before.
        for (const Phase& phase : simulation.phases()) {
            if (!phase_rules(scene.model).aligns()) CHECK(phase.name != "alignment");
            if (has(regime, "no heat phase") || has(regime, "no phases")) CHECK(phase.name != "heat");
            if (!pairing_law(scene.model).valid) CHECK(phase.name != "pairing");
            if (phase.name == "heat") CHECK(phase.from < phase_rules(scene).heat_until);
        }
        // The row and the line agree about alignment in every phase.
        CHECK(row(rows, "alignment to E_max").valid == has(regime, "tokens align"));
    };
    for (look(); simulation.time() < until; look()) simulation.step_towards(until);
    return {simulation.phases(), simulation.merges()};
}

bool names(const Looked& run, const char* name) {
    return std::any_of(run.phases.begin(), run.phases.end(), [&](const Phase& phase) { return phase.name == name; });
}

Scene shipped(const char* name, std::int64_t tokens) {
    Scene scene = load_scene(name).scene;
    scene.tokens.count = tokens;
    return scene;
}

}  // namespace

TEST_CASE("phases, regime and theorems never contradict one another: every shipped scene") {
    for (const ShippedScene& each : shipped_scenes()) {
        Scene scene = load_scene(each.name).scene;
        scene.name = std::string(each.name);
        scene.tokens.count = 300;
        const bool adaptive = scene.time.method == Method::adaptive;
        if (!adaptive) scene.time.dt = std::max(scene.time.dt, scene.time.until / 200);
        checked_run(scene, adaptive ? 1e6 : scene.time.until);
    }
}

TEST_CASE("phases, regime and theorems never contradict one another: random models") {
    std::mt19937_64 random(14);
    std::normal_distribution<double> normal;
    const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<std::uint64_t>(n)); };
    for (int trial = 0; trial < 60; ++trial) {
        Scene scene;
        scene.name = "random model " + std::to_string(trial);
        scene.dimension = 2 + pick(2);
        scene.model = Model::standard(scene.dimension);
        const auto matrix = [&](Matrix m) {
            const int kind = pick(6);
            if (kind == 0) m = (pick(2) ? -1.0 : 0.5) * m;
            if (kind == 1 && scene.dimension == 3) m = Matrix::diagonal(3, {1, 1, 0.3});
            if (kind == 2)
                for (double& entry : m.entry) entry = entry == 0 ? 0 : normal(random);
            if (kind == 3)
                for (int i = 0; i < m.dimension; ++i)
                    for (int j = 0; j < m.dimension; ++j) m(i, j) = normal(random);
            if (kind == 4) m = Matrix::rotation(scene.dimension, 0.7);
            return m;
        };
        scene.model.Q = matrix(scene.model.Q);
        if (pick(3) == 0) scene.model.K = matrix(scene.model.K);
        scene.model.V = pick(8) == 0 ? 0.0 * scene.model.V : matrix(scene.model.V);
        scene.model.beta = std::array{0.0, 5.0, 30.0, 150.0}[static_cast<std::size_t>(pick(4))];
        if (pick(4) == 0) scene.model.noise = 0.02;
        if (pick(5) == 0) scene.model.causal = true;
        if (pick(4) == 0) scene.model.attention = Attention::unnormalized;
        const int law = pick(3);
        if (law == 1) scene.tokens.law = MixtureLaw{{{1, {1, 0, 0}, 0.3}, {1, {0, 1, 0}, 0.2}}};
        if (law == 2 && scene.dimension == 3) scene.tokens.law = AzimuthalLaw{{{1, 0, 0.3}, {1, 2, 0.2}}};
        scene.tokens.count = 60;
        scene.time.method = Method::rk4;
        scene.time.dt = 0.1;
        checked_run(scene, 12);
    }
}

TEST_CASE("phases of the cases that named a theorem which did not hold") {
    const auto neither = [](const Looked& run) { return !names(run, "heat") && !names(run, "pairing"); };
    SUBCASE("β = 0: every token follows the mean") {
        const Looked run = checked_run(shipped("kuramoto", 500), 20);
        CHECK(neither(run));
        CHECK(run.phases.back().name == "steady");
        CHECK(names(run, "clustering"));
    }
    SUBCASE("repelling tokens do not pair") {
        Scene scene = shipped("repulsion", 60);
        scene.model.beta = 200;
        CHECK_FALSE(names(checked_run(scene, 50), "pairing"));
    }
    SUBCASE("noise alone mixes") {
        Scene scene = shipped("welcome", 300);
        scene.model.V = 0.0 * scene.model.V;
        const Looked run = checked_run(scene, 2);
        REQUIRE(run.phases.size() == 1);
        CHECK(run.phases[0].name == "mixing");
    }
    SUBCASE("a causal mask, and a query that turns") {
        Scene scene = shipped("two-clusters", 300);
        scene.model.causal = true;
        CHECK(neither(checked_run(scene, 20)));
        scene.model.causal = false;
        scene.model.Q = {};
        scene.model.Q(0, 1) = -1;
        scene.model.Q(1, 0) = 1;
        CHECK(neither(checked_run(scene, 20)));
    }
    SUBCASE("unnormalised attention has no heat") {
        CHECK_FALSE(names(checked_run(shipped("unnormalised", 1000), 30), "heat"));
    }
    SUBCASE("a plane that turns, and two antipodes") {
        const Looked turning = checked_run(shipped("ms1b", 1000), 12);
        CHECK(names(turning, "alignment"));
        CHECK(neither(turning));
        const Looked points = checked_run(shipped("ms1a", 400), 30);
        CHECK(names(points, "alignment"));
        CHECK(neither(points));
        CHECK(points.phases.back().name == "steady");
    }
    SUBCASE("four components of std 0.2 at β = 10: heat collapses at 0.2, while tokens still fall to the plane") {
        const Looked run = checked_run(shipped("ms4", 1000), 1e3);
        CHECK(run.phases.front().name == "alignment");
        CHECK_FALSE(names(run, "heat"));
        CHECK(names(run, "pairing"));
    }
    SUBCASE("backward heat on the circle is heat until it collapses") {
        Scene scene = shipped("ms3", 4000);
        scene.model.V = -1.0 * scene.model.V;
        scene.time.dt = 0.01;
        const Looked run = checked_run(scene, 3);  // β std²/2 = 1.56
        CHECK(run.phases.front().name == "heat");
        CHECK(run.phases.front().to == doctest::Approx(50 * 0.25 * 0.25 / 2).epsilon(0.01));
    }
}

TEST_CASE("with noise merges are recorded whenever clusters merge") {
    Scene scene = shipped("two-clusters", 300);
    scene.model.noise = 0.002;
    const Looked run = checked_run(scene, 50);
    REQUIRE(run.merges.size() == 1);
    CHECK(run.merges[0].masses[0] == doctest::Approx(0.7).epsilon(0.15));
}
