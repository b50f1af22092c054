#include "flow/adaptive.hpp"

#include <doctest/doctest.h>
#include <oneapi/tbb/global_control.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <random>

#include "coalesce/flow/simulation.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/theory/pairing.hpp"
#include "flow/rest.hpp"
#include "inputs/clouds.hpp"
#include "reference/attention.hpp"
#include "reference/two_body.hpp"

using namespace coalesce;

namespace {

/// Makes a scene whose tokens are the given cloud.
Scene scene_of(const Cloud& cloud, const Model& model, double tolerance) {
    Scene scene;
    scene.dimension = cloud.dimension();
    PointsLaw law;
    for (std::size_t i = 0; i < cloud.size(); ++i) law.points.push_back(cloud.token(i));
    if (cloud.weighted()) law.masses.assign(cloud.masses().begin(), cloud.masses().end());
    scene.tokens.law = law;
    scene.model = model;
    scene.time.method = Method::adaptive;
    scene.time.tolerance = tolerance;
    scene.time.until = 1e12;
    return scene;
}

double largest_angle(const Cloud& a, const Cloud& b) {
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, angle_between(a.token(i), b.token(i)));
    return largest;
}

Cloud by_fine_steps(Cloud cloud, const Model& model, double time, int steps) {
    for (int k = 0; k < steps; ++k) cloud = reference::rk4_step(cloud, model, time / steps);
    return cloud;
}

Cloud clusters_at(const std::vector<Vec3>& points, std::vector<double> masses) {
    Cloud cloud(3, points.size());
    for (std::size_t i = 0; i < points.size(); ++i) cloud.set_token(i, normalised(points[i]));
    cloud.set_masses(std::move(masses));
    return cloud;
}

/// Advances until the next merge; nullptr if there is none.
const Merge* next_recorded(Simulation& simulation) {
    const std::size_t before = simulation.merges().size();
    while (simulation.merges().size() == before && simulation.time() < 1e290) simulation.step();
    return simulation.merges().size() > before ? &simulation.merges()[before] : nullptr;
}

}  // namespace

TEST_CASE("adaptive steps agree with fine fixed ones on any model") {
    int scene = 0;
    for (const int d : {2, 3})
        for (const auto attention : {Attention::softmax, Attention::unnormalized})
            for (const bool causal : {false, true})
                for (const double beta : {2.0, 15.0}) {
                    ++scene;
                    const auto seed = static_cast<std::uint64_t>(scene);
                    CAPTURE(scene);
                    Cloud cloud = inputs::uniform_cloud(d, 12, seed);
                    if (scene % 2 == 0) inputs::give_masses(cloud, seed);
                    Model model = Model::standard(d);
                    model.attention = attention;
                    model.causal = causal;
                    model.beta = beta;
                    const auto near_identity = [&](std::uint64_t salt) {
                        Matrix a = 0.3 * inputs::random_matrix(d, 10 * seed + salt);
                        for (int k = 0; k < d; ++k) a(k, k) += 1;
                        return a;
                    };
                    model.Q = near_identity(1);
                    model.K = near_identity(2);
                    model.V = near_identity(3);
                    const double time = 3;
                    // Steps of 1/200 with rates of at most some 30: at worst (30/200)^4/120 · 3 = 1e-5 and in fact far
                    // less, which the check with half as many confirms.
                    const Cloud expected = by_fine_steps(cloud, model, time, 600);
                    REQUIRE(largest_angle(expected, by_fine_steps(cloud, model, time, 300)) < 2e-7);
                    for (const double tolerance : {1e-4, 1e-6}) {
                        CAPTURE(tolerance);
                        Simulation simulation(scene_of(cloud, model, tolerance));
                        simulation.advance_to(time);
                        CHECK(simulation.time() == time);
                        CHECK(largest_angle(simulation.cloud(), expected) < 10 * tolerance);
                    }
                }
}

