#include "view/hud.hpp"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>

#include "view/density.hpp"
#include "view/forecast.hpp"
#include "view/numbers.hpp"
#include "view/plots.hpp"
#include "view/scene_view.hpp"
#include "view/sphere_map.hpp"
#include "view/time_scale.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

constexpr float panel_share = 0.34f;
constexpr int legend_clusters = 5;
constexpr float legend_width = 10;  // ems

__attribute__((format(printf, 1, 2))) std::string format(const char* pattern, ...) {
    char text[256];
    std::va_list arguments;
    va_start(arguments, pattern);
    std::vsnprintf(text, sizeof text, pattern, arguments);
    va_end(arguments);
    return text;
}

ImU32 packed(const Rgb& c) {
    return ImGui::GetColorU32(ImVec4(c.r, c.g, c.b, 1));
}

/// Writes lines downwards (or upwards) from a corner.
class Corner {
  public:
    Corner(ImDrawList& list, ImVec2 at, float direction) : list_(list), at_(at), direction_(direction) {
        if (direction_ < 0) at_.y -= ImGui::GetTextLineHeight();
    }
    void line(const std::string& text, ImVec4 colour, ImFont* font = nullptr, float size = 0) {
        const float pixels = size > 0 ? size : ImGui::GetFontSize();
        list_.AddText(font, pixels, at_, ImGui::GetColorU32(colour), text.c_str());
        at_.y += direction_ * 1.3f * pixels;
    }

  private:
    ImDrawList& list_;
    ImVec2 at_;
    float direction_;
};

/// What computes, how fast and how exactly: one line where `width` allows, else two.
std::vector<std::string> machinery_lines(const Frame& frame, float width) {
    const SolverReport& solver = frame.solver;
    std::string speed = format("%.3g steps/s", frame.steps_per_second);
    speed += "  ·  " + solver.backend + ", " + (solver.method == Solver::mesh ? "mesh" : "direct") + ", " +
             (solver.precision == Precision::single_ ? "float" : "double");
    std::string accuracy = format("drift %.1e", frame.now.drift);
    if (solver.field_error) accuracy += format("  ·  field error %.1e", *solver.field_error);
    const std::string one = speed + "  ·  " + accuracy;
    if (ImGui::CalcTextSize(one.c_str()).x <= width) return {one};
    return {speed, accuracy};
}

/// The density of all tokens: even steps of its tone curve, marked at 1, where a uniform cloud is.
void density_legend(ImDrawList& list, ImVec2 corner, double largest, Theme theme) {
    const float em = ImGui::GetFontSize();
    const ImVec2 size{legend_width * em, 0.6f * em};
    const ImVec2 from{corner.x - size.x, corner.y - size.y - 1.3f * em};
    constexpr int pieces = 64;
    for (int i = 0; i < pieces; ++i) {
        const ImU32 left = packed(density_colour(static_cast<double>(i) / pieces, theme)),
                    right = packed(density_colour((i + 1.0) / pieces, theme));
        list.AddRectFilledMultiColor({from.x + size.x * static_cast<float>(i) / pieces, from.y},
                                     {from.x + size.x * static_cast<float>(i + 1) / pieces, from.y + size.y}, left,
                                     right, right, left);
    }
    const ImU32 text = ImGui::GetColorU32(palette::faint_text(theme));
    // Decades that leave room for the end's own number.
    for (double value = 1; density_place(value, largest) < 0.75; value *= 10) {
        const float x = from.x + size.x * static_cast<float>(density_place(value, largest));
        const std::string label = format("%.0f", value);
        list.AddLine({x, from.y + size.y - 0.2f * em}, {x, from.y + size.y + 0.15f * em}, text);
        if (value < 1e4)
            list.AddText({x - 0.5f * ImGui::CalcTextSize(label.c_str()).x, from.y + size.y + 0.1f * em}, text,
                         label.c_str());
    }
    // Two digits are what an eye reads off a scale that glides.
    const double step = std::pow(10, std::max(0.0, std::floor(std::log10(largest)) - 1));
    const std::string high = format(largest < 1e5 ? "%.0f" : "%.0e", step * std::round(largest / step)),
                      title = "density (× uniform)";
    list.AddText({corner.x - ImGui::CalcTextSize(high.c_str()).x, from.y + size.y + 0.1f * em}, text, high.c_str());
    list.AddText({corner.x - ImGui::CalcTextSize(title.c_str()).x, from.y - 1.4f * em}, text, title.c_str());
}

