#include "coalesce/flow/live.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <string>
#include <thread>

#include "coalesce/document/view_state.hpp"
#include "coalesce/model/error.hpp"
#include "flow/history.hpp"
#include "flow/wait_for.hpp"

using namespace coalesce;
using flow_tests::wait_for;

namespace {

Scene small_scene() {
    Scene scene;
    scene.tokens.count = 100;
    scene.model.beta = 10;
    scene.time.dt = 0.01;
    scene.time.until = 1e9;  // playing pauses there
    return scene;
}

std::string wait_for_refusal(LiveSimulation& live) {
    std::vector<LiveSimulation::Refusal> refusals;
    wait_for(live, [&](const Frame&) { return !(refusals = live.take_refusals()).empty(); });
    return refusals.back().why;
}

}  // namespace

TEST_CASE("a live simulation publishes its first frame unasked and is paused") {
    LiveSimulation live(small_scene());
    const Frame& frame = wait_for(live, [](const Frame& f) { return f.sequence > 0; });
    CHECK(frame.size() == 100);
    CHECK(frame.steps == 0);
    CHECK_FALSE(frame.playing);
    REQUIRE(frame.longitude);
    CHECK(frame.longitude->size() == 100);
    // Before the first Observe, histograms are those of a document that says nothing about them.
    CHECK(frame.angles.density.size() == static_cast<std::size_t>(ViewState().histogram_bins));
}

TEST_CASE("commands take effect in order") {
    LiveSimulation live(small_scene());
    live.send(live::Step{3});
    CHECK(wait_for(live, [](const Frame& f) { return f.steps == 3; }).time == 3 * 0.01);

    Scene edited = small_scene();
    edited.time.dt = 0.5;
    edited.model.beta = 2;
    live.send(live::Edit{edited});
    live.send(live::Step{1});
    const Frame& moved = wait_for(live, [](const Frame& f) { return f.steps == 4; });
    CHECK(moved.time == doctest::Approx(0.53));
    CHECK(moved.now.dt == 0.5);
    const std::uint64_t generation = moved.generation;

    live.send(live::Reset{});
    const Frame& reset = wait_for(live, [&](const Frame& f) { return f.generation > generation; });
    CHECK(reset.steps == 0);
    CHECK(reset.time == 0);

    edited.tokens.count = 50;
    live.send(live::Redraw{edited});
    const Frame& drawn = wait_for(live, [](const Frame& f) { return f.size() == 50; });
    CHECK(drawn.generation == generation + 2);
    CHECK(drawn.longitude->size() == 50);

    live.send(live::Observe{0.3, 17});
    CHECK(wait_for(live, [](const Frame& f) { return f.angles.density.size() == 17; }).size() == 50);
}

TEST_CASE("playing moves time on until a pause, after which nothing moves") {
    LiveSimulation live(small_scene());
    live.send(live::SetPace{{Pace::Kind::unlimited, 0}});
    live.send(live::Play{});
    const Frame& playing = wait_for(live, [](const Frame& f) { return f.steps > 20 && f.steps_per_second > 0; });
    CHECK(playing.playing);
    live.send(live::Pause{});
    const Frame& paused = wait_for(live, [](const Frame& f) { return !f.playing; });
    const std::uint64_t steps = paused.steps, sequence = paused.sequence;
    CHECK(paused.steps_per_second == 0);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    CHECK(live.latest().steps == steps);
    CHECK(live.latest().sequence == sequence);
}

TEST_CASE("the pace limits the number of steps") {
    LiveSimulation live(small_scene());
    live.send(live::SetPace{{Pace::Kind::time_per_second, 0.1}});
    const auto start = std::chrono::steady_clock::now();
    live.send(live::Play{});
    const Frame& frame = wait_for(live, [](const Frame& f) { return f.steps >= 3; });
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    // Never ahead of the clock by more than one tick's share and one step, on any machine.
    CHECK(frame.time <= 0.1 * (seconds + 1.0 / 60) + 0.01);
}

