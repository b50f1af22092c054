// One pair of a direct sum, written once for host vectors and device threads (formula.hpp). The guard toggles with
// Highway's target.
//
// Ops has Real, a type V of one Real or several side by side (targets), and on it: set, add, subtract, multiply,
// multiply_add(a, b, c) = ab + c, high (max), power (2^t). Vectors of the targets lie `stride` V apart.
#if defined(COALESCE_FIELD_PAIR_FORMULA_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef COALESCE_FIELD_PAIR_FORMULA_INL
#undef COALESCE_FIELD_PAIR_FORMULA_INL
#else
#define COALESCE_FIELD_PAIR_FORMULA_INL
#endif

#include "field/exponents.hpp"
#include "field/formula.hpp"

COALESCE_BEFORE_FORMULAS();
namespace coalesce::kernel::COALESCE_FORMULA_PLACE {

/// Returns the score t = <z, x>, in powers of two.
template <class Ops, int d>
COALESCE_FORMULA typename Ops::V score_of(const typename Ops::V* z, int stride, const typename Ops::Real* x) {
    auto t = Ops::multiply(z[0], Ops::set(x[0]));
    for (int k = 1; k < d; ++k) t = Ops::multiply_add(z[k * stride], Ops::set(x[k]), t);
    return t;
}

/// Returns a 2^(t - M), where x[d] is the source's mass a. M is the
/// largest score, rounded alike, so that t - M is never positive.
template <class Ops, int d, bool weighted, bool shifted>
COALESCE_FORMULA typename Ops::V term_of(typename Ops::V t, typename Ops::V largest, const typename Ops::Real* x) {
    if constexpr (shifted)
        t = Ops::high(Ops::subtract(t, largest), Ops::set(kernel::Exponents<typename Ops::Real>::negligible));
    auto e = Ops::power(t);
    if constexpr (weighted) e = Ops::multiply(e, Ops::set(x[d]));
    return e;
}

/// Adds a term to the total, and the term times x to the moment.
template <class Ops, int d>
COALESCE_FORMULA void add_term(typename Ops::V e, const typename Ops::Real* x, typename Ops::V& total,
                               typename Ops::V* moment, int stride) {
    total = Ops::add(total, e);
    for (int k = 0; k < d; ++k) moment[k * stride] = Ops::multiply_add(e, Ops::set(x[k]), moment[k * stride]);
}

}  // namespace coalesce::kernel::COALESCE_FORMULA_PLACE
COALESCE_AFTER_FORMULAS();

#endif
