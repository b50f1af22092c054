#include <doctest/doctest.h>
#include <oneapi/tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "coalesce/flow/frame.hpp"
#include "coalesce/flow/live.hpp"
#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/error.hpp"
#include "flow/chronicle.hpp"
#include "flow/wait_for.hpp"
#include "reference/attention.hpp"

using namespace coalesce;
using flow_tests::wait_for;

namespace {

Scene scene_of(Method method, int dimension = 3) {
    Scene scene;
    scene.dimension = dimension;
    scene.tokens.count = 60;
    scene.model = Model::standard(dimension);
    scene.model.beta = 6;
    scene.time.method = method;
    scene.time.dt = 0.05;
    scene.time.until = 2;
    scene.solver.precision = Precision::double_;
    return scene;
}

/// Pushes, adds and removes, some of them between two layers.
Events handful() {
    return {{0.3, hands::Push{TokenNumbers{3, 17, 18}, {0.2, -0.7, 1.1}}},
            {0.52, hands::Push{Cap{{1, 2, 2}, 0.9}, {0, 0, -0.5}}},
            {0.6, hands::Add{Cap{{0, 0, -3}, 0.4}, 9, 5}},
            {0.6, hands::Push{TokenNumbers{60, 68}, {0.3, 0, 0}}},
            {0.8, hands::Remove{TokenNumbers{0, 17, 59, 61}}},
            {0.95, hands::Push{TokenNumbers{18, 68}, {0, 0.4, 0}}}};
}

/// Matrix of the rotation about a unit axis, entry by entry.
Vec3 turned(const Vec3& x, const Vec3& w) {
    const double angle = std::sqrt(w[0] * w[0] + w[1] * w[1] + w[2] * w[2]);
    const double a = w[0] / angle, b = w[1] / angle, c = w[2] / angle, s = std::sin(angle), q = 1 - std::cos(angle);
    return {(1 - q + a * a * q) * x[0] + (a * b * q - c * s) * x[1] + (a * c * q + b * s) * x[2],
            (a * b * q + c * s) * x[0] + (1 - q + b * b * q) * x[1] + (b * c * q - a * s) * x[2],
            (a * c * q - b * s) * x[0] + (b * c * q + a * s) * x[1] + (1 - q + c * c * q) * x[2]};
}

/// A slow replay: the reference's layers, tokens in a list with their numbers.
struct Replay {
    Cloud cloud;
    std::vector<std::int64_t> number;

    explicit Replay(const Cloud& initial) : cloud(initial) {
        for (std::size_t i = 0; i < initial.size(); ++i) number.push_back(static_cast<std::int64_t>(i));
    }
    void layers(const Scene& scene, int count) {
        for (int k = 0; k < count; ++k) cloud = reference::layer_step(cloud, scene.model, scene.time.dt);
    }
    void push(const Vec3& w, auto chosen) {
        for (std::size_t i = 0; i < number.size(); ++i)
            if (chosen(i)) cloud.set_token(i, turned(cloud.token(i), w));
    }
    void push_numbers(const Vec3& w, const std::set<std::int64_t>& chosen) {
        push(w, [&](std::size_t i) { return chosen.count(number[i]) > 0; });
    }
    void rebuild(const std::vector<Vec3>& places) {
        Cloud other(cloud.dimension(), places.size());
        for (std::size_t i = 0; i < places.size(); ++i) other.set_token(i, places[i]);
        cloud = other;
    }
    void add(const std::vector<Vec3>& more) {
        std::vector<Vec3> places;
        for (std::size_t i = 0; i < number.size(); ++i) places.push_back(cloud.token(i));
        for (const Vec3& x : more) {
            places.push_back(x);
            number.push_back(60 + static_cast<std::int64_t>(&x - more.data()));
        }
        rebuild(places);
    }
    void remove(const std::set<std::int64_t>& gone) {
        std::vector<Vec3> places;
        std::vector<std::int64_t> left;
        for (std::size_t i = 0; i < number.size(); ++i) {
            if (gone.count(number[i]) > 0) continue;
            places.push_back(cloud.token(i));
            left.push_back(number[i]);
        }
        number = left;
        rebuild(places);
    }
};

double largest_difference(const Cloud& a, const Cloud& b) {
    REQUIRE(a.size() == b.size());
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::max(largest, norm(add(a.token(i), scaled(b.token(i), -1))));
    return largest;
}

std::string refusal(const Scene& scene) {
    try {
        Simulation simulation(scene);
        simulation.advance_to(scene.time.until);
    } catch (const InputError& error) {
        return error.what();
    }
    return "accepted";
}

}  // namespace

