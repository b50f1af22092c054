#include <imgui.h>

#include "coalesce/model/settings.hpp"
#include "coalesce/model/stop.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/equiangular_study.hpp"
#include "desk/background.hpp"
#include "desk/lab_panel.hpp"
#include "desk/widgets.hpp"
#include "lab/boards.hpp"

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
        playback_.playing = true;
    }

    void draw_parameters() override {
        bool changed = false;
        for (const BasicParameter<EquiangularSettings>& parameter : equiangular_parameters())
            changed |= parameter.key == "beta" && settings_.gamma > 0 ? show_derived(parameter)
                                                                      : parameter_widget(parameter, settings_).changed;
        if (changed) background_.ask(settings_);
    }

    void draw_charts(Theme theme) override {
        if (const auto board = present(theme)) lab::draw_board(board->charts, ImGui::GetContentRegionAvail());
    }

    std::vector<lab::Readout> readouts(Theme theme) override {
        const auto board = present(theme);
        return board ? board->readouts : std::vector<lab::Readout>{};
    }

    void take_settings(const std::vector<Assignment>& assignments) override {
        EquiangularSettings taken;
        assign(equiangular_parameters(), assignments, taken);
        if (taken == settings_) return;
        settings_ = taken;
        background_.ask(settings_);
    }
    std::vector<Assignment> settings() const override { return assignments_of(equiangular_parameters(), settings_); }

    std::optional<lab::Course> course() const override { return lab::equiangular_course(settings_, logarithmic_); }
    bool* logarithmic() override { return &logarithmic_; }

    std::shared_ptr<const lab::Lab> shown_lab(Theme theme) const override {
        if (background_.busy()) return nullptr;
        const std::shared_ptr<const EquiangularStudy> shown = background_.latest();
        return shown ? lab::lab_of(*shown, theme) : nullptr;
    }

  private:
    /// Shows the β that follows from γ in place of the one that is not used. @return  false: nothing was changed
    bool show_derived(const BasicParameter<EquiangularSettings>& beta) const {
        EquiangularSettings derived = settings_;
        derived.beta = settings_.inverse_temperature();
        BasicParameter<EquiangularSettings> named = beta;
        named.label = "β = γ log n";
        ImGui::BeginDisabled();
        parameter_widget(named, derived);
        ImGui::EndDisabled();
        return false;
    }

    std::string own_quantity(std::string_view name) const override {
        const std::shared_ptr<const EquiangularStudy> shown = background_.latest();
        if (name == "busy") return background_.busy() ? "true" : "false";
        if (!shown) return "";
        if (name == "n") return std::to_string(shown->settings.n);
        if (name == "beta") return formatted("%.17g", shown->settings.inverse_temperature());
        if (name == "rho") return formatted("%.17g", shown->series.theory.back());
        if (name == "particles") return std::to_string(shown->series.particles.size());
        return "";
    }

    /// Results so far, at the present time of its settings.
    std::optional<lab::Board> present(Theme theme) const {
        const std::shared_ptr<const EquiangularStudy> shown = background_.latest();
        if (!shown) return {};
        const lab::Course along = lab::equiangular_course(shown->settings, logarithmic_);
        return lab::equiangular_board(*shown, lab::course_place(along, playback_.share), logarithmic_, theme);
    }

    bool logarithmic_ = false;  ///< the axis of time
    EquiangularSettings settings_;
    Background<EquiangularSettings, EquiangularStudy> background_;
};

}  // namespace

std::unique_ptr<LabPanel> make_equiangular_panel(std::function<void()> wake) {
    return std::make_unique<EquiangularPanel>(std::move(wake));
}

}  // namespace coalesce
