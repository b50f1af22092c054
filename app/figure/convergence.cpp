#include <tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <mutex>
#include <numbers>

#include "figure/canvas.hpp"
#include "figure/fit.hpp"
#include "figure/results_json.hpp"
#include "figure/studies.hpp"
#include "figure/words.hpp"
#include "flow/simulation.hpp"
#include "model/error.hpp"
#include "observe/histogram.hpp"
#include "observe/wasserstein.hpp"
#include "theory/heat.hpp"
#include "theory/mean_field.hpp"
#include "view/ui.hpp"

namespace coalesce::figure {
namespace {

using std::numbers::pi;

/// All laws are compared when this much heat has flowed, κt in radians²: the time at which MS Fig. 3 ends.
constexpr double heat = 0.1;
constexpr double betas[] = {25, 50, 100, 200, 400, 800};
/// Particles are run at this β against the mean-field limit of the same β, which leaves sampling alone.
constexpr double sampled_beta = 50;
/// The spread of W1 from seed to seed is about half the mean, so these seeds say the mean within 5 to 10 %; there are
/// few where tokens are many, since a run costs N².
struct Crowd {
    int tokens, seeds;
};
constexpr Crowd crowds[] = {{125, 96}, {250, 96}, {500, 96}, {1000, 96}, {2000, 64}, {4000, 32}};
/// rk4: the largest rate is 2/e, so a step errs by (0.37)^4/120 = 1.5e-4 of what it moves, far below sampling.
constexpr double step = 0.5;
/// Slopes: -1 up to the next order in 1/β, some 5/β at β = 25 with a lever of half the range; -1/2 up to three standard
/// errors of 0.022.
constexpr double allowed_bias_slope = 0.1, allowed_sampling_slope = 0.07;

/// W1 on the circle between two laws by their cumulative functions: ∫|F - G - c|, c the median, on a grid so fine that
/// its error is that of the laws' own.
template <class F, class G>
double law_distance(const F& f, const G& g) {
    constexpr int points = 8192;
    std::vector<double> difference;
    for (int i = 0; i < points; ++i) {
        const double angle = -pi + 2 * pi * (i + 0.5) / points;
        difference.push_back(f(angle) - g(angle));
    }
    std::vector<double> sorted = difference;
    std::nth_element(sorted.begin(), sorted.begin() + points / 2, sorted.end());
    double sum = 0;
    for (const double d : difference) sum += std::abs(d - sorted[points / 2]);
    return sum * 2 * pi / points;
}

struct Bias {
    double beta = 0, w1 = 0;
    int cells = 0;
    std::vector<double> angle, density;
};
struct Sampling {
    int tokens = 0;
    std::vector<double> w1;             ///< by seed
    std::vector<double> angle, excess;  ///< of the first seed: F of the tokens minus F of the limit
    double mean() const {
        double sum = 0;
        for (const double value : w1) sum += value;
        return sum / static_cast<double>(w1.size());
    }
    /// Standard error of the mean.
    double error() const {
        double squares = 0;
        for (const double value : w1) squares += (value - mean()) * (value - mean());
        const auto n = static_cast<double>(w1.size());
        return std::sqrt(squares / (n - 1) / n);
    }
};

class Convergence : public Figure {
  public:
    /// @param published  law and matrices are those of MS Fig. 3
    Convergence(SceneDocument document, bool published) : document_(std::move(document)), published_(published) {}

    void compute(const Progress& progress) override {
        const auto start = std::chrono::steady_clock::now();
        biases_.resize(std::size(betas));
        std::size_t jobs = std::size(betas), done = 0;
        for (const Crowd& crowd : crowds) jobs += static_cast<std::size_t>(crowd.seeds);
        std::mutex lock;  // of the progress line
        const auto finished = [&] {
            const std::scoped_lock hold(lock);
            progress(static_cast<double>(++done) / static_cast<double>(jobs));
        };
        tbb::parallel_for(std::size_t{0}, std::size(betas), [&](std::size_t k) {
            biases_[biases_.size() - 1 - k] = bias_at(betas[biases_.size() - 1 - k]);
            finished();
        });
        const MeanFieldCircle limit = limit_at(sampled_beta);
        for (const Crowd& crowd : crowds) {
            Sampling row{.tokens = crowd.tokens, .w1 = {}, .angle = {}, .excess = {}};
            row.w1.resize(static_cast<std::size_t>(crowd.seeds));
            tbb::parallel_for(std::size_t{0}, row.w1.size(), [&](std::size_t k) {
                const std::vector<double> angles = angles_of(crowd.tokens, k);
                row.w1[k] = circle_w1(angles, {}, [&](double angle) { return limit.cumulative(angle); });
                if (k == 0) show_excess(angles, limit, row);
                finished();
            });
            samplings_.push_back(std::move(row));
        }
        seconds_ = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    }

