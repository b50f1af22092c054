#include "lab/width_figures.hpp"

#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "chart/ticks.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/studies/width_figures.hpp"
#include "figure/page_parts.hpp"
#include "lab/width_plots.hpp"
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

    chart::Page page() const override {
        chart::Page page = titled_page(std::string(spec().title), studies::width_source, lines());
        const std::vector<chart::Box> where = rows(first_row(2), 24, {{400, 2}});
        if (spec().varied == Varied::scaling) {
            place(page, where[0], "Score of the first token with itself, divided by $\\sqrt{n}$",
                  width_score_chart(study_.cases[0].result, theme_));
            place(page, where[1], "divided by n", width_score_chart(study_.cases[1].result, theme_));
        } else {
            place(page, where[0], "Density of the output y", density_chart());
            place(page, where[1],
                  std::string("KL from the limit against ") + (spec().varied == Varied::width ? "n" : "H"),
                  divergence_chart());
        }
        finish(page);
        return page;
    }

  private:
    const studies::WidthFigureSpec& spec() const { return *study_.spec; }

    std::vector<std::string> lines() const {
        const InfiniteWidth& w = study_.cases.front().settings;
        const std::string samples = grouped(static_cast<std::uint64_t>(w.samples));
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
        return spec().varied == Varied::width ? formatted("n = %.0f", static_cast<double>(one.settings.n))
                                              : formatted("H = %.0f", static_cast<double>(one.settings.heads));
    }

    /// Every curve of a case in one shade: nearer to the limit means stronger.
    float strength(std::size_t k) const {
        return study_.cases.size() < 2
                   ? 1
                   : 0.3f + 0.7f * static_cast<float>(k) / static_cast<float>(study_.cases.size() - 1);
    }

    chart::Chart density_chart() const {
        const chart::Colour blue = ink(palette::measurement(theme_)), red = ink(palette::theory(theme_));
        double reach = 0, top = 0;
        for (const Case& one : study_.cases) {
            reach = std::max(reach, one.result.x.back());
            for (const auto* density : {&one.result.measured, &one.result.limit})
                top = std::max(top, *std::max_element(density->begin(), density->end()));
        }
        chart::Chart chart;
        chart.x = output_axis(reach);
        chart.y = {.label = "density", .range = chart::Range{0, 1.08 * top}};
        chart.legend = chart::Legend::north_east;
        const auto add = [&](const std::string& name, const std::vector<double>& x, const std::vector<double>& y,
                             const chart::Stroke& stroke) {
            chart.items.emplace_back(chart::Line{.name = name, .x = x, .y = y, .stroke = stroke});
        };
        for (std::size_t k = 0; k < study_.cases.size(); ++k) {
            const WidthResult& result = study_.cases[k].result;
            add(name_of(study_.cases[k]), result.x, result.measured, {faded(blue, strength(k)), 2.5f});
            // One limit for all widths, one for every number of heads.
            if (spec().varied == Varied::heads) add("limit", result.x, result.limit, {faded(red, strength(k)), 1.5f});
        }
        const WidthResult& last = study_.cases.back().result;
        if (spec().varied == Varied::width) add("limit", last.x, last.limit, {red, 2});
        chart.items.emplace_back(dashed_gaussian("$H \\to \\infty$", last.infinite_heads, reach, red));
        return chart;
    }

    chart::Chart divergence_chart() const {
        const bool by_width = spec().varied == Varied::width;
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
        chart::Chart chart;
        chart.x = {.label = by_width ? "width n" : "heads H",
                   .range = chart::Range{x.front() / 1.6, 1.6 * x.back()},
                   .scale = chart::Scale::log10};
        for (const double value : x) chart.x.ticks.push_back({value, formatted("%.0f", value)});
        chart.y = {.label = "KL (nats)",
                   .range = chart::Range{low, high},
                   .scale = chart::Scale::log10,
                   .ticks = chart::power_ticks(low, high, 7)};
        chart.legend = chart::Legend::south_west;
        add_deviation_line(chart, "kernels on outputs", x, kernel, ink(palette::faint_text(theme_)));
        add_deviation_line(chart, "conditional variances", x, kl, ink(palette::measurement(theme_)));
        return chart;
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
