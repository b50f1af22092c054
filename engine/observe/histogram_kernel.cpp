#include "observe/histogram_kernel.hpp"

#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "observe/histogram_kernel.cpp"
#include <hwy/foreach_target.h>  // compiles this file once a target; must precede highway.h
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>  // needs both

#include <algorithm>
#include <cmath>

HWY_BEFORE_NAMESPACE();
namespace coalesce::kernel::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<double>;
using V = hn::Vec<D>;
constexpr std::size_t lanes = hn::MaxLanes(D());

HWY_INLINE V load(const double* from, std::size_t count) {
    const D d;
    if (count >= lanes) return hn::LoadU(d, from);
    HWY_ALIGN double all[lanes] = {};
    std::copy_n(from, count, all);
    return hn::Load(d, all);
}

/// The first octant by a polynomial, the others by reflections; atan2(0, 0) = 0.
HWY_INLINE V angle_of(V y, V x) {
    const D d;
    const V ax = hn::Abs(x), ay = hn::Abs(y), pi = hn::Set(d, M_PI);
    const V longer = hn::Max(hn::Max(ax, ay), hn::Set(d, 1e-300));
    V angle = hn::Atan(d, hn::Div(hn::Min(ax, ay), longer));
    angle = hn::IfThenElse(hn::Gt(ay, ax), hn::Sub(hn::Set(d, M_PI / 2), angle), angle);
    angle = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Sub(pi, angle), angle);
    angle = hn::CopySign(angle, y);
    return hn::IfThenElse(hn::Lt(angle, pi), angle, hn::Neg(pi));
}

void angles(const double* const* axis, int dimension, const Vec3& u, const Vec3& v, std::size_t from, std::size_t to,
            double* angle) {
    const D d;
    for (std::size_t i = from; i < to; i += lanes) {
        V x = hn::Zero(d), y = hn::Zero(d);
        for (int k = 0; k < dimension; ++k) {
            const auto plane = static_cast<std::size_t>(k);
            const V coordinate = load(axis[k] + i, to - i);
            x = hn::MulAdd(coordinate, hn::Set(d, u[plane]), x);
            y = hn::MulAdd(coordinate, hn::Set(d, v[plane]), y);
        }
        const V result = angle_of(y, x);
        if (to - i >= lanes) {
            hn::StoreU(result, d, angle + i);
        } else {
            HWY_ALIGN double all[lanes];
            hn::Store(result, d, all);
            std::copy_n(all, to - i, angle + i);
        }
    }
}

void bins_of_products(const double* const* axis, int dimension, std::size_t i, std::size_t j, std::size_t count,
                      int bins, std::int32_t* bin) {
    const D d;
    const hn::Rebind<std::int32_t, D> whole;
    const V half = hn::Set(d, bins / 2.0), last = hn::Set(d, bins - 1.0);
    for (std::size_t k = 0; k < count; k += lanes) {
        V product = hn::Zero(d);
        for (int p = 0; p < dimension; ++p)
            product = hn::MulAdd(load(axis[p] + i + k, count - k), load(axis[p] + j + k, count - k), product);
        const V place = hn::Min(hn::Max(hn::MulAdd(product, half, half), hn::Zero(d)), last);
        const auto number = hn::DemoteTo(whole, place);
        if (count - k >= lanes) {
            hn::StoreU(number, whole, bin + k);
        } else {
            HWY_ALIGN std::int32_t all[lanes];
            hn::StoreU(number, whole, all);
            std::copy_n(all, count - k, bin + k);
        }
    }
}

}  // namespace coalesce::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace coalesce::kernel {

HWY_EXPORT(angles);
HWY_EXPORT(bins_of_products);

void plane_angles(const double* const* axis, int dimension, const Vec3& u, const Vec3& v, std::size_t from,
                  std::size_t to, double* angle) {
    HWY_DYNAMIC_DISPATCH(angles)(axis, dimension, u, v, from, to, angle);
}

void product_bins(const double* const* axis, int dimension, std::size_t i, std::size_t j, std::size_t count, int bins,
                  std::int32_t* bin) {
    HWY_DYNAMIC_DISPATCH(bins_of_products)(axis, dimension, i, j, count, bins, bin);
}

}  // namespace coalesce::kernel
#endif
