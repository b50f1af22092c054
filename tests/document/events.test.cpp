#include <doctest/doctest.h>

#include "coalesce/document/document_diff.hpp"
#include "coalesce/document/scene_document.hpp"
#include "coalesce/model/error.hpp"

using namespace coalesce;

namespace {

SceneDocument parse(const std::string& events, const std::string& more = "",
                    const std::vector<Assignment>& assignments = {}) {
    return parse_scene(R"({"coalesce": 1, "tokens": {"count": 20}, )" + more + "\"events\": " + events + "}", "x.json",
                       assignments);
}

std::string refusal(const std::string& events, const std::string& more = "",
                    const std::vector<Assignment>& assignments = {}) {
    try {
        static_cast<void>(parse(events, more, assignments));
    } catch (const InputError& error) {
        return error.what();
    }
    return "accepted";
}

std::string of_push(const std::string& push) {
    return refusal(R"([{"time": 1, "push": )" + push + "}]");
}

const std::string circle = "\"dimension\": 2, ";

}  // namespace

TEST_CASE("events are read as they say, written, and read back the same") {
    const std::string text = R"([
        {"time": 0, "add": {"centre": [0, 0, 2], "angle": 0.25, "count": 3}},
        {"time": 3.2, "push": {"tokens": [17, 22], "rotation": [0.1, -2, 0.5]}},
        {"time": 3.2, "push": {"cap": {"centre": [1, 0, 0], "angle": 0.2}, "rotation": [0, 0, 1e-3]}},
        {"time": 20, "remove": {"cap": {"centre": [0, -1, 0], "angle": 3}}}])";
    const SceneDocument document = parse(text);
    const Events& events = document.scene.events;
    REQUIRE(events.size() == 4);
    CHECK(events[0] == Event{0, hands::Add{Cap{{0, 0, 2}, 0.25}, 3, 1}});
    CHECK(events[1] == Event{3.2, hands::Push{TokenNumbers{17, 22}, {0.1, -2, 0.5}}});
    CHECK(events[2] == Event{3.2, hands::Push{Cap{{1, 0, 0}, 0.2}, {0, 0, 1e-3}}});
    CHECK(events[3] == Event{20, hands::Remove{Cap{{0, -1, 0}, 3}}});
    CHECK(parse_scene(to_json(document), "again") == document);
    CHECK(to_json(parse("[]")).find("events") == std::string::npos);
}

TEST_CASE("on the circle a rotation is one angle") {
    const SceneDocument document =
        parse(R"([{"time": 1, "push": {"cap": {"centre": [0, 1], "angle": 1}, "rotation": -0.5}}])", circle);
    CHECK(document.scene.events[0] == Event{1, hands::Push{Cap{{0, 1, 0}, 1}, {0, 0, -0.5}}});
    CHECK(parse_scene(to_json(document), "again") == document);
    CHECK(refusal(R"([{"time": 1, "push": {"tokens": [1], "rotation": [0, 0, 1]}}])", circle) ==
          "x.json: events.0.push.rotation: found [0,0,1], expected an angle in radians");
}

TEST_CASE("the other dimension keeps what it has room for") {
    SceneDocument document = parse(R"([
        {"time": 1, "push": {"cap": {"centre": [0, 0, 1], "angle": 1}, "rotation": [1, 2, 0.5]}},
        {"time": 2, "add": {"centre": [0, 3, 4], "angle": 1, "count": 1}}])");
    const DocumentDiff flat(document, "dimension", std::int64_t{2});
    check(flat, document, "edit");
    SceneDocument changed = document;
    apply(flat, changed);
    CHECK(changed.scene.events[0] == Event{1, hands::Push{Cap{{1, 0, 0}, 1}, {0, 0, 0.5}}});
    CHECK(changed.scene.events[1] == Event{2, hands::Add{Cap{{0, 3, 0}, 1}, 1, 1}});
    apply(flat.inverse(), changed);
    CHECK(changed == document);
}

