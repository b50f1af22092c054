#include "flow/keyframes.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "flow/chronicle.hpp"

using namespace coalesce;

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

Scene small_scene(Method method, double noise = 0) {
    Scene scene;
    scene.tokens.count = 150;
    scene.model.beta = 9;
    scene.model.noise = noise;
    scene.time.method = method;
    scene.time.dt = 0.05;
    return scene;
}

/// Observable parts of a state.
struct Seen {
    std::vector<float> positions;
    std::vector<std::int32_t> identity;
    double energy = 0;
    bool operator==(const Seen&) const = default;
};

Seen look(Chronicle& chronicle) {
    Frame frame;
    chronicle.fill(frame, 12);
    return {frame.positions, frame.identity, frame.now.energy};
}

/// @return  number of steps taken
int seek(Chronicle& chronicle, double time) {
    int steps = 0;
    for (chronicle.seek(time); chronicle.seeking(); ++steps) chronicle.seek_on();
    return steps;
}

/// Takes steps and looks at the first, every third, and the last state.
std::map<double, Seen> run(Chronicle& chronicle, int steps) {
    std::map<double, Seen> seen;
    seen[chronicle.simulation().time()] = look(chronicle);
    for (int k = 1; k <= steps; ++k) {
        chronicle.step();
        if (k % 3 == 0 || k == steps) seen[chronicle.simulation().time()] = look(chronicle);
    }
    return seen;
}

bool same_lineage(const std::vector<Branch>& a, const std::vector<Branch>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Branch& p, const Branch& q) {
        return p.identity == q.identity && p.born == q.born && p.parent == q.parent && p.ended == q.ended &&
               p.heir == q.heir && p.mass == q.mass && p.centre == q.centre;
    });
}

Simulation::State state_at(double time) {
    static Simulation simulation(small_scene(Method::layer));
    simulation.reset();
    while (simulation.time() < time) simulation.step();
    return simulation.save();
}

}  // namespace

TEST_CASE("keyframes are due by time spent, and thinned evenly within their budget") {
    const Simulation::State initial = state_at(0);
    Keyframes keyframes(10 * initial.bytes(), 0.15);
    keyframes.start(initial);
    int since = 0, longest = 0;
    for (int step = 1; step <= 40; ++step) {
        keyframes.count(0.009);  // N = 10^4
        ++since;
        if (!keyframes.due()) continue;
        longest = std::max(longest, since);
        keyframes.keep(state_at(step * 0.05));
        since = 0;
    }
    CHECK(keyframes.size() == 3);
    CHECK(longest == 17);  // 0.15 / 0.009, rounded up
    CHECK(keyframes.before(0.5).time() == 0);
    CHECK(keyframes.before(17 * 0.05).time() == 17 * 0.05);
    CHECK(keyframes.before(1.9).time() == doctest::Approx(1.7));
    for (int step = 41; step <= 200; ++step) {
        keyframes.count(0.2);
        if (keyframes.due()) keyframes.keep(state_at(step * 0.05));
        CHECK(keyframes.bytes() <= 10 * initial.bytes());
    }
    CHECK(keyframes.before(0.5).time() == 0);
    CHECK(keyframes.size() >= 4);
    keyframes.cut(4);
    CHECK(keyframes.before(9).time() <= 4);
}

TEST_CASE("a budget too small for anything keeps the first and the newest state") {
    Keyframes keyframes(1, 0);
    keyframes.start(state_at(0));
    for (int step = 1; step <= 5; ++step) {
        keyframes.keep(state_at(step * 0.05));
        CHECK(keyframes.size() == 2);
        CHECK(keyframes.before(1).time() == doctest::Approx(step * 0.05));
        CHECK(keyframes.before(0).time() == 0);
    }
}

TEST_CASE("fixed steps meet the same bits, identities and lineage on every look back") {
    for (const Scene& scene :
         {small_scene(Method::layer), small_scene(Method::rk4), small_scene(Method::layer, 0.05)}) {
        for (const double gap : {0.0, never}) {
            Chronicle chronicle(scene, Keyframes(Keyframes::default_budget, gap));
            const auto seen = run(chronicle, 60);
            const double end = chronicle.simulation().time();
            const std::vector<Branch> lineage = chronicle.simulation().lineage();
            for (const double time : {0.3, 2.25, 0.0, 0.45, 3.0, 1.5, 1.65, 0.75}) {
                const int steps = seek(chronicle, time);
                CHECK(chronicle.simulation().time() == doctest::Approx(time));
                CHECK(seen.at(chronicle.simulation().time()) == look(chronicle));
                CHECK(steps <= (gap == 0 ? 0 : 60));
                seek(chronicle, time + 0.07);  // a state that was not looked at leaves no trace
                look(chronicle);
            }
            // Then it goes forward over known time.
            while (chronicle.simulation().time() < end) {
                chronicle.step();
                look(chronicle);
            }
            CHECK(same_lineage(chronicle.simulation().lineage(), lineage));
            CHECK(seen.rbegin()->second == look(chronicle));
        }
    }
}

TEST_CASE("steps between keyframes bound the way of a look back") {
    Chronicle chronicle(small_scene(Method::layer), Keyframes(Keyframes::default_budget, 0.0));
    run(chronicle, 100);
    CHECK(chronicle.keyframes() == 101);
    for (double time = 0; time < 5; time += 0.3) CHECK(seek(chronicle, time) == 0);
    // A little ahead, the present state is nearer than any keyframe.
    Chronicle without(small_scene(Method::layer), Keyframes(Keyframes::default_budget, never));
    run(without, 100);
    CHECK(seek(without, 4.5) == 90);
    CHECK(seek(without, 4.6) == 2);
    CHECK(seek(without, 4.55) == 91);
}

