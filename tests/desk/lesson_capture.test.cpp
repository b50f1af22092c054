// Steps of a lesson that are taken from what the desk shows.
#include "desk/lesson_capture.hpp"

#include <doctest/doctest.h>

#include "desk/lesson_order.hpp"
#include "desk/lesson_rules.hpp"

using namespace coalesce;

namespace {

DeskMoment moment_of(const std::string& origin, double time = 0) {
    DeskMoment moment{.document = load_scene(origin), .origin = origin, .time = time};
    moment.document.view.theme = Theme::light;  // the user's
    moment.panels = {LessonPanel::timeline, LessonPanel::energy, LessonPanel::histogram};
    return moment;
}

/// The lesson is read, and what is written of it is the same again.
void check_captured(const Lesson& lesson) {
    const auto problems = lesson_problems(lesson);
    CHECK_MESSAGE(problems.empty(), (problems.empty() ? "" : problems[0].line));
    if (!problems.empty()) return;
    const std::string text = to_json(lesson);
    const Lesson read = parse_lesson(text, "x.json");
    CHECK(read == lesson);
    CHECK(to_json(read) == text);
}

/// Checks that a step shows the moment, the user's theme apart.
void check_shows(const Lesson& lesson, std::size_t index, const DeskMoment& moment) {
    SceneDocument shown = document_after(lesson, index), wanted = moment.document;
    shown.view.theme = wanted.view.theme;
    CHECK(shown == wanted);
    CHECK(plays_in(lesson, index) == (moment.playing || lesson.steps[index].until.has_value()));
    CHECK(pace_in(lesson, index) == moment.pace);
    const auto panels = panels_in(lesson, index);
    if (moment.panels) CHECK(std::vector<LessonPanel>(panels.begin(), panels.end()) == *moment.panels);
}

std::shared_ptr<const EditedDynamics> edited(const Scene& first, const std::vector<std::pair<double, Scene>>& later) {
    EditedDynamics all{first, {}};
    for (const auto& [from, scene] : later) all.edits.push_back({from, scene});
    return std::make_shared<const EditedDynamics>(std::move(all));
}

}  // namespace

TEST_CASE("the first step names a shipped scene and has what differs from it: keys, camera, time") {
    DeskMoment moment = moment_of("two-clusters", 1.5);
    moment.document.scene.model.beta = 33;
    moment.document.view.yaw = 2;
    Lesson lesson;
    CHECK(insert_moment(lesson, 0, moment).empty());
    const LessonStep& step = lesson.steps[0];
    CHECK(step.scene_name == "two-clusters");
    REQUIRE(step.set.changes().size() == 1);
    CHECK(step.set.changes("model.beta"));
    REQUIRE(step.view.changes().size() == 1);
    CHECK(step.view.changes("view.yaw"));
    CHECK(step.seek == 1.5);
    check_shows(lesson, 0, moment);
    check_captured(lesson);
}

TEST_CASE("a scene from a file is written into the lesson as a whole, without the user's theme") {
    DeskMoment moment = moment_of("welcome");
    moment.origin = "/home/me/own.json";
    moment.document.scene.name = "Own";
    Lesson lesson;
    insert_moment(lesson, 0, moment);
    CHECK_FALSE(lesson.steps[0].scene_name);
    CHECK_FALSE(lesson.steps[0].seek);
    CHECK(lesson.steps[0].set.empty());
    CHECK(lesson.steps[0].scene->view.theme == ViewState{}.theme);
    check_shows(lesson, 0, moment);
    check_captured(lesson);
}

TEST_CASE("the next step has the keys that changed since, and no more") {
    DeskMoment moment = moment_of("welcome", 1);
    Lesson lesson;
    insert_moment(lesson, 0, moment);
    moment.time = 3;
    moment.document.view.pitch = 1;
    moment.document.view.trails = 9;
    moment.playing = true;
    moment.panels = {LessonPanel::tree};
    insert_moment(lesson, 1, moment);
    const LessonStep& step = lesson.steps[1];
    CHECK_FALSE(step.scene);
    CHECK(step.set.empty());
    CHECK(step.view.changes().size() == 2);
    CHECK(step.seek == 3);
    CHECK(step.play == true);
    CHECK_FALSE(step.pace);
    CHECK(step.show == std::vector{LessonPanel::tree});
    check_shows(lesson, 1, moment);
    // Nothing but the time: the step says nothing else.
    moment.time = 4;
    insert_moment(lesson, 2, moment);
    LessonStep later;
    later.seek = 4;
    CHECK(lesson.steps[2] == later);
    check_captured(lesson);
}

