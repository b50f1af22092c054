#include "coalesce/lesson/lesson.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>
#include <string>

#include "coalesce/model/error.hpp"
#include "coalesce/model/files.hpp"

using namespace coalesce;
namespace fs = std::filesystem;

namespace {

std::string with_steps(const std::string& steps) {
    return "{\"coalesce_lesson\": 1, \"title\": \"t\", \"steps\": [" + steps + "]}";
}
Lesson lesson_of(const std::string& steps) {
    return parse_lesson(with_steps(steps), "x.json");
}
/// A step that opens a small scene, with further keys.
std::string opening(const std::string& keys = {}) {
    return R"({"scene": {"tokens": {"count": 100}, "time": {"until": 20}})" + (keys.empty() ? "" : ", " + keys) + "}";
}
const std::string in_lab = R"({"lab": {"name": "equiangular", "set": {"n": 64, "beta": 3}}})";

/// Everything that a step can have, in four of them.
const std::string everything = R"(
    {"title": "A β", "caption": "*See* $x_i$.", "notes": "slowly", "scene": "ms4", "seek": 3.2, "play": true,
     "pace": {"unit": "decades/second", "value": 0.5}, "until": {"phase": "pairing"}, "show": ["timeline", "legend"],
     "point_at": ["model.beta", "cluster:largest", "pair:closest", "token:17"]},
    {"set": {"model": {"beta": 30, "Q": [[1, 0, 0], [0, 1, 0], [0, 0, 1]]}, "view.trails": 7}, "over": 2,
     "view": {"yaw": 1, "theme": "light"}, "camera_over": 0, "pace": {"unit": "steps/frame", "value": 2},
     "until": {"merges": 1}, "twin": {"model.attention": "unnormalized"},
     "question": {"text": "Which?", "choices": ["a", "b", "c"], "answer": 2, "why": "since"}},
    {"scene": {"dimension": 2, "name": "own", "tokens": {"count": 10, "law": {"kind": "mixture", "components": [{"mean": [0, 1]}]}},
               "model": {"V": [[-1, 0], [0, -1]]}, "time": {"until": 4}},
     "set": {"tokens.seed": 5, "tokens.law.components.0.std": 0.5, "model.V.0.1": 0.25}, "twin": {"tokens": {"seed": 6}},
     "pace": {"unit": "unlimited"}, "until": {"time": 4}},
    {"twin": null, "pace": {"unit": "time/second", "value": 1e-3}, "until": {"clusters": 3}, "play": false},
    {"lab": {"name": "single-location", "set": {"link": "relu", "beta": 0.5}}, "until": {"seconds": 8}, "point_at": ["nu"]})";

std::string refusal_of_text(const std::string& text) {
    try {
        static_cast<void>(parse_lesson(text, "x.json"));
    } catch (const InputError& error) {
        return error.what();
    }
    return "accepted";
}
std::string refusal(const std::string& steps) {
    return refusal_of_text(with_steps(steps));
}

double beta(const SceneDocument& document) {
    return document.scene.model.beta;
}

}  // namespace

