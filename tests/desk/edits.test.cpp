#include "desk/edits.hpp"

#include <doctest/doctest.h>

#include <random>
#include <utility>

using namespace coalesce;

namespace {

SceneDocument with_beta(double beta) {
    SceneDocument document;
    document.scene.model.beta = beta;
    return document;
}

/// A document and its history.
struct Edited {
    SceneDocument document;
    EditHistory edits;

    explicit Edited(double beta) { open(with_beta(beta), "first"); }
    void open(SceneDocument opened, const std::string& origin) { edits.open(document, std::move(opened), origin); }
    void set(std::string_view key, ParameterValue value, const std::string& name) {
        edits.edit(document, DocumentDiff(document, key, std::move(value)), name);
    }
    void beta(double value, const std::string& name = "model.beta") { set("model.beta", value, name); }
    double beta() const { return document.scene.model.beta; }
    void undo() { edits.undo(document); }
    void redo() { edits.redo(document); }
};

}  // namespace

TEST_CASE("undo and redo walk through the document's edits") {
    Edited one(1);
    EditHistory& edits = one.edits;
    CHECK_FALSE(edits.can_undo());
    one.beta(2);
    edits.end_gesture();
    one.beta(3);
    CHECK(edits.undo_name() == "model.beta");
    one.undo();
    CHECK(one.document == with_beta(2));
    one.undo();
    CHECK(one.document == with_beta(1));
    CHECK_FALSE(edits.can_undo());
    one.undo();
    CHECK(one.document == with_beta(1));
    one.redo();
    CHECK(one.document == with_beta(2));
    one.redo();
    CHECK(one.document == with_beta(3));
    CHECK_FALSE(edits.can_redo());
    one.redo();
    CHECK(one.document == with_beta(3));
}

TEST_CASE("a drag is one entry, and the key alone does not join two drags") {
    Edited one(1);
    for (double beta = 2; beta < 10; ++beta) one.beta(beta);
    CHECK(one.edits.size() == 2);
    one.edits.end_gesture();
    one.beta(20);
    CHECK(one.edits.size() == 3);
    one.undo();
    CHECK(one.beta() == 9);
    one.undo();
    CHECK(one.beta() == 1);
}

TEST_CASE("a drag that returns to its start is an entry that changes nothing") {
    Edited one(1);
    one.beta(2);
    one.beta(1);
    CHECK(one.edits.size() == 2);
    CHECK(one.edits.present().diff.empty());
    one.beta(5);
    one.undo();
    CHECK(one.document == with_beta(1));
}

TEST_CASE("edits of another key are an entry of their own, also within a gesture") {
    Edited one(1);
    one.beta(2);
    one.set("view.trails", std::int64_t{7}, "view.trails");
    one.beta(3);
    CHECK(one.edits.size() == 4);
    one.undo();
    one.undo();
    CHECK(one.document == with_beta(2));
}

TEST_CASE("an edit after an undo drops what was undone") {
    Edited one(1);
    one.beta(2, "a");
    one.beta(3, "b");
    one.undo();
    one.beta(4, "c");
    CHECK_FALSE(one.edits.can_redo());
    one.undo();
    CHECK(one.document == with_beta(2));
}

