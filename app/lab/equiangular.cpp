#include <algorithm>
#include <cmath>

#include "figure/canvas.hpp"
#include "lab/equiangular_plots.hpp"
#include "lab/lab.hpp"
#include "lab/settings_json.hpp"
#include "model/error.hpp"
#include "model/files.hpp"
#include "theory/equiangular.hpp"

namespace coalesce::lab {
namespace {

using namespace figure;

/// series.csv, transition.csv, times.csv, and a picture of four plots.
class EquiangularLab : public Lab {
  public:
    EquiangularLab(const std::vector<Assignment>& set, Theme theme) : theme_(theme) {
        assign(equiangular_parameters(), set, settings_);
    }

    void compute(const Progress& progress) override {
        // The particles of the series and of the transition are nearly all of the work, about two to one.
        series_ = equiangular_series(settings_, true, [&](double done) { progress(0.65 * done); });
        rates_ = equiangular_rates(settings_);
        transition_ = equiangular_transition(settings_);
        progress(0.9);
        times_ = cluster_times(settings_);
        progress(1);
    }

    void write(const std::filesystem::path& folder) const override {
        std::string csv = "time,rho_theory,rho_particles\n";
        for (std::size_t k = 0; k < series_.time.size(); ++k)
            csv += format("%.17g", series_.time[k]) + format(",%.17g", series_.theory[k]) +
                   format(",%.17g\n", series_.particles.empty() ? NAN : series_.particles[k]);
        write_file(folder / "series.csv", csv);

        csv = "n,gamma,rho_theory,rate_exponent\n";
        for (const EquiangularTransition::Curve& curve : transition_.curves)
            for (std::size_t k = 0; k < transition_.gamma.size(); ++k)
                csv += format("%.0f", curve.n) + format(",%.10g", transition_.gamma[k]) +
                       format(",%.10g", curve.rho[k]) + format(",%.10g\n", curve.exponent[k]);
        write_file(folder / "transition.csv", csv);

        csv = "gamma,rho,log10_time\n";
        const double span = ClusterTimes::highest_rho - ClusterTimes::lowest_rho;
        for (int row = 0; row < ClusterTimes::rows; ++row)
            for (int column = 0; column < ClusterTimes::columns; ++column)
                csv += format("%.6g", ClusterTimes::highest_gamma * (column + 0.5) / ClusterTimes::columns) +
                       format(",%.6g", ClusterTimes::highest_rho - span * (row + 0.5) / ClusterTimes::rows) +
                       format(",%.8g\n",
                              times_.log10_time[static_cast<std::size_t>(row * ClusterTimes::columns + column)]);
        write_file(folder / "times.csv", csv);
    }

    std::string picture_name() const override { return "equiangular"; }

    std::string to_json() const override {
        Json json{{"lab", "equiangular"}};
        json["settings"] = settings_json(equiangular_parameters(), settings_);
        json["beta"] = settings_.inverse_temperature();
        json["gamma"] = settings_.inverse_temperature() / std::log(static_cast<double>(settings_.n));
        // Unnormalised attention has no transition.
        json["transition_gamma"] = softmax() ? Json(1 / (1 - settings_.rho)) : Json(nullptr);
        json["rate_exponent"] = equiangular_rate_exponent(
            settings_.attention, static_cast<double>(settings_.n),
            settings_.inverse_temperature() / std::log(static_cast<double>(settings_.n)), settings_.rho);
        json["rho_at_end"] = series_.theory.back();
        if (series_.particles.empty()) {
            json["particles"] = "beyond n = " + std::to_string(most_particles) + " only theory is computed";
        } else {
            json["rho_particles_at_end"] = series_.particles.back();
            json["largest_difference"] = largest_difference();
        }
        return json.dump(2) + "\n";
    }

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
                  [&] { equiangular_series_plot(settings_, series_, look); });
        draw_plot(1, "##rates", "Speed dρ/dt", [&] { equiangular_rate_plot(rates_, look); });
        draw_plot(2, "##transition", equiangular_transition_title(settings_),
                  [&] { equiangular_transition_plot(settings_, transition_, look); });
        draw_plot(3, "##times", "log₁₀ of the time until 1 − ρ has fallen to a hundredth",
                  [&] { cluster_time_plot(settings_, times_, look); });
        ImGui::SetCursorScreenPos(
            {static_cast<float>(where[3].x + where[3].width - canvas.px(92)), static_cast<float>(where[3].y)});
        cluster_time_scale(times_, static_cast<float>(where[3].height));
    }

  private:
    bool softmax() const { return settings_.attention == Attention::softmax; }

    double largest_difference() const {
        double largest = 0;
        for (std::size_t k = 0; k < series_.particles.size(); ++k)
            largest = std::max(largest, std::abs(series_.particles[k] - series_.theory[k]));
        return largest;
    }

    std::string describe() const {
        return "n = " + thousands(static_cast<std::size_t>(settings_.n)) +
               format(", β = %.4g", settings_.inverse_temperature()) +
               format(" = %.3g log n", settings_.inverse_temperature() / std::log(static_cast<double>(settings_.n))) +
               format(", ρ = %.3g at the start, ", settings_.rho) + (softmax() ? "softmax" : "unnormalised") +
               " attention, Q = K = V = Id · " + equiangular_law(settings_);
    }

    std::string outcome() const {
        std::string text = format("ρ = %.6g", series_.theory.back()) + format(" at t = %g", settings_.until);
        if (series_.particles.empty())
            return text + "; direct particles are moved up to n = " + std::to_string(most_particles);
        return text + "; direct particles differ by at most " + scientific(largest_difference());
    }

    static std::vector<Rectangle> places(const Canvas& canvas) {
        const int margin = canvas.px(16), gap = canvas.px(24), top = canvas.px(header_points(2) + 34);
        std::vector<Rectangle> all = row(canvas.width, margin, gap, top, canvas.px(280), 2);
        const auto below = row(canvas.width, margin, gap, top + canvas.px(280 + 42), canvas.px(300), 2);
        all.insert(all.end(), below.begin(), below.end());
        return all;
    }

    Theme theme_;
    EquiangularSettings settings_;
    EquiangularSeries series_;
    EquiangularRates rates_;
    EquiangularTransition transition_;
    ClusterTimes times_;
};

}  // namespace

Entry equiangular_entry() {
    return {.name = "equiangular",
            .about = "Tokens at equal angles and long contexts: theory against direct particles",
            .reference = settings_reference(equiangular_parameters()),
            .keys = keys_of(equiangular_parameters()),
            .pictures = {},
            .make = [](std::string_view, const std::vector<Assignment>& set, Theme theme) -> std::unique_ptr<Lab> {
                return std::make_unique<EquiangularLab>(set, theme);
            }};
}

}  // namespace coalesce::lab