TEST_CASE("a file is read as it says") {
    const Lesson lesson =
        parse_lesson(R"({"coalesce_lesson": 1, "title": "t", "author": "a", "note": "n", "minutes": 12, "steps": [)" +
                         everything + "]}",
                     "x.json");
    CHECK(lesson.title == "t");
    CHECK(lesson.author == "a");
    CHECK(lesson.note == "n");
    CHECK(lesson.minutes == 12);
    REQUIRE(lesson.steps.size() == 5);
    const LessonStep& first = lesson.steps[0];
    CHECK(first.title == "A β");
    CHECK(first.caption == "*See* $x_i$.");
    CHECK(first.notes == "slowly");
    CHECK(first.scene_name == "ms4");
    CHECK(first.scene == load_scene("ms4"));
    CHECK(first.seek == 3.2);
    CHECK(first.play == true);
    CHECK(first.pace == Pace{Pace::Kind::decades_per_second, 0.5});
    CHECK(first.until == LessonUntil{LessonUntil::Of::phase, 0, "pairing"});
    CHECK(first.show == std::vector{LessonPanel::timeline, LessonPanel::legend});
    CHECK(first.point_at.size() == 4);
    CHECK(first.over == 0);
    CHECK(first.camera_over == 1);
    CHECK_FALSE(first.question);

    const LessonStep& second = lesson.steps[1];
    CHECK_FALSE(second.scene);
    CHECK(second.set.changes().size() == 3);  // "Q" too: that of ms4 is another
    CHECK(second.over == 2);
    CHECK(second.camera_over == 0);
    CHECK(second.pace == Pace{Pace::Kind::steps_per_frame, 2});
    CHECK(second.until == LessonUntil{LessonUntil::Of::merges, 1});
    CHECK(second.twin_change == TwinChange::begin);
    CHECK(second.twin.changes("model.attention"));
    CHECK(second.question == LessonQuestion{"Which?", {"a", "b", "c"}, 2, "since"});

    CHECK(lesson.steps[3].twin_change == TwinChange::end);
    CHECK(lesson.steps[3].until == LessonUntil{LessonUntil::Of::clusters, 3});
    CHECK(lesson.steps[4].lab == LessonLab{"single-location", {"beta=0.5", "link=relu"}});
}

TEST_CASE("what is written reads back the same") {
    const Lesson lesson = lesson_of(everything);
    CHECK(parse_lesson(to_json(lesson), "again") == lesson);
    CHECK(to_json(parse_lesson(to_json(lesson), "again")) == to_json(lesson));
    Lesson with_scenes = lesson_of(opening());
    for (const ShippedScene& shipped : shipped_scenes()) {
        CAPTURE(shipped.name);
        with_scenes.steps[0].scene = load_scene(shipped.name);
        CHECK(parse_lesson(to_json(with_scenes), "again") == with_scenes);
    }
}

TEST_CASE("defaults are not written") {
    CHECK(to_json(lesson_of(R"({"scene": {"coalesce": 1}})")).find("title") != std::string::npos);
    const std::string text = to_json(lesson_of(opening(R"("caption": "c", "set": {"model.beta": 7})")));
    CHECK(text.find("\"caption\": \"c\"") != std::string::npos);
    CHECK(text.find("\"set\": {\"model.beta\": 7}") != std::string::npos);
    CHECK(text.find("\"scene\": {\"tokens\": {\"count\": 100}}") != std::string::npos);
    for (const char* absent : {"notes", "over", "seek", "pace", "play", "until", "twin", "show", "question", "lab"})
        CHECK_MESSAGE(text.find(absent) == std::string::npos, absent);
}

TEST_CASE("one line says where a lesson is wrong") {
    CHECK(refusal(opening() + "," + opening() + R"(, {"until": {"time": "x"}})") ==
          "x.json: step 3, until.time: found \"x\", expected a number ≥ 0");
    CHECK(refusal(opening(R"("captoin": "")")) ==
          "x.json: step 1, captoin: found an unknown key, the nearest known one is caption");
    CHECK(
        refusal(opening(R"("caption": "$\beta$ rises")")) ==
        R"(x.json: step 1, caption: found "$\beta$ rises", expected every backslash of a formula twice, as in $\\beta$)");
    CHECK(refusal(opening(R"("caption": "two\nlines, $\\rho$")")) == "accepted");
    CHECK(refusal(opening(R"("play": 1)")) == "x.json: step 1, play: found 1, expected true or false");
    CHECK(refusal(opening(R"("play": true, "play": false)")) ==
          "x.json: step 1, play: found the key twice, expected it once");
    CHECK(refusal(opening() + R"(, {"until": {"time": 1, "time": 2}})") ==
          "x.json: step 2, until.time: found the key twice, expected it once");
    CHECK(refusal("3") == "x.json: step 1: found 3, expected an object");
    CHECK(refusal("") == "x.json: steps: found [], expected a list of at least one step");
    CHECK(refusal_of_text("{\"coalesce_lesson\": 1}") == "x.json: steps: found nothing, expected a list of steps");
    CHECK(refusal_of_text("{\"coalesce_lesson\": 2}") ==
          "x.json: coalesce_lesson: found 2, expected the format version 1");
    CHECK(refusal_of_text("{}") == "x.json: coalesce_lesson: found nothing, expected the format version 1");
    CHECK(refusal_of_text("[]") == "x.json: found [], expected an object { … }");
    CHECK(refusal_of_text(R"({"coalesce_lesson": 1, "titel": ""})") ==
          "x.json: titel: found an unknown key, the nearest known one is title");
    CHECK(refusal_of_text(R"({"coalesce_lesson": 1, "minutes": -1, "steps": []})") ==
          "x.json: minutes: found -1, expected a number ≥ 0");
    CHECK(refusal_of_text("{\"coalesce_lesson\": 1, \"steps\": [")
              .find("x.json: line 1, column 34: found the end of the file") == 0);
}

