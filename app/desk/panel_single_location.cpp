#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "chart/numbers.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/settings.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/single_location_risk.hpp"
#include "coalesce/studies/single_location_study.hpp"
#include "desk/background.hpp"
#include "desk/desk.hpp"
#include "desk/lab_panel.hpp"
#include "desk/location_live.hpp"
#include "desk/widgets.hpp"
#include "view/ui.hpp"

namespace coalesce {
namespace {

/// Settings that the maps depend on: those of the run, except its length, and the ν of the section.
struct MapsOf {
    SingleLocation settings;
    double nu = 0;
    bool operator==(const MapsOf&) const = default;
};

struct Maps {
    LocationPlane plane;
    RiskSection section;
    LocationPhases phases;
};

/// Work of the panel's second thread; caches the maps whose settings have not changed.
class MapMaker {
  public:
    void work(const MapsOf& asked, const Background<MapsOf, Maps>::Publish& publish,
              const Background<MapsOf, Maps>::GoOn& go_on) {
        const SingleLocation plane_of = relevant(asked.settings);
        if (plane_of_ != plane_of) {
            maps_.plane = location_plane(asked.settings);
            maps_.section = {};
            plane_of_ = plane_of;
            publish(maps_);
        }
        if (go_on()) {
            maps_.section = risk_section(asked.settings, asked.nu, go_on);
            publish(maps_);
        }
        SingleLocation phases_of = plane_of;
        phases_of.gamma = 0.5;
        if (phases_of_ == phases_of || !go_on()) return;
        maps_.phases = location_phases(asked.settings, [&](const LocationPhases& phases) {
            maps_.phases = phases;
            publish(maps_);
            return go_on();
        });
        if (go_on()) phases_of_ = phases_of;
    }

  private:
    static SingleLocation relevant(SingleLocation settings) {
        const SingleLocation plain;
        settings.epsilon = plain.epsilon;
        settings.n = plain.n;
        settings.step = plain.step;
        settings.iterations = plain.iterations;
        settings.start = plain.start;
        settings.mu = plain.mu;
        settings.nu = plain.nu;
        return settings;
    }

    Maps maps_;
    SingleLocation plane_of_{.d = 0}, phases_of_{.d = 0};
};

class SingleLocationPanel : public LabPanel {
  public:
    explicit SingleLocationPanel(std::function<void()> wake)
        : LabPanel("single-location"),
          live_(wake),
          maps_([maker = std::make_shared<MapMaker>()](const auto& asked, const auto& publish,
                                                       const auto& go_on) { maker->work(asked, publish, go_on); },
                std::move(wake)) {
        restart();
    }

    void draw(Desk& desk) override {
        const std::shared_ptr<const LocationShown> shown = live_.latest();
        const std::shared_ptr<const Maps> maps = maps_.latest();
        if (shown) ask_maps(*shown);
        const LabColumns columns;
        if (columns.begin_settings()) draw_settings(desk, shown.get());
        ImGui::EndChild();
        if (columns.begin_plots() && shown) draw_tabs(*shown, maps.get(), desk.settings.theme);
        ImGui::EndChild();
    }

    void toggle_play() override {
        const std::shared_ptr<const LocationShown> shown = live_.latest();
        if (!shown || !shown->trains) return;
        if (shown->done) restart();
        live_.play(shown->done || !live_.playing());
    }

    void take_settings(const std::vector<Assignment>& assignments) override {
        SingleLocation taken;
        assign(single_location_parameters(), assignments, taken);
        settings_ = taken;
        restart();
    }

    std::string quantity(std::string_view name) const override {
        const std::shared_ptr<const LocationShown> shown = live_.latest();
        const std::shared_ptr<const Maps> maps = maps_.latest();
        if (name == "playing") return live_.playing() ? "true" : "false";
        if (name == "busy") return maps_.busy() ? "true" : "false";
        if (name == "complaint") {
            const std::string complaint = live_.complaint();
            return complaint.empty() ? "none" : complaint;
        }
        if (name == "exported") return export_.state();
        if (name == "start") return settings_.start == LocationStart::manifold ? "manifold" : "random";
        if (name == "gamma") return formatted("%.17g", settings_.gamma);
        if (name == "fixed") return maps ? std::to_string(maps->plane.fixed.size()) : "";
        if (!shown || shown->rows.empty()) return "";
        const LocationRow& row = shown->rows.back();
        if (name == "iteration") return std::to_string(row.iteration);
        if (name == "done") return shown->done ? "true" : "false";
        if (name == "mu") return formatted("%.17g", row.order.mu);
        if (name == "nu") return formatted("%.17g", row.order.nu);
        if (name == "risk") return formatted("%.17g", row.test.risk);
        return "";
    }

