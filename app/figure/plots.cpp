#include <glad/gl.h>
#include <implot.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "figure/layout.hpp"
#include "view/scene_view.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

constexpr ImPlotFlags still = ImPlotFlags_NoInputs | ImPlotFlags_NoMouseText | ImPlotFlags_NoTitle;

ImVec2 at(const Rectangle& r) {
    return {static_cast<float>(r.x), static_cast<float>(r.y)};
}
ImVec2 size_of(const Rectangle& r) {
    return {static_cast<float>(r.width), static_cast<float>(r.height)};
}

std::string format(const char* pattern, double value) {
    char text[80];
    std::snprintf(text, sizeof text, pattern, value);
    return text;
}

enum class Align { left, centre, right };

/// Text `points` high, its top edge at position.y, aligned at position.x.
void draw_text(ImFont* font, float points, float scale, ImVec2 position, Align align, ImVec4 colour,
               const std::string& text) {
    const float size = points * scale;
    const float width = font->CalcTextSizeA(size, 1e9f, 0, text.c_str()).x;
    if (align == Align::centre) position.x -= width / 2;
    if (align == Align::right) position.x -= width;
    ImGui::GetWindowDrawList()->AddText(font, size, position, ImGui::GetColorU32(colour), text.c_str());
}

std::string thousands(std::size_t n) {
    std::string digits = std::to_string(n);
    for (int k = static_cast<int>(digits.size()) - 3; k > 0; k -= 3) digits.insert(static_cast<std::size_t>(k), 1, ' ');
    return digits;
}

std::string settings_line(const Run& run) {
    const Scene& scene = run.document.scene;
    std::string line = thousands(run.panels.back().frame.size()) + " tokens on S" + (scene.dimension == 3 ? "²" : "¹");
    line += format(" · β = %.4g", scene.model.beta);
    line += scene.time.method == Method::rk4 ? " · rk4" : " · layer steps";
    line += format(", dt = %.3g · ", scene.time.dt);
    return line + describe_regime(scene.model);
}

void draw_titles(const Run& run, const Layout& layout, Theme theme, float scale) {
    const float left = 24 * scale;
    draw_text(semibold_font(), 22, scale, {left, 12 * scale}, Align::left, palette::text(theme),
              std::string(run.spec->title));
    draw_text(ImGui::GetFont(), 14, scale, {static_cast<float>(layout.width) - left, 18 * scale}, Align::right,
              palette::faint_text(theme), "after " + source_of(*run.spec));
    draw_text(ImGui::GetFont(), 14, scale, {left, 45 * scale}, Align::left, palette::faint_text(theme),
              settings_line(run));
    draw_text(ImGui::GetFont(), 14, scale, {left, 66 * scale}, Align::left, palette::faint_text(theme),
              caption_of(run));
}

/// "t = 1.5" over each panel, and the distance to the heat law where the figure is about it.
void draw_labels(const Run& run, const Layout& layout, Theme theme, float scale) {
    const bool distance = run.spec->kind == Kind::circle_heat;
    const std::vector<Rectangle>& places = distance ? layout.plots : layout.spheres;
    for (std::size_t k = 0; k < places.size(); ++k) {
        const Rectangle& r = places[k];
        const float centre = static_cast<float>(r.x) + static_cast<float>(r.width) / 2;
        std::string text = format("t = %.3g", run.panels[k].frame.time);
        if (distance) text += format("   W1 = %.4f rad", run.panels[k].heat_w1);
        draw_text(semibold_font(), 16, scale, {centre, static_cast<float>(r.y) - 22 * scale}, Align::centre,
                  palette::text(theme), text);
    }
}

/// What blue and red are, at the right above the panels.
void draw_legend(const Layout& layout, Theme theme, float scale) {
    float right = static_cast<float>(layout.width) - 24 * scale;
    const std::pair<const char*, ImVec4> entries[] = {{"heat limit", palette::theory(theme)},
                                                      {"tokens", palette::measurement(theme)}};
    for (const auto& [text, colour] : entries) {
        const float size = 14 * scale, y = 66 * scale, box = 11 * scale;
        draw_text(ImGui::GetFont(), 14, scale, {right, y}, Align::right, palette::text(theme), text);
        right -= ImGui::GetFont()->CalcTextSizeA(size, 1e9f, 0, text).x + 6 * scale;
        ImGui::GetWindowDrawList()->AddRectFilled({right - box, y + 4 * scale}, {right, y + 4 * scale + box},
                                                  ImGui::GetColorU32(colour));
        right -= box + 16 * scale;
    }
}

