#pragma once

#include <vector>

#include "figure/figure.hpp"

namespace coalesce::figure {

/// Pixels, origin at the top left.
struct Rectangle {
    int x, y, width, height;
};

/// Where everything of a figure lies: a title, a row of spheres, then plots.
struct Layout {
    int width = 0, height = 0;
    std::vector<Rectangle> spheres;  ///< one a panel, or none
    std::vector<Rectangle> plots;    ///< one a panel, or those of the series
};
/// A line below the settings that says how to read the figure; empty where nothing needs saying.
std::string caption_of(const Run& run);
Layout layout_of(const Run& run, int width, float scale);

void clear_to_background(Theme theme);
/// Title, time labels and plots, into the current ImGui frame.
void draw_text_and_plots(const Run& run, const Layout& layout, Theme theme, float scale);

}  // namespace coalesce::figure
