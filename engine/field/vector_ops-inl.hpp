// This file is included once per SIMD target, after highway.h; its guard toggles with the target.
#if defined(COALESCE_FIELD_VECTOR_OPS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef COALESCE_FIELD_VECTOR_OPS_INL
#undef COALESCE_FIELD_VECTOR_OPS_INL
#else
#define COALESCE_FIELD_VECTOR_OPS_INL
#endif

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace coalesce::kernel::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Ops of the formulas (*_formula-inl.hpp) for vectors of T, as NumberOps for single numbers. A kernel that needs
/// elementary functions derives from it and adds them.
template <class T>
struct VectorOps {
    using Real = T;
    using D = hn::ScalableTag<T>;
    using V = hn::Vec<D>;
    using Mask = hn::Mask<D>;

    static HWY_INLINE V set(T value) { return hn::Set(D(), value); }
    static HWY_INLINE V add(V a, V b) { return hn::Add(a, b); }
    static HWY_INLINE V subtract(V a, V b) { return hn::Sub(a, b); }
    static HWY_INLINE V multiply(V a, V b) { return hn::Mul(a, b); }
    static HWY_INLINE V multiply_add(V a, V b, V c) { return hn::MulAdd(a, b, c); }
    static HWY_INLINE V less_multiple(V a, V s, V b) { return hn::NegMulAdd(s, b, a); }
    static HWY_INLINE V divide(V a, V b) { return hn::Div(a, b); }
    static HWY_INLINE V absolute(V a) { return hn::Abs(a); }
    static HWY_INLINE V root(V a) { return hn::Sqrt(a); }
    static HWY_INLINE Mask at_least(V a, V b) { return hn::Ge(a, b); }
    static HWY_INLINE Mask less(V a, V b) { return hn::Lt(a, b); }
    static HWY_INLINE V choose(Mask mask, V a, V b) { return hn::IfThenElse(mask, a, b); }
    static HWY_INLINE V low(V a, V b) { return hn::Min(a, b); }
    static HWY_INLINE V high(V a, V b) { return hn::Max(a, b); }
    static HWY_INLINE V whole(V a) { return hn::Floor(a); }
};

}  // namespace coalesce::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
