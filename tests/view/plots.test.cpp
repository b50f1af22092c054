#include "view/plots.hpp"

#include <doctest/doctest.h>
#include <imgui.h>
#include <implot.h>
#include <implot_internal.h>  // a plot knows its axes: words, range and ticks

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "chart/implot_painter.hpp"
#include "coalesce/document/scene_document.hpp"
#include "record/recording.hpp"
#include "view/gl_context.hpp"
#include "view/hud.hpp"
#include "view/image.hpp"
#include "view/target.hpp"
#include "view/ui.hpp"

using namespace coalesce;

namespace {

/// Returns the words below the plot of the angles of such tokens.
std::string words_below(int dimension) {
    Frame frame;
    frame.dimension = dimension;
    frame.angles.density.assign(90, 0.16);
    Ui ui(Theme::dark, 1);
    ui.begin_offscreen(400, 300);
    ImGui::Begin("plots");
    plot_angles(frame, nullptr, {300, 200}, Theme::dark);
    ImPlotPlot* plot = ImPlot::GetPlot("##angles");
    const std::string words = plot ? plot->GetAxisLabel(plot->XAxis(0)) : "no plot";
    ImGui::End();
    ui.drop_offscreen();
    return words;
}

constexpr int width = 480, height = 320;

/// A window that shows one plot, frame after frame.
struct Page {
    HeadlessContext context;
    Ui ui{Theme::dark, 1};
    OffscreenTarget target{width, height, 1};

    template <class Draw>
    void frame(const Draw& draw) {
        target.bind();
        ui.begin_offscreen(width, height);
        ImGui::SetNextWindowPos({0, 0});
        ImGui::SetNextWindowSize({width, height});
        ImGui::Begin("page", nullptr, ImGuiWindowFlags_NoDecoration);
        draw();
        ImGui::End();
        ui.end_offscreen();
    }
    Image picture() {
        Image image;
        target.read(image);
        return image;
    }
};

Measurement row_at(double time, double value = 1) {
    Measurement row;
    row.time = time;
    row.energy = row.alignment = row.mean_speed = value;
    return row;
}

/// An axis as drawn.
struct Seen {
    double from = 0, to = 0;
    std::vector<std::string> labels;
};

Seen seen(ImPlotAxis& axis) {
    Seen all{axis.Range.Min, axis.Range.Max, {}};
    if (!axis.HasTickLabels()) return all;
    for (int k = 0; k < axis.Ticker.TickCount(); ++k)
        if (const ImPlotTick& tick = axis.Ticker.Ticks[k]; tick.ShowLabel && tick.PlotPos >= all.from)
            all.labels.emplace_back(axis.Ticker.GetText(tick));
    return all;
}

/// Returns both axes after some frames of energies; a plot's first frames only lay out.
std::pair<Seen, Seen> axes_of(Page& page, const std::vector<Measurement>& rows, bool log_time) {
    std::pair<Seen, Seen> axes;
    for (int k = 0; k < 3; ++k)
        page.frame([&] {
            plot_series(Series::energy, rows, log_time, {-1, -1}, Theme::dark);
            ImPlotPlot* plot = ImPlot::GetPlot(log_time ? "Energy##log" : "Energy");
            REQUIRE(plot);
            axes = {seen(plot->Axes[ImAxis_X1]), seen(plot->Axes[ImAxis_Y1])};
        });
    return axes;
}

/// Counts pixels of theory's red.
int red_pixels(const Image& image) {
    int count = 0;
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x) {
            const auto* p = image.pixel(x, y);
            count += p[0] > p[1] + 60 && p[0] > p[2] + 60;
        }
    return count;
}

}  // namespace

TEST_CASE("the axis of a plot names the angle as its title does") {
    const HeadlessContext context;
    CHECK(words_below(3) == "longitude (rad)");
    CHECK(angle_name(3) == std::string("Longitude"));
    CHECK(words_below(2) == "angle (rad)");
    CHECK(angle_name(2) == std::string("Angle"));
}

TEST_CASE("a chart has as many ticks at scale 2 in a picture of twice the size") {
    // A chart of such a size is on the wall at 1920×1080; at 3840×2160 all of it is twice as large.
    chart::Chart chart;
    chart.x.range = chart::Range{0, 37};
    chart.y.range = chart::Range{0, 1.3};
    chart.items.emplace_back(
        chart::Line{.x = {0, 37}, .y = {0, 1.3}, .stroke = {ink(palette::theory(Theme::dark)), 2}});
    for (const float letters : {1.0f, 1.5f}) {
        std::vector<std::pair<Seen, Seen>> axes;
        for (const float scale : {1.0f, 2.0f}) {
            const HeadlessContext context;
            Ui ui(Theme::dark, letters * scale);
            ui.begin_offscreen(static_cast<int>(800 * scale), static_cast<int>(500 * scale));
            ImGui::SetNextWindowPos({0, 0});
            ImGui::SetNextWindowSize({800 * scale, 500 * scale});
            ImGui::Begin("page", nullptr, ImGuiWindowFlags_NoDecoration);
            chart::draw(chart, "##chart", {600 * scale, 350 * scale}, chart_screen());
            ImPlotPlot* plot = ImPlot::GetPlot("##chart");
            REQUIRE(plot);
            axes.emplace_back(seen(plot->Axes[ImAxis_X1]), seen(plot->Axes[ImAxis_Y1]));
            ImGui::End();
            ui.drop_offscreen();
        }
        CAPTURE(letters);
        CHECK(axes[0].first.labels.size() >= 3);
        CHECK(axes[0].first.labels == axes[1].first.labels);
        CHECK(axes[0].second.labels == axes[1].second.labels);
    }
}

