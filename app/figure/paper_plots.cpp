#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "figure/canvas.hpp"
#include "figure/paper_layout.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

std::string settings_line(const PaperRun& run) {
    const Scene& scene = run.document.scene;
    std::string line = thousands(run.panels.back().frame.size()) + " tokens on S" + (scene.dimension == 3 ? "²" : "¹");
    line += format(" · β = %.4g", scene.model.beta);
    line += scene.time.method == Method::rk4 ? " · rk4" : " · layer steps";
    line += format(", dt = %.3g · ", scene.time.dt);
    return line + describe_regime(scene.model);
}

/// "t = 1.5" over each panel, and the distance to the heat law where the figure is about it.
void draw_labels(const PaperRun& run, const Layout& layout, const Canvas& canvas) {
    const bool distance = run.spec->kind == PaperSpec::Kind::circle_heat;
    const std::vector<Rectangle>& places = distance ? layout.plots : layout.spheres;
    for (std::size_t k = 0; k < places.size(); ++k) {
        const Rectangle& r = places[k];
        const float centre = static_cast<float>(r.x) + static_cast<float>(r.width) / 2;
        std::string text = format("t = %.3g", run.panels[k].frame.time);
        if (distance) text += format("   W1 = %.4f rad", run.panels[k].heat_w1);
        draw_text(canvas, semibold_font(), 16, {centre, static_cast<float>(r.y) - 22 * canvas.scale}, Align::centre,
                  palette::text(canvas.theme), text);
    }
    if (run.spec->kind != PaperSpec::Kind::sphere_heat) return;
    // Over the histograms, below the spheres with the time.
    for (std::size_t k = 0; k < layout.plots.size(); ++k) {
        const Rectangle& r = layout.plots[k];
        const double w1 = run.panels[k].heat_w1;
        if (!std::isfinite(w1)) continue;
        draw_text(
            canvas, ImGui::GetFont(), 15,
            {static_cast<float>(r.x) + static_cast<float>(r.width) / 2, static_cast<float>(r.y) - 20 * canvas.scale},
            Align::centre, palette::text(canvas.theme), format("W1 = %.4f rad", w1));
    }
}

/// Thin vertical lines at the times of the panels.
void mark_panels(const PaperRun& run, const Canvas& canvas) {
    std::vector<double> times;
    for (const PaperRun::Panel& panel : run.panels) times.push_back(panel.frame.time);
    ImPlot::PlotInfLines("##panels", times.data(), static_cast<int>(times.size()),
                         line(faded(palette::faint_text(canvas.theme), 0.6f), canvas.scale));
}

void plot_residual(const PaperRun& run, const Rectangle& where, const Canvas& canvas) {
    if (!begin_plot("##residual", where)) return;
    std::vector<double> time, angle;
    for (const Measurement& row : run.series) {
        time.push_back(row.time);
        angle.push_back(std::max(row.alignment, 1e-16));
    }
    const auto [low, high] = std::minmax_element(angle.begin(), angle.end());
    ImPlot::SetupAxes("time", "mean angle to Eₘₐₓ (rad)");
    ImPlot::SetupAxisScale(ImAxis_Y1, ImPlotScale_Log10);
    ImPlot::SetupAxesLimits(0, time.back(), std::max(*low, 1e-6) / 2, *high * 2, ImPlotCond_Always);
    ImPlot::SetupAxisFormat(ImAxis_Y1, [](double value, char* text, int size, void*) {
        return std::snprintf(text, static_cast<std::size_t>(size), "%s", power_of_ten(std::log10(value)).c_str());
    });
    ImPlot::SetupLegend(ImPlotLocation_NorthEast);
    mark_panels(run, canvas);
    ImPlot::PlotLine("alignment residual", time.data(), angle.data(), static_cast<int>(time.size()),
                     line(palette::measurement(canvas.theme), 2 * canvas.scale));
    ImPlot::EndPlot();
}

void plot_turned(const PaperRun& run, const Rectangle& where, const Canvas& canvas) {
    if (!begin_plot("##turned", where)) return;
    std::vector<double> time, angle;
    for (const PaperRun::Turned& row : run.turned) {
        time.push_back(row.time);
        angle.push_back(row.angle);
    }
    ImPlot::SetupAxes("time", "mean angle turned (rad)", 0, ImPlotAxisFlags_AutoFit);
    ImPlot::SetupAxisLimits(ImAxis_X1, 0, time.back(), ImPlotCond_Always);
    ImPlot::SetupLegend(run.predicted_speed > 0 ? ImPlotLocation_NorthWest : ImPlotLocation_SouthWest);
    mark_panels(run, canvas);
    const std::string measured = format("measured, %.3g rad per unit time in the end", measured_speed(run));
    const std::string predicted = format("eigenvalues, %.3g rad per unit time", run.predicted_speed);
    ImPlot::PlotLine(measured.c_str(), time.data(), angle.data(), static_cast<int>(time.size()),
                     line(palette::measurement(canvas.theme), 2 * canvas.scale));
    const double ends[2] = {0, time.back()}, turned[2] = {0, run.predicted_speed * time.back()};
    ImPlot::PlotLine(predicted.c_str(), ends, turned, 2, line(palette::theory(canvas.theme), 2 * canvas.scale));
    ImPlot::EndPlot();
}

/// Components that the heat equation has collapsed, or nearly, are lines at their means.
constexpr double narrowest_curve = 5e-3;

