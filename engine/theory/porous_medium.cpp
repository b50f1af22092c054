#include "coalesce/theory/porous_medium.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "theory/bessel.hpp"

namespace coalesce {
namespace {

std::string why_no_porous_medium(const Scene& scene) {
    const Model& model = scene.model;
    if (model.attention != Attention::unnormalized) return "attention is softmax (its limit is the heat equation)";
    if (model.noise > 0) return "noise is on";
    if (model.causal) return "the causal mask is on";
    if (model.dimension() != 2) return "dimension is 3, the equation is solved on the circle";
    const auto lambda1 = multiple_of_identity(query_key(model)), v = multiple_of_identity(model.V);
    if (!lambda1 || !(*lambda1 > 0)) return "Q^T K is not a positive multiple of the identity";
    if (!v || *v == 0) return "V is not a multiple of the identity other than 0";
    if (*v > 0) return "γ = +1: the backward porous-medium equation is ill-posed";
    if (!(model.beta > 0)) return "β is 0";
    if (!(model.beta * *lambda1 <= 1e8)) return "β ‖Q^T K‖ is above 1e8";
    return no_circle_density(scene.tokens.law);
}

}  // namespace

PorousMedium porous_medium(const Scene& scene) {
    PorousMedium limit;
    limit.why_not = why_no_porous_medium(scene);
    limit.valid = limit.why_not.empty();
    if (!limit.valid) return limit;
    const double b = scene.model.beta * *multiple_of_identity(query_key(scene.model));
    const double width = 2 * std::numbers::pi * scaled_bessel_zero(BesselFamily::cylindrical, b);
    limit.constant = std::abs(*multiple_of_identity(scene.model.V)) * width / (2 * b);
    return limit;
}

PorousMediumCircle::PorousMediumCircle(double constant, const InitialLaw& law, int cells)
    : constant_(constant), cells_(law, cells) {}

PorousMediumCircle::PorousMediumCircle(double constant, const std::vector<double>& cell_masses)
    : constant_(constant), cells_(cell_masses) {}

void PorousMediumCircle::advance_to(double time) {
    std::vector<double>& u = cells_.density;
    const std::size_t m = u.size();
    const double h = cells_.width();
    square_.resize(m);
    while (time_ < time) {
        const double longest = h * h / (4 * constant_ * *std::max_element(u.begin(), u.end()));
        const bool last = !(time_ + longest < time);
        const double dt = last ? time - time_ : longest;
        for (std::size_t i = 0; i < m; ++i) square_[i] = u[i] * u[i];
        const double factor = constant_ * dt / (h * h);
        for (std::size_t i = 0; i < m; ++i) {
            const double below = square_[i] - square_[i > 0 ? i - 1 : m - 1];
            const double above = square_[i + 1 < m ? i + 1 : 0] - square_[i];
            u[i] += factor * (above - below);
        }
        time_ = last ? time : time_ + dt;
    }
    cells_.sum_up();
}

}  // namespace coalesce
