#include "figure/page_parts.hpp"

#include <algorithm>
#include <cmath>

#include "view/scene_view.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

constexpr float margin = 16, plot_title = 34, below_row = 42;

}  // namespace

chart::Page titled_page(std::string title, const std::string& source, const std::vector<std::string>& lines) {
    chart::Page page;
    page.title = std::move(title);
    page.source = typeset(source);
    for (const std::string& line : lines) page.lines.push_back(typeset(line));
    return page;
}

float first_row(std::size_t lines) {
    return chart::header_height(lines) + plot_title;
}

void place(chart::Page& page, const chart::Box& where, const std::string& title, chart::Chart chart) {
    chart.title = typeset(title);
    page.charts.push_back({where, std::move(chart)});
}

void label_box(chart::Page& page, const chart::Box& box, float above, const std::string& text, Theme theme, float size,
               bool strong) {
    page.texts.push_back({box.x + box.width / 2, box.y - above, typeset(text), chart::Align::centre,
                          ink(palette::text(theme)), size, strong});
}

void finish(chart::Page& page) {
    for (const chart::PlacedChart& placed : page.charts)
        page.height = std::max(page.height, placed.where.bottom() + margin);
}

std::vector<chart::Box> rows(float top, float gap, const std::vector<Row>& rows) {
    std::vector<chart::Box> boxes;
    for (const Row& row : rows) {
        const auto here = chart::row(chart::Page{}.width, margin, gap, top, row.height, row.count);
        boxes.insert(boxes.end(), here.begin(), here.end());
        top += row.height + below_row;
    }
    return boxes;
}

ViewState panel_view(ViewState view) {
    view.hud = false;
    view.distance = 2.8;
    return view;
}

chart::Colour ramp(double part, Theme theme) {
    const Rgb c = level_colour(part, theme);
    return {c.r, c.g, c.b, 1};
}

double log10_time(double time) {
    return std::log10(std::max(time, 1e-300));
}

}  // namespace coalesce::figure
