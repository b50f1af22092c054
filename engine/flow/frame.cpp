#include "coalesce/flow/frame.hpp"

#include <cmath>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/flow/token_store.hpp"
#include "coalesce/model/text.hpp"
#include "coalesce/theory/sphere_heat.hpp"
#include "field/parallel.hpp"

namespace coalesce {

namespace {

void fill_tokens(Frame& frame, Simulation& simulation) {
    simulation.copy_masses(frame.mass);
    frame.longitude = simulation.longitudes();
    frame.number = simulation.numbers();
    frame.touched = simulation.touched();
    const TokenStore* store = simulation.store();
    frame.on_device = store != nullptr;
    frame.in_buffer = store && store->in_buffer();
    if (frame.in_buffer) {
        frame.buffered = simulation.live_tokens();
        frame.positions.clear();
        frame.speed.clear();
        frame.identity.clear();
        return;
    }
    simulation.copy_tokens(frame.positions, frame.speed);
    frame.identity = simulation.identities();
}

SurfaceDensities surface_densities(const Simulation& simulation, WantedDensities wanted) {
    SurfaceDensities densities;
    if (simulation.scene().dimension != 3) return densities;
    const double width = default_linking_angle(simulation.scene().model.beta);
    if (wanted.tokens)
        densities.tokens = std::make_shared<const SphereDensity>(token_density(simulation.observed_cloud(), width));
    if (!wanted.heat) return densities;
    const SphereHeat heat = sphere_heat(simulation.scene());
    densities.heat_why_not = heat.why_not;
    if (heat.valid) densities.heat_why_not = heat.over_at(simulation.time());
    if (const auto touched = simulation.touched()) densities.heat_why_not = hands_moved(*touched);
    if (densities.heat_why_not.empty()) densities.heat_why_not = too_many_components(heat.initial.size());
    if (densities.heat_why_not.empty())
        densities.heat = std::make_shared<const SphereDensity>(heat_density(heat.at(simulation.time()), width));
    return densities;
}

}  // namespace

void fill_frame(Frame& frame, Simulation& simulation, int histogram_bins, const Histogram* inner_products,
                WantedDensities densities) {
    frame.dimension = simulation.scene().dimension;
    frame.time = simulation.time();
    frame.steps = simulation.steps();
    fill_tokens(frame, simulation);
    frame.now = simulation.measure();
    frame.clusters = simulation.clustering().clusters;
    frame.space = simulation.leading_space();
    frame.known_until = frame.time;
    frame.phases = simulation.phases();
    frame.merges = simulation.merges();
    frame.lineage = simulation.lineage();
    const Cloud& cloud = simulation.observed_cloud();
    frame.angles = angle_histogram(plane_angles(cloud, frame.space), cloud.masses(), histogram_bins);
    frame.inner_products = inner_products ? *inner_products : inner_product_histogram(cloud, histogram_bins);
    frame.densities = surface_densities(simulation, densities);
    frame.solver = simulation.report(Simulation::ErrorSearch::quick);
}

std::string hands_moved(double time) {
    return formatted("hands moved tokens at t = %.4g", time);
}

}  // namespace coalesce
