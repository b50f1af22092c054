#include "coalesce/studies/first_clusters.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <nlohmann/json.hpp>

#include "coalesce/theory/first_clusters.hpp"
#include "studies/swept.hpp"
#include "studies/used_keys.hpp"

namespace coalesce::studies {
namespace {

using FirstPoint = FirstClusters::Point;

/// The numbers of one dimension, by a sweep over β.
std::vector<FirstPoint> count_clusters(const FirstClustersSettings& settings, int dimension, const Progress& progress) {
    SceneDocument document = settings.document;
    set_dimension(document.scene, dimension);
    document.scene.tokens.count = dimension == 2 ? FirstClusters::circle_tokens : FirstClusters::sphere_tokens;
    nlohmann::ordered_json root;
    root["axes"] = {{{"key", "model.beta"}, {"values", settings.betas}}};
    root["seeds"] = settings.seeds;
    root["until"] = FirstClusters::until;
    root["measure"] = {"first_clusters"};
    const Swept swept = compute_swept(document, root.dump(), progress);
    std::vector<FirstPoint> points;
    const auto seeds = static_cast<std::size_t>(settings.seeds);
    for (std::size_t b = 0; b < settings.betas.size(); ++b) {
        std::vector<double> counts;
        for (std::size_t s = 0; s < seeds; ++s) counts.push_back(swept.value(b * seeds + s, 0));
        const auto [mean, error] = mean_and_error(counts);
        const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
        const double expected =
            expected_first_clusters(dimension, settings.betas[b], 1, static_cast<double>(document.scene.tokens.count));
        points.push_back({settings.betas[b], mean, error, *least, *most, expected});
    }
    return points;
}

double largest_count_distance(const std::vector<FirstPoint>& points) {
    double largest = 0;
    for (const FirstPoint& point : points) largest = std::max(largest, point.distance());
    return largest;
}

}  // namespace

double FirstPoint::distance() const {
    return std::max(0.0, std::abs(mean - expected) - 3 * error) / expected;
}

FirstClustersSettings first_clusters_settings(const std::vector<Assignment>& set) {
    refuse("first-clusters", set, {"dimension", "model.beta", "tokens"},
           "the figure sweeps circle, sphere, β and seeds");
    refuse("first-clusters", set, {"model.attention", "model.Q", "model.K", "model.V", "model.noise", "model.causal"},
           "the number is that of softmax with Q = K = V = Id without noise or mask");
    refuse("first-clusters", set, {"time.until", "time.method"}, "it ends when the clusters have formed");
    SceneDocument document =
        parse_scene(R"({"coalesce": 1, "name": "An even crowd", "time": {"dt": 0.1}})", "first-clusters", set);
    take_only("first-clusters", set, {"time.dt", "solver"});
    return {.document = std::move(document)};
}

FirstClusters compute_first_clusters(const FirstClustersSettings& settings, const Progress& progress) {
    const auto start = std::chrono::steady_clock::now();
    FirstClusters study{.settings = settings, .circle = {}, .sphere = {}};
    // The sphere has twice as many tokens, and a plane of coordinates more.
    constexpr double share = 0.25;
    study.circle = count_clusters(settings, 2, [&](double done) { progress(share * done); });
    study.sphere = count_clusters(settings, 3, [&](double done) { progress(share + (1 - share) * done); });
    study.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return study;
}

Result result_of(const FirstClusters& study) {
    Result result;
    result.put("figure", "first-clusters").put("title", FirstClusters::title).put("source", FirstClusters::source);
    result.put("settings.circle_tokens", FirstClusters::circle_tokens)
        .put("settings.sphere_tokens", FirstClusters::sphere_tokens)
        .put("settings.until", FirstClusters::until)
        .put("settings.seeds", study.settings.seeds);
    result.put_scene_part("settings.solver", study.settings.document, "solver");
    result.put("seconds", study.seconds, "s");
    for (const bool circle : {true, false})
        result.put(rows_of(circle ? "circle" : "sphere", circle ? study.circle : study.sphere)
                       .column("beta", &FirstPoint::beta)
                       .column("clusters", &FirstPoint::mean)
                       .column("standard_error", &FirstPoint::error)
                       .column("least", &FirstPoint::least)
                       .column("most", &FirstPoint::most)
                       .column("expected", &FirstPoint::expected));
    result.checks = {{"circle: largest relative distance from the expected number, beyond three standard errors",
                      largest_count_distance(study.circle), FirstClusters::allowed_distance},
                     {"S^2: largest relative distance from the expected number, beyond three standard errors",
                      largest_count_distance(study.sphere), FirstClusters::allowed_distance}};
    return result;
}

}  // namespace coalesce::studies
