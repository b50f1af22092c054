#include "coalesce/observe/phase_clock.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace coalesce {
namespace {

/// A time of the run that leads, and that of the other one.
using Knot = std::pair<double, double>;

/// Beginnings of the phases that both runs have, from 0 to the ends.
std::vector<Knot> knots_of(std::span<const Phase> first, std::span<const Phase> other, Knot end) {
    std::vector<Knot> knots{{0, 0}};
    const auto add = [&](double a, double b) {
        const bool rises = a > knots.back().first && b > knots.back().second && a < end.first && b < end.second;
        if (rises) knots.emplace_back(a, b);
    };
    std::size_t common = 0;
    for (; common < std::min(first.size(), other.size()) && first[common].name == other[common].name; ++common)
        add(first[common].from, other[common].from);
    // The last common phase has ended in both.
    if (common > 0 && common < first.size() && common < other.size()) add(first[common].from, other[common].from);
    knots.push_back(end);
    return knots;
}

}  // namespace

double time_at_equal_phase(std::span<const Phase> first, std::span<const Phase> other, double time, double end,
                           double other_end, bool logarithmic) {
    if (!(time > 0)) return 0;
    if (!(time < end)) return other_end;
    const std::vector<Knot> knots = knots_of(first, other, {end, other_end});
    const auto next = std::upper_bound(knots.begin(), knots.end(), time,
                                       [](double wanted, const Knot& knot) { return wanted < knot.first; });
    const Knot &from = *(next - 1), &to = *next;
    if (logarithmic && from.first > 0 && from.second > 0) {
        const double share = std::log(time / from.first) / std::log(to.first / from.first);
        return from.second * std::pow(to.second / from.second, share);
    }
    const double share = (time - from.first) / (to.first - from.first);
    return from.second + share * (to.second - from.second);
}

}  // namespace coalesce
