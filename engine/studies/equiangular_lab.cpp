#include "coalesce/studies/equiangular_lab.hpp"

#include <tbb/parallel_for.h>

#include <algorithm>
#include <cmath>

#include "coalesce/theory/equiangular.hpp"
#include "model/declare.hpp"
#include "studies/equiangular_particles.hpp"

namespace coalesce {
namespace {

using namespace declare;

std::vector<BasicParameter<EquiangularSettings>> make_table() {
    Table<EquiangularSettings> table;
    EquiangularSettings& settings = table.document;
    table.add("n", "Tokens n", whole(settings.n).range(2, 1e12).slider(2, 1e6).log(),
              "Number of tokens; up to 256 of them are also moved one by one.");
    table.add("beta", "β", real(settings.beta).range(0, 1e4).slider(0, 30), "Inverse temperature; used if gamma is 0.");
    table.add("gamma", "γ = β / log n", real(settings.gamma).range(0, 1e4).slider(0, 5).zero("off"),
              "Lets β grow with the context, β = γ log n; at 0 the key beta is used.");
    table.add("rho", "ρ at the start", real(settings.rho).range(0, open(1)).slider(0, 0.95),
              "Inner product of every two tokens at time 0.");
    table.add("attention", "Attention", choice(settings.attention),
              "softmax divides weights by their sum; with β = γ log n it has a transition at γ = 1/(1 - ρ). "
              "Unnormalised weights are exp(β(<x,y> - 1))/n; their rate is n^(-γ(1-ρ)), without a transition.");
    table.add("until", "Until", real(settings.until).range(open(0), 1e6).slider(0.1, 50).log().unit("time"),
              "Time at which the curves end.");
    return table.entries;
}

double beta_of(double gamma, double n) {
    return gamma * std::log(n);
}

void add_rates(const EquiangularSettings& settings, EquiangularTransition& transition) {
    // Velocities are sums with rounding errors of 1e-16 n: rates below 1e-9 have no digits left.
    constexpr double least = 1e-9;
    const int n = static_cast<int>(settings.n);
    const double still = equiangular_particle_rate(settings.attention, n, 0, settings.rho);
    for (double gamma = 0.25; gamma < ClusterTimes::highest_gamma; gamma += 0.5) {
        const double rate = equiangular_particle_rate(settings.attention, n, beta_of(gamma, n), settings.rho);
        if (rate < least || still < least) continue;
        transition.rate_gamma.push_back(gamma);
        transition.rate_exponent.push_back(-std::log(rate / still) / std::log(n));
    }
}

void add_particles(const EquiangularSettings& settings, EquiangularTransition& transition) {
    for (double gamma = 0.5; gamma < ClusterTimes::highest_gamma; gamma += 0.5)
        transition.particle_gamma.push_back(gamma);
    transition.particles.resize(transition.particle_gamma.size());
    tbb::parallel_for(std::size_t{0}, transition.particles.size(), [&](std::size_t k) {
        const double beta = beta_of(transition.particle_gamma[k], static_cast<double>(settings.n));
        transition.particles[k] = equiangular_particles(settings.attention, static_cast<int>(settings.n), beta,
                                                        settings.rho, {&settings.until, 1})[0];
    });
}

}  // namespace

double EquiangularSettings::inverse_temperature() const {
    return gamma > 0 ? beta_of(gamma, static_cast<double>(n)) : beta;
}

std::span<const BasicParameter<EquiangularSettings>> equiangular_parameters() {
    static const std::vector<BasicParameter<EquiangularSettings>> all = make_table();
    return all;
}

EquiangularSeries equiangular_series(const EquiangularSettings& settings, bool with_particles,
                                     const studies::Progress& progress) {
    constexpr int rows = 200;
    EquiangularSeries series;
    const double beta = settings.inverse_temperature(), n = static_cast<double>(settings.n);
    for (int k = 0; k <= rows; ++k) {
        series.time.push_back(settings.until * k / rows);
        series.theory.push_back(equiangular_curve(settings.attention, n, beta, settings.rho, series.time.back()));
    }
    if (with_particles && settings.n <= most_particles)
        series.particles = equiangular_particles(settings.attention, static_cast<int>(settings.n), beta, settings.rho,
                                                 series.time, [&](std::size_t done) {
                                                     if (progress) progress(static_cast<double>(done) / (rows + 1));
                                                 });
    return series;
}

EquiangularRates equiangular_rates(const EquiangularSettings& settings) {
    EquiangularRates rates;
    const double beta = settings.inverse_temperature(), n = static_cast<double>(settings.n);
    for (int k = 0; k <= 200; ++k) {
        rates.rho.push_back(k / 200.0);
        rates.softmax.push_back(equiangular_rate(Attention::softmax, n, beta, rates.rho.back()));
        rates.unnormalized.push_back(equiangular_rate(Attention::unnormalized, n, beta, rates.rho.back()));
    }
    if (settings.n > most_particles) return rates;
    for (int k = 0; k <= 12; ++k) {
        const int tokens = static_cast<int>(settings.n);
        rates.points.push_back(k / 12.0);
        rates.softmax_particles.push_back(
            equiangular_particle_rate(Attention::softmax, tokens, beta, rates.points.back()));
        rates.unnormalized_particles.push_back(
            equiangular_particle_rate(Attention::unnormalized, tokens, beta, rates.points.back()));
    }
    return rates;
}

EquiangularTransition equiangular_transition(const EquiangularSettings& settings, bool with_particles) {
    constexpr std::size_t points = 161;
    EquiangularTransition transition;
    for (std::size_t k = 0; k < points; ++k)
        transition.gamma.push_back(ClusterTimes::highest_gamma * static_cast<double>(k) / (points - 1));
    transition.curves.push_back({static_cast<double>(settings.n), {}, {}});
    for (const double n : {32.0, 1e3, 1e6, 1e12})
        if (n != static_cast<double>(settings.n)) transition.curves.push_back({n, {}, {}});
    for (EquiangularTransition::Curve& curve : transition.curves) {
        curve.rho.resize(points);
        tbb::parallel_for(std::size_t{0}, points, [&](std::size_t k) {
            curve.rho[k] = equiangular_curve(settings.attention, curve.n, beta_of(transition.gamma[k], curve.n),
                                             settings.rho, settings.until);
        });
        for (const double gamma : transition.gamma)
            curve.exponent.push_back(equiangular_rate_exponent(settings.attention, curve.n, gamma, settings.rho));
    }
    if (settings.n <= most_particles) add_rates(settings, transition);
    if (with_particles && settings.n <= 64) add_particles(settings, transition);
    return transition;
}

ClusterTimes cluster_times(const EquiangularSettings& settings) {
    constexpr double gathered = 0.01;
    ClusterTimes map;
    map.log10_time.resize(static_cast<std::size_t>(ClusterTimes::columns * ClusterTimes::rows));
    const double n = static_cast<double>(settings.n);
    tbb::parallel_for(0, ClusterTimes::rows, [&](int row) {
        const double span = ClusterTimes::highest_rho - ClusterTimes::lowest_rho;
        const double rho = ClusterTimes::highest_rho - span * (row + 0.5) / ClusterTimes::rows;
        for (int column = 0; column < ClusterTimes::columns; ++column) {
            const double gamma = ClusterTimes::highest_gamma * (column + 0.5) / ClusterTimes::columns;
            map.log10_time[static_cast<std::size_t>(row * ClusterTimes::columns + column)] =
                equiangular_log10_time(settings.attention, n, beta_of(gamma, n), rho, gathered * (1 - rho));
        }
    });
    const auto [low, high] = std::minmax_element(map.log10_time.begin(), map.log10_time.end());
    map.low = *low;
    map.high = *high;
    return map;
}

}  // namespace coalesce
