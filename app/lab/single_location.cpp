#include <cmath>

#include "figure/canvas.hpp"
#include "lab/lab.hpp"
#include "lab/location_plots.hpp"
#include "studies/single_location_risk.hpp"
#include "studies/single_location_study.hpp"

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

    Page page(int width, float scale) const override {
        const Canvas canvas{width, 0, scale, theme_};
        const Rectangle last = places(canvas).back();
        return {.height = last.y + last.height + canvas.px(16)};
    }

    void draw(const Canvas& canvas) const override {
        draw_header(canvas, "Single-location regression: one attention head finds one token in many",
                    "after Dohmatob 2025, Understanding softmax attention layers", {describe(), outcome()});
        const std::vector<Rectangle> where = places(canvas);
        const PlotLook look{canvas.theme, canvas.scale};
        const auto plot = [&](std::size_t at, const char* id, const std::string& title, const auto& inside) {
            draw_plot_title(canvas, where[at], title);
            if (!begin_plot(id, where[at])) return;
            inside();
            ImPlot::EndPlot();
        };
        plot(0, "##risk", "Loss and test risk", [&] { location_risk_plot(study_.settings, study_.rows, look); });
        plot(1, "##order", "Found and read: μ and ν", [&] { location_order_plot(study_.settings, study_.rows, look); });
        plot(2, "##rest", "The other order parameters",
             [&] { location_rest_plot(study_.settings, study_.rows, look); });
        plot(3, "##plane", "Risk and flow at ζ = η = ρ = 0",
             [&] { location_plane_plot(study_.plane, study_.rows, look); });
        plot(4, "##section", format("Theory and measurement along μ at ν = %.3g", study_.section.nu),
             [&] { location_section_plot(study_.settings, study_.section, study_.rows.back().order, look); });
        plot(5, "##phases", format("Risk of the oracle μ = ν = 1, d = %.0f", static_cast<double>(study_.phases.d)),
             [&] { location_phase_plot(study_.settings, study_.phases, look); });
        ImGui::SetCursorScreenPos(
            {static_cast<float>(where[5].x + where[5].width + canvas.px(4)), static_cast<float>(where[5].y)});
        location_phase_scale(static_cast<float>(where[5].height));
    }

  private:
    std::string describe() const {
        const SingleLocation& s = study_.settings;
        const RandomEnergy energy = random_energy(s);
        const auto whole = [](const char* pattern, std::int64_t value) {
            return format(pattern, static_cast<double>(value));
        };
        const char* link = s.link == Link::linear      ? "linear link"
                           : s.link == Link::quadratic ? "quadratic link"
                           : s.link == Link::relu      ? "ReLU link"
                                                       : "sign link";
        return std::string(link) + whole(", d = %.0f", s.d) + whole(", L = %.0f", s.L) + format(", β = %.3g", s.beta) +
               format(", γ = %.3g", s.gamma) + format(", ε = %.3g", s.epsilon) + whole(" · n = %.0f", s.n) +
               format(", step %.3g", s.step) + whole(", seed %.0f", s.seed) + format(" · c = %.3g", s.c()) +
               format(s.c() > energy.psi ? " > ψ = %.3g: learnable" : " ≤ ψ = %.3g: not learnable", energy.psi);
    }

    std::string outcome() const {
        const LocationRow &start = study_.rows.front(), &end = study_.rows.back();
        std::string text = format("At the start the risk is %.3g in theory", start.risk_flow);
        if (std::abs(start.risk_paper - start.risk_flow) > 0.01 * start.risk_flow)
            text += format(" (%.3g by the paper's formula)", start.risk_paper);
        text += format(" and %.3g ", start.test.risk) + format("± %.1g measured", start.test.error);
        if (end.iteration == 0) return text;
        text += format("; after %.0f iterations ", static_cast<double>(end.iteration)) +
                format("ν = %.3f ", end.order.nu) + format("(theory %.3f), ", end.flow.nu) +
                format("μ = %.3f ", end.order.mu) + format("(theory %.3f)", end.flow.mu);
        if (const double limit = longest_stable_step(study_.settings); study_.settings.step > limit)
            return text + format("; steps from %.2g on overshoot: no flow", limit);
        return text + format(": a drift of %+.3f that the theory of d → ∞ does not have",
                             (end.order.mu - start.order.mu) - (end.flow.mu - start.flow.mu));
    }

    static std::vector<Rectangle> places(const Canvas& canvas) {
        const int margin = canvas.px(16), gap = canvas.px(24), top = canvas.px(header_points(2) + 34);
        std::vector<Rectangle> all = row(canvas.width, margin, gap, top, canvas.px(250), 3);
        const auto below = row(canvas.width - canvas.px(86), margin, gap, top + canvas.px(250 + 42), canvas.px(370), 3);
        all.insert(all.end(), below.begin(), below.end());
        return all;
    }

    Theme theme_;
    studies::SingleLocationStudy study_;
};

std::unique_ptr<Lab> make(std::string_view, const std::vector<Assignment>& set, Theme theme) {
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
            .make = make};
}

}  // namespace coalesce::lab
