// Tokens in the user's hand, without a window: pins, pushes, additions and removals as edits of the document.
#include "desk/hand_mouse.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "coalesce/flow/simulation.hpp"
#include "desk/desk.hpp"
#include "desk/pins.hpp"

using namespace coalesce;

namespace {

std::string scene_file(const std::string& more) {
    const auto path = std::filesystem::temp_directory_path() / ("coalesce-hand-" + std::to_string(getpid()) + ".json");
    std::ofstream(path) << R"({"coalesce": 1, "tokens": {"count": 80}, )" << more << "}";
    return path.string();
}

/// Runs the desk's side of frames until every command is answered; gives up after what takes twenty seconds on an idle
/// machine.
const Frame& settled(Desk& desk) {
    for (int k = 0; k < 200'000; ++k) {
        const Frame& frame = desk.run().simulation->latest();
        synchronise(desk, frame);
        const bool answered = frame.sequence > 0 && frame.commands >= desk.run().sent && !busy(desk);
        if (answered && frame.settled) return frame;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    FAIL("the awaited frame was never published");
    return desk.run().simulation->latest();
}

/// A frame of tokens on the equator, in clusters about 0°, 90° and 180°.
Frame equator() {
    Frame frame;
    const double centres[] = {0, M_PI / 2, M_PI};
    const std::size_t sizes[] = {6, 10, 4};
    for (int c = 0; c < 3; ++c) {
        Cluster cluster;
        cluster.identity = 10 + c;
        cluster.tokens = sizes[c];
        cluster.mass = static_cast<double>(sizes[c]) / 20;
        cluster.centre = {std::cos(centres[c]), std::sin(centres[c]), 0};
        frame.clusters.push_back(cluster);
        for (std::size_t k = 0; k < sizes[c]; ++k) {
            const double angle = centres[c] + 0.02 * (static_cast<double>(k) - 2);
            for (const double x : {std::cos(angle), std::sin(angle), 0.0})
                frame.positions.push_back(static_cast<float>(x));
            frame.identity.push_back(10 + c);
        }
    }
    std::swap(frame.clusters[0], frame.clusters[1]);  // by falling mass
    frame.sequence = 1;
    return frame;
}

}  // namespace

TEST_CASE("a click pins and unpins, keys go from cluster to cluster, and a token that is gone takes its pin along") {
    Frame frame = equator();
    Pins pins;
    const Model model = Model::standard(3);
    toggle_pin(pins, frame, 3);
    toggle_pin(pins, frame, 17);
    follow(pins, frame, model);
    CHECK(pins.tokens.size() == 2);
    CHECK(pins.shown()->number == 17);
    REQUIRE(pins.row);
    CHECK(pins.row->share.size() == 20);
    toggle_pin(pins, frame, 17);
    CHECK(pins.shown()->number == 3);
    pin_next_cluster(pins, frame, 1);  // from the second by mass to the third
    CHECK(pins.shown()->number == 18);
    pin_next_cluster(pins, frame, 1);  // and round to the heaviest
    CHECK(pins.shown()->number == 8);
    pin_next_cluster(pins, frame, -1);
    CHECK(pins.shown()->number == 18);
    CHECK(pins.tokens.size() == 1);
    // Token 18 stays after others are removed, and goes with its own removal.
    auto numbers = std::make_shared<std::vector<std::uint32_t>>();
    for (std::uint32_t n = 5; n < 20; ++n) numbers->push_back(n);
    frame.number = numbers;
    frame.positions.erase(frame.positions.begin(), frame.positions.begin() + 15);
    ++frame.sequence;
    follow(pins, frame, model);
    CHECK(pins.row->share.size() == 15);
    CHECK(index_of(frame, 18) == 13);
    frame.number = std::make_shared<std::vector<std::uint32_t>>(numbers->begin(), numbers->begin() + 13);
    frame.positions.resize(39);
    ++frame.sequence;
    follow(pins, frame, model);
    CHECK(pins.tokens.empty());
    CHECK_FALSE(pins.row);
}

TEST_CASE("a path grows with time and is cut by a look back") {
    Frame frame = equator();
    Pins pins;
    toggle_pin(pins, frame, 0);
    for (int k = 0; k < 10; ++k) {
        frame.time = k;
        follow(pins, frame, Model::standard(3));
    }
    CHECK(pins.tokens[0].path.size() == 10);
    frame.time = 4;
    follow(pins, frame, Model::standard(3));
    CHECK(pins.tokens[0].path.size() == 5);
    for (int k = 5; k < 20000; ++k) {
        frame.time = k;
        follow(pins, frame, Model::standard(3));
    }
    CHECK(pins.tokens[0].path.size() <= 4000);
    CHECK(pins.tokens[0].path.front().time == 0);
    CHECK(pins.tokens[0].path.back().time == 19999);
}

TEST_CASE("pushes, additions and removals are undone and redone, saved, and replayed by a run of the file to the bit") {
    for (const char* method : {"layer", "adaptive"}) {
        const std::string file =
            scene_file(std::string(R"("time": {"method": ")") + method + R"(", "dt": 0.05, "until": 1})");
        Desk desk;
        desk.run().playing = false;
        start(desk, file);
        settled(desk);
        for (int k = 0; k < 5; ++k) step_once(desk);
        const double first = settled(desk).time;
        add_event(desk, settled(desk), hands::Push{TokenNumbers{7, 9}, {0, 0.5, 0.25}}, "push tokens");
        CHECK(desk.run().edits.undo_name() == "push tokens");
        CHECK(settled(desk).time == first);
        add_event(desk, settled(desk), hands::Add{Cap{{0, 0, 1}, 0.3}, 20, 4}, "add tokens");
        CHECK(settled(desk).size() == 100);
        for (int k = 0; k < 4; ++k) step_once(desk);
        add_event(desk, settled(desk), hands::Remove{Cap{{0, 0, 1}, 0.4}}, "remove tokens");
        const std::size_t left = settled(desk).size();
        CHECK(left < 100);
        undo(desk);
        CHECK(settled(desk).size() == 100);
        redo(desk);
        CHECK(settled(desk).size() == left);
        CHECK(desk.run().document.scene.events.size() == 3);
        // The run's end moves to where the desk is, and `run` takes the file to the same tokens.
        edit(desk, DocumentDiff(desk.run().document, "time.until", settled(desk).time), "time.until");
        REQUIRE(save_scene(desk, file));
        Simulation replay(load_scene(file).scene);
        replay.advance_to(settled(desk).time);
        CHECK(row_major(replay.cloud()) == row_major(desk.run().simulation->snapshot()));
        while (desk.run().edits.can_undo()) undo(desk);
        CHECK(desk.run().document.scene.events.empty());
        CHECK(settled(desk).size() == 80);
        CHECK(desk.messages.size() == 1);  // the file was saved
        std::filesystem::remove(file);
    }
}

TEST_CASE("an event beyond the end moves the end, and one that is refused leaves the document as it was") {
    const std::string file = scene_file(R"("time": {"dt": 0.1, "until": 0.25})");
    Desk desk;
    desk.run().playing = false;
    start(desk, file);
    for (int k = 0; k < 5; ++k) step_once(desk);
    add_event(desk, settled(desk), hands::Push{TokenNumbers{1}, {1, 0, 0}}, "push tokens");
    CHECK(desk.run().document.scene.time.until == settled(desk).time);
    const SceneDocument before = desk.run().document;
    add_event(desk, settled(desk), hands::Remove{Cap{{1, 0, 0}, M_PI}}, "remove tokens");
    settled(desk);
    REQUIRE(desk.messages.size() == 1);
    CHECK(desk.messages[0].text.find("events.1.remove: found every token") == 0);
    CHECK(desk.run().document == before);
    CHECK(settled(desk).size() == 80);
    clear_events(desk);
    CHECK(settled(desk).touched == std::nullopt);
    undo(desk);
    CHECK(settled(desk).touched);
    std::filesystem::remove(file);
}
