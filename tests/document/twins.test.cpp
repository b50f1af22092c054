#include "coalesce/document/twins.hpp"

#include <doctest/doctest.h>

#include "coalesce/model/error.hpp"

using namespace coalesce;

namespace {

SceneDocument scene(const std::vector<Assignment>& assignments) {
    return parse_scene(R"({"coalesce": 1, "tokens": {"count": 100}, "model": {"beta": 9}})", "test", assignments);
}

std::vector<std::string> words(const std::vector<SceneDocument>& runs) {
    std::vector<const SceneDocument*> pointers;
    for (const SceneDocument& run : runs) pointers.push_back(&run);
    return twin_words(pointers);
}

}  // namespace

TEST_CASE("one twin's assignments are parted by commas, but not within a matrix, a law or a text") {
    using Parts = std::vector<Assignment>;
    CHECK(split_assignments("model.beta=60") == Parts{"model.beta=60"});
    CHECK(split_assignments("model.beta=60,model.noise=0.1") == Parts{"model.beta=60", "model.noise=0.1"});
    CHECK(split_assignments("model.beta=60, model.noise=0.1") == Parts{"model.beta=60", "model.noise=0.1"});
    CHECK(split_assignments("model.V=[[1,0],[0,-1]],model.causal=true") ==
          Parts{"model.V=[[1,0],[0,-1]]", "model.causal=true"});
    CHECK(split_assignments(R"(tokens.law={"kind":"uniform","a":"b,c=d"},model.beta=2)") ==
          Parts{R"(tokens.law={"kind":"uniform","a":"b,c=d"})", "model.beta=2"});
    CHECK(split_assignments("name=one, two") == Parts{"name=one, two"});
    CHECK(split_assignments("model.beta=60,") == Parts{"model.beta=60,"});
}

TEST_CASE("an assignment of a value leads back to the value") {
    const SceneDocument first = scene({}), circle = scene({"dimension=2"});
    for (const char* assignment :
         {"model.V=[[1,0.25,0],[0,1,0],[0,0,0.1]]", "model.attention=unnormalized", "model.causal=true",
          "model.beta=0.1", "tokens.count=12", "tokens.seed=9007199254740992",
          R"(tokens.law={"kind":"mixture","components":[{"weight":1,"mean":[0,0,1],"std":0.3}]})"}) {
        CAPTURE(assignment);
        const SceneDocument other = scene({assignment});
        const DocumentDiff diff = difference(first, other);
        REQUIRE(diff.changes().size() == 1);
        CHECK(scene({assignment_of(*diff.changes()[0].parameter, diff.changes()[0].after, 3)}) == other);
    }
    const SceneDocument other = scene({"dimension=2", R"(tokens.law={"kind":"points","points":[[1,0],[0,1]]})"});
    std::vector<Assignment> assignments{"dimension=2"};
    const DocumentDiff diff = difference(circle, other);
    for (const DocumentDiff::Change& change : diff.changes())
        assignments.push_back(assignment_of(*change.parameter, change.after, 2));
    CHECK(scene(assignments) == other);
}

TEST_CASE("the difference of two documents leads from the one to the other") {
    const SceneDocument from = scene({}),
                        to = scene({"model.beta=60", "tokens.count=50", "view.shell=false", "model.V.0.0=3"});
    SceneDocument document = from;
    const DocumentDiff diff = difference(from, to);
    CHECK(diff.changes().size() == 4);
    apply(diff, document);
    CHECK(document == to);
    CHECK(difference(from, from).empty());
    CHECK_THROWS_WITH_AS(difference(from, scene({"dimension=2"})), doctest::Contains("dimension: found 2, expected 3"),
                         InputError);
}

