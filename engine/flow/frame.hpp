#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "field/field.hpp"
#include "observe/clusters.hpp"
#include "observe/histogram.hpp"
#include "observe/lineage.hpp"
#include "observe/measurement.hpp"
#include "observe/phases.hpp"
#include "observe/sphere_density.hpp"
#include "theory/alignment.hpp"
#include "theory/comparison.hpp"

namespace coalesce {

/// Densities on S^2 at the width of the attention kernel.
struct SurfaceDensities {
    std::shared_ptr<const SphereDensity> tokens, heat;  ///< null where not asked for or not known
    std::string heat_why_not;                           ///< the assumption of the heat limit that fails
};
/// Which of them to compute; on S^1 none is.
struct WantedDensities {
    bool tokens = false, heat = false;
    bool operator==(const WantedDensities&) const = default;
};

/// A complete picture of one state, all that drawing needs. Positions are interleaved xyz floats, z = 0 on S^1.
struct Frame {
    std::uint64_t sequence = 0;    ///< rises by one a published frame
    std::uint64_t generation = 0;  ///< rises when the cloud is drawn anew or reset: tokens are other tokens
    int dimension = 3;
    double time = 0;
    std::uint64_t steps = 0;
    bool on_device = false;  ///< tokens live in a device's memory
    /// Tokens are in the buffer that was lent (LiveSimulation::lend), and positions, speed and identity are empty.
    bool in_buffer = false;
    std::size_t buffered = 0;                             ///< N, where they are there
    std::vector<float> positions;                         ///< 3N
    std::vector<float> speed;                             ///< N, radians per unit of time
    std::vector<std::int32_t> identity;                   ///< N cluster identities (ClusterTracker)
    std::vector<float> mass;                              ///< N, or empty when equal
    std::shared_ptr<const std::vector<float>> longitude;  ///< N initial longitudes, radians; one array a generation
    Measurement now;
    std::vector<Cluster> clusters;  ///< by falling mass
    Histogram angles;
    Histogram inner_products;    ///< while a LiveSimulation plays, of a state up to a tenth of a second ago
    SurfaceDensities densities;  ///< those that were asked for
    LeadingSpace space;
    /// What is known of the whole generation, up to known_until, which lies beyond `time` after a look back.
    double known_until = 0;
    std::vector<Phase> phases;
    std::vector<Merge> merges;
    std::vector<Branch> lineage;
    /// Clusters by two other definitions, single linkage and mean shift at the width 1/sqrt(β), and the limit theorems
    /// beside this state; of a state up to a quarter of a second ago, or ten times as long as they take, while a
    /// LiveSimulation plays.
    int linked = 0, modes = 0;
    std::vector<Comparison> theory;
    std::optional<Forecast> forecast;
    SolverReport solver;
    double steps_per_second = 0;
    bool playing = false;
    bool ended = false;          ///< a LiveSimulation paused by itself, at time.until
    std::uint64_t commands = 0;  ///< how many commands sent to a LiveSimulation this state has taken
    bool settled = false;        ///< no other frame follows until a command comes
    std::string failure;         ///< a run-time failure that stopped the simulation; empty otherwise

    std::size_t size() const { return in_buffer ? buffered : positions.size() / 3; }
};

class Simulation;
/// Fills a frame from the present state, reusing its memory; sequence, generation, longitude and rate are the caller's.
///
/// @param inner_products  taken over instead of being counted anew, which costs more than all else when N < 10^5
/// @param in_buffer       the tokens stay on the device, whose cloud is attached to a buffer
void fill_frame(Frame& frame, Simulation& simulation, int histogram_bins, const Histogram* inner_products = nullptr,
                WantedDensities densities = {}, bool in_buffer = false);
std::shared_ptr<const std::vector<float>> initial_longitudes(const Cloud& cloud);

}  // namespace coalesce
