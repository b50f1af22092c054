#pragma once

#include <imgui.h>

#include <span>
#include <vector>

#include "chart/chart.hpp"
#include "coalesce/document/view_state.hpp"
#include "coalesce/flow/frame.hpp"
#include "coalesce/observe/histogram.hpp"
#include "coalesce/observe/measurement.hpp"
#include "coalesce/theory/comparison.hpp"
#include "coalesce/theory/heat.hpp"
#include "view/law_image.hpp"

namespace coalesce {

/// The charts of the desktop and of recordings: theory always red, measurement always blue, units on every axis.

enum class Series { energy, clusters, alignment, mean_speed };
const char* title_of(Series series);
/// One measured quantity against time. Rows whose value is undefined (NaN) leave a gap.
/// @param run  whose phases and merges are drawn behind the curve; nullptr: none
chart::Chart series_chart(Series series, std::span<const Measurement> rows, bool log_time, Theme theme,
                          const Frame* run = nullptr);

/// What the angle of a histogram is called: on the sphere the longitude.
const char* angle_name(int dimension);
/// Density of the tokens' angle, on the sphere of their longitude, with the heat solution at `time` over it; a heat
/// theory that does not hold is drawn grey with its reason. Densities that limit theorems have besides are dashed, and
/// without a legend.
/// @param heat  nullptr: no overlay of theory at all
chart::Chart angles_chart(const Frame& frame, const HeatTheory* heat, Theme theme);
/// The same with limit theorems that were held against the frame by others.
chart::Chart angles_chart(const Frame& frame, const HeatTheory* heat, std::span<const Comparison> limits, Theme theme);
chart::Chart inner_products_chart(const Histogram& inner_products, Theme theme);
/// The density of a law before it is applied; without items where it has none.
chart::Chart law_chart(const LawImage& image, Theme theme);

// Each into the present ImGui window at a size in pixels. A plot follows its data until it is dragged or zoomed, and
// again after a double click.

void plot_series(Series series, std::span<const Measurement> rows, bool log_time, ImVec2 size, Theme theme,
                 const Frame* run = nullptr);
void plot_angles(const Frame& frame, const HeatTheory* heat, ImVec2 size, Theme theme);
void plot_inner_products(const Histogram& inner_products, ImVec2 size, Theme theme);
void plot_law(const LawImage& image, ImVec2 size, Theme theme);

}  // namespace coalesce
