#include "studies/growth.hpp"

#include <algorithm>
#include <cmath>

#include "figure/canvas.hpp"
#include "figure/studies.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

using Mode = studies::Growth::Mode;
using Run = studies::Growth::Run;

/// The lower plots show amplitudes for this β.
constexpr std::size_t shown = 1;

class Growth : public Figure {
  public:
    explicit Growth(studies::GrowthSettings settings) { study_.settings = std::move(settings); }

    void compute(const Progress& progress) override { study_ = compute_growth(study_.settings, progress); }
    studies::Result result() const override { return result_of(study_); }

    Page page(int width, float scale) const override {
        const Canvas canvas{width, 0, scale, study_.settings.document.view.theme};
        const Rectangle last = places(canvas).back();
        return {.height = last.y + last.height + canvas.px(16)};
    }

    void draw(const Canvas& canvas) const override {
        draw_header(canvas, study_.title, study_.source,
                    {std::string(study_.softmax() ? "softmax" : "unnormalised") +
                         " attention · Q = K = V = Id · the uniform law with a ripple of amplitude 10⁻⁷ in every mode, "
                         "as weighted tokens on a quadrature grid",
                     "The fastest ripple (ringed) decides how finely a nearly uniform crowd first breaks up; on the "
                     "circle it is the number of clusters."});
        draw_legend(canvas, 66,
                    {{"measured, ± standard error", palette::measurement(canvas.theme)},
                     {"theory", palette::theory(canvas.theme)}});
        const std::vector<Rectangle> where = places(canvas);
        plot_rates(canvas, where[0], 2);
        plot_rates(canvas, where[1], 3);
        plot_amplitudes(canvas, where[2], 2);
        plot_amplitudes(canvas, where[3], 3);
    }

  private:
    std::vector<Rectangle> places(const Canvas& canvas) const {
        const int margin = canvas.px(16), gap = canvas.px(20), top = canvas.px(header_points(2) + 34);
        std::vector<Rectangle> all = row(canvas.width, margin, gap, top, canvas.px(290), 2);
        const auto below = row(canvas.width, margin, gap, top + canvas.px(290 + 42), canvas.px(220), 2);
        all.insert(all.end(), below.begin(), below.end());
        return all;
    }

    void plot_rates(const Canvas& canvas, const Rectangle& where, int dimension) const {
        draw_plot_title(canvas, where, dimension == 2 ? "Circle: rates by wave number" : "Sphere: rates by degree");
        double top = 0, right = 0;
        for (const Run& run : study_.runs)
            for (const Mode& mode : run.modes)
                if (run.dimension == dimension) {
                    top = std::max(top, mode.theory);
                    right = std::max(right, static_cast<double>(mode.k));
                }
        if (!begin_plot(dimension == 2 ? "##circle" : "##sphere", where, ImPlotFlags_NoLegend)) return;
        ImPlot::SetupAxes(dimension == 2 ? "wave number k" : "degree l", "rate per unit time");
        ImPlot::SetupAxesLimits(0, right + 1, 0, 1.22 * top, ImPlotCond_Always);
        for (const Run& run : study_.runs)
            if (run.dimension == dimension) plot_run(canvas, run);
        ImPlot::EndPlot();
    }

