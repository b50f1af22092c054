#pragma once

#include <imgui.h>

#include "flow/frame.hpp"

namespace coalesce {

/// Two equal-area maps of S^2 (Lambert's cylinder: longitude against the sine of latitude), the tokens' density above
/// that of the heat limit, on one colour scale per steradian. Of a density that is not known nothing is drawn.
void plot_sphere_maps(const SurfaceDensities& densities, ImVec2 size);

}  // namespace coalesce
