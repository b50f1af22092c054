#pragma once

#include <cstdint>
#include <limits>
#include <mutex>
#include <vector>

#include "observe/measurement.hpp"

namespace coalesce {

/// Measurements of one generation of a cloud, written by the engine's thread and copied from by the window's.
/// When there are more than `most_rows`, every second one is dropped and from then on only every second one kept.
/// Times rise: a row that is no later than the newest is known already, and left out.
class MeasurementLog {
  public:
    static constexpr std::size_t most_rows = 20000;

    void clear();
    void append(const Measurement& row);
    /// Keeps a copy of the rows until bring_back(), which they are again after.
    void set_aside();
    void bring_back();
    /// Forgets rows at `time` and later.
    void cut(double time);
    /// Brings a copy of rows up to date; `version` says which rows it holds, and changes by clearing, thinning and
    /// cutting.
    void copy_to(std::uint64_t& version, std::vector<Measurement>& rows) const;

  private:
    mutable std::mutex mutex_;
    std::uint64_t version_ = 1;
    std::uint64_t seen_ = 0, every_ = 1;
    double newest_ = -std::numeric_limits<double>::infinity();
    std::vector<Measurement> rows_;
    struct Aside {
        std::uint64_t seen = 0, every = 1;
        double newest = -std::numeric_limits<double>::infinity();
        std::vector<Measurement> rows;
    } aside_;
};

}  // namespace coalesce