    /// The descent as far as it has come, with the maps of its settings.
    std::shared_ptr<const lab::Lab> shown_lab(Theme theme) const override {
        const std::shared_ptr<const LocationShown> shown = live_.latest();
        if (!shown || shown->rows.empty() || asked_maps_ != maps_of(*shown) || maps_.busy()) return nullptr;
        const std::shared_ptr<const Maps> maps = maps_.latest();
        if (!maps) return nullptr;
        studies::SingleLocationStudy study{shown->settings, shown->rows, maps->plane, maps->section, maps->phases};
        study.settings.iterations = shown->rows.back().iteration;
        return lab::lab_of(std::move(study), theme);
    }

  private:
    void restart() { live_.restart(settings_); }

    static MapsOf maps_of(const LocationShown& shown) {
        // In tenths: a section takes longer than a picture.
        const double nu = std::round(10 * shown.rows.back().order.nu) / 10;
        MapsOf maps{shown.settings, nu};
        maps.settings.iterations = 0;
        return maps;
    }

    void ask_maps(const LocationShown& shown) {
        const MapsOf asked = maps_of(shown);
        if (asked_maps_ == asked) return;
        asked_maps_ = asked;
        maps_.ask(asked);
    }

    void draw_settings(Desk& desk, const LocationShown* shown) {
        const bool manifold = settings_.start == LocationStart::manifold;
        const bool changed = manifold ? lab_settings(single_location_parameters(), settings_)
                                      : lab_settings(single_location_parameters(), settings_, {"mu", "nu"});
        if (changed) restart();
        draw_transport(shown);
        ImGui::Spacing();
        ImGui::PushTextWrapPos(0);
        const std::string complaint = live_.complaint();
        if (!complaint.empty())
            ImGui::TextColored(palette::warning(desk.settings.theme), "%s", complaint.c_str());
        else if (shown && !shown->rows.empty())
            draw_numbers(*shown, desk.settings.theme);
        ImGui::PopTextWrapPos();
        ImGui::Spacing();
        export_.draw(desk.settings.theme);
    }

    void draw_transport(const LocationShown* shown) {
        const float width = 5 * ImGui::GetFontSize();
        const bool playing = live_.playing();
        ImGui::BeginDisabled(!shown || !shown->trains);
        const bool done = shown && shown->done;
        if (named_button("lab.single-location.play", done ? "Again" : playing ? "Pause" : "Play", {width, 0}))
            toggle_play();
        ImGui::SameLine();
        if (named_button("lab.single-location.reset", "Reset", {width, 0})) {
            live_.play(false);
            restart();
        }
        ImGui::EndDisabled();
        if (shown && shown->trains) {
            ImGui::SameLine();
            ImGui::TextDisabled("%.0f a second", shown->per_second);
        }
    }

    static std::string why_gap(const SingleLocation& s, double mu) {
        switch (departure(s, mu)) {
            case Departure::few_weights:
                return formatted(": d = %.0f is finite", static_cast<double>(s.d));
            case Departure::step:
                return formatted(": at d = %.0f the step of cμ is", static_cast<double>(s.d)) +
                       formatted(" %.2g wide", s.gamma / std::sqrt(static_cast<double>(s.d)));
            case Departure::none:
                break;
        }
        return "";
    }

