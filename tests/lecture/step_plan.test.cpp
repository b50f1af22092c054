#include "lecture/step_plan.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace coalesce;

namespace {

LessonStep step_with(std::optional<LessonUntil> until, std::optional<bool> play = true) {
    LessonStep step;
    step.caption = "Thirty letters make two seconds";
    step.until = std::move(until);
    step.play = play;
    return step;
}

RunStart at_pace(Pace::Kind kind, double value, double time = 0) {
    RunStart start;
    start.time = time;
    start.dt = 0.1;
    start.pace = {kind, value};
    return start;
}

constexpr auto by_time = Pace::Kind::time_per_second;

}  // namespace

TEST_CASE("a step lasts as long as its caption is read, or its changes are eased") {
    LessonStep step = step_with({}, false);
    const double reading = reading_seconds(step.caption);
    CHECK(StepPlan(step, {}).length() == reading);
    CHECK_FALSE(StepPlan(step, {}).plays());
    step.over = 20;
    CHECK(StepPlan(step, {}).length() == reading);  // nothing is eased
    step.set = DocumentDiff(SceneDocument(), "model.beta", 60.0);
    CHECK(StepPlan(step, {}).length() == 20);
}

TEST_CASE("until.seconds is the length of a step, however long its caption is") {
    const StepPlan plan(step_with(LessonUntil{LessonUntil::Of::seconds, 1.25}), at_pace(by_time, 2));
    CHECK(plan.length() == 1.25);
    CHECK(plan.run_to() == 1.25);
    CHECK(plan.place_at(1).time == doctest::Approx(2));
    CHECK_FALSE(plan.goes_on());
    CHECK(frames_of(plan, 20) == 25);
}

TEST_CASE("a run reaches until.time by its pace, and pauses there") {
    SUBCASE("time per second") {
        const StepPlan plan(step_with(LessonUntil{LessonUntil::Of::time, 12}), at_pace(by_time, 2, 2));
        CHECK(plan.run_to() == doctest::Approx(5));
        CHECK(plan.place_at(2.5).time == doctest::Approx(7));
        CHECK(plan.place_at(5.5).time == 12);
        CHECK(plan.length() == doctest::Approx(5 + StepPlan::last_look));
    }
    SUBCASE("decades per second begin at dt") {
        const auto kind = Pace::Kind::decades_per_second;
        const StepPlan plan(step_with(LessonUntil{LessonUntil::Of::time, 1000}), at_pace(kind, 0.5));
        CHECK(plan.run_to() == doctest::Approx(8));  // from 0.1 to 1000 are four decades
        CHECK(plan.place_at(0).time == 0);
        CHECK(plan.place_at(4).time == doctest::Approx(10));
    }
    SUBCASE("steps per frame are sixty times as many a second") {
        const auto kind = Pace::Kind::steps_per_frame;
        const StepPlan plan(step_with(LessonUntil{LessonUntil::Of::time, 12}), at_pace(kind, 0.5));
        CHECK(plan.run_to() == doctest::Approx(4));  // 3 units of time a second
    }
    SUBCASE("adaptive steps are counted") {
        RunStart start = at_pace(Pace::Kind::steps_per_frame, 1);
        start.adaptive = true;
        const StepPlan plan(step_with(LessonUntil{LessonUntil::Of::time, 12}), start);
        CHECK(plan.place_at(2).steps == 120);
        CHECK(plan.place_at(2).time == 12);
        CHECK(plan.second_of({3, 90}) == doctest::Approx(1.5));
    }
}

TEST_CASE("second_of is the inverse of place_at while the run plays") {
    for (const auto kind : {by_time, Pace::Kind::decades_per_second, Pace::Kind::steps_per_frame}) {
        CAPTURE(static_cast<int>(kind));
        const StepPlan plan(step_with(LessonUntil{LessonUntil::Of::time, 1e6}), at_pace(kind, 0.25, 3));
        for (const double second : {0.5, 3.0, 11.0})
            CHECK(plan.second_of(plan.place_at(second)) == doctest::Approx(second));
    }
}

