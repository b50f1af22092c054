#pragma once

#include <cmath>

#include "field/direct_kernel.hpp"
#include "field/field.hpp"

namespace coalesce {

/// What decides between the variants of a direct sum.
struct DirectExtent {
    double exponent = 0;   ///< largest possible |<z_i, x_j>| in powers of two
    double mass_unit = 1;  ///< heaviest mass
    double lightest = 1;   ///< lightest mass over heaviest
};
/// Of a cloud whose exponents are at most this.
DirectExtent direct_extent(double exponent, const Cloud& cloud);
/// The same. Throws RunError where exponents leave the range of double precision.
DirectExtent checked_extent(const DirectExtent& extent);

/// The precision that is asked for, or double where single cannot serve.
Precision usable_precision(Precision asked, const Model& model, const DirectExtent& extent);

/// Whether terms must be taken relative to the largest of their token's.
template <class Real>
bool needs_shift(const DirectExtent& extent) {
    return extent.exponent - std::log2(extent.lightest) > kernel::Exponents<Real>::largest_unshifted;
}

}  // namespace coalesce
