#include "coalesce/theory/pairing.hpp"

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "theory/setting.hpp"

namespace coalesce {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::string why_no_pairing_law(const Model& model, const LeadingSpace& space) {
    if (model.noise > 0) return "noise moves clusters faster than they pair";
    if (model.causal) return "the law is for attention without a causal mask";
    if (!(model.beta > 0)) return "β = 0: there are no clusters";
    if (space.kind == LeadingSpace::Kind::points) return "E_max is a pair of antipodal points, where clusters rest";
    if (space.rotating) return "E_max keeps rotating (complex pair)";
    return {};
}

/// Returns the point after `angle` radians on the path from y in `direction`.
Vec3 along(const Vec3& y, const Vec3& direction, double angle) {
    return add(scaled(y, std::cos(angle)), scaled(direction, std::sin(angle)));
}

}  // namespace

PairingLaw pairing_law(const Model& model) {
    const LeadingSpace space = leading_space(model);
    const std::vector<Vec3> basis = basis_of(space, model.dimension());
    PairingLaw law;
    law.attention = model.attention;
    law.beta = model.beta;
    law.on_circle = space.kind == LeadingSpace::Kind::circle;
    law.why_not = why_no_pairing_law(model, space);
    if (!law.why_not.empty()) return law;
    const std::string where = law.on_circle ? " on E_max" : "";
    law.lambda1 = factor_between(query_key(model), basis);
    law.lambda2 = factor_on(model.V, basis);
    if (!(law.lambda1 > 0)) law.why_not = "Q^T K is not a positive multiple of the identity" + where;
    if (law.why_not.empty() && !(law.lambda2 > 0)) law.why_not = "V is not a positive multiple of the identity" + where;
    law.valid = law.why_not.empty();
    return law;
}

double PairingLaw::log_speed(double own, double other, double angle) const {
    const double half = std::sin(angle / 2);  // 1-ρ = 2 sin²(θ/2), without cancellation
    const double ratio = attention == Attention::softmax ? other / own : other;
    return std::log(lambda2 * ratio * std::sin(angle)) - beta * lambda1 * 2 * half * half;
}

double PairingLaw::log_rate(double mass_i, double mass_j, double angle) const {
    const double i = log_speed(mass_i, mass_j, angle), j = log_speed(mass_j, mass_i, angle), top = std::max(i, j);
    return top + std::log(std::exp(i - top) + std::exp(j - top)) + std::log(std::sin(angle));
}

double PairingLaw::log10_merge_time(double mass_i, double mass_j, double angle) const {
    const double half = std::sin(angle / 2), start = 2 * half * half, end = 1 / (beta * lambda1);
    if (start <= end) return -infinity;
    if (!(start < 2)) return infinity;
    const auto angle_at = [](double gap) { return 2 * std::asin(std::sqrt(gap / 2)); };
    const double slowest = -log_rate(mass_i, mass_j, angle);
    const auto relative_time = [&](double gap) { return std::exp(-log_rate(mass_i, mass_j, angle_at(gap)) - slowest); };
    // The integrand falls by a factor e over 1/(βλ1) of 1-ρ: pieces of four of these are smooth, and ten pieces (e^-40)
    // contain all of it.
    double sum = 0, upper = start;
    for (int piece = 0; piece < 10 && upper > end; ++piece) {
        const double lower = std::max(end, upper - 4 * end);
        sum += boost::math::quadrature::gauss_kronrod<double, 31>::integrate(relative_time, lower, upper, 5, 1e-10);
        upper = lower;
    }
    return (slowest + std::log(sum)) / std::numbers::ln10;
}

std::optional<NextMerge> next_merge(const PairingLaw& law, const Cloud& clusters) {
    std::optional<NextMerge> next;
    for (std::size_t i = 0; i < clusters.size(); ++i)
        for (std::size_t j = i + 1; j < clusters.size(); ++j) {
            const double time = law.log10_merge_time(clusters.mass(i), clusters.mass(j),
                                                     angle_between(clusters.token(i), clusters.token(j)));
            if (!next || time < next->log10_time) next = NextMerge{i, j, time};
        }
    return next;
}

PairingPath pairing_path(const PairingLaw& law, const Cloud& clusters, const NextMerge& merge, int points) {
    const Vec3 y = clusters.token(merge.i), z = clusters.token(merge.j);
    const double angle = angle_between(y, z);
    const Vec3 from_y = normalised(tangent_part(y, z)), from_z = normalised(tangent_part(z, y));
    const double a = clusters.mass(merge.i), b = clusters.mass(merge.j);
    const double power = law.attention == Attention::softmax ? 2 : 1;
    const double share = 1 / (1 + std::pow(a / b, power));  // of the path, covered by cluster i
    PairingPath path;
    for (int k = 0; k < points; ++k) {
        const double part = static_cast<double>(k) / (points - 1);
        path.first.push_back(along(y, from_y, part * share * angle));
        path.second.push_back(along(z, from_z, part * (1 - share) * angle));
    }
    return path;
}

}  // namespace coalesce
