// Runs side by side without a window: one clock, one camera, edits and undo of each.
#include "desk/twins.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <thread>

#include "desk/clips.hpp"
#include "view/image.hpp"

using namespace coalesce;

namespace {

/// Does what the window does in a frame, without drawing.
void turn(Desk& desk) {
    begin_frame(desk);
    change_runs(desk);
    const Frame& frame = desk.run().simulation->latest();
    desk.run().frame = &frame;
    synchronise(desk, frame);
    follow_twins(desk, true);
}

/// Takes turns until `wanted` holds; gives up after what takes a minute on an idle machine.
template <class Predicate>
void until(Desk& desk, const Predicate& wanted) {
    for (int k = 0; k < 600'000; ++k) {
        turn(desk);
        if (wanted()) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    FAIL("the awaited state was never reached");
}

void settle(Desk& desk) {
    until(desk, [&] {
        return std::all_of(desk.runs.begin(), desk.runs.end(), [](const auto& run) {
            return run->frame && run->frame->commands == run->simulation->sent() && run->frame->settled && !busy(*run);
        });
    });
}

double apart(const Desk& desk) {
    std::string found;
    CHECK(twin_quantity("apart", desk, found));
    return std::stod(found);
}

std::string quantity(const Desk& desk, const char* name) {
    std::string found;
    CHECK(twin_quantity(name, desk, found));
    return found;
}

void set(Desk& desk, const char* key, ParameterValue value) {
    edit(desk, DocumentDiff(desk.run().document, key, std::move(value)), key);
    desk.run().edits.end_gesture();
}

/// A desk with a paused run of 1000 tokens on the circle.
Desk started() {
    Desk desk;
    desk.run().playing = false;
    start(desk, "kuramoto");
    set(desk, "tokens.count", std::int64_t{1000});
    settle(desk);
    return desk;
}

void add(Desk& desk) {
    ask_for_twin(desk);
    turn(desk);
    settle(desk);
}

}  // namespace

TEST_CASE("a twin copies the run, takes the next edit, and both start together") {
    Desk desk = started();
    step_once(desk);
    settle(desk);
    REQUIRE(desk.run().frame->time > 0);
    add(desk);
    REQUIRE(desk.runs.size() == 2);
    CHECK(desk.current == 1);
    CHECK(desk.runs[1]->document.scene == desk.runs[0]->document.scene);
    CHECK(desk.runs[0]->frame->time == 0);
    CHECK(desk.runs[1]->frame->time == 0);
    CHECK(desk.runs[0]->frame->positions == desk.runs[1]->frame->positions);
    CHECK(twin_assignments(desk).empty());

    set(desk, "model.beta", 3.0);
    settle(desk);
    CHECK(desk.runs[0]->document.scene.model.beta == 0);
    CHECK(desk.runs[1]->document.scene.model.beta == 3);
    CHECK(twin_assignments(desk) == std::vector<std::string>{"model.beta=3.0"});
    until(desk, [&] { return quantity(desk, "twin.1.words") == "β: 3"; });
    CHECK(quantity(desk, "twin.0.words") == "β: 0");

    // Undo takes back the twin's edit, and the first run's has its own.
    CHECK(quantity(desk, "twin.1.undo") == "model.beta");
    undo(desk);
    CHECK(desk.runs[1]->document.scene.model.beta == 0);
    redo(desk);
    ask_to_choose(desk, 0);
    turn(desk);
    set(desk, "model.noise", 0.01);
    CHECK(desk.runs[0]->document.scene.model.noise == 0.01);
    CHECK(desk.runs[1]->document.scene.model.noise == 0);
    undo(desk);
    CHECK(desk.runs[0]->document.scene.model.noise == 0);
    CHECK(desk.runs[1]->document.scene.model.beta == 3);
}

TEST_CASE("play, pause, steps, seeks, pace and reset act on all runs, which stay within two steps") {
    Desk desk = started();
    add(desk);
    set(desk, "model.beta", 3.0);
    add(desk);
    set(desk, "tokens.count", std::int64_t{3000});
    settle(desk);
    REQUIRE(desk.runs.size() == 3);
    CHECK(quantity(desk, "twin.2.tokens") == "3000");
    const double dt = desk.run().document.scene.time.dt;
    set_pace(desk, {Pace::Kind::unlimited, 0});
    for (const auto& run : desk.runs) CHECK(run->pace.kind == Pace::Kind::unlimited);
    play(desk, true);
    until(desk, [&] { return desk.run().frame->time > 40 * dt; });
    play(desk, false);
    settle(desk);
    for (const auto& run : desk.runs) CHECK_FALSE(run->playing);
    // Sums of steps, rounded.
    CHECK(apart(desk) <= 2 * dt * (1 + 1e-5));
    seek(desk, 20.2 * dt);
    settle(desk);
    for (const auto& run : desk.runs) CHECK(run->frame->time == doctest::Approx(20 * dt));
    CHECK(apart(desk) == 0);
    step_once(desk);
    settle(desk);
    for (const auto& run : desk.runs) CHECK(run->frame->time == doctest::Approx(21 * dt));
    reset(desk);
    settle(desk);
    for (const auto& run : desk.runs) CHECK(run->frame->time == 0);
    // Undo brings back the run of each.
    undo(desk);
    settle(desk);
    for (const auto& run : desk.runs) CHECK(run->frame->time == doctest::Approx(21 * dt));
}

TEST_CASE("distances are measured at common times, from 0 on, and begin anew after a reset") {
    Desk desk = started();
    add(desk);
    set(desk, "model.attention", std::string("unnormalized"));
    set(desk, "model.beta", 4.0);
    settle(desk);
    until(desk, [&] { return !desk.twins.distances.times().empty(); });
    CHECK(desk.twins.distances.of(1)[0] == 0);
    for (int k = 0; k < 30; ++k) {
        step_once(desk);
        settle(desk);
        until(desk, [&] { return desk.twins.distances.has(desk.run().frame->time); });
    }
    const std::span<const double> rows = desk.twins.distances.of(1);
    REQUIRE(rows.size() == 31);
    // Uniform tokens rest under both laws but for chance, and the same tokens differ by far less than a radian.
    CHECK(rows.back() > 0);
    CHECK(rows.back() < 0.5);
    CHECK(std::is_sorted(desk.twins.distances.times().begin(), desk.twins.distances.times().end()));
    reset(desk);
    settle(desk);
    until(desk, [&] { return desk.twins.distances.times() == std::vector<double>{0}; });
}

TEST_CASE("camera, display and end are shared; a new cloud takes the other runs back to time 0") {
    Desk desk = started();
    add(desk);
    desk.run().document.view.yaw = desk.run().view_shown.yaw = 1.25;
    set(desk, "view.trails", std::int64_t{7});
    set(desk, "time.until", 123.0);
    settle(desk);
    CHECK(desk.runs[0]->document.view.yaw == 1.25);
    CHECK(desk.runs[0]->view_shown.yaw == 1.25);
    CHECK(desk.runs[0]->document.view.trails == 7);
    CHECK(desk.runs[0]->document.scene.time.until == 123);
    undo(desk);
    settle(desk);
    CHECK(desk.runs[0]->document.scene.time.until == desk.runs[1]->document.scene.time.until);
    step_once(desk);
    settle(desk);
    set(desk, "tokens.seed", std::int64_t{5});
    until(desk, [&] { return desk.run().document.scene.tokens.seed == 5; });
    settle(desk);
    CHECK(desk.runs[0]->frame->time == 0);
    CHECK(desk.runs[0]->document.scene.tokens.seed != 5);
    // Both change sphere and circle together.
    set(desk, "dimension", std::int64_t{3});
    until(desk,
          [&] { return desk.runs[0]->document.scene.dimension == 3 && desk.runs[1]->document.scene.dimension == 3; });
}

TEST_CASE("a twin is closed, the first run is not, and there are three at most") {
    Desk desk = started();
    for (int k = 0; k < 3; ++k) add(desk);
    set(desk, "model.beta", 9.0);
    CHECK(desk.runs.size() == 4);
    add(desk);
    CHECK(desk.runs.size() == 4);
    CHECK(desk.messages.back().text.find("three twins at most") != std::string::npos);
    ask_to_close(desk, 1);
    turn(desk);
    settle(desk);
    CHECK(desk.runs.size() == 3);
    CHECK(desk.current == 2);
    CHECK(desk.run().document.scene.model.beta == 9);
    ask_to_close(desk, 0);
    turn(desk);
    CHECK(desk.runs.size() == 3);
    ask_to_close(desk, 2);
    turn(desk);
    CHECK(desk.current == 1);
    // A scene that is opened takes the place of all runs.
    open_scene(desk, "welcome");
    until(desk, [&] { return desk.runs.size() == 1 && desk.run().edits.origin() == "welcome"; });
    set_pace(desk, {Pace::Kind::unlimited, 0});
    play(desk, true);
    until(desk, [&] { return desk.run().frame->time > 0; });
}

TEST_CASE("a picture of runs side by side opens them side by side at its moment, to the last bit") {
    const std::string picture =
        (std::filesystem::temp_directory_path() / ("coalesce-twins-" + std::to_string(getpid()) + ".png")).string();
    Desk desk = started();
    add(desk);
    set(desk, "model.beta", 3.0);
    choose_run(desk, 0);
    for (int k = 0; k < 5; ++k) step_once(desk);
    settle(desk);
    // An edit on the way: the twin begins anew with the beta that it had, and takes the other one where it was taken.
    choose_run(desk, 1);
    set(desk, "model.beta", 5.0);
    for (int k = 0; k < 4; ++k) step_once(desk);
    settle(desk);
    write_png(Image(4, 4), picture, comment_of(desk.runs, desk.twin_clock, picture).text);

    Desk other = started();
    REQUIRE(open_scene(other, picture));
    std::filesystem::remove(picture);
    const auto arrived = [](const auto& run) { return run->frame && run->frame->time > 0 && !run->reach; };
    until(other, [&] { return other.runs.size() == 2 && std::all_of(other.runs.begin(), other.runs.end(), arrived); });
    settle(other);
    for (std::size_t k = 0; k < 2; ++k) {
        CAPTURE(k);
        CHECK(other.runs[k]->frame->time == desk.runs[k]->frame->time);
        CHECK(other.runs[k]->frame->positions == desk.runs[k]->frame->positions);
        CHECK(other.runs[k]->document.scene.model == desk.runs[k]->document.scene.model);
    }
    // They share a clock again.
    play(other, true);
    until(other, [&] { return other.runs[1]->frame->time > 2 * desk.runs[1]->frame->time; });
    CHECK(apart(other) <= 2 * desk.run().document.scene.time.dt * (1 + 1e-9));
}

TEST_CASE("a twin's scene is in no file: its origin is not the first run's") {
    Desk desk = started();
    add(desk);
    CHECK(desk.run().edits.origin() == "kuramoto-twin");
    set(desk, "model.beta", 3.0);
    std::string found;
    CHECK(twin_quantity("twin.1.model.beta", desk, found));
    CHECK(found == "3");
    CHECK_FALSE(twin_quantity("twin.1.model.bta", desk, found));
    CHECK_FALSE(twin_quantity("model.beta", desk, found));
    CHECK(twin_quantity("twin.3.time", desk, found));
    CHECK(found == "none");
}
