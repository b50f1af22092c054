#include "field/mesh_or_direct.hpp"

#include <doctest/doctest.h>
#include <oneapi/tbb/global_control.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "coalesce/field/direct.hpp"
#include "coalesce/model/error.hpp"
#include "field/mesh_field.hpp"
#include "inputs/clouds.hpp"
#include "reference/attention.hpp"

using namespace coalesce;

namespace {

struct NamedCloud {
    std::string name;
    Cloud cloud;
};
std::vector<NamedCloud> clouds(int d, std::size_t count) {
    return {{"uniform", inputs::uniform_cloud(d, count, 1)},
            {"clustered", inputs::clustered_cloud(d, count, 0.03, 2)},
            {"one point", inputs::single_point_cloud(d, count)}};
}

struct NamedModel {
    std::string name;
    Model model;
};
/// The identity; the adversary -Id, whose tokens all attend to the far side; a rotation; and random Q, K, V.
std::vector<NamedModel> models(int d) {
    std::vector<NamedModel> list(4, {"identity", Model::standard(d)});
    list[1].name = "-identity";
    list[1].model.Q = -1.0 * list[1].model.Q;
    list[2].name = "rotation";
    list[2].model.Q = inputs::tilted_rotation(d);
    list[3].name = "random";
    list[3].model.Q = inputs::random_matrix(d, 4);
    list[3].model.K = inputs::random_matrix(d, 5);
    list[3].model.V = inputs::random_matrix(d, 6);
    return list;
}

Vectors velocities_of(FieldSolver& solver, const Cloud& cloud, const Model& model) {
    Field field;
    Vectors v;
    solver.evaluate(cloud, model, field);
    velocities(cloud, model, field, v);
    return v;
}

double largest_difference(const Vectors& a, const Vectors& b) {
    double largest = 0;
    for (std::size_t i = 0; i < a.count; ++i) {
        const double here = norm(add(a.at(i), scaled(b.at(i), -1)));
        if (!(here <= largest)) largest = here;  // a NaN is kept
    }
    return largest;
}

/// Compares all tokens of all clouds and models with direct double sums, which tests/reference confirms to 5e-15 (1 +
/// β‖B‖), and counts how often the mesh was used.
int check_tolerances(int d, const std::vector<double>& betas, const std::vector<double>& tolerances) {
    int meshes = 0;
    for (const NamedCloud& named_cloud : clouds(d, 20000))
        for (NamedModel named_model : models(d))
            for (const double beta : betas) {
                const Cloud& cloud = named_cloud.cloud;
                Model& model = named_model.model;
                model.beta = beta;
                DirectSolver direct(Precision::double_);
                const Vectors expected = velocities_of(direct, cloud, model);
                for (const double tolerance : tolerances) {
                    CAPTURE(named_cloud.name);
                    CAPTURE(named_model.name);
                    CAPTURE(beta);
                    CAPTURE(tolerance);
                    MeshOrDirectSolver mesh(SolverSpec{Solver::mesh, tolerance});
                    const Vectors found = velocities_of(mesh, cloud, model);
                    CHECK(largest_difference(found, expected) / spectral_norm(model.V) <= tolerance);
                    meshes += mesh.grid().has_value();
                }
            }
    return meshes;
}

}  // namespace

TEST_CASE("on the circle the error is below the tolerance for any model and cloud") {
    // 3 clouds, 4 models, 5 temperatures, 4 tolerances: a ring of nodes is nearly always cheaper than 4·10^8 pairs.
    CHECK(check_tolerances(2, {0, 1, 30, 100, 1000}, {1e-3, 1e-4, 1e-5, 1e-6}) > 220);
}

TEST_CASE("on the sphere the error is below the tolerance for any model and cloud") {
    // Uniform clouds under random sharp models go to the direct sum.
    CHECK(check_tolerances(3, {0, 30, 1000}, {1e-3, 1e-5}) > 50);
}

