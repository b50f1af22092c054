#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "coalesce/model/model.hpp"

namespace coalesce {

/// Attention of one token: its row of the attention matrix, w_ij = α_j exp(β<Qx_i,Kx_j>), over all tokens j, with a
/// causal mask over j ≤ i, and where it takes the token.
struct AttentionRow {
    std::vector<float> share;  ///< w_ij / Σ_k w_ik of every token, 0 for those behind a causal mask
    double largest = 0;        ///< largest share
    double own = 0;            ///< share of the token itself
    double entropy = 0;        ///< H = -Σ p log p of the shares, nats
    double effective = 1;      ///< exp(H), the number of tokens attended to
    double strength = 1;       ///< unnormalised: Σ_j α_j exp(β(<Qx_i,Kx_j> - s)) (Model); softmax: 1
    Vec3 velocity{};           ///< P_{x_i} V m_i, radians per unit of time
    /// One of the tokens most attended to.
    struct Attended {
        std::size_t token = 0;  ///< index
        double share = 0;       ///< of the attention
        double angle = 0;       ///< from the token that attends, radians
    };
    std::vector<Attended> top;  ///< by falling share; the token itself is not among them
};

/// Computes the row of one token in double precision, in O(N): some 20 ms a million tokens on two cores. Positions of
/// single precision change a share by β‖Q^T K‖ 1.2e-7 of itself at most.
/// @param positions  3N, interleaved, z = 0 on S^1, unit vectors
/// @param masses     N; empty: all are equal
/// @param token      index of the token, < N
/// @param most       number of tokens listed in `top`
AttentionRow attention_row(std::span<const float> positions, std::span<const float> masses, const Model& model,
                           std::size_t token, std::size_t most = 10);

}  // namespace coalesce