TEST_CASE("tokens that collapse are lumped, and stay within the tolerance of what they would be") {
    const Cloud cloud = inputs::clustered_cloud(3, 150, 0.05, 7);
    Model model = Model::standard(3);
    model.beta = 30;
    const double time = 16;
    const Cloud expected = by_fine_steps(cloud, model, time, 320);
    for (const double tolerance : {1e-3, 1e-5}) {
        Simulation simulation(scene_of(cloud, model, tolerance));
        std::size_t live = simulation.live_tokens();
        CHECK(live == 150);
        while (simulation.time() < time) {
            simulation.step_towards(time);
            CHECK(simulation.live_tokens() <= live);
            live = simulation.live_tokens();
        }
        // Offsets shrink by a factor e per unit of time: 0.05 e^{-16} is below both radii, and five clusters are left.
        CHECK(live == 5);
        CHECK(simulation.cloud().size() == 150);
        CHECK_FALSE(simulation.cloud().weighted());
        CHECK(largest_angle(simulation.cloud(), expected) < 10 * tolerance);
        CHECK(simulation.measure().energy ==
              doctest::Approx(reference::energy(expected, model)).epsilon(30 * tolerance));
        CHECK(simulation.field().attention.count == 150);
        CHECK(simulation.velocity().count == 150);
        CHECK(simulation.clustering().label.size() == 150);
        std::size_t tokens = 0;
        for (const Cluster& cluster : simulation.clustering().clusters) tokens += cluster.tokens;
        CHECK(tokens == 150);
    }
}

TEST_CASE("tokens that drift apart are never lumped, tokens at one place always") {
    Model model = Model::standard(2);
    model.beta = 20;
    model.V = -1.0 * model.V;
    Cloud cloud(2, 4);
    for (std::size_t i = 0; i < 4; ++i) {
        const double angle = i < 2 ? 1e-7 * static_cast<double>(i) : 2;
        cloud.set_token(i, {std::cos(angle), std::sin(angle), 0});
    }
    Simulation simulation(scene_of(cloud, model, 1e-5));
    CHECK(simulation.live_tokens() == 3);
    simulation.advance_to(30);
    CHECK(simulation.live_tokens() == 3);
    // Repulsion at a rate of about β α - 1 takes 1e-7 to the width of the kernel.
    CHECK(angle_between(simulation.cloud().token(0), simulation.cloud().token(1)) > 0.1);
    model.V = -1.0 * model.V;
    model.causal = true;
    CHECK(Simulation(scene_of(cloud, model, 1e-5)).live_tokens() == 4);
}

TEST_CASE("energy never falls by more than rounding where theory forbids it") {
    for (const auto attention : {Attention::softmax, Attention::unnormalized})
        for (const int d : {2, 3}) {
            Model model = Model::standard(d);
            model.attention = attention;
            model.beta = 12;
            Simulation simulation(scene_of(inputs::uniform_cloud(d, 60, 11), model, 1e-6));
            double last = simulation.measure().energy;
            while (simulation.time() < 1e9) {
                simulation.step();
                const double now = simulation.measure().energy;
                // Rounding of a sum of exponentials; lumping raises the energy by a share (β r)²/2 = 7e-11.
                CHECK(now >= last * (1 - 1e-12));
                last = now;
            }
        }
}

