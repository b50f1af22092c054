#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "flow/host_device.hpp"
#include "flow/live.hpp"
#include "flow/simulation.hpp"
#include "flow/wait_for.hpp"

using namespace coalesce;
using namespace coalesce::flow_tests;
using State = LiveSimulation::Loan::State;

namespace {

Scene small_scene(std::int64_t tokens = 60) {
    Scene scene;
    scene.tokens.count = tokens;
    scene.model.beta = 10;
    scene.time.dt = 0.05;
    scene.time.until = 1e9;
    return scene;
}

/// Returns the positions that a simulation without a buffer has after some steps.
std::vector<float> expected(int steps) {
    Simulation simulation(small_scene());
    for (int step = 0; step < steps; ++step) simulation.step();
    std::vector<float> positions, speed;
    simulation.copy_tokens(positions, speed);
    return positions;
}

/// The window's side: a buffer, lent whenever the engine asks.
struct Picture {
    std::vector<float> buffer;
    LiveSimulation live;

    explicit Picture(std::int64_t tokens = 60)
        : buffer(3 * static_cast<std::size_t>(tokens)), live(small_scene(tokens)) {
        live.on_wanted([this] { lend(); });
        wait_for(live, [](const Frame& f) { return f.sequence > 0; });
        lend();
    }
    void lend() { live.lend({buffer.data(), nullptr}, buffer.size() / 3); }
    template <class Predicate>
    const Frame& wait(const Predicate& wanted) {
        return wait_for(live, [&](const Frame& f) {
            if (wanted(f)) return true;
            const LiveSimulation::Loan loan = live.loan();
            if (loan.wanted && loan.failure.empty()) lend();
            return false;
        });
    }
    const Frame& wait_for_steps(std::uint64_t steps) {
        return wait([&](const Frame& f) { return f.steps == steps && live.loan().state == State::parked; });
    }
};

}  // namespace

TEST_CASE("tokens are in the lent buffer whenever a frame is seen, and frames carry none") {
    WithDevice with;
    Picture picture;
    CHECK(picture.wait([](const Frame& f) { return f.in_buffer; }).size() == 60);
    CHECK(picture.live.loan().state == State::parked);
    CHECK_FALSE(picture.live.loan().wanted);
    CHECK(picture.buffer == expected(0));
    picture.live.send(live::Step{3});
    const Frame& frame = picture.wait_for_steps(3);
    CHECK(frame.in_buffer);
    CHECK(frame.on_device);
    CHECK(frame.positions.empty());
    CHECK(frame.size() == 60);
    CHECK(picture.live.loan().sequence <= frame.sequence);
    CHECK(picture.buffer == expected(3));
    CHECK(picture.live.snapshot().size() == 60);  // snapshot() lends on the way
    picture.live.send(live::Seek{0.05});
    picture.wait_for_steps(1);
    CHECK(picture.buffer == expected(1));
    CHECK(with.record.used_while_parked == 0);
}

TEST_CASE("while it plays the buffer goes back and forth, and every frame is the state in it") {
    WithDevice with;
    Picture picture;
    picture.live.send(live::SetPace{{Pace::Kind::unlimited, 0}});
    picture.live.send(live::Play{});
    std::uint64_t seen = 0;
    for (int k = 0; k < 5; ++k) {
        const Frame& frame = picture.wait([&](const Frame& f) {
            const LiveSimulation::Loan loan = picture.live.loan();
            return f.in_buffer && f.steps > seen && loan.state == State::parked && f.sequence >= loan.sequence;
        });
        seen = frame.steps;
        CHECK(picture.buffer == expected(static_cast<int>(seen)));
        picture.lend();
    }
    CHECK(with.record.used_while_parked == 0);
}

TEST_CASE("a buffer that is withdrawn leaves the tokens where they are, and frames have them again") {
    WithDevice with;
    Picture picture;
    picture.live.send(live::Step{2});
    picture.wait_for_steps(2);
    picture.live.withdraw(picture.buffer);
    CHECK(picture.live.loan().state == State::none);
    const Frame& frame = picture.wait([](const Frame& f) { return !f.in_buffer; });
    CHECK(frame.on_device);
    CHECK(frame.steps == 2);
    CHECK(frame.positions == expected(2));
    picture.live.send(live::Step{1});
    CHECK(picture.wait([](const Frame& f) { return f.steps == 3; }).positions == expected(3));
    CHECK(with.record.used_while_parked == 0);
}

