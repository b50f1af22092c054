#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "coalesce/model/settings.hpp"
#include "coalesce/model/stop.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/equiangular_study.hpp"
#include "desk/background.hpp"
#include "desk/desk.hpp"
#include "desk/lab_panel.hpp"
#include "desk/widgets.hpp"
#include "lab/equiangular_plots.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

using EquiangularStudy = studies::EquiangularStudy;

/// Theory first. Particles take some hundreds of steps of 24 n³ multiplications, whatever β and the end: minutes at
/// n = 256, so newer settings stop them.
void compute(const EquiangularSettings& settings,
             const Background<EquiangularSettings, EquiangularStudy>::Publish& publish,
             const Background<EquiangularSettings, EquiangularStudy>::GoOn& go_on) {
    EquiangularStudy shown;
    shown.settings = settings;
    shown.series = equiangular_series(settings, false);
    shown.rates = equiangular_rates(settings);
    shown.transition = equiangular_transition(settings, false);
    shown.times = cluster_times(settings);
    publish(shown);
    try {
        const auto stop = [&](double) {
            if (!go_on()) throw Stopped();
        };
        stop(0);
        shown.series = equiangular_series(settings, true, stop);
        publish(shown);
        stop(1);
        shown.transition = equiangular_transition(settings);
        publish(shown);
    } catch (const Stopped&) {
    }
}

class EquiangularPanel : public LabPanel {
  public:
    explicit EquiangularPanel(std::function<void()> wake)
        : LabPanel("equiangular"), background_(compute, std::move(wake)) {
        background_.ask(settings_);
    }

    void draw(Desk& desk) override {
        const LabColumns columns;
        const std::shared_ptr<const EquiangularStudy> shown = background_.latest();
        if (columns.begin_settings()) draw_settings(desk, shown.get());
        ImGui::EndChild();
        if (columns.begin_plots() && shown) draw_plots(*shown, desk.settings.theme);
        ImGui::EndChild();
    }

    void take_settings(const std::vector<Assignment>& assignments) override {
        EquiangularSettings taken;
        assign(equiangular_parameters(), assignments, taken);
        settings_ = taken;
        background_.ask(settings_);
    }

    std::string quantity(std::string_view name) const override {
        const std::shared_ptr<const EquiangularStudy> shown = background_.latest();
        if (name == "busy") return background_.busy() ? "true" : "false";
        if (name == "exported") return export_.state();
        if (!shown) return "";
        if (name == "n") return std::to_string(shown->settings.n);
        if (name == "beta") return formatted("%.17g", shown->settings.inverse_temperature());
        if (name == "rho") return formatted("%.17g", shown->series.theory.back());
        if (name == "particles") return std::to_string(shown->series.particles.size());
        return "";
    }

    std::shared_ptr<const lab::Lab> shown_lab(Theme theme) const override {
        if (background_.busy()) return nullptr;
        const std::shared_ptr<const EquiangularStudy> shown = background_.latest();
        return shown ? lab::lab_of(*shown, theme) : nullptr;
    }

  private:
    void draw_settings(Desk& desk, const EquiangularStudy* shown) {
        if (lab_settings(equiangular_parameters(), settings_)) background_.ask(settings_);
        ImGui::Spacing();
        ImGui::PushTextWrapPos(0);
        if (shown) draw_numbers(*shown, desk.settings.theme);
        ImGui::PopTextWrapPos();
        ImGui::Spacing();
        export_.draw(desk.settings.theme);
    }

    static void draw_numbers(const EquiangularStudy& shown, Theme theme) {
        const EquiangularSettings& settings = shown.settings;
        const double beta = settings.inverse_temperature(), gamma = beta / std::log(static_cast<double>(settings.n));
        ImGui::Text("β = %.4g = %.3g log n", beta, gamma);
        ImGui::TextColored(palette::theory(theme), "%s", lab::equiangular_law(settings).c_str());
        ImGui::TextColored(palette::theory(theme), "ρ = %.6f at t = %.3g", shown.series.theory.back(), settings.until);
        if (!shown.series.particles.empty()) {
            ImGui::TextColored(palette::measurement(theme), "particles differ by %s",
                               short_text(shown.largest_difference()).c_str());
        } else if (settings.n > most_particles) {
            ImGui::TextDisabled("Up to n = %d tokens are also moved one by one.", static_cast<int>(most_particles));
        } else {
            ImGui::TextDisabled("All tokens are being moved one by one…");
        }
    }

    static void draw_plots(const EquiangularStudy& shown, Theme theme) {
        const float height = lab_plot_height(2);
        const float half = lab_half_width();
        const float bar = 6 * ImGui::GetFontSize();
        draw_lab_chart("##series", "Inner product ρ over time", {half, height},
                       lab::equiangular_series_chart(shown.settings, shown.series, theme));
        lab_beside();
        draw_lab_chart("##rates", "Speed dρ/dt", {half, height}, lab::equiangular_rate_chart(shown.rates, theme));
        draw_lab_chart("##transition", lab::equiangular_transition_title(shown.settings), {half, height},
                       lab::equiangular_transition_chart(shown.settings, shown.transition, theme));
        lab_beside();
        draw_lab_chart("##times", "log₁₀ of the time to gather", {half - bar, height},
                       lab::cluster_time_chart(shown.settings, shown.times, theme));
        draw_lab_bar(lab::cluster_time_bar(shown.times), bar - ImGui::GetStyle().ItemSpacing.x, height);
    }

    EquiangularSettings settings_;
    Background<EquiangularSettings, EquiangularStudy> background_;
};

}  // namespace

std::unique_ptr<LabPanel> make_equiangular_panel(std::function<void()> wake) {
    return std::make_unique<EquiangularPanel>(std::move(wake));
}

}  // namespace coalesce
