#include <tbb/parallel_for.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>

#include "figure/canvas.hpp"
#include "figure/results_json.hpp"
#include "figure/studies.hpp"
#include "model/error.hpp"
#include "studies/equiangular_particles.hpp"
#include "theory/equiangular.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

/// ρ at the start of the curves. Softmax has its transition at γ = 1/(1-ρ); unnormalised attention has none, its rate
/// is n^{-γ(1-ρ)} of that at γ = 0.
constexpr double rho0 = 0.5;
/// By now tokens that are drawn together at the full rate, ρ' = 2ρ(1-ρ), are: 1-ρ = e^{-2t} = 0.0025.
constexpr double moment = 3;
/// Together means 1-ρ a hundredth of what it was.
constexpr double gathered = 0.01;
constexpr double lowest_gamma = 0, highest_gamma = 5;
/// log10 n of the curves, and of all half-way points.
constexpr double shown[] = {1.505149978319906, 2.10720996964787, 3.612359947967774, 12, 48, 192};  // 32, 128, 4096 …
constexpr double swept[] = {1.505149978319906,
                            1.806179973983887,
                            2.10720996964787,
                            2.709269960975831,
                            3.311329952303793,
                            3.612359947967774,
                            6,
                            12,
                            24,
                            48,
                            96,
                            192};
constexpr double starts[] = {0.25, 0.5, 0.75};
/// Direct particles: n with n² coordinates each.
constexpr int crowds[] = {32, 128};
constexpr double crowd_gammas[] = {0.5, 1, 1.5, 2, 2.5, 3, 3.25, 3.5, 4, 4.5};
/// Bounds the error of a rate's exponent measured from velocities of direct particles. Velocities are sums of n terms
/// with rounding errors of 1e-16, the slowest rate is 128^{-2.25} = 2e-5.
constexpr double allowed_exponent_error = 1e-9;
/// ρ is still at half-way when the first order in 1/log n, log(2ρ(1-ρ)βt)/((1-ρ) log n), is 1.7 % of γ at n = 10^192.
constexpr double allowed_distance = 0.03;

double beta_of(double gamma, double log10_n) {
    return gamma * log10_n * std::log(10);
}

double rho_at(double gamma, double log10_n, double start, double time) {
    return equiangular_curve(Attention::softmax, std::pow(10, log10_n), beta_of(gamma, log10_n), start, time);
}

/// x in [low, high] where `rises`, a monotone condition, becomes true.
template <class Condition>
double threshold(double low, double high, const Condition& rises) {
    for (int k = 0; k < 60; ++k) {
        const double middle = (low + high) / 2;
        (rises(middle) ? high : low) = middle;
    }
    return (low + high) / 2;
}

/// γ at which half the way from `start` to 1 is gone at the moment.
double half_way(double log10_n, double start) {
    return threshold(0, 20, [&](double gamma) { return rho_at(gamma, log10_n, start, moment) < (1 + start) / 2; });
}

double log10_gathering_time(double gamma, double log10_n) {
    return equiangular_log10_time(Attention::softmax, std::pow(10, log10_n), beta_of(gamma, log10_n), rho0,
                                  gathered * (1 - rho0));
}

struct Curve {
    double log10_n = 0;
    std::vector<double> gamma, rho, log10_time;
};
/// n direct particles: ρ at the moment, and the exponent of the rate at the start.
struct Crowd {
    Attention attention = Attention::softmax;
    int n = 0;
    double gamma = 0, particles = 0, theory = 0, exponent = 0;
    double error() const { return std::abs(particles / theory - 1); }
    double exponent_theory() const { return equiangular_rate_exponent(attention, n, gamma, rho0); }
};

void move(Crowd& crowd) {
    const double beta = crowd.gamma * std::log(crowd.n);
    crowd.particles = equiangular_particles(crowd.attention, crowd.n, beta, rho0, {&moment, 1})[0];
    crowd.theory = equiangular_curve(crowd.attention, crowd.n, beta, rho0, moment);
    const auto rate = [&](double at) { return equiangular_particle_rate(crowd.attention, crowd.n, at, rho0); };
    crowd.exponent = -std::log(rate(beta) / rate(0)) / std::log(crowd.n);
}
struct HalfWay {
    double start = 0;
    std::vector<double> gamma;  ///< at each of `swept`
    double limit() const { return 1 / (1 - start); }
};