TEST_CASE("a run that only went on plays on to the moment, from where the step before stands still") {
    DeskMoment moment = moment_of("welcome", 1);
    Lesson lesson;
    insert_moment(lesson, 0, moment);
    moment.time = 4;
    moment.document.view.yaw = 2;
    CHECK(insert_moment(lesson, 1, moment).empty());
    CHECK_FALSE(lesson.steps[1].seek);
    CHECK(lesson.steps[1].until == LessonUntil{LessonUntil::Of::time, 4});
    check_shows(lesson, 1, moment);
    // From there again: a step that pauses at a time ends there.
    moment.time = 6.5;
    insert_moment(lesson, 2, moment);
    CHECK_FALSE(lesson.steps[2].seek);
    CHECK(lesson.steps[2].until == LessonUntil{LessonUntil::Of::time, 6.5});
    check_captured(lesson);
    // Back in time, or at the same time, nothing is to be played.
    for (const double time : {6.5, 2.0}) {
        moment.time = time;
        insert_moment(lesson, 3, moment);
        CHECK(lesson.steps[3].seek == time);
        CHECK_FALSE(lesson.steps[3].until);
    }
    // Where the author waits for a phase, that stays.
    lesson.steps[1].until = LessonUntil{.of = LessonUntil::Of::phase, .phase = "heat"};
    moment.time = 5;
    take_moment(lesson, 1, moment);
    CHECK(lesson.steps[1].seek == 5);
    CHECK(lesson.steps[1].until->of == LessonUntil::Of::phase);
}

TEST_CASE("other tokens, another scene or what hands did opens a scene") {
    const DeskMoment first = moment_of("welcome", 1);
    DeskMoment more = first, other = moment_of("ms4", 2), pushed = first;
    more.document.scene.tokens.count = 77;
    pushed.document.scene.events.push_back({.time = 0.5, .act = hands::Remove{TokenNumbers{3}}});
    for (const DeskMoment& next : {more, other, pushed}) {
        Lesson lesson;
        insert_moment(lesson, 0, first);
        insert_moment(lesson, 1, next);
        REQUIRE(lesson.steps[1].scene);
        CHECK(lesson.steps[1].scene_name == next.origin);
        CHECK(lesson.steps[1].seek == next.time);
        check_shows(lesson, 1, next);
        check_captured(lesson);
    }
}

TEST_CASE("a change on the way is made again at its time, and the run goes on to the moment") {
    DeskMoment moment = moment_of("welcome", 1);
    const Scene before = moment.document.scene;
    Lesson lesson;
    insert_moment(lesson, 0, moment);
    moment.document.scene.model.beta = 5;
    moment.edited = edited(before, {{2, moment.document.scene}});
    moment.time = 6;
    CHECK(insert_moment(lesson, 1, moment).empty());
    CHECK(lesson.steps[1].seek == 2);
    CHECK(lesson.steps[1].until == LessonUntil{LessonUntil::Of::time, 6});
    CHECK(plays_in(lesson, 1));
    check_shows(lesson, 1, moment);
    // While it plays there is no end yet.
    moment.playing = true;
    take_moment(lesson, 1, moment);
    CHECK(lesson.steps[1].seek == 2);
    // The end that the step had lies behind its beginning only if the step begins later.
    moment.edited = edited(before, {{7, moment.document.scene}});
    moment.time = 8;
    take_moment(lesson, 1, moment);
    CHECK(lesson.steps[1].seek == 7);
    CHECK_FALSE(lesson.steps[1].until);
    check_captured(lesson);
}

TEST_CASE("several changes on the way are told, and the last one is repeated") {
    DeskMoment moment = moment_of("welcome", 1);
    const Scene before = moment.document.scene;
    Lesson lesson;
    insert_moment(lesson, 0, moment);
    Scene between = before;
    between.model.beta = 9;
    moment.document.scene.model.beta = 5;
    moment.edited = edited(before, {{2, between}, {3, moment.document.scene}});
    moment.time = 6;
    const auto said = insert_moment(lesson, 1, moment);
    REQUIRE(said.size() == 1);
    CHECK(said[0].find("t = 3") != std::string::npos);
    CHECK(lesson.steps[1].seek == 3);
    check_shows(lesson, 1, moment);
    check_captured(lesson);
}

TEST_CASE("a run that began anew with other values is opened anew") {
    DeskMoment moment = moment_of("welcome", 1);
    Lesson lesson;
    insert_moment(lesson, 0, moment);
    moment.document.scene.model.beta = 5;  // and a reset: no edit lies on its way
    moment.time = 4;
    CHECK(insert_moment(lesson, 1, moment).empty());
    CHECK(lesson.steps[1].scene_name == "welcome");
    CHECK(lesson.steps[1].seek == 4);
    check_shows(lesson, 1, moment);
    check_captured(lesson);
    // The first step cannot have changes on the way, and says so.
    moment.edited = edited(load_scene("welcome").scene, {{2, moment.document.scene}});
    CHECK(take_moment(lesson, 0, moment).size() == 1);
    check_captured(lesson);
}

