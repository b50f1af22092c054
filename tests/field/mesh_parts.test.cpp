#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "coalesce/field/direct.hpp"
#include "field/far_pairs.hpp"
#include "field/mesh_cost_model.hpp"
#include "field/mesh_grid.hpp"
#include "field/mesh_kernel.hpp"
#include "inputs/clouds.hpp"

using namespace coalesce;

namespace {

/// Places of a cloud's tokens in a grid.
struct Places {
    std::vector<std::int32_t> cell;
    std::vector<kernel::Place> u, v;
    bool fine = false;

    Places(const Cloud& cloud, const MeshGrid& grid, bool finely = false)
        : cell(cloud.size()), u(cloud.size()), v(cloud.size()), fine(finely) {
        const double* axis[3] = {cloud.axis(0).data(), cloud.axis(1).data(),
                                 grid.dimension == 3 ? cloud.axis(2).data() : nullptr};
        kernel::locate_tokens(axis, grid.dimension, grid.n, 0, cloud.size(), view());
    }
    kernel::MeshPlaces view() { return {cell.data(), u.data(), v.data(), fine}; }
    double place(const kernel::Place& at) const { return fine ? at.fine * 0x1p-32 + 0.5 : at.single_; }
};

/// Tokens at all corner cases: axes, edges and corners of the cube, and their rounded neighbours.
Cloud awkward_cloud(int d) {
    std::vector<Vec3> points;
    const std::vector<double> values{-1, -1e-17, 0, 1e-17, 1, 1 - 1e-16, 0.3};
    for (const double x : values)
        for (const double y : values)
            for (const double z : d == 3 ? values : std::vector<double>{0})
                if (x != 0 || y != 0 || z != 0) points.push_back(normalised({x, y, z}));
    Cloud cloud(d, points.size());
    for (std::size_t i = 0; i < points.size(); ++i) cloud.set_token(i, points[i]);
    return cloud;
}

}  // namespace

TEST_CASE("every token lies in its cell, at its place") {
    for (const int d : {2, 3})
        for (const Cloud& cloud : {inputs::uniform_cloud(d, 1003, 1), awkward_cloud(d)}) {
            const MeshGrid grid{d, 7, 6};
            for (const bool fine : {false, true}) {
                Places places(cloud, grid, fine);
                double largest = 0;
                for (std::size_t i = 0; i < cloud.size(); ++i) {
                    REQUIRE(places.cell[i] >= 0);
                    REQUIRE(static_cast<std::size_t>(places.cell[i]) < grid.cells());
                    // Nodes p/2 - 1 and p/2 bound the cell; the point at (u, v) between their angles is the token.
                    const std::size_t corner = grid.first_node(static_cast<std::size_t>(places.cell[i])) + 2 +
                                               (d == 3 ? 2 * static_cast<std::size_t>(grid.side()) : 0);
                    const Vec3 low = grid.point(corner);
                    const std::size_t panel = corner / grid.panel_nodes(), axis = panel / 2;
                    const auto dimension = static_cast<std::size_t>(d);
                    const std::size_t next = (axis + 1) % dimension, last = (axis + 2) % dimension;
                    Vec3 x{};
                    x[axis] = low[axis] > 0 ? 1 : -1;
                    x[next] = x[axis] *
                              std::tan(std::atan(low[next] / low[axis]) + places.place(places.u[i]) * grid.spacing());
                    if (d == 3)
                        x[last] = x[axis] * std::tan(std::atan(low[last] / low[axis]) +
                                                     places.place(places.v[i]) * grid.spacing());
                    largest = std::max(largest, norm(add(normalised(x), scaled(cloud.token(i), -1))));
                }
                CHECK(largest < (fine ? 2e-10 : 1e-7));  // places are good to 2^-32, or single precision, of 0.22 rad
            }
        }
}

TEST_CASE("deposits carry all mass, and moments of low degree exactly") {
    for (const int d : {2, 3})
        for (const int p : {6, 8, 10}) {
            const MeshGrid grid{d, 5, p};
            Cloud cloud = inputs::clustered_cloud(d, 777, 0.3, 2);
            inputs::give_masses(cloud, 3);
            Places places(cloud, grid);
            std::vector<double> cells(grid.cells() * kernel::cell_doubles(d, p), 0.0);
            kernel::deposit_tokens(places.view(), cloud.masses().data(), d, p, 0, cloud.size(), cells.data());
            CHECK(std::accumulate(cells.begin(), cells.end(), 0.0) == doctest::Approx(1).epsilon(1e-12));
            // The place is a polynomial of degree 1: its mean over the deposit is its mean over the tokens.
            double expected = 0, found = 0;
            for (std::size_t i = 0; i < cloud.size(); ++i) expected += cloud.mass(i) * places.place(places.u[i]);
            const std::size_t padded = kernel::padded_order(p);
            for (std::size_t k = 0; k < cells.size(); ++k)
                found += cells[k] * (static_cast<double>(k % padded) - grid.before());
            CHECK(found == doctest::Approx(expected).epsilon(1e-10));
        }
}