TEST_CASE("two clusters meet when the pairing law says, over any number of decades") {
    for (const double beta : {20.0, 50.0, 200.0})
        for (const double degrees : {60.0, 90.0, 120.0})
            for (const double mass : {0.5, 0.8, 0.95}) {
                CAPTURE(beta);
                CAPTURE(degrees);
                CAPTURE(mass);
                const double angle = degrees / 180 * std::numbers::pi;
                const Cloud cloud = clusters_at({{1, 0, 0}, {std::cos(angle), 0, std::sin(angle)}}, {mass, 1 - mass});
                Model model = Model::standard(3);
                model.beta = beta;
                Simulation simulation(scene_of(cloud, model, 1e-6));
                const Merge* merge = next_recorded(simulation);
                REQUIRE(merge);
                CHECK(merge->masses[0] == doctest::Approx(mass));
                CHECK(merge->masses[1] == doctest::Approx(1 - mass));
                CHECK(merge->angle >= 1 / std::sqrt(beta));
                const double predicted = pairing_law(model).log10_merge_time(mass, 1 - mass, angle);
                // log10 of 1.1: the law's time errs by the ratio of weights at the start, at most 19 e^{-10} = 0.1 %,
                // and by the last stretch, e^{-β(1-ρ)} of the time.
                CHECK(std::abs(std::log10(merge->time) - predicted) < 0.0414);
                if (beta == 200.0 && degrees == 120.0) CHECK(merge->time > 1e120);
            }
}

TEST_CASE("clusters merge in the order that the pairing law predicts") {
    int compared = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        std::mt19937_64 random(seed);
        std::uniform_real_distribution<double> share(1, 4);
        std::vector<Vec3> points;
        const Cloud sphere = inputs::uniform_cloud(3, 200, seed);
        for (std::size_t i = 0; i < sphere.size() && points.size() < 5; ++i) {
            bool apart = true;
            for (const Vec3& other : points) apart = apart && angle_between(other, sphere.token(i)) > 0.7;
            if (apart) points.push_back(sphere.token(i));
        }
        REQUIRE(points.size() == 5);
        Cloud clusters =
            clusters_at(points, {share(random), share(random), share(random), share(random), share(random)});
        Model model = Model::standard(3);
        model.beta = 60;
        Simulation simulation(scene_of(clusters, model, 1e-6));
        const PairingLaw law = pairing_law(model);
        for (int merges = 0; merges < 4; ++merges) {
            const auto predicted = next_merge(law, clusters);
            REQUIRE(predicted);
            const Merge* merge = next_recorded(simulation);
            REQUIRE(merge);
            const double a = clusters.mass(predicted->i), b = clusters.mass(predicted->j);
            CHECK(merge->masses[0] == doctest::Approx(std::max(a, b)));
            CHECK(merge->masses[1] == doctest::Approx(std::min(a, b)));
            ++compared;
            // Clusters that have met are lumped within the radius before the next prediction.
            const auto left = static_cast<std::size_t>(4 - merges);
            while (simulation.live_tokens() > left) simulation.step();
            const AdaptiveFlow flow(simulation.cloud(), model, simulation.scene().time, {});
            clusters = flow.lumps().cloud();
            REQUIRE(clusters.size() == left);
        }
    }
    CHECK(compared == 80);
}

TEST_CASE("tokens that have reached E_max stay in it and bind no step") {
    Model model = Model::standard(3);
    model.beta = 10;
    model.Q = model.V = Matrix::diagonal(3, {1, 1, 0.3});
    Simulation plane(scene_of(inputs::uniform_cloud(3, 100, 3), model, 1e-5));
    plane.advance_to(1e12);
    CHECK(plane.time() == 1e12);
    CHECK(plane.steps() < 2000);
    CHECK(plane.measure().alignment == 0);
    CHECK(plane.measure().drift < 1e-15);
    CHECK(plane.phases()[0].name == "alignment");
    CHECK(plane.phases()[0].from == 0);
    CHECK(plane.phases().back().to == 1e12);
    for (const Phase& phase : plane.phases()) CHECK(phase.name != "heat");  // the law of given points is unknown

    model.V = Matrix::diagonal(3, {0.3, 0.3, 1});  // E_max is the z-axis
    model.Q = Matrix::identity(3);
    Simulation poles(scene_of(inputs::uniform_cloud(3, 100, 3), model, 1e-5));
    poles.advance_to(1e12);
    CHECK(poles.steps() < 2000);
    CHECK(poles.live_tokens() <= 2);
    CHECK(poles.measure().max_speed == 0);
    for (std::size_t i = 0; i < 100; ++i) CHECK(std::abs(poles.cloud().token(i)[2]) == 1);
}

