#include "theory/equiangular.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/numeric/odeint.hpp>
#include <cmath>
#include <limits>

namespace coalesce {

namespace {

/// 1-ρ from u = log((1-ρ)/(ρ - ρ_min)), ρ_min = -1/(n-1). In u both ends are at infinity, nothing cancels near them,
/// and du/dt = -(n-1)(1 - ρ_min) × the rate without its two factors.
double gap_of(double u, double lowest) {
    return (1 - lowest) / (1 + std::exp(-u));
}

/// (dρ/dt) / ((1-ρ)((n-1)ρ+1)).
double bare_rate(Attention attention, double n, double beta, double one_minus_rho) {
    if (attention == Attention::unnormalized)
        return 2 / n * std::exp(beta >= 0 ? -beta * one_minus_rho : beta * (2 - one_minus_rho));
    if (beta < 0) return 2 / (std::exp(beta * one_minus_rho) + n - 1);
    const double weight = std::exp(-beta * one_minus_rho);
    return 2 * weight / (1 + (n - 1) * weight);
}

}  // namespace

double equiangular_rate(Attention attention, double n, double beta, double rho) {
    return bare_rate(attention, n, beta, 1 - rho) * (1 - rho) * ((n - 1) * rho + 1);
}

double equiangular_curve(Attention attention, double n, double beta, double rho, double time) {
    namespace odeint = boost::numeric::odeint;
    const double lowest = -1 / (n - 1);
    if (rho >= 1 || rho <= lowest || !(std::abs(time) > 0)) return rho;
    double u = std::log((1 - rho) / (rho - lowest));
    const auto slope = [&](const double& at, double& du, double) {
        du = -bare_rate(attention, n, beta, gap_of(at, lowest)) * (n - 1) * (1 - lowest);
    };
    const double speed = (n - 1) * (1 - lowest) * bare_rate(attention, n, beta, 1 - rho);
    odeint::integrate_adaptive(odeint::make_controlled<odeint::runge_kutta_dopri5<double>>(1e-11, 0.0), slope, u, 0.0,
                               time, std::copysign(std::min(std::abs(time), 0.01 / speed), time));
    return 1 - gap_of(u, lowest);
}

double equiangular_time(Attention attention, double n, double beta, double rho, double gap) {
    const double lowest = -1 / (n - 1), whole = 1 - lowest;
    const auto place = [&](double one_minus_rho) { return std::log(one_minus_rho / (whole - one_minus_rho)); };
    const auto slowness = [&](double u) {
        return 1 / (bare_rate(attention, n, beta, gap_of(u, lowest)) * (n - 1) * whole);
    };
    const double from = place(gap), to = place(1 - rho);
    if (!(slowness(to) < 1e300)) return std::numeric_limits<double>::infinity();
    return boost::math::quadrature::gauss_kronrod<double, 31>::integrate(slowness, from, to, 12, 1e-9);
}

}  // namespace coalesce
