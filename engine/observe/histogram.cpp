#include "observe/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>

#include "model/error.hpp"
#include "model/random.hpp"

namespace coalesce {
namespace {

constexpr std::size_t all_pairs_up_to = 2000;
constexpr std::size_t sampled_pairs = 2'000'000;

Histogram empty_histogram(double from, double to, int bins) {
    if (bins < 1) throw InputError("histogram bins: found " + std::to_string(bins) + ", expected at least 1");
    return {from, to, std::vector<double>(static_cast<std::size_t>(bins), 0.0)};
}

/// Values beyond the ends by rounding go to the end bins.
void count(Histogram& histogram, double value, double weight) {
    const double bins = static_cast<double>(histogram.density.size());
    const double place = (value - histogram.from) / (histogram.to - histogram.from) * bins;
    histogram.density[static_cast<std::size_t>(std::clamp(place, 0.0, bins - 1))] += weight;
}

void scale_to_density(Histogram& histogram) {
    const double total = std::accumulate(histogram.density.begin(), histogram.density.end(), 0.0);
    if (total <= 0) return;
    for (double& value : histogram.density) value /= total * histogram.width();
}

/// Pairs (i, i + distance mod N) for every i.
void count_pairs(Histogram& histogram, const Cloud& cloud, std::size_t distance) {
    const std::size_t n = cloud.size();
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t j = i + distance < n ? i + distance : i + distance - n;
        const double weight = cloud.weighted() ? cloud.mass(i) * cloud.mass(j) : 1.0;
        count(histogram, dot(cloud.token(i), cloud.token(j)), weight);
    }
}

}  // namespace

std::vector<double> plane_angles(const Cloud& cloud, const LeadingSpace& space) {
    const bool own_plane = cloud.dimension() == 3 && space.kind == LeadingSpace::Kind::circle;
    const Vec3 u = own_plane ? space.basis[0] : Vec3{1, 0, 0};
    const Vec3 v = own_plane ? space.basis[1] : Vec3{0, 1, 0};
    std::vector<double> angles(cloud.size());
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const Vec3 x = cloud.token(i);
        const double angle = std::atan2(dot(x, v), dot(x, u));
        angles[i] = angle < std::numbers::pi ? angle : -std::numbers::pi;
    }
    return angles;
}

Histogram angle_histogram(std::span<const double> angles, std::span<const double> masses, int bins) {
    Histogram histogram = empty_histogram(-std::numbers::pi, std::numbers::pi, bins);
    for (std::size_t i = 0; i < angles.size(); ++i) count(histogram, angles[i], masses.empty() ? 1.0 : masses[i]);
    scale_to_density(histogram);
    return histogram;
}

Histogram inner_product_histogram(const Cloud& cloud, int bins) {
    Histogram histogram = empty_histogram(-1, 1, bins);
    const std::size_t n = cloud.size();
    if (n < 2) return histogram;
    if (n <= all_pairs_up_to) {
        // Distances d and N - d name the same pairs, so that 1..N-1 counts every pair twice: the density is the same.
        for (std::size_t distance = 1; distance < n; ++distance) count_pairs(histogram, cloud, distance);
    } else {
        const CounterRandom random(0, Stream::sampling);
        for (std::size_t round = 0; round * n < sampled_pairs; ++round) {
            const double uniform = random.uniforms(round, 0)[0];
            const auto distance = 1 + static_cast<std::size_t>(uniform * static_cast<double>(n - 1));
            count_pairs(histogram, cloud, std::min(distance, n - 1));
        }
    }
    scale_to_density(histogram);
    return histogram;
}

}  // namespace coalesce
