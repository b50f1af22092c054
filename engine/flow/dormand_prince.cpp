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
/// Weights of order 5 minus those of order 4.
constexpr double error_weights[7] = {71.0 / 57600,      0,          -71.0 / 16695, 71.0 / 1920,
                                     -17253.0 / 339200, 22.0 / 525, -1.0 / 40};

/// Dense output of order 4: this, times θ²(1-θ)², is added to the cubic through both ends and their slopes.
constexpr double dense_weights[7] = {-12715105075.0 / 11282082432,  0,
                                     87487479700.0 / 32700410799,   -10690763975.0 / 1880347072,
                                     701980252875.0 / 199316789632, -1453857185.0 / 822651844,
                                     69997945.0 / 29380423};

/// Error and reach of a trial that left the range of numbers.
constexpr double overflowed = std::numeric_limits<double>::infinity();

/// Returns the larger one; NaN counts as infinite.
double larger_or_infinite(double a, double b) {
    return b <= a ? a : (std::isnan(b) ? overflowed : b);
}

}  // namespace

/// Writes the point of a stage to moved_. A displacement is h e^{log_scale} times slopes of order 1, multiplied in
/// logarithms: slopes of 1e-400 and times of 1e300 exceed double precision by themselves.
void DormandPrince::place(int stage, double h) {
    double factor[6] = {};
    for (int s = 0; s < stage; ++s) {
        const double weight = tableau[stage][s];
        factor[s] = weight == 0 ? 0 : weight * std::exp(std::log(h) + slope_[s].log_scale);
    }
    for_each_token(from_.size(), [&](std::size_t i) {
        Vec3 x = from_.token(i);
        for (int s = 0; s < stage; ++s)
            if (factor[s] != 0) x = stage_of(x, slope_[s].values.at(i), factor[s]);
        moved_.set_token(i, stage == 6 ? onto_sphere(x, from_.token(i)) : x);
    });
}

DormandPrince::Trial DormandPrince::attempt(const Cloud& cloud, const ScaledVelocities& first, double h,
                                            const VelocityField& field) {
    slope_[0] = first;
    from_ = moved_ = cloud;
    h_ = h;
    for (int stage = 1; stage < 7; ++stage) {
        place(stage, h);
        for (std::size_t i = 0; i < moved_.size(); ++i)
            if (!std::isfinite(dot(moved_.token(i), moved_.token(i)))) return {overflowed, overflowed};
        field(moved_, field_, slope_[stage]);
    }
    double factor[7];
    for (int s = 0; s < 7; ++s) factor[s] = error_weights[s] * std::exp(std::log(h) + slope_[s].log_scale);
    Trial trial{0, 0};
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const Vec3 error = displacement(i, factor);
        trial.error = larger_or_infinite(trial.error, norm(tangent_part(moved_.token(i), error)));
        trial.reach = larger_or_infinite(trial.reach, angle_between(cloud.token(i), moved_.token(i)));
    }
    return trial;
}

/// Returns Σ_s weight_s slope_s of token i.
Vec3 DormandPrince::displacement(std::size_t i, const double (&weight)[7]) const {
    Vec3 sum{};
    for (int s = 0; s < 7; ++s)
        if (weight[s] != 0) sum = add(sum, scaled(slope_[s].values.at(i), weight[s]));
    return sum;
}

Vec3 DormandPrince::at(std::size_t i, double part) const {
    if (part <= 0) return from_.token(i);
    if (part >= 1) return moved_.token(i);
    // Hermite's cubic through the ends, with the first and last slopes, plus the correction.
    const double square = part * part, rest = (1 - part) * (1 - part);
    const double whole = square * (3 - 2 * part), first = part * rest, last = -square * (1 - part);
    double weight[7];
    for (int s = 0; s < 7; ++s) {
        const double result = s < 6 ? tableau[6][s] : 0;
        const double polynomial =
            whole * result + (s == 0 ? first : 0) + (s == 6 ? last : 0) + square * rest * dense_weights[s];
        weight[s] = polynomial == 0 ? 0 : polynomial * std::exp(std::log(h_) + slope_[s].log_scale);
    }
    return onto_sphere(add(from_.token(i), displacement(i, weight)), from_.token(i));
}

Cloud DormandPrince::at(double part) const {
    Cloud cloud = from_;
    for_each_token(cloud.size(), [&](std::size_t i) { cloud.set_token(i, at(i, part)); });
    return cloud;
}

}  // namespace coalesce
