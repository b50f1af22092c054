#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "coalesce/theory/alignment.hpp"
#include "field/exponents.hpp"
#include "field/mesh_formula-inl.hpp"
#include "field/mesh_grid.hpp"
#include "field/mesh_kernel.hpp"
#include "field/motion_formula-inl.hpp"
#include "field/number_ops.hpp"
#include "field/pair_formula-inl.hpp"
#include "field/sum_kernel.hpp"
#include "field/token_math.hpp"
#include "inputs/clouds.hpp"
#include "reference/attention.hpp"

using namespace coalesce;
using namespace coalesce::kernel::scalar;

// Formulas that CPU kernels evaluate on vectors, evaluated on single numbers as device threads do.
namespace {

using Double = kernel::NumberOps<double>;

template <int d>
LaneVector<Double, d> lane_vector(const Vec3& x) {
    LaneVector<Double, d> vector;
    for (int k = 0; k < d; ++k) vector.at[k] = x[static_cast<std::size_t>(k)];
    return vector;
}

template <int d>
Model tilted_model(double beta) {
    Model model = Model::standard(d);
    model.beta = beta;
    model.Q = inputs::tilted_rotation(d);
    model.V = inputs::random_matrix(d, 4);
    return model;
}

/// Computes m_0 from single pairs; masses relative to the heaviest.
template <class Real, int d, bool shifted>
Vec3 attention_by_pairs(const Cloud& cloud, const Model& model) {
    using Ops = kernel::NumberOps<Real>;
    const Vec3 query = query_image_log2(query_key(model), model.beta, cloud.token(0));
    const double heaviest = *std::max_element(cloud.masses().begin(), cloud.masses().end());
    Real z[d], source[d + 1], total = 0, moment[d] = {}, largest = 0;
    for (int k = 0; k < d; ++k) z[k] = static_cast<Real>(query[static_cast<std::size_t>(k)]);
    const auto load = [&](std::size_t j) {
        for (int k = 0; k < d; ++k) source[k] = static_cast<Real>(cloud.token(j)[static_cast<std::size_t>(k)]);
        source[d] = static_cast<Real>(cloud.mass(j) / heaviest);
    };
    if constexpr (shifted) {
        largest = -INFINITY;
        for (std::size_t j = 0; j < cloud.size(); ++j) {
            load(j);
            largest = std::max(largest, score_of<Ops, d>(z, 1, source));
        }
    }
    for (std::size_t j = 0; j < cloud.size(); ++j) {
        load(j);
        const Real term = term_of<Ops, d, true, shifted>(score_of<Ops, d>(z, 1, source), largest, source);
        add_term<Ops, d>(term, source, total, moment, 1);
    }
    Vec3 m{};
    for (int k = 0; k < d; ++k) m[static_cast<std::size_t>(k)] = static_cast<double>(moment[k] / total);
    return m;
}

double distance(const Vec3& a, const Vec3& b) {
    return norm(add(a, scaled(b, -1)));
}

template <int d>
void check_pairs() {
    CAPTURE(d);
    Cloud cloud = inputs::uniform_cloud(d, 500, 3);
    inputs::give_masses(cloud, 5);
    // Scores of size β are rounded to 2^-24 (2^-53) of themselves, and 500 terms each to as much of their sum; evenly
    // spread, these leave the square root of it.
    for (const double beta : {0.0, 20.0}) {
        const Model model = tilted_model<d>(beta);
        const Vec3 exact = reference::attention_at(cloud, model, 0).mean;
        CHECK(distance(attention_by_pairs<float, d, false>(cloud, model), exact) < 1e-6 * (2 + beta));
        CHECK(distance(attention_by_pairs<double, d, false>(cloud, model), exact) < 2e-15 * (2 + beta));
    }
    // Beyond the range of either precision few tokens have weight: sums have hardly any rounding.
    const Model sharp = tilted_model<d>(1e4);
    const Vec3 exact = reference::attention_at(cloud, sharp, 0).mean;
    CHECK(distance(attention_by_pairs<float, d, true>(cloud, sharp), exact) < 5e-7 * 1e4);
    CHECK(distance(attention_by_pairs<double, d, true>(cloud, sharp), exact) < 1e-15 * 1e4);
}

template <int d>
void check_places() {
    CAPTURE(d);
    constexpr std::size_t count = 4000;
    const MeshGrid grid{d, 20, 6};
    const Cloud cloud = inputs::uniform_cloud(d, count, 8);
    std::vector<std::int32_t> cell(count);
    std::vector<kernel::Place> u(count), v(count);
    const double* axis[3] = {cloud.axis(0).data(), cloud.axis(1).data(), d == 3 ? cloud.axis(2).data() : nullptr};
    kernel::locate_tokens(axis, d, grid.n, 0, count, {cell.data(), u.data(), v.data()});
    for (std::size_t i = 0; i < count; ++i) {
        const Vec3 x = cloud.token(i);
        MeshPlace<Double> place;
        if constexpr (d == 3)
            place = place_on_sphere<Double>(x[0], x[1], x[2], grid.n);
        else
            place = place_on_circle<Double>(x[0], x[1], grid.n);
        // Arc tangents of two libraries differ by some 1e-16: no token of this cloud is that close to a cell's edge.
        REQUIRE(static_cast<std::int32_t>(place.cell) == cell[i]);
        // Kernels keep places as floats: half an ulp of 1.
        REQUIRE(std::abs(place.u - static_cast<double>(u[i].single_)) < 0x1p-24);
        if (d == 3) REQUIRE(std::abs(place.v - static_cast<double>(v[i].single_)) < 0x1p-24);
    }
}

template <int d>
void check_motion() {
    CAPTURE(d);
    constexpr std::size_t count = 300;
    const Cloud cloud = inputs::clustered_cloud(d, count, 0.3, 2);
    const Model model = tilted_model<d>(4);
    const std::vector<Vec3> velocity = reference::velocities(cloud, model);
    LaneVector<Double, d> rows[d];
    for (int k = 0; k < d; ++k)
        for (int j = 0; j < d; ++j) rows[k].at[j] = model.V(k, j);
    const Vec3 e = normalised(d == 3 ? Vec3{1, -2, 0.5} : Vec3{1, -2, 0});
    LeadingSpace line{LeadingSpace::Kind::points, {e, Vec3{}}, false, false, {}};
    for (std::size_t i = 0; i < count; ++i) {
        const auto x = lane_vector<d>(cloud.token(i));
        const auto m = lane_vector<d>(reference::attention_at(cloud, model, i).mean);
        // Ulps of numbers of size ‖V‖ and 1.
        REQUIRE(std::abs(speed_of(x, m, rows) - norm(velocity[i])) < 1e-14);
        REQUIRE(drift_of(x) == doctest::Approx(std::abs(norm(cloud.token(i)) - 1)).scale(1).epsilon(1e-15));
        const double to_line = angle_to(x, lane_vector<d>(e), true), to_plane = angle_to(x, lane_vector<d>(e), false);
        REQUIRE(std::abs(to_line - coalesce::angle_to(line, cloud.token(i))) < 1e-15);
        REQUIRE(std::abs(to_line + to_plane - M_PI / 2) < 1e-15);
    }
}

}  // namespace

