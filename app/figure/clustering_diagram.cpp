#include "coalesce/studies/clustering_diagram.hpp"

#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "chart/ticks.hpp"
#include "coalesce/model/text.hpp"
#include "figure/page_parts.hpp"
#include "figure/studies.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

using chart::Chart;
using Diagram = studies::ClusteringDiagram::Diagram;

class ClusteringDiagram : public Figure {
  public:
    explicit ClusteringDiagram(studies::ClusteringDiagramSettings settings) { study_.settings = std::move(settings); }

    void compute(const Progress& progress) override { study_ = compute_clustering_diagram(study_.settings, progress); }
    studies::Result result() const override { return result_of(study_); }

    chart::Page page() const override {
        chart::Page page = titled_page(
            study_.title, study_.source,
            {grouped(static_cast<std::uint64_t>(study_.settings.systems)) +
                 formatted(" systems of %.0f independent uniform tokens at every ", study_.tokens) +
                 R"($\beta$, $Q=K=V=\mathrm{Id}$. Colour: share of the systems whose tokens are all at one place by )"
                 R"(time $t$.)",
             R"(Dots: time by which half of them are. The line is $t=C\,e^{c\beta}$: the last clusters wait )"
             R"($e^{\beta(1-\rho)}$ for each other.)"});
        page.legends.push_back({66,
                                {{"half of the systems", ink(palette::measurement(theme())), chart::Sample::disc},
                                 {"fitted front", ink(palette::theory(theme())), chart::Sample::line}}});
        const std::vector<chart::Box> where = rows(first_row(2), 20, {{360, 2}});
        constexpr float bar = 92;
        for (std::size_t k = 0; k < study_.diagrams.size(); ++k) {
            const Diagram& diagram = study_.diagrams[k];
            chart::Box map = where[k];
            map.width -= bar / 2;
            if (k == 1) map.x -= bar / 2;
            place(page, map,
                  (diagram.dimension == 2 ? "Circle: front " : "Sphere: front ") +
                      formatted(R"($c=%.3f)", diagram.front.slope) +
                      formatted(R"(\pm%.3f$)", diagram.front.slope_error),
                  diagram_chart(diagram));
        }
        // The charts' frames end above their axis' name, the bar with its box.
        constexpr float axis_name = 40;
        page.bars.push_back({{where[1].right() - bar + 4, where[1].y, bar, where[1].height - axis_name},
                             {"share of systems", 0, 1, "%.1f"}});
        finish(page);
        return page;
    }

  private:
    Theme theme() const { return study_.settings.document.view.theme; }

    Chart diagram_chart(const Diagram& diagram) const {
        const std::vector<double>& betas = study_.settings.betas;
        const double half = (betas[1] - betas[0]) / 2, left = betas.front() - half, right = betas.back() + half;
        const double bottom = study_.first_decade, top = study_.last_decade;
        chart::HeatMap map{.rows = static_cast<int>((top - bottom) * study_.rows_per_decade),
                           .columns = static_cast<int>(betas.size()),
                           .values = {},
                           .from = {left, bottom},
                           .to = {right, top},
                           .low = 0,
                           .high = 1};
        for (int row = 0; row < map.rows; ++row)
            for (std::size_t b = 0; b < betas.size(); ++b)
                map.values.push_back(diagram.share(b, std::pow(10, top - (row + 0.5) / study_.rows_per_decade)));
        chart::Dots dots{.radius = 4.5f, .fill = ink(palette::measurement(theme())), .edge = {{1, 1, 1, 1}, 1.2f}};
        for (std::size_t b = 0; b < betas.size(); ++b) {
            if (!std::isfinite(diagram.median[b])) continue;
            dots.x.push_back(betas[b]);
            dots.y.push_back(std::log10(diagram.median[b]));
        }
        const auto front = [&](double beta) {
            return (diagram.front.intercept + diagram.front.slope * beta) / std::log(10);
        };
        Chart chart;
        chart.x = {.label = R"($\beta$)", .range = chart::Range{left, right}};
        chart.y = {
            .label = "time $t$", .range = chart::Range{bottom, top}, .ticks = chart::exponent_ticks(bottom, top, 8)};
        chart.items.emplace_back(std::move(map));
        chart.items.emplace_back(chart::Line{.x = {study_.front_from, right},
                                             .y = {front(study_.front_from), front(right)},
                                             .stroke = {ink(palette::theory(theme())), 2.5f}});
        chart.items.emplace_back(std::move(dots));
        return chart;
    }

    studies::ClusteringDiagram study_;
};

}  // namespace

std::unique_ptr<Figure> make_clustering_diagram(const std::vector<Assignment>& set, Theme theme) {
    studies::ClusteringDiagramSettings settings = studies::clustering_diagram_settings(set);
    settings.document.view.theme = theme;
    return std::make_unique<ClusteringDiagram>(std::move(settings));
}

}  // namespace coalesce::figure
