#include "coalesce/studies/convergence.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numbers>

#include "chart/numbers.hpp"
#include "coalesce/model/text.hpp"
#include "figure/page_parts.hpp"
#include "figure/studies.hpp"
#include "figure/words.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

using chart::Chart;
using std::numbers::pi;
using Bias = studies::Convergence::Bias;
using Sampling = studies::Convergence::Sampling;

/// Points on log-log axes, whose ticks are the points' own numbers.
struct Power {
    std::vector<double> x, y;  ///< log10
    std::vector<std::string> names;
    std::vector<double> down{}, up{};  ///< standard errors; may be empty

    void add(double at, double value, std::string name) {
        x.push_back(std::log10(at));
        y.push_back(std::log10(value));
        names.push_back(std::move(name));
    }
};

class Convergence : public Figure {
  public:
    explicit Convergence(studies::ConvergenceSettings settings) { study_.settings = std::move(settings); }

    void compute(const Progress& progress) override { study_ = compute_convergence(study_.settings, progress); }
    studies::Result result() const override { return result_of(study_); }
    chart::Page page() const override;

  private:
    Chart bias_chart() const;
    Chart sampling_chart() const;
    Chart power_chart(const char* x_label, const Power& points, double slope, const studies::Line& fit) const;
    Chart densities_chart() const;
    Chart excess_chart() const;

    const SceneDocument& document() const { return study_.settings.document; }
    Theme theme() const { return document().view.theme; }
    /// Colour and name of three of `count` curves, the first, the third and the last.
    template <class Add>
    void for_three(std::size_t count, const Add& add) const {
        for (const std::size_t k : {std::size_t{0}, std::size_t{2}, count - 1})
            add(k, ramp(static_cast<double>(k) / static_cast<double>(count - 1), theme()));
    }
    std::string setting_text() const {
        if (study_.settings.published) return "law and matrices of Fig. 3";
        return "law of the tokens as set, " + matrices_text(document().scene.model);
    }

    studies::Convergence study_;
};

chart::Page Convergence::page() const {
    chart::Page page = titled_page(
        study_.title, study_.source,
        {"Circle, " + setting_text() + " · all laws at the same heat time " + formatted("$\\kappa t=%g$", study_.heat) +
             " · limit: the mean-field equation, by finite volumes, without sampling noise",
         "$W_1$: Wasserstein distance on the circle. Red: the slope of theory through the points."});
    const std::vector<chart::Box> where = rows(first_row(2), 20, {{290, 2}, {220, 2}});
    place(page, where[0], "Limit to heat law: the bias of finite $\\beta$", bias_chart());
    place(page, where[1],
          formatted("Tokens to limit, $\\beta = %g$: noise, mean ± standard error over seeds", study_.sampled_beta),
          sampling_chart());
    place(page, where[2], "Densities: the limit at three $\\beta$, and heat", densities_chart());
    place(page, where[3], "Share of tokens below an angle, minus the limit's: one seed", excess_chart());
    finish(page);
    return page;
}

/// Blue points, theory's slope in red through their mean, and the fitted slope written in.
Chart Convergence::power_chart(const char* x_label, const Power& points, double slope, const studies::Line& fit) const {
    const chart::Colour blue = ink(palette::measurement(theme())), red = ink(palette::theory(theme()));
    const auto count = static_cast<double>(points.x.size());
    double mean_x = 0, mean_y = 0;
    for (std::size_t k = 0; k < points.x.size(); ++k) {
        mean_x += points.x[k] / count;
        mean_y += points.y[k] / count;
    }
    const double from = points.x.front() - 0.1, to = points.x.back() + 0.1;
    const auto [low, high] = std::minmax_element(points.y.begin(), points.y.end());
    Chart chart;
    chart.x = {.label = x_label, .range = chart::Range{from, to}};
    for (std::size_t k = 0; k < points.x.size(); ++k) chart.x.ticks.push_back({points.x[k], points.names[k]});
    chart.y = {.label = "$W_1$ (rad)", .range = chart::Range{*low - 0.2, *high + 0.25}};
    for (const double value : {2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2})
        chart.y.ticks.push_back({std::log10(value), formatted("%g", value)});
    if (!points.down.empty())
        chart.items.emplace_back(chart::ErrorBars{
            .x = points.x, .y = points.y, .below = points.down, .above = points.up, .stroke = {blue, 1.5f}, .cap = 12});
    chart.items.emplace_back(chart::Line{
        .x = {from, to}, .y = {mean_y + slope * (from - mean_x), mean_y + slope * (to - mean_x)}, .stroke = {red, 2}});
    chart.items.emplace_back(chart::Dots{.x = points.x, .y = points.y, .radius = 5, .fill = blue});
    char measured[80];
    std::snprintf(measured, sizeof measured, "measured slope −%.3f ± %.3f", -fit.slope, fit.slope_error);
    chart::Text text{.text = measured,
                     .at = {1, 0},
                     .offset = {-12, 10},
                     .align = chart::Align::right,
                     .colour = blue,
                     .size = 16,
                     .strong = true,
                     .corner = true};
    chart.items.emplace_back(text);
    text.text = formatted("theory −%g", -slope);
    text.offset.y += 24;
    text.colour = red;
    chart.items.emplace_back(text);
    return chart;
}

