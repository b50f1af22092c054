#include "studies/transition.hpp"

#include <algorithm>
#include <cmath>

#include "figure/canvas.hpp"
#include "figure/studies.hpp"
#include "theory/equiangular.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

using Crowd = studies::Transition::Crowd;
using HalfWay = studies::Transition::HalfWay;

class Transition : public Figure {
  public:
    Transition(studies::TransitionSettings settings, Theme theme) : theme_(theme) {
        study_.settings = std::move(settings);
    }

    void compute(const Progress& progress) override { study_ = compute_transition(study_.settings, progress); }
    studies::Result result() const override { return result_of(study_); }

    Page page(int width, float scale) const override {
        const Canvas canvas{width, 0, scale, theme_};
        const Rectangle last = places(canvas).back();
        return {.height = last.y + last.height + canvas.px(16)};
    }

    void draw(const Canvas& canvas) const override {
        draw_header(canvas, study_.title, study_.source,
                    {"n tokens of Rⁿ, all inner products ρ, Q = K = V = Id, β = γ log n. Circles: n direct particles. "
                     "Softmax: dρ/dt = 2(1−ρ)((n−1)ρ+1)/(exp(β(1−ρ))+n−1),",
                     "with a transition at γ = 1/(1−ρ) that sharpens like log log n / log n. Without "
                     "normalisation there is none: the rate falls as exp(−γ(1−ρ) log n) from γ = 0 on."});
        std::vector<LegendEntry> legend{{"n =", ImVec4(0, 0, 0, 0)}};
        for (std::size_t k = 0; k < study_.curves.size(); ++k) legend.push_back({name_of(k), colour_of(k)});
        draw_legend(canvas, 87, legend);
        const std::vector<Rectangle> where = places(canvas);
        plot_rho(canvas, where[0]);
        plot_times(canvas, where[1]);
        plot_half_ways(canvas, where[2]);
        plot_exponents(canvas, where[3]);
        plot_errors(canvas, where[4]);
    }

