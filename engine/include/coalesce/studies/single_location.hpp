#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "coalesce/model/settings.hpp"

namespace coalesce {

/// σ, the link of the regression and of the student. All are positive-homogeneous: σ(cx) = c^k σ(x) for c > 0.
enum class Link { linear, quadratic, relu, sign };
/// The descent starts at random u and v, or on the manifold at a given (μ, ν).
enum class LocationStart { random, manifold };

/// Single-location regression (SLR). Each of n samples has L tokens of R^d, of which one, at a uniform place l*, is
/// informative:
///
///   x_l* ~ N(c √d u*, γ² I),  c = √(1-γ²);   x_l ~ N(0, I) elsewhere
///   y = σ(<x_l*, v*>) + ε N(0, 1)            u*, v* orthonormal
///
/// and one attention head has to find it: f(X; u, v) = Σ_l softmax_l(β √d <x_l, u>) σ(<x_l, v>), |u| = |v| = 1.
struct SingleLocation {
    std::int64_t d = 100, L = 20;
    double beta = 1, gamma = 0.70710678118654752;
    double epsilon = 0.1;  ///< standard deviation of the label noise
    Link link = Link::linear;
    std::int64_t n = 1000;          ///< samples of the training set
    double step = 0.01;             ///< factor of the gradient in a step; in the theory, a time
    std::int64_t iterations = 500;  ///< steps of the descent
    std::int64_t seed = 1;
    LocationStart start = LocationStart::manifold;
    double mu = 0.6, nu = 0.3;          ///< start on the manifold ζ = η = ρ = 0
    std::int64_t risk_samples = 10000;  ///< fresh samples of a measured risk

    double c() const;
    bool operator==(const SingleLocation&) const = default;
};

/// Order parameters of the student, all that the law of the data depends on: μ = <u,u*>, ν = <v,v*>, ζ = <v,u*>, η =
/// <u,v*>, ρ = <u,v>.
struct OrderParameters {
    double mu = 0, nu = 0, zeta = 0, eta = 0, rho = 0;
    bool operator==(const OrderParameters&) const = default;
};

/// Table of the settings.
std::span<const BasicParameter<SingleLocation>> single_location_parameters();
/// Checks rules that span several keys: n·L·d ≤ 2.5·10^8 numbers (2 GB of data), risk_samples·L ≤ 10^10 tokens, no
/// descent for the sign link, whose gradient is 0 wherever it exists. Throws InputError.
void check(const SingleLocation& settings);
/// True if the link has a gradient to descend.
inline bool trainable(Link link) {
    return link != Link::sign;
}
/// True if trainable() and the data are within the limits of check().
bool can_train(const SingleLocation& settings);

}  // namespace coalesce