TEST_CASE("adaptive time shows all tokens, and is paced by steps or by time") {
    Scene scene = small_scene();
    scene.time.method = Method::adaptive;
    LiveSimulation live(scene);
    live.send(live::Step{3});
    const Frame& stepped = wait_for(live, [](const Frame& f) { return f.steps == 3; });
    CHECK(stepped.size() == 100);
    CHECK(stepped.now.dt > 0);
    const double before = stepped.time;
    live.send(live::SetPace{{Pace::Kind::time_per_second, 60}});
    live.send(live::Play{});
    const auto start = std::chrono::steady_clock::now();
    const Frame& played = wait_for(live, [&](const Frame& f) { return f.time > before + 4.5; });
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    // Never ahead of the clock by more than the tenth of a second that a slow tick may grant, and one tick.
    CHECK(played.time <= before + 60 * (seconds + 0.1 + 1.0 / 60));
    CHECK(played.size() == 100);
}

TEST_CASE("a pace in decades multiplies time, in adaptive and in fixed steps") {
    for (const Method method : {Method::adaptive, Method::layer}) {
        Scene scene = small_scene();
        scene.time.method = method;
        LiveSimulation live(scene);
        live.send(live::SetPace{{Pace::Kind::decades_per_second, 6}});
        const auto start = std::chrono::steady_clock::now();
        live.send(live::Play{});
        const Frame& frame = wait_for(live, [](const Frame& f) { return f.time > 3; });
        const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        // From dt on, never ahead of the clock by more than one tick's share and one step.
        CHECK(frame.time <= 0.01 * std::pow(10, 6 * (seconds + 1.0 / 60)) + 0.01);
    }
}

TEST_CASE("looks back show what was, and the newest of many wins") {
    LiveSimulation live(small_scene());
    live.send(live::Step{200});
    const Frame last = wait_for(live, [](const Frame& f) { return f.steps == 200; });
    CHECK(last.known_until == 2);
    for (int k = 0; k < 300; ++k) live.send(live::Seek{0.01 * (k * 37 % 200)});
    live.send(live::Seek{0.5});
    const Frame& back = wait_for(live, [](const Frame& f) { return f.steps == 50; });
    CHECK(back.time == 50 * 0.01);
    CHECK(back.known_until == 2);
    CHECK_FALSE(back.playing);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    CHECK(live.latest().steps == 50);
    live.send(live::Seek{1e9});  // beyond the known time
    const Frame& end = wait_for(live, [](const Frame& f) { return f.steps == 200; });
    CHECK(end.positions == last.positions);
    CHECK(end.identity == last.identity);
    CHECK(end.generation == last.generation);
}

TEST_CASE("a reach arrives, paused, at the state that another run was paused at, and knows the time before") {
    for (const Method method : {Method::layer, Method::rk4, Method::adaptive}) {
        CAPTURE(static_cast<int>(method));
        Scene scene = small_scene();
        scene.time.method = method;
        scene.time.until = 0.25;  // both go beyond it
        LiveSimulation played(scene);
        played.send(live::Step{40});
        const double far = wait_for(played, [](const Frame& f) { return f.steps == 40; }).time;
        played.send(live::Seek{0.8 * far});
        const Frame expected = wait_for(played, [&](const Frame& f) { return f.time < far && f.settled; });
        LiveSimulation live(scene);
        live.send(live::SetPace{{Pace::Kind::steps_per_frame, 0.01}});
        const std::uint64_t reach = live.send(live::Reach{expected.time});
        const auto arrived = [&](const Frame& f) { return f.commands >= reach && f.settled; };
        const Frame& frame = wait_for(live, arrived);
        CHECK(frame.time == expected.time);
        CHECK(frame.steps == expected.steps);
        CHECK(frame.positions == expected.positions);
        CHECK_FALSE(frame.playing);
        CHECK_FALSE(frame.ended);
        CHECK(frame.known_until >= frame.time);
        // The same after another scene, and by a look back once the time is known.
        LiveSimulation::History history;
        Scene other = small_scene();
        other.tokens.seed = 9;
        LiveSimulation replaced(other);
        replaced.send(live::Step{3});
        const std::uint64_t replace = replaced.send(live::Replace{.scene = scene, .reach = live::Reach{expected.time}});
        const auto there = [&](const Frame& f) { return f.commands >= replace && f.settled; };
        CHECK(wait_for(replaced, there).positions == expected.positions);
        replaced.update(history);
        CHECK(history.rows.front().time == 0);
        live.send(live::Seek{0});
        wait_for(live, [](const Frame& f) { return f.time == 0; });
        const std::uint64_t again = live.send(live::Reach{expected.time});
        CHECK(wait_for(live, [&](const Frame& f) { return f.commands >= again && f.settled; }).positions ==
              expected.positions);
    }
}

