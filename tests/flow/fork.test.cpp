// A run that begins at the present state of another one.
#include <doctest/doctest.h>

#include "coalesce/flow/live.hpp"
#include "flow/wait_for.hpp"

using namespace coalesce;
using flow_tests::wait_for;

namespace {

Scene scene_of(Method method, double noise) {
    Scene scene;
    scene.tokens.count = 200;
    scene.model.beta = 9;
    scene.model.noise = noise;
    scene.time.dt = 0.02;
    scene.time.method = method;
    scene.time.until = 1e9;
    return scene;
}

const Frame& settled(LiveSimulation& live) {
    return wait_for(live, [&](const Frame& f) { return f.sequence > 0 && f.settled && f.commands == live.sent(); });
}

/// The tokens after so many more steps.
std::vector<float> stepped(LiveSimulation& live, int count) {
    live.send(live::Step{count});
    return settled(live).positions;
}

Dynamics with_beta(Scene scene, double beta) {
    scene.model.beta = beta;
    return scene;
}

}  // namespace

TEST_CASE("a fork goes on with the same bits, in fixed, noisy and adaptive steps") {
    for (const Scene& scene :
         {scene_of(Method::layer, 0), scene_of(Method::layer, 0.1), scene_of(Method::adaptive, 0)}) {
        CAPTURE(scene.model.noise);
        LiveSimulation live(scene);
        stepped(live, 7);
        live.send(live::Edit{with_beta(scene, 30)});
        const std::vector<float> here = stepped(live, 5);
        const auto other = live.fork();
        const Frame& there = settled(*other);
        CHECK(there.positions == here);
        CHECK(there.steps == 12);
        CHECK_FALSE(there.playing);
        CHECK(stepped(*other, 9) == stepped(live, 9));
    }
}

TEST_CASE("a fork has the past of its origin, with edits, rows and merges") {
    const Scene scene = scene_of(Method::layer, 0);
    LiveSimulation live(scene);
    stepped(live, 20);
    live.send(live::Edit{with_beta(scene, 30)});
    stepped(live, 20);
    const auto other = live.fork();
    for (const double time : {0.0, 0.2, 0.6}) {
        live.send(live::Seek{time});
        other->send(live::Seek{time});
        const std::vector<float> mine = settled(live).positions;
        const Frame& theirs = settled(*other);
        CHECK(theirs.positions == mine);
        CHECK(theirs.known_until == doctest::Approx(0.8));
    }
    LiveSimulation::History rows, others;
    live.update(rows);
    other->update(others);
    REQUIRE(rows.rows.size() > 1);
    CHECK(others.rows.size() == rows.rows.size());
    CHECK(others.rows.front().time == 0);
    CHECK(others.rows.back().energy == rows.rows.back().energy);
}

TEST_CASE("what happens to a fork does not reach its origin, and the reverse") {
    const Scene scene = scene_of(Method::layer, 0);
    LiveSimulation live(scene);
    const std::vector<float> here = stepped(live, 10);
    const auto other = live.fork();
    other->send(live::Seek{0.1});
    other->send(live::Edit{with_beta(scene, 2)});
    stepped(*other, 3);
    other->send(live::Reset{});
    other->send(live::Redraw{scene_of(Method::layer, 0.5)});
    settled(*other);
    live.send(live::Seek{0});
    live.send(live::Seek{1});
    const Frame& mine = settled(live);
    CHECK(mine.positions == here);
    CHECK(mine.known_until == doctest::Approx(0.2));
}

TEST_CASE("a fork is taken while its origin plays and looks back") {
    LiveSimulation live(scene_of(Method::layer, 0));
    stepped(live, 100);
    live.send(live::Seek{0.5});
    const auto looked = live.fork();
    CHECK(settled(*looked).time == doctest::Approx(0.5));
    live.send(live::Play{});
    const auto played = live.fork();
    CHECK_FALSE(settled(*played).playing);
    CHECK(played->latest().size() == 200);
}

TEST_CASE("an answer comes first with an earlier comparison, and then in full") {
    LiveSimulation live(scene_of(Method::layer, 0));
    const std::size_t rows = settled(live).theory.size();
    REQUIRE(rows > 0);
    live.send(live::Step{50});
    settled(live);
    // Every frame of an answer has a comparison and pairs; the settled one has those of its own state.
    live.send(live::Seek{0.2});
    const Frame& answer = wait_for(live, [&](const Frame& f) { return f.commands == live.sent() && f.time < 0.3; });
    CHECK(answer.theory.size() == rows);
    CHECK_FALSE(answer.inner_products.density.empty());
    const std::vector<double> pairs = settled(live).inner_products.density;
    LiveSimulation alone(scene_of(Method::layer, 0));
    stepped(alone, 10);
    CHECK(alone.latest().inner_products.density == pairs);
}
