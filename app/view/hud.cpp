#include "view/hud.hpp"

#include <algorithm>
#include <cmath>
#include <cstdarg>
#include <cstdio>

#include "chart/numbers.hpp"
#include "coalesce/observe/groups.hpp"
#include "view/camera.hpp"
#include "view/cluster_rows.hpp"
#include "view/colour_scale.hpp"
#include "view/colours.hpp"
#include "view/density.hpp"
#include "view/forecast.hpp"
#include "view/plots.hpp"
#include "view/sphere_map.hpp"
#include "view/time_scale.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

constexpr float panel_share = 0.34f;
constexpr float legend_width = 10;  // ems
/// Heights of the plots beside a recording, ems: that of a title, and the smallest at which tick labels do not overlap.
constexpr float title_ems = 2.2f, least_plot_ems = 8;

__attribute__((format(printf, 1, 2))) std::string format(const char* pattern, ...) {
    char text[256];
    std::va_list arguments;
    va_start(arguments, pattern);
    std::vsnprintf(text, sizeof text, pattern, arguments);
    va_end(arguments);
    return text;
}

ImU32 packed_rgb(const Rgb& c) {
    return ImGui::GetColorU32(ImVec4(c.r, c.g, c.b, 1));
}

/// Writes lines of at most `width` pixels downwards (or upwards) from a corner.
class Corner {
  public:
    Corner(ImDrawList& list, ImVec2 at, float width, float direction)
        : list_(list), at_(at), width_(width), direction_(direction) {
        if (direction_ < 0) at_.y -= ImGui::GetTextLineHeight();
    }
    void line(const std::string& text, ImVec4 colour, ImFont* font = nullptr, float size = 0) {
        const float pixels = size > 0 ? size : ImGui::GetFontSize();
        ImGui::PushFont(font, 0);
        const std::string fitting = visual_order(elided(text, width_, pixels));
        const float scale = pixels / ImGui::GetFontSize();
        const ImVec2 extent = ImGui::CalcTextSize(fitting.c_str());
        ImGui::PopFont();
        list_.AddText(font, pixels, at_, ImGui::GetColorU32(colour), fitting.c_str());
        cover(at_, {at_.x + scale * extent.x, at_.y + scale * extent.y});
        at_.y += direction_ * 1.3f * pixels;
    }
    const HudRectangles::Rectangle& covered() const { return covered_; }
    const HudRectangles::Rectangle& last() const { return last_; }

  private:
    void cover(ImVec2 from, ImVec2 to) {
        last_ = {from, to};
        if (covered_.to.x > covered_.from.x) {
            from = {std::min(from.x, covered_.from.x), std::min(from.y, covered_.from.y)};
            to = {std::max(to.x, covered_.to.x), std::max(to.y, covered_.to.y)};
        }
        covered_ = {from, to};
    }

    ImDrawList& list_;
    ImVec2 at_;
    float width_, direction_;
    HudRectangles::Rectangle covered_, last_;
};

/// Returns backend, solver, speed and accuracy: one line if it fits into `width`, else two.
std::vector<std::string> machinery_lines(const Frame& frame, float width, bool with_accuracy) {
    const SolverReport& solver = frame.solver;
    std::string speed = format("%.3g steps/s", frame.steps_per_second);
    speed += "  ·  " + solver.backend + ", " + (solver.method == Solver::mesh ? "mesh" : "direct") + ", " +
             (solver.precision == Precision::single_ ? "float" : "double");
    if (!with_accuracy) return {speed};
    std::string accuracy = "drift " + number_text(frame.now.drift, 2);
    if (solver.field_error) accuracy += "  ·  field error " + number_text(*solver.field_error, 2);
    const std::string one = speed + "  ·  " + accuracy;
    if (ImGui::CalcTextSize(one.c_str()).x <= width) return {one};
    return {speed, accuracy};
}

