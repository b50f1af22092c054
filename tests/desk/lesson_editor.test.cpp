// The lesson editor without a window: what is shown becomes steps, which the player shows to the bit.
#include "desk/lesson_editor.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "coalesce/model/files.hpp"
#include "desk/lesson_walk.hpp"
#include "desk/panels.hpp"

using namespace coalesce;
namespace fs = std::filesystem;

namespace {

/// A desk with a small scene, paused, and a folder.
struct Author {
    fs::path folder = fs::temp_directory_path() / ("coalesce-editor-" + std::to_string(getpid()));
    Desk desk;
    Author() {
        fs::create_directories(folder);
        std::ofstream(folder / "scene.json") << R"({"coalesce": 1, "name": "Own", "tokens": {"count": 60},
            "model": {"beta": 4}, "time": {"dt": 0.02, "until": 100}})";
        desk.run().playing = false;
        start(desk, file("scene.json"));
        await([](const Frame& frame) { return !frame.playing; });
    }
    ~Author() { fs::remove_all(folder); }
    std::string file(const std::string& name) const { return (folder / name).string(); }
    LessonDraft& draft() { return desk.lesson_editor.draft; }

    const Frame& frame() { return desk.run().simulation->latest(); }
    /// Passes frames until `wanted` holds; gives up after what takes a minute on an idle machine.
    template <class Wanted>
    void await(const Wanted& wanted) {
        for (int k = 0; k < 60'000; ++k) {
            begin_frame(desk);
            synchronise(desk, frame());
            advance_lesson(desk, frame(), 1.0 / 60);
            const Frame& now = frame();
            synchronise(desk, now);
            if (now.sequence > 0 && now.commands >= desk.run().sent && wanted(now)) return;
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        }
        FAIL("what was awaited did not come, t = " << frame().time);
    }
    /// Plays to a time and pauses there.
    void play_to(double time) {
        play(desk, true);
        await([&](const Frame& now) { return now.known_until >= time; });
        seek(desk, time);
        await([&](const Frame& now) { return !now.playing && now.time > time - 0.03; });
    }
    void set_beta(double beta) {
        edit(desk, DocumentDiff(desk.run().document, "model.beta", beta), "model.beta");
        await([](const Frame& now) { return !now.playing; });
    }
    std::vector<Vec3> tokens() {
        const Cloud cloud = desk.run().simulation->snapshot();
        std::vector<Vec3> all;
        for (std::size_t i = 0; i < cloud.size(); ++i) all.push_back(cloud.token(i));
        return all;
    }
    /// Presents a step until nothing more happens by itself.
    void present(std::size_t step) {
        draft().select(step);
        preview_draft(desk);
        await([&](const Frame& now) {
            return presenting(desk) && desk.lesson->step == step && !desk.lesson->going_to && !desk.lesson->seeking &&
                   desk.lesson->eased && desk.lesson->plays_after == 0 && !now.playing;
        });
    }
};

}  // namespace

TEST_CASE("three steps made of a run are shown by the player with the same tokens, to the last bit") {
    Author author;
    author.play_to(0.5);
    const auto first = author.tokens();
    add_step_from_here(author.desk, author.frame());
    author.set_beta(40);
    author.play_to(1.3);
    const auto second = author.tokens();
    add_step_from_here(author.desk, author.frame());
    author.desk.run().document.view.yaw = 2;
    author.play_to(2);
    const auto third = author.tokens();
    add_step_from_here(author.desk, author.frame());
    CHECK(author.desk.lesson_editor.left_out.empty());
    REQUIRE(author.draft().lesson().steps.size() == 3);
    CHECK(author.draft().problems().empty());
    const SceneDocument document = author.desk.run().document;

    for (const std::size_t step : {2, 0, 1}) {
        CAPTURE(step);
        author.present(step);
        CHECK(author.tokens() == (step == 0 ? first : step == 1 ? second : third));
        CHECK(author.desk.run().document.scene.model.beta == (step == 0 ? 4 : 40));
        leave_lesson(author.desk);
        CHECK_FALSE(author.desk.lesson);
        author.await([](const Frame& now) { return !now.playing; });
        // The runs that were open are there.
        CHECK(author.tokens() == third);
        CHECK(author.desk.run().document == document);
        CHECK_FALSE(author.desk.fullscreen);
    }
}

