#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "coalesce/field/field.hpp"
#include "coalesce/flow/dynamics.hpp"
#include "coalesce/observe/clusters.hpp"
#include "coalesce/observe/histogram.hpp"
#include "coalesce/observe/lineage.hpp"
#include "coalesce/observe/measurement.hpp"
#include "coalesce/observe/phases.hpp"
#include "coalesce/observe/sphere_density.hpp"
#include "coalesce/theory/alignment.hpp"
#include "coalesce/theory/comparison.hpp"

namespace coalesce {

/// Densities on S^2 at the width of the attention kernel.
struct SurfaceDensities {
    std::shared_ptr<const SphereDensity> tokens;  ///< null if not asked for or not available
    std::shared_ptr<const SphereDensity> heat;    ///< the same of the heat limit
    std::string heat_why_not;                     ///< reason why the heat limit does not apply
};
/// Densities to compute; none on S^1.
struct WantedDensities {
    bool tokens = false;  ///< of the tokens
    bool heat = false;    ///< of the heat limit
    bool operator==(const WantedDensities&) const = default;
};

/// A complete picture of one state, with all that drawing needs. Positions are interleaved xyz floats, z = 0 on S^1.
struct Frame {
    std::uint64_t sequence = 0;  ///< rises by one per published frame
    /// Rises when the cloud is drawn anew or reset: tokens are then different ones. Within one, `number` tells tokens.
    std::uint64_t generation = 0;
    int dimension = 3;        ///< d
    double time = 0;          ///< Simulation::time()
    std::uint64_t steps = 0;  ///< Simulation::steps()
    bool on_device = false;   ///< tokens live in device memory
    /// Tokens are in the lent buffer (LiveSimulation::lend); positions, speed and identity are empty.
    bool in_buffer = false;
    std::size_t buffered = 0;            ///< N, if in_buffer
    std::vector<float> positions;        ///< 3N
    std::vector<float> speed;            ///< N, radians per unit of time
    std::vector<std::int32_t> identity;  ///< N cluster identities (ClusterTracker)
    std::vector<float> mass;             ///< N, or empty if all are equal
    /// N initial longitudes, radians, of added tokens those where they were added; one until the tokens are others.
    std::shared_ptr<const std::vector<float>> longitude;
    /// N numbers of the tokens, rising (TokenNumbers); null: token i has the number i.
    std::shared_ptr<const std::vector<std::uint32_t>> number;
    std::optional<double> touched;  ///< time of the first event that has acted
    Measurement now;                ///< of this state
    std::vector<Cluster> clusters;  ///< by falling mass
    Histogram angles;               ///< plane_angles() of the tokens
    Histogram inner_products;       ///< up to a tenth of a second old while a LiveSimulation plays
    SurfaceDensities densities;     ///< the densities asked for
    LeadingSpace space;             ///< E_max
    /// Observations of the whole generation, up to known_until, which is later than `time` after a look back.
    double known_until = 0;
    /// Edits of model, times and solver that led to this state; null: it follows from the scene.
    std::shared_ptr<const EditedDynamics> edited;
    std::vector<Phase> phases;    ///< in order
    std::vector<Merge> merges;    ///< in order
    std::vector<Branch> lineage;  ///< in order of birth
    /// Numbers of clusters by two other definitions, single linkage and mean shift of width 1/sqrt(β), and the limit
    /// theorems for this state. While a LiveSimulation plays they are up to a quarter of a second old, or ten times as
    /// old as their computation takes.
    int linked = 0;                    ///< clusters by single linkage
    int modes = 0;                     ///< clusters by mean shift
    std::vector<Comparison> theory;    ///< limit theorems
    std::optional<Forecast> forecast;  ///< next merge
    SolverReport solver;               ///< how the field was computed
    double steps_per_second = 0;       ///< of the clock, averaged over half a second; 0 while paused
    bool playing = false;              ///< the LiveSimulation takes steps by its pace
    bool ended = false;                ///< the LiveSimulation paused at time.until
    std::uint64_t commands = 0;        ///< number of commands that this state has taken
    bool settled = false;              ///< no other frame follows before the next command
    std::string failure;               ///< message of a failure that stopped the simulation; else empty

    /// N.
    std::size_t size() const { return in_buffer ? buffered : positions.size() / 3; }
};

class Simulation;
/// Fills a frame from the present state, reusing its memory; the caller sets sequence, generation and rate.
/// Tokens in a buffer stay there.
///
/// @param inner_products  used instead of counting anew, which costs more than all else if N < 10^5
void fill_frame(Frame& frame, Simulation& simulation, int histogram_bins, const Histogram* inner_products = nullptr,
                WantedDensities densities = {});
/// Says that hands moved tokens at a time, why limits from the initial law no longer apply.
std::string hands_moved(double time);

}  // namespace coalesce