TEST_CASE("layers with events are those of a slow replay with rotation matrices") {
    Scene scene = scene_of(Method::layer);
    scene.events = handful();
    Simulation simulation(scene);
    Replay replay(simulation.initial_cloud());
    replay.layers(scene, 6);
    replay.push_numbers({0.2, -0.7, 1.1}, {3, 17, 18});
    replay.layers(scene, 5);  // 0.52 lies within the layer that ends at 0.55
    replay.push({0, 0, -0.5}, [&](std::size_t i) {
        const Vec3 x = replay.cloud.token(i);
        return std::acos((x[0] + 2 * x[1] + 2 * x[2]) / 3) <= 0.9;
    });
    replay.layers(scene, 1);

    simulation.advance_to(0.6);
    REQUIRE(simulation.cloud().size() == 69);
    std::vector<Vec3> added;
    for (std::size_t i = 60; i < 69; ++i) added.push_back(simulation.cloud().token(i));
    // Undoes the push of the first and the last added token.
    for (Vec3* pushed : {&added.front(), &added.back()}) *pushed = turned(*pushed, {-0.3, 0, 0});
    for (const Vec3& x : added) {
        CHECK(norm(x) == doctest::Approx(1));
        CHECK(std::acos(-x[2]) <= 0.4 + 1e-9);
    }
    replay.add(added);
    replay.push_numbers({0.3, 0, 0}, {60, 68});
    replay.layers(scene, 4);
    replay.remove({0, 17, 59, 61});
    replay.layers(scene, 3);
    replay.push_numbers({0, 0.4, 0}, {18, 68});
    replay.layers(scene, 21);

    simulation.advance_to(2);
    CHECK(simulation.steps() == 40);
    CHECK(simulation.acted() == 6);
    REQUIRE(simulation.numbers());
    CHECK(std::equal(replay.number.begin(), replay.number.end(), simulation.numbers()->begin(),
                     simulation.numbers()->end()));
    // 40 layers of double arithmetic, each error growing by at most 1 + β dt: 1e-16 e^{12} < 1e-10.
    CHECK(largest_difference(simulation.cloud(), replay.cloud) < 1e-10);
    CHECK(drift_from_sphere(simulation.cloud()) < 1e-14);
}

TEST_CASE("an adaptive step lands on an event, and lumps are parted by a push of one of their tokens") {
    Scene scene = scene_of(Method::adaptive);
    scene.tokens.law = PointsLaw{{{1, 0, 0}, {1, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 1, 0}}, {}};
    scene.events = {{0.37, hands::Push{TokenNumbers{1}, {0, 0, 1}}}};
    Simulation simulation(scene);
    CHECK(simulation.live_tokens() == 2);
    bool landed = false;
    while (simulation.time() < 2) {
        simulation.step_towards(2);
        landed |= simulation.time() == 0.37;
        if (simulation.time() != 0.37) continue;
        CHECK(simulation.acted_here());
        CHECK(simulation.live_tokens() == 3);
        const Vec3 pushed = simulation.cloud().token(1), stayed = simulation.cloud().token(0);
        CHECK(angle_between(pushed, stayed) == doctest::Approx(1));
        CHECK(angle_between(turned(stayed, {0, 0, 1}), pushed) < 1e-14);
        // Shown within the step, the token is where it was before.
        const Cloud before = simulation.state_at(0.37 - 1e-9);
        CHECK(norm(add(before.token(1), scaled(before.token(0), -1))) == 0);
    }
    CHECK(landed);
    CHECK(simulation.time() == 2);
}

TEST_CASE("events act at time 0 and at the end, and a reset acts them again") {
    for (const Method method : {Method::layer, Method::rk4, Method::adaptive}) {
        Scene scene = scene_of(method);
        scene.time.until = 0.32;
        scene.events = {{0, hands::Remove{TokenNumbers{0}}}, {0.32, hands::Add{Cap{{0, 1, 0}, 0.2}, 3, 1}}};
        Simulation simulation(scene);
        CHECK(simulation.cloud().size() == 59);
        CHECK(simulation.initial_cloud().size() == 60);
        CHECK(simulation.cloud().token(0) == simulation.initial_cloud().token(1));
        simulation.advance_to(0.32);
        CHECK(simulation.cloud().size() == 62);
        CHECK(simulation.measure().clusters > 0);
        const auto end = row_major(simulation.cloud());
        simulation.reset();
        CHECK(simulation.cloud().size() == 59);
        CHECK(simulation.acted_here());
        simulation.advance_to(0.32);
        CHECK(row_major(simulation.cloud()) == end);
    }
}

