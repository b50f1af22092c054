#pragma once

#include <memory>
#include <string>
#include <vector>

#include "coalesce/observe/theory_monitor.hpp"

namespace cereal {
class BinaryInputArchive;
class BinaryOutputArchive;
}  // namespace cereal

namespace coalesce {

/// One row of TheoryMonitor: a limit theorem of one run; it may carry state from one compare() to the next.
class Theorem {
  public:
    virtual ~Theorem() = default;
    /// @param patience  seconds, see TheoryMonitor::compare
    virtual Comparison compare(const TheoryMonitor::State& state, double patience) = 0;
    /// True if it follows the initial law from t = 0; a change of the model then ends it.
    virtual bool starts_from_law() const { return true; }
    /// True if the last comparison ran out of patience.
    virtual bool lags() const { return false; }
    virtual std::optional<Forecast> forecast(const TheoryMonitor::State&) const { return {}; }
    /// Keeps and takes back what it carries from one compare() to the next.
    virtual void save(cereal::BinaryOutputArchive&) const {}
    virtual void load(cereal::BinaryInputArchive&) {}
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

/// Formats numbers as std::printf does.
[[gnu::format(printf, 1, 2)]] std::string phrase(const char* format, ...);
/// Makes a row that does not apply.
Comparison not_valid(std::string name, std::string why_not);

}  // namespace coalesce
