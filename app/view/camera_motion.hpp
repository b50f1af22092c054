#pragma once

#include "coalesce/document/view_state.hpp"

namespace coalesce {

/// Orbits the camera by a mouse drag of (dx, dy) pixels in a view of the given height; pitch stays within ±π/2.
void orbit(ViewState& view, double dx, double dy, double height);
void zoom(ViewState& view, double notches);
void pan(ViewState& view, double dx, double dy, double height);

}  // namespace coalesce