TEST_CASE("a change that the document refuses names its key") {
    CHECK(refusal(opening() + R"(, {"set": {"model.bata": 3}})") ==
          "x.json: step 2, set.model.bata: found an unknown key, the nearest known one is model.beta");
    CHECK(refusal(opening() + R"(, {"set": {"model": {"beta": -3}}})") ==
          "x.json: step 2, set.model.beta: found -3, expected a number ≥ 0");
    CHECK(refusal(opening() + R"(, {"set": {"model.beta": 3, "model": {"beta": 4}}})") ==
          "x.json: step 2, set.model.beta: found the key twice, expected it once");
    CHECK(refusal(opening() + R"(, {"set": {"model": 3}})") ==
          "x.json: step 2, set.model: found 3, expected an object");
    CHECK(refusal(opening() + R"(, {"set": []})") ==
          "x.json: step 2, set: found [], expected an object of keys and values");
    CHECK(refusal(opening() + R"(, {"set": {"model.V": [[1, 0], [0, 1]]}})") ==
          "x.json: step 2, set.model.V: found [[1,0],[0,1]], expected a 3×3 matrix of numbers since dimension is 3");
    CHECK(refusal(opening() + R"(, {"set": {"model.V.0.3": 1}})") ==
          "x.json: step 2, set.model.V.0.3: found no entry 3, expected a number below 3");
    CHECK(
        refusal(opening() + R"(, {"set": {"tokens.law.std": 1}})").find("x.json: step 2, set.tokens.law.std: found") ==
        0);
    CHECK(refusal(opening() + R"(, {"view": {"yow": 1}})") ==
          "x.json: step 2, view.yow: found an unknown key, the nearest known one is view.yaw");
    CHECK(refusal(opening() + R"(, {"twin": {"model.noise": "x"}})") ==
          "x.json: step 2, twin.model.noise: found \"x\", expected a number ≥ 0");
    CHECK(refusal(opening() + R"(, {"twin": {"tokens.count": 100}})") ==
          "x.json: step 2, twin: found nothing that differs from the first run, expected a key with another value");
    CHECK(refusal(opening() + R"(, {"twin": {"time.until": 10, "model.beta": 2}})") ==
          "x.json: step 2, twin.time.until: found a key that runs side by side share, expected one of tokens, model, "
          "solver or steps");
    CHECK(refusal(opening() + R"(, {"over": -1})") == "x.json: step 2, over: found -1, expected a number ≥ 0");
    CHECK(refusal(R"({"scene": {"modle": {}}})") ==
          "x.json: step 1, scene.modle: found an unknown key, the nearest known one is model");
}