TEST_CASE("unnormalised attention, masses, log partitions and energy go through the mesh") {
    for (const int d : {2, 3}) {
        Cloud cloud = inputs::clustered_cloud(d, 4000, 0.4, 3);
        inputs::give_masses(cloud, 4);
        Model model = Model::standard(d);
        model.attention = Attention::unnormalized;
        model.beta = 12;
        model.V = inputs::random_matrix(d, 5);
        MeshField mesh;
        Field field;
        field.attention.resize(d, cloud.size());
        field.log_partition.resize(cloud.size());
        const MeshGrid grid{d, d == 3 ? 32 : 128, 8};
        mesh.evaluate(cloud, model, grid, Precision::double_, 1e-12, field);
        // Interpolation of order 8 with k h of at most 12 π/64 = 0.6 errs by 0.001·0.6^8 = 2e-5 at worst, and wave
        // numbers that high have small amplitudes.
        double error = 0, partition = 0;
        for (std::size_t i = 0; i < cloud.size(); i += 97) {
            const auto exact = reference::attention_at(cloud, model, i);
            error = std::max(error, norm(add(field.attention.at(i), scaled(exact.mean, -1))));
            partition = std::max(partition, std::abs(field.log_partition[i] - exact.log_partition));
        }
        CHECK(error < 1e-5);
        CHECK(partition < 1e-5);
        CHECK(energy(cloud, model, field) == doctest::Approx(reference::energy(cloud, model)).epsilon(1e-5));
    }
}

TEST_CASE("a token of mass 2 is two tokens, and lengths off the sphere do not matter") {
    const Cloud single = inputs::uniform_cloud(3, 2000, 7);
    Cloud heavy = single, twice(3, 2001), stretched = single;
    std::vector<double> masses(2000, 1.0);
    masses[0] = 2;
    heavy.set_masses(masses);
    for (std::size_t i = 0; i < 2000; ++i) {
        twice.set_token(i, single.token(i));
        stretched.set_token(i, scaled(single.token(i), 1 + 1e-3 * static_cast<double>(i % 7)));
    }
    twice.set_token(2000, single.token(0));
    const Model model = Model::standard(3);
    const auto field_of = [&](const Cloud& cloud) {
        MeshField mesh;
        Field field;
        field.attention.resize(3, cloud.size());
        field.log_partition.resize(cloud.size());
        mesh.evaluate(cloud, model, {3, 24, 6}, Precision::double_, 1e-12, field);
        return field;
    };
    const Field one = field_of(heavy), two = field_of(twice), plain = field_of(single), long_ = field_of(stretched);
    // The same nodes get the same masses up to rounding; places are in single precision, 6e-8 of a cell.
    for (std::size_t i = 0; i < 2000; i += 31) {
        CHECK(norm(add(one.attention.at(i), scaled(two.attention.at(i), -1))) < 1e-13);
        CHECK(norm(add(plain.attention.at(i), scaled(long_.attention.at(i), -1))) < 1e-6);
    }
}

TEST_CASE("the field is the same bits for any number of threads, and in any company") {
    const Cloud cloud = inputs::uniform_cloud(3, 70000, 8);
    Model model = Model::standard(3);
    model.beta = 50;
    const auto bits = [&](std::size_t threads) {
        const oneapi::tbb::global_control limit(oneapi::tbb::global_control::max_allowed_parallelism, threads);
        MeshOrDirectSolver solver(SolverSpec{Solver::mesh, 1e-5});
        Field field;
        for (int k = 0; k < 3; ++k) solver.evaluate(cloud, model, field);
        CHECK(solver.grid());
        return field.attention.values;
    };
    CHECK(bits(1) == bits(3));
}

TEST_CASE("the solver reports its mesh and error, or that it is direct") {
    Model model = Model::standard(3);
    const Cloud few = inputs::uniform_cloud(3, 300, 9), many = inputs::uniform_cloud(3, 60000, 9);
    MeshOrDirectSolver solver(SolverSpec{Solver::automatic, 1e-4});
    Field field;
    solver.evaluate(few, model, field);
    CHECK_FALSE(solver.grid());
    CHECK(solver.report().method == Solver::direct);
    solver.evaluate(many, model, field);
    REQUIRE(solver.grid());
    CHECK(solver.report().method == Solver::mesh);
    REQUIRE(solver.report().field_error);
    CHECK(*solver.report().field_error > 0);
    CHECK(*solver.report().field_error < 1e-4);
    model.causal = true;  // every token's attention is the gradient of another function: no mesh can hold them
    const Cloud some = inputs::uniform_cloud(3, 3000, 9);
    solver.evaluate(some, model, field);
    CHECK_FALSE(solver.grid());
}

