#pragma once

#include "coalesce/field/field.hpp"

namespace coalesce {

/// Velocities v_i = e^{log_scale} values_i: at β = 200 a pair 60° apart moves at 1e-44, at β = 2000 at 1e-434.
struct ScaledVelocities {
    Vectors values;        ///< N
    double log_scale = 0;  ///< natural logarithm of the common factor

    /// Writes plain velocities, radians per unit of time; 0 if below the range of double precision.
    void unscale(Vectors& out) const;
};

/// Matrices and constants of a field of few tokens, in the coordinates of the cloud.
struct FieldMatrices {
    Attention attention = Attention::softmax;  ///< Model::attention
    bool causal = false;                       ///< Model::causal
    double beta = 0;                           ///< β
    double score_bound = 0;                    ///< s = ‖Q^T K‖
    Matrix query_key;                          ///< B = K^T Q
    Matrix value;         ///< V, replaced by the exact multiple of Id if within 1e-12 ‖V‖ of one
    bool drifts = false;  ///< V is no multiple of Id: P_x V x ≠ 0, and a token moves even alone
};
FieldMatrices field_matrices(const Model& model);

/// An evaluation of this many tokens takes a few milliseconds.
inline constexpr std::size_t few_tokens = 500;

/// Computes field and velocities by the difference form, in double precision:
///
///   v_i = P_{x_i} V Σ_j w_ij (x_j - x_i) + P_{x_i} V x_i      (USA: both terms times Σ_j α_j e^{β(<Qx_i,Kx_j> - s)})
///
/// The last term is omitted if V is a multiple of Id. Differences are formed before they cancel, and exponents are β
/// <Bx_i, x_j - x_i> + log α_j relative to the largest of the others: the relative error of a velocity is some 1e-15
/// β‖B‖, however small it is. O(N²) scalar work, for at most few_tokens.
///
/// @param cloud  tokens may be off the sphere, as in the stages of a Runge–Kutta step
void difference_field(const Cloud& cloud, const FieldMatrices& matrices, Field& field, ScaledVelocities& velocity);

}  // namespace coalesce
