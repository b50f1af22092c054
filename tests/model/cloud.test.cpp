#include "coalesce/model/cloud.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "coalesce/model/error.hpp"

using namespace coalesce;

TEST_CASE("masses are scaled to sum 1, also where their plain sum would overflow") {
    Cloud cloud(2, 2);
    cloud.set_masses({1, 3});
    CHECK(cloud.weighted());
    CHECK(cloud.mass(1) == 0.75);
    const double huge = std::numeric_limits<double>::max();
    cloud.set_masses({huge, huge});
    CHECK(cloud.mass(0) == 0.5);
    cloud.set_masses({});
    CHECK_FALSE(cloud.weighted());
    CHECK(cloud.mass(0) == 0.5);
}

TEST_CASE("masses that are not positive, or not one a token, are refused") {
    Cloud cloud(3, 2);
    CHECK_THROWS_WITH_AS(cloud.set_masses({1}), "masses: found 1, expected one for each of 2 tokens", InputError);
    CHECK_THROWS_AS(cloud.set_masses({1, 0}), InputError);
    CHECK_THROWS_AS(cloud.set_masses({1, std::numeric_limits<double>::quiet_NaN()}), InputError);
    CHECK_FALSE(cloud.weighted());
}

TEST_CASE("row_major lays tokens out one after the other") {
    Cloud cloud(3, 2);
    cloud.set_token(0, {1, 2, 3});
    cloud.set_token(1, {4, 5, 6});
    CHECK(row_major(cloud) == std::vector<double>{1, 2, 3, 4, 5, 6});
    CHECK(cloud.token(1) == Vec3{4, 5, 6});
}

TEST_CASE("drift_from_sphere is the largest deviation of a length from 1") {
    Cloud cloud(2, 2);
    cloud.set_token(0, {1, 0, 0});
    cloud.set_token(1, {0, 1.25, 0});
    CHECK(drift_from_sphere(cloud) == 0.25);
}
