#include "command/gpu_check.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "coalesce/model/error.hpp"
#include "cuda_on_host/fake_device.hpp"

using namespace coalesce;
using namespace coalesce::command;

TEST_CASE("scenes on a device that computes as it should pass, and one that does not is found out") {
    FakeRuntime runtime;
    // The circle, a mixture on the sphere, a rotating great circle.
    for (const char* scene : {"kuramoto", "ms2", "ms1b"}) {
        CAPTURE(scene);
        const DeviceComparison result = compare_with_device(scene, fake_factory(runtime), 150, 3);
        CHECK(result.tokens == 150);
        CHECK(result.velocity > 0);  // a double sum and a float one, or sums in different orders
        CHECK(result.velocity <= result.velocity_allowed);
        CHECK(result.pass());
    }
    CHECK(runtime.held() == 0);
    DeviceComparison wrong = compare_with_device("welcome", fake_factory(runtime), 100, 2);
    REQUIRE(wrong.pass());
    wrong.velocity = 2 * wrong.velocity_allowed;
    CHECK(!wrong.pass());
}

TEST_CASE("a device that fails is named") {
    FakeRuntime runtime;
    runtime.fail_at(1);
    CHECK_THROWS_AS(compare_with_device("welcome", fake_factory(runtime), 100, 2), RunError);
}

TEST_CASE("scenes to compare are those that a device can move") {
    const std::vector<std::string> scenes = comparable_scenes();
    CHECK(std::find(scenes.begin(), scenes.end(), "welcome") != scenes.end());
    CHECK(scenes.size() > 5);
}
