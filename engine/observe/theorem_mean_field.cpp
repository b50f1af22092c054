#include <algorithm>
#include <cereal/archives/binary.hpp>
#include <cereal/types/vector.hpp>
#include <chrono>
#include <cmath>
#include <optional>

#include "coalesce/observe/histogram.hpp"
#include "coalesce/observe/wasserstein.hpp"
#include "coalesce/theory/mean_field.hpp"
#include "coalesce/theory/porous_medium.hpp"
#include "observe/theorem.hpp"
#include "observe/theorem_limits.hpp"

namespace coalesce {

namespace {

constexpr int fewest_cells = 512;
/// Longest time for which the equation is solved, in units of 1/‖V‖. Later, clusters are narrower than cells, and their
/// motion is below the equation's rounding.
constexpr double longest_pursuit = 400;
/// Time advances in pieces of this length, in the same units, whatever the patience: step boundaries do not depend on
/// the machine's speed.
constexpr double piece_length = 0.25;

/// Advances `equation` towards `time` for at most `patience` seconds; true when it is there.
template <class Equation>
bool follow(Equation& equation, double time, double length, double patience) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::duration<double>(patience);
    while (equation.time() < time) {
        const double next = (std::floor(equation.time() / length + 1e-9) + 1) * length;
        if (next >= time) break;
        equation.advance_to(next);
        if (Clock::now() > end) return false;
    }
    return true;
}

/// Computes W1 between tokens and the equation's density at the tokens' time, on a copy: comparing moves no step.
template <class Equation>
void compare_with(const Equation& equation, const TheoryMonitor::State& state, Comparison& row) {
    Equation there = equation;
    there.advance_to(state.time);
    const auto cumulative = [&](double angle) { return there.cumulative(std::clamp(angle, -M_PI, M_PI)); };
    row.error = circle_w1(plane_angles(state.cloud, {}), state.cloud.masses(), cumulative);
    row.density.assign(there.density().begin(), there.density().end());
    row.floor = circle_w1_noise(cumulative, effective_count(state.cloud.masses(), state.cloud.size()));
}

/// Keeps an equation if it has begun.
template <class Equation>
void save_begun(cereal::BinaryOutputArchive& archive, const std::optional<Equation>& equation) {
    archive(equation.has_value());
    if (equation) archive(*equation);
}

/// Takes a kept equation back.
/// @param begin  begins the equation at time 0
template <class Equation, class Begin>
void load_begun(cereal::BinaryInputArchive& archive, std::optional<Equation>& equation, const Begin& begin) {
    bool begun = false;
    archive(begun);
    if (!begun) return;
    begin();
    archive(*equation);
}

/// The mean-field limit on the circle, solved as the run proceeds.
class MeanFieldTheorem final : public Theorem {
  public:
    explicit MeanFieldTheorem(const Scene& scene)
        : model_(scene.model), law_(scene.tokens.law), cells_(std::max(fewest_cells, fewest_mean_field_cells(model_))) {
        if (scene.dimension != 2)
            why_not_ = "the equation is solved on the circle only";
        else
            why_not_ = why_no_mean_field(model_, law_, cells_);
        if (why_not_.empty() && cells_ > most_mean_field_cells)
            why_not_ = phrase("the kernel is finer than %d cells resolve", most_mean_field_cells);
    }

    bool lags() const override { return lags_; }

    Comparison compare(const TheoryMonitor::State& state, double patience) override {
        lags_ = false;
        if (!why_not_.empty()) return not_valid(name, why_not_);
        const double unit = 1 / std::max(spectral_norm(model_.V), 1e-300);
        if (state.time > longest_pursuit * unit)
            return not_valid(name, phrase("the equation is solved only up to t = %.4g", longest_pursuit * unit));
        if (!equation_ || equation_->time() > state.time) equation_.emplace(model_, law_, cells_);
        Comparison row;
        row.name = name;
        row.quantity = "W1 between tokens and density";
        row.unit = "rad";
        row.formula = R"(\partial_t\mu+\partial_\theta(\mu\,v[\mu])=D\,\partial_\theta^2\mu)";
        row.valid = true;
        lags_ = !follow(*equation_, state.time, piece_length * unit, patience);
        if (!lags_) {
            row.statement = phrase("the limit of infinitely many tokens, solved on %d cells", cells_);
            compare_with(*equation_, state, row);
        } else {
            row.statement = phrase("catching up: solved to t = %.4g so far", equation_->time());
        }
        return row;
    }

    void save(cereal::BinaryOutputArchive& archive) const override { save_begun(archive, equation_); }
    void load(cereal::BinaryInputArchive& archive) override {
        load_begun(archive, equation_, [&] { equation_.emplace(model_, law_, cells_); });
    }

  private:
    static constexpr const char* name = "mean-field limit";

    Model model_;
    InitialLaw law_;
    int cells_;
    std::string why_not_;
    std::optional<MeanFieldCircle> equation_;
    bool lags_ = false;
};

/// The porous-medium limit of unnormalised attention.
class PorousMediumTheorem final : public Theorem {
  public:
    explicit PorousMediumTheorem(const Scene& scene) : limit_(porous_medium(scene)), law_(scene.tokens.law) {}

    bool lags() const override { return lags_; }

    Comparison compare(const TheoryMonitor::State& state, double patience) override {
        lags_ = false;
        if (!limit_.valid) return not_valid(name, limit_.why_not);
        if (!equation_ || equation_->time() > state.time) equation_.emplace(limit_.constant, law_, fewest_cells);
        Comparison row;
        row.name = name;
        row.quantity = "W1 between tokens and density";
        row.unit = "rad";
        row.formula = R"(\partial_t\mu=C\,\partial_\theta^2(\mu^2))";
        row.valid = true;
        // Densities of order 1 change over a time 1/(100 C).
        lags_ = !follow(*equation_, state.time, 0.01 / limit_.constant, patience);
        if (!lags_) {
            row.statement = phrase("the square of the density diffuses at C = %.4g", limit_.constant);
            compare_with(*equation_, state, row);
        } else {
            row.statement = phrase("catching up: solved to t = %.4g so far", equation_->time());
        }
        return row;
    }

    void save(cereal::BinaryOutputArchive& archive) const override { save_begun(archive, equation_); }
    void load(cereal::BinaryInputArchive& archive) override {
        load_begun(archive, equation_, [&] { equation_.emplace(limit_.constant, law_, fewest_cells); });
    }

  private:
    static constexpr const char* name = "porous medium";

    PorousMedium limit_;
    InitialLaw law_;
    std::optional<PorousMediumCircle> equation_;
    bool lags_ = false;
};

}  // namespace

std::unique_ptr<Theorem> mean_field_theorem(const Scene& scene) {
    return std::make_unique<MeanFieldTheorem>(scene);
}

std::unique_ptr<Theorem> porous_medium_theorem(const Scene& scene) {
    return std::make_unique<PorousMediumTheorem>(scene);
}

}  // namespace coalesce
