#pragma once

#include <vector>

#include "studies/single_location.hpp"

namespace coalesce::reference {

/// Returns σ(x), written out independently of the engine.
double link(Link kind, double x);

/// Returns E[(p σ(a + γG1) + (1-p) wrong - σ(γG2))²], corr(G1, G2) = ν, |ν| < 1: the double integral by sums over cells
/// of width `cell` whose borders lie where a link may break, out to nine deviations.
double risk_integral(Link kind, double p, double a, double wrong, double gamma, double nu, double cell);

/// Returns squared errors of `count` samples, each drawn with all its L·d coordinates, of the student (u, v). u* is the
/// first axis and v* the second; u and v have `d` coordinates.
std::vector<double> brute_force_errors(const SingleLocation& settings, const std::vector<double>& u,
                                       const std::vector<double>& v, int count);

/// E σ(b + sG) and Var σ(b + sG), by sums over cells of 1e-4 that meet where b + sG = 0, out to nine deviations.
struct GaussianMoments {
    double mean, variance;
};
GaussianMoments gaussian_moments(Link kind, double b, double s);

/// The same as brute_force_errors, but with projections of every token onto u, v and v* only: three Gaussians with the
/// covariance of these vectors, by its Cholesky factor.
std::vector<double> projected_errors(const SingleLocation& settings, const OrderParameters& at, int count);

struct MeanAndError {
    double mean, error;
};
MeanAndError mean_and_error(const std::vector<double>& values);

/// Unit vectors of R^d that have these order parameters.
std::vector<std::vector<double>> student_of(const OrderParameters& at, std::size_t d);

}  // namespace coalesce::reference
