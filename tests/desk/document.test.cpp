// The desk without a window: document, run and history when scenes are opened, edited and undone.
#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "coalesce/model/files.hpp"
#include "desk/desk.hpp"

using namespace coalesce;

namespace {

/// A folder with scenes of 50 tokens that differ in name and β, one of them without its token file.
struct Scenes {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("coalesce-document-" + std::to_string(getpid()));
    Scenes() {
        std::filesystem::create_directories(path);
        write("a.json", R"({"coalesce": 1, "name": "A", "tokens": {"count": 50}, "model": {"beta": 11}})");
        write("b.json", R"({"coalesce": 1, "name": "B", "tokens": {"count": 60}, "model": {"beta": 22},
                            "time": {"until": 1e9}})");
        write("gone.json", R"({"coalesce": 1, "name": "Gone", "tokens": {"law": {"kind": "file", "path": "no.npy"}}})");
        write("broken.json", R"({"coalesce": 1, "name": )");
    }
    ~Scenes() { std::filesystem::remove_all(path); }
    void write(const std::string& name, const std::string& text) const { std::ofstream(path / name) << text; }
    std::string operator[](const std::string& name) const { return (path / name).string(); }
};

/// Runs the desk's side of frames until `wanted` holds; gives up after what takes twenty seconds on an idle machine.
template <class Predicate>
void until(Desk& desk, const Predicate& wanted) {
    for (int k = 0; k < 200'000; ++k) {
        const Frame& frame = desk.run().simulation->latest();
        synchronise(desk, frame);
        if (frame.sequence > 0 && wanted(frame)) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    const Frame& last = desk.run().simulation->latest();
    FAIL("the awaited frame was never published; the last has " << last.steps << " steps, t = " << last.time
                                                                << ", known until " << last.known_until);
}

void settle(Desk& desk) {
    until(desk, [&](const Frame& frame) { return frame.commands >= desk.run().sent && !busy(desk); });
}

Desk started(const Scenes& scenes, const std::string& name = "a.json") {
    Desk desk;
    desk.run().playing = false;
    start(desk, scenes[name]);
    settle(desk);
    return desk;
}

void set_beta(Desk& desk, double beta) {
    edit(desk, DocumentDiff(desk.run().document, "model.beta", beta), "model.beta");
    desk.run().edits.end_gesture();
}

void run_steps(Desk& desk, int count) {
    for (int k = 0; k < count; ++k) step_once(desk);
    // A frame may show the command as taken before its steps are done.
    until(desk, [&](const Frame& frame) { return frame.commands >= desk.run().sent && frame.settled; });
}

}  // namespace

TEST_CASE("a scene that cannot be opened leaves document, title, run, pace and history as they were") {
    const Scenes scenes;
    Desk desk = started(scenes);
    set_beta(desk, 12);
    run_steps(desk, 3);
    const SceneDocument before = desk.run().document;
    const std::string title = desk.title;
    const std::size_t entries = desk.run().edits.size();
    const Pace pace = desk.run().pace;
    for (const char* name : {"gone.json", "broken.json", "missing.json"}) {
        desk.messages.clear();
        open_scene(desk, scenes[name]);
        settle(desk);
        REQUIRE(desk.messages.size() == 1);
        CHECK(desk.messages[0].error);
        CHECK(desk.run().document == before);
        CHECK(desk.title == title);
        CHECK(desk.run().edits.origin() == scenes["a.json"]);
        CHECK(desk.run().edits.size() == entries);
        CHECK(desk.run().pace == pace);
        CHECK(desk.settings.last_scene == scenes["a.json"]);
        until(desk, [](const Frame& frame) { return frame.steps == 3 && frame.size() == 50; });
    }
    // Ctrl+S writes the document of the run.
    CHECK(save_scene(desk, scenes["saved.json"]));
    CHECK(read_scene(scenes["saved.json"]).scene.model.beta == 12);
    CHECK(read_scene(scenes["saved.json"]).scene.name == "A");
}

