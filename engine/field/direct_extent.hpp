#pragma once

#include <cmath>

#include "coalesce/field/field.hpp"
#include "field/direct_kernel.hpp"

namespace coalesce {

/// Numbers of a cloud and model that select the variant of a direct sum.
struct DirectExtent {
    double exponent = 0;   ///< largest possible |<z_i, x_j>| in powers of two
    double mass_unit = 1;  ///< heaviest mass
    double lightest = 1;   ///< lightest mass over heaviest
};
/// Extent of a cloud whose exponents, in powers of two, are at most `exponent`.
DirectExtent direct_extent(double exponent, const Cloud& cloud);
/// Returns `extent`. Throws RunError if its exponents leave the range of double precision.
DirectExtent checked_extent(const DirectExtent& extent);

/// Returns the precision asked for, or double where single is not sufficient.
Precision usable_precision(Precision asked, const Model& model, const DirectExtent& extent);

/// Holds if terms must be taken relative to the largest of their token (PairSums::shifted).
template <class Real>
bool needs_shift(const DirectExtent& extent) {
    return extent.exponent - std::log2(extent.lightest) > kernel::Exponents<Real>::largest_unshifted;
}

}  // namespace coalesce
