#include "flow/field_error.hpp"

#include <doctest/doctest.h>
#include <oneapi/tbb/parallel_for.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <memory>
#include <random>
#include <vector>

#include "coalesce/field/direct.hpp"
#include "coalesce/flow/simulation.hpp"
#include "field/mesh_or_direct.hpp"
#include "inputs/clouds.hpp"
#include "reference/attention.hpp"

using namespace coalesce;

namespace {

/// Makes a cloud: kind 0 has 99 % of the tokens in one spot and the others anywhere, 1 is uniform, 2 has five clusters,
/// 3 has stragglers too.
Cloud hard_cloud(int kind, int d, std::size_t count, std::uint64_t seed) {
    Cloud cloud = kind == 1 ? inputs::uniform_cloud(d, count, seed)
                            : inputs::clustered_cloud(d, count, kind == 0 ? 0.01 : 0.05, seed);
    const Cloud anywhere = inputs::uniform_cloud(d, count, seed + 1);
    const Vec3 spot = cloud.token(0);
    for (std::size_t i = 0; i < count; ++i) {
        if (kind == 0) cloud.set_token(i, spot);
        const bool straggler = i * 7919 % count * 100 < count;  // 1 %, anywhere in the order
        if ((kind == 0 || kind == 3) && straggler) cloud.set_token(i, anywhere.token(i));
    }
    return cloud;
}

struct Case {
    Cloud cloud;
    Model model;
    std::unique_ptr<FieldSolver> solver;
};

Case hard_case(std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const auto among = [&](int n) { return static_cast<int>(random() % static_cast<std::uint64_t>(n)); };
    const auto log_uniform = [&](double from, double to) {
        return from * std::pow(to / from, std::uniform_real_distribution<double>()(random));
    };
    Case made;
    const int d = 2 + among(2), kind = among(4), solver = std::min(among(10) / 4, 2);  // float, double, mesh
    const auto count = static_cast<std::size_t>(solver == 2 ? 1200 + among(300) : 150 + among(500));
    made.cloud = hard_cloud(kind, d, count, seed);
    if (among(3) == 0) inputs::give_masses(made.cloud, seed);
    Model& model = made.model = Model::standard(d);
    model.beta = among(4) == 0 ? 1271 : log_uniform(1, 3000);
    if (solver == 2) model.beta = log_uniform(1, d == 2 ? 1000 : 10);  // for which so few tokens have a mesh
    if (among(2) == 0) model.Q = inputs::random_matrix(d, seed + 2);
    model.V = among(2) == 0 ? log_uniform(0.01, 1e4) * model.V : inputs::random_matrix(d, seed + 3);
    if (among(3) == 0) model.attention = Attention::unnormalized;
    model.causal = solver != 2 && among(4) == 0;
    if (solver == 0) made.solver = make_solver({Solver::direct, 1e-4, Precision::single_});
    if (solver == 1) made.solver = make_solver({Solver::direct, 1e-4, Precision::double_});
    if (solver == 2) made.solver = make_solver({Solver::automatic, log_uniform(1e-6, 1e-2), Precision::automatic});
    return made;
}

/// Largest error against sums in extended precision, over all tokens.
double true_error(const Cloud& cloud, const Model& model, const Vectors& velocity) {
    std::vector<double> error(cloud.size());
    oneapi::tbb::parallel_for(std::size_t{0}, cloud.size(), [&](std::size_t i) {
        error[i] = norm(add(velocity.at(i), scaled(reference::velocity_at(cloud, model, i), -1)));
    });
    return *std::max_element(error.begin(), error.end());
}

}  // namespace