  private:
    std::string name_of(std::size_t k) const {
        const double log10_n = study_.curves[k].log10_n;
        return log10_n < 4 ? format("%.0f", std::pow(10, log10_n)) : power_of_ten(log10_n);
    }
    ImVec4 colour_of(std::size_t k) const {
        return ramp(static_cast<double>(k) / static_cast<double>(study_.curves.size() - 1), theme_);
    }
    ImVec4 colour_of_crowd(int n) const {
        return ramp((std::log10(n) - study_.shown[0]) / (study_.shown[1] - study_.shown[0]) /
                        static_cast<double>(study_.curves.size() - 1),
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
        ImPlot::SetupAxesLimits(studies::Transition::lowest_gamma, studies::Transition::highest_gamma, low, high,
                                ImPlotCond_Always);
    }

    void mark_limit(const Canvas& canvas, double low, double high) const {
        plot_dashes("limit", {1 / (1 - study_.rho0), low}, {1 / (1 - study_.rho0), high},
                    line(palette::theory(canvas.theme), 2 * canvas.scale), canvas);
        const ImVec2 place = ImPlot::PlotToPixels(1 / (1 - study_.rho0), (low + high) / 2);
        draw_text(canvas, semibold_font(), 15, {place.x - 10 * canvas.scale, place.y - 10 * canvas.scale}, Align::right,
                  palette::theory(canvas.theme), "γ = 1/(1−ρ)");
    }

    void plot_rho(const Canvas& canvas, const Rectangle& where) const {
        draw_plot_title(canvas, where,
                        format("Softmax: ρ at t = %g", study_.moment) + format(", from ρ = %g", study_.rho0));
        if (!begin_plot("##rho", where, ImPlotFlags_NoLegend)) return;
        ImPlot::SetupAxes("γ = β / log n", "ρ");
        setup_gamma_axis(study_.rho0 - 0.04, 1.04);
        mark_limit(canvas, study_.rho0 - 0.04, 1.04);
        for (std::size_t k = 0; k < study_.curves.size(); ++k)
            ImPlot::PlotLine(name_of(k).c_str(), study_.curves[k].gamma.data(), study_.curves[k].rho.data(),
                             static_cast<int>(study_.curves[k].gamma.size()), line(colour_of(k), 2.5f * canvas.scale));
        for (const Crowd& crowd : study_.crowds) {
            if (crowd.attention != Attention::softmax) continue;
            ImPlotSpec spec = dots(colour_of_crowd(crowd.n), 4.5f * canvas.scale);
            spec.MarkerLineColor = palette::text(canvas.theme);
            spec.LineWeight = canvas.scale;
            plot_dots("##particles", &crowd.gamma, &crowd.particles, 1, spec);
        }
        ImPlot::EndPlot();
    }

    void plot_times(const Canvas& canvas, const Rectangle& where) const {
        draw_plot_title(canvas, where,
                        format("Softmax: time until 1 − ρ has fallen to %g", study_.gathered * (1 - study_.rho0)));
        if (!begin_plot("##time", where, ImPlotFlags_NoLegend)) return;
        ImPlot::SetupAxes("γ = β / log n", "time");
        setup_gamma_axis(0, 6);
        log10_ticks(ImAxis_Y1, 0, 6, 8);
        mark_limit(canvas, 0, 6);
        for (std::size_t k = 0; k < study_.curves.size(); ++k)
            ImPlot::PlotLine(name_of(k).c_str(), study_.curves[k].gamma.data(), study_.curves[k].log10_time.data(),
                             static_cast<int>(study_.curves[k].gamma.size()), line(colour_of(k), 2.5f * canvas.scale));
        ImPlot::EndPlot();
    }

    /// Against 1/log10 n, so that the limit is at the left edge.
    void plot_half_ways(const Canvas& canvas, const Rectangle& where) const {
        draw_plot_title(canvas, where, format("Softmax: γ with ρ half-way to 1 at t = %g", study_.moment));
        if (!begin_plot("##half", where, ImPlotFlags_NoLegend)) return;
        constexpr double ticks[] = {0, 1.0 / 12, 1.0 / 6, 1 / 3.612359947967774, 1 / 2.10720996964787, 1 / 1.505149978};
        constexpr const char* labels[] = {"∞", "10¹²", "10⁶", "4096", "128", "32"};
        ImPlot::SetupAxes("n, on the scale of 1/log n", "half-way γ");
        ImPlot::SetupAxesLimits(-0.09, 0.7, 0, 9.8, ImPlotCond_Always);
        ImPlot::SetupAxisTicks(ImAxis_X1, ticks, 6, labels);
        std::vector<double> x{};
        for (const double log10_n : study_.swept) x.push_back(1 / log10_n);
        for (const HalfWay& half : study_.half_ways) {
            const double zero = 0, limit = half.limit();
            ImPlot::PlotLine("##way", x.data(), half.gamma.data(), static_cast<int>(x.size()),
                             line(faded(palette::measurement(canvas.theme), 0.6f), 1.5f * canvas.scale));
            plot_dots("##points", x.data(), half.gamma.data(), static_cast<int>(x.size()),
                      dots(palette::measurement(canvas.theme), 4 * canvas.scale));
            plot_dots("##limit", &zero, &limit, 1, dots(palette::theory(canvas.theme), 6 * canvas.scale));
            const ImVec2 place = ImPlot::PlotToPixels(x.front(), half.gamma.front());
            // That of the lowest curve below it: above it comes the next.
            const float above = half.start == study_.starts[0] ? -8.0f : 26.0f;
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
        draw_plot_title(canvas, where, format("Slowing at ρ = %g: −log of the speed, base n", study_.rho0));
        if (!begin_plot("##exponents", where, ImPlotFlags_NoLegend)) return;
        ImPlot::SetupAxes("γ = β / log n", "power of n");
        setup_gamma_axis(-0.15, 2.75);
        plot_exponent(canvas, Attention::unnormalized, 4.4, "unnormalised: γ(1−ρ)");
        plot_exponent(canvas, Attention::softmax, 4.9, "softmax");
        ImPlot::EndPlot();
    }

    /// Theory at the crowds' n and for n → ∞, and the crowds.
    void plot_exponent(const Canvas& canvas, Attention attention, double name_at, const char* name) const {
        for (const double n : {std::pow(10, study_.shown[0]), std::pow(10, study_.shown[1]), 1e300}) {
            std::vector<double> gamma, exponent;
            for (int k = 0; k <= 250; ++k) {
                gamma.push_back(study_.highest_gamma * k / 250);
                exponent.push_back(equiangular_rate_exponent(attention, n, gamma.back(), study_.rho0));
            }
            const float weight = n > 1e200 ? 2.5f : 1.2f;
            ImPlot::PlotLine("##law", gamma.data(), exponent.data(), 251,
                             line(palette::theory(canvas.theme), weight * canvas.scale));
        }
        for (const Crowd& crowd : study_.crowds)
            if (crowd.attention == attention)
                plot_dots("##rates", &crowd.gamma, &crowd.exponent, 1,
                          dots(colour_of_crowd(crowd.n), 4.5f * canvas.scale));
        const ImVec2 place =
            ImPlot::PlotToPixels(name_at, equiangular_rate_exponent(attention, 1e300, name_at, study_.rho0));
        draw_text(canvas, ImGui::GetFont(), 14, {place.x - 12 * canvas.scale, place.y - 20 * canvas.scale},
                  Align::right, palette::text(canvas.theme), name);
    }

    void plot_errors(const Canvas& canvas, const Rectangle& where) const {
        draw_plot_title(canvas, where, "Relative error of ρ, particles against the equations");
        if (!begin_plot("##errors", where, ImPlotFlags_NoLegend)) return;
        ImPlot::SetupAxes("γ = β / log n", "relative error");
        setup_gamma_axis(-16, -4.5);
        log10_ticks(ImAxis_Y1, -16, -5, 7);
        plot_dashes("##asked", {study_.lowest_gamma, -6}, {study_.highest_gamma, -6},
                    line(palette::faint_text(canvas.theme), 1.5f * canvas.scale), canvas);
        for (const int n : study_.settings.crowds) {
            std::vector<double> x, y;
            for (const Crowd& crowd : study_.crowds) {
                if (crowd.n != n) continue;
                x.push_back(crowd.gamma);
                y.push_back(std::log10(std::max(crowd.error(), 1e-16)));
            }
            plot_dots(format("n = %.0f", n).c_str(), x.data(), y.data(), static_cast<int>(x.size()),
                      dots(colour_of_crowd(n), 5 * canvas.scale));
        }
        const ImVec2 place = ImPlot::PlotToPixels(study_.highest_gamma, -6);
        draw_text(canvas, ImGui::GetFont(), 14, {place.x - 8 * canvas.scale, place.y - 20 * canvas.scale}, Align::right,
                  palette::faint_text(canvas.theme), "asked");
        ImPlot::EndPlot();
    }

    Theme theme_;
    studies::Transition study_;
};

}  // namespace

std::unique_ptr<Figure> make_transition(const std::vector<Assignment>& set, Theme theme) {
    return std::make_unique<Transition>(studies::transition_settings(set), theme);
}

}  // namespace coalesce::figure
