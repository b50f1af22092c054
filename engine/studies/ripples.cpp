#include "studies/ripples.hpp"

#include <boost/math/special_functions/legendre.hpp>
#include <cmath>
#include <numbers>

namespace coalesce {

namespace {

using std::numbers::pi;

struct Node {
    double z, weight;  ///< the weights sum to 2
};

std::vector<Node> gauss_legendre(int count) {
    std::vector<Node> nodes;
    for (const double z : boost::math::legendre_p_zeros<double>(count)) {
        const double slope = boost::math::legendre_p_prime(count, z);
        const double weight = 2 / ((1 - z * z) * slope * slope);
        nodes.push_back({z, weight});
        if (z != 0) nodes.push_back({-z, weight});
    }
    return nodes;
}

/// Returns Σ_{l=1}^{largest} P_l(x), by the three-term recurrence.
double legendre_sum(int largest, double x) {
    double before = 1, now = x, sum = x;
    for (int l = 1; l < largest; ++l) {
        const double next = ((2 * l + 1) * x * now - l * before) / (l + 1);
        before = now;
        now = next;
        sum += next;
    }
    return largest > 0 ? sum : 0;
}

Cloud rippled_circle(int resolution, int largest, double amplitude) {
    Cloud cloud(2, static_cast<std::size_t>(resolution));
    std::vector<double> masses;
    for (int i = 0; i < resolution; ++i) {
        const double angle = 2 * pi * i / resolution;
        cloud.set_token(static_cast<std::size_t>(i), {std::cos(angle), std::sin(angle), 0});
        double ripple = 0;
        for (int k = 1; k <= largest; ++k) ripple += std::cos(k * angle + k * k);  // + k²: no two phases are alike
        masses.push_back(1 + amplitude * ripple);
    }
    cloud.set_masses(std::move(masses));
    return cloud;
}

Cloud rippled_sphere(int resolution, int largest, double amplitude) {
    const std::vector<Node> nodes = gauss_legendre(resolution);
    const int columns = 2 * resolution;
    const Vec3 axis = normalised({0.3, -0.5, 0.8});
    Cloud cloud(3, nodes.size() * static_cast<std::size_t>(columns));
    std::vector<double> masses;
    for (const Node& node : nodes)
        for (int column = 0; column < columns; ++column) {
            const double azimuth = 2 * pi * column / columns, radius = std::sqrt(1 - node.z * node.z);
            const Vec3 x{radius * std::cos(azimuth), radius * std::sin(azimuth), node.z};
            cloud.set_token(masses.size(), x);
            masses.push_back(node.weight * (1 + amplitude * legendre_sum(largest, dot(axis, x))));
        }
    cloud.set_masses(std::move(masses));
    return cloud;
}

}  // namespace

Cloud rippled_cloud(int dimension, int resolution, int largest, double amplitude) {
    return dimension == 2 ? rippled_circle(resolution, largest, amplitude)
                          : rippled_sphere(resolution, largest, amplitude);
}

}  // namespace coalesce