TEST_CASE("without its contents the tokens go on from where the host last had them") {
    WithDevice with;
    Picture picture;
    picture.live.send(live::Step{2});
    picture.wait_for_steps(2);
    picture.live.withdraw({}, "cudaGraphicsUnmapResources: gone");
    const Frame& frame = picture.wait([](const Frame& f) { return !f.in_buffer; });
    CHECK_FALSE(frame.on_device);
    CHECK(frame.failure.empty());
    CHECK(frame.solver.backend == "cpu");
    CHECK(frame.solver.backend_reason == "cudaGraphicsUnmapResources: gone");
    const std::uint64_t from = frame.steps;
    CHECK(frame.positions == expected(static_cast<int>(from)));
    picture.live.send(live::Step{2});
    CHECK(picture.wait([&](const Frame& f) { return f.steps == from + 2; }).positions ==
          expected(static_cast<int>(from) + 2));
}

TEST_CASE("a buffer of another size, and one that nothing on a device needs, comes back unused") {
    WithDevice with;
    Picture picture;
    picture.wait_for_steps(0);
    picture.live.send(live::Replace{small_scene(80)});
    CHECK(picture.wait([](const Frame& f) { return f.size() == 80; }).on_device);
    CHECK(picture.live.loan().state == State::unused);
    CHECK(picture.live.loan().failure.empty());
    picture.live.send(live::Reset{});  // the buffer is not waited for
    picture.wait([](const Frame& f) { return f.generation == 3; });
    picture.buffer.resize(240);
    picture.lend();
    CHECK(picture.wait([](const Frame& f) { return f.in_buffer; }).size() == 80);

    Scene causal = small_scene(80);
    causal.model.causal = true;
    picture.live.send(live::Edit{causal});
    CHECK(picture.wait([](const Frame& f) { return !f.in_buffer; }).positions.size() == 240);
    CHECK(picture.live.loan().state == State::unused);
    picture.live.withdraw();
    CHECK(picture.live.loan().state == State::none);
    CHECK(with.record.used_while_parked == 0);
}

TEST_CASE("a reset draws anew in the same buffer") {
    WithDevice with;
    Picture picture;
    picture.live.send(live::Step{2});
    picture.wait_for_steps(2);
    picture.live.send(live::Reset{});
    CHECK(picture.wait_for_steps(0).in_buffer);
    CHECK(picture.buffer == expected(0));
}

TEST_CASE("an engine that cannot use the buffer says so and runs on") {
    WithDevice with;
    SUBCASE("at first") {
        with.record.fails_at_attach = 0;
        Picture picture;
        wait_for(picture.live, [&](const Frame&) { return picture.live.loan().state == State::unused; });
        CHECK(picture.live.loan().failure == "attach: the buffer is gone");
        picture.live.send(live::Step{2});
        CHECK(picture.wait([](const Frame& f) { return f.steps == 2; }).positions == expected(2));
        CHECK(picture.live.latest().on_device);
    }
    SUBCASE("with the tokens in it") {
        with.record.fails_at_attach = 1;
        Picture picture;
        picture.wait_for_steps(0);
        picture.live.send(live::Step{2});
        picture.wait([&](const Frame&) { return !picture.live.loan().failure.empty(); });
        CHECK(picture.live.loan().failure == "attach: the buffer is gone");
        CHECK(picture.live.loan().state == State::parked);
        SUBCASE("they are saved") {}
        SUBCASE("they are not") {
            with.record.fails_to_recover = true;
        }
        picture.live.withdraw(picture.buffer);
        const Frame& frame = picture.wait([](const Frame& f) { return f.steps == 2; });
        CHECK(frame.positions == expected(2));
        CHECK(frame.on_device != with.record.fails_to_recover);
    }
    SUBCASE("nor come to rest") {
        with.record.fails_to_park = true;
        Picture picture;
        const Frame& frame = picture.wait([](const Frame& f) { return f.sequence > 1; });
        CHECK_FALSE(frame.in_buffer);
        CHECK(frame.positions == expected(0));
        CHECK(frame.solver.backend_reason == "park: the device is gone");
        CHECK(picture.live.loan().state == State::unused);
    }
    CHECK(with.record.used_while_parked == 0);
}

TEST_CASE("a simulation ends while it waits for its buffer") {
    WithDevice with;
    Picture picture;
    picture.wait_for_steps(0);
    picture.live.send(live::Step{1});
    wait_for(picture.live, [&](const Frame&) { return picture.live.loan().wanted; });
}
