#pragma once

#include <string>
#include <vector>

#include "coalesce/document/twins.hpp"

namespace coalesce::command {

/// Table twins.csv: compares runs side by side at common times.
class TwinTable {
  public:
    struct Twin {
        std::string folder;           ///< of its results, within the first run's: twin-1
        std::vector<Assignment> set;  ///< its difference from the first run
        std::string words;            ///< the same in words
        std::vector<double> energy;
        std::vector<double> distance;  ///< from the first run's cloud, radians (cloud_distance)
    };

    /// @param runs  the first run, then its twins
    explicit TwinTable(const std::vector<const SceneDocument*>& runs);

    int dimension() const { return dimension_; }
    const std::vector<double>& times() const { return times_; }
    const std::vector<Twin>& twins() const { return twins_; }

    /// Adds a row.
    void add(double time, double energy, const std::vector<double>& energies, const std::vector<double>& distances);
    /// Formats a header line and a line a row: time, energy, then energy_K and w1_K of each twin (on S^2 sliced_w1_K).
    std::string csv() const;

  private:
    int dimension_;
    std::vector<double> times_, energy_;
    std::vector<Twin> twins_;
};

}  // namespace coalesce::command
