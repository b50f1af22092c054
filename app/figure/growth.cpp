#include <algorithm>
#include <chrono>
#include <cmath>

#include "figure/canvas.hpp"
#include "figure/fit.hpp"
#include "figure/results_json.hpp"
#include "figure/studies.hpp"
#include "flow/simulation.hpp"
#include "model/error.hpp"
#include "observe/harmonics.hpp"
#include "studies/ripples.hpp"
#include "theory/growth.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

constexpr double betas[] = {5, 20, 80};
/// Ripples so small that their squares are lost, and so large that rounding is.
constexpr double amplitude = 1e-7;
/// The fastest ripple grows by e² over a run of so many steps of rk4, whose error is (0.1)^4/120 of a rate.
constexpr double efolds = 2;
constexpr int steps = 20;
/// Asked for everywhere: 3 %. A quiet start does far better, and so more is asked of it: the squares of ripples are
/// 1e-6 of them in the end, the amplitude of rounding 1e-15 · largest.
constexpr double allowed_error = 1e-3;
/// The lower plots show amplitudes for this β.
constexpr std::size_t shown = 1;

/// Enough for e^{β<x,y>} times the largest mode: e^{-k²/2β} = 1e-10 at k = 6.8 sqrt(β).
int resolution_for(int dimension, double beta, int largest) {
    const int bandwidth = static_cast<int>(6.8 * std::sqrt(beta)) + largest;
    return dimension == 2 ? 2 * bandwidth : bandwidth / 2 + largest;
}

struct Mode {
    int k = 0;
    double theory = 0, rate = 0, rate_error = 0;  ///< fitted slope of log amplitude, and its standard error
    std::vector<double> log10_amplitude;          ///< at the times of the run
};
struct Ripples {
    int dimension = 2;
    double beta = 0;
    int fastest = 0;
    std::size_t tokens = 0;
    std::vector<double> times;
    std::vector<Mode> modes;  ///< from 1
};

Model model_of(int dimension, double beta, Attention attention) {
    Model model = Model::standard(dimension);
    model.beta = beta;
    model.attention = attention;
    return model;
}

Ripples ripple(Scene scene, int dimension, double beta) {
    scene.dimension = dimension;
    scene.model = model_of(dimension, beta, scene.model.attention);
    const GrowthLaw law = growth_law(scene.model);
    Ripples run{.dimension = dimension, .beta = beta, .fastest = law.fastest, .times = {}, .modes = {}};
    const int largest = 2 * law.fastest + 1;
    const Cloud start = rippled_cloud(dimension, resolution_for(dimension, beta, largest), largest, amplitude);
    PointsLaw points;
    for (std::size_t i = 0; i < start.size(); ++i) points.points.push_back(start.token(i));
    points.masses.assign(start.masses().begin(), start.masses().end());
    run.tokens = start.size();
    scene.tokens.law = std::move(points);
    scene.time.dt = efolds / law.rate(law.fastest) / steps;

    Simulation simulation(scene);
    for (int k = 1; k <= largest; ++k) run.modes.push_back({.k = k, .theory = law.rate(k), .log10_amplitude = {}});
    for (int step = 0;; ++step) {
        const std::vector<double> now = harmonic_amplitudes(simulation.cloud(), largest);
        run.times.push_back(simulation.time());
        for (Mode& mode : run.modes) mode.log10_amplitude.push_back(std::log10(now[static_cast<std::size_t>(mode.k)]));
        if (step == steps) break;
        simulation.step();
    }
    for (Mode& mode : run.modes) {
        const Line fit = fitted_line(run.times, mode.log10_amplitude);
        mode.rate = fit.slope * std::log(10);
        mode.rate_error = fit.slope_error * std::log(10);
    }
    return run;
}

class Growth : public Figure {
  public:
    explicit Growth(SceneDocument document) : document_(std::move(document)) {}

    void compute(const Progress& progress) override {
        const auto start = std::chrono::steady_clock::now();
        for (const int dimension : {2, 3})
            for (const double beta : betas) {
                runs_.push_back(ripple(document_.scene, dimension, beta));
                progress(static_cast<double>(runs_.size()) / (2.0 * std::size(betas)));
            }
        seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }

    std::vector<Check> checks() const override {
        return {{"circle: largest relative error of a rate up to the fastest", largest_error(2), allowed_error},
                {"S^2: largest relative error of a rate up to the fastest", largest_error(3), allowed_error}};
    }

