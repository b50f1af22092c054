#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/single_location_risk.hpp"
#include "coalesce/studies/single_location_study.hpp"
#include "figure/page_parts.hpp"
#include "lab/boards.hpp"
#include "lab/lab.hpp"
#include "lab/location_plots.hpp"

namespace coalesce::lab {
namespace {

using namespace figure;

/// A picture of six plots.
class SingleLocationLab : public Lab {
  public:
    SingleLocationLab(studies::SingleLocationStudy study, Theme theme) : theme_(theme), study_(std::move(study)) {}

    void compute(const Progress& progress) override {
        study_ = studies::compute_single_location(study_.settings, progress);
    }
    studies::Result result() const override { return result_of(study_); }
    std::string picture_name() const override { return "single-location"; }

    chart::Page page() const override {
        chart::Page page =
            titled_page("Single-location regression: one attention head finds one token in many",
                        "after Dohmatob 2025, Understanding softmax attention layers", {describe(), outcome()});
        // A colour bar stands right of the last plot.
        constexpr float gap = 24, bar = 82;
        std::vector<chart::Box> where = rows(first_row(2), gap, {{250, 3}, {370, 3}});
        const chart::Box& left = where[3];
        const auto below = chart::row(page.width - bar - 4, left.x, gap, left.y, left.height, 3);
        std::copy(below.begin(), below.end(), where.begin() + 3);
        place(page, where[0], "Loss and test risk", location_risk_chart(study_.settings, study_.rows, theme_));
        place(page, where[1], "Found and read: $\\mu$ and $\\nu$",
              location_order_chart(study_.settings, study_.rows, theme_));
        place(page, where[2], "The other order parameters", location_rest_chart(study_.settings, study_.rows, theme_));
        place(page, where[3], "Risk and flow at $\\zeta = \\eta = \\rho = 0$",
              location_plane_chart(study_.plane, study_.rows, theme_));
        place(page, where[4], formatted("Theory and measurement along $\\mu$ at $\\nu = %.3g$", study_.section.nu),
              location_section_chart(study_.settings, study_.section, study_.rows.back().order, theme_));
        place(page, where[5],
              formatted("Risk of the oracle $\\mu = \\nu = 1$, $d = %.0f$", static_cast<double>(study_.phases.d)),
              location_phase_chart(study_.settings, study_.phases, theme_));
        page.bars.push_back({{where[5].right() + 4, where[5].y, bar, where[5].height}, location_phase_bar()});
        finish(page);
        return page;
    }

  private:
    std::string describe() const {
        const SingleLocation& s = study_.settings;
        const RandomEnergy energy = random_energy(s);
        return location_words(s) + formatted(" · c = %.3g", s.c()) +
               formatted(s.c() > energy.psi ? " > ψ = %.3g: learnable" : " ≤ ψ = %.3g: not learnable", energy.psi);
    }

    std::string outcome() const {
        const LocationRow &start = study_.rows.front(), &end = study_.rows.back();
        std::string text = formatted("At the start the risk is %.3g in theory", start.risk_flow);
        if (std::abs(start.risk_paper - start.risk_flow) > 0.01 * start.risk_flow)
            text += formatted(" (%.3g by the paper's formula)", start.risk_paper);
        text += formatted(" and %.3g ", start.test.risk) + formatted("± %.1g measured", start.test.error);
        if (end.iteration == 0) return text;
        text += formatted("; after %.0f iterations ", static_cast<double>(end.iteration)) +
                formatted("ν = %.3f ", end.order.nu) + formatted("(theory %.3f), ", end.flow.nu) +
                formatted("μ = %.3f ", end.order.mu) + formatted("(theory %.3f)", end.flow.mu);
        if (const double limit = longest_stable_step(study_.settings); study_.settings.step > limit)
            return text + formatted("; steps from %.2g on overshoot: no flow", limit);
        return text + formatted(": a drift of %+.3f that the theory of d → ∞ does not have",
                                (end.order.mu - start.order.mu) - (end.flow.mu - start.flow.mu));
    }

    Theme theme_;
    studies::SingleLocationStudy study_;
};

std::unique_ptr<Lab> make_single_location(std::string_view, const std::vector<Assignment>& set, Theme theme) {
    studies::SingleLocationStudy study;
    study.settings = studies::single_location_settings(set);
    return lab_of(std::move(study), theme);
}

}  // namespace

std::unique_ptr<Lab> lab_of(studies::SingleLocationStudy study, Theme theme) {
    return std::make_unique<SingleLocationLab>(std::move(study), theme);
}

Entry single_location_entry() {
    return {.name = "single-location",
            .about = "One attention head learns to find the informative token: descent, theory, phase diagram",
            .reference = settings_reference(single_location_parameters()),
            .keys = keys_of(single_location_parameters()),
            .pictures = {},
            .make = make_single_location};
}

}  // namespace coalesce::lab
