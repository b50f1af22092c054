#include <cmath>

#include "coalesce/observe/harmonics.hpp"
#include "coalesce/observe/wasserstein.hpp"
#include "coalesce/theory/growth.hpp"
#include "observe/theorem.hpp"
#include "observe/theorem_limits.hpp"

namespace coalesce {

namespace {

constexpr const char* growth_name = "growth of ripples";

/// Largest root mean square of a density ripple for which its square, the next order, stays below a tenth of it.
constexpr double largest_ripple = 0.3;
/// Growth below this factor cannot be told from rounding.
constexpr double least_growth = 1.01;

/// The rate of a ripple (growth.hpp), in TeX.
std::string rate_formula(bool circle, bool softmax, bool noise) {
    const std::string degree = circle ? "k" : "l", bessel = circle ? "I" : "i", stiffness = circle ? "k^2" : "l(l+1)";
    std::string rate = "r_" + degree + "=\\lambda_2" + stiffness + "\\frac{" + bessel + "_" + degree + "(b)}{b";
    rate += softmax ? "\\," + bessel + "_0(b)}" : "\\,e^{b}}";
    if (noise) rate += "-D" + stiffness;
    return rate + ",\\quad b=\\beta\\lambda_1";
}

/// Linear growth about the uniform law: the amplitude of the fastest ripple, relative to t = 0.
class GrowthTheorem final : public Theorem {
  public:
    GrowthTheorem(const Scene& scene, const Cloud& initial)
        : law_(growth_law(scene.model)), softmax_(scene.model.attention == Attention::softmax) {
        why_not_ = law_.why_not;
        if (why_not_.empty() && !std::holds_alternative<UniformLaw>(scene.tokens.law))
            why_not_ = "the initial law is not uniform";
        if (why_not_.empty() && law_.fastest == 0) why_not_ = "every ripple about the uniform law decays";
        if (why_not_.empty() && law_.fastest > finest_ripple)
            why_not_ = "the fastest ripple is finer than a hundredth of a radian";
        if (!why_not_.empty()) return;
        start_ = amplitude(initial);
        tokens_ = effective_count(initial.masses(), initial.size());
    }

    Comparison compare(const TheoryMonitor::State& state, double) override {
        if (!why_not_.empty()) return not_valid(growth_name, why_not_);
        const bool circle = law_.dimension == 2;
        const int k = law_.fastest;
        const double now = amplitude(state.cloud), rate = law_.rate(k);
        if (now * (circle ? std::sqrt(2.0) : std::sqrt(2.0 * k + 1)) > largest_ripple)
            return not_valid(growth_name, "ripples are no longer small");
        Comparison row;
        row.name = growth_name;
        row.quantity = phrase("relative error of the rate of ripple %s = %d", circle ? "k" : "l", k);
        row.statement = phrase("ripple %s = %d grows fastest, at %.4g a unit of time", circle ? "k" : "l", k, rate);
        row.formula = rate_formula(circle, softmax_, law_.noise > 0);
        if (circle) row.statement += phrase("; %d clusters form first", k);
        row.valid = true;
        if (law_.noise > 0) row.statement += "; noise drives it, so that its growth is random";
        if (state.time * rate > std::log(least_growth)) {
            const GrowthLaw::LogGrowth foretold = law_.log_growth(k, start_, state.time, tokens_);
            row.error = std::abs(std::log(now / start_) - foretold.mean) / (state.time * rate);
            row.floor = foretold.deviation / (state.time * rate);
            row.floor_name = "noise alone";
        }
        return row;
    }

  private:
    double amplitude(const Cloud& cloud) const { return harmonic_amplitudes(cloud, law_.fastest).back(); }

    GrowthLaw law_;
    bool softmax_;
    std::string why_not_;
    double start_ = 0, tokens_ = 0;
};

}  // namespace

std::unique_ptr<Theorem> growth_theorem(const Scene& scene, const Cloud& initial) {
    return std::make_unique<GrowthTheorem>(scene, initial);
}

}  // namespace coalesce
