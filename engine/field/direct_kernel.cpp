#include "field/direct_kernel.hpp"

#include "field/simd_targets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "field/direct_kernel.cpp"
#include <hwy/foreach_target.h>  // compiles this file once a target; must precede highway.h
#include <hwy/highway.h>

#include <algorithm>

#include "field/exp2-inl.hpp"
#include "field/pair_formula-inl.hpp"
#include "field/vector_ops-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace coalesce::kernel::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class T>
struct PairLanes : VectorOps<T> {
    using typename VectorOps<T>::D;
    using typename VectorOps<T>::V;
    static HWY_INLINE V power(V t) { return exp2(D(), t); }
};

/// Targets fill `groups` vectors; sources are broadcast one at a time. `groups` is large enough to hide the latency of
/// the polynomial, and small enough for 16 (AVX-512, NEON: 32) registers.
template <class Real, int dimension, bool weighted, bool shifted>
class TargetGroup {
    using D = hn::ScalableTag<Real>;
    using V = hn::Vec<D>;
    using Lanes = PairLanes<Real>;
    static constexpr int groups = (HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_NEON) ? 4 : 2;
    static constexpr std::size_t lanes = hn::MaxLanes(D());
    static constexpr std::size_t stride = dimension + (weighted ? 1 : 0);
    /// Sums have three levels: 8 terms, 8 such sums, then double. In the worst case, equal terms whose roundings all
    /// have one sign, the error is 5 ulp of a float (plain blocks of 64: 17 ulp); the levels cost 4 % of the time.
    static constexpr std::size_t short_sum = 8, block = 64;

    struct Sums {
        V total[groups], moment[dimension][groups];

        HWY_INLINE Sums() {
            for (int g = 0; g < groups; ++g) {
                total[g] = hn::Zero(D());
                for (int k = 0; k < dimension; ++k) moment[k][g] = hn::Zero(D());
            }
        }
        HWY_INLINE void add(const Sums& other) {
            for (int g = 0; g < groups; ++g) {
                total[g] = hn::Add(total[g], other.total[g]);
                for (int k = 0; k < dimension; ++k) moment[k][g] = hn::Add(moment[k][g], other.moment[k][g]);
            }
        }
    };

  public:
    static constexpr std::size_t size = groups * lanes;
    static_assert(tile_size % size == 0);

    HWY_INLINE TargetGroup(const PairSums<Real>& sums, std::size_t first) : sums_(sums), first_(first) {
        for (int k = 0; k < dimension; ++k)
            for (int g = 0; g < groups; ++g) z_[k][g] = hn::LoadU(D(), sums.query[k] + first + g * lanes);
    }

    HWY_INLINE void run() {
        const std::size_t end = sums_.causal ? std::min(first_ + size, sums_.count) : sums_.count;
        // Sources below `common` are attended by every target of the group; the rest is the block on the diagonal.
        const std::size_t common = sums_.causal ? std::min(first_ + 1, sums_.count) : sums_.count;
        if constexpr (shifted) find_maximum(common, end);
        clear_result();
        for (std::size_t from = 0; from < common; from += block) add_block<false>(from, std::min(from + block, common));
        if (common < end) add_block<true>(common, end);
    }

  private:
    HWY_INLINE V score(const Real* x, int g) const { return score_of<Lanes, dimension>(&z_[0][g], groups, x); }

    /// Mask of the targets i ≥ j of vector g.
    HWY_INLINE hn::Mask<D> attending(std::size_t j, int g) const {
        const Real offset = static_cast<Real>(j - first_);
        return hn::Ge(hn::Iota(D(), static_cast<Real>(g * lanes)), hn::Set(D(), offset));
    }

    HWY_INLINE void find_maximum(std::size_t common, std::size_t end) {
        for (int g = 0; g < groups; ++g) shift_[g] = score(sums_.sources, g);  // every target attends to source 0
        for (std::size_t j = 1; j < common; ++j)
            for (int g = 0; g < groups; ++g) shift_[g] = hn::Max(shift_[g], score(sums_.sources + j * stride, g));
        for (std::size_t j = common; j < end; ++j)
            for (int g = 0; g < groups; ++g) {
                const V t = score(sums_.sources + j * stride, g);
                shift_[g] = hn::IfThenElse(attending(j, g), hn::Max(shift_[g], t), shift_[g]);
            }
        for (int g = 0; g < groups; ++g) hn::StoreU(shift_[g], D(), sums_.shift + first_ + g * lanes);
    }

