#pragma once

#include <functional>
#include <vector>

#include "model/law.hpp"

namespace coalesce {

/// The density of an initial law as it is drawn: along the circle, by azimuth for azimuthal laws, and on S^2 as a map
/// of longitude and elevation.
struct LawImage {
    enum class Kind { none, angle, azimuth, map } kind = Kind::none;
    int columns = 0, rows = 0;   ///< rows 1: a curve over [-π, π], both ends included
    std::vector<double> values;  ///< row by row from the north; of a map in the middle of each cell
};

/// Uniform laws and mixtures without point masses have a density; others have none that could be drawn.
bool has_density(const InitialLaw& law);
/// A multiple of components × cells evaluations.
///
/// @param coarseness  1: the finest; 2, 4: so many times fewer cells along each axis of a map, or points of a curve
/// @param go_on       asked after every row; false gives an image of kind none
LawImage law_image(const InitialLaw& law, int dimension, int coarseness, const std::function<bool()>& go_on);

}  // namespace coalesce