/// Draws the legend of the density: equal steps of its colour scale, with a mark at 1, the uniform cloud's density.
HudRectangles::Rectangle density_legend(ImDrawList& list, ImVec2 corner, float width, double largest, Theme theme) {
    const float em = ImGui::GetFontSize();
    const ImVec2 size{width, 0.6f * em};
    const ImVec2 from{corner.x - size.x, corner.y - size.y - 1.3f * em};
    constexpr int pieces = 64;
    for (int i = 0; i < pieces; ++i) {
        const ImU32 left = packed_rgb(density_colour(static_cast<double>(i) / pieces, theme)),
                    right = packed_rgb(density_colour((i + 1.0) / pieces, theme));
        list.AddRectFilledMultiColor({from.x + size.x * static_cast<float>(i) / pieces, from.y},
                                     {from.x + size.x * static_cast<float>(i + 1) / pieces, from.y + size.y}, left,
                                     right, right, left);
    }
    const ImU32 text = ImGui::GetColorU32(palette::faint_text(theme));
    // Decades are labelled up to three quarters of the scale, which leaves room for the number of its end.
    for (double value = 1; density_place(value, largest) < 0.75; value *= 10) {
        const float x = from.x + size.x * static_cast<float>(density_place(value, largest));
        const std::string label = format("%.0f", value);
        list.AddLine({x, from.y + size.y - 0.2f * em}, {x, from.y + size.y + 0.15f * em}, text);
        if (value < 1e4)
            list.AddText({x - 0.5f * ImGui::CalcTextSize(label.c_str()).x, from.y + size.y + 0.1f * em}, text,
                         label.c_str());
    }
    // The end is rounded to two digits: more cannot be read off a scale that changes.
    const double step = std::pow(10, std::max(0.0, std::floor(std::log10(largest)) - 1));
    const std::string high = format(largest < 1e5 ? "%.0f" : "%.0e", step * std::round(largest / step)),
                      title = "density (× uniform)";
    list.AddText({corner.x - ImGui::CalcTextSize(high.c_str()).x, from.y + size.y + 0.1f * em}, text, high.c_str());
    const float title_width = ImGui::CalcTextSize(title.c_str()).x;
    list.AddText({corner.x - title_width, from.y - 1.4f * em}, text, title.c_str());
    return {{corner.x - std::max(width, title_width), from.y - 1.4f * em}, corner};
}

HudRectangles::Rectangle bar_legend(ImDrawList& list, ImVec2 corner, float width, const ColourScale& scale,
                                    Theme theme) {
    const float em = ImGui::GetFontSize();
    const ImVec2 size{width, 0.6f * em};
    const ImVec2 from{corner.x - size.x, corner.y - size.y - 1.3f * em};
    constexpr int pieces = 64;
    const bool cyclic = scale.by == ColourBy::longitude;
    for (int i = 0; i < pieces; ++i) {
        const auto colour_at = [&](double u) {
            return packed_rgb(cyclic ? cyclic_colour((2 * u - 1) * M_PI) : magnitude_colour(u));
        };
        const ImU32 left = colour_at(static_cast<double>(i) / pieces), right = colour_at((i + 1.0) / pieces);
        list.AddRectFilledMultiColor({from.x + size.x * static_cast<float>(i) / pieces, from.y},
                                     {from.x + size.x * static_cast<float>(i + 1) / pieces, from.y + size.y}, left,
                                     right, right, left);
    }
    const ImU32 text = ImGui::GetColorU32(palette::faint_text(theme));
    if (scale.from < scale.to) {
        const std::string low = cyclic ? "−π" : number_text(scale.from, 2),
                          high = cyclic ? "π" : (scale.exceeded ? "≥ " : "") + number_text(scale.to, 2);
        list.AddText({from.x, from.y + size.y + 0.1f * em}, text, low.c_str());
        list.AddText({corner.x - ImGui::CalcTextSize(high.c_str()).x, from.y + size.y + 0.1f * em}, text, high.c_str());
    } else {
        const std::string all = "all " + number_text(scale.to);
        list.AddText({corner.x - 0.5f * (size.x + ImGui::CalcTextSize(all.c_str()).x), from.y + size.y + 0.1f * em},
                     text, all.c_str());
    }
    std::string title = scale.label;
    if (!scale.unit.empty()) title += " (" + scale.unit + ")";
    const float title_width = ImGui::CalcTextSize(title.c_str()).x;
    list.AddText({corner.x - title_width, from.y - 1.4f * em}, text, title.c_str());
    return {{corner.x - std::max(width, title_width), from.y - 1.4f * em}, corner};
}

