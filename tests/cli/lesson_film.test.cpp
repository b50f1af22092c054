#include <doctest/doctest.h>

#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/child.hpp"
#include "coalesce/lesson/lesson.hpp"
#include "lecture/subtitles.hpp"
#include "record/probe.hpp"

using namespace coalesce;
using namespace coalesce::test;

namespace {

using Words = std::vector<std::string>;

/// Three steps: a run, a question about it, and a change beside which the run waits. 7.5 s of film.
const std::string lesson_text = R"({
  "coalesce_lesson": 1, "title": "A tiny lesson", "author": "A. Lecturer",
  "steps": [
    {"title": "Begin", "caption": "Tokens *attract*: $\\beta = 9$.",
     "scene": {"coalesce": 1, "tokens": {"count": 50}, "model": {"beta": 9}, "time": {"dt": 0.05}},
     "pace": {"unit": "time/second", "value": 1}, "play": true, "until": {"seconds": 1},
     "show": ["energy", "timeline"], "point_at": ["cluster:largest", "model.beta"]},
    {"title": "Guess", "caption": "", "until": {"seconds": 0.5}, "play": true,
     "question": {"text": "Merge?", "choices": ["yes", "no"], "answer": 0, "why": "They do."}},
    {"title": "Change", "caption": "Now.", "set": {"model.beta": 30}, "over": 0.4, "until": {"seconds": 0.5}}
  ]})";

Outcome film(const std::string& lesson, const std::string& out, const Words& more = {}) {
    Words arguments{"render", lesson, "--out", out, "--size", "160x120", "--fps", "10", "--quiet"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return coalesce_run(arguments);
}

/// Chapters of a film as ffprobe lists them.
nlohmann::json chapters_of(const std::string& path) {
    const std::string command = "ffprobe -v error -show_chapters -show_format -of json '" + path + "'";
    std::string text;
    FILE* pipe = popen(command.c_str(), "r");
    REQUIRE(pipe != nullptr);
    char buffer[4096];
    for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) text.append(buffer, n);
    REQUIRE(pclose(pipe) == 0);
    return nlohmann::json::parse(text);
}

}  // namespace

TEST_CASE("a lesson's film has a chapter a step, its title, and subtitles beside it") {
    const Scratch scratch;
    store(scratch / "tiny.json", lesson_text);
    for (const char* name : {"a.mp4", "a.webm"}) {
        CAPTURE(name);
        const Outcome outcome = film(scratch / "tiny.json", scratch / name);
        CHECK(outcome.err == "");
        REQUIRE(outcome.code == 0);
        const nlohmann::json found = chapters_of(scratch / name);
        REQUIRE(found["chapters"].size() == 3);
        const char* titles[] = {"Begin", "Guess", "Change"};
        double end = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            const nlohmann::json& chapter = found["chapters"][k];
            CHECK(chapter["tags"]["title"] == titles[k]);
            CHECK(std::stod(chapter["start_time"].get<std::string>()) == doctest::Approx(end).epsilon(0.001));
            end = std::stod(chapter["end_time"].get<std::string>());
        }
        CHECK(found["format"]["tags"]["title"] == "A tiny lesson");
        CHECK(std::stod(found["format"]["duration"].get<std::string>()) == doctest::Approx(end).epsilon(0.02));
        const std::string subtitles = content(scratch / "a.srt");
        CHECK(subtitles.starts_with("1\n00:00:00,000 --> 00:00:01,000\nBegin\nTokens attract: β"));
        CHECK(subtitles.find("Merge?\n1. yes\n2. no\n") != std::string::npos);
        CHECK(subtitles.find("1. yes\nThey do.\n") != std::string::npos);
    }
    CHECK(film(scratch / "tiny.json", scratch / "frames/").code == 0);
    CHECK(std::filesystem::exists(scratch / "frames.srt"));
    const auto frames = std::distance(std::filesystem::directory_iterator(scratch.path / "frames"), {});
    CHECK(frames ==
          std::lround(10 * std::stod(chapters_of(scratch / "a.mp4")["chapters"][2]["end_time"].get<std::string>())));
}

