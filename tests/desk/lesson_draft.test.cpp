// A lesson that is being made: edits, undo, file.
#include "desk/lesson_draft.hpp"

#include <doctest/doctest.h>

#include "coalesce/model/error.hpp"

using namespace coalesce;

namespace {

Lesson draft_lesson() {
    return parse_lesson(R"({"coalesce_lesson": 1, "title": "Draft", "steps": [
        {"title": "one", "scene": "welcome"}, {"title": "two", "set": {"model.beta": 7}}, {"title": "three"}]})",
                        "x.json");
}

LessonDraft begun() {
    LessonDraft draft;
    draft.open(draft_lesson(), "/tmp/none.json");
    return draft;
}

void type(LessonDraft& draft, const std::string& text) {
    draft.edit_step("caption", [&](LessonStep& step) { step.caption = text; });
}

std::string titles(const LessonDraft& draft) {
    std::string all;
    for (const LessonStep& step : draft.lesson().steps) all += step.title + " ";
    return all;
}

}  // namespace

TEST_CASE("nothing is begun at first") {
    LessonDraft draft;
    CHECK_FALSE(draft.begun());
    CHECK_FALSE(draft.has_step());
    CHECK_FALSE(draft.modified());
    CHECK(draft.problems().empty());
    draft.undo();
    draft.redo();
    CHECK_FALSE(draft.begun());
}

TEST_CASE("what is typed in one go is one entry; another field, step or gesture is another") {
    LessonDraft draft = begun();
    type(draft, "A");
    type(draft, "A c");
    type(draft, "A crowd");
    CHECK(draft.undo_name() == "caption of step 1");
    draft.undo();
    CHECK(draft.lesson() == draft_lesson());
    CHECK_FALSE(draft.can_undo());
    draft.redo();
    CHECK(draft.step().caption == "A crowd");
    draft.end_gesture();
    type(draft, "A crowd.");
    draft.select(1);
    type(draft, "β");
    CHECK(draft.lesson().steps[0].caption == "A crowd.");
    draft.undo();
    draft.undo();
    CHECK(draft.lesson().steps[0].caption == "A crowd");
    CHECK(draft.lesson().steps[1].caption.empty());
    // An edit that changes nothing is none, and keeps what can be done again.
    type(draft, "A crowd");
    CHECK(draft.can_redo());
    type(draft, "B");
    CHECK_FALSE(draft.can_redo());
}

TEST_CASE("undo selects the step that was selected, and every edit is taken back and done again exactly") {
    LessonDraft draft = begun();
    std::vector<Lesson> seen{draft.lesson()};
    draft.select(2);
    draft.move(2, 0);
    CHECK(titles(draft) == "three one two ");
    CHECK(draft.selected() == 0);
    seen.push_back(draft.lesson());
    draft.duplicate(1);
    CHECK(titles(draft) == "three one one two ");
    CHECK(draft.selected() == 2);
    seen.push_back(draft.lesson());
    draft.remove(3);
    CHECK(titles(draft) == "three one one ");
    CHECK(draft.selected() == 2);
    seen.push_back(draft.lesson());
    type(draft, "here");
    seen.push_back(draft.lesson());
    for (std::size_t k = seen.size() - 1; k-- > 0;) {
        draft.undo();
        CHECK(draft.lesson() == seen[k]);
    }
    CHECK(draft.selected() == 2);
    for (std::size_t k = 1; k < seen.size(); ++k) {
        draft.redo();
        CHECK(draft.lesson() == seen[k]);
    }
    CHECK_FALSE(draft.can_redo());
    CHECK(draft.problems().empty());
}

TEST_CASE("all steps can go, and the first one back") {
    LessonDraft draft = begun();
    for (int k = 0; k < 3; ++k) draft.remove(0);
    CHECK_FALSE(draft.has_step());
    CHECK(draft.selected() == 0);
    REQUIRE(draft.problems().size() == 1);
    CHECK(draft.problems()[0].line.starts_with("steps: found"));
    draft.undo();
    CHECK(titles(draft) == "three ");
    // It went on from the scene that is gone, which it therefore opens itself.
    CHECK(draft.step().scene_name == "welcome");
    CHECK(draft.problems().empty());
}

TEST_CASE("a lesson is modified until it equals its file again") {
    LessonDraft draft = begun();
    CHECK_FALSE(draft.modified());
    type(draft, "A");
    CHECK(draft.modified());
    draft.undo();
    CHECK_FALSE(draft.modified());
    draft.redo();
    draft.saved(draft.lesson(), "/tmp/other.json");
    CHECK_FALSE(draft.modified());
    CHECK(draft.file() == "/tmp/other.json");
    draft.undo();
    CHECK(draft.modified());
}

TEST_CASE("a value that is taken out of a step stays in those after it") {
    LessonDraft draft = begun();
    draft.select(1);
    draft.edit_shown("value", [](LessonStep& step) { step.set = {}; });
    CHECK(document_after(draft.lesson(), 1).scene.model.beta == document_after(draft.lesson(), 0).scene.model.beta);
    CHECK(document_after(draft.lesson(), 2).scene.model.beta == 7);
    CHECK(draft.undo_name() == "value of step 2");
}

TEST_CASE("the history ends after two hundred entries, at a state that was there") {
    LessonDraft draft = begun();
    for (int k = 0; k < 300; ++k) {
        type(draft, std::to_string(k));
        draft.end_gesture();
    }
    int back = 0;
    for (; draft.can_undo(); ++back) draft.undo();
    CHECK(back == 199);
    CHECK(draft.step().caption == "100");
}
