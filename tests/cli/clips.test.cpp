#include <doctest/doctest.h>

#include <algorithm>
#include <utility>

#include "cli/child.hpp"
#include "coalesce/document/scene_document.hpp"
#include "coalesce/lesson/lesson.hpp"
#include "record/clip_file.hpp"

using namespace coalesce;
using namespace coalesce::test;

namespace {

using Words = std::vector<std::string>;

Words joined(Words words, const Words& more) {
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

const Words changes{"--set", "tokens.count=100", "--set", "model.beta=7", "--seed", "5", "--until", "0.5"};
const Words film{"--size", "96x64", "--fps", "10", "--seconds", "0.6"};

bool is_one_line(const std::string& text) {
    return std::count(text.begin(), text.end(), '\n') == 1;
}

}  // namespace

TEST_CASE("a picture, a GIF and a film give back the scene they show, and running it gives the same tokens") {
    const Scratch scratch;
    REQUIRE(coalesce_run(joined({"run", "welcome", "--out", scratch / "of-scene"}, changes)).code == 0);
    for (const char* name : {"a.png", "a.gif", "a.mp4", "a.webm", "frames/"}) {
        CAPTURE(name);
        REQUIRE(coalesce_run(joined(joined({"render", "welcome", "--out", scratch / name}, film), changes)).code == 0);
        const std::string file = scratch / (std::string(name) == "frames/" ? "frames/frame-000005.png" : name);
        const Outcome printed = coalesce_run({"scene", file});
        REQUIRE(printed.code == 0);
        CHECK(printed.err.find(": t = 0.5, camera at yaw ") != std::string::npos);
        CHECK(printed.err.find("; written by Coalesce ") != std::string::npos);
        CHECK(std::count(printed.err.begin(), printed.err.end(), '\n') == 1);
        const SceneDocument document = parse_scene(printed.out, "printed");
        CHECK(document.scene.tokens.count == 100);
        CHECK(document.scene.model.beta == 7);
        CHECK(document.scene.tokens.seed == 5);
        CHECK(document.scene.time.until == 0.5);
        CHECK(read_clip(file).time == 0.5);
        REQUIRE(coalesce_run({"run", file, "--out", scratch / "of-clip"}).code == 0);
        CHECK(content(scratch / "of-clip/tokens.npy") == content(scratch / "of-scene/tokens.npy"));
    }
    // Each numbered picture has its own moment. A film of a film is the same film, also where the camera turns.
    CHECK(read_clip(scratch / "frames/frame-000000.png").time == 0);
    CHECK(read_clip(scratch / "frames/frame-000002.png").time == doctest::Approx(0.2));
    REQUIRE(coalesce_run(joined({"render", scratch / "a.mp4", "--out", scratch / "b.mp4"}, film)).code == 0);
    CHECK(content(scratch / "b.mp4") == content(scratch / "a.mp4"));
}

TEST_CASE("a film of runs side by side gives them back: the same film again, and the same tokens of each") {
    const Scratch scratch;
    const Words beside{"--twin", "model.attention=unnormalized", "--twin", "tokens.seed=9,model.beta=3"};
    REQUIRE(coalesce_run(joined(joined({"run", "welcome", "--out", scratch / "of-scene"}, changes), beside)).code == 0);
    for (const char* clock : {"time", "phase"}) {
        CAPTURE(clock);
        const Words by{"--twin-clock", clock};
        for (const char* name : {"a.png", "a.gif", "a.mp4"})
            REQUIRE(coalesce_run(joined(joined(joined({"render", "welcome", "--out", scratch / name}, film), changes),
                                        joined(beside, by)))
                        .code == 0);
        const Outcome printed = coalesce_run({"scene", scratch / "a.png"});
        CHECK(printed.err.find("; beside it model.attention=") != std::string::npos);
        REQUIRE(coalesce_run(joined({"render", scratch / "a.mp4", "--out", scratch / "b.mp4"}, film)).code == 0);
        CHECK(content(scratch / "b.mp4") == content(scratch / "a.mp4"));
        for (const char* name : {"a.png", "a.gif", "a.mp4"}) {
            REQUIRE(coalesce_run({"run", scratch / name, "--out", scratch / "of-clip"}).code == 0);
            for (const char* tokens : {"tokens.npy", "twin-1/tokens.npy", "twin-2/tokens.npy"})
                CHECK(content(scratch / (std::string("of-clip/") + tokens)) ==
                      content(scratch / (std::string("of-scene/") + tokens)));
        }
    }
    // Twins that are asked for take the place of the film's.
    REQUIRE(coalesce_run({"run", scratch / "a.mp4", "--out", scratch / "other", "--twin", "model.beta=2"}).code == 0);
    CHECK(content(scratch / "other/tokens.npy") == content(scratch / "of-scene/tokens.npy"));
    CHECK_FALSE(std::filesystem::exists(scratch / "other/twin-2"));
}

TEST_CASE("where a turntable turns the camera, a clip has the scene's and that of its own moment") {
    const Scratch scratch;
    const Words turning = joined({"--set", "view.turntable=2", "--set", "view.yaw=1"}, joined(film, changes));
    for (const char* name : {"frames/", "a.gif"})
        REQUIRE(coalesce_run(joined({"render", "welcome", "--out", scratch / name}, turning)).code == 0);
    const auto yaws = [&](const char* name) {
        const ClipOrigin origin = read_clip(scratch / name);
        return std::pair(origin.document.view.yaw, document_at_moment(origin).view.yaw);
    };
    CHECK(yaws("frames/frame-000000.png") == std::pair(1.0, 1.0));
    CHECK(yaws("frames/frame-000005.png") == std::pair(1.0, 2.0));
    CHECK(yaws("a.gif") == std::pair(1.0, 2.0));
}

TEST_CASE("scene prints scenes and lessons as well: a shipped one, a file's") {
    const Scratch scratch;
    for (const ShippedLesson& lesson : shipped_lessons()) {
        const Outcome printed = coalesce_run({"scene", std::string(lesson.name)});
        CHECK(printed.code == 0);
        CHECK(parse_lesson(printed.out, "printed") == load_lesson(lesson.name));
        store(scratch / "l.json", std::string(lesson.text));
        CHECK(coalesce_run({"scene", scratch / "l.json"}).out == printed.out);
    }
    const Outcome shipped = coalesce_run({"scene", "ms4"});
    CHECK(shipped.code == 0);
    CHECK(parse_scene(shipped.out, "printed") == load_scene("ms4"));
    store(scratch / "s.json", shipped.out);
    CHECK(coalesce_run({"scene", scratch / "s.json"}).out == shipped.out);
    store(scratch / "f.json", R"({"coalesce": 1, "tokens": {"law": {"kind": "file", "path": "none.npy"}}})");
    const Outcome missing = coalesce_run({"scene", scratch / "f.json"});
    CHECK(missing.code == 0);
    CHECK(missing.err.find("its tokens are in " + (scratch / "none.npy") + ", which is not there") !=
          std::string::npos);
}

TEST_CASE("what is no clip is refused in a line by every command") {
    const Scratch scratch;
    store(scratch / "text.png", "no picture");
    store(scratch / "text.mp4", "no film");
    REQUIRE(coalesce_run(joined({"render", "welcome", "--out", scratch / "a.png"}, joined(film, changes))).code == 0);
    std::string cut = content(scratch / "a.png");
    cut[cut.find("coalesce_clip")] = 'C';
    store(scratch / "damaged.png", cut);
    for (const char* name : {"text.png", "text.mp4", "damaged.png", "missing.gif"})
        for (const Words& command : {Words{"scene"}, Words{"run", "--out", scratch / "out"},
                                     Words{"render", "--out", scratch / "out.png"}, Words{}}) {
            CAPTURE(name);
            const Outcome outcome = coalesce_run(joined(command, {scratch / name}));
            CHECK(outcome.code == 2);
            CHECK(outcome.out.empty());
            CHECK(is_one_line(outcome.err));
            CHECK(outcome.err.find(scratch / name) != std::string::npos);
        }
}

TEST_CASE("a film whose scene has too many points says that it goes without it") {
    const Scratch scratch;
    SceneDocument document;
    PointsLaw law;
    for (int k = 0; k < 60'000; ++k) law.points.push_back({1, 1.0 / (k + 2), 0});
    document.scene.tokens.count = 60'000;
    document.scene.tokens.law = law;
    document.scene.time.until = 0;
    write_scene(document, scratch / "many.json");
    const Words still{"--size", "96x64", "--seconds", "0.1"};
    const Outcome rendered = coalesce_run(joined({"render", scratch / "many.json", "--out", scratch / "a.png"}, still));
    CHECK(rendered.code == 0);
    CHECK(is_one_line(rendered.err));
    CHECK(rendered.err.find("a.png: without its scene: its scene takes") != std::string::npos);
    const Outcome printed = coalesce_run({"scene", scratch / "a.png"});
    CHECK(printed.code == 2);
    CHECK(printed.err.find("a.png: carries no scene: its scene takes") != std::string::npos);
}
