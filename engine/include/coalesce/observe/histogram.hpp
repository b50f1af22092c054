#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "coalesce/model/cloud.hpp"
#include "coalesce/theory/alignment.hpp"

namespace coalesce {

/// Bars of the histograms where nothing else is asked for: 4° of angle each.
constexpr int default_histogram_bins = 90;

/// Histogram by mass on `bins` equal bins of [from, to); densities integrate to 1.
struct Histogram {
    double from = 0;              ///< radians for angles; -1 for inner products
    double to = 0;                ///< radians; 1
    std::vector<double> density;  ///< per bin; mass per unit of the axis
    /// Width of a bin.
    double width() const { return (to - from) / static_cast<double>(density.size()); }
    /// Middle of a bin.
    double centre(std::size_t bin) const { return from + (static_cast<double>(bin) + 0.5) * width(); }
};

/// Returns the angle of every token in [-π, π): on S^1 its own; on S^2 the azimuth in the plane of `space` (an E_max
/// plane), or in the xy-plane if `space` is not a plane.
std::vector<double> plane_angles(const Cloud& cloud, const LeadingSpace& space);
/// Returns the histogram of angles on [-π, π).
/// @param masses       empty: all equal
/// @throws InputError  for bins < 1
Histogram angle_histogram(std::span<const double> angles, std::span<const double> masses, int bins);
/// Returns the histogram of inner products <x_i, x_j>, i ≠ j, on [-1, 1], a pair weighing α_i α_j: all pairs up to 2000
/// tokens; up to 65 536, at least 2·10^6 pairs (i, i + k mod N) for distances k drawn by counter, so that every token
/// appears equally often. Above, 2^18 pairs in runs of 128 tokens: a bin of mass p has the relative error sqrt((1 -
/// p)/(2^18 p)), 2 % at p = 0.01, and up to sqrt(128) times that if neighbours by index are neighbours in space. A
/// cloud of one token has no pair: all densities are 0. Same bits for every number of threads.
Histogram inner_product_histogram(const Cloud& cloud, int bins);

}  // namespace coalesce