TEST_CASE("a pause ends the way to a time, and a refused scene does not begin it") {
    LiveSimulation live(small_scene());
    live.send(live::Reach{1e8});
    wait_for(live, [](const Frame& f) { return f.steps > 10 && f.playing; });
    live.send(live::Pause{});
    const double here = wait_for(live, [](const Frame& f) { return f.settled; }).time;
    CHECK(here < 1e8);
    Scene missing = small_scene();
    missing.tokens.law = FileLaw{"/no/such/file.npy"};
    live.send(live::Replace{.scene = missing, .reach = live::Reach{1e8}});
    wait_for_refusal(live);
    CHECK(wait_for(live, [](const Frame& f) { return f.settled; }).time == here);
}

TEST_CASE("a frame has the edits that led to it") {
    LiveSimulation live(small_scene());
    Scene edited = small_scene();
    edited.model.beta = 3;
    const auto after = [&](Command command) -> const Frame& {
        const std::uint64_t sent = live.send(std::move(command));
        return wait_for(live, [&, sent](const Frame& f) { return f.commands >= sent && f.settled; });
    };
    CHECK_FALSE(after(live::Edit{edited}).edited);  // at time 0 it is the scene's
    CHECK_FALSE(after(live::Step{5}).edited);
    edited.time.until = 7;
    edited.time.axis = TimeAxis::log;
    CHECK_FALSE(after(live::Edit{edited}).edited);  // another end moves no token
    const Scene first = edited;
    edited.time.dt = 0.02;
    const Scene second = edited;
    CHECK(*after(live::Edit{edited}).edited == EditedDynamics{first, {{5 * 0.01, second}}});
    after(live::Step{5});
    edited.model.beta = 4;
    const double later = after(live::Edit{edited}).time;
    CHECK(*live.latest().edited == EditedDynamics{first, {{5 * 0.01, second}, {later, edited}}});
    CHECK_FALSE(after(live::Seek{0.03}).edited);
    CHECK(*after(live::Seek{0.1}).edited == EditedDynamics{first, {{5 * 0.01, second}}});
    CHECK(after(live::Seek{1e9}).edited->edits.size() == 2);
    CHECK_FALSE(after(live::Reset{}).edited);
    // An end at which adaptive steps ended, and that was then moved.
    Scene adaptive = small_scene();
    adaptive.time.method = Method::adaptive;
    adaptive.time.until = 0.5;
    after(live::Replace{.scene = adaptive, .reach = live::Reach{0.5}});
    CHECK_FALSE(after(live::Step{3}).edited);
    Scene moved = adaptive;
    moved.time.until = 0.7;
    CHECK(*after(live::Edit{moved}).edited == EditedDynamics{adaptive, {{0.5, moved}}});
}

TEST_CASE("a run that was edited on its way is repeated to the bit from what its frame says") {
    for (const Method method : {Method::layer, Method::adaptive}) {
        CAPTURE(static_cast<int>(method));
        Scene scene = small_scene();
        scene.time.method = method;
        LiveSimulation played(scene);
        const auto after = [](LiveSimulation& live, Command command) -> const Frame& {
            const std::uint64_t sent = live.send(std::move(command));
            return wait_for(live, [&, sent](const Frame& f) { return f.commands >= sent && f.settled; });
        };
        Scene edited = scene;
        double to = 0;
        // Edits at whole steps and, of adaptive runs, within one; the method changes and changes back.
        for (const double beta : {3.0, 40.0, 5.0, 8.0}) {
            to = after(played, live::Step{7}).time;
            if (beta == 40) after(played, live::Seek{0.93 * to});
            edited.model.beta = beta;
            edited.time.method = beta == 5 ? Method::rk4 : method;
            after(played, live::Edit{edited});
        }
        after(played, live::Step{6});
        const Frame expected = played.latest();
        REQUIRE(expected.edited);
        REQUIRE(expected.edited->edits.size() == 4);
        set_dynamics(scene, expected.edited->first);
        LiveSimulation live(scene);
        const Frame& frame = after(live, live::Reach{expected.time, expected.edited->edits});
        CHECK(frame.time == expected.time);
        CHECK(frame.positions == expected.positions);
        REQUIRE(frame.edited);
        CHECK(*frame.edited == *expected.edited);
    }
}

