#include "coalesce/studies/transition.hpp"

#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "chart/ticks.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/theory/equiangular.hpp"
#include "figure/page_parts.hpp"
#include "figure/studies.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

using chart::Align;
using chart::Chart;
using Crowd = studies::Transition::Crowd;
using HalfWay = studies::Transition::HalfWay;

class Transition : public Figure {
  public:
    Transition(studies::TransitionSettings settings, Theme theme) : theme_(theme) {
        study_.settings = std::move(settings);
    }

    void compute(const Progress& progress) override { study_ = compute_transition(study_.settings, progress); }
    studies::Result result() const override { return result_of(study_); }

    chart::Page page() const override {
        chart::Page page = titled_page(
            study_.title, study_.source,
            {R"($n$ tokens of $\mathbb R^n$, all inner products $\rho$, $Q=K=V=\mathrm{Id}$, $\beta=\gamma\log n$. )"
             R"(Circles: $n$ direct particles. )"
             R"(Softmax: $\dot\rho=2(1-\rho)((n-1)\rho+1)/(e^{\beta(1-\rho)}+n-1)$,)",
             R"(with a transition at $\gamma=1/(1-\rho)$ that sharpens like $\log\log n/\log n$. Without normalisation )"
             R"(there is none: the rate falls as $e^{-\gamma(1-\rho)\log n}$ from $\gamma=0$ on.)"});
        chart::LegendLine legend{87, {{"$n =$", chart::transparent}}};
        for (std::size_t k = 0; k < study_.curves.size(); ++k) legend.keys.push_back({name_of(k), colour_of(k)});
        page.legends.push_back(std::move(legend));
        const std::vector<chart::Box> where = rows(first_row(2), 20, {{270, 2}, {240, 3}});
        place(page, where[0],
              formatted("Softmax: $\\rho$ at $t=%g$", study_.moment) + formatted(", from $\\rho=%g$", study_.rho0),
              rho_chart());
        place(page, where[1],
              formatted("Softmax: time until $1-\\rho$ has fallen to $%g$", study_.gathered * (1 - study_.rho0)),
              time_chart());
        place(page, where[2], formatted("Softmax: $\\gamma$ with $\\rho$ half-way to 1 at $t=%g$", study_.moment),
              half_way_chart());
        place(page, where[3], formatted("Slowing at $\\rho=%g$: $-\\log_n$ of the speed", study_.rho0),
              exponent_chart());
        place(page, where[4], "Relative error of $\\rho$, particles against the equations", error_chart());
        finish(page);
        return page;
    }

  private:
    std::string name_of(std::size_t k) const {
        const double log10_n = study_.curves[k].log10_n;
        return log10_n < 4 ? formatted("%.0f", std::pow(10, log10_n)) : power_of_ten(log10_n);
    }
    chart::Colour colour_of(std::size_t k) const {
        return ramp(static_cast<double>(k) / static_cast<double>(study_.curves.size() - 1), theme_);
    }
    chart::Colour colour_of_crowd(int n) const {
        return ramp((std::log10(n) - study_.shown[0]) / (study_.shown[1] - study_.shown[0]) /
                        static_cast<double>(study_.curves.size() - 1),
                    theme_);
    }
    chart::Colour red() const { return ink(palette::theory(theme_)); }
    chart::Colour blue() const { return ink(palette::measurement(theme_)); }

    Chart gamma_chart(const char* y_label, double low, double high) const {
        Chart chart;
        chart.x = {.label = "$\\gamma = \\beta / \\log n$",
                   .range = chart::Range{study_.lowest_gamma, study_.highest_gamma}};
        for (int gamma = 0; gamma <= 5; ++gamma) chart.x.ticks.push_back({1.0 * gamma, std::to_string(gamma)});
        chart.y = {.label = y_label, .range = chart::Range{low, high}};
        return chart;
    }

    void mark_limit(Chart& chart) const {
        const double at = 1 / (1 - study_.rho0), low = chart.y.range->from, high = chart.y.range->to;
        chart.items.emplace_back(chart::Line{.x = {at, at}, .y = {low, high}, .stroke = {red(), 2, true}});
        chart.items.emplace_back(chart::Text{.text = "$\\gamma = 1/(1-\\rho)$",
                                             .at = {at, (low + high) / 2},
                                             .offset = {-10, -10},
                                             .align = Align::right,
                                             .colour = red(),
                                             .size = 15,
                                             .strong = true});
    }

    Chart rho_chart() const {
        Chart chart = gamma_chart("$\\rho$", study_.rho0 - 0.04, 1.04);
        mark_limit(chart);
        for (std::size_t k = 0; k < study_.curves.size(); ++k)
            chart.items.emplace_back(chart::Line{.name = name_of(k),
                                                 .x = study_.curves[k].gamma,
                                                 .y = study_.curves[k].rho,
                                                 .stroke = {colour_of(k), 2.5f}});
        for (const Crowd& crowd : study_.crowds)
            if (crowd.attention == Attention::softmax)
                chart.items.emplace_back(chart::Dots{.x = {crowd.gamma},
                                                     .y = {crowd.particles},
                                                     .radius = 4.5f,
                                                     .fill = colour_of_crowd(crowd.n),
                                                     .edge = {ink(palette::text(theme_)), 1}});
        return chart;
    }