TEST_CASE("reading a smooth function gives it back to the order's accuracy, one token at a time or in runs") {
    const auto smooth = [](const Vec3& x) { return std::exp(2 * x[0] - x[1] + 0.5 * x[2]); };
    for (const int d : {2, 3})
        for (const int p : {6, 8, 10}) {
            const MeshGrid grid{d, 12, p};
            std::vector<double> nodes(4 * grid.nodes());
            for (std::size_t k = 0; k < grid.nodes(); ++k)
                for (std::size_t q = 0; q < 4; ++q)
                    nodes[4 * k + q] = (1 + static_cast<double>(q)) * smooth(grid.point(k));
            std::vector<std::int32_t> first(grid.cells());
            for (std::size_t c = 0; c < first.size(); ++c) first[c] = static_cast<std::int32_t>(grid.first_node(c));
            // Uniform tokens come singly, clustered ones in runs of one cell.
            for (const Cloud& cloud : {inputs::uniform_cloud(d, 501, 4), inputs::clustered_cloud(d, 501, 0.01, 5)}) {
                Places places(cloud, grid);
                std::vector<double> out[4];
                double* planes[4];
                for (int q = 0; q < 4; ++q) {
                    out[q].resize(cloud.size());
                    planes[q] = out[q].data();
                }
                kernel::read_tokens(places.view(), nodes.data(), first.data(), grid.side(), d, p, 0, cloud.size(),
                                    planes);
                // Wave number about |gradient| = 2.3, twice that for the curvature of the map, k h = 0.6; places in
                // single precision add 1e-7 of a slope of 20.
                const double bound = 20 * interpolation_constant(p) * std::pow(0.6, p) + 3e-6;
                double largest = 0;
                for (std::size_t i = 0; i < cloud.size(); ++i)
                    for (int q = 0; q <= d; ++q)
                        largest = std::max(largest, std::abs(out[q][i] - (1 + q) * smooth(cloud.token(i))) / (1 + q));
                CHECK(largest < bound);
            }
        }
}

TEST_CASE("far pairs left out are negligible, and most pairs are at large β") {
    const MeshGrid grid{3, 40, 6};
    std::vector<Vec3> point(grid.nodes());
    const std::vector<std::int32_t> nodes = compact_order(grid);
    std::vector<double> weight(grid.nodes(), 1.0);
    for (std::size_t k = 0; k < point.size(); ++k) point[k] = grid.point(k);
    const double negligible = 1e-7;
    const FarPairs far(nodes, point, weight, negligible);
    const auto check = [&](double beta) {
        double kept = 0;
        for (std::size_t first = 0; first < point.size(); first += 640) {
            std::vector<Vec3> queries;
            for (std::size_t t = first; t < std::min(first + 64, point.size()); ++t)
                queries.push_back(scaled(point[static_cast<std::size_t>(nodes[t])], -beta * std::log2(std::exp(1.0))));
            std::vector<bool> near(point.size(), false);  // in compact order
            for (const auto& range : far.near(queries)) {
                kept += static_cast<double>(range.to - range.from);
                std::fill(near.begin() + static_cast<std::ptrdiff_t>(range.from),
                          near.begin() + static_cast<std::ptrdiff_t>(range.to), true);
            }
            for (const Vec3& z : queries) {
                double all = 0, left_out = 0;
                for (std::size_t j = 0; j < point.size(); ++j) {
                    const double term = std::exp2(dot(z, point[static_cast<std::size_t>(nodes[j])]) - norm(z));
                    all += term;
                    if (!near[j]) left_out += term;
                }
                REQUIRE(left_out <= negligible * all);
            }
        }
        const std::size_t groups = (point.size() + 639) / 640;
        return kept / (static_cast<double>(point.size()) * static_cast<double>(groups));
    };
    CHECK(check(1) == 1);
    CHECK(check(1000) < 0.25);
}

TEST_CASE("a choice learns from what it measured") {
    Model model = Model::standard(3);
    model.beta = 30;
    MeshCostModel choice(SolverSpec{Solver::mesh, 1e-4}, model, 3, 1000000);
    const MeshGrid first = choice.first().value();
    choice.learn(first, 1e-2, 1e8);  // error far too large: a finer mesh follows
    const auto finer = choice.best();
    REQUIRE(finer);
    CHECK((finer->spacing() < first.spacing() || finer->p > first.p));
    choice.learn(*finer, 1e-12, 1e8);  // error far too small: a coarser mesh follows
    const auto coarser = choice.best();
    REQUIRE(coarser);
    CHECK(choice.cost(*coarser) <= choice.cost(*finer));
    // For a thousand tokens and a sharp kernel no mesh is cheaper than 10^6 pairs.
    model.beta = 1e5;
    MeshCostModel hopeless(SolverSpec{Solver::mesh, 1e-6}, model, 3, 1000);
    hopeless.learn(hopeless.first().value(), 0.5, 1e7);
    CHECK_FALSE(hopeless.best());
}
