#include "coalesce/studies/transition.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <mutex>

#include "coalesce/model/error.hpp"
#include "coalesce/theory/equiangular.hpp"
#include "studies/equiangular_particles.hpp"

namespace coalesce::studies {
namespace {

using Curve = Transition::Curve;
using TransitionCrowd = Transition::Crowd;
using HalfWay = Transition::HalfWay;
constexpr double rho0 = Transition::rho0, moment = Transition::moment;

/// Bounds the error of a rate's exponent measured from velocities of direct particles. Velocities are sums of n terms
/// with rounding errors of 1e-16, the slowest rate is 128^{-2.25} = 2e-5.
constexpr double allowed_rate_error = 1e-9;
/// ρ is still at half-way when the first order in 1/log n, log(2ρ(1-ρ)βt)/((1-ρ) log n), is 1.7 % of γ at n = 10^192.
constexpr double allowed_distance = 0.03;

double beta_at_size(double gamma, double log10_n) {
    return gamma * log10_n * std::log(10);
}

double rho_at(double gamma, double log10_n, double start, double time) {
    return equiangular_curve(Attention::softmax, std::pow(10, log10_n), beta_at_size(gamma, log10_n), start, time);
}

/// x in [low, high] where `rises`, a monotone condition, becomes true.
template <class Condition>
double threshold(double low, double high, const Condition& rises) {
    for (int k = 0; k < 60; ++k) {
        const double middle = (low + high) / 2;
        (rises(middle) ? high : low) = middle;
    }
    return (low + high) / 2;
}

/// γ at which half the way from `start` to 1 is gone at the moment.
double half_way(double log10_n, double start) {
    return threshold(0, 20, [&](double gamma) { return rho_at(gamma, log10_n, start, moment) < (1 + start) / 2; });
}

double log10_gathering_time(double gamma, double log10_n) {
    return equiangular_log10_time(Attention::softmax, std::pow(10, log10_n), beta_at_size(gamma, log10_n), rho0,
                                  Transition::gathered * (1 - rho0));
}

void move(TransitionCrowd& crowd) {
    const double beta = crowd.gamma * std::log(crowd.n);
    crowd.particles = equiangular_particles(crowd.attention, crowd.n, beta, rho0, {&moment, 1})[0];
    crowd.theory = equiangular_curve(crowd.attention, crowd.n, beta, rho0, moment);
    const auto rate = [&](double at) { return equiangular_particle_rate(crowd.attention, crowd.n, at, rho0); };
    crowd.exponent = -std::log(rate(beta) / rate(0)) / std::log(crowd.n);
}
Curve curve_of(double log10_n) {
    Curve curve{.log10_n = log10_n, .gamma = {}, .rho = {}, .log10_time = {}};
    for (int k = 0; k <= 250; ++k) {
        const double gamma =
            Transition::lowest_gamma + (Transition::highest_gamma - Transition::lowest_gamma) * k / 250;
        curve.gamma.push_back(gamma);
        curve.rho.push_back(rho_at(gamma, log10_n, rho0, moment));
        curve.log10_time.push_back(log10_gathering_time(gamma, log10_n));
    }
    return curve;
}

const char* name_of(const TransitionCrowd& crowd) {
    return crowd.attention == Attention::softmax ? "softmax" : "unnormalized";
}

std::vector<Check> transition_checks(const Transition& study) {
    double error = 0, distance = 0, bent = 0;
    int astray = 0;
    for (const TransitionCrowd& crowd : study.crowds) {
        error = std::max(error, crowd.error());
        bent = std::max(bent, std::abs(crowd.exponent - crowd.exponent_theory()));
    }
    for (const HalfWay& row : study.half_ways) {
        distance = std::max(distance, std::abs(row.gamma.back() / row.limit() - 1));
        for (std::size_t k = 1; k < row.gamma.size(); ++k)
            astray += std::abs(row.gamma[k] - row.limit()) >= std::abs(row.gamma[k - 1] - row.limit());
    }
    return {{"particles against the equiangular equation, largest relative error", error, 1e-6},
            {"exponents of the particles' rates, unnormalised γ(1-ρ), largest distance", bent, allowed_rate_error},
            {"softmax: half-way γ at n = 10^192, largest relative distance from 1/(1-ρ)", distance, allowed_distance},
            {"softmax: half-way γ that are no nearer to it than at the n before", static_cast<double>(astray), 0}};
}

}  // namespace

double TransitionCrowd::error() const {
    return std::abs(particles / theory - 1);
}

double TransitionCrowd::exponent_theory() const {
    return equiangular_rate_exponent(attention, n, gamma, rho0);
}

TransitionSettings transition_settings(const std::vector<Assignment>& set) {
    if (!set.empty())
        throw InputError("reproduce transition: found a value for " + set.front().substr(0, set.front().find('=')) +
                         ", expected none: the figure has no scene, it sweeps n and γ and draws nothing at random");
    return {};
}

Transition compute_transition(const TransitionSettings& settings, const Progress& progress) {
    const auto start = std::chrono::steady_clock::now();
    Transition study{.settings = settings, .curves = {}, .crowds = {}, .half_ways = {}};
    for (const double log10_n : Transition::shown) {
        study.curves.push_back(curve_of(log10_n));
        progress(0.05 * static_cast<double>(study.curves.size()) / static_cast<double>(std::size(Transition::shown)));
    }
    for (const double rho : Transition::starts) {
        study.half_ways.push_back({rho, {}});
        for (const double log10_n : Transition::swept) study.half_ways.back().gamma.push_back(half_way(log10_n, rho));
    }
    for (const Attention attention : {Attention::softmax, Attention::unnormalized})
        for (const int n : settings.crowds)
            for (const double gamma : settings.gammas)
                study.crowds.push_back({.attention = attention, .n = n, .gamma = gamma});
    std::mutex lock;  // of the progress line
    std::size_t done = 0;
    tbb::parallel_for(std::size_t{0}, study.crowds.size(), [&](std::size_t k) {
        move(study.crowds[k]);
        const std::scoped_lock hold(lock);
        progress(0.05 + 0.95 * static_cast<double>(++done) / static_cast<double>(study.crowds.size()));
    });
    progress(1);
    study.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return study;
}

Result result_of(const Transition& study) {
    Result result;
    result.put("figure", "transition").put("title", Transition::title).put("source", Transition::source);
    result.put("settings.rho", rho0)
        .put("settings.time", moment)
        .put("settings.gathered_when_gap_is", Transition::gathered * (1 - rho0))
        .put("settings.particles", "direct attention of n tokens in R^n, adaptive steps, all n² pairs")
        .put("settings.half_way", "softmax")
        .put("settings.time_scale", "unnormalised: exp(beta(<x_i,x_j> - 1))/n");
    result.put("seconds", study.seconds, "s");
    result.put(rows_of("particles", study.crowds)
                   .column("attention", name_of)
                   .column("n", &TransitionCrowd::n)
                   .column("gamma", &TransitionCrowd::gamma)
                   .column("rho_particles", &TransitionCrowd::particles)
                   .column("rho_theory", &TransitionCrowd::theory)
                   .column("relative_error", &TransitionCrowd::error)
                   .column("rate_exponent", &TransitionCrowd::exponent)
                   .column("rate_exponent_theory", &TransitionCrowd::exponent_theory));
    result.put(rows_of("half_way", study.half_ways)
                   .column("rho", &HalfWay::start)
                   .column("limit", &HalfWay::limit)
                   .column(
                       "log10_n", [](const HalfWay&) -> const auto& { return Transition::swept; })
                   .column("gamma", &HalfWay::gamma));
    result.checks = transition_checks(study);
    return result;
}

}  // namespace coalesce::studies
