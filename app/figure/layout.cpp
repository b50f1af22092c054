#include "figure/layout.hpp"

namespace coalesce::figure {
namespace {

/// `count` rectangles side by side between margins, `gap` apart.
std::vector<Rectangle> row(int width, int margin, int gap, int y, int height, int count) {
    std::vector<Rectangle> rectangles;
    const int each = (width - 2 * margin - (count - 1) * gap) / count;
    for (int k = 0; k < count; ++k) rectangles.push_back({margin + k * (each + gap), y, each, height});
    return rectangles;
}

}  // namespace

Layout layout_of(const Run& run, int width, float scale) {
    const auto px = [&](double points) { return static_cast<int>(points * static_cast<double>(scale)); };
    const int margin = px(16), title = px(78), time_label = px(24);
    const int panels = static_cast<int>(run.panels.size());
    Layout layout;
    layout.width = width;
    int y = title;
    if (run.spec->kind == Kind::circle_heat) {
        const int height = px(250);
        for (int first = 0; first < panels; first += 3) {
            for (const Rectangle& r : row(width, margin, px(12), y, height, 3)) layout.plots.push_back(r);
            y += height + px(8);
        }
        layout.plots.resize(static_cast<std::size_t>(panels));
        layout.height = y + margin / 2;
        return layout;
    }
    const int side = (width - 2 * margin) / panels;
    layout.spheres = row(width, margin, 0, y + time_label, side, panels);
    y += time_label + side + px(6);
    const bool series = run.spec->kind == Kind::alignment;
    const int plots = series ? (run.space.rotating ? 2 : 1) : panels;
    const int height = px(series ? 240 : 210);
    layout.plots = row(width, margin, px(series ? 16 : 2), y, height, plots);
    layout.height = y + height + margin;
    return layout;
}

}  // namespace coalesce::figure
