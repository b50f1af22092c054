#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace coalesce::reference {

// Any class with the same members converts to these types, as in types.hpp.

/// σ of the regression.
struct Link {
    enum Kind { linear, quadratic, relu, sign } kind;

    Link(Kind which) : kind(which) {}
    template <class Other>
    requires requires { Other::linear != Other::sign; }
    Link(Other other)
        : kind(other == Other::linear      ? linear
               : other == Other::quadratic ? quadratic
               : other == Other::relu      ? relu
                                           : sign) {}
};

/// Settings of the law of the data: L tokens of R^d a sample, c = √(1-γ²).
struct Regression {
    std::int64_t d, L, seed;
    double beta, gamma;
    Link link;

    template <class Other>
    requires requires(const Other& other) { other.d + other.L + other.beta + other.gamma; }
    Regression(const Other& other)
        : d(other.d), L(other.L), seed(other.seed), beta(other.beta), gamma(other.gamma), link(other.link) {}
};

/// μ = <u,u*>, ν = <v,v*>, ζ = <v,u*>, η = <u,v*>, ρ = <u,v>.
struct OrderParameters {
    double mu, nu, zeta, eta, rho;

    template <class Other>
    requires requires(const Other& at) { at.mu + at.nu + at.zeta + at.eta + at.rho; }
    OrderParameters(const Other& at) : mu(at.mu), nu(at.nu), zeta(at.zeta), eta(at.eta), rho(at.rho) {}
};

/// Returns σ(x).
double link(Link of, double x);

/// Returns E[(p σ(a + γG1) + (1-p) wrong - σ(γG2))²], corr(G1, G2) = ν, |ν| < 1: the double integral by sums over cells
/// of width `cell` whose borders lie where a link may break, out to nine deviations.
double risk_integral(Link of, double p, double a, double wrong, double gamma, double nu, double cell);

/// Returns squared errors of `count` samples, each drawn with all its L·d coordinates, of the student (u, v). u* is the
/// first axis and v* the second; u and v have `d` coordinates.
std::vector<double> brute_force_errors(const Regression& settings, const std::vector<double>& u,
                                       const std::vector<double>& v, int count);

/// E σ(b + sG) and Var σ(b + sG), by sums over cells of 1e-4 that meet where b + sG = 0, out to nine deviations.
struct GaussianMoments {
    double mean, variance;
};
GaussianMoments gaussian_moments(Link of, double b, double s);

/// The same as brute_force_errors, but with projections of every token onto u, v and v* only: three Gaussians with the
/// covariance of these vectors, by its Cholesky factor.
std::vector<double> projected_errors(const Regression& settings, const OrderParameters& at, int count);

struct MeanAndError {
    double mean, error;
};
MeanAndError mean_and_error(const std::vector<double>& values);

/// Unit vectors of R^d that have these order parameters.
std::vector<std::vector<double>> student_of(const OrderParameters& at, std::size_t d);

}  // namespace coalesce::reference
