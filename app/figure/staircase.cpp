#include "coalesce/studies/staircase.hpp"

#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "chart/ticks.hpp"
#include "coalesce/model/text.hpp"
#include "figure/page_parts.hpp"
#include "figure/studies.hpp"
#include "figure/words.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

using chart::Chart;
using StaircaseRun = studies::Staircase::Run;

/// Index of the β that the tree of world lines is drawn for.
constexpr std::size_t tree_beta = 2;
/// log10 of the time until which the axes reach.
constexpr double end = 300;

class Staircase : public Figure {
  public:
    explicit Staircase(studies::StaircaseSettings settings) { study_.settings = std::move(settings); }

    void compute(const Progress& progress) override { study_ = compute_staircase(study_.settings, progress); }
    studies::Result result() const override { return result_of(study_); }

    chart::Page page() const override {
        chart::Page page = titled_page(
            study_.title, study_.source,
            {grouped(study_.runs.front().angles.size()) + " tokens on S¹ from the same angles at every β · " +
                 matrices_text(study_.settings.document.scene.model) +
                 " · adaptive steps, doubling where nothing moves",
             "Predicted: the pairing law, step after step; a merged pair is one token of their mass, "
             "where the two meet."});
        chart::LegendLine legend{66, {{"$\\beta =$", chart::transparent}}};
        for (std::size_t k = 0; k < study_.runs.size(); ++k)
            legend.keys.push_back({formatted("%.4g", study_.runs[k].beta), colour_of(k)});
        legend.keys.push_back({"predicted", ink(palette::theory(theme()))});
        page.legends.push_back(std::move(legend));
        const chart::Box upper{16, chart::header_height(2) + 8, page.width - 32, 270};
        const std::vector<chart::Box> lower = rows(upper.bottom() + 44, 20, {{250, 2}});
        place(page, upper, "", energy_chart());
        place(page, lower[0], formatted("Angles of the tokens, $\\beta = %.4g$", study_.runs[tree_beta].beta),
              tree_chart());
        place(page, lower[1], "Distance of log10(merge time) from the law", errors_chart());
        finish(page);
        return page;
    }

  private:
    Theme theme() const { return study_.settings.document.view.theme; }
    chart::Colour colour_of(std::size_t k) const {
        return ramp(static_cast<double>(k) / static_cast<double>(study_.runs.size() - 1), theme());
    }

    /// Twice-logarithmic time: waits at different β differ by powers.
    Chart energy_chart() const {
        Chart chart;
        chart.x = {.label = "time $t$, on the scale of $\\log\\log t$",
                   .range = chart::Range{std::log10(1.5), std::log10(end)}};
        for (const int decade : {1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300})
            chart.x.ticks.push_back({std::log10(decade), power_of_ten(decade)});
        chart.y = {.label = "energy $2\\beta E$", .range = chart::Range{0, 1.1}};
        for (std::size_t k = 0; k < study_.runs.size(); ++k) {
            const StaircaseRun& run = study_.runs[k];
            chart::Line line{.name = formatted("$\\beta = %.4g$", run.beta), .stroke = {colour_of(k), 3}};
            for (std::size_t i = 0; i < run.log_time.size(); ++i) {
                if (run.log_time[i] < 1) continue;
                line.x.push_back(std::log10(run.log_time[i]));
                line.y.push_back(run.energy[i]);
            }
            chart.items.emplace_back(std::move(line));
        }
        for (const StaircaseRun& run : study_.runs) mark_predicted(chart, run);
        return chart;
    }

    /// A red mark across every jump, from a plateau Σ mass² to the next.
    void mark_predicted(Chart& chart, const StaircaseRun& run) const {
        double level = 1 / static_cast<double>(run.angles.size());
        for (const PredictedMerge& merge : run.predicted) {
            const double next = level + 2 * merge.masses[0] * merge.masses[1], at = std::log10(merge.log10_time);
            chart.items.emplace_back(chart::Line{.name = "predicted",
                                                 .x = {at, at},
                                                 .y = {level - 0.04, next + 0.04},
                                                 .stroke = {ink(palette::theory(theme())), 1.6f, true}});
            level = next;
        }
    }

    Chart tree_chart() const {
        const StaircaseRun& run = study_.runs[tree_beta];
        const double last = run.predicted.empty() ? end : std::min(end, 1.1 * run.predicted.back().log10_time);
        Chart chart;
        chart.x = {.label = "time $t$", .range = chart::Range{0, last}, .ticks = chart::exponent_ticks(0, last, 12)};
        chart.y.label = "angle (rad)";
        for (const std::vector<double>& angle : run.angles)
            chart.items.emplace_back(
                chart::Line{.x = run.log_time, .y = angle, .stroke = {colour_of(tree_beta), 2.5f}, .rising = true});
        chart::Dots predicted{.radius = 4.5f, .fill = ink(palette::theory(theme()))};
        for (const PredictedMerge& merge : run.predicted) {
            predicted.x.push_back(merge.log10_time);
            predicted.y.push_back(std::atan2(merge.place[1], merge.place[0]));
        }
        chart.items.emplace_back(std::move(predicted));
        return chart;
    }

    Chart errors_chart() const {
        const double asked = std::log10(study_.allowed_error);
        const chart::Colour faint = ink(palette::faint_text(theme()));
        Chart chart;
        chart.x = {.label = "predicted time", .range = chart::Range{0, end}, .ticks = chart::exponent_ticks(0, end, 9)};
        chart.y = {.label = "|measured − predicted|",
                   .range = chart::Range{-8.5, -1.5},
                   .ticks = chart::exponent_ticks(-8.5, -1.5, 8)};
        chart.items.emplace_back(chart::Line{.x = {0, end}, .y = {asked, asked}, .stroke = {faint, 1.5f, true}});
        chart.items.emplace_back(chart::Text{
            .text = "asked", .at = {end, asked}, .offset = {-8, -20}, .align = chart::Align::right, .colour = faint});
        for (std::size_t k = 0; k < study_.runs.size(); ++k) {
            const StaircaseRun& run = study_.runs[k];
            chart::Dots dots{.name = formatted("$\\beta = %.4g$", run.beta), .radius = 5, .fill = colour_of(k)};
            for (std::size_t m = 0; m < std::min(run.merges.size(), run.predicted.size()); ++m) {
                const double error = std::abs(std::log10(run.merges[m].time) - run.predicted[m].log10_time);
                dots.x.push_back(run.predicted[m].log10_time);
                dots.y.push_back(std::log10(std::max(error, 1e-8)));
            }
            chart.items.emplace_back(std::move(dots));
        }
        return chart;
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
