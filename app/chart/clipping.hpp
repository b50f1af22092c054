#pragma once

#include <functional>
#include <span>

#include "chart/plot_area.hpp"

namespace coalesce::chart {

/// Hands on the parts of a curve inside a rectangle, each as one run of points. Surfaces count in 32 bits or less, and
/// curves of zoomed axes reach far beyond that. Points that are not finite are gaps.
void for_runs_inside(std::span<const Place> points, Place from, Place to,
                     const std::function<void(std::span<const Place> run)>& draw);

/// Breaks `text` at spaces into lines of at most `width`; a word that is longer stands alone.
std::vector<std::string> broken(const std::string& text, float width,
                                const std::function<float(const std::string&)>& width_of);

/// Moves values apart, upwards by value, until neighbours are `gap` from each other. Their order stays.
void spread(std::vector<float*> values, float gap);

}  // namespace coalesce::chart
