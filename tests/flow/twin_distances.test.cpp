#include "coalesce/flow/twin_distances.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace coalesce;

namespace {

/// A frame of one token on the circle.
Frame frame_at(double time, double angle) {
    Frame frame;
    frame.dimension = 2;
    frame.time = time;
    frame.positions = {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle)), 0};
    return frame;
}

void add(TwinDistances& distances, double time, double first, double second, double third) {
    const Frame a = frame_at(time, first), b = frame_at(time, second), c = frame_at(time, third);
    const Frame* frames[] = {&a, &b, &c};
    distances.add(frames);
}

}  // namespace

TEST_CASE("distances between frames are those of their clouds, in the order of time") {
    TwinDistances distances;
    CHECK(distances.of(1).empty());
    add(distances, 2, 0, 0.2, -0.5);
    add(distances, 1, 0, 0.1, -0.3);
    add(distances, 2, 0, 9, 9);  // that time has a row
    REQUIRE(distances.times() == std::vector<double>{1, 2});
    // Positions are single precision.
    CHECK(distances.of(1)[0] == doctest::Approx(0.1).epsilon(1e-6));
    CHECK(distances.of(1)[1] == doctest::Approx(0.2).epsilon(1e-6));
    CHECK(distances.of(2)[0] == doctest::Approx(0.3).epsilon(1e-6));
    CHECK(distances.of(2)[1] == doctest::Approx(0.5).epsilon(1e-6));
    CHECK(distances.of(3).empty());
    CHECK(distances.dimension() == 2);

    distances.forget_after(1.5);
    CHECK(distances.times() == std::vector<double>{1});
    CHECK(distances.of(2).size() == 1);
    distances.clear();
    CHECK(distances.times().empty());
}

TEST_CASE("of many rows every second one is dropped, the first and the last are kept") {
    TwinDistances distances;
    const auto count = static_cast<int>(TwinDistances::most_rows);
    for (int k = 0; k < count; ++k) add(distances, k, 0, 1e-4 * k, 0);
    REQUIRE(distances.times().size() == TwinDistances::most_rows / 2);
    CHECK(distances.times()[0] == 0);
    CHECK(distances.times()[1] == 2);
    CHECK(distances.times().back() == count - 1);
    CHECK(distances.of(1).back() == doctest::Approx(1e-4 * (count - 1)).epsilon(1e-5));
    CHECK(distances.of(2).size() == distances.times().size());
}

TEST_CASE("frames without tokens, or of two dimensions, give no row") {
    TwinDistances distances;
    const Frame a = frame_at(1, 0);
    Frame buffered = frame_at(1, 0), sphere = frame_at(1, 0);
    buffered.positions.clear();
    sphere.dimension = 3;
    const Frame* without[] = {&a, &buffered};
    distances.add(without);
    const Frame* mixed[] = {&a, &sphere};
    distances.add(mixed);
    const Frame* alone[] = {&a};
    distances.add(alone);
    CHECK(distances.times().empty());
}

TEST_CASE("the cloud of a frame has its tokens and masses") {
    Frame frame = frame_at(0, 1);
    frame.positions.insert(frame.positions.end(), {0, 1, 0});
    frame.mass = {0.25f, 0.75f};
    const Cloud cloud = cloud_of(frame);
    REQUIRE(cloud.size() == 2);
    CHECK(cloud.dimension() == 2);
    CHECK(cloud.token(1)[1] == 1);
    CHECK(cloud.mass(1) == doctest::Approx(0.75));
}
