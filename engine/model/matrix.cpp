#include "coalesce/model/matrix.hpp"

#include <Eigen/Core>
#include <Eigen/SVD>
#include <algorithm>
#include <limits>

namespace coalesce {

Matrix Matrix::identity(int dimension) {
    return diagonal(dimension, {1, 1, 1});
}

Matrix Matrix::rotation(int dimension, double angle) {
    Matrix r = identity(dimension);
    r(0, 0) = r(1, 1) = std::cos(angle);
    r(1, 0) = std::sin(angle);
    r(0, 1) = -r(1, 0);
    return r;
}

Matrix Matrix::diagonal(int dimension, const Vec3& entries) {
    Matrix result;
    result.dimension = dimension;
    for (int k = 0; k < dimension; ++k) result(k, k) = entries[static_cast<std::size_t>(k)];
    return result;
}

Matrix operator*(const Matrix& a, const Matrix& b) {
    Matrix product;
    product.dimension = a.dimension;
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 3; ++column)
            for (int k = 0; k < 3; ++k) product(row, column) += a(row, k) * b(k, column);
    return product;
}

Matrix operator*(double s, const Matrix& a) {
    Matrix result = a;
    for (double& entry : result.entry) entry *= s;
    return result;
}

Matrix transposed(const Matrix& a) {
    Matrix result = a;
    for (int row = 0; row < 3; ++row)
        for (int column = 0; column < 3; ++column) result(row, column) = a(column, row);
    return result;
}

bool is_finite(const Matrix& a) {
    return std::all_of(a.entry.begin(), a.entry.end(), [](double entry) { return std::isfinite(entry); });
}

double spectral_norm(const Matrix& a) {
    if (!is_finite(a)) return std::numeric_limits<double>::quiet_NaN();
    const Eigen::Map<const Eigen::Matrix<double, 3, 3, Eigen::RowMajor>> entries(a.entry.data());
    // The zero third row and column of a 2×2 matrix only add the singular value 0.
    return Eigen::JacobiSVD<Eigen::Matrix3d, Eigen::NoQRPreconditioner>(entries).singularValues()[0];
}

std::optional<double> multiple_of_identity(const Matrix& a) {
    const double lambda = a(0, 0), tolerance = 1e-9 * spectral_norm(a);
    for (int row = 0; row < a.dimension; ++row)
        for (int column = 0; column < a.dimension; ++column)
            if (!(std::abs(a(row, column) - (row == column ? lambda : 0)) <= tolerance)) return {};
    return lambda;
}

}  // namespace coalesce