TEST_CASE("a lesson becomes a WebM, a GIF and a folder of pictures, twice the same") {
    const Scratch scratch;
    store(scratch / "tiny.json", lesson_text);
    for (const std::string name : {"a.webm", "a.gif", "a/"}) {
        CAPTURE(name);
        const std::string first = scratch / ("1" + name), second = scratch / ("2" + name);
        REQUIRE(film(scratch / "tiny.json", first).code == 0);
        REQUIRE(film(scratch / "tiny.json", second, {"--threads", "1"}).code == 0);
        CHECK(content(subtitles_beside(first)).starts_with("1\n00:00:00,000 --> 00:00:01,000\nBegin\n"));
        if (!name.ends_with("/")) {
            CHECK(content(first) == content(second));
            continue;
        }
        std::size_t pictures = 0;
        for (const auto& entry : std::filesystem::directory_iterator(first)) {
            CHECK(content(entry.path()) == content(second + entry.path().filename().string()));
            ++pictures;
        }
        CHECK(pictures > 60);
    }
}

TEST_CASE("films and pictures of a lesson carry it, and are filmed as it is") {
    const Scratch scratch;
    store(scratch / "scene.json", R"({"coalesce": 1, "tokens": {"count": 30}, "time": {"dt": 0.05}})");
    store(scratch / "tiny.json", R"({"coalesce_lesson": 1, "title": "Own", "steps": [
      {"title": "One", "caption": "A", "scene": "scene.json", "pace": {"unit": "time/second", "value": 1},
       "play": true, "until": {"time": 0.5}},
      {"title": "Two", "caption": "B", "play": true, "until": {"time": 1}}]})");
    for (const char* name : {"a.mp4", "a.webm", "a.gif", "a/"})
        REQUIRE(film(scratch / "tiny.json", scratch / name).code == 0);
    // The film carries the scene, which is not in the lesson's file.
    std::filesystem::remove(scratch / "scene.json");
    std::string last;
    for (const auto& entry : std::filesystem::directory_iterator(scratch.path / "a"))
        last = std::max(last, entry.path().string());
    for (const std::string& clip : {scratch / "a.mp4", scratch / "a.webm", scratch / "a.gif", last}) {
        CAPTURE(clip);
        const Outcome printed = coalesce_run({"scene", clip});
        REQUIRE(printed.code == 0);
        const Lesson lesson = parse_lesson(printed.out, "printed");
        REQUIRE(lesson.steps.size() == 2);
        CHECK(lesson.steps[1].title == "Two");
        REQUIRE(lesson.steps[0].scene);
        CHECK(lesson.steps[0].scene->scene.tokens.count == 30);
        const std::string moment =
            clip == last ? ": step 2 of its lesson, t = 1, camera at" : ": step 1 of its lesson, t = 0, camera at";
        CHECK(printed.err.find(moment) != std::string::npos);
        CHECK(printed.err.find("; written by Coalesce ") != std::string::npos);
        CHECK(std::count(printed.err.begin(), printed.err.end(), '\n') == 1);
        REQUIRE(film(clip, scratch / "again.mp4", {"--panels", "off"}).code == 0);
        REQUIRE(film(scratch / "a.mp4", scratch / "first.mp4", {"--panels", "off"}).code == 0);
        CHECK(content(scratch / "again.srt") == content(scratch / "a.srt"));
        CHECK(content(scratch / "again.mp4") == content(scratch / "first.mp4"));
    }
}

TEST_CASE("two films of one lesson are the same bit for bit, whatever the number of threads") {
    const Scratch scratch;
    store(scratch / "tiny.json", lesson_text);
    REQUIRE(film(scratch / "tiny.json", scratch / "a.mp4").code == 0);
    REQUIRE(film(scratch / "tiny.json", scratch / "b.mp4", {"--threads", "1"}).code == 0);
    CHECK(content(scratch / "a.mp4") == content(scratch / "b.mp4"));
    CHECK(content(scratch / "a.srt") == content(scratch / "b.srt"));
    REQUIRE(film(scratch / "tiny.json", scratch / "light.mp4", {"--theme", "light"}).code == 0);
    CHECK(content(scratch / "light.mp4") != content(scratch / "a.mp4"));
    REQUIRE(film(scratch / "tiny.json", scratch / "bare.mp4", {"--panels", "off"}).code == 0);
    CHECK(content(scratch / "bare.mp4") != content(scratch / "a.mp4"));
}