void bar_legend(ImDrawList& list, ImVec2 corner, const ColourScale& scale, Theme theme) {
    const float em = ImGui::GetFontSize();
    const ImVec2 size{legend_width * em, 0.6f * em};
    const ImVec2 from{corner.x - size.x, corner.y - size.y - 1.3f * em};
    constexpr int pieces = 64;
    const bool cyclic = scale.by == ColourBy::longitude;
    for (int i = 0; i < pieces; ++i) {
        const auto colour_at = [&](double u) {
            return packed(cyclic ? cyclic_colour((2 * u - 1) * M_PI) : magnitude_colour(u));
        };
        const ImU32 left = colour_at(static_cast<double>(i) / pieces), right = colour_at((i + 1.0) / pieces);
        list.AddRectFilledMultiColor({from.x + size.x * static_cast<float>(i) / pieces, from.y},
                                     {from.x + size.x * static_cast<float>(i + 1) / pieces, from.y + size.y}, left,
                                     right, right, left);
    }
    const ImU32 text = ImGui::GetColorU32(palette::faint_text(theme));
    const std::string low = cyclic ? "-π" : format("%.2g", scale.from), high = cyclic ? "π" : format("%.2g", scale.to);
    list.AddText({from.x, from.y + size.y + 0.1f * em}, text, low.c_str());
    list.AddText({corner.x - ImGui::CalcTextSize(high.c_str()).x, from.y + size.y + 0.1f * em}, text, high.c_str());
    std::string title = scale.label;
    if (!scale.unit.empty()) title += " (" + scale.unit + ")";
    list.AddText({corner.x - ImGui::CalcTextSize(title.c_str()).x, from.y - 1.4f * em}, text, title.c_str());
}

void cluster_legend(ImDrawList& list, ImVec2 corner, const Frame& frame, Theme theme) {
    const float em = ImGui::GetFontSize();
    const int shown = std::min<int>(legend_clusters, static_cast<int>(frame.clusters.size()));
    const int hidden = static_cast<int>(frame.clusters.size()) - shown;
    float y = corner.y - em;
    const auto row = [&](const std::string& text, const ImU32* dot) {
        const float width = ImGui::CalcTextSize(text.c_str()).x;
        list.AddText({corner.x - width, y}, ImGui::GetColorU32(palette::faint_text(theme)), text.c_str());
        if (dot) list.AddCircleFilled({corner.x - width - 0.7f * em, y + 0.55f * em}, 0.32f * em, *dot);
        y -= 1.3f * em;
    };
    if (hidden > 0) row(format("and %d more", hidden), nullptr);
    for (int k = shown - 1; k >= 0; --k) {
        const Cluster& cluster = frame.clusters[static_cast<std::size_t>(k)];
        const ImU32 dot = packed(identity_colour(cluster.identity, theme));
        row(format("%.1f %%", 100 * cluster.mass), &dot);
    }
    row(frame.clusters.size() == 1 ? "1 cluster" : format("%zu clusters", frame.clusters.size()), nullptr);
}

}  // namespace

