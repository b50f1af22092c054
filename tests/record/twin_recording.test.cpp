#include "record/twin_recording.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "coalesce/document/twins.hpp"
#include "probe.hpp"
#include "record/film.hpp"
#include "view/gl_context.hpp"
#include "view/time_scale.hpp"

using namespace coalesce;
using test::Folder;

namespace {

SceneDocument scene(double beta, double dt = 0.1) {
    return parse_scene(R"({"coalesce": 1, "tokens": {"count": 150}, "time": {"until": 2}})", "test",
                       {"model.beta=" + std::to_string(beta), "time.dt=" + std::to_string(dt)});
}

RecordingSettings settings_for(const std::string& path) {
    RecordingSettings settings;
    settings.path = path;
    settings.width = 192;
    settings.height = 96;
    settings.fps = 10;
    settings.seconds = 1;
    return settings;
}

Image cut(const Image& image, int from, int width) {
    Image part(width, image.height);
    for (int y = 0; y < image.height; ++y)
        std::copy_n(image.pixel(from, y), 4 * static_cast<std::size_t>(width), part.pixel(0, y));
    return part;
}

}  // namespace

TEST_CASE("twins are filmed at the times of one film, side by side, and the same twice") {
    const HeadlessContext context;
    const Folder folder;
    const SceneDocument first = scene(5), twin = scene(50, 0.03);
    const std::vector<const SceneDocument*> runs{&first, &twin};
    std::vector<std::vector<float>> positions;
    const auto film = [&](const char* name) {
        RecordingProgress progress;
        int frames = 0;
        Film alone(first.scene, 0, 30), other(twin.scene, 0, 30);
        const Image last = record_twins(runs, settings_for(folder / name), TwinClock::time, progress,
                                        [&](const TwinPicture& picture, int width, int height) {
                                            CHECK(width == 192);
                                            CHECK(height == 96);
                                            REQUIRE(picture.runs.size() == 2);
                                            const double time = 2.0 * frames / 9;
                                            const bool end = frames == 9;
                                            CHECK(picture.runs[0].frame->time == (end ? 2 : doctest::Approx(time)));
                                            CHECK(picture.runs[1].frame->time == picture.runs[0].frame->time);
                                            // Each is the run that it is alone.
                                            const double at = picture.runs[0].frame->time;
                                            CHECK(picture.runs[0].frame->positions == alone.at(at).positions);
                                            CHECK(picture.runs[1].frame->positions == other.at(at).positions);
                                            CHECK(picture.distances.times().empty());  // no panels
                                            ++frames;
                                        });
        CHECK(frames == 10);
        CHECK(progress.frames_done == 10);
        return last;
    };
    const Image once = film("a/"), again = film("b/");
    CHECK(once.rgba == again.rgba);
    CHECK(once.rgba == read_png(folder / "a/frame-000009.png").rgba);
    // The pictures differ, and the first one stands at the left.
    CHECK(image_difference(cut(once, 0, 96), cut(once, 96, 96)) > 1e-3);
}

TEST_CASE("a still of twins with panels has the distances of the film that it ends") {
    const HeadlessContext context;
    const Folder folder;
    const SceneDocument first = scene(5), twin = scene(50);
    const std::vector<const SceneDocument*> runs{&first, &twin};
    const auto distances = [&](const char* name) {
        RecordingSettings settings = settings_for(folder / name);
        settings.panels = true;
        RecordingProgress progress;
        std::vector<double> rows;
        record_twins(runs, settings, TwinClock::time, progress, [&](const TwinPicture& picture, int, int) {
            rows.assign(picture.distances.of(1).begin(), picture.distances.of(1).end());
        });
        return rows;
    };
    const std::vector<double> film = distances("film/"), still = distances("still.png");
    REQUIRE(film.size() == 10);
    CHECK(film.front() == 0);
    CHECK(film.back() > 0);
    CHECK(still == film);
}

TEST_CASE("a single run is filmed alone by the same function") {
    const HeadlessContext context;
    const Folder folder;
    const SceneDocument document = scene(5);
    RecordingProgress progress, plain;
    RecordingSettings settings = settings_for(folder / "one.png"), other = settings_for(folder / "plain.png");
    const Image one = record_twins({&document}, settings, TwinClock::time, progress);
    CHECK(one.rgba == record(document, other, plain).rgba);
}

TEST_CASE("on the clock of phases runs enter their common phases in the same frame") {
    const HeadlessContext context;
    const Folder folder;
    // The second run has half the forces, and takes twice as long for the same: pairing begins at 6.5 and at 13.
    const char* text = R"({"coalesce": 1, "tokens": {"count": 150}, "model": {"V": [[1,0,0],[0,1,0],[0,0,0.2]]},
                           "time": {"until": 26}})";
    const SceneDocument first = parse_scene(text, "test"),
                        slow = parse_scene(text, "test", {"model.V=[[0.5,0,0],[0,0.5,0],[0,0,0.1]]"});
    RecordingSettings settings = settings_for(folder / "film/");
    settings.seconds = 3;
    RecordingProgress progress;
    double behind = 0;
    record_twins({&first, &slow}, settings, TwinClock::phase, progress, [&](const TwinPicture& picture, int, int) {
        const Frame &a = *picture.runs[0].frame, &b = *picture.runs[1].frame;
        behind = std::max(behind, b.time - a.time);
        const Phase *in_first = phase_at(a.phases, a.time), *in_slow = phase_at(b.phases, b.time);
        if (in_first && in_slow) CHECK(in_first->name == in_slow->name);
    });
    CHECK(behind > 0.5);
}
