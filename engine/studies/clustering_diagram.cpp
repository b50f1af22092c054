#include "coalesce/studies/clustering_diagram.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "studies/swept.hpp"
#include "studies/used_keys.hpp"

namespace coalesce::studies {
namespace {

using Diagram = ClusteringDiagram::Diagram;

/// Bounds the distance of the logarithm of a median from the front's line. The median of an ensemble of 512 errs by
/// 1.25/sqrt(512) = 0.055 of the spread of log T, which is about β: 0.33 at β = 6; four of these, as the largest of
/// nine.
constexpr double allowed_bend = 1.3;

/// Times at which shares are compared and written: rows 0 to time_rows.
constexpr int time_rows = static_cast<int>((ClusteringDiagram::last_decade - ClusteringDiagram::first_decade) *
                                           ClusteringDiagram::rows_per_decade);
double log10_time_of(int row) {
    return ClusteringDiagram::first_decade + static_cast<double>(row) / ClusteringDiagram::rows_per_decade;
}

/// Time by which half of them have gathered; +inf if fewer have.
double median_of(const std::vector<double>& rising) {
    return rising[(rising.size() - 1) / 2];
}

Diagram gather(const ClusteringDiagramSettings& settings, int dimension, const Progress& progress) {
    SceneDocument document = settings.document;
    set_dimension(document.scene, dimension);
    nlohmann::ordered_json root;
    root["axes"] = {{{"key", "model.beta"}, {"values", settings.betas}}};
    root["seeds"] = settings.systems;
    root["until"] = std::pow(10, ClusteringDiagram::last_decade);
    root["measure"] = {"time_of_gathering"};
    const Swept swept = compute_swept(document, root.dump(), progress);
    Diagram diagram{.dimension = dimension, .times = {}, .median = {}, .front = {}};
    const auto systems = static_cast<std::size_t>(settings.systems);
    std::vector<double> fitted_betas, log_medians;
    for (std::size_t b = 0; b < settings.betas.size(); ++b) {
        std::vector<double> times;
        for (std::size_t s = 0; s < systems; ++s) {
            const double time = swept.value(b * systems + s, 0);
            times.push_back(std::isnan(time) ? std::numeric_limits<double>::infinity() : time);
        }
        std::sort(times.begin(), times.end());
        diagram.median.push_back(median_of(times));
        diagram.times.push_back(std::move(times));
        if (settings.betas[b] < ClusteringDiagram::front_from || std::isinf(diagram.median.back())) continue;
        fitted_betas.push_back(settings.betas[b]);
        log_medians.push_back(std::log(diagram.median.back()));
    }
    diagram.front = fitted_line(fitted_betas, log_medians);
    for (std::size_t k = 0; k < fitted_betas.size(); ++k)
        diagram.worst = std::max(
            diagram.worst, std::abs(diagram.front.intercept + diagram.front.slope * fitted_betas[k] - log_medians[k]));
    return diagram;
}

/// Values of β at which fewer systems have gathered by some time than at a larger one, by more than chance: five
/// standard errors of the difference of two shares.
int falls(const ClusteringDiagramSettings& settings, const Diagram& diagram) {
    const double error = 5 * std::sqrt(0.5 / settings.systems);
    int count = 0;
    for (std::size_t b = 1; b < settings.betas.size(); ++b) {
        bool falls_here = false;
        for (int row = 0; row <= time_rows; ++row) {
            const double time = std::pow(10, log10_time_of(row));
            falls_here |= settings.betas[b - 1] >= ClusteringDiagram::front_from &&
                          diagram.share(b, time) > diagram.share(b - 1, time) + error;
        }
        count += falls_here;
    }
    return count;
}

Table shares_table(const ClusteringDiagram& study) {
    std::vector<std::int64_t> dimension;
    std::vector<double> beta, log10_time, share;
    for (const Diagram& diagram : study.diagrams)
        for (std::size_t b = 0; b < study.settings.betas.size(); ++b)
            for (int row = 0; row <= time_rows; ++row) {
                dimension.push_back(diagram.dimension);
                beta.push_back(study.settings.betas[b]);
                log10_time.push_back(log10_time_of(row));
                share.push_back(diagram.share(b, std::pow(10, log10_time.back())));
            }
    Table table{"clustering-diagram"};
    table.columns.push_back({"dimension", std::move(dimension)});
    return table.add("beta", beta).add("log10_time", log10_time).add("share", share);
}

}  // namespace

double Diagram::share(std::size_t beta, double time) const {
    const std::vector<double>& rising = times[beta];
    const auto gathered = std::upper_bound(rising.begin(), rising.end(), time) - rising.begin();
    return static_cast<double>(gathered) / static_cast<double>(rising.size());
}

ClusteringDiagramSettings clustering_diagram_settings(const std::vector<Assignment>& set) {
    refuse("clustering-diagram", set, {"dimension", "model.beta", "tokens"},
           "the figure sweeps circle, sphere, β and seeds");
    refuse("clustering-diagram", set, {"model.Q", "model.K", "model.V", "model.noise", "model.causal"},
           "the front is that of Q = K = V = Id without noise or mask");
    refuse("clustering-diagram", set, {"time.until", "time.method"}, "it runs in adaptive time to the end of its axis");
    SceneDocument document = parse_scene(R"({"coalesce": 1, "name": "Small systems", "tokens": {"count": 32},
        "time": {"method": "adaptive", "dt": 0.01, "tolerance": 1e-4, "axis": "log"}})",
                                         "clustering-diagram", set);
    take_only("clustering-diagram", set, {"model.attention", "time.tolerance", "solver"});
    return {.document = std::move(document)};
}

