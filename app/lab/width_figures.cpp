#include "lab/width_figures.hpp"

#include <algorithm>
#include <cmath>

#include "figure/canvas.hpp"
#include "lab/width_plots.hpp"
#include "studies/width_figures.hpp"
#include "view/ui.hpp"

namespace coalesce::lab {
namespace {

using namespace figure;

using Varied = studies::WidthFigureSpec::Varied;
using Case = studies::WidthFigure::Case;

class WidthFigure : public Lab {
  public:
    WidthFigure(studies::WidthFigure figure, Theme theme) : theme_(theme), study_(std::move(figure)) {}

    void compute(const Progress& progress) override { study_ = compute_width_figure(std::move(study_), progress); }
    studies::Result result() const override { return result_of(study_); }
    std::string picture_name() const override { return "figure-" + std::string(spec().name); }

    Page page(int width, float scale) const override {
        const Canvas canvas{width, 0, scale, theme_};
        const Rectangle last = places(canvas).back();
        return {.height = last.y + last.height + canvas.px(16)};
    }

    void draw(const Canvas& canvas) const override {
        draw_header(canvas, std::string(spec().title), studies::width_source, lines());
        const std::vector<Rectangle> where = places(canvas);
        if (spec().varied == Varied::scaling) {
            draw_plot_title(canvas, where[0], "Score of the first token with itself, divided by √n");
            draw_plot_title(canvas, where[1], "divided by n");
            for (std::size_t k = 0; k < 2; ++k)
                if (begin_plot(k == 0 ? "##sqrt" : "##linear", where[k])) {
                    width_score_plot(study_.cases[k].result, {canvas.theme, canvas.scale});
                    ImPlot::EndPlot();
                }
            return;
        }
        plot_densities(canvas, where[0]);
        plot_divergences(canvas, where[1]);
    }

  private:
    const studies::WidthFigureSpec& spec() const { return *study_.spec; }

    static std::vector<Rectangle> places(const Canvas& canvas) {
        return row(canvas.width, canvas.px(16), canvas.px(24), canvas.px(header_points(2) + 34), canvas.px(400), 2);
    }

    std::vector<std::string> lines() const {
        const InfiniteWidth& w = study_.cases.front().settings;
        const std::string samples = thousands(static_cast<std::size_t>(w.samples));
        const std::string common = std::string("s = 4") + (spec().varied == Varied::width ? ", H = 2" : "") +
                                   (w.activation == Activation::relu ? ", ReLU" : ", clip to ±100") + " · " + samples +
                                   " layers each, " + std::to_string(studies::WidthFigure::seeds) + " seeds";
        if (!spec().divergence) return {common, "Red: the law of the limit, N(0, 1) and the point 0."};
        return {
            common,
            "Densities: kernel estimates in blue, the limit in red. KL by conditional variances (blue), whose noise "
            "is below 10⁻⁶, and by kernels on the outputs (grey), as published."};
    }

    std::string name_of(const Case& one) const {
        return spec().varied == Varied::width ? format("n = %.0f", static_cast<double>(one.settings.n))
                                              : format("H = %.0f", static_cast<double>(one.settings.heads));
    }

    /// Every curve of a case in one shade: nearer to the limit means stronger.
    float strength(std::size_t k) const {
        return study_.cases.size() < 2
                   ? 1
                   : 0.3f + 0.7f * static_cast<float>(k) / static_cast<float>(study_.cases.size() - 1);
    }