void draw_hud(ImDrawList& list, ImVec2 origin, ImVec2 size, const Frame& frame, const SceneDocument& document,
              const Shown& shown, bool machinery) {
    const float em = ImGui::GetFontSize(), margin = 1.2f * em;
    const Theme theme = document.view.theme;
    const Model& model = document.scene.model;
    const ViewState& view = document.view;
    Corner top(list, {origin.x + margin, origin.y + margin}, 1);
    if (!document.scene.name.empty()) top.line(document.scene.name, palette::text(theme), semibold_font(), 1.25f * em);
    const Phase* phase = phase_at(frame.phases, frame.time);
    std::string when = "t = " + number_text(frame.time, 4) + (phase ? "  ·  " + phase->name : "");
    if (frame.ended) when += "  ·  the scene's end, Space goes on";
    if (frame.playing && frame.time > document.scene.time.until) when += "  ·  beyond the scene's end";
    top.line(when, palette::text(theme));
    std::string what = grouped(frame.size()) + " tokens  ·  β = " + format("%.4g", model.beta);
    if (model.attention == Attention::unnormalized) what += "  ·  unnormalised";
    if (model.noise > 0) what += format("  ·  noise %.3g", model.noise);
    if (model.causal) what += "  ·  causal";
    if (shown.every > 1) what += "  ·  showing 1 in " + std::to_string(shown.every);
    top.line(what, palette::faint_text(theme));
    if (view.surface == Surface::theory && !frame.densities.heat && !frame.densities.heat_why_not.empty())
        top.line("no heat limit to paint: " + frame.densities.heat_why_not, palette::faint_text(theme));
    if (!frame.failure.empty()) top.line(frame.failure, palette::warning(theme));
    float raised = 0;
    if (machinery) {
        Corner bottom(list, {origin.x + margin, origin.y + size.y - margin}, -1);
        std::vector<std::string> lines = machinery_lines(frame, size.x - 2 * margin - (legend_width + 1) * em);
        if (!frame.solver.backend_reason.empty()) lines.insert(lines.begin(), frame.solver.backend_reason);
        if (!shown.copied.empty()) lines.insert(lines.begin(), "tokens are copied to be drawn: " + shown.copied);
        for (auto line = lines.rbegin(); line != lines.rend(); ++line) bottom.line(*line, palette::faint_text(theme));
        // Where both do not fit side by side, the legend stands above the text.
        if (lines.size() > 1) raised = 1.3f * em * static_cast<float>(lines.size());
    }
    ImVec2 corner{origin.x + size.x - margin, origin.y + size.y - margin - raised};
    if (painted_density(frame, view)) {
        bar_legend(list, corner, density_scale(frame), theme);
        corner.y -= 4.2f * em;
    }
    if (drawn_style(view.tokens, frame.size()) == TokenStyle::density) {
        if (shown.largest_density > 0) density_legend(list, corner, shown.largest_density, theme);
        return;
    }
    const ColourScale scale = colour_scale(frame, document.view);
    if (scale.by == ColourBy::cluster)
        cluster_legend(list, corner, frame, theme);
    else
        bar_legend(list, corner, scale, theme);
}

float recording_panel_share(bool panels) {
    return panels ? panel_share : 0;
}

void draw_recording_overlay(ImVec2 size, const Frame& frame, const SceneDocument& document, const Shown& shown,
                            const std::vector<Measurement>& history, const HeatTheory& heat, bool panels) {
    const float left = size.x * (1 - recording_panel_share(panels));
    if (document.view.hud)
        draw_hud(*ImGui::GetBackgroundDrawList(), {0, 0}, {left, size.y}, frame, document, shown, false);
    // A turning camera is not the document's.
    if (document.view.hud && document.view.turntable == 0)
        draw_forecast_label(*ImGui::GetBackgroundDrawList(), {0, 0}, {left, size.y}, frame, document.view);
    if (!panels) return;
    const Theme theme = document.view.theme;
    const bool log_time = document.scene.time.axis == TimeAxis::log;
    ImGui::SetNextWindowPos({left, 0});
    ImGui::SetNextWindowSize({size.x - left, size.y});
    ImGui::Begin("recording", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings);
    const ImVec2 plot{-1, (ImGui::GetContentRegionAvail().y - 3 * 2.2f * ImGui::GetFontSize()) / 3};
    const auto title = [](const char* text) {
        ImGui::PushFont(semibold_font(), 0);
        ImGui::TextUnformatted(text);
        ImGui::PopFont();
    };
    title("Energy");
    plot_series(Series::energy, history, log_time, plot, theme, &frame);
    title("Clusters");
    plot_series(Series::clusters, history, log_time, plot, theme);
    if (frame.densities.tokens && frame.densities.heat && document.view.theory) {
        title("Density");
        plot_sphere_maps(frame.densities, plot);
    } else {
        title(frame.dimension == 2 ? "Angle" : "Azimuth");
        plot_angles(frame.angles, document.view.theory ? &heat : nullptr, frame.theory, frame.time, plot, theme);
    }
    ImGui::End();
}

}  // namespace coalesce