TEST_CASE("a change at time 0 of a run whose beginning the step before shows plays on from there to the moment") {
    DeskMoment moment = moment_of("welcome");
    Lesson lesson;
    insert_moment(lesson, 0, moment);
    moment.document.scene.model.beta = 5;  // before the first step: no edit lies on the way
    moment.time = 2.48;
    CHECK(insert_moment(lesson, 1, moment).empty());
    const LessonStep& step = lesson.steps[1];
    CHECK_FALSE(step.scene);
    REQUIRE(step.set.changes().size() == 1);
    CHECK(step.set.changes("model.beta"));
    CHECK(step.over == 0);
    CHECK(step.seek == 0);
    CHECK(plays_in(lesson, 1));
    REQUIRE(step.until);
    CHECK(step.until->of == LessonUntil::Of::time);
    CHECK(step.until->value == 2.48);
    check_shows(lesson, 1, moment);
    check_captured(lesson);
}

TEST_CASE("taking a step anew keeps its texts, its question and what later steps show") {
    DeskMoment moment = moment_of("welcome", 1);
    Lesson lesson;
    for (std::size_t k = 0; k < 3; ++k) {
        moment.document.view.yaw = static_cast<double>(k);
        insert_moment(lesson, k, moment);
    }
    lesson.steps[1].title = "Title";
    lesson.steps[1].caption = "Caption";
    lesson.steps[1].over = 2;
    lesson.steps[1].point_at = {"model.beta"};
    lesson.steps[1].question = LessonQuestion{"?", {"a", "b"}, 1, ""};
    const ShownStep third = shown_step(lesson, 2);
    const LessonStep before = lesson.steps[1];
    DeskMoment other = moment_of("ms4", 2);
    take_moment(lesson, 1, other);
    check_shows(lesson, 1, other);
    CHECK(lesson.steps[1].title == before.title);
    CHECK(lesson.steps[1].caption == before.caption);
    CHECK(lesson.steps[1].question == before.question);
    CHECK(lesson.steps[1].point_at == before.point_at);
    CHECK(shown_step(lesson, 2).document == third.document);
    CHECK(lesson.steps[2].scene_name == "welcome");
    check_captured(lesson);
    // A step between two others leaves them as they are, too.
    insert_moment(lesson, 1, moment);
    CHECK(shown_step(lesson, 3).document == third.document);
    CHECK(lesson.steps.size() == 4);
    check_captured(lesson);
}

TEST_CASE("a run beside it becomes the step's second run, until a moment has none; of more the first is taken") {
    DeskMoment moment = moment_of("welcome", 1);
    Lesson lesson;
    insert_moment(lesson, 0, moment);
    const DocumentDiff sharp(moment.document, "model.beta", 60.0), broad(moment.document, "model.beta", 2.0);
    moment.twins = {sharp};
    CHECK(insert_moment(lesson, 1, moment).empty());
    REQUIRE(twin_at(lesson, 1));
    CHECK(*twin_at(lesson, 1) == sharp);
    CHECK_FALSE(twin_at(lesson, 0));
    insert_moment(lesson, 2, moment);
    CHECK(lesson.steps[2].twin_change == TwinChange::keep);
    moment.twins = {sharp, broad};
    CHECK(take_moment(lesson, 2, moment).size() == 1);
    moment.twins.clear();
    insert_moment(lesson, 3, moment);
    CHECK(lesson.steps[3].twin_change == TwinChange::end);
    check_captured(lesson);
}

TEST_CASE("a step that waits for a state goes on to wait, whether the run plays or not") {
    DeskMoment moment = moment_of("welcome", 1);
    Lesson lesson;
    insert_moment(lesson, 0, moment);
    lesson.steps[0].until = LessonUntil{LessonUntil::Of::merges, 1};
    take_moment(lesson, 0, moment);
    CHECK(lesson.steps[0].until == LessonUntil{LessonUntil::Of::merges, 1});
    CHECK(plays_in(lesson, 0));
    check_captured(lesson);
}

