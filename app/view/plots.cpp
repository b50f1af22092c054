#include "view/plots.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <numbers>
#include <string_view>

#include "chart/implot_painter.hpp"
#include "chart/numbers.hpp"
#include "coalesce/model/text.hpp"
#include "view/timeline.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

using chart::Chart;
using chart::Hands;
using std::numbers::pi;

/// Where a collapsed component would be drawn as an infinitely high peak: narrower ones are drawn as a stem.
constexpr double narrowest_drawn_std = 5e-3;
constexpr float line_width = 1.6f, bar_strength = 0.42f;

double value_of(const Measurement& row, Series series) {
    switch (series) {
        case Series::energy:
            return row.energy;
        case Series::clusters:
            return row.clusters;
        case Series::alignment:
            return row.alignment;
        case Series::mean_speed:
            return row.mean_speed;
    }
    return 0;
}

const char* axis_label(Series series) {
    switch (series) {
        case Series::energy:
            return "$E$";
        case Series::clusters:
            return "clusters";
        case Series::alignment:
            return "rad";
        case Series::mean_speed:
            return "rad / time";
    }
    return "";
}

/// The range of a flat curve (a conserved energy, one cluster), which a fit would zoom into rounding noise; none for
/// others.
std::optional<chart::Range> flat_range(std::span<const Measurement> rows, Series series) {
    double low = INFINITY, high = -INFINITY;
    for (const Measurement& row : rows)
        if (const double value = value_of(row, series); std::isfinite(value)) {
            low = std::min(low, value);
            high = std::max(high, value);
        }
    if (!(low <= high)) return chart::Range{0, 1};
    const double least = series == Series::clusters    ? 2.0
                         : series == Series::alignment ? 1e-3
                                                       : std::max(1e-12, 1e-6 * std::abs(high));
    if (!(high - low < least)) return std::nullopt;
    // Angles, speeds and counts have no negative values to show.
    return chart::Range{series == Series::energy ? low - least : std::max(low - least, 0.0), high + least};
}

/// Counts have no halves: a tick between two whole numbers stays without a label.
std::string count_label(double value, const chart::Range&) {
    return value >= 0 && std::abs(value - std::round(value)) < 1e-6 ? formatted("%.0f", value) : "";
}

/// As many digits, four at least, as tell ticks apart: energies often move in their seventh.
std::string telling_number(double value, const chart::Range& shown) {
    const double range = shown.size();
    const double digits = value != 0 && range > 0 ? std::ceil(std::log10(std::abs(value) / range)) + 2 : 0;
    char printed[40];
    std::snprintf(printed, sizeof printed, "%.*g", static_cast<int>(std::clamp(digits, 4.0, 12.0)), value);
    const std::string_view whole(printed);
    const std::size_t at = whole.find('e');
    if (at == std::string_view::npos) return printed;
    return std::string(whole.substr(0, at)) + "·10" + superscript(std::atoi(printed + at + 1));
}

std::string three_digits(double value, const chart::Range&) {
    return formatted("%.3g", value);
}

/// Whether an axis can show this time: a logarithmic one has no 0, nor what a denormal number stands for.
bool has_place(double time, bool log_time) {
    return !log_time || time >= std::numeric_limits<double>::min();
}

/// Whether rows have two times that the axis can show.
bool spans_time(std::span<const Measurement> rows, bool log_time) {
    const auto first =
        std::find_if(rows.begin(), rows.end(), [&](const Measurement& row) { return has_place(row.time, log_time); });
    return first != rows.end() && rows.back().time > first->time;
}

std::string series_id(Series series, bool log_time) {
    // A range of the linear axis, which may hold t = 0, must not become one of the logarithmic axis.
    return std::string(title_of(series)) + (log_time ? "##log" : "");
}

chart::Axis angle_axis(const char* label) {
    return {.label = label,
            .range = chart::Range{-pi, pi},
            .ticks = {{-pi, "−π"}, {-pi / 2, "−π/2"}, {0, "0"}, {pi / 2, "π/2"}, {pi, "π"}}};
}