TEST_CASE("a preview in a lesson's pause leads back to that pause") {
    Author author;
    REQUIRE(open_lesson(author.desk, "three-phases"));
    author.await([&](const Frame&) { return presenting(author.desk); });
    take_turn(author.desk);
    author.await([](const Frame& now) { return !now.playing; });
    author.set_beta(3);
    const LessonState* const paused = author.desk.lesson.get();
    request_after_draft(author.desk, {AfterDraft::Kind::edit, ""});
    CHECK(author.draft().lesson() == load_lesson("three-phases"));
    CHECK(author.draft().file().empty());
    author.present(0);
    CHECK(author.desk.lesson->preview);
    // The audience's turn within the preview, and a preview from there.
    take_turn(author.desk);
    author.await([](const Frame& now) { return !now.playing; });
    author.present(0);
    leave_lesson(author.desk);
    CHECK(author.desk.lesson.get() == paused);
    CHECK(on_your_turn(author.desk));
    CHECK(author.desk.run().document.scene.model.beta == 3);
    back_to_lesson(author.desk);
    CHECK(presenting(author.desk));
    CHECK(author.desk.run().document.scene.model.beta != 3);
    leave_lesson(author.desk);
    CHECK(author.desk.run().document.scene.name == "Own");
}

TEST_CASE("a saved lesson is read to the same, and a refused one leaves the older file") {
    Author author;
    author.play_to(0.5);
    add_step_from_here(author.desk, author.frame());
    author.draft().edit("title", [](Lesson& lesson) { lesson.title = "Mine"; });
    CHECK(author.draft().modified());
    REQUIRE(save_draft(author.desk, author.file("mine.json")));
    CHECK_FALSE(author.draft().modified());
    CHECK(read_lesson(author.file("mine.json")) == author.draft().lesson());
    const std::string text = read_text(author.file("mine.json"), 1 << 20);
    CHECK(to_json(read_lesson(author.file("mine.json"))) == text);

    author.draft().edit_step("time", [](LessonStep& step) { step.seek = 1e6; });
    CHECK_FALSE(save_draft(author.desk, author.file("mine.json")));
    CHECK(author.desk.messages.back().text.find("step 1, seek: found 1000000") != std::string::npos);
    CHECK(read_text(author.file("mine.json"), 1 << 20) == text);
    author.draft().undo();
    CHECK_FALSE(save_draft(author.desk, author.file("missing/mine.json")));
    CHECK_FALSE(author.draft().modified());
    CHECK(author.draft().file() == author.file("mine.json"));
}

TEST_CASE("an unsaved lesson is asked about before it is lost") {
    Author author;
    add_step_from_here(author.desk, author.frame());
    for (const AfterDraft& wanted :
         {AfterDraft{AfterDraft::Kind::begin_new, ""}, AfterDraft{AfterDraft::Kind::edit, "softmax"}}) {
        request_after_draft(author.desk, wanted);
        CHECK(author.desk.lesson_editor.asked);
        CHECK(author.draft().lesson().steps.size() == 1);
        keep_draft(author.desk);
        CHECK_FALSE(author.desk.lesson_editor.asked);
    }
    request(author.desk, {Intent::Kind::quit, {}});
    CHECK_FALSE(author.desk.quit);
    REQUIRE(author.desk.lesson_editor.asked);
    discard_draft_and_go_on(author.desk);
    CHECK(author.desk.quit);
    author.desk.quit = false;
    author.desk.lesson_editor.given_up = false;

    request_after_draft(author.desk, {AfterDraft::Kind::edit, "softmax"});
    save_draft_and_go_on(author.desk);
    // It has no file yet: a name is asked for first.
    CHECK(author.desk.files.visible());
    CHECK(author.draft().lesson().steps.size() == 1);
    REQUIRE(save_draft(author.desk, author.file("kept.json")));
    discard_draft_and_go_on(author.desk);
    CHECK(author.draft().lesson() == load_lesson("softmax"));
    CHECK(read_lesson(author.file("kept.json")).steps.size() == 1);
    // Nothing is unsaved now.
    request_after_draft(author.desk, {AfterDraft::Kind::begin_new, ""});
    CHECK(author.draft().lesson() == Lesson{});
    CHECK_FALSE(author.desk.lesson_editor.asked);
}