class Transition : public Figure {
  public:
    explicit Transition(Theme theme) : theme_(theme) {}

    void compute(const Progress& progress) override {
        const auto start = std::chrono::steady_clock::now();
        for (const double log10_n : shown) {
            Curve curve{.log10_n = log10_n, .gamma = {}, .rho = {}, .log10_time = {}};
            for (int k = 0; k <= 250; ++k) {
                const double gamma = lowest_gamma + (highest_gamma - lowest_gamma) * k / 250;
                curve.gamma.push_back(gamma);
                curve.rho.push_back(rho_at(gamma, log10_n, rho0, moment));
                curve.log10_time.push_back(log10_gathering_time(gamma, log10_n));
            }
            curves_.push_back(curve);
            progress(0.05 * static_cast<double>(curves_.size()) / static_cast<double>(std::size(shown)));
        }
        for (const double rho : starts) {
            half_ways_.push_back({rho, {}});
            for (const double log10_n : swept) half_ways_.back().gamma.push_back(half_way(log10_n, rho));
        }
        for (const Attention attention : {Attention::softmax, Attention::unnormalized})
            for (const int n : crowds)
                for (const double gamma : crowd_gammas)
                    crowds_.push_back({.attention = attention, .n = n, .gamma = gamma});
        std::mutex lock;  // of the progress line
        std::size_t done = 0;
        tbb::parallel_for(std::size_t{0}, crowds_.size(), [&](std::size_t k) {
            move(crowds_[k]);
            const std::scoped_lock hold(lock);
            progress(0.05 + 0.95 * static_cast<double>(++done) / static_cast<double>(crowds_.size()));
        });
        progress(1);
        seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }

    std::vector<Check> checks() const override {
        double error = 0, distance = 0, bent = 0;
        int astray = 0;
        for (const Crowd& crowd : crowds_) {
            error = std::max(error, crowd.error());
            bent = std::max(bent, std::abs(crowd.exponent - crowd.exponent_theory()));
        }
        for (const HalfWay& row : half_ways_) {
            distance = std::max(distance, std::abs(row.gamma.back() / row.limit() - 1));
            for (std::size_t k = 1; k < row.gamma.size(); ++k)
                astray += std::abs(row.gamma[k] - row.limit()) >= std::abs(row.gamma[k - 1] - row.limit());
        }
        return {
            {"particles against the equiangular equation, largest relative error", error, 1e-6},
            {"exponents of the particles' rates, unnormalised γ(1-ρ), largest distance", bent, allowed_exponent_error},
            {"softmax: half-way γ at n = 10^192, largest relative distance from 1/(1-ρ)", distance, allowed_distance},
            {"softmax: half-way γ that are no nearer to it than at the n before", static_cast<double>(astray), 0}};
    }

    std::string to_json() const override {
        Json json{{"figure", "transition"}, {"title", title}, {"source", source}};
        json["settings"] = {{"rho", rho0},
                            {"time", moment},
                            {"gathered_when_gap_is", gathered * (1 - rho0)},
                            {"particles", "direct attention of n tokens in R^n, adaptive steps, all n² pairs"},
                            {"half_way", "softmax"},
                            {"time_scale", "unnormalised: exp(beta(<x_i,x_j> - 1))/n"}};
        json["seconds"] = seconds_;
        json["particles"] = Json::array();
        for (const Crowd& crowd : crowds_)
            json["particles"].push_back({{"attention", name_of(crowd.attention)},
                                         {"n", crowd.n},
                                         {"gamma", crowd.gamma},
                                         {"rho_particles", crowd.particles},
                                         {"rho_theory", crowd.theory},
                                         {"relative_error", crowd.error()},
                                         {"rate_exponent", crowd.exponent},
                                         {"rate_exponent_theory", crowd.exponent_theory()}});
        json["half_way"] = Json::array();
        for (const HalfWay& row : half_ways_)
            json["half_way"].push_back(
                {{"rho", row.start}, {"limit", row.limit()}, {"log10_n", swept}, {"gamma", row.gamma}});
        add_acceptance(json, checks());
        return json.dump(2) + "\n";
    }

