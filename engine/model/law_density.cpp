#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "coalesce/model/error.hpp"
#include "coalesce/model/issue.hpp"
#include "coalesce/model/law.hpp"
#include "model/law_check.hpp"

namespace coalesce {
namespace {

using std::numbers::pi;

double positive_std(double std) {
    if (std > 0) return std;
    throw InputError("tokens.law: a point mass (std 0) has no density");
}

struct DensityAt {
    int dimension;
    Vec3 x;

    double operator()(const UniformLaw&) const { return dimension == 2 ? 1 / (2 * pi) : 1 / (4 * pi); }
    double operator()(const MixtureLaw& law) const {
        std::vector<WrappedNormal> on_circle;
        double sum = 0, weights = 0;
        for (const auto& component : law.components) {
            const Vec3 mean = direction_of(component.mean);
            const double std = positive_std(component.std);
            weights += component.weight;
            if (dimension == 2) {
                on_circle.push_back({component.weight, std::atan2(mean[1], mean[0]), std});
            } else {
                // std² underflows below std = 1e-100, where the peak 1/(2π std²) overflows as well.
                const double tau = std::max(std * std / 2, 1e-200);
                sum += component.weight * sphere_heat_kernel(tau, angle_between(mean, x));
            }
        }
        return dimension == 2 ? wrapped_normal_density(on_circle, std::atan2(x[1], x[0])) : sum / weights;
    }
    /// The area element cos(elevation) d(azimuth) d(elevation) makes the density infinite at the poles.
    double operator()(const AzimuthalLaw& law) const {
        std::vector<WrappedNormal> azimuth;
        for (const auto& component : law.components) {
            azimuth.push_back({component.weight, component.mean, positive_std(component.std)});
        }
        return wrapped_normal_density(azimuth, std::atan2(x[1], x[0])) / (pi * std::hypot(x[0], x[1]));
    }
    double operator()(const PointsLaw&) const { throw InputError("tokens.law: a list of points has no density"); }
    double operator()(const FileLaw&) const { throw InputError("tokens.law: a file of points has no density"); }
};

}  // namespace

double density(const InitialLaw& law, int dimension, const Vec3& x) {
    try {
        check_law(law, dimension);
    } catch (const Issue& issue) {
        throw InputError(issue.line());
    }
    return std::visit(DensityAt{dimension, direction_of(x)}, law);
}

}  // namespace coalesce
