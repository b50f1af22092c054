#include "studies/ms4.hpp"

#include <algorithm>
#include <cmath>

#include "figure/canvas.hpp"
#include "figure/studies.hpp"
#include "view/scene_view.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

class Ms4 : public Figure {
  public:
    explicit Ms4(SceneDocument document) { study_.document = std::move(document); }

    void compute(const Progress& progress) override { study_ = studies::compute_ms4(study_.document, progress); }
    studies::Result result() const override { return result_of(study_); }

    Page page(int width, float scale) const override {
        const Canvas canvas{width, 0, scale, study_.document.view.theme};
        Page page{.height = plot_place(canvas).y + plot_place(canvas).height + canvas.px(16)};
        ViewState view = study_.document.view;
        view.hud = false;
        view.distance = 2.8;
        const int count = static_cast<int>(study_.panels.size());
        const std::vector<Rectangle> places =
            row(width, 0, 0, canvas.px(header_points(1) + 24), width / columns, columns);
        for (int k = 0; k < count; ++k)
            page.spheres.push_back(
                {places[static_cast<std::size_t>(k)], &study_.panels[static_cast<std::size_t>(k)], view});
        return page;
    }

    void draw(const Canvas& canvas) const override {
        const Scene& scene = study_.document.scene;
        draw_header(
            canvas, study_.title, "after " + studies::source_of("Fig. 4"),
            {thousands(study_.panels.back().size()) + " tokens on S²" + format(" · β = %.4g", scene.model.beta) +
             " · adaptive steps to t = " + scientific(scene.time.until) + " · " + describe_regime(scene.model)});
        std::vector<float> at;  // pixel column of each panel's time
        plot_energy(canvas, at);
        connect(canvas, at);
    }

  private:
    static constexpr int columns = 6;

    Rectangle plot_place(const Canvas& canvas) const {
        const int top = canvas.px(header_points(1) + 24) + canvas.width / columns + canvas.px(62);
        return {canvas.px(16), top, canvas.width - canvas.px(32), canvas.px(280)};
    }

    void plot_energy(const Canvas& canvas, std::vector<float>& at) const {
        if (!begin_plot("##energy", plot_place(canvas))) return;
        const double beta2 = 2 * study_.document.scene.model.beta,
                     left = std::log10(10 * study_.document.scene.time.dt);
        const double right = std::log10(study_.shown_until());
        std::vector<double> time, energy;
        double top = 0;
        for (const Measurement& row : study_.series) {
            time.push_back(std::log10(std::max(row.time, 1e-300)));
            energy.push_back(beta2 * row.energy);
            top = std::max(top, energy.back());
        }
        ImPlot::SetupAxes("time t", "energy 2βE");
        ImPlot::SetupAxesLimits(left, right, 0, 1.16 * top, ImPlotCond_Always);
        log10_ticks(ImAxis_X1, left, right, 14);
        ImPlot::SetupLegend(ImPlotLocation_NorthWest);
        draw_bands(canvas, left, right, 1.16 * top);
        ImPlot::PlotLine("measured", time.data(), energy.data(), static_cast<int>(time.size()),
                         line(palette::measurement(canvas.theme), 3.5f * canvas.scale));
        draw_levels(canvas);
        draw_merges(canvas);
        for (const Frame& panel : study_.panels) {
            const double place = std::clamp(std::log10(std::max(panel.time, 1e-300)), left, right);
            at.push_back(ImPlot::PlotToPixels(place, 0).x);
        }
        ImPlot::EndPlot();
    }

    void draw_bands(const Canvas& canvas, double left, double right, double top) const {
        ImDrawList& list = *ImPlot::GetPlotDrawList();
        for (const Phase& phase : study_.phases) {
            const double from = std::clamp(std::log10(std::max(phase.from, 1e-300)), left, right);
            const double to = std::clamp(std::log10(phase.to), left, right);
            const ImVec2 a = ImPlot::PlotToPixels(from, top), b = ImPlot::PlotToPixels(to, 0);
            const ImVec4 colour = palette::phase(phase.name, canvas.theme);
            ImPlot::PushPlotClipRect();
            list.AddRectFilled(a, b, ImGui::GetColorU32(faded(colour, 0.16f)));
            list.AddRectFilled(a, {b.x, a.y + 4 * canvas.scale}, ImGui::GetColorU32(colour));
            ImPlot::PopPlotClipRect();
            draw_text(canvas, semibold_font(), 15, {(a.x + b.x) / 2, a.y - 23 * canvas.scale}, Align::centre,
                      palette::text(canvas.theme), phase.name);
        }
    }

    void draw_levels(const Canvas& canvas) const {
        for (const studies::Ms4::Level& level : study_.levels) {
            plot_dashes("Σ mass² of the clusters", {std::log10(level.from), level.value},
                        {std::log10(level.to), level.value}, line(palette::theory(canvas.theme), 3 * canvas.scale),
                        canvas);
        }
    }

    void draw_merges(const Canvas& canvas) const {
        for (const Merge& merge : study_.merges) {
            const double x = std::log10(merge.time), y = study_.scaled_energy(merge.time * (1 + 1e-9));
            plot_dots("##merge", &x, &y, 1, dots(palette::measurement(canvas.theme), 5 * canvas.scale));
            const ImVec2 place = ImPlot::PlotToPixels(x, y);
            char text[80];
            std::snprintf(text, sizeof text, "%.2g + %.2g", merge.masses[0], merge.masses[1]);
            draw_text(canvas, ImGui::GetFont(), 13, {place.x - 9 * canvas.scale, place.y - 27 * canvas.scale},
                      Align::right, palette::text(canvas.theme), text);
            draw_text(canvas, ImGui::GetFont(), 13, {place.x - 9 * canvas.scale, place.y - 11 * canvas.scale},
                      Align::right, palette::faint_text(canvas.theme), "t = " + scientific(merge.time));
        }
    }

    /// From each sphere to its time on the axis.
    void connect(const Canvas& canvas, const std::vector<float>& at) const {
        const Page here = page(canvas.width, canvas.scale);
        const ImU32 colour = ImGui::GetColorU32(faded(palette::faint_text(canvas.theme), 0.8f));
        ImDrawList& list = *ImGui::GetWindowDrawList();
        for (std::size_t k = 0; k < at.size(); ++k) {
            const Rectangle& r = here.spheres[k].where;
            const float centre = static_cast<float>(r.x) + static_cast<float>(r.width) / 2;
            const float bottom = static_cast<float>(r.y + r.height);
            const Rectangle plot = plot_place(canvas);
            draw_text(canvas, semibold_font(), 16, {centre, static_cast<float>(r.y) - 22 * canvas.scale}, Align::centre,
                      palette::text(canvas.theme), "t = " + scientific(study_.panels[k].time));
            const float end = static_cast<float>(plot.y) - 22 * canvas.scale;  // the names of the phases stand below
            list.AddLine({centre, bottom}, {at[k], end - 10 * canvas.scale}, colour, canvas.scale);
            list.AddLine({at[k], end - 10 * canvas.scale}, {at[k], end}, colour, canvas.scale);
            list.AddCircleFilled({at[k], end}, 2.5f * canvas.scale, colour);
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
