// Geometry of the mesh, written once for host vectors and device threads (formula.hpp). The guard toggles with
// Highway's target, as in Highway's own headers: the file is included once a target.
//
// Ops has a type V of one double or several side by side, and on it: set, add, subtract, multiply, multiply_add(a, b,
// c) = ab + c, divide, absolute, at_least, less, choose, low, high (min and max), whole (floor), arctangent.
#if defined(COALESCE_FIELD_MESH_FORMULA_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef COALESCE_FIELD_MESH_FORMULA_INL
#undef COALESCE_FIELD_MESH_FORMULA_INL
#else
#define COALESCE_FIELD_MESH_FORMULA_INL
#endif

#include <cmath>

#include "field/formula.hpp"
#include "field/mesh_grid.hpp"

COALESCE_BEFORE_FORMULAS();
namespace coalesce::kernel::COALESCE_FORMULA_PLACE {

/// Locates a cell and the place in it along one angle, from the tangent of the angle (MeshGrid).
template <class Ops>
struct AlongPanel {
    typename Ops::V cell, place;
};
template <class Ops>
COALESCE_FORMULA AlongPanel<Ops> along_panel(typename Ops::V tangent, typename Ops::V cells) {
    const auto scale = Ops::multiply(cells, Ops::set(2 / M_PI));
    const auto position = Ops::multiply_add(Ops::arctangent(tangent), scale, Ops::multiply(cells, Ops::set(0.5)));
    // A tangent rounded to 1 belongs to the edge of the last cell.
    const auto last = Ops::subtract(cells, Ops::set(1.0));
    const auto cell = Ops::low(Ops::high(Ops::whole(position), Ops::set(0.0)), last);
    return {cell, Ops::subtract(position, cell)};
}

/// Cell number and place (u, v) in [0, 1]² within the cell.
template <class Ops>
struct MeshPlace {
    typename Ops::V cell, u, v;
};

/// Returns panel 2k + (x_k < 0).
template <class Ops>
COALESCE_FORMULA typename Ops::V panel_of(typename Ops::V twice_axis, typename Ops::V main) {
    return Ops::add(twice_axis, Ops::choose(Ops::less(main, Ops::set(0.0)), Ops::set(1.0), Ops::set(0.0)));
}

template <class Ops>
COALESCE_FORMULA MeshPlace<Ops> place_on_sphere(typename Ops::V x, typename Ops::V y, typename Ops::V z,
                                                typename Ops::V cells) {
    const auto ax = Ops::absolute(x), ay = Ops::absolute(y), az = Ops::absolute(z);
    const auto second = Ops::at_least(ay, az);
    const auto first = Ops::at_least(ax, Ops::high(ay, az));
    const auto main = Ops::choose(first, x, Ops::choose(second, y, z));
    const auto next = Ops::choose(first, y, Ops::choose(second, z, x));
    const auto last = Ops::choose(first, z, Ops::choose(second, x, y));
    const auto axis = Ops::choose(first, Ops::set(0.0), Ops::choose(second, Ops::set(2.0), Ops::set(4.0)));
    const auto inverse = Ops::divide(Ops::set(1.0), main);
    const auto u = along_panel<Ops>(Ops::multiply(next, inverse), cells);
    const auto v = along_panel<Ops>(Ops::multiply(last, inverse), cells);
    const auto row = Ops::multiply_add(panel_of<Ops>(axis, main), cells, v.cell);
    return {Ops::multiply_add(row, cells, u.cell), u.place, v.place};
}

template <class Ops>
COALESCE_FORMULA MeshPlace<Ops> place_on_circle(typename Ops::V x, typename Ops::V y, typename Ops::V cells) {
    const auto first = Ops::at_least(Ops::absolute(x), Ops::absolute(y));
    const auto main = Ops::choose(first, x, y), next = Ops::choose(first, y, x);
    const auto axis = Ops::choose(first, Ops::set(0.0), Ops::set(2.0));
    const auto u = along_panel<Ops>(Ops::divide(next, main), cells);
    return {Ops::multiply_add(panel_of<Ops>(axis, main), cells, u.cell), u.place, u.place};
}

/// Lagrange polynomials ℓ_a(u) = scale_a Π_{b≠a} (u + p/2 - 1 - b), by products from both ends.
template <class Ops, int p>
COALESCE_FORMULA void lagrange_weights(typename Ops::V u, typename Ops::V (&weight)[p]) {
    constexpr LagrangeScales<p> scales;
    constexpr int before = p / 2 - 1;
    typename Ops::V distance[p];
    for (int a = 0; a < p; ++a) distance[a] = Ops::add(u, Ops::set(before - a));
    auto product = Ops::set(1.0);
    for (int a = 0; a < p; ++a) {
        weight[a] = Ops::multiply(product, Ops::set(scales.of[a]));
        product = Ops::multiply(product, distance[a]);
    }
    product = distance[p - 1];
    for (int a = p - 2; a >= 0; --a) {
        weight[a] = Ops::multiply(weight[a], product);
        product = Ops::multiply(product, distance[a]);
    }
}

}  // namespace coalesce::kernel::COALESCE_FORMULA_PLACE
COALESCE_AFTER_FORMULAS();

#endif