    static void draw_numbers(const LocationShown& shown, Theme theme) {
        const SingleLocation& s = shown.settings;
        const LocationRow &row = shown.rows.back(), &first = shown.rows.front();
        const RandomEnergy energy = random_energy(s);
        ImGui::Text("c = %.3f %s ψ = %.3f: %s", s.c(), s.c() > energy.psi ? ">" : "≤", energy.psi,
                    s.c() > energy.psi ? "learnable" : "not learnable");
        if (!shown.trains)
            ImGui::TextDisabled("%s",
                                trainable(s.link)
                                    ? "There is too much data to train on: only the risk at the start is measured."
                                    : "The gradient of sign is zero: the risk is measured, but there is no descent.");
        const double theory = mean_risk(s, row.order), gap = row.test.risk - theory;
        ImGui::TextColored(palette::measurement(theme), "risk %.4f ± %.4f", row.test.risk, row.test.error);
        ImGui::TextColored(palette::theory(theme), "theory at this point %.4f", theory);
        const double paper = paper_risk(s, row.order);
        if (std::abs(paper - theory) > 0.01 * theory) ImGui::TextDisabled("the paper's formula there %.4f", paper);
        // Allowed gap: three standard errors, and 5 % for finite d where attention locates the token.
        if (std::abs(gap) > 3 * row.test.error + 0.05 * theory)
            ImGui::TextColored(palette::warning(theme), "gap %+.4f%s", gap, why_gap(s, row.order.mu).c_str());
        if (!shown.trains) return;
        ImGui::Text("iteration %.0f: μ = %.4f, ν = %.4f", static_cast<double>(row.iteration), row.order.mu,
                    row.order.nu);
        ImGui::TextColored(palette::theory(theme), "gradient flow: μ = %.4f, ν = %.4f", row.flow.mu, row.flow.nu);
        if (const double limit = longest_stable_step(s); s.step > limit)
            ImGui::TextColored(palette::warning(theme), "steps of %.2g or more overshoot", limit);
        const double drift = (row.order.mu - first.order.mu) - (row.flow.mu - first.flow.mu);
        ImGui::TextDisabled("μ drifts by %+.4f more than theory", drift);
    }

    void draw_tabs(const LocationShown& shown, const Maps* maps, Theme theme) {
        if (!ImGui::BeginTabBar("##views")) return;
        const bool run = ImGui::BeginTabItem("Run");
        name_item("lab.single-location.run");
        if (run) {
            draw_run(shown, maps, theme);
            ImGui::EndTabItem();
        }
        const bool where = ImGui::BeginTabItem("Where it can be learnt");
        name_item("lab.single-location.where");
        if (where) {
            draw_where(shown, maps, theme);
            ImGui::EndTabItem();
        }
        ImGui::EndTabBar();
    }

    void draw_run(const LocationShown& shown, const Maps* maps, Theme theme) {
        const float height = lab_plot_height(2);
        const float half = lab_half_width();
        const SingleLocation& s = shown.settings;
        draw_lab_chart("##risk", "Loss and test risk", {half, 0.86f * height},
                       lab::location_risk_chart(s, shown.rows, theme));
        lab_beside();
        draw_lab_chart("##order", "Found and read: μ and ν", {half, 0.86f * height},
                       lab::location_order_chart(s, shown.rows, theme));
        const float rest = lab_plot_height(1);
        const chart::Drawn plane =
            draw_lab_chart("##plane", "Risk and flow at ζ = η = ρ = 0: click to start there", {half, rest},
                           maps ? lab::location_plane_chart(maps->plane, shown.rows, theme) : chart::Chart{});
        if (const auto at = clicked("lab.single-location.plane", plane, {-1, 1}, {-1, 1})) start_at(at->x, at->y);
        lab_beside();
        draw_sample(shown, {half, rest}, theme);
    }

    void draw_sample(const LocationShown& shown, ImVec2 size, Theme theme) {
        const std::string title = "Tokens of sample " + std::to_string(sample_) + ": click for the next";
        chart::Chart chart;
        if (shown.trains)
            chart = lab::location_sample_chart(shown.settings, shown.sample, shown.rows.back().order, theme);
        else
            chart.note = {"no data: nothing is trained", ink(palette::text(theme))};
        const chart::Drawn drawn = draw_lab_chart("##sample", title, size, chart);
        if (clicked("lab.single-location.sample", drawn, {-1e9, 1e9}, {-1e9, 1e9})) live_.show_sample(++sample_);
    }

