#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "coalesce/observe/theory_monitor.hpp"
#include "coalesce/theory/heat.hpp"
#include "lesson/claims.hpp"

namespace coalesce {
namespace {

double heat_error(Simulation& run) {
    TheoryMonitor monitor(run.scene(), run.observed_initial_cloud());
    const Clustering clusters = run.width_clustering();
    const TheoryMonitor::State state{run.time(),   run.observed_cloud(), clusters, run.measure().alignment,
                                     run.phases(), run.merges()};
    for (const Comparison& row : monitor.compare(state, 10))
        if (row.name == "heat limit") return row.valid ? row.error : INFINITY;
    return INFINITY;
}

/// Determinant of m - x.
double characteristic(const Matrix& m, double x) {
    const double a = m(0, 0) - x, b = m(1, 1) - x, c = m(2, 2) - x;
    return a * (b * c - m(1, 2) * m(2, 1)) - m(0, 1) * (m(1, 0) * c - m(1, 2) * m(2, 0)) +
           m(0, 2) * (m(1, 0) * m(2, 1) - b * m(2, 0));
}

/// True if the polynomial changes its sign within the rounding of a number with two decimals.
bool has_eigenvalue(const Matrix& m, double rounded) {
    return characteristic(m, rounded - 0.005) * characteristic(m, rounded + 0.005) < 0;
}

/// The crowd of each token by the sides of the plane between the two means of the law.
std::vector<bool> in_large_crowd(const Cloud& cloud, const MixtureLaw& law) {
    std::vector<bool> large(cloud.size());
    const Vec3 a = law.components[0].mean, b = law.components[1].mean;
    for (std::size_t i = 0; i < cloud.size(); ++i)
        large[i] = angle_between(cloud.token(i), a) < angle_between(cloud.token(i), b);
    return large;
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Median angle of a crowd's tokens from the point of their median coordinates, which the few tokens that chance threw
/// into the other crowd do not move.
double median_spread(const Cloud& cloud, const std::vector<bool>& crowd, bool which) {
    Vec3 centre{};
    for (int k = 0; k < 3; ++k) {
        std::vector<double> coordinates;
        for (std::size_t i = 0; i < cloud.size(); ++i)
            if (crowd[i] == which) coordinates.push_back(cloud.axis(k)[i]);
        centre[static_cast<std::size_t>(k)] = median(coordinates);
    }
    std::vector<double> angles;
    for (std::size_t i = 0; i < cloud.size(); ++i)
        if (crowd[i] == which) angles.push_back(angle_between(cloud.token(i), centre));
    return median(angles);
}

/// Spreads of the large and the small crowd, as they are called at time 0.
struct Spreads {
    double large, small;
};
Spreads spreads(const Simulation& run) {
    const Cloud start = run.initial_cloud();
    const std::vector<bool> crowd = in_large_crowd(start, std::get<MixtureLaw>(run.scene().tokens.law));
    return {median_spread(run.cloud(), crowd, true), median_spread(run.cloud(), crowd, false)};
}

/// Mean speed of a crowd.
double crowd_speed(Simulation& run, bool large) {
    const std::vector<bool> crowd = in_large_crowd(run.cloud(), std::get<MixtureLaw>(run.scene().tokens.law));
    const Vectors& v = run.velocity();
    double sum = 0, count = 0;
    for (std::size_t i = 0; i < crowd.size(); ++i) {
        if (crowd[i] != large) continue;
        sum += norm(v.at(i));
        count += 1;
    }
    return sum / count;
}

}  // namespace

std::vector<Claim> values_claims() {
    return {
        {2, "This $V$ has the eigenvalues 1.22, 0.40 and 0.28",
         [](const LessonWalk& walk) {
             for (const double value : {1.22, 0.40, 0.28}) CHECK(has_eigenvalue(walk.run().scene().model.V, value));
         }},
        {2,
         "all tokens gather at the two ends of its eigenvector, ringed in red, and at $t = 10$ the mean angle to that "
         "line is below 0.02",
         [](const LessonWalk& walk) {
             CHECK(walk.run().leading_space().kind == LeadingSpace::Kind::points);
             CHECK(walk.run().measure().alignment < 0.02);
             CHECK(walk.run().measure().clusters == 2);
         }},
        {3, "$1 + 0.8i$ and $1 - 0.8i$, and the third is 0.2",
         [](const LessonWalk& walk) {
             const Matrix& v = walk.run().scene().model.V;
             CHECK(v(0, 0) == 1);
             CHECK(v(1, 1) == 1);
             CHECK(v(1, 0) * v(0, 1) == doctest::Approx(-0.64));
             CHECK(v(2, 2) == 0.2);
             CHECK(v(2, 0) == 0);
             CHECK(v(2, 1) == 0);
         }},
        {3, "within it $V$ turns everything by 0.8 rad a unit of time",
         [](const LessonWalk& walk) { CHECK(walk.run().measure().mean_speed == doctest::Approx(0.8).epsilon(0.01)); }},
        {4, "The mean angle to the circle, drawn in red, is below 0.05 rad, but the mean speed stays near 0.8 rad",
         [](const LessonWalk& walk) {
             CHECK(walk.run().measure().alignment < 0.05);
             CHECK(walk.run().measure().mean_speed == doctest::Approx(0.8).epsilon(0.01));
         }},
        {5, "at $t = 5$ the mean angle to it is below 0.02 rad, but on it nothing turns",
         [](const LessonWalk& walk) {
             CHECK(walk.run().leading_space().kind == LeadingSpace::Kind::circle);
             CHECK(walk.run().measure().alignment < 0.02);
             double turn = 0;
             const Vectors& v = walk.run().velocity();
             for (std::size_t i = 0; i < walk.run().cloud().size(); ++i) {
                 const Vec3 x = walk.run().cloud().token(i);
                 turn += cross(x, v.at(i))[2] / 2000;
             }
             // Neighbours pull each other at 0.05 in both senses: the mean of 2000 is a thousandth.
             CHECK(std::abs(turn) < 0.01);
         }},
        {6, "Three tight crowds swell over the sphere",
         [](const LessonWalk& walk) {
             // Energy of the even crowd: 2βE = sinh(β) e^{-β} / β.
             const double beta = walk.run().scene().model.beta, even = (1 - std::exp(-2 * beta)) / (4 * beta * beta);
             CHECK(walk.run().measure().energy < 1.1 * even);
             CHECK(walk.run().measure().clusters == 1);
         }},
    };
}

std::vector<Claim> heat_claims() {
    return {
        {1, "5000 tokens on a circle, in three bumps with standard deviations of 0.25, 0.3 and 0.28 rad",
         [](const LessonWalk& walk) {
             CHECK(walk.run().cloud().size() == 5000);
             const auto& law = std::get<MixtureLaw>(walk.run().scene().tokens.law);
             CHECK(law.components.size() == 3);
             CHECK(law.components[0].std == 0.25);
             CHECK(law.components[1].std == 0.3);
             CHECK(law.components[2].std == 0.28);
             CHECK(walk.run().scene().model.beta == 50);
         }},
        {2, "with $\\kappa = 1/\\beta = 0.02$",
         [](const LessonWalk& walk) {
             const HeatTheory heat = heat_theory(walk.run().scene());
             CHECK(heat.valid);
             CHECK(heat.gamma == -1);
             CHECK(heat.kappa == doctest::Approx(0.02).epsilon(1e-9));
         }},
        {3, "between tokens and curve at $t = 5$ is below 0.03 rad",
         [](const LessonWalk& walk) {
             CHECK(walk.run().time() == doctest::Approx(5));
             CHECK(heat_error(walk.run()) < 0.03);
         }},
        {4, "Variances fall by $2 \\kappa t$",
         [](const LessonWalk& walk) {
             CHECK(heat_theory(walk.run().scene()).gamma == 1);
             CHECK(heat_error(walk.run()) < 0.05);
         }},
        {5, "is 0 at $t^* = s^2 / 2\\kappa = 1.56$",
         [](const LessonWalk& walk) {
             CHECK(heat_theory(walk.run().scene()).collapse_time == doctest::Approx(1.56).epsilon(0.002));
             CHECK(heat_error(walk.run()) == INFINITY);
         }},
        {6, "by $s^2 / (s^2 + 1/\\beta)$, 0.76 at the start",
         [](const LessonWalk&) { CHECK(0.0625 / (0.0625 + 1 / 50.0) == doctest::Approx(0.76).epsilon(0.005)); }},
        {6, "All three are points only at about $t = 5$",
         [](const LessonWalk& walk) {
             CHECK(walk.run().measure().clusters == 3);
             CHECK(walk.run().phases().back().name == "pairing");
             CHECK(walk.run().phases().back().from == doctest::Approx(5).epsilon(0.1));
         }},
        {7, "as wide as heat makes a point in the time $s^2/2 + \\kappa t$, with $\\kappa = 1/\\beta$",
         [](const LessonWalk& walk) { CHECK(heat_error(walk.run()) < 0.03); }},
    };
}

std::vector<Claim> softmax_claims() {
    return {
        {1, "A crowd of 0.8 of the tokens and one of 0.2, equally wide",
         [](const LessonWalk& walk) {
             const auto& law = std::get<MixtureLaw>(walk.run().scene().tokens.law);
             CHECK(law.components[0].weight == 0.8);
             CHECK(law.components[1].weight == 0.2);
             CHECK(law.components[0].std == law.components[1].std);
             CHECK(walk.run().scene().model.attention == Attention::softmax);
         }},
        {2, "a quarter of the tokens, a quarter of the pull. Softmax divides just that away",
         [](const LessonWalk& walk) {
             Simulation with(walk.run().scene()), without(walk.twin().scene());
             // Of 1500 tokens some 300 are in the small crowd: its share is right to 6 %.
             const double ratio = crowd_speed(without, false) / crowd_speed(without, true);
             CHECK(ratio == doctest::Approx(0.25).epsilon(0.3));
             CHECK(crowd_speed(with, false) / crowd_speed(with, true) == doctest::Approx(1).epsilon(0.15));
         }},
        {3, "With softmax both crowds are points by $t = 4$. Without it even the large crowd is slower",
         [](const LessonWalk& walk) {
             CHECK(walk.run().phases().back().name == "pairing");
             CHECK(walk.run().phases().back().from < 4);
             CHECK(walk.twin().phases().back().name != "pairing");
             CHECK(spreads(walk.twin()).large > 2 * spreads(walk.run()).large);
         }},
        {4, "the large crowd has become a point at $t = 25$, and the small one is still at it",
         [](const LessonWalk& walk) {
             CHECK(spreads(walk.twin()).large < 0.01);
             CHECK(spreads(walk.twin()).small > 0.02);
         }},
        {5, "the speed carries one more factor of the density",
         [](const LessonWalk& walk) {
             // e^{F - β} is the density seen through the kernel, up to a constant.
             Simulation with(walk.run().scene()), without(walk.twin().scene());
             const double beta = with.scene().model.beta;
             for (std::size_t i = 0; i < with.cloud().size(); i += 100) {
                 const double density = std::exp(with.field().log_partition[i] - beta);
                 CHECK(norm(without.velocity().at(i)) ==
                       doctest::Approx(density * norm(with.velocity().at(i))).epsilon(0.01));
             }
         }},
    };
}

}  // namespace coalesce