TEST_CASE("a condition that depends on the state has a limit, and ends the step when it is met") {
    StepPlan plan(step_with(LessonUntil{LessonUntil::Of::merges, 1}), at_pace(by_time, 2));
    CHECK(plan.waits());
    CHECK(plan.run_to() == longest_wait);
    CHECK(plan.length() == longest_wait + StepPlan::last_look);
    plan.end_run({30, 300});
    CHECK_FALSE(plan.waits());
    CHECK(plan.length() == doctest::Approx(15 + StepPlan::last_look));
    CHECK(plan.place_at(15.2).time == 30);
    plan.end_run({10, 100});  // acts once
    CHECK(plan.run_to() == doctest::Approx(15));
}

TEST_CASE("a run ends with its scene, and one that is past its end has none") {
    RunStart start = at_pace(by_time, 1);
    start.end = 4;
    StepPlan plan(step_with(LessonUntil{LessonUntil::Of::phase, 0, "pairing"}), start);
    CHECK(plan.run_to() == doctest::Approx(4));
    CHECK(plan.place_at(60).time == 4);

    Lesson lesson;
    lesson.steps.resize(1);
    lesson.steps[0].scene.emplace();
    lesson.steps[0].scene->scene.time.until = 4;
    CHECK(run_start(lesson, 0, 99, false).time == 0);
    CHECK(run_start(lesson, 0, 99, false).end == 4);
    lesson.steps[0].seek = 5;
    CHECK(run_start(lesson, 0, 99, false).time == 5);
    CHECK(std::isinf(run_start(lesson, 0, 99, false).end));
}

TEST_CASE("a question is read, thought over, run, and answered") {
    LessonStep step = step_with(LessonUntil{LessonUntil::Of::time, 8});
    step.question = LessonQuestion{"Which?", {"this", "that"}, 1, "Because."};
    const StepPlan plan(step, at_pace(by_time, 2));
    CHECK(plan.pause_from() == doctest::Approx(reading_seconds(step.caption) + reading_seconds("Which? this that")));
    CHECK(plan.run_from() == doctest::Approx(plan.pause_from() + StepPlan::pause));
    CHECK(plan.place_at(plan.run_from()).time == 0);
    CHECK(plan.run_to() == doctest::Approx(plan.run_from() + 4));
    CHECK(plan.answered_from() == plan.run_to());
    CHECK(plan.length() > plan.answered_from() + reading_seconds("Because."));
}

TEST_CASE("a step without play goes on as the one before left it; one with a condition plays") {
    const LessonStep silent = step_with({}, {});
    RunStart start = at_pace(by_time, 1);
    CHECK_FALSE(StepPlan(silent, start).plays());
    start.playing = true;
    CHECK(StepPlan(silent, start).plays());
    CHECK(StepPlan(silent, start).goes_on());
    start.playing = false;
    CHECK(StepPlan(step_with(LessonUntil{LessonUntil::Of::clusters, 3}, {}), start).plays());
    CHECK_FALSE(StepPlan(step_with(LessonUntil{LessonUntil::Of::clusters, 3}, false), start).plays());
}

TEST_CASE("the schedule of a lesson hands time and pace from step to step") {
    Lesson lesson;
    lesson.steps.resize(3);
    SceneDocument document;
    document.scene.time.dt = 0.1;
    document.scene.time.until = 100;
    lesson.steps[0].scene = document;
    lesson.steps[0].pace = Pace{by_time, 4};
    lesson.steps[0].play = true;
    lesson.steps[0].until = LessonUntil{LessonUntil::Of::time, 10};
    lesson.steps[1].until = LessonUntil{LessonUntil::Of::seconds, 3};
    lesson.steps[1].play = true;
    lesson.steps[2].seek = 2;
    const std::vector<StepPlan> plans = film_schedule(lesson);
    REQUIRE(plans.size() == 3);
    CHECK(plans[1].start().time == 10);
    CHECK(plans[1].start().pace == Pace{by_time, 4});
    CHECK(plans[1].place_at(3).time == doctest::Approx(22));
    CHECK(plans[2].start().time == 2);
    CHECK_FALSE(plans[2].plays());
}
