#include "view/point_at.hpp"

#include <doctest/doctest.h>

using namespace coalesce;

namespace {

Cluster cluster_at(Vec3 centre, double mass) {
    Cluster cluster;
    cluster.centre = centre;
    cluster.mass = mass;
    cluster.radius = 0.1;
    return cluster;
}

Frame three_clusters() {
    Frame frame;
    frame.positions = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    frame.clusters = {cluster_at({1, 0, 0}, 0.5), cluster_at({0, 1, 0}, 0.3), cluster_at({0, 0.8, 0.6}, 0.2)};
    return frame;
}

}  // namespace

TEST_CASE("a lesson points at clusters, pairs and tokens by what a frame has") {
    const Frame frame = three_clusters();
    const auto largest = pointed_place("cluster:largest", frame);
    REQUIRE(largest);
    CHECK(largest->points == std::vector<Vec3>{{1, 0, 0}});
    CHECK(largest->label == "largest cluster, 50 %");
    const auto pair = pointed_place("pair:closest", frame);
    REQUIRE(pair);
    CHECK(pair->points == std::vector<Vec3>{{0, 1, 0}, {0, 0.8, 0.6}});
    CHECK(pair->label == "closest pair, 36.9°");
    const auto token = pointed_place("token:2", frame);
    REQUIRE(token);
    CHECK(token->points == std::vector<Vec3>{{0, 0, 1}});
}

TEST_CASE("what is not there is not pointed at") {
    CHECK_FALSE(pointed_place("token:3", three_clusters()));
    CHECK_FALSE(pointed_place("token:x", three_clusters()));
    CHECK_FALSE(pointed_place("model.beta", three_clusters()));
    Frame one = three_clusters();
    one.clusters.resize(1);
    CHECK_FALSE(pointed_place("pair:closest", one));
    CHECK_FALSE(pointed_place("cluster:largest", one));
    one.clusters.clear();
    CHECK_FALSE(pointed_place("cluster:largest", one));
}

TEST_CASE("a step shows the present value of what it changes in tokens and model, and of nothing else") {
    const SceneDocument before;
    LessonStep step;
    step.set.set(before, "model.beta", 64.0);
    step.set.set(before, "tokens.count", std::int64_t{500});
    step.set.set(before, "time.dt", 0.001);
    step.set.set(before, "view.trails", std::int64_t{5});
    SceneDocument under_way = before;
    under_way.scene.model.beta = 12.5;
    under_way.scene.tokens.count = 500;
    // In the order of the parameter table.
    CHECK(value_lines(step, under_way) == std::vector<std::string>{"Tokens = 500", "β = 12.5"});
    // A key that it points at as well is said once, in the order of the pointing.
    step.point_at = {"model.attention", "model.beta", "cluster:largest"};
    CHECK(value_lines(step, under_way) == std::vector<std::string>{"Attention = softmax", "β = 12.5", "Tokens = 500"});
    CHECK(value_lines({}, under_way).empty());
}

TEST_CASE("a key is named with its value") {
    SceneDocument document;
    document.scene.model.beta = 30;
    document.scene.tokens.count = 12000;
    CHECK(pointed_value("model.beta", document) == "β = 30");
    CHECK(pointed_value("tokens.count", document).ends_with("= 12\u2009000"));
    CHECK(pointed_value("model.attention", document).ends_with("= softmax"));
    CHECK(pointed_value("cluster:largest", document) == "");
    CHECK(pointed_value("rho", document) == "");
}