    Chart time_chart() const {
        Chart chart = gamma_chart("time", 0, 6);
        chart.y.ticks = chart::exponent_ticks(0, 6, 8);
        mark_limit(chart);
        for (std::size_t k = 0; k < study_.curves.size(); ++k)
            chart.items.emplace_back(chart::Line{.name = name_of(k),
                                                 .x = study_.curves[k].gamma,
                                                 .y = study_.curves[k].log10_time,
                                                 .stroke = {colour_of(k), 2.5f}});
        return chart;
    }

    /// Against 1/log10 n, so that the limit is at the left edge.
    Chart half_way_chart() const {
        Chart chart;
        chart.x = {.label = "$n$, on the scale of $1/\\log n$",
                   .range = chart::Range{-0.09, 0.7},
                   .ticks = {{0, "∞"},
                             {1.0 / 12, "10¹²"},
                             {1.0 / 6, "10⁶"},
                             {1 / 3.612359947967774, "4096"},
                             {1 / 2.10720996964787, "128"},
                             {1 / 1.505149978, "32"}}};
        chart.y = {.label = "half-way $\\gamma$", .range = chart::Range{0, 9.8}};
        std::vector<double> x;
        for (const double log10_n : study_.swept) x.push_back(1 / log10_n);
        for (const HalfWay& half : study_.half_ways) {
            chart.items.emplace_back(chart::Line{.x = x, .y = half.gamma, .stroke = {faded(blue(), 0.6f), 1.5f}});
            chart.items.emplace_back(chart::Dots{.x = x, .y = half.gamma, .radius = 4, .fill = blue()});
            chart.items.emplace_back(chart::Dots{.x = {0}, .y = {half.limit()}, .radius = 6, .fill = red()});
            // That of the lowest curve below it: above it comes the next.
            const bool lowest = half.start == study_.starts[0];
            chart.items.emplace_back(chart::Text{.text = formatted("$\\rho = %g$", half.start),
                                                 .at = {x.front(), half.gamma.front()},
                                                 .offset = {0, lowest ? 8.0f : -26.0f},
                                                 .align = Align::right,
                                                 .colour = ink(palette::text(theme_))});
            chart.items.emplace_back(chart::Text{.text = formatted("%.3g", half.limit()),
                                                 .at = {0, half.limit()},
                                                 .offset = {-9, -10},
                                                 .align = Align::right,
                                                 .colour = red()});
        }
        return chart;
    }

    /// By how much the speed at the start has fallen: it is n^{-exponent} of that at γ = 0.
    Chart exponent_chart() const {
        Chart chart = gamma_chart("power of $n$", -0.15, 2.75);
        add_exponent(chart, Attention::unnormalized, 4.4, "unnormalised: $\\gamma(1-\\rho)$");
        add_exponent(chart, Attention::softmax, 4.9, "softmax");
        return chart;
    }

    /// Theory at the crowds' n and for n → ∞, and the crowds.
    void add_exponent(Chart& chart, Attention attention, double name_at, const char* name) const {
        for (const double n : {std::pow(10, study_.shown[0]), std::pow(10, study_.shown[1]), 1e300}) {
            chart::Line law{.stroke = {red(), n > 1e200 ? 2.5f : 1.2f}};
            for (int k = 0; k <= 250; ++k) {
                law.x.push_back(study_.highest_gamma * k / 250);
                law.y.push_back(equiangular_rate_exponent(attention, n, law.x.back(), study_.rho0));
            }
            chart.items.emplace_back(std::move(law));
        }
        for (const Crowd& crowd : study_.crowds)
            if (crowd.attention == attention)
                chart.items.emplace_back(chart::Dots{
                    .x = {crowd.gamma}, .y = {crowd.exponent}, .radius = 4.5f, .fill = colour_of_crowd(crowd.n)});
        chart.items.emplace_back(
            chart::Text{.text = name,
                        .at = {name_at, equiangular_rate_exponent(attention, 1e300, name_at, study_.rho0)},
                        .offset = {-12, -20},
                        .align = Align::right,
                        .colour = ink(palette::text(theme_))});
    }

    Chart error_chart() const {
        const chart::Colour faint = ink(palette::faint_text(theme_));
        Chart chart = gamma_chart("relative error", -16, -4.5);
        chart.y.ticks = chart::exponent_ticks(-16, -5, 7);
        chart.items.emplace_back(chart::Line{
            .x = {study_.lowest_gamma, study_.highest_gamma}, .y = {-6, -6}, .stroke = {faint, 1.5f, true}});
        for (const int n : study_.settings.crowds) {
            chart::Dots dots{.name = formatted("n = %.0f", n), .radius = 5, .fill = colour_of_crowd(n)};
            for (const Crowd& crowd : study_.crowds) {
                if (crowd.n != n) continue;
                dots.x.push_back(crowd.gamma);
                dots.y.push_back(std::log10(std::max(crowd.error(), 1e-16)));
            }
            chart.items.emplace_back(std::move(dots));
        }
        chart.items.emplace_back(chart::Text{.text = "asked",
                                             .at = {study_.highest_gamma, -6},
                                             .offset = {-8, -20},
                                             .align = Align::right,
                                             .colour = faint});
        return chart;
    }

    Theme theme_;
    studies::Transition study_;
};

}  // namespace

std::unique_ptr<Figure> make_transition(const std::vector<Assignment>& set, Theme theme) {
    return std::make_unique<Transition>(studies::transition_settings(set), theme);
}

}  // namespace coalesce::figure
