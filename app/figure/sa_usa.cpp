#include "studies/sa_usa.hpp"

#include <algorithm>
#include <cmath>

#include "figure/canvas.hpp"
#include "figure/studies.hpp"
#include "figure/words.hpp"
#include "view/scene_view.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

using Attempt = studies::SaUsa::Attempt;

class SaUsa : public Figure {
  public:
    explicit SaUsa(SceneDocument document) { study_.document = std::move(document); }

    void compute(const Progress& progress) override { study_ = studies::compute_sa_usa(study_.document, progress); }
    studies::Result result() const override { return result_of(study_); }
    Page page(int width, float scale) const override;
    void draw(const Canvas& canvas) const override;

  private:
    std::vector<Rectangle> spheres(const Canvas& canvas, std::size_t attempt) const;
    std::vector<Rectangle> plots(const Canvas& canvas) const;
    void plot_series(const Canvas& canvas, const Rectangle& where, bool energy) const;
    void plot_contraction(const Canvas& canvas, const Rectangle& where) const;

    studies::SaUsa study_;
};

std::vector<Rectangle> SaUsa::spheres(const Canvas& canvas, std::size_t attempt) const {
    const int side = canvas.width / study_.panels, top = canvas.px(header_points(2) + 26);
    return row(canvas.width, 0, 0, top + static_cast<int>(attempt) * side, side, study_.panels);
}

std::vector<Rectangle> SaUsa::plots(const Canvas& canvas) const {
    const Rectangle above = spheres(canvas, 1).front();
    return row(canvas.width, canvas.px(16), canvas.px(18), above.y + above.height + canvas.px(38), canvas.px(240), 3);
}

Page SaUsa::page(int width, float scale) const {
    const Canvas canvas{width, 0, scale, study_.document.view.theme};
    const Rectangle last = plots(canvas).back();
    Page page{.height = last.y + last.height + canvas.px(16)};
    ViewState view = study_.document.view;
    view.hud = false;
    view.distance = 2.8;
    view.leading_space = false;
    for (std::size_t a = 0; a < study_.attempts.size(); ++a) {
        const std::vector<Rectangle> places = spheres(canvas, a);
        for (std::size_t k = 0; k < places.size(); ++k)
            page.spheres.push_back({places[k], &study_.attempts[a].frames[k], view});
    }
    return page;
}

ImVec4 colour_of(std::size_t attempt, Theme theme) {
    if (attempt == 0) return palette::measurement(theme);
    const Rgb c = identity_colour(1, theme);
    return {c.r, c.g, c.b, 1};
}

void SaUsa::draw(const Canvas& canvas) const {
    const Scene& scene = study_.document.scene;
    draw_header(canvas, study_.title, study_.source,
                {thousands(study_.attempts[0].frames[0].size()) + " tokens on S², the same for both · " +
                     matrices_text(scene.model) + format(" · β = %.4g", scene.model.beta) +
                     " · adaptive steps · both rows at the same times",
                 "Softmax contracts every crowd at one pace; without it a crowd of mass α contracts in a time that "
                 "grows like 1/α."});
    draw_legend(canvas, 66,
                {{study_.names[0], colour_of(0, canvas.theme)},
                 {study_.names[1], colour_of(1, canvas.theme)},
                 {"law", palette::theory(canvas.theme)}});
    const std::vector<Rectangle> top = spheres(canvas, 0);
    for (std::size_t k = 0; k < top.size(); ++k)
        draw_text(canvas, semibold_font(), 16,
                  {static_cast<float>(top[k].x) + static_cast<float>(top[k].width) / 2,
                   static_cast<float>(top[k].y) - 24 * canvas.scale},
                  Align::centre, palette::text(canvas.theme), "t = " + scientific(study_.panel_times[k]));
    for (std::size_t a = 0; a < study_.attempts.size(); ++a)
        draw_text(canvas, semibold_font(), 16,
                  {12 * canvas.scale, static_cast<float>(spheres(canvas, a)[0].y) + 4 * canvas.scale}, Align::left,
                  colour_of(a, canvas.theme), study_.names[a]);
    const std::vector<Rectangle> where = plots(canvas);
    plot_series(canvas, where[0], true);
    plot_series(canvas, where[1], false);
    plot_contraction(canvas, where[2]);
}