TEST_CASE("masses: a removed token's is shared out, an added one weighs as the mean") {
    Scene scene = scene_of(Method::layer, 2);
    scene.tokens.law = PointsLaw{{{1, 0, 0}, {0, 1, 0}, {-1, 0, 0}}, {1, 2, 3}};
    scene.events = {{0.05, hands::Remove{TokenNumbers{0}}}, {0.1, hands::Add{Cap{{1, 0, 0}, 0.1}, 1, 1}}};
    Simulation simulation(scene);
    simulation.advance_to(0.05);
    CHECK(simulation.cloud().mass(0) == doctest::Approx(0.4));
    simulation.advance_to(0.1);
    CHECK(simulation.cloud().mass(0) == doctest::Approx(0.4 / 1.5));
    CHECK(simulation.cloud().mass(2) == doctest::Approx(0.5 / 1.5));
    CHECK(simulation.cloud().token(2)[2] == 0);
}

TEST_CASE("a run with events is the same bits for any number of threads and on every look back") {
    for (const Method method : {Method::layer, Method::rk4, Method::adaptive}) {
        Scene scene = scene_of(method);
        scene.tokens.count = 300;
        scene.events = handful();
        Simulation all(scene);
        all.advance_to(2);
        {
            const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism, 1);
            Simulation one(scene);
            one.advance_to(2);
            CHECK(row_major(all.cloud()) == row_major(one.cloud()));
        }
        Chronicle chronicle(scene, Keyframes(std::size_t{1} << 30, 0));
        while (chronicle.time() < 2) chronicle.step();
        CHECK(row_major(chronicle.cloud()) == row_major(all.cloud()));
        for (const double back : {0.7, 0.1, 0.6, 0.0}) {
            for (chronicle.seek(back); chronicle.seeking();) chronicle.seek_on();
            Frame frame;
            chronicle.fill(frame, 12);
            CHECK(frame.size() == (back < 0.6 ? 300 : back < 0.8 ? 309 : 305));
            CHECK(frame.identity.size() == frame.size());
            CHECK(frame.longitude->size() == frame.size());
            for (chronicle.seek(2); chronicle.seeking();) chronicle.seek_on();
            CHECK(row_major(chronicle.cloud()) == row_major(all.cloud()));
        }
    }
}

TEST_CASE(
    "events given to a run that is under way lead to the bits of a run that had them, and undo to those without") {
    for (const Method method : {Method::layer, Method::adaptive}) {
        const Scene plain = scene_of(method);
        Chronicle chronicle(plain);
        while (chronicle.time() < 1) chronicle.step();
        const double here = chronicle.time();
        Events events{{here, hands::Push{Cap{{0, 0, 1}, 1}, {0.5, 0.1, 0}}}};
        CHECK(chronicle.set_events(events) == here);
        CHECK(chronicle.time() == here);
        events.push_back({here, hands::Remove{TokenNumbers{4, 5}}});
        CHECK(chronicle.set_events(events) == here);
        CHECK(chronicle.cloud().size() == 58);
        Scene scene = plain;
        scene.events = events;
        Simulation fresh(scene);
        fresh.advance_to(here);
        CHECK(row_major(fresh.cloud()) == row_major(chronicle.cloud()));
        while (fresh.time() < 2) {
            chronicle.step();
            fresh.step_towards(2);
            CHECK(fresh.time() == chronicle.time());
            CHECK(row_major(fresh.cloud()) == row_major(chronicle.cloud()));
        }
        CHECK(chronicle.set_events({}) == here);
        CHECK(chronicle.time() == here);
        Chronicle untouched(plain);
        while (untouched.time() < here) untouched.step();
        CHECK(row_major(untouched.cloud()) == row_major(chronicle.cloud()));
        chronicle.step();
        untouched.step();
        CHECK(chronicle.simulation().time() == untouched.simulation().time());
        CHECK(row_major(untouched.cloud()) == row_major(chronicle.cloud()));
    }
}

TEST_CASE("an event in the past forgets what was known, one at time 0 starts anew, and one ahead waits") {
    Scene scene = scene_of(Method::layer);
    Chronicle chronicle(scene, Keyframes(std::size_t{1} << 30, 0));
    while (chronicle.time() < 1) chronicle.step();
    scene.events = {{0.5, hands::Remove{TokenNumbers{1}}}};
    CHECK(chronicle.set_events(scene.events) == 0.5);
    CHECK(chronicle.time() == doctest::Approx(0.5));
    CHECK(chronicle.known_until() == chronicle.time());
    CHECK(chronicle.cloud().size() == 59);
    scene.events.push_back({0.7, hands::Remove{TokenNumbers{2}}});
    CHECK_FALSE(chronicle.set_events(scene.events));
    while (chronicle.time() < 0.9) chronicle.step();
    CHECK(chronicle.cloud().size() == 58);
    scene.events.insert(scene.events.begin(), {0, hands::Remove{TokenNumbers{0}}});
    CHECK(chronicle.set_events(scene.events) == 0.0);
    CHECK(chronicle.time() == 0);
    CHECK(chronicle.cloud().size() == 59);
    CHECK(chronicle.set_events({}) == 0.0);
    CHECK(chronicle.cloud().size() == 60);
}