ClusteringDiagram compute_clustering_diagram(const ClusteringDiagramSettings& settings, const Progress& progress) {
    const auto start = std::chrono::steady_clock::now();
    ClusteringDiagram study{.settings = settings, .diagrams = {}};
    study.diagrams.push_back(gather(settings, 2, [&](double done) { progress(done / 2); }));
    study.diagrams.push_back(gather(settings, 3, [&](double done) { progress((1 + done) / 2); }));
    study.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return study;
}

Result result_of(const ClusteringDiagram& study) {
    Result result;
    result.put("figure", "clustering-diagram")
        .put("title", ClusteringDiagram::title)
        .put("source", ClusteringDiagram::source);
    result.put("settings.tokens", ClusteringDiagram::tokens).put("settings.systems", study.settings.systems);
    result.put_scene(study.settings.document, {"model.beta", "tokens.seed", "dimension"});
    result.put("seconds", study.seconds, "s");
    result.checks.emplace();
    for (std::size_t k = 0; k < study.diagrams.size(); ++k) {
        const Diagram& diagram = study.diagrams[k];
        const std::string path = "diagrams." + std::to_string(k) + ".", where = k == 0 ? "circle: " : "S^2: ";
        result.put(path + "dimension", diagram.dimension)
            .put(path + "beta", study.settings.betas)
            .put(path + "median_time", diagram.median)
            .put(path + "front_slope", diagram.front.slope)
            .put(path + "front_slope_error", diagram.front.slope_error);
        result.checks->push_back({where + "β at which more systems have gathered by some time than at a smaller one",
                                  static_cast<double>(falls(study.settings, diagram)), 0});
        result.checks->push_back(
            {where + "largest distance of log(median time) from a line over β", diagram.worst, allowed_bend});
        // 1-ρ of two points that meet lies between 0 and 2.
        result.checks->push_back({where + "distance of the front's slope from 1, that of two points 90° apart",
                                  std::abs(diagram.front.slope - 1), 1});
    }
    result.files = {shares_table(study)};
    return result;
}

}  // namespace coalesce::studies
