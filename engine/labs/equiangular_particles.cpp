#include "labs/equiangular_particles.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

namespace coalesce {

namespace {

using Tokens = Eigen::MatrixXd;  ///< a row a token

/// x_i = a e_i + b Σ_j e_j: <x_i,x_j> = 2ab + n b², |x_i|² = a² + that.
Tokens equiangular_tokens(int n, double rho) {
    const double a = std::sqrt(1 - rho), b = (std::sqrt(a * a + n * rho) - a) / n;
    return a * Tokens::Identity(n, n) + b * Tokens::Ones(n, n);
}

Tokens velocity(Attention attention, const Tokens& x, double beta) {
    Tokens weight = ((x * x.transpose()).array() - 1).matrix() * beta;
    weight = weight.array().exp().matrix();
    if (attention == Attention::softmax)
        weight.array().colwise() /= weight.array().rowwise().sum().eval();
    else
        weight /= static_cast<double>(x.rows());
    Tokens v = weight * x;
    const Eigen::VectorXd radial = x.cwiseProduct(v).rowwise().sum();
    v -= radial.asDiagonal() * x;
    return v;
}

void advance(Attention attention, Tokens& x, double beta, double h) {
    const Tokens k1 = velocity(attention, x, beta);
    const Tokens k2 = velocity(attention, x + h / 2 * k1, beta);
    const Tokens k3 = velocity(attention, x + h / 2 * k2, beta);
    const Tokens k4 = velocity(attention, x + h * k3, beta);
    x += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    x.rowwise().normalize();
}

/// |Σ x_i|² = n + the sum over pairs.
double mean_inner_product(const Tokens& x) {
    const auto n = static_cast<double>(x.rows());
    return (x.colwise().sum().squaredNorm() - n) / (n * (n - 1));
}

}  // namespace

std::vector<double> equiangular_particles(Attention attention, int n, double beta, double rho,
                                          std::span<const double> times, double step) {
    Tokens x = equiangular_tokens(n, rho);
    std::vector<double> products;
    double now = 0;
    for (const double time : times) {
        const auto steps = static_cast<int>(std::ceil((time - now) / step));
        for (int k = 0; k < steps; ++k) advance(attention, x, beta, (time - now) / steps);
        now = std::max(now, time);
        products.push_back(mean_inner_product(x));
    }
    return products;
}

double equiangular_particle_rate(Attention attention, int n, double beta, double rho) {
    const Tokens x = equiangular_tokens(n, rho), v = velocity(attention, x, beta);
    const double all = 2 * x.colwise().sum().dot(v.colwise().sum()), own = 2 * x.cwiseProduct(v).sum();
    return (all - own) / (static_cast<double>(n) * (n - 1));
}

}  // namespace coalesce
