#include "coalesce/observe/phase_clock.hpp"

#include <doctest/doctest.h>

#include <cmath>

using namespace coalesce;

namespace {

std::vector<Phase> phases(const std::vector<std::pair<const char*, double>>& begins, double end) {
    std::vector<Phase> list;
    for (std::size_t k = 0; k < begins.size(); ++k)
        list.push_back({.name = begins[k].first,
                        .from = begins[k].second,
                        .to = k + 1 < begins.size() ? begins[k + 1].second : end,
                        .criterion = ""});
    return list;
}

}  // namespace

TEST_CASE("phases begin together, and within one equal shares of it pass") {
    const auto first = phases({{"alignment", 0}, {"heat", 2}, {"pairing", 6}}, 10);
    const auto slow = phases({{"alignment", 0}, {"heat", 4}, {"pairing", 5}}, 10);
    const auto at = [&](double time) { return time_at_equal_phase(first, slow, time, 10, 10, false); };
    CHECK(at(0) == 0);
    CHECK(at(1) == doctest::Approx(2));
    CHECK(at(2) == doctest::Approx(4));
    CHECK(at(4) == doctest::Approx(4.5));
    CHECK(at(6) == doctest::Approx(5));
    CHECK(at(8) == doctest::Approx(7.5));
    CHECK(at(10) == 10);
    CHECK(at(12) == 10);
    // A run that is known farther than the other goes from end to end.
    CHECK(time_at_equal_phase(first, slow, 8, 10, 30, false) == doctest::Approx(17.5));
    CHECK(time_at_equal_phase(first, slow, 10, 10, 30, false) == 30);
    // The way back.
    for (const double time : {0.3, 2.0, 3.7, 9.9})
        CHECK(time_at_equal_phase(slow, first, at(time), 10, 10, false) == doctest::Approx(time).epsilon(1e-12));
}

TEST_CASE("on a logarithmic axis equal shares are equal ratios, but for the phase that begins at 0") {
    const auto first = phases({{"alignment", 0}, {"pairing", 1}}, 1e4);
    const auto other = phases({{"alignment", 0}, {"pairing", 100}}, 1e4);
    CHECK(time_at_equal_phase(first, other, 0.5, 1e4, 1e4, true) == doctest::Approx(50));
    CHECK(time_at_equal_phase(first, other, 100, 1e4, 1e4, true) == doctest::Approx(1000));
    CHECK(time_at_equal_phase(first, other, 1e4, 1e4, 1e4, true) == 1e4);
}

TEST_CASE("phases that the runs do not share are one stretch up to the end") {
    const auto first = phases({{"alignment", 0}, {"heat", 2}, {"pairing", 6}}, 10);
    // The first common phase ends at 2 and 5; then they differ.
    const auto other = phases({{"alignment", 0}, {"clustering", 5}, {"pairing", 9}}, 10);
    CHECK(time_at_equal_phase(first, other, 2, 10, 10, false) == doctest::Approx(5));
    CHECK(time_at_equal_phase(first, other, 6, 10, 10, false) == doctest::Approx(7.5));
    // Nothing in common, and no phases at all: the same time.
    CHECK(time_at_equal_phase(first, phases({{"steady", 0}}, 10), 3, 10, 10, false) == doctest::Approx(3));
    CHECK(time_at_equal_phase({}, {}, 3, 10, 10, false) == doctest::Approx(3));
    // One of them never leaves its first phase.
    CHECK(time_at_equal_phase(first, phases({{"alignment", 0}}, 10), 3, 10, 10, false) == doctest::Approx(3));
}
