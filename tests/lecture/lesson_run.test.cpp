#include "lecture/lesson_run.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "coalesce/observe/groups.hpp"

using namespace coalesce;

namespace {

SceneDocument small_scene(double until = 100) {
    SceneDocument document;
    document.scene.tokens.count = 60;
    document.scene.model.beta = 9;
    document.scene.time.dt = 0.05;
    document.scene.time.until = until;
    return document;
}

LessonStep opening(const SceneDocument& document, LessonUntil until, double pace = 2) {
    LessonStep step;
    step.scene = document;
    step.pace = Pace{Pace::Kind::time_per_second, pace};
    step.play = true;
    step.until = until;
    return step;
}

LessonUntil until_time(double time) {
    return {LessonUntil::Of::time, time};
}

/// Shows a step's frames as a film of `fps` does.
void film_step(LessonRun& run, std::size_t index, int fps) {
    run.begin(index, {});
    for (int k = 0; k < frames_of(run.plan(), fps); ++k) run.show(static_cast<double>(k) / fps, {});
}

std::vector<double> tokens_of(FilmedRun& run) {
    const Cloud& cloud = run.simulation().cloud();
    std::vector<double> all;
    for (std::size_t i = 0; i < cloud.size(); ++i)
        for (int d = 0; d < cloud.dimension(); ++d) all.push_back(cloud.axis(d)[i]);
    return all;
}

}  // namespace

TEST_CASE("eased changes act by simulated time: the rate of the frames moves no token") {
    Lesson lesson;
    lesson.steps.push_back(opening(small_scene(), until_time(4)));
    lesson.steps[0].set = DocumentDiff(small_scene(), "model.beta", 40.0);
    lesson.steps[0].over = 1.5;
    std::vector<std::vector<double>> ends;
    for (const int fps : {7, 30, 60}) {
        LessonRun run(lesson, {}, {});
        film_step(run, 0, fps);
        CHECK(run.runs().front().frame().time == doctest::Approx(4));
        CHECK(run.document().scene.model.beta == 40);
        CHECK(run.runs().front().simulation().scene().model.beta == 40);
        ends.push_back(tokens_of(run.runs().front()));
    }
    CHECK(ends[0] == ends[1]);
    CHECK(ends[0] == ends[2]);
    // The same run without the change is another one.
    lesson.steps[0].set = {};
    LessonRun plain(lesson, {}, {});
    film_step(plain, 0, 30);
    CHECK(tokens_of(plain.runs().front()) != ends[0]);
}

TEST_CASE("looking back shows the past that was seen, and goes on with the present parameters") {
    Lesson lesson;
    lesson.steps.push_back(opening(small_scene(), until_time(2)));
    lesson.steps.emplace_back();
    lesson.steps[1].set = DocumentDiff(small_scene(), "model.beta", 40.0);
    lesson.steps[1].play = true;
    lesson.steps[1].until = until_time(5);
    lesson.steps.emplace_back();
    lesson.steps[2].seek = 4;
    lesson.steps[2].play = false;
    LessonRun run(lesson, {}, {});
    film_step(run, 0, 20);
    run.begin(1, {});
    std::vector<float> at_four;
    for (int k = 0; k < frames_of(run.plan(), 20); ++k) {
        run.show(k / 20.0, {});
        if (std::abs(run.runs().front().frame().time - 4) < 1e-9) at_four = run.runs().front().frame().positions;
    }
    REQUIRE_FALSE(at_four.empty());
    film_step(run, 2, 20);
    CHECK(run.runs().front().frame().time == 4);
    CHECK(run.runs().front().frame().positions == at_four);
    CHECK(run.runs().front().simulation().scene().model.beta == 40);
}

