#include "field/mesh_kernel.hpp"

#include "field/mesh_grid.hpp"

#include "field/simd_targets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "field/mesh_kernel.cpp"
#include <hwy/foreach_target.h>  // compiles this file once a target; must precede highway.h
#include <hwy/highway.h>

#include <hwy/contrib/math/math-inl.h>  // needs both

#include <algorithm>
#include <cstring>

#include "field/mesh_formula-inl.hpp"
#include "field/vector_ops-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace coalesce::kernel::HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<double>;
using V = hn::Vec<D>;

struct Lanes : VectorOps<double> {
    static HWY_INLINE V arctangent(V a) { return hn::Atan(D(), a); }
};

HWY_INLINE void store_place(V place, Place* to, bool fine) {
    const D d;
    const hn::Rebind<float, D> narrow;
    const hn::Rebind<std::int32_t, D> whole;
    if (!fine) return hn::StoreU(hn::DemoteTo(narrow, place), narrow, &to->single_);
    // DemoteTo truncates towards 0 and saturates to 32 bits.
    const V scaled = hn::Mul(hn::Sub(place, hn::Set(d, 0.5)), hn::Set(d, 0x1p32));
    hn::StoreU(hn::DemoteTo(whole, hn::Round(scaled)), whole, &to->fine);
}

HWY_INLINE void store_places(V cell, V u, V v, const MeshPlaces& places, std::size_t at, bool flat) {
    const hn::Rebind<std::int32_t, D> whole;
    hn::StoreU(hn::DemoteTo(whole, cell), whole, places.cell + at);
    store_place(u, places.u + at, places.fine);
    if (!flat) store_place(v, places.v + at, places.fine);
}

void locate(const double* const* axis, int dimension, int n, std::size_t from, std::size_t to,
            const MeshPlaces& places) {
    const D d;
    constexpr std::size_t lanes = hn::MaxLanes(D());
    const V cells = hn::Set(d, static_cast<double>(n));
    const auto locate_at = [&](const double* const* planes, const MeshPlaces& out, std::size_t i) HWY_ATTR {
        const V x = hn::LoadU(d, planes[0] + i), y = hn::LoadU(d, planes[1] + i);
        const MeshPlace<Lanes> place = dimension == 3 ? place_on_sphere<Lanes>(x, y, hn::LoadU(d, planes[2] + i), cells)
                                                      : place_on_circle<Lanes>(x, y, cells);
        store_places(place.cell, place.u, place.v, out, i, dimension == 2);
    };
    std::size_t i = from;
    for (; i + lanes <= to; i += lanes) locate_at(axis, places, i);
    if (i == to) return;
    // Pads the last vector with the point (1, 1, 1).
    HWY_ALIGN double plane[3][lanes];
    HWY_ALIGN std::int32_t cell[lanes];
    HWY_ALIGN Place u[lanes], v[lanes];
    for (int k = 0; k < dimension; ++k) {
        std::fill_n(plane[k], lanes, 1.0);
        std::copy(axis[k] + i, axis[k] + to, plane[k]);
    }
    const double* planes[3] = {plane[0], plane[1], plane[2]};
    locate_at(planes, {cell, u, v, places.fine}, 0);
    std::copy_n(cell, to - i, places.cell + i);
    std::copy_n(u, to - i, places.u + i);
    if (dimension == 3) std::copy_n(v, to - i, places.v + i);
}

/// Lagrange polynomials of one place, one a lane: ℓ_a(u) = scale_a Π_{b≠a} (u + p/2 - 1 - b). Lanes from p on are 0.
template <int p>
struct Lagrange {
    static constexpr std::size_t padded = padded_order(p);
    /// other[k][a]: the k-th node other than a, less p/2 - 1.
    double other[p - 1][padded] = {};
    double scale[padded] = {};
    static constexpr int before = p / 2 - 1;

    constexpr Lagrange() {
        for (int a = 0; a < p; ++a) {
            scale[a] = lagrange_scale(p, a);
            for (int k = 0; k < p - 1; ++k) other[k][a] = (k < a ? k : k + 1) - before;
        }
    }
    HWY_INLINE void at(double u, double* HWY_RESTRICT weight) const {
        for (std::size_t a = 0; a < padded; ++a) weight[a] = scale[a] * (u - other[0][a]);
        for (int k = 1; k < p - 1; ++k)
            for (std::size_t a = 0; a < padded; ++a) weight[a] *= u - other[k][a];
    }
};
template <int p>
inline constexpr Lagrange<p> lagrange;