TEST_CASE("a token of twice the mass moves as two, and a rotation of all changes nothing") {
    Cloud doubled = inputs::clustered_cloud(3, 21, 0.2, 9), single(3, 20);
    doubled.set_token(20, doubled.token(0));
    for (std::size_t i = 0; i < 20; ++i) single.set_token(i, doubled.token(i));
    std::vector<double> masses(20, 1);
    masses[0] = 2;
    single.set_masses(masses);
    Model model = Model::standard(3);
    model.beta = 15;
    Simulation two(scene_of(doubled, model, 1e-6)), heavy(scene_of(single, model, 1e-6));
    const Matrix turn = inputs::tilted_rotation(3);
    Simulation turned(scene_of(inputs::rotated(single, turn), model, 1e-6));
    for (Simulation* simulation : {&two, &heavy, &turned}) simulation->advance_to(2);
    for (std::size_t i = 0; i < 20; ++i) {
        const Vec3 expected = heavy.cloud().token(i);
        // Rounding, amplified by at most e^{βt/2} and in fact contracted.
        CHECK(angle_between(two.cloud().token(i), expected) < 1e-10);
        CHECK(angle_between(turned.cloud().token(i), turn * expected) < 1e-10);
    }
}

TEST_CASE("a run lands where it is told, starts again from the beginning, and is the same for any number of threads") {
    Model model = Model::standard(3);
    model.beta = 10;
    Scene scene = scene_of(inputs::uniform_cloud(3, 800, 5), model, 1e-4);
    Simulation simulation(scene);
    CHECK(simulation.measure().dt == scene.time.dt);
    simulation.advance_to(0.013);
    CHECK(simulation.time() == 0.013);
    CHECK(simulation.measure().dt < 0.013);
    simulation.advance_to(1.5);
    const auto tokens = row_major(simulation.cloud());
    const std::uint64_t steps = simulation.steps();
    simulation.advance_to(1);
    CHECK(simulation.time() == 1.5);
    CHECK(simulation.steps() == steps);
    simulation.reset();
    CHECK(simulation.time() == 0);
    CHECK(row_major(simulation.cloud()) == row_major(simulation.initial_cloud()));
    CHECK(simulation.phases().back().to == 0);
    const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism, 1);
    simulation.advance_to(0.013);
    simulation.advance_to(1.5);
    CHECK(row_major(simulation.cloud()) == tokens);
    CHECK(simulation.steps() == steps);
}

TEST_CASE("a changed model goes on from the same tokens, also after they were lumped") {
    Model model = Model::standard(3);
    model.beta = 20;
    Simulation simulation(scene_of(inputs::clustered_cloud(3, 60, 0.05, 2), model, 1e-5));
    simulation.advance_to(20);
    const auto tokens = row_major(simulation.cloud());
    const std::size_t live = simulation.live_tokens();
    CHECK(live <= 5);
    TimeSpec time = simulation.scene().time;
    model.beta = 40;
    simulation.change(model, time, {});
    CHECK(row_major(simulation.cloud()) == tokens);
    CHECK(simulation.live_tokens() == live);
    time.method = Method::rk4;
    time.dt = 0.1;
    simulation.change(model, time, {});
    CHECK(simulation.live_tokens() == 60);
    const Cloud expected = reference::rk4_step(simulation.cloud(), model, 0.1);
    simulation.step();
    CHECK(simulation.time() == doctest::Approx(20.1));
    // Single precision of the field: 5e-7 · 41 · dt.
    CHECK(largest_angle(simulation.cloud(), expected) < 3e-6);
}

