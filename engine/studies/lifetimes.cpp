#include "coalesce/studies/lifetimes.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "coalesce/theory/pairing.hpp"
#include "studies/swept.hpp"
#include "studies/used_keys.hpp"

namespace coalesce::studies {
namespace {

double in_radians(double degrees) {
    return degrees * std::numbers::pi / 180;
}

/// The law of two clusters that far apart.
nlohmann::ordered_json two_cluster_law(double angle) {
    nlohmann::ordered_json components = nlohmann::ordered_json::array();
    for (const double at : {-angle / 2, angle / 2})
        components.push_back({{"weight", 1}, {"mean", {std::cos(at), std::sin(at)}}, {"std", Lifetimes::width}});
    return {{"kind", "mixture"}, {"components", components}};
}

std::string lifetimes_sweep(const LifetimesSettings& settings) {
    nlohmann::ordered_json laws = nlohmann::ordered_json::array();
    for (const double degrees : settings.degrees) laws.push_back(two_cluster_law(in_radians(degrees)));
    nlohmann::ordered_json root;
    root["axes"] = {{{"key", "tokens.law"}, {"values", laws}}, {{"key", "model.beta"}, {"values", settings.betas}}};
    root["seeds"] = settings.seeds;
    // e^{690} is the last time of the clock; the longest plateau is one of e^{400}.
    root["until"] = 1e299;
    root["stop"] = {{"merges", 1}};
    root["measure"] = {"plateau:1"};
    return root.dump();
}

Lifetimes::Curve lifetimes_curve(const LifetimesSettings& settings, const Swept& swept, std::size_t curve) {
    const auto seeds = static_cast<std::size_t>(settings.seeds);
    Lifetimes::Curve found{.degrees = settings.degrees[curve], .points = {}};
    found.expected = 1 - std::cos(in_radians(found.degrees));
    std::vector<std::vector<double>> log_times(seeds);  // by seed, then β
    for (std::size_t b = 0; b < settings.betas.size(); ++b) {
        std::vector<double> of_seeds;
        for (std::size_t s = 0; s < seeds; ++s) {
            of_seeds.push_back(std::log(swept.value((curve * settings.betas.size() + b) * seeds + s, 0)));
            log_times[s].push_back(of_seeds.back() + std::log(settings.betas[b]));
        }
        const auto [mean, error] = mean_and_error(of_seeds);
        Model model = settings.document.scene.model;
        model.beta = settings.betas[b];
        const double law = pairing_law(model).log10_merge_time(0.5, 0.5, in_radians(found.degrees)) * std::log(10.0);
        found.points.push_back({settings.betas[b], mean, error, law});
    }
    std::vector<double> slopes;
    for (const std::vector<double>& line : log_times) slopes.push_back(fitted_line(settings.betas, line).slope);
    const auto [slope, slope_error] = mean_and_error(slopes);
    found.slope = slope;
    found.slope_error = slope_error;
    return found;
}

}  // namespace

double Lifetimes::Curve::errors_off() const {
    return std::abs(slope - expected) / slope_error;
}

LifetimesSettings lifetimes_settings(const std::vector<Assignment>& set) {
    refuse("lifetimes", set, {"model.beta", "tokens", "dimension"},
           "the figure sweeps β, two clusters' angle and seeds");
    refuse("lifetimes", set, {"model.Q", "model.K", "model.V", "model.noise", "model.causal"},
           "the slopes are those of Q = K = V = Id without noise or mask");
    refuse("lifetimes", set, {"time.until", "time.method"}, "it runs in adaptive time until the clusters merge");
    SceneDocument document = parse_scene(R"({"coalesce": 1, "name": "Two clusters on the circle", "dimension": 2,
        "tokens": {"count": 32},
        "time": {"method": "adaptive", "dt": 0.01, "tolerance": 1e-7, "until": 1e299, "axis": "log"}})",
                                         "lifetimes", set);
    take_only("lifetimes", set, {"model.attention", "time.tolerance", "solver"});
    return {.document = std::move(document)};
}

Lifetimes compute_lifetimes(const LifetimesSettings& settings, const Progress& progress) {
    const auto start = std::chrono::steady_clock::now();
    Lifetimes study{.settings = settings, .curves = {}};
    const Swept swept = compute_swept(settings.document, lifetimes_sweep(settings), progress);
    for (std::size_t k = 0; k < settings.degrees.size(); ++k)
        study.curves.push_back(lifetimes_curve(settings, swept, k));
    study.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return study;
}

Result result_of(const Lifetimes& study) {
    Result result;
    result.put("figure", "lifetimes").put("title", Lifetimes::title).put("source", Lifetimes::source);
    result.put("settings.tokens", Lifetimes::tokens)
        .put("settings.width", Lifetimes::width, "rad")
        .put("settings.seeds", study.settings.seeds);
    result.put_scene(study.settings.document, {"model.beta", "tokens.law", "tokens.seed"});
    result.put("seconds", study.seconds, "s");
    double worst = 0;
    for (std::size_t k = 0; k < study.curves.size(); ++k) {
        const Lifetimes::Curve& curve = study.curves[k];
        const std::string path = "curves." + std::to_string(k) + ".";
        result.put(path + "angle", in_radians(curve.degrees), "rad")
            .put(path + "slope", curve.slope)
            .put(path + "slope_error", curve.slope_error)
            .put(path + "one_minus_rho", curve.expected);
        result.put(rows_of(path + "points", curve.points)
                       .column("beta", &Lifetimes::Point::beta)
                       .column("log_plateau", &Lifetimes::Point::mean)
                       .column("standard_error", &Lifetimes::Point::error)
                       .column("log_plateau_law", &Lifetimes::Point::law));
        worst = std::max(worst, curve.errors_off());
    }
    result.checks = {{"largest distance of a slope of log(β T) over β from 1−ρ, in standard errors", worst,
                      Lifetimes::allowed_errors}};
    return result;
}

}  // namespace coalesce::studies
