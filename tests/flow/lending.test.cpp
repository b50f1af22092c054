#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "coalesce/flow/live.hpp"
#include "coalesce/flow/simulation.hpp"
#include "coalesce/flow/token_store.hpp"
#include "flow/host_device.hpp"
#include "flow/lending.hpp"
#include "flow/wait_for.hpp"

using namespace coalesce;
using namespace coalesce::flow_tests;
using State = Loan::State;

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

/// Plays the window: owns a buffer and lends it whenever the engine asks.
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
            const Loan loan = live.loan();
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
            const Loan loan = picture.live.loan();
            return f.in_buffer && f.steps > seen && loan.state == State::parked && f.sequence >= loan.sequence;
        });
        seen = frame.steps;
        CHECK(picture.buffer == expected(static_cast<int>(seen)));
        picture.lend();
    }
    CHECK(with.record.used_while_parked == 0);
}

TEST_CASE("a look back while it plays moves no tokens in a buffer that is the window's") {
    WithDevice with;
    Picture picture;
    picture.live.send(live::SetPace{{Pace::Kind::unlimited, 0}});
    for (std::uint64_t seen = 3; seen < 40; seen *= 3) {
        picture.live.send(live::Play{});
        picture.wait([&](const Frame& f) { return f.steps >= seen; });
        picture.live.send(live::Seek{0.1});  // states since the last frame are published first
        picture.wait_for_steps(2);
        CHECK(picture.buffer == expected(2));
        picture.live.send(live::Reset{true});
        picture.wait_for_steps(0);
    }
    CHECK(picture.live.take_refusals().empty());
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

TEST_CASE("a loan passes between its two owners, and each can end it in its turn") {
    Bell bell;
    Lending lending(bell);
    float memory[3];
    const DeviceLoan buffer{memory, nullptr};
    const auto never = [] { FAIL("the engine asked for a buffer that it need not wait for"); };
    const auto state = [&] { return lending.loan().state; };
    CHECK(state() == State::none);
    CHECK_FALSE(lending.moved(false));
    CHECK_FALSE(lending.await_turn(never).lent);

    lending.lend(buffer, 1);
    CHECK(state() == State::lent);
    CHECK(lending.moved(false));
    CHECK_FALSE(lending.moved(true));
    CHECK(lending.await_turn(never).buffer.positions == memory);
    CHECK_FALSE(lending.buffer_for(2));
    CHECK(lending.buffer_for(1));
    lending.hand_over(false, 4, "not used");
    CHECK(state() == State::unused);
    CHECK(lending.loan().failure == "not used");
    lending.hand_over(true, 5, {});  // it is the window's
    CHECK(state() == State::unused);
    CHECK_FALSE(lending.buffer_for(1));

    lending.lend(buffer, 1);
    lending.hand_over(true, 6, {});
    CHECK(state() == State::parked);
    CHECK(lending.loan().sequence == 6);
    CHECK_FALSE(lending.loan().wanted);
    // The window lends the buffer again when it is asked for it.
    const Lending::Turn again = lending.await_turn([&] {
        CHECK(lending.loan().wanted);
        lending.lend(buffer, 1);
    });
    CHECK(again.lent);
    CHECK_FALSE(again.withdrawal);
    lending.refuse(7, "cannot");
    CHECK(state() == State::parked);
    CHECK(lending.loan().wanted);
    CHECK(lending.loan().failure == "cannot");
    lending.withdraw(std::vector<float>{1, 2, 3}, {});
    CHECK(state() == State::none);
    CHECK(lending.moved(false));
    const Lending::Turn ended = lending.await_turn(never);
    CHECK_FALSE(ended.lent);
    REQUIRE(ended.withdrawal);
    CHECK(ended.withdrawal->positions == std::vector<float>{1, 2, 3});
    CHECK_FALSE(lending.moved(false));  // handled

    lending.lend(buffer, 1);
    lending.hand_over(true, 8, {});
    CHECK(lending.await_turn([&] { bell.stop = true; }).stopped);
}

TEST_CASE("a borrower moves tokens into the buffer that fits them, and out of it") {
    WithDevice with;
    Bell bell;
    Lending lending(bell);
    Borrower borrower(lending);
    Simulation simulation(small_scene());
    std::vector<float> buffer(180);
    const auto ask = [&] { lending.lend({buffer.data(), nullptr}, 60); };
    lending.lend({buffer.data(), nullptr}, 59);
    CHECK(borrower.hold(simulation, 0, ask) == Borrower::Held::yes);
    CHECK(borrower.holding());
    borrower.attach(simulation);
    CHECK(simulation.store()->residence() == Residence::device);
    borrower.part(simulation, 1);
    CHECK_FALSE(borrower.holding());
    CHECK(lending.loan().state == State::unused);

    ask();
    CHECK(borrower.hold(simulation, 1, ask) == Borrower::Held::yes);
    borrower.attach(simulation);
    simulation.step();
    simulation.store()->park();
    borrower.part(simulation, 2);
    CHECK(lending.loan().state == State::parked);
    CHECK(buffer == expected(1));
    CHECK(borrower.hold(simulation, 2, ask) == Borrower::Held::yes);
    CHECK(simulation.store()->residence() == Residence::mapped);
    simulation.step();
    simulation.store()->park();
    borrower.part(simulation, 3);
    CHECK(buffer == expected(2));
    lending.withdraw(buffer, {});
    CHECK(borrower.hold(simulation, 3, ask) == Borrower::Held::taken_back);
    CHECK(simulation.store()->residence() == Residence::device);
    CHECK_FALSE(borrower.holding());
    bell.stop = true;
    CHECK(borrower.hold(simulation, 3, ask) == Borrower::Held::stopped);
    CHECK(with.record.used_while_parked == 0);
}

TEST_CASE("a simulation ends while it waits for its buffer") {
    WithDevice with;
    Picture picture;
    picture.wait_for_steps(0);
    picture.live.send(live::Step{1});
    wait_for(picture.live, [&](const Frame&) { return picture.live.loan().wanted; });
}