HudRectangles::Rectangle cluster_legend(ImDrawList& list, ImVec2 corner, const Frame& frame, int most, Theme theme) {
    const float em = ImGui::GetFontSize();
    const std::vector<ClusterRow> rows = cluster_rows(frame, most);
    float y = corner.y - em, widest = 0;
    for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
        const float width = ImGui::CalcTextSize(row->text.c_str()).x;
        widest = std::max(widest, width + em);
        list.AddText({corner.x - width, y}, ImGui::GetColorU32(palette::faint_text(theme)), row->text.c_str());
        if (row->identity)
            list.AddCircleFilled({corner.x - width - 0.7f * em, y + 0.55f * em}, 0.32f * em,
                                 packed_rgb(identity_colour(*row->identity, theme)));
        y -= 1.3f * em;
    }
    return {{corner.x - widest, y + 1.3f * em}, corner};
}

}  // namespace

HudDetail hud_detail(float width, float height) {
    HudDetail detail;
    detail.reasons = height >= 30 && width >= 24;
    detail.clusters = height >= 30 ? 5 : height >= 22 ? 3 : 2;
    detail.accuracy = height >= 22 && width >= 24;
    if (height < 18) {
        detail.margin = 0.8f;
        detail.title = 1;
    }
    detail.machinery = height >= 18 && width >= 20;
    detail.tokens = height >= 14;
    return detail;
}

ViewState clear_of_hud(const ViewState& view, float width, float height) {
    // Height and usual width of a line of text, and a gap, ems.
    constexpr float line = 1.3f, usual = 12, gap = 0.3f;
    const HudDetail detail = hud_detail(width, height);
    const float top = detail.margin + line * (detail.title + 1 + static_cast<float>(detail.tokens)) + gap;
    // From 45 ems on, the two lines of the machinery fit into one beside the legend.
    const float rows = !detail.machinery ? 0.0f : detail.accuracy && width < 45 ? 2.0f : 1.0f;
    const float bottom = detail.margin + line * rows + gap;
    // Radius of the outline at the standard distance, where its diameter is 70 % of the smaller side.
    const float radius = 0.35f * std::min(width, height);
    if (0.5f * height - radius >= top || 0.5f * width - radius >= detail.margin + usual || height < 2 * line)
        return view;
    const float centre = 0.5f * (top + height - bottom);
    const float shrunk = std::clamp(0.5f * (height - top - bottom) / radius, 0.5f, 1.0f);
    ViewState moved = view;
    moved.distance /= static_cast<double>(shrunk);
    // `pan` is in radii, upwards.
    constexpr float pixels = 64;  // pixels per em, enough for rounding to whole pixels not to matter
    const Camera camera(moved, 3, static_cast<int>(pixels * width), static_cast<int>(pixels * height));
    moved.pan[1] -= static_cast<double>((centre - 0.5f * height) * pixels * camera.distance / camera.focal);
    return moved;
}

