#include "figure/canvas.hpp"

#include <implot_internal.h>  // whether the legend hides a curve

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "model/text.hpp"
#include "view/scene_view.hpp"
#include "view/typeset.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

constexpr float title_size = 22, text_size = 14;

std::string superscript(int n) {
    constexpr const char* digits[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    std::string text = n < 0 ? "⁻" : "";
    for (const char digit : std::to_string(std::abs(n))) text += digits[digit - '0'];
    return text;
}

void draw_as_is(const Canvas& canvas, ImFont* font, float points, ImVec2 position, Align align, ImVec4 colour,
                const std::string& text) {
    const float size = points * canvas.scale;
    const float width = font->CalcTextSizeA(size, 1e9f, 0, text.c_str()).x;
    if (align == Align::centre) position.x -= width / 2;
    if (align == Align::right) position.x -= width;
    ImGui::GetWindowDrawList()->AddText(font, size, position, ImGui::GetColorU32(colour), text.c_str());
}

}  // namespace

std::vector<Rectangle> row(int width, int margin, int gap, int y, int height, int count) {
    std::vector<Rectangle> rectangles;
    const int each = (width - 2 * margin - (count - 1) * gap) / count;
    for (int k = 0; k < count; ++k) rectangles.push_back({margin + k * (each + gap), y, each, height});
    return rectangles;
}

std::string format(const char* pattern, double value) {
    return formatted(pattern, value);
}

std::string thousands(std::size_t n) {
    std::string digits = std::to_string(n);
    for (int k = static_cast<int>(digits.size()) - 3; k > 0; k -= 3) digits.insert(static_cast<std::size_t>(k), 1, ' ');
    return digits;
}

std::string power_of_ten(double log10_value) {
    const double whole = std::floor(log10_value + 1e-9), rest = std::pow(10, log10_value - whole);
    std::string power = whole == 0 ? "1" : "10" + superscript(static_cast<int>(whole));
    if (rest < 1.05) return power;
    return whole == 0 ? format("%.2g", rest) : format("%.2g·", rest) + power;
}

std::string scientific(double value) {
    if (value == 0 || (std::abs(value) >= 1e-3 && std::abs(value) < 1e4)) return format("%.3g", value);
    return (value < 0 ? "−" : "") + power_of_ten(std::log10(std::abs(value)));
}

void draw_text(const Canvas& canvas, ImFont* font, float points, ImVec2 position, Align align, ImVec4 colour,
               const std::string& text) {
    draw_as_is(canvas, font, points, position, align, colour, typeset(text));
}

void draw_header(const Canvas& canvas, const std::string& title, const std::string& source,
                 const std::vector<std::string>& lines) {
    const float s = canvas.scale, left = 24 * s, right = static_cast<float>(canvas.width) - left;
    const ImVec4 faint = palette::faint_text(canvas.theme);
    // A title can be a scene's name: "run a_1" is no mathematics.
    draw_as_is(canvas, semibold_font(), title_size, {left, 12 * s}, Align::left, palette::text(canvas.theme),
               visual_order(title));
    draw_text(canvas, ImGui::GetFont(), text_size, {right, 18 * s}, Align::right, faint, source);
    float y = 45 * s;
    for (const std::string& text : lines) {
        draw_text(canvas, ImGui::GetFont(), text_size, {left, y}, Align::left, faint, text);
        y += 21 * s;
    }
}

int header_points(std::size_t lines) {
    return 57 + 21 * static_cast<int>(lines);
}

void draw_legend(const Canvas& canvas, float y, const std::vector<LegendEntry>& entries) {
    const float s = canvas.scale, box = 11 * s;
    float right = static_cast<float>(canvas.width) - 24 * s;
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        draw_text(canvas, ImGui::GetFont(), text_size, {right, y * s}, Align::right, palette::text(canvas.theme),
                  entry->text);
        right -= ImGui::GetFont()->CalcTextSizeA(text_size * s, 1e9f, 0, typeset(entry->text).c_str()).x + 6 * s;
        ImGui::GetWindowDrawList()->AddRectFilled({right - box, (y + 4) * s}, {right, (y + 4) * s + box},
                                                  ImGui::GetColorU32(entry->colour));
        right -= box + 16 * s;
    }
}

void draw_plot_title(const Canvas& canvas, const Rectangle& where, const std::string& text) {
    draw_text(canvas, semibold_font(), 16,
              {static_cast<float>(where.x) + 8 * canvas.scale, static_cast<float>(where.y) - 24 * canvas.scale},
              Align::left, palette::text(canvas.theme), text);
}

