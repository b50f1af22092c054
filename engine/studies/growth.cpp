#include "coalesce/studies/growth.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/observe/harmonics.hpp"
#include "coalesce/studies/fit.hpp"
#include "coalesce/theory/growth.hpp"
#include "studies/ripples.hpp"
#include "studies/used_keys.hpp"

namespace coalesce::studies {
namespace {

using Mode = Growth::Mode;
using GrowthRun = Growth::Run;

/// Ripples so small that their squares are lost, and so large that rounding is.
constexpr double amplitude = 1e-7;
/// Asked for everywhere: 3 %. A quiet start does far better, and so more is asked of it: the squares of ripples are
/// 1e-6 of them in the end, the amplitude of rounding 1e-15 · largest.
constexpr double allowed_error = 1e-3;

/// Enough for e^{β<x,y>} times the largest mode: e^{-k²/2β} = 1e-10 at k = 6.8 sqrt(β).
int resolution_for(int dimension, double beta, int largest) {
    const int bandwidth = static_cast<int>(6.8 * std::sqrt(beta)) + largest;
    return dimension == 2 ? 2 * bandwidth : bandwidth / 2 + largest;
}

Model model_of(int dimension, double beta, Attention attention) {
    Model model = Model::standard(dimension);
    model.beta = beta;
    model.attention = attention;
    return model;
}

GrowthRun ripple(Scene scene, int dimension, double beta) {
    scene.dimension = dimension;
    scene.model = model_of(dimension, beta, scene.model.attention);
    const GrowthLaw law = growth_law(scene.model);
    GrowthRun run{.dimension = dimension, .beta = beta, .fastest = law.fastest, .times = {}, .modes = {}};
    const int largest = 2 * law.fastest + 1;
    const Cloud start = rippled_cloud(dimension, resolution_for(dimension, beta, largest), largest, amplitude);
    PointsLaw points;
    for (std::size_t i = 0; i < start.size(); ++i) points.points.push_back(start.token(i));
    points.masses.assign(start.masses().begin(), start.masses().end());
    run.tokens = start.size();
    scene.tokens.law = std::move(points);
    scene.time.dt = Growth::efolds / law.rate(law.fastest) / Growth::steps;

    Simulation simulation(scene);
    for (int k = 1; k <= largest; ++k) run.modes.push_back({.k = k, .theory = law.rate(k), .log10_amplitude = {}});
    for (int step = 0;; ++step) {
        const std::vector<double> now = harmonic_amplitudes(simulation.cloud(), largest);
        run.times.push_back(simulation.time());
        for (Mode& mode : run.modes) mode.log10_amplitude.push_back(std::log10(now[static_cast<std::size_t>(mode.k)]));
        if (step == Growth::steps) break;
        simulation.step();
    }
    for (Mode& mode : run.modes) {
        const Line fit = fitted_line(run.times, mode.log10_amplitude);
        mode.rate = fit.slope * std::log(10);
        mode.rate_error = fit.slope_error * std::log(10);
    }
    return run;
}

double largest_rate_error(const Growth& study, int dimension) {
    double largest = 0;
    for (const GrowthRun& run : study.runs)
        for (const Mode& mode : run.modes)
            if (run.dimension == dimension && mode.k <= run.fastest) largest = std::max(largest, mode.error());
    return largest;
}

}  // namespace

double Mode::error() const {
    return std::abs(rate / theory - 1);
}

GrowthSettings growth_settings(const std::vector<Assignment>& set) {
    refuse("growth", set, {"dimension", "model.beta"}, "the figure sweeps it");
    refuse("growth", set, {"model.Q", "model.K", "model.V", "model.noise", "model.causal"},
           "the rates are those of Q = K = V = Id without noise or mask");
    refuse("growth", set, {"tokens", "time"}, "the figure chooses grids, steps and times for the rates it measures");
    SceneDocument document =
        parse_scene(R"({"coalesce": 1, "dimension": 2, "time": {"method": "rk4"}, "solver": {"precision": "double"}})",
                    "growth", set);
    take_only("growth", set, {"model.attention", "solver"});
    return {.document = std::move(document)};
}

Growth compute_growth(const GrowthSettings& settings, const Progress& progress) {
    const auto start = std::chrono::steady_clock::now();
    Growth study{.settings = settings, .runs = {}};
    for (const int dimension : {2, 3})
        for (const double beta : settings.betas) {
            study.runs.push_back(ripple(settings.document.scene, dimension, beta));
            progress(static_cast<double>(study.runs.size()) / (2.0 * static_cast<double>(settings.betas.size())));
        }
    study.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return study;
}

Result result_of(const Growth& study) {
    Result result;
    result.put("figure", "growth").put("title", Growth::title).put("source", Growth::source);
    result.put("settings.attention", study.softmax() ? "softmax" : "unnormalized")
        .put("settings.amplitude", amplitude)
        .put("settings.steps", Growth::steps)
        .put("settings.efolds_of_the_fastest", Growth::efolds)
        .put("settings.start",
             "weighted tokens on a quadrature grid, a ripple in every mode; S^2: about a generic axis");
    result.put_scene_part("settings.solver", study.settings.document, "solver");
    result.put("seconds", study.seconds, "s");
    for (std::size_t k = 0; k < study.runs.size(); ++k) {
        const GrowthRun& run = study.runs[k];
        const std::string path = "runs." + std::to_string(k) + ".";
        result.put(path + "dimension", run.dimension)
            .put(path + "beta", run.beta)
            .put(path + "tokens", run.tokens)
            .put(path + "fastest", run.fastest);
        result.put(rows_of(path + "modes", run.modes)
                       .column(run.dimension == 2 ? "k" : "l", &Mode::k)
                       .column("rate_theory", &Mode::theory, "1/time")
                       .column("rate", &Mode::rate, "1/time")
                       .column("standard_error", &Mode::rate_error, "1/time"));
    }
    result.checks = {
        {"circle: largest relative error of a rate up to the fastest", largest_rate_error(study, 2), allowed_error},
        {"S^2: largest relative error of a rate up to the fastest", largest_rate_error(study, 3), allowed_error}};
    return result;
}

}  // namespace coalesce::studies
