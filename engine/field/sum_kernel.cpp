#include "field/sum_kernel.hpp"

#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "field/sum_kernel.cpp"
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

/// Up to `count` numbers, `rest` in the lanes beyond them.
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
        const V power = hn::Exp(d, hn::Sub(load(log_partition + i, to - i, bound), offset));
        own = hn::MulAdd(power, load_masses(masses, i, to - i), own);
    };
    std::size_t i = from;
    for (; i + groups * lanes <= to; i += groups * lanes)
        for (std::size_t g = 0; g < groups; ++g) add(i + g * lanes, sum[g]);
    for (; i < to; i += lanes) add(i, sum[0]);
    return sum_of(hn::Add(hn::Add(sum[0], sum[1]), hn::Add(sum[2], sum[3])));
}

/// d numbers side by side for every lane.
template <int dimension>
struct Vectors {
    V at[dimension];
};
template <int dimension>
HWY_INLINE V product(const Vectors<dimension>& a, const Vectors<dimension>& b) {
    V sum = hn::Mul(a.at[0], b.at[0]);
    for (int k = 1; k < dimension; ++k) sum = hn::MulAdd(a.at[k], b.at[k], sum);
    return sum;
}
/// a - s b
template <int dimension>
HWY_INLINE Vectors<dimension> minus(const Vectors<dimension>& a, V s, const Vectors<dimension>& b) {
    Vectors<dimension> result;
    for (int k = 0; k < dimension; ++k) result.at[k] = hn::NegMulAdd(s, b.at[k], a.at[k]);
    return result;
}
template <int dimension>
HWY_INLINE V length(const Vectors<dimension>& a) {
    return hn::Sqrt(product(a, a));
}
template <int dimension>
HWY_INLINE Vectors<dimension> load_vectors(const double* const* planes, std::size_t at, std::size_t count,
                                           double first) {
    Vectors<dimension> result;
    for (int k = 0; k < dimension; ++k) result.at[k] = load(planes[k] + at, count, k == 0 ? first : 0);
    return result;
}

/// atan2(s, c) for s, c ≥ 0, not both 0.
HWY_INLINE V angle_of(V s, V c) {
    const D d;
    const auto steep = hn::Gt(s, c);
    const V angle = hn::Atan(d, hn::Div(hn::Min(s, c), hn::Max(s, c)));
    return hn::IfThenElse(steep, hn::Sub(hn::Set(d, M_PI / 2), angle), angle);
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
        Vectors<dimension> value;
        for (int k = 0; k < dimension; ++k) value.at[k] = product(row[k], m);
        const V pace = length(minus(value, product(x, value), x));
        mass = hn::Add(mass, own);
        speed = hn::MulAdd(own, pace, speed);
        fastest = hn::Max(fastest, pace);
        drift = hn::Max(drift, hn::Abs(hn::Sub(length(x), hn::Set(d, 1.0))));
        if (planes.angle == Angle::none) continue;
        const V along = product(x, e), across = length(minus(x, along, e));
        const V own_angle =
            planes.angle == Angle::to_axis ? angle_of(across, hn::Abs(along)) : angle_of(hn::Abs(along), across);
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

void MotionSums::add(const MotionSums& other) {
    mass += other.mass;
    speed += other.speed;
    angle += other.angle;
    largest_speed = std::max(largest_speed, other.largest_speed);
    drift = std::max(drift, other.drift);
}

}  // namespace coalesce::kernel
#endif
