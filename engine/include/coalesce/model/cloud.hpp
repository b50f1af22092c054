#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "coalesce/model/matrix.hpp"

namespace coalesce {

/// N tokens on S^{d-1}, d = 2 or 3, as d planes of N doubles (SIMD loops stream through them), with optional masses.
///
/// Masses sum to 1. An unweighted cloud stores none: every token then has mass 1/N.
class Cloud {
  public:
    Cloud() = default;
    /// Makes an unweighted cloud of `count` tokens at the origin, for the caller to place.
    Cloud(int dimension, std::size_t count) : dimension_(dimension), count_(count), coordinates_(dimension * count) {}

    /// d, 2 or 3.
    int dimension() const { return dimension_; }
    /// N.
    std::size_t size() const { return count_; }

    /// Plane `k` (0 ≤ k < d) of coordinates, N entries.
    std::span<double> axis(int k) { return {coordinates_.data() + k * count_, count_}; }
    /// The same, read-only.
    std::span<const double> axis(int k) const { return {coordinates_.data() + k * count_, count_}; }

    /// Token i, 0 ≤ i < N; its third coordinate is 0 for d = 2.
    Vec3 token(std::size_t i) const {
        return {coordinates_[i], coordinates_[count_ + i], dimension_ == 3 ? coordinates_[2 * count_ + i] : 0.0};
    }
    /// Places token i; x is not normalised.
    void set_token(std::size_t i, const Vec3& x) {
        for (int k = 0; k < dimension_; ++k) coordinates_[k * count_ + i] = x[static_cast<std::size_t>(k)];
    }

    /// True if masses are stored.
    bool weighted() const { return !masses_.empty(); }
    /// N masses, or empty if all are 1/N.
    std::span<const double> masses() const { return masses_; }
    /// Mass of token i.
    double mass(std::size_t i) const { return masses_.empty() ? 1.0 / static_cast<double>(count_) : masses_[i]; }
    /// Takes dimension, count and masses from `other`; the coordinates are left for the caller to write.
    void shape_like(const Cloud& other) {
        dimension_ = other.dimension_;
        count_ = other.count_;
        coordinates_.resize(other.coordinates_.size());
        masses_ = other.masses_;
    }
    /// Exchanges the coordinates for `coordinates`, d planes of N entries in the order of axis().
    void swap_coordinates(std::vector<double>& coordinates) { coordinates_.swap(coordinates); }
    /// Exchanges the masses of a weighted cloud for a permutation of them, which needs no scaling.
    void swap_masses(std::vector<double>& masses) { masses_.swap(masses); }
    /// Takes N positive masses and scales them to sum 1; an empty vector makes the cloud unweighted.
    void set_masses(std::vector<double> masses);
    /// Bytes held by coordinates and masses.
    std::size_t bytes() const { return (coordinates_.size() + masses_.size()) * sizeof(double); }

  private:
    int dimension_ = 3;
    std::size_t count_ = 0;
    std::vector<double> coordinates_;
    std::vector<double> masses_;
};

/// Returns a row-major N×d copy, the layout of the .npy files.
std::vector<double> row_major(const Cloud& cloud);

/// Returns the largest deviation of a token's length from 1.
double drift_from_sphere(const Cloud& cloud);

}  // namespace coalesce