TEST_CASE("a command that ends the way to a time takes the last edit there") {
    LiveSimulation live(small_scene());
    Scene between = small_scene(), last = small_scene();
    between.model.beta = 3;
    last.model.beta = 4;
    live.send(live::Reach{1e8, {{0.1, between}, {1e7, last}}});
    wait_for(live, [](const Frame& f) { return f.steps > 20 && f.playing; });
    live.send(live::Pause{});
    const Frame& paused = wait_for(live, [](const Frame& f) { return f.settled; });
    REQUIRE(paused.edited);
    CHECK(paused.edited->edits == std::vector<DatedDynamics>{{0.1, between}, {paused.time, last}});
}

TEST_CASE("a look back pauses, and commands after it act where it led") {
    LiveSimulation live(small_scene());
    live.send(live::SetPace{{Pace::Kind::unlimited, 0}});
    live.send(live::Play{});
    const double known = wait_for(live, [](const Frame& f) { return f.time > 1; }).time;
    live.send(live::Seek{0.3});
    live.send(live::Step{2});
    const Frame& back = wait_for(live, [](const Frame& f) { return f.steps == 32; });
    CHECK_FALSE(back.playing);
    CHECK(back.known_until >= known);
    live.send(live::Play{});
    wait_for(live, [&](const Frame& f) { return f.time > known && f.playing; });
}

TEST_CASE("known rows stay after a look back and are not doubled; an edit there cuts them") {
    LiveSimulation live(small_scene());
    LiveSimulation::History history;
    const auto in_order = [&] {
        for (std::size_t k = 1; k < history.rows.size(); ++k)
            if (!(history.rows[k - 1].time < history.rows[k].time)) return false;
        return true;
    };
    for (std::uint64_t k = 1; k <= 10; ++k) {
        live.send(live::Step{1});
        wait_for(live, [&](const Frame& f) { return f.steps == k; });
    }
    live.send(live::Seek{0.04});
    wait_for(live, [](const Frame& f) { return f.steps == 4; });
    live.update(history);
    CHECK(history.rows.size() == 11);
    for (std::uint64_t k = 5; k <= 12; ++k) {
        live.send(live::Step{1});
        wait_for(live, [&](const Frame& f) { return f.steps == k; });
    }
    live.update(history);
    CHECK(history.rows.size() == 13);
    CHECK(in_order());

    live.send(live::Seek{0.06});
    Scene edited = small_scene();
    edited.model.beta = 3;
    live.send(live::Edit{edited});
    const Frame& cut = wait_for(live, [](const Frame& f) { return f.known_until == f.time && f.steps == 6; });
    CHECK(cut.phases.back().to <= cut.time);
    live.update(history);
    CHECK(history.rows.size() == 7);
    CHECK(history.rows.back().energy == cut.now.energy);
    CHECK(in_order());

    live.send(live::Reset{});
    wait_for(live, [](const Frame& f) { return f.steps == 0 && f.known_until == 0; });
    live.update(history);
    CHECK(history.rows.size() == 1);
}

TEST_CASE("looks back stay right with no memory to spare") {
    LiveSimulation live(small_scene(), 1);
    live.send(live::Step{300});
    wait_for(live, [](const Frame& f) { return f.steps == 300; });
    for (const std::uint64_t steps : {std::uint64_t{250}, std::uint64_t{10}, std::uint64_t{300}, std::uint64_t{0}}) {
        live.send(live::Seek{static_cast<double>(steps) * 0.01});
        CHECK(wait_for(live, [&](const Frame& f) { return f.steps == steps; }).known_until == 3);
    }
}

