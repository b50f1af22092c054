#include "flow/confinement.hpp"

#include <cmath>

namespace coalesce {

namespace {

/// Orthogonal projection onto E_max.
Matrix projection(const LeadingSpace& space, int dimension) {
    Matrix p = 0.0 * Matrix::identity(dimension);
    const int vectors = space.kind == LeadingSpace::Kind::circle ? 2 : 1;
    for (int k = 0; k < vectors; ++k) {
        const Vec3& b = space.basis[static_cast<std::size_t>(k)];
        for (int row = 0; row < dimension; ++row)
            for (int column = 0; column < dimension; ++column)
                p(row, column) += b[static_cast<std::size_t>(row)] * b[static_cast<std::size_t>(column)];
    }
    return p;
}

Matrix complement(const Matrix& p) {
    Matrix q = -1.0 * p;
    for (int k = 0; k < p.dimension; ++k) q(k, k) += 1;
    return q;
}

bool all_within(const Cloud& cloud, const LeadingSpace& space, double radius) {
    for (std::size_t i = 0; i < cloud.size(); ++i)
        if (!(angle_to(space, cloud.token(i)) <= radius)) return false;
    return true;
}

}  // namespace

Matrix Confinement::inside(const Matrix& a) const {
    Matrix reduced = Matrix::identity(2);
    for (int i = 0; i < 2; ++i)
        for (int j = 0; j < 2; ++j)
            reduced(i, j) = dot(basis[static_cast<std::size_t>(i)], a * basis[static_cast<std::size_t>(j)]);
    return reduced;
}

Confinement confinement_of(const Cloud& cloud, const Field& field, const Model& model, const LeadingSpace& space,
                           double radius) {
    if (space.kind == LeadingSpace::Kind::everything || !all_within(cloud, space, radius)) return {};
    const Matrix onto = projection(space, model.dimension()), off = complement(onto);
    // 1e-12: the rounding of a matrix whose E_max is meant to be invariant.
    if (spectral_norm(off * model.V * onto) > 1e-12 * spectral_norm(model.V)) return {};
    const double outside_norm = spectral_norm(off * model.V * off);
    const double bound = model.beta * score_bound(model);
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const double weights =
            model.attention == Attention::unnormalized ? std::exp(field.log_partition[i] - bound) : 1.0;
        const double pull = dot(cloud.token(i), model.V * field.attention.at(i));
        // A margin of a thousandth of ‖V‖ excludes rates that are rounding.
        if (!(pull > (outside_norm + 1e-3 * spectral_norm(model.V)) * weights)) return {};
    }
    Confinement found;
    found.kind = space.kind == LeadingSpace::Kind::circle ? Confinement::Kind::circle : Confinement::Kind::points;
    found.basis = space.basis;
    return found;
}

}  // namespace coalesce