TEST_CASE("the clock runs to the end of double precision, and velocities of any size are met") {
    Model model = Model::standard(2);
    model.beta = 1e4;
    Cloud apart(2, 3);
    for (std::size_t i = 0; i < 3; ++i)
        apart.set_token(i, {std::cos(2.0 * static_cast<double>(i)), std::sin(2.0 * static_cast<double>(i)), 0});
    Simulation frozen(scene_of(apart, model, 1e-6));
    frozen.advance_to(1e300);
    CHECK(frozen.time() == 1e300);
    // e^{-10^4 (1 - cos 2)} · 1e300 is still nothing; a thousand steps normalise once each.
    CHECK(largest_angle(frozen.cloud(), frozen.initial_cloud()) < 1e-13);
    frozen.step();
    CHECK(frozen.time() == 1e300);
    model.beta = 2;
    model.V = 1e200 * model.V;
    Simulation fast(scene_of(inputs::uniform_cloud(2, 3, 4), model, 1e-6));
    fast.advance_to(1);
    CHECK(fast.time() == 1);
    CHECK(fast.live_tokens() == 1);
}

TEST_CASE("clusters merge at the moment that two bodies meet, whatever the tolerance") {
    for (const double beta : {20.0, 150.0, 2000.0})
        for (const double mass : {0.5, 0.9})
            for (const double tolerance : {1e-2, 1e-4, 1e-6}) {
                CAPTURE(beta);
                CAPTURE(mass);
                CAPTURE(tolerance);
                const double angle = std::sqrt(20 / beta);  // a time of some e^10
                const Cloud cloud = clusters_at({{1, 0, 0}, {std::cos(angle), 0, std::sin(angle)}}, {mass, 1 - mass});
                Model model = Model::standard(3);
                model.beta = beta;
                Simulation simulation(scene_of(cloud, model, tolerance));
                const Merge* merge = next_recorded(simulation);
                REQUIRE(merge);
                CHECK(merge->time <= simulation.time());
                const long double expected = reference::log_meeting_time(beta, mass, angle, 1 / std::sqrt(beta));
                // An angle off by ε changes the speed, and so the time, by β sin(angle) ε: a step contributes ε, and a
                // few do until the tokens have moved by the kernel's width.
                const double step = std::min(tolerance, 0.0025 / beta);
                CHECK(std::abs(std::log(merge->time) - static_cast<double>(expected)) <
                      10 * beta * std::sin(angle) * step + 1e-9);
            }
}

TEST_CASE("tokens that close in on each other become one, whatever the tolerance and β") {
    struct Case {
        double beta, angle, tolerance;
    };
    for (const auto& [beta, angle, tolerance] : {Case{150, 0.3, 0.01}, Case{1e6, 0.004, 1e-6}, Case{1e4, 0.03, 0.1},
                                                 Case{10, 1, 0.5}, Case{1e9, 1e-4, 1e-3}}) {
        CAPTURE(beta);
        Model model = Model::standard(2);
        model.beta = beta;
        Cloud cloud(2, 2);
        cloud.set_token(0, {1, 0, 0});
        cloud.set_token(1, {std::cos(angle), std::sin(angle), 0});
        Simulation simulation(scene_of(cloud, model, tolerance));
        const double met = static_cast<double>(std::exp(reference::log_meeting_time(beta, 0.5, angle, 1e-3 * angle)));
        // From a thousandth of the angle on the distance falls like e^{-t}.
        while (simulation.live_tokens() > 1 && simulation.time() < met + 40) simulation.step_towards(met + 40);
        CHECK(simulation.live_tokens() == 1);
        CHECK(simulation.steps() < 200);
        simulation.advance_to(1e12);
        CHECK(simulation.steps() < 400);
    }
}