TEST_CASE("options of a scene are refused for a lesson, and so is a picture of it") {
    const Scratch scratch;
    store(scratch / "tiny.json", lesson_text);
    const std::vector<Words> refused{{"--set", "model.beta=2"}, {"--seed", "2"},       {"--until", "3"},
                                     {"--seconds", "3"},        {"--axis", "log"},     {"--from", "1"},
                                     {"--reference", "a.png"},  {"--threshold", "0.1"}};
    for (const Words& option : refused) {
        const Outcome outcome = film(scratch / "tiny.json", scratch / "a.mp4", option);
        CAPTURE(outcome.err);
        CHECK(outcome.code == 2);
        CHECK(outcome.err.find(option[0] + ": found with the lesson") != std::string::npos);
        CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
    }
    const Outcome still = film(scratch / "tiny.json", scratch / "a.png");
    CHECK(still.code == 2);
    CHECK(still.err.find("found a picture, expected a film of the lesson") != std::string::npos);
    CHECK(std::distance(std::filesystem::directory_iterator(scratch.path), {}) == 1);
}

TEST_CASE("a condition that does not come is told in one line, and the film goes on") {
    const Scratch scratch;
    store(scratch / "wait.json", R"({"coalesce_lesson": 1, "title": "Wait", "steps": [
      {"title": "Wait", "caption": "", "scene": {"coalesce": 1, "tokens": {"count": 20}, "time": {"until": 1}},
       "pace": {"unit": "time/second", "value": 2}, "play": true, "until": {"merges": 9}},
      {"title": "On", "caption": ""}]})");
    const Outcome outcome = film(scratch / "wait.json", scratch / "a.mp4");
    CHECK(outcome.code == 0);
    CHECK(outcome.err.find("step 1: until: 9 merges did not come by t = 1") != std::string::npos);
    CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
    CHECK(chapters_of(scratch / "a.mp4")["chapters"].size() == 2);
}

TEST_CASE("a formula that is not understood is filmed as it was typed, and told in one line") {
    const Scratch scratch;
    store(scratch / "typo.json", R"({"coalesce_lesson": 1, "title": "Typo", "steps": [
      {"title": "One", "caption": "At $\\bata=2$.", "scene": {"coalesce": 1, "tokens": {"count": 20}},
       "until": {"seconds": 0.2}}]})");
    const Outcome outcome = film(scratch / "typo.json", scratch / "a.mp4");
    CHECK(outcome.code == 0);
    CHECK(outcome.err.find("step 1, caption: character 4: ") != std::string::npos);
    CHECK(outcome.err.find("the nearest is \\beta") != std::string::npos);
    CHECK(std::count(outcome.err.begin(), outcome.err.end(), '\n') == 1);
    CHECK(content(scratch / "a.srt").find("At \\bata = 2.") != std::string::npos);
}

TEST_CASE("a laboratory of a lesson moves where it has a time, and answers a question only after the pause") {
    const Scratch scratch;
    store(scratch / "labs.json", R"({
      "coalesce_lesson": 1, "title": "Labs",
      "steps": [
        {"title": "Still", "caption": "", "lab": {"name": "equiangular", "set": {"n": 8}}, "play": false,
         "until": {"seconds": 1}},
        {"title": "Moving", "caption": "", "play": true, "until": {"seconds": 3}},
        {"title": "Guess", "caption": "", "lab": {"name": "equiangular", "set": {"n": 8, "rho": 0.1}},
         "question": {"text": "?", "choices": ["a", "b"], "answer": 0, "why": "So."}},
        {"title": "A width", "caption": "", "lab": {"name": "infinite-width", "set": {"n": 8, "samples": 200}},
         "until": {"seconds": 1}}]})");
    REQUIRE(film(scratch / "labs.json", scratch / "labs/").code == 0);
    const auto frame = [&](std::size_t index) {
        char name[40];
        std::snprintf(name, sizeof name, "labs/frame-%06zu.png", index);
        return read_png(scratch / name);
    };
    const auto differ = [&](std::size_t a, std::size_t b) { return image_difference(frame(a), frame(b)) > 0; };
    // Ten frames a second: seconds 0 to 1 stand still, 1 to 4 move and come to their end 1.5 s before the step's.
    CHECK_FALSE(differ(0, 9));
    CHECK(differ(11, 20));
    CHECK_FALSE(differ(35, 39));
    // The question is read, then 3 s pass: until then the former laboratory is there, at its end.
    const std::size_t asked = 41, last = static_cast<std::size_t>(std::distance(
                                             std::filesystem::directory_iterator(scratch.path / "labs"), {})) -
                                         1;
    const Image charts_before = frame(asked), charts_after = frame(last - 11);
    CHECK(image_difference(charts_before, charts_after) > 0);
    CHECK_FALSE(differ(last - 9, last));
    // The same film on another run.
    REQUIRE(film(scratch / "labs.json", scratch / "again/").code == 0);
    CHECK(content(scratch / "labs/frame-000020.png") == content(scratch / "again/frame-000020.png"));
}