TEST_CASE("a scene that is refused leaves the old one alive, with a message read once") {
    LiveSimulation live(small_scene());
    Scene adaptive = small_scene();
    adaptive.time.method = Method::adaptive;
    adaptive.model.noise = 0.5;
    live.send(live::Edit{adaptive});
    CHECK(wait_for_refusal(live) == "model.noise: adaptive steps need 0, found 0.5");
    CHECK(live.take_refusals().empty());
    Scene overflowing = small_scene();
    overflowing.model.beta = 1e300;
    overflowing.model.Q = 1e200 * overflowing.model.Q;
    live.send(live::Edit{overflowing});
    CHECK_FALSE(wait_for_refusal(live).empty());
    Scene missing = small_scene();
    missing.tokens.law = FileLaw{"/no/such/file.npy"};
    live.send(live::Replace{missing, true});
    CHECK(wait_for_refusal(live).find("/no/such/file.npy") != std::string::npos);
    live.send(live::Step{1});
    CHECK(wait_for(live, [](const Frame& f) { return f.steps == 1; }).size() == 100);
    CHECK_THROWS_AS(LiveSimulation{missing}, InputError);
}

TEST_CASE("frames say which commands were taken, and refusals which command they are of") {
    LiveSimulation live(small_scene());
    Scene edited = small_scene(), missing = small_scene();
    edited.tokens.count = 50;
    missing.tokens.law = FileLaw{"/no/such/file.npy"};
    CHECK(live.send(live::Step{2}) == 1);
    const std::uint64_t replaced = live.send(live::Replace{edited, false});
    const Frame& drawn = wait_for(live, [&](const Frame& f) { return f.commands >= replaced; });
    CHECK(drawn.size() == 50);
    CHECK(live.take_refusals().empty());
    std::vector<std::uint64_t> refused;
    for (int k = 0; k < 3; ++k) refused.push_back(live.send(live::Replace{missing, true}));
    const std::uint64_t last = live.send(live::Step{1});
    const Frame& after = wait_for(live, [&](const Frame& f) { return f.commands >= last && f.steps == 1; });
    CHECK(after.size() == 50);
    const auto refusals = live.take_refusals();
    REQUIRE(refusals.size() == 3);
    for (std::size_t k = 0; k < 3; ++k) CHECK(refusals[k].command == refused[k]);
}

TEST_CASE("a scene that is refused changes neither the pace, nor what is observed, nor whether the run plays") {
    LiveSimulation live(small_scene());
    live.send(live::SetPace{{Pace::Kind::time_per_second, 1e-9}});
    live.send(live::Play{});
    Scene missing = small_scene();
    missing.tokens.law = FileLaw{"/no/such/file.npy"};
    const live::Replace refused{missing, false, Pace{Pace::Kind::unlimited, 0}, live::Observe{0.3, 17}};
    const std::uint64_t last = live.send(refused);
    const Frame& after = wait_for(live, [&](const Frame& f) { return f.commands >= last; });
    CHECK(after.playing);
    CHECK(after.steps == 0);  // at the former pace a step takes 116 days
    CHECK(after.angles.density.size() == static_cast<std::size_t>(ViewState().histogram_bins));
    Scene good = small_scene();
    good.tokens.count = 60;
    live.send(live::Replace{good, true, Pace{Pace::Kind::unlimited, 0}, live::Observe{0.3, 17}});
    const Frame& replaced = wait_for(live, [](const Frame& f) { return f.size() == 60 && f.steps > 2; });
    CHECK(replaced.angles.density.size() == 17);
}

TEST_CASE("every new cloud's rows begin at time 0, also of one that plays at once") {
    for (const Method method : {Method::layer, Method::adaptive}) {
        Scene scene = small_scene();
        scene.time.method = method;
        LiveSimulation live(scene);
        live.send(live::SetPace{{Pace::Kind::unlimited, 0}});
        live.send(live::Play{});
        const auto first_row = [&](std::uint64_t command) {
            wait_for(live, [&](const Frame& f) { return f.commands >= command && f.steps > 3; });
            LiveSimulation::History history;
            live.update(history);
            return history.rows.front().time;
        };
        Scene other = scene;
        other.tokens.seed = 2;
        CHECK(first_row(live.send(live::Replace{other, true})) == 0);
        other.tokens.seed = 3;
        CHECK(first_row(live.send(live::Redraw{other})) == 0);
        CHECK(first_row(live.send(live::Reset{})) == 0);
    }
}

