#pragma once

#include <vector>

#include "coalesce/theory/pairing.hpp"

namespace coalesce {

/// One merge of the staircase that the energy climbs (DM §6); between merges the energy is Σ mass²/(2β).
struct PredictedMerge {
    std::size_t i = 0, j = 0;  ///< i < j; a cluster is named by the first initial cluster in it
    double log10_time = 0;     ///< log10 of the time since the start
    double masses[2] = {};     ///< the heavier first
    double angle = 0;          ///< between the two when they start, radians
    Vec3 place{};              ///< meeting point, a unit vector
};

/// Predicts merges down to one cluster, by repeated use of the pairing law: the pair with the shortest time to merge
/// becomes one weighted cluster at the meeting point of the two, while all others rest.
///
/// The meeting point determines the next wait, through e^{-βλ1(1-ρ)}: it is computed for the two alone at this β and
/// not from the law's limit. With k = e^{-βλ1(1-ρ)} their weights are α_j k/(α_i + α_j k), so that cluster i covers the
/// share
///
///   (1/θ0) ∫ s(θ) dθ,   s/(1-s) = (α_j/α_i) (α_j + α_i k)/(α_i + α_j k)        (unnormalised: s/(1-s) = α_j/α_i)
///
/// of the path θ0. Stops if the closest two are antipodes, which never meet.
std::vector<PredictedMerge> predicted_staircase(const PairingLaw& law, const Cloud& clusters);

}  // namespace coalesce
