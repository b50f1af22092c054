#pragma once

#include <vector>

#include "coalesce/observe/clusters.hpp"

namespace coalesce {

/// Clusters by the mean-shift definition: the modes of F_w(x) = log Σ_j α_j exp((<x, x_j> - 1)/w²), local maxima on the
/// sphere, each with the tokens whose steepest ascent of F ends there. Attention with Q^T K = V = Id is that ascent at
/// w = 1/sqrt(β), each token ascending alone while the others stand still.
///
/// Unlike linking, it splits a dense ring or sphere into its humps, sampling noise included: N uniform tokens have
/// about as many modes as kernels fit, more at larger β. That lies in the definition; nothing is dropped. Two equal
/// tokens have two modes if cos(a) < sin²(a)/w² for half their angle a: apart by more than about 2w.
struct MeanShift {
    Clustering clustering;    ///< Cluster::centre is the normalised mass-weighted mean of the members, as in linking
    std::vector<Vec3> modes;  ///< mode of clustering.clusters[k]
};

/// With few lumps within reach of one another (KernelField) every lump ascends by itself. With many, on S^2, tokens
/// climb from node to node of a grid of spacing w/6, and its maxima ascend to the modes; tokens within w/12 of a border
/// of two basins may then fall to either side. Modes closer than w/6 are one, and so are those closer than w between
/// which F dips by less than 1e-9. Modes are within 0.01 w of those of the tokens themselves.
///
/// @param width  w, radians, > 0; π or more puts all tokens into one cluster (default_linking_angle(β) is 1/sqrt(β))
MeanShift mean_shift(const Cloud& cloud, double width);
Clustering mean_shift_clusters(const Cloud& cloud, double width);

}  // namespace coalesce
