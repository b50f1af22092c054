#include "flow/rest.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

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

/// An orthonormal basis of the tangent space at x, d - 1 columns.
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

/// Velocities of a cloud to first order about a state, in coordinates of the tangent spaces.
struct Linearised {
    Eigen::VectorXd velocity;
    Eigen::MatrixXd jacobian;
    std::vector<Eigen::MatrixXd> own;  ///< ∂v_i/∂x_i while all sources stay, that is of one member of lump i
    double spread = 0;                 ///< max_i Σ_j w_ij |x_j - m_i|²
};

/// With z = βBx_i, w_ij the weights of token i, m_i = Σ_j w_ij x_j and C_i = Σ_j w_ij x_j x_j^T - m_i m_i^T,
///
///   ∂m_i/∂x_i = β C_i B as a target,   ∂m_i/∂x_j = w_ij (Id + (x_j - m_i) z^T) as a source,
///
/// and, unnormalised, κ_i m_i with κ_i = e^{F_i - βs}: κ_i β (C_i + m_i m_i^T) B and κ_i w_ij (Id + x_j z^T).
class Linearisation {
  public:
    Linearisation(const Cloud& cloud, const FieldMatrices& matrices)
        : cloud_(cloud), m_(matrices), B_(matrix_of(matrices.query_key)), V_(matrix_of(matrices.value)) {
        for (std::size_t i = 0; i < cloud.size(); ++i)
            basis_.push_back(tangent_basis(cloud.token(i), cloud.dimension()));
    }

    Linearised operator()() const {
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

    /// Tokens moved by tangent vectors.
    Cloud moved(const Eigen::VectorXd& by) const {
        Cloud result = cloud_;
        for (std::size_t i = 0; i < cloud_.size(); ++i) {
            const Eigen::Vector3d step = basis_[i] * by.segment(static_cast<Eigen::Index>(i) * width(), width());
            result.set_token(i, normalised(add(cloud_.token(i), {step[0], step[1], step[2]})));
        }
        return result;
    }

  private:
    Eigen::Index width() const { return cloud_.dimension() - 1; }

    void add_row(std::size_t i, double log_partition, Linearised& result) const {
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
            const Eigen::Matrix3d as_source =
                factor * weight[j] * (Eigen::Matrix3d::Identity() + offset * z.transpose());
            result.jacobian.block(row, static_cast<Eigen::Index>(j) * width(), width(), width()) +=
                onto * as_source * basis_[j];
        }
    }

    const Cloud& cloud_;
    const FieldMatrices& m_;
    Eigen::Matrix3d B_, V_;
    std::vector<Tangent> basis_;
};

double largest_angle(const Cloud& a, const Cloud& b) {
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, angle_between(a.token(i), b.token(i)));
    return largest;
}

/// Newton's iteration from the cloud; nothing where it leaves `tolerance` or does not end in rounding.
std::optional<Cloud> fixed_point(const Cloud& cloud, const FieldMatrices& matrices, double tolerance) {
    Cloud place = cloud;
    double last = std::numeric_limits<double>::infinity();
    for (int iteration = 0; iteration < 8; ++iteration) {
        const Linearisation about(place, matrices);
        const Linearised here = about();
        const Eigen::VectorXd step = here.jacobian.partialPivLu().solve(-here.velocity);
        const double length = step.lpNorm<Eigen::Infinity>();
        if (!(length <= tolerance)) return {};
        if (length >= last / 2) return length < 1e-12 ? std::optional<Cloud>(place) : std::nullopt;
        last = length;
        place = about.moved(step);
        if (length == 0) return place;
    }
    return {};
}

double largest_real_part(const Eigen::VectorXcd& eigenvalues) {
    return eigenvalues.real().maxCoeff();
}

}  // namespace

std::optional<RestingPlace> resting_place(const Cloud& cloud, const FieldMatrices& matrices,
                                          std::span<const std::uint8_t> lumped, double tolerance) {
    const std::size_t n = cloud.size();
    if (n == 0 || n > most_resting) return {};
    const std::optional<Cloud> place = fixed_point(cloud, matrices, tolerance);
    if (!place) return {};
    const Linearised there = Linearisation(*place, matrices)();
    const Eigen::EigenSolver<Eigen::MatrixXd> solver(there.jacobian);
    if (solver.info() != Eigen::Success) return {};
    const double scale = spectral_norm(matrices.value), rate = -largest_real_part(solver.eigenvalues());
    // Terms of order ‖V‖ (1 + β‖B‖) cancel in J, and leave 1e-16 of that. Not a part of J's own norm: where clusters
    // pair at speeds of 1e-50 it is nothing but rounding.
    constexpr double certain = 1e-7;
    if (!(rate > certain * scale)) return {};
    for (std::size_t i = 0; i < n; ++i)
        if (lumped[i] && !(largest_real_part(there.own[i].eigenvalues()) < -certain * scale)) return {};
    const Eigen::JacobiSVD<Eigen::MatrixXcd> singular(solver.eigenvectors());
    const double condition = singular.singularValues()(0) / singular.singularValues().tail(1)(0);
    const double sharpness = matrices.beta * matrices.score_bound, distance = largest_angle(cloud, *place);
    // Derivatives of m are cumulants of x under the weights, a factor β‖B‖ each: the second is at most of this size
    // times a small number, and tokens that look at one place alone have no spread.
    const double curvature = 8 * spectral_norm(matrices.value) *
                             (1 + sharpness + sharpness * sharpness * std::sqrt(std::max(there.spread, 0.0)));
    const auto count = static_cast<double>(n);
    if (!(condition * std::sqrt(count) * distance <= tolerance)) return {};
    if (!(condition * condition * count * curvature * distance <= rate)) return {};
    return RestingPlace{*place, distance, rate / 2};
}

}  // namespace coalesce
