#include "studies/convergence.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "figure/canvas.hpp"
#include "figure/studies.hpp"
#include "figure/words.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

using std::numbers::pi;
using studies::Line;
using Bias = studies::Convergence::Bias;
using Sampling = studies::Convergence::Sampling;

class Convergence : public Figure {
  public:
    explicit Convergence(studies::ConvergenceSettings settings) { study_.settings = std::move(settings); }

    void compute(const Progress& progress) override { study_ = compute_convergence(study_.settings, progress); }
    studies::Result result() const override { return result_of(study_); }
    Page page(int width, float scale) const override;
    void draw(const Canvas& canvas) const override;

  private:
    std::vector<Rectangle> places(const Canvas& canvas) const;
    void plot_bias(const Canvas& canvas, const Rectangle& where) const;
    void plot_sampling(const Canvas& canvas, const Rectangle& where) const;
    void plot_densities(const Canvas& canvas, const Rectangle& where) const;
    void plot_excess(const Canvas& canvas, const Rectangle& where) const;

    const SceneDocument& document() const { return study_.settings.document; }
    std::string setting_text() const {
        if (study_.settings.published) return "law and matrices of Fig. 3";
        return "law of the tokens as set, " + matrices_text(document().scene.model);
    }

    studies::Convergence study_;
};

std::vector<Rectangle> Convergence::places(const Canvas& canvas) const {
    const int margin = canvas.px(16), gap = canvas.px(20), top = canvas.px(header_points(2) + 34);
    std::vector<Rectangle> all = row(canvas.width, margin, gap, top, canvas.px(290), 2);
    const auto below = row(canvas.width, margin, gap, top + canvas.px(290 + 42), canvas.px(220), 2);
    all.insert(all.end(), below.begin(), below.end());
    return all;
}

Page Convergence::page(int width, float scale) const {
    const Rectangle last = places({width, 0, scale, document().view.theme}).back();
    return {.height = last.y + last.height + static_cast<int>(16 * scale)};
}

void Convergence::draw(const Canvas& canvas) const {
    draw_header(canvas, study_.title, study_.source,
                {"Circle, " + setting_text() + " · all laws at the same heat time " + format("κt = %g", study_.heat) +
                     " · limit: the mean-field equation, by finite volumes, without sampling noise",
                 "W1: Wasserstein distance on the circle. Red: the slope of theory through the points."});
    const std::vector<Rectangle> where = places(canvas);
    plot_bias(canvas, where[0]);
    plot_sampling(canvas, where[1]);
    plot_densities(canvas, where[2]);
    plot_excess(canvas, where[3]);
}

/// Blue points on log-log axes, theory's slope in red through their mean, and the fitted slope written in.
void plot_power(const Canvas& canvas, const std::vector<double>& x, const std::vector<double>& y, double slope,
                const Line& fit) {
    double mean_x = 0, mean_y = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        mean_x += x[i] / static_cast<double>(x.size());
        mean_y += y[i] / static_cast<double>(x.size());
    }
    const double from = x.front() - 0.1, to = x.back() + 0.1;
    const double ends[] = {from, to}, law[] = {mean_y + slope * (from - mean_x), mean_y + slope * (to - mean_x)};
    ImPlot::PlotLine("##law", ends, law, 2, line(palette::theory(canvas.theme), 2 * canvas.scale));
    plot_dots("##points", x.data(), y.data(), static_cast<int>(x.size()),
              dots(palette::measurement(canvas.theme), 5 * canvas.scale));
    const ImVec2 corner = ImPlot::GetPlotPos(), size = ImPlot::GetPlotSize();
    const ImVec2 place{corner.x + size.x - 12 * canvas.scale, corner.y + 10 * canvas.scale};
    char text[80];
    std::snprintf(text, sizeof text, "measured slope −%.3f ± %.3f", -fit.slope, fit.slope_error);
    draw_text(canvas, semibold_font(), 16, place, Align::right, palette::measurement(canvas.theme), text);
    draw_text(canvas, semibold_font(), 16, {place.x, place.y + 24 * canvas.scale}, Align::right,
              palette::theory(canvas.theme), format("theory −%g", -slope));
}

/// Axes of plot_power: ticks at every point's own number.
void setup_power_axes(const char* x_label, const char* y_label, const std::vector<double>& x,
                      const std::vector<double>& y, const std::vector<std::string>& names) {
    std::vector<const char*> texts;
    for (const std::string& name : names) texts.push_back(name.c_str());
    const auto [low, high] = std::minmax_element(y.begin(), y.end());
    ImPlot::SetupAxes(x_label, y_label);
    ImPlot::SetupAxesLimits(x.front() - 0.1, x.back() + 0.1, *low - 0.2, *high + 0.25, ImPlotCond_Always);
    ImPlot::SetupAxisTicks(ImAxis_X1, x.data(), static_cast<int>(x.size()), texts.data());
    constexpr double values[] = {2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2};
    std::vector<double> ticks;
    for (const double value : values) ticks.push_back(std::log10(value));
    constexpr const char* labels[] = {"0.0002", "0.0005", "0.001", "0.002", "0.005",
                                      "0.01",   "0.02",   "0.05",  "0.1",   "0.2"};
    ImPlot::SetupAxisTicks(ImAxis_Y1, ticks.data(), static_cast<int>(ticks.size()), labels);
}