    std::string to_json() const override {
        Json json{{"figure", "growth"}, {"title", title}, {"source", source}};
        json["settings"] = {
            {"attention", softmax() ? "softmax" : "unnormalized"},
            {"amplitude", amplitude},
            {"steps", steps},
            {"efolds_of_the_fastest", efolds},
            {"start", "weighted tokens on a quadrature grid, a ripple in every mode; S^2: about a generic axis"}};
        json["settings"]["solver"] = scene_json(document_)["solver"];
        json["seconds"] = seconds_;
        json["runs"] = Json::array();
        for (const Ripples& run : runs_) {
            Json modes = Json::array();
            for (const Mode& mode : run.modes)
                modes.push_back({{run.dimension == 2 ? "k" : "l", mode.k},
                                 {"rate_theory", mode.theory},
                                 {"rate", mode.rate},
                                 {"standard_error", mode.rate_error}});
            json["runs"].push_back({{"dimension", run.dimension},
                                    {"beta", run.beta},
                                    {"tokens", run.tokens},
                                    {"fastest", run.fastest},
                                    {"modes", modes}});
        }
        add_acceptance(json, checks());
        return json.dump(2) + "\n";
    }

    Page page(int width, float scale) const override {
        const Canvas canvas{width, 0, scale, document_.view.theme};
        const Rectangle last = places(canvas).back();
        return {.height = last.y + last.height + canvas.px(16)};
    }

    void draw(const Canvas& canvas) const override {
        draw_header(canvas, title, source,
                    {std::string(softmax() ? "softmax" : "unnormalised") +
                         " attention · Q = K = V = Id · the uniform law with a ripple of amplitude 10⁻⁷ in every mode, "
                         "as weighted tokens on a quadrature grid",
                     "The fastest ripple (ringed) decides how finely a nearly uniform crowd first breaks up; on the "
                     "circle it is the number of clusters."});
        draw_legend(canvas, 66,
                    {{"measured, ± standard error", palette::measurement(canvas.theme)},
                     {"theory", palette::theory(canvas.theme)}});
        const std::vector<Rectangle> where = places(canvas);
        plot_rates(canvas, where[0], 2);
        plot_rates(canvas, where[1], 3);
        plot_amplitudes(canvas, where[2], 2);
        plot_amplitudes(canvas, where[3], 3);
    }

  private:
    static constexpr const char* title = "How fast ripples on an even crowd grow: theory and measurement";
    static constexpr const char* source = "linear growth about the uniform law, beyond the paper";

    bool softmax() const { return document_.scene.model.attention == Attention::softmax; }

    double largest_error(int dimension) const {
        double largest = 0;
        for (const Ripples& run : runs_)
            for (const Mode& mode : run.modes)
                if (run.dimension == dimension && mode.k <= run.fastest)
                    largest = std::max(largest, std::abs(mode.rate / mode.theory - 1));
        return largest;
    }

    std::vector<Rectangle> places(const Canvas& canvas) const {
        const int margin = canvas.px(16), gap = canvas.px(20), top = canvas.px(header_points(2) + 34);
        std::vector<Rectangle> all = row(canvas.width, margin, gap, top, canvas.px(290), 2);
        const auto below = row(canvas.width, margin, gap, top + canvas.px(290 + 42), canvas.px(220), 2);
        all.insert(all.end(), below.begin(), below.end());
        return all;
    }

    void plot_rates(const Canvas& canvas, const Rectangle& where, int dimension) const {
        draw_plot_title(canvas, where, dimension == 2 ? "Circle: rates by wave number" : "Sphere: rates by degree");
        double top = 0, right = 0;
        for (const Ripples& run : runs_)
            for (const Mode& mode : run.modes)
                if (run.dimension == dimension) {
                    top = std::max(top, mode.theory);
                    right = std::max(right, static_cast<double>(mode.k));
                }
        if (!begin_plot(dimension == 2 ? "##circle" : "##sphere", where, ImPlotFlags_NoLegend)) return;
        ImPlot::SetupAxes(dimension == 2 ? "wave number k" : "degree l", "rate per unit time");
        ImPlot::SetupAxesLimits(0, right + 1, 0, 1.22 * top, ImPlotCond_Always);
        for (const Ripples& run : runs_)
            if (run.dimension == dimension) plot_run(canvas, run);
        ImPlot::EndPlot();
    }