ImPlotSpec line(ImVec4 colour, float weight) {
    ImPlotSpec spec;
    spec.LineColor = colour;
    spec.LineWeight = weight;
    return spec;
}

ImVec4 faded(ImVec4 colour, float alpha) {
    return {colour.x, colour.y, colour.z, alpha};
}

/// Thin vertical lines at the times of the panels.
void mark_panels(const Run& run, Theme theme, float scale) {
    std::vector<double> times;
    for (const Panel& panel : run.panels) times.push_back(panel.frame.time);
    ImPlot::PlotInfLines("##panels", times.data(), static_cast<int>(times.size()),
                         line(faded(palette::faint_text(theme), 0.6f), scale));
}

void plot_residual(const Run& run, const Rectangle& where, Theme theme, float scale) {
    ImGui::SetCursorScreenPos(at(where));
    if (!ImPlot::BeginPlot("##residual", size_of(where), still)) return;
    std::vector<double> time, angle;
    for (const Measurement& row : run.series) {
        time.push_back(row.time);
        angle.push_back(std::max(row.alignment, 1e-16));
    }
    const auto [low, high] = std::minmax_element(angle.begin(), angle.end());
    ImPlot::SetupAxes("time", "mean angle to E_max (rad)");
    ImPlot::SetupAxisScale(ImAxis_Y1, ImPlotScale_Log10);
    ImPlot::SetupAxesLimits(0, time.back(), std::max(*low, 1e-6) / 2, *high * 2, ImPlotCond_Always);
    ImPlot::SetupAxisFormat(ImAxis_Y1, "%g");
    ImPlot::SetupLegend(ImPlotLocation_NorthEast);
    mark_panels(run, theme, scale);
    ImPlot::PlotLine("alignment residual", time.data(), angle.data(), static_cast<int>(time.size()),
                     line(palette::measurement(theme), 2 * scale));
    ImPlot::EndPlot();
}

void plot_turned(const Run& run, const Rectangle& where, Theme theme, float scale) {
    ImGui::SetCursorScreenPos(at(where));
    if (!ImPlot::BeginPlot("##turned", size_of(where), still)) return;
    std::vector<double> time, angle;
    for (const Turned& row : run.turned) {
        time.push_back(row.time);
        angle.push_back(row.angle);
    }
    ImPlot::SetupAxes("time", "mean angle turned (rad)", 0, ImPlotAxisFlags_AutoFit);
    ImPlot::SetupAxisLimits(ImAxis_X1, 0, time.back(), ImPlotCond_Always);
    ImPlot::SetupLegend(run.predicted_speed > 0 ? ImPlotLocation_NorthWest : ImPlotLocation_SouthWest);
    mark_panels(run, theme, scale);
    const std::string measured = format("measured, %.3g rad per unit time in the end", measured_speed(run));
    const std::string predicted = format("eigenvalues, %.3g rad per unit time", run.predicted_speed);
    ImPlot::PlotLine(measured.c_str(), time.data(), angle.data(), static_cast<int>(time.size()),
                     line(palette::measurement(theme), 2 * scale));
    const double ends[2] = {0, time.back()}, turned[2] = {0, run.predicted_speed * time.back()};
    ImPlot::PlotLine(predicted.c_str(), ends, turned, 2, line(palette::theory(theme), 2 * scale));
    ImPlot::EndPlot();
}

/// Components that the heat equation has collapsed, or nearly, are lines at their means.
constexpr double narrowest_curve = 5e-3;

bool collapsed(const std::vector<WrappedNormal>& law) {
    return std::any_of(law.begin(), law.end(), [](const WrappedNormal& c) { return c.std < narrowest_curve; });
}

void plot_means(const std::vector<WrappedNormal>& law, Theme theme, float scale) {
    std::vector<double> means;
    for (const WrappedNormal& c : law) means.push_back(std::remainder(c.mean, 2 * std::numbers::pi));
    ImPlot::PlotInfLines("heat limit", means.data(), static_cast<int>(means.size()),
                         line(palette::theory(theme), 2 * scale));
}