TEST_CASE("the field error is absolute and never below the true one by more than a factor of 3, in 200 hard cases") {
    int meshes = 0, singles = 0, doubles = 0;
    for (std::uint64_t seed = 1; seed <= 200; ++seed) {
        CAPTURE(seed);
        Case made = hard_case(seed);
        const Cloud& cloud = made.cloud;
        Field field;
        made.solver->evaluate(cloud, made.model, field);
        Vectors velocity;
        velocities(cloud, made.model, field, velocity);
        const SolverReport report = made.solver->report();
        const bool mesh = report.method == Solver::mesh, exact = !mesh && report.precision == Precision::double_;
        ++(mesh ? meshes : exact ? doubles : singles);
        CAPTURE(mesh);
        CAPTURE(exact);
        CAPTURE(made.model.beta);
        CAPTURE(made.model.causal);
        CAPTURE(cloud.weighted());
        const double expected = true_error(cloud, made.model, velocity);
        // Rounding of the reference's velocities, which are doubles, and of the squares of smaller ones.
        double rounding = 1e-150;
        for (std::size_t i = 0; i < cloud.size(); ++i) rounding = std::max(rounding, 2e-16 * norm(velocity.at(i)));
        const auto suspicion = [&] { return made.solver->suspicion(cloud, made.model, field); };
        // Measured on all tokens, and on as few as represent larger clouds: a mesh knows where it errs.
        const auto n = static_cast<double>(cloud.size());
        for (const double tokens : {n, mesh ? 64 : n / 2}) {
            CAPTURE(tokens);
            const FieldError found = measured_field_error({.cloud = cloud,
                                                           .model = made.model,
                                                           .field = field,
                                                           .velocity = nullptr,
                                                           .exact = exact,
                                                           .pairs = tokens * n * (exact || made.model.causal ? 50 : 1)},
                                                          suspicion);
            CHECK(found.tokens <= cloud.size());
            CHECK(found.largest + rounding >= expected / 3);
            CHECK(found.largest <= 1.1 * expected + rounding);  // no error is invented
        }
    }
    MESSAGE("float ", singles, ", double ", doubles, ", mesh ", meshes);
    CHECK(meshes >= 20);
    CHECK(singles >= 40);
    CHECK(doubles >= 40);
}

TEST_CASE("a wrong velocity of a single token is seen, whichever it is") {
    const Cloud cloud = inputs::uniform_cloud(3, 700, 3);
    Model model = Model::standard(3);
    model.beta = 40;
    model.V = 100.0 * model.V;
    const auto solver = make_solver({Solver::direct, 1e-4, Precision::single_});
    Field field;
    solver->evaluate(cloud, model, field);
    for (const std::size_t i : {std::size_t{0}, std::size_t{333}, std::size_t{699}}) {
        Field wrong = field;
        const Vec3 side = normalised(tangent_part(cloud.token(i), {0.3, -0.2, 0.9}));
        for (int k = 0; k < 3; ++k) wrong.attention.axis(k)[i] += 0.01 * side[static_cast<std::size_t>(k)];
        const FieldError found =
            measured_field_error({cloud, model, wrong, nullptr}, [] { return std::vector<double>(); });
        CHECK(found.largest == doctest::Approx(1).epsilon(1e-3));
        CHECK(found.tokens == 700);
    }
    Field broken = field;
    broken.attention.axis(0)[17] = std::nan("");
    CHECK(std::isnan(measured_field_error({cloud, model, broken, nullptr}, {}).largest));
}

TEST_CASE("adaptive runs report what was measured, or nothing") {
    Scene scene;
    scene.tokens.count = 80;
    scene.model.beta = 30;
    scene.time.method = Method::adaptive;
    scene.solver.method = Solver::mesh;
    Simulation simulation(scene);
    simulation.advance_to(2);
    const SolverReport report = simulation.report();
    CHECK(report.method == Solver::direct);
    CHECK_FALSE(report.solver_reason.empty());
    REQUIRE(report.field_error);
    const double expected = true_error(simulation.cloud(), scene.model, simulation.velocity());
    CHECK(*report.field_error > 0);
    CHECK(*report.field_error < 5e-15 * 31);
    // The reference itself cancels to 1e-19 of its terms.
    CHECK(*report.field_error >= expected / 3);
    CHECK(*report.field_error <= 3 * expected + 1e-18);
    // When stopped it reports the rest.
    const std::atomic<bool> flag = true;
    simulation.set_stop(StopToken(flag));
    CHECK_FALSE(simulation.report().field_error);
    CHECK(simulation.report().method == Solver::direct);
}