    void plot_run(const Canvas& canvas, const Run& run) const {
        std::vector<double> k{0}, theory{0}, measured, error;
        for (const Mode& mode : run.modes) {
            k.push_back(mode.k);
            theory.push_back(mode.theory);
            measured.push_back(mode.rate);
            error.push_back(mode.rate_error);
        }
        const int count = static_cast<int>(measured.size());
        ImPlot::PlotLine("##theory", k.data(), theory.data(), count + 1,
                         line(palette::theory(canvas.theme), 2 * canvas.scale));
        ImPlotSpec bars = line(palette::measurement(canvas.theme), 1.5f * canvas.scale);
        bars.Size = 4 * canvas.scale;
        ImPlot::PlotErrorBars("##errors", k.data() + 1, measured.data(), error.data(), count, bars);
        plot_dots("##rates", k.data() + 1, measured.data(), count,
                  dots(palette::measurement(canvas.theme), 4 * canvas.scale));
        const auto at = static_cast<std::size_t>(run.fastest);
        ImPlotSpec ring = dots(ImVec4(0, 0, 0, 0), 8 * canvas.scale);
        ring.MarkerLineColor = palette::text(canvas.theme);
        ring.LineWeight = 1.5f * canvas.scale;
        plot_dots("##fastest", &k[at], &theory[at], 1, ring);
        const ImVec2 place = ImPlot::PlotToPixels(k[at], theory[at]);
        const bool first = run.beta == study_.settings.betas.front();  // its neighbour's stands close
        draw_text(canvas, ImGui::GetFont(), 14,
                  {place.x + (first ? 14 * canvas.scale : 0), place.y - 31 * canvas.scale},
                  first ? Align::right : Align::centre, palette::text(canvas.theme),
                  format("β = %.3g, ", run.beta) + format(run.dimension == 2 ? "k = %g" : "l = %g", run.fastest));
    }

    void plot_amplitudes(const Canvas& canvas, const Rectangle& where, int dimension) const {
        const Run& run = study_.runs[(dimension == 2 ? 0 : study_.settings.betas.size()) + shown];
        const char* letter = dimension == 2 ? "k = %g" : "l = %g";
        draw_plot_title(canvas, where, format("Amplitudes relative to their start, β = %.3g", run.beta));
        if (!begin_plot(dimension == 2 ? "##circle-time" : "##sphere-time", where, ImPlotFlags_NoLegend)) return;
        const double end = run.times.back();
        ImPlot::SetupAxes("time t", "amplitude, log scale");
        ImPlot::SetupAxesLimits(0, 1.09 * end, -0.05, 1.06 * study_.efolds / std::log(10), ImPlotCond_Always);
        constexpr double values[] = {1, 2, 3, 4, 5, 6, 7};
        std::vector<double> ticks;
        for (const double value : values) ticks.push_back(std::log10(value));
        constexpr const char* labels[] = {"1", "2", "3", "4", "5", "6", "7"};
        ImPlot::SetupAxisTicks(ImAxis_Y1, ticks.data(), 7, labels);
        for (const int k : {1, (run.fastest + 1) / 3, (run.fastest + 1) / 2, run.fastest}) {
            const Mode& mode = run.modes[static_cast<std::size_t>(std::max(k, 1) - 1)];
            std::vector<double> x, y;
            for (std::size_t i = 0; i < run.times.size(); i += 2) {
                x.push_back(run.times[i]);
                y.push_back(mode.log10_amplitude[i] - mode.log10_amplitude[0]);
            }
            const double ends[] = {0, end}, growth[] = {0, mode.theory * end / std::log(10)};
            ImPlot::PlotLine("##theory", ends, growth, 2, line(palette::theory(canvas.theme), 2 * canvas.scale));
            plot_dots("##measured", x.data(), y.data(), static_cast<int>(x.size()),
                      dots(palette::measurement(canvas.theme), 4 * canvas.scale));
            const ImVec2 place = ImPlot::PlotToPixels(end, growth[1]);
            draw_text(canvas, ImGui::GetFont(), 14, {place.x + 9 * canvas.scale, place.y - 10 * canvas.scale},
                      Align::left, palette::text(canvas.theme), format(letter, mode.k));
        }
        ImPlot::EndPlot();
    }

    studies::Growth study_;
};

}  // namespace

std::unique_ptr<Figure> make_growth(const std::vector<Assignment>& set, Theme theme) {
    studies::GrowthSettings settings = studies::growth_settings(set);
    settings.document.view.theme = theme;
    return std::make_unique<Growth>(std::move(settings));
}

}  // namespace coalesce::figure
