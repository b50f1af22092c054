#pragma once

#include <vector>

#include "theory/pairing.hpp"

namespace coalesce {

/// One merge of the staircase that the energy climbs (DM §6): between merges it rests at Σ mass²/(2β).
struct PredictedMerge {
    std::size_t i = 0, j = 0;  ///< i < j: each cluster goes by the first of the initial ones in it
    double log10_time = 0;     ///< since the start
    double masses[2] = {};     ///< the heavier first
    double angle = 0;          ///< between the two when they set out, radians
    Vec3 place{};              ///< where they meet
};

/// Merges of clusters to a single one, by the pairing law step after step: the pair with the shortest time to merge
/// becomes one weighted cluster at the place where the two meet, all others at rest.
///
/// The place decides the next wait, through e^{-βλ1(1-ρ)}, so it is taken from the two alone at this β and not from the
/// law's limit: with k = e^{-βλ1(1-ρ)} their weights are α_j k/(α_i + α_j k), so that cluster i makes the share
///
///   (1/θ0) ∫ s(θ) dθ,   s/(1-s) = (α_j/α_i) (α_j + α_i k)/(α_i + α_j k)        (unnormalised: s/(1-s) = α_j/α_i)
///
/// of the way θ0. Cut short where the closest two are antipodes, which never meet.
std::vector<PredictedMerge> predicted_staircase(const PairingLaw& law, const Cloud& clusters);

}  // namespace coalesce
