#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/flow/frame.hpp"
#include "coalesce/studies/progress.hpp"
#include "coalesce/studies/result.hpp"

namespace coalesce::studies {

/// Loads the scene ms4 with the user's assignments laid over it.
///
/// @throws InputError  for fixed steps, for noise, and for a key that the figure does not use
SceneDocument ms4_scene(const std::vector<Assignment>& set);

/// MS Fig. 4: the energy of the scene ms4 on log time, its three phases, and frames on the way.
struct Ms4 {
    static constexpr const char* title = "Three phases on a logarithmic clock: alignment, clustering, pairing";

    /// A plateau of the pairing phase: clusters far apart have 2βE = Σ mass².
    struct Level {
        double from, to, value;
    };

    SceneDocument document;
    std::vector<Measurement> series;  ///< after every step
    std::vector<Phase> phases;
    std::vector<Merge> merges;  ///< of the pairing phase, if there is one
    std::vector<Level> levels;
    /// Start, alignment and its end, tokens that gather, start of pairing, between its merges, end.
    std::vector<Frame> panels;
    std::uint64_t steps = 0;
    double seconds = 0;

    /// nullptr if the run had no phase of that name.
    const Phase* phase(std::string_view name) const;
    /// 2βE after the last step before `time`.
    double scaled_energy(double time) const;
    /// Two decades after the last merge, from when nothing moves any more, or the end of the run.
    double shown_until() const;
    /// True if theory says that the energy never decreases: Q^T K symmetric and V a positive multiple of it (MP; then
    /// every velocity is a positive multiple of that token's gradient).
    bool energy_promised() const;
};
Ms4 compute_ms4(const SceneDocument& document, const Progress& progress);
Result result_of(const Ms4& study);

}  // namespace coalesce::studies
