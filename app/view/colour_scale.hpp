#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "coalesce/document/view_state.hpp"
#include "coalesce/flow/frame.hpp"
#include "view/detail.hpp"

namespace coalesce {

/// Meaning of a frame's colours; the HUD draws it as a legend.
struct ColourScale {
    ColourBy by = ColourBy::longitude;
    double from = 0, to = 1;  ///< range of speed or mass
    bool logarithmic = false;
    bool exceeded = false;    ///< some values lie above `to`
    std::string label, unit;  ///< "speed", "rad per unit time"
};
/// @param common  ends that the picture shares with others
ColourScale colour_scale(const Frame& frame, const ViewState& view, const CommonScales& common = {});

/// A frame as it is seen beside others.
struct SeenFrame {
    const Frame* frame = nullptr;
    const ViewState* view = nullptr;
};
/// Returns the scales of pictures side by side. Those that show the same quantity have one scale, which holds what each
/// would have by itself; all are empty for one picture. The density of tokens is known once they are drawn:
/// common_density().
std::vector<CommonScales> common_scales(std::span<const SeenFrame> frames);
/// Returns the end of the scale of the tokens' densities in pictures side by side; 0 for one picture.
double common_density(std::span<const Shown> pictures);

/// Returns the density that view.surface paints on the sphere; null if none is asked for or known.
std::shared_ptr<const SphereDensity> painted_density(const Frame& frame, const ViewState& view);
/// Returns the scale of that density: from 0 to the largest value of both densities in the frame, which share it.
ColourScale density_scale(const Frame& frame, const CommonScales& common = {});
/// Returns the densities that a simulation has to compute for this view.
WantedDensities wanted_densities(const ViewState& view);

}  // namespace coalesce