    void plot_densities(const Canvas& canvas, const Rectangle& where) const {
        draw_plot_title(canvas, where, "Density of the output y");
        if (!begin_plot("##density", where)) return;
        const ImVec4 blue = palette::measurement(canvas.theme), red = palette::theory(canvas.theme);
        double reach = 0, top = 0;
        for (const Case& one : study_.cases) {
            reach = std::max(reach, one.result.x.back());
            for (const auto* density : {&one.result.measured, &one.result.limit})
                top = std::max(top, *std::max_element(density->begin(), density->end()));
        }
        ImPlot::SetupAxes("y", "density");
        ImPlot::SetupAxesLimits(-reach, reach, 0, 1.08 * top, ImPlotCond_Always);
        output_ticks(reach);
        ImPlot::SetupLegend(ImPlotLocation_NorthEast);
        const auto draw_line = [&](const std::string& name, const std::vector<double>& x, const std::vector<double>& y,
                                   ImVec4 colour, float weight) {
            ImPlot::PlotLine(name.c_str(), x.data(), y.data(), static_cast<int>(x.size()),
                             line(colour, weight * canvas.scale));
        };
        for (std::size_t k = 0; k < study_.cases.size(); ++k) {
            const WidthResult& result = study_.cases[k].result;
            draw_line(name_of(study_.cases[k]), result.x, result.measured, faded(blue, strength(k)), 2.5f);
            // One limit for all widths, one for every number of heads.
            if (spec().varied == Varied::heads)
                draw_line("limit", result.x, result.limit, faded(red, strength(k)), 1.5f);
        }
        const WidthResult& last = study_.cases.back().result;
        if (spec().varied == Varied::width) draw_line("limit", last.x, last.limit, red, 2);
        dashed_gaussian("H → ∞ (dashed)", last.infinite_heads, reach, red, {canvas.theme, canvas.scale});
        ImPlot::EndPlot();
    }

    void plot_divergences(const Canvas& canvas, const Rectangle& where) const {
        const bool by_width = spec().varied == Varied::width;
        draw_plot_title(canvas, where, std::string("KL from the limit against ") + (by_width ? "n" : "H"));
        if (!begin_plot("##kl", where)) return;
        std::vector<double> x;
        std::vector<SeedStatistics> kl, kernel;
        double low = INFINITY, high = 0;
        for (const Case& one : study_.cases) {
            x.push_back(static_cast<double>(by_width ? one.settings.n : one.settings.heads));
            kl.push_back(one.kl());
            kernel.push_back(one.kernel());
            low = std::min(low, kl.back().mean / 4);
            high = std::max({high, 3 * kl.back().mean, 3 * kernel.back().mean});
        }
        ImPlot::SetupAxes(by_width ? "width n" : "heads H", "KL (nats)");
        ImPlot::SetupAxisScale(ImAxis_X1, ImPlotScale_Log10);
        ImPlot::SetupAxisScale(ImAxis_Y1, ImPlotScale_Log10);
        ImPlot::SetupAxesLimits(x.front() / 1.6, 1.6 * x.back(), low, high, ImPlotCond_Always);
        std::vector<std::string> labels;
        std::vector<const char*> texts;
        for (const double value : x) labels.push_back(format("%.0f", value));
        for (const std::string& label : labels) texts.push_back(label.c_str());
        ImPlot::SetupAxisTicks(ImAxis_X1, x.data(), static_cast<int>(x.size()), texts.data());
        power_ticks(ImAxis_Y1, low, high, 7);
        ImPlot::SetupLegend(ImPlotLocation_SouthWest);
        const PlotLook look{canvas.theme, canvas.scale};
        deviation_line("kernels on outputs", x, kernel, palette::faint_text(canvas.theme), look);
        deviation_line("conditional variances", x, kl, palette::measurement(canvas.theme), look);
        ImPlot::EndPlot();
    }

    Theme theme_;
    studies::WidthFigure study_;
};

}  // namespace

std::vector<Picture> width_figures() {
    std::vector<Picture> pictures;
    for (const studies::WidthFigureSpec& spec : studies::width_figure_specs())
        pictures.push_back({spec.name, spec.about});
    return pictures;
}

std::unique_ptr<Lab> make_width_figure(std::string_view picture, const std::vector<Assignment>& set, Theme theme) {
    return std::make_unique<WidthFigure>(studies::prepare_width_figure(picture, set), theme);
}

}  // namespace coalesce::lab
