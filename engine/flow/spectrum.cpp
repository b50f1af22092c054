#include "flow/spectrum.hpp"

#include <Eigen/Eigenvalues>

namespace coalesce {

double largest_real_part(const Eigen::MatrixXd& matrix) {
    return Eigen::EigenSolver<Eigen::MatrixXd>(matrix, false).eigenvalues().real().maxCoeff();
}

std::optional<Spectrum> spectrum(const Eigen::MatrixXd& matrix) {
    const Eigen::EigenSolver<Eigen::MatrixXd> solver(matrix);
    if (solver.info() != Eigen::Success) return {};
    return Spectrum{solver.eigenvalues().real().maxCoeff(), solver.eigenvectors()};
}

}  // namespace coalesce
