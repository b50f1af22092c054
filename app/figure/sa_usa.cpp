#include "coalesce/studies/sa_usa.hpp"

#include <algorithm>
#include <cmath>

#include "chart/numbers.hpp"
#include "chart/ticks.hpp"
#include "coalesce/model/text.hpp"
#include "figure/page_parts.hpp"
#include "figure/studies.hpp"
#include "figure/words.hpp"
#include "view/scene_view.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

using chart::Chart;
using Attempt = studies::SaUsa::Attempt;

class SaUsa : public Figure {
  public:
    explicit SaUsa(SceneDocument document) { study_.document = std::move(document); }

    void compute(const Progress& progress) override { study_ = studies::compute_sa_usa(study_.document, progress); }
    studies::Result result() const override { return result_of(study_); }
    chart::Page page() const override;

  private:
    void add_spheres(chart::Page& page, std::size_t attempt, const std::vector<chart::Box>& boxes) const;
    Chart series_chart(bool energy) const;
    Chart contraction_chart() const;

    Theme theme() const { return study_.document.view.theme; }
    chart::Colour colour_of(std::size_t attempt) const {
        if (attempt == 0) return ink(palette::measurement(theme()));
        const Rgb c = identity_colour(1, theme());
        return {c.r, c.g, c.b, 1};
    }

    studies::SaUsa study_;
};

chart::Page SaUsa::page() const {
    const Scene& scene = study_.document.scene;
    chart::Page page =
        titled_page(study_.title, study_.source,
                    {grouped(study_.attempts[0].frames[0].size()) + " tokens on S², the same for both · " +
                         matrices_text(scene.model) + formatted(" · β = %.4g", scene.model.beta) +
                         " · adaptive steps · both rows at the same times",
                     "Softmax contracts every crowd at one pace; without it a crowd of mass α contracts in a time "
                     "that grows like 1/α."});
    page.legends.push_back(
        {66,
         {{study_.names[0], colour_of(0)}, {study_.names[1], colour_of(1)}, {"law", ink(palette::theory(theme()))}}});
    const float side = page.width / study_.panels;
    float top = chart::header_height(2) + 26;
    for (std::size_t a = 0; a < study_.attempts.size(); ++a, top += side)
        add_spheres(page, a, chart::row(page.width, 0, 0, top, side, study_.panels));
    const std::vector<chart::Box> where = rows(top + 38, 18, {{240, 3}});
    place(page, where[0], "Energy", series_chart(true));
    place(page, where[1], "Clusters", series_chart(false));
    place(page, where[2], "Time in which a crowd shrinks tenfold", contraction_chart());
    finish(page);
    return page;
}

void SaUsa::add_spheres(chart::Page& page, std::size_t attempt, const std::vector<chart::Box>& boxes) const {
    ViewState view = panel_view(study_.document.view);
    view.leading_space = false;
    for (std::size_t k = 0; k < boxes.size(); ++k) {
        page.spheres.push_back({boxes[k], &study_.attempts[attempt].frames[k], view});
        if (attempt == 0) label_box(page, boxes[k], 24, "t = " + short_text(study_.panel_times[k]), theme());
    }
    page.texts.push_back(
        {12, boxes.front().y + 4, study_.names[attempt], chart::Align::left, colour_of(attempt), 16, true});
}

Chart SaUsa::series_chart(bool energy) const {
    const double left = -1, right = std::log10(study_.end);
    int most = 1;
    for (const Attempt& attempt : study_.attempts)
        for (const Measurement& now : attempt.series) most = std::max(most, now.clusters);
    Chart chart;
    chart.x = {.label = "time t", .range = chart::Range{left, right}, .ticks = chart::exponent_ticks(left, right, 6)};
    chart.y = {.label = energy ? "$2\\beta E$" : "number, linked at " + linking_text(study_.document.view),
               .range = chart::Range{0, energy ? 1.08 : 1.1 * most}};
    chart::Rules marks{.stroke = {faded(ink(palette::faint_text(theme())), 0.5f), 1}};
    for (const double time : study_.panel_times) marks.at.push_back(log10_time(time));
    chart.items.emplace_back(std::move(marks));
    for (std::size_t a = 0; a < study_.attempts.size(); ++a) {
        chart::Line line{.name = study_.names[a], .stroke = {colour_of(a), 2.5f}, .rising = true};
        line.course = energy ? chart::Line::Course::straight : chart::Line::Course::stairs;
        for (const Measurement& now : study_.attempts[a].series) {
            line.x.push_back(log10_time(now.time));
            line.y.push_back(energy ? 2 * study_.document.scene.model.beta * now.energy : now.clusters);
        }
        chart.items.emplace_back(std::move(line));
    }
    return chart;
}

Chart SaUsa::contraction_chart() const {
    const double left = std::log10(study_.masses.back()) - 0.15, right = std::log10(study_.masses.front()) + 0.15;
    double low = INFINITY, high = -INFINITY;
    std::vector<chart::Dots> dots;
    for (std::size_t a = 0; a < study_.attempts.size(); ++a) {
        chart::Dots crowds{.name = study_.names[a], .radius = 5.5f, .fill = colour_of(a)};
        for (std::size_t k = 0; k < study_.masses.size(); ++k) {
            crowds.x.push_back(std::log10(study_.masses[k]));
            crowds.y.push_back(std::log10(study_.attempts[a].collapsed[k]));
            low = std::min(low, crowds.y.back());
            if (std::isfinite(crowds.y.back())) high = std::max(high, crowds.y.back());
        }
        dots.push_back(std::move(crowds));
    }
    low = std::floor(low);
    high += 0.3;
    Chart chart;
    chart.x = {.label = "mass of the crowd", .range = chart::Range{left, right}};
    for (const double mass : {0.02, 0.05, 0.1, 0.2, 0.5, 1.0})
        chart.x.ticks.push_back({std::log10(mass), formatted("%g", mass)});
    chart.y = {.label = "time", .range = chart::Range{low, high}, .ticks = chart::exponent_ticks(low, high, 5)};
    const chart::Colour red = ink(palette::theory(theme()));
    for (std::size_t a = 0; a < study_.attempts.size(); ++a) {
        const auto law = [&](double x) { return study_.attempts[a].level + study_.exponents[a] * x; };
        chart.items.emplace_back(
            chart::Line{.name = "law", .x = {left, right}, .y = {law(left), law(right)}, .stroke = {red, 2}});
        chart.items.emplace_back(std::move(dots[a]));
        const double at = left + (a == 0 ? 0.35 : 0.55) * (right - left);
        chart.items.emplace_back(chart::Text{.text = a == 0 ? "the same for all" : "$\\propto 1/\\alpha$",
                                             .at = {at, law(at)},
                                             .offset = {6, -24},
                                             .colour = red});
    }
    return chart;
}

}  // namespace

std::unique_ptr<Figure> make_sa_usa(const std::vector<Assignment>& set, Theme theme) {
    SceneDocument document = studies::sa_usa_scene(set);
    document.view.theme = theme;
    return std::make_unique<SaUsa>(std::move(document));
}

}  // namespace coalesce::figure
