#pragma once

#include <vector>

#include "coalesce/model/cloud.hpp"

namespace coalesce {

class MeshField;

/// Clusters by the mean-shift definition (observe/mean_shift.hpp)
/// of many tokens, from F on a mesh: counts them at N = 10^6.
struct MeshModes {
    std::vector<Vec3> modes;     ///< by falling mass
    std::vector<double> masses;  ///< mass of the tokens whose ascent ends there; sum 1
};

/// Tokens climb, all of a mesh cell together, from node to node; the tops ascend to the modes of the nodes' field. A
/// mode is right within 0.01 w, and found if its basin holds a cell of tokens; tokens within a spacing h of a border of
/// two basins may fall to either side.
///
/// @param mesh   evaluated for `cloud` with Q^T K = Id at β = 1/w², h ≤ w/3
/// @param width  w, radians
MeshModes mesh_modes(const MeshField& mesh, const Cloud& cloud, double width);

/// Evaluates its own mesh of h ≤ w/4, with errors of F about 1e-5. Cost O(N), some 10 ns a token, plus (13/h)² sums
/// over 2000 nodes; below w = 1/160 mean_shift is cheaper and used instead.
MeshModes mesh_modes(const Cloud& cloud, double width);

}  // namespace coalesce