    Page page(int width, float scale) const override {
        const Canvas canvas{width, 0, scale, theme_};
        const Rectangle last = places(canvas).back();
        return {.height = last.y + last.height + canvas.px(16)};
    }

    void draw(const Canvas& canvas) const override {
        draw_header(canvas, title, source,
                    {"n tokens of Rⁿ, all inner products ρ, Q = K = V = Id, β = γ log n. Circles: n direct particles. "
                     "Softmax: dρ/dt = 2(1−ρ)((n−1)ρ+1)/(exp(β(1−ρ))+n−1),",
                     "with a transition at γ = 1/(1−ρ) that sharpens like log log n / log n. Without "
                     "normalisation there is none: the rate falls as exp(−γ(1−ρ) log n) from γ = 0 on."});
        std::vector<LegendEntry> legend{{"n =", ImVec4(0, 0, 0, 0)}};
        for (std::size_t k = 0; k < curves_.size(); ++k) legend.push_back({name_of(k), colour_of(k)});
        draw_legend(canvas, 87, legend);
        const std::vector<Rectangle> where = places(canvas);
        plot_rho(canvas, where[0]);
        plot_times(canvas, where[1]);
        plot_half_ways(canvas, where[2]);
        plot_exponents(canvas, where[3]);
        plot_errors(canvas, where[4]);
    }

  private:
    static constexpr const char* title = "Long contexts: softmax gathers tokens only while γ < 1/(1 − ρ)";
    static constexpr const char* source = "after Rigollet 2025, The mean-field dynamics of transformers";

    static const char* name_of(Attention attention) {
        return attention == Attention::softmax ? "softmax" : "unnormalized";
    }
    std::string name_of(std::size_t k) const {
        const double log10_n = curves_[k].log10_n;
        return log10_n < 4 ? format("%.0f", std::pow(10, log10_n)) : power_of_ten(log10_n);
    }
    ImVec4 colour_of(std::size_t k) const {
        return ramp(static_cast<double>(k) / static_cast<double>(curves_.size() - 1), theme_);
    }
    ImVec4 colour_of_crowd(int n) const {
        return ramp((std::log10(n) - shown[0]) / (shown[1] - shown[0]) / static_cast<double>(curves_.size() - 1),
                    theme_);
    }

    std::vector<Rectangle> places(const Canvas& canvas) const {
        const int margin = canvas.px(16), gap = canvas.px(20), top = canvas.px(header_points(2) + 34);
        std::vector<Rectangle> all = row(canvas.width, margin, gap, top, canvas.px(270), 2);
        const auto below = row(canvas.width, margin, gap, top + canvas.px(270 + 42), canvas.px(240), 3);
        all.insert(all.end(), below.begin(), below.end());
        return all;
    }

    static void setup_gamma_axis(double low, double high) {
        constexpr double ticks[] = {0, 1, 2, 3, 4, 5};
        ImPlot::SetupAxisTicks(ImAxis_X1, ticks, 6);
        ImPlot::SetupAxesLimits(lowest_gamma, highest_gamma, low, high, ImPlotCond_Always);
    }

    void mark_limit(const Canvas& canvas, double low, double high) const {
        plot_dashes("limit", {1 / (1 - rho0), low}, {1 / (1 - rho0), high},
                    line(palette::theory(canvas.theme), 2 * canvas.scale), canvas);
        const ImVec2 place = ImPlot::PlotToPixels(1 / (1 - rho0), (low + high) / 2);
        draw_text(canvas, semibold_font(), 15, {place.x - 10 * canvas.scale, place.y - 10 * canvas.scale}, Align::right,
                  palette::theory(canvas.theme), "γ = 1/(1−ρ)");
    }

