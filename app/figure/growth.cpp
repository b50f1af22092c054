#include "coalesce/studies/growth.hpp"

#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "coalesce/model/text.hpp"
#include "figure/page_parts.hpp"
#include "figure/studies.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

using chart::Align;
using chart::Chart;
using Mode = studies::Growth::Mode;
using GrowthRun = studies::Growth::Run;

/// The lower plots show amplitudes for this β.
constexpr std::size_t shown_beta = 1;

class Growth : public Figure {
  public:
    explicit Growth(studies::GrowthSettings settings) { study_.settings = std::move(settings); }

    void compute(const Progress& progress) override { study_ = compute_growth(study_.settings, progress); }
    studies::Result result() const override { return result_of(study_); }

    chart::Page page() const override {
        chart::Page page =
            titled_page(study_.title, study_.source,
                        {std::string(study_.softmax() ? "softmax" : "unnormalised") +
                             " attention · Q = K = V = Id · the uniform law with a ripple of amplitude 10⁻⁷ in every "
                             "mode, as weighted tokens on a quadrature grid",
                         "The fastest ripple (ringed) decides how finely a nearly uniform crowd first breaks up; on "
                         "the circle it is the number of clusters."});
        page.legends.push_back({66,
                                {{"measured, ± standard error", ink(palette::measurement(theme()))},
                                 {"theory", ink(palette::theory(theme()))}}});
        const std::vector<chart::Box> where = rows(first_row(2), 20, {{290, 2}, {220, 2}});
        place(page, where[0], "Circle: rates by wave number", rates_chart(2));
        place(page, where[1], "Sphere: rates by degree", rates_chart(3));
        for (const int dimension : {2, 3})
            place(page, where[static_cast<std::size_t>(dimension)],
                  formatted("Amplitudes relative to their start, $\\beta = %.3g$", shown_run(dimension).beta),
                  amplitudes_chart(dimension));
        finish(page);
        return page;
    }

  private:
    Theme theme() const { return study_.settings.document.view.theme; }
    const GrowthRun& shown_run(int dimension) const {
        return study_.runs[(dimension == 2 ? 0 : study_.settings.betas.size()) + shown_beta];
    }

    Chart rates_chart(int dimension) const {
        double top = 0, right = 0;
        for (const GrowthRun& run : study_.runs)
            for (const Mode& mode : run.modes)
                if (run.dimension == dimension) {
                    top = std::max(top, mode.theory);
                    right = std::max(right, static_cast<double>(mode.k));
                }
        Chart chart;
        chart.x = {.label = dimension == 2 ? "wave number k" : "degree l", .range = chart::Range{0, right + 1}};
        chart.y = {.label = "rate per unit time", .range = chart::Range{0, 1.22 * top}};
        for (const GrowthRun& run : study_.runs)
            if (run.dimension == dimension) add_rates(chart, run);
        return chart;
    }

    void add_rates(Chart& chart, const GrowthRun& run) const {
        const chart::Colour blue = ink(palette::measurement(theme()));
        chart::Line theory{.x = {0}, .y = {0}, .stroke = {ink(palette::theory(theme())), 2}};
        chart::ErrorBars errors{.stroke = {blue, 1.5f}};
        for (const Mode& mode : run.modes) {
            theory.x.push_back(mode.k);
            theory.y.push_back(mode.theory);
            errors.x.push_back(mode.k);
            errors.y.push_back(mode.rate);
            errors.below.push_back(mode.rate_error);
        }
        errors.above = errors.below;
        const auto at = static_cast<std::size_t>(run.fastest);
        const chart::Point fastest{theory.x[at], theory.y[at]};
        const chart::Dots dots{.x = errors.x, .y = errors.y, .radius = 4, .fill = blue};
        chart.items.emplace_back(std::move(theory));
        chart.items.emplace_back(std::move(errors));
        chart.items.emplace_back(dots);
        chart.items.emplace_back(chart::Dots{.x = {fastest.x},
                                             .y = {fastest.y},
                                             .radius = 8,
                                             .fill = chart::transparent,
                                             .edge = {ink(palette::text(theme())), 1.5f}});
        const bool first = run.beta == study_.settings.betas.front();  // its neighbour's stands close
        chart.items.emplace_back(chart::Text{.text = formatted("$\\beta = %.3g$, ", run.beta) +
                                                     formatted(run.dimension == 2 ? "k = %g" : "l = %g", run.fastest),
                                             .at = fastest,
                                             .offset = {first ? 14.0f : 0.0f, -31},
                                             .align = first ? Align::right : Align::centre,
                                             .colour = ink(palette::text(theme()))});
    }

    Chart amplitudes_chart(int dimension) const {
        const GrowthRun& run = shown_run(dimension);
        const double end = run.times.back();
        Chart chart;
        chart.x = {.label = "time t", .range = chart::Range{0, 1.09 * end}};
        chart.y = {.label = "amplitude, log scale", .range = chart::Range{-0.05, 1.06 * study_.efolds / std::log(10)}};
        for (const int value : {1, 2, 3, 5, 7}) chart.y.ticks.push_back({std::log10(value), std::to_string(value)});
        for (const int k : {1, (run.fastest + 1) / 3, (run.fastest + 1) / 2, run.fastest}) {
            const Mode& mode = run.modes[static_cast<std::size_t>(std::max(k, 1) - 1)];
            const double grown = mode.theory * end / std::log(10);
            chart::Dots dots{.radius = 4, .fill = ink(palette::measurement(theme()))};
            for (std::size_t i = 0; i < run.times.size(); i += 2) {
                dots.x.push_back(run.times[i]);
                dots.y.push_back(mode.log10_amplitude[i] - mode.log10_amplitude[0]);
            }
            chart.items.emplace_back(
                chart::Line{.x = {0, end}, .y = {0, grown}, .stroke = {ink(palette::theory(theme())), 2}});
            chart.items.emplace_back(std::move(dots));
            chart.items.emplace_back(chart::Text{.text = formatted(dimension == 2 ? "k = %g" : "l = %g", mode.k),
                                                 .at = {end, grown},
                                                 .offset = {9, -10},
                                                 .colour = ink(palette::text(theme()))});
        }
        return chart;
    }

    studies::Growth study_;
};

}  // namespace

std::unique_ptr<Figure> make_growth(const std::vector<Assignment>& set, Theme theme) {
    studies::GrowthSettings settings = studies::growth_settings(set);
    settings.document.view.theme = theme;
    return std::make_unique<Growth>(std::move(settings));
}

}  // namespace coalesce::figure
