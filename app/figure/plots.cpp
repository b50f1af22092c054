#include <glad/gl.h>
#include <implot.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "figure/layout.hpp"
#include "view/plots.hpp"
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

/// Text with its top centre (or top left) at (x, y); `points` high.
void draw_text(ImFont* font, float points, float scale, ImVec2 position, bool centred, ImVec4 colour,
               const std::string& text) {
    const float size = points * scale;
    ImDrawList* list = ImGui::GetWindowDrawList();
    if (centred) position.x -= font->CalcTextSizeA(size, 1e9f, 0, text.c_str()).x / 2;
    list->AddText(font, size, position, ImGui::GetColorU32(colour), text.c_str());
}

std::string thousands(std::size_t n) {
    std::string digits = std::to_string(n);
    for (int k = static_cast<int>(digits.size()) - 3; k > 0; k -= 3) digits.insert(static_cast<std::size_t>(k), " ");
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

void draw_titles(const Run& run, Theme theme, float scale) {
    draw_text(semibold_font(), 22, scale, {24 * scale, 12 * scale}, false, palette::text(theme),
              std::string(run.spec->title));
    draw_text(ImGui::GetFont(), 14, scale, {24 * scale, 46 * scale}, false, palette::faint_text(theme),
              settings_line(run));
}

void draw_time_labels(const Run& run, const Layout& layout, Theme theme, float scale) {
    for (std::size_t k = 0; k < layout.spheres.size(); ++k) {
        const Rectangle& r = layout.spheres[k];
        const ImVec2 top{static_cast<float>(r.x) + static_cast<float>(r.width) / 2,
                         static_cast<float>(r.y) - 22 * scale};
        draw_text(semibold_font(), 17, scale, top, true, palette::text(theme),
                  format("t = %.3g", run.panels[k].frame.time));
    }
}

ImPlotSpec line(ImVec4 colour, float weight) {
    ImPlotSpec spec;
    spec.LineColor = colour;
    spec.LineWeight = weight;
    return spec;
}

/// Thin vertical lines at the times of the panels.
void mark_panels(const Run& run, Theme theme, float scale) {
    std::vector<double> times;
    for (const Panel& panel : run.panels) times.push_back(panel.frame.time);
    ImPlot::PlotInfLines("panels", times.data(), static_cast<int>(times.size()),
                         line(palette::faint_text(theme), scale));
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
    ImPlot::SetupAxisFormat(ImAxis_Y1, "%.0e");
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

void plot_panel_angles(const Run& run, std::size_t k, const Rectangle& where, Theme theme) {
    ImGui::SetCursorScreenPos(at(where));
    const Panel& panel = run.panels[k];
    plot_angles(panel.angles, &run.heat, panel.frame.time, size_of(where), theme,
                ("##angles" + std::to_string(k)).c_str());
}

/// "t = 1.5   W1 = 0.006 rad" at the top left inside a panel of Fig. 3.
void label_panel(const Panel& panel, const Rectangle& where, Theme theme, float scale) {
    const ImVec2 corner{static_cast<float>(where.x) + 62 * scale, static_cast<float>(where.y) + 12 * scale};
    draw_text(semibold_font(), 17, scale, corner, false, palette::text(theme), format("t = %.3g", panel.frame.time));
    draw_text(ImGui::GetFont(), 14, scale, {corner.x, corner.y + 24 * scale}, false, palette::faint_text(theme),
              format("W1 = %.4f rad", panel.heat_w1));
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
    draw_titles(run, theme, scale);
    draw_time_labels(run, layout, theme, scale);
    if (run.spec->kind == Kind::alignment) {
        plot_residual(run, layout.plots[0], theme, scale);
        if (layout.plots.size() > 1) plot_turned(run, layout.plots[1], theme, scale);
    } else {
        for (std::size_t k = 0; k < layout.plots.size(); ++k) {
            plot_panel_angles(run, k, layout.plots[k], theme);
            if (run.spec->kind == Kind::circle_heat) label_panel(run.panels[k], layout.plots[k], theme, scale);
        }
    }
    ImGui::End();
}

}  // namespace coalesce::figure