void plot_heat_curve(const std::vector<WrappedNormal>& law, Theme theme, float scale) {
    constexpr int points = 1441;
    std::vector<double> angle, density;
    for (int k = 0; k < points; ++k) {
        angle.push_back(std::numbers::pi * (2.0 * k / (points - 1) - 1));
        density.push_back(wrapped_normal_density(law, angle.back()));
    }
    ImPlot::PlotLine("heat limit", angle.data(), density.data(), points, line(palette::theory(theme), 2 * scale));
}

void plot_tokens(const Histogram& histogram, float alpha, Theme theme) {
    std::vector<double> centres;
    for (std::size_t bin = 0; bin < histogram.density.size(); ++bin) centres.push_back(histogram.centre(bin));
    ImPlotSpec bars;
    bars.FillColor = palette::measurement(theme);
    bars.FillAlpha = alpha;
    bars.LineColor = ImVec4(0, 0, 0, 0);
    ImPlot::PlotBars("tokens", centres.data(), histogram.density.data(), static_cast<int>(centres.size()),
                     histogram.width(), bars);
}

/// Density of the tokens' angle (blue) with the heat law at the same time (red).
void plot_density(const Run& run, const Layout& layout, std::size_t k, double top, Theme theme, float scale) {
    const Rectangle& where = layout.plots[k];
    ImGui::SetCursorScreenPos(at(where));
    const Panel& panel = run.panels[k];
    const std::string id = "##density" + std::to_string(k);
    if (!ImPlot::BeginPlot(id.c_str(), size_of(where), still | ImPlotFlags_NoLegend)) return;
    constexpr double ticks[] = {-std::numbers::pi, -std::numbers::pi / 2, 0, std::numbers::pi / 2, std::numbers::pi};
    constexpr const char* labels[] = {"−π", "−π/2", "0", "π/2", "π"};
    const char* angle = run.spec->kind == Kind::sphere_heat ? "azimuth (rad)" : "angle (rad)";
    ImPlot::SetupAxes(angle, where.x == layout.plots.front().x ? "density" : nullptr);
    ImPlot::SetupAxisTicks(ImAxis_X1, ticks, 5, labels);
    ImPlot::SetupAxesLimits(-std::numbers::pi, std::numbers::pi, 0, top, ImPlotCond_Always);
    const std::vector<WrappedNormal> law = run.heat.at(panel.frame.time);
    if (collapsed(law)) {
        // Below opaque bars: tokens that stand where the limit says must be seen.
        plot_means(law, theme, scale);
        plot_tokens(panel.frame.angles, 1, theme);
    } else {
        plot_tokens(panel.frame.angles, 0.65f, theme);
        plot_heat_curve(law, theme, scale);
    }
    ImPlot::EndPlot();
}

/// The highest value of the histogram, and of the law unless it has collapsed.
double highest(const Run& run, const Panel& panel) {
    double top = *std::max_element(panel.frame.angles.density.begin(), panel.frame.angles.density.end());
    const std::vector<WrappedNormal> law = run.heat.at(panel.frame.time);
    if (collapsed(law)) return top;
    for (const WrappedNormal& c : law) top = std::max(top, wrapped_normal_density(law, c.mean));
    return top;
}

void draw_densities(const Run& run, const Layout& layout, Theme theme, float scale) {
    double common = 0;
    for (const Panel& panel : run.panels) common = std::max(common, highest(run, panel));
    for (std::size_t k = 0; k < layout.plots.size(); ++k) {
        // Spreading is seen on a common scale; sharpening goes over orders of magnitude and needs one a panel.
        const bool one_scale = run.spec->kind == Kind::circle_heat;
        plot_density(run, layout, k, 1.08 * (one_scale ? common : highest(run, run.panels[k])), theme, scale);
    }
    draw_legend(layout, theme, scale);
}

}  // namespace

void clear_to_background(Theme theme) {
    const Rgb ground = background(theme);
    glClearColor(ground.r, ground.g, ground.b, 1);
    glClear(GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
}

void draw_text_and_plots(const Run& run, const Layout& layout, Theme theme, float scale) {
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize({static_cast<float>(layout.width), static_cast<float>(layout.height)});
    ImGui::Begin("figure", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings);
    draw_titles(run, layout, theme, scale);
    draw_labels(run, layout, theme, scale);
    if (run.spec->kind == Kind::alignment) {
        plot_residual(run, layout.plots[0], theme, scale);
        if (layout.plots.size() > 1) plot_turned(run, layout.plots[1], theme, scale);
    } else {
        draw_densities(run, layout, theme, scale);
    }
    ImGui::End();
}

}  // namespace coalesce::figure
