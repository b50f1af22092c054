#include "studies/staircase.hpp"

#include <algorithm>
#include <cmath>

#include "figure/canvas.hpp"
#include "figure/studies.hpp"
#include "figure/words.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

using Run = studies::Staircase::Run;

/// Index of the β that the tree of world lines is drawn for.
constexpr std::size_t shown = 2;

class Staircase : public Figure {
  public:
    explicit Staircase(studies::StaircaseSettings settings) { study_.settings = std::move(settings); }

    void compute(const Progress& progress) override { study_ = compute_staircase(study_.settings, progress); }
    studies::Result result() const override { return result_of(study_); }

    Page page(int width, float scale) const override {
        const Canvas canvas{width, 0, scale, study_.settings.document.view.theme};
        return {.height = lower(canvas).front().y + lower(canvas).front().height + canvas.px(16)};
    }

    void draw(const Canvas& canvas) const override {
        draw_header(canvas, study_.title, study_.source,
                    {thousands(study_.runs.front().angles.size()) + " tokens on S¹ from the same angles at every β · " +
                         matrices_text(study_.settings.document.scene.model) +
                         " · adaptive steps, doubling where nothing moves",
                     "Predicted: the pairing law, step after step; a merged pair is one token of their mass, where the "
                     "two meet."});
        std::vector<LegendEntry> legend{{"β =", ImVec4(0, 0, 0, 0)}};
        for (std::size_t k = 0; k < study_.runs.size(); ++k)
            legend.push_back({format("%.4g", study_.runs[k].beta), colour_of(k, canvas.theme)});
        legend.push_back({"predicted", palette::theory(canvas.theme)});
        draw_legend(canvas, 66, legend);
        plot_energy(canvas);
        plot_tree(canvas, lower(canvas)[0]);
        plot_errors(canvas, lower(canvas)[1]);
    }

  private:
    ImVec4 colour_of(std::size_t k, Theme theme) const {
        return ramp(static_cast<double>(k) / static_cast<double>(study_.runs.size() - 1), theme);
    }

    Rectangle upper(const Canvas& canvas) const {
        return {canvas.px(16), canvas.px(header_points(2) + 8), canvas.width - canvas.px(32), canvas.px(270)};
    }
    std::vector<Rectangle> lower(const Canvas& canvas) const {
        const Rectangle above = upper(canvas);
        return row(canvas.width, canvas.px(16), canvas.px(20), above.y + above.height + canvas.px(44), canvas.px(250),
                   2);
    }

    /// log10 of the time until which the axes reach.
    static constexpr double end = 300;

    /// Twice-logarithmic time: waits at different β differ by powers.
    void plot_energy(const Canvas& canvas) const {
        if (!begin_plot("##energy", upper(canvas), ImPlotFlags_NoLegend)) return;
        constexpr double decades[] = {1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300};
        std::vector<double> ticks;
        std::vector<std::string> labels;
        std::vector<const char*> texts;
        for (const double d : decades) ticks.push_back(std::log10(d));
        for (const double d : decades) labels.push_back(power_of_ten(d));
        for (const std::string& label : labels) texts.push_back(label.c_str());
        ImPlot::SetupAxes("time t, on the scale of log log t", "energy 2βE");
        ImPlot::SetupAxisTicks(ImAxis_X1, ticks.data(), static_cast<int>(ticks.size()), texts.data());
        ImPlot::SetupAxesLimits(std::log10(1.5), std::log10(end), 0, 1.1, ImPlotCond_Always);
        for (std::size_t k = 0; k < study_.runs.size(); ++k) {
            std::vector<double> x, y;
            for (std::size_t i = 0; i < study_.runs[k].log_time.size(); ++i) {
                if (study_.runs[k].log_time[i] < 1) continue;
                x.push_back(std::log10(study_.runs[k].log_time[i]));
                y.push_back(study_.runs[k].energy[i]);
            }
            ImPlot::PlotLine(format("β = %.4g", study_.runs[k].beta).c_str(), x.data(), y.data(),
                             static_cast<int>(x.size()), line(colour_of(k, canvas.theme), 3 * canvas.scale));
        }
        for (const Run& run : study_.runs) mark_predicted(run, canvas);
        ImPlot::EndPlot();
    }

