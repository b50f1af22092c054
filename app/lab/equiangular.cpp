#include <cmath>

#include "chart/numbers.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/equiangular_study.hpp"
#include "figure/page_parts.hpp"
#include "lab/equiangular_plots.hpp"
#include "lab/lab.hpp"

namespace coalesce::lab {
namespace {

using namespace figure;

/// A picture of four plots.
class EquiangularLab : public Lab {
  public:
    EquiangularLab(studies::EquiangularStudy study, Theme theme) : theme_(theme), study_(std::move(study)) {}

    void compute(const Progress& progress) override {
        study_ = studies::compute_equiangular(study_.settings, progress);
    }
    studies::Result result() const override { return result_of(study_); }
    std::string picture_name() const override { return "equiangular"; }

    chart::Page page() const override {
        chart::Page page = titled_page("Tokens at equal angles: theory and direct particles",
                                       "after Geshkovski et al. 2023 and Rigollet 2025", {describe(), outcome()});
        const std::vector<chart::Box> where = rows(first_row(2), 24, {{280, 2}, {300, 2}});
        place(page, where[0], "Inner product $\\rho$ over time",
              equiangular_series_chart(study_.settings, study_.series, theme_));
        place(page, where[1], "Speed $d\\rho/dt$", equiangular_rate_chart(study_.rates, theme_));
        place(page, where[2], equiangular_transition_title(study_.settings),
              equiangular_transition_chart(study_.settings, study_.transition, theme_));
        constexpr float bar = 92;
        chart::Box map = where[3];
        map.width -= bar + 4;
        place(page, map, "$\\log_{10}$ of the time until $1 - \\rho$ has fallen to a hundredth",
              cluster_time_chart(study_.settings, study_.times, theme_));
        page.bars.push_back({{where[3].right() - bar, map.y, bar, map.height}, cluster_time_bar(study_.times)});
        finish(page);
        return page;
    }

  private:
    bool softmax() const { return study_.settings.attention == Attention::softmax; }

    std::string describe() const {
        return "n = " + grouped(static_cast<std::uint64_t>(study_.settings.n)) +
               formatted(", β = %.4g", study_.settings.inverse_temperature()) +
               formatted(" = %.3g log n",
                         study_.settings.inverse_temperature() / std::log(static_cast<double>(study_.settings.n))) +
               formatted(", ρ = %.3g at the start, ", study_.settings.rho) + (softmax() ? "softmax" : "unnormalised") +
               " attention, Q = K = V = Id · " + equiangular_law(study_.settings);
    }

    std::string outcome() const {
        std::string text =
            formatted("ρ = %.6g", study_.series.theory.back()) + formatted(" at t = %g", study_.settings.until);
        if (study_.series.particles.empty())
            return text + "; direct particles are moved up to n = " + std::to_string(most_particles);
        return text + "; direct particles differ by at most " + short_text(study_.largest_difference());
    }

    Theme theme_;
    studies::EquiangularStudy study_;
};

}  // namespace

std::unique_ptr<Lab> lab_of(studies::EquiangularStudy study, Theme theme) {
    return std::make_unique<EquiangularLab>(std::move(study), theme);
}

Entry equiangular_entry() {
    return {.name = "equiangular",
            .about = "Tokens at equal angles and long contexts: theory against direct particles",
            .reference = settings_reference(equiangular_parameters()),
            .keys = keys_of(equiangular_parameters()),
            .pictures = {},
            .make = [](std::string_view, const std::vector<Assignment>& set, Theme theme) -> std::unique_ptr<Lab> {
                studies::EquiangularStudy study;
                study.settings = studies::equiangular_settings(set);
                return lab_of(std::move(study), theme);
            }};
}

}  // namespace coalesce::lab
