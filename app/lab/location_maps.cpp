#include <algorithm>
#include <cmath>
#include <string>

#include "chart/numbers.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/single_location_risk.hpp"
#include "lab/location_plots.hpp"
#include "view/scene_view.hpp"
#include "view/ui.hpp"

namespace coalesce::lab {
namespace {

using chart::Align;
using chart::Chart;
using chart::Dots;
using chart::Legend;
using chart::Line;
using chart::Range;

chart::Colour opaque(const Rgb& c) {
    return {c.r, c.g, c.b, 1};
}

/// Ends of segments of one level, by marching squares over the middles of the plane's cells.
Line contour(const LocationPlane& plane, double level) {
    constexpr int cells = LocationPlane::cells;
    Line found{.course = Line::Course::segments};
    const auto value = [&](int row, int column) { return plane.risk[static_cast<std::size_t>(row * cells + column)]; };
    for (int row = 0; row + 1 < cells; ++row)
        for (int column = 0; column + 1 < cells; ++column) {
            constexpr int corner[5][2] = {{0, 0}, {0, 1}, {1, 1}, {1, 0}, {0, 0}};
            std::vector<chart::Point> crossings;
            for (int k = 0; k < 4; ++k) {
                const double a = value(row + corner[k][0], column + corner[k][1]) - level;
                const double b = value(row + corner[k + 1][0], column + corner[k + 1][1]) - level;
                if ((a < 0) == (b < 0)) continue;
                const double t = a / (a - b);
                const double y = row + corner[k][0] + t * (corner[k + 1][0] - corner[k][0]);
                const double x = column + corner[k][1] + t * (corner[k + 1][1] - corner[k][1]);
                crossings.push_back({-1 + 2 * (x + 0.5) / cells, 1 - 2 * (y + 0.5) / cells});
            }
            // At a saddle of the grid the four crossings are joined in their order round the square.
            for (std::size_t k = 0; k + 1 < crossings.size(); k += 2)
                for (const chart::Point& point : {crossings[k], crossings[k + 1]}) {
                    found.x.push_back(point.x);
                    found.y.push_back(point.y);
                }
        }
    return found;
}

/// A round step that gives about twelve levels.
double level_step(double range) {
    const double power = std::pow(10, std::floor(std::log10(range / 12)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= range / 12) return factor * power;
    return 10 * power;
}

/// A pattern with the decimals that tell multiples of a step apart: "%.2f" for steps of 0.01 to 0.05.
std::string level_pattern(double step) {
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(step) - 1e-9)), 0, 12);
    return "%." + std::to_string(decimals) + "f";
}

void add_contours(Chart& chart, const LocationPlane& plane, Theme theme) {
    const auto [low, high] = std::minmax_element(plane.risk.begin(), plane.risk.end());
    if (!(*high > *low)) return;
    const double step = level_step(*high - *low);
    const std::string pattern = level_pattern(step);
    std::vector<double> labelled;
    for (double level = step * std::ceil(*low / step + 1e-9); level < *high; level += step) {
        Line lines = contour(plane, level);
        if (lines.x.empty()) continue;
        // Where the level is farthest to the right, its value.
        const auto right = std::max_element(lines.x.begin(), lines.x.end()) - lines.x.begin();
        const double nu = lines.y[static_cast<std::size_t>(right)];
        lines.stroke = {opaque(level_colour((level - *low) / (*high - *low), theme)), 1.6f};
        chart.items.emplace_back(std::move(lines));
        const bool room =
            std::none_of(labelled.begin(), labelled.end(), [&](double other) { return std::abs(other - nu) < 0.16; });
        if (std::abs(nu) > 0.9 || !room) continue;
        labelled.push_back(nu);
        chart.items.emplace_back(chart::Text{.text = formatted(pattern.c_str(), level),
                                             .at = {1.09, nu},
                                             .offset = {0, -8},
                                             .align = Align::centre,
                                             .colour = ink(palette::text(theme)),
                                             .size = 16,
                                             .inside = true});
    }
}

void add_streamlines(Chart& chart, const LocationPlane& plane, Theme theme) {
    const chart::Colour red = faded(ink(palette::theory(theme)), 0.85f);
    chart::ArrowHeads arrows{.size = 5, .fill = red};
    for (const LocationPlane::Line& points : plane.streamlines) {
        Line line{.stroke = {red, 1.1f}};
        for (const auto& [mu, nu] : points) {
            line.x.push_back(mu);
            line.y.push_back(nu);
        }
        const std::size_t middle = points.size() / 2, before = middle > 3 ? middle - 3 : 0;
        if (!points.empty())
            arrows.heads.push_back({{line.x[before], line.y[before]}, {line.x[middle], line.y[middle]}});
        chart.items.emplace_back(std::move(line));
    }
    chart.items.emplace_back(std::move(arrows));
}