TEST_CASE(
    "a mesh reaches tolerances down to rounding, and one that none reaches is refused or said to be summed directly") {
    Model model = Model::standard(2);
    model.beta = 50;
    const Cloud cloud = inputs::uniform_cloud(2, 20000, 9);
    DirectSolver direct(Precision::double_);
    const Vectors expected = velocities_of(direct, cloud, model);
    for (const double tolerance : {3e-10, 1e-10, 1e-11}) {
        CAPTURE(tolerance);
        MeshOrDirectSolver solver(SolverSpec{Solver::mesh, tolerance});
        CHECK(largest_difference(velocities_of(solver, cloud, model), expected) <= tolerance);
        CHECK(solver.report().method == Solver::mesh);
        CHECK(solver.report().solver_reason.empty());
    }
    Field field;
    const SolverSpec beyond{Solver::mesh, 1e-15};
    MeshOrDirectSolver refusing(beyond);
    CHECK_THROWS_AS(refusing.evaluate(cloud, model, field), InputError);
    try {
        refusing.evaluate(cloud, model, field);
    } catch (const InputError& error) {
        const std::string message = error.what();
        CHECK(message.find("solver.tolerance: found 1e-15") == 0);
        CHECK(message.find("the smallest error") != std::string::npos);
    }
    MeshOrDirectSolver free(SolverSpec{Solver::automatic, 1e-15});
    free.evaluate(cloud, model, field);
    CHECK(free.report().method == Solver::direct);
    CHECK(free.report().solver_reason.empty());
    // The direct sum is taken, with a reason, if it is merely cheaper or no mesh applies.
    MeshOrDirectSolver small(SolverSpec{Solver::mesh, 1e-4});
    small.evaluate(inputs::uniform_cloud(2, 100, 9), model, field);
    CHECK(small.report().method == Solver::direct);
    CHECK_FALSE(small.report().solver_reason.empty());
    model.causal = true;
    small.evaluate(inputs::uniform_cloud(2, 1000, 9), model, field);
    CHECK(small.report().solver_reason.find("causal") != std::string::npos);
    // A cloud that outgrows its mesh during a run continues by direct sums: no run ends for that.
    model.causal = false;
    MeshOrDirectSolver running(SolverSpec{Solver::mesh, 1e-4});
    running.evaluate(cloud, model, field);
    CHECK(running.report().method == Solver::mesh);
    model.beta = 1e8;
    running.evaluate(cloud, model, field);
    CHECK(running.report().method == Solver::direct);
    CHECK(running.report().solver_reason == "no mesh resolves β‖Q^T K‖ > 1e7");
}

TEST_CASE("a cloud that sharpens under the solver is followed by finer meshes") {
    // Every 16th evaluation measures the error again; in between the cloud must not outrun the tolerance.
    Model model = Model::standard(3);
    model.beta = 60;
    Cloud cloud = inputs::clustered_cloud(3, 20000, 0.6, 11);
    MeshOrDirectSolver solver(SolverSpec{Solver::mesh, 1e-4});
    DirectSolver direct(Precision::double_);
    Field field;
    double largest = 0;
    for (int step = 0; step < 60; ++step) {
        solver.evaluate(cloud, model, field);
        Vectors v;
        velocities(cloud, model, field, v);
        if (step % 5 == 4) largest = std::max(largest, largest_difference(v, velocities_of(direct, cloud, model)));
        for (std::size_t i = 0; i < cloud.size(); ++i)
            cloud.set_token(i, normalised(add(cloud.token(i), scaled(v.at(i), 0.2))));
    }
    CHECK(largest < 1e-4);
}
