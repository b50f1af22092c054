#include "record/recording.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "coalesce/model/error.hpp"
#include "probe.hpp"
#include "record/film.hpp"
#include "record/frame_queue.hpp"
#include "view/gl_context.hpp"

using namespace coalesce;
using test::Folder;
using test::probe;

namespace {

RecordingSettings settings_for(const std::string& path) {
    RecordingSettings settings;
    settings.path = path;
    settings.width = 96;
    settings.height = 64;
    settings.fps = 10;
    settings.seconds = 1;
    return settings;
}

SceneDocument small_scene(double dt) {
    return parse_scene(R"({"coalesce": 1, "tokens": {"count": 200}, "model": {"beta": 5}, "time": {"until": 2}})",
                       "test", {"time.dt=" + std::to_string(dt)});
}

}  // namespace

TEST_CASE("recording settings that make no sense are refused with what was found and expected") {
    const auto refused = [](auto change, const char* message) {
        RecordingSettings settings = settings_for("a.mp4");
        change(settings);
        CHECK_THROWS_WITH_AS(validate(settings), doctest::Contains(message), InputError);
    };
    const double nan = std::numeric_limits<double>::quiet_NaN();
    refused([](auto& s) { s.seconds = 0; }, "seconds of a.mp4: found 0, expected more than 0");
    refused([nan](auto& s) { s.seconds = nan; }, "seconds");
    refused([](auto& s) { s.seconds = 1e6; }, "10^6 frames");
    refused([](auto& s) { s.from = -1; }, "from of a.mp4: found -1");
    refused([](auto& s) { s.axis = TimeAxis::log; }, "a time after 0 on a logarithmic axis");
    refused([](auto& s) { s.until = -2; }, "until of a.mp4: found -2");
    refused([](auto& s) { s.width = 97; }, "even numbers");
    refused([](auto& s) { s.path = "a.avi"; }, ".avi");
    validate(settings_for("a.mp4"));
}

TEST_CASE("frames divide the time axis into equal steps, or equal ratios, ends included") {
    RecordingSettings settings = settings_for("a.mp4");
    settings.seconds = 2.04;
    CHECK(frame_count(settings) == 20);
    settings.seconds = 0.001;
    CHECK(frame_count(settings) == 1);
    CHECK(frame_time(settings, 7, 0, 1) == 7);  // a still shows the end
    settings.from = 0.5;
    CHECK(frame_time(settings, 8, 0, 5) == 0.5);
    CHECK(frame_time(settings, 8, 4, 5) == 8);
    CHECK(frame_time(settings, 8, 2, 5) == doctest::Approx(4.25));
    settings.axis = TimeAxis::log;
    CHECK(frame_time(settings, 8, 0, 5) == 0.5);
    CHECK(frame_time(settings, 8, 2, 5) == doctest::Approx(2));
    CHECK(frame_time(settings, 8, 4, 5) == 8);
}

TEST_CASE("the trajectory does not depend on the times at which it is looked at") {
    const SceneDocument document = small_scene(0.125);
    Film coarse(document.scene, 0, 30), fine(document.scene, 0, 30);
    for (int i = 0; i <= 100; ++i) {
        const Frame& frame = fine.at(i * 0.015);
        CHECK(frame.time == i * 0.015);
        for (std::size_t k = 0; k < frame.size(); k += 50) {
            const float* x = &frame.positions[3 * k];
            // Normalised in single precision: a few units of 6e-8.
            CHECK(std::abs(std::hypot(x[0], x[1], x[2]) - 1) < 1e-6);
        }
    }
    CHECK(fine.at(1.5).positions == coarse.at(1.5).positions);
    CHECK(fine.simulation().steps() == coarse.simulation().steps());
    // Halfway between two steps a token is equally far from its positions at both.
    const std::vector<float> start = coarse.at(1.625).positions;
    const std::vector<float> middle = coarse.at(1.6875).positions;
    const std::vector<float> end = coarse.at(1.75).positions;
    for (std::size_t k = 0; k < start.size(); k += 30) {
        const auto away = [&](const std::vector<float>& a) {
            return std::hypot(a[k] - middle[k], a[k + 1] - middle[k + 1], a[k + 2] - middle[k + 2]);
        };
        CHECK(away(start) == doctest::Approx(away(end)).epsilon(1e-3).scale(1e-3));
    }
}