TEST_CASE("a step that nothing can fulfil is refused") {
    CHECK(refusal(R"({"title": "first"})") ==
          "x.json: step 1, scene: found neither a scene nor a lab, expected one of them in the first step");
    CHECK(refusal(opening(R"("seek": 3.2, "until": {"time": 2})")) ==
          "x.json: step 1, until.time: found 2, expected a time from 3.2 on, where the step seeks");
    CHECK(refusal(opening(R"("until": {"time": 25})")) ==
          "x.json: step 1, until.time: found 25, expected at most time.until = 20");
    CHECK(refusal(opening(R"("seek": 25)")) == "x.json: step 1, seek: found 25, expected at most time.until = 20");
    CHECK(refusal(opening(R"("until": {"time": 9})") + R"(, {"until": {"time": 8}})") ==
          "x.json: step 2, until.time: found 8, expected a time from 9 on, where the step before ends");
    CHECK(refusal(opening(R"("until": {"time": 9})") + R"(, {"seek": 2, "until": {"time": 8}})") == "accepted");
    CHECK(refusal(opening(R"("until": {"time": 9})") + R"(, {"set": {"tokens.seed": 2}, "until": {"time": 8}})") ==
          "accepted");
    CHECK(refusal(opening(R"("until": {"time": 9})") + "," + opening(R"("until": {"time": 8})")) == "accepted");
    CHECK(refusal(opening(R"("until": {"phase": "paring"})")) ==
          "x.json: step 1, until.phase: found \"paring\", expected one of \"alignment\", \"heat\", \"pairing\", "
          "\"clustering\", \"spreading\", \"steady\", \"turning\", \"mixing\"");
    CHECK(refusal(opening(R"("until": {"phase": "alignment"})")) ==
          "x.json: step 1, until.phase: found \"alignment\", expected a phase that this scene has: all eigenvalues of "
          "V K^T Q have one real part: no direction leads");
    CHECK(refusal(R"({"scene": "ms4", "until": {"phase": "heat"}})") == "accepted");
    CHECK(refusal(R"({"scene": "ms4", "set": {"model.beta": 12}, "until": {"phase": "heat"}})") == "accepted");
    CHECK(refusal(R"({"scene": "ms4"}, {"set": {"model.beta": 12}, "until": {"phase": "heat"}})") ==
          "x.json: step 2, until.phase: found \"heat\", expected a phase that this scene has: the model was changed "
          "during the run");
    CHECK(refusal(opening(R"("until": {"clusters": 0})")) ==
          "x.json: step 1, until.clusters: found 0, expected a whole number ≥ 1");
    CHECK(refusal(opening(R"("until": {"merges": 0.5})")) ==
          "x.json: step 1, until.merges: found 0.5, expected a whole number ≥ 1");
    CHECK(refusal(opening(R"("until": {"merges": 100})")) ==
          "x.json: step 1, until.merges: found 100, expected fewer merges than the 100 tokens");
    CHECK(refusal(opening(R"("until": {"seconds": 0})")) ==
          "x.json: step 1, until.seconds: found 0, expected a number > 0");
    CHECK(refusal(opening(R"("until": {"time": 1, "merges": 2})")) ==
          "x.json: step 1, until: found {\"merges\":2,\"time\":1}, expected one of time, phase, merges, clusters, "
          "seconds "
          "with its value");
}

