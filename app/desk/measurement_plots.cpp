#include "desk/measurement_plots.hpp"

#include <algorithm>
#include <cstdio>
#include <optional>
#include <span>

#include "chart/implot_painter.hpp"
#include "chart/numbers.hpp"
#include "coalesce/observe/cloud_distance.hpp"
#include "coalesce/observe/groups.hpp"
#include "desk/panels.hpp"
#include "view/plots.hpp"
#include "view/sphere_map.hpp"
#include "view/twin_plots.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Returns a run's rows within the timeline's range, which omits the idle end of a run.
std::span<const Measurement> shown_rows(const Desk& desk, const Frame& frame, const OpenRun& run) {
    const std::span<const Measurement> rows = run.history.rows;
    const TimeScale shown = shown_times(desk, frame);
    const double until = shown.to;
    const auto end = std::upper_bound(rows.begin(), rows.end(), until,
                                      [](double time, const Measurement& row) { return time < row.time; });
    // A zoomed axis omits the rows before it as well.
    const double from = desk.run().zoom.zoomed() ? shown.from : 0;
    const auto begin =
        std::lower_bound(rows.begin(), end, from, [](const Measurement& row, double time) { return row.time < time; });
    return rows.subspan(static_cast<std::size_t>(begin - rows.begin()), static_cast<std::size_t>(end - begin));
}

/// How a page gets a chart that is made when it is asked for. Half a label reaches beyond the end of its axis.
template <class Make>
std::function<void(chart::Page&, const chart::Box&)> placing(const Make& make) {
    return [make](chart::Page& page, const chart::Box& where) {
        page.charts.push_back({.where = where, .chart = make(), .side_room = 14});
    };
}

/// Two maps one above the other, their colours at the right. The colour bar needs its few lines for itself.
void place_maps(chart::Page& page, const chart::Box& where, const SurfaceDensities& densities) {
    const std::optional<SphereMaps> maps = sphere_maps(densities);
    if (!maps) return;
    constexpr float line = 16, gap = 7, bar = map_bar_lines * line, axis = map_axis_lines * line;
    const float width = where.width - bar - gap, height = (where.height - axis - gap) / 2;
    page.charts.push_back({.where = {where.x, where.y, width, height}, .chart = maps->tokens});
    page.charts.push_back({.where = {where.x, where.y + height + gap, width, height + axis}, .chart = maps->heat});
    page.bars.push_back({{where.right() - bar, where.y, bar, where.height}, maps->bar});
}

/// A plot of several runs' curves.
template <class Make>
MeasurementPlot twin_plot(const std::string& title, const std::string& note, const char* id, const Make& make) {
    return {
        title,         note, 1, [=](ImVec2 size) { chart::draw(make(), id, size, chart_screen(), chart::Hands::read); },
        placing(make), {}};
}

/// Energies in one plot, and distances in another.
void add_twin_plots(std::vector<MeasurementPlot>& plots, const Desk& desk, const Frame& frame, Theme theme) {
    std::vector<std::span<const Measurement>> rows;
    for (const auto& run : desk.runs) rows.push_back(shown_rows(desk, frame, *run));
    const bool log_time = desk.run().log_time;
    const Frame* first = desk.runs.front()->frame;
    plots.push_back(twin_plot(title_of(Series::energy), "of each run", log_time ? "##energies log" : "##energies",
                              [=] { return twin_series_chart(Series::energy, rows, log_time, theme, first); }));
    const std::size_t count = desk.runs.size();
    plots.push_back(twin_plot("Distance", typeset(cloud_distance_name(frame.dimension)) + " from the first cloud",
                              log_time ? "##distances log" : "##distances", [=, distances = &desk.twins.distances] {
                                  return twin_distance_chart(*distances, count, log_time, theme);
                              }));
}

MeasurementPlot density_plot(const Desk& desk, const Frame& frame, Theme theme) {
    const bool overlay = desk.run().document.view.theory;
    if (frame.densities.tokens && frame.densities.heat && overlay)
        return {"Density",
                "of tokens, and the heat limit",
                1.6f,
                [&frame](ImVec2 size) { plot_sphere_maps(frame.densities, size); },
                [&frame](chart::Page& page, const chart::Box& where) { place_maps(page, where, frame.densities); },
                {}};
    const HeatTheory* heat = overlay ? &desk.run().heat : nullptr;
    std::string dashed;
    for (const Comparison& row : frame.theory)
        if (!row.density.empty()) dashed += (dashed.empty() ? "dashed: " : ", ") + row.name;
    if (!dashed.empty() && !frame.touched && desk.run().heat.no_density_at(frame.time).empty())
        dashed = "red: heat limit, " + dashed;
    return {angle_name(frame.dimension),
            dashed.empty() || !overlay ? "density of tokens" : dashed,
            1,
            [&frame, heat, theme](ImVec2 size) { plot_angles(frame, heat, size, theme); },
            placing([&frame, heat, theme] { return angles_chart(frame, heat, theme); }),
            {}};
}

}  // namespace

std::vector<MeasurementPlot> measurement_plots(const Desk& desk, const Frame& frame, Theme theme) {
    const std::span<const Measurement> rows = shown_rows(desk, frame, desk.run());
    const auto series = [&](Series which, const std::string& note, const Frame* run = nullptr) {
        return MeasurementPlot{
            title_of(which),
            note,
            1,
            [=, log_time = desk.run().log_time](ImVec2 size) { plot_series(which, rows, log_time, size, theme, run); },
            placing([=, log_time = desk.run().log_time] { return series_chart(which, rows, log_time, theme, run); }),
            {}};
    };
    std::vector<MeasurementPlot> plots;
    if (desk.runs.size() > 1)
        add_twin_plots(plots, desk, frame, theme);
    else
        plots.push_back(series(Series::energy, number_text(frame.now.energy, 6), &frame));
    plots.push_back(density_plot(desk, frame, theme));
    plots.push_back(series(Series::clusters, std::to_string(frame.now.clusters)));
    const double beta = desk.run().document.scene.model.beta;
    char text[320];
    std::snprintf(text, sizeof text,
                  "Groups that the eye tells apart: linked within %.2g rad, and parted where the density dips.\n"
                  "At the kernel's width 1/√β, %.2g rad: %d linked, %d by mean shift.",
                  group_reach(beta), default_linking_angle(beta), frame.linked, frame.modes);
    plots.back().hover = text;
    plots.push_back(series(Series::alignment, number_text(frame.now.alignment, 4) + " rad to Eₘₐₓ"));
    plots.push_back(series(Series::mean_speed, number_text(frame.now.mean_speed, 3) + " rad per unit time"));
    plots.push_back({"Inner products",
                     "of pairs of tokens",
                     1,
                     [&frame, theme](ImVec2 size) { plot_inner_products(frame.inner_products, size, theme); },
                     placing([&frame, theme] { return inner_products_chart(frame.inner_products, theme); }),
                     {}});
    return plots;
}

}  // namespace coalesce
