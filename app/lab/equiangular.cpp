#include <cmath>

#include "figure/canvas.hpp"
#include "lab/equiangular_plots.hpp"
#include "lab/lab.hpp"
#include "studies/equiangular_study.hpp"

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

    Page page(int width, float scale) const override {
        const Canvas canvas{width, 0, scale, theme_};
        const Rectangle last = places(canvas).back();
        return {.height = last.y + last.height + canvas.px(16)};
    }

    void draw(const Canvas& canvas) const override {
        draw_header(canvas, "Tokens at equal angles: theory and direct particles",
                    "after Geshkovski et al. 2023 and Rigollet 2025", {describe(), outcome()});
        const std::vector<Rectangle> where = places(canvas);
        const PlotLook look{canvas.theme, canvas.scale};
        const auto draw_plot = [&](std::size_t at, const char* id, const std::string& title, const auto& inside) {
            draw_plot_title(canvas, where[at], title);
            Rectangle place = where[at];
            if (at == 3) place.width -= canvas.px(96);
            if (!begin_plot(id, place)) return;
            inside();
            ImPlot::EndPlot();
        };
        draw_plot(0, "##series", "Inner product ρ over time",
                  [&] { equiangular_series_plot(study_.settings, study_.series, look); });
        draw_plot(1, "##rates", "Speed dρ/dt", [&] { equiangular_rate_plot(study_.rates, look); });
        draw_plot(2, "##transition", equiangular_transition_title(study_.settings),
                  [&] { equiangular_transition_plot(study_.settings, study_.transition, look); });
        draw_plot(3, "##times", "log₁₀ of the time until 1 − ρ has fallen to a hundredth",
                  [&] { cluster_time_plot(study_.settings, study_.times, look); });
        ImGui::SetCursorScreenPos(
            {static_cast<float>(where[3].x + where[3].width - canvas.px(92)), static_cast<float>(where[3].y)});
        cluster_time_scale(study_.times, static_cast<float>(where[3].height));
    }

  private:
    bool softmax() const { return study_.settings.attention == Attention::softmax; }

    std::string describe() const {
        return "n = " + thousands(static_cast<std::size_t>(study_.settings.n)) +
               format(", β = %.4g", study_.settings.inverse_temperature()) +
               format(" = %.3g log n",
                      study_.settings.inverse_temperature() / std::log(static_cast<double>(study_.settings.n))) +
               format(", ρ = %.3g at the start, ", study_.settings.rho) + (softmax() ? "softmax" : "unnormalised") +
               " attention, Q = K = V = Id · " + equiangular_law(study_.settings);
    }

    std::string outcome() const {
        std::string text =
            format("ρ = %.6g", study_.series.theory.back()) + format(" at t = %g", study_.settings.until);
        if (study_.series.particles.empty())
            return text + "; direct particles are moved up to n = " + std::to_string(most_particles);
        return text + "; direct particles differ by at most " + scientific(study_.largest_difference());
    }

    static std::vector<Rectangle> places(const Canvas& canvas) {
        const int margin = canvas.px(16), gap = canvas.px(24), top = canvas.px(header_points(2) + 34);
        std::vector<Rectangle> all = row(canvas.width, margin, gap, top, canvas.px(280), 2);
        const auto below = row(canvas.width, margin, gap, top + canvas.px(280 + 42), canvas.px(300), 2);
        all.insert(all.end(), below.begin(), below.end());
        return all;
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