TEST_CASE("a plot without a curve has no times on its axis, and no values that nothing has") {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const std::vector<std::vector<Measurement>> without = {
        {}, {row_at(0)}, {row_at(0), row_at(0)}, {row_at(0, nan)}, {row_at(3), row_at(3)}};
    Page page;
    for (const bool log_time : {false, true})
        for (const auto& rows : without) {
            CAPTURE(log_time);
            CAPTURE(rows.size());
            const auto [time, value] = axes_of(page, rows, log_time);
            CHECK(time.labels.empty());
            CHECK(time.from > 0);
            for (const std::string& label : value.labels) CHECK_FALSE(label.starts_with("-"));
        }
}

TEST_CASE("a logarithmic axis begins at the first step, whatever stands at t = 0 or near it") {
    constexpr double denormal = 5e-324;
    const std::vector<std::vector<Measurement>> series = {
        {row_at(0, 1), row_at(0.01, 2), row_at(1, 3), row_at(100, 4)},
        {row_at(0, 1), row_at(0, 1), row_at(0.01, 0), row_at(100, 0)},
        {row_at(0, 1), row_at(denormal, 2), row_at(0.01, 3), row_at(100, 4)},
        {row_at(0, 0), row_at(0.01, denormal), row_at(100, 2 * denormal)}};
    Page page;
    for (std::size_t k = 0; k < series.size(); ++k) {
        CAPTURE(k);
        const auto [time, value] = axes_of(page, series[k], true);
        CHECK(time.from > 0.001);
        CHECK(time.to < 1000);
        REQUIRE_FALSE(time.labels.empty());
        for (const std::string& label : time.labels) CHECK(label.find("e-3") == std::string::npos);
        CHECK(std::isfinite(value.from));
        CHECK(value.to > value.from);
    }
}

TEST_CASE("a zoom of the linear axis, which has t = 0, is none of the logarithmic axis") {
    const std::vector<Measurement> rows = {row_at(0, 1), row_at(0.01, 2), row_at(1, 3), row_at(100, 4)};
    Page page;
    axes_of(page, rows, false);
    ImGuiIO& io = ImGui::GetIO();
    io.AddMousePosEvent(width / 2, height / 2);
    axes_of(page, rows, false);
    // The first notch grabs the plot, the second changes its range.
    io.AddMouseWheelEvent(0, -3);
    axes_of(page, rows, false);
    io.AddMouseWheelEvent(0, -3);
    const Seen zoomed = axes_of(page, rows, false).first;
    REQUIRE(zoomed.from < 0);  // the range is held now
    const Seen time = axes_of(page, rows, true).first;
    CHECK(time.from > 0.001);
    CHECK(time.to < 1000);
}

TEST_CASE("the heat curve is drawn until its law collapses, and no longer") {
    // Backward heat takes 2κ a unit of time off every variance, κ = λ2/(λ1 β) (MS prop. 3.9); Q^T K and V are the
    // identity on E_max in ms2: the narrowest component is a point at s² β / 2.
    const SceneDocument document = load_scene("ms2");
    double narrowest = INFINITY;
    for (const auto& c : std::get<AzimuthalLaw>(document.scene.tokens.law).components)
        narrowest = std::min(narrowest, c.std);
    const double collapse = narrowest * narrowest * document.scene.model.beta / 2;
    const HeatTheory heat = heat_theory(document.scene);
    REQUIRE(heat.valid);
    Page page;
    const auto red_at = [&](double time) {
        Frame frame;
        frame.time = time;
        for (int k = 0; k < 3; ++k) page.frame([&] { plot_angles(frame, &heat, {-1, -1}, Theme::dark); });
        return red_pixels(page.picture());
    };
    for (const double time : {0.0, 0.5 * collapse, 0.98 * collapse}) CHECK(red_at(time) > 100);
    for (const double time : {1.0001 * collapse, 2 * collapse, 39.0, 1e8}) CHECK(red_at(time) == 0);
}

