#pragma once

#include "field/field.hpp"

namespace coalesce {

/// Velocities e^{log_scale} values_i: at β = 200 a pair 60° apart moves at 1e-44, at β = 2000 at 1e-434.
struct ScaledVelocities {
    Vectors values;
    double log_scale = 0;

    /// Plain velocities, radians per unit of time; 0 where they are below the range of double precision.
    void unscale(Vectors& out) const;
};

/// What the field of few tokens is made of, in the coordinates of the cloud.
struct FieldMatrices {
    Attention attention = Attention::softmax;
    bool causal = false;
    double beta = 0;
    double score_bound = 0;  ///< s = ‖Q^T K‖
    Matrix query_key;        ///< B = K^T Q
    Matrix value;            ///< V, an exact multiple of Id where it is one within 1e-12 ‖V‖
    bool drifts = false;     ///< V is no multiple of Id, so that P_x V x ≠ 0 and a token alone moves
};
FieldMatrices field_matrices(const Model& model);

/// Up to this many tokens an evaluation takes a few milliseconds.
inline constexpr std::size_t few_tokens = 500;

/// Field and velocities by the difference form, in double precision:
///
///   v_i = P_{x_i} V Σ_j w_ij (x_j - x_i) + P_{x_i} V x_i      (USA: both terms times Σ_j α_j e^{β(<Qx_i,Kx_j> - s)})
///
/// The last term is left out where V is a multiple of Id. Differences are formed before they cancel and exponents are
/// β <Bx_i, x_j - x_i> + log α_j relative to the largest of the others, so that a velocity is right to some 1e-15 β‖B‖
/// relative to itself, however small it is. O(N²) scalar work, for at most few_tokens.
///
/// @param cloud  tokens off the sphere are allowed, as the stages of a Runge–Kutta step are
void difference_field(const Cloud& cloud, const FieldMatrices& matrices, Field& field, ScaledVelocities& velocity);

}  // namespace coalesce
