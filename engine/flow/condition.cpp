#include <Eigen/SVD>

#include "flow/spectrum.hpp"

namespace coalesce {

double condition(const Eigen::MatrixXcd& matrix) {
    const Eigen::JacobiSVD<Eigen::MatrixXcd, Eigen::NoQRPreconditioner> singular(matrix);
    return singular.singularValues()(0) / singular.singularValues().tail(1)(0);
}

}  // namespace coalesce