TEST_CASE("playing pauses at time.until, and goes on from there when it is asked to") {
    for (const Method method : {Method::layer, Method::adaptive})
        for (const Pace pace : {Pace{Pace::Kind::unlimited, 0}, Pace{Pace::Kind::decades_per_second, 20}}) {
            Scene scene = small_scene();
            scene.time.method = method;
            scene.time.until = 0.7;
            LiveSimulation live(scene);
            live.send(live::SetPace{pace});
            live.send(live::Play{});
            const Frame& end = wait_for(live, [](const Frame& f) { return f.ended; });
            CHECK_FALSE(end.playing);
            CHECK(end.time == doctest::Approx(0.7).epsilon(1e-12));
            if (method == Method::layer) CHECK(end.steps == 70);
            live.send(live::Seek{0.3});
            wait_for(live, [](const Frame& f) { return f.time < 0.4 && !f.ended; });
            live.send(live::Play{});
            const Frame& again = wait_for(live, [](const Frame& f) { return f.ended; });
            CHECK(again.time == doctest::Approx(0.7).epsilon(1e-12));
            live.send(live::Play{});
            wait_for(live, [](const Frame& f) { return f.time > 1.5 && f.playing && !f.ended; });
        }
}

TEST_CASE("an end that is moved ahead is played to, also from a look back") {
    for (const Method method : {Method::layer, Method::adaptive}) {
        CAPTURE(method);
        Scene scene = small_scene();
        scene.time.method = method;
        scene.time.until = 0.7;
        LiveSimulation live(scene);
        live.send(live::SetPace{{Pace::Kind::unlimited, 0}});
        live.send(live::Play{});
        wait_for(live, [](const Frame& f) { return f.ended; });
        scene.time.until = 1.2;
        live.send(live::Edit{scene});
        const Frame& moved = wait_for(live, [](const Frame& f) { return !f.ended; });
        CHECK_FALSE(moved.playing);
        live.send(live::Play{});
        CHECK(wait_for(live, [](const Frame& f) { return f.ended; }).time == doctest::Approx(1.2).epsilon(1e-12));
        // The time known before the end was moved is played through to the new end, and stays known.
        live.send(live::Seek{0.3});
        wait_for(live, [](const Frame& f) { return f.time < 0.4 && !f.ended; });
        live.send(live::Play{});
        CHECK(wait_for(live, [](const Frame& f) { return f.ended; }).time == doctest::Approx(1.2).epsilon(1e-12));
        // An end moved to the past ends the run where it is, once it is played.
        live.send(live::Seek{0.3});
        wait_for(live, [](const Frame& f) { return f.time < 0.4 && !f.ended; });
        scene.time.until = 0.5;
        live.send(live::Edit{scene});
        live.send(live::Play{});
        const Frame& early = wait_for(live, [](const Frame& f) { return f.ended; });
        CHECK(early.time >= 0.5 - 1e-9);
        CHECK(early.time < 1.1);
        CHECK(early.known_until == doctest::Approx(1.2).epsilon(1e-12));
    }
}

