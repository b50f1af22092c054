#pragma once

#include <memory>
#include <string>

#include "coalesce/document/view_state.hpp"
#include "coalesce/flow/frame.hpp"

namespace coalesce {

/// Meaning of a frame's colours; the HUD draws it as a legend.
struct ColourScale {
    ColourBy by = ColourBy::longitude;
    double from = 0, to = 1;  ///< range of speed or mass
    bool logarithmic = false;
    bool exceeded = false;    ///< some values lie above `to`
    std::string label, unit;  ///< "speed", "rad per unit time"
};
ColourScale colour_scale(const Frame& frame, const ViewState& view);

/// Returns the density that view.surface paints on the sphere; null if none is asked for or known.
std::shared_ptr<const SphereDensity> painted_density(const Frame& frame, const ViewState& view);
/// Returns the scale of that density: from 0 to the largest value of both densities in the frame, which share it.
ColourScale density_scale(const Frame& frame);
/// Returns the densities that a simulation has to compute for this view.
WantedDensities wanted_densities(const ViewState& view);

}  // namespace coalesce