/// A run is tokens of one cell side by side in memory, taken by whole
/// vectors. Runs shorter than `short_run` are faster token by token.
constexpr std::size_t run_length = 64, short_run = 4;

/// Returns the end of the run that starts at token i, at most run_length long.
HWY_INLINE std::size_t end_of_run(const std::int32_t* cell, std::size_t i, std::size_t to) {
    const std::size_t most = std::min(to, i + run_length);
    std::size_t end = i + 1;
    while (end < most && cell[end] == cell[i]) ++end;
    return end;
}

/// Loads neighbouring places as numbers.
template <bool fine>
HWY_INLINE V load_whole(const Place* places) {
    const D d;
    if constexpr (fine) {
        const hn::Rebind<std::int32_t, D> whole;
        return hn::MulAdd(hn::PromoteTo(d, hn::LoadU(whole, &places->fine)), hn::Set(d, 0x1p-32), hn::Set(d, 0.5));
    } else {
        const hn::Rebind<float, D> narrow;
        return hn::PromoteTo(d, hn::LoadU(narrow, &places->single_));
    }
}
template <bool fine>
HWY_INLINE double load_one(const Place& place) {
    if constexpr (fine)
        return place.fine * 0x1p-32 + 0.5;
    else
        return place.single_;
}

/// Loads places of a run; lanes past its end get places whose masses are 0.
template <bool fine>
HWY_INLINE V load_places(const Place* places, std::size_t t, std::size_t count) {
    constexpr std::size_t lanes = hn::MaxLanes(D());
    if (t + lanes <= count) return load_whole<fine>(places + t);
    HWY_ALIGN Place rest[lanes] = {};
    std::copy(places + t, places + count, rest);
    return load_whole<fine>(rest);
}

/// Loads masses of a run (nullptr: 1 each); lanes past its end get 0.
HWY_INLINE V load_masses(const double* masses, std::size_t t, std::size_t count) {
    const D d;
    constexpr std::size_t lanes = hn::MaxLanes(D());
    if (t + lanes <= count) return masses ? hn::LoadU(d, masses + t) : hn::Set(d, 1.0);
    HWY_ALIGN double rest[lanes] = {};
    for (std::size_t k = t; k < count; ++k) rest[k - t] = masses ? masses[k] : 1.0;
    return hn::Load(d, rest);
}

HWY_INLINE double sum_of(V v) {
    return hn::GetLane(hn::SumOfLanes(D(), v));
}

template <int p, bool fine>
HWY_INLINE void deposit_run_sphere(const Place* u, const Place* v, const double* masses, std::size_t count,
                                   double* HWY_RESTRICT cell) {
    const D d;
    constexpr std::size_t lanes = hn::MaxLanes(D()), padded = padded_order(p);
    HWY_ALIGN double wu[p][run_length], wv[p][run_length];
    const std::size_t length = (count + lanes - 1) / lanes * lanes;
    for (std::size_t t = 0; t < length; t += lanes) {
        V column[p], row[p];
        lagrange_weights<Lanes>(load_places<fine>(u, t, count), column);
        lagrange_weights<Lanes>(load_places<fine>(v, t, count), row);
        const V mass = load_masses(masses, t, count);
        for (int a = 0; a < p; ++a) {
            hn::Store(hn::Mul(column[a], mass), d, &wu[a][t]);
            hn::Store(row[a], d, &wv[a][t]);
        }
    }
    for (int b = 0; b < p; ++b) {
        V sum[p];
        for (int a = 0; a < p; ++a) sum[a] = hn::Zero(d);
        for (std::size_t t = 0; t < length; t += lanes) {
            const V row = hn::Load(d, &wv[b][t]);
            for (int a = 0; a < p; ++a) sum[a] = hn::MulAdd(row, hn::Load(d, &wu[a][t]), sum[a]);
        }
        for (int a = 0; a < p; ++a)
            cell[static_cast<std::size_t>(b) * padded + static_cast<std::size_t>(a)] += sum_of(sum[a]);
    }
}

template <int p, bool fine>
HWY_INLINE void deposit_run_circle(const Place* u, const double* masses, std::size_t count, double* HWY_RESTRICT cell) {
    const D d;
    constexpr std::size_t lanes = hn::MaxLanes(D());
    V sum[p];
    for (int a = 0; a < p; ++a) sum[a] = hn::Zero(d);
    for (std::size_t t = 0; t < count; t += lanes) {
        V column[p];
        lagrange_weights<Lanes>(load_places<fine>(u, t, count), column);
        const V mass = load_masses(masses, t, count);
        for (int a = 0; a < p; ++a) sum[a] = hn::MulAdd(column[a], mass, sum[a]);
    }
    for (int a = 0; a < p; ++a) cell[a] += sum_of(sum[a]);
}

