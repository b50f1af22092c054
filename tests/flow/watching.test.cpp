#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "flow/chronicle.hpp"
#include "flow/schedule.hpp"
#include "flow/wait_for.hpp"
#include "reference/attention.hpp"

using namespace coalesce;
using flow_tests::wait_for;

// Watching a run must change neither its motion, to the last bit, nor its observations.
namespace {

/// Results that must not depend on watching.
struct Account {
    std::vector<double> tokens;
    double time = 0;
    std::vector<Phase> phases;
    std::vector<Merge> merges;
    std::vector<Branch> lineage;
    std::vector<std::int32_t> identity;
};

Account account_of(Simulation& simulation) {
    return {row_major(simulation.cloud()), simulation.time(),    simulation.phases(),
            simulation.merges(),           simulation.lineage(), simulation.identities()};
}

void check_same_events(const std::vector<Phase>& phases, const std::vector<Merge>& merges,
                       const std::vector<Branch>& lineage, const Account& expected) {
    REQUIRE(phases.size() == expected.phases.size());
    for (std::size_t k = 0; k < phases.size(); ++k) {
        CHECK(phases[k].name == expected.phases[k].name);
        CHECK(phases[k].from == expected.phases[k].from);
        CHECK(phases[k].to == expected.phases[k].to);
    }
    REQUIRE(merges.size() == expected.merges.size());
    for (std::size_t k = 0; k < merges.size(); ++k) {
        CHECK(merges[k].time == expected.merges[k].time);
        CHECK(merges[k].angle == expected.merges[k].angle);
    }
    REQUIRE(lineage.size() == expected.lineage.size());
    for (std::size_t k = 0; k < lineage.size(); ++k) {
        CHECK(lineage[k].identity == expected.lineage[k].identity);
        CHECK(lineage[k].born == expected.lineage[k].born);
        CHECK(lineage[k].ended == expected.lineage[k].ended);
        CHECK(lineage[k].heir == expected.lineage[k].heir);
        CHECK(lineage[k].mass == expected.lineage[k].mass);
    }
}

void check_same(Simulation& simulation, const Account& expected) {
    const Account found = account_of(simulation);
    CHECK(found.time == expected.time);
    CHECK(found.tokens == expected.tokens);
    CHECK(found.identity == expected.identity);
    check_same_events(found.phases, found.merges, found.lineage, expected);
}

/// Three crowds on a circle that align, collapse and merge within some hundred steps of 0.1.
Scene scene_of(Method method, double noise = 0) {
    Scene scene;
    scene.dimension = 2;
    scene.tokens.count = 90;
    scene.tokens.law = MixtureLaw{{{0.4, {1, 0, 0}, 0.2}, {0.35, {0.2, 1, 0}, 0.2}, {0.25, {-1, 0.4, 0}, 0.2}}};
    scene.model = Model::standard(2);
    scene.model.beta = 6;
    scene.model.noise = noise;
    scene.time.method = method;
    scene.time.dt = 0.1;
    scene.time.tolerance = 1e-5;
    scene.time.until = 1e9;
    return scene;
}

const std::vector<Scene> scenes{scene_of(Method::layer), scene_of(Method::layer, 0.02), scene_of(Method::rk4),
                                scene_of(Method::adaptive)};

/// More than the first 256 steps, beyond which not every one is observed, and no multiple of their spacing.
int steps_of(const Scene& scene) {
    return scene.time.method == Method::adaptive ? 60 : 707;
}

Account plain_run(const Scene& scene, int steps) {
    Simulation simulation(scene);
    for (int k = 0; k < steps; ++k) simulation.step();
    return account_of(simulation);
}

}  // namespace

