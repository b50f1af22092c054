#include "coalesce/studies/convergence.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>
#include <numbers>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/observe/histogram.hpp"
#include "coalesce/observe/wasserstein.hpp"
#include "coalesce/theory/heat.hpp"
#include "coalesce/theory/mean_field.hpp"
#include "studies/used_keys.hpp"

namespace coalesce::studies {
namespace {

using std::numbers::pi;
using Bias = Convergence::Bias;
using Sampling = Convergence::Sampling;

/// rk4: the largest rate is 2/e, so a step errs by (0.37)^4/120 = 1.5e-4 of what it moves, far below sampling.
constexpr double convergence_step = 0.5;
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

Scene scene_at(const ConvergenceSettings& settings, double beta) {
    Scene scene = settings.document.scene;
    scene.model.beta = beta;
    return scene;
}

/// t with κt = heat.
double time_at(const Scene& scene) {
    return Convergence::heat / heat_theory(scene).kappa;
}

/// Twice the cells that resolve the kernel.
MeanFieldCircle limit_of(const Scene& scene) {
    MeanFieldCircle limit(scene.model, scene.tokens.law, std::max(256, 2 * fewest_mean_field_cells(scene.model)));
    limit.advance_to(time_at(scene));
    return limit;
}

Bias bias_of(const Scene& scene) {
    const MeanFieldCircle limit = limit_of(scene);
    const auto law = heat_theory(scene).at(time_at(scene));
    Bias bias{.beta = scene.model.beta, .cells = static_cast<int>(limit.density().size()), .angle = {}, .density = {}};
    bias.w1 = law_distance([&](double angle) { return limit.cumulative(angle); },
                           [&](double angle) { return cumulative(law, angle); });
    for (std::size_t i = 0; i < limit.density().size(); ++i) {
        bias.angle.push_back(limit.cells().centre(i));
        bias.density.push_back(limit.density()[i]);
    }
    return bias;
}

/// Every run has tokens of its own: N tokens are else the first N of more.
std::vector<double> angles_of(Scene scene, int tokens, std::size_t seed) {
    scene.tokens.count = tokens;
    scene.tokens.seed += 1000 * tokens + static_cast<std::int64_t>(seed);
    scene.time.dt = convergence_step;
    Simulation simulation(scene);
    simulation.advance_to(time_at(scene));
    return plane_angles(simulation.cloud(), simulation.leading_space());
}

void keep_excess(std::vector<double> angles, const MeanFieldCircle& limit, Sampling& row) {
    std::sort(angles.begin(), angles.end());
    constexpr int points = 1500;
    for (int i = 0; i <= points; ++i) {
        const double angle = -pi + 2 * pi * i / points;
        const auto below = std::upper_bound(angles.begin(), angles.end(), angle) - angles.begin();
        row.angle.push_back(angle);
        row.excess.push_back(static_cast<double>(below) / static_cast<double>(angles.size()) - limit.cumulative(angle));
    }
}

void keep_heat_law(const Scene& scene, Convergence& study) {
    const auto law = heat_theory(scene).at(time_at(scene));
    for (int i = 0; i <= 720; ++i) {
        study.heat_angle.push_back(pi * (i / 360.0 - 1));
        study.heat_density.push_back(wrapped_normal_density(law, study.heat_angle.back()));
    }
}

}  // namespace

ConvergenceSettings convergence_settings(const std::vector<Assignment>& set) {
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
    const SceneDocument paper = load_scene("ms3");
    const bool published =
        document.scene.tokens.law == paper.scene.tokens.law && document.scene.model.Q == paper.scene.model.Q &&
        document.scene.model.K == paper.scene.model.K && document.scene.model.V == paper.scene.model.V;
    return {.document = std::move(document), .published = published};
}

double Sampling::mean() const {
    double sum = 0;
    for (const double value : w1) sum += value;
    return sum / static_cast<double>(w1.size());
}

double Sampling::error() const {
    double squares = 0;
    for (const double value : w1) squares += (value - mean()) * (value - mean());
    const auto n = static_cast<double>(w1.size());
    return std::sqrt(squares / (n - 1) / n);
}

Line Convergence::bias_fit() const {
    std::vector<double> x, y;
    for (const Bias& bias : biases) {
        x.push_back(std::log10(bias.beta));
        y.push_back(std::log10(bias.w1));
    }
    return fitted_line(x, y);
}

Line Convergence::sampling_fit() const {
    std::vector<double> x, y, weights;
    for (const Sampling& row : samplings) {
        x.push_back(std::log10(row.tokens));
        y.push_back(std::log10(row.mean()));
        weights.push_back(std::pow(std::log(10) * row.mean() / row.error(), 2));
    }
    return fitted_line(x, y, weights);
}

Convergence compute_convergence(const ConvergenceSettings& settings, const Progress& progress) {
    const auto start = std::chrono::steady_clock::now();
    Convergence study{.settings = settings, .biases = {}, .samplings = {}, .heat_angle = {}, .heat_density = {}};
    const std::vector<double>& betas = settings.betas;
    study.biases.resize(betas.size());
    std::size_t jobs = betas.size(), done = 0;
    for (const auto& crowd : settings.crowds) jobs += static_cast<std::size_t>(crowd.seeds);
    std::mutex lock;  // of the progress line
    const auto finished = [&] {
        const std::scoped_lock hold(lock);
        progress(static_cast<double>(++done) / static_cast<double>(jobs));
    };
    tbb::parallel_for(std::size_t{0}, betas.size(), [&](std::size_t k) {
        const std::size_t at = betas.size() - 1 - k;  // the largest β takes longest
        study.biases[at] = bias_of(scene_at(settings, betas[at]));
        finished();
    });
    const Scene sampled = scene_at(settings, Convergence::sampled_beta);
    const MeanFieldCircle limit = limit_of(sampled);
    for (const auto& crowd : settings.crowds) {
        Sampling row{.tokens = crowd.tokens, .w1 = {}, .angle = {}, .excess = {}};
        row.w1.resize(static_cast<std::size_t>(crowd.seeds));
        tbb::parallel_for(std::size_t{0}, row.w1.size(), [&](std::size_t k) {
            const std::vector<double> angles = angles_of(sampled, crowd.tokens, k);
            row.w1[k] = circle_w1(angles, {}, [&](double angle) { return limit.cumulative(angle); });
            if (k == 0) keep_excess(angles, limit, row);
            finished();
        });
        study.samplings.push_back(std::move(row));
    }
    keep_heat_law(scene_at(settings, betas.front()), study);
    study.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return study;
}

Result result_of(const Convergence& study) {
    const Line bias = study.bias_fit(), sampling = study.sampling_fit();
    Result result;
    result.put("figure", "convergence").put("title", Convergence::title).put("source", Convergence::source);
    result.put("settings.kappa_t", Convergence::heat, "rad²")
        .put("settings.beta_of_the_samples", Convergence::sampled_beta)
        .put("settings.seed", study.settings.document.scene.tokens.seed)
        .put("settings.method", "rk4")
        .put("settings.dt", convergence_step)
        .put("settings.limit", "finite volumes, twice the cells that resolve the kernel");
    // Everything but what is swept and chosen.
    result.put_scene(study.settings.document, {"model.beta", "tokens.count", "time"});
    result.put("seconds", study.seconds, "s");
    result.put("bias.slope", bias.slope).put("bias.standard_error", bias.slope_error);
    result.put(rows_of("bias.points", study.biases)
                   .column("beta", &Bias::beta)
                   .column("cells", &Bias::cells)
                   .column("w1_limit_to_heat", &Bias::w1, "rad"));
    result.put("sampling.slope", sampling.slope).put("sampling.standard_error", sampling.slope_error);
    result.put(rows_of("sampling.points", study.samplings)
                   .column("tokens", &Sampling::tokens)
                   .column("seeds", [](const Sampling& row) { return row.w1.size(); })
                   .column("w1_tokens_to_limit", &Sampling::mean, "rad")
                   .column("standard_error", &Sampling::error, "rad"));
    result.checks = {
        {"slope of W1(limit, heat law) over β, distance from -1", std::abs(bias.slope + 1), allowed_bias_slope},
        {"slope of W1(tokens, limit) over N, distance from -1/2", std::abs(sampling.slope + 0.5),
         allowed_sampling_slope}};
    return result;
}

}  // namespace coalesce::studies