/// A sink is full, a source empty, a saddle half full; a degenerate point is a ring of grey.
void add_fixed_points(Chart& chart, const LocationPlane& plane, Theme theme) {
    constexpr float radius = 5.5f, word_size = 16;
    const chart::Colour red = ink(palette::theory(theme)), grey = ink(palette::faint_text(theme));
    const chart::Colour ground = palette::paper(theme).panel;
    for (const FixedPoint& point : plane.fixed) {
        Dots dot{.x = {point.mu}, .y = {point.nu}, .radius = radius};
        dot.fill = point.stability == Stability::sink ? red : ground;
        chart.items.emplace_back(dot);
        if (point.stability == Stability::saddle)
            chart.items.emplace_back(Dots{.x = dot.x, .y = dot.y, .radius = radius, .fill = red, .lower_half = true});
        dot.fill = chart::transparent;
        dot.edge = {point.stability == Stability::degenerate ? grey : red, 1.8f};
        chart.items.emplace_back(dot);
        const bool leftwards = point.mu > -0.9;
        // In a low plot the word goes up, or down, to the frame and no farther.
        chart.items.emplace_back(
            chart::Text{.text = std::string(word_of(point.stability)),
                        .at = {point.mu, point.nu},
                        .offset = {leftwards ? -8.0f : 8.0f, (point.nu > 0.5 ? -1.25f : 0.25f) * word_size},
                        .align = leftwards ? Align::right : Align::left,
                        .colour = ink(palette::text(theme)),
                        .size = word_size,
                        .inside = true});
    }
}

void add_way(Chart& chart, std::span<const LocationRow> rows, Theme theme) {
    if (rows.empty()) return;
    const chart::Colour blue = ink(palette::measurement(theme)), red = ink(palette::theory(theme));
    Line flow{.name = "gradient flow", .stroke = {red, 2.6f}}, run{.name = "this run", .stroke = {blue, 3}};
    for (const LocationRow& row : rows) {
        run.x.push_back(row.order.mu);
        run.y.push_back(row.order.nu);
        flow.x.push_back(row.flow.mu);
        flow.y.push_back(row.flow.nu);
    }
    chart.items.emplace_back(std::move(flow));
    chart.items.emplace_back(std::move(run));
    const OrderParameters& now = rows.back().order;
    chart.items.emplace_back(
        Dots{.x = {now.mu}, .y = {now.nu}, .radius = 5, .fill = blue, .edge = {palette::paper(theme).panel, 1}});
}

/// The line across which the informative token wins the attention.
void add_step(Chart& chart, double mu, double from, double to, Theme theme) {
    if (std::abs(mu) < 1)
        chart.items.emplace_back(Line{.name = "$c\\mu = \\psi$",
                                      .x = {mu, mu},
                                      .y = {from, to},
                                      .stroke = {faded(ink(palette::text(theme)), 0.6f), 1.3f}});
}

}  // namespace

Chart location_plane_chart(const LocationPlane& plane, std::span<const LocationRow> rows, Theme theme) {
    Chart chart;
    chart.x = {.label = "$\\mu = \\langle u, u^*\\rangle$: found", .range = Range{-1.12, 1.18}};
    chart.y = {.label = "$\\nu = \\langle v, v^*\\rangle$: read", .range = Range{-1.18, 1.18}};
    // Beside the plot: fixed points and ways are all over it.
    chart.legend = Legend::above;
    add_contours(chart, plane, theme);
    add_streamlines(chart, plane, theme);
    add_step(chart, plane.step_mu, -1, 1, theme);
    add_way(chart, rows, theme);
    add_fixed_points(chart, plane, theme);
    return chart;
}