TEST_CASE("pairs by single numbers sum to the reference's attention") {
    check_pairs<2>();
    check_pairs<3>();
}

TEST_CASE("places by single numbers are those of the vector kernel") {
    check_places<2>();
    check_places<3>();
}

TEST_CASE("Lagrange weights by single numbers interpolate polynomials of their order") {
    for (const double u : {0.0, 0.3, 0.77, 1.0}) {
        double weight[8];
        lagrange_weights<Double, 8>(u, weight);
        for (int degree = 0; degree < 8; ++degree) {
            double sum = 0;
            for (int a = 0; a < 8; ++a) sum += weight[a] * std::pow(a - 3, degree);
            // Nodes reach 4, and 4^7 has 14 binary digits: rounding of terms of that size.
            CHECK(sum == doctest::Approx(std::pow(u, degree)).scale(1).epsilon(0x1p-53 * std::pow(4.0, degree + 2)));
        }
    }
}

TEST_CASE("speeds, drift and angles by single numbers are the reference's") {
    check_motion<2>();
    check_motion<3>();
}

TEST_CASE("exponentials below a bound by single numbers sum to the vector kernel's") {
    std::vector<double> log_partition(1000), term(1000);
    for (std::size_t i = 0; i < log_partition.size(); ++i) {
        log_partition[i] = 3 - 0.05 * static_cast<double>(i);
        term[i] = bounded_exponential<Double>(log_partition[i], 3);
    }
    const double sum = std::accumulate(term.rbegin(), term.rend(), 0.0);
    CHECK(kernel::sum_exponentials(log_partition.data(), nullptr, 3, 0, 1000) == doctest::Approx(sum).epsilon(1e-13));
}
