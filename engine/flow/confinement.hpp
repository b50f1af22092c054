#pragma once

#include <array>

#include "coalesce/field/field.hpp"
#include "coalesce/theory/alignment.hpp"

namespace coalesce {

/// E_max as a space that tokens never leave once there: coordinates in it, and the model reduced to it.
///
/// Distances from E_max shrink at a rate O(1) for ever, which would limit explicit steps to O(1) throughout the pairing
/// phase. Tokens that have arrived are therefore put exactly into E_max and move in it alone.
struct Confinement {
    enum class Kind {
        none,
        circle,  ///< tokens are points of S^1 in the coordinates of `basis`
        points,  ///< every token is basis[0] or -basis[0] and rests
    };
    Kind kind = Kind::none;
    std::array<Vec3, 2> basis{};

    Vec3 inside(const Vec3& x) const { return {dot(basis[0], x), dot(basis[1], x), 0}; }
    Vec3 outside(const Vec3& y) const { return add(scaled(basis[0], y[0]), scaled(basis[1], y[1])); }
    /// Returns the matrix <basis_i, A basis_j>.
    Matrix inside(const Matrix& a) const;
};

/// Finds the space that the cloud can be confined to now; kind none if there is none.
///
/// With n normal to E_max and V E_max ⊂ E_max, d<n,x_i>/dt = Σ_j w_ij <V^T n, x_j> - <x_i,Vm_i> <n,x_i> exactly, so
/// that the largest distance from E_max shrinks while <x_i,Vm_i> > ν Σ_j w_ij for all i, ν the norm of V on the
/// complement. Tokens within `radius` then stay within it, and confining them moves none by more.
Confinement confinement_of(const Cloud& cloud, const Field& field, const Model& model, const LeadingSpace& space,
                           double radius);

}  // namespace coalesce