namespace {

/// True if a crowd of one angle has the full width of the circle's radial jitter (view/circle_layout): it looks like a
/// needle and is explained in the text.
bool piled_up(const Frame& frame) {
    constexpr double crowded = 20;  // times the uniform density
    const std::vector<double>& density = frame.angles.density;
    return frame.dimension == 2 && !density.empty() &&
           *std::max_element(density.begin(), density.end()) * 2 * M_PI > crowded;
}

/// Draws scene, time and cloud at the top left.
void draw_state(ImDrawList& list, ImVec2 at, float width, const HudDetail& detail, const Frame& frame,
                const SceneDocument& document, const Shown& shown, HudRectangles& drawn) {
    const float em = ImGui::GetFontSize();
    const Theme theme = document.view.theme;
    const Model& model = document.scene.model;
    Corner top(list, at, width, 1);
    if (!document.scene.name.empty())
        top.line(document.scene.name, palette::text(theme), semibold_font(), detail.title * em);
    const Phase* phase = phase_at(frame.phases, frame.time);
    std::string when = "t = " + number_text(frame.time, 4) + (phase ? "  ·  " + phase->name : "");
    if (frame.ended) when += "  ·  the scene's end, Space goes on";
    if (frame.playing && frame.time > document.scene.time.until) when += "  ·  beyond the scene's end";
    top.line(when, palette::text(theme));
    drawn.when = top.last();
    std::string what = grouped(frame.size()) + " tokens  ·  β = " + format("%.4g", model.beta);
    if (model.attention == Attention::unnormalized) what += "  ·  unnormalised";
    if (model.noise > 0) what += format("  ·  noise %.3g", model.noise);
    if (model.causal) what += "  ·  causal";
    if (shown.every > 1) what += "  ·  showing 1 in " + std::to_string(shown.every);
    if (detail.tokens) top.line(what, palette::faint_text(theme));
    if (detail.tokens && piled_up(frame))
        top.line("tokens at one angle stand side by side across the circle", palette::faint_text(theme));
    if (document.view.surface == Surface::theory && !frame.densities.heat && !frame.densities.heat_why_not.empty())
        top.line(typeset("no heat limit to paint: " + frame.densities.heat_why_not), palette::faint_text(theme));
    if (!frame.failure.empty()) top.line(frame.failure, palette::warning(theme));
    drawn.top = top.covered();
}

void plot_title(const char* text) {
    ImGui::PushFont(semibold_font(), 0);
    ImGui::TextUnformatted(text);
    ImGui::PopFont();
}

/// Plots the tokens' distribution: density maps on the sphere if theory has a density, else a histogram of the angle.
void plot_places(const Frame& frame, const SceneDocument& document, const HeatTheory& heat, ImVec2 size) {
    if (frame.densities.tokens && frame.densities.heat && document.view.theory) {
        plot_title("Density");
        return plot_sphere_maps(frame.densities, size);
    }
    plot_title(angle_name(frame.dimension));
    plot_angles(frame, document.view.theory ? &heat : nullptr, size, document.view.theme);
}

}  // namespace

HudRectangles draw_hud(ImDrawList& list, ImVec2 origin, ImVec2 size, const Frame& frame, const SceneDocument& document,
                       const Shown& shown, bool machinery) {
    const float em = ImGui::GetFontSize();
    const HudDetail detail = hud_detail(size.x / em, size.y / em);
    const float margin = detail.margin * em, width = size.x - 2 * margin;
    const float legend = std::min(legend_width * em, 0.42f * size.x);
    const Theme theme = document.view.theme;
    const ViewState& view = document.view;
    HudRectangles drawn;
    draw_state(list, {origin.x + margin, origin.y + margin}, width, detail, frame, document, shown, drawn);
    float raised = 0;
    if (machinery && detail.machinery) {
        Corner bottom(list, {origin.x + margin, origin.y + size.y - margin}, width, -1);
        std::vector<std::string> lines = machinery_lines(frame, width - legend - em, detail.accuracy);
        if (detail.reasons && !frame.solver.backend_reason.empty())
            lines.insert(lines.begin(), frame.solver.backend_reason);
        if (detail.reasons && !shown.copied.empty())
            lines.insert(lines.begin(), "tokens are copied to be drawn: " + shown.copied);
        for (auto line = lines.rbegin(); line != lines.rend(); ++line) bottom.line(*line, palette::faint_text(theme));
        drawn.machinery = bottom.covered();
        // The legend stands above the text if both do not fit side by side.
        if (lines.size() > 1 || drawn.machinery.to.x > origin.x + size.x - margin - legend)
            raised = 1.3f * em * static_cast<float>(lines.size());
    }
    const ImVec2 corner{origin.x + size.x - margin, origin.y + size.y - margin - raised};
    drawn.legend = draw_legend(list, corner, legend, frame, view, shown, detail.clusters);
    return drawn;
}