chart::Bars bars_of(const char* name, const Histogram& histogram, Theme theme) {
    chart::Bars bars{.name = name, .height = histogram.density};
    for (std::size_t bin = 0; bin < bars.height.size(); ++bin) bars.x.push_back(histogram.centre(bin));
    bars.width = bars.height.empty() ? 1 : histogram.width();
    bars.fill = faded(ink(palette::measurement(theme)), bar_strength);
    return bars;
}

/// The mixture's density; components that have collapsed, or nearly, are lines at their means.
void add_theory_density(Chart& chart, const std::vector<WrappedNormal>& mixture, Theme theme) {
    const char* name = "heat limit";
    const chart::Stroke stroke{ink(palette::theory(theme)), line_width};
    double total = 0, part = 0;
    for (const WrappedNormal& component : mixture) total += component.weight;
    std::vector<WrappedNormal> wide;
    std::vector<double> collapsed;
    for (const WrappedNormal& component : mixture) {
        if (component.std >= narrowest_drawn_std) {
            wide.push_back(component);
            part += component.weight;
        } else {
            collapsed.push_back(std::remainder(component.mean, 2 * pi));
        }
    }
    if (!wide.empty()) {
        constexpr int points = 721;
        chart::Line line{.name = name, .stroke = stroke};
        for (int i = 0; i < points; ++i) {
            line.x.push_back(-pi + 2 * pi * i / (points - 1));
            line.y.push_back(part / total * wrapped_normal_density(wide, line.x.back()));
        }
        chart.items.emplace_back(std::move(line));
    }
    if (!collapsed.empty())
        chart.items.emplace_back(chart::Rules{wide.empty() ? name : "collapsed", std::move(collapsed), stroke});
}

/// The density of a limit other than heat, over the means of its cells.
void add_limit(Chart& chart, const Comparison& row, Theme theme) {
    const std::size_t cells = row.density.size();
    if (cells == 0) return;
    chart::Line line{.name = row.name, .y = row.density, .stroke = {ink(palette::theory(theme)), line_width, true}};
    for (std::size_t k = 0; k < cells; ++k)
        line.x.push_back(-pi + 2 * pi * (static_cast<double>(k) + 0.5) / static_cast<double>(cells));
    chart.items.emplace_back(std::move(line));
}

Chart law_map(const LawImage& image) {
    Chart chart;
    chart.x = angle_axis("longitude (rad)");
    chart.y = {.label = "latitude (rad)",
               .range = chart::Range{-pi / 2, pi / 2},
               .ticks = {{-pi / 2, "−π/2"}, {0, "0"}, {pi / 2, "π/2"}}};
    chart.items.emplace_back(chart::HeatMap{.rows = image.rows,
                                            .columns = image.columns,
                                            .values = image.values,
                                            .from = {-pi, -pi / 2},
                                            .to = {pi, pi / 2},
                                            .low = 0,
                                            .high = *std::max_element(image.values.begin(), image.values.end())});
    return chart;
}

}  // namespace

const char* title_of(Series series) {
    switch (series) {
        case Series::energy:
            return "Energy";
        case Series::clusters:
            return "Clusters";
        case Series::alignment:
            return "Alignment";
        case Series::mean_speed:
            return "Speed";
    }
    return "";
}

Chart series_chart(Series series, std::span<const Measurement> rows, bool log_time, Theme theme, const Frame* run) {
    Chart chart;
    const bool drawable = spans_time(rows, log_time);
    chart.x.label = "time";
    chart.x.scale = log_time ? chart::Scale::log10 : chart::Scale::linear;
    chart.x.format = [](double value, const chart::Range&) { return number_text(value); };
    chart.y.label = axis_label(series);
    chart.y.format = series == Series::clusters ? count_label : telling_number;
    chart.y.range = flat_range(rows, series);
    // Without a curve there is nothing to scale: ticks would be those of arbitrary ranges.
    chart.x.tick_labels = chart.y.tick_labels = drawable;
    if (!drawable) chart.x.range = chart::Range{1, 10};
    if (run) {
        chart.items.emplace_back(phase_spans(run->phases, theme));
        chart.items.emplace_back(merge_marks(run->merges, run->time, theme));
    }
    if (!drawable) {
        chart.note = {"from the first step on", ink(palette::faint_text(theme))};
        return chart;
    }
    chart::Line line;
    line.stroke = {ink(palette::measurement(theme)), line_width};
    line.course = series == Series::clusters ? chart::Line::Course::stairs : chart::Line::Course::straight;
    line.rising = true;
    for (const Measurement& row : rows) {
        if (!has_place(row.time, log_time)) continue;
        line.x.push_back(row.time);
        line.y.push_back(value_of(row, series));
    }
    if (!std::isfinite(line.y.back())) chart.note = {"undefined for this model", ink(palette::faint_text(theme))};
    chart.items.emplace_back(std::move(line));
    return chart;
}

