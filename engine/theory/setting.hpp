#pragma once

#include <string>
#include <vector>

#include "coalesce/model/model.hpp"
#include "coalesce/theory/alignment.hpp"

namespace coalesce {

/// Returns the first assumption shared by the large-β limits that `model` fails: softmax, no noise, not causal, β > 0.
/// Empty if all hold.
std::string failing_setting(const Model& model);

/// Orthonormal basis of the span of E_max, in R^d.
std::vector<Vec3> basis_of(const LeadingSpace& space, int dimension);
/// Returns the factor s of a = s Id on span(basis), within 1e-9 ‖a‖; NaN if `a` is not a multiple of the identity
/// there. V is checked by this, since V m has to stay in E_max.
double factor_on(const Matrix& a, const std::vector<Vec3>& basis);
/// Returns the factor s of <y, a x> = s <y, x> for all x, y of span(basis), within 1e-9 ‖a‖; NaN if there is none. Q^T
/// K is checked by this, since scores ignore the part of a x normal to E_max.
double factor_between(const Matrix& a, const std::vector<Vec3>& basis);

}  // namespace coalesce
