#include "field/sum_kernel.hpp"

#include "field/simd_targets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "field/sum_kernel.cpp"
#include <hwy/foreach_target.h>  // compiles this file once a target; must precede highway.h
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>  // needs both

#include <algorithm>
#include <cmath>

#include "field/motion_formula-inl.hpp"
#include "field/vector_ops-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace coalesce::kernel::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<double>;
using V = hn::Vec<D>;
constexpr std::size_t lanes = hn::MaxLanes(D());

struct Lanes : VectorOps<double> {
    static HWY_INLINE V arctangent(V a) { return hn::Atan(D(), a); }
    static HWY_INLINE V exponential(V a) { return hn::Exp(D(), a); }
};

/// Loads up to `count` numbers; the lanes beyond get `rest`.
HWY_INLINE V load(const double* from, std::size_t count, double rest) {
    const D d;
    if (count >= lanes) return hn::LoadU(d, from);
    HWY_ALIGN double all[lanes];
    std::fill_n(all, lanes, rest);
    std::copy_n(from, count, all);
    return hn::Load(d, all);
}
HWY_INLINE V load_masses(const double* masses, std::size_t at, std::size_t count) {
    const D d;
    if (masses) return load(masses + at, count, 0);
    return hn::IfThenElseZero(hn::FirstN(d, std::min(count, lanes)), hn::Set(d, 1.0));
}
HWY_INLINE double sum_of(V v) {
    HWY_ALIGN double all[lanes];
    hn::Store(v, D(), all);
    double sum = 0;
    for (const double each : all) sum += each;
    return sum;
}
HWY_INLINE double largest_of(V v) {
    HWY_ALIGN double all[lanes];
    hn::Store(v, D(), all);
    return *std::max_element(all, all + lanes);
}

double exponentials(const double* log_partition, const double* masses, double bound, std::size_t from, std::size_t to) {
    const D d;
    const V offset = hn::Set(d, bound);
    // Independent sums hide the latency of the exponential.
    constexpr std::size_t groups = 4;
    V sum[groups];
    for (V& each : sum) each = hn::Zero(d);
    const auto add = [&](std::size_t i, V& own) HWY_ATTR {
        const V power = bounded_exponential<Lanes>(load(log_partition + i, to - i, bound), offset);
        own = hn::MulAdd(power, load_masses(masses, i, to - i), own);
    };
    std::size_t i = from;
    for (; i + groups * lanes <= to; i += groups * lanes)
        for (std::size_t g = 0; g < groups; ++g) add(i + g * lanes, sum[g]);
    for (; i < to; i += lanes) add(i, sum[0]);
    return sum_of(hn::Add(hn::Add(sum[0], sum[1]), hn::Add(sum[2], sum[3])));
}

template <int dimension>
using Vectors = LaneVector<Lanes, dimension>;

template <int dimension>
HWY_INLINE Vectors<dimension> load_vectors(const double* const* planes, std::size_t at, std::size_t count,
                                           double first) {
    Vectors<dimension> result;
    for (int k = 0; k < dimension; ++k) result.at[k] = load(planes[k] + at, count, k == 0 ? first : 0);
    return result;
}

template <int dimension>
MotionSums motion_of(const MotionPlanes& planes, std::size_t from, std::size_t to) {
    const D d;
    using Angle = MotionPlanes::Angle;
    Vectors<dimension> e, row[dimension];
    for (int k = 0; k < dimension; ++k) {
        e.at[k] = hn::Set(d, planes.e[static_cast<std::size_t>(k)]);
        for (int j = 0; j < dimension; ++j) row[k].at[j] = hn::Set(d, planes.value(k, j));
    }
    V mass = hn::Zero(d), speed = mass, angle = mass, fastest = mass, drift = mass;
    for (std::size_t i = from; i < to; i += lanes) {
        const V own = load_masses(planes.masses, i, to - i);
        const auto x = load_vectors<dimension>(planes.token, i, to - i, 1);
        const auto m = load_vectors<dimension>(planes.attention, i, to - i, 0);
        const V pace = speed_of(x, m, row);
        mass = hn::Add(mass, own);
        speed = hn::MulAdd(own, pace, speed);
        fastest = hn::Max(fastest, pace);
        drift = hn::Max(drift, drift_of(x));
        if (planes.angle == Angle::none) continue;
        const V own_angle = angle_to(x, e, planes.angle == Angle::to_axis);
        angle = hn::MulAdd(own, own_angle, angle);
    }
    return {sum_of(mass), sum_of(speed), sum_of(angle), largest_of(fastest), largest_of(drift)};
}

MotionSums motion(const MotionPlanes& planes, std::size_t from, std::size_t to) {
    return planes.dimension == 2 ? motion_of<2>(planes, from, to) : motion_of<3>(planes, from, to);
}

}  // namespace coalesce::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace coalesce::kernel {

HWY_EXPORT(exponentials);
HWY_EXPORT(motion);

double sum_exponentials(const double* log_partition, const double* masses, double bound, std::size_t from,
                        std::size_t to) {
    return HWY_DYNAMIC_DISPATCH(exponentials)(log_partition, masses, bound, from, to);
}

MotionSums sum_motion(const MotionPlanes& planes, std::size_t from, std::size_t to) {
    return HWY_DYNAMIC_DISPATCH(motion)(planes, from, to);
}

}  // namespace coalesce::kernel
#endif