const char* angle_name(int dimension) {
    return dimension == 2 ? "Angle" : "Longitude";
}

Chart angles_chart(const Frame& frame, const HeatTheory* heat, Theme theme) {
    return angles_chart(frame, heat, frame.theory, theme);
}

Chart angles_chart(const Frame& frame, const HeatTheory* heat, std::span<const Comparison> limits, Theme theme) {
    const bool dashed =
        heat && std::any_of(limits.begin(), limits.end(), [](const Comparison& row) { return !row.density.empty(); });
    // Past its end the limit has no density that could be drawn.
    const std::string why_not = !heat           ? ""
                                : frame.touched ? hands_moved(*frame.touched)
                                                : heat->no_density_at(frame.time);
    Chart chart;
    chart.x = angle_axis(frame.dimension == 2 ? "angle (rad)" : "longitude (rad)");
    chart.y = {.label = "density", .format = three_digits};
    // Three entries would cover the plot.
    if (!dashed && heat && why_not.empty()) chart.legend = chart::Legend::north_east;
    chart.items.emplace_back(bars_of("tokens", frame.angles, theme));
    if (heat && why_not.empty()) add_theory_density(chart, heat->at(frame.time), theme);
    if (heat)
        for (const Comparison& row : limits) add_limit(chart, row, theme);
    if (!why_not.empty() && !dashed) chart.note = {typeset("heat limit: " + why_not), ink(palette::faint_text(theme))};
    return chart;
}

Chart inner_products_chart(const Histogram& inner_products, Theme theme) {
    Chart chart;
    chart.x = {.label = "$\\langle x_i, x_j\\rangle$", .range = chart::Range{-1, 1}};
    chart.y = {.label = "density", .format = three_digits};
    chart.items.emplace_back(bars_of("", inner_products, theme));
    return chart;
}

Chart law_chart(const LawImage& image, Theme theme) {
    if (image.kind == LawImage::Kind::none) return {};
    if (image.kind == LawImage::Kind::map) return law_map(image);
    Chart chart;
    chart.x = angle_axis(image.kind == LawImage::Kind::azimuth ? "longitude (rad)" : "angle (rad)");
    chart.y.label = "density";
    const chart::Colour blue = ink(palette::measurement(theme));
    std::vector<double> angle;
    for (int i = 0; i < image.columns; ++i) angle.push_back(-pi + 2 * pi * i / (image.columns - 1));
    chart.items.emplace_back(
        chart::Band{"", angle, std::vector<double>(angle.size(), 0.0), image.values, faded(blue, 0.3f)});
    chart.items.emplace_back(chart::Line{.name = "", .x = angle, .y = image.values, .stroke = {blue, line_width}});
    return chart;
}

void plot_series(Series series, std::span<const Measurement> rows, bool log_time, ImVec2 size, Theme theme,
                 const Frame* run) {
    chart::draw(series_chart(series, rows, log_time, theme, run), series_id(series, log_time).c_str(), size,
                chart_screen(), Hands::read);
}

void plot_angles(const Frame& frame, const HeatTheory* heat, ImVec2 size, Theme theme) {
    chart::draw(angles_chart(frame, heat, theme), "##angles", size, chart_screen(), Hands::move);
}

void plot_inner_products(const Histogram& inner_products, ImVec2 size, Theme theme) {
    chart::draw(inner_products_chart(inner_products, theme), "##inner", size, chart_screen(), Hands::move);
}

void plot_law(const LawImage& image, ImVec2 size, Theme theme) {
    if (image.kind != LawImage::Kind::none)
        chart::draw(law_chart(image, theme), "##law", size, chart_screen(), Hands::move);
}

}  // namespace coalesce
