#include "flow/linearisation.hpp"

#include <algorithm>
#include <cmath>

namespace coalesce {

namespace {

using Tangent = Eigen::Matrix<double, 3, Eigen::Dynamic>;

Eigen::Vector3d vector_of(const Vec3& x) {
    return {x[0], x[1], x[2]};
}

Eigen::Matrix3d matrix_of(const Matrix& a) {
    Eigen::Matrix3d result = Eigen::Matrix3d::Zero();
    for (int row = 0; row < a.dimension; ++row)
        for (int column = 0; column < a.dimension; ++column) result(row, column) = a(row, column);
    return result;
}

/// Orthonormal basis of the tangent space at x, d - 1 columns.
Tangent tangent_basis(const Vec3& x, int dimension) {
    Tangent basis(3, dimension - 1);
    if (dimension == 2) {
        basis.col(0) << -x[1], x[0], 0;
        return basis;
    }
    const std::size_t least = std::abs(x[0]) < std::abs(x[1]) ? (std::abs(x[0]) < std::abs(x[2]) ? 0 : 2)
                                                              : (std::abs(x[1]) < std::abs(x[2]) ? 1 : 2);
    Vec3 axis{};
    axis[least] = 1;
    const Vec3 first = normalised(tangent_part(x, axis));
    basis.col(0) = vector_of(first);
    basis.col(1) = vector_of(cross(x, first));
    return basis;
}

}  // namespace

Linearisation::Linearisation(const Cloud& cloud, const FieldMatrices& matrices)
    : cloud_(cloud), m_(matrices), B_(matrix_of(matrices.query_key)), V_(matrix_of(matrices.value)) {
    for (std::size_t i = 0; i < cloud.size(); ++i) basis_.push_back(tangent_basis(cloud.token(i), cloud.dimension()));
}

Linearised Linearisation::operator()() const {
    Field field;
    ScaledVelocities scaled;
    Vectors velocity;
    difference_field(cloud_, m_, field, scaled);
    scaled.unscale(velocity);
    const auto n = static_cast<Eigen::Index>(cloud_.size());
    Linearised result;
    result.velocity.resize(n * width());
    result.jacobian = Eigen::MatrixXd::Zero(n * width(), n * width());
    for (std::size_t i = 0; i < cloud_.size(); ++i) {
        const auto row = static_cast<Eigen::Index>(i) * width();
        result.velocity.segment(row, width()) = basis_[i].transpose() * vector_of(velocity.at(i));
        add_row(i, field.log_partition[i], result);
    }
    return result;
}

Cloud moved_in_charts(const Cloud& cloud, const Eigen::VectorXd& u) {
    Cloud result = cloud;
    const Eigen::Index width = cloud.dimension() - 1;
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        const Eigen::Vector3d step =
            tangent_basis(cloud.token(i), cloud.dimension()) * u.segment(static_cast<Eigen::Index>(i) * width, width);
        result.set_token(i, normalised(add(cloud.token(i), {step[0], step[1], step[2]})));
    }
    return result;
}

Eigen::VectorXd Linearisation::velocity(const Eigen::VectorXd& u) const {
    Field field;
    ScaledVelocities scaled;
    Vectors velocity;
    difference_field(moved(u), m_, field, scaled);
    scaled.unscale(velocity);
    Eigen::VectorXd result(dimension());
    for (std::size_t i = 0; i < cloud_.size(); ++i) {
        const auto row = static_cast<Eigen::Index>(i) * width();
        const Eigen::Vector3d v = vector_of(velocity.at(i)), x = vector_of(cloud_.token(i));
        const Eigen::VectorXd here = u.segment(row, width());
        result.segment(row, width()) =
            std::sqrt(1 + here.squaredNorm()) * (basis_[i].transpose() * v - x.dot(v) * here);
    }
    return result;
}

void Linearisation::add_row(std::size_t i, double log_partition, Linearised& result) const {
    const bool softmax = m_.attention == Attention::softmax;
    const Eigen::Vector3d x = vector_of(cloud_.token(i)), z = m_.beta * (B_ * x);
    const std::size_t end = m_.causal ? i + 1 : cloud_.size();
    const double factor = softmax ? 1 : std::exp(log_partition - m_.beta * m_.score_bound);
    std::vector<double> weight(end);
    Eigen::Vector3d mean = Eigen::Vector3d::Zero();
    Eigen::Matrix3d square = Eigen::Matrix3d::Zero();
    for (std::size_t j = 0; j < end; ++j) {
        const Eigen::Vector3d y = vector_of(cloud_.token(j));
        weight[j] = cloud_.mass(j) * std::exp(z.dot(y) - log_partition);
        mean += weight[j] * y;
        square += weight[j] * y * y.transpose();
    }
    const Eigen::Matrix3d covariance = square - mean * mean.transpose();
    result.spread = std::max(result.spread, covariance.trace());
    const Eigen::MatrixXd onto = basis_[i].transpose() * V_;
    const double along = x.dot(V_ * mean) * factor;
    const Eigen::Matrix3d as_target = factor * m_.beta * (softmax ? covariance : square) * B_;
    const auto row = static_cast<Eigen::Index>(i) * width();
    const Eigen::MatrixXd own = onto * as_target * basis_[i] - along * Eigen::MatrixXd::Identity(width(), width());
    result.own.push_back(own);
    result.jacobian.block(row, row, width(), width()) += own;
    for (std::size_t j = 0; j < end; ++j) {
        const Eigen::Vector3d y = vector_of(cloud_.token(j)), offset = softmax ? Eigen::Vector3d(y - mean) : y;
        const Eigen::Matrix3d as_source = factor * weight[j] * (Eigen::Matrix3d::Identity() + offset * z.transpose());
        result.jacobian.block(row, static_cast<Eigen::Index>(j) * width(), width(), width()) +=
            onto * as_source * basis_[j];
    }
}

}  // namespace coalesce