ImPlotSpec line(ImVec4 colour, float weight) {
    ImPlotSpec spec;
    spec.LineColor = colour;
    spec.LineWeight = weight;
    return spec;
}

void plot_dashes(const char* label, ImPlotPoint from, ImPlotPoint to, ImPlotSpec spec, const Canvas& canvas) {
    const ImVec2 a = ImPlot::PlotToPixels(from), b = ImPlot::PlotToPixels(to);
    const float length = std::hypot(b.x - a.x, b.y - a.y), period = 14 * canvas.scale;
    const int count = std::max(1, static_cast<int>(std::round(length / period)));
    std::vector<double> x, y;
    for (int k = 0; k < count; ++k)
        for (const double part : {(k + 0.25) / count, (k + 0.75) / count}) {
            x.push_back(from.x + part * (to.x - from.x));
            y.push_back(from.y + part * (to.y - from.y));
        }
    spec.Flags = ImPlotLineFlags_Segments;
    ImPlot::PlotLine(label, x.data(), y.data(), static_cast<int>(x.size()), spec);
}

ImPlotSpec dots(ImVec4 colour, float radius) {
    ImPlotSpec spec;
    spec.LineColor = spec.MarkerLineColor = spec.MarkerFillColor = colour;
    spec.Marker = ImPlotMarker_Circle;
    spec.MarkerSize = radius;
    return spec;
}

void plot_dots(const char* label, const double* x, const double* y, int count, const ImPlotSpec& spec) {
    // It takes part in the legend and in the fit of the axes; its own circles have ten corners.
    ImPlotSpec unseen = spec;
    unseen.MarkerSize = 0.01f;
    ImPlot::PlotScatter(label, x, y, count, unseen);
    const ImPlotItem* item = ImPlot::GetItem(label);
    if (item && !item->Show) return;
    const ImU32 fill = ImGui::GetColorU32(spec.MarkerFillColor), edge = ImGui::GetColorU32(spec.MarkerLineColor);
    ImDrawList& list = *ImPlot::GetPlotDrawList();
    ImPlot::PushPlotClipRect();
    for (int i = 0; i < count; ++i) {
        const ImVec2 at = ImPlot::PlotToPixels(x[i], y[i]);
        if (!std::isfinite(at.x) || !std::isfinite(at.y)) continue;
        if (spec.MarkerFillColor.w > 0) list.AddCircleFilled(at, spec.MarkerSize, fill);
        if (spec.MarkerLineColor.w > 0 && edge != fill) list.AddCircle(at, spec.MarkerSize, edge, 0, spec.LineWeight);
    }
    ImPlot::PopPlotClipRect();
}

ImVec4 faded(ImVec4 colour, float alpha) {
    return {colour.x, colour.y, colour.z, alpha};
}

ImVec4 ramp(double part, Theme theme) {
    // The end of viridis that the ground would swallow is left out.
    const Rgb c = magnitude_colour(theme == Theme::light ? 0.82 * part : 0.2 + 0.8 * part);
    return {c.r, c.g, c.b, 1};
}

bool begin_plot(const char* id, const Rectangle& where, ImPlotFlags more) {
    ImGui::SetCursorScreenPos({static_cast<float>(where.x), static_cast<float>(where.y)});
    return ImPlot::BeginPlot(id, {static_cast<float>(where.width), static_cast<float>(where.height)},
                             ImPlotFlags_NoInputs | ImPlotFlags_NoMouseText | ImPlotFlags_NoTitle | more);
}

void log10_ticks(ImAxis axis, double from, double to, int most) {
    const int low = static_cast<int>(std::ceil(from)), high = static_cast<int>(std::floor(to));
    int step = 1;
    for (const int candidate : {1, 2, 5, 10, 20, 50, 100}) {
        step = candidate;
        if ((high - low) / step < most) break;
    }
    std::vector<double> ticks;
    std::vector<std::string> labels;
    for (int power = low; power <= high; ++power) {
        if (power % step != 0) continue;
        ticks.push_back(power);
        labels.push_back(power_of_ten(power));
    }
    std::vector<const char*> texts;
    for (const std::string& label : labels) texts.push_back(label.c_str());
    ImPlot::SetupAxisTicks(axis, ticks.data(), static_cast<int>(ticks.size()), texts.data());
}

}  // namespace coalesce::figure
