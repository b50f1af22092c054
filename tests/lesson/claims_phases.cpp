#include <doctest/doctest.h>

#include <cmath>

#include "coalesce/theory/growth.hpp"
#include "coalesce/theory/pairing.hpp"
#include "lesson/claims.hpp"

namespace coalesce {
namespace {

// Times of merges depend on the draw and on the last bits of single-precision sums: another instruction set moves them
// by parts in a thousand. Captions round to two digits.
constexpr double two_digits = 0.03;

double scaled_energy(const LessonWalk& walk) {
    return 2 * walk.run().scene().model.beta * walk.run().measure().energy;
}
int clusters(const LessonWalk& walk) {
    return walk.run().measure().clusters;
}
double last_merge(const LessonWalk& walk) {
    return walk.run().merges().empty() ? NAN : walk.run().merges().back().time;
}
int fastest_ripple(const LessonWalk& walk) {
    return growth_law(walk.run().scene().model).fastest;
}

}  // namespace

std::vector<Claim> three_phases_claims() {
    return {
        {2, "stretches two directions equally",
         [](const LessonWalk& walk) { CHECK(walk.run().leading_space().kind == LeadingSpace::Kind::circle); }},
        {2, "At $t = 4$ the mean angle to the plane is below 0.05 rad",
         [](const LessonWalk& walk) {
             CHECK(walk.run().time() == doctest::Approx(4).epsilon(0.1));
             CHECK(walk.run().measure().alignment < 0.05);
         }},
        {3, "with $\\kappa = 1/\\beta$: each of its four bumps has become a cluster",
         [](const LessonWalk& walk) {
             const PhaseRules rules = phase_rules(walk.run().scene());
             CHECK(rules.has_heat());
             CHECK(rules.heat.gamma == 1);
             CHECK(rules.heat.kappa == doctest::Approx(1 / walk.run().scene().model.beta).epsilon(1e-9));
             CHECK(clusters(walk) == 4);
         }},
        {4, "$2 \\beta E = \\sum_k \\alpha_k^2$: a plateau, here near 0.26, which is $E = 0.013$ in the plot",
         [](const LessonWalk& walk) {
             CHECK(clusters(walk) == 4);
             double squares = 0;
             for (const Cluster& cluster : walk.run().clustering().clusters) squares += cluster.mass * cluster.mass;
             // The pair that is next adds 2 α_i α_j e^{-β(1-cos θ)}, 0.005 at this time.
             CHECK(std::abs(scaled_energy(walk) - squares) < 0.01);
             CHECK(std::abs(scaled_energy(walk) - 0.26) < 0.005);
             CHECK(std::abs(walk.run().measure().energy - 0.013) < 0.0005);
         }},
        {5, "1.2 rad apart at first, crept towards each other and met at about $t = 20$",
         [](const LessonWalk& walk) {
             CHECK(last_merge(walk) == doctest::Approx(20).epsilon(two_digits));
             const auto& law = std::get<AzimuthalLaw>(walk.run().scene().tokens.law);
             CHECK(law.components[2].mean - law.components[1].mean == doctest::Approx(1.2));
         }},
        {6, "at about $t = 2.6 \\cdot 10^4$: a thousand times the age",
         [](const LessonWalk& walk) {
             CHECK(clusters(walk) == 2);
             CHECK(last_merge(walk) == doctest::Approx(2.6e4).epsilon(two_digits));
         }},
        {7, "near $t = 5.3 \\cdot 10^7$",
         [](const LessonWalk& walk) {
             CHECK(clusters(walk) == 1);
             CHECK(last_merge(walk) == doctest::Approx(5.3e7).epsilon(two_digits));
         }},
        {8, "Alignment in time $O(1)$, heat in time $O(\\beta)$, pairing in time $O(e^{c\\beta})$",
         [](const LessonWalk& walk) {
             CHECK(walk.run().phases().front().name == "alignment");
             const auto& phases = walk.run().phases();
             CHECK(std::any_of(phases.begin(), phases.end(), [](const Phase& p) { return p.name == "pairing"; }));
         }},
    };
}

std::vector<Claim> how_many_clusters_claims() {
    return {
        {1, "20000 tokens, spread evenly over a circle",
         [](const LessonWalk& walk) { CHECK(walk.run().cloud().size() == 20000); }},
        {2, "The ripple with six waves grows fastest at this β, and $\\sqrt{2\\beta} = 6.3$. Here they are 7.",
         [](const LessonWalk& walk) {
             CHECK(fastest_ripple(walk) == 6);
             CHECK(std::sqrt(2 * walk.run().scene().model.beta) == doctest::Approx(6.3).epsilon(0.01));
             CHECK(clusters(walk) == 7);
         }},
        {3, "at $\\beta = 20$ the fastest is $k = 6$",
         [](const LessonWalk& walk) {
             CHECK(walk.run().scene().model.beta == 20);
             CHECK(fastest_ripple(walk) == 6);
         }},
        {4, "At $\\beta = 5$ that is 3.2, and the fastest ripple has $k = 3$",
         [](const LessonWalk& walk) {
             CHECK(std::sqrt(2 * 5.0) == doctest::Approx(3.2).epsilon(0.02));
             CHECK(fastest_ripple(walk) == 3);
             CHECK(clusters(walk) == 3);
         }},
        {5, "$\\sqrt{2 \\cdot 80} = 12.6$: four times $\\beta$ only doubles the number. Here they are 13.",
         [](const LessonWalk& walk) {
             CHECK(std::sqrt(2 * walk.run().scene().model.beta) == doctest::Approx(12.6).epsilon(0.01));
             CHECK(clusters(walk) == 13);
         }},
        {6, "the same $\\beta = 80$: again there are 13 clusters",
         [](const LessonWalk& walk) {
             CHECK(walk.run().scene().tokens.seed == 2);
             CHECK(walk.run().scene().model.beta == 80);
             CHECK(clusters(walk) == 13);
         }},
        {7, "to $1/\\sqrt{5} = 0.45$ rad, neighbours feel one another and meet: at $t = 20$ three or four are left",
         [](const LessonWalk& walk) {
             CHECK(1 / std::sqrt(walk.run().scene().model.beta) == doctest::Approx(0.45).epsilon(0.01));
             // β is eased by the wall clock: on a machine that falls behind its pace it has fallen sooner.
             CHECK(clusters(walk) >= 3);
             CHECK(clusters(walk) <= 4);
         }},
        {8, "At $\\beta = 20$ and $D = 0.06$ no ripple grows any more",
         [](const LessonWalk& walk) {
             CHECK(fastest_ripple(walk) == 0);
             CHECK(clusters(walk) == 1);
             // Even crowd: 2βE = e^{-β} I_0(β) and 1/N of every token on itself. Ripples fed by noise add their
             // squares, some modes/N, a thousandth.
             const double even = std::exp(-20.0) * std::cyl_bessel_i(0.0, 20.0);
             CHECK(scaled_energy(walk) == doctest::Approx(even).epsilon(0.02));
         }},
        {9,
         "the fastest degree at $\\beta = 30$ is $l = 7$. A degree is not a number of clusters: here 17 are left at $t "
         "= 12$",
         [](const LessonWalk& walk) {
             CHECK(fastest_ripple(walk) == 7);
             CHECK(clusters(walk) == 17);
         }},
    };
}

std::vector<Claim> waiting_claims() {
    return {
        {1, "about 0.7 and the other with about 0.3 of them. Each contracts to a point within $t = 5$",
         [](const LessonWalk& walk) {
             CHECK(clusters(walk) == 2);
             CHECK(walk.run().phases().back().name == "pairing");
             // A draw of 1000: standard deviation 0.015.
             for (const Cluster& cluster : walk.run().clustering().clusters)
                 CHECK(std::min(std::abs(cluster.mass - 0.7), std::abs(cluster.mass - 0.3)) < 0.045);
         }},
        {2, "up to $t = 15$ no token is faster than 0.01 rad per unit of time",
         [](const LessonWalk& walk) {
             CHECK(walk.run().measure().max_speed < 0.01);
             CHECK(clusters(walk) == 2);
         }},
        {3, "at $t = 34$ they are one",
         [](const LessonWalk& walk) {
             CHECK(last_merge(walk) == doctest::Approx(34).epsilon(two_digits));
             CHECK(walk.run().merges().back().masses[1] < walk.run().merges().back().masses[0]);
         }},
        {3, "The lighter crowd did most of the walking",
         [](const LessonWalk& walk) {
             const auto& law = std::get<MixtureLaw>(walk.run().scene().tokens.law);
             const Vec3 end = walk.run().clustering().clusters.front().centre;
             CHECK(2 * angle_between(end, law.components[0].mean) < angle_between(end, law.components[1].mean));
         }},
        {4, "they met at $t = 1.6 \\cdot 10^4$",
         [](const LessonWalk& walk) {
             CHECK(walk.run().scene().model.beta == 20);
             CHECK(last_merge(walk) == doctest::Approx(1.6e4).epsilon(two_digits));
         }},
        {5,
         "The time to merge is the integral of $d\\rho$ over that speed: from $t = 1000$ it forecasts the meeting that "
         "you saw",
         [](const LessonWalk& walk) {
             // By t = 1000 the clusters are points, for which the law is exact. Step 4 measures the meeting.
             const double now = walk.run().time();
             CHECK(now == doctest::Approx(1000).epsilon(0.2));  // the first adaptive step past it
             const std::vector<Cluster>& seen = walk.run().clustering().clusters;
             CHECK(clusters(walk) == 2);
             const double wait =
                 pairing_law(walk.run().scene().model)
                     .log10_merge_time(seen[0].mass, seen[1].mass, angle_between(seen[0].centre, seen[1].centre));
             CHECK(now + std::pow(10, wait) == doctest::Approx(1.6e4).epsilon(two_digits));
         }},
        {6, "Beside a weight of 1 the other token has $e^{-20}$, or $2 \\cdot 10^{-9}$",
         [](const LessonWalk& walk) {
             CHECK(walk.run().scene().model.beta * (1 - std::cos(std::acos(-1.0) / 3)) == doctest::Approx(20));
             CHECK(std::exp(-20.0) == doctest::Approx(2e-9).epsilon(0.05));
         }},
        {6, "In double precision the angle has closed to 56° at $t = 8 \\cdot 10^6$",
         [](const LessonWalk& walk) {
             const auto angle = [](const Simulation& run) {
                 return angle_between(run.cloud().token(0), run.cloud().token(1)) * 180 / std::acos(-1.0);
             };
             CHECK(angle(walk.run()) == doctest::Approx(56).epsilon(0.01));
             // Rounding of 6e-8 a step against a pull of 2e-9: what the sum of 4000 such steps gives is another angle.
             CHECK(std::abs(angle(walk.twin()) - angle(walk.run())) > 0.2);
         }},
    };
}

}  // namespace coalesce