void SaUsa::plot_series(const Canvas& canvas, const Rectangle& where, bool energy) const {
    draw_plot_title(canvas, where, energy ? "Energy" : "Clusters");
    if (!begin_plot(energy ? "##energy" : "##clusters", where, ImPlotFlags_NoLegend)) return;
    const double left = -1, right = std::log10(study_.end);
    int most = 1;
    for (const Attempt& attempt : study_.attempts)
        for (const Measurement& now : attempt.series) most = std::max(most, now.clusters);
    const std::string number = "number, linked at " + linking_text(study_.document.view);
    ImPlot::SetupAxes("time t", energy ? "2βE" : number.c_str());
    ImPlot::SetupAxesLimits(left, right, 0, energy ? 1.08 : 1.1 * most, ImPlotCond_Always);
    log10_ticks(ImAxis_X1, left, right, 6);
    std::vector<double> marks;
    for (const double time : study_.panel_times) marks.push_back(std::log10(std::max(time, 1e-300)));
    ImPlot::PlotInfLines("##panels", marks.data(), static_cast<int>(marks.size()),
                         line(faded(palette::faint_text(canvas.theme), 0.5f), canvas.scale));
    for (std::size_t a = 0; a < study_.attempts.size(); ++a) {
        std::vector<double> x, y;
        for (const Measurement& now : study_.attempts[a].series) {
            x.push_back(std::log10(std::max(now.time, 1e-300)));
            y.push_back(energy ? 2 * study_.document.scene.model.beta * now.energy : now.clusters);
        }
        const ImPlotSpec spec = line(colour_of(a, canvas.theme), 2.5f * canvas.scale);
        if (energy)
            ImPlot::PlotLine(study_.names[a], x.data(), y.data(), static_cast<int>(x.size()), spec);
        else
            ImPlot::PlotStairs(study_.names[a], x.data(), y.data(), static_cast<int>(x.size()), spec);
    }
    ImPlot::EndPlot();
}

void SaUsa::plot_contraction(const Canvas& canvas, const Rectangle& where) const {
    draw_plot_title(canvas, where, "Time in which a crowd shrinks tenfold");
    if (!begin_plot("##contraction", where, ImPlotFlags_NoLegend)) return;
    const double left = std::log10(study_.masses.back()) - 0.15, right = std::log10(study_.masses.front()) + 0.15;
    double low = INFINITY, high = -INFINITY;
    std::vector<double> x;
    for (const double mass : study_.masses) x.push_back(std::log10(mass));
    std::vector<std::vector<double>> y(study_.attempts.size());
    for (std::size_t a = 0; a < study_.attempts.size(); ++a)
        for (std::size_t k = 0; k < study_.masses.size(); ++k) {
            y[a].push_back(std::log10(study_.attempts[a].collapsed[k]));
            low = std::min(low, y[a].back());
            if (std::isfinite(y[a].back())) high = std::max(high, y[a].back());
        }
    constexpr double masses[] = {0.02, 0.05, 0.1, 0.2, 0.5, 1};
    std::vector<double> ticks;
    for (const double mass : masses) ticks.push_back(std::log10(mass));
    constexpr const char* labels[] = {"0.02", "0.05", "0.1", "0.2", "0.5", "1"};
    ImPlot::SetupAxes("mass of the crowd", "time");
    ImPlot::SetupAxesLimits(left, right, std::floor(low), high + 0.3, ImPlotCond_Always);
    ImPlot::SetupAxisTicks(ImAxis_X1, ticks.data(), 6, labels);
    log10_ticks(ImAxis_Y1, std::floor(low), high + 0.3, 5);
    for (std::size_t a = 0; a < study_.attempts.size(); ++a) {
        const double ends[] = {left, right};
        const double law[] = {study_.attempts[a].level + study_.exponents[a] * left,
                              study_.attempts[a].level + study_.exponents[a] * right};
        ImPlot::PlotLine("law", ends, law, 2, line(palette::theory(canvas.theme), 2 * canvas.scale));
        plot_dots(study_.names[a], x.data(), y[a].data(), static_cast<int>(x.size()),
                  dots(colour_of(a, canvas.theme), 5.5f * canvas.scale));
        const double at = left + (a == 0 ? 0.35 : 0.55) * (right - left);
        const ImVec2 place = ImPlot::PlotToPixels(at, study_.attempts[a].level + study_.exponents[a] * at);
        draw_text(canvas, ImGui::GetFont(), 14, {place.x + 6 * canvas.scale, place.y - 24 * canvas.scale}, Align::left,
                  palette::theory(canvas.theme), a == 0 ? "the same for all" : "∝ 1/α");
    }
    ImPlot::EndPlot();
}

}  // namespace

std::unique_ptr<Figure> make_sa_usa(const std::vector<Assignment>& set, Theme theme) {
    SceneDocument document = studies::sa_usa_scene(set);
    document.view.theme = theme;
    return std::make_unique<SaUsa>(std::move(document));
}

}  // namespace coalesce::figure
