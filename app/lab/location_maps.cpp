#include <implot.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "figure/canvas.hpp"
#include "lab/location_plots.hpp"
#include "studies/single_location_risk.hpp"
#include "view/scene_view.hpp"
#include "view/ui.hpp"

namespace coalesce::lab {
namespace {

using figure::faded;
using figure::format;
using figure::line;

ImVec4 magnitude(double unit_value) {
    const Rgb c = magnitude_colour(unit_value);
    return {c.r, c.g, c.b, 1};
}

/// Ends of segments of one level, by marching squares over the middles of the plane's cells.
struct Contour {
    std::vector<double> mu, nu;
};

Contour contour(const LocationPlane& plane, double level) {
    constexpr int cells = LocationPlane::cells;
    Contour found;
    const auto value = [&](int row, int column) { return plane.risk[static_cast<std::size_t>(row * cells + column)]; };
    for (int row = 0; row + 1 < cells; ++row)
        for (int column = 0; column + 1 < cells; ++column) {
            constexpr int corner[5][2] = {{0, 0}, {0, 1}, {1, 1}, {1, 0}, {0, 0}};
            std::vector<ImPlotPoint> crossings;
            for (int k = 0; k < 4; ++k) {
                const double a = value(row + corner[k][0], column + corner[k][1]) - level;
                const double b = value(row + corner[k + 1][0], column + corner[k + 1][1]) - level;
                if ((a < 0) == (b < 0)) continue;
                const double t = a / (a - b);
                const double y = row + corner[k][0] + t * (corner[k + 1][0] - corner[k][0]);
                const double x = column + corner[k][1] + t * (corner[k + 1][1] - corner[k][1]);
                crossings.emplace_back(-1 + 2 * (x + 0.5) / cells, 1 - 2 * (y + 0.5) / cells);
            }
            // At a saddle of the grid the four crossings are joined in their order round the square.
            for (std::size_t k = 0; k + 1 < crossings.size(); k += 2)
                for (const ImPlotPoint& point : {crossings[k], crossings[k + 1]}) {
                    found.mu.push_back(point.x);
                    found.nu.push_back(point.y);
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

void draw_contours(const LocationPlane& plane, PlotLook look) {
    const auto [low, high] = std::minmax_element(plane.risk.begin(), plane.risk.end());
    if (!(*high > *low)) return;
    const double step = level_step(*high - *low);
    std::vector<double> labelled;
    for (double level = step * std::ceil(*low / step + 1e-9); level < *high; level += step) {
        const Contour lines = contour(plane, level);
        if (lines.mu.empty()) continue;
        ImPlotSpec spec = line(magnitude((level - *low) / (*high - *low)), 1.6f * look.scale);
        spec.Flags = ImPlotLineFlags_Segments;
        const std::string name = "##" + format("%.6g", level);
        ImPlot::PlotLine(name.c_str(), lines.mu.data(), lines.nu.data(), static_cast<int>(lines.mu.size()), spec);
        // Where the level is farthest to the right, its value.
        const auto right = std::max_element(lines.mu.begin(), lines.mu.end()) - lines.mu.begin();
        const double nu = lines.nu[static_cast<std::size_t>(right)];
        const bool room =
            std::none_of(labelled.begin(), labelled.end(), [&](double other) { return std::abs(other - nu) < 0.16; });
        if (std::abs(nu) > 0.9 || !room) continue;
        labelled.push_back(nu);
        ImPlot::PlotText(format("%.3g", level).c_str(), 1.09, nu);
    }
}

void draw_streamlines(const LocationPlane& plane, PlotLook look) {
    const ImVec4 colour = faded(palette::theory(look.theme), 0.6f);
    ImDrawList& list = *ImPlot::GetPlotDrawList();
    const ImU32 ink = ImGui::GetColorU32(colour);
    ImPlot::PushPlotClipRect();
    for (const LocationPlane::Line& points : plane.streamlines) {
        std::vector<ImVec2> pixels;
        for (const auto& [mu, nu] : points) pixels.push_back(ImPlot::PlotToPixels(mu, nu));
        list.AddPolyline(pixels.data(), static_cast<int>(pixels.size()), ink, 1.1f * look.scale);
        const std::size_t middle = pixels.size() / 2, before = middle > 3 ? middle - 3 : 0;
        const float x = pixels[middle].x - pixels[before].x, y = pixels[middle].y - pixels[before].y;
        const float length = std::hypot(x, y), size = 5 * look.scale;
        if (length == 0) continue;
        const ImVec2 along{size * x / length, size * y / length}, tip = pixels[middle];
        list.AddTriangleFilled({tip.x + along.x, tip.y + along.y}, {tip.x - along.y * 0.6f, tip.y + along.x * 0.6f},
                               {tip.x + along.y * 0.6f, tip.y - along.x * 0.6f}, ink);
    }
    ImPlot::PopPlotClipRect();
}

/// A sink is full, a source empty, a saddle half full; a degenerate point is a ring of grey.
void draw_fixed_points(const LocationPlane& plane, PlotLook look) {
    ImDrawList& list = *ImPlot::GetPlotDrawList();
    const ImU32 red = ImGui::GetColorU32(palette::theory(look.theme));
    const ImU32 ground = ImGui::GetColorU32(ImGuiCol_WindowBg, 1),
                grey = ImGui::GetColorU32(palette::faint_text(look.theme));
    const float radius = 5.5f * look.scale, height = ImGui::GetFontSize();
    for (const FixedPoint& point : plane.fixed) {
        const ImVec2 at = ImPlot::PlotToPixels(point.mu, point.nu);
        list.AddCircleFilled(at, radius, point.stability == Stability::sink ? red : ground);
        if (point.stability == Stability::saddle) {
            list.PathArcTo(at, radius, 0, static_cast<float>(M_PI));
            list.PathFillConvex(red);
        }
        list.AddCircle(at, radius, point.stability == Stability::degenerate ? grey : red, 0, 1.8f * look.scale);
        const std::string word(word_of(point.stability));
        const float width = ImGui::CalcTextSize(word.c_str()).x;
        const bool leftwards = point.mu > -0.9;
        // In a low plot the word goes up, or down, to the frame and no farther.
        const float top = ImPlot::GetPlotPos().y, bottom = top + ImPlot::GetPlotSize().y - height;
        const float y = point.nu > 0.5 ? at.y - 1.25f * height : at.y + 0.25f * height;
        list.AddText({leftwards ? at.x - width - 8 * look.scale : at.x + 8 * look.scale,
                      std::clamp(y, top, std::max(top, bottom))},
                     ImGui::GetColorU32(palette::text(look.theme)), word.c_str());
    }
}

void draw_way(std::span<const LocationRow> rows, PlotLook look) {
    if (rows.empty()) return;
    std::vector<double> mu, nu, flow_mu, flow_nu;
    for (const LocationRow& row : rows) {
        mu.push_back(row.order.mu);
        nu.push_back(row.order.nu);
        flow_mu.push_back(row.flow.mu);
        flow_nu.push_back(row.flow.nu);
    }
    const int count = static_cast<int>(rows.size());
    const ImVec4 blue = palette::measurement(look.theme), red = palette::theory(look.theme);
    ImPlot::PlotLine("gradient flow", flow_mu.data(), flow_nu.data(), count, line(red, 2.6f * look.scale));
    ImPlot::PlotLine("this run", mu.data(), nu.data(), count, line(blue, 3 * look.scale));
    ImPlotSpec head = figure::dots(blue, 5 * look.scale);
    head.MarkerLineColor = ImGui::GetStyleColorVec4(ImGuiCol_WindowBg);
    figure::plot_dots("##now", &mu.back(), &nu.back(), 1, head);
}

}  // namespace

void location_plane_plot(const LocationPlane& plane, std::span<const LocationRow> rows, PlotLook look) {
    ImPlot::SetupAxes("μ = ⟨u, u*⟩: found", "ν = ⟨v, v*⟩: read");
    ImPlot::SetupAxesLimits(-1.12, 1.18, -1.18, 1.18, ImPlotCond_Always);
    // Beside the plot: fixed points and ways are all over it.
    ImPlot::SetupLegend(ImPlotLocation_North, ImPlotLegendFlags_Outside | ImPlotLegendFlags_Horizontal);
    draw_contours(plane, look);
    draw_streamlines(plane, look);
    if (std::abs(plane.step_mu) < 1) {
        const double x[] = {plane.step_mu, plane.step_mu}, y[] = {-1, 1};
        ImPlot::PlotLine("cμ = ψ", x, y, 2, line(faded(palette::text(look.theme), 0.6f), 1.3f * look.scale));
    }
    draw_way(rows, look);
    draw_fixed_points(plane, look);
}

void location_section_plot(const SingleLocation& settings, const RiskSection& section, const OrderParameters& at,
                           PlotLook look) {
    const ImVec4 blue = palette::measurement(look.theme), red = palette::theory(look.theme);
    double top = 1e-12;
    std::vector<double> risk, error;
    for (const MeasuredRisk& measured : section.measured) {
        risk.push_back(measured.risk);
        error.push_back(measured.error);
        top = std::max(top, measured.risk + measured.error);
    }
    for (const double value : section.theory) top = std::max(top, value);
    if (section.mu.empty()) top = 1;
    ImPlot::SetupAxes("μ", "risk without label noise");
    // Room for the legend above the curves.
    ImPlot::SetupAxesLimits(-1, 1, 0, 1.75 * top, ImPlotCond_Always);
    ImPlot::SetupLegend(ImPlotLocation_NorthEast);
    const double step = random_energy(settings).psi / settings.c();
    if (std::abs(step) < 1) {
        const double x[] = {step, step}, y[] = {0, 1.75 * top};
        ImPlot::PlotLine("cμ = ψ", x, y, 2, line(faded(palette::text(look.theme), 0.6f), 1.3f * look.scale));
    }
    if (section.mu.empty()) return ImPlot::PlotText("measuring…", 0, 0.5);
    const int count = static_cast<int>(risk.size());
    if (settings.beta > random_energy(settings).beta_c) {
        std::vector<double> theory;
        for (const double mu : section.measured_mu) theory.push_back(mean_risk(settings, {.mu = mu, .nu = section.nu}));
        ImPlotSpec gap;
        gap.LineColor = ImVec4(0, 0, 0, 0);
        gap.FillColor = palette::warning(look.theme);
        gap.FillAlpha = 0.3f;
        ImPlot::PlotShaded("finite d", section.measured_mu.data(), theory.data(), risk.data(), count, gap);
    }
    const int fine = static_cast<int>(section.mu.size());
    ImPlot::PlotLine("paper's formula", section.mu.data(), section.paper.data(), fine,
                     line(faded(palette::text(look.theme), 0.6f), 1.5f * look.scale));
    ImPlot::PlotLine("theory, d → ∞", section.mu.data(), section.theory.data(), fine, line(red, 2 * look.scale));
    ImPlotSpec bars = line(blue, 1.3f * look.scale);
    bars.Size = 4 * look.scale;
    ImPlot::PlotErrorBars("measured", section.measured_mu.data(), risk.data(), error.data(), count, bars);
    figure::plot_dots("measured", section.measured_mu.data(), risk.data(), count,
                      figure::dots(blue, 3.2f * look.scale));
    ImPlot::TagX(at.mu, blue, "μ");
}

namespace {

/// The measured cells alone: what is not known yet keeps the plot's ground, which is no colour of the scale.
void draw_phase_cells(const LocationPhases& phases) {
    ImDrawList& list = *ImPlot::GetPlotDrawList();
    constexpr int rows = LocationPhases::rows, columns = LocationPhases::columns;
    int missing = 0;
    ImPlot::PushPlotClipRect();
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column) {
            const double risk = phases.risk[static_cast<std::size_t>(row * columns + column)];
            if (!std::isfinite(risk)) {
                ++missing;
                continue;
            }
            const double top = phases.highest_alpha * (rows - row) / rows;
            const double bottom = phases.highest_alpha * (rows - row - 1) / rows;
            const ImVec2 from = ImPlot::PlotToPixels(static_cast<double>(column) / columns, top);
            const ImVec2 to = ImPlot::PlotToPixels((column + 1.0) / columns, bottom);
            list.AddRectFilled({std::floor(from.x), std::floor(from.y)}, {std::floor(to.x), std::floor(to.y)},
                               ImGui::GetColorU32(ImPlot::SampleColormap(static_cast<float>(std::min(risk, 1.0)),
                                                                         ImPlotColormap_Viridis)));
        }
    ImPlot::PopPlotClipRect();
    const int done = rows - missing / columns;
    if (missing > 0)
        ImPlot::PlotText(("measuring: " + std::to_string(done) + " of " + std::to_string(rows) + " rows").c_str(), 0.5,
                         phases.highest_alpha * (1 - 0.5 * missing / (rows * columns)));
}

}  // namespace

void location_phase_plot(const SingleLocation& settings, const LocationPhases& phases, PlotLook look) {
    ImPlot::SetupAxes("γ", "α = log(L−1) / d");
    ImPlot::SetupAxesLimits(0, 1, 0, phases.highest_alpha, ImPlotCond_Always);
    ImPlot::SetupLegend(ImPlotLocation_NorthEast);
    draw_phase_cells(phases);
    std::vector<double> gamma, alpha;
    const auto size = phases.line_alpha.size();
    for (std::size_t k = 0; k + 6 < size; k += 10)
        for (const std::size_t end : {k, k + 6}) {
            gamma.push_back(phases.line_gamma[end]);
            alpha.push_back(phases.line_alpha[end]);
        }
    ImPlotSpec dashes = line(palette::theory(look.theme), 2.6f * look.scale);
    dashes.Flags = ImPlotLineFlags_Segments;
    ImPlot::PlotLine("c = ψ", gamma.data(), alpha.data(), static_cast<int>(gamma.size()), dashes);
    const double own = random_energy(settings).alpha;
    figure::plot_dots("##halo", &settings.gamma, &own, 1, figure::dots(ImVec4(1, 1, 1, 1), 7 * look.scale));
    figure::plot_dots("this run", &settings.gamma, &own, 1,
                      figure::dots(palette::measurement(look.theme), 5 * look.scale));
}

void location_phase_scale(float height) {
    ImPlot::PushColormap(ImPlotColormap_Viridis);
    ImPlot::ColormapScale("oracle's risk / that of answering 0", 0, 1, {0, height}, "%.1f");
    ImPlot::PopColormap();
}

void location_sample_plot(const SingleLocation& settings, const LocationSample& sample, const OrderParameters& at,
                          PlotLook look) {
    const double root = std::sqrt(static_cast<double>(settings.d)), centre = settings.c() * root * at.mu;
    double left = -3.5, right = 3.5, reach = 3.5;
    for (const TokenView& token : sample.tokens) {
        left = std::min(left, token.along_u - 0.5);
        right = std::max(right, token.along_u + 0.5);
        reach = std::max(reach, std::abs(token.along_v) + 0.5);
    }
    ImPlot::SetupAxes("⟨x, u⟩: what attention sees", "⟨x, v⟩: what it reads");
    left = std::min(left, centre - 0.5);
    right = std::max(right, centre + 0.5);
    // Room for a disc at either side, and below for the legend.
    const double margin = 0.08 * (right - left);
    ImPlot::SetupAxesLimits(left - margin, right + margin, -1.9 * reach, 1.1 * reach, ImPlotCond_Always);
    ImPlot::SetupLegend(ImPlotLocation_SouthWest);
    const double x[] = {centre, centre}, y[] = {-1.9 * reach, 1.1 * reach};
    ImPlot::PlotLine("informative, mean", x, y, 2, line(faded(palette::theory(look.theme), 0.8f), 1.6f * look.scale));
    const ImVec4 blue = palette::measurement(look.theme);
    const Rgb orange = identity_colour(1, look.theme);
    ImDrawList& list = *ImPlot::GetPlotDrawList();
    ImPlot::PushPlotClipRect();
    for (std::size_t l = 0; l < sample.tokens.size(); ++l) {
        const TokenView& token = sample.tokens[l];
        const ImVec2 place = ImPlot::PlotToPixels(token.along_u, token.along_v);
        const auto disc = static_cast<float>(26 * std::sqrt(token.weight)) * look.scale;
        list.AddCircleFilled(place, disc, ImGui::GetColorU32(faded(blue, 0.45f)));
        list.AddCircleFilled(place, 2.5f * look.scale, ImGui::GetColorU32(palette::text(look.theme)));
        if (l != sample.secret) continue;
        const ImU32 ring = ImGui::GetColorU32({orange.r, orange.g, orange.b, 1});
        list.AddCircle(place, std::max(disc, 2.5f * look.scale) + 4 * look.scale, ring, 0, 2.5f * look.scale);
    }
    ImPlot::PopPlotClipRect();
    // Their names for the legend.
    const double nowhere = -1e9;
    figure::plot_dots("attention (area)", &nowhere, &nowhere, 1, figure::dots(faded(blue, 0.6f), 5 * look.scale));
    ImPlotSpec secret = figure::dots(ImVec4(0, 0, 0, 0), 5 * look.scale);
    secret.MarkerLineColor = {orange.r, orange.g, orange.b, 1};
    secret.LineColor = secret.MarkerLineColor;
    secret.LineWeight = 2 * look.scale;
    figure::plot_dots("informative token", &nowhere, &nowhere, 1, secret);
}

}  // namespace coalesce::lab
