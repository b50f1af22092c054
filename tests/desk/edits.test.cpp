#include "desk/edits.hpp"

#include <doctest/doctest.h>

using namespace coalesce;

namespace {

SceneDocument with_beta(double beta) {
    SceneDocument document;
    document.scene.model.beta = beta;
    return document;
}

EditHistory opened(double beta) {
    EditHistory edits;
    edits.open(with_beta(beta), "first");
    return edits;
}

}  // namespace

TEST_CASE("undo and redo walk through whole documents") {
    EditHistory edits = opened(1);
    CHECK_FALSE(edits.can_undo());
    edits.record(with_beta(2), "model.beta");
    edits.end_gesture();
    edits.record(with_beta(3), "model.beta");
    CHECK(edits.undo_name() == "model.beta");
    CHECK(edits.before().document == with_beta(2));
    edits.undo();
    edits.undo();
    CHECK(edits.present().document == with_beta(1));
    CHECK_FALSE(edits.can_undo());
    edits.undo();
    CHECK(edits.present().document == with_beta(1));
    edits.redo();
    CHECK(edits.after().document == with_beta(3));
    edits.redo();
    CHECK(edits.present().document == with_beta(3));
    CHECK_FALSE(edits.can_redo());
}

TEST_CASE("a drag is one entry, and the key alone does not join two drags") {
    EditHistory edits = opened(1);
    for (double beta = 2; beta < 10; ++beta) edits.record(with_beta(beta), "model.beta");
    CHECK(edits.before().document == with_beta(1));
    edits.end_gesture();
    edits.record(with_beta(20), "model.beta");
    CHECK(edits.before().document == with_beta(9));
}

TEST_CASE("an edit after an undo drops what was undone") {
    EditHistory edits = opened(1);
    edits.record(with_beta(2), "a");
    edits.record(with_beta(3), "b");
    edits.undo();
    edits.record(with_beta(4), "c");
    CHECK_FALSE(edits.can_redo());
    CHECK(edits.before().document == with_beta(2));
}

TEST_CASE("the history is bounded in number and in bytes, and keeps the newest") {
    EditHistory edits = opened(0);
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
    CHECK(edits.after().document == with_beta(1000 - undone + 1));

    EditHistory large = opened(0);
    SceneDocument points = with_beta(1);
    points.scene.tokens.law = PointsLaw{std::vector<Vec3>(1u << 20, Vec3{1, 0, 0}), {}};
    for (int i = 1; i <= 30; ++i) {
        points.scene.model.beta = i;
        large.record(points, "model.beta");
        large.end_gesture();
    }
    CHECK(large.size() <= 12);  // 24 MiB each
    CHECK(large.present().document.scene.model.beta == 30);
    CHECK(large.can_undo());
}

TEST_CASE("undo crosses the opening of a scene, and each scene keeps its origin") {
    EditHistory edits = opened(1);
    edits.record(with_beta(2), "model.beta");
    edits.open(with_beta(7), "/a/second.json");
    CHECK(edits.undo_name() == "open second");
    CHECK(edits.undo_opens());
    CHECK(edits.origin() == "/a/second.json");
    edits.record(with_beta(8), "model.beta");
    CHECK_FALSE(edits.undo_opens());
    edits.undo();
    edits.undo();
    CHECK(edits.origin() == "first");
    CHECK(edits.present().document == with_beta(2));
    CHECK(edits.modified(edits.present().document));
    CHECK(edits.redo_opens());
    edits.redo();
    CHECK(edits.origin() == "/a/second.json");
    CHECK_FALSE(edits.modified(edits.present().document));
}

TEST_CASE("modified means different from what the file holds, not how it came about") {
    EditHistory edits = opened(1);
    CHECK_FALSE(edits.modified(with_beta(1)));
    edits.record(with_beta(2), "model.beta");
    CHECK(edits.modified(with_beta(2)));
    edits.saved(with_beta(2), "/a/saved.json");
    CHECK(edits.origin() == "/a/saved.json");
    CHECK_FALSE(edits.modified(with_beta(2)));
    edits.undo();
    CHECK(edits.modified(with_beta(1)));
    edits.end_gesture();
    edits.record(with_beta(2), "model.beta");  // the saved value, set by hand
    CHECK_FALSE(edits.modified(with_beta(2)));
    SceneDocument turned = with_beta(2);
    turned.view.yaw = 2;
    turned.view.turntable = 0.25;
    turned.view.theme = Theme::light;
    CHECK_FALSE(edits.modified(turned));
    turned.view.shell = false;
    CHECK(edits.modified(turned));
}

TEST_CASE("a file that was opened twice has one saved state") {
    EditHistory edits;
    edits.open(with_beta(1), "/a/file.json");
    edits.open(with_beta(5), "other");
    edits.open(with_beta(1), "/a/file.json");
    edits.record(with_beta(3), "model.beta");
    edits.saved(with_beta(3), "/a/file.json");
    edits.undo();
    edits.undo();
    edits.undo();
    CHECK(edits.present().document == with_beta(1));
    CHECK(edits.modified(with_beta(1)));
}

TEST_CASE("only the last reset can be taken back, and none after a new scene") {
    EditHistory edits = opened(1);
    edits.record_reset();
    edits.record(with_beta(2), "model.beta");
    edits.record_reset();
    CHECK(edits.present().reset);
    CHECK(edits.undo_name() == "reset");
    edits.undo();
    CHECK(edits.present().document == with_beta(2));
    edits.undo();
    CHECK(edits.present().document == with_beta(1));
    CHECK_FALSE(edits.can_undo());
    edits.redo();
    edits.redo();
    CHECK(edits.present().reset);
    edits.open(with_beta(4), "second");
    edits.undo();
    CHECK(edits.present().document == with_beta(2));
    CHECK_FALSE(edits.present().reset);
}

TEST_CASE("a refused edit leaves no entry, and a refused drag none but what stood before it") {
    EditHistory edits = opened(1);
    edits.record(with_beta(2), "model.beta");
    edits.take_back(with_beta(1));
    CHECK_FALSE(edits.can_undo());
    CHECK(edits.present().document == with_beta(1));
    edits.record(with_beta(2), "model.beta");
    edits.record(with_beta(3), "model.beta");
    edits.take_back(with_beta(2));
    CHECK(edits.present().document == with_beta(2));
    edits.undo();
    CHECK(edits.present().document == with_beta(1));
}

TEST_CASE("looking from elsewhere keeps everything else of a document") {
    SceneDocument document = with_beta(3);
    document.view.trails = 7;
    ViewState view;
    view.yaw = 1.5;
    view.trails = 0;
    view.theme = Theme::light;
    const SceneDocument seen = seen_as(document, view);
    CHECK(seen.view.yaw == 1.5);
    CHECK(seen.view.theme == Theme::light);
    CHECK(seen.view.trails == 7);
    CHECK(seen.scene == document.scene);
}
