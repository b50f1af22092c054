#include "field/mutual_kernel.hpp"

#include "field/simd_targets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "field/mutual_kernel.cpp"
#include <hwy/foreach_target.h>  // compiles this file once a target; must precede highway.h
#include <hwy/highway.h>

#include <algorithm>

#include "field/exp2-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace coalesce::kernel::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

/// Sums of `group` tokens j stay in registers while the tokens i pass
/// by in vectors; sums of the i are read and written once a group.
template <class Real, int dimension>
class MutualTile {
    using D = hn::ScalableTag<Real>;
    using V = hn::Vec<D>;
    static constexpr std::size_t lanes = hn::MaxLanes(D());
    static constexpr int quantities = dimension + 1;  // total, moment
    static constexpr std::size_t group = 4, run = 64;

  public:
    HWY_INLINE MutualTile(const MutualSums<Real>& sums, std::size_t first) : sums_(sums), first_(first) {}

    HWY_INLINE void add(std::size_t from, std::size_t to, const TokenSumPlanes& of_i, const TokenSumPlanes& of_j) {
        clear(long_);
        for (std::size_t start = from; start < to; start += run) {
            clear(short_);
            const std::size_t end = std::min(start + run, to);
            std::size_t j = start;
            for (; j + group <= end; j += group) pass<group>(j, of_j, j - from);
            for (; j < end; ++j) pass<1>(j, of_j, j - from);
            for (int q = 0; q < quantities; ++q)
                for (std::size_t i = 0; i < mutual_size; i += lanes)
                    hn::Store(hn::Add(hn::Load(D(), long_[q] + i), hn::Load(D(), short_[q] + i)), D(), long_[q] + i);
        }
        for (int q = 0; q < quantities; ++q) add_plane(long_[q], q == 0 ? of_i.total : of_i.moment[q - 1]);
    }

  private:
    using Plane = Real[mutual_size];

    HWY_INLINE static void clear(Plane* planes) { std::fill_n(planes[0], quantities * mutual_size, Real{0}); }

    template <std::size_t count>
    HWY_INLINE void pass(std::size_t j, const TokenSumPlanes& of_j, std::size_t at) {
        V own[count][quantities];
        for (std::size_t s = 0; s < count; ++s)
            for (int q = 0; q < quantities; ++q) own[s][q] = hn::Zero(D());
        for (std::size_t i = 0; i < mutual_size; i += lanes) {
            V x[dimension], few[quantities];
            for (int k = 0; k < dimension; ++k) x[k] = hn::LoadU(D(), sums_.token[k] + first_ + i);
            for (std::size_t s = 0; s < count; ++s) {
                const V e = exp2(D(), score(x, j + s));
                own[s][0] = hn::Add(own[s][0], e);
                for (int k = 0; k < dimension; ++k) own[s][k + 1] = hn::MulAdd(e, x[k], own[s][k + 1]);
                few[0] = s == 0 ? e : hn::Add(few[0], e);
                for (int k = 0; k < dimension; ++k) {
                    const V other = hn::Set(D(), sums_.token[k][j + s]);
                    few[k + 1] = s == 0 ? hn::Mul(e, other) : hn::MulAdd(e, other, few[k + 1]);
                }
            }
            for (int q = 0; q < quantities; ++q)
                hn::Store(hn::Add(hn::Load(D(), short_[q] + i), few[q]), D(), short_[q] + i);
        }
        for (int q = 0; q < quantities; ++q) {
            double* out = (q == 0 ? of_j.total : of_j.moment[q - 1]) + at;
#if HWY_TARGET != HWY_SCALAR
            if constexpr (count == 4 && sizeof(Real) == 4) {
                add_lanes(own[0][q], own[1][q], own[2][q], own[3][q], out);
                continue;
            }
#endif
            for (std::size_t s = 0; s < count; ++s)
                out[s] += static_cast<double>(hn::GetLane(hn::SumOfLanes(D(), own[s][q])));
        }
    }

    /// Returns <x_i, z_j> = <z_i, x_j> (B is symmetric): x_i is in registers anyway, and none would be left for z_i.
    HWY_INLINE V score(const V (&x)[dimension], std::size_t j) const {
        V t = hn::Mul(x[0], hn::Set(D(), sums_.query[0][j]));
        for (int k = 1; k < dimension; ++k) t = hn::MulAdd(x[k], hn::Set(D(), sums_.query[k][j]), t);
        return t;
    }

#if HWY_TARGET != HWY_SCALAR
    /// Adds the lanes of each of four vectors: transposes blocks of four, then adds the blocks.
    HWY_INLINE static void add_lanes(V a, V b, V c, V d, double* out) {
        const hn::RepartitionToWide<D> wide;
        const V ab = hn::Add(hn::InterleaveLower(D(), a, b), hn::InterleaveUpper(D(), a, b));
        const V cd = hn::Add(hn::InterleaveLower(D(), c, d), hn::InterleaveUpper(D(), c, d));
        const auto u = hn::BitCast(wide, ab), v = hn::BitCast(wide, cd);
        const V blocks = hn::Add(hn::BitCast(D(), hn::InterleaveLower(wide, u, v)),
                                 hn::BitCast(D(), hn::InterleaveUpper(wide, u, v)));
        HWY_ALIGN float part[lanes];
        hn::Store(blocks, D(), part);
        for (std::size_t k = 0; k < 4; ++k) {
            double sum = 0;
            for (std::size_t block = 0; block < lanes; block += 4) sum += static_cast<double>(part[block + k]);
            out[k] += sum;
        }
    }
#endif

    HWY_INLINE static void add_plane(const Real* plane, double* out) {
        for (std::size_t i = 0; i < mutual_size; ++i) out[i] += static_cast<double>(plane[i]);
    }

    const MutualSums<Real>& sums_;
    std::size_t first_;
    HWY_ALIGN Real short_[quantities][mutual_size];
    HWY_ALIGN Real long_[quantities][mutual_size];
};

template <class Real>
void add_pairs(const MutualSums<Real>& sums, std::size_t first, std::size_t from, std::size_t to,
               const TokenSumPlanes& of_i, const TokenSumPlanes& of_j) {
    sums.dimension == 2 ? MutualTile<Real, 2>(sums, first).add(from, to, of_i, of_j)
                        : MutualTile<Real, 3>(sums, first).add(from, to, of_i, of_j);
}

void mutual_single(const MutualSums<float>& sums, std::size_t first, std::size_t from, std::size_t to,
                   const TokenSumPlanes& of_i, const TokenSumPlanes& of_j) {
    add_pairs(sums, first, from, to, of_i, of_j);
}
void mutual_double(const MutualSums<double>& sums, std::size_t first, std::size_t from, std::size_t to,
                   const TokenSumPlanes& of_i, const TokenSumPlanes& of_j) {
    add_pairs(sums, first, from, to, of_i, of_j);
}
}  // namespace coalesce::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace coalesce::kernel {

HWY_EXPORT(mutual_single);
HWY_EXPORT(mutual_double);

void add_mutual(const MutualSums<float>& sums, std::size_t first, std::size_t from, std::size_t to,
                const TokenSumPlanes& of_i, const TokenSumPlanes& of_j) {
    HWY_DYNAMIC_DISPATCH(mutual_single)(sums, first, from, to, of_i, of_j);
}
void add_mutual(const MutualSums<double>& sums, std::size_t first, std::size_t from, std::size_t to,
                const TokenSumPlanes& of_i, const TokenSumPlanes& of_j) {
    HWY_DYNAMIC_DISPATCH(mutual_double)(sums, first, from, to, of_i, of_j);
}

}  // namespace coalesce::kernel
#endif
