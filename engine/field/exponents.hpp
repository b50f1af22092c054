#pragma once

namespace coalesce::kernel {

/// Limits on exponents, in powers of two: sums of a block of 64 terms must stay below 2^128 (2^1024), single products
/// above the smallest normal number 2^-126 (2^-1022).
template <class Real>
struct Exponents;
template <>
struct Exponents<float> {
    static constexpr double largest_unshifted = 115;
    static constexpr float negligible = -100;
    static constexpr double lightest = 0x1p-26;  ///< smallest a_j for which a_j 2^negligible is a normal number
};
template <>
struct Exponents<double> {
    static constexpr double largest_unshifted = 860;
    static constexpr double negligible = -960;
    static constexpr double lightest = 0x1p-62;
};

}  // namespace coalesce::kernel
