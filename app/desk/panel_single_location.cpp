#include <imgui.h>

#include <algorithm>
#include <cmath>

#include "coalesce/model/settings.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/single_location_risk.hpp"
#include "coalesce/studies/single_location_study.hpp"
#include "desk/background.hpp"
#include "desk/lab_panel.hpp"
#include "desk/location_live.hpp"
#include "desk/widgets.hpp"
#include "lab/boards.hpp"

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
        play(true);
    }

    void draw_parameters() override {
        const bool manifold = settings_.start == LocationStart::manifold;
        const bool changed = manifold ? lab_settings(single_location_parameters(), settings_)
                                      : lab_settings(single_location_parameters(), settings_, {"mu", "nu"});
        if (!changed) return;
        const bool ended = playback_.share >= 1;
        restart();
        if (ended) play(true);
    }

    void draw_charts(Theme theme) override {
        const std::shared_ptr<const LocationShown> shown = live_.latest();
        const std::shared_ptr<const Maps> maps = maps_.latest();
        if (!shown || shown->rows.empty()) return;
        ask_maps(*shown);
        draw_tabs(*shown, maps.get(), theme);
    }

    std::vector<lab::Readout> readouts(Theme theme) override {
        const std::shared_ptr<const LocationShown> shown = live_.latest();
        if (!shown || shown->rows.empty()) return {};
        return lab::location_board(moment_of(*shown, nullptr), theme).readouts;
    }

    std::optional<lab::Course> course() const override { return lab::location_course(settings_); }

    double known_share() const override {
        const std::shared_ptr<const LocationShown> shown = live_.latest();
        const auto along = course();
        if (!shown || shown->rows.empty() || !along || shown->settings != settings_) return 0;
        return lab::course_share(*along, static_cast<double>(shown->rows.back().iteration));
    }

    void advance(double seconds) override {
        LabPanel::advance(seconds);
        const auto along = course();
        if (!along) return;
        follow_goal();
        const double place = lab::course_place(*along, playback_.share);
        const bool newest = playback_.share >= known_share();
        live_.show_iteration(newest ? std::nullopt : std::optional(static_cast<std::int64_t>(place)));
    }

    /// A place that the descent has not reached is shown when it is there.
    void go_to(double share) override {
        LabPanel::go_to(share);
        goal_.reset();
        if (share <= playback_.share) return;
        goal_ = share;
        live_.play(true);
    }

    bool playing() const override { return playback_.playing || goal_; }
    void play(bool playing) override {
        goal_.reset();
        LabPanel::play(playing);
        live_.play(playback_.playing);
    }
    void toggle_play() override {
        goal_.reset();
        LabPanel::toggle_play();
        live_.play(playback_.playing);
    }
    /// Descends anew with the next play: the start may be a random one.
    void reset() override {
        LabPanel::reset();
        live_.play(false);
        live_.restart(settings_);
    }

    void take_settings(const std::vector<Assignment>& assignments) override {
        SingleLocation taken;
        assign(single_location_parameters(), assignments, taken);
        if (taken == settings_) return;
        settings_ = taken;
        restart();
    }
    std::vector<Assignment> settings() const override {
        return assignments_of(single_location_parameters(), settings_);
    }

    std::string complaint() const override { return live_.complaint(); }

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
    std::string own_quantity(std::string_view name) const override {
        const std::shared_ptr<const LocationShown> shown = live_.latest();
        const std::shared_ptr<const Maps> maps = maps_.latest();
        if (name == "busy") return maps_.busy() ? "true" : "false";
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

    void follow_goal() {
        if (!goal_) return;
        playback_.share = std::min(*goal_, known_share());
        if (playback_.share < *goal_) return;
        goal_.reset();
        live_.play(playback_.playing);
    }

    /// Begins a descent with the present settings, at its start.
    void restart() {
        goal_.reset();
        playback_.share = 0;
        live_.restart(settings_);
    }

    /// The row that the course has come to. Rows of former settings, until the first new one is there, are shown at
    /// their end.
    lab::LocationMoment moment_of(const LocationShown& shown, const Maps* maps) const {
        lab::LocationMoment moment{.settings = shown.settings, .rows = shown.rows, .trains = shown.trains};
        const auto along = lab::location_course(shown.settings);
        moment.at = along && shown.settings == settings_
                        ? lab::row_at(shown.rows, lab::course_place(*along, playback_.share))
                        : shown.rows.size() - 1;
        if (maps && !maps->plane.risk.empty()) moment.plane = &maps->plane;
        moment.sample = &shown.sample;
        moment.sample_title = "Tokens of sample " + std::to_string(sample_) + " at iteration " +
                              std::to_string(shown.sample_iteration) + ": click for the next";
        return moment;
    }

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
        lab::Board board = lab::location_board(moment_of(shown, maps), theme);
        constexpr std::size_t plane = 2, sample = 3;
        board.charts[plane].title += ": click to start there";
        const std::vector<chart::Drawn> drawn = lab::draw_board(board.charts, ImGui::GetContentRegionAvail());
        if (const auto at = clicked("lab.single-location.plane", drawn[plane], {-1, 1}, {-1, 1}))
            start_at(at->x, at->y);
        if (clicked("lab.single-location.sample", drawn[sample], {-1e9, 1e9}, {-1e9, 1e9}))
            live_.show_sample(++sample_);
    }

    void draw_where(const LocationShown& shown, const Maps* maps, Theme theme) {
        if (!maps || maps->phases.risk.empty()) {
            ImGui::TextDisabled("measuring…");
            return;
        }
        const lab::LocationMoment moment = moment_of(shown, maps);
        const SingleLocation& s = shown.settings;
        std::vector<lab::BoardChart> charts;
        charts.push_back(
            {"phases",
             formatted("Risk of the oracle, d = %.0f: click to run there", static_cast<double>(maps->phases.d)),
             lab::location_phase_chart(s, maps->phases, theme), lab::location_phase_bar()});
        charts.push_back({"section", formatted("Theory and measurement along μ at ν = %.1f", maps->section.nu),
                          lab::location_section_chart(s, maps->section, moment.row().order, theme)});
        charts.push_back({"rest", "The other order parameters", lab::location_rest_chart(s, shown.rows, theme)});
        const std::string words = where_words(s);
        const float width = ImGui::GetContentRegionAvail().x;
        const float below = ImGui::CalcTextSize(words.c_str(), nullptr, false, width).y +
                            (opened_.empty() ? 1.0f : 3.0f) * ImGui::GetTextLineHeightWithSpacing();
        const float above =
            std::max(ImGui::GetContentRegionAvail().y - below, 2 * lab::lowest_board_row * ImGui::GetFontSize());
        const auto drawn = lab::draw_board(charts, {width, above});
        if (const auto at = clicked("lab.single-location.phases", drawn[0], {0, 1}, {0, maps->phases.highest_alpha}))
            open_cell(*maps, at->x, at->y);
        ImGui::PushTextWrapPos(0);
        ImGui::TextUnformatted(words.c_str());
        if (!opened_.empty()) ImGui::TextDisabled("%s", opened_.c_str());
        ImGui::PopTextWrapPos();
    }

    static std::string where_words(const SingleLocation& s) {
        const RandomEnergy energy = random_energy(s);
        const std::string common =
            "The informative token wins the attention where cμ > ψ: its score c μ β d then exceeds the free energy of "
            "the L − 1 others, a random energy model. The theory is for d → ∞, where the attention p on the "
            "informative token jumps from 0 to 1.\n";
        if (s.beta > energy.beta_c)
            return common + formatted("Below the jump, with β above the critical β₀ = %.3g, ", energy.beta_c) +
                   "a few wrong tokens share the attention. " +
                   formatted("The value read from them has %.2g of a token's ", energy.overlap(s.beta)) +
                   "variance (1 − β₀/β), whereas the paper's formula has the number σ(b). At finite d the jump is "
                   "spread over about γ/√d in cμ, and the few weights deviate by log d / d: the shaded gap. There a "
                   "random start learns, although the gradient in μ is zero in theory.";
        return common + formatted("Below the jump, with β below the critical β₀ = %.3g, ", energy.beta_c) +
               "attention is spread over many wrong tokens, and the answer is their mean E σ(b + G), whereas the "
               "paper's formula has σ(b).";
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
        play(true);
    }

    void open_cell(const Maps& maps, double gamma, double alpha) {
        const double least = maps.phases.highest_alpha / (2 * LocationPhases::rows);
        settings_ = run_of_cell(settings_, std::clamp(gamma, 0.005, 0.995), std::max(alpha, least));
        opened_ = formatted("Opened γ = %.3f", settings_.gamma) +
                  formatted(", α = %.3f as ", random_energy(settings_).alpha) +
                  formatted("d = %.0f, ", static_cast<double>(settings_.d)) +
                  formatted("L = %.0f: so many dimensions as 400 tokens allow.", static_cast<double>(settings_.L));
        restart();
        play(true);
    }

    SingleLocation settings_;
    std::optional<MapsOf> asked_maps_;
    std::size_t sample_ = 0;
    std::string opened_;
    std::optional<double> goal_;  ///< share that the descent is on its way to
    LocationLive live_;
    Background<MapsOf, Maps> maps_;
};

}  // namespace

std::unique_ptr<LabPanel> make_single_location_panel(std::function<void()> wake) {
    return std::make_unique<SingleLocationPanel>(std::move(wake));
}

}  // namespace coalesce
