#include <algorithm>
#include <cmath>
#include <numbers>

#include "coalesce/studies/paper.hpp"

namespace coalesce::studies {
namespace {

/// Speeds within this share of the eigenvalues' count as rotating: the kernel's width, 1/(2β) of the pull, and dt of a
/// layer step are a few per cent.
constexpr double rotating_within = 0.1;

double residual(const PaperRun& run) {
    return run.series.back().alignment;
}

/// A cluster of the last panel beside the mean it is nearest to.
struct Placed {
    double angle, elevation, mass, mean, distance;
};

std::vector<Placed> placed_clusters(const PaperRun& run) {
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

void put_settings(Result& result, const PaperRun& run) {
    const Scene& scene = run.document.scene;
    result.put("settings.tokens", run.panels.back().frame.size())
        .put("settings.seed", scene.tokens.seed)
        .put("settings.beta", scene.model.beta)
        .put("settings.method", scene.time.method == Method::rk4 ? "rk4" : "layer")
        .put("settings.dt", scene.time.dt)
        .put("settings.until", run.series.back().time);
    const std::string chosen = run.spec->chosen ? run.spec->chosen(scene) : "";
    if (!chosen.empty()) result.put("settings.chosen", chosen);
}

void put_heat(Result& result, const HeatTheory& heat) {
    result.put("heat.gamma", heat.gamma).put("heat.kappa", heat.kappa).put("heat.collapse_time", heat.collapse_time);
    result.put(rows_of("heat.components", heat.initial)
                   .column("weight", &WrappedNormal::weight)
                   .column("mean", &WrappedNormal::mean, "rad")
                   .column("std", &WrappedNormal::std, "rad"));
}

std::vector<Check> paper_checks(const PaperRun& run) {
    double largest = 0;
    switch (run.spec->kind) {
        case PaperSpec::Kind::alignment:
            if (!run.space.rotating) return {{"final alignment residual (rad)", residual(run), 0.02}};
            return {{"final alignment residual (rad)", residual(run), 0.05},
                    {"rotation speed, relative distance from its prediction",
                     std::abs(measured_speed(run) / run.predicted_speed - 1), rotating_within}};
        case PaperSpec::Kind::sphere_heat:
            for (const Placed& p : placed_clusters(run)) largest = std::max(largest, p.distance);
            return {{"largest distance of a cluster from a predicted mean (rad)", largest, 0.1}};
        case PaperSpec::Kind::circle_heat:
            for (const PaperRun::Panel& panel : run.panels) largest = std::max(largest, panel.heat_w1);
            return {{"largest W1 to the heat law over the panels (rad)", largest, 0.02}};
    }
    return {};
}

}  // namespace

Result result_of(const PaperRun& run) {
    Result result;
    result.put("figure", run.spec->name).put("title", run.spec->title).put("source", source_of(run.spec->source));
    put_settings(result, run);
    result.put("steps", run.steps).put("seconds", run.seconds, "s").put_scene(run.document);
    result.put("alignment_residual", residual(run), "rad");
    if (run.space.rotating)
        result.put("rotation_speed.measured", measured_speed(run), "rad/time")
            .put("rotation_speed.predicted_from_eigenvalues", run.predicted_speed, "rad/time")
            .put("rotation_speed.unit", "radians per unit of time");
    if (run.heat.valid) put_heat(result, run.heat);
    if (run.spec->kind == PaperSpec::Kind::sphere_heat)
        result.put(rows_of("clusters", placed_clusters(run))
                       .column("azimuth", &Placed::angle, "rad")
                       .column("elevation", &Placed::elevation, "rad")
                       .column("mass", &Placed::mass)
                       .column("predicted_mean", &Placed::mean, "rad")
                       .column("distance", &Placed::distance, "rad"));
    using Panel = PaperRun::Panel;
    result.put(
        rows_of("panels", run.panels)
            .column("time", [](const Panel& panel) { return panel.frame.time; })
            .column("clusters", [](const Panel& panel) { return panel.frame.now.clusters; })
            .column(
                "alignment", [](const Panel& panel) { return panel.frame.now.alignment; }, "rad", NotFinite::left_out)
            .column("heat_w1", &Panel::heat_w1, "rad", NotFinite::left_out));
    result.checks = paper_checks(run);
    return result;
}

}  // namespace coalesce::studies
