#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "coalesce/flow/frame.hpp"
#include "coalesce/model/cloud.hpp"

namespace coalesce {

/// Returns the tokens of a frame; none if they are in a buffer.
Cloud cloud_of(const Frame& frame);

/// Distances between the clouds of runs side by side over time: cloud_distance() of the first one and each other.
class TwinDistances {
  public:
    /// Number of rows from which on every second one is dropped: twice what a plot resolves.
    static constexpr std::size_t most_rows = 4000;

    /// Adds the distances between frames of one time; rows stay in the order of time, and a time that has a row is
    /// skipped. Does nothing for frames without tokens, or of another dimension than the first.
    /// @param frames  the first run's, then the others'
    void add(std::span<const Frame* const> frames);
    /// Forgets all rows, or those after a time.
    void clear() { forget_after(-1); }
    void forget_after(double time);

    bool has(double time) const;
    /// Times of the rows, rising.
    const std::vector<double>& times() const { return times_; }
    /// Distances of the run `other` (1, 2, …) from the first one, radians, a row each; empty without rows.
    std::span<const double> of(std::size_t other) const;
    /// Dimension of the clouds; 0 without rows.
    int dimension() const { return dimension_; }

  private:
    void thin();

    std::vector<double> times_;
    std::vector<std::vector<double>> distances_;
    int dimension_ = 0;
};

}  // namespace coalesce
