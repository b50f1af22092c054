#pragma once

#include "figure/figure.hpp"
#include "studies/paper.hpp"

namespace coalesce::figure {

using studies::PaperRun;
using studies::PaperSpec;

/// Where everything of a figure in fixed steps lies: a title, a row of spheres, then plots.
struct Layout {
    int height = 0;
    std::vector<Rectangle> spheres;  ///< one a panel, or none
    std::vector<Rectangle> plots;    ///< one a panel, or those of the series
};
/// A line below the settings that says how to read the figure; empty where nothing needs saying.
std::string caption_of(const PaperRun& run);
Layout layout_of(const PaperRun& run, int width, float scale);

/// Title, time labels and plots.
void draw_paper(const PaperRun& run, const Canvas& canvas);

}  // namespace coalesce::figure
