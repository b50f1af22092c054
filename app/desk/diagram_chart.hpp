#pragma once

#include <string>

#include "chart/chart.hpp"
#include "coalesce/document/view_state.hpp"
#include "coalesce/sweep/sweep_slice.hpp"

namespace coalesce {

/// Describes a plane of a sweep: cells of equal size, numbered from 0 along both axes, with the values at the ticks. A
/// sweep of one axis gives the medians as a curve with its quartiles.
chart::Chart diagram_chart(const Sweep& sweep, const SweepSlice& slice, const SweepMatrix& matrix, Theme theme);
/// Its colours.
chart::ColourBar diagram_bar(const Sweep& sweep, const SweepSlice& slice, const SweepMatrix& matrix);
/// Names a measure with its unit: "time_of_merge:1 (time)".
std::string measure_label(const SweepMeasure& measure);

}  // namespace coalesce
