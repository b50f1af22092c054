#include "coalesce/studies/lifetimes.hpp"

#include <algorithm>
#include <cmath>

#include "chart/ticks.hpp"
#include "coalesce/model/text.hpp"
#include "figure/page_parts.hpp"
#include "figure/studies.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

using chart::Chart;
using LifetimesCurve = studies::Lifetimes::Curve;

class Lifetimes : public Figure {
  public:
    explicit Lifetimes(studies::LifetimesSettings settings) { study_.settings = std::move(settings); }

    void compute(const Progress& progress) override { study_ = compute_lifetimes(study_.settings, progress); }
    studies::Result result() const override { return result_of(study_); }

    chart::Page page() const override {
        chart::Page page = titled_page(
            study_.title, study_.source,
            {formatted(R"(Two clusters on the circle, %.0f tokens of standard deviation )", study_.tokens) +
                 formatted("%g rad, ", study_.width) + formatted("%.0f seeds. ", study_.settings.seeds) +
                 R"(Plateau: $T=C\,e^{\beta(1-\rho)}/(\beta\sin^2\theta)$ with $\rho=\cos\theta$,)",
             R"(so that $\log(\beta T)$ rises with slope $1-\rho$ over $\beta$. Bars: standard errors over the seeds.)"});
        page.legends.push_back({66,
                                {{"measured", ink(palette::measurement(theme())), chart::Sample::disc},
                                 {"pairing law", ink(palette::theory(theme())), chart::Sample::line}}});
        const std::vector<chart::Box> where = rows(first_row(2), 20, {{340, 2}});
        place(page, where[0], R"(Length of the plateau against $\beta$)", times_chart());
        place(page, where[1], R"(Slope of $\log(\beta T)$ against $1-\rho$)", slopes_chart());
        finish(page);
        return page;
    }

  private:
    Theme theme() const { return study_.settings.document.view.theme; }
    chart::Colour blue() const { return ink(palette::measurement(theme())); }
    chart::Colour red() const { return ink(palette::theory(theme())); }

    Chart times_chart() const {
        const std::vector<double>& betas = study_.settings.betas;
        double top = 0;
        for (const LifetimesCurve& curve : study_.curves) top = std::max(top, curve.points.back().mean / std::log(10));
        Chart chart;
        chart.x = {.label = R"($\beta$)", .range = chart::Range{0.9 * betas.front(), 1.09 * betas.back()}};
        chart.y = {
            .label = "time $T$", .range = chart::Range{0, 1.06 * top}, .ticks = chart::exponent_ticks(0, top, 6)};
        for (const LifetimesCurve& curve : study_.curves) add_times(chart, curve);
        return chart;
    }

    void add_times(Chart& chart, const LifetimesCurve& curve) const {
        chart::Line law{.stroke = {red(), 2}};
        chart::Dots dots{.radius = 4, .fill = blue()};
        chart::ErrorBars errors{.stroke = {blue(), 1.5f}};
        for (const studies::Lifetimes::Point& point : curve.points) {
            law.x.push_back(point.beta);
            law.y.push_back(point.law / std::log(10));
            dots.x.push_back(point.beta);
            dots.y.push_back(point.mean / std::log(10));
            errors.below.push_back(point.error / std::log(10));
        }
        errors.x = dots.x;
        errors.y = dots.y;
        errors.above = errors.below;
        const chart::Point end{dots.x.back(), dots.y.back()};
        chart.items.emplace_back(std::move(law));
        chart.items.emplace_back(std::move(errors));
        chart.items.emplace_back(std::move(dots));
        chart.items.emplace_back(chart::Text{.text = formatted("%g°", curve.degrees),
                                             .at = end,
                                             .offset = {10, -9},
                                             .colour = ink(palette::text(theme()))});
    }

    Chart slopes_chart() const {
        const double right = 1.15 * study_.curves.back().expected;
        Chart chart;
        chart.x = {.label = R"($1-\rho$)", .range = chart::Range{0, right}};
        chart.y = {.label = "slope", .range = chart::Range{0, right}};
        chart.items.emplace_back(chart::Line{.x = {0, right}, .y = {0, right}, .stroke = {red(), 2}});
        for (const LifetimesCurve& curve : study_.curves) {
            chart.items.emplace_back(chart::ErrorBars{.x = {curve.expected},
                                                      .y = {curve.slope},
                                                      .below = {curve.slope_error},
                                                      .above = {curve.slope_error},
                                                      .stroke = {blue(), 1.5f}});
            chart.items.emplace_back(
                chart::Dots{.x = {curve.expected}, .y = {curve.slope}, .radius = 4, .fill = blue()});
            chart.items.emplace_back(chart::Text{
                .text = formatted("%g°: ", curve.degrees) + formatted("%.4f", curve.slope) +
                        formatted(" ± %.4f", curve.slope_error) + formatted(", law %.4f", curve.expected),
                .at = {curve.expected, curve.slope},
                .offset = {curve.expected > 0.6 * right ? -14.0f : 14.0f, curve.expected > 0.6 * right ? -26.0f : 4.0f},
                .align = curve.expected > 0.6 * right ? chart::Align::right : chart::Align::left,
                .colour = ink(palette::text(theme()))});
        }
        return chart;
    }

    studies::Lifetimes study_;
};

}  // namespace

std::unique_ptr<Figure> make_lifetimes(const std::vector<Assignment>& set, Theme theme) {
    studies::LifetimesSettings settings = studies::lifetimes_settings(set);
    settings.document.view.theme = theme;
    return std::make_unique<Lifetimes>(std::move(settings));
}

}  // namespace coalesce::figure