TEST_CASE("pictures say in words what their runs have where they differ") {
    using Lines = std::vector<std::string>;
    CHECK(words({scene({}), scene({"model.attention=unnormalized"})}) ==
          Lines{"attention: softmax", "attention: unnormalised"});
    CHECK(words({scene({}), scene({"model.beta=60"}), scene({"model.causal=true", "model.beta=9"})}) ==
          Lines{"β: 9 · causal: no", "β: 60 · causal: no", "β: 9 · causal: yes"});
    CHECK(words({scene({}), scene({"model.V=[[-1,0,0],[0,-1,0],[0,0,-1]]"})}) ==
          Lines{"V: identity", "V: minus identity"});
    CHECK(words({scene({}), scene({"model.V=[[1,0,0],[0,1,0],[0,0,0.5]]"}),
                 scene({"model.V=[[2,0,0],[0,2,0],[0,0,2]]"}), scene({"model.V=[[1,0.5,0],[0,1,0],[0,0,1]]"})}) ==
          Lines{"V: identity", "V: diagonal 1, 1, 0.5", "V: 2 × identity", "V: [1 0.5 0; 0 1 0; 0 0 1]"});
    CHECK(words({scene({}), scene({"model.noise=0.05", "time.dt=0.02", "tokens.count=200"})}) ==
          Lines{"tokens: 100 · noise D: 0 · dt: 0.01", "tokens: 200 · noise D: 0.05 · dt: 0.02"});
    CHECK(words({scene({})}) == Lines{""});
    CHECK(words({scene({}), scene({"view.yaw=2", "name=other"})}) == Lines{"", ""});
}

TEST_CASE("two laws with the same words are told apart") {
    const char* law = R"(tokens.law={"kind":"mixture","components":[{"weight":1,"mean":[0,0,1],"std":0.3}]})";
    const char* wider = R"(tokens.law={"kind":"mixture","components":[{"weight":1,"mean":[0,0,1],"std":0.5}]})";
    CHECK(words({scene({law}), scene({wider})}) ==
          std::vector<std::string>{"initial law: mixture of 1", "initial law: another mixture of 1"});
}

TEST_CASE("a twin shares sphere, display and end with the first run") {
    const SceneLoader welcome = [](const std::vector<Assignment>& all) { return load_scene("welcome", all); };
    const SceneDocument first = load_scene("welcome");
    const auto refused = [&](const std::vector<std::string>& twins, const char* message) {
        CAPTURE(twins.front());
        CHECK_THROWS_WITH_AS(load_twins(welcome, {}, first, twins), doctest::Contains(message), InputError);
    };
    refused({"dimension=2"}, "--twin dimension=2: found another dimension, expected 3");
    refused({"time.until=3"}, "--twin time.until=3: found another time.until, expected a change of");
    refused({"view.shell=false"}, "found another view.shell");
    refused({"name=other"}, "found another name");
    refused({"tokens.seed=" + std::to_string(first.scene.tokens.seed)}, "found the values of the first run");
    refused({"model.beta=61", "model.beta=61"}, "found a twin that is there already");
    refused({"model.bta=61"}, "--twin model.bta=61: ");
    refused({"model.beta=-1"}, "--twin model.beta=-1: found -1, expected a number ≥ 0");
    refused({"model.beta"}, "--twin model.beta: found no key and value");
    refused({""}, "--twin : found no key and value");
    refused({"a", "b", "c", "d"}, "--twin: found 4 of them, expected at most 3");

    const auto twins = load_twins(welcome, {"model.beta=4"}, load_scene("welcome", {"model.beta=4"}),
                                  {"model.attention=unnormalized", "model.beta=8,tokens.count=77"});
    REQUIRE(twins.size() == 2);
    CHECK(twins[0].scene.model.beta == 4);
    CHECK(twins[0].scene.model.attention == Attention::unnormalized);
    CHECK(twins[1].scene.model.beta == 8);
    CHECK(twins[1].scene.tokens.count == 77);

    // Their differences, written as assignments, make them again.
    const SceneDocument four = load_scene("welcome", {"model.beta=4"});
    CHECK(twin_assignments(four, four).empty());
    const auto again = load_twins(welcome, {"model.beta=4"}, four,
                                  {twin_assignments(four, twins[0]), twin_assignments(four, twins[1])});
    CHECK(again == twins);
}
