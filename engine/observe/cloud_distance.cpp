#include "coalesce/observe/cloud_distance.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>
#include <vector>

#include "coalesce/observe/sliced_wasserstein.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

/// F - G rises by `rise` at an angle; a token of the second law lets it fall.
struct Jump {
    double angle, rise;
};

void add_jumps(std::vector<Jump>& jumps, std::span<const double> angles, std::span<const double> masses, double sign) {
    const double total =
        masses.empty() ? static_cast<double>(angles.size()) : std::accumulate(masses.begin(), masses.end(), 0.0);
    for (std::size_t i = 0; i < angles.size(); ++i)
        jumps.push_back({std::remainder(angles[i], 2 * pi), sign * (masses.empty() ? 1 : masses[i]) / total});
}

std::vector<double> angles_of(const Cloud& cloud) {
    std::vector<double> angles(cloud.size());
    const auto x = cloud.axis(0), y = cloud.axis(1);
    for (std::size_t i = 0; i < angles.size(); ++i) angles[i] = std::atan2(y[i], x[i]);
    return angles;
}

}  // namespace

double circle_w1(std::span<const double> a, std::span<const double> a_masses, std::span<const double> b,
                 std::span<const double> b_masses) {
    std::vector<Jump> jumps;
    jumps.reserve(a.size() + b.size());
    add_jumps(jumps, a, a_masses, 1);
    add_jumps(jumps, b, b_masses, -1);
    std::sort(jumps.begin(), jumps.end(), [](const Jump& p, const Jump& q) { return p.angle < q.angle; });
    // Arcs between neighbours: the level of F - G, and the length on which it holds. The last one leads round to the
    // first.
    std::vector<std::pair<double, double>> arcs(jumps.size());
    double level = 0;
    for (std::size_t k = 0; k < jumps.size(); ++k) {
        level += jumps[k].rise;
        const double next = k + 1 < jumps.size() ? jumps[k + 1].angle : jumps.front().angle + 2 * pi;
        arcs[k] = {level, next - jumps[k].angle};
    }
    std::sort(arcs.begin(), arcs.end());
    double below = 0, median = 0;
    for (const auto& [height, length] : arcs) {
        median = height;
        if ((below += length) >= pi) break;
    }
    return std::accumulate(arcs.begin(), arcs.end(), 0.0, [&](double sum, const std::pair<double, double>& arc) {
        return sum + std::abs(arc.first - median) * arc.second;
    });
}

double cloud_distance(const Cloud& a, const Cloud& b) {
    if (a.dimension() == 3) return sliced_w1(a, b).w1;
    return circle_w1(angles_of(a), a.masses(), angles_of(b), b.masses());
}

std::string_view cloud_distance_name(int dimension) {
    return dimension == 2 ? "W1" : "sliced W1";
}

}  // namespace coalesce
