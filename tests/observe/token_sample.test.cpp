#include "coalesce/observe/token_sample.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "coalesce/observe/clusters.hpp"
#include "inputs/clouds.hpp"

using namespace coalesce;

namespace {

std::vector<std::int32_t> rows_of(std::size_t count, std::size_t most) {
    const std::vector<std::uint32_t> tokens = sample_tokens(count, most);
    return {tokens.begin(), tokens.end()};
}

}  // namespace

TEST_CASE("all tokens while they are few, else evenly spread ones") {
    std::vector<std::uint32_t> all(1000);
    std::iota(all.begin(), all.end(), 0U);
    CHECK(sample_tokens(1000, 1000) == all);
    CHECK(sample_tokens(1000) == all);
    CHECK(sample_tokens(0).empty());
    CHECK(sample_tokens(10, 3) == std::vector<std::uint32_t>{1, 5, 8});  // 10/6, 30/6, 50/6
    const std::vector<std::uint32_t> some = sample_tokens(1'000'000);
    REQUIRE(some.size() == most_observed);
    CHECK(some.back() < 1'000'000);
    // Gaps are N/S = 15.3, rounded up or down.
    for (std::size_t k = 1; k < some.size(); ++k) CHECK((some[k] - some[k - 1] == 15 || some[k] - some[k - 1] == 16));
}

TEST_CASE("a sampled cloud has the tokens at its rows and masses that sum to 1") {
    Cloud cloud = inputs::uniform_cloud(3, 500, 1);
    const std::vector<std::int32_t> rows{7, 499, 0, 123};
    const Cloud plain = sampled_cloud(cloud, rows);
    CHECK(!plain.weighted());
    for (std::size_t k = 0; k < 4; ++k) CHECK(plain.token(k) == cloud.token(static_cast<std::size_t>(rows[k])));
    inputs::give_masses(cloud, 2);
    Cloud sample = sampled_cloud(cloud, rows);
    double sum = 0;
    for (std::size_t k = 0; k < 4; ++k) {
        sum += sample.mass(k);
        CHECK(sample.mass(k) / sample.mass(0) ==
              doctest::Approx(cloud.mass(static_cast<std::size_t>(rows[k])) / cloud.mass(7)).epsilon(1e-12));
    }
    CHECK(sum == doctest::Approx(1).epsilon(1e-12));
    // A reused one takes another shape and loses its masses.
    sample_cloud(inputs::uniform_cloud(2, 500, 3), rows, sample);
    CHECK(sample.dimension() == 2);
    CHECK(sample.token(1) == inputs::uniform_cloud(2, 500, 3).token(499));
    CHECK(!sample.weighted());
}

TEST_CASE("a sample of 65 536 tokens has the errors that token_sample.hpp states") {
    const Cloud cloud = inputs::clustered_cloud(3, 200'000, 0.2, 4);
    const Cloud sample = sampled_cloud(cloud, rows_of(200'000, most_observed));
    double all = 0, squares = 0, some = 0;
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        all += cloud.mass(i) * cloud.token(i)[0];
        squares += cloud.mass(i) * cloud.token(i)[0] * cloud.token(i)[0];
    }
    for (std::size_t k = 0; k < sample.size(); ++k) some += sample.mass(k) * sample.token(k)[0];
    CHECK(std::abs(some - all) < 4 * std::sqrt(squares - all * all) / 256);
    // Uniform tokens: linked at β = 1024, percolating at k = 9, and in pieces at k = 2.
    const Cloud uniform = inputs::uniform_cloud(3, most_observed, 5);
    const double tokens = static_cast<double>(most_observed);
    CHECK(link_clusters(uniform, default_linking_angle(1024)).clusters.size() == 1);
    CHECK(link_clusters(uniform, std::sqrt(4 * 9 / tokens)).clusters[0].mass > 0.95);
    CHECK(link_clusters(uniform, std::sqrt(4 * 2 / tokens)).clusters[0].mass < 0.05);
}