TEST_CASE("the document changes with the frame that shows its cloud, and not before") {
    const Scenes scenes;
    Desk desk = started(scenes);
    open_scene(desk, scenes["b.json"]);
    CHECK(busy(desk));
    bool mixed = false, opened = false;
    for (int k = 0; k < 200'000 && !opened; ++k) {
        const Frame& frame = desk.run().simulation->latest();
        synchronise(desk, frame);
        opened = desk.run().document.scene.name == "B";
        mixed |= (frame.size() == 60) != opened || desk.title.starts_with("B") != opened;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    CHECK(opened);
    CHECK_FALSE(mixed);
}

TEST_CASE("while a new cloud is awaited edits, undo and reset do nothing; a newer scene wins") {
    const Scenes scenes;
    Desk desk = started(scenes);
    open_scene(desk, scenes["b.json"]);
    set_beta(desk, 99);
    undo(desk);
    reset(desk);
    open_scene(desk, scenes["a.json"]);
    settle(desk);
    CHECK(desk.run().document.scene.name == "A");
    CHECK(desk.run().document.scene.model.beta == 11);
    until(desk, [](const Frame& frame) { return frame.size() == 50; });
    CHECK(desk.messages.empty());
}

TEST_CASE("undo crosses the opening of a scene: the former document comes back, its run starts anew") {
    const Scenes scenes;
    Desk desk = started(scenes);
    set_beta(desk, 12);
    run_steps(desk, 3);
    open_scene(desk, scenes["b.json"]);
    settle(desk);
    CHECK(desk.title == "B – Coalesce");
    undo(desk);
    settle(desk);
    CHECK(desk.run().document.scene.model.beta == 12);
    CHECK(desk.run().edits.origin() == scenes["a.json"]);
    CHECK(desk.title == "A • – Coalesce");
    until(desk, [](const Frame& frame) { return frame.size() == 50 && frame.steps == 0; });
    redo(desk);
    settle(desk);
    CHECK(desk.title == "B – Coalesce");
    until(desk, [](const Frame& frame) { return frame.size() == 60; });
}

TEST_CASE("undo to a scene whose tokens are gone leaves the present one") {
    const Scenes scenes;
    scenes.write(
        "points.json",
        R"({"coalesce": 1, "name": "P", "dimension": 2, "tokens": {"law": {"kind": "file", "path": "p.npy"}}})");
    // Two tokens of float64, by the format's own description.
    std::string header = "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }";
    header.resize(117, ' ');
    header += '\n';
    std::string npy = std::string("\x93NUMPY\x01\x00", 8) + '\x76' + '\0' + header;
    for (const double x : {1.0, 0.0, 0.0, 1.0}) npy.append(reinterpret_cast<const char*>(&x), sizeof x);
    scenes.write("p.npy", npy);
    Desk desk = started(scenes, "points.json");
    open_scene(desk, scenes["b.json"]);
    settle(desk);
    std::filesystem::remove(scenes.path / "p.npy");
    undo(desk);
    settle(desk);
    CHECK(desk.run().document.scene.name == "B");
    CHECK(desk.title == "B – Coalesce");
    REQUIRE(desk.messages.size() == 1);
    CHECK(desk.run().edits.undo_name() == "open b");
}

TEST_CASE("• goes when undo returns to what was saved, and comes when it leaves that") {
    const Scenes scenes;
    Desk desk = started(scenes);
    CHECK_FALSE(modified(desk));
    set_beta(desk, 12);
    CHECK(modified(desk));
    undo(desk);
    CHECK_FALSE(modified(desk));
    CHECK(desk.title == "A – Coalesce");
    redo(desk);
    CHECK(save_scene(desk, scenes["a.json"]));
    CHECK(desk.title == "A – Coalesce");
    undo(desk);
    CHECK(desk.title == "A • – Coalesce");
    desk.run().document.view.yaw += 1;  // another camera
    redo(desk);
    CHECK(desk.title == "A – Coalesce");
}

TEST_CASE("undo leaves the camera where it is") {
    const Scenes scenes;
    Desk desk = started(scenes);
    set_beta(desk, 12);
    desk.run().document.view.yaw = 2.5;
    undo(desk);
    CHECK(desk.run().document.scene.model.beta == 11);
    CHECK(desk.run().document.view.yaw == 2.5);
}

TEST_CASE("a refused edit is taken back: the document is the one that runs") {
    const Scenes scenes;
    Desk desk = started(scenes);
    set_beta(desk, 12);
    settle(desk);
    DocumentDiff adaptive(desk.run().document, "time.method", std::string("adaptive"));
    adaptive.set(desk.run().document, "model.noise", 0.5);
    edit(desk, adaptive, "time.method");
    settle(desk);
    REQUIRE(desk.messages.size() == 1);
    CHECK(desk.run().document.scene.time.method == Method::layer);
    CHECK(desk.run().document.scene.model.beta == 12);
    CHECK(desk.run().edits.undo_name() == "model.beta");
    run_steps(desk, 1);
    until(desk, [](const Frame& frame) { return frame.steps == 1; });

    desk.messages.clear();
    desk.run().draft.edit([&](TokenSpec& tokens) { tokens.law = FileLaw{scenes["no.npy"]}; });
    apply_draft(desk);
    settle(desk);
    REQUIRE(desk.messages.size() == 1);
    CHECK(std::holds_alternative<UniformLaw>(desk.run().document.scene.tokens.law));
    CHECK(std::holds_alternative<FileLaw>(desk.run().draft.tokens().law));  // the typed value is not lost
}

TEST_CASE("an edit that is not valid says so once, and leaves document, run and history") {
    const Scenes scenes;
    Desk desk = started(scenes);
    set_beta(desk, 12);
    const SceneDocument before = desk.run().document;
    const std::size_t entries = desk.run().edits.size();
    const std::uint64_t sent = desk.run().sent;
    DocumentDiff mixed(before, "view.trails", std::int64_t{5});
    mixed.set(before, "time.dt", -1.0);
    for (const DocumentDiff& diff : {mixed, DocumentDiff(before, "model.V", Matrix::identity(2)),
                                     DocumentDiff(before, "tokens.law", InitialLaw(MixtureLaw{}))}) {
        desk.messages.clear();
        edit(desk, diff, "edit");
        REQUIRE(desk.messages.size() == 1);
        CHECK(desk.messages[0].error);
        CHECK(desk.messages[0].text.starts_with("edit: "));
        CHECK(desk.run().document == before);
        CHECK(desk.run().edits.size() == entries);
        CHECK(desk.run().sent == sent);
        CHECK_FALSE(busy(desk));
    }
}

TEST_CASE(
    "an edit that only the picture shows is not sent to the simulation, one of the motion at once, one of the "
    "tokens with a new cloud") {
    const Scenes scenes;
    Desk desk = started(scenes);
    run_steps(desk, 4);
    const auto edit_one = [&](std::string_view key, ParameterValue value) {
        edit(desk, DocumentDiff(desk.run().document, key, std::move(value)), std::string(key));
        desk.run().edits.end_gesture();
    };
    const std::uint64_t sent = desk.run().sent;
    edit_one("view.trails", std::int64_t{7});
    edit_one("time.axis", std::string("log"));
    edit_one("name", std::string("Renamed"));
    CHECK(desk.run().sent == sent);
    CHECK(desk.title == "Renamed • – Coalesce");
    edit_one("view.histogram_bins", std::int64_t{33});  // measured by the engine
    CHECK(desk.run().sent == sent + 1);
    until(desk, [](const Frame& frame) { return frame.angles.density.size() == 33 && frame.steps == 4; });

    // Of a mixed change the latest effect counts, and all of it is one step of undo.
    DocumentDiff moves(desk.run().document, "view.trails", std::int64_t{9});
    moves.set(desk.run().document, "time.dt", 0.5);
    edit(desk, moves, "moves");
    CHECK_FALSE(busy(desk));
    CHECK(desk.run().document.view.trails == 9);
    run_steps(desk, 1);
    until(desk, [](const Frame& frame) { return frame.steps == 5 && frame.now.dt == 0.5; });
    DocumentDiff draws(desk.run().document, "time.dt", 0.25);
    draws.set(desk.run().document, "tokens.count", std::int64_t{70});
    edit(desk, draws, "draws");
    CHECK(busy(desk));
    CHECK(desk.run().document.scene.time.dt == 0.5);
    settle(desk);
    until(desk, [](const Frame& frame) { return frame.size() == 70 && frame.now.dt == 0.25; });
    undo(desk);
    settle(desk);
    CHECK(desk.run().document.scene.tokens.count == 50);
    CHECK(desk.run().document.scene.time.dt == 0.5);
    undo(desk);
    CHECK(desk.run().document.view.trails == 7);
    CHECK(desk.run().document.scene.time.dt == 0.01);
    until(desk, [](const Frame& frame) { return frame.size() == 50 && frame.now.dt == 0.01; });
    CHECK(desk.messages.empty());
}

TEST_CASE("a refused edit is taken back and one of the picture made meanwhile stays") {
    const Scenes scenes;
    Desk desk = started(scenes);
    const SceneDocument before = desk.run().document;
    DocumentDiff adaptive(before, "time.method", std::string("adaptive"));
    adaptive.set(before, "model.noise", 0.5);
    edit(desk, adaptive, "time.method");
    desk.run().edits.end_gesture();
    edit(desk, DocumentDiff(desk.run().document, "view.trails", std::int64_t{7}), "view.trails");
    settle(desk);
    REQUIRE(desk.messages.size() == 1);
    SceneDocument trailing = before;
    trailing.view.trails = 7;
    CHECK(desk.run().document == trailing);
    CHECK_FALSE(desk.run().edits.can_redo());
    undo(desk);
    CHECK(desk.run().document == before);
    CHECK_FALSE(desk.run().edits.can_undo());
}

TEST_CASE("an edit of the model keeps what was drafted of the tokens") {
    const Scenes scenes;
    Desk desk = started(scenes);
    desk.run().draft.edit([](TokenSpec& tokens) { tokens.count = 77; });
    CHECK(desk.run().draft.differs());
    set_beta(desk, 12);
    CHECK(desk.run().draft.tokens().count == 77);
    apply_draft(desk);
    settle(desk);
    CHECK_FALSE(desk.run().draft.differs());
    CHECK(desk.run().document.scene.tokens.count == 77);
    until(desk, [](const Frame& frame) { return frame.size() == 77; });
}

TEST_CASE("a reset is undone: the run is where it was") {
    const Scenes scenes;
    Desk desk = started(scenes);
    run_steps(desk, 5);
    reset(desk);
    settle(desk);
    CHECK(desk.run().edits.undo_name() == "reset");
    CHECK_FALSE(modified(desk));
    until(desk, [](const Frame& frame) { return frame.steps == 0; });
    run_steps(desk, 2);
    undo(desk);
    until(desk, [](const Frame& frame) { return frame.steps == 5 && frame.known_until == 5 * 0.01; });
    redo(desk);
    until(desk, [](const Frame& frame) { return frame.steps == 0; });
    // A reset of a run that never moved is not undoable.
    settle(desk);
    const std::size_t entries = desk.run().edits.size();
    reset(desk);
    settle(desk);
    CHECK(desk.run().edits.size() == entries);
}

TEST_CASE("unsaved edits are asked about before a scene is opened or the program ends") {
    const Scenes scenes;
    Desk desk = started(scenes);
    request(desk, {Intent::Kind::open, scenes["b.json"]});  // nothing would be lost
    settle(desk);
    CHECK(desk.run().document.scene.name == "B");
    set_beta(desk, 23);
    request(desk, {Intent::Kind::open, scenes["a.json"]});
    CHECK(desk.leaving.state() == LeaveQuestion::State::asking);
    CHECK_FALSE(busy(desk));
    desk.leaving.cancel();
    CHECK(desk.run().document.scene.model.beta == 23);
    request(desk, {Intent::Kind::quit, {}});
    CHECK_FALSE(desk.quit);
    save_and_leave(desk);
    CHECK(desk.quit);
    CHECK(read_scene(scenes["b.json"]).scene.model.beta == 23);
}

TEST_CASE("what the tokens panel has drafted is asked about, and saved with the document") {
    const Scenes scenes;
    Desk desk = started(scenes);
    const auto draft_count = [&](std::int64_t count) {
        desk.run().draft.edit([&](TokenSpec& tokens) { tokens.count = count; });
    };
    draft_count(70);
    CHECK_FALSE(modified(desk));
    request(desk, {Intent::Kind::open, scenes["b.json"]});
    CHECK(desk.leaving.state() == LeaveQuestion::State::asking);
    CHECK_FALSE(busy(desk));
    desk.leaving.cancel();
    CHECK(desk.run().draft.tokens().count == 70);
    // Restoring the value leaves no change.
    draft_count(50);
    request(desk, {Intent::Kind::quit, {}});
    CHECK(desk.quit);
    desk.quit = false;

    draft_count(70);
    request(desk, {Intent::Kind::open, scenes["b.json"]});
    save_and_leave(desk);
    settle(desk);
    CHECK(desk.run().document.scene.name == "B");
    CHECK(read_scene(scenes["a.json"]).scene.tokens.count == 70);
    // Undo returns to the saved state.
    undo(desk);
    settle(desk);
    CHECK(desk.run().document.scene.tokens.count == 70);
    CHECK_FALSE(modified(desk));

    draft_count(80);
    request(desk, {Intent::Kind::quit, {}});
    CHECK_FALSE(desk.quit);
    save_and_leave(desk);
    CHECK(desk.quit);
    CHECK(read_scene(scenes["a.json"]).scene.tokens.count == 80);
}

TEST_CASE("a draft that no cloud can be drawn from is not saved, and nothing is left") {
    const Scenes scenes;
    Desk desk = started(scenes);
    desk.run().draft.edit([](TokenSpec& tokens) { tokens.law = MixtureLaw{}; });
    request(desk, {Intent::Kind::quit, {}});
    save_and_leave(desk);
    CHECK_FALSE(desk.quit);
    REQUIRE(desk.messages.size() == 1);
    CHECK(desk.messages[0].error);
    CHECK(read_scene(scenes["a.json"]).scene.tokens.count == 50);
    CHECK(desk.run().draft.differs());
}

TEST_CASE("an edit whose cloud is on its way is saved as well") {
    const Scenes scenes;
    Desk desk = started(scenes);
    edit(desk, DocumentDiff(desk.run().document, "tokens.count", std::int64_t{90}), "tokens");
    REQUIRE(busy(desk));
    request(desk, {Intent::Kind::quit, {}});
    save_and_leave(desk);
    CHECK(desk.quit);
    CHECK(read_scene(scenes["a.json"]).scene.tokens.count == 90);
}

TEST_CASE("where saving fails nothing is left") {
    const Scenes scenes;
    Desk desk = started(scenes, "b.json");
    set_beta(desk, 23);
    std::filesystem::remove_all(scenes.path);
    request(desk, {Intent::Kind::quit, {}});
    save_and_leave(desk);
    CHECK_FALSE(desk.quit);
    CHECK(desk.leaving.state() == LeaveQuestion::State::quiet);
    REQUIRE(desk.messages.size() == 1);
    CHECK(desk.messages[0].error);
    CHECK(modified(desk));
    request(desk, {Intent::Kind::quit, {}});
    discard_and_leave(desk);
    CHECK(desk.quit);
}

TEST_CASE("a run that ended by itself is followed by one that plays") {
    const Scenes scenes;
    scenes.write("short.json", R"({"coalesce": 1, "name": "S", "tokens": {"count": 50}, "time": {"until": 0.05}})");
    Desk desk = started(scenes, "short.json");
    set_pace(desk, {Pace::Kind::unlimited, 0});
    play(desk, true);
    until(desk, [&](const Frame& frame) { return frame.ended && !desk.run().playing; });
    open_scene(desk, scenes["b.json"]);
    until(desk, [&](const Frame& frame) { return frame.size() == 60 && frame.steps > 3 && desk.run().playing; });
    desk.run().simulation->update(desk.run().history);
    CHECK(desk.run().history.rows.front().time == 0);
}

TEST_CASE("folders whose names are no UTF-8 can be opened from, saved into and remembered") {
    const Scenes scenes;
    const std::filesystem::path folder = scenes.path / "caf\xe9";
    std::filesystem::create_directories(folder);
    std::filesystem::copy(scenes["a.json"], folder / "a.json");
    Desk desk;
    desk.run().playing = false;
    start(desk, (folder / "a.json").string());
    settle(desk);
    set_beta(desk, 12);
    CHECK(save_scene(desk, desk.run().edits.origin()));
    CHECK(read_scene(folder / "a.json").scene.model.beta == 12);
    save_settings(desk.settings, folder);
    CHECK(load_settings(folder) == desk.settings);
    CHECK(desk.settings.last_scene == (folder / "a.json").string());
}

TEST_CASE("runs on one desk have documents, simulations, views and histories of their own; the current one is edited") {
    const Scenes scenes;
    Desk desk = started(scenes);
    run_steps(desk, 2);
    const OpenRun& first = desk.run();
    desk.runs.push_back(std::make_unique<OpenRun>());
    desk.current = 1;
    desk.run().playing = false;
    start(desk, scenes["b.json"]);
    settle(desk);
    set_beta(desk, 33);
    run_steps(desk, 5);
    CHECK(first.document.scene.name == "A");
    CHECK(first.document.scene.model.beta == 11);
    CHECK_FALSE(first.edits.can_undo());
    // Steps are taken by all runs: they have one clock.
    for (int k = 0; k < 60'000 && first.simulation->latest().steps < 7; ++k)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    CHECK(first.simulation->latest().steps == 7);
    CHECK(first.simulation->latest().size() == 50);
    desk.current = 0;
    undo(desk);  // the first run has nothing to undo
    settle(desk);
    CHECK(desk.runs[1]->document.scene.model.beta == 33);
    set_beta(desk, 12);
    desk.current = 1;
    undo(desk);
    settle(desk);
    CHECK(desk.run().document.scene.model.beta == 22);
    CHECK(first.document.scene.model.beta == 12);
    CHECK(first.edits.can_undo());
}
