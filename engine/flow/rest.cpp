#include "flow/rest.hpp"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "flow/linearisation.hpp"
#include "flow/spectrum.hpp"

namespace coalesce {

namespace {

double largest_angle(const Cloud& a, const Cloud& b) {
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, angle_between(a.token(i), b.token(i)));
    return largest;
}

/// Newton's iteration from the cloud; nullopt if it leaves `tolerance` or does not converge to rounding.
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

}  // namespace

std::optional<RestingPlace> resting_place(const Cloud& cloud, const FieldMatrices& matrices,
                                          std::span<const std::uint8_t> lumped, double tolerance) {
    const std::size_t n = cloud.size();
    if (n == 0 || n > most_resting) return {};
    const std::optional<Cloud> place = fixed_point(cloud, matrices, tolerance);
    if (!place) return {};
    const Linearised there = Linearisation(*place, matrices)();
    const std::optional<Spectrum> modes = spectrum(there.jacobian);
    if (!modes) return {};
    const double scale = spectral_norm(matrices.value), rate = -modes->largest_real_part;
    // J cancels terms of order ‖V‖ (1 + β‖B‖), with an error of 1e-16 of that. The threshold is not relative to ‖J‖:
    // where clusters pair at speeds of 1e-50, J is rounding alone.
    constexpr double certain = 1e-7;
    if (!(rate > certain * scale)) return {};
    for (std::size_t i = 0; i < n; ++i)
        if (lumped[i] && !(largest_real_part(there.own[i]) < -certain * scale)) return {};
    const double stretch = condition(modes->eigenvectors);
    const double sharpness = matrices.beta * matrices.score_bound, distance = largest_angle(cloud, *place);
    // Derivatives of m are cumulants of x under the weights, a factor β‖B‖ each: the second is at most this times a
    // small number, and tokens that attend to one place have no spread.
    const double curvature = 8 * spectral_norm(matrices.value) *
                             (1 + sharpness + sharpness * sharpness * std::sqrt(std::max(there.spread, 0.0)));
    const auto count = static_cast<double>(n);
    if (!(stretch * std::sqrt(count) * distance <= tolerance)) return {};
    if (!(stretch * stretch * count * curvature * distance <= rate)) return {};
    return RestingPlace{*place, distance, rate / 2};
}

}  // namespace coalesce
