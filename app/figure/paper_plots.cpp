#include <algorithm>
#include <cmath>
#include <numbers>

#include "chart/numbers.hpp"
#include "coalesce/model/text.hpp"
#include "figure/page_parts.hpp"
#include "figure/paper_layout.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

using chart::Chart;
using std::numbers::pi;

Theme theme_of(const PaperRun& run) {
    return run.document.view.theme;
}

std::string settings_line(const PaperRun& run) {
    const Scene& scene = run.document.scene;
    std::string line = grouped(run.panels.back().frame.size()) + " tokens on S" + (scene.dimension == 3 ? "²" : "¹");
    line += formatted(" · β = %.4g", scene.model.beta);
    line += scene.time.method == Method::rk4 ? " · rk4" : " · layer steps";
    line += formatted(", dt = %.3g · ", scene.time.dt);
    return line + describe_regime(scene.model);
}

/// "t = 1.5" over each panel, and the distance to the heat law where the figure is about it.
void add_labels(chart::Page& page, const PaperRun& run, const Layout& layout) {
    const bool distance = run.spec->kind == PaperSpec::Kind::circle_heat;
    const std::vector<chart::Box>& boxes = distance ? layout.plots : layout.spheres;
    for (std::size_t k = 0; k < boxes.size(); ++k) {
        std::string text = formatted("t = %.3g", run.panels[k].frame.time);
        if (distance) text += formatted("   W1 = %.4f rad", run.panels[k].heat_w1);
        label_box(page, boxes[k], 22, text, theme_of(run));
    }
    if (run.spec->kind != PaperSpec::Kind::sphere_heat) return;
    // Over the histograms, below the spheres with the time.
    for (std::size_t k = 0; k < layout.plots.size(); ++k)
        if (const double w1 = run.panels[k].heat_w1; std::isfinite(w1))
            label_box(page, layout.plots[k], 20, formatted("W1 = %.4f rad", w1), theme_of(run), 15, false);
}

/// Thin vertical lines at the times of the panels.
chart::Rules panel_marks(const PaperRun& run) {
    chart::Rules marks{.stroke = {faded(ink(palette::faint_text(theme_of(run))), 0.6f), 1}};
    for (const PaperRun::Panel& panel : run.panels) marks.at.push_back(panel.frame.time);
    return marks;
}

Chart residual_chart(const PaperRun& run) {
    chart::Line line{
        .name = "alignment residual", .stroke = {ink(palette::measurement(theme_of(run))), 2}, .rising = true};
    for (const Measurement& row : run.series) {
        line.x.push_back(row.time);
        line.y.push_back(std::max(row.alignment, 1e-16));
    }
    const auto [low, high] = std::minmax_element(line.y.begin(), line.y.end());
    Chart chart;
    chart.x = {.label = "time", .range = chart::Range{0, line.x.back()}};
    chart.y = {.label = "mean angle to $E_{\\max}$ (rad)",
               .range = chart::Range{std::max(*low, 1e-6) / 2, *high * 2},
               .scale = chart::Scale::log10,
               .format = [](double value, const chart::Range&) { return power_of_ten(std::log10(value)); }};
    chart.legend = chart::Legend::north_east;
    chart.items.emplace_back(panel_marks(run));
    chart.items.emplace_back(std::move(line));
    return chart;
}

Chart turned_chart(const PaperRun& run) {
    chart::Line measured{.name = formatted("measured, %.3g rad per unit time in the end", measured_speed(run)),
                         .stroke = {ink(palette::measurement(theme_of(run))), 2},
                         .rising = true};
    for (const PaperRun::Turned& row : run.turned) {
        measured.x.push_back(row.time);
        measured.y.push_back(row.angle);
    }
    const double end = measured.x.back();
    Chart chart;
    chart.x = {.label = "time", .range = chart::Range{0, end}};
    chart.y.label = "mean angle turned (rad)";
    chart.legend = run.predicted_speed > 0 ? chart::Legend::north_west : chart::Legend::south_west;
    chart.items.emplace_back(panel_marks(run));
    chart.items.emplace_back(std::move(measured));
    chart.items.emplace_back(chart::Line{.name = formatted("eigenvalues, %.3g rad per unit time", run.predicted_speed),
                                         .x = {0, end},
                                         .y = {0, run.predicted_speed * end},
                                         .stroke = {ink(palette::theory(theme_of(run))), 2}});
    return chart;
}

/// Components that the heat equation has collapsed, or nearly, are lines at their means.
constexpr double narrowest_curve = 5e-3;

bool collapsed(const std::vector<WrappedNormal>& law) {
    return std::any_of(law.begin(), law.end(), [](const WrappedNormal& c) { return c.std < narrowest_curve; });
}

