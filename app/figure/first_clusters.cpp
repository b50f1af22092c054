#include "coalesce/studies/first_clusters.hpp"

#include <algorithm>
#include <cmath>

#include "coalesce/model/text.hpp"
#include "coalesce/theory/first_clusters.hpp"
#include "figure/page_parts.hpp"
#include "figure/studies.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

using chart::Chart;
using FirstPoint = studies::FirstClusters::Point;

class FirstClusters : public Figure {
  public:
    explicit FirstClusters(studies::FirstClustersSettings settings) { study_.settings = std::move(settings); }

    void compute(const Progress& progress) override { study_ = compute_first_clusters(study_.settings, progress); }
    studies::Result result() const override { return result_of(study_); }

    chart::Page page() const override {
        chart::Page page = titled_page(
            study_.title, study_.source,
            {formatted(R"(Softmax, $Q=K=V=\mathrm{Id}$, independent uniform tokens: %.0f on the circle, )",
                       study_.circle_tokens) +
                 formatted("%.0f on the sphere; ", study_.sphere_tokens) +
                 formatted("%.0f seeds. ", study_.settings.seeds) + "Dots: mean of the largest number of clusters;",
             R"(bars: least and most of the seeds. Theory: maxima of $\log Z$ for ripples of chance, each grown by its )"
             R"(rate until they are no longer small.)"});
        page.legends.push_back(
            {66,
             {{"measured", ink(palette::measurement(theme())), chart::Sample::disc},
              {"maxima of the grown ripples", ink(palette::theory(theme())), chart::Sample::line},
              {"the fastest ripple alone", ink(palette::faint_text(theme())), chart::Sample::dashes}}});
        const std::vector<chart::Box> where = rows(first_row(2), 20, {{340, 2}});
        place(page, where[0], R"(Circle: the fastest ripple has some $\sqrt{2\beta}$ waves)",
              count_chart(2, study_.circle));
        place(page, where[1], R"(Sphere: a degree $l$ has some $l(l+1)/(2\sqrt3)$ maxima)",
              count_chart(3, study_.sphere));
        finish(page);
        return page;
    }

  private:
    Theme theme() const { return study_.settings.document.view.theme; }

    /// Numbers on both axes grow by factors: their logarithms are drawn.
    Chart count_chart(int dimension, const std::vector<FirstPoint>& points) const {
        const double low = points.front().beta / 1.25, high = points.back().beta * 1.25;
        const double tokens = dimension == 2 ? study_.circle_tokens : study_.sphere_tokens;
        const chart::Colour blue = ink(palette::measurement(theme()));
        chart::Line expected{.stroke = {ink(palette::theory(theme())), 2}};
        chart::Line fastest{.stroke = {ink(palette::faint_text(theme())), 1.5f, true}};
        for (int k = 0; k <= 60; ++k) {
            const double beta = low * std::pow(high / low, k / 60.0);
            expected.x.push_back(beta);
            expected.y.push_back(expected_first_clusters(dimension, beta, 1, tokens));
            fastest.x.push_back(beta);
            fastest.y.push_back(of_fastest(dimension, beta));
        }
        chart::Dots dots{.radius = 4.5f, .fill = blue};
        chart::ErrorBars spread{.stroke = {blue, 1.5f}};
        double top = expected.y.back();
        for (const FirstPoint& point : points) {
            dots.x.push_back(point.beta);
            dots.y.push_back(point.mean);
            spread.below.push_back(point.mean - point.least);
            spread.above.push_back(point.most - point.mean);
            top = std::max(top, point.most);
        }
        spread.x = dots.x;
        spread.y = dots.y;
        Chart chart;
        chart.x = {.label = R"($\beta$)", .range = chart::Range{low, high}, .scale = chart::Scale::log10};
        for (const FirstPoint& point : points) chart.x.ticks.push_back({point.beta, formatted("%g", point.beta)});
        chart.y = {.label = "clusters", .range = chart::Range{0, 1.12 * top}};
        chart.items.emplace_back(std::move(fastest));
        chart.items.emplace_back(std::move(expected));
        chart.items.emplace_back(std::move(spread));
        chart.items.emplace_back(std::move(dots));
        return chart;
    }

    /// The number of maxima if the fastest ripple were alone.
    static double of_fastest(int dimension, double beta) {
        Model model = Model::standard(dimension);
        model.beta = beta;
        const double k = growth_law(model).fastest;
        return isotropic_maxima(dimension, dimension == 2 ? k * k : k * (k + 1));
    }

    studies::FirstClusters study_;
};

}  // namespace

std::unique_ptr<Figure> make_first_clusters(const std::vector<Assignment>& set, Theme theme) {
    studies::FirstClustersSettings settings = studies::first_clusters_settings(set);
    settings.document.view.theme = theme;
    return std::make_unique<FirstClusters>(std::move(settings));
}

}  // namespace coalesce::figure