    void plot_rho(const Canvas& canvas, const Rectangle& where) const {
        draw_plot_title(canvas, where, format("Softmax: ρ at t = %g", moment) + format(", from ρ = %g", rho0));
        if (!begin_plot("##rho", where, ImPlotFlags_NoLegend)) return;
        ImPlot::SetupAxes("γ = β / log n", "ρ");
        setup_gamma_axis(rho0 - 0.04, 1.04);
        mark_limit(canvas, rho0 - 0.04, 1.04);
        for (std::size_t k = 0; k < curves_.size(); ++k)
            ImPlot::PlotLine(name_of(k).c_str(), curves_[k].gamma.data(), curves_[k].rho.data(),
                             static_cast<int>(curves_[k].gamma.size()), line(colour_of(k), 2.5f * canvas.scale));
        for (const Crowd& crowd : crowds_) {
            if (crowd.attention != Attention::softmax) continue;
            ImPlotSpec spec = dots(colour_of_crowd(crowd.n), 4.5f * canvas.scale);
            spec.MarkerLineColor = palette::text(canvas.theme);
            spec.LineWeight = canvas.scale;
            plot_dots("##particles", &crowd.gamma, &crowd.particles, 1, spec);
        }
        ImPlot::EndPlot();
    }

    void plot_times(const Canvas& canvas, const Rectangle& where) const {
        draw_plot_title(canvas, where, format("Softmax: time until 1 − ρ has fallen to %g", gathered * (1 - rho0)));
        if (!begin_plot("##time", where, ImPlotFlags_NoLegend)) return;
        ImPlot::SetupAxes("γ = β / log n", "time");
        setup_gamma_axis(0, 6);
        log10_ticks(ImAxis_Y1, 0, 6, 8);
        mark_limit(canvas, 0, 6);
        for (std::size_t k = 0; k < curves_.size(); ++k)
            ImPlot::PlotLine(name_of(k).c_str(), curves_[k].gamma.data(), curves_[k].log10_time.data(),
                             static_cast<int>(curves_[k].gamma.size()), line(colour_of(k), 2.5f * canvas.scale));
        ImPlot::EndPlot();
    }

    /// Against 1/log10 n, so that the limit is at the left edge.
    void plot_half_ways(const Canvas& canvas, const Rectangle& where) const {
        draw_plot_title(canvas, where, format("Softmax: γ with ρ half-way to 1 at t = %g", moment));
        if (!begin_plot("##half", where, ImPlotFlags_NoLegend)) return;
        constexpr double ticks[] = {0, 1.0 / 12, 1.0 / 6, 1 / 3.612359947967774, 1 / 2.10720996964787, 1 / 1.505149978};
        constexpr const char* labels[] = {"∞", "10¹²", "10⁶", "4096", "128", "32"};
        ImPlot::SetupAxes("n, on the scale of 1/log n", "half-way γ");
        ImPlot::SetupAxesLimits(-0.09, 0.7, 0, 9.8, ImPlotCond_Always);
        ImPlot::SetupAxisTicks(ImAxis_X1, ticks, 6, labels);
        std::vector<double> x{};
        for (const double log10_n : swept) x.push_back(1 / log10_n);
        for (const HalfWay& half : half_ways_) {
            const double zero = 0, limit = half.limit();
            ImPlot::PlotLine("##way", x.data(), half.gamma.data(), static_cast<int>(x.size()),
                             line(faded(palette::measurement(canvas.theme), 0.6f), 1.5f * canvas.scale));
            plot_dots("##points", x.data(), half.gamma.data(), static_cast<int>(x.size()),
                      dots(palette::measurement(canvas.theme), 4 * canvas.scale));
            plot_dots("##limit", &zero, &limit, 1, dots(palette::theory(canvas.theme), 6 * canvas.scale));
            const ImVec2 place = ImPlot::PlotToPixels(x.front(), half.gamma.front());
            // That of the lowest curve below it: above it comes the next.
            const float above = half.start == starts[0] ? -8.0f : 26.0f;
            draw_text(canvas, ImGui::GetFont(), 14, {place.x, place.y - above * canvas.scale}, Align::right,
                      palette::text(canvas.theme), format("ρ = %g", half.start));
            const ImVec2 end = ImPlot::PlotToPixels(0, limit);
            draw_text(canvas, ImGui::GetFont(), 14, {end.x - 9 * canvas.scale, end.y - 10 * canvas.scale}, Align::right,
                      palette::theory(canvas.theme), format("%.3g", limit));
        }
        ImPlot::EndPlot();
    }

