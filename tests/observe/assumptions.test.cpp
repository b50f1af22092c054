#include "coalesce/observe/assumptions.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/simulation.hpp"
#include "coalesce/observe/theory_monitor.hpp"

using namespace coalesce;

namespace {

using Verdict = Assumption::Verdict;

std::vector<Comparison> rows_of(Simulation& simulation) {
    TheoryMonitor monitor(simulation.scene(), simulation.initial_cloud());
    const Clustering clusters = simulation.width_clustering();
    const TheoryMonitor::State state{
        simulation.time(),   simulation.cloud(),  clusters, simulation.measure().alignment, simulation.phases(),
        simulation.merges(), simulation.touched()};
    return monitor.compare(state, 100);
}

bool all_hold(const std::vector<Assumption>& list) {
    return std::all_of(list.begin(), list.end(), [](const Assumption& a) { return a.verdict == Verdict::holds; });
}

bool one_fails(const std::vector<Assumption>& list) {
    return std::any_of(list.begin(), list.end(), [](const Assumption& a) { return a.verdict == Verdict::fails; });
}

/// Checks the lists of all rows of a scene at t = 0 and some steps later; returns the names of the rows.
std::set<std::string> check_scene(const Scene& scene) {
    std::set<std::string> names;
    Simulation simulation(scene);
    for (int look = 0; look < 2; ++look) {
        for (const Comparison& row : rows_of(simulation)) {
            CAPTURE(row.name);
            CAPTURE(row.why_not);
            names.insert(row.name);
            const std::vector<Assumption> list = assumptions(row, scene);
            CHECK_FALSE(list.empty());
            CHECK(all_hold(list) == row.valid);
            CHECK(one_fails(list) != row.valid);
            for (const Assumption& each : list) {
                CAPTURE(each.text);
                CHECK_FALSE(each.text.empty());
                CHECK(each.found.empty() == (each.verdict == Verdict::open));
            }
        }
        for (int step = 0; step < 3; ++step) simulation.step();
    }
    return names;
}

Scene few(Scene scene) {
    constexpr std::int64_t most = 200;
    scene.tokens.count = std::min(scene.tokens.count, most);
    return scene;
}

}  // namespace

TEST_CASE("the assumptions of a theorem all hold exactly if its row does, for every shipped scene") {
    for (const ShippedScene& shipped : shipped_scenes()) {
        CAPTURE(shipped.name);
        CHECK(check_scene(few(load_scene(shipped.name).scene)).size() == 8);
    }
}

TEST_CASE("the same where one thing after the other is changed") {
    const std::vector<std::function<void(Scene&)>> changes{
        [](Scene& s) { s.model.attention = Attention::unnormalized; },
        [](Scene& s) { s.model.noise = 0.01; },
        [](Scene& s) { s.model.causal = true; },
        [](Scene& s) { s.model.beta = 0; },
        [](Scene& s) { s.model.beta = 3e8; },
        [](Scene& s) { s.model.V = -1.0 * s.model.V; },
        [](Scene& s) { s.model.V = 0.0 * s.model.V; },
        [](Scene& s) { s.model.Q = 0.0 * s.model.Q; },
        [](Scene& s) { s.model.V = Matrix::rotation(s.dimension, 0.5); },
        [](Scene& s) {
            s.model.V = Matrix::diagonal(s.dimension, {1, 0.5, 0.2});
        },
        [](Scene& s) { s.model.K = -1.0 * s.model.K; },
        [](Scene& s) {
            s.model.K = Matrix::diagonal(s.dimension, {1, 0.4, 0.4});
        },
        [](Scene& s) { s.tokens.law = UniformLaw{}; },
        [](Scene& s) {
            s.tokens.law = PointsLaw{{{1, 0, 0}, {-1, 0, 0}}, {}};
        },
        [](Scene& s) {
            s.tokens.law = PointsLaw{{{1, 0, 0}, {0, 1, 0}, {0.6, 0.8, 0}}, {0.5, 0.3, 0.2}};
        },
        [](Scene& s) { s.tokens.count = 1; },
    };
    for (const char* name : {"welcome", "ms2", "ms3", "sphere-heat", "unnormalised"})
        for (std::size_t k = 0; k < changes.size(); ++k) {
            CAPTURE(name);
            CAPTURE(k);
            Scene scene = few(load_scene(name).scene);
            changes[k](scene);
            check_scene(scene);
        }
}

TEST_CASE("a failing assumption is named with what the scene has") {
    Scene scene = few(load_scene("ms3").scene);
    scene.model.noise = 0.25;
    Simulation simulation(scene);
    const std::vector<Comparison> rows = rows_of(simulation);
    const auto heat =
        std::find_if(rows.begin(), rows.end(), [](const Comparison& row) { return row.name == "heat limit"; });
    REQUIRE(heat != rows.end());
    const std::vector<Assumption> list = assumptions(*heat, scene);
    const auto noise =
        std::find_if(list.begin(), list.end(), [](const Assumption& a) { return a.found == "D = 0.25"; });
    REQUIRE(noise != list.end());
    CHECK(noise->verdict == Verdict::fails);
    CHECK(list.back().verdict == Verdict::open);
    Comparison unknown;
    unknown.name = "no such row";
    CHECK(assumptions(unknown, scene).empty());
}
