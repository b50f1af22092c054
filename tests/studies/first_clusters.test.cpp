#include "coalesce/studies/first_clusters.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "coalesce/model/error.hpp"

using namespace coalesce;
using namespace coalesce::studies;

TEST_CASE("numbers of first clusters lie about those of ripples, and rise with β as sqrt(β) and as β") {
    FirstClustersSettings settings = first_clusters_settings({});
    settings.betas = {8, 32};
    settings.seeds = 3;
    const FirstClusters study = compute_first_clusters(settings, [](double) {});
    REQUIRE(study.circle.size() == 2);
    REQUIRE(study.sphere.size() == 2);
    for (std::size_t k = 0; k < 2; ++k) {
        const double beta = settings.betas[k];
        CAPTURE(beta);
        CHECK(study.circle[k].expected > std::sqrt(1.5 * beta) * 0.95);
        CHECK(study.circle[k].expected < std::sqrt(2 * beta) * 1.1);
        CHECK(study.sphere[k].expected == doctest::Approx(beta / std::sqrt(3.0)).epsilon(0.1));
        for (const FirstClusters::Point& point : {study.circle[k], study.sphere[k]}) {
            CHECK(point.least <= point.mean);
            CHECK(point.mean <= point.most);
            CHECK(std::abs(point.mean - point.expected) < 0.25 * point.expected + 3 * point.error);
        }
    }
    const double circle = study.circle[1].mean / study.circle[0].mean;
    const double sphere = study.sphere[1].mean / study.sphere[0].mean;
    CHECK(circle == doctest::Approx(2).epsilon(0.35));
    CHECK(sphere == doctest::Approx(4).epsilon(0.35));
}

TEST_CASE("first-clusters refuses what it sets itself") {
    for (const char* key : {"model.beta=3", "tokens.count=4", "time.until=3", "model.attention=unnormalized"})
        CHECK_THROWS_AS(first_clusters_settings({key}), InputError);
    CHECK_NOTHROW(first_clusters_settings({"time.dt=0.05"}));
}
