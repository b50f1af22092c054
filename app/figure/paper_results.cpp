#include <algorithm>
#include <cmath>
#include <numbers>

#include "figure/paper.hpp"
#include "figure/results_json.hpp"

namespace coalesce::figure {
namespace {

/// Speeds within this share of the eigenvalues' count as rotating: the kernel's width, 1/(2β) of the pull, and dt of a
/// layer step are a few per cent.
constexpr double rotating_within = 0.1;

double residual(const Run& run) {
    return run.series.back().alignment;
}

/// A cluster of the last panel beside the mean it is nearest to.
struct Placed {
    double angle, elevation, mass, mean, distance;
};

std::vector<Placed> placed_clusters(const Run& run) {
    std::vector<Placed> placed;
    const auto& [u, v] = run.heat.space.basis;
    for (const Cluster& cluster : run.panels.back().frame.clusters) {
        Placed p{std::atan2(dot(cluster.centre, v), dot(cluster.centre, u)),
                 std::asin(std::clamp(dot(cluster.centre, cross(u, v)), -1.0, 1.0)), cluster.mass, 0, INFINITY};
        for (const WrappedNormal& component : run.heat.initial) {
            const Vec3 mean = add(scaled(u, std::cos(component.mean)), scaled(v, std::sin(component.mean)));
            const double distance = angle_between(cluster.centre, mean);
            if (distance < p.distance) {
                p.mean = component.mean;
                p.distance = distance;
            }
        }
        placed.push_back(p);
    }
    return placed;
}

Json speed_json(const Run& run) {
    return {{"measured", measured_speed(run)},
            {"predicted_from_eigenvalues", run.predicted_speed},
            {"unit", "radians per unit of time"}};
}

Json clusters_json(const Run& run) {
    Json list = Json::array();
    for (const Placed& p : placed_clusters(run)) {
        list.push_back({{"azimuth", p.angle},
                        {"elevation", p.elevation},
                        {"mass", p.mass},
                        {"predicted_mean", p.mean},
                        {"distance", p.distance}});
    }
    return list;
}

Json heat_json(const HeatTheory& heat) {
    Json json{{"gamma", heat.gamma}, {"kappa", heat.kappa}};
    json["collapse_time"] = std::isfinite(heat.collapse_time) ? Json(heat.collapse_time) : Json(nullptr);
    json["components"] = Json::array();
    for (const WrappedNormal& c : heat.initial) {
        json["components"].push_back({{"weight", c.weight}, {"mean", c.mean}, {"std", c.std}});
    }
    return json;
}

Json panels_json(const Run& run) {
    Json list = Json::array();
    for (const Panel& panel : run.panels) {
        Json json{{"time", panel.frame.time}, {"clusters", panel.frame.now.clusters}};
        if (std::isfinite(panel.frame.now.alignment)) json["alignment"] = panel.frame.now.alignment;
        if (std::isfinite(panel.heat_w1)) json["heat_w1"] = panel.heat_w1;
        list.push_back(json);
    }
    return list;
}

Json settings_json(const Run& run) {
    const Scene& scene = run.document.scene;
    const char* method = scene.time.method == Method::rk4 ? "rk4" : "layer";
    Json json{{"tokens", run.panels.back().frame.size()},
              {"seed", scene.tokens.seed},
              {"beta", scene.model.beta},
              {"method", method},
              {"dt", scene.time.dt},
              {"until", run.series.back().time}};
    const std::string chosen = run.spec->chosen ? run.spec->chosen(scene) : "";
    if (!chosen.empty()) json["chosen"] = chosen;
    return json;
}

}  // namespace

std::vector<Check> checks(const Run& run) {
    double largest = 0;
    switch (run.spec->kind) {
        case Kind::alignment:
            if (!run.space.rotating) return {{"final alignment residual (rad)", residual(run), 0.02}};
            return {{"final alignment residual (rad)", residual(run), 0.05},
                    {"rotation speed, relative distance from its prediction",
                     std::abs(measured_speed(run) / run.predicted_speed - 1), rotating_within}};
        case Kind::sphere_heat:
            for (const Placed& p : placed_clusters(run)) largest = std::max(largest, p.distance);
            return {{"largest distance of a cluster from a predicted mean (rad)", largest, 0.1}};
        case Kind::circle_heat:
            for (const Panel& panel : run.panels) largest = std::max(largest, panel.heat_w1);
            return {{"largest W1 to the heat law over the panels (rad)", largest, 0.02}};
    }
    return {};
}

std::string to_json(const Run& run) {
    Json json{{"figure", run.spec->name},       {"title", run.spec->title}, {"source", source_of(run.spec->source)},
              {"settings", settings_json(run)}, {"steps", run.steps},       {"seconds", run.seconds}};
    json["scene"] = scene_json(run.document);
    json["alignment_residual"] = residual(run);
    if (run.space.rotating) json["rotation_speed"] = speed_json(run);
    if (run.heat.valid) json["heat"] = heat_json(run.heat);
    if (run.spec->kind == Kind::sphere_heat) json["clusters"] = clusters_json(run);
    json["panels"] = panels_json(run);
    add_acceptance(json, checks(run));
    return json.dump(2) + "\n";
}

}  // namespace coalesce::figure