    void draw_where(const LocationShown& shown, const Maps* maps, Theme theme) {
        if (!maps || maps->phases.risk.empty()) {
            ImGui::TextDisabled("measuring…");
            return;
        }
        const float height = lab_plot_height(2);
        const float all = ImGui::GetContentRegionAvail().x, spacing = ImGui::GetStyle().ItemSpacing.x;
        const bool beside = lab_half_width() < all;
        const float bar = 6.5f * ImGui::GetFontSize(), half = beside ? 0.55f * (all - spacing) : all;
        const chart::Drawn phases = draw_lab_chart(
            "##phases",
            formatted("Risk of the oracle, d = %.0f: click to run there", static_cast<double>(maps->phases.d)),
            {half - bar, height}, lab::location_phase_chart(shown.settings, maps->phases, theme));
        if (const auto at = clicked("lab.single-location.phases", phases, {0, 1}, {0, maps->phases.highest_alpha}))
            open_cell(*maps, at->x, at->y);
        draw_lab_bar(lab::location_phase_bar(), bar - spacing, height);
        if (beside) ImGui::SameLine();
        draw_lab_chart("##section", formatted("Theory and measurement along μ at ν = %.1f", maps->section.nu),
                       {-1, height},
                       lab::location_section_chart(shown.settings, maps->section, shown.rows.back().order, theme));
        draw_lab_chart("##rest", "The other order parameters", {half, lab_plot_height(1)},
                       lab::location_rest_chart(shown.settings, shown.rows, theme));
        if (beside) ImGui::SameLine();
        ImGui::BeginChild("##words", {0, 0}, ImGuiChildFlags_AutoResizeY);
        ImGui::PushTextWrapPos(0);
        ImGui::TextUnformatted(
            "The informative token wins the attention where cμ > ψ: its score c μ β d then exceeds the free energy of "
            "the L − 1 others, a random energy model. The theory is for d → ∞, where the attention p on the "
            "informative token jumps from 0 to 1.");
        ImGui::Spacing();
        const RandomEnergy energy = random_energy(shown.settings);
        if (shown.settings.beta > energy.beta_c)
            ImGui::TextWrapped(
                "Below the jump, with β above the critical β₀ = %.3g, a few wrong tokens share the attention. The "
                "value "
                "read from them has %.2g of a token's variance (1 − β₀/β), whereas the paper's formula has the "
                "number σ(b). At finite d the jump is spread over about γ/√d in cμ, and the few weights deviate by "
                "log d / d: the shaded gap. There a random start learns, although the gradient in μ is zero in theory.",
                energy.beta_c, energy.overlap(shown.settings.beta));
        else
            ImGui::TextWrapped(
                "Below the jump, with β below the critical β₀ = %.3g, attention is spread over many wrong tokens, and "
                "the answer is their mean E σ(b + G), whereas the paper's formula has σ(b).",
                energy.beta_c);
        if (!opened_.empty()) {
            ImGui::Spacing();
            ImGui::TextDisabled("%s", opened_.c_str());
        }
        ImGui::PopTextWrapPos();
        ImGui::EndChild();
    }

    /// Names a chart for scripts, and returns the place of a click on it, within these bounds.
    static std::optional<chart::Point> clicked(const char* name, const chart::Drawn& drawn, chart::Range x,
                                               chart::Range y) {
        if (!drawn.visible) return {};
        widget_map().add(name, {drawn.area.from.x, drawn.area.from.y}, {drawn.area.to.x, drawn.area.to.y});
        if (!drawn.hovered) return {};
        ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
        if (!ImGui::IsMouseClicked(ImGuiMouseButton_Left)) return {};
        return chart::Point{std::clamp(drawn.pointer.x, x.from, x.to), std::clamp(drawn.pointer.y, y.from, y.to)};
    }

    void start_at(double mu, double nu) {
        settings_.start = LocationStart::manifold;
        settings_.mu = mu;
        settings_.nu = nu;
        restart();
        live_.play(true);
    }

    void open_cell(const Maps& maps, double gamma, double alpha) {
        const double least = maps.phases.highest_alpha / (2 * LocationPhases::rows);
        settings_ = run_of_cell(settings_, std::clamp(gamma, 0.005, 0.995), std::max(alpha, least));
        opened_ = formatted("Opened γ = %.3f", settings_.gamma) +
                  formatted(", α = %.3f as ", random_energy(settings_).alpha) +
                  formatted("d = %.0f, ", static_cast<double>(settings_.d)) +
                  formatted("L = %.0f: so many dimensions as 400 tokens allow.", static_cast<double>(settings_.L));
        restart();
        live_.play(true);
    }

    SingleLocation settings_;
    std::optional<MapsOf> asked_maps_;
    std::size_t sample_ = 0;
    std::string opened_;
    LocationLive live_;
    Background<MapsOf, Maps> maps_;
};

}  // namespace

std::unique_ptr<LabPanel> make_single_location_panel(std::function<void()> wake) {
    return std::make_unique<SingleLocationPanel>(std::move(wake));
}

}  // namespace coalesce