    /// Plots by how much the speed at the start has fallen: it is n^{-exponent} of that at γ = 0.
    void plot_exponents(const Canvas& canvas, const Rectangle& where) const {
        draw_plot_title(canvas, where, format("Slowing at ρ = %g: −log of the speed, base n", rho0));
        if (!begin_plot("##exponents", where, ImPlotFlags_NoLegend)) return;
        ImPlot::SetupAxes("γ = β / log n", "power of n");
        setup_gamma_axis(-0.15, 2.75);
        plot_exponent(canvas, Attention::unnormalized, 4.4, "unnormalised: γ(1−ρ)");
        plot_exponent(canvas, Attention::softmax, 4.9, "softmax");
        ImPlot::EndPlot();
    }

    /// Theory at the crowds' n and for n → ∞, and the crowds.
    void plot_exponent(const Canvas& canvas, Attention attention, double name_at, const char* name) const {
        for (const double n : {std::pow(10, shown[0]), std::pow(10, shown[1]), 1e300}) {
            std::vector<double> gamma, exponent;
            for (int k = 0; k <= 250; ++k) {
                gamma.push_back(highest_gamma * k / 250);
                exponent.push_back(equiangular_rate_exponent(attention, n, gamma.back(), rho0));
            }
            const float weight = n > 1e200 ? 2.5f : 1.2f;
            ImPlot::PlotLine("##law", gamma.data(), exponent.data(), 251,
                             line(palette::theory(canvas.theme), weight * canvas.scale));
        }
        for (const Crowd& crowd : crowds_)
            if (crowd.attention == attention)
                plot_dots("##rates", &crowd.gamma, &crowd.exponent, 1,
                          dots(colour_of_crowd(crowd.n), 4.5f * canvas.scale));
        const ImVec2 place = ImPlot::PlotToPixels(name_at, equiangular_rate_exponent(attention, 1e300, name_at, rho0));
        draw_text(canvas, ImGui::GetFont(), 14, {place.x - 12 * canvas.scale, place.y - 20 * canvas.scale},
                  Align::right, palette::text(canvas.theme), name);
    }

    void plot_errors(const Canvas& canvas, const Rectangle& where) const {
        draw_plot_title(canvas, where, "Relative error of ρ, particles against the equations");
        if (!begin_plot("##errors", where, ImPlotFlags_NoLegend)) return;
        ImPlot::SetupAxes("γ = β / log n", "relative error");
        setup_gamma_axis(-16, -4.5);
        log10_ticks(ImAxis_Y1, -16, -5, 7);
        plot_dashes("##asked", {lowest_gamma, -6}, {highest_gamma, -6},
                    line(palette::faint_text(canvas.theme), 1.5f * canvas.scale), canvas);
        for (const int n : crowds) {
            std::vector<double> x, y;
            for (const Crowd& crowd : crowds_) {
                if (crowd.n != n) continue;
                x.push_back(crowd.gamma);
                y.push_back(std::log10(std::max(crowd.error(), 1e-16)));
            }
            plot_dots(format("n = %.0f", n).c_str(), x.data(), y.data(), static_cast<int>(x.size()),
                      dots(colour_of_crowd(n), 5 * canvas.scale));
        }
        const ImVec2 place = ImPlot::PlotToPixels(highest_gamma, -6);
        draw_text(canvas, ImGui::GetFont(), 14, {place.x - 8 * canvas.scale, place.y - 20 * canvas.scale}, Align::right,
                  palette::faint_text(canvas.theme), "asked");
        ImPlot::EndPlot();
    }

    Theme theme_;
    std::vector<Curve> curves_;
    std::vector<Crowd> crowds_;
    std::vector<HalfWay> half_ways_;
    double seconds_ = 0;
};

}  // namespace

std::unique_ptr<Figure> make_transition(const std::vector<Assignment>& set, Theme theme) {
    if (!set.empty())
        throw InputError("reproduce transition: found a value for " + set.front().substr(0, set.front().find('=')) +
                         ", expected none: the figure has no scene, it sweeps n and γ and draws nothing at random");
    return std::make_unique<Transition>(theme);
}

}  // namespace coalesce::figure
