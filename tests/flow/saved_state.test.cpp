#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/error.hpp"

using namespace coalesce;

namespace {

Scene scene_of(std::int64_t count, double beta = 10) {
    Scene scene;
    scene.tokens.count = count;
    scene.model.beta = beta;
    scene.time.dt = 0.05;
    return scene;
}

bool same_tokens(const Cloud& one, const Cloud& other) {
    if (one.size() != other.size() || !std::ranges::equal(one.masses(), other.masses())) return false;
    for (int k = 0; k < one.dimension(); ++k)
        if (!std::ranges::equal(one.axis(k), other.axis(k))) return false;
    return true;
}

std::string past(Simulation& run) {
    std::string text;
    const auto add = [&](double value) { text += std::to_string(value) + " "; };
    for (const Phase& phase : run.phases()) {
        text += phase.name + phase.criterion;
        add(phase.from);
        add(phase.to);
    }
    for (const Merge& merge : run.merges()) {
        add(merge.time);
        add(merge.masses[0]);
        add(merge.angle);
    }
    for (const Branch& branch : run.lineage()) {
        add(branch.identity);
        add(branch.born);
        add(branch.ended);
        add(branch.heir);
        for (const auto& [time, mass] : branch.mass) add(time + mass);
    }
    return text;
}

/// Takes a run to its end, and another one from its bytes at every one of `cuts` steps in a new simulation.
void check_goes_on(const Scene& scene, std::uint64_t steps, std::initializer_list<std::uint64_t> cuts) {
    Simulation whole(scene);
    std::vector<std::string> kept;
    for (std::uint64_t k = 0; k < steps; ++k) {
        if (std::find(cuts.begin(), cuts.end(), k) != cuts.end()) kept.push_back(whole.save_bytes());
        whole.step_towards(scene.time.until);
    }
    const Measurement end = whole.measure();
    for (const std::string& bytes : kept) {
        Simulation again(scene);
        again.restore_bytes(bytes);
        CAPTURE(again.steps());
        while (again.steps() < steps) again.step_towards(scene.time.until);
        CHECK(again.time() == whole.time());
        CHECK(same_tokens(again.cloud(), whole.cloud()));
        CHECK(again.measure().energy == end.energy);
        CHECK(again.measure().max_speed == end.max_speed);
        CHECK(again.identities() == whole.identities());
        CHECK(past(again) == past(whole));
    }
}

}  // namespace

TEST_CASE("a run goes on from its bytes with the same bits: direct sums, noise and masses") {
    Scene scene = scene_of(300);
    check_goes_on(scene, 120, {0, 1, 57});
    scene.model.noise = 0.1;
    check_goes_on(scene, 60, {20});
    scene.model.noise = 0;
    scene.dimension = 2;
    scene.model = Model::standard(2);
    scene.tokens.law = PointsLaw{{{1, 0, 0}, {0.5, 1, 0}, {-1, 0.4, 0}, {0.2, -1, 0}}, {1, 2, 3, 4}};
    scene.tokens.count = 4;
    check_goes_on(scene, 60, {7});
}

TEST_CASE("a run goes on from its bytes with the same bits: a mesh, with tokens sorted in memory") {
    Scene scene = scene_of(21000, 30);
    scene.time.method = Method::rk4;
    scene.solver.method = Solver::mesh;
    // The mesh is checked after 16 evaluations, so that the cuts lie before and behind a check.
    check_goes_on(scene, 8, {3, 6});
}

TEST_CASE("a run goes on from its bytes with the same bits: adaptive steps, few lumps and many by a mesh") {
    Scene scene = scene_of(300, 30);
    scene.time.method = Method::adaptive;
    scene.time.until = 1e5;
    check_goes_on(scene, 40, {0, 9, 17, 33});
    // Here the mesh in use is another than a new solver would choose at steps 10 and 11.
    scene = scene_of(3000, 4);
    scene.time.method = Method::adaptive;
    scene.time.until = 1e5;
    scene.time.tolerance = scene.solver.tolerance = 1e-3;
    scene.solver.method = Solver::mesh;
    check_goes_on(scene, 20, {3, 10, 11});
}

TEST_CASE("a run goes on from its bytes with the same bits: after events that changed the number of tokens") {
    for (const Method method : {Method::layer, Method::adaptive}) {
        Scene scene = scene_of(100);
        scene.time.method = method;
        scene.events = {{0.1, hands::Push{TokenNumbers{0, 1}, {0, 0, 0.5}}},
                        {0.2, hands::Add{Cap{{1, 0, 0}, 0.3}, 5, 2}},
                        {0.4, hands::Remove{TokenNumbers{3, 101}}}};
        check_goes_on(scene, 30, {3, 12, 20});
    }
}

TEST_CASE("bytes that are no state of the scene are refused, and the run stays where it was") {
    Simulation run(scene_of(50));
    run.step();
    const std::string bytes = run.save_bytes();
    Scene other = scene_of(50);
    other.time.method = Method::adaptive;
    Simulation adaptive(other);
    CHECK_THROWS_WITH_AS(adaptive.restore_bytes(bytes), "found a saved state of another scene", InputError);
    CHECK_THROWS_WITH_AS(run.restore_bytes(bytes.substr(0, bytes.size() / 2)),
                         "found a saved state that cannot be read", InputError);
    std::string newer = bytes;
    ++newer[0];
    CHECK_THROWS_WITH_AS(run.restore_bytes(newer), "found a saved state of format 2, expected 1", InputError);
    CHECK(run.steps() == 1);
}
