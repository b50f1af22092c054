// Steps of a lesson in another order: each shows what it did.
#include "desk/lesson_order.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "desk/lesson_rules.hpp"

using namespace coalesce;

namespace {

/// Steps that take over all that a step can; seconds are the only conditions, since times depend on the order.
const char* const five_steps = R"({"coalesce_lesson": 1, "title": "Five", "steps": [
    {"title": "a", "scene": "two-clusters", "set": {"tokens.count": 200}, "play": false, "show": ["timeline"],
     "pace": {"unit": "time/second", "value": 1}},
    {"title": "b", "set": {"model.beta": 20, "view.trails": 3}, "over": 2, "view": {"yaw": 2}, "play": true,
     "until": {"seconds": 4}, "twin": {"model.attention": "unnormalized"}},
    {"title": "c", "view": {"yaw": -1, "colour_by": "cluster"}, "show": ["tree", "energy"],
     "pace": {"unit": "steps/frame", "value": 2}},
    {"title": "d", "scene": {"dimension": 2, "name": "own", "tokens": {"count": 30}, "model": {"beta": 5}},
     "play": true, "show": [], "pace": {"unit": "unlimited"}},
    {"title": "e", "set": {"model.V": [[-1, 0], [0, -1]]}, "over": 1, "seek": 2}]})";

void check_same(const Lesson& lesson, std::size_t at, const ShownStep& wanted) {
    const ShownStep now = shown_step(lesson, at);
    CHECK(now.document == wanted.document);
    CHECK(now.lab == wanted.lab);
    CHECK(now.plays == wanted.plays);
    CHECK(now.panels == wanted.panels);
    CHECK(now.pace == wanted.pace);
    CHECK(now.twin.has_value() == wanted.twin.has_value());
    if (!now.twin || !wanted.twin) return;
    SceneDocument one = now.document, other = wanted.document;
    apply(*now.twin, one);
    apply(*wanted.twin, other);
    CHECK(one == other);
}

/// The lesson is one that is read, and the file that is written of it is read to the same.
void check_file(const Lesson& lesson) {
    const auto problems = lesson_problems(lesson);
    CHECK_MESSAGE(problems.empty(), (problems.empty() ? "" : problems[0].line));
    if (!problems.empty()) return;
    const std::string text = to_json(lesson);
    const Lesson read = parse_lesson(text, "x.json");
    CHECK(read == lesson);
    CHECK(to_json(read) == text);
}

}  // namespace

TEST_CASE("steps in any order show what they did, and so do those that are left") {
    const Lesson lesson = parse_lesson(five_steps, "x.json");
    const std::vector<ShownStep> shown = shown_steps(lesson);
    std::vector<std::size_t> order(lesson.steps.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    int tried = 0;
    do {
        // Whole orders, and their beginnings, which leave steps out.
        for (std::size_t kept = 1; kept <= order.size(); ++kept) {
            const std::span<const std::size_t> some(order.data(), kept);
            const Lesson other = rearranged(lesson, some);
            REQUIRE(other.steps.size() == kept);
            for (std::size_t k = 0; k < kept; ++k) {
                CHECK(other.steps[k].title == lesson.steps[some[k]].title);
                check_same(other, k, shown[some[k]]);
            }
            check_file(other);
            ++tried;
        }
    } while (std::next_permutation(order.begin(), order.end()));
    CHECK(tried == 600);
}

TEST_CASE("the same order changes nothing, and a copy of a step changes nothing of the run") {
    const Lesson lesson = parse_lesson(five_steps, "x.json");
    const std::size_t same[] = {0, 1, 2, 3, 4};
    CHECK(rearranged(lesson, same) == lesson);
    const std::size_t twice[] = {0, 1, 2, 2, 3, 4};
    const Lesson longer = rearranged(lesson, twice);
    CHECK(longer.steps[3].set.empty());
    CHECK(longer.steps[3].view.empty());
    CHECK_FALSE(longer.steps[3].scene);
    check_file(longer);
}

TEST_CASE("a step that can no longer go on opens the scene by the name that it had, with its changes") {
    const Lesson lesson = parse_lesson(five_steps, "x.json");
    const std::size_t second[] = {1};
    const Lesson alone = rearranged(lesson, second);
    CHECK(alone.steps[0].scene_name == "two-clusters");
    CHECK(alone.steps[0].over == 0);
    CHECK(alone.steps[0].set.changes("tokens.count"));
    CHECK(alone.steps[0].set.changes("model.beta"));
    CHECK(alone.steps[0].view.changes("view.yaw"));
}

TEST_CASE("steps behind a laboratory open their scene again when it comes between them and it") {
    const Lesson lesson = parse_lesson(R"({"coalesce_lesson": 1, "steps": [
        {"scene": "welcome"}, {"set": {"model.beta": 7}}, {"lab": {"name": "equiangular"}}, {"caption": "still there"}]})",
                                       "x.json");
    const std::size_t between[] = {0, 2, 1, 3};
    const Lesson other = rearranged(lesson, between);
    CHECK(other.steps[2].scene_name == "welcome");
    CHECK(shown_step(other, 2).document.scene.model.beta == 7);
    // The last step was in the laboratory, which is not open any more.
    REQUIRE(other.steps[3].lab);
    CHECK(other.steps[3].lab->name == "equiangular");
    check_file(other);
}
