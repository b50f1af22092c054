#pragma once

#include <imgui.h>

#include "flow/frame.hpp"

namespace coalesce {

/// Plots two equal-area maps of S^2 (Lambert's cylindrical projection: longitude against the sine of latitude), the
/// tokens' density above that of the heat limit, on one colour scale, per steradian. Unknown densities are not drawn.
void plot_sphere_maps(const SurfaceDensities& densities, ImVec2 size);

}  // namespace coalesce
