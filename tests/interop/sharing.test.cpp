#include "interop/sharing.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <thread>

#include "coalesce/flow/simulation.hpp"
#include "interop/shared_memory.hpp"

using namespace coalesce;
using namespace coalesce::interop_tests;
using State = LiveSimulation::Loan::State;

namespace {

/// Runs the desktop's loop without the window.
struct Loop {
    Stage& stage;
    LiveSimulation live;
    Sharing sharing;
    std::uint64_t drawn_sequence = 0;
    std::vector<float> drawn;  ///< positions of the last picture
    std::string lines;         ///< messages to the user

    Loop(Stage& on, SharedMemory& memory, std::int64_t tokens)
        : stage(on), live(small_scene(tokens)), sharing(live, memory.device, 1) {
        stage.view.tokens = TokenStyle::points;
    }

    /// Draws until `wanted` holds for a drawn frame.
    template <class Predicate>
    const Frame& until(const Predicate& wanted) {
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(10);
        while (true) {
            const Frame& frame = live.latest();
            const GLuint buffer = sharing.buffer_of(frame, drawn_from_buffer(frame, stage.view));
            const bool at_hand = !frame.in_buffer || buffer != 0;
            if (at_hand && frame.sequence != drawn_sequence) {
                drawn_sequence = frame.sequence;
                stage.draw(frame, {buffer});
                drawn = frame.in_buffer ? SharedMemory::contents(buffer) : frame.positions;
                for (const std::string& line : {sharing.why_not(), frame.failure, frame.solver.backend_reason})
                    if (!line.empty()) lines = line;
                for (const LiveSimulation::Refusal& refusal : live.take_refusals()) lines = refusal.why;
            }
            const bool done = at_hand && frame.sequence > 0 && wanted(frame);
            sharing.hand_over();
            if (done) return frame;
            if (std::chrono::steady_clock::now() > deadline) {
                CAPTURE(frame.sequence);
                CAPTURE(frame.generation);
                CAPTURE(frame.steps);
                CAPTURE(frame.in_buffer);
                CAPTURE(frame.size());
                CAPTURE(live.loan().wanted);
                CAPTURE(lines);
                FAIL("the awaited frame was never drawn; the loan is ", static_cast<int>(live.loan().state));
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    }
    const Frame& until_steps(std::uint64_t steps) {
        return until([&](const Frame& f) { return f.steps == steps; });
    }
    const Frame& until_shared() {
        return until([](const Frame& f) { return f.in_buffer; });
    }
};

std::vector<float> expected(std::int64_t tokens, std::uint64_t steps) {
    FakeRuntime runtime;
    set_device_factory(fake_factory(runtime));
    std::vector<float> positions, speed;
    {
        Simulation simulation(small_scene(tokens));
        for (std::uint64_t step = 0; step < steps; ++step) simulation.step();
        simulation.copy_tokens(positions, speed);
    }
    return positions;
}

bool on_the_sphere(const std::vector<float>& positions) {
    for (std::size_t i = 0; i < positions.size(); i += 3)
        if (!(std::abs(std::hypot(positions[i], positions[i + 1], positions[i + 2]) - 1) < 1e-5)) return false;
    return !positions.empty();
}

}  // namespace

TEST_CASE("a picture is drawn from the memory that the simulation runs in, registered once") {
    const std::vector<float> states[] = {expected(40, 0), expected(40, 1), expected(40, 2), expected(40, 3)};
    Stage stage;
    SharedMemory memory;
    Loop loop(stage, memory, 40);
    loop.until_shared();
    CHECK(loop.drawn == states[0]);
    const int copied = memory.runtime.calls("kernel speeds");  // number of frames whose tokens were copied
    for (std::uint64_t k = 1; k < 4; ++k) {
        loop.live.send(live::Step{1});
        CHECK(loop.until_steps(k).in_buffer);
        CHECK(loop.drawn == states[k]);
    }
    CHECK(loop.lines.empty());
    CHECK(memory.runtime.calls("kernel speeds") == copied);
    CHECK(memory.runtime.calls("cudaGraphicsGLRegisterBuffer") == 1);
    CHECK(memory.runtime.calls("cudaMemcpyAsync on the device") == 1);
}

TEST_CASE("playing, every picture is a state of the run") {
    Stage stage;
    SharedMemory memory;
    Loop loop(stage, memory, 40);
    loop.live.send(live::SetPace{{Pace::Kind::unlimited, 0}});
    loop.live.send(live::Play{});
    std::uint64_t seen = 0;
    for (int k = 0; k < 4; ++k) {
        seen = loop.until([&](const Frame& f) { return f.in_buffer && f.steps > seen; }).steps;
        const std::vector<float> drawn = loop.drawn;
        CHECK(on_the_sphere(drawn));
    }
    loop.live.send(live::Pause{});
    const std::uint64_t last = loop.until([](const Frame& f) { return !f.playing; }).steps;
    const std::vector<float> drawn = loop.drawn;
    CHECK(drawn == expected(40, last));
    set_device_factory(fake_factory(memory.runtime));
}

TEST_CASE("another number of tokens is registered anew, and a view that needs copies has them") {
    Stage stage;
    SharedMemory memory;
    Loop loop(stage, memory, 40);
    loop.until_shared();
    loop.live.send(live::Replace{small_scene(64)});
    loop.until([](const Frame& f) { return f.in_buffer && f.size() == 64; });
    CHECK(memory.runtime.calls("cudaGraphicsGLRegisterBuffer") == 2);
    CHECK(memory.runtime.calls("cudaGraphicsUnregisterResource") == 1);
    stage.view.tokens = TokenStyle::sprites;
    CHECK(loop.until([](const Frame& f) { return !f.in_buffer; }).on_device);
    loop.live.send(live::Step{2});
    CHECK(loop.until_steps(2).positions.size() == 192);
    stage.view.tokens = TokenStyle::points;
    loop.until_shared();
    CHECK(loop.lines.empty());
}

TEST_CASE("clouds that are not on the device, or small, are left alone") {
    Stage stage;
    SharedMemory memory;
    SUBCASE("causal") {
        Loop loop(stage, memory, 40);
        loop.until_shared();
        Scene causal = small_scene(40);
        causal.model.causal = true;
        loop.live.send(live::Edit{causal});
        CHECK_FALSE(loop.until([](const Frame& f) { return !f.in_buffer; }).on_device);
        loop.live.send(live::Step{1});
        loop.until_steps(1);
        CHECK(loop.live.loan().state == State::none);
        CHECK(loop.lines == "causal attention runs on the CPU");
    }
    SUBCASE("small") {
        Loop loop(stage, memory, 40);
        Sharing large(loop.live, memory.device);
        const Frame& frame = loop.until([](const Frame& f) { return !f.in_buffer; });
        CHECK(large.buffer_of(frame, true) == 0);
        CHECK(large.why_not().empty());
    }
}

/// Lends, steps, changes the number of tokens and the view, and ends. Whatever call fails, the run continues
/// afterwards.
void run_with_failure(Stage& stage, int call, bool once, std::string& failed, std::string& lines) {
    SharedMemory memory;
    once ? memory.runtime.fail_once_at(call) : memory.runtime.fail_at(call);
    bool ended = false;
    {
        Loop loop(stage, memory, 24);
        loop.until([&](const Frame& f) { return f.in_buffer || !loop.lines.empty(); });
        // A step that fails ends the requested steps with a message; requested again they are taken.
        const auto step_to = [&](std::uint64_t steps) {
            while (true) {
                const Frame& frame = loop.until([](const Frame&) { return true; });
                const std::uint64_t before = frame.steps, sequence = frame.sequence;
                if (before >= steps) return;
                loop.live.send(live::Step{1});
                loop.until([&](const Frame& f) {
                    return f.sequence > sequence && (f.steps != before || !loop.lines.empty());
                });
            }
        };
        step_to(2);
        loop.live.send(live::Replace{small_scene(30)});
        loop.until([](const Frame& f) { return f.generation > 1; });
        step_to(1);
        stage.view.tokens = TokenStyle::sprites;
        loop.until([](const Frame& f) { return !f.in_buffer; });
        step_to(2);
        failed = memory.runtime.failed();
        step_to(3);  // the failure has been reported by then
        CHECK(on_the_sphere(loop.drawn));
        lines = loop.lines;
        ended = true;
    }
    CHECK(ended);
    CHECK(memory.runtime.held() == 0);
}

TEST_CASE("whatever call fails, the simulation runs on and a line says why") {
    Stage stage;
    for (const bool once : {true, false}) {
        int reached = 0;
        for (int call = 1;; ++call) {
            CAPTURE(call);
            CAPTURE(once);
            std::string failed, lines;
            run_with_failure(stage, call, once, failed, lines);
            if (failed.empty()) break;  // the run ended before that call
            ++reached;
            CAPTURE(failed);
            CAPTURE(lines);
            CHECK((readable(lines) || (once && tidies_up(failed))));
        }
        CHECK(reached > 60);
    }
}