TEST_CASE("a cloud that has come to rest at a stable fixed point stays there without steps") {
    Model model = Model::standard(3);
    model.beta = 20;
    model.Q.entry = {1, 0.3, 0, -0.2, 0.8, 0.1, 0, 0.2, 1.1};
    model.V.entry = {1, 0.2, 0, 0, 0.5, 0, 0.1, 0, 0.3};
    const Cloud cloud = inputs::uniform_cloud(3, 20, 5);
    for (const double tolerance : {1e-4, 1e-6}) {
        Simulation simulation(scene_of(cloud, model, tolerance));
        simulation.advance_to(1e6);
        REQUIRE(simulation.rest());
        CHECK(simulation.steps() < 500);
        CHECK(simulation.rest()->since < 1000);
        CHECK(simulation.rest()->distance <= tolerance);
        // The slowest approach, by the eigenvalues of V, is 1 - 0.5 if one lump is left.
        CHECK(simulation.rest()->rate > 0.1);
        CHECK(simulation.rest()->rate < 0.5);
        CHECK(largest_angle(simulation.cloud(), by_fine_steps(cloud, model, 80, 4000)) < 10 * tolerance);
        // A saved state also rests, and another model moves on.
        const Simulation::State state = simulation.save();
        Simulation other(scene_of(cloud, model, tolerance));
        other.restore(state);
        CHECK(other.rest());
        other.advance_to(1e9);
        CHECK(row_major(other.cloud()) == row_major(simulation.cloud()));
        Model turned = model;
        turned.V = inputs::tilted_rotation(3);
        simulation.change(turned, simulation.scene().time, {});
        CHECK_FALSE(simulation.rest());
        simulation.step();
        CHECK(simulation.measure().mean_speed > 1e-3);
    }
}

TEST_CASE("a cloud that will move on is not called at rest, however slow it is") {
    Model model = Model::standard(3);
    // No clusters of the metastable model rest, wherever they are: their derivatives are rounding.
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        model.beta = seed % 2 == 0 ? 60 : 400;
        model.attention = seed % 3 == 0 ? Attention::unnormalized : Attention::softmax;
        Cloud clusters = inputs::uniform_cloud(3, 2 + seed % 5, seed);
        inputs::give_masses(clusters, seed);
        const std::vector<std::uint8_t> lumped(clusters.size(), 1);
        CHECK_FALSE(resting_place(clusters, field_matrices(model), lumped, 1e-6));
    }
    model.attention = Attention::softmax;
    model.beta = 30;
    // Metastable clusters, whose speeds are 1e-13 of V.
    Simulation pair(scene_of(clusters_at({{1, 0, 0}, {0, 0, 1}}, {0.5, 0.5}), model, 1e-6));
    while (pair.merges().empty() && pair.time() < 1e20) {
        pair.step();
        CHECK_FALSE(pair.rest());
    }
    CHECK(pair.merges().size() == 1);

    // The second eigenvector of V is a saddle: unstable at a rate of 0.1, and of 1e-6, which takes very long.
    for (const double gap : {0.1, 1e-6}) {
        CAPTURE(gap);
        Model saddle = model;
        saddle.V = Matrix::diagonal(3, {1, 1 - gap, 0.5});
        saddle.Q(0, 1) = 0.1;
        Simulation simulation(scene_of(clusters_at({{1e-12, 1, 1e-3}, {0, 1, -1e-3}}, {0.5, 0.5}), saddle, 1e-6));
        for (int step = 0; step < 400; ++step) {
            simulation.step();
            const bool left = std::abs(simulation.cloud().token(0)[1]) < 1e-3;
            if (!left) CHECK_FALSE(simulation.rest());
        }
        // e^{0.1 t} 1e-12 is of order 1 at t = 276.
        if (gap == 0.1) CHECK(std::abs(simulation.cloud().token(0)[0]) > 0.999);
    }

    // Clusters still pair on a circle of fixed points: V has a double eigenvalue, and E_max is not invariant.
    Model circle = model;
    circle.beta = 8;
    circle.V.entry = {1, 0, 0, 0, 1, 0, 0.1, 0, 0.3};
    circle.Q.entry = {1, 0.3, 0, -0.2, 0.8, 0.1, 0, 0.2, 1.1};
    Simulation neutral(scene_of(clusters_at({{1, 0, 0}, {0, 1, 0}}, {0.5, 0.5}), circle, 1e-6));
    while (neutral.live_tokens() > 1 && neutral.time() < 1e5 && neutral.steps() < 20000) {
        neutral.step();
        CHECK_FALSE(neutral.rest());
    }
    CHECK(neutral.live_tokens() == 1);
}