TEST_CASE("questions, panels and pointers are checked") {
    const auto question = [](const std::string& keys) {
        return refusal(opening("\"question\": {\"text\": \"?\", " + keys + "}"));
    };
    CHECK(question(R"("choices": ["a", "b"], "answer": 2)") ==
          "x.json: step 1, question.answer: found 2, expected a whole number from 0 to 1");
    CHECK(question(R"("choices": ["a", "b"], "answer": -1)") ==
          "x.json: step 1, question.answer: found -1, expected a whole number from 0 to 1");
    CHECK(question(R"("choices": ["a", "b"])") ==
          "x.json: step 1, question.answer: found nothing, expected the number of the right choice, from 0 to 1");
    CHECK(question(R"("choices": ["a"], "answer": 0)") ==
          "x.json: step 1, question.choices: found [\"a\"], expected a list of at least two texts");
    CHECK(question(R"("choices": ["a", 3], "answer": 0)") ==
          "x.json: step 1, question.choices.1: found 3, expected a text");
    CHECK(
        refusal(opening(R"("show": ["tree", "tre"])")).find("x.json: step 1, show.1: found \"tre\", expected one of") ==
        0);
    const auto pointer = [](const std::string& name) { return refusal(opening("\"point_at\": [\"" + name + "\"]")); };
    CHECK(pointer("token:99") == "accepted");
    CHECK(pointer("token:100") == "x.json: step 1, point_at.0: found \"token:100\", expected a token from 0 to 99");
    CHECK(pointer("token:-1") ==
          "x.json: step 1, point_at.0: found \"token:-1\", expected token: and its number from 0, as token:17");
    CHECK(
        pointer("cluster:smallest") ==
        "x.json: step 1, point_at.0: found \"cluster:smallest\", expected cluster:largest, pair:closest, token:17 or a "
        "key");
    CHECK(pointer("model.bet") ==
          "x.json: step 1, point_at.0: found the unknown key \"model.bet\", the nearest known one is model.beta");
    CHECK(refusal(opening(R"("pace": {"unit": "step/frame", "value": 1})"))
              .find("x.json: step 1, pace.unit: found \"step/frame\", expected one of \"steps/frame\"") == 0);
    CHECK(refusal(opening(R"("pace": {"unit": "steps/frame", "value": 0})")) ==
          "x.json: step 1, pace.value: found 0, expected a number > 0");
}

TEST_CASE("a laboratory's name and settings are checked against its table") {
    const auto lab = [](const std::string& keys) { return refusal("{\"lab\": {" + keys + "}}"); };
    CHECK(lab(R"("name": "equiangula")") ==
          "x.json: step 1, lab.name: found \"equiangula\", expected one of \"single-location\", \"infinite-width\", "
          "\"equiangular\"");
    CHECK(lab(R"("name": "equiangular", "set": {"rhoo": 1})") ==
          "x.json: step 1, lab.set.rhoo: found an unknown key, the nearest known one is rho");
    CHECK(lab(R"("name": "equiangular", "set": {"rho": 1})") ==
          "x.json: step 1, lab.set.rho: found 1, expected a number ≥ 0 and < 1");
    CHECK(lab(R"("name": "infinite-width", "set": {"n": 64, "head_width": 65})") ==
          "x.json: step 1, lab.set: head_width: found 65, expected at most n = 64");
    CHECK(refusal(in_lab + R"(, {"set": {"model.beta": 3}})") ==
          "x.json: step 2, set: found in a laboratory, expected only in a step with a scene");
    CHECK(refusal(in_lab + R"(, {"until": {"time": 3}})") ==
          "x.json: step 2, until.time: found in a laboratory, expected until.seconds or a step with a scene");
    CHECK(refusal(in_lab + R"(, {"point_at": ["model.beta"]})") ==
          "x.json: step 2, point_at.0: found \"model.beta\", expected a setting of the laboratory equiangular, the "
          "nearest "
          "is beta");
    CHECK(refusal(in_lab + "," + opening(R"("set": {"model.beta": 3})")) == "accepted");
    CHECK(refusal(R"({"scene": "ms4", "lab": {"name": "equiangular"}})") ==
          "x.json: step 1, scene: found beside a lab, expected one of the two");
}