TEST_CASE("an event that is refused changes nothing") {
    Chronicle chronicle(scene_of(Method::layer));
    while (chronicle.time() < 0.5) chronicle.step();
    const auto tokens = row_major(chronicle.cloud());
    const double here = chronicle.time();
    CHECK_THROWS_AS(chronicle.set_events({{here, hands::Remove{Cap{{1, 0, 0}, M_PI}}}}), InputError);
    CHECK_THROWS_AS(chronicle.set_events({{0.2, hands::Remove{TokenNumbers{99}}}}), InputError);
    CHECK(row_major(chronicle.cloud()) == tokens);
    CHECK(chronicle.simulation().scene().events.empty());
    CHECK(chronicle.known_until() == here);
    chronicle.step();
}

TEST_CASE("refusals name the event, its key and what was found") {
    Scene scene = scene_of(Method::layer);
    scene.events = {{0.1, hands::Push{TokenNumbers{60}, {0, 0, 1}}}};
    CHECK(refusal(scene) == "events.0.push.tokens.0: found token 60, expected a number from 0 to 59");
    scene.events = {{0.1, hands::Remove{Cap{{0, 0, 1}, 3.1}}}, {0.2, hands::Push{TokenNumbers{0}, {0, 0, 1}}}};
    scene.tokens.law = PointsLaw{{{0, 0, 1}, {0, 0, -1}}, {}};
    CHECK(refusal(scene) == "events.1.push.tokens.0: found token 0, which was removed, expected a token that is there");
    scene.events = {{0.1, hands::Remove{Cap{{0, 0, 1}, M_PI}}}};
    CHECK(refusal(scene) == "events.0.remove: found every token that is there, expected at least one to stay");
    scene.events = {{3, hands::Remove{TokenNumbers{0}}}};
    CHECK(refusal(scene) == "events.0.time: found 3, expected at most 2, the time of time.until");
}

TEST_CASE("clusters keep their identities when tokens come and go, and what hands join is no merge") {
    Scene scene = scene_of(Method::layer);
    PointsLaw law;
    for (int k = 0; k < 30; ++k) law.points.push_back({1, 0.01 * k, 0});
    for (int k = 0; k < 20; ++k) law.points.push_back({-1, 0.01 * k, 0.1});
    scene.tokens.law = law;
    scene.model.V = Matrix{};  // nothing moves by itself
    scene.events = {{0.1, hands::Remove{TokenNumbers{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14}}},
                    {0.3, hands::Push{Cap{{-1, 0, 0.1}, 0.5}, {0, 0, M_PI}}}};
    Simulation simulation(scene);
    simulation.measure();
    const auto identity_at = [&](std::uint32_t number) {
        const auto numbers = simulation.numbers();
        const std::size_t row = numbers
                                    ? static_cast<std::size_t>(
                                          std::lower_bound(numbers->begin(), numbers->end(), number) - numbers->begin())
                                    : number;
        return simulation.identities()[row];
    };
    const int one = identity_at(20), other = identity_at(40);
    CHECK(one != other);
    simulation.advance_to(0.2);
    CHECK(simulation.cloud().size() == 35);
    CHECK(identity_at(20) == one);
    CHECK(identity_at(40) == other);
    CHECK(simulation.lineage().size() == 2);
    simulation.advance_to(0.4);
    CHECK(simulation.measure().clusters == 1);
    CHECK(simulation.merges().empty());
    CHECK(simulation.phases().back().from == doctest::Approx(0.3));
    CHECK(simulation.touched() == 0.1);
}

TEST_CASE("a live run takes events, refuses impossible ones, and tells in its frames who is there") {
    Scene scene = scene_of(Method::layer);
    LiveSimulation live(scene);
    live.send(live::Step{8});
    const double here = wait_for(live, [](const Frame& frame) { return frame.steps == 8; }).time;
    live.send(live::SetEvents{{{here, hands::Remove{TokenNumbers{0}}}}});
    const Frame& fewer = wait_for(live, [](const Frame& frame) { return frame.size() == 59; });
    CHECK(fewer.touched == here);
    REQUIRE(fewer.number);
    CHECK(fewer.number->front() == 1);
    CHECK(fewer.longitude->size() == 59);
    const std::uint64_t refused = live.send(live::SetEvents{{{here, hands::Remove{Cap{{1, 0, 0}, M_PI}}}}});
    CHECK(wait_for(live, [&](const Frame& frame) { return frame.commands == refused; }).size() == 59);
    const auto refusals = live.take_refusals();
    REQUIRE(refusals.size() == 1);
    CHECK(refusals[0].why.find("events.0.remove") == 0);
    live.send(live::SetEvents{});
    const Frame& all = wait_for(live, [](const Frame& frame) { return frame.size() == 60; });
    CHECK_FALSE(all.touched);
    CHECK_FALSE(all.number);
}