TEST_CASE("a reset that keeps the run is taken back to where it was, with all that was known") {
    LiveSimulation live(small_scene());
    live.send(live::Step{100});
    wait_for(live, [](const Frame& f) { return f.steps == 100; });
    live.send(live::Seek{0.4});
    const Frame before = wait_for(live, [](const Frame& f) { return f.steps == 40; });
    LiveSimulation::History rows, after;
    live.update(rows);
    live.send(live::Reset{true});
    Scene edited = small_scene();
    edited.model.beta = 3;
    live.send(live::Edit{edited});
    live.send(live::Step{7});
    wait_for(live, [](const Frame& f) { return f.steps == 7; });
    live.send(live::UndoReset{});
    const Frame& back = wait_for(live, [](const Frame& f) { return f.steps == 40; });
    CHECK(back.positions == before.positions);
    CHECK(back.known_until == before.known_until);
    CHECK(back.generation > before.generation);
    live.update(after);
    REQUIRE(after.rows.size() == rows.rows.size());
    for (std::size_t k = 0; k < rows.rows.size(); ++k) CHECK(after.rows[k].energy == rows.rows[k].energy);
    live.send(live::Step{60});
    CHECK(wait_for(live, [](const Frame& f) { return f.steps == 100; }).known_until == before.known_until);
    CHECK(live.take_refusals().empty());
    live.send(live::UndoReset{});  // none is kept any more
    CHECK_FALSE(wait_for_refusal(live).empty());
}

TEST_CASE("a step that fails stops the simulation and says why, until a reset") {
    Scene scene = small_scene();
    scene.model.V = 1e200 * scene.model.V;
    scene.time.method = Method::rk4;
    scene.time.dt = 1e10;
    LiveSimulation live(scene);
    live.send(live::Play{});
    const Frame& failed = wait_for(live, [](const Frame& f) { return !f.failure.empty(); });
    CHECK_FALSE(failed.playing);
    CHECK(failed.size() == 100);  // the last good state stays shown
    live.send(live::Reset{});
    CHECK(wait_for(live, [](const Frame& f) { return f.failure.empty(); }).steps == 0);
}

TEST_CASE("a snapshot is the state of the last step, paused or playing") {
    LiveSimulation live(small_scene());
    live.send(live::Step{5});
    const Cloud cloud = live.snapshot();
    CHECK(cloud.size() == 100);
    CHECK(drift_from_sphere(cloud) < 1e-15);
    live.send(live::SetPace{{Pace::Kind::unlimited, 0}});
    live.send(live::Play{});
    CHECK(live.snapshot().size() == 100);
}

TEST_CASE("history has one row a published state, in time order, and starts anew with a generation") {
    LiveSimulation live(small_scene());
    LiveSimulation::History history;
    for (int k = 1; k <= 5; ++k) {
        live.send(live::Step{1});
        wait_for(live, [&](const Frame& f) { return f.steps == static_cast<std::uint64_t>(k); });
    }
    live.update(history);
    REQUIRE(history.rows.size() == 6);
    for (std::size_t k = 0; k < 6; ++k) CHECK(history.rows[k].time == static_cast<double>(k) * 0.01);
    const std::uint64_t version = history.version;
    live.send(live::Reset{});
    wait_for(live, [](const Frame& f) { return f.steps == 0; });
    live.update(history);
    CHECK(history.version != version);
    CHECK(history.rows.size() == 1);
}

TEST_CASE("a long history is thinned evenly") {
    MeasurementLog log;
    std::uint64_t version = 0;
    std::vector<Measurement> rows;
    for (int k = 0; k < 100000; ++k) {
        Measurement row;
        row.time = k;
        log.append(row);
        if (k % 777 == 0) log.copy_to(version, rows);
    }
    log.copy_to(version, rows);
    REQUIRE(rows.size() <= MeasurementLog::most_rows);
    CHECK(rows.size() > MeasurementLog::most_rows / 2 - 1);
    CHECK(rows.front().time == 0);
    const double spacing = rows[1].time;
    for (std::size_t k = 0; k < rows.size(); ++k) CHECK(rows[k].time == spacing * static_cast<double>(k));
}

TEST_CASE("a cut history goes on in order, thinned as before") {
    MeasurementLog log;
    std::uint64_t version = 0;
    std::vector<Measurement> rows;
    const auto append = [&](int from, int to) {
        for (int k = from; k < to; ++k) {
            Measurement row;
            row.time = k;
            log.append(row);
        }
    };
    append(0, 50000);
    log.copy_to(version, rows);
    const std::uint64_t before = version;
    append(100, 50000);  // already known
    log.cut(30000);
    append(29000, 60000);
    log.copy_to(version, rows);
    CHECK(version != before);
    CHECK(rows.size() <= MeasurementLog::most_rows);
    CHECK(rows.front().time == 0);
    CHECK(rows.back().time > 59990);
    for (std::size_t k = 1; k < rows.size(); ++k) {
        REQUIRE(rows[k].time > rows[k - 1].time);
        REQUIRE(rows[k].time - rows[k - 1].time <= 8);
    }
}

