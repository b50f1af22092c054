#pragma once

#include <cstdint>
#include <span>

#include "observe/clusters.hpp"

namespace coalesce {

/// Groups that the eye tells apart: the program's clusters, by which it counts, colours, and records merges.
///
/// Tokens no farther apart than `reach` = min(1/sqrt(β), 0.3 rad) are linked, and what is linked is parted where the
/// density between two peaks is less than 3/4 of the lower one, and by more than chance. So a bridge of stragglers
/// does not make one group of two, the grain of an even crowd does not make forty of one, and of clusters that have
/// become points it is what linking says. 1/sqrt(β) is the width of the attention kernel, below which tokens do not
/// tell places apart; 0.3 rad is what an eye does not tell apart, whatever β.
///
/// The density is that of lumps, tokens of one cell of side reach/3, through the kernel (1 - d²/R²)³, R = 1.58 reach,
/// of standard deviation reach/2. Chance: a density that c equal tokens make has the standard deviation 1/2 in sqrt(c),
/// so that a dip counts where sqrt(c) falls by more than 4 (5.7 standard deviations of the difference; 3 would part one
/// uniform crowd in ten). Two groups that were apart stay so until the dip is less than a tenth or 2: a dip at the
/// bound does not flicker.
struct Groups {
    Clustering clustering;
    /// Σ_i α_i S(x_i), S the density as the share of the cloud within the kernel (1: all in one point): how crowded the
    /// tokens are where they are.
    double crowding = 0;
};

/// @param grain   mean mass of a token, by mass (grain_of); of a cloud of lumps that of the tokens in them
/// @param former  the N labels of the state before, by which what was apart is known; empty: none
Groups find_groups(const Cloud& cloud, double beta, double grain, std::span<const std::int32_t> former = {});
/// Σ α²: 1/N for equal masses.
double grain_of(const Cloud& cloud);
/// min(1/sqrt(β), 0.3), radians.
double group_reach(double beta);

/// Clusters that are counted: those that weigh at least a hundredth of the heaviest. What is lighter is loose tokens.
std::size_t counted(const std::vector<Cluster>& clusters);

}  // namespace coalesce