TEST_CASE("the unit of time does not matter: V of any size takes the same steps") {
    Model model = Model::standard(3);
    model.beta = 10;
    const Cloud cloud = inputs::uniform_cloud(3, 100, 3);
    Scene scene = scene_of(cloud, model, 1e-6);
    Simulation slow(scene);
    slow.advance_to(1e3);
    scene.model.V = 1e100 * model.V;
    scene.time.dt *= 1e-100;
    Simulation fast(scene);
    fast.advance_to(1e-97);
    CHECK(fast.steps() == slow.steps());
    // Products with 1e100 round differently; most of the time tokens approach each other.
    CHECK(largest_angle(fast.cloud(), slow.cloud()) < 1e-6);
    // The same holds from a first step that is a hundred orders of magnitude too long.
    scene.time.dt = 0.01;
    Simulation found(scene);
    found.advance_to(10);
    CHECK(found.time() == 10);
    CHECK(found.steps() < 2000);
}

TEST_CASE("dense output gives the tokens within a step and does not change the steps") {
    for (const int d : {2, 3})
        for (const bool plane : {false, true}) {
            if (d == 2 && plane) continue;
            CAPTURE(d);
            CAPTURE(plane);
            Cloud cloud = inputs::uniform_cloud(d, 12, 5);
            inputs::give_masses(cloud, 5);
            Model model = Model::standard(d);
            model.beta = 4;
            if (plane) model.Q = model.V = Matrix::diagonal(3, {1, 1, 0.3});
            const double tolerance = 1e-6;
            const Scene scene = scene_of(cloud, model, tolerance);
            Simulation simulation(scene), unseen(scene);
            CHECK(row_major(simulation.state_at(0)) == row_major(simulation.cloud()));
            double exact_time = 0;
            Cloud exact = cloud;
            while (simulation.time() < 5) {
                const double from = simulation.time();
                const Cloud before = simulation.cloud();
                simulation.step();
                unseen.step();
                const double to = simulation.time();
                CHECK(largest_angle(simulation.state_at(from), before) < 1e-15);
                CHECK(largest_angle(simulation.state_at(to), simulation.cloud()) == 0);
                for (const double part : {0.2, 0.5, 0.9}) {
                    const double time = from + part * (to - from);
                    // Steps of at most 1/200 on rates of some 8: at worst (8/200)^4/120 · 5 = 1e-7.
                    exact =
                        by_fine_steps(exact, model, time - exact_time, 1 + static_cast<int>((time - exact_time) * 200));
                    exact_time = time;
                    const Cloud there = simulation.state_at(time);
                    CHECK(there.masses()[3] == doctest::Approx(cloud.masses()[3]));
                    CHECK(largest_angle(there, exact) < 10 * tolerance);
                }
                // The output is continuous across the step's end, where lumps merge within their radius.
                CHECK(largest_angle(simulation.state_at(to - 1e-9 * (to - from)), simulation.cloud()) < 2 * tolerance);
            }
            CHECK(row_major(simulation.cloud()) == row_major(unseen.cloud()));
            CHECK(simulation.steps() == unseen.steps());
        }
}

