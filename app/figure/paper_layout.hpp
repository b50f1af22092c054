#pragma once

#include "coalesce/studies/paper.hpp"
#include "figure/figure.hpp"

namespace coalesce::figure {

using studies::PaperRun;
using studies::PaperSpec;

/// Where everything of a figure in fixed steps lies: a title, a row of spheres, then plots.
struct Layout {
    float height = 0;
    std::vector<chart::Box> spheres;  ///< one a panel, or none
    std::vector<chart::Box> plots;    ///< one a panel, or those of the series
};
/// Returns a line below the settings that says how to read the figure; empty where nothing needs saying.
std::string caption_of(const PaperRun& run);
Layout layout_of(const PaperRun& run);

/// Describes title, time labels and plots.
chart::Page paper_page(const PaperRun& run, const Layout& layout);

}  // namespace coalesce::figure
