// One pair of a direct sum, written once for vectors of the processor and for threads of a graphics card. Included
// inside a namespace, after `field/exponents.hpp` and with COALESCE_FORMULA defined as what qualifies a function there;
// no include guard, since Highway includes it once a SIMD target.
//
// Ops has Real, a type V of one Real or several side by side (targets), and on it: set, add, subtract, multiply,
// multiply_add(a, b, c) = ab + c, high (max), power (2^t). Vectors of the targets lie `stride` V apart.

/// t = <z, x>, in powers of two.
template <class Ops, int d>
COALESCE_FORMULA typename Ops::V score_of(const typename Ops::V* z, int stride, const typename Ops::Real* x) {
    auto t = Ops::multiply(z[0], Ops::set(x[0]));
    for (int k = 1; k < d; ++k) t = Ops::multiply_add(z[k * stride], Ops::set(x[k]), t);
    return t;
}

/// a 2^(t - M), where x[d] is the source's mass a. M is the largest of the scores, with the same roundings, so that
/// t - M is never positive.
template <class Ops, int d, bool weighted, bool shifted>
COALESCE_FORMULA typename Ops::V term_of(typename Ops::V t, typename Ops::V largest, const typename Ops::Real* x) {
    if constexpr (shifted)
        t = Ops::high(Ops::subtract(t, largest), Ops::set(kernel::Exponents<typename Ops::Real>::negligible));
    auto e = Ops::power(t);
    if constexpr (weighted) e = Ops::multiply(e, Ops::set(x[d]));
    return e;
}

/// Adds a term, and the term times x.
template <class Ops, int d>
COALESCE_FORMULA void add_term(typename Ops::V e, const typename Ops::Real* x, typename Ops::V& total,
                               typename Ops::V* moment, int stride) {
    total = Ops::add(total, e);
    for (int k = 0; k < d; ++k) moment[k * stride] = Ops::multiply_add(e, Ops::set(x[k]), moment[k * stride]);
}
