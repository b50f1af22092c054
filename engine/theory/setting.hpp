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
/// The factor s of a = s Id on span(basis), within 1e-9 ‖a‖; NaN when `a` is not a multiple of the identity there.
double factor_on(const Matrix& a, const std::vector<Vec3>& basis);

}  // namespace coalesce
