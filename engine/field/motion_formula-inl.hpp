// Contribution of a token to the sums of a state, written once for host vectors and device threads (formula.hpp). The
// guard toggles with Highway's target.
//
// Ops has a type V of one double or several side by side, and on it: set, add, subtract, multiply, multiply_add(a, b,
// c) = ab + c, less_multiple(a, s, b) = a - sb, divide, absolute, root, low, high (min and max), less, choose,
// arctangent, exponential.
#if defined(COALESCE_FIELD_MOTION_FORMULA_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef COALESCE_FIELD_MOTION_FORMULA_INL
#undef COALESCE_FIELD_MOTION_FORMULA_INL
#else
#define COALESCE_FIELD_MOTION_FORMULA_INL
#endif

#include <cmath>

#include "field/formula.hpp"

COALESCE_BEFORE_FORMULAS();
namespace coalesce::kernel::COALESCE_FORMULA_PLACE {

/// A vector of d components, for every lane.
template <class Ops, int d>
struct LaneVector {
    typename Ops::V at[d];
};
template <class Ops, int d>
COALESCE_FORMULA typename Ops::V product_of(const LaneVector<Ops, d>& a, const LaneVector<Ops, d>& b) {
    auto sum = Ops::multiply(a.at[0], b.at[0]);
    for (int k = 1; k < d; ++k) sum = Ops::multiply_add(a.at[k], b.at[k], sum);
    return sum;
}
/// Returns a - s b.
template <class Ops, int d>
COALESCE_FORMULA LaneVector<Ops, d> minus(const LaneVector<Ops, d>& a, typename Ops::V s, const LaneVector<Ops, d>& b) {
    LaneVector<Ops, d> result;
    for (int k = 0; k < d; ++k) result.at[k] = Ops::less_multiple(a.at[k], s, b.at[k]);
    return result;
}
template <class Ops, int d>
COALESCE_FORMULA typename Ops::V length_of(const LaneVector<Ops, d>& a) {
    return Ops::root(product_of(a, a));
}

/// Returns |P_x V m|, radians per unit of time.
template <class Ops, int d>
COALESCE_FORMULA typename Ops::V speed_of(const LaneVector<Ops, d>& x, const LaneVector<Ops, d>& m,
                                          const LaneVector<Ops, d> (&row_of_V)[d]) {
    LaneVector<Ops, d> value;
    for (int k = 0; k < d; ++k) value.at[k] = product_of(row_of_V[k], m);
    return length_of(minus(value, product_of(x, value), x));
}

/// Returns | |x| - 1 |.
template <class Ops, int d>
COALESCE_FORMULA typename Ops::V drift_of(const LaneVector<Ops, d>& x) {
    return Ops::absolute(Ops::subtract(length_of(x), Ops::set(1.0)));
}

/// Returns atan2(s, c) for s, c ≥ 0, not both 0.
template <class Ops>
COALESCE_FORMULA typename Ops::V acute_angle(typename Ops::V s, typename Ops::V c) {
    const auto angle = Ops::arctangent(Ops::divide(Ops::low(s, c), Ops::high(s, c)));
    return Ops::choose(Ops::less(c, s), Ops::subtract(Ops::set(M_PI / 2), angle), angle);
}
/// Angle of x to the axis ±e, or to the plane normal to e; radians.
template <class Ops, int d>
COALESCE_FORMULA typename Ops::V angle_to(const LaneVector<Ops, d>& x, const LaneVector<Ops, d>& e, bool axis) {
    const auto along = product_of(x, e), across = length_of(minus(x, along, e)), beside = Ops::absolute(along);
    return axis ? acute_angle<Ops>(across, beside) : acute_angle<Ops>(beside, across);
}

/// Returns exp(F - bound), whose mean over tokens is the energy up to a factor.
template <class Ops>
COALESCE_FORMULA typename Ops::V bounded_exponential(typename Ops::V log_partition, typename Ops::V bound) {
    return Ops::exponential(Ops::subtract(log_partition, bound));
}

}  // namespace coalesce::kernel::COALESCE_FORMULA_PLACE
COALESCE_AFTER_FORMULAS();

#endif