TEST_CASE("a wrong event is refused in one line with its number, its key, what was found and what is expected") {
    CHECK(refusal("3") == "x.json: events: found 3, expected a list");
    CHECK(refusal("[1]") == "x.json: events.0: found 1, expected an object");
    CHECK(refusal(R"([{"time": 1}])") ==
          R"(x.json: events.0: found 0 acts beside the time, expected one of "push", "add", "remove")");
    CHECK(refusal(R"([{"time": 1, "psuh": {}}])") ==
          "x.json: events.0.psuh: found an unknown key, the nearest known one is events.0.push");
    CHECK(refusal(R"([{"push": {}}])") == "x.json: events.0.time: found nothing, expected a time ≥ 0");
    CHECK(refusal(R"([{"time": -1, "remove": {"tokens": [1]}}])") ==
          "x.json: events.0.time: found -1, expected a time ≥ 0");
    CHECK(refusal(R"([{"time": 21, "remove": {"tokens": [1]}}])") ==
          "x.json: events.0.time: found 21, expected at most 20, the time of time.until");
    CHECK(refusal(R"([{"time": 2, "remove": {"tokens": [1]}}, {"time": 1, "remove": {"tokens": [2]}}])") ==
          "x.json: events.1.time: found 1, expected at least 2, the time of the event before");
    CHECK(of_push(R"({"rotation": [0, 0, 1]})") ==
          R"(x.json: events.0.push: found neither "tokens" nor "cap", expected one)");
    CHECK(of_push(R"({"tokens": [], "rotation": [0, 0, 1]})") ==
          "x.json: events.0.push.tokens: found no tokens, expected at least one");
    CHECK(of_push(R"({"tokens": [1.5], "rotation": [0, 0, 1]})") ==
          "x.json: events.0.push.tokens.0: found 1.5, expected the number of a token");
    CHECK(of_push(R"({"tokens": [3, 20], "rotation": [0, 0, 1]})") ==
          "x.json: events.0.push.tokens.1: found token 20, expected a number from 0 to 19");
    CHECK(of_push(R"({"tokens": [3, 3], "rotation": [0, 0, 1]})") ==
          "x.json: events.0.push.tokens.1: found token 3 twice, expected every token once");
    CHECK(of_push(R"({"tokens": [3], "rotation": [0, 0, 1001]})") ==
          "x.json: events.0.push.rotation: found 1001, expected radians of magnitude ≤ 1000");
    CHECK(of_push(R"({"cap": {"centre": [0, 0, 0], "angle": 1}, "rotation": [0, 0, 1]})") ==
          "x.json: events.0.push.cap.centre: found the zero vector, expected a direction");
    CHECK(of_push(R"({"cap": {"centre": [0, 0, 1], "angle": 4}, "rotation": [0, 0, 1]})") ==
          "x.json: events.0.push.cap.angle: found 4, expected radians > 0 and ≤ π");
    CHECK(refusal(R"([{"time": 1, "remove": {"tokens": [4]}}, {"time": 2, "remove": {"tokens": [4]}}])") ==
          "x.json: events.1.remove.tokens.0: found token 4, which an earlier event removes, expected a token that is "
          "there");
    CHECK(refusal(R"([{"time": 1, "add": {"centre": [0, 0, 1], "angle": 1, "count": 99999999}}])") ==
          "x.json: events.0.add.count: found 99999999 tokens beside 20, expected at most 100000000 in all");
    CHECK(refusal(R"([{"time": 1, "add": {"centre": [0, 0, 1], "angle": 1, "count": 0}}])") ==
          "x.json: events.0.add.count: found 0, expected a whole number ≥ 1");
    std::string all = "0";
    for (int k = 1; k < 20; ++k) all += ", " + std::to_string(k);
    CHECK(refusal(R"([{"time": 1, "remove": {"tokens": [)" + all + "]}}]") ==
          "x.json: events.0.remove: found every token that is there, expected at least one to stay");
}

TEST_CASE("what events need is checked with every other change of the scene") {
    const std::string push = R"([{"time": 5, "push": {"tokens": [7], "rotation": [0, 0, 1]}}])";
    CHECK(refusal(push, "", {"time.until=4"}) ==
          "x.json: events.0.time: found 5, expected at most 4, the time of time.until");
    CHECK(refusal(push, "", {"tokens.count=7"}) ==
          "x.json: events.0.push.tokens.0: found token 7, expected a number from 0 to 6");
    CHECK(refusal(push, "", {"events.0.time=-3"}) == "--set events.0.time=-3: found -3, expected a time ≥ 0");
    CHECK(parse(push, "", {"events=[]"}).scene.events.empty());
    const SceneDocument document = parse(push);
    CHECK_THROWS_WITH_AS(check(DocumentDiff(document, "time.until", 4.0), document, "edit"),
                         "edit: events.0.time: found 5, expected at most 4, the time of time.until", InputError);
    CHECK_THROWS_AS(check(DocumentDiff(document, "tokens.count", std::int64_t{5}), document, "edit"), InputError);
    CHECK_NOTHROW(check(DocumentDiff(document, "tokens.count", std::int64_t{8}), document, "edit"));
}