    std::vector<Check> checks() const override {
        return {{"slope of W1(limit, heat law) over β, distance from -1", std::abs(bias_fit().slope + 1),
                 allowed_bias_slope},
                {"slope of W1(tokens, limit) over N, distance from -1/2", std::abs(sampling_fit().slope + 0.5),
                 allowed_sampling_slope}};
    }

    std::string to_json() const override;
    Page page(int width, float scale) const override;
    void draw(const Canvas& canvas) const override;

  private:
    static constexpr const char* title = "How fast tokens become heat: bias like 1/β, noise like 1/√N";
    static constexpr const char* source = "after MS prop. 3.9, beyond the paper";

    Scene scene_at(double beta) const {
        Scene scene = document_.scene;
        scene.model.beta = beta;
        return scene;
    }
    /// t with κt = heat.
    double time_at(double beta) const { return heat / heat_theory(scene_at(beta)).kappa; }

    /// Twice the cells that resolve the kernel.
    MeanFieldCircle limit_at(double beta) const {
        const Scene scene = scene_at(beta);
        MeanFieldCircle limit(scene.model, scene.tokens.law, std::max(256, 2 * fewest_mean_field_cells(scene.model)));
        limit.advance_to(time_at(beta));
        return limit;
    }

    Bias bias_at(double beta) const {
        const MeanFieldCircle limit = limit_at(beta);
        const auto law = heat_theory(scene_at(beta)).at(time_at(beta));
        Bias bias{.beta = beta, .cells = static_cast<int>(limit.density().size()), .angle = {}, .density = {}};
        bias.w1 = law_distance([&](double angle) { return limit.cumulative(angle); },
                               [&](double angle) { return cumulative(law, angle); });
        for (std::size_t i = 0; i < limit.density().size(); ++i) {
            bias.angle.push_back(limit.cells().centre(i));
            bias.density.push_back(limit.density()[i]);
        }
        return bias;
    }

    /// Every run has tokens of its own: N tokens are else the first N of more.
    std::vector<double> angles_of(int tokens, std::size_t seed) const {
        Scene scene = scene_at(sampled_beta);
        scene.tokens.count = tokens;
        scene.tokens.seed += 1000 * tokens + static_cast<std::int64_t>(seed);
        scene.time.dt = step;
        Simulation simulation(scene);
        simulation.advance_to(time_at(sampled_beta));
        return plane_angles(simulation.cloud(), simulation.leading_space());
    }

    static void show_excess(std::vector<double> angles, const MeanFieldCircle& limit, Sampling& row) {
        std::sort(angles.begin(), angles.end());
        constexpr int points = 1500;
        for (int i = 0; i <= points; ++i) {
            const double angle = -pi + 2 * pi * i / points;
            const auto below = std::upper_bound(angles.begin(), angles.end(), angle) - angles.begin();
            row.angle.push_back(angle);
            row.excess.push_back(static_cast<double>(below) / static_cast<double>(angles.size()) -
                                 limit.cumulative(angle));
        }
    }

    Line bias_fit() const {
        std::vector<double> x, y;
        for (const Bias& bias : biases_) {
            x.push_back(std::log10(bias.beta));
            y.push_back(std::log10(bias.w1));
        }
        return fitted_line(x, y);
    }

    /// Weighted by the errors of the means.
    Line sampling_fit() const {
        std::vector<double> x, y, weights;
        for (const Sampling& row : samplings_) {
            x.push_back(std::log10(row.tokens));
            y.push_back(std::log10(row.mean()));
            weights.push_back(std::pow(std::log(10) * row.mean() / row.error(), 2));
        }
        return fitted_line(x, y, weights);
    }

