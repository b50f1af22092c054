// Lessons on the desk without a window: steps, conditions, questions, the audience's turn and the way back.
#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <thread>

#include "coalesce/model/files.hpp"
#include "desk/clips.hpp"
#include "desk/lesson_rules.hpp"
#include "desk/lesson_walk.hpp"
#include "view/image.hpp"

using namespace coalesce;

namespace {

/// A folder with one lesson of seven steps on clouds of 60 tokens, and files that are none.
struct Lessons {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("coalesce-lesson-" + std::to_string(getpid()));
    Lessons() {
        std::filesystem::create_directories(path);
        write("scene.json", R"({"coalesce": 1, "name": "Own", "tokens": {"count": 40}})");
        write("walk.json", R"({
            "coalesce_lesson": 1, "title": "A walk", "minutes": 3,
            "steps": [
              {"title": "Begin", "caption": "A cloud.",
               "scene": {"coalesce": 1, "name": "First", "tokens": {"count": 60}, "model": {"beta": 4},
                         "time": {"dt": 0.02, "until": 1e6}},
               "play": true, "until": {"time": 0.5}},
              {"title": "Sharper", "caption": "β rises.", "set": {"model.beta": 64}, "over": 0.2,
               "view": {"yaw": 2.0}, "camera_over": 0.1, "play": true, "until": {"time": 1.2}},
              {"title": "Wait", "caption": "Nothing happens.", "until": {"seconds": 0.1}, "play": false},
              {"title": "Guess", "caption": "What now?", "set": {"model.beta": 9}, "until": {"time": 1.6},
               "question": {"text": "More or fewer?", "choices": ["more", "fewer", "as many"], "answer": 1,
                            "why": "They merge."}},
              {"title": "Another cloud", "caption": "A new one.",
               "scene": {"coalesce": 1, "name": "Second", "tokens": {"count": 50, "seed": 3}, "model": {"beta": 2},
                         "time": {"dt": 0.02, "until": 1e6}}, "seek": 0.4, "play": false},
              {"title": "More tokens", "caption": "Drawn anew.", "set": {"tokens.count": 55}, "play": true,
               "until": {"phase": "steady"}},
              {"title": "End", "caption": "The end."}
            ]})");
        write("twins.json", R"({
            "coalesce_lesson": 1, "title": "Twins",
            "steps": [
              {"title": "One", "caption": "One run.",
               "scene": {"coalesce": 1, "name": "First", "tokens": {"count": 60}, "model": {"beta": 4},
                         "time": {"dt": 0.02, "until": 1e6}},
               "play": true, "until": {"time": 0.5}},
              {"title": "Two", "caption": "Two runs.", "twin": {"model.attention": "unnormalized"},
               "play": true, "until": {"time": 1}},
              {"title": "Sharper", "caption": "Both.", "set": {"model.beta": 9}, "play": false},
              {"title": "One again", "caption": "The first.", "twin": null, "play": false}
            ]})");
        write("short.json", R"({
            "coalesce_lesson": 1, "title": "A short run",
            "steps": [
              {"title": "One", "caption": "It ends soon after.",
               "scene": {"coalesce": 1, "name": "First", "tokens": {"count": 60}, "model": {"beta": 4},
                         "time": {"dt": 0.02, "until": 0.6}},
               "pace": {"unit": "steps/frame", "value": 1000}, "play": true, "until": {"time": 0.5}}
            ]})");
        write("broken.json", R"({"coalesce_lesson": 1, "title": "Broken", "steps": [{"title": "No scene"}]})");
    }
    ~Lessons() { std::filesystem::remove_all(path); }
    void write(const std::string& name, const std::string& text) const { std::ofstream(path / name) << text; }
    std::string operator[](const std::string& name) const { return (path / name).string(); }
};

constexpr double frame_seconds = 1.0 / 60;

/// Runs the desk's side of one frame.
const Frame* look(Desk& desk) {
    begin_frame(desk);
    const Frame* frame = &desk.run().simulation->latest();
    synchronise(desk, *frame);
    for (std::size_t run = 1; run < desk.runs.size(); ++run) {
        desk.current = run;
        synchronise(desk, desk.run().simulation->latest());
    }
    desk.current = 0;
    const int runs = desk.exchanges;
    advance_lesson(desk, *frame, frame_seconds);
    if (runs != desk.exchanges) {
        frame = &desk.run().simulation->latest();
        synchronise(desk, *frame);
    }
    return frame;
}

