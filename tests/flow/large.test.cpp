#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "coalesce/flow/frame.hpp"
#include "coalesce/flow/simulation.hpp"
#include "coalesce/observe/token_sample.hpp"
#include "field/mesh_or_direct.hpp"
#include "flow/chronicle.hpp"
#include "flow/integrator.hpp"
#include "flow/rows.hpp"
#include "observe/cell_labels.hpp"

using namespace coalesce;

namespace {

/// More tokens than are observed, so that the mesh's cells sort them.
Scene large_scene(int dimension, double noise) {
    Scene scene;
    scene.dimension = dimension;
    scene.tokens.count = static_cast<std::int64_t>(most_observed) + 20000;
    scene.model = Model::standard(dimension);
    scene.model.beta = 20;
    scene.model.noise = noise;
    scene.time.dt = 0.05;
    scene.solver.method = Solver::mesh;
    return scene;
}

double largest_difference(const Cloud& a, const Cloud& b) {
    double largest = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        largest = std::max(largest, norm(add(a.token(i), scaled(b.token(i), -1))));
    return largest;
}

}  // namespace

TEST_CASE("rows sorted by key keep their tokens, again and again") {
    Cloud cloud(3, 5000);
    std::vector<double> masses(cloud.size());
    for (std::size_t i = 0; i < cloud.size(); ++i) {
        cloud.set_token(
            i, normalised({std::cos(0.1 * static_cast<double>(i)), std::sin(0.1 * static_cast<double>(i)), 0.3}));
        masses[i] = 1.0 + static_cast<double>(i % 7);
    }
    cloud.set_masses(masses);
    const Cloud drawn = cloud;
    TokenOrder order;
    CHECK(order.plain());
    CHECK(order.row_of_token().empty());
    std::vector<double> scratch;
    for (const std::int32_t divisor : {5, 3}) {
        std::vector<std::int32_t> key(cloud.size());
        for (std::size_t row = 0; row < key.size(); ++row)
            key[row] = static_cast<std::int32_t>((7 * row) % static_cast<std::size_t>(divisor));
        const Cloud before = cloud;
        const std::vector<std::int32_t> token_before(order.token_of_row().begin(), order.token_of_row().end());
        order.sort(cloud, key, scratch);
        CHECK_FALSE(order.plain());
        // A stable sort of the same rows gives the same order.
        std::vector<std::size_t> expected(key.size());
        std::iota(expected.begin(), expected.end(), std::size_t{0});
        std::stable_sort(expected.begin(), expected.end(), [&](auto a, auto b) { return key[a] < key[b]; });
        for (std::size_t row = 0; row < key.size(); ++row) {
            REQUIRE(cloud.token(row) == before.token(expected[row]));
            REQUIRE(cloud.mass(row) == before.mass(expected[row]));
        }
        for (std::size_t t = 0; t < cloud.size(); ++t)
            REQUIRE(order.token_of_row()[static_cast<std::size_t>(order.row_of_token()[t])] == static_cast<int>(t));
    }
    const Cloud back = order.in_token_order(cloud);
    CHECK(row_major(back) == row_major(drawn));
    CHECK(std::equal(back.masses().begin(), back.masses().end(), drawn.masses().begin()));
}