TEST_CASE("adaptive looks back show their time within the steps that the run took") {
    Scene scene = small_scene(Method::adaptive);
    scene.tokens.count = 60;
    scene.time.tolerance = 1e-7;
    for (const double gap : {0.0, never}) {
        Chronicle chronicle(scene, Keyframes(Keyframes::default_budget, gap));
        std::map<double, Cloud> states;
        while (chronicle.time() < 40) {
            states[chronicle.time()] = chronicle.simulation().cloud();
            chronicle.step();
        }
        const auto off = [&](const Cloud& from) {
            double worst = 0;
            for (std::size_t i = 0; i < from.size(); ++i)
                worst = std::max(worst, angle_between(from.token(i), chronicle.simulation().cloud().token(i)));
            return worst;
        };
        for (const double time : {1.3, 17.123, 0.01}) {
            seek(chronicle, time);
            CHECK(chronicle.time() == time);
            const double after = chronicle.simulation().time();
            CHECK(states.upper_bound(time)->first == after);
            CHECK(off(states.at(after)) == 0);
        }
        for (const auto& [time, cloud] : states) {
            seek(chronicle, time);
            CHECK(chronicle.simulation().time() == time);
            CHECK(off(cloud) == 0);
        }
    }
}

TEST_CASE("known time is clamped to, and what lies ahead stays known") {
    Chronicle chronicle(small_scene(Method::layer));
    run(chronicle, 20);
    Frame frame;
    chronicle.fill(frame, 12);
    const std::size_t branches = frame.lineage.size();
    seek(chronicle, 100);
    CHECK(chronicle.simulation().steps() == 20);
    seek(chronicle, std::nan(""));
    CHECK(chronicle.simulation().steps() == 0);
    chronicle.fill(frame, 12);
    CHECK(frame.time == 0);
    CHECK(frame.known_until == doctest::Approx(1));
    CHECK(frame.phases.back().to == doctest::Approx(1));
    CHECK(frame.lineage.size() == branches);
}

TEST_CASE("an edit in the past cuts what was known, and edits are repeated by looks back") {
    Chronicle chronicle(small_scene(Method::layer), Keyframes(Keyframes::default_budget, 0.0));
    run(chronicle, 40);
    seek(chronicle, 1);
    Scene edited = small_scene(Method::layer);
    edited.time.until = 33;
    CHECK_FALSE(chronicle.edit(edited));  // the same motion
    CHECK(chronicle.known_until() == doctest::Approx(2));
    edited.model.beta = 2;
    CHECK(chronicle.edit(edited));
    CHECK(chronicle.known_until() == doctest::Approx(1));
    edited.model.beta = 3;  // the slider moves on
    CHECK(chronicle.edit(edited));
    const auto seen = run(chronicle, 30);
    Simulation direct(small_scene(Method::layer));
    for (int k = 0; k < 20; ++k) direct.step();
    direct.change(edited.model, edited.time, edited.solver);
    for (int k = 0; k < 10; ++k) direct.step();
    for (const double time : {1.5, 0.5, 1.0, 1.5}) {
        seek(chronicle, time);
        CHECK(chronicle.simulation().scene().model.beta == (time < 1 ? 9 : 3));
    }
    for (std::size_t i = 0; i < direct.cloud().size(); ++i)
        REQUIRE(direct.cloud().token(i) == chronicle.simulation().cloud().token(i));
    for (const auto& [time, view] : seen) {
        seek(chronicle, time);
        CHECK(view == look(chronicle));
    }
    seek(chronicle, 0.5);
    chronicle.reset();
    CHECK(chronicle.simulation().scene().model.beta == 3);
    CHECK(chronicle.known_until() == 0);
    CHECK(chronicle.keyframes() == 1);
}

TEST_CASE("an edit without a field is refused and cuts nothing") {
    Chronicle chronicle(small_scene(Method::layer));
    run(chronicle, 20);
    seek(chronicle, 0.5);
    const Seen before = look(chronicle);
    Scene overflowing = small_scene(Method::layer);
    overflowing.model.beta = 1e300;
    overflowing.model.Q = 1e200 * overflowing.model.Q;
    CHECK_THROWS(chronicle.edit(overflowing));
    CHECK(chronicle.known_until() == doctest::Approx(1));
    CHECK(look(chronicle) == before);
}

TEST_CASE("time steps of another kind meet the same bits after the edit that made them") {
    Scene scene = small_scene(Method::adaptive);
    Chronicle chronicle(scene, Keyframes(Keyframes::default_budget, never));
    run(chronicle, 12);
    scene.time.method = Method::layer;
    scene.time.dt = 0.02;
    CHECK(chronicle.edit(scene));
    const double edit = chronicle.simulation().time();
    const auto seen = run(chronicle, 30);
    seek(chronicle, 0.5 * edit);
    CHECK(chronicle.simulation().scene().time.method == Method::adaptive);
    for (const auto& [time, view] : seen) {
        seek(chronicle, time);
        CHECK(view == look(chronicle));
    }
    CHECK(seek(chronicle, edit) == 0);
}