TEST_CASE("a fast attraction does not limit steps along a slow motion") {
    // Under a general Q no circle is invariant: tokens are attracted at rates of 0.3 to 1 to places that move ever more
    // slowly, and explicit steps are stable below 3.3 over the fastest rate: 20 000 of them to t = 10^5.
    Model model = Model::standard(3);
    model.beta = 20;
    model.Q = Matrix{3, {1, 0.3, 0, -0.2, 0.8, 0.1, 0, 0.2, 1.1}};
    const Matrix values[] = {Matrix::diagonal(3, {1, 1, 0.3}), Matrix{3, {1, 0, 0.2, 0, 1, 0.1, 0, 0, 0.3}},
                             Matrix::diagonal(3, {1, 0.9, 0.3})};
    for (const Matrix& V : values) {
        model.V = V;
        CAPTURE(V(1, 1));
        CAPTURE(V(0, 2));
        const Cloud cloud = inputs::uniform_cloud(3, 24, 5);
        constexpr double tolerance = 1e-6;
        const Scene scene = scene_of(cloud, model, tolerance);
        AdaptiveFlow flow(cloud, model, scene.time, scene.solver);
        double time = 0;
        int steps = 0;
        Cloud fine = cloud;
        for (const auto& [until, fineness] : {std::pair{300.0, 10}, {3000.0, 2}}) {
            const double begun = time;
            while (time < until) {
                time += flow.step(until - time);
                ++steps;
            }
            fine = by_fine_steps(fine, model, until - begun, static_cast<int>(until - begun) * fineness);
            // Errors of a step, 1e-6 each, decay at the rates of attraction except along the slow motion, where those
            // of some hundred steps add up; while clusters form they grow by at most the β‖B‖ = 30 of the kernel.
            CHECK(largest_angle(flow.lumps().expanded(), fine) < 1e-3);
        }
        while (time < 1e5) {
            time += flow.step(1e5 - time);
            ++steps;
        }
        CHECK(steps < 1500);
        // A state saved in between continues with the same bits.
        AdaptiveFlow other(flow.save(), model, scene.time, scene.solver);
        for (int k = 0; k < 40; ++k) CHECK(other.step(1e300) == flow.step(1e300));
        CHECK(row_major(other.lumps().expanded()) == row_major(flow.lumps().expanded()));
    }
}

TEST_CASE("a saddle is left by implicit steps as by explicit ones, however small the disturbance") {
    // Antipodes of the double eigenvalue's circle are fixed whatever Q, since scores are odd in each of the two. Their
    // angle closes at a rate of 7e-4 (1e-6 grows to 1 in 2e4), while the third axis decays at 0.7: explicit steps stay
    // at a few units of time, implicit ones grow. The disturbance is far below the tolerance, so that no error shows
    // how an L-stable step longer than 1/rate changes it.
    Model model = Model::standard(3);
    model.beta = 4;
    model.V.entry = {1, 0, 0, 0, 1, 0, 0.1, 0, 0.3};
    model.Q.entry = {1, 0.3, 0, -0.2, 0.8, 0.1, 0, 0.2, 1.1};
    const Cloud cloud = clusters_at({{1, 0, 0}, {-1, 1e-10, 0}}, {0.5, 0.5});
    const Cloud exact = by_fine_steps(cloud, model, 8e4, 160'000);
    REQUIRE(angle_between(exact.token(0), exact.token(1)) < 1e-3);  // they have met
    const Scene scene = scene_of(cloud, model, 1e-6);
    AdaptiveFlow flow(cloud, model, scene.time, scene.solver);
    int steps = 0;
    double longest = 0;
    // The end is much later, so that it does not keep the steps short.
    for (double time = 0; time < 1e9; ++steps) {
        const double step = flow.step(1e9 - time);
        longest = std::max(longest, step);
        time += step;
    }
    CHECK(longest > 20);  // explicit steps are stable up to 3.3/0.7
    CHECK(steps < 4000);
    const Cloud met = flow.lumps().expanded();
    CHECK(angle_between(met.token(0), met.token(1)) < 1e-3);
}

TEST_CASE("noise is refused") {
    Model model = Model::standard(3);
    model.noise = 0.25;
    CHECK_THROWS_WITH_AS(Simulation(scene_of(inputs::uniform_cloud(3, 5, 1), model, 1e-6)),
                         "model.noise: adaptive steps need 0, found 0.25", InputError);
}