TEST_CASE("any edits, undone and redone in any order, give the documents they gave at first") {
    std::mt19937_64 random(5);
    const auto below = [&](std::size_t count) {
        return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
    };
    for (int walk = 0; walk < 30; ++walk) {
        Edited one(1);
        std::vector<SceneDocument> known{one.document};
        std::size_t at = 0;
        const auto record = [&] {
            known.resize(++at);
            known.push_back(one.document);
        };
        for (int k = 0; k < 150; ++k) {
            switch (below(6)) {
                case 0:
                    one.open(with_beta(static_cast<double>(k)), "scene " + std::to_string(k));
                    record();
                    break;
                case 1: {
                    const bool flat = one.document.scene.dimension == 2;
                    one.set("dimension", std::int64_t{flat ? 3 : 2}, "dimension");
                    one.edits.end_gesture();
                    record();
                    break;
                }
                case 2:
                    for (int drag = 0; drag < 3; ++drag) one.beta(static_cast<double>(below(1000)));
                    one.edits.end_gesture();
                    record();
                    break;
                case 3:
                    if (at + 1 < known.size()) ++at;
                    one.redo();
                    break;
                default:
                    if (at > 0) --at;
                    one.undo();
            }
            REQUIRE(one.document == known[at]);
            CHECK(one.edits.can_undo() == (at > 0));
            CHECK(one.edits.can_redo() == (at + 1 < known.size()));
        }
    }
}

TEST_CASE("the history is bounded in number and in bytes, and keeps the newest") {
    Edited one(0);
    for (int i = 1; i <= 1000; ++i) {
        one.beta(i);
        one.edits.end_gesture();
    }
    int undone = 0;
    while (one.edits.can_undo()) {
        one.undo();
        ++undone;
    }
    CHECK(undone >= 100);
    CHECK(undone < 1000);
    CHECK(one.document == with_beta(1000 - undone));

    SceneDocument points = with_beta(1);
    points.scene.tokens.law = PointsLaw{std::vector<Vec3>(1u << 20, Vec3{1, 0, 0}), {}};
    one.open(points, "points");
    for (int i = 2; i <= 31; ++i) {
        one.beta(i);
        one.edits.end_gesture();
    }
    CHECK(one.edits.size() > 30);  // an edit of β is small, however large the law
    Edited large(0);
    for (int i = 1; i <= 30; ++i) {
        auto law = std::get<PointsLaw>(points.scene.tokens.law);
        law.points[0] = {1, static_cast<double>(i), 0};
        large.set("tokens.law", InitialLaw(law), "tokens");
        large.edits.end_gesture();
    }
    CHECK(large.edits.size() <= 7);  // 24 MiB before and 24 MiB after each
    CHECK(large.edits.size() > 2);
    undone = 0;
    for (; large.edits.can_undo(); ++undone) large.undo();
    CHECK(std::get<PointsLaw>(large.document.scene.tokens.law).points[0] ==
          Vec3{1, static_cast<double>(30 - undone), 0});
}

TEST_CASE("undo crosses the opening of a scene, and each scene keeps its origin") {
    Edited one(1);
    EditHistory& edits = one.edits;
    one.beta(2);
    one.open(with_beta(7), "/a/second.json");
    CHECK(one.document == with_beta(7));
    CHECK(edits.undo_name() == "open second");
    CHECK(edits.undo_opens());
    CHECK(edits.document_before() == with_beta(2));
    CHECK(edits.origin_before() == "first");
    CHECK(edits.origin() == "/a/second.json");
    one.beta(8);
    CHECK_FALSE(edits.undo_opens());
    one.undo();
    one.undo();
    CHECK(edits.origin() == "first");
    CHECK(one.document == with_beta(2));
    CHECK(edits.modified(one.document));
    CHECK(edits.redo_opens());
    CHECK(edits.document_after() == with_beta(7));
    one.redo();
    CHECK(edits.origin() == "/a/second.json");
    CHECK_FALSE(edits.modified(one.document));
    one.redo();
    CHECK(one.document == with_beta(8));
}

TEST_CASE("undo and redo of edits leave the camera, those of an opening return to it") {
    Edited one(1);
    one.document.view.yaw = 2;
    one.beta(2);
    one.edits.end_gesture();
    one.document.view.yaw = 3;
    one.undo();
    CHECK(one.document.view.yaw == 3);
    one.redo();
    CHECK(one.document.view.yaw == 3);
    one.open(with_beta(7), "second");
    one.document.view.yaw = 4;
    one.undo();
    CHECK(one.document.view.yaw == 2);  // of the last edit
    one.redo();
    CHECK(one.document.view.yaw == with_beta(7).view.yaw);
}

