#include "coalesce/studies/single_location_flow.hpp"

#include <algorithm>
#include <array>
#include <boost/numeric/odeint/stepper/generation/generation_controlled_runge_kutta.hpp>
#include <boost/numeric/odeint/stepper/generation/generation_runge_kutta_dopri5.hpp>
#include <boost/numeric/odeint/stepper/generation/make_controlled.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>
#include <cmath>
#include <limits>

#include "coalesce/studies/single_location_risk.hpp"

namespace coalesce {
namespace {

using FlowState = std::array<double, 5>;
using Vec4 = std::array<double, 4>;

FlowState state_of(const OrderParameters& at) {
    return {at.mu, at.nu, at.zeta, at.eta, at.rho};
}

/// Clamps to [-1, 1], which rounding may leave.
OrderParameters order_of(const FlowState& x) {
    const auto cut = [](double value) { return std::clamp(value, -1.0, 1.0); };
    return {.mu = cut(x[0]), .nu = cut(x[1]), .zeta = cut(x[2]), .eta = cut(x[3]), .rho = cut(x[4])};
}

double dot(const Vec4& a, const Vec4& b) {
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2] + a[3] * b[3];
}

/// Moves x by -step P_x g and back to the sphere.
Vec4 stepped(const Vec4& x, const Vec4& g, double step) {
    const double along = dot(x, g);
    Vec4 moved;
    for (std::size_t j = 0; j < 4; ++j) moved[j] = x[j] - step * (g[j] - along * x[j]);
    const double length = std::sqrt(dot(moved, moved));
    for (double& value : moved) value /= length;
    return moved;
}

/// Computes derivatives of the plane's flow. Second derivatives of R̄ are needed only at an inner μ or ν.
void add_jacobian(const SingleLocation& s, FixedPoint& at) {
    const auto gradient = [&](double mu, double nu) { return risk_gradient(s, {.mu = mu, .nu = nu}); };
    const RiskGradient here = gradient(at.mu, at.nu);
    const double free_mu = 1 - at.mu * at.mu, free_nu = 1 - at.nu * at.nu;
    at.jacobian[0][0] = 2 * at.mu * here.mu;
    at.jacobian[1][1] = 2 * at.nu * here.nu;
    // p changes over 1/(cβd) in μ: differences well within it have relative error 1e-8.
    const double h = 1e-4 / (1 + s.c() * s.beta * static_cast<double>(s.d));
    if (free_mu > 0) {
        const RiskGradient up = gradient(at.mu + h, at.nu), down = gradient(at.mu - h, at.nu);
        at.jacobian[0][0] -= free_mu * (up.mu - down.mu) / (2 * h);
        at.jacobian[1][0] = free_nu > 0 ? -free_nu * (up.nu - down.nu) / (2 * h) : 0;
    }
    if (free_nu > 0) {
        const double k = 1e-4 * free_nu;
        const RiskGradient up = gradient(at.mu, at.nu + k), down = gradient(at.mu, at.nu - k);
        at.jacobian[1][1] -= free_nu * (up.nu - down.nu) / (2 * k);
        at.jacobian[0][1] = free_mu > 0 ? -free_mu * (up.mu - down.mu) / (2 * k) : 0;
    }
}

void classify(FixedPoint& at) {
    const auto& j = at.jacobian;
    // Trace and determinant would lose digits if the matrix is triangular: its entries may lie 40 decades apart.
    if (j[0][1] == 0 || j[1][0] == 0) {
        at.rates[0] = j[0][0];
        at.rates[1] = j[1][1];
    } else {
        const double middle = (j[0][0] + j[1][1]) / 2, half = (j[0][0] - j[1][1]) / 2;
        const double under = half * half + j[0][1] * j[1][0], root = std::sqrt(std::max(0.0, under));
        at.rates[0] = middle + root;
        at.rates[1] = middle - root;
    }
    const int up = (at.rates[0] > 0) + (at.rates[1] > 0), down = (at.rates[0] < 0) + (at.rates[1] < 0);
    at.stability = up + down < 2 ? Stability::degenerate
                   : up == 2     ? Stability::source
                   : down == 2   ? Stability::sink
                                 : Stability::saddle;
}

/// Finds the zeros of C'(ν) inside (-1, 1).
std::vector<double> still_nu(Link link) {
    std::vector<double> zeros;
    constexpr int cells = 101;
    const auto slope = [&](double nu) { return link_correlation(link, nu).slope; };
    for (int k = 0; k < cells; ++k) {
        double low = -1 + 2.0 * k / cells, high = -1 + 2.0 * (k + 1) / cells;
        if ((slope(low) < 0) == (slope(high) < 0)) continue;
        for (int halving = 0; halving < 60; ++halving) {
            const double middle = (low + high) / 2;
            ((slope(middle) < 0) == (slope(low) < 0) ? low : high) = middle;
        }
        zeros.push_back(std::abs(low + high) < 1e-15 ? 0 : (low + high) / 2);
    }
    return zeros;
}

}  // namespace