/// Runs the desk's side of frames until `wanted` holds; gives up after what takes a minute on an idle machine.
template <class Predicate>
void until(Desk& desk, const Predicate& wanted) {
    for (int k = 0; k < 60'000; ++k) {
        const Frame* const frame = look(desk);
        if (frame->sequence > 0 && frame->commands >= desk.run().sent && wanted(*frame)) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    FAIL("what was awaited did not come: step " << (desk.lesson ? desk.lesson->step : 99)
                                                << ", t = " << desk.run().simulation->latest().time);
}

void settle(Desk& desk) {
    until(desk, [](const Frame& frame) { return !frame.playing; });
}
void complete(Desk& desk) {
    until(desk, [&](const Frame& frame) { return desk.lesson->complete && !frame.playing; });
}

struct Opened {
    Lessons files;
    Desk desk;
    Opened() {
        desk.run().playing = false;
        start(desk, files["scene.json"]);
        settle(desk);
        REQUIRE(open_lesson(desk, files["walk.json"]));
    }
    LessonState& lesson() { return *desk.lesson; }
    std::vector<Vec3> tokens() {
        const Cloud cloud = desk.run().simulation->snapshot();
        std::vector<Vec3> all;
        for (std::size_t i = 0; i < cloud.size(); ++i) all.push_back(cloud.token(i));
        return all;
    }
    double beta() { return desk.run().document.scene.model.beta; }
    void next() { next_step(desk); }
    /// Walks on until `step` is complete.
    void walk_to(std::size_t step) {
        while (lesson().step < step) {
            if (lesson().present().until && !lesson().held()) complete(desk);
            next();
        }
    }
};

}  // namespace

TEST_CASE("a file is known as a lesson by what it holds, and a bad one leaves everything as it was") {
    const Lessons files;
    CHECK(names_lesson(files["walk.json"]));
    CHECK(names_lesson(files["broken.json"]));
    CHECK_FALSE(names_lesson(files["scene.json"]));
    CHECK_FALSE(names_lesson(files["missing.json"]));
    CHECK_FALSE(names_lesson("welcome"));
    Desk desk;
    start(desk, files["scene.json"]);
    const SceneDocument before = desk.run().document;
    CHECK_FALSE(open_lesson(desk, files["broken.json"]));
    CHECK_FALSE(presenting(desk));
    REQUIRE(desk.messages.size() == 1);
    CHECK(desk.messages[0].error);
    CHECK(desk.messages[0].text.find("broken.json") != std::string::npos);
    CHECK(desk.run().document == before);
    CHECK_FALSE(desk.fullscreen);
}

TEST_CASE("a step plays until its time, and pauses at the state that had reached it") {
    Opened walk;
    CHECK(presenting(walk.desk));
    CHECK(walk.desk.fullscreen);
    complete(walk.desk);
    // The last whole step of 0.02 up to 0.5.
    CHECK(walk.desk.run().simulation->latest().time == 25 * 0.02);
    CHECK(walk.lesson().step == 0);
}

