#pragma once

#include <memory>
#include <string>
#include <vector>

#include "observe/theory_monitor.hpp"

namespace coalesce {

/// One row of TheoryMonitor: a limit theorem of one run, which may follow something from state to state.
class Theorem {
  public:
    virtual ~Theorem() = default;
    /// @param patience  seconds, see TheoryMonitor::compare
    virtual Comparison compare(const TheoryMonitor::State& state, double patience) = 0;
    /// Whether it follows the initial law from t = 0, and so ends with a change of the model.
    virtual bool starts_from_law() const { return true; }
    /// Whether the last comparison ran out of patience.
    virtual bool lags() const { return false; }
    virtual std::optional<Forecast> forecast(const TheoryMonitor::State&) const { return {}; }
};
using Theorems = std::vector<std::unique_ptr<Theorem>>;

std::unique_ptr<Theorem> leading_space_theorem(const Scene& scene);
std::unique_ptr<Theorem> single_token_theorem(const Scene& scene, const Cloud& initial);
std::unique_ptr<Theorem> heat_theorem(const Scene& scene);
std::unique_ptr<Theorem> growth_theorem(const Scene& scene, const Cloud& initial);
std::unique_ptr<Theorem> mean_field_theorem(const Scene& scene);
std::unique_ptr<Theorem> porous_medium_theorem(const Scene& scene);
std::unique_ptr<Theorem> pairing_theorem(const Scene& scene);
std::unique_ptr<Theorem> equiangular_theorem(const Scene& scene, const Cloud& initial);

/// `format` with numbers put in, as std::printf would.
[[gnu::format(printf, 1, 2)]] std::string phrase(const char* format, ...);
/// A row that does not apply.
Comparison not_valid(std::string name, std::string why_not);

}  // namespace coalesce
