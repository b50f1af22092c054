#include "coalesce/studies/ms4.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "chart/numbers.hpp"
#include "chart/ticks.hpp"
#include "coalesce/model/text.hpp"
#include "figure/page_parts.hpp"
#include "figure/studies.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

using chart::Chart;

class Ms4 : public Figure {
  public:
    explicit Ms4(SceneDocument document) { study_.document = std::move(document); }

    void compute(const Progress& progress) override { study_ = studies::compute_ms4(study_.document, progress); }
    studies::Result result() const override { return result_of(study_); }

    chart::Page page() const override {
        const Scene& scene = study_.document.scene;
        chart::Page page = titled_page(
            study_.title, "after " + studies::source_of("Fig. 4"),
            {grouped(study_.panels.back().size()) + " tokens on S²" + formatted(" · β = %.4g", scene.model.beta) +
             " · adaptive steps to t = " + short_text(scene.time.until) + " · " + describe_regime(scene.model)});
        const float side = page.width / columns, top = chart::header_height(1) + 24;
        place(page, {16, top + side + 62, page.width - 32, 280}, "", energy_chart());
        add_spheres(page, chart::row(page.width, 0, 0, top, side, columns));
        finish(page);
        return page;
    }

  private:
    static constexpr int columns = 6;

    Theme theme() const { return study_.document.view.theme; }
    double left() const { return std::log10(10 * study_.document.scene.time.dt); }
    double right() const { return std::log10(study_.shown_until()); }

    Chart energy_chart() const {
        chart::Line line{.name = "measured", .stroke = {ink(palette::measurement(theme())), 3.5f}, .rising = true};
        double top = 0;
        for (const Measurement& row : study_.series) {
            line.x.push_back(log10_time(row.time));
            line.y.push_back(2 * study_.document.scene.model.beta * row.energy);
            top = std::max(top, line.y.back());
        }
        Chart chart;
        chart.x = {.label = "time t",
                   .range = chart::Range{left(), right()},
                   .ticks = chart::exponent_ticks(left(), right(), 14)};
        chart.y = {.label = "energy $2\\beta E$", .range = chart::Range{0, 1.16 * top}};
        chart.legend = chart::Legend::north_west;
        chart::Spans phases{.text = ink(palette::text(theme())), .names_above = true};
        for (const Phase& phase : study_.phases)
            phases.spans.push_back(
                {log10_time(phase.from), log10_time(phase.to), phase.name, ink(palette::phase(phase.name, theme()))});
        chart.items.emplace_back(std::move(phases));
        chart.items.emplace_back(std::move(line));
        for (const studies::Ms4::Level& level : study_.levels)
            chart.items.emplace_back(chart::Line{.name = "$\\sum_k m_k^2$ of the clusters",
                                                 .x = {std::log10(level.from), std::log10(level.to)},
                                                 .y = {level.value, level.value},
                                                 .stroke = {ink(palette::theory(theme())), 3, true}});
        for (const Merge& merge : study_.merges) add_merge(chart, merge);
        return chart;
    }

    void add_merge(Chart& chart, const Merge& merge) const {
        const chart::Point at{std::log10(merge.time), study_.scaled_energy(merge.time * (1 + 1e-9))};
        chart.items.emplace_back(
            chart::Dots{.x = {at.x}, .y = {at.y}, .radius = 5, .fill = ink(palette::measurement(theme()))});
        chart::Text text{.text = formatted("%.2g + ", merge.masses[0]) + formatted("%.2g", merge.masses[1]),
                         .at = at,
                         .offset = {-9, -27},
                         .align = chart::Align::right,
                         .colour = ink(palette::text(theme())),
                         .size = 13};
        chart.items.emplace_back(text);
        text.text = "t = " + short_text(merge.time);
        text.offset.y += 16;
        text.colour = ink(palette::faint_text(theme()));
        chart.items.emplace_back(text);
    }

    /// Spheres over the plot, each joined to its time on the axis.
    void add_spheres(chart::Page& page, const std::vector<chart::Box>& boxes) const {
        const ViewState view = panel_view(study_.document.view);
        for (std::size_t k = 0; k < study_.panels.size(); ++k) {
            const Frame& frame = study_.panels[k];
            const chart::Box& box = boxes[k];
            page.spheres.push_back({box, &frame, view});
            label_box(page, box, 22, "t = " + short_text(frame.time), theme());
            // The names of the phases stand below its end.
            page.leaders.push_back({.x = box.x + box.width / 2,
                                    .y = box.bottom(),
                                    .chart = 0,
                                    .at = std::clamp(log10_time(frame.time), left(), right()),
                                    .above = 28,
                                    .colour = faded(ink(palette::faint_text(theme())), 0.8f)});
        }
    }

    studies::Ms4 study_;
};

}  // namespace

std::unique_ptr<Figure> make_ms4(const std::vector<Assignment>& set, Theme theme) {
    SceneDocument document = studies::ms4_scene(set);
    document.view.theme = theme;
    return std::make_unique<Ms4>(std::move(document));
}

}  // namespace coalesce::figure
