#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "coalesce/model/model.hpp"

namespace coalesce {

/// Returns the tokens that the error of a mesh is measured on, at most three times `each`: some evenly spread by index
/// (typical tokens); some of `firsts`, the first token of every occupied cell by rising index (stragglers); and those
/// of the roughest cells.
/// @param count  tokens of the cloud
std::vector<std::size_t> telling_tokens(std::size_t count, std::size_t each, std::span<const std::size_t> firsts,
                                        std::span<const double> roughness_of_firsts);

/// Returns the largest error of a velocity among some tokens, in units of ‖V‖; NaN if any error is NaN. The three spans
/// have equal length.
/// @param attention  of the tokens, by the mesh
/// @param exact      the same by direct sums in double precision
double velocity_error(const Model& model, std::span<const Vec3> token, std::span<const Vec3> attention,
                      std::span<const Vec3> exact);

}  // namespace coalesce
