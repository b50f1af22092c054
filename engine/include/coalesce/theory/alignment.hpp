#pragma once

#include <array>
#include <complex>
#include <string>
#include <vector>

#include "coalesce/model/model.hpp"

namespace coalesce {

/// E_max, which attracts almost every token of the flow e^{τA}, A = V K^T Q (MS thm 3.2), cut with the sphere: the
/// eigenspace of the eigenvalues of largest real part. For a defective real one, whose generalised eigenspace is
/// larger, it is a line, the image of the highest power of A - λ that is not 0 there: e^{τA} x ~ τ^{k-1} (A - λ)^{k-1}
/// x, k the length of the longest Jordan chain. Real parts count as equal within 1e-9 of the largest modulus.
struct LeadingSpace {
    /// Shape of E_max cut with the sphere.
    enum class Kind {
        points,      ///< a real eigenvalue, simple or defective: the antipodal pair ±basis[0]
        circle,      ///< a complex pair or a double real one: the great circle in span(basis[0], basis[1])
        everything,  ///< all of R^d: A is a multiple of the identity, all real parts agree, or S^1 with a pair
    };
    Kind kind = Kind::everything;                   ///< shape
    std::array<Vec3, 2> basis{};                    ///< orthonormal; of a circle: positive about the upper normal
    bool rotating = false;                          ///< complex pair: tokens turn for ever
    bool defective = false;                         ///< tokens approach E_max as 1/t, not exponentially
    std::vector<std::complex<double>> eigenvalues;  ///< all d of A, by falling real part, then imaginary part
};
/// E_max of a model.
LeadingSpace leading_space(const Model& model);

/// Angle between a token and E_max, radians, in [0, π/2].
double angle_to(const LeadingSpace& space, const Vec3& x);

/// Integrates the alignment flow of one token, β → ∞: dx/dt = P_x V K^T Q x / |K^T Q x|, with error control to 1e-10.
/// Where K^T Q x = 0 the flow is undefined and x stays.
Vec3 alignment_flow(const Model& model, Vec3 x, double time);

/// Mean angular velocity of the alignment flow along the circle E_max (or S^1), radians per unit of time, positive from
/// basis[0] to basis[1]: 2π over the time of one turn. 0 unless space.rotating, and if K^T Q maps a direction of E_max
/// to 0.
double rotation_speed(const Model& model, const LeadingSpace& space);

/// One line for the matrix editor: eigenvalues of V K^T Q, E_max, and the regime by phase_rules().
std::string describe_regime(const Model& model);

}  // namespace coalesce