HudRectangles::Rectangle draw_legend(ImDrawList& list, ImVec2 corner, float legend, const Frame& frame,
                                     const ViewState& view, const Shown& shown, int clusters) {
    const float em = ImGui::GetFontSize();
    const Theme theme = view.theme;
    HudRectangles::Rectangle drawn;
    const auto add = [&](const HudRectangles::Rectangle& part) {
        const bool first = !(drawn.to.y > drawn.from.y);
        drawn = first ? part : HudRectangles::Rectangle{{std::min(part.from.x, drawn.from.x), part.from.y}, drawn.to};
    };
    if (painted_density(frame, view)) {
        add(bar_legend(list, corner, legend, density_scale(frame, shown.scales), theme));
        corner.y -= 4.2f * em;
    }
    if (shown.attention > 0) {
        const std::string label = "attention of " + shown.attending;
        const ColourScale scale{ColourBy::speed, 0, 100 * shown.attention, false, false, label, "%"};
        add(bar_legend(list, corner, legend, scale, theme));
        return drawn;
    }
    if (drawn_style(view.tokens, frame.size()) == TokenStyle::density) {
        if (shown.largest_density > 0) add(density_legend(list, corner, legend, shown.largest_density, theme));
        return drawn;
    }
    const ColourScale scale = colour_scale(frame, view, shown.scales);
    add(scale.by == ColourBy::cluster ? cluster_legend(list, corner, frame, clusters, theme)
                                      : bar_legend(list, corner, legend, scale, theme));
    return drawn;
}

float recording_panel_share(bool panels) {
    return panels ? panel_share : 0;
}

void draw_recording_overlay(ImVec2 size, const Frame& frame, const SceneDocument& document, const Shown& shown,
                            const std::vector<Measurement>& history, const HeatTheory& heat, bool panels) {
    const float left = size.x * (1 - recording_panel_share(panels));
    if (document.view.hud) {
        ImDrawList& list = *ImGui::GetBackgroundDrawList();
        const HudRectangles hud = draw_hud(list, {0, 0}, {left, size.y}, frame, document, shown, false);
        // With the turntable the picture's camera differs from the document's, which the label uses.
        if (document.view.turntable == 0) draw_forecast_label(list, {0, 0}, {left, size.y}, frame, document.view, hud);
    }
    if (!panels) return;
    const Theme theme = document.view.theme;
    const bool log_time = document.scene.time.axis == TimeAxis::log;
    ImGui::SetNextWindowPos({left, 0});
    ImGui::SetNextWindowSize({size.x - left, size.y});
    ImGui::Begin("recording", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoSavedSettings);
    const float room = ImGui::GetContentRegionAvail().y, em = ImGui::GetFontSize();
    // With large text only two plots or one fit; the plot of clusters goes first, since the legend counts them too.
    const int rows = std::clamp(static_cast<int>(room / ((title_ems + least_plot_ems) * em)), 1, 3);
    const ImVec2 plot{-1, room / static_cast<float>(rows) - title_ems * em};
    plot_title("Energy");
    plot_series(Series::energy, history, log_time, plot, theme, &frame);
    if (rows > 2) {
        plot_title("Clusters");
        plot_series(Series::clusters, history, log_time, plot, theme);
    }
    if (rows > 1) plot_places(frame, document, heat, plot);
    ImGui::End();
}

}  // namespace coalesce
