#include <doctest/doctest.h>

#include <cmath>
#include <numeric>

#include "coalesce/studies/equiangular_lab.hpp"
#include "coalesce/studies/equiangular_study.hpp"
#include "coalesce/studies/infinite_width_study.hpp"
#include "coalesce/studies/single_location_risk.hpp"
#include "coalesce/studies/single_location_run.hpp"
#include "coalesce/studies/single_location_study.hpp"
#include "coalesce/studies/width_result.hpp"
#include "coalesce/theory/equiangular.hpp"
#include "lesson/claims.hpp"

namespace coalesce {
namespace {

SingleLocation location_of(const LessonWalk& walk) {
    return studies::single_location_settings(walk.lab().set);
}
/// ψ for β > β_c, where it is β_c = sqrt(2 log(L - 1) / d).
double step_of(const SingleLocation& s) {
    return std::sqrt(2 * std::log(static_cast<double>(s.L - 1)) / static_cast<double>(s.d));
}
InfiniteWidth width_of(const LessonWalk& walk) {
    return studies::infinite_width_settings(walk.lab().set);
}
EquiangularSettings equiangular_of(const LessonWalk& walk) {
    return studies::equiangular_settings(walk.lab().set);
}

/// Kurtosis of a mixture of centred Gaussians of these variances, 3 if all are equal.
double kurtosis(const std::vector<double>& variances) {
    const double n = static_cast<double>(variances.size());
    double mean = 0, square = 0;
    for (const double v : variances) {
        mean += v / n;
        square += v * v / n;
    }
    return 3 * square / (mean * mean);
}

double curve_end(const EquiangularSettings& s) {
    return equiangular_curve(s.attention, static_cast<double>(s.n), s.inverse_temperature(), s.rho, s.until);
}

/// log10 of the time until 1 - ρ is a hundredth.
double log_time(const EquiangularSettings& s, double n, double beta) {
    return equiangular_log10_time(s.attention, n, beta, s.rho, 0.01);
}

}  // namespace

std::vector<Claim> single_location_claims() {
    return {
        {1, "Twenty tokens of dimension 100",
         [](const LessonWalk& walk) {
             CHECK(location_of(walk).L == 20);
             CHECK(location_of(walk).d == 100);
         }},
        {2, "from $\\mu = 0.6$, $\\nu = 0.3$: after 300 steps $\\nu$ is above 0.95, and $\\mu$ has hardly moved",
         [](const LessonWalk& walk) {
             LocationRun run(location_of(walk));
             while (run.advance()) {
             }
             CHECK(run.rows().front().order.mu == doctest::Approx(0.6));
             CHECK(run.rows().front().order.nu == doctest::Approx(0.3));
             CHECK(run.rows().back().iteration == 300);
             CHECK(run.rows().back().order.nu > 0.95);
             CHECK(run.rows().back().flow.nu > 0.95);
             CHECK(std::abs(run.rows().back().order.mu - 0.6) < 0.05);
             CHECK(std::abs(run.rows().back().flow.mu - 0.6) < 0.05);
         }},
        {3, "p = 1/(1 + e^{-(c\\mu - \\psi)\\beta d})",
         [](const LessonWalk& walk) {
             const SingleLocation settings = location_of(walk);
             CHECK(located(settings, 0).p < 1e-6);
             CHECK(located(settings, 0.6).p > 1 - 1e-6);
         }},
        {3, "Below $c\\mu = \\psi = 0.24$ the head is lost",
         [](const LessonWalk& walk) { CHECK(step_of(location_of(walk)) == doctest::Approx(0.24).epsilon(0.02)); }},
        {4, "300 steps later it still has not, $|\\mu|$ is below 0.1",
         [](const LessonWalk& walk) {
             LocationRun run(location_of(walk));
             while (run.advance()) {
             }
             CHECK(run.rows().front().order.mu == doctest::Approx(0).epsilon(1e-9));
             CHECK(run.rows().back().iteration == 300);
             CHECK(std::abs(run.rows().back().order.mu) < 0.1);
         }},
        {4, "the risk is above that of answering 0, which is 0.5",
         [](const LessonWalk& walk) {
             const SingleLocation settings = location_of(walk);
             CHECK(settings.gamma * settings.gamma == doctest::Approx(0.5));
             CHECK(mean_risk(settings, {.mu = 0, .nu = 0.3}) > 0.5);
         }},
        {5,
         "the published limit says a risk of about 0.5. The corrected limit, with the scatter of those few tokens, "
         "says "
         "about 1.3",
         [](const LessonWalk& walk) {
             const SingleLocation settings = location_of(walk);
             CHECK(paper_risk(settings, {.mu = 0, .nu = 0.3}) == doctest::Approx(0.50).epsilon(0.01));
             CHECK(mean_risk(settings, {.mu = 0, .nu = 0.3}) == doctest::Approx(1.26).epsilon(0.01));
         }},
        {5, "and about 1.3 is measured",
         [](const LessonWalk& walk) {
             SingleLocation settings = location_of(walk);
             settings.iterations = 0;
             const MeasuredRisk measured = LocationRun(settings).rows().front().test;
             CHECK(std::abs(measured.risk - 1.3) < 0.05 + 3 * measured.error);
         }},
        {6, "Here $\\gamma = 0.99$, so that $c = 0.14$ is below $\\psi = 0.24$",
         [](const LessonWalk& walk) {
             const SingleLocation hard = location_of(walk);
             CHECK(hard.gamma == 0.99);
             CHECK(hard.c() == doctest::Approx(0.14).epsilon(0.02));
             CHECK(step_of(hard) == doctest::Approx(0.24).epsilon(0.02));
             CHECK(located(hard, 1).p < 0.01);
         }},
    };
}

std::vector<Claim> infinite_width_claims() {
    return {
        {1, "50000 such layers of width 256, with one head",
         [](const LessonWalk& walk) {
             CHECK(width_of(walk).samples == 50000);
             CHECK(width_of(walk).n == 256);
             CHECK(width_of(walk).heads == 1);
         }},
        {3, "At width 65536 the law of $y$ lies on the limit",
         [](const LessonWalk& walk) {
             const InfiniteWidth settings = width_of(walk);
             CHECK(settings.n == 65536);
             const WidthDivergence far = width_divergence(settings);
             CHECK(std::abs(far.value) < 3 * far.bias + 1e-5);
         }},
        {3, "fourth moment is about 3.25 times the square of its variance",
         [](const LessonWalk& walk) {
             // Variances lie in [1/4, 1]: 3 E v² / (E v)² of 50000 is right to 0.01.
             const InfiniteWidth settings = width_of(walk);
             CHECK(std::abs(kurtosis(sample_limit(settings, 0, settings.samples).variance) - 3.25) < 0.03);
         }},
        {4, "With 256 heads the sum over heads obeys the central limit theorem",
         [](const LessonWalk& walk) {
             const InfiniteWidth settings = width_of(walk);
             CHECK(settings.heads == 256);
             CHECK(kurtosis(sample_limit(settings, 0, 5000).variance) < 3.02);
         }},
        {5, "attention becomes a plain mean over the 4 tokens",
         [](const LessonWalk& walk) {
             const InfiniteWidth settings = width_of(walk);
             CHECK(limit_score_std(settings) == 0);
             const WidthSamples samples = sample_limit(settings, 0, 1000);
             // Four tokens: the mean of four independent values has a quarter of the variance.
             CHECK(samples.variance.front() == doctest::Approx(0.25).epsilon(1e-9));
             CHECK(kurtosis(samples.variance) == doctest::Approx(3).epsilon(1e-9));
         }},
    };
}

std::vector<Claim> long_contexts_claims() {
    return {
        {1, "d\\rho/dt = 2 (1-\\rho)((n-1)\\rho + 1) / (e^{\\beta(1-\\rho)} + n - 1)",
         [](const LessonWalk& walk) {
             const EquiangularSettings s = equiangular_of(walk);
             const double n = static_cast<double>(s.n), by_formula = 2 * (1 - s.rho) * ((n - 1) * s.rho + 1) /
                                                                     (std::exp(s.beta * (1 - s.rho)) + n - 1);
             CHECK(equiangular_rate(s.attention, n, s.beta, s.rho) == doctest::Approx(by_formula).epsilon(1e-12));
             CHECK(by_formula == doctest::Approx(0.489).epsilon(0.001));
         }},
        {2, "With 32 tokens, $\\beta = 2$ and $\\rho = 0.5$ at the start, $\\rho$ is above 0.99 at $t = 5$",
         [](const LessonWalk& walk) {
             const EquiangularSettings s = equiangular_of(walk);
             CHECK(s == EquiangularSettings{.n = 32, .beta = 2, .gamma = 0, .rho = 0.5, .until = 5});
             CHECK(curve_end(s) > 0.99);
         }},
        {2, "Particles and formula agree to seven digits",
         [](const LessonWalk& walk) {
             const EquiangularSeries series = equiangular_series(equiangular_of(walk));
             double worst = 0;
             for (std::size_t k = 0; k < series.theory.size(); ++k)
                 worst = std::max(worst, std::abs(series.theory[k] - series.particles[k]));
             CHECK(worst < 1e-7);
         }},
        {3, "It takes as long as with 32 tokens, and $\\beta$ no longer matters",
         [](const LessonWalk& walk) {
             const EquiangularSettings s = equiangular_of(walk);
             CHECK(s.n == 1000000);
             const double few = log_time(s, 32, 2), many = log_time(s, 1e6, 2), blind = log_time(s, 1e6, 0);
             CHECK(std::abs(many - few) < 0.1);
             CHECK(std::abs(many - blind) < 0.001);
         }},
        {4, "tokens still gather fast: here $\\gamma = 1.5$",
         [](const LessonWalk& walk) {
             const EquiangularSettings s = equiangular_of(walk);
             CHECK(s.gamma == 1.5);
             CHECK(1 / (1 - s.rho) == 2);
             CHECK(curve_end(s) > 0.99);
         }},
        {5, "$\\rho$ is still below 0.51 at $t = 5$",
         [](const LessonWalk& walk) {
             CHECK(equiangular_of(walk).gamma == 3);
             CHECK(curve_end(equiangular_of(walk)) < 0.51);
         }},
        {6, "the rate is $n^{-\\gamma(1-\\rho)}$ for every $\\gamma$",
         [](const LessonWalk& walk) {
             const EquiangularSettings s = equiangular_of(walk);
             CHECK(s.attention == Attention::unnormalized);
             for (const double gamma : {0.5, 1.5, 3.0})
                 CHECK(equiangular_rate_exponent(s.attention, 1e6, gamma, s.rho) ==
                       doctest::Approx(gamma * (1 - s.rho)).epsilon(1e-9));
             CHECK(curve_end(s) < 0.51);
         }},
    };
}

}  // namespace coalesce