TEST_CASE("a turntable's own turn is no change of the camera; what a hand does to it is one") {
    Author author;
    OpenRun& run = author.desk.run();
    const auto turn = [&] {
        for (int k = 0; k < 30; ++k) advance_camera(author.desk, 1.0 / 30);
    };
    run.document.view.turntable = 0.25;
    const double placed = run.document.view.yaw;
    add_step_from_here(author.desk, author.frame());
    turn();
    CHECK(run.document.view.yaw == doctest::Approx(placed + 0.25));
    add_step_from_here(author.desk, author.frame());
    LessonStep later;
    later.seek = author.frame().time;
    CHECK(author.draft().lesson().steps[1] == later);
    // A drag places the camera, from where it turns on.
    run.document.view.yaw = 2;
    turn();
    add_step_from_here(author.desk, author.frame());
    CHECK(document_after(author.draft().lesson(), 2).view.yaw == 2);
    turn();
    add_step_from_here(author.desk, author.frame());
    CHECK(author.draft().lesson().steps[3].view.empty());
    // Stopped, it shows what it was stopped for.
    turn();
    run.document.view.turntable = 0;
    add_step_from_here(author.desk, author.frame());
    CHECK(document_after(author.draft().lesson(), 4).view.yaw == doctest::Approx(2.75).epsilon(1e-3));
}

TEST_CASE("a step takes the panel that was opened for it, and the next one goes on with it") {
    Author author;
    PanelsBeside& beside = author.desk.lesson_editor.beside;
    beside.seen = {LessonPanel::energy, LessonPanel::histogram};  // as the default layout shows them
    add_step_from_here(author.desk, author.frame());
    CHECK_FALSE(author.draft().step().show);
    beside = {{LessonPanel::tree}, true};
    add_step_from_here(author.desk, author.frame());
    CHECK(author.draft().step().show == std::vector{LessonPanel::tree});
    CHECK_FALSE(beside.chosen);
    add_step_from_here(author.desk, author.frame());
    CHECK_FALSE(author.draft().step().show);
}

TEST_CASE("a step that is clicked comes into the picture as it ends, and the way back leads to what was open") {
    Author author;
    author.play_to(0.5);
    const auto first = author.tokens();
    add_step_from_here(author.desk, author.frame());
    author.set_beta(40);
    author.play_to(1.3);
    const auto second = author.tokens();
    add_step_from_here(author.desk, author.frame());
    author.play_to(2);
    const auto open = author.tokens();
    const Pace pace = author.desk.run().pace;
    for (const std::size_t step : {0, 1}) {
        author.draft().select(step);
        show_draft_step(author.desk);
        author.await([&](const Frame& now) { return step_shown(author.desk) && !now.playing; });
        CHECK(author.tokens() == (step == 0 ? first : second));
        CHECK(author.desk.run().document.scene.model.beta == (step == 0 ? 4 : 40));
        CHECK(author.desk.run().pace == pace);
        CHECK_FALSE(author.desk.fullscreen);
        CHECK_FALSE(presenting(author.desk));
    }
    // It is a copy: a step may be taken from what is done to it.
    author.set_beta(7);
    take_step_from_here(author.desk, author.frame());
    CHECK(document_after(author.draft().lesson(), 1).scene.model.beta == 7);
    leave_lesson(author.desk);
    author.await([](const Frame& now) { return !now.playing; });
    CHECK(author.tokens() == open);
    CHECK_FALSE(author.desk.lesson);
    // On its way it can be given up.
    show_draft_step(author.desk);
    begin_frame(author.desk);
    CHECK(step_arrives(author.desk));
    leave_lesson(author.desk);
    CHECK(author.tokens() == open);
    // A lesson with faults is not walked.
    author.draft().edit_step(
        "pause", [](LessonStep& step) { step.until = LessonUntil{.of = LessonUntil::Of::time, .value = 0}; });
    REQUIRE_FALSE(author.draft().problems().empty());
    show_draft_step(author.desk);
    CHECK(author.desk.next_frame.empty());
}

TEST_CASE("keys of undo and saving go to the lesson while the editor has the focus") {
    Author author;
    add_step_from_here(author.desk, author.frame());
    CHECK_FALSE(perform_in_editor(author.desk, Action::undo));
    author.desk.lesson_editor.focused = true;
    CHECK(perform_in_editor(author.desk, Action::undo));
    CHECK_FALSE(author.draft().has_step());
    CHECK(perform_in_editor(author.desk, Action::redo));
    CHECK(author.draft().has_step());
    CHECK_FALSE(perform_in_editor(author.desk, Action::play));
    CHECK(perform_in_editor(author.desk, Action::save));
    CHECK(author.desk.files.visible());
}

TEST_CASE("a lesson that is refused is not edited, and the present one stays") {
    Author author;
    add_step_from_here(author.desk, author.frame());
    REQUIRE(save_draft(author.desk, author.file("mine.json")));
    request_after_draft(author.desk, {AfterDraft::Kind::edit, author.file("scene.json")});
    CHECK(author.desk.messages.back().text.find("found a scene, expected a lesson") != std::string::npos);
    CHECK(author.draft().lesson().steps.size() == 1);
}
