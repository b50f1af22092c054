#pragma once

#include <imgui.h>

#include <span>
#include <vector>

#include "document/view_state.hpp"
#include "flow/frame.hpp"
#include "observe/histogram.hpp"
#include "observe/measurement.hpp"
#include "theory/comparison.hpp"
#include "theory/heat.hpp"
#include "view/law_image.hpp"

namespace coalesce {

/// The plots of the desktop, of recordings and of the figures: theory always red, measurement always blue, units on
/// every axis. All draw an ImPlot plot of the given size into the current ImGui window.

enum class Series { energy, clusters, alignment, mean_speed };
const char* title_of(Series series);
/// One measured quantity against time. Rows whose value is undefined (NaN) leave a gap.
/// @param run  whose phases and merges are drawn behind the curve; nullptr: none
void plot_series(Series series, std::span<const Measurement> rows, bool log_time, ImVec2 size, Theme theme,
                 const Frame* run = nullptr);

/// What the angle of a histogram is called: on the sphere the longitude.
const char* angle_name(int dimension);
/// Density of the tokens' angle, on the sphere of their longitude, with the heat solution at `time` over it; a heat
/// theory that does not hold is drawn grey with its reason. Densities that limit theorems have besides are dashed, and
/// without a legend.
/// @param heat  nullptr: no overlay of theory at all
void plot_angles(const Frame& frame, const HeatTheory* heat, ImVec2 size, Theme theme);
void plot_inner_products(const Histogram& inner_products, ImVec2 size, Theme theme);

/// The density of a law before it is applied.
void plot_law(const LawImage& image, ImVec2 size, Theme theme);

}  // namespace coalesce
