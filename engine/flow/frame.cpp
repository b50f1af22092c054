#include "flow/frame.hpp"

#include <cmath>

#include "flow/simulation.hpp"
#include "theory/sphere_heat.hpp"

namespace coalesce {

namespace {

/// Tokens on which a frame's field error is measured: 4 N exponentials, below a thousandth of a direct step.
constexpr int error_samples = 4;

void fill_tokens(Frame& frame, const Cloud& cloud, const Vectors& velocity, const Clustering& clustering) {
    const std::size_t n = cloud.size();
    frame.positions.resize(3 * n);
    frame.speed.resize(n);
    frame.identity.resize(n);
    for (std::size_t i = 0; i < n; ++i) {
        const Vec3 x = cloud.token(i);
        for (std::size_t k = 0; k < 3; ++k) frame.positions[3 * i + k] = static_cast<float>(x[k]);
        frame.speed[i] = static_cast<float>(norm(velocity.at(i)));
        frame.identity[i] = clustering.clusters[static_cast<std::size_t>(clustering.label[i])].identity;
    }
    frame.mass.assign(cloud.masses().begin(), cloud.masses().end());
}

SurfaceDensities surface_densities(const Simulation& simulation, WantedDensities wanted) {
    SurfaceDensities densities;
    if (simulation.cloud().dimension() != 3) return densities;
    const double width = default_linking_angle(simulation.scene().model.beta);
    if (wanted.tokens)
        densities.tokens = std::make_shared<const SphereDensity>(token_density(simulation.cloud(), width));
    if (!wanted.heat) return densities;
    const SphereHeat heat = sphere_heat(simulation.scene());
    densities.heat_why_not = heat.why_not;
    if (heat.valid)
        densities.heat = std::make_shared<const SphereDensity>(heat_density(heat.at(simulation.time()), width));
    return densities;
}

}  // namespace

void fill_frame(Frame& frame, Simulation& simulation, int histogram_bins, const Histogram* inner_products,
                WantedDensities densities) {
    const Cloud& cloud = simulation.cloud();
    const Clustering& clustering = simulation.clustering();
    frame.dimension = cloud.dimension();
    frame.time = simulation.time();
    frame.steps = simulation.steps();
    fill_tokens(frame, cloud, simulation.velocity(), clustering);
    frame.now = simulation.measure();
    frame.clusters = clustering.clusters;
    frame.space = simulation.leading_space();
    frame.known_until = frame.time;
    frame.phases = simulation.phases();
    frame.merges = simulation.merges();
    frame.lineage = simulation.lineage();
    frame.angles = angle_histogram(plane_angles(cloud, frame.space), cloud.masses(), histogram_bins);
    frame.inner_products = inner_products ? *inner_products : inner_product_histogram(cloud, histogram_bins);
    frame.densities = surface_densities(simulation, densities);
    frame.solver = simulation.report(error_samples);
}

std::shared_ptr<const std::vector<float>> initial_longitudes(const Cloud& cloud) {
    auto longitudes = std::make_shared<std::vector<float>>(cloud.size());
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const Vec3 x = cloud.token(i);
        (*longitudes)[i] = static_cast<float>(std::atan2(x[1], x[0]));
    }
    return longitudes;
}

}  // namespace coalesce