TEST_CASE("a large cloud in the mesh's order moves as it would in its own") {
    for (const int dimension : {2, 3}) {
        CAPTURE(dimension);
        const Scene scene = large_scene(dimension, 0.02);
        Simulation simulation(scene);
        Cloud cloud = simulation.initial_cloud();
        MeshOrDirectSolver solver(scene.solver);
        Integrator integrator(Method::layer, static_cast<std::uint64_t>(scene.tokens.seed));
        Field field;
        for (std::uint64_t k = 0; k < 4; ++k) {
            simulation.step();
            solver.evaluate(cloud, scene.model, field);
            integrator.step(cloud, scene.model, solver, scene.time.dt, k, field);
        }
        REQUIRE(simulation.report().method == Solver::mesh);
        // Sums differ in order, places in cells do not: rounding of double precision, amplified by four steps of
        // e^{dt}; 1e-9 leaves a factor of a thousand.
        CHECK(largest_difference(simulation.cloud(), cloud) < 1e-9);
        Field own;
        solver.evaluate(cloud, scene.model, own);
        const Field& of_tokens = simulation.field();
        double off = 0;
        for (std::size_t i = 0; i < cloud.size(); ++i)
            off = std::max(off, std::abs(of_tokens.log_partition[i] - own.log_partition[i]));
        CHECK(off < 1e-8);
        Vectors velocity;
        velocities(cloud, scene.model, own, velocity);
        for (std::size_t i = 0; i < cloud.size(); i += 997)
            REQUIRE(norm(add(simulation.velocity().at(i), scaled(velocity.at(i), -1))) < 1e-8);
        // A frame has the tokens in token order.
        Frame frame;
        fill_frame(frame, simulation, 12);
        REQUIRE(frame.size() == cloud.size());
        for (std::size_t i = 0; i < cloud.size(); i += 997) {
            REQUIRE(std::abs(frame.positions[3 * i] - cloud.token(i)[0]) < 1e-6);
            REQUIRE(std::abs(frame.speed[i] - norm(velocity.at(i))) < 1e-6);
        }
    }
}

TEST_CASE("a large run through the mesh goes on from a saved state to the same bits") {
    Simulation simulation(large_scene(3, 0.01));
    for (int k = 0; k < 3; ++k) simulation.step();
    simulation.measure();
    const Simulation::State state = simulation.save();
    for (int k = 0; k < 18; ++k) simulation.step();  // past a check of the mesh
    const auto first = row_major(simulation.cloud());
    const double energy = simulation.measure().energy;
    simulation.restore(state);
    for (int k = 0; k < 18; ++k) simulation.step();
    CHECK(row_major(simulation.cloud()) == first);
    CHECK(simulation.measure().energy == energy);
    // A simulation that starts again gives the same bits.
    simulation.reset();
    CHECK(row_major(simulation.cloud()) == row_major(simulation.initial_cloud()));
    for (int k = 0; k < 21; ++k) simulation.step();
    CHECK(row_major(simulation.cloud()) == first);
}

TEST_CASE("causal attention takes a large cloud back to the order of its tokens") {
    Scene scene = large_scene(2, 0);
    scene.tokens.count = static_cast<std::int64_t>(most_observed) + 1;
    Simulation simulation(scene);
    simulation.step();
    const Cloud before = simulation.cloud();
    Model causal = scene.model;
    causal.causal = true;
    simulation.change(causal, scene.time, scene.solver);
    CHECK(row_major(simulation.cloud()) == row_major(before));
    // The first token attends to itself alone and stays.
    CHECK(norm(simulation.velocity().at(0)) < 1e-6);
}

TEST_CASE("labels of a sample are those of all tokens that lie with it") {
    // Two bands of tokens 0.5 apart, and a sample of every hundredth token.
    Cloud all(3, 40000);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const double turn = 0.001 * static_cast<double>(i), height = i % 2 == 0 ? 0.3 : -0.3;
        all.set_token(i, normalised({std::cos(turn), std::sin(turn), height}));
    }
    Cloud sample(3, 400);
    std::vector<std::int32_t> label(400);
    for (std::size_t k = 0; k < 400; ++k) {
        sample.set_token(k, all.token(101 * k % all.size()));
        label[k] = static_cast<std::int32_t>(101 * k % all.size() % 2);
    }
    const CellLabels cells(sample, label, 0.2);
    const std::vector<std::int32_t> found = cells.of(all);
    for (std::size_t i = 0; i < all.size(); ++i) REQUIRE(found[i] == static_cast<std::int32_t>(i % 2));
}