TEST_CASE("frames are whole and in order while commands rain on a playing simulation") {
    Scene scene = small_scene();
    LiveSimulation live(scene);
    std::atomic<int> woken{0};
    live.on_publish([&] { ++woken; });
    live.send(live::SetPace{{Pace::Kind::unlimited, 0}});
    live.send(live::Play{});
    const auto send_commands = [&] {
        for (int k = 0; k < 300; ++k) {
            scene.model.beta = 1 + k % 7;
            scene.tokens.count = k % 10 == 9 ? 40 + k : 100;
            const bool new_cloud = k % 10 == 9 || k % 10 == 0;
            live.send(new_cloud ? Command(live::Redraw{scene}) : live::Edit{scene});
            if (k % 25 == 0) live.send(live::Reset{});
            if (k % 4 == 0) live.send(live::Seek{0.01 * (k % 20)});
            if (k % 8 == 0) live.send(live::Play{});
            if (k % 30 == 0) live.snapshot();
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
    };
    std::uint64_t sequence = 0, generation = 0;
    std::atomic<bool> all_sent{false};
    std::thread sender([&] {
        send_commands();
        all_sent = true;
    });
    for (bool answered = false; !answered;) {
        const bool last = all_sent;
        const Frame& frame = live.latest();
        answered = last && frame.commands == live.sent();
        REQUIRE(frame.sequence >= sequence);
        REQUIRE(frame.generation >= generation);
        sequence = frame.sequence;
        generation = frame.generation;
        if (sequence == 0) continue;
        REQUIRE(frame.speed.size() == frame.size());
        REQUIRE(frame.identity.size() == frame.size());
        REQUIRE(frame.longitude->size() == frame.size());
        REQUIRE(frame.now.time == frame.time);
        REQUIRE(frame.time <= frame.known_until);
        for (std::size_t i = 0; i < frame.size(); ++i) {
            const float* x = &frame.positions[3 * i];
            REQUIRE(std::abs(x[0] * x[0] + x[1] * x[1] + x[2] * x[2] - 1) < 1e-6);  // rounding to float
        }
    }
    sender.join();
    CHECK(sequence > 0);
    CHECK(woken > 0);
    CHECK(live.take_refusals().empty());
    live.on_publish({});
}

TEST_CASE("frames hold the limit theorems beside the state, also after a pause") {
    Scene scene = small_scene();
    scene.dimension = 2;
    scene.model = Model::standard(2);
    scene.model.beta = 50;
    scene.model.V = -1.0 * scene.model.V;
    scene.tokens.law = MixtureLaw{{{1, {1, 0, 0}, 0.3}}};
    LiveSimulation live(scene);
    const auto row = [](const Frame& frame, const std::string& name) {
        const auto found =
            std::find_if(frame.theory.begin(), frame.theory.end(), [&](const auto& r) { return r.name == name; });
        return found != frame.theory.end() ? *found : Comparison{};
    };
    const Frame& first = wait_for(live, [](const Frame& f) { return !f.theory.empty(); });
    CHECK(row(first, "heat limit").valid);
    CHECK(first.modes == 1);
    // Steps in a row outrun the comparison, which then catches up: the density is followed to the last state.
    live.send(live::Step{100});
    const double law_before = row(first, "mean-field limit").error;
    const Frame& last = wait_for(live, [&](const Frame& f) {
        const Comparison now = row(f, "mean-field limit");
        return f.steps == 100 && std::isfinite(now.error) && now.error != law_before;
    });
    CHECK(row(last, "mean-field limit").error < 3 * row(last, "mean-field limit").floor);
    scene.model.beta = 60;
    live.send(live::Edit{scene});
    wait_for(live,
             [&](const Frame& f) { return !row(f, "heat limit").valid && !row(f, "heat limit").why_not.empty(); });
}
