#include "coalesce/theory/equiangular.hpp"

#include <algorithm>
#include <boost/math/special_functions/expint.hpp>
#include <boost/numeric/odeint/integrate/integrate_adaptive.hpp>
#include <boost/numeric/odeint/stepper/generation/generation_controlled_runge_kutta.hpp>
#include <boost/numeric/odeint/stepper/generation/generation_runge_kutta_dopri5.hpp>
#include <boost/numeric/odeint/stepper/generation/make_controlled.hpp>
#include <boost/numeric/odeint/stepper/runge_kutta_dopri5.hpp>
#include <cmath>
#include <numbers>

namespace coalesce {

namespace {

/// Above this x the asymptotic series of the exponential integrals has terms below e^{-45} = 3e-20 of the first.
constexpr double asymptotic_from = 45;

/// Returns 1/x Σ k! (sign/x)^k, cut at its smallest term.
double asymptotic(double x, double sign) {
    double term = 1, sum = 1;
    for (int k = 1; k < 45 && std::abs(term) > 1e-17; ++k) sum += term *= sign * k / x;
    return sum / x;
}

/// Returns e^{-x} Ei(x), x > 0.
double scaled_ei(double x) {
    return x > asymptotic_from ? asymptotic(x, 1) : std::exp(-x) * boost::math::expint(x);
}

/// Returns e^x E1(x), x > 0.
double scaled_e1(double x) {
    return x > asymptotic_from ? asymptotic(x, -1) : std::exp(x) * boost::math::expint(1, x);
}

/// Path of g = 1-ρ in the coordinate u = log(g / (w-g)), w = n/(n-1): both ends are at infinity, nothing cancels near
/// them, and |du/dt| ≤ 2.
class Way {
  public:
    Way(Attention attention, double n, double beta, double rho)
        : softmax_(attention == Attention::softmax), n_(n), beta_(beta), whole_(n / (n - 1)) {
        from_ = std::log((1 - rho) / (rho + 1 / (n - 1)));
    }

    double from() const { return from_; }
    double place(double gap) const { return std::log(gap / (whole_ - gap)); }
    double gap(double u) const { return whole_ / (1 + std::exp(-u)); }
    /// Beyond this |u|, e^{βg} is 1 or e^{βw} to rounding, and |du/dt| is speed().
    double straight() const { return 40 + std::log1p(beta_); }
    double speed(bool upwards) const {
        if (!upwards) return 2;
        const double weight = std::exp(-beta_ * whole_);
        return softmax_ ? 2 * n_ * weight / (1 + (n_ - 1) * weight) : 2 * weight;
    }

    /// Returns log of the time from from() to u, by L and E of equiangular_log10_time. E is taken relative to e^{βg} at
    /// its larger g, which may exceed any double.
    double log_time(double u) const {
        const double low = std::min(u, from_), high = std::max(u, from_), straight = high - low;
        if (beta_ == 0) return std::log(straight / 2);
        const double fallen = std::exp(-beta_ * (gap(high) - gap(low)));
        const double log_e =
            beta_ * gap(high) + std::log(std::max(0.0, antiderivative(high) - fallen * antiderivative(low)));
        if (!softmax_) return log_e - std::numbers::ln2;
        const double others = std::log(n_ - 1) + std::log(straight), larger = std::max(log_e, others);
        if (!(larger > -HUGE_VAL)) return larger;
        return larger + std::log1p(std::exp(std::min(log_e, others) - larger)) - std::log(2 * n_);
    }

    /// Returns u after a time: the root of log_time on one side of from().
    double after(double time, bool upwards) const {
        const double sense = upwards ? 1 : -1, log_time_asked = std::log(time);
        if (sense * from_ >= straight()) return from_ + sense * speed(upwards) * time;
        double near = from_, far = from_ + sense * 2 * time;
        if (sense * far > straight()) {
            far = sense * straight();
            const double until = log_time(far);
            if (until < log_time_asked) return far + sense * speed(upwards) * (time - std::exp(until));
        }
        // A bisection ends when no double is left between the two: after about 64 halvings.
        while (true) {
            const double middle = near + (far - near) / 2;
            if (middle == near || middle == far) return near;
            (log_time(middle) > log_time_asked ? far : near) = middle;
        }
    }

  private:
    /// Returns e^{-βg} (Ei(βg) + e^{βw} E1(β(w-g))); the bracket's derivative by g is w e^{βg} / (g(w-g)).
    double antiderivative(double u) const {
        return scaled_ei(beta_ * gap(u)) + scaled_e1(beta_ * whole_ / (1 + std::exp(u)));
    }

    bool softmax_;
    double n_, beta_, whole_, from_;
};

/// Returns (dρ/dt) / ((1-ρ)((n-1)ρ+1)), for β of either sign.
double bare_rate(Attention attention, double n, double beta, double one_minus_rho) {
    if (attention == Attention::unnormalized)
        return 2 / n * std::exp(beta >= 0 ? -beta * one_minus_rho : beta * (2 - one_minus_rho));
    if (beta < 0) return 2 / (std::exp(beta * one_minus_rho) + n - 1);
    const double weight = std::exp(-beta * one_minus_rho);
    return 2 * weight / (1 + (n - 1) * weight);
}

/// Solves β < 0, where the closed form does not hold: integrates the equation in u, whose slope lies within ±2n/(n-1),
/// with error control to 1e-11.
double repelled_curve(Attention attention, double n, double beta, double rho, double time) {
    namespace odeint = boost::numeric::odeint;
    const double whole = n / (n - 1);
    double u = std::log((1 - rho) / (rho + 1 / (n - 1)));
    const auto gap_of = [&](double at) { return whole / (1 + std::exp(-at)); };
    const auto slope = [&](const double& at, double& du, double) {
        du = -bare_rate(attention, n, beta, gap_of(at)) * n;
    };
    const double speed = n * bare_rate(attention, n, beta, 1 - rho);
    odeint::integrate_adaptive(odeint::make_controlled<odeint::runge_kutta_dopri5<double>>(1e-11, 0.0), slope, u, 0.0,
                               time, std::copysign(std::min(std::abs(time), 0.01 / speed), time));
    return 1 - gap_of(u);
}

}  // namespace

double equiangular_rate(Attention attention, double n, double beta, double rho) {
    return bare_rate(attention, n, beta, 1 - rho) * (1 - rho) * ((n - 1) * rho + 1);
}

double equiangular_rate_exponent(Attention attention, double n, double gamma, double rho) {
    if (attention == Attention::unnormalized) return gamma * (1 - rho);
    const double log_n = std::log(n), score = gamma * (1 - rho) * log_n;
    const double log_ratio =
        score < log_n ? std::log1p(std::expm1(score) / n) : score - log_n + std::log1p((n - 1) * std::exp(-score));
    return log_ratio / log_n;
}

double equiangular_curve(Attention attention, double n, double beta, double rho, double time) {
    if (rho >= 1 || rho <= -1 / (n - 1) || !(std::abs(time) > 0)) return rho;
    if (beta < 0) return repelled_curve(attention, n, beta, rho, time);
    const Way way(attention, n, beta, rho);
    return 1 - way.gap(way.after(std::abs(time), time < 0));
}

double equiangular_log10_time(Attention attention, double n, double beta, double rho, double gap) {
    const Way way(attention, n, beta, rho);
    return way.log_time(way.place(gap)) / std::numbers::ln10;
}

}  // namespace coalesce
