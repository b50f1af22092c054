#pragma once

#include <functional>
#include <vector>

#include "coalesce/model/law.hpp"

namespace coalesce {

/// The density of an initial law for drawing: by angle on the circle, by azimuth for azimuthal laws, and otherwise on
/// S^2 as a map of longitude and elevation.
struct LawImage {
    enum class Kind { none, angle, azimuth, map } kind = Kind::none;
    int columns = 0, rows = 0;   ///< rows 1: a curve over [-π, π], both ends included
    std::vector<double> values;  ///< row by row from the north; a map has the values at the centres of its cells
};

/// True for uniform laws and mixtures without point masses; others have no density that could be drawn.
bool has_density(const InitialLaw& law);
/// Computes the image; costs components × cells evaluations.
///
/// @param coarseness  1: the finest; 2, 4: so many times fewer cells along each axis of a map, or points of a curve
/// @param go_on       called after every row; if false, the image returned is of kind none
LawImage law_image(const InitialLaw& law, int dimension, int coarseness, const std::function<bool()>& go_on);

}  // namespace coalesce
