#pragma once

#include <span>
#include <vector>

#include "chart/chart.hpp"
#include "coalesce/flow/twin_distances.hpp"
#include "view/plots.hpp"

namespace coalesce {

/// Colour of a run's curves and of its name where runs are side by side: the first has that of measurements.
chart::Colour run_colour(std::size_t run, Theme theme);

/// One measured quantity of several runs against time, in the runs' colours; phases and merges behind the curves are
/// the first one's.
/// @param rows  of each run
/// @param run   the first run's frame; nullptr: no phases and merges
chart::Chart twin_series_chart(Series series, std::span<const std::span<const Measurement>> rows, bool log_time,
                               Theme theme, const Frame* run = nullptr);
/// The distance of every twin from the first run against time, in the twins' colours.
/// @param runs  number of runs, the first one counted
chart::Chart twin_distance_chart(const TwinDistances& distances, std::size_t runs, bool log_time, Theme theme);

}  // namespace coalesce
