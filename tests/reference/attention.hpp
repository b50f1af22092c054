#pragma once

#include <cstddef>
#include <vector>

#include "reference/types.hpp"

/// Attention as MS §2 defines it, summed pair by pair in extended precision, every line as it is written there.
/// Nothing here is shared with the engine.
namespace coalesce::reference {

struct TokenAttention {
    Point mean;            ///< m_i: softmax or unnormalised, by the model
    double log_partition;  ///< log Σ_j α_j exp(β<Qx_i,Kx_j>), causal: over j ≤ i
};
TokenAttention attention_at(const Tokens& cloud, const Model& model, std::size_t i);

/// Returns P_{x_i} V m_i.
Point velocity_at(const Tokens& cloud, const Model& model, std::size_t i);
/// The same if Q^T K and V are multiples of Id: P_{x_i} x_i = 0 is left out of the sum, so that speeds far below the
/// rounding of 1 are right.
Point velocity_of_isotropic(const Tokens& cloud, const Model& model, std::size_t i);
std::vector<Point> velocities(const Tokens& cloud, const Model& model);

/// Returns (1/2β) Σ_ij α_i α_j exp(β(<Qx_i,Kx_j> - s)), causal: j ≤ i; at β = 0 ½ Σ_ij α_i α_j (<Qx_i,Kx_j> - s).
double energy(const Tokens& cloud, const Model& model);

/// Places after x <- normalise(x + dt V m), MS eq. (1).
std::vector<Point> after_layer(const Tokens& cloud, const Model& model, double dt);
/// Places after a classical Runge–Kutta step on the projected field, normalised once at the end.
std::vector<Point> after_rk4(const Tokens& cloud, const Model& model, double dt);
/// The same steps of a cloud of the caller's class.
template <class Cloud>
Cloud layer_step(const Cloud& cloud, const Model& model, double dt) {
    return with_tokens(cloud, after_layer(cloud, model, dt));
}
template <class Cloud>
Cloud rk4_step(const Cloud& cloud, const Model& model, double dt) {
    return with_tokens(cloud, after_rk4(cloud, model, dt));
}

/// Returns the mean inner product after `time` of n equal tokens in R^n, initially with all inner products `rho`, under
/// Q = K = V = Id, by `steps` classical Runge–Kutta steps on all n² pairs.
double equiangular_by_particles(Attention attention, int n, double beta, double rho, double time, int steps);

/// Largest singular value, from the eigenvalues of A^T A by Jacobi rotations.
double spectral_norm(const Matrix& a);

}  // namespace coalesce::reference