TEST_CASE("a step pauses at its time although the run has come to its own end before anybody looked") {
    Lessons files;
    Desk desk;
    desk.run().playing = false;
    start(desk, files["scene.json"]);
    REQUIRE(open_lesson(desk, files["short.json"]));
    REQUIRE(desk.lesson->plays_after > 0);
    while (desk.lesson->plays_after > 0) {
        look(desk);
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    // Nobody looks any more: the run passes the step's time and comes to its own end.
    while (!desk.run().simulation->latest().ended) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    complete(desk);
    CHECK(desk.run().simulation->latest().time == 25 * 0.02);
    CHECK(desk.lesson->time == 25 * 0.02);
}

TEST_CASE("a step's run plays once its first frame was drawn, which has the processors for itself") {
    Opened walk;
    complete(walk.desk);
    walk.next();
    CHECK_FALSE(walk.desk.run().playing);
    int shown = 0;
    while (!walk.desk.run().playing) {
        const Frame& frame = walk.desk.run().simulation->latest();
        synchronise(walk.desk, frame);
        advance_lesson(walk.desk, frame, frame_seconds);
        if (frame.commands >= walk.lesson().begun_by && !walk.desk.run().playing) ++shown;
        REQUIRE(shown < 2);
    }
    CHECK(shown == 1);
    complete(walk.desk);
    // A step that is left at once does not play in the next one.
    walk.walk_to(1);
    walk.next();
    CHECK(walk.lesson().plays_after == 0);
    settle(walk.desk);
    CHECK_FALSE(walk.desk.run().playing);
}

TEST_CASE("changes are eased over their seconds and end at their values; the camera has seconds of its own") {
    Opened walk;
    complete(walk.desk);
    walk.next();
    // Every frame of an eased change sends an edit, which need not be answered before the next.
    std::vector<double> seen{4};
    while (walk.beta() < 64) {
        const Frame& frame = walk.desk.run().simulation->latest();
        synchronise(walk.desk, frame);
        advance_lesson(walk.desk, frame, frame_seconds);
        if (walk.beta() != seen.back()) seen.push_back(walk.beta());
    }
    // 0.2 s are 12 frames; by smoothstep on a logarithmic slider the middle is at √(4·64).
    CHECK(seen.size() >= 12);
    CHECK(seen.size() <= 14);
    CHECK(std::is_sorted(seen.begin(), seen.end()));
    CHECK(seen[6] == doctest::Approx(16).epsilon(0.2));
    until(walk.desk, [&](const Frame&) { return walk.lesson().eased; });
    CHECK(walk.beta() == 64);
    CHECK(walk.desk.run().document.view.yaw == 2.0);
    // All of it is one edit of the run, as of a slider.
    CHECK(walk.desk.run().edits.undo_name() == "lesson");
}

TEST_CASE("a step that is left while it is eased is completed in the next one, and goes on from where it was left") {
    Opened walk;
    complete(walk.desk);
    walk.next();
    while (walk.beta() < 10) {
        const Frame& frame = walk.desk.run().simulation->latest();
        synchronise(walk.desk, frame);
        advance_lesson(walk.desk, frame, frame_seconds);
    }
    const double left_at = walk.beta();
    CHECK(left_at < 64);
    walk.next();
    settle(walk.desk);
    CHECK(walk.beta() == 64);
    CHECK(walk.desk.run().document.view.yaw == 2.0);
    previous_step(walk.desk);
    CHECK(walk.beta() == left_at);
    CHECK_FALSE(walk.lesson().eased);
    until(walk.desk, [&](const Frame&) { return walk.lesson().eased; });
    CHECK(walk.beta() == 64);
}

TEST_CASE("back shows each step as it was left, to the last bit of its tokens") {
    Opened walk;
    complete(walk.desk);
    const auto first = walk.tokens();
    walk.next();
    complete(walk.desk);
    const auto second = walk.tokens();
    const SceneDocument sharp = walk.desk.run().document;
    walk.walk_to(4);
    until(walk.desk, [&](const Frame& frame) { return !walk.lesson().seeking && !frame.playing; });
    CHECK(walk.desk.run().document.scene.name == "Second");
    const auto other = walk.tokens();
    CHECK(other.size() == 50);
    for (const std::size_t step : {1, 0, 1, 4, 0, 4, 1}) {
        CAPTURE(step);
        go_to_step(walk.desk, step);
        settle(walk.desk);
        CHECK(walk.lesson().step == step);
        CHECK(walk.tokens() == (step == 0 ? first : step == 1 ? second : other));
        CHECK(walk.beta() == (step == 0 ? 4 : step == 1 ? 64 : 2));
        if (step == 1) CHECK(walk.desk.run().document == sharp);
        if (step < 2) CHECK(walk.lesson().complete);
    }
    // A step that is taken again begins where the one before was left.
    previous_step(walk.desk);
    walk.next();
    until(walk.desk, [&](const Frame&) { return walk.beta() > 10; });
    previous_step(walk.desk);
    settle(walk.desk);
    CHECK(walk.tokens() == first);
    go_to_step(walk.desk, 4);
    settle(walk.desk);
    CHECK(walk.tokens() == other);
}

TEST_CASE("a step that was not seen is reached by way of the steps before it") {
    Opened walk;
    go_to_step(walk.desk, 3);
    CHECK(walk.lesson().shown_step() == 3);
    until(walk.desk, [&](const Frame&) { return !walk.lesson().going_to; });
    CHECK(walk.lesson().step == 3);
    CHECK(walk.lesson().held());
    until(walk.desk, [](const Frame& frame) { return !frame.playing; });
    CHECK(walk.desk.run().simulation->latest().time == doctest::Approx(1.2));
    CHECK(walk.beta() == 64);
    // By digits: 7, and 10 by 0, which this lesson does not have.
    walk.lesson().poll.explain();
    type_digit(walk.desk, 0);
    CHECK(walk.lesson().shown_step() == 3);
    type_digit(walk.desk, 5);
    until(walk.desk, [&](const Frame&) { return !walk.lesson().going_to && !walk.lesson().seeking; });
    CHECK(walk.lesson().step == 4);
    settle(walk.desk);
    CHECK(walk.desk.run().simulation->latest().time == doctest::Approx(0.4));
}

TEST_CASE("a question holds the run, counts hands, and is answered by running") {
    Opened walk;
    walk.walk_to(3);
    CHECK(walk.lesson().held());
    settle(walk.desk);
    CHECK(walk.beta() == 64);
    const double asked_at = walk.desk.run().simulation->latest().time;
    for (const int digit : {1, 2}) type_digit(walk.desk, digit);
    walk.lesson().poll.select_next(1);
    type_digit(walk.desk, 7);
    walk.lesson().poll.add(2, 1);
    walk.lesson().poll.add(2, 1);
    walk.lesson().poll.add(2, -1);
    CHECK(walk.lesson().poll.hands() == std::vector<int>{12, 7, 1});
    CHECK(walk.lesson().step == 3);
    walk.next();
    CHECK(walk.lesson().poll.stage() == LessonPoll::Stage::answered);
    complete(walk.desk);
    CHECK(walk.lesson().poll.stage() == LessonPoll::Stage::explained);
    CHECK(walk.beta() == 9);
    CHECK(walk.desk.run().simulation->latest().time > asked_at);
    // Digits go to steps again.
    type_digit(walk.desk, 1);
    CHECK(walk.lesson().step == 0);
    go_to_step(walk.desk, 3);
    CHECK(walk.lesson().poll.hands() == std::vector<int>{12, 7, 1});
    CHECK(walk.lesson().poll.stage() == LessonPoll::Stage::explained);
}

TEST_CASE("the next key explains a question whose answer still runs") {
    Opened walk;
    walk.walk_to(3);
    walk.next();
    walk.next();
    CHECK(walk.lesson().poll.stage() == LessonPoll::Stage::explained);
    CHECK(walk.lesson().step == 3);
    walk.next();
    CHECK(walk.lesson().step == 4);
}

TEST_CASE("the audience's turn works on a copy: whatever is done to it, the lesson is as it was") {
    Opened walk;
    walk.walk_to(1);
    complete(walk.desk);
    const auto tokens = walk.tokens();
    const SceneDocument document = walk.desk.run().document;
    take_turn(walk.desk);
    CHECK(on_your_turn(walk.desk));
    settle(walk.desk);
    CHECK(walk.tokens() == tokens);
    CHECK(walk.desk.run().simulation->latest().time == doctest::Approx(1.2));
    CHECK_FALSE(modified(walk.desk));
    edit(walk.desk, DocumentDiff(walk.desk.run().document, "model.beta", 1.0), "model.beta");
    seek(walk.desk, 0.3);
    edit(walk.desk, DocumentDiff(walk.desk.run().document, "model.beta", 2.0), "model.beta");
    settle(walk.desk);
    reset(walk.desk);
    edit(walk.desk, DocumentDiff(walk.desk.run().document, "tokens.count", std::int64_t{20}), "tokens.count");
    until(walk.desk, [&](const Frame& frame) { return !busy(walk.desk) && frame.size() == 20; });
    CHECK(open_scene(walk.desk, walk.files["scene.json"]));
    until(walk.desk, [&](const Frame& frame) { return !busy(walk.desk) && frame.size() == 40; });
    back_to_lesson(walk.desk);
    CHECK(presenting(walk.desk));
    settle(walk.desk);
    CHECK(walk.tokens() == tokens);
    CHECK(walk.desk.run().document == document);
    CHECK(walk.lesson().complete);
    walk.next();
    CHECK(walk.lesson().step == 2);
}

TEST_CASE("a twin begins at the state of the first run, takes the same changes, and is there again on the way back") {
    Opened walk;
    REQUIRE(open_lesson(walk.desk, walk.files["twins.json"]));
    complete(walk.desk);
    const auto one = walk.tokens();
    walk.next();
    REQUIRE(walk.desk.runs.size() == 2);
    CHECK(walk.desk.current == 0);
    complete(walk.desk);
    // The step ends at its time, though the twin may be some steps behind when the first run reaches it.
    CHECK(walk.desk.runs[0]->simulation->latest().time == doctest::Approx(1));
    CHECK(walk.desk.runs[0]->known_until >= 1);
    CHECK(walk.desk.runs[1]->known_until >= 1);
    const Model first = walk.desk.runs[0]->document.scene.model, twin = walk.desk.runs[1]->document.scene.model;
    CHECK(first.attention == Attention::softmax);
    CHECK(twin.attention == Attention::unnormalized);
    CHECK(first.beta == twin.beta);
    walk.next();
    settle(walk.desk);
    REQUIRE(walk.desk.runs.size() == 2);
    CHECK(walk.desk.runs[0]->document.scene.model.beta == 9);
    CHECK(walk.desk.runs[1]->document.scene.model.beta == 9);
    CHECK(walk.desk.runs[1]->document.scene.model.attention == Attention::unnormalized);
    walk.next();
    CHECK(walk.desk.runs.size() == 1);
    CHECK(walk.beta() == 9);
    previous_step(walk.desk);
    CHECK(walk.desk.runs.size() == 2);
    go_to_step(walk.desk, 0);
    settle(walk.desk);
    CHECK(walk.desk.runs.size() == 1);
    CHECK(walk.tokens() == one);
    // The audience gets both.
    go_to_step(walk.desk, 2);
    take_turn(walk.desk);
    CHECK(walk.desk.runs.size() == 2);
    back_to_lesson(walk.desk);
    CHECK(walk.desk.runs.size() == 2);
    leave_lesson(walk.desk);
    CHECK(walk.desk.runs.size() == 1);
}

TEST_CASE("a lesson that is left gives the desk back, and is taken up where it was") {
    Opened walk;
    walk.walk_to(1);
    complete(walk.desk);
    const auto tokens = walk.tokens();
    leave_lesson(walk.desk);
    CHECK_FALSE(presenting(walk.desk));
    CHECK_FALSE(walk.desk.fullscreen);
    settle(walk.desk);
    CHECK(walk.desk.run().document.scene.name == "Own");
    CHECK(walk.desk.settings.last_scene == walk.files["scene.json"]);
    edit(walk.desk, DocumentDiff(walk.desk.run().document, "model.beta", 5.0), "model.beta");
    CHECK(modified(walk.desk));
    back_to_lesson(walk.desk);
    settle(walk.desk);
    CHECK(walk.lesson().step == 1);
    CHECK(walk.tokens() == tokens);
    leave_lesson(walk.desk);
    settle(walk.desk);
    CHECK(walk.beta() == 5);
    // Another lesson starts anew.
    CHECK(open_lesson(walk.desk, walk.files["walk.json"]));
    CHECK(walk.lesson().step == 0);
}

TEST_CASE("quitting and opening a scene leave the lesson first, so that the desk's own edits are asked about") {
    Opened walk;
    leave_lesson(walk.desk);
    edit(walk.desk, DocumentDiff(walk.desk.run().document, "model.beta", 5.0), "model.beta");
    back_to_lesson(walk.desk);
    request(walk.desk, {Intent::Kind::open, walk.files["missing.json"]});
    begin_frame(walk.desk);
    CHECK(presenting(walk.desk));
    CHECK(walk.desk.messages.size() == 1);
    request(walk.desk, {Intent::Kind::quit, {}});
    begin_frame(walk.desk);
    CHECK_FALSE(presenting(walk.desk));
    CHECK(walk.desk.leaving.asks());
    CHECK_FALSE(walk.desk.quit);
}

TEST_CASE("a picture of a lesson opens it at its step and moment, to the last bit of its tokens") {
    Opened walk;
    const std::string picture = walk.files["moment.png"];
    const auto store = [&] {
        walk.desk.run().frame = &walk.desk.run().simulation->latest();
        write_png(Image(4, 4), picture, comment_of(walk.desk.runs, walk.desk.twin_clock, picture, &walk.lesson()).text);
    };
    walk.walk_to(5);
    until(walk.desk, [](const Frame& frame) { return frame.time > 0.5; });
    play(walk.desk, false);
    settle(walk.desk);
    walk.desk.run().document.view.yaw = walk.desk.run().view_shown.yaw = 1.25;
    const double time = walk.desk.run().simulation->latest().time;
    const std::vector<Vec3> tokens = walk.tokens();
    store();
    leave_lesson(walk.desk);
    CHECK(names_lesson(picture));
    REQUIRE(open_lesson(walk.desk, picture));
    const auto arrived = [&](const Frame& frame) { return !walk.lesson().moment && !frame.playing; };
    until(walk.desk, arrived);
    CHECK(walk.lesson().step == 5);
    CHECK(walk.lesson().lesson == load_lesson(walk.files["walk.json"]));
    CHECK(walk.desk.run().simulation->latest().time == time);
    CHECK(walk.tokens() == tokens);
    CHECK(walk.desk.run().view_shown.yaw == 1.25);
    CHECK(walk.desk.messages.empty());
    // Its neighbours are the lesson's, and the step goes on where it was.
    previous_step(walk.desk);
    until(walk.desk, [&](const Frame& frame) { return walk.lesson().step == 4 && frame.time == 0.4; });
    next_step(walk.desk);
    CHECK(walk.lesson().step == 5);
    // An open question is open again.
    go_to_step(walk.desk, 3);
    until(walk.desk, [&](const Frame&) { return walk.lesson().step == 3 && !walk.lesson().going_to; });
    REQUIRE(walk.lesson().held());
    settle(walk.desk);
    store();
    REQUIRE(open_lesson(walk.desk, picture));
    until(walk.desk, [&](const Frame& frame) { return walk.lesson().step == 3 && arrived(frame); });
    CHECK(walk.lesson().held());
    CHECK(walk.desk.run().simulation->latest().time == doctest::Approx(1.2));
    CHECK(walk.beta() == 64);
}

TEST_CASE("conditions hold from the state that first had them") {
    Frame frame;
    frame.time = 3;
    frame.now.clusters = 4;
    frame.phases = {{"alignment", 0, 1, ""}, {"heat", 1, 2.5, ""}, {"pairing", 2.5, 3, ""}};
    frame.merges = {{0.5, {0.5, 0.5}, 0.1}, {2, {0.5, 0.5}, 0.1}, {4, {0.5, 0.5}, 0.1}};
    using Of = LessonUntil::Of;
    const auto met = [&](const LessonUntil& until, double seconds = 0) { return until_met(until, frame, seconds, {}); };
    CHECK(met({Of::time, 3, {}})->time == 3);
    CHECK_FALSE(met({Of::time, 3.1, {}}));
    CHECK(met({Of::phase, 0, "pairing"})->time == 2.5);
    CHECK_FALSE(met({Of::phase, 0, "heat"}));
    CHECK(met({Of::merges, 2, {}})->time == 2);
    CHECK_FALSE(met({Of::merges, 3, {}}));  // the third is known, but lies ahead
    CHECK(met({Of::seconds, 2, {}}, 2));
    CHECK_FALSE(met({Of::seconds, 2, {}}, 1.9));
}

TEST_CASE("clusters fall to a number only where there were more before") {
    Frame frame;
    frame.time = 3;
    frame.now.clusters = 4;
    std::vector<Measurement> history(3);
    const double times[] = {0, 2, 4};
    const int counts[] = {1, 5, 9};
    for (std::size_t k = 0; k < history.size(); ++k) {
        history[k].time = times[k];
        history[k].clusters = counts[k];
    }
    const auto met = [&](double count, std::size_t rows) {
        return until_met({LessonUntil::Of::clusters, count, {}}, frame, 0, std::span(history).first(rows));
    };
    CHECK(met(4, 2)->time == 3);
    CHECK_FALSE(met(3, 2));
    CHECK_FALSE(met(4, 1));  // an even crowd is one cluster, and comes to four from below
    CHECK_FALSE(met(5, 3));  // the nine are known, but lie ahead
    frame.time = 4;
    CHECK(met(5, 3));
}

TEST_CASE("what a step does not say is as before") {
    const Lessons files;
    const Lesson lesson = load_lesson(files["walk.json"]);
    CHECK(opens_run(lesson, 0));
    CHECK_FALSE(opens_run(lesson, 1));
    CHECK(opens_run(lesson, 5));  // another number of tokens
    CHECK(parts_run(lesson, 1));
    CHECK_FALSE(parts_run(lesson, 2));
    CHECK(run_in(lesson, 0) == 0);
    CHECK(run_in(lesson, 2) == 1);
    CHECK(run_in(lesson, 3) == 3);
    CHECK(run_in(lesson, 6) == 5);
    CHECK(plays_in(lesson, 1));
    CHECK_FALSE(plays_in(lesson, 2));
    CHECK(plays_in(lesson, 3));  // it waits for a time
    CHECK_FALSE(plays_in(lesson, 6));
    CHECK(time_after(1, 2, {Pace::Kind::time_per_second, 3}, 0.1) == 7);
    CHECK(time_after(1, 2, {Pace::Kind::steps_per_frame, 1}, 0.1) == doctest::Approx(13));
    CHECK(time_after(0, 2, {Pace::Kind::decades_per_second, 1}, 0.1) == doctest::Approx(10));
}
