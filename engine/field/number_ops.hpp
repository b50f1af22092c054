#pragma once

#include <cmath>

#include "coalesce/model/host_device.hpp"

namespace coalesce::kernel {

/// Ops of the formulas (*_formula-inl.hpp) for single numbers: one device thread. A kernel with a faster 2^t than the
/// library's derives from it.
template <class T>
struct NumberOps {
    using Real = T;
    using V = T;

    COALESCE_HD static constexpr T set(double value) { return static_cast<T>(value); }
    COALESCE_HD static T add(T a, T b) { return a + b; }
    COALESCE_HD static T subtract(T a, T b) { return a - b; }
    COALESCE_HD static T multiply(T a, T b) { return a * b; }
    COALESCE_HD static T multiply_add(T a, T b, T c) { return std::fma(a, b, c); }
    COALESCE_HD static T less_multiple(T a, T s, T b) { return std::fma(-s, b, a); }
    COALESCE_HD static T divide(T a, T b) { return a / b; }
    COALESCE_HD static T absolute(T a) { return std::abs(a); }
    COALESCE_HD static T root(T a) { return std::sqrt(a); }
    COALESCE_HD static bool at_least(T a, T b) { return a >= b; }
    COALESCE_HD static bool less(T a, T b) { return a < b; }
    COALESCE_HD static T choose(bool which, T a, T b) { return which ? a : b; }
    COALESCE_HD static T low(T a, T b) { return b < a ? b : a; }
    COALESCE_HD static T high(T a, T b) { return a < b ? b : a; }
    COALESCE_HD static T whole(T a) { return std::floor(a); }
    COALESCE_HD static T arctangent(T a) { return std::atan(a); }
    COALESCE_HD static T exponential(T a) { return std::exp(a); }
    COALESCE_HD static T power(T a) { return std::exp2(a); }
};

}  // namespace coalesce::kernel