    std::vector<Rectangle> places(const Canvas& canvas) const;
    void plot_bias(const Canvas& canvas, const Rectangle& where) const;
    void plot_sampling(const Canvas& canvas, const Rectangle& where) const;
    void plot_densities(const Canvas& canvas, const Rectangle& where) const;
    void plot_excess(const Canvas& canvas, const Rectangle& where) const;

    std::string setting_text() const {
        if (published_) return "law and matrices of Fig. 3";
        return "law of the tokens as set, " + matrices_text(document_.scene.model);
    }

    SceneDocument document_;
    bool published_;
    std::vector<Bias> biases_;
    std::vector<Sampling> samplings_;
    double seconds_ = 0;
};

std::string Convergence::to_json() const {
    Json json{{"figure", "convergence"}, {"title", title}, {"source", source}};
    json["settings"] = {{"kappa_t", heat},
                        {"beta_of_the_samples", sampled_beta},
                        {"seed", document_.scene.tokens.seed},
                        {"method", "rk4"},
                        {"dt", step},
                        {"limit", "finite volumes, twice the cells that resolve the kernel"}};
    // Everything but what is swept and chosen.
    json["scene"] = scene_json(document_);
    json["scene"]["model"].erase("beta");
    json["scene"]["tokens"].erase("count");
    json["scene"].erase("time");
    json["seconds"] = seconds_;
    const Line bias = bias_fit(), sampling = sampling_fit();
    json["bias"] = {{"slope", bias.slope}, {"standard_error", bias.slope_error}};
    for (const Bias& row : biases_)
        json["bias"]["points"].push_back({{"beta", row.beta}, {"cells", row.cells}, {"w1_limit_to_heat", row.w1}});
    json["sampling"] = {{"slope", sampling.slope}, {"standard_error", sampling.slope_error}};
    for (const Sampling& row : samplings_)
        json["sampling"]["points"].push_back({{"tokens", row.tokens},
                                              {"seeds", row.w1.size()},
                                              {"w1_tokens_to_limit", row.mean()},
                                              {"standard_error", row.error()}});
    add_acceptance(json, checks());
    return json.dump(2) + "\n";
}

std::vector<Rectangle> Convergence::places(const Canvas& canvas) const {
    const int margin = canvas.px(16), gap = canvas.px(20), top = canvas.px(header_points(2) + 34);
    std::vector<Rectangle> all = row(canvas.width, margin, gap, top, canvas.px(290), 2);
    const auto below = row(canvas.width, margin, gap, top + canvas.px(290 + 42), canvas.px(220), 2);
    all.insert(all.end(), below.begin(), below.end());
    return all;
}

Page Convergence::page(int width, float scale) const {
    const Rectangle last = places({width, 0, scale, document_.view.theme}).back();
    return {.height = last.y + last.height + static_cast<int>(16 * scale)};
}

void Convergence::draw(const Canvas& canvas) const {
    draw_header(canvas, title, source,
                {"Circle, " + setting_text() + " · all laws at the same heat time " + format("κt = %g", heat) +
                     " · limit: the mean-field equation, by finite volumes, without sampling noise",
                 "W1: Wasserstein distance on the circle. Red: the slope of theory through the points."});
    const std::vector<Rectangle> where = places(canvas);
    plot_bias(canvas, where[0]);
    plot_sampling(canvas, where[1]);
    plot_densities(canvas, where[2]);
    plot_excess(canvas, where[3]);
}

/// Blue points on log-log axes, theory's slope in red through their mean, and the fitted slope written in.
void plot_power(const Canvas& canvas, const std::vector<double>& x, const std::vector<double>& y, double slope,
                const Line& fit) {
    double mean_x = 0, mean_y = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        mean_x += x[i] / static_cast<double>(x.size());
        mean_y += y[i] / static_cast<double>(x.size());
    }
    const double from = x.front() - 0.1, to = x.back() + 0.1;
    const double ends[] = {from, to}, law[] = {mean_y + slope * (from - mean_x), mean_y + slope * (to - mean_x)};
    ImPlot::PlotLine("##law", ends, law, 2, line(palette::theory(canvas.theme), 2 * canvas.scale));
    plot_dots("##points", x.data(), y.data(), static_cast<int>(x.size()),
              dots(palette::measurement(canvas.theme), 5 * canvas.scale));
    const ImVec2 corner = ImPlot::GetPlotPos(), size = ImPlot::GetPlotSize();
    const ImVec2 place{corner.x + size.x - 12 * canvas.scale, corner.y + 10 * canvas.scale};
    char text[80];
    std::snprintf(text, sizeof text, "measured slope −%.3f ± %.3f", -fit.slope, fit.slope_error);
    draw_text(canvas, semibold_font(), 16, place, Align::right, palette::measurement(canvas.theme), text);
    draw_text(canvas, semibold_font(), 16, {place.x, place.y + 24 * canvas.scale}, Align::right,
              palette::theory(canvas.theme), format("theory −%g", -slope));
}

/// Axes of plot_power: ticks at every point's own number.
void setup_power_axes(const char* x_label, const char* y_label, const std::vector<double>& x,
                      const std::vector<double>& y, const std::vector<std::string>& names) {
    std::vector<const char*> texts;
    for (const std::string& name : names) texts.push_back(name.c_str());
    const auto [low, high] = std::minmax_element(y.begin(), y.end());
    ImPlot::SetupAxes(x_label, y_label);
    ImPlot::SetupAxesLimits(x.front() - 0.1, x.back() + 0.1, *low - 0.2, *high + 0.25, ImPlotCond_Always);
    ImPlot::SetupAxisTicks(ImAxis_X1, x.data(), static_cast<int>(x.size()), texts.data());
    constexpr double values[] = {2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2};
    std::vector<double> ticks;
    for (const double value : values) ticks.push_back(std::log10(value));
    constexpr const char* labels[] = {"0.0002", "0.0005", "0.001", "0.002", "0.005",
                                      "0.01",   "0.02",   "0.05",  "0.1",   "0.2"};
    ImPlot::SetupAxisTicks(ImAxis_Y1, ticks.data(), static_cast<int>(ticks.size()), labels);
}

void Convergence::plot_bias(const Canvas& canvas, const Rectangle& where) const {
    draw_plot_title(canvas, where, "Limit to heat law: the bias of finite β");
    std::vector<double> x, y;
    std::vector<std::string> names;
    for (const Bias& bias : biases_) {
        x.push_back(std::log10(bias.beta));
        y.push_back(std::log10(bias.w1));
        names.push_back(format("%.4g", bias.beta));
    }
    if (!begin_plot("##bias", where, ImPlotFlags_NoLegend)) return;
    setup_power_axes("β", "W₁ (rad)", x, y, names);
    plot_power(canvas, x, y, -1, bias_fit());
    ImPlot::EndPlot();
}

void Convergence::plot_sampling(const Canvas& canvas, const Rectangle& where) const {
    draw_plot_title(canvas, where,
                    format("Tokens to limit, β = %g: noise, mean ± standard error over seeds", sampled_beta));
    std::vector<double> x, y, down, up;
    std::vector<std::string> names;
    for (const Sampling& row : samplings_) {
        x.push_back(std::log10(row.tokens));
        y.push_back(std::log10(row.mean()));
        down.push_back(y.back() - std::log10(row.mean() - row.error()));
        up.push_back(std::log10(row.mean() + row.error()) - y.back());
        names.push_back(format("%g", row.tokens));
    }
    if (!begin_plot("##sampling", where, ImPlotFlags_NoLegend)) return;
    setup_power_axes("tokens N", "W₁ (rad)", x, y, names);
    ImPlotSpec bars = line(palette::measurement(canvas.theme), 1.5f * canvas.scale);
    bars.Size = 6 * canvas.scale;
    ImPlot::PlotErrorBars("##errors", x.data(), y.data(), down.data(), up.data(), static_cast<int>(x.size()), bars);
    plot_power(canvas, x, y, -0.5, sampling_fit());
    ImPlot::EndPlot();
}

void setup_angle_axis(const char* y_label, double low, double high) {
    constexpr double ticks[] = {-pi, -pi / 2, 0, pi / 2, pi};
    constexpr const char* labels[] = {"−π", "−π/2", "0", "π/2", "π"};
    ImPlot::SetupAxes("angle (rad)", y_label);
    ImPlot::SetupAxesLimits(-pi, pi, low, high, ImPlotCond_Always);
    ImPlot::SetupAxisTicks(ImAxis_X1, ticks, 5, labels);
}

void Convergence::plot_densities(const Canvas& canvas, const Rectangle& where) const {
    draw_plot_title(canvas, where, "Densities: the limit at three β, and heat");
    double top = 0;
    for (const Bias& bias : biases_) top = std::max(top, *std::max_element(bias.density.begin(), bias.density.end()));
    if (!begin_plot("##densities", where)) return;
    setup_angle_axis("density", 0, 1.1 * top);
    ImPlot::SetupLegend(ImPlotLocation_NorthEast, ImPlotLegendFlags_Horizontal);
    for (const std::size_t k : {std::size_t{0}, std::size_t{2}, biases_.size() - 1}) {
        const Bias& bias = biases_[k];
        ImPlot::PlotLine(format("β = %.4g", bias.beta).c_str(), bias.angle.data(), bias.density.data(),
                         static_cast<int>(bias.angle.size()),
                         line(ramp(static_cast<double>(k) / static_cast<double>(biases_.size() - 1), canvas.theme),
                              3 * canvas.scale));
    }
    const auto law = heat_theory(scene_at(betas[0])).at(time_at(betas[0]));
    std::vector<double> angle, density;
    for (int i = 0; i <= 720; ++i) {
        angle.push_back(pi * (i / 360.0 - 1));
        density.push_back(wrapped_normal_density(law, angle.back()));
    }
    ImPlot::PlotLine("heat law", angle.data(), density.data(), static_cast<int>(angle.size()),
                     line(palette::theory(canvas.theme), 2 * canvas.scale));
    ImPlot::EndPlot();
}

void Convergence::plot_excess(const Canvas& canvas, const Rectangle& where) const {
    draw_plot_title(canvas, where, "Share of tokens below an angle, minus the limit's: one seed");
    double top = 0;
    for (const Sampling& row : samplings_)
        for (const double excess : row.excess) top = std::max(top, std::abs(excess));
    if (!begin_plot("##excess", where)) return;
    setup_angle_axis("excess", -1.1 * top, 1.1 * top);
    ImPlot::SetupLegend(ImPlotLocation_NorthEast, ImPlotLegendFlags_Horizontal);
    for (const std::size_t k : {std::size_t{0}, std::size_t{2}, samplings_.size() - 1}) {
        const Sampling& row = samplings_[k];
        ImPlot::PlotLine(format("N = %g", row.tokens).c_str(), row.angle.data(), row.excess.data(),
                         static_cast<int>(row.angle.size()),
                         line(ramp(static_cast<double>(k) / static_cast<double>(samplings_.size() - 1), canvas.theme),
                              2 * canvas.scale));
    }
    ImPlot::EndPlot();
}

}  // namespace

