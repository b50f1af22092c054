#pragma once

#include "chart/page.hpp"

namespace coalesce::chart {

/// Draws columns of text onto a page.
void draw_columns(const TextColumns& columns, const Canvas& canvas, const Paper& paper);

}  // namespace coalesce::chart
