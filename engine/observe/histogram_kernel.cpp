#include "observe/histogram_kernel.hpp"

#include "field/simd_targets.hpp"

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

HWY_INLINE void store(V value, double* to, std::size_t count) {
    const D d;
    if (count >= lanes) return hn::StoreU(value, d, to);
    HWY_ALIGN double all[lanes];
    hn::Store(value, d, all);
    std::copy_n(all, count, to);
}

/// Computes atan2: a polynomial in the first octant, reflections in the others; atan2(0, 0) = 0.
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
        store(angle_of(y, x), angle + i, to - i);
    }
}

void places_on_globe(const double* const* axis, std::size_t from, std::size_t count, double* longitude,
                     double* latitude) {
    for (std::size_t k = 0; k < count; k += lanes) {
        const std::size_t i = from + k, left = count - k;
        const V x = load(axis[0] + i, left), y = load(axis[1] + i, left), z = load(axis[2] + i, left);
        store(angle_of(y, x), longitude + k, left);
        store(angle_of(z, hn::Sqrt(hn::MulAdd(x, x, hn::Mul(y, y)))), latitude + k, left);
    }
}

void arccosines(const double* const* axis, const Vec3& u, std::size_t from, std::size_t count, double* angle) {
    const D d;
    const V ux = hn::Set(d, u[0]), uy = hn::Set(d, u[1]), uz = hn::Set(d, u[2]), one = hn::Set(d, 1.0);
    for (std::size_t k = 0; k < count; k += lanes) {
        const std::size_t i = from + k, left = count - k;
        const V x = load(axis[0] + i, left), y = load(axis[1] + i, left), z = load(axis[2] + i, left);
        const V cosine = hn::MulAdd(x, ux, hn::MulAdd(y, uy, hn::Mul(z, uz)));
        store(hn::Acos(d, hn::Min(hn::Max(cosine, hn::Neg(one)), one)), angle + k, left);
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
HWY_EXPORT(places_on_globe);
HWY_EXPORT(arccosines);

void plane_angles(const double* const* axis, int dimension, const Vec3& u, const Vec3& v, std::size_t from,
                  std::size_t to, double* angle) {
    HWY_DYNAMIC_DISPATCH(angles)(axis, dimension, u, v, from, to, angle);
}

void longitudes_latitudes(const double* const* axis, std::size_t from, std::size_t count, double* longitude,
                          double* latitude) {
    HWY_DYNAMIC_DISPATCH(places_on_globe)(axis, from, count, longitude, latitude);
}

void angles_to(const double* const* axis, const Vec3& u, std::size_t from, std::size_t count, double* angle) {
    HWY_DYNAMIC_DISPATCH(arccosines)(axis, u, from, count, angle);
}

void product_bins(const double* const* axis, int dimension, std::size_t i, std::size_t j, std::size_t count, int bins,
                  std::int32_t* bin) {
    HWY_DYNAMIC_DISPATCH(bins_of_products)(axis, dimension, i, j, count, bins, bin);
}

}  // namespace coalesce::kernel
#endif
