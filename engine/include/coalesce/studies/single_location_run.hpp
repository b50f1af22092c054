#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "coalesce/studies/single_location_descent.hpp"
#include "coalesce/studies/single_location_flow.hpp"
#include "coalesce/studies/single_location_measure.hpp"

namespace coalesce {

/// One iteration of a run: measurement, and theory from the same start.
struct LocationRow {
    std::int64_t iteration = 0;
    double loss = 0;    ///< mean square error over the training data
    MeasuredRisk test;  ///< on fresh samples, without label noise
    OrderParameters order;
    OrderParameters flow, map;           ///< gradient flow of R̄, and its finite-step map
    double risk_flow = 0, risk_map = 0;  ///< R̄ at these points
    double risk_paper = 0;               ///< paper_risk at the flow's point
};

/// Seconds that the parts of a run with its maps take on one core, from counts of their innermost loops; right to a
/// factor of two, for estimates of the remaining time.
struct LocationWork {
    double data = 0, descent = 0, section = 0, phases = 0;
};
LocationWork work_of(const SingleLocation& settings);

/// A descent with its theory. For the sign link, and with 0 iterations on more data than check() allows, there is only
/// iteration 0, without data and with loss NaN.
class LocationRun {
  public:
    /// @param most_rows  above it every second row is dropped, and from then on every second iteration kept; 0: all are
    /// kept
    explicit LocationRun(const SingleLocation& settings, std::size_t most_rows = 0);
    /// @return  false when all iterations of the settings are done
    bool advance();
    const std::vector<LocationRow>& rows() const { return rows_; }
    const SingleLocation& settings() const { return settings_; }
    /// nullptr if nothing is trained.
    const LocationDescent* descent() const { return descent_ ? &*descent_ : nullptr; }
    std::int64_t iteration() const { return descent_ ? descent_->iteration() : 0; }

  private:
    void record();

    SingleLocation settings_;
    std::optional<LocationDescent> descent_;
    std::optional<OrderFlow> theory_;
    OrderParameters start_;
    std::vector<LocationRow> rows_;
    std::size_t most_rows_;
    std::int64_t stride_ = 1;
};

}  // namespace coalesce