TEST_CASE("a laboratory is taken with its settings; the steps around it show what they did") {
    DeskMoment moment = moment_of("welcome", 1), laboratory = moment;
    laboratory.lab = LessonLab{"equiangular", {"n=64"}};
    Lesson lesson;
    insert_moment(lesson, 0, moment);
    moment.document.view.yaw = 2;
    insert_moment(lesson, 1, moment);
    lesson.steps[1].until = LessonUntil{LessonUntil::Of::seconds, 3};
    const ShownStep second = shown_step(lesson, 1);
    insert_moment(lesson, 1, laboratory);
    CHECK(lesson.steps[1].lab == laboratory.lab);
    CHECK(shown_step(lesson, 2).document == second.document);
    CHECK(lesson.steps[2].scene_name == "welcome");
    check_captured(lesson);
    // Another one of the same laboratory goes on; with other settings it opens.
    insert_moment(lesson, 2, laboratory);
    CHECK_FALSE(lesson.steps[2].lab);
    laboratory.lab->set = {"n=128"};
    take_moment(lesson, 2, laboratory);
    CHECK(lesson.steps[2].lab == laboratory.lab);
    check_captured(lesson);
    // A scene becomes a laboratory, and the other way.
    take_moment(lesson, 3, laboratory);
    CHECK(lab_in(lesson, 3)->set == laboratory.lab->set);
    CHECK(lesson.steps[3].until == LessonUntil{LessonUntil::Of::seconds, 3});
    take_moment(lesson, 1, moment);
    CHECK_FALSE(lab_in(lesson, 1));
    check_shows(lesson, 1, moment);
    check_captured(lesson);
}

TEST_CASE("a camera that a hand moved is taken to a thousandth; one that the scene placed keeps its digits") {
    DeskMoment moment = moment_of("welcome");
    moment.document.view.yaw = 1.23456789;
    moment.document.view.pan = {0.1000004, 0};
    Lesson lesson;
    insert_moment(lesson, 0, moment);
    CHECK(document_after(lesson, 0).view.yaw == 1.235);
    CHECK(document_after(lesson, 0).view.pan[0] == 0.1);
    CHECK(document_after(lesson, 0).view.distance == load_scene("welcome").view.distance);
    // The step before has the shortened values: a camera that stays is no change, a shift below a pixel is none either.
    moment.document.view.yaw = 1.2351;
    moment.document.view.pan = {0.1, 0};
    insert_moment(lesson, 1, moment);
    CHECK(lesson.steps[1].view.empty());
    // A file's own digits stay.
    DeskMoment own = moment_of("welcome");
    own.origin = "/home/me/own.json";
    own.document.scene.name = "Own";
    own.document.view.yaw = 0.123456789;
    insert_moment(lesson, 2, own);
    CHECK(document_after(lesson, 2).view.yaw == 0.123456789);
    check_captured(lesson);
}

TEST_CASE("a change is eased unless the run went on from it, whose tokens it then repeats") {
    DeskMoment moment = moment_of("welcome", 1);
    const Scene before = moment.document.scene;
    Lesson lesson;
    insert_moment(lesson, 0, moment);
    CHECK(lesson.steps[0].over == 0);
    // Taken where it was made.
    moment.document.scene.model.beta = 5;
    moment.edited = edited(before, {{1, moment.document.scene}});
    insert_moment(lesson, 1, moment);
    CHECK(lesson.steps[1].over == 2);
    CHECK(lesson.steps[1].seek == 1);
    // The author's own time stays, zero aside.
    lesson.steps[1].over = 0.5;
    take_moment(lesson, 1, moment);
    CHECK(lesson.steps[1].over == 0.5);
    // Taken later: at once.
    moment.time = 6;
    lesson.steps[1].over = 0;
    take_moment(lesson, 1, moment);
    CHECK(lesson.steps[1].over == 0);
    // Dragged while it played: no jump repeats that.
    Scene between = before;
    between.model.beta = 9;
    moment.edited = edited(before, {{1, between}, {2, moment.document.scene}});
    take_moment(lesson, 1, moment);
    CHECK(lesson.steps[1].over == 2);
    // Words change at once.
    lesson.steps[1].over = 0;
    moment.time = 1;
    moment.document.scene = before;
    moment.document.scene.model.attention = Attention::unnormalized;
    moment.edited = edited(before, {{1, moment.document.scene}});
    take_moment(lesson, 1, moment);
    CHECK(lesson.steps[1].over == 0);
    check_captured(lesson);
}

TEST_CASE("panels that nobody opened for a step are those of the step before") {
    DeskMoment moment = moment_of("welcome");
    moment.panels.reset();
    Lesson lesson;
    insert_moment(lesson, 0, moment);
    CHECK_FALSE(lesson.steps[0].show);
    lesson.steps[0].show = std::vector{LessonPanel::energy};
    moment.time = 1;
    insert_moment(lesson, 1, moment);
    CHECK_FALSE(lesson.steps[1].show);
    CHECK(panels_in(lesson, 1).size() == 1);
    // Taken anew, a step keeps those that were ticked for it.
    lesson.steps[1].show = std::vector{LessonPanel::tree, LessonPanel::theory};
    moment.time = 2;
    take_moment(lesson, 1, moment);
    CHECK(lesson.steps[1].show == std::vector{LessonPanel::tree, LessonPanel::theory});
    check_captured(lesson);
}
