#pragma once

#include <cstdint>
#include <limits>
#include <mutex>
#include <vector>

#include "coalesce/observe/measurement.hpp"

namespace coalesce {

/// Measurements of one generation, written by the engine's thread and copied by the window's. Beyond `most_rows` every
/// second row is dropped, and from then on only every second one kept. Times rise: a row not later than the newest is
/// already known and is dropped.
class MeasurementLog {
  public:
    static constexpr std::size_t most_rows = 20000;

    /// Rows with the count from which it follows which ones are kept.
    struct Rows {
        std::uint64_t seen = 0, every = 1;
        double newest = -std::numeric_limits<double>::infinity();
        std::vector<Measurement> rows{};
    };
    Rows copy() const;
    void replace(Rows rows);

    void clear();
    void append(const Measurement& row);
    /// Keeps a copy of the rows, which bring_back() restores.
    void set_aside();
    void bring_back();
    /// Removes rows at `time` and later.
    void cut(double time);
    /// Brings a copy of the rows up to date; `version` identifies the rows that it holds, and changes on clearing,
    /// thinning and cutting.
    void copy_to(std::uint64_t& version, std::vector<Measurement>& rows) const;

  private:
    mutable std::mutex mutex_;
    std::uint64_t version_ = 1;
    std::uint64_t seen_ = 0, every_ = 1;
    double newest_ = -std::numeric_limits<double>::infinity();
    std::vector<Measurement> rows_;
    Rows aside_;
};

}  // namespace coalesce