Chart location_section_chart(const SingleLocation& settings, const RiskSection& section, const OrderParameters& at,
                             Theme theme) {
    const chart::Colour blue = ink(palette::measurement(theme)), red = ink(palette::theory(theme));
    double top = 1e-12;
    std::vector<double> risk, error;
    for (const MeasuredRisk& measured : section.measured) {
        risk.push_back(measured.risk);
        error.push_back(measured.error);
        top = std::max(top, measured.risk + measured.error);
    }
    for (const double value : section.theory) top = std::max(top, value);
    if (section.mu.empty()) top = 1;
    Chart chart;
    chart.x = {.label = "$\\mu$", .range = Range{-1, 1}};
    // Room for the legend above the curves.
    chart.y = {.label = "risk without label noise", .range = Range{0, 1.75 * top}};
    chart.legend = Legend::north_east;
    add_step(chart, random_energy(settings).psi / settings.c(), 0, 1.75 * top, theme);
    if (section.mu.empty()) {
        chart.items.emplace_back(chart::Text{.text = "measuring…",
                                             .at = {0, 0.5},
                                             .align = Align::centre,
                                             .colour = ink(palette::text(theme)),
                                             .size = 16});
        return chart;
    }
    if (settings.beta > random_energy(settings).beta_c) {
        std::vector<double> theory;
        for (const double mu : section.measured_mu) theory.push_back(mean_risk(settings, {.mu = mu, .nu = section.nu}));
        chart.items.emplace_back(chart::Band{.name = "finite $d$",
                                             .x = section.measured_mu,
                                             .low = std::move(theory),
                                             .high = risk,
                                             .fill = faded(ink(palette::warning(theme)), 0.3f)});
    }
    chart.items.emplace_back(Line{.name = "paper's formula",
                                  .x = section.mu,
                                  .y = section.paper,
                                  .stroke = {faded(ink(palette::text(theme)), 0.6f), 1.5f}});
    chart.items.emplace_back(
        Line{.name = "theory, $d \\to \\infty$", .x = section.mu, .y = section.theory, .stroke = {red, 2}});
    chart.items.emplace_back(chart::ErrorBars{.name = "measured",
                                              .x = section.measured_mu,
                                              .y = risk,
                                              .below = error,
                                              .above = error,
                                              .stroke = {blue, 1.3f}});
    chart.items.emplace_back(
        Dots{.name = "measured", .x = section.measured_mu, .y = risk, .radius = 3.2f, .fill = blue});
    chart.items.emplace_back(chart::Tag{.at = at.mu, .text = "$\\mu$", .colour = blue, .letters = {1, 1, 1, 1}});
    return chart;
}

Chart location_phase_chart(const SingleLocation& settings, const LocationPhases& phases, Theme theme) {
    constexpr int rows = LocationPhases::rows, columns = LocationPhases::columns;
    Chart chart;
    chart.x = {.label = "$\\gamma$", .range = Range{0, 1}};
    chart.y = {.label = "$\\alpha = \\log(L-1) / d$", .range = Range{0, phases.highest_alpha}};
    chart.legend = Legend::north_east;
    chart.items.emplace_back(chart::HeatMap{.rows = rows,
                                            .columns = columns,
                                            .values = phases.risk,
                                            .from = {0, 0},
                                            .to = {1, phases.highest_alpha},
                                            .low = 0,
                                            .high = 1});
    const auto missing =
        std::count_if(phases.risk.begin(), phases.risk.end(), [](double risk) { return !std::isfinite(risk); });
    if (missing > 0)
        chart.items.emplace_back(chart::Text{
            .text = "measuring: " + std::to_string(rows - missing / columns) + " of " + std::to_string(rows) + " rows",
            .at = {0.5, phases.highest_alpha * (1 - 0.5 * static_cast<double>(missing) / (rows * columns))},
            .offset = {0, -8},
            .align = Align::centre,
            .colour = ink(palette::text(theme)),
            .size = 16});
    chart.items.emplace_back(Line{.name = "$c = \\psi$",
                                  .x = phases.line_gamma,
                                  .y = phases.line_alpha,
                                  .stroke = palette::theory_on_map(2.6f, true)});
    chart.items.emplace_back(chart::Key{"$c = \\psi$", ink(palette::theory(theme)), chart::Sample::dashes});
    const std::vector<double> gamma{settings.gamma}, alpha{random_energy(settings).alpha};
    chart.items.emplace_back(Dots{.x = gamma, .y = alpha, .radius = 7, .fill = {1, 1, 1, 1}});
    chart.items.emplace_back(
        Dots{.name = "this run", .x = gamma, .y = alpha, .radius = 5, .fill = ink(palette::measurement(theme))});
    return chart;
}

chart::ColourBar location_phase_bar() {
    return {"oracle's risk / that of answering 0", 0, 1, "%.1f"};
}

}  // namespace coalesce::lab