bool collapsed(const std::vector<WrappedNormal>& law) {
    return std::any_of(law.begin(), law.end(), [](const WrappedNormal& c) { return c.std < narrowest_curve; });
}

void plot_means(const std::vector<WrappedNormal>& law, const Canvas& canvas) {
    std::vector<double> means;
    for (const WrappedNormal& c : law) means.push_back(std::remainder(c.mean, 2 * std::numbers::pi));
    ImPlot::PlotInfLines("heat limit", means.data(), static_cast<int>(means.size()),
                         line(palette::theory(canvas.theme), 2 * canvas.scale));
}

void plot_heat_curve(const std::vector<WrappedNormal>& law, const Canvas& canvas) {
    constexpr int points = 1441;
    std::vector<double> angle, density;
    for (int k = 0; k < points; ++k) {
        angle.push_back(std::numbers::pi * (2.0 * k / (points - 1) - 1));
        density.push_back(wrapped_normal_density(law, angle.back()));
    }
    ImPlot::PlotLine("heat limit", angle.data(), density.data(), points,
                     line(palette::theory(canvas.theme), 2 * canvas.scale));
}

void plot_tokens(const Histogram& histogram, float alpha, const Canvas& canvas) {
    std::vector<double> centres;
    for (std::size_t bin = 0; bin < histogram.density.size(); ++bin) centres.push_back(histogram.centre(bin));
    ImPlotSpec bars;
    bars.FillColor = palette::measurement(canvas.theme);
    bars.FillAlpha = alpha;
    bars.LineColor = ImVec4(0, 0, 0, 0);
    ImPlot::PlotBars("tokens", centres.data(), histogram.density.data(), static_cast<int>(centres.size()),
                     histogram.width(), bars);
}

/// Density of the tokens' angle (blue) with the heat law at the same time (red).
void plot_density(const PaperRun& run, const Layout& layout, std::size_t k, double top, const Canvas& canvas) {
    const Rectangle& where = layout.plots[k];
    const PaperRun::Panel& panel = run.panels[k];
    const std::string id = "##density" + std::to_string(k);
    if (!begin_plot(id.c_str(), where, ImPlotFlags_NoLegend)) return;
    constexpr double ticks[] = {-std::numbers::pi, -std::numbers::pi / 2, 0, std::numbers::pi / 2, std::numbers::pi};
    constexpr const char* labels[] = {"−π", "−π/2", "0", "π/2", "π"};
    const char* angle = run.spec->kind == PaperSpec::Kind::sphere_heat ? "longitude (rad)" : "angle (rad)";
    ImPlot::SetupAxes(angle, where.x == layout.plots.front().x ? "density" : nullptr);
    ImPlot::SetupAxisTicks(ImAxis_X1, ticks, 5, labels);
    ImPlot::SetupAxesLimits(-std::numbers::pi, std::numbers::pi, 0, top, ImPlotCond_Always);
    const std::vector<WrappedNormal> law = run.heat.at(panel.frame.time);
    if (collapsed(law)) {
        // Below opaque bars: tokens that stand where the limit says must be seen.
        plot_means(law, canvas);
        plot_tokens(panel.frame.angles, 1, canvas);
    } else {
        plot_tokens(panel.frame.angles, 0.65f, canvas);
        plot_heat_curve(law, canvas);
    }
    ImPlot::EndPlot();
}

/// The highest value of the histogram, and of the law unless it has collapsed.
double highest(const PaperRun& run, const PaperRun::Panel& panel) {
    double top = *std::max_element(panel.frame.angles.density.begin(), panel.frame.angles.density.end());
    const std::vector<WrappedNormal> law = run.heat.at(panel.frame.time);
    if (collapsed(law)) return top;
    for (const WrappedNormal& c : law) top = std::max(top, wrapped_normal_density(law, c.mean));
    return top;
}

void draw_densities(const PaperRun& run, const Layout& layout, const Canvas& canvas) {
    double common = 0;
    for (const PaperRun::Panel& panel : run.panels) common = std::max(common, highest(run, panel));
    for (std::size_t k = 0; k < layout.plots.size(); ++k) {
        // Spreading is seen on a common scale; sharpening goes over orders of magnitude and needs one a panel.
        const bool one_scale = run.spec->kind == PaperSpec::Kind::circle_heat;
        plot_density(run, layout, k, 1.08 * (one_scale ? common : highest(run, run.panels[k])), canvas);
    }
    draw_legend(canvas, 66,
                {{"tokens", palette::measurement(canvas.theme)}, {"heat limit", palette::theory(canvas.theme)}});
}

}  // namespace

void draw_paper(const PaperRun& run, const Canvas& canvas) {
    const Layout layout = layout_of(run, canvas.width, canvas.scale);
    std::vector<std::string> lines{settings_line(run)};
    if (const std::string caption = caption_of(run); !caption.empty()) lines.push_back(caption);
    draw_header(canvas, std::string(run.spec->title), "after " + studies::source_of(run.spec->source), lines);
    draw_labels(run, layout, canvas);
    if (run.spec->kind != PaperSpec::Kind::alignment) return draw_densities(run, layout, canvas);
    plot_residual(run, layout.plots[0], canvas);
    if (layout.plots.size() > 1) plot_turned(run, layout.plots[1], canvas);
}

}  // namespace coalesce::figure
