#pragma once

#include "coalesce/studies/equiangular_lab.hpp"
#include "coalesce/studies/progress.hpp"
#include "coalesce/studies/result.hpp"

namespace coalesce::studies {

/// Equal angles: all that the laboratory shows of one setting. A window shows it before the particles have moved: their
/// series is empty until then.
struct EquiangularStudy {
    EquiangularSettings settings;
    EquiangularSeries series;
    EquiangularRates rates;
    EquiangularTransition transition;
    ClusterTimes times;

    /// Largest |ρ of the particles - ρ of theory|; 0 without particles.
    double largest_difference() const;
};
/// @throws InputError  for an unknown key and a wrong value
EquiangularSettings equiangular_settings(const std::vector<Assignment>& set);
EquiangularStudy compute_equiangular(const EquiangularSettings& settings, const Progress& progress);
/// Files series, transition and times.
Result result_of(const EquiangularStudy& study);

}  // namespace coalesce::studies