void Convergence::plot_bias(const Canvas& canvas, const Rectangle& where) const {
    draw_plot_title(canvas, where, "Limit to heat law: the bias of finite β");
    std::vector<double> x, y;
    std::vector<std::string> names;
    for (const Bias& bias : study_.biases) {
        x.push_back(std::log10(bias.beta));
        y.push_back(std::log10(bias.w1));
        names.push_back(format("%.4g", bias.beta));
    }
    if (!begin_plot("##bias", where, ImPlotFlags_NoLegend)) return;
    setup_power_axes("β", "W₁ (rad)", x, y, names);
    plot_power(canvas, x, y, -1, study_.bias_fit());
    ImPlot::EndPlot();
}

void Convergence::plot_sampling(const Canvas& canvas, const Rectangle& where) const {
    draw_plot_title(canvas, where,
                    format("Tokens to limit, β = %g: noise, mean ± standard error over seeds", study_.sampled_beta));
    std::vector<double> x, y, down, up;
    std::vector<std::string> names;
    for (const Sampling& row : study_.samplings) {
        x.push_back(std::log10(row.tokens));
        y.push_back(std::log10(row.mean()));
        down.push_back(y.back() - std::log10(row.mean() - row.error()));
        up.push_back(std::log10(row.mean() + row.error()) - y.back());
        names.push_back(format("%g", row.tokens));
    }
    if (!begin_plot("##sampling", where, ImPlotFlags_NoLegend)) return;
    setup_power_axes("tokens N", "W₁ (rad)", x, y, names);
    ImPlotSpec bars = line(palette::measurement(canvas.theme), 1.5f * canvas.scale);
    bars.Size = 6 * canvas.scale;
    ImPlot::PlotErrorBars("##errors", x.data(), y.data(), down.data(), up.data(), static_cast<int>(x.size()), bars);
    plot_power(canvas, x, y, -0.5, study_.sampling_fit());
    ImPlot::EndPlot();
}

void setup_angle_axis(const char* y_label, double low, double high) {
    constexpr double ticks[] = {-pi, -pi / 2, 0, pi / 2, pi};
    constexpr const char* labels[] = {"−π", "−π/2", "0", "π/2", "π"};
    ImPlot::SetupAxes("angle (rad)", y_label);
    ImPlot::SetupAxesLimits(-pi, pi, low, high, ImPlotCond_Always);
    ImPlot::SetupAxisTicks(ImAxis_X1, ticks, 5, labels);
}

void Convergence::plot_densities(const Canvas& canvas, const Rectangle& where) const {
    draw_plot_title(canvas, where, "Densities: the limit at three β, and heat");
    double top = 0;
    for (const Bias& bias : study_.biases)
        top = std::max(top, *std::max_element(bias.density.begin(), bias.density.end()));
    if (!begin_plot("##densities", where)) return;
    setup_angle_axis("density", 0, 1.1 * top);
    ImPlot::SetupLegend(ImPlotLocation_NorthEast, ImPlotLegendFlags_Horizontal);
    for (const std::size_t k : {std::size_t{0}, std::size_t{2}, study_.biases.size() - 1}) {
        const Bias& bias = study_.biases[k];
        ImPlot::PlotLine(
            format("β = %.4g", bias.beta).c_str(), bias.angle.data(), bias.density.data(),
            static_cast<int>(bias.angle.size()),
            line(ramp(static_cast<double>(k) / static_cast<double>(study_.biases.size() - 1), canvas.theme),
                 3 * canvas.scale));
    }
    ImPlot::PlotLine("heat law", study_.heat_angle.data(), study_.heat_density.data(),
                     static_cast<int>(study_.heat_angle.size()), line(palette::theory(canvas.theme), 2 * canvas.scale));
    ImPlot::EndPlot();
}

void Convergence::plot_excess(const Canvas& canvas, const Rectangle& where) const {
    draw_plot_title(canvas, where, "Share of tokens below an angle, minus the limit's: one seed");
    double top = 0;
    for (const Sampling& row : study_.samplings)
        for (const double excess : row.excess) top = std::max(top, std::abs(excess));
    if (!begin_plot("##excess", where)) return;
    setup_angle_axis("excess", -1.1 * top, 1.1 * top);
    ImPlot::SetupLegend(ImPlotLocation_NorthEast, ImPlotLegendFlags_Horizontal);
    for (const std::size_t k : {std::size_t{0}, std::size_t{2}, study_.samplings.size() - 1}) {
        const Sampling& row = study_.samplings[k];
        ImPlot::PlotLine(
            format("N = %g", row.tokens).c_str(), row.angle.data(), row.excess.data(),
            static_cast<int>(row.angle.size()),
            line(ramp(static_cast<double>(k) / static_cast<double>(study_.samplings.size() - 1), canvas.theme),
                 2 * canvas.scale));
    }
    ImPlot::EndPlot();
}

}  // namespace

std::unique_ptr<Figure> make_convergence(const std::vector<Assignment>& set, Theme theme) {
    studies::ConvergenceSettings settings = studies::convergence_settings(set);
    settings.document.view.theme = theme;
    return std::make_unique<Convergence>(std::move(settings));
}

}  // namespace coalesce::figure