TEST_CASE("a lesson is no scene, a scene no lesson, and no lesson includes one") {
    const PrivateFolder folder;
    const fs::path lesson = folder.path() / "l.json", other = folder.path() / "other.json",
                   scene = folder.path() / "s.json";
    write_file(lesson, with_steps(R"({"scene": "l.json"})"));
    write_file(other, with_steps(R"({"scene": "l.json"})"));
    write_file(scene, R"({"coalesce": 1, "name": "mine"})");
    const auto whole = [&](const fs::path& path) {
        try {
            static_cast<void>(read_lesson(path));
        } catch (const InputError& error) {
            return std::string(error.what()).substr(folder.path().string().size() + 1);
        }
        return std::string("accepted");
    };
    CHECK(whole(lesson) == "l.json: step 1, scene: found this lesson itself, expected a scene");
    CHECK(whole(other) == "other.json: step 1, scene: found the lesson l.json, expected a scene");
    CHECK(whole(scene) == "s.json: found a scene, expected a lesson (key coalesce_lesson)");
    CHECK_THROWS_WITH_AS(static_cast<void>(read_scene(lesson)),
                         (lesson.string() + ": found a lesson, expected a scene").c_str(), InputError);
    CHECK(is_lesson(R"({"coalesce_lesson": 1})"));
    CHECK(is_lesson(R"({"coalesce_lesson": 1, )"));
    CHECK_FALSE(is_lesson(R"({"coalesce": 1, "note": "coalesce_lesson"})"));
    CHECK(
        refusal(R"({"scene": "ms5"})") ==
        "x.json: step 1, scene: found \"ms5\", expected a file or a shipped scene, the nearest is ms2 (coalesce scenes "
        "lists them)");
    CHECK(refusal(R"({"scene": 5})") ==
          "x.json: step 1, scene: found 5, expected a shipped scene's name, a file, or a scene { … }");
    CHECK(refusal(R"({"scene": {"coalesce_lesson": 1}})") == "x.json: step 1, scene: found a lesson, expected a scene");
}

TEST_CASE("files are named from the lesson's folder, wherever it is written") {
    const PrivateFolder folder;
    fs::create_directory(folder.path() / "sub");
    write_file(folder.path() / "mine.json",
               R"({"coalesce": 1, "name": "mine", "tokens": {"law": {"kind": "file", "path": "t.npy"}}})");
    write_file(folder.path() / "l.json",
               with_steps(R"({"scene": "mine.json"}, {"scene": "mine.json", "set": {"tokens.law.path": "u.npy"}})"));
    const Lesson lesson = read_lesson(folder.path() / "l.json");
    CHECK(std::get<FileLaw>(lesson.steps[0].scene->scene.tokens.law).path == (folder.path() / "t.npy").string());

    write_lesson(lesson, folder.path() / "copy.json");
    CHECK(read_lesson(folder.path() / "copy.json") == lesson);

    write_lesson(lesson, folder.path() / "sub" / "moved.json");
    const Lesson moved = read_lesson(folder.path() / "sub" / "moved.json");
    CHECK_FALSE(moved.steps[0].scene_name);
    CHECK(moved.steps[0].scene == lesson.steps[0].scene);
    CHECK(document_after(moved, 1) == document_after(lesson, 1));
    CHECK(read_text(folder.path() / "sub" / "moved.json", 100000).find("../u.npy") != std::string::npos);

    write_file(folder.path() / "mine.json", R"({"coalesce": 1, "tokens": {"count": 0}})");
    CHECK_THROWS_WITH_AS(static_cast<void>(read_lesson(folder.path() / "l.json")),
                         doctest::Contains("step 1, scene: mine.json: tokens.count: found 0"), InputError);
}

TEST_CASE("a step's document has the changes since the last scene") {
    const Lesson lesson = lesson_of(R"(
        {"scene": {"model": {"beta": 5}}, "set": {"model.noise": 0.1}, "view": {"yaw": 1}},
        {"set": {"model.beta": 7}, "twin": {"model.noise": 0}},
        {"lab": {"name": "equiangular"}},
        {},
        {"scene": {"model": {"beta": 9}}, "twin": {"model.beta": 8}},
        {"set": {"model.beta": 10}})");
    CHECK(beta(document_after(lesson, 0)) == 5);
    CHECK(document_after(lesson, 0).scene.model.noise == 0.1);
    CHECK(document_after(lesson, 0).view.yaw == 1);
    CHECK(beta(document_after(lesson, 1)) == 7);
    CHECK(document_after(lesson, 1).view.yaw == 1);
    CHECK(beta(document_after(lesson, 3)) == 7);
    CHECK(beta(document_after(lesson, 4)) == 9);
    CHECK(document_after(lesson, 4).scene.model.noise == 0);
    CHECK(document_after(lesson_of(in_lab), 0) == SceneDocument{});
    CHECK_THROWS_AS(static_cast<void>(document_after(lesson, 6)), std::out_of_range);

    CHECK(twin_at(lesson, 0) == nullptr);
    REQUIRE(twin_at(lesson, 1));
    CHECK(twin_at(lesson, 1)->changes("model.noise"));
    CHECK(twin_at(lesson, 2) == nullptr);
    CHECK(twin_at(lesson, 3) == nullptr);
    CHECK(twin_at(lesson, 5) == &lesson.steps[4].twin);
    CHECK(opening_step(lesson, 1) == 0);
    CHECK(opening_step(lesson, 3) == 2);
    CHECK(lab_at(lesson, 1) == nullptr);
    REQUIRE(lab_at(lesson, 3));
    CHECK(lab_at(lesson, 3)->name == "equiangular");
    CHECK(lab_at(lesson, 5) == nullptr);
}