    /// A red mark across every jump, from a plateau Σ mass² to the next.
    static void mark_predicted(const Run& run, const Canvas& canvas) {
        double level = 1 / static_cast<double>(run.angles.size());
        for (const PredictedMerge& merge : run.predicted) {
            const double next = level + 2 * merge.masses[0] * merge.masses[1], at = std::log10(merge.log10_time);
            plot_dashes("predicted", {at, level - 0.04}, {at, next + 0.04},
                        line(palette::theory(canvas.theme), 1.6f * canvas.scale), canvas);
            level = next;
        }
    }

    void plot_tree(const Canvas& canvas, const Rectangle& where) const {
        const Run& run = study_.runs[shown];
        draw_plot_title(canvas, where, format("Angles of the tokens, β = %.4g", run.beta));
        if (!begin_plot("##tree", where, ImPlotFlags_NoLegend)) return;
        ImPlot::SetupAxes("time t", "angle (rad)", 0, ImPlotAxisFlags_AutoFit);
        const double last = run.predicted.empty() ? end : std::min(end, 1.1 * run.predicted.back().log10_time);
        ImPlot::SetupAxisLimits(ImAxis_X1, 0, last, ImPlotCond_Always);
        log10_ticks(ImAxis_X1, 0, last, 12);
        for (const std::vector<double>& angle : run.angles)
            ImPlot::PlotLine("##token", run.log_time.data(), angle.data(), static_cast<int>(angle.size()),
                             line(colour_of(shown, canvas.theme), 2.5f * canvas.scale));
        for (const PredictedMerge& merge : run.predicted) {
            const double x = merge.log10_time, y = std::atan2(merge.place[1], merge.place[0]);
            plot_dots("predicted", &x, &y, 1, dots(palette::theory(canvas.theme), 4.5f * canvas.scale));
        }
        ImPlot::EndPlot();
    }

    void plot_errors(const Canvas& canvas, const Rectangle& where) const {
        draw_plot_title(canvas, where, "Distance of log10(merge time) from the law");
        if (!begin_plot("##errors", where, ImPlotFlags_NoLegend)) return;
        const double last = end;
        ImPlot::SetupAxes("predicted time", "|measured − predicted|");
        ImPlot::SetupAxesLimits(0, last, -8.5, -1.5, ImPlotCond_Always);
        log10_ticks(ImAxis_X1, 0, last, 9);
        log10_ticks(ImAxis_Y1, -8.5, -1.5, 8);
        plot_dashes("asked", {0, std::log10(study_.allowed_error)}, {last, std::log10(study_.allowed_error)},
                    line(palette::faint_text(canvas.theme), 1.5f * canvas.scale), canvas);
        const ImVec2 place = ImPlot::PlotToPixels(last, std::log10(study_.allowed_error));
        draw_text(canvas, ImGui::GetFont(), 14, {place.x - 8 * canvas.scale, place.y - 20 * canvas.scale}, Align::right,
                  palette::faint_text(canvas.theme), "asked");
        for (std::size_t k = 0; k < study_.runs.size(); ++k) {
            std::vector<double> x, y;
            for (std::size_t m = 0; m < std::min(study_.runs[k].merges.size(), study_.runs[k].predicted.size()); ++m) {
                x.push_back(study_.runs[k].predicted[m].log10_time);
                y.push_back(std::log10(std::max(std::abs(std::log10(study_.runs[k].merges[m].time) - x.back()), 1e-8)));
            }
            plot_dots(format("β = %.4g", study_.runs[k].beta).c_str(), x.data(), y.data(), static_cast<int>(x.size()),
                      dots(colour_of(k, canvas.theme), 5 * canvas.scale));
        }
        ImPlot::EndPlot();
    }

    studies::Staircase study_;
};

}  // namespace

std::unique_ptr<Figure> make_staircase(const std::vector<Assignment>& set, Theme theme) {
    studies::StaircaseSettings settings = studies::staircase_settings(set);
    settings.document.view.theme = theme;
    return std::make_unique<Staircase>(std::move(settings));
}

}  // namespace coalesce::figure