OrderParameters order_velocity(const SingleLocation& settings, const OrderParameters& at) {
    const RiskGradient t = risk_gradient(settings, at);
    const auto [mu, nu, zeta, eta, rho] = at;
    return {.mu = -t.mu * (1 - mu * mu) - t.rho * (zeta - rho * mu),
            .nu = -t.nu * (1 - nu * nu) + t.zeta * zeta * nu - t.rho * (eta - rho * nu),
            .zeta = -t.zeta * (1 - zeta * zeta) + t.nu * nu * zeta - t.rho * (mu - rho * zeta),
            .eta = t.mu * mu * eta - t.rho * (nu - rho * eta),
            .rho = -t.mu * (zeta - mu * rho) - t.nu * (eta - nu * rho) - t.zeta * (mu - zeta * rho) -
                   2 * t.rho * (1 - rho * rho)};
}

double longest_stable_step(const SingleLocation& settings) {
    if (!trainable(settings.link)) return std::numeric_limits<double>::infinity();
    // <v,u*> = h shifts the answer by c√d h = 1e-4 γ.
    const double h = 1e-4 * settings.gamma / (settings.c() * std::sqrt(static_cast<double>(settings.d)));
    const OrderParameters below{.mu = 1, .nu = 1, .zeta = -h}, above{.mu = 1, .nu = 1, .zeta = h};
    const double rate = (order_velocity(settings, below).zeta - order_velocity(settings, above).zeta) / (2 * h);
    return rate > 0 ? 2 / rate : std::numeric_limits<double>::infinity();
}

OrderParameters order_step(const SingleLocation& settings, const OrderParameters& at) {
    const RiskGradient t = risk_gradient(settings, at);
    const auto [mu, nu, zeta, eta, rho] = at;
    const double rest = std::sqrt(std::max(0.0, 1 - mu * mu - eta * eta));
    const double third = rest > 0 ? (rho - mu * zeta - eta * nu) / rest : 0;
    const double fourth = std::sqrt(std::max(0.0, 1 - zeta * zeta - nu * nu - third * third));
    // Axes: u*, v*, and two that complete the span.
    const Vec4 u{mu, eta, rest, 0}, v{zeta, nu, third, fourth};
    Vec4 along_u, along_v;
    for (std::size_t j = 0; j < 4; ++j) {
        along_u[j] = t.rho * v[j];
        along_v[j] = t.rho * u[j];
    }
    along_u[0] += t.mu;
    along_v[0] += t.zeta;
    along_v[1] += t.nu;
    const Vec4 next_u = stepped(u, along_u, settings.step), next_v = stepped(v, along_v, settings.step);
    return order_of({next_u[0], next_v[1], next_v[0], next_u[1], dot(next_u, next_v)});
}

OrderFlow::OrderFlow(const SingleLocation& settings, const OrderParameters& start)
    : settings_(settings), flow_(start), map_(start), trial_(settings.step) {}

void OrderFlow::advance() {
    map_ = order_step(settings_, map_);
    using boost::numeric::odeint::runge_kutta_dopri5;
    auto stepper = boost::numeric::odeint::make_controlled<runge_kutta_dopri5<FlowState>>(1e-9, 1e-9);
    const auto field = [&](const FlowState& x, FlowState& slope, double) {
        slope = state_of(order_velocity(settings_, order_of(x)));
    };
    FlowState x = state_of(flow_);
    double time = 0;
    while (time < settings_.step * (1 - 1e-12)) {
        double h = std::min(trial_, settings_.step - time);
        const bool cut = h < trial_;
        const bool accepted = stepper.try_step(field, x, time, h) == boost::numeric::odeint::success;
        // A last step that was cut short does not limit the next one.
        if (!accepted || !cut || h > trial_) trial_ = h;
    }
    flow_ = order_of(x);
}

std::string_view word_of(Stability stability) {
    switch (stability) {
        case Stability::sink:
            return "sink";
        case Stability::source:
            return "source";
        case Stability::saddle:
            return "saddle";
        case Stability::degenerate:
            return "degenerate";
    }
    return "";
}

std::vector<FixedPoint> fixed_points(const SingleLocation& settings) {
    if (!trainable(settings.link)) return {};
    std::vector<double> nus{1, -1};
    const std::vector<double> inner = still_nu(settings.link);
    nus.insert(nus.end(), inner.begin(), inner.end());
    std::vector<FixedPoint> points;
    for (const double nu : nus) {
        std::vector<double> mus{1, -1};
        const double p = balanced_attention(settings, nu);
        if (p > 0 && p < 1) {
            const double excess = std::log(p / (1 - p)) / (settings.beta * static_cast<double>(settings.d));
            const double mu = (random_energy(settings).psi + excess) / settings.c();
            if (std::abs(mu) < 1) mus.push_back(mu);
        }
        for (const double mu : mus) {
            FixedPoint point{.mu = mu, .nu = nu};
            add_jacobian(settings, point);
            classify(point);
            points.push_back(point);
        }
    }
    return points;
}

double critical_gamma(double alpha, double beta) {
    const double psi = random_energy(alpha, beta).psi;
    return psi < 1 ? std::sqrt((1 - psi) * (1 + psi)) : 0;
}

}  // namespace coalesce