TEST_CASE("a film of any pace shows the run that `run` takes: its steps, phases, merges and curves") {
    SceneDocument document = parse_scene(R"({"coalesce": 1, "dimension": 2, "tokens": {"count": 90,
        "law": {"kind": "mixture", "components": [{"weight": 0.6, "mean": [1, 0], "std": 0.2},
                                                  {"weight": 0.4, "mean": [-0.2, 1], "std": 0.2}]}},
        "model": {"beta": 5}, "time": {"dt": 0.1, "until": 70.03}})",
                                         "test");
    for (const Method method : {Method::layer, Method::adaptive}) {
        CAPTURE(static_cast<int>(method));
        document.scene.time.method = method;
        const double until = document.scene.time.until;
        Simulation plain(document.scene);
        std::vector<Measurement> rows{plain.measure()};
        while (plain.time() < until) {
            plain.step_towards(until);
            if (plain.at_observed_step()) rows.push_back(plain.measure());
        }
        REQUIRE_FALSE(plain.merges().empty());
        for (const int frames : {1, 5, 47, 700}) {
            CAPTURE(frames);
            Film film(document.scene, 0, 30);
            for (int k = 0; k <= frames; ++k) {
                const double time = k == frames ? until : until * k / frames;
                const Frame& frame = film.at(time);
                CHECK(frame.time == time);
                CHECK(frame.phases.back().to == time);
                CHECK(film.history().back().time == doctest::Approx(time).epsilon(1e-12));
                CHECK((frame.merges.empty() || frame.merges.back().time <= time));
            }
            CHECK(film.simulation().steps() == plain.steps());
            CHECK(row_major(film.simulation().cloud()) == row_major(plain.cloud()));
            const Frame& last = film.at(until);
            REQUIRE(last.phases.size() == plain.phases().size());
            for (std::size_t k = 0; k < last.phases.size(); ++k) {
                CHECK(last.phases[k].from == plain.phases()[k].from);
                CHECK(last.phases[k].to == plain.phases()[k].to);
            }
            REQUIRE(last.merges.size() == plain.merges().size());
            for (std::size_t k = 0; k < last.merges.size(); ++k) CHECK(last.merges[k].time == plain.merges()[k].time);
            const std::vector<Measurement>& history = film.history();
            REQUIRE(history.size() >= rows.size());
            CHECK(history.size() <= rows.size() + 1);  // plus the last state, observed or not
            for (std::size_t k = 0; k < rows.size(); ++k) {
                REQUIRE(history[k].time == rows[k].time);
                REQUIRE(history[k].energy == rows[k].energy);
                REQUIRE(history[k].clusters == rows[k].clusters);
            }
        }
    }
}

TEST_CASE("a still with panels draws one picture, whose history is a film's") {
    const Folder folder;
    const HeadlessContext context;
    const SceneDocument document = small_scene(0.05);
    RecordingSettings settings = settings_for(folder / "a.png");
    settings.panels = true;
    std::vector<double> still, film;
    int drawn = 0;
    RecordingProgress progress;
    record(document, settings, progress,
           [&](const Frame& frame, const std::vector<Measurement>& history, const Shown&, int, int) {
               ++drawn;
               CHECK(frame.time == 2);
               for (const Measurement& row : history) still.push_back(row.energy);
           });
    CHECK(drawn == 1);
    CHECK(still.size() == 41);  // t = 0 and forty steps, whatever the frames
    settings.path = folder / "a/";
    record(document, settings, progress,
           [&](const Frame&, const std::vector<Measurement>& history, const Shown&, int, int) {
               film.clear();
               for (const Measurement& row : history) film.push_back(row.energy);
           });
    CHECK(film == still);
}

TEST_CASE("a recording has its frames, is the same each time, and returns its last picture") {
    const Folder folder;
    const HeadlessContext context;
    const SceneDocument document = small_scene(0.05);
    RecordingProgress progress;
    int overlays = 0;
    const Image last = record(document, settings_for(folder / "a/"), progress,
                              [&](const Frame&, const std::vector<Measurement>&, const Shown&, int width, int height) {
                                  overlays += width == 96 && height == 64;
                              });
    CHECK(overlays == 10);
    CHECK(progress.frames_done == 10);
    CHECK(progress.frames_total == 10);
    CHECK(read_png(folder / "a/frame-000009.png").rgba == last.rgba);
    CHECK(read_png(folder / "a/frame-000000.png").rgba != last.rgba);
    RecordingProgress again;
    CHECK(record(document, settings_for(folder / "b.png"), again).rgba == last.rgba);
    record(document, settings_for(folder / "c.mp4"), again);
    CHECK(probe(folder / "c.mp4").frames.size() == 10);
}

TEST_CASE("an end before the beginning is refused") {
    const Folder folder;
    const HeadlessContext context;
    RecordingSettings settings = settings_for(folder / "a.mp4");
    settings.from = 3;  // the scene ends at 2
    RecordingProgress progress;
    CHECK_THROWS_WITH_AS(record(small_scene(0.05), settings, progress), doctest::Contains("until"), InputError);
    CHECK_FALSE(std::filesystem::exists(settings.path));
}

TEST_CASE("a cancelled recording stops and keeps the frames it has") {
    const Folder folder;
    const HeadlessContext context;
    RecordingProgress progress;
    record(small_scene(0.05), settings_for(folder / "a.webm"), progress,
           [&](const Frame&, const std::vector<Measurement>&, const Shown&, int, int) { progress.cancel = true; });
    CHECK(progress.frames_done < progress.frames_total);
    CHECK(progress.kept == folder / "a.webm");
    CHECK(static_cast<int>(probe(folder / "a.webm").frames.size()) == progress.frames_done);
}

TEST_CASE("what the encoder's thread throws reaches whoever feeds it") {
    const Folder folder;
    VideoWriter writer(folder / "a.mp4", 96, 64, 10);
    FrameQueue queue(writer);
    const auto feed = [&] {
        // The writer refuses the first of a wrong size; a push soon after must report it, and none may wait for ever.
        for (int i = 0; i < 100; ++i) queue.push(Image(32, 32));
        queue.finish();
    };
    CHECK_THROWS_WITH_AS(feed(), doctest::Contains("32x32 does not fit a video of 96x64"), RunError);
}