TEST_CASE("a note in a plot of angles stands in it and clear of its bars, however low the plot") {
    HeatTheory heat;
    heat.why_not =
        "V is not symmetric: the energy is no gradient, tokens turn for ever, and no limit of many tokens has a "
        "density that could be drawn over the measured one, whatever beta is and however long one waits";
    Frame frame;
    frame.dimension = 3;
    frame.angles.density.assign(90, 0.16);
    Page page;
    for (const float high : {300.0f, 200.0f, 150.0f, 110.0f}) {
        CAPTURE(high);
        ImRect inside;
        for (int k = 0; k < 3; ++k)
            page.frame([&] {
                plot_angles(frame, &heat, {-1, high}, Theme::dark);
                inside = ImPlot::GetPlot("##angles")->PlotRect;
            });
        const Image image = page.picture();
        const ImVec4 grey = palette::faint_text(Theme::dark);
        int last_text = -1, first_bar = image.height;
        // Strokes of text come close to its colour; the grid is fainter by far, and bars are blue.
        for (int y = static_cast<int>(inside.Min.y) + 2; y < static_cast<int>(inside.Max.y) - 2; ++y)
            for (int x = static_cast<int>(inside.Min.x) + 2; x < static_cast<int>(inside.Max.x) - 2; ++x) {
                const auto* p = image.pixel(x, y);
                if (p[2] > p[0] + 60)
                    first_bar = std::min(first_bar, y);
                else if (p[0] > 0.85f * 255 * grey.x)
                    last_text = y;
            }
        CHECK(last_text > inside.Min.y + 8);  // there is a note
        REQUIRE(first_bar < image.height);
        CHECK(last_text < first_bar);
    }
}

TEST_CASE("labels of ticks stay apart in a recording's plots at every size of text") {
    const SceneDocument document = load_scene("ms2");
    const HeatTheory heat = heat_theory(document.scene);
    Frame frame;
    frame.dimension = 3;
    frame.angles.density.assign(90, 0.16);
    std::vector<Measurement> rows;
    for (int k = 0; k <= 100; ++k) rows.push_back(row_at(1.7 * k, 0.91 + 1e-3 * k));
    const HeadlessContext context;
    // The sizes of text that recordings take (record/recording.cpp).
    for (const float text : {0.5f, 1.0f, 1.5f, 2.0f})
        for (const ImVec2 size : {ImVec2{640, 360}, ImVec2{960, 540}, ImVec2{1280, 720}, ImVec2{720, 720}}) {
            CAPTURE(text);
            CAPTURE(size.x);
            CAPTURE(size.y);
            Ui ui(Theme::dark, text * picture_scale(static_cast<int>(size.x), static_cast<int>(size.y)));
            int plots = 0;
            for (int k = 0; k < 3; ++k) {
                ui.begin_offscreen(static_cast<int>(size.x), static_cast<int>(size.y));
                draw_recording_overlay(size, frame, document, {}, rows, heat, true);
                ImPool<ImPlotPlot>& all = ImPlot::GetCurrentContext()->Plots;
                plots = 0;
                for (int p = 0; p < all.GetBufSize(); ++p) {
                    ImPlotPlot& plot = *all.GetByIndex(p);
                    plots += k == 2;
                    for (int a = 0; k == 2 && a < ImAxis_COUNT; ++a) {
                        const ImPlotAxis& axis = plot.Axes[a];
                        if (!axis.Enabled || !axis.HasTickLabels()) continue;
                        CAPTURE(a);
                        const bool across = a < ImAxis_Y1;
                        float from = across ? -INFINITY : INFINITY;
                        for (int t = 0; t < axis.Ticker.TickCount(); ++t) {
                            const ImPlotTick& tick = axis.Ticker.Ticks[t];
                            if (!tick.ShowLabel || !axis.Range.Contains(tick.PlotPos)) continue;
                            // Values grow to the right and upwards; labels are centred on their ticks, and digits
                            // are less than 0.8 of their line high.
                            const float half = across ? 0.5f * tick.LabelSize.x : 0.4f * tick.LabelSize.y;
                            if (across)
                                CHECK(tick.PixelPos - half >= from);
                            else
                                CHECK(tick.PixelPos + half <= from);
                            from = across ? tick.PixelPos + half : tick.PixelPos - half;
                        }
                    }
                }
                ui.drop_offscreen();
            }
            CHECK(plots >= 1);
        }
}

TEST_CASE("a law of more components than are drawn says so in place of its curve") {
    Scene scene = load_scene("ms3").scene;
    auto& components = std::get<MixtureLaw>(scene.tokens.law).components;
    components.resize(most_heat_components, components.front());
    CHECK(heat_theory(scene).no_density_at(0).empty());
    components.resize(10'000, components.front());
    const HeatTheory heat = heat_theory(scene);
    REQUIRE(heat.valid);
    CHECK(heat.no_density_at(0).find("up to 256 components") != std::string::npos);
    Page page;
    for (int k = 0; k < 3; ++k) page.frame([&] { plot_angles({}, &heat, {-1, -1}, Theme::dark); });
    CHECK(red_pixels(page.picture()) == 0);
}
