#include "studies/equiangular_particles.hpp"

#include <Eigen/Core>
#include <algorithm>
#include <boost/numeric/odeint/stepper/generation/generation_controlled_runge_kutta.hpp>
#include <boost/numeric/odeint/stepper/generation/generation_dense_output_runge_kutta.hpp>
#include <boost/numeric/odeint/stepper/generation/generation_runge_kutta_dopri5.hpp>
#include <boost/numeric/odeint/stepper/generation/make_dense_output.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>
#include <cmath>

namespace coalesce {

namespace {

using Tokens = Eigen::MatrixXd;  ///< a row per token
using Coordinates = std::vector<double>;
using TokenRows = Eigen::Map<const Tokens>;

/// Returns x_i = a e_i + b Σ_j e_j: <x_i,x_j> = 2ab + n b², |x_i|² = a² + 2ab + n b².
Tokens equiangular_tokens(int n, double rho) {
    const double a = std::sqrt(1 - rho), b = (std::sqrt(a * a + n * rho) - a) / n;
    return a * Tokens::Identity(n, n) + b * Tokens::Ones(n, n);
}

Tokens velocity(Attention attention, const Eigen::Ref<const Tokens>& x, double beta) {
    // Inner products exceed 1 in trial stages only, where the weight must not overflow.
    Tokens weight = (beta * ((x * x.transpose()).array() - 1)).min(0).exp().matrix();
    if (attention == Attention::softmax)
        weight.array().colwise() /= weight.array().rowwise().sum().eval();
    else
        weight /= static_cast<double>(x.rows());
    Tokens v = weight * x;
    // Divides by |x|²: a projection that assumes |x| = 1 would pull lengths to 1 at a rate of 2, and so bound the
    // steps.
    const Eigen::VectorXd radial = x.cwiseProduct(v).rowwise().sum().cwiseQuotient(x.rowwise().squaredNorm());
    v -= radial.asDiagonal() * x;
    return v;
}

/// Uses |Σ x_i|² = n + the sum over pairs, for unit vectors up to the integrator's error.
double mean_inner_product(const Eigen::Ref<const Tokens>& x) {
    const auto n = static_cast<double>(x.rows());
    return (x.rowwise().normalized().colwise().sum().squaredNorm() - n) / (n * (n - 1));
}

}  // namespace

std::vector<double> equiangular_particles(Attention attention, int n, double beta, double rho,
                                          std::span<const double> times,
                                          const std::function<void(std::size_t)>& reached) {
    namespace odeint = boost::numeric::odeint;
    constexpr double tolerance = 1e-12, gathered = 1e-14;
    const auto field = [&](const Coordinates& x, Coordinates& slope, double) {
        Eigen::Map<Tokens>(slope.data(), n, n) = velocity(attention, TokenRows(x.data(), n, n), beta);
    };
    auto stepper = odeint::make_dense_output<odeint::runge_kutta_dopri5<Coordinates>>(tolerance, 0.0);
    const Tokens start = equiangular_tokens(n, rho);
    Coordinates x(start.data(), start.data() + start.size());
    stepper.initialize(x, 0.0, 0.01);
    std::vector<double> products;
    double last = mean_inner_product(start);
    for (const double time : times) {
        while (stepper.current_time() < time && 1 - last > gathered) {
            stepper.do_step(field);
            last = mean_inner_product(TokenRows(stepper.current_state().data(), n, n));
        }
        if (stepper.current_time() >= time && time > 0) {
            stepper.calc_state(time, x);
            products.push_back(mean_inner_product(TokenRows(x.data(), n, n)));
        } else {
            products.push_back(last);
        }
        if (reached) reached(products.size());
    }
    return products;
}

double equiangular_particle_rate(Attention attention, int n, double beta, double rho) {
    const Tokens x = equiangular_tokens(n, rho), v = velocity(attention, x, beta);
    const double all = 2 * x.colwise().sum().dot(v.colwise().sum()), own = 2 * x.cwiseProduct(v).sum();
    return (all - own) / (static_cast<double>(n) * (n - 1));
}

}  // namespace coalesce