    static void plot_run(const Canvas& canvas, const Ripples& run) {
        std::vector<double> k{0}, theory{0}, measured, error;
        for (const Mode& mode : run.modes) {
            k.push_back(mode.k);
            theory.push_back(mode.theory);
            measured.push_back(mode.rate);
            error.push_back(mode.rate_error);
        }
        const int count = static_cast<int>(measured.size());
        ImPlot::PlotLine("##theory", k.data(), theory.data(), count + 1,
                         line(palette::theory(canvas.theme), 2 * canvas.scale));
        ImPlotSpec bars = line(palette::measurement(canvas.theme), 1.5f * canvas.scale);
        bars.Size = 4 * canvas.scale;
        ImPlot::PlotErrorBars("##errors", k.data() + 1, measured.data(), error.data(), count, bars);
        plot_dots("##rates", k.data() + 1, measured.data(), count,
                  dots(palette::measurement(canvas.theme), 4 * canvas.scale));
        const auto at = static_cast<std::size_t>(run.fastest);
        ImPlotSpec ring = dots(ImVec4(0, 0, 0, 0), 8 * canvas.scale);
        ring.MarkerLineColor = palette::text(canvas.theme);
        ring.LineWeight = 1.5f * canvas.scale;
        plot_dots("##fastest", &k[at], &theory[at], 1, ring);
        const ImVec2 place = ImPlot::PlotToPixels(k[at], theory[at]);
        const bool first = run.beta == betas[0];  // its neighbour's stands close
        draw_text(canvas, ImGui::GetFont(), 14,
                  {place.x + (first ? 14 * canvas.scale : 0), place.y - 31 * canvas.scale},
                  first ? Align::right : Align::centre, palette::text(canvas.theme),
                  format("β = %.3g, ", run.beta) + format(run.dimension == 2 ? "k = %g" : "l = %g", run.fastest));
    }

    void plot_amplitudes(const Canvas& canvas, const Rectangle& where, int dimension) const {
        const Ripples& run = runs_[(dimension == 2 ? 0 : std::size(betas)) + shown];
        const char* letter = dimension == 2 ? "k = %g" : "l = %g";
        draw_plot_title(canvas, where, format("Amplitudes relative to their start, β = %.3g", run.beta));
        if (!begin_plot(dimension == 2 ? "##circle-time" : "##sphere-time", where, ImPlotFlags_NoLegend)) return;
        const double end = run.times.back();
        ImPlot::SetupAxes("time t", "amplitude, log scale");
        ImPlot::SetupAxesLimits(0, 1.09 * end, -0.05, 1.06 * efolds / std::log(10), ImPlotCond_Always);
        constexpr double values[] = {1, 2, 3, 4, 5, 6, 7};
        std::vector<double> ticks;
        for (const double value : values) ticks.push_back(std::log10(value));
        constexpr const char* labels[] = {"1", "2", "3", "4", "5", "6", "7"};
        ImPlot::SetupAxisTicks(ImAxis_Y1, ticks.data(), 7, labels);
        for (const int k : {1, (run.fastest + 1) / 3, (run.fastest + 1) / 2, run.fastest}) {
            const Mode& mode = run.modes[static_cast<std::size_t>(std::max(k, 1) - 1)];
            std::vector<double> x, y;
            for (std::size_t i = 0; i < run.times.size(); i += 2) {
                x.push_back(run.times[i]);
                y.push_back(mode.log10_amplitude[i] - mode.log10_amplitude[0]);
            }
            const double ends[] = {0, end}, growth[] = {0, mode.theory * end / std::log(10)};
            ImPlot::PlotLine("##theory", ends, growth, 2, line(palette::theory(canvas.theme), 2 * canvas.scale));
            plot_dots("##measured", x.data(), y.data(), static_cast<int>(x.size()),
                      dots(palette::measurement(canvas.theme), 4 * canvas.scale));
            const ImVec2 place = ImPlot::PlotToPixels(end, growth[1]);
            draw_text(canvas, ImGui::GetFont(), 14, {place.x + 9 * canvas.scale, place.y - 10 * canvas.scale},
                      Align::left, palette::text(canvas.theme), format(letter, mode.k));
        }
        ImPlot::EndPlot();
    }

    SceneDocument document_;
    std::vector<Ripples> runs_;
    double seconds_ = 0;
};

}  // namespace

std::unique_ptr<Figure> make_growth(const std::vector<Assignment>& set, Theme theme) {
    refuse("growth", set, {"dimension", "model.beta"}, "the figure sweeps it");
    refuse("growth", set, {"model.Q", "model.K", "model.V", "model.noise", "model.causal"},
           "the rates are those of Q = K = V = Id without noise or mask");
    refuse("growth", set, {"tokens", "time"}, "the figure chooses grids, steps and times for the rates it measures");
    SceneDocument document =
        parse_scene(R"({"coalesce": 1, "dimension": 2, "time": {"method": "rk4"}, "solver": {"precision": "double"}})",
                    "growth", set);
    take_only("growth", set, {"model.attention", "solver"});
    document.view.theme = theme;
    return std::make_unique<Growth>(std::move(document));
}

}  // namespace coalesce::figure