TEST_CASE("observed steps lie no farther apart than 1/128 of their number, or one") {
    std::uint64_t last = 0, observed = 0;
    for (std::uint64_t step = 0; step < 2'000'000; ++step) {
        if (!is_observed_step(step)) continue;
        REQUIRE((step - last <= 1 || 128 * (step - last) <= step));
        if (step < 10'000) ++observed;
        last = step;
    }
    CHECK(observed < 940);
    CHECK(is_observed_step(std::uint64_t{1} << 60));
}

TEST_CASE("a run is the same to the last bit, whoever looks at it and how often") {
    for (const Scene& scene : scenes) {
        CAPTURE(static_cast<int>(scene.time.method));
        const int steps = steps_of(scene);
        const Account expected = plain_run(scene, steps);
        if (scene.model.noise == 0) CHECK(expected.phases.size() > 1);
        if (scene.model.noise == 0) CHECK_FALSE(expected.merges.empty());
        const std::vector<std::function<void(Simulation&, int)>> watchers{
            [](Simulation& s, int) { s.measure(); },
            [](Simulation& s, int k) {
                if (k % 7 == 3) s.clustering();
            },
            [](Simulation& s, int k) {
                Frame frame;
                if (k % 50 == 1) fill_frame(frame, s, 12);
            },
            [](Simulation& s, int k) {  // sets another linking angle now and then
                if (k % 90 == 20) s.set_linking_angle(0.05);
                if (k % 5 == 0) s.measure();
                if (k % 90 == 50) s.set_linking_angle(0);
            },
            [](Simulation& s, int k) {  // restores a saved state, looked at or not
                if (k % 40 != 0) return;
                if (k % 80 == 0) s.phases();
                const Simulation::State state = s.save();
                for (int more = 0; more < 9; ++more) s.step();
                s.measure();
                s.restore(state);
            },
        };
        for (const auto& watch : watchers) {
            Simulation simulation(scene);
            for (int k = 0; k < steps; ++k) {
                watch(simulation, k);
                simulation.step();
            }
            simulation.set_linking_angle(0);
            check_same(simulation, expected);
        }
    }
}

TEST_CASE("between observed states the last phase goes on to the present") {
    Simulation simulation(scene_of(Method::layer));
    for (int k = 0; k < 707; ++k) simulation.step();
    REQUIRE_FALSE(simulation.at_observed_step());
    CHECK(simulation.phases().back().to == simulation.time());
    CHECK(simulation.time() == 707 * 0.1);
}

TEST_CASE("looks back and forth leave a run as it is, also where they end within adaptive steps") {
    for (const Scene& scene : scenes)
        for (const double gap : {0.0, 1e9}) {
            CAPTURE(static_cast<int>(scene.time.method));
            const int steps = steps_of(scene);
            const Account expected = plain_run(scene, steps);
            Chronicle chronicle(scene, Keyframes(Keyframes::default_budget, gap));
            Frame frame;
            std::mt19937_64 random(3);
            for (int k = 0; k < steps; ++k) {
                chronicle.step();
                if (k % 100 != 60) continue;
                const double known = chronicle.known_until();
                for (int look = 0; look < 5; ++look) {
                    const double time = std::uniform_real_distribution<double>(0, known)(random);
                    for (chronicle.seek(time); chronicle.seeking();) chronicle.seek_on();
                    if (scene.time.method == Method::adaptive) CHECK(chronicle.time() == time);
                    chronicle.fill(frame, 12);
                    CHECK(frame.time == chronicle.time());
                }
                for (chronicle.seek(known); chronicle.seeking();) chronicle.seek_on();
                CHECK(chronicle.at_frontier());
            }
            check_same(chronicle.simulation(), expected);
        }
}

TEST_CASE("a frame within an adaptive step lies between the states around it") {
    const Scene scene = scene_of(Method::adaptive);
    Chronicle chronicle(scene);
    for (int k = 0; k < 12; ++k) chronicle.step();
    Frame before, after, between;
    chronicle.fill(before, 12);
    const Cloud start = chronicle.simulation().cloud();
    chronicle.step();
    chronicle.fill(after, 12);
    for (const double part : {0.25, 0.5, 0.9}) {
        const double time = before.time + part * (after.time - before.time);
        chronicle.show(time);
        chronicle.fill(between, 12);
        CHECK(between.time == time);
        CHECK(between.now.time == time);
        CHECK(between.known_until == after.time);
        CHECK(between.steps == before.steps);
        CHECK(between.identity == before.identity);
        CHECK(between.clusters.size() == before.clusters.size());
        CHECK(between.now.energy == doctest::Approx(before.now.energy + part * (after.now.energy - before.now.energy)));
        // Fine steps from the definition lead to the same state, up to the errors allowed at this tolerance.
        Cloud expected = start;
        for (int k = 0; k < 50; ++k) expected = reference::rk4_step(expected, scene.model, (time - before.time) / 50);
        const Cloud cloud = chronicle.cloud();
        for (std::size_t i = 0; i < cloud.size(); ++i) {
            CHECK(angle_between(cloud.token(i), expected.token(i)) < 10 * scene.time.tolerance);
            const Vec3 shown{between.positions[3 * i], between.positions[3 * i + 1], between.positions[3 * i + 2]};
            CHECK(angle_between(cloud.token(i), shown) < 1e-6);
        }
    }
    // The remainder of the step is a step.
    chronicle.step();
    CHECK(chronicle.simulation().steps() == 13);
    CHECK(chronicle.time() == after.time);
}

TEST_CASE("within an adaptive step clusters are those of before until they merge") {
    Chronicle chronicle(scene_of(Method::adaptive));
    Frame before, frame;
    std::size_t merges = 0;
    while (merges == 0) {
        chronicle.fill(before, 12);
        chronicle.step();
        merges = chronicle.simulation().merges().size();
        REQUIRE(chronicle.time() < 1e6);
    }
    const double merged = chronicle.simulation().merges()[0].time;
    REQUIRE(merged > before.time);
    REQUIRE(merged < chronicle.time());
    chronicle.show(before.time + 0.999 * (merged - before.time));
    chronicle.fill(frame, 12);
    CHECK(frame.now.clusters == before.now.clusters);
    CHECK(frame.identity == before.identity);
    chronicle.show(merged);
    chronicle.fill(frame, 12);
    CHECK(frame.time == merged);
    CHECK(frame.now.clusters < before.now.clusters);
    CHECK(frame.identity != before.identity);
}

TEST_CASE("an edit within an adaptive step ends that step there, and looks back repeat it") {
    Scene scene = scene_of(Method::adaptive);
    Chronicle chronicle(scene);
    for (int k = 0; k < 14; ++k) chronicle.step();
    const double end = chronicle.time();
    chronicle.step();
    const double edited_at = end + 0.3 * (chronicle.time() - end);
    chronicle.show(edited_at);
    Frame shown, kept;
    chronicle.fill(shown, 12);
    Scene refused = scene;
    refused.model.noise = 0.1;  // adaptive time refuses noise
    CHECK_THROWS(chronicle.edit(refused));
    chronicle.fill(kept, 12);
    CHECK(kept.time == edited_at);
    CHECK(kept.positions == shown.positions);
    CHECK(kept.known_until == shown.known_until);
    scene.model.beta = 9;
    CHECK(chronicle.edit(scene));
    CHECK(chronicle.time() == edited_at);
    CHECK(chronicle.known_until() == edited_at);
    for (int k = 0; k < 10; ++k) chronicle.step();
    const Account first = account_of(chronicle.simulation());
    const double last = chronicle.time();
    for (const double time : {0.5 * end, 0.0, edited_at}) {
        for (chronicle.seek(time); chronicle.seeking();) chronicle.seek_on();
        for (chronicle.seek(last); chronicle.seeking();) chronicle.seek_on();
        check_same(chronicle.simulation(), first);
    }
    // A run that goes there directly gives the same.
    Simulation direct(scene_of(Method::adaptive));
    direct.advance_to(edited_at);
    direct.change(scene.model, scene.time, scene.solver);
    for (int k = 0; k < 10; ++k) direct.step();
    check_same(direct, first);
}

TEST_CASE("an adaptive run that is looked at comes to its end as `run` does, and may go on from there") {
    Scene scene = scene_of(Method::adaptive);
    scene.time.until = 12.3;
    Simulation direct(scene);
    direct.advance_to(12.3);
    Chronicle chronicle(scene);
    while (chronicle.time() < 12.3) chronicle.step();
    check_same(chronicle.simulation(), account_of(direct));
    for (int k = 0; k < 10; ++k) direct.step();
    for (int k = 0; k < 10; ++k) chronicle.step();
    const Account beyond = account_of(direct);
    check_same(chronicle.simulation(), beyond);
    // Moving the end afterwards does not change the past either.
    scene.time.until = 5;
    CHECK_FALSE(chronicle.edit(scene));
    for (const double time : {3.0, 12.3, 0.0}) {
        for (chronicle.seek(time); chronicle.seeking();) chronicle.seek_on();
        for (chronicle.seek(beyond.time); chronicle.seeking();) chronicle.seek_on();
        check_same(chronicle.simulation(), beyond);
    }
}

TEST_CASE("a live run is the same at every pace") {
    for (const Scene& scene : {scene_of(Method::layer), scene_of(Method::adaptive)}) {
        const int steps = scene.time.method == Method::adaptive ? 40 : 600;
        const Account expected = plain_run(scene, steps);
        for (const Pace pace : {Pace{Pace::Kind::unlimited, 0}, Pace{Pace::Kind::time_per_second, 300},
                                Pace{Pace::Kind::decades_per_second, 20}, Pace{Pace::Kind::steps_per_frame, 100}}) {
            CAPTURE(static_cast<int>(pace.kind));
            LiveSimulation live(scene);
            live.send(live::SetPace{pace});
            live.send(live::Play{});
            wait_for(live, [&](const Frame& f) { return f.time > 0.7 * expected.time; });
            live.send(live::Seek{0.2 * expected.time});
            wait_for(live, [&](const Frame& f) { return !f.playing && f.time <= 0.2 * expected.time; });
            live.send(live::Play{});
            wait_for(live, [&](const Frame& f) { return f.known_until >= expected.time; });
            live.send(live::Pause{});
            live.send(live::Seek{expected.time});
            const Frame& frame =
                wait_for(live, [&](const Frame& f) { return !f.playing && f.steps == std::uint64_t(steps); });
            CHECK(frame.time == expected.time);
            CHECK(frame.identity == expected.identity);
            REQUIRE(2 * frame.size() == expected.tokens.size());
            for (std::size_t i = 0; i < frame.size(); ++i)
                for (std::size_t k = 0; k < 2; ++k)
                    REQUIRE(frame.positions[3 * i + k] == static_cast<float>(expected.tokens[2 * i + k]));
            // The frame may know more of the run so far, but nothing different.
            REQUIRE(frame.merges.size() >= expected.merges.size());
            for (std::size_t k = 0; k < expected.merges.size(); ++k)
                CHECK(frame.merges[k].time == expected.merges[k].time);
            REQUIRE(frame.phases.size() >= expected.phases.size());
            for (std::size_t k = 0; k < expected.phases.size(); ++k)
                CHECK(frame.phases[k].from == expected.phases[k].from);
        }
    }
}
