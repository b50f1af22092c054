#include "coalesce/studies/equiangular_study.hpp"

#include <algorithm>
#include <cmath>

#include "coalesce/theory/equiangular.hpp"
#include "studies/settings_result.hpp"

namespace coalesce::studies {
namespace {

Table equiangular_series(const EquiangularSeries& series) {
    const std::vector<double> none(series.time.size(), NAN);
    return Table{"series"}
        .add("time", series.time, "", 17)
        .add("rho_theory", series.theory, "", 17)
        .add("rho_particles", series.particles.empty() ? none : series.particles, "", 17);
}

Table transition_table(const EquiangularTransition& transition) {
    std::vector<double> n, gamma, rho, exponent;
    for (const EquiangularTransition::Curve& curve : transition.curves) {
        n.insert(n.end(), transition.gamma.size(), curve.n);
        gamma.insert(gamma.end(), transition.gamma.begin(), transition.gamma.end());
        rho.insert(rho.end(), curve.rho.begin(), curve.rho.end());
        exponent.insert(exponent.end(), curve.exponent.begin(), curve.exponent.end());
    }
    Table table{"transition"};
    table.columns.push_back({"n", std::vector<std::int64_t>(n.begin(), n.end())});
    return table.add("gamma", gamma).add("rho_theory", rho).add("rate_exponent", exponent);
}

/// By rows of the picture: equal ρ, from high to low.
Table times_table(const ClusterTimes& times) {
    constexpr double span = ClusterTimes::highest_rho - ClusterTimes::lowest_rho;
    std::vector<double> gamma, rho;
    for (int row = 0; row < ClusterTimes::rows; ++row)
        for (int column = 0; column < ClusterTimes::columns; ++column) {
            gamma.push_back(ClusterTimes::highest_gamma * (column + 0.5) / ClusterTimes::columns);
            rho.push_back(ClusterTimes::highest_rho - span * (row + 0.5) / ClusterTimes::rows);
        }
    return Table{"times"}.add("gamma", gamma, "", 6).add("rho", rho, "", 6).add("log10_time", times.log10_time, "", 8);
}

}  // namespace

double EquiangularStudy::largest_difference() const {
    double largest = 0;
    for (std::size_t k = 0; k < series.particles.size(); ++k)
        largest = std::max(largest, std::abs(series.particles[k] - series.theory[k]));
    return largest;
}

EquiangularSettings equiangular_settings(const std::vector<Assignment>& set) {
    EquiangularSettings settings;
    assign(equiangular_parameters(), set, settings);
    return settings;
}

EquiangularStudy compute_equiangular(const EquiangularSettings& settings, const Progress& progress) {
    EquiangularStudy study;
    study.settings = settings;
    // The particles of the series and of the transition are nearly all of the work, about two to one.
    study.series = equiangular_series(settings, true, [&](double done) { progress(0.65 * done); });
    study.rates = equiangular_rates(settings);
    study.transition = equiangular_transition(settings);
    progress(0.9);
    study.times = cluster_times(settings);
    progress(1);
    return study;
}

Result result_of(const EquiangularStudy& study) {
    const EquiangularSettings& settings = study.settings;
    const auto n = static_cast<double>(settings.n);
    const double beta = settings.inverse_temperature(), gamma = beta / std::log(n);
    const bool softmax = settings.attention == Attention::softmax;
    Result result;
    result.put("lab", "equiangular");
    put_settings(result, "settings", equiangular_parameters(), settings);
    result.put("beta", beta)
        .put("gamma", gamma)
        .put("transition_gamma", softmax ? 1 / (1 - settings.rho) : NAN)  // unnormalised attention has none
        .put("rate_exponent", equiangular_rate_exponent(settings.attention, n, gamma, settings.rho))
        .put("rho_at_end", study.series.theory.back());
    if (settings.n > most_particles)
        result.put("particles", "beyond n = " + std::to_string(most_particles) + " only theory is computed");
    else
        result.put("rho_particles_at_end", study.series.particles.back())
            .put("largest_difference", study.largest_difference());
    result.files = {equiangular_series(study.series), transition_table(study.transition), times_table(study.times)};
    return result;
}

}  // namespace coalesce::studies