TEST_CASE("a condition pauses the run in the first state that meets it") {
    SceneDocument pairs = small_scene();
    // Two pairs, of which the first is nearer, and one token apart.
    pairs.scene.tokens.law = PointsLaw{
        {{std::cos(0.7), std::sin(0.7), 0}, {1, 0, 0}, {-1, 0, 0}, {-std::cos(1.0), -std::sin(1.0), 0}, {0, 0, 1}}, {}};
    pairs.scene.tokens.count = 5;
    Simulation reference(pairs.scene);
    while (counted(reference.clustering().clusters) > 4) reference.step();
    REQUIRE(reference.steps() > 2);
    for (const int fps : {3, 10}) {
        Lesson lesson;
        lesson.steps.push_back(opening(pairs, {LessonUntil::Of::clusters, 4}, 4));
        LessonRun run(lesson, {}, {});
        film_step(run, 0, fps);
        CHECK(run.missed().empty());
        CHECK(run.plan().ended());
        CHECK(run.runs().front().frame().time == reference.time());
        CHECK(counted(run.runs().front().frame().clusters) == 4);
    }
}

TEST_CASE("an even crowd, which counts as one cluster, has not fallen to one") {
    SceneDocument even = small_scene();
    even.scene.dimension = 2;
    even.scene.tokens.law = UniformLaw{};
    even.scene.tokens.count = 2000;
    even.scene.model = Model{.beta = 20};
    even.scene.time.until = 40;
    Simulation reference(even.scene);
    REQUIRE(counted(reference.clustering().clusters) == 1);
    // The number rises as clusters form, and falls where the first two meet.
    std::size_t most = 1, count = 1;
    while (count >= most && reference.time() < 40) {
        most = std::max(most, count);
        reference.step();
        count = counted(reference.clustering().clusters);
    }
    REQUIRE(count < most);
    Lesson lesson;
    lesson.steps.push_back(opening(even, {LessonUntil::Of::clusters, static_cast<double>(count)}, 4));
    LessonRun run(lesson, {}, {});
    film_step(run, 0, 5);
    CHECK(run.missed().empty());
    CHECK(run.runs().front().frame().time == reference.time());
}

TEST_CASE("a condition that does not come by the scene's end is told, and the film goes on") {
    Lesson lesson;
    lesson.steps.push_back(opening(small_scene(0.5), {LessonUntil::Of::merges, 50}));
    lesson.steps.emplace_back();
    LessonRun run(lesson, {}, {});
    film_step(run, 0, 10);
    CHECK(run.runs().front().frame().time == doctest::Approx(0.5));
    CHECK(run.missed() == "step 1: until: 50 merges did not come by t = 0.5, the scene's end; the film goes on");
    run.begin(1, {});
    CHECK_FALSE(run.plan().plays());
    CHECK(run.missed().empty());
}

TEST_CASE("a twin has the first run's time and seed, and its own difference") {
    Lesson lesson;
    lesson.steps.push_back(opening(small_scene(), until_time(1)));
    lesson.steps.emplace_back();
    lesson.steps[1].twin_change = TwinChange::begin;
    lesson.steps[1].twin = DocumentDiff(small_scene(), "model.beta", 30.0);
    lesson.steps[1].play = true;
    lesson.steps[1].until = until_time(2);
    LessonRun run(lesson, {}, {});
    film_step(run, 0, 10);
    CHECK(run.runs().size() == 1);
    film_step(run, 1, 10);
    REQUIRE(run.runs().size() == 2);
    CHECK(run.runs()[1].frame().time == run.runs()[0].frame().time);
    CHECK(run.document_of(1).scene.model.beta == 30);
    // The twin is the run that its scene alone would be.
    SceneDocument alone = small_scene();
    alone.scene.model.beta = 30;
    Simulation simulation(alone.scene);
    while (simulation.steps() < run.runs()[1].simulation().steps()) simulation.step();
    CHECK(simulation.cloud().axis(0)[7] == run.runs()[1].simulation().cloud().axis(0)[7]);
}

TEST_CASE("a change that needs a new cloud draws one") {
    Lesson lesson;
    lesson.steps.push_back(opening(small_scene(), until_time(1)));
    lesson.steps.emplace_back();
    lesson.steps[1].set = DocumentDiff(small_scene(), "tokens.count", std::int64_t{40});
    LessonRun run(lesson, {}, {});
    film_step(run, 0, 10);
    run.begin(1, {});
    CHECK(run.runs().front().simulation().time() == 0);
    CHECK(run.runs().front().frame().size() == 40);
}
