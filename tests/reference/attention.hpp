#pragma once

#include <cstddef>
#include <vector>

#include "model/cloud.hpp"
#include "model/model.hpp"

/// Attention as MS §2 defines it, summed pair by pair in extended precision, every line as it is written there.
/// Nothing here is shared with the engine but the plain structs Cloud and Model.
namespace coalesce::reference {

struct TokenAttention {
    Vec3 mean;             ///< m_i: softmax or unnormalised, by the model
    double log_partition;  ///< log Σ_j α_j exp(β<Qx_i,Kx_j>), causal: over j ≤ i
};
TokenAttention attention_at(const Cloud& cloud, const Model& model, std::size_t i);

/// Returns P_{x_i} V m_i.
Vec3 velocity_at(const Cloud& cloud, const Model& model, std::size_t i);
/// The same if Q^T K and V are multiples of Id: P_{x_i} x_i = 0 is left out of the sum, so that speeds far below the
/// rounding of 1 are right.
Vec3 velocity_of_isotropic(const Cloud& cloud, const Model& model, std::size_t i);
std::vector<Vec3> velocities(const Cloud& cloud, const Model& model);

/// Returns (1/2β) Σ_ij α_i α_j exp(β(<Qx_i,Kx_j> - s)), causal: j ≤ i; at β = 0 ½ Σ_ij α_i α_j (<Qx_i,Kx_j> - s).
double energy(const Cloud& cloud, const Model& model);

/// Steps x <- normalise(x + dt V m), MS eq. (1).
Cloud layer_step(const Cloud& cloud, const Model& model, double dt);
/// Takes a classical Runge–Kutta step on the projected field, normalised once at the end.
Cloud rk4_step(const Cloud& cloud, const Model& model, double dt);

/// Returns the mean inner product after `time` of n equal tokens in R^n, initially with all inner products `rho`, under
/// Q = K = V = Id, by `steps` classical Runge–Kutta steps on all n² pairs.
double equiangular_by_particles(Attention attention, int n, double beta, double rho, double time, int steps);

/// Largest singular value, from the eigenvalues of A^T A by Jacobi rotations.
double spectral_norm(const Matrix& a);

}  // namespace coalesce::reference