std::unique_ptr<Figure> make_convergence(const std::vector<Assignment>& set, Theme theme) {
    refuse("convergence", set, {"dimension", "model.beta", "tokens.count"}, "the figure sweeps it on the circle");
    refuse("convergence", set, {"time"}, "the figure chooses steps, and stops at a fixed heat time");
    std::vector<Assignment> assignments{"time.method=rk4"};
    assignments.insert(assignments.end(), set.begin(), set.end());
    SceneDocument document = load_scene("ms3", assignments);
    take_only("convergence", set,
              {"tokens.law", "tokens.seed", "model.attention", "model.Q", "model.K", "model.V", "model.noise",
               "model.causal", "solver"});
    const HeatTheory law = heat_theory(document.scene);
    if (!law.valid) throw InputError("reproduce convergence: there is no heat law to compare with: " + law.why_not);
    // Backward heat ends in a collapse, where there is no density to compare.
    if (law.gamma > 0)
        throw InputError(
            "reproduce convergence: model.V: found a sharpening V, expected one that spreads, such as -Id");
    document.view.theme = theme;
    const SceneDocument paper = load_scene("ms3");
    const bool published =
        document.scene.tokens.law == paper.scene.tokens.law && document.scene.model.Q == paper.scene.model.Q &&
        document.scene.model.K == paper.scene.model.K && document.scene.model.V == paper.scene.model.V;
    return std::make_unique<Convergence>(std::move(document), published);
}

}  // namespace coalesce::figure
