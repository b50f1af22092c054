#include "figure/paper_layout.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace coalesce::figure {

std::string caption_of(const PaperRun& run) {
    if (run.spec->kind == PaperSpec::Kind::alignment) return {};
    if (run.spec->kind == PaperSpec::Kind::circle_heat)
        return "$W_1$: Wasserstein distance on the circle between the tokens and the heat law at the same time.";
    const double kernel = 1 / std::sqrt(run.document.scene.model.beta);
    double std = 0;
    for (const WrappedNormal& component : run.heat.initial) std = std::max(std, component.std);
    if (kernel < std)
        return "Vertical red lines: means of components that the heat limit has collapsed. $W_1$: distance of the "
               "longitudes from the limit.";
    char text[320];
    std::snprintf(text, sizeof text,
                  "The attention kernel, $1/\\sqrt\\beta$ = %.2g rad, is wider than the components, %.2g rad: tokens "
                  "collapse later "
                  "than the limit (vertical red lines), at the means that it predicts. $W_1$: distance of the "
                  "longitudes from it.",
                  kernel, std);
    return text;
}

Layout layout_of(const PaperRun& run) {
    constexpr float width = chart::Page{}.width, margin = 16, label = 24, gap = 6;
    const int panels = static_cast<int>(run.panels.size());
    Layout layout;
    float y = caption_of(run).empty() ? 78 : 98;
    if (run.spec->kind == PaperSpec::Kind::circle_heat) {
        constexpr float height = 236;
        for (int first = 0; first < panels; first += 3) {
            for (const chart::Box& box : chart::row(width, margin, 12, y + label, height, 3))
                layout.plots.push_back(box);
            y += label + height + gap;
        }
        layout.plots.resize(static_cast<std::size_t>(panels));
        layout.height = y + margin / 2;
        return layout;
    }
    // From edge to edge, as the ground of the spheres shades off differently from the page's.
    const float side = width / static_cast<float>(panels);
    layout.spheres = chart::row(width, 0, 0, y + label, side, panels);
    y += label + side + gap;
    const bool series = run.spec->kind == PaperSpec::Kind::alignment;
    if (!series) y += 20;  // W1 over the histograms
    const int plots = series ? (run.space.rotating ? 2 : 1) : panels;
    const float height = series ? 240 : 210;
    layout.plots = chart::row(width, margin, series ? 16 : 2, y, height, plots);
    layout.height = y + height + margin;
    return layout;
}

}  // namespace coalesce::figure
