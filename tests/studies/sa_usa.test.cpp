#include "coalesce/studies/sa_usa.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "coalesce/model/error.hpp"

using namespace coalesce;
using namespace coalesce::studies;

namespace {

SaUsa made(double softmax, double unnormalised) {
    SaUsa study;
    study.document = sa_usa_scene({});
    study.masses = {0.5, 0.25};
    study.panel_times = {0, 1};
    for (const double exponent : {softmax, unnormalised}) {
        SaUsa::Attempt attempt;
        attempt.exponent = exponent;
        attempt.collapsed = {1, INFINITY};
        Measurement end;
        end.clusters = 1;
        attempt.series = {end};
        attempt.frames.resize(1);
        study.attempts.push_back(attempt);
    }
    return study;
}

}  // namespace

TEST_CASE("sa-usa: exponents a tenth from 0 and -1, and one cluster in the end") {
    CHECK(result_of(made(0.09, -1.09)).passes());
    CHECK(!result_of(made(0.11, -1)).passes());
    CHECK(!result_of(made(0, -0.89)).passes());
    SaUsa apart = made(0, -1);
    apart.attempts[1].series.back().clusters = 2;
    CHECK(result_of(apart).checks->at(2).value == 1);
    // A crowd that never contracts has no contraction time, and a run with one has no exponent.
    const std::string json = json_text(result_of(made(NAN, -1)));
    CHECK(json.find("\"contraction_time\": null") != std::string::npos);
    CHECK(json.find("\"exponent\": null") != std::string::npos);
    CHECK(!result_of(made(NAN, -1)).passes());
}

TEST_CASE("sa-usa: unnormalised attention contracts a crowd of mass α as slowly as 1/α") {
    const SaUsa study = compute_sa_usa(sa_usa_scene({"tokens.count=600"}), [](double) {});
    REQUIRE(study.attempts.size() == 2);
    CHECK(std::accumulate(study.masses.begin(), study.masses.end(), 0.0) == doctest::Approx(1).epsilon(1e-12));
    CHECK(std::is_sorted(study.masses.rbegin(), study.masses.rend()));
    // The same crowd from the same start: without normalisation it is slower by 1/(α w), w the mean of e^{β(<x,y>-1)}
    // within the crowd, which is below 1 and the same for all but for their widths: some 0.5/sqrt(18) for the smallest,
    // of 18 tokens.
    const auto slower = [&](std::size_t k) {
        return study.attempts[1].collapsed[k] / study.attempts[0].collapsed[k] * study.masses[k];
    };
    CHECK(slower(0) > 1);
    for (std::size_t k = 1; k < study.masses.size(); ++k) CHECK(slower(k) == doctest::Approx(slower(0)).epsilon(0.15));
    CHECK(study.panel_times.size() == 6);
    CHECK(study.attempts[0].frames.size() == 6);
    CHECK(study.attempts[0].frames[0].positions == study.attempts[1].frames[0].positions);
    CHECK_THROWS_AS(compute_sa_usa(sa_usa_scene({"tokens.count=2"}), [](double) {}), InputError);
    CHECK_THROWS_AS(sa_usa_scene({"model.attention=softmax"}), InputError);
}
