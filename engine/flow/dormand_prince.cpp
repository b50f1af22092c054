#include "flow/dormand_prince.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "field/parallel.hpp"
#include "flow/token_step.hpp"

namespace coalesce {

namespace {

/// Row s: weights of the slopes 0 … s-1 in stage s; the last row is the result of order 5.
constexpr double tableau[7][6] = {
    {},
    {1.0 / 5},
    {3.0 / 40, 9.0 / 40},
    {44.0 / 45, -56.0 / 15, 32.0 / 9},
    {19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729},
    {9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656},
    {35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84},
};
/// Order 5 minus order 4.
constexpr double error_weights[7] = {71.0 / 57600,      0,          -71.0 / 16695, 71.0 / 1920,
                                     -17253.0 / 339200, 22.0 / 525, -1.0 / 40};

constexpr double infinity = std::numeric_limits<double>::infinity();

/// max and NaN-propagating: a NaN counts as infinite.
double larger(double a, double b) {
    return b <= a ? a : (std::isnan(b) ? infinity : b);
}

}  // namespace

/// Puts into moved_ the point of a stage; a displacement is h e^{log_scale} times slopes of order 1, so that neither
/// slopes of 1e-400 nor times of 1e300 leave the range of double precision before they are multiplied.
void DormandPrince::place(const Cloud& from, int stage, double h) {
    double factor[6] = {};
    for (int s = 0; s < stage; ++s) {
        const double weight = tableau[stage][s];
        factor[s] = weight == 0 ? 0 : weight * std::exp(std::log(h) + slope_[s].log_scale);
    }
    for_each_token(from.size(), [&](std::size_t i) {
        Vec3 x = from.token(i);
        for (int s = 0; s < stage; ++s)
            if (factor[s] != 0) x = stage_of(x, slope_[s].values.at(i), factor[s]);
        moved_.set_token(i, stage == 6 ? onto_sphere(x, from.token(i)) : x);
    });
}

DormandPrince::Trial DormandPrince::attempt(const Cloud& cloud, const ScaledVelocities& first, double h,
                                            const VelocityField& field) {
    slope_[0] = first;
    moved_ = cloud;
    for (int stage = 1; stage < 7; ++stage) {
        place(cloud, stage, h);
        for (std::size_t i = 0; i < moved_.size(); ++i)
            if (!std::isfinite(dot(moved_.token(i), moved_.token(i)))) return {infinity, infinity};
        field(moved_, field_, slope_[stage]);
    }
    double factor[7];
    for (int s = 0; s < 7; ++s) factor[s] = error_weights[s] * std::exp(std::log(h) + slope_[s].log_scale);
    Trial trial{0, 0};
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        Vec3 error{};
        for (int s = 0; s < 7; ++s)
            if (factor[s] != 0) error = add(error, scaled(slope_[s].values.at(i), factor[s]));
        trial.error = larger(trial.error, norm(tangent_part(moved_.token(i), error)));
        trial.reach = larger(trial.reach, angle_between(cloud.token(i), moved_.token(i)));
    }
    return trial;
}

}  // namespace coalesce
