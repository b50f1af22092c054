#include "desk/edits.hpp"

#include <doctest/doctest.h>

using namespace coalesce;

namespace {

SceneDocument with_beta(double beta) {
    SceneDocument document;
    document.scene.model.beta = beta;
    return document;
}

}  // namespace

TEST_CASE("undo and redo walk through whole documents") {
    EditHistory edits;
    edits.reset(with_beta(1));
    CHECK_FALSE(edits.can_undo());
    edits.record(with_beta(2), "model.beta");
    edits.end_gesture();
    edits.record(with_beta(3), "model.beta");
    CHECK(edits.undo_name() == "model.beta");
    CHECK(edits.undo() == with_beta(2));
    CHECK(edits.undo() == with_beta(1));
    CHECK_FALSE(edits.can_undo());
    CHECK(edits.undo() == with_beta(1));
    CHECK(edits.redo() == with_beta(2));
    CHECK(edits.redo() == with_beta(3));
    CHECK_FALSE(edits.can_redo());
}

TEST_CASE("a drag is one entry, and the key alone does not join two drags") {
    EditHistory edits;
    edits.reset(with_beta(1));
    for (double beta = 2; beta < 10; ++beta) edits.record(with_beta(beta), "model.beta");
    CHECK(edits.undo() == with_beta(1));
    edits.redo();
    edits.end_gesture();
    edits.record(with_beta(20), "model.beta");
    CHECK(edits.undo() == with_beta(9));
}

TEST_CASE("an edit after an undo drops what was undone") {
    EditHistory edits;
    edits.reset(with_beta(1));
    edits.record(with_beta(2), "a");
    edits.record(with_beta(3), "b");
    edits.undo();
    edits.record(with_beta(4), "c");
    CHECK_FALSE(edits.can_redo());
    CHECK(edits.undo() == with_beta(2));
}

TEST_CASE("the history is bounded and keeps the newest") {
    EditHistory edits;
    edits.reset(with_beta(0));
    for (int i = 1; i <= 1000; ++i) {
        edits.record(with_beta(i), "model.beta");
        edits.end_gesture();
    }
    int undone = 0;
    while (edits.can_undo()) {
        edits.undo();
        ++undone;
    }
    CHECK(undone >= 100);
    CHECK(undone < 1000);
    CHECK(edits.redo() == with_beta(1000 - undone + 1));
}