template <int p>
HWY_INLINE void deposit_token_sphere(double u, double v, double mass, double* HWY_RESTRICT cell) {
    constexpr std::size_t padded = padded_order(p);
    alignas(64) double wu[padded], wv[padded];
    lagrange<p>.at(u, wu);
    lagrange<p>.at(v, wv);
    for (std::size_t a = 0; a < padded; ++a) wu[a] *= mass;
    for (int row = 0; row < p; ++row)
        for (std::size_t a = 0; a < padded; ++a) cell[static_cast<std::size_t>(row) * padded + a] += wv[row] * wu[a];
}

template <int p>
HWY_INLINE void deposit_token_circle(double u, double mass, double* HWY_RESTRICT cell) {
    constexpr std::size_t padded = padded_order(p);
    alignas(64) double wu[padded];
    lagrange<p>.at(u, wu);
    for (std::size_t a = 0; a < padded; ++a) cell[a] += mass * wu[a];
}

template <int p, int dimension, bool fine>
void deposit_all(const MeshPlaces& places, const double* masses, std::size_t from, std::size_t to, double* deposit) {
    for (std::size_t i = from, end; i < to; i = end) {
        end = end_of_run(places.cell, i, to);
        double* cell = deposit + static_cast<std::size_t>(places.cell[i]) * cell_doubles(dimension, p);
        const double* mass = masses ? masses + i : nullptr;
        if (end - i < short_run) {
            for (std::size_t k = i; k < end; ++k) {
                const double own = masses ? masses[k] : 1.0;
                if constexpr (dimension == 3)
                    deposit_token_sphere<p>(load_one<fine>(places.u[k]), load_one<fine>(places.v[k]), own, cell);
                else
                    deposit_token_circle<p>(load_one<fine>(places.u[k]), own, cell);
            }
        } else if constexpr (dimension == 3) {
            deposit_run_sphere<p, fine>(places.u + i, places.v + i, mass, end - i, cell);
        } else {
            deposit_run_circle<p, fine>(places.u + i, mass, end - i, cell);
        }
    }
}

/// Doubles a node.
constexpr std::size_t quantities = 4;

template <int p, int dimension, bool fine>
HWY_INLINE void read_token(const MeshPlaces& places, std::size_t i, const double* HWY_RESTRICT corner, int side,
                           double* const* out) {
    constexpr std::size_t padded = padded_order(p), row_length = p * quantities;
    alignas(64) double wu[padded], wv[padded], sum[row_length];
    lagrange<p>.at(load_one<fine>(places.u[i]), wu);
    if constexpr (dimension == 3) {
        lagrange<p>.at(load_one<fine>(places.v[i]), wv);
        for (std::size_t a = 0; a < row_length; ++a) sum[a] = wv[0] * corner[a];
        for (int row = 1; row < p; ++row) {
            const double* HWY_RESTRICT line = corner + static_cast<std::size_t>(row * side) * quantities;
            for (std::size_t a = 0; a < row_length; ++a) sum[a] += wv[row] * line[a];
        }
    } else {
        for (std::size_t a = 0; a < row_length; ++a) sum[a] = corner[a];
    }
    double result[quantities] = {};
    for (int column = 0; column < p; ++column)
        for (std::size_t q = 0; q < quantities; ++q)
            result[q] += wu[column] * sum[static_cast<std::size_t>(column) * quantities + q];
    for (std::size_t q = 0; q <= dimension; ++q) out[q][i] = result[q];
}

HWY_INLINE void store_some(V value, double* to, std::size_t count) {
    const D d;
    constexpr std::size_t lanes = hn::MaxLanes(D());
    if (count >= lanes) return hn::StoreU(value, d, to);
    HWY_ALIGN double all[lanes];
    hn::Store(value, d, all);
    std::copy_n(all, count, to);
}

