#include <implot.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "figure/canvas.hpp"
#include "lab/location_plots.hpp"
#include "view/ui.hpp"

namespace coalesce::lab {
namespace {

using figure::faded;
using figure::line;

/// One column of the rows.
template <class Value>
std::vector<double> column(std::span<const LocationRow> rows, const Value& value) {
    std::vector<double> all;
    all.reserve(rows.size());
    for (const LocationRow& row : rows) all.push_back(value(row));
    return all;
}

/// A dot where there is one point alone.
void solid(const char* label, const std::vector<double>& x, const std::vector<double>& y, ImPlotSpec spec) {
    if (x.size() == 1)
        figure::plot_dots(label, x.data(), y.data(), 1, figure::dots(spec.LineColor, 2 * spec.LineWeight));
    ImPlot::PlotLine(label, x.data(), y.data(), static_cast<int>(x.size()), spec);
}

/// Dashes of equal length along the axis, whatever the number of points: `most` of them over the whole axis.
void dashed(const char* label, const std::vector<double>& x, const std::vector<double>& y, double end,
            ImPlotSpec spec) {
    constexpr int most = 44;
    if (x.size() == 1) return solid(label, x, y, spec);
    std::vector<double> at, value;
    for (int dash = 0; dash < most && x.size() > 1; ++dash)
        for (const double part : {0.0, 0.6}) {
            const double here = end * (dash + part) / most;
            if (here > x.back()) break;
            const auto after = std::upper_bound(x.begin(), x.end(), here);
            const auto k = std::clamp<std::size_t>(static_cast<std::size_t>(after - x.begin()), 1, x.size() - 1);
            const double t = (here - x[k - 1]) / (x[k] - x[k - 1]);
            at.push_back(here);
            value.push_back(y[k - 1] + t * (y[k] - y[k - 1]));
        }
    if (at.size() % 2 != 0) {
        at.pop_back();
        value.pop_back();
    }
    spec.Flags = ImPlotLineFlags_Segments;
    ImPlot::PlotLine(label, at.data(), value.data(), static_cast<int>(at.size()), spec);
}

/// Powers of ten, or 1, 2 and 5 times them where there are few.
void risk_ticks(double low, double high) {
    if (high > 200 * low) return power_ticks(ImAxis_Y1, low, high, 5);
    std::vector<double> ticks;
    std::vector<std::string> labels;
    for (double power = std::pow(10, std::floor(std::log10(low))); power < high; power *= 10)
        for (const double factor : {1.0, 2.0, 5.0})
            if (factor * power >= low && factor * power <= high) {
                ticks.push_back(factor * power);
                labels.push_back(figure::format("%.4g", ticks.back()));
            }
    std::vector<const char*> texts;
    for (const std::string& label : labels) texts.push_back(label.c_str());
    if (!ticks.empty()) ImPlot::SetupAxisTicks(ImAxis_Y1, ticks.data(), static_cast<int>(ticks.size()), texts.data());
}

/// Of the axis: the run's whole length, so that curves grow into it.
double last_iteration(const SingleLocation& settings, std::span<const LocationRow> rows) {
    const double done = rows.empty() ? 0.0 : static_cast<double>(rows.back().iteration);
    return std::max({1.0, done, static_cast<double>(settings.iterations)});
}

struct OrderCurve {
    const char* name;
    double OrderParameters::*member;
};

/// Names at the right end of their curves, none over another.
void name_curves(std::span<const OrderCurve> curves, const LocationRow& last, PlotLook look) {
    struct Name {
        const char* text;
        ImVec2 place;
    };
    std::vector<Name> names;
    for (const OrderCurve& curve : curves)
        names.push_back(
            {curve.name, ImPlot::PlotToPixels(static_cast<double>(last.iteration), last.order.*curve.member)});
    std::sort(names.begin(), names.end(), [](const Name& a, const Name& b) { return a.place.y < b.place.y; });
    const float height = ImGui::GetFontSize();
    for (std::size_t k = 1; k < names.size(); ++k)
        names[k].place.y = std::max(names[k].place.y, names[k - 1].place.y + 0.9f * height);
    ImPlot::PushPlotClipRect();
    for (const Name& name : names)
        ImPlot::GetPlotDrawList()->AddText({name.place.x + 5 * look.scale, name.place.y - 0.6f * height},
                                           ImGui::GetColorU32(palette::measurement(look.theme)), name.text);
    ImPlot::PopPlotClipRect();
}

void order_curves(std::span<const OrderCurve> curves, const SingleLocation& settings, std::span<const LocationRow> rows,
                  double low, double high, PlotLook look) {
    const double end = last_iteration(settings, rows);
    ImPlot::SetupAxes("iteration", "order parameters");
    // Room for the names.
    ImPlot::SetupAxesLimits(0, 1.06 * end, low, high, ImPlotCond_Always);
    ImPlot::SetupLegend(ImPlotLocation_North, ImPlotLegendFlags_Outside | ImPlotLegendFlags_Horizontal);
    const std::vector<double> x = column(rows, [](const LocationRow& r) { return static_cast<double>(r.iteration); });
    const ImVec4 red = palette::theory(look.theme);
    for (const OrderCurve& curve : curves) {
        solid("measured", x, column(rows, [&](const LocationRow& r) { return r.order.*curve.member; }),
              line(palette::measurement(look.theme), 2.2f * look.scale));
        solid("finite steps", x, column(rows, [&](const LocationRow& r) { return r.map.*curve.member; }),
              line(faded(red, 0.45f), 1 * look.scale));
        dashed("gradient flow", x, column(rows, [&](const LocationRow& r) { return r.flow.*curve.member; }), end,
               line(red, 2 * look.scale));
    }
    if (!rows.empty()) name_curves(curves, rows.back(), look);
}

}  // namespace

void location_risk_plot(const SingleLocation& settings, std::span<const LocationRow> rows, PlotLook look) {
    const double noise = settings.epsilon * settings.epsilon, end = last_iteration(settings, rows);
    const ImVec4 blue = palette::measurement(look.theme), red = palette::theory(look.theme);
    const std::vector<double> x = column(rows, [](const LocationRow& r) { return static_cast<double>(r.iteration); });
    const auto test = column(rows, [&](const LocationRow& r) { return r.test.risk + noise; });
    const auto flow = column(rows, [&](const LocationRow& r) { return r.risk_flow + noise; });
    double low = 1e300, high = 0;
    for (const auto* values : {&test, &flow})
        for (const double value : *values) {
            if (value > 0) low = std::min(low, value);
            high = std::max(high, value);
        }
    // No more than five decades: without label noise a risk falls for ever.
    low = std::max({1e-12, low / 1.6, high * 1e-5});
    ImPlot::SetupAxes("iteration", "mean squared error");
    ImPlot::SetupAxisScale(ImAxis_Y1, ImPlotScale_Log10);
    ImPlot::SetupAxesLimits(0, end, low, std::max(2 * high, 10 * low), ImPlotCond_Always);
    risk_ticks(low, std::max(2 * high, 10 * low));
    ImPlot::SetupLegend(ImPlotLocation_NorthEast);
    const auto below =
        column(rows, [&](const LocationRow& r) { return std::max(low, r.test.risk + noise - r.test.error); });
    const auto above = column(rows, [&](const LocationRow& r) { return r.test.risk + noise + r.test.error; });
    ImPlotSpec band;
    band.LineColor = ImVec4(0, 0, 0, 0);
    band.FillColor = blue;
    band.FillAlpha = 0.25f;
    ImPlot::PlotShaded("test risk", x.data(), below.data(), above.data(), static_cast<int>(x.size()), band);
    if (!rows.empty() && std::isfinite(rows.back().loss))
        solid("training loss", x, column(rows, [](const LocationRow& r) { return r.loss; }),
              line(faded(blue, 0.5f), 1.3f * look.scale));
    solid("test risk", x, test, line(blue, 2.2f * look.scale));
    const auto paper = column(rows, [&](const LocationRow& r) { return r.risk_paper + noise; });
    bool differs = false;
    for (std::size_t k = 0; k < flow.size(); ++k) differs |= std::abs(paper[k] - flow[k]) > 0.01 * flow[k];
    if (differs) solid("paper's formula", x, paper, line(faded(palette::text(look.theme), 0.6f), 1.3f * look.scale));
    dashed("gradient flow", x, flow, end, line(red, 2 * look.scale));
}

void location_order_plot(const SingleLocation& settings, std::span<const LocationRow> rows, PlotLook look) {
    constexpr OrderCurve curves[] = {{"μ", &OrderParameters::mu}, {"ν", &OrderParameters::nu}};
    double low = 0;
    for (const LocationRow& row : rows) low = std::min({low, row.order.mu, row.order.nu, row.flow.mu, row.flow.nu});
    order_curves(curves, settings, rows, low < 0 ? std::max(-1.05, 1.1 * low - 0.03) : 0, 1.05, look);
}

void location_rest_plot(const SingleLocation& settings, std::span<const LocationRow> rows, PlotLook look) {
    constexpr OrderCurve curves[] = {
        {"ζ", &OrderParameters::zeta}, {"η", &OrderParameters::eta}, {"ρ", &OrderParameters::rho}};
    double reach = 0.02;
    for (const LocationRow& row : rows)
        for (const OrderCurve& curve : curves)
            reach = std::max({reach, std::abs(row.order.*curve.member), std::abs(row.flow.*curve.member)});
    order_curves(curves, settings, rows, -1.4 * reach, 1.4 * reach, look);
}

}  // namespace coalesce::lab
