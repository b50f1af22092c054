#include <doctest/doctest.h>

#include <algorithm>

#include "cli/child.hpp"
#include "record/probe.hpp"
#include "view/image.hpp"

using namespace coalesce;
using namespace coalesce::test;

namespace {

using Words = std::vector<std::string>;

Outcome render(const std::string& scene, const std::string& out, const Words& more = {},
               const ChildOptions& options = {}) {
    Words arguments{"render", scene, "--out", out, "--set", "tokens.count=100"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return coalesce_run(arguments, options);
}

}  // namespace

TEST_CASE("every format has the frames, size and rate that were asked for") {
    const Scratch scratch;
    const Words options{"--size", "96x64", "--fps", "10", "--seconds", "1.2", "--until", "0.5"};
    for (const char* name : {"v.mp4", "v.webm", "v.gif"}) {
        CAPTURE(name);
        REQUIRE(render("welcome", scratch / name, options).code == 0);
        const Probe found = probe(scratch / name);
        CHECK(found.opened);
        CHECK(found.width == 96);
        CHECK(found.height == 64);
        CHECK(found.frames.size() == 12);
        CHECK(found.fps == doctest::Approx(10));
    }
    REQUIRE(render("welcome", scratch / "frames/", options).code == 0);
    CHECK(std::distance(std::filesystem::directory_iterator(scratch.path / "frames"), {}) == 12);
    // The still equals the last frame; stills may have odd sizes.
    REQUIRE(render("welcome", scratch / "v.png", options).code == 0);
    CHECK(content(scratch / "v.png") == content(scratch / "frames/frame-000011.png"));
    REQUIRE(render("welcome", scratch / "odd.png", {"--size", "97x63", "--seconds", "0.1"}).code == 0);
    CHECK(read_png(scratch.path / "odd.png").width == 97);
}

TEST_CASE("axis, panels and theme change the picture; the machine's threads do not") {
    const Scratch scratch;
    const Words base{"--size", "160x96", "--seconds", "0.5", "--until", "1"};
    const auto picture = [&](const std::string& name, const Words& more) {
        Words options = base;
        options.insert(options.end(), more.begin(), more.end());
        REQUIRE(render("kuramoto", scratch / name, options).code == 0);
        return content(scratch / name);
    };
    const std::string plain = picture("plain.png", {});
    CHECK(picture("threads.png", {"--threads", "1"}) == plain);
    CHECK(picture("panels.png", {"--panels", "on"}) != plain);
    CHECK(picture("light.png", {"--theme", "light"}) != plain);
    // Both axes end at the same time, but their middle frames show different times.
    picture("log.png", {"--axis", "log"});
    CHECK(read_png(scratch / "log.png").rgba == read_png(scratch / "plain.png").rgba);
    picture("linear/", {});
    picture("log/", {"--axis", "log"});
    CHECK(content(scratch / "linear/frame-000007.png") != content(scratch / "log/frame-000007.png"));
}

TEST_CASE("a reference is met or fails with exit code 1 and a picture of the difference") {
    const Scratch scratch;
    const Words size{"--size", "96x64", "--seconds", "0.1"};
    REQUIRE(render("ms1b", scratch / "ref.png", size).code == 0);
    const auto against = [&](const std::string& name, Words more) {
        more.insert(more.end(), {"--reference", scratch / "ref.png", "--threshold", "0.01"});
        more.insert(more.end(), size.begin(), size.end());
        return render("ms1b", scratch / name, more);
    };
    CHECK(against("same.png", {}).code == 0);
    const Outcome other = against("other.png", {"--theme", "light"});
    CHECK(other.code == 1);
    CHECK(other.err.find("differs") != std::string::npos);
    CHECK(std::filesystem::exists(scratch / "other.png"));
    CHECK(std::filesystem::exists(scratch / "other-difference.png"));
}

TEST_CASE("an interrupted video stays playable, in every format") {
    for (const int signal : {SIGKILL, SIGTERM}) {
        CAPTURE(signal);
        const Scratch scratch;
        const auto interrupt = [&](const char* name) {
            return render("welcome", scratch / name, {"--size", "96x64", "--seconds", "100", "--progress-lines"},
                          {.signal = signal, .signal_after = "frame 150 of"});
        };
        const int expected = signal == SIGKILL ? -SIGKILL : 128 + SIGTERM;
        for (const char* name : {"v.mp4", "v.webm", "v.gif"}) {
            CAPTURE(name);
            CHECK(interrupt(name).code == expected);
            const Probe found = probe(scratch / name);
            CHECK(found.opened);
            // A fragment or cluster is half a second, 15 frames; the encoder looks ahead some 20 and the queue holds a
            // few.
            CHECK(found.frames.size() >= 90);
        }
        CHECK(std::distance(std::filesystem::directory_iterator(scratch.path), {}) == 3);
    }
}

TEST_CASE("a video that is stopped before its first fragment leaves nothing") {
    const Scratch scratch;
    const Outcome outcome = render("welcome", scratch / "v.mp4", {"--size", "96x64", "--progress-lines"},
                                   {.signal = SIGTERM, .signal_after = "frame 1 of"});
    CHECK(outcome.code == 128 + SIGTERM);
    CHECK(outcome.err.find(": stopped at t = ") != std::string::npos);
    // If it reacts late there may be a fragment, which must be playable.
    if (std::filesystem::exists(scratch / "v.mp4")) CHECK(probe(scratch / "v.mp4").frames.size() > 0);
}

TEST_CASE("a film that is stopped leaves an older one of its name as it was, and says where its frames are") {
    for (const int signal : {SIGINT, SIGKILL}) {
        CAPTURE(signal);
        const Scratch scratch;
        store(scratch / "old.mp4", "older");
        std::filesystem::permissions(scratch.path / "old.mp4", std::filesystem::perms(0600));
        const Outcome early = render("welcome", scratch / "old.mp4", {"--size", "96x64", "--progress-lines"},
                                     {.signal = signal, .signal_after = "frame 1 of"});
        CHECK(early.code != 0);
        CHECK(content(scratch / "old.mp4") == "older");
        // If it reacts late there may be a fragment.
        for (const auto& entry : std::filesystem::directory_iterator(scratch.path))
            if (entry.path().filename() != "old.mp4") std::filesystem::remove(entry.path());
        const Outcome late =
            render("welcome", scratch / "old.mp4", {"--size", "96x64", "--seconds", "100", "--progress-lines"},
                   {.signal = signal, .signal_after = "frame 150 of"});
        CHECK(late.code != 0);
        CHECK(content(scratch / "old.mp4") == "older");
        // A kill leaves the fragments under their temporary name.
        std::string kept;
        for (const auto& entry : std::filesystem::directory_iterator(scratch.path)) {
            const std::string name = entry.path().filename().string();
            if (name == "old.cut-short.mp4" || name.starts_with("unfinished-")) kept = entry.path().string();
        }
        if (signal == SIGINT) CHECK(late.err.find("the frames until then are in " + kept) != std::string::npos);
        CHECK(probe(kept).frames.size() >= 90);
        CHECK(render("welcome", scratch / "old.mp4", {"--size", "96x64", "--seconds", "0.5"}).code == 0);
        CHECK(probe(scratch / "old.mp4").frames.size() == 15);
        const auto mode = std::filesystem::status(scratch.path / "old.mp4").permissions();
        CHECK(mode == std::filesystem::perms(0600));
    }
}

TEST_CASE("what a format cannot do is refused in one line before anything is computed") {
    const Scratch scratch;
    const auto refused = [&](const std::string& name, const Words& options, const char* message) {
        Words all{"--set", "tokens.count=1000000"};
        all.insert(all.end(), options.begin(), options.end());
        const Outcome outcome = render("welcome", scratch / name, all);
        CHECK(outcome.code == 2);
        CHECK(outcome.err.find(message) != std::string::npos);
        CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
        CHECK_FALSE(std::filesystem::exists(scratch / name));
    };
    refused("a.gif", {"--fps", "120"}, "found 120, expected at most 50");
    refused("a.gif", {"--fps", "51"}, "found 51, expected at most 50");
    refused("a.mp4", {"--size", "97x64"}, "found 97x64, expected even numbers");
    refused("a.webm", {"--size", "20000x64"}, "found 20000x64, expected 16 to 16384");
    refused("a.mp4", {"--text-scale", "3"}, "found 3, expected 0.5 to 2");
    refused("a.mp4", {"--from", "30"}, "until");
}

TEST_CASE("frames in a folder replace an older, longer set when they are complete") {
    const Scratch scratch;
    const Words size{"--size", "96x64", "--fps", "10", "--seconds"};
    const auto seconds = [&](const char* length) {
        Words options = size;
        options.emplace_back(length);
        return render("welcome", scratch / "frames/", options).code;
    };
    REQUIRE(seconds("3") == 0);
    store(scratch / "frames/notes.txt", "mine");
    REQUIRE(seconds("2") == 0);
    CHECK(std::distance(std::filesystem::directory_iterator(scratch.path / "frames"), {}) == 21);
    CHECK_FALSE(std::filesystem::exists(scratch / "frames/frame-000020.png"));
}

TEST_CASE("the size of text changes the text and nothing else") {
    const Scratch scratch;
    const Words size{"--size", "320x192", "--seconds", "0.1"};
    const auto picture = [&](const char* name, const Words& more) {
        Words options = size;
        options.insert(options.end(), more.begin(), more.end());
        const Outcome outcome = render("ms1b", scratch / name, options);
        CAPTURE(outcome.err);
        REQUIRE(outcome.code == 0);
        return read_png(scratch.path / name);
    };
    const Image plain = picture("plain.png", {}), one = picture("one.png", {"--text-scale", "1"}),
                large = picture("large.png", {"--text-scale", "2"});
    CHECK(plain.rgba == one.rgba);
    CHECK(plain.rgba != large.rgba);
    const Words bare{"--set", "view.hud=false"};
    Words bare_large = bare;
    bare_large.insert(bare_large.end(), {"--text-scale", "2"});
    CHECK(picture("bare.png", bare).rgba == picture("bare-large.png", bare_large).rgba);
}

TEST_CASE("a signal while a film is finished leaves it with all its frames") {
    const Scratch scratch;
    for (const bool older : {false, true}) {
        CAPTURE(older);
        if (older) store(scratch / "v.mp4", "older");
        const Outcome outcome =
            render("welcome", scratch / "v.mp4", {"--size", "320x192", "--seconds", "4", "--progress-lines"},
                   {.signal = SIGINT, .signal_after = "finishing"});
        // It may be done before the signal arrives.
        CHECK((outcome.code == 0 || outcome.code == 128 + SIGINT));
        CHECK(probe(scratch / "v.mp4").frames.size() == 120);
        CHECK(std::distance(std::filesystem::directory_iterator(scratch.path), {}) == 1);
        std::filesystem::remove(scratch.path / "v.mp4");
    }
}
