// This file is included once per SIMD target, after highway.h: its guard toggles with the target, as those of Highway's
// headers do.
#if defined(COALESCE_FIELD_EXP2_SIMD) == defined(HWY_TARGET_TOGGLE)
#ifdef COALESCE_FIELD_EXP2_SIMD
#undef COALESCE_FIELD_EXP2_SIMD
#else
#define COALESCE_FIELD_EXP2_SIMD
#endif

#include <hwy/highway.h>

#include <bit>
#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace coalesce::kernel::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Splits t into k/2^index_bits + f, k whole: 2^t = 2^(k/2^index_bits) (1 + f q(f)). A table in registers holds the
/// fractional part of the first factor. q interpolates (2^f - 1)/f at the Chebyshev nodes of |f| ≤ 2^-(index_bits + 1);
/// `error` is the relative error of 1 + f q(f) with the coefficients as rounded. Without a table the coefficients are
/// those of 1 + f q(f). Multiplications bound these sums, and the look-up saves some: three a pair in single precision
/// with AVX-512, two with AVX2, four in double precision.
template <class Real>
struct Power;
template <>
struct Power<float> {
    using Bits = std::uint32_t;
    static constexpr int mantissa_bits = 23;
#if HWY_TARGET == HWY_AVX3
    static constexpr int index_bits = 5;  // error 5.3e-8
    static constexpr float coefficients[] = {0.693157315f, 0.240228266f};
#elif HWY_TARGET == HWY_AVX2
    static constexpr int index_bits = 3;  // error 3.8e-8
    static constexpr float coefficients[] = {0.6931472f, 0.24025469f, 0.055508014f};
#else
    static constexpr int index_bits = 0;  // error 9.2e-9
    static constexpr float coefficients[] = {1.0f,
                                             0.6931471824645996f,
                                             0.24022650718688965f,
                                             0.055503569543361664f,
                                             0.009618083015084267f,
                                             0.0013390863314270973f,
                                             0.00015453163359779865f};
#endif
};
template <>
struct Power<double> {
    using Bits = std::uint64_t;
    static constexpr int mantissa_bits = 52;
#if HWY_TARGET == HWY_AVX3
    static constexpr int index_bits = 4;  // error 1.5e-17
    static constexpr double coefficients[] = {0.6931471805599457,   0.24022650695910075,   0.0555041086566393,
                                              0.009618129106919537, 0.0013333781576784268, 0.00015403723980749256};
#else
    static constexpr int index_bits = 0;  // error 2.0e-17
    static constexpr double coefficients[] = {1.0,
                                              0.6931471805599453,
                                              0.24022650695910097,
                                              0.0555041086648216,
                                              0.009618129107606888,
                                              0.0013333558146416936,
                                              0.0001540353044173605,
                                              1.525273382983612e-05,
                                              1.321544258792169e-06,
                                              1.0178062445845774e-07,
                                              7.072585949269223e-09,
                                              4.4549605981865186e-10};
#endif
};

/// powers[j] = 2^(j/32).
constexpr double powers[32] = {1.0,
                               1.0218971486541166,
                               1.0442737824274138,
                               1.0671404006768237,
                               1.0905077326652577,
                               1.1143867425958924,
                               1.1387886347566916,
                               1.1637248587775775,
                               1.189207115002721,
                               1.215247359980469,
                               1.241857812073484,
                               1.2690509571917332,
                               1.2968395546510096,
                               1.3252366431597413,
                               1.3542555469368927,
                               1.383909881963832,
                               1.4142135623730951,
                               1.4451808069770467,
                               1.4768261459394993,
                               1.5091644275934228,
                               1.5422108254079407,
                               1.5759808451078865,
                               1.6104903319492543,
                               1.645755478153965,
                               1.681792830507429,
                               1.718619298122478,
                               1.7562521603732995,
                               1.7947090750031072,
                               1.8340080864093424,
                               1.8741676341103,
                               1.9152065613971474,
                               1.9571441241754002};

/// 2^(j/2^index_bits), less the j that the shift in exp2() adds below the exponent field.
template <class Real>
struct PowerTable {
    using P = Power<Real>;
    static constexpr int size = 1 << P::index_bits;
    alignas(64) typename P::Bits bits[size]{};

    constexpr PowerTable() {
        for (int j = 0; j < size; ++j)
            bits[j] = std::bit_cast<typename P::Bits>(static_cast<Real>(powers[j * (32 / size)])) -
                      (static_cast<typename P::Bits>(j) << (P::mantissa_bits - P::index_bits));
    }
};
template <class Real>
constexpr PowerTable<Real> power_table;

/// Looks up the entries whose index is in the low bits of each lane.
#if HWY_TARGET == HWY_AVX3
template <class D, class V = hn::Vec<D>>
HWY_INLINE V look_up(D d, V index) {
    const auto* table = power_table<hwy::MakeFloat<hn::TFromD<D>>>.bits;
    const V low = hn::Load(d, table), high = hn::Load(d, table + hn::MaxLanes(d));
    if constexpr (sizeof(hn::TFromD<D>) == 4)
        return V{_mm512_permutex2var_epi32(low.raw, index.raw, high.raw)};
    else
        return V{_mm512_permutex2var_epi64(low.raw, index.raw, high.raw)};
}
#elif HWY_TARGET == HWY_AVX2
template <class D, class V = hn::Vec<D>>
HWY_INLINE V look_up(D d, V index) {
    return V{_mm256_permutevar8x32_epi32(hn::Load(d, power_table<float>.bits).raw, index.raw)};
}
#endif

/// Computes 2^t for |t| ≤ 120 (float), 1000 (double), relative error at most 2 ulp. Adding the magic number
/// 1.5·2^(mantissa_bits - index_bits) rounds to k and leaves k in the low bits; a shift then moves the whole part of k
/// into the exponent.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V exp2(D d, V t) {
    using Real = hn::TFromD<D>;
    using P = Power<Real>;
    constexpr int degree = static_cast<int>(sizeof(P::coefficients) / sizeof(Real)) - 1;
    constexpr int shift = P::mantissa_bits - P::index_bits;
    const hn::RebindToUnsigned<D> bits;
    const V magic = hn::Set(d, static_cast<Real>(1.5 * static_cast<double>(std::uint64_t{1} << shift)));
    const V shifted = hn::Add(t, magic);
    const V f = hn::Sub(t, hn::Sub(shifted, magic));
    const auto index = hn::BitCast(bits, shifted);
    const auto exponent = hn::ShiftLeft<shift>(index);
    V q = hn::Set(d, P::coefficients[degree]);
    for (int k = degree - 1; k >= 0; --k) q = hn::MulAdd(q, f, hn::Set(d, P::coefficients[k]));
    if constexpr (P::index_bits > 0) {
        const V scale = hn::BitCast(d, hn::Add(look_up(bits, index), exponent));
        return hn::MulAdd(hn::Mul(q, f), scale, scale);
    } else {  // the coefficients are those of 1 + f q(f)
        return hn::BitCast(d, hn::Add(hn::BitCast(bits, q), exponent));
    }
}

}  // namespace coalesce::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