template <int p, int dimension, bool fine>
HWY_INLINE void read_run(const MeshPlaces& places, std::size_t from, std::size_t to, const double* HWY_RESTRICT corner,
                         int side, double* const* out) {
    const D d;
    constexpr std::size_t lanes = hn::MaxLanes(D());
    const std::size_t line = static_cast<std::size_t>(side) * quantities;
    for (std::size_t i = from; i < to; i += lanes) {
        V column[p], row[p];
        lagrange_weights<Lanes>(load_places<fine>(places.u + i, 0, to - i), column);
        if constexpr (dimension == 3) lagrange_weights<Lanes>(load_places<fine>(places.v + i, 0, to - i), row);
        for (std::size_t q = 0; q <= dimension; ++q) {
            V result = hn::Zero(d);
            for (int b = 0; b < (dimension == 3 ? p : 1); ++b) {
                const double* HWY_RESTRICT node = corner + static_cast<std::size_t>(b) * line + q;
                V sum = hn::Mul(column[0], hn::Set(d, node[0]));
                for (std::size_t a = 1; a < p; ++a) sum = hn::MulAdd(column[a], hn::Set(d, node[a * quantities]), sum);
                result = dimension == 3 ? hn::MulAdd(row[b], sum, result) : sum;
            }
            store_some(result, out[q] + i, to - i);
        }
    }
}

template <int p, int dimension, bool fine>
void read_all(const MeshPlaces& places, const double* nodes, const std::int32_t* first_node, int side, std::size_t from,
              std::size_t to, double* const* out) {
    for (std::size_t i = from, end; i < to; i = end) {
        end = end_of_run(places.cell, i, to);
        const double* corner = nodes + static_cast<std::size_t>(first_node[places.cell[i]]) * quantities;
        if (end - i < short_run)
            for (std::size_t k = i; k < end; ++k) read_token<p, dimension, fine>(places, k, corner, side, out);
        else
            read_run<p, dimension, fine>(places, i, end, corner, side, out);
    }
}

template <bool fine>
void deposit_by_order(const MeshPlaces& places, const double* masses, int dimension, int p, std::size_t from,
                      std::size_t to, double* into) {
    if (dimension == 3)
        (p == 6   ? deposit_all<6, 3, fine>
         : p == 8 ? deposit_all<8, 3, fine>
                  : deposit_all<10, 3, fine>)(places, masses, from, to, into);
    else
        (p == 6   ? deposit_all<6, 2, fine>
         : p == 8 ? deposit_all<8, 2, fine>
                  : deposit_all<10, 2, fine>)(places, masses, from, to, into);
}

void deposit(const MeshPlaces& places, const double* masses, int dimension, int p, std::size_t from, std::size_t to,
             double* into) {
    (places.fine ? deposit_by_order<true> : deposit_by_order<false>)(places, masses, dimension, p, from, to, into);
}

template <bool fine>
void read_by_order(const MeshPlaces& places, const double* nodes, const std::int32_t* first_node, int side,
                   int dimension, int p, std::size_t from, std::size_t to, double* const* out) {
    if (dimension == 3)
        (p == 6   ? read_all<6, 3, fine>
         : p == 8 ? read_all<8, 3, fine>
                  : read_all<10, 3, fine>)(places, nodes, first_node, side, from, to, out);
    else
        (p == 6   ? read_all<6, 2, fine>
         : p == 8 ? read_all<8, 2, fine>
                  : read_all<10, 2, fine>)(places, nodes, first_node, side, from, to, out);
}

void read_any(const MeshPlaces& places, const double* nodes, const std::int32_t* first_node, int side, int dimension,
              int p, std::size_t from, std::size_t to, double* const* out) {
    (places.fine ? read_by_order<true> : read_by_order<false>)(places, nodes, first_node, side, dimension, p, from, to,
                                                               out);
}

}  // namespace coalesce::kernel::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace coalesce::kernel {

HWY_EXPORT(locate);
HWY_EXPORT(deposit);
HWY_EXPORT(read_any);

void locate_tokens(const double* const* axis, int dimension, int n, std::size_t from, std::size_t to,
                   const MeshPlaces& places) {
    HWY_DYNAMIC_DISPATCH(locate)(axis, dimension, n, from, to, places);
}
void deposit_tokens(const MeshPlaces& places, const double* masses, int dimension, int p, std::size_t from,
                    std::size_t to, double* into) {
    HWY_DYNAMIC_DISPATCH(deposit)(places, masses, dimension, p, from, to, into);
}
void read_tokens(const MeshPlaces& places, const double* nodes, const std::int32_t* first_node, int side, int dimension,
                 int p, std::size_t from, std::size_t to, double* const* out) {
    HWY_DYNAMIC_DISPATCH(read_any)(places, nodes, first_node, side, dimension, p, from, to, out);
}

}  // namespace coalesce::kernel
#endif