TEST_CASE("modified means different from what the file holds, not how it came about") {
    Edited one(1);
    EditHistory& edits = one.edits;
    CHECK_FALSE(edits.modified(one.document));
    one.beta(2);
    CHECK(edits.modified(one.document));
    edits.saved(one.document, "/a/saved.json");
    CHECK(edits.origin() == "/a/saved.json");
    CHECK_FALSE(edits.modified(one.document));
    one.undo();
    CHECK(edits.modified(one.document));
    one.beta(2);  // the saved value, set by hand
    CHECK_FALSE(edits.modified(one.document));
    SceneDocument turned = with_beta(2);
    turned.view.yaw = 2;
    turned.view.turntable = 0.25;
    turned.view.theme = Theme::light;
    CHECK_FALSE(edits.modified(turned));
    turned.view.shell = false;
    CHECK(edits.modified(turned));
}

TEST_CASE("a file that was opened twice has one saved state") {
    Edited one(0);
    one.open(with_beta(1), "/a/file.json");
    one.open(with_beta(5), "other");
    one.open(with_beta(1), "/a/file.json");
    one.beta(3);
    one.edits.saved(one.document, "/a/file.json");
    one.undo();
    one.undo();
    one.undo();
    CHECK(one.document == with_beta(1));
    CHECK(one.edits.modified(one.document));
}

TEST_CASE("only the last reset can be taken back, and none after a new scene") {
    Edited one(1);
    EditHistory& edits = one.edits;
    edits.record_reset();
    one.beta(2);
    edits.record_reset();
    CHECK(edits.present().reset);
    CHECK(edits.undo_name() == "reset");
    one.undo();
    CHECK(one.document == with_beta(2));
    one.undo();
    CHECK(one.document == with_beta(1));
    CHECK_FALSE(edits.can_undo());
    one.redo();
    one.redo();
    CHECK(edits.present().reset);
    one.open(with_beta(4), "second");
    one.undo();
    CHECK(one.document == with_beta(2));
    CHECK_FALSE(edits.present().reset);
}

TEST_CASE("a refused edit leaves no entry, and a refused drag none but what stood before it") {
    Edited one(1);
    const auto take_back_to = [&](double beta) {
        one.edits.take_back(one.document, DocumentDiff(one.document, "model.beta", beta));
    };
    one.beta(2);
    take_back_to(1);
    CHECK_FALSE(one.edits.can_undo());
    CHECK(one.document == with_beta(1));
    one.beta(2);
    one.beta(3);
    take_back_to(2);
    CHECK(one.document == with_beta(2));
    one.undo();
    CHECK(one.document == with_beta(1));
}

TEST_CASE("a refused undo is redone, a refused redo undone, and the entries before them stay") {
    Edited one(1);
    one.beta(2, "a");
    one.beta(3, "b");
    const DocumentDiff last = one.edits.present().diff;
    one.undo();
    one.edits.take_back(one.document, last);
    CHECK(one.document == with_beta(3));
    CHECK(one.edits.undo_name() == "b");
    CHECK_FALSE(one.edits.can_redo());
    one.undo();
    one.redo();
    one.edits.take_back(one.document, last.inverse());
    CHECK(one.document == with_beta(2));
    CHECK(one.edits.undo_name() == "a");
    one.undo();
    CHECK(one.document == with_beta(1));
}

TEST_CASE("a refused edit before a reset is taken back from under it") {
    Edited one(1);
    one.beta(2);
    const DocumentDiff back = one.edits.present().diff.inverse();
    one.edits.record_reset();
    one.edits.take_back(one.document, back);
    CHECK(one.document == with_beta(1));
    CHECK(one.edits.present().reset);
    one.undo();
    CHECK_FALSE(one.edits.can_undo());
    CHECK(one.document == with_beta(1));
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
