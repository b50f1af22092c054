#include "theory/setting.hpp"

#include <cmath>
#include <limits>

namespace coalesce {

std::string failing_setting(const Model& model) {
    if (model.attention != Attention::softmax) return "attention is unnormalised";
    if (model.noise > 0) return "noise is on";
    if (model.causal) return "the causal mask is on";
    if (!(model.beta > 0)) return "β is 0";
    return {};
}

std::vector<Vec3> basis_of(const LeadingSpace& space, int dimension) {
    if (dimension == 3 && space.kind == LeadingSpace::Kind::everything) return {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    return {space.basis[0], space.basis[1]};
}

double factor_on(const Matrix& a, const std::vector<Vec3>& basis) {
    double trace = 0;
    for (const Vec3& b : basis) trace += dot(b, a * b);
    const double s = trace / static_cast<double>(basis.size());
    for (const Vec3& b : basis) {
        if (norm(add(a * b, scaled(b, -s))) > 1e-9 * spectral_norm(a)) return std::numeric_limits<double>::quiet_NaN();
    }
    return s;
}

double factor_between(const Matrix& a, const std::vector<Vec3>& basis) {
    double trace = 0;
    for (const Vec3& b : basis) trace += dot(b, a * b);
    const double s = trace / static_cast<double>(basis.size());
    for (const Vec3& x : basis)
        for (const Vec3& y : basis)
            if (std::abs(dot(y, a * x) - s * dot(y, x)) > 1e-9 * spectral_norm(a))
                return std::numeric_limits<double>::quiet_NaN();
    return s;
}

}  // namespace coalesce
