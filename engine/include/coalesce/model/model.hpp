#pragma once

#include <string>

#include "coalesce/model/matrix.hpp"

namespace coalesce {

/// Softmax attention divides the weights of a token by their sum; unnormalised attention multiplies them by e^{-βs}
/// instead, s = score_bound() (Field::attention has both formulas).
enum class Attention { softmax, unnormalized };

/// The attention dynamics (MS §2): dx_i = P_{x_i} V m_i dt + P_{x_i}∘sqrt(2 noise) dW.
struct Model {
    Attention attention = Attention::softmax;  ///< normalisation of the weights
    double beta = 30;                          ///< inverse temperature β ≥ 0
    Matrix Q = Matrix::identity(3);            ///< query, d×d
    Matrix K = Matrix::identity(3);            ///< key, d×d
    Matrix V = Matrix::identity(3);            ///< value, d×d, per unit of time
    double noise = 0;                          ///< diffusion constant D ≥ 0, radians² per unit of time
    bool causal = false;                       ///< token i attends to tokens j ≤ i only

    /// d, that of all three matrices.
    int dimension() const { return V.dimension; }
    bool operator==(const Model&) const = default;

    /// Identity matrices of the given dimension, everything else at its default.
    static Model standard(int dimension);
};

/// B = K^T Q, so that <Qx, Ky> = <Bx, y> and the query image of a token is z = β B x.
Matrix query_key(const Model& model);
/// A = V K^T Q, whose leading eigenspace E_max attracts almost every token as β → ∞ (MS thm 3.2).
Matrix alignment_matrix(const Model& model);
/// s = ‖Q^T K‖, the largest possible value of <Qx, Ky> on the sphere.
double score_bound(const Model& model);

}  // namespace coalesce
