#pragma once

#include <cstdint>
#include <span>

#include "coalesce/observe/clusters.hpp"

namespace coalesce {

/// Groups that an eye tells apart: the program's clusters, which it counts, colours, and whose merges it records.
///
/// Tokens no farther apart than `reach` = min(1/sqrt(β), 0.3 rad) are linked, and linked tokens are parted where the
/// density between two peaks is less than 3/4 of the lower one, and lower than chance explains. Thus a bridge of
/// stragglers does not join two groups, the grain of an even crowd does not split it into forty, and clusters that are
/// points are those of the links. 1/sqrt(β) is the width of the attention kernel, below which tokens do not resolve
/// places; 0.3 rad is the least angle that an eye resolves, whatever β.
///
/// The density is that of lumps, tokens of one cell of side reach/3, under the kernel (1 - d²/R²)³, R = 1.58 reach, of
/// standard deviation reach/2. Chance: for a density of c equal tokens sqrt(c) has the standard deviation 1/2, so that
/// a dip counts where sqrt(c) falls by more than 4 (5.7 standard deviations of the difference; 3 would part one uniform
/// crowd in ten). Hysteresis: two groups that were apart stay apart while the dip is more than a tenth of the lower
/// peak and sqrt(c) falls by more than 2, so that a dip at the bound does not flicker.
struct Groups {
    Clustering clustering;  ///< the groups
    /// Σ_i α_i S(x_i), where S is the share of the cloud under the
    /// kernel (1: all tokens at one point): how crowded the tokens are.
    double crowding = 0;
};

/// @param grain   Σ α² of the tokens (grain_of); for a cloud of lumps, that of the tokens in them
/// @param former  N labels of the state before, for the hysteresis; empty: none
Groups find_groups(const Cloud& cloud, double beta, double grain, std::span<const std::int32_t> former = {});
/// Returns Σ α²: 1/N for equal masses.
double grain_of(const Cloud& cloud);
/// Returns min(1/sqrt(β), 0.3), radians.
double group_reach(double beta);

/// Number of clusters that weigh at least a hundredth of the heaviest; lighter ones are loose tokens.
std::size_t counted(const std::vector<Cluster>& clusters);

}  // namespace coalesce