Chart Convergence::bias_chart() const {
    Power points;
    for (const Bias& bias : study_.biases) points.add(bias.beta, bias.w1, formatted("%.4g", bias.beta));
    return power_chart("$\\beta$", points, -1, study_.bias_fit());
}

Chart Convergence::sampling_chart() const {
    Power points;
    for (const Sampling& row : study_.samplings) {
        points.add(row.tokens, row.mean(), formatted("%g", row.tokens));
        points.down.push_back(points.y.back() - std::log10(row.mean() - row.error()));
        points.up.push_back(std::log10(row.mean() + row.error()) - points.y.back());
    }
    return power_chart("tokens $N$", points, -0.5, study_.sampling_fit());
}

/// A chart over the angle.
Chart angle_chart(const char* y_label, double low, double high) {
    Chart chart;
    chart.x = {.label = "angle (rad)",
               .range = chart::Range{-pi, pi},
               .ticks = {{-pi, "−π"}, {-pi / 2, "−π/2"}, {0, "0"}, {pi / 2, "π/2"}, {pi, "π"}}};
    chart.y = {.label = y_label, .range = chart::Range{low, high}};
    chart.legend = chart::Legend::north_east;
    chart.legend_in_a_row = true;
    return chart;
}

Chart Convergence::densities_chart() const {
    double top = 0;
    for (const Bias& bias : study_.biases)
        top = std::max(top, *std::max_element(bias.density.begin(), bias.density.end()));
    Chart chart = angle_chart("density", 0, 1.1 * top);
    for_three(study_.biases.size(), [&](std::size_t k, chart::Colour colour) {
        const Bias& bias = study_.biases[k];
        chart.items.emplace_back(chart::Line{.name = formatted("$\\beta = %.4g$", bias.beta),
                                             .x = bias.angle,
                                             .y = bias.density,
                                             .stroke = {colour, 3}});
    });
    chart.items.emplace_back(chart::Line{.name = "heat law",
                                         .x = study_.heat_angle,
                                         .y = study_.heat_density,
                                         .stroke = {ink(palette::theory(theme())), 2}});
    return chart;
}

Chart Convergence::excess_chart() const {
    double top = 0;
    for (const Sampling& row : study_.samplings)
        for (const double excess : row.excess) top = std::max(top, std::abs(excess));
    Chart chart = angle_chart("excess", -1.1 * top, 1.1 * top);
    for_three(study_.samplings.size(), [&](std::size_t k, chart::Colour colour) {
        const Sampling& row = study_.samplings[k];
        chart.items.emplace_back(chart::Line{
            .name = formatted("N = %g", row.tokens), .x = row.angle, .y = row.excess, .stroke = {colour, 2}});
    });
    return chart;
}

}  // namespace

std::unique_ptr<Figure> make_convergence(const std::vector<Assignment>& set, Theme theme) {
    studies::ConvergenceSettings settings = studies::convergence_settings(set);
    settings.document.view.theme = theme;
    return std::make_unique<Convergence>(std::move(settings));
}

}  // namespace coalesce::figure