TEST_CASE("the time of a laboratory runs until a step says that it does not") {
    const Lesson lesson = lesson_of(R"(
        {"scene": {"model": {"beta": 5}}, "play": false},
        {"lab": {"name": "equiangular"}},
        {"play": false},
        {},
        {"play": true},
        {"lab": {"name": "single-location"}})");
    const bool expected[] = {false, true, false, false, true, true};
    for (std::size_t k = 0; k < lesson.steps.size(); ++k) CHECK(lab_plays_at(lesson, k) == expected[k]);
}

TEST_CASE("changes are eased: by equal ratios, by equal differences, or at once") {
    const Lesson lesson = lesson_of(R"(
        {"scene": {"model": {"beta": 10, "noise": 1}}},
        {"set": {"model.beta": 1000, "model.noise": 2, "model.V.0.0": 3, "tokens.count": 50, "model.attention": "unnormalized"},
         "over": 4, "view": {"yaw": 1.6, "pan": [2, 4], "trails": 10}, "camera_over": 2},
        {"set": {"model.beta": 0}, "over": 2},
        {"set": {"model.beta": 6}})");
    // Smoothstep at a quarter is 3/16 - 2/64 = 5/32, at a half 1/2.
    const SceneDocument quarter = document_at(lesson, 1, 1), half = document_at(lesson, 1, 2);
    CHECK(beta(quarter) == doctest::Approx(10 * std::pow(100, 5.0 / 32)).epsilon(1e-14));
    CHECK(beta(half) == doctest::Approx(100).epsilon(1e-14));
    CHECK(half.scene.model.noise == 1.5);
    CHECK(half.scene.model.V(0, 0) == 2);
    CHECK(half.scene.model.V(1, 1) == 1);
    CHECK(quarter.scene.tokens.count == 50);
    CHECK(quarter.scene.model.attention == Attention::unnormalized);
    CHECK(quarter.view.yaw == doctest::Approx(1.1).epsilon(1e-14));  // half of its own two seconds, from 0.6
    CHECK(quarter.view.pan == std::array<double, 2>{1, 2});
    CHECK(quarter.view.trails == 10);
    CHECK(beta(document_at(lesson, 1, 0)) == 10);
    CHECK(beta(document_at(lesson, 1, -1)) == 10);
    CHECK(document_at(lesson, 1, 4) == document_after(lesson, 1));
    CHECK(document_at(lesson, 1, 1e9) == document_after(lesson, 1));
    CHECK(beta(document_at(lesson, 2, 1)) == 500);  // no ratio leads to 0
    CHECK(beta(document_at(lesson, 3, 0)) == 6);
}

TEST_CASE("a caption is read at fifteen characters a second") {
    CHECK(reading_seconds("") == 1.5);
    CHECK(reading_seconds("fifteen letters") == 2.5);
    CHECK(reading_seconds("*fifteen letters*") == 2.5);
    CHECK(reading_seconds("βββββββββββββββ") == 2.5);
    CHECK(reading_seconds("$e^{c\\beta}$") == 2.5);
    CHECK(reading_seconds("$x$fifteen letters$y$") == 4.5);
    CHECK(reading_seconds("$$x = y$$fifteen letters") == 3.5);
    CHECK(reading_seconds("\\$ is no formula") == doctest::Approx(1.5 + 16.0 / 15));
}