    template <bool diagonal>
    HWY_INLINE void add_block(std::size_t from, std::size_t to) {
        Sums sums;
        for (std::size_t j = from; j < to; j += short_sum) sums.add(sum_few<diagonal>(j, std::min(j + short_sum, to)));
        for (int g = 0; g < groups; ++g) {
            add_to_result(sums.total[g], sums_.total + first_ + g * lanes);
            for (int k = 0; k < dimension; ++k) add_to_result(sums.moment[k][g], sums_.moment[k] + first_ + g * lanes);
        }
    }

    template <bool diagonal>
    HWY_INLINE Sums sum_few(std::size_t from, std::size_t to) const {
        Sums sums;
        for (std::size_t j = from; j < to; ++j) {
            const Real* x = sums_.sources + j * stride;
            for (int g = 0; g < groups; ++g) {
                V e = term_of<Lanes, dimension, weighted, shifted>(score(x, g), shift_[g], x);
                if constexpr (diagonal) e = hn::IfThenElseZero(attending(j, g), e);
                add_term<Lanes, dimension>(e, x, sums.total[g], &sums.moment[0][g], groups);
            }
        }
        return sums;
    }

    HWY_INLINE void clear_result() {
        std::fill_n(sums_.total + first_, size, 0.0);
        for (int k = 0; k < dimension; ++k) std::fill_n(sums_.moment[k] + first_, size, 0.0);
    }

    HWY_INLINE static void add_to_result(V v, double* result) {
        const hn::ScalableTag<double> wide;
        if constexpr (sizeof(Real) == sizeof(double)) {
            hn::StoreU(hn::Add(hn::LoadU(wide, result), v), wide, result);
        } else {
            const hn::Rebind<float, decltype(wide)> narrow;
            HWY_ALIGN Real value[lanes];
            hn::Store(v, D(), value);
            for (std::size_t k = 0; k < lanes; k += hn::MaxLanes(wide)) {
                const auto part = hn::PromoteTo(wide, hn::Load(narrow, value + k));
                hn::StoreU(hn::Add(hn::LoadU(wide, result + k), part), wide, result + k);
            }
        }
    }

    const PairSums<Real>& sums_;
    std::size_t first_;
    V z_[dimension][groups], shift_[groups];
};

template <class Real, int dimension, bool weighted, bool shifted>
void sum_groups(const PairSums<Real>& sums, std::size_t first) {
    using Group = TargetGroup<Real, dimension, weighted, shifted>;
    for (std::size_t i = first; i < first + tile_size && i < sums.targets; i += Group::size) Group(sums, i).run();
}

template <class Real, int dimension>
void choose_kind(const PairSums<Real>& sums, std::size_t first) {
    if (sums.weighted)
        sums.shifted ? sum_groups<Real, dimension, true, true>(sums, first)
                     : sum_groups<Real, dimension, true, false>(sums, first);
    else
        sums.shifted ? sum_groups<Real, dimension, false, true>(sums, first)
                     : sum_groups<Real, dimension, false, false>(sums, first);
}

void sum_single(const PairSums<float>& sums, std::size_t first) {
    sums.dimension == 2 ? choose_kind<float, 2>(sums, first) : choose_kind<float, 3>(sums, first);
}
void sum_double(const PairSums<double>& sums, std::size_t first) {
    sums.dimension == 2 ? choose_kind<double, 2>(sums, first) : choose_kind<double, 3>(sums, first);
}
std::int64_t this_target() {
    return HWY_TARGET;
}

}  // namespace coalesce::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace coalesce::kernel {

HWY_EXPORT(sum_single);
HWY_EXPORT(sum_double);
HWY_EXPORT(this_target);

void sum_tile(const PairSums<float>& sums, std::size_t first_target) {
    HWY_DYNAMIC_DISPATCH(sum_single)(sums, first_target);
}
void sum_tile(const PairSums<double>& sums, std::size_t first_target) {
    HWY_DYNAMIC_DISPATCH(sum_double)(sums, first_target);
}

std::vector<std::int64_t> supported_targets() {
    return hwy::SupportedAndGeneratedTargets();
}
std::int64_t chosen_target() {
    return HWY_DYNAMIC_DISPATCH(this_target)();
}
std::string target_name(std::int64_t target) {
    return hwy::TargetName(target);
}

void restrict_targets(std::int64_t target) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

}  // namespace coalesce::kernel
#endif
