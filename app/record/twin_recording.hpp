#pragma once

#include <functional>
#include <span>
#include <vector>

#include "coalesce/flow/common_clock.hpp"
#include "coalesce/flow/twin_distances.hpp"
#include "record/recording.hpp"
#include "view/twin_view.hpp"

namespace coalesce {

/// A picture of runs side by side, for the text over it.
struct TwinPicture {
    std::span<const SeenRun> runs;
    std::span<const Shown> shown;
    const TwinDistances& distances;  ///< up to this frame; rows at frame times, some 200 at most, if panels are on
    const SidePlaces& places;        ///< pixels
};
/// Draws over every picture, as Overlay.
using TwinOverlay = std::function<void(const TwinPicture& picture, int width, int height)>;

/// Like record(), of a run and its twins: all are shown by one clock, with the first one's camera, each in a picture of
/// its own. Tokens on a device are copied.
/// @param runs   of one dimension and end
/// @param clock  phase: equal shares of the phases (time_at_equal_phase); all runs are simulated once before to know
/// them
Image record_twins(const std::vector<const SceneDocument*>& runs, const RecordingSettings& settings, TwinClock clock,
                   RecordingProgress& progress, const TwinOverlay& overlay = {});

}  // namespace coalesce
