#pragma once

#include <string>
#include <vector>

#include "model/model.hpp"
#include "theory/alignment.hpp"

namespace coalesce {

/// The first assumption that the large-β limits share and `model` fails: softmax, no noise, not causal, β > 0. Empty
/// when all hold.
std::string failing_setting(const Model& model);

/// Orthonormal basis of the span of E_max, in R^d.
std::vector<Vec3> basis_of(const LeadingSpace& space, int dimension);
/// The factor s of a = s Id on span(basis), within 1e-9 ‖a‖; NaN when `a` is not a multiple of the identity there. This
/// is what V must be, for V m has to stay in E_max.
double factor_on(const Matrix& a, const std::vector<Vec3>& basis);
/// The factor s of <y, a x> = s <y, x> for all x, y of span(basis), within 1e-9 ‖a‖; NaN where there is none. This is
/// what Q^T K must be: scores see no part of a x that is normal to E_max.
double factor_between(const Matrix& a, const std::vector<Vec3>& basis);

}  // namespace coalesce
