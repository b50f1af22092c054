#pragma once

#include <Eigen/Core>
#include <optional>

// Dense eigenvalues and singular values by Eigen. Each algorithm is compiled in one file: it takes seconds.

namespace coalesce {

/// Returns the largest real part of the eigenvalues of a square matrix, in the unit of its entries.
double largest_real_part(const Eigen::MatrixXd& matrix);

struct Spectrum {
    double largest_real_part = 0;
    Eigen::MatrixXcd eigenvectors;  ///< columns of length 1
};
/// Returns the spectrum of a square matrix; nullopt if the iteration does not converge.
std::optional<Spectrum> spectrum(const Eigen::MatrixXd& matrix);

/// Returns the ratio of the largest to the smallest singular value.
double condition(const Eigen::MatrixXcd& matrix);

}  // namespace coalesce