chart::Rules means(const std::vector<WrappedNormal>& law, const chart::Stroke& stroke) {
    chart::Rules rules{.name = "heat limit", .stroke = stroke};
    for (const WrappedNormal& c : law) rules.at.push_back(std::remainder(c.mean, 2 * pi));
    return rules;
}

chart::Line heat_curve(const std::vector<WrappedNormal>& law, const chart::Stroke& stroke) {
    constexpr int points = 1441;
    chart::Line line{.name = "heat limit", .stroke = stroke, .rising = true};
    for (int k = 0; k < points; ++k) {
        line.x.push_back(pi * (2.0 * k / (points - 1) - 1));
        line.y.push_back(wrapped_normal_density(law, line.x.back()));
    }
    return line;
}

chart::Bars token_bars(const Histogram& histogram, chart::Colour fill) {
    chart::Bars bars{.name = "tokens", .height = histogram.density, .width = histogram.width(), .fill = fill};
    for (std::size_t bin = 0; bin < histogram.density.size(); ++bin) bars.x.push_back(histogram.centre(bin));
    return bars;
}

/// Density of the tokens' angle (blue) with the heat law at the same time (red).
Chart density_chart(const PaperRun& run, const PaperRun::Panel& panel, bool first_column, double top) {
    const chart::Colour blue = ink(palette::measurement(theme_of(run)));
    const chart::Stroke red{ink(palette::theory(theme_of(run))), 2};
    Chart chart;
    chart.x = {.label = run.spec->kind == PaperSpec::Kind::sphere_heat ? "longitude (rad)" : "angle (rad)",
               .range = chart::Range{-pi, pi},
               .ticks = {{-pi, "−π"}, {-pi / 2, "−π/2"}, {0, "0"}, {pi / 2, "π/2"}, {pi, "π"}}};
    chart.y = {.label = first_column ? "density" : "", .range = chart::Range{0, top}};
    const std::vector<WrappedNormal> law = run.heat.at(panel.frame.time);
    if (collapsed(law)) {
        // Below opaque bars: tokens that stand where the limit says must be seen.
        chart.items.emplace_back(means(law, red));
        chart.items.emplace_back(token_bars(panel.frame.angles, blue));
    } else {
        chart.items.emplace_back(token_bars(panel.frame.angles, faded(blue, 0.42f)));
        chart.items.emplace_back(heat_curve(law, red));
    }
    return chart;
}

/// The highest value of the histogram, and of the law unless it has collapsed.
double highest(const PaperRun& run, const PaperRun::Panel& panel) {
    double top = *std::max_element(panel.frame.angles.density.begin(), panel.frame.angles.density.end());
    const std::vector<WrappedNormal> law = run.heat.at(panel.frame.time);
    if (collapsed(law)) return top;
    for (const WrappedNormal& c : law) top = std::max(top, wrapped_normal_density(law, c.mean));
    return top;
}

void add_densities(chart::Page& page, const PaperRun& run, const Layout& layout) {
    double common = 0;
    for (const PaperRun::Panel& panel : run.panels) common = std::max(common, highest(run, panel));
    // Spreading is seen on a common scale; sharpening goes over orders of magnitude and needs one a panel.
    const bool one_scale = run.spec->kind == PaperSpec::Kind::circle_heat;
    for (std::size_t k = 0; k < layout.plots.size(); ++k) {
        const PaperRun::Panel& panel = run.panels[k];
        const bool first_column = layout.plots[k].x == layout.plots.front().x;
        place(page, layout.plots[k], "",
              density_chart(run, panel, first_column, 1.08 * (one_scale ? common : highest(run, panel))));
    }
    page.legends.push_back(
        {66,
         {{"tokens", ink(palette::measurement(theme_of(run)))}, {"heat limit", ink(palette::theory(theme_of(run)))}}});
}

}  // namespace

chart::Page paper_page(const PaperRun& run, const Layout& layout) {
    std::vector<std::string> lines{settings_line(run)};
    if (const std::string caption = caption_of(run); !caption.empty()) lines.push_back(caption);
    chart::Page page =
        titled_page(std::string(run.spec->title), "after " + studies::source_of(run.spec->source), lines);
    page.height = layout.height;
    add_labels(page, run, layout);
    if (run.spec->kind != PaperSpec::Kind::alignment) {
        add_densities(page, run, layout);
        return page;
    }
    place(page, layout.plots[0], "", residual_chart(run));
    if (layout.plots.size() > 1) place(page, layout.plots[1], "", turned_chart(run));
    return page;
}

}  // namespace coalesce::figure
